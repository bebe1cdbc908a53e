"""What a search box written by a template shares with those that forms write."""

from __future__ import annotations

from django import template
from django.forms.utils import flatatt
from django.utils.safestring import SafeString

from opd.forms.saring import TANPA_NOMOR

register = template.Library()


@register.simple_tag
def tanpa_nomor() -> SafeString:
    """The attributes that keep the browser from sending a person's number."""
    return flatatt(TANPA_NOMOR)
