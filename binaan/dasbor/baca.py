"""Everything one dashboard needs, read in eight queries whatever the size of the programme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from desa.models import IndeksDesa
from desa.waktu import tambah_bulan
from opd.models import Pengguna, Penugasan
from opd.rekap import hitung
from opd.rekap.angka_rencana import RekapGabungan, RekapPenugasan, combine
from opd.rekap.bulan_kosong import months_per_opd
from opd.rekap.daftar_json import read_lists
from opd.rekap.desa import RekapDesa, susun_desa
from opd.rekap.indeks import RekapIndeks, index_list, indices_of
from opd.rekap.kegiatan import RekapDana, RekapKegiatan, rekap_dana, rekap_kegiatan
from opd.rekap.kelangsungan_singkat import Kelangsungan, province_survival, survival_lists
from opd.rekap.kemiskinan import Jumlah as JumlahKemiskinan
from opd.rekap.kemiskinan_singkat import progress_lists, province_progress
from opd.rekap.kunjungan import susun_kunjungan, terakhir_per_penugasan
from opd.rekap.makro import RekapMakro, macro_lists, macros_of
from opd.rekap.mutakhir import Mutakhir, latest_lists, latest_of
from opd.rekap.omzet import (
    JumlahOmzet,
    Pertumbuhan,
    RekapOmzet,
    bulan_omzet,
    hitung_omzet,
    jumlah_omzet,
    pertumbuhan_provinsi,
)
from opd.rekap.pantau import RekapPantau, sum_up
from opd.rekap.pantau_singkat import news_months, watch_lists, watch_months, watched_briefly
from opd.rekap.penugasan import BarisPenugasan, Penjawab, rekap_penugasan
from opd.rekap.rencana import plan_lists, plans_of
from opd.rekap.rentang import Rentang, bulan_triwulan, rentang, triwulan_tempo
from opd.rekap.umkm import (
    Buku,
    BulanKosong,
    RekapUmkm,
    baca_buku,
    hitung_bulan_kosong,
    hitung_bulan_wajib,
    hitung_umkm,
    jendela,
)


@dataclass(frozen=True, slots=True)
class Ringkasan:
    """The programme on `until`, and at the end of the quarter before (`_lalu`), as known at `known_at` (None = now)."""

    until: date
    known_at: datetime | None
    rentang: Rentang
    penugasan: tuple[BarisPenugasan, ...]
    desa: tuple[RekapDesa, ...]
    desa_lalu: tuple[RekapDesa, ...]
    buku: Buku
    umkm: tuple[RekapUmkm, ...]
    umkm_lalu: tuple[RekapUmkm, ...]
    kosong: tuple[BulanKosong, ...]
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
    pantau: RekapPantau
    kelangsungan: Kelangsungan | None
    kemajuan: JumlahKemiskinan
    makro: tuple[RekapMakro, ...]
    mutakhir: Mutakhir

    @property
    def penjawab(self) -> Penjawab:
        return Penjawab(self.penugasan)

    @property
    def kosong_per_opd(self) -> tuple[tuple[BarisPenugasan, tuple[BulanKosong, ...]], ...]:
        """The months without sales that the OPD of each village of today is to fill in."""
        return months_per_opd(self.kosong, [d.penugasan for d in self.desa], self.penjawab)

    @property
    def rencana(self) -> RekapGabungan:
        return combine(self.rencana_penugasan)


def baca(user: Pengguna, *, until: date, known_at: datetime | None = None) -> Ringkasan:
    """Read once, compute for both days."""
    r, tw = rentang(until), triwulan_tempo(until)
    penugasan = rekap_penugasan(user, until=until, known_at=known_at)
    terakhir = terakhir_per_penugasan(user, until, r.akhir_tw_lalu, known_at=known_at)
    kegiatan = rekap_kegiatan(user, until=until, known_at=known_at)
    jendela_dua = (*jendela(until), *jendela(r.akhir_tw_lalu))
    bulan = (*jendela_dua, *bulan_omzet(tw), *bulan_triwulan(tambah_bulan(tw, -3)), *watch_months(until))
    buku = baca_buku(user, bulan, known_at=known_at, temuan=(*jendela_dua, *news_months(until)))
    umkm, umkm_lalu = hitung_umkm(buku, until), hitung_umkm(buku, r.akhir_tw_lalu)
    kunjungan = susun_kunjungan(penugasan, {k: v[0] for k, v in terakhir.items()}, until)
    lalu = susun_kunjungan(penugasan, {k: v[1] for k, v in terakhir.items()}, r.akhir_tw_lalu)
    penjawab = Penjawab(penugasan)
    lain = _read_rest(user, until, known_at)
    return Ringkasan(
        until=until,
        known_at=known_at,
        rentang=r,
        penugasan=penugasan,
        desa=susun_desa(penugasan, kunjungan, umkm, _kegiatan_terakhir(kegiatan, lalu=False), until),
        desa_lalu=susun_desa(penugasan, lalu, umkm_lalu, _kegiatan_terakhir(kegiatan, lalu=True), r.akhir_tw_lalu),
        buku=buku,
        umkm=umkm,
        umkm_lalu=umkm_lalu,
        kosong=hitung_bulan_kosong(buku, until),
        wajib=hitung_bulan_wajib(buku, until),
        terlapor=_reported(buku, until),
        terlapor_lalu=_reported(buku, r.akhir_tw_lalu),
        kegiatan=kegiatan,
        dana=rekap_dana(user, until=until, known_at=known_at),
        omzet=hitung_omzet(buku, penjawab, tw),
        jumlah_omzet=jumlah_omzet(buku, tw),
        jumlah_omzet_lalu=jumlah_omzet(buku, tambah_bulan(tw, -3)),
        pertumbuhan=pertumbuhan_provinsi(buku, tw),
        indeks=indices_of(lain, _mulai(penugasan, until)),
        rencana_penugasan=plans_of(lain, penugasan, tahun=until.year, until=until),
        pantau=_watched(lain, buku, umkm, until),
        kelangsungan=province_survival(lain),
        kemajuan=province_progress(lain, penugasan, until=until),
        makro=macros_of(lain, until=until),
        mutakhir=latest_of(lain),
    )


def _reported(buku: Buku, until: date) -> Decimal | None:
    """The percent of the window's months that were reported; None when none was due."""
    wajib = hitung_bulan_wajib(buku, until)
    return hitung.persen(wajib - sum(b.jumlah for b in hitung_bulan_kosong(buku, until)), wajib)


