"""Everything one dashboard needs, read in nine queries whatever the size of the programme."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from desa.waktu import tambah_bulan
from opd.models import Pengguna
from opd.rekap.angka_rencana import RekapGabungan, combine
from opd.rekap.daftar_json import read_lists
from opd.rekap.desa import RekapDesa, susun_desa
from opd.rekap.indeks import Kemiskinan, RekapIndeks, poverty_list, poverty_of, rekap_indeks
from opd.rekap.kegiatan import RekapDana, RekapKegiatan, rekap_dana, rekap_kegiatan
from opd.rekap.kunjungan import susun_kunjungan, terakhir_per_penugasan
from opd.rekap.omzet import (
    JumlahOmzet,
    Pertumbuhan,
    RekapOmzet,
    bulan_omzet,
    hitung_omzet,
    jumlah_omzet,
    pertumbuhan_provinsi,
)
from opd.rekap.penugasan import BarisPenugasan, Penjawab, rekap_penugasan
from opd.rekap.rencana import plan_lists, plans_of
from opd.rekap.rentang import Rentang, bulan_triwulan, rentang, triwulan_tempo
from opd.rekap.umkm import (
    Buku,
    BulanKosong,
    RekapUmkm,
    baca_buku,
    hitung_bulan_kosong,
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
    kegiatan: tuple[RekapKegiatan, ...]
    dana: tuple[RekapDana, ...]
    omzet: tuple[RekapOmzet, ...]
    jumlah_omzet: JumlahOmzet
    jumlah_omzet_lalu: JumlahOmzet
    pertumbuhan: Pertumbuhan
    indeks: tuple[RekapIndeks, ...]
    kemiskinan: Kemiskinan | None
    rencana: RekapGabungan

    @property
    def penjawab(self) -> Penjawab:
        return Penjawab(self.penugasan)


def baca(user: Pengguna, *, until: date, known_at: datetime | None = None) -> Ringkasan:
    """Read once, compute for both days."""
    r, tw = rentang(until), triwulan_tempo(until)
    penugasan = rekap_penugasan(user, until=until, known_at=known_at)
    terakhir = terakhir_per_penugasan(user, until, r.akhir_tw_lalu, known_at=known_at)
    kegiatan = rekap_kegiatan(user, until=until, known_at=known_at)
    jendela_dua = (*jendela(until), *jendela(r.akhir_tw_lalu))
    bulan = (*jendela_dua, *bulan_omzet(tw), *bulan_triwulan(tambah_bulan(tw, -3)))
    buku = baca_buku(user, bulan, known_at=known_at, temuan=jendela_dua)
    umkm, umkm_lalu = hitung_umkm(buku, until), hitung_umkm(buku, r.akhir_tw_lalu)
    kunjungan = susun_kunjungan(penugasan, {k: v[0] for k, v in terakhir.items()}, until)
    lalu = susun_kunjungan(penugasan, {k: v[1] for k, v in terakhir.items()}, r.akhir_tw_lalu)
    penjawab = Penjawab(penugasan)
    lain = read_lists(user, poverty_list(user) | plan_lists(user, until.year, until=until, known_at=known_at))
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
        kegiatan=kegiatan,
        dana=rekap_dana(user, until=until, known_at=known_at),
        omzet=hitung_omzet(buku, penjawab, tw),
        jumlah_omzet=jumlah_omzet(buku, tw),
        jumlah_omzet_lalu=jumlah_omzet(buku, tambah_bulan(tw, -3)),
        pertumbuhan=pertumbuhan_provinsi(buku, tw),
        indeks=rekap_indeks(user, _mulai(penugasan, until), until=until),
        kemiskinan=poverty_of(lain, until=until),
        rencana=combine(plans_of(lain, penugasan, tahun=until.year, until=until)),
    )


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
