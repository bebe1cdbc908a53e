"""The dashboard's summary once more, from the province's own roll-ups, none of which knows of villages kept or put together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from binaan.dasbor.baca import Ringkasan
from desa.waktu import tambah_bulan
from opd.models import Pengguna
from opd.rekap import hitung
from opd.rekap.angka_rencana import combine
from opd.rekap.bulan_kosong import months_per_opd
from opd.rekap.daftar_json import read_lists
from opd.rekap.desa import rekap_desa
from opd.rekap.indeks import rekap_indeks_sejenis
from opd.rekap.kegiatan import rekap_dana, rekap_kegiatan
from opd.rekap.kelangsungan_singkat import province_survival, survival_lists
from opd.rekap.kemiskinan import rekap_kemiskinan, total
from opd.rekap.makro import rekap_makro
from opd.rekap.mutakhir import mutakhir
from opd.rekap.omzet import bulan_omzet, hitung_omzet, jumlah_omzet, pertumbuhan_provinsi
from opd.rekap.pantau import only_umkm, read_pantau, sum_up, watched
from opd.rekap.penugasan import BarisPenugasan, Penjawab, rekap_penugasan
from opd.rekap.rencana import rekap_rencana
from opd.rekap.rentang import bulan_triwulan, rentang, triwulan_tempo
from opd.rekap.umkm import Buku, baca_buku, hitung_bulan_kosong, hitung_bulan_wajib, jendela, rekap_umkm
from tests.opd.test_kemiskinan import lambat_rantai

Baris = tuple[BarisPenugasan, ...]


def slow_ringkasan(user: Pengguna, until: date, known_at: datetime | None = None) -> Ringkasan:
    """As `baca` gives it."""
    hari = {"until": until, "known_at": known_at}
    penugasan = rekap_penugasan(user, **hari)
    rencana = rekap_rencana(user, tahun=until.year, penugasan=penugasan, **hari)
    kemajuan = rekap_kemiskinan(user, **hari)
    return Ringkasan(
        **hari,
        rentang=rentang(until),
        penugasan=penugasan,
        **_villages(user, penugasan, until, known_at),
        **_enterprises(user, penugasan, until, known_at),
        kegiatan=rekap_kegiatan(user, **hari),
        dana=rekap_dana(user, **hari),
        rencana_penugasan=rencana,
        rencana=combine(rencana),
        kelangsungan=province_survival(read_lists(user, survival_lists(user, **hari))),
        kemajuan=total(b.program for b in kemajuan),
        kemajuan_umum=total(b.program for b in rekap_kemiskinan(Pengguna(), **hari)),
        makro=rekap_makro(user, until=until),
        mutakhir=mutakhir(user),
    )


def _villages(user: Pengguna, penugasan: Baris, until: date, known_at: datetime | None) -> dict[str, Any]:
    """A team is read as of the day itself, at the end of the quarter before too."""
    kini = {b.penugasan_id: b for b in penugasan}
    lalu = rekap_desa(user, until=rentang(until).akhir_tw_lalu, known_at=known_at)
    aktif = {b.desa_id for b in penugasan if b.covers(until)}
    mulai = {d: lambat_rantai(penugasan, b) for d in aktif for b in penugasan if b.desa_id == d and b.covers(until)}
    return {
        "desa": rekap_desa(user, until=until, known_at=known_at),
        "desa_lalu": tuple(replace(d, penugasan=kini[d.penugasan.penugasan_id]) for d in lalu),
        "indeks": tuple(r for _, r in sorted(rekap_indeks_sejenis(user, mulai, until=until).items())),
    }


def _enterprises(user: Pengguna, penugasan: Baris, until: date, known_at: datetime | None) -> dict[str, Any]:
    lalu, tw, hari = rentang(until).akhir_tw_lalu, triwulan_tempo(until), {"until": until, "known_at": known_at}
    bulan = (*jendela(until), *jendela(lalu), *bulan_omzet(tw), *bulan_triwulan(tambah_bulan(tw, -3)))
    buku, jawab = baca_buku(user, bulan, known_at=known_at), Penjawab(penugasan)
    kosong, umkm = hitung_bulan_kosong(buku, until), rekap_umkm(user, **hari)
    dipantau = list(watched(read_pantau(user, only_umkm(), **hari), penugasan, until))
    return {
        "umkm": umkm,
        "umkm_lalu": rekap_umkm(user, until=lalu, known_at=known_at),
        "kosong": kosong,
        "kosong_per_opd": months_per_opd(kosong, [b for b in penugasan if b.covers(until)], jawab),
        "wajib": hitung_bulan_wajib(buku, until),
        "terlapor": _reported(buku, until),
        "terlapor_lalu": _reported(buku, lalu),
        "omzet": hitung_omzet(buku, jawab, tw),
        "jumlah_omzet": jumlah_omzet(buku, tw),
        "jumlah_omzet_lalu": jumlah_omzet(buku, tambah_bulan(tw, -3)),
        "pertumbuhan": pertumbuhan_provinsi(buku, tw),
        "pantau": sum_up(None, "", "", sum(u.belum_tutup for u in umkm), dipantau),
    }


def _reported(buku: Buku, hari: date) -> Decimal | None:
    wajib = hitung_bulan_wajib(buku, hari)
    return hitung.persen(wajib - sum(b.jumlah for b in hitung_bulan_kosong(buku, hari)), wajib)
