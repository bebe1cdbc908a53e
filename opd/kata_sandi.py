"""What a password may not contain here, beside Django's own rules (settings, AUTH_PASSWORD_VALIDATORS)."""

from typing import Any

from django.core.exceptions import ValidationError

KATA_SETEMPAT = ("maluku", "binaan", "ambon", "pemprov", "password", "katasandi")


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
