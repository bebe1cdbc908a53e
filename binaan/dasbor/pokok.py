"""What the one screen needs: the villages put together (`jumlah`), and what is of no village."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, TypedDict

from binaan.dasbor.baca import figure_lists
from binaan.dasbor.hitungan import read_villages
from binaan.dasbor.jumlah import JumlahDesa, add_villages, merge
from binaan.dasbor.simpanan import DULU, HARI
from binaan.dasbor.simpanan_provinsi import count_all
from binaan.dasbor.simpanan_tabel import tabled
from opd.enums import Peran
from opd.models import Pengguna
from opd.rekap.angka_rencana import RekapGabungan, combine_stacks
from opd.rekap.daftar_json import read_lists
from opd.rekap.kelangsungan_singkat import Kelangsungan, province_survival
from opd.rekap.kemiskinan import Jumlah as JumlahKemiskinan
from opd.rekap.kemiskinan import add_up
from opd.rekap.kemiskinan_singkat import reader_list, seen_by_reader
from opd.rekap.makro import RekapMakro, macros_of
from opd.rekap.mutakhir import Mutakhir, latest_of
from opd.rekap.omzet import AlasanKeluar, JumlahOmzet, Pertumbuhan
from opd.rekap.pantau import RekapPantau
from opd.rekap.penugasan import BarisPenugasan
from opd.rekap.rentang import Rentang, rentang
from opd.rekap.simpanan_desa import mark_lists, marks_of, provinces_of, region_mark_lists, region_marks_of
from opd.rekap.umkm import RekapUmkm
from opd.rekap.urutan import middle


class Hari(TypedDict):
    """A day, and the moment as of which it is known (None: now)."""

    until: date
    known_at: datetime | None


@dataclass(frozen=True, slots=True)
class Pokok:
    """The programme on `until`, as known at `known_at` (None = now), without the rows of its villages (`Ringkasan` has them)."""

    until: date
    known_at: datetime | None
    rentang: Rentang
    desa: JumlahDesa
    pertumbuhan: Pertumbuhan
    rencana: RekapGabungan
    terlapor: Decimal | None
    terlapor_lalu: Decimal | None
    kelangsungan: Kelangsungan | None
    kemajuan: JumlahKemiskinan
    makro: tuple[RekapMakro, ...]
    mutakhir: Mutakhir

    @property
    def umkm(self) -> RekapUmkm:
        return self.desa.umkm

    @property
    def wajib(self) -> int:
        """Months of sales that are due."""
        return self.desa.laporan.wajib

    @property
    def jumlah_omzet(self) -> JumlahOmzet:
        return self.desa.jumlah_omzet

    @property
    def jumlah_omzet_lalu(self) -> JumlahOmzet:
        return self.desa.jumlah_omzet_lalu

    @property
    def pantau(self) -> RekapPantau:
        return self.desa.pantau

    @property
    def kemajuan_umum(self) -> JumlahKemiskinan:
        """As everybody sees it who may not see small groups of families."""
        return self.desa.kemajuan.semua.tertutup

    @property
    def tanpa_opd(self) -> tuple[BarisPenugasan, ...]:
        """The last penugasan of each village that nobody answers for."""
        return self.desa.tanpa_opd


def ringkas(user: Pengguna, *, until: date, known_at: datetime | None = None) -> Pokok:
    """The key figures of a day. Three queries at most for each 1,500 villages, and two; one where nothing was written about any
    village since the last time, and three where little was.

    The marks are read before the villages, so that a write in between makes a village newer than its mark, never older.
    """
    hari: Hari = {"until": until, "known_at": known_at}
    buka = {} if user.holds(Peran.VERIFIKATOR) else reader_list(user)  # who sees all need not be told which
    lain = read_lists(user, figure_lists(user, until, known_at) | buka | region_mark_lists(user, known_at))
    tanda = region_marks_of(lain)
    if not tanda or None in tanda.values():
        return _of_villages(user, hari)
    desa = merge(count_all((until, known_at), tanda, provinces_of(lain)), until)
    kemajuan = (
        desa.kemajuan.seen({pk for (pk,) in lain["potret_terbuka"] or ()}) if buka else desa.kemajuan.semua.terbuka
    )
    return key_figures(desa, kemajuan, lain, hari)


def _of_villages(user: Pengguna, hari: Hari) -> Pokok:
    """From all villages one by one, where kabupaten have no marks. Three queries at most."""
    until, known_at = hari["until"], hari["known_at"]
    lain = read_lists(user, figure_lists(user, until, known_at) | reader_list(user) | mark_lists(user, known_at))
    tanda, tanya = marks_of(lain), (until, known_at)
    baru = tabled(tanya, tanda, partial(read_villages, until, known_at=known_at))
    isi = (HARI if known_at is None else DULU).kept(tanya, tanda, baru)
    kemajuan = seen_by_reader(lain, {pk: h.kemajuan for pk, h in isi.items() if h.kemajuan})
    desa = merge([add_villages(list(isi.values()), until)], until)
    return key_figures(desa, add_up(list(kemajuan.values())), lain, hari)


def key_figures(desa: JumlahDesa, kemajuan: JumlahKemiskinan, lain: Mapping[str, Any], hari: Hari) -> Pokok:
    """Of all villages, with what this reader may see of their families."""
    until = hari["until"]
    return Pokok(
        **hari,
        rentang=rentang(until),
        desa=desa,
        pertumbuhan=_growth(desa),
        rencana=combine_stacks([desa.tumpukan]),
        terlapor=desa.laporan.terlapor,
        terlapor_lalu=desa.laporan_lalu.terlapor,
        kelangsungan=province_survival(lain),
        kemajuan=kemajuan,
        makro=macros_of(lain, until=until),
        mutakhir=latest_of(lain),
    )


def _growth(desa: JumlahDesa) -> Pertumbuhan:
    s = desa.sebaran
    polos = [b.polos for b in s]
    keluar = {a: sum(b.keluar.get(a, 0) for b in s) for a in AlasanKeluar}
    alasan = tuple((a, n) for a, n in keluar.items() if n)
    tutup = middle([*polos, *(b.ditutup for b in s)], [b.dilepas for b in s])
    return Pertumbuhan(None, *middle(polos), *tutup, alasan)
