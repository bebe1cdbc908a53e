"""Arithmetic that is shown: rounding half-up, once, at the end."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction


def bulatkan(nilai: Fraction) -> Decimal:
    """A fraction with one decimal, half away from zero: 12.25 → 12.3."""
    return bagi(nilai.numerator, nilai.denominator)


def bagi(atas: int, bawah: int) -> Decimal:
    """`atas` ÷ `bawah` (more than 0) with one decimal, half away from zero: a fraction without the cost of one."""
    utuh = Decimal((abs(atas) * 20 + bawah) // (bawah * 2)).scaleb(-1)
    return -utuh if atas < 0 and utuh else utuh


def persen(bagian: int, seluruh: int) -> Decimal | None:
    """`bagian` of `seluruh` in percent with one decimal; None when there is nothing to measure."""
    return bulatkan(Fraction(bagian * 100, seluruh)) if seluruh else None


def median(nilai: Iterable[Fraction]) -> Decimal | None:
    """The median with one decimal; None of nothing."""
    urut = sorted(nilai)
    if not urut:
        return None
    tengah = len(urut) // 2
    return bulatkan(urut[tengah] if len(urut) % 2 else (urut[tengah - 1] + urut[tengah]) / 2)
