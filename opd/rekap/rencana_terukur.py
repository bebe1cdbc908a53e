"""One version of a plan as its page shows it: what it says beside what was done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from desa.waktu import mulai_triwulan
from opd.enums import SumberDana
from opd.models import DukunganBaris, Pengguna, RencanaAksi
from opd.rekap.angka_rencana import RekapBaris, RekapRencana
from opd.rekap.capaian import NAMA_TW, TRIWULAN
from opd.rekap.isi_rencana import BarisTerbaca, IsiRencana, write_volume
from opd.rekap.mitra import JanjiTerbaca
from opd.rekap.rencana import measure_versions


@dataclass(frozen=True, slots=True)
class Kolom:
    """One quarter of a line: its target and, once it has begun, what was done, both as written."""

    nama: str
    kode: str
    target: str
    volume: str


@dataclass(frozen=True, slots=True)
class BarisTampil:
    """One line for the page. `rekap` None: not measured, for the paper is under way."""

    terbaca: BarisTerbaca
    rekap: RekapBaris | None
    triwulan: tuple[Kolom, ...]
    dukungan: tuple[DukunganBaris, ...] = ()
    mitra: tuple[JanjiTerbaca, ...] = ()

    @property
    def uang(self) -> tuple[tuple[str, int, int], ...]:
        """Source, pagu and spending of a measured line."""
        isi = self.rekap.uang if self.rekap else ()
        urut = sorted(isi, key=lambda u: SumberDana.values.index(u.sumber))
        return tuple((str(SumberDana(u.sumber).label), u.pagu_rp, u.belanja_rp) for u in urut)

    @property
    def target_kini(self) -> str:
        """What was due by now, as written."""
        c = self.rekap.capaian if self.rekap else None
        return write_volume(c.target) if c and c.target is not None else ""

    @property
    def realisasi_kini(self) -> str:
        """What was done of it, as written; empty where nothing is known."""
        c = self.rekap.capaian if self.rekap else None
        return write_volume(c.realisasi) if c and c.realisasi is not None else ""


def measured(
    user: Pengguna, rencana: RencanaAksi, isi: IsiRencana, *, until: date, known_at: datetime | None = None
) -> RekapRencana:
    """This version measured by itself. One query, `penugasan` being loaded."""
    [hasil] = measure_versions(user, [rencana], isi.as_isi(rencana.pk), until=until, known_at=known_at)
    return hasil


def lines_shown(
    tahun: int,
    isi: IsiRencana,
    ukur: RekapRencana | None,
    *,
    until: date,
    dukungan: Mapping[UUID, tuple[DukunganBaris, ...]],
    mitra: Mapping[UUID, tuple[JanjiTerbaca, ...]],
) -> list[BarisTampil]:
    """Every line with its quarters, what other OPDs were asked for it, and what partners pledged for it. No query."""
    rekap: Iterable[RekapBaris | None] = ukur.baris if ukur else [None] * len(isi.baris)
    return [
        BarisTampil(b, r, _quarters(tahun, b, r, until), dukungan.get(b.baris.kunci, ()), mitra.get(b.baris.kunci, ()))
        for b, r in zip(isi.baris, rekap, strict=True)
    ]


def _quarters(tahun: int, b: BarisTerbaca, r: RekapBaris | None, until: date) -> tuple[Kolom, ...]:
    hasil = []
    for tw, nama, target in zip(TRIWULAN, NAMA_TW, b.baris.target, strict=True):
        mulai = mulai_triwulan(tahun, tw) <= until
        volume = write_volume(r.volume[tw - 1]) if r and mulai else ""
        hasil.append(Kolom(nama, f"{tahun}-{tw}", write_volume(target), volume))
    return tuple(hasil)
