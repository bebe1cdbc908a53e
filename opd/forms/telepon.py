"""Which contact's phone number is asked for."""

from django import forms


class TeleponForm(forms.Form):
    kontak = forms.IntegerField(min_value=1)
