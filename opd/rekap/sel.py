"""Counts of families as a reader may see them (desain.md, section 4; keandalan.md, G8).

The OPD in charge and the verifikator read every count. Everybody else reads "<5" for one to four families, and "ditutup" for the
counts from which such a group could be found by a difference. Every sum and share shown to a reader is made of cells
that the reader sees, and of nothing else: so no two totals, filters or vintages differ by a hidden count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from desa.angka import format_ribuan
from desa.models import PotretKesejahteraan
from desa.models.kesejahteraan import DESIL, KK, RINCIAN, count_words
from opd.ambang import KELUARGA_TERKECIL

KECIL = f"<{KELUARGA_TERKECIL.nilai}"
DITUTUP = "ditutup"
TERSAMAR = 3
"""So many closed counts and more may be told as one sum: of two, who knows one knows the other."""


@dataclass(frozen=True, slots=True)
class Sel:
    """One count: known, unknown (`nilai` None), or closed to this reader (`tanda` says how; `nilai` is None then)."""

    nilai: int | None
    tanda: str = ""

    @property
    def teks(self) -> str:
        """The count without its unit, for a column that names it."""
        return self.tanda or ("belum diketahui" if self.nilai is None else format_ribuan(self.nilai))

    @property
    def kata(self) -> str:
        """The count with its unit, as people read it."""
        if not self.tanda:
            return count_words(self.nilai)
        return f"{KECIL} KK" if self.tanda == KECIL else DITUTUP


def is_small(nilai: int | None) -> bool:
    """Whether it counts so few families that they could be recognised."""
    return nilai is not None and 0 < nilai < KELUARGA_TERKECIL.nilai


def count_cell(n: int, *, terbuka: bool) -> Sel:
    """The count as it may be shown: whole to who may read the families."""
    return Sel(None, KECIL) if is_small(n) and not terbuka else Sel(n)


def rest_has_room(kecil: Sequence[int], lain: Sequence[int] = ()) -> bool:
    """Whether the sum of closed counts leaves each of them several values; `kecil` read "<5", `lain` are closed though more.

    They are two at least and together not a few, and it is neither the least nor the most that so many can make up.
    """
    jumlah, batas = sum(kecil) + sum(lain), KELUARGA_TERKECIL.nilai
    if len(kecil) + len(lain) < 2 or is_small(jumlah):
        return not kecil and not lain
    return jumlah > len(kecil) + len(lain) * batas and (bool(lain) or jumlah < len(kecil) * (batas - 1))


def rest_is_vague(kecil: Sequence[int], lain: Sequence[int] = ()) -> bool:
    """Whether such a sum may be told: it has room, and is of three counts at least."""
    banyak = len(kecil) + len(lain)
    return banyak == 0 or banyak >= TERSAMAR and rest_has_room(kecil, lain)


def sum_open(sel: Iterable[Sel]) -> int:
    """The sum of what is shown."""
    return sum(s.nilai for s in sel if s.nilai is not None)


def closed_names(potret: PotretKesejahteraan) -> frozenset[str]:
    """The counts of a potret that are closed to who may not see families.

    Small groups; where *miskin ekstrem* is one, everything it is part of or the sum of; where another is one, the counts that
    add up with it. And where the rest of a whole is one: *miskin* so near *miskin ekstrem* or so near all families of the
    village, and the desil that together leave a few of these.
    """
    ada = {n: getattr(potret, n) for n in KK if getattr(potret, n)}
    kecil = {n for n, nilai in ada.items() if is_small(nilai)}
    bagian = set(RINCIAN) & set(ada)
    if "kk_miskin_ekstrem" in kecil or "kk_total" in kecil:
        return frozenset(kecil | bagian)
    if kecil:
        return frozenset(kecil | bagian - {"kk_miskin_ekstrem"})
    dekat = _leaves_few(ada, "kk_miskin", ("kk_miskin_ekstrem",)) or _leaves_few(ada, "kk_total", ("kk_miskin",))
    desil = bagian & set(DESIL) if _leaves_few(ada, "kk_total", DESIL) else set()
    return frozenset(desil | ({"kk_miskin"} if dekat else set()))


def _leaves_few(ada: Mapping[str, int], seluruh: str, bagian: Iterable[str]) -> bool:
    """Whether the whole has but a few beyond the parts of it that are known."""
    tahu = [ada[n] for n in bagian if n in ada]
    return bool(tahu) and seluruh in ada and is_small(ada[seluruh] - sum(tahu))


def cells_of(potret: PotretKesejahteraan, *, terbuka: bool, nama: Collection[str] = KK) -> dict[str, Sel]:
    """Name of each count → what this reader sees of it. No query."""
    tutup = frozenset() if terbuka else closed_names(potret)
    return {n: _cell(getattr(potret, n), tutup=n in tutup) for n in nama}


def _cell(nilai: int | None, *, tutup: bool) -> Sel:
    if not tutup:
        return Sel(nilai)
    return Sel(None, KECIL if is_small(nilai) else DITUTUP)
