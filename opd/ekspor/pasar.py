"""The lists of partners, buyers, fairs and of who still lacks a market, as they go out. No list here holds a contact's data."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from desa.ekspor.daftar import Daftar, KolomDaftar
from opd.ekspor.kolom import day, first, second_if, village
from opd.rekap.permintaan_pasar import Giliran, state_of

MITRA = Daftar(
    "Mitra",
    "Mitra urut nama, dengan janji dan penyerahannya sampai hari ini",
    (
        *first(
            KolomDaftar("Mitra", "nama", lebar=40),
            KolomDaftar("Kabupaten/kota", "kabupaten.nama_singkat", layar="Mitra", lebar=26),
            KolomDaftar("Ditutup", day("ditutup_pada"), layar="Mitra", lebar=12),
            KolomDaftar("Jenis", "get_jenis_display", lebar=22),
        ),
        KolomDaftar("Janji", lambda b: b[1].janji, lebar=10),
        KolomDaftar("Dijanjikan", second_if("janji", "janji_rp"), satuan="Rp"),
        KolomDaftar("Janji tanpa nilai rupiah", second_if("janji", "tanpa_rp"), layar="Dijanjikan", lebar=12),
        KolomDaftar("Diserahkan", second_if("janji", "serah_rp"), satuan="Rp"),
        KolomDaftar("Terpenuhi", second_if("janji", "persen"), satuan="%", lebar=14),
        KolomDaftar("Desa", second_if("janji", "desa"), lebar=10),
    ),
    "Janji dan penyerahan yang dicatat OPD",
    ("Persen dihitung dari janji yang bernilai rupiah.",),
)

JANJI = Daftar(
    "Janji mitra",
    "Janji mitra, terbaru di atas",
    (
        KolomDaftar("Yang dijanjikan", "janji.uraian", lebar=40),
        KolomDaftar("Mitra", "janji.mitra.nama", layar="Yang dijanjikan", lebar=34),
        KolomDaftar("Bentuk", "janji.get_bentuk_display", layar="Yang dijanjikan", lebar=18),
        KolomDaftar("Tanggal", "janji.tanggal", layar="Yang dijanjikan", lebar=12),
        *village("janji.penugasan.desa", layar="Desa dan baris rencana"),
        KolomDaftar("OPD", "janji.penugasan.opd.nama", layar="Desa dan baris rencana", lebar=44),
        KolomDaftar(
            "Baris rencana",
            lambda b: b.janji.baris.kegiatan if b.janji.baris else "di luar rencana",
            layar="Desa dan baris rencana",
            lebar=40,
        ),
        KolomDaftar("Dijanjikan", "janji.nilai_rp", satuan="Rp"),
        KolomDaftar("Volume dijanjikan", lambda b: b.volume and f"{b.volume[1]} {b.volume[2]}", "Dijanjikan"),
        KolomDaftar("Diserahkan", lambda b: b.serah_rp if b.janji.nilai_rp is not None else None, satuan="Rp"),
        KolomDaftar("Volume diserahkan", lambda b: b.volume and f"{b.volume[0]} {b.volume[2]}", "Diserahkan"),
        KolomDaftar("Terpenuhi", "persen", satuan="%", lebar=14),
    ),
    "Janji dan penyerahan yang dicatat OPD",
)

PEMBELI = Daftar(
    "Pembeli",
    "Pembeli urut nama; pemasok dihitung hari ini",
    (
        KolomDaftar("Pembeli", "nama", lebar=36),
        KolomDaftar("Jenis", "get_jenis_display", layar="Pembeli", lebar=22),
        KolomDaftar("Tempat", "tempat", layar="Pembeli", lebar=30),
        KolomDaftar("Ditutup", day("ditutup_pada"), layar="Pembeli", lebar=12),
        KolomDaftar("Yang dicari", "dicari", lebar=36),
        KolomDaftar("Kategori", "get_kategori_display", layar="Yang dicari", lebar=20),
        KolomDaftar("Kebutuhan", "kebutuhan", layar="Yang dicari", lebar=24),
        KolomDaftar("Harga", "harga_rp", satuan="Rp"),
        KolomDaftar("Satuan harga", "satuan_harga", layar="Harga", lebar=12),
        KolomDaftar("Tanggal harga", "tanggal_harga", layar="Harga", lebar=12),
        KolomDaftar("Angkutan", "get_moda_display", lebar=16),
        KolomDaftar("Hari kapal", "hari_kapal", layar="Angkutan", lebar=24),
        KolomDaftar("Pemasok", lambda p: p.pemasok or 0, satuan="UMKM", lebar=14),
    ),
    "Pembeli yang dicatat OPD; narahubung tidak dimuat",
)


PAMERAN = Daftar(
    "Pameran",
    "Pameran, terbaru di atas",
    (
        *first(
            KolomDaftar("Pameran", "nama", lebar=40),
            KolomDaftar("Tempat", "tempat", layar="Pameran", lebar=30),
            KolomDaftar("Penyelenggara", "penyelenggara", layar="Pameran", lebar=30),
            KolomDaftar("Hari pertama", "mulai", layar="Hari", lebar=12),
            KolomDaftar("Hari terakhir", "akhir", layar="Hari", lebar=12),
        ),
        KolomDaftar("UMKM", lambda b: b[1].umkm, lebar=10),
        KolomDaftar("Terjual", second_if("umkm", "omzet_rp"), satuan="Rp"),
        KolomDaftar("Pesanan", second_if("umkm", "pesanan_rp"), satuan="Rp"),
        KolomDaftar("Banyaknya pesanan", second_if("umkm", "pesanan"), layar="Pesanan", lebar=12),
    ),
    "Hasil pameran yang dicatat OPD",
)

PASAR = Daftar(
    "Produk tanpa pasar",
    "UMKM tanpa pasar, urut desa",
    (
        KolomDaftar("UMKM", "nama", lebar=34),
        KolomDaftar("Produk", "produk", layar="UMKM", lebar=28),
        *village("desa", layar="Desa dan OPD"),
        KolomDaftar("OPD", lambda u: u.penjawab.opd if u.penjawab else "tanpa OPD pendamping", "Desa dan OPD"),
        KolomDaftar("Alasan", "alasan", lebar=24),
        KolomDaftar("Pembeli yang cocok", lambda u: u.cocok.pembeli.nama if u.cocok else None, lebar=34),
        KolomDaftar(
            "Tempat pembeli", lambda u: u.cocok.pembeli.tempat if u.cocok else None, "Pembeli yang cocok", lebar=30
        ),
        KolomDaftar("Hari kapal", lambda u: u.cocok.pembeli.hari_kapal if u.cocok else None, "Pembeli yang cocok"),
        KolomDaftar("Bantuan OPD lain", lambda u: u.minta.opd.nama if u.minta else "belum diminta", lebar=44),
        KolomDaftar(
            "Keadaan permintaan", lambda u: state_of(u.minta) if u.minta else None, "Bantuan OPD lain", lebar=18
        ),
    ),
    "Penjualan, saluran, dan pasokan yang dicatat OPD",
)


def _turn(nama: str) -> Any:
    ambil = attrgetter(nama)

    def baca(b: tuple[Any, Giliran | None]) -> Any:
        return ambil(b[1]) if b[1] else None

    return baca


PERMINTAAN = Daftar(
    "Permintaan pasar",
    "Permintaan pasar antar-OPD; yang menunggu jawaban di atas",
    (
        *first(
            KolomDaftar("UMKM", "umkm.nama", lebar=32),
            KolomDaftar("Produk", "umkm.produk", layar="UMKM", lebar=26),
            KolomDaftar("Permintaan", "permintaan", layar="UMKM", lebar=60),
            KolomDaftar("Diminta oleh", "penugasan.opd.nama", lebar=36),
            *village("penugasan.desa", layar="Diminta oleh"),
            KolomDaftar("Diminta pada", day("diminta_pada"), layar="Diminta oleh", lebar=14),
            KolomDaftar("Diminta kepada", "opd.nama", layar="Kepada", lebar=36),
            KolomDaftar("Keadaan", state_of, lebar=20),
            KolomDaftar("Jawaban", "jawaban", layar="Keadaan", lebar=60),
            KolomDaftar("Hasil", "hasil", layar="Keadaan", lebar=60),
        ),
        KolomDaftar("Giliran", _turn("opd"), lebar=36),
        KolomDaftar("Yang ditunggu", _turn("apa"), layar="Giliran", lebar=30),
        KolomDaftar("Sejak", _turn("sejak"), layar="Giliran", lebar=14),
        KolomDaftar("Hari", _turn("hari"), layar="Giliran", lebar=8),
    ),
    "Permintaan yang dicatat OPD",
)
