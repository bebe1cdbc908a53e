"""What a password may not contain here, beside Django's own rules (settings, AUTH_PASSWORD_VALIDATORS)."""

import re
from typing import Any

from django.core.exceptions import ValidationError

KATA_SETEMPAT = ("maluku", "binaan", "ambon", "pemprov", "password", "katasandi")
BAGIAN_NAMA = 4
"""Parts of a name from this many letters on are looked for in a password."""
JENIS_KARAKTER = (str.isupper, str.islower, str.isdigit, lambda h: not h.isalnum())


class KataSetempatValidator:
    """Refuses passwords built on words that anybody guesses first in this province."""

    def validate(self, password: str, user: Any = None) -> None:
        kecil = password.casefold()
        if any(kata in kecil for kata in KATA_SETEMPAT):
            raise ValidationError(
                "Kata sandi memuat kata yang mudah ditebak di sini, misalnya maluku atau binaan. Pilih kata lain.",
                code="kata_setempat",
            )

    def get_help_text(self) -> str:
        return "Jangan memakai kata seperti maluku atau binaan."


class NamaSendiriValidator:
    """Refuses passwords that contain the account's name or a part of the person's, however long the rest is."""

    def validate(self, password: str, user: Any = None) -> None:
        kecil = password.casefold()
        nama = f"{getattr(user, 'username', '')} {getattr(user, 'nama', '')}".casefold()
        bagian = {getattr(user, "username", "").casefold(), *re.split(r"[\W_]+", nama)}
        if any(len(kata) >= BAGIAN_NAMA and kata in kecil for kata in bagian):
            raise ValidationError(
                "Kata sandi memuat nama Anda atau nama akun Anda. Pilih kata lain.", code="nama_sendiri"
            )

    def get_help_text(self) -> str:
        return "Jangan memakai nama Anda atau nama akun Anda."


class KomposisiValidator:
    """Asks for each kind of character, as BSSN 4/2021 does; only where the setting SANDI_BSSN says so.

    ASVS 5 (V6.2.5) and NIST 800-63B advise against it, so it is off by default.
    """

    def validate(self, password: str, user: Any = None) -> None:
        if not all(any(jenis(h) for h in password) for jenis in JENIS_KARAKTER):
            raise ValidationError(
                "Kata sandi harus memuat huruf besar, huruf kecil, angka, dan tanda baca. Tambahkan yang belum ada.",
                code="komposisi",
            )

    def get_help_text(self) -> str:
        return "Memuat huruf besar, huruf kecil, angka, dan tanda baca."
