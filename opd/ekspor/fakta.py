"""The lists of dated facts as they go out: kegiatan, kunjungan, bantuan, asesmen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from desa.ekspor.daftar import Daftar, KolomDaftar
from opd.ekspor.kolom import first, identity, village
from opd.enums import SumberDana
from opd.models import Penugasan

_OPD = KolomDaftar("OPD", "penugasan.opd.nama", lebar=44)
_DESA = village("penugasan.desa")


class BarisKegiatan(NamedTuple):
    """An activity as the list tells it; `per_sumber` is its rupiah by source. Columns of the query first."""

    pk: int
    penugasan_id: int
    uuid: UUID
    judul: str
    volume: Decimal | None
    satuan: str
    nama_baris: str | None
    di_rencana: bool
    tanggal: date
    jumlah_foto: int
    uraian: str
    penerima_l: int | None
    penerima_p: int | None
    penerima_difabel: int | None
    penerima_kk: int | None
    penugasan: Penugasan
    per_sumber: dict[str, int]


KOLOM = BarisKegiatan._fields[:-2]


def _fund(sumber: str) -> Callable[[Any], int | None]:
    return lambda k: k.per_sumber.get(sumber) or None


KEGIATAN = Daftar(
    "Kegiatan",
    "Kegiatan OPD di desa binaan, terbaru di atas",
    (
        KolomDaftar("Kegiatan", "judul", lebar=44),
        KolomDaftar("Volume", "volume", layar="Kegiatan", lebar=12),
        KolomDaftar("Satuan", "satuan", layar="Kegiatan", lebar=12),
        KolomDaftar(
            "Baris rencana aksi",
            lambda k: k.nama_baris if k.di_rencana else "di luar rencana",
            "Kegiatan",
            lebar=40,
        ),
        KolomDaftar("Tanggal", "tanggal", lebar=12),
        *_DESA,
        _OPD,
        KolomDaftar("Dana", lambda k: sum(k.per_sumber.values()) or None, satuan="Rp"),
        *(KolomDaftar(f"Sumber {s.label}", _fund(s), layar="Dana", satuan="Rp") for s in SumberDana),
        KolomDaftar("Foto", "jumlah_foto", lebar=8),
        KolomDaftar("Uraian", "uraian", layar="Kegiatan", lebar=40),
        KolomDaftar("Penerima laki-laki", "penerima_l", layar="Kegiatan", satuan="orang", lebar=12),
        KolomDaftar("Penerima perempuan", "penerima_p", layar="Kegiatan", satuan="orang", lebar=12),
        KolomDaftar("Penerima difabel", "penerima_difabel", layar="Kegiatan", satuan="orang", lebar=12),
        KolomDaftar("Keluarga penerima", "penerima_kk", layar="Kegiatan", satuan="KK", lebar=12),
        identity("Kegiatan"),
    ),
    "Kegiatan yang dicatat OPD pendamping",
    (
        "Dana yang kosong berarti tanpa dana, bukan belum diketahui.",
        "Kegiatan OPD sendiri dapat diubah di berkas ini lalu diunggah lagi pada Impor. Baris yang tidak dapat Anda ubah "
        "dilewati selama isinya tetap; baris yang dihapus tidak dihapus dari aplikasi, dan sel yang dikosongkan tidak mengubah "
        "apa pun. 0 pada sumber dana menghapusnya.",
        "Pengenal mengikat baris pada kegiatan dan versinya; jangan diubah. Kosongkan untuk kegiatan baru.",
        "Foto, BAST, dan UMKM yang dijangkau tidak diubah lewat berkas.",
    ),
    kembali="Ya, lewat Impor, Kegiatan: kegiatan OPD sendiri.",
)

KUNJUNGAN = Daftar(
    "Kunjungan",
    "Kunjungan pendampingan, terbaru di atas",
    (
        KolomDaftar("Tanggal", "tanggal", layar="Kunjungan", lebar=12),
        KolomDaftar("Cara", "get_cara_display", layar="Kunjungan", lebar=22),
        *_DESA,
        _OPD,
        KolomDaftar("Kepala hadir", "kepala_hadir", lebar=14),
        KolomDaftar("Warga", "jumlah_warga", satuan="orang", lebar=14),
        KolomDaftar("Foto", "jumlah_foto", lebar=8),
        identity("Kunjungan"),
    ),
    "Kunjungan yang dicatat OPD pendamping; nama warga tidak dimuat",
    kembali="Tidak: kunjungan dihitung dengan foto dan nama warga, yang tidak ada di berkas.",
)

BANTUAN = Daftar(
    "Bantuan",
    "Serah terima bantuan, terbaru di atas",
    (
        KolomDaftar("Yang diserahkan", "barang", lebar=36),
        KolomDaftar("Volume", "volume", layar="Yang diserahkan", lebar=12),
        KolomDaftar("Satuan", "satuan", layar="Yang diserahkan", lebar=12),
        KolomDaftar("Jenis", "get_jenis_display", layar="Yang diserahkan", lebar=24),
        KolomDaftar("Tanggal", "tanggal", lebar=12),
        *_DESA,
        _OPD,
        KolomDaftar("Penerima", "jumlah_penerima", lebar=12),
        KolomDaftar("Nilai", "nilai_rp", satuan="Rp"),
        identity("Yang diserahkan"),
    ),
    "Serah terima yang dicatat OPD pendamping; nama penerima tidak dimuat",
    ("Nilai yang kosong berarti belum diketahui, bukan nol.",),
    kembali="Tidak: serah terima memerlukan nama penerima dan berita acara, yang tidak ada di berkas.",
)

ASESMEN = Daftar(
    "Asesmen",
    "Asesmen desa, terbaru di atas",
    (
        *first(*_DESA, KolomDaftar("Tanggal", "tanggal", lebar=12)),
        KolomDaftar("Asesmen", lambda b: "awal" if b[1] else "ulang", lebar=12),
        *first(_OPD, identity("Desa")),
    ),
    "Asesmen yang diisi OPD pendamping",
    kembali="Tidak: isian asesmen tidak dimuat di berkas, hanya daftarnya.",
)
