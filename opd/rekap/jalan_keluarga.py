"""What became of target families: where each stands and since when, and the bridge of their list (desain.md, section 4).

awal + masuk - entas - keluar + kambuh = kini. Only moves that lead into or out of *sasaran* are on the bridge: who leaves
after *entas* was not on the list any more. A family that comes back after leaving has *masuk* again. An *entas* lasts while
the family stays off the list: dying or moving away afterwards leaves it as it was, coming back takes the lasting away, and one
that is found to be written twice never was a family that became *entas*.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Self

from desa.enums import PINDAH_KELUARGA, HasilVerval, KeadaanKeluarga, PeristiwaKeluarga
from desa.waktu import tambah_bulan
from opd.ambang import ENTAS_PERIKSA, ENTAS_TERDAFTAR

P = PeristiwaKeluarga
KOLOM_LANGKAH = ("tanggal", "pk", "peristiwa", "hasil", "diverifikasi_pada")
"""What is read of a status row."""


class Langkah(NamedTuple):
    """One status row in force, in order of day and recording. `sah`: somebody outside the OPD has verified it."""

    tanggal: date
    pk: int
    peristiwa: str
    hasil: str = ""
    sah: bool = False

    @classmethod
    def read(
        cls,
        tanggal: date,
        pk: int,
        peristiwa: str,
        hasil: str,
        pada: datetime | None,
        *,
        known_at: datetime | None = None,
    ) -> Self:
        """Of the values of KOLOM_LANGKAH; what was verified after `known_at` was not verified then."""
        return cls(tanggal, pk, peristiwa, hasil, pada is not None and (known_at is None or pada <= known_at))

    @property
    def pindah(self) -> KeadaanKeluarga | None:
        """Where it leads; None for a row that moves nothing, as an *entas* nobody has verified."""
        if self.peristiwa == P.ENTAS and not self.sah:
            return None
        return PINDAH_KELUARGA.get(P(self.peristiwa))


@dataclass(frozen=True, slots=True)
class Jalan:
    """Where a family stands after its rows. Days are None where they do not apply.

    `terdaftar_sejak`: since when it is on the list and verified there; the wait for *entas* begins with it.
    `usulan`: an *entas* or a re-check that waits for its verification.
    """

    keadaan: KeadaanKeluarga | None = None
    sejak: date | None = None
    terdaftar_sejak: date | None = None
    bertahan: bool = False
    usulan: Langkah | None = None

    @property
    def entas_mulai(self) -> date | None:
        """The first day on which it can become *entas*."""
        return tambah_bulan(self.terdaftar_sejak, ENTAS_TERDAFTAR.nilai) if self.terdaftar_sejak else None

    @property
    def periksa_mulai(self) -> date | None:
        """The first day on which a re-check shows that its *entas* lasts."""
        if self.keadaan != KeadaanKeluarga.ENTAS or self.sejak is None:
            return None
        return tambah_bulan(self.sejak, ENTAS_PERIKSA.nilai)


def walk(langkah: Iterable[Langkah]) -> Jalan:
    """Where a family stands after these rows, given in order."""
    keadaan: KeadaanKeluarga | None = None
    sejak = terdaftar = None
    bertahan, usulan = False, None
    for s in langkah:
        if s.peristiwa in (P.ENTAS, P.BERTAHAN) and not s.sah:
            usulan = s
        elif (tujuan := s.pindah) is not None:
            terdaftar = s.tanggal if s.peristiwa == P.KAMBUH else None
            keadaan, sejak, bertahan = tujuan, s.tanggal, False
        elif s.peristiwa == P.VERVAL and s.hasil == HasilVerval.LAYAK and keadaan == KeadaanKeluarga.SASARAN:
            terdaftar = terdaftar or s.tanggal
        elif s.peristiwa == P.BERTAHAN:
            bertahan = keadaan == KeadaanKeluarga.ENTAS
    return Jalan(keadaan, sejak, terdaftar, bertahan, usulan)


@dataclass(frozen=True, slots=True)
class Jembatan:
    """The target list between two days, in families."""

    awal: int = 0
    masuk: int = 0
    entas: int = 0
    keluar: int = 0
    kambuh: int = 0

    @property
    def kini(self) -> int:
        return self.awal + self.masuk - self.entas - self.keluar + self.kambuh

    @property
    def bagian(self) -> tuple[int, ...]:
        return (self.awal, self.masuk, self.entas, self.keluar, self.kambuh, self.kini)


def build_bridge(keluarga: Iterable[Sequence[Langkah]], *, dari: date) -> Jembatan:
    """The bridge of families, each given by its rows in order up to the last day; `dari` is the first day that counts."""
    awal, n = 0, {P.MASUK: 0, P.ENTAS: 0, P.KELUAR: 0, P.KAMBUH: 0}
    for langkah in keluarga:
        keadaan = None
        for s in langkah:
            if (tujuan := s.pindah) is None:
                continue
            if s.tanggal >= dari and KeadaanKeluarga.SASARAN in (keadaan, tujuan) and keadaan != tujuan:
                n[P(s.peristiwa)] += 1
            elif s.tanggal < dari:
                awal += (tujuan == KeadaanKeluarga.SASARAN) - (keadaan == KeadaanKeluarga.SASARAN)
            keadaan = tujuan
    return Jembatan(awal, n[P.MASUK], n[P.ENTAS], n[P.KELUAR], n[P.KAMBUH])


def add_bridges(semua: Iterable[Jembatan]) -> Jembatan:
    """The bridge of all."""
    semua = tuple(semua)
    return Jembatan(*(sum(getattr(j, nama) for j in semua) for nama in ("awal", "masuk", "entas", "keluar", "kambuh")))


def entas_days(langkah: Sequence[Langkah]) -> list[tuple[date, bool]]:
    """The days on which a family became *entas*, and whether that lasts: verified again, and not back on the list since."""
    hasil: list[tuple[date, bool]] = []
    for s in langkah:
        if s.pindah == KeadaanKeluarga.ENTAS:
            hasil.append((s.tanggal, False))
        elif s.peristiwa == P.BERTAHAN and s.sah and hasil:
            hasil[-1] = (hasil[-1][0], True)
        elif s.pindah == KeadaanKeluarga.SASARAN and hasil:
            hasil[-1] = (hasil[-1][0], False)
        elif s.peristiwa == P.KELUAR and s.hasil == HasilVerval.GANDA:
            hasil.clear()
    return hasil


ALUR: Mapping[KeadaanKeluarga | None, tuple[PeristiwaKeluarga, ...]] = {
    None: (P.MASUK,),
    KeadaanKeluarga.SASARAN: (P.VERVAL, P.ENTAS, P.DESIL),
    KeadaanKeluarga.ENTAS: (P.BERTAHAN, P.KAMBUH, P.KELUAR, P.DESIL),
    KeadaanKeluarga.KELUAR: (P.MASUK,),
}
"""What may be recorded of a family in a state. Of *sasaran* leaving is a result of the verval."""
