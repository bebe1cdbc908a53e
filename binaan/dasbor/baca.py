"""Everything one dashboard needs: its villages, read anew or kept while nothing was written about them, put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from itertools import chain
from operator import attrgetter
from typing import Any

from django.db.models import Subquery

from binaan.dasbor.hitungan import Hitungan, read_villages
from binaan.dasbor.jumlah import add_sums
from binaan.dasbor.simpanan import DULU, HARI
from binaan.dasbor.simpanan_tabel import tabled
from opd.models import Pengguna
from opd.rekap.angka_rencana import RekapGabungan, RekapPenugasan, combine_stacks
from opd.rekap.daftar_json import read_lists
from opd.rekap.desa import RekapDesa
from opd.rekap.indeks import RekapIndeks
from opd.rekap.kegiatan import RekapDana, RekapKegiatan, activity_order, money_order
from opd.rekap.kelangsungan_singkat import Kelangsungan, province_survival, survival_lists
from opd.rekap.kemiskinan import Jumlah as JumlahKemiskinan
from opd.rekap.kemiskinan import add_up as add_up_progress
from opd.rekap.kemiskinan_singkat import reader_list, seen_by_reader
from opd.rekap.makro import RekapMakro, macro_lists, macros_of
from opd.rekap.mutakhir import Mutakhir, latest_lists, latest_of
from opd.rekap.omzet import JumlahOmzet, Pertumbuhan, RekapOmzet, growth_of, turnover_order
from opd.rekap.pantau import RekapPantau
from opd.rekap.penugasan import BarisPenugasan, Penjawab, order
from opd.rekap.rentang import Rentang, rentang
from opd.rekap.simpanan_desa import mark_lists, marks_of
from opd.rekap.umkm import BulanKosong, RekapUmkm


@dataclass(frozen=True, slots=True)
class Ringkasan:
    """The programme on `until`, and at the end of the quarter before (`_lalu`), as known at `known_at` (None = now).

    `kosong_per_opd`: the months without sales that the OPD of each village of today is to fill in.
    """

    until: date
    known_at: datetime | None
    rentang: Rentang
    penugasan: tuple[BarisPenugasan, ...]
    desa: tuple[RekapDesa, ...]
    desa_lalu: tuple[RekapDesa, ...]
    umkm: tuple[RekapUmkm, ...]
    umkm_lalu: tuple[RekapUmkm, ...]
    kosong: tuple[BulanKosong, ...]
    kosong_per_opd: tuple[tuple[BarisPenugasan, tuple[BulanKosong, ...]], ...]
    wajib: int
    terlapor: Decimal | None
    terlapor_lalu: Decimal | None
    kegiatan: tuple[RekapKegiatan, ...]
    dana: tuple[RekapDana, ...]
    omzet: tuple[RekapOmzet, ...]
    jumlah_omzet: JumlahOmzet
    jumlah_omzet_lalu: JumlahOmzet
    pertumbuhan: Pertumbuhan
    indeks: tuple[RekapIndeks, ...]
    rencana_penugasan: tuple[RekapPenugasan, ...]
    rencana: RekapGabungan
    pantau: RekapPantau
    kelangsungan: Kelangsungan | None
    kemajuan: JumlahKemiskinan
    kemajuan_umum: JumlahKemiskinan
    makro: tuple[RekapMakro, ...]
    mutakhir: Mutakhir

    @property
    def tanpa_opd(self) -> tuple[BarisPenugasan, ...]:
        """The last penugasan of each village that nobody answers for."""
        terakhir = {b.desa_id: b for b in sorted(self.penugasan, key=attrgetter("mulai"))}
        aktif = {d.penugasan.desa_id for d in self.desa}
        return tuple(b for b in terakhir.values() if b.desa_id not in aktif)

    @property
    def penjawab(self) -> Penjawab:
        return Penjawab(self.penugasan)


def baca(user: Pengguna, *, until: date, known_at: datetime | None = None) -> Ringkasan:
    """The summary of a day. Three queries at most; one where nothing was written about any village since the last time.

    The marks are read before the villages, so that a write in between makes a village newer than its mark, never older.
    """
    lain = read_lists(user, province_lists(user, until, known_at) | mark_lists(user, known_at))
    tanda, tanya = marks_of(lain), (until, known_at)
    baru = tabled(tanya, tanda, partial(read_villages, until, known_at=known_at))
    isi = (HARI if known_at is None else DULU).kept(tanya, tanda, baru)
    return put_together(isi, lain, until=until, known_at=known_at)


def province_lists(user: Pengguna, until: date, known_at: datetime | None) -> dict[str, Subquery]:
    """What is of no village, and who may see small groups of families."""
    return reader_list(user) | figure_lists(user, until, known_at)


def figure_lists(user: Pengguna, until: date, known_at: datetime | None = None) -> dict[str, Subquery]:
    """Survival, the province's macro figures, and how new the data are."""
    return survival_lists(user, until=until, known_at=known_at) | macro_lists(user, until=until) | latest_lists(user)


def put_together(
    hitungan: Mapping[int, Hitungan], lain: Mapping[str, Any], *, until: date, known_at: datetime | None
) -> Ringkasan:
    """The province: the rows of its villages, their sums, and what is made of them all."""
    isi = [hitungan[pk] for pk in sorted(hitungan)]
    kemajuan = seen_by_reader(lain, {pk: h.kemajuan for pk, h in hitungan.items() if h.kemajuan})
    jumlah = add_sums(isi, until)
    laporan, lalu = jumlah.pop("laporan"), jumlah.pop("laporan_lalu")
    return Ringkasan(
        until=until,
        known_at=known_at,
        rentang=rentang(until),
        **_rows(isi),
        **jumlah,
        wajib=laporan.wajib,
        terlapor=laporan.terlapor,
        terlapor_lalu=lalu.terlapor,
        pertumbuhan=growth_of(None, [h.sebaran for h in isi]),
        rencana=combine_stacks([h.tumpukan for h in isi]),
        kelangsungan=province_survival(lain),
        kemajuan=add_up_progress(list(kemajuan.values())),
        kemajuan_umum=add_up_progress([h.kemajuan.tertutup for h in isi if h.kemajuan]),
        makro=macros_of(lain, until=until),
        mutakhir=latest_of(lain),
    )


def _rows(isi: Sequence[Hitungan]) -> dict[str, Any]:
    """The rows of all villages: in the order of their penugasan, by OPD, or else by village."""

    def semua(nama: str, kunci: Callable[[Any], Any] | None = None) -> tuple[Any, ...]:
        baris = chain.from_iterable(map(attrgetter(nama), isi))
        return tuple(baris if kunci is None else sorted(baris, key=kunci))

    penugasan = semua("penugasan", order)
    tempat = {b.penugasan_id: n for n, b in enumerate(penugasan)}

    def urut(b: Any) -> int:
        return tempat[b.penugasan.penugasan_id]

    return {
        "penugasan": penugasan,
        **{nama: semua(nama, urut) for nama in ("desa", "desa_lalu", "rencana_penugasan")},
        **{nama: semua(nama) for nama in ("umkm", "umkm_lalu", "kosong", "indeks")},
        "kosong_per_opd": semua("kosong_per_opd", lambda b: tempat[b[0].penugasan_id]),
        "kegiatan": semua("kegiatan", activity_order),
        "dana": semua("dana", money_order),
        "omzet": semua("omzet", turnover_order),
    }
