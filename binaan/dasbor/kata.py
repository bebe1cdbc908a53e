"""Figures and their change in words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from desa.angka import format_desimal

BELUM_TERUKUR = "belum dapat diukur"


def ribuan(n: int) -> str:
    """1234567 → "1.234.567"; whole numbers only, and fast."""
    return f"{n:,}".replace(",", ".").replace("-", "−")


def rupiah(n: int) -> str:
    """1500000 → "Rp 1.500.000"."""
    return f"Rp {ribuan(n)}"


def persen(nilai: Decimal | None) -> str:
    """12.3 → "12,3 %"; None → words."""
    return BELUM_TERUKUR if nilai is None else f"{format_desimal(nilai)} %"


def bertanda(nilai: Decimal) -> str:
    """A change in percent with its sign: "+12,5 %", "−3,0 %"."""
    return f"{'+' if nilai > 0 else ''}{format_desimal(nilai)} %"


def arah(kini: int | Decimal, lalu: int | Decimal) -> str:
    """ "naik", "turun" or "tetap"."""
    return "naik" if kini > lalu else "turun" if kini < lalu else "tetap"


def beda_bilangan(kini: int, lalu: int, kapan: str) -> str:
    """ "naik 3 dari 12 pada 30 Juni 2026"."""
    a = arah(kini, lalu)
    return f"tetap sejak {kapan}" if a == "tetap" else f"{a} {ribuan(abs(kini - lalu))} dari {ribuan(lalu)} ({kapan})"


def beda_poin(kini: Decimal | None, lalu: Decimal | None, kapan: str) -> str:
    """ "turun 2,3 poin dari 71,3 % (30 Juni 2026)"; what is missing when either is unknown."""
    if kini is None or lalu is None:
        return f"{kapan}: {BELUM_TERUKUR}"
    return (
        f"tetap {persen(kini)} ({kapan})" if kini == lalu else f"{gerak_poin(kini, lalu)} dari {persen(lalu)} ({kapan})"
    )


def gerak_poin(kini: Decimal | None, lalu: Decimal | None) -> str:
    """The change alone: "turun 2,3 poin", "tetap"; "" when either is unknown."""
    if kini is None or lalu is None:
        return ""
    return "tetap" if kini == lalu else f"{arah(kini, lalu)} {poin(kini - lalu)}"


def poin(beda: Decimal) -> str:
    return f"{format_desimal(abs(beda))} poin"


def deret(awal: Sequence[str], jumlah: int) -> str:
    """ "A, B, C, dan 4 lainnya": the first few of so many."""
    sisa = jumlah - len(awal)
    if sisa:
        return f"{', '.join(awal)}, dan {sisa} lainnya"
    return awal[0] if len(awal) == 1 else f"{', '.join(awal[:-1])} dan {awal[-1]}"
