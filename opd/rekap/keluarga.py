"""Target families per village: how many stand on the list, left poverty, or left the list otherwise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q

from desa.enums import PINDAH_KELUARGA, KeadaanKeluarga, PeristiwaKeluarga
from desa.models import Desa, Keluarga
from opd.models import Pengguna, Penugasan
from opd.rekap.sel import Sel, count_cell, sum_open


@dataclass(frozen=True, slots=True)
class DesaKeluarga:
    """One village: its families by state. `terbuka`: the reader may read them; to others a few are closed."""

    desa: Desa
    terbuka: bool
    sasaran: Sel
    entas: Sel
    keluar: Sel

    @property
    def kosong(self) -> bool:
        """Whether nobody has recorded a family there."""
        return all(s.nilai == 0 for s in (self.sasaran, self.entas, self.keluar))


@dataclass(frozen=True, slots=True)
class RekapKeluarga:
    """The villages and the sums of what is shown of them; `tertutup`: villages with a closed count."""

    baris: tuple[DesaKeluarga, ...]
    sasaran: int
    entas: int
    keluar: int
    tertutup: int


def state_of(peristiwa: str | None) -> KeadaanKeluarga | None:
    """Where the last move leads; None for a family whose coming was cancelled."""
    return PINDAH_KELUARGA[PeristiwaKeluarga(peristiwa)] if peristiwa else None


def moves_to(keadaan: KeadaanKeluarga | str) -> list[str]:
    """The moves that lead to a state: the condition on `peristiwa` of `Keluarga.objects.with_state()`."""
    return [p.value for p, k in PINDAH_KELUARGA.items() if k == keadaan]


def rekap_keluarga(
    user: Pengguna, syarat: Q | None = None, *, until: date, known_at: datetime | None = None
) -> RekapKeluarga:
    """Villages that have a family or an OPD in charge on `until`, the reader's own first. Two queries beyond the user's roles."""
    jumlah = _counts(user, until=until, known_at=known_at)
    berpenugasan = Penugasan.objects.visible_to(user).in_force(known_at).in_charge().active_on(until, known_at)
    desa = Desa.objects.visible_to(user).filter(
        Q(pk__in=berpenugasan.order_by().values("desa")) | Q(pk__in=list(jumlah))
    )
    milik = user.personal_desa().filter(pk=OuterRef("pk"))
    kueri = desa.filter(syarat or Q()).annotate(terbuka=Exists(milik)).with_place().order_by("-terbuka", "nama", "kode")
    baris = tuple(_row(d, jumlah[d.pk]) for d in kueri)
    return summed(baris)


def summed(baris: Collection[DesaKeluarga]) -> RekapKeluarga:
    """The rows with their sums."""
    return RekapKeluarga(
        tuple(baris),
        sum_open(b.sasaran for b in baris),
        sum_open(b.entas for b in baris),
        sum_open(b.keluar for b in baris),
        sum(any(s.nilai is None for s in (b.sasaran, b.entas, b.keluar)) for b in baris),
    )


def _counts(user: Pengguna, *, until: date, known_at: datetime | None) -> dict[int, dict[str, int]]:
    semua = Keluarga.objects.visible_to(user).with_state(until=until, known_at=known_at).order_by()
    hasil: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    baris: Iterable[tuple[int, str | None, int]]
    baris = semua.values_list("desa", "peristiwa").annotate(n=Count("pk"))  # type: ignore[misc]
    for desa_id, peristiwa, n in baris:
        if (keadaan := state_of(peristiwa)) is not None:
            hasil[desa_id][keadaan] += n
    return hasil


def _row(desa: Desa, n: dict[str, int]) -> DesaKeluarga:
    terbuka: bool = desa.terbuka  # type: ignore[attr-defined]
    return DesaKeluarga(desa, terbuka, *(count_cell(n[k.value], terbuka=terbuka) for k in KeadaanKeluarga))
