"""Arithmetic that is shown: rounding half-up, once, at the end; and the mark of who is in a sum."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from hashlib import blake2b


def bulatkan(nilai: Fraction) -> Decimal:
    """A fraction with one decimal, half away from zero: 12.25 → 12.3."""
    return bagi(nilai.numerator, nilai.denominator)


def bagi(atas: int, bawah: int) -> Decimal:
    """`atas` ÷ `bawah` (more than 0) with one decimal, half away from zero: a fraction without the cost of one."""
    utuh = Decimal((abs(atas) * 20 + bawah) // (bawah * 2)).scaleb(-1)
    return -utuh if atas < 0 and utuh else utuh


def persen(bagian: int, seluruh: int) -> Decimal | None:
    """`bagian` of `seluruh` in percent with one decimal; None when there is nothing to measure."""
    return bagi(bagian * 100, seluruh) if seluruh else None


def median(nilai: Iterable[Fraction]) -> Decimal | None:
    """The median with one decimal; None of nothing."""
    bagian = ((n.numerator, n.denominator) for n in nilai)
    urut = sorted((atas / bawah, atas, bawah) for atas, bawah in bagian)
    if not urut:
        return None
    tengah = len(urut) // 2
    atas = _nth(urut, tengah)
    return bulatkan(atas if len(urut) % 2 else (_nth(urut, tengah - 1) + atas) / 2)


def _nth(urut: Sequence[tuple[float, int, int]], n: int) -> Fraction:
    """The n-th smallest of fractions that stand in the order of their nearest floats, which is theirs but where floats are
    alike: comparing thousands of fractions costs a tenth of a second, and floats next to nothing.
    """
    dari, sampai = n, n + 1
    while dari and urut[dari - 1][0] == urut[n][0]:
        dari -= 1
    while sampai < len(urut) and urut[sampai][0] == urut[n][0]:
        sampai += 1
    return sorted(Fraction(atas, bawah) for _, atas, bawah in urut[dari:sampai])[n - dari]


def jumlahkan(nilai: Iterable[Fraction]) -> Fraction:
    """The exact sum, those of one denominator first: of thousands of fractions few have one of their own."""
    per: dict[int, int] = defaultdict(int)
    for n in nilai:
        per[n.denominator] += n.numerator
    return sum((Fraction(atas, bawah) for bawah, atas in per.items()), Fraction(0))


def mark_of(pk: Iterable[int]) -> int:
    """A number that these ids have together and no others; that of two groups is the sum of theirs."""
    return sum(int.from_bytes(blake2b(str(n).encode(), digest_size=6).digest()) for n in pk)
