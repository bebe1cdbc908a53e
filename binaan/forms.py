"""Forms of signing in and of the own password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password

from opd.models import Pengguna

PANDUAN = "Sedikitnya 12 karakter. Beberapa kata yang tidak berhubungan mudah diingat dan sulit ditebak."
PANDUAN_BSSN = "Sedikitnya 12 karakter, dengan huruf besar, huruf kecil, angka, dan tanda baca."


class MasukForm(forms.Form):
    username = forms.CharField(
        label="Nama akun",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    sandi = forms.CharField(
        label="Kata sandi",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    bersama = forms.BooleanField(label="Perangkat ini dipakai bersama orang lain", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "bersama"
        ].help_text = f"Anda dikeluarkan sesudah {settings.SESI_BERSAMA_MENIT} menit tanpa membuka halaman."

    def clean_username(self) -> str:
        return self.cleaned_data["username"].strip().lower()


class KataSandiForm(forms.Form):
    lama = forms.CharField(
        label="Kata sandi sekarang",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    baru = forms.CharField(
        label="Kata sandi baru",
        max_length=200,
        strip=False,
        help_text=PANDUAN,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    ulang = forms.CharField(
        label="Ulangi kata sandi baru",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: Pengguna, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if settings.SANDI_BSSN:
            self.fields["baru"].help_text = f"{PANDUAN_BSSN} Diganti setiap {settings.SANDI_BERLAKU_HARI} hari."

    def clean_lama(self) -> str:
        lama = self.cleaned_data["lama"]
        if not self.user.check_password(lama):
            raise forms.ValidationError("Kata sandi sekarang tidak cocok. Periksa lalu ketik ulang.", code="salah")
        return lama

    def clean_baru(self) -> str:
        baru = self.cleaned_data["baru"]
        validate_password(baru, self.user)
        if baru == self.cleaned_data.get("lama"):
            raise forms.ValidationError("Kata sandi baru sama dengan yang sekarang. Pilih yang lain.", code="sama")
        return baru

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or {}
        if isi.get("baru") and isi.get("ulang") and isi["baru"] != isi["ulang"]:
            self.add_error("ulang", "Kedua kata sandi baru tidak sama. Ketik ulang keduanya.")
        return isi


class PerangkatForm(forms.Form):
    """Which of the own sessions to end; without one, all the others."""

    perangkat = forms.UUIDField(required=False)