def _read_rest(user: Pengguna, until: date, known_at: datetime | None) -> Mapping[str, Any]:
    """Plans, indices, poverty, survival, the watch list's small facts and the province's macro figures. One query."""
    binaan = Penugasan.objects.visible_to(user).in_charge().values("desa")
    indeks = IndeksDesa.objects.visible_to(user).filter(desa__in=binaan)
    hari = {"until": until, "known_at": known_at}
    return read_lists(
        user,
        plan_lists(user, until.year, **hari)
        | index_list(indeks, until=until)
        | progress_lists(user, **hari)
        | survival_lists(user, **hari)
        | watch_lists(user, **hari)
        | macro_lists(user, until=until)
        | latest_lists(user),
    )


def _watched(lain: Mapping[str, Any], buku: Buku, umkm: Iterable[RekapUmkm], until: date) -> RekapPantau:
    baris = list(watched_briefly(lain, buku, until))
    return sum_up(None, "", "", sum(u.belum_tutup for u in umkm), baris)


def _kegiatan_terakhir(kegiatan: Iterable[RekapKegiatan], *, lalu: bool) -> dict[int, date | None]:
    """The last activity of each village, of any OPD."""
    hasil: dict[int, date | None] = {}
    for k in kegiatan:
        tanggal = k.terakhir_lalu if lalu else k.terakhir
        if tanggal:
            hasil[k.desa_id] = max(tanggal, hasil.get(k.desa_id) or tanggal)
    return hasil


def _mulai(penugasan: Iterable[BarisPenugasan], until: date) -> dict[int, date]:
    """The start of the first penugasan of each village that has one on `until`."""
    aktif = {b.desa_id for b in penugasan if b.covers(until)}
    hasil: dict[int, date] = {}
    for b in penugasan:
        if b.desa_id in aktif:
            hasil[b.desa_id] = min(b.mulai, hasil.get(b.desa_id, b.mulai))
    return hasil


def jumlahkan(baris: Iterable[RekapUmkm]) -> RekapUmkm:
    """The province's counts: sums of the villages', never means."""
    kolom = ("berjualan", "diam", "tutup", "belum_diketahui", "koperasi", "bumdes")
    isi = tuple(baris)
    return RekapUmkm(0, *(sum(getattr(b, k) for b in isi) for k in kolom))
