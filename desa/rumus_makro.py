"""Reading a macro figure: a growth or an inflation may be negative, a share may not be written as text."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.core.exceptions import ValidationError

from desa.angka import DesimalField, format_desimal
from desa.validators import rapikan

TEMPAT = 3
TERBESAR = Decimal(99_999_999)
_HINT = "Tulis angka dengan koma desimal, misalnya 15,25 atau -0,41."
_BILANGAN = re.compile(r"[-−]?([1-9][0-9]{0,2}(\.[0-9]{3})+|[0-9]{1,9})(,[0-9]{1,12})?")


def baca_angka(nilai: object) -> Decimal:
    """A number of either sign with at most three decimals: "-0,41", "1.234,5"; "5,2 %" and "0.41" are refused."""
    if isinstance(nilai, bool):
        raise ValidationError(f"Isi sel ini bukan angka. {_HINT}", code="makro")
    if isinstance(nilai, int | float | Decimal):
        angka = Decimal(str(nilai))
    else:
        teks = rapikan(str(nilai))
        if not _BILANGAN.fullmatch(teks):
            raise ValidationError(f"“{teks[:30]}” bukan angka yang jelas. {_HINT}", code="makro")
        angka = Decimal(teks.replace("−", "-").replace(".", "").replace(",", "."))
    if not angka.is_finite() or abs(angka) > TERBESAR:
        raise ValidationError(f"Angka ini terlalu besar. {_HINT}", code="makro")
    bulat = angka.quantize(Decimal(1).scaleb(-TEMPAT), rounding=ROUND_HALF_UP)
    if bulat != angka and isinstance(nilai, str):
        raise ValidationError(f"Angka ini memuat lebih dari {TEMPAT} angka di belakang koma.", code="makro_tempat")
    return bulat


class AngkaMakroField(DesimalField):
    """A macro figure, which may be negative."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(tempat=TEMPAT, **kwargs)

    def read(self, value: object) -> Decimal:
        return baca_angka(value)

    def write(self, value: Any) -> str:
        return format_desimal(value, TEMPAT).rstrip("0").rstrip(",").replace("−", "-")
