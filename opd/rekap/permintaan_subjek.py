"""A request as its pages show it: which records it touches, what stays and on which basis, until when it is to be answered."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from desa.enums import Pengosongan
from opd.enums import JenisPermintaan, StatusPermintaan
from opd.models import PermintaanSubjek
from opd.rekap.simpanan_pribadi import PER_LABEL, Kunci

DAPAT_DIMINTA = frozenset(
    {
        "desa.keluarga", "desa.umkm", "desa.persetujuantampil", "opd.penerimabantuan", "opd.kunjungan", "desa.kontak",
        "opd.mitra", "opd.pembeli",
    }
)  # fmt: skip
"""Records that a person may ask about, as the witness of a consent too; officials answer for their office, and the rest belongs
to one of these."""
JAWAB_HARI = 3
"""UU 27/2022 art. 30 (1) and 41 (1): three times 24 hours from the day it came."""
HILANG = "catatan ini tidak ada lagi"
DIAMBIL = (
    "nama, NIK, nomor KK, telepon, alamat, dan keterangan keluarga",
    "nama, NIK, dan telepon pemilik usaha, serta nama usaha yang memuat namanya",
    "NIB dan nomor izin usaha perorangan; bahwa izinnya terbit dan sampai kapan tetap dihitung",
    "pindaian, surat persetujuan, dan berita acara yang hanya menyebut dia; produknya turun dari etalase",
    "namanya sebagai penerima bantuan dan warga yang ditemui",
    "daftar Excel unggahan yang memuat namanya atau nomornya",
)
"""What is taken out of the records, in the users' words."""
TETAP = (
    "Jumlah, jembatan, penjualan, dan rupiah tetap, pada baris tanpa nama: sesudah itu tidak menyangkut orang tertentu lagi.",
    "Laporan triwulan yang sudah diverifikasi, naskah yang sudah terbit, BAST, dan berita acara yang juga memuat orang lain "
    "tetap sebagai arsip (UU 43/2009; UU 27/2022 ps. 15 (1) c, kepentingan umum dalam rangka penyelenggaraan negara).",
    "Jejak siapa melakukan apa tetap (ps. 31), tanpa nama dan nomor orangnya; nama usaha yang memuat namanya dan nomor "
    "izinnya tidak ditampilkan lagi di sana.",
    "Sidik nomor dan namanya di desa itu, yang tidak dapat dibaca kembali: hanya supaya unggahan atau isian lama tidak "
    "memasukkannya lagi.",
    "Foto dan catatan bebas tidak dapat dicari menurut orang: sebutkan kegiatan atau kunjungannya, lalu hapus di sana.",
    "Cadangan basis data yang lama habis menurut jadwal cadangannya; setelah pemulihan, permintaan ini dilaksanakan lagi.",
)
"""What stays, with its basis."""


@dataclass(frozen=True, slots=True)
class BarisRekaman:
    """One record of a request, by what it is; its title names no person that is not open anyway."""

    siapa: str
    judul: str
    keadaan: str


def records_of(kunci: Collection[Kunci]) -> tuple[BarisRekaman, ...]:
    """The records in the order of the registry. One query a kind; the caller has checked `can_read_permintaan`."""
    hasil: list[BarisRekaman] = []
    for label in [s for s in PER_LABEL if any(k.label == s for k in kunci)]:
        simpanan = PER_LABEL[label]
        ada = {b.pk: b for b in simpanan.rows_with_place().filter(pk__in=[k.pk for k in kunci if k.label == label])}
        for k in sorted(k for k in kunci if k.label == label):
            baris = ada.get(k.pk)
            if baris is None:
                hasil.append(BarisRekaman(simpanan.siapa, HILANG, ""))
                continue
            kosong = getattr(baris, "pengosongan", "")
            hasil.append(
                BarisRekaman(simpanan.siapa, simpanan.judul(baris), str(Pengosongan(kosong).label) if kosong else "")
            )
    return tuple(hasil)


def request_query(kunci: Iterable[Kunci]) -> str:
    """What an address says to ask about these records; what belongs to one of them goes with it."""
    return urlencode([("rekaman", str(k)) for k in sorted(set(kunci)) if k.label in DAPAT_DIMINTA])


def keys_of(permintaan: PermintaanSubjek) -> list[Kunci]:
    """The records that a stored request names."""
    return [k for k in map(Kunci.read, permintaan.rekaman) if k is not None]


@dataclass(frozen=True, slots=True)
class BarisPermintaan:
    """One request of the list."""

    permintaan: PermintaanSubjek
    batas: date | None
    lewat: bool
    rekaman: int


def rows_of_list(semua: Iterable[PermintaanSubjek], *, on: date) -> list[BarisPermintaan]:
    """The requests with the day by which they are to be answered. No query."""
    hasil = []
    for p in semua:
        batas = due_day(p)
        menunggu = p.status == StatusPermintaan.MENUNGGU
        hasil.append(BarisPermintaan(p, batas, menunggu and batas is not None and on > batas, len(p.rekaman)))
    return hasil


def due_day(permintaan: PermintaanSubjek) -> date | None:
    """By when it is to be carried out; the law names no day for lifting a restriction."""
    if permintaan.jenis == JenisPermintaan.PENGAKHIRAN:
        return None
    return permintaan.diterima + timedelta(days=JAWAB_HARI)
