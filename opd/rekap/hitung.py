"""Arithmetic that is shown: rounding half-up, once, at the end."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


def bulatkan(nilai: Fraction) -> Decimal:
    """A fraction with one decimal, half away from zero: 12.25 → 12.3."""
    puluh = abs(nilai) * 10
    utuh = Decimal((puluh + Fraction(1, 2)).__floor__()) / 10
    return (-utuh if nilai < 0 else utuh).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


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
