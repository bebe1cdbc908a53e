"""The lists of villages and of OPDs as they go out."""

from __future__ import annotations

from typing import Any

from desa.ekspor.daftar import Daftar, KolomDaftar
from desa.enums import StatusDesa


def _status(d: Any) -> str:
    if not d.berindeks:
        return "tidak berlaku"
    return str(StatusDesa(d.status_idm).label) if d.status_idm else "belum diketahui"


DESA = Daftar(
    "Desa",
    "Desa di Maluku dengan status IDM resmi terbaru dan OPD penanggung jawabnya",
    (
        KolomDaftar("Desa", lambda b: b[0].nama, lebar=24),
        KolomDaftar("Jenis", lambda b: b[0].get_jenis_display(), layar="Desa", lebar=18),
        KolomDaftar("Kecamatan", lambda b: b[0].kecamatan.nama, layar="Desa", lebar=24),
        KolomDaftar("Kabupaten/kota", lambda b: b[0].kecamatan.kabupaten.nama_singkat, layar="Desa", lebar=26),
        KolomDaftar("Kode", lambda b: b[0].kode, lebar=16),
        KolomDaftar("Status IDM", lambda b: _status(b[0]), lebar=18),
        KolomDaftar("Tahun IDM", lambda b: b[0].tahun_idm, layar="Status IDM", lebar=10),
        KolomDaftar("OPD penanggung jawab", lambda b: b[1].nama if b[1] else "bukan desa binaan", lebar=44),
    ),
    "Kementerian Desa (IDM), Kemendagri (kode wilayah), SK Gubernur (penugasan)",
)


def _visits(nama: str) -> Any:
    return lambda b: getattr(b[1].kunjungan, nama) if b[1] else None


def _enterprises(nama: str) -> Any:
    return lambda b: getattr(b[1].umkm, nama) if b[1] and b[1].umkm else None


OPD = Daftar(
    "OPD",
    "OPD dan desa binaannya, satu baris untuk setiap desa",
    (
        KolomDaftar("OPD", lambda b: b[0].nama, lebar=50),
        KolomDaftar("Singkatan", lambda b: b[0].singkatan, layar="OPD", lebar=18),
        KolomDaftar("Jenis", lambda b: b[0].get_jenis_display(), layar="OPD", lebar=18),
        KolomDaftar("Perlu konfirmasi", lambda b: b[0].perlu_konfirmasi, layar="OPD", lebar=12),
        KolomDaftar("Berakhir", lambda b: b[0].berlaku_selesai, layar="OPD", lebar=12),
        *(
            KolomDaftar(judul, lambda b, nama=nama: getattr(b[1].penugasan, nama) if b[1] else None, "Desa binaan", lebar=24)
            for judul, nama in (
                ("Desa binaan", "desa"), ("Kecamatan", "kecamatan"), ("Kabupaten/kota", "kabupaten"), ("Kode desa", "kode"),
            )
        ),
        KolomDaftar("Kunjungan terakhir", _visits("terakhir"), lebar=14),
        KolomDaftar("Tanpa kunjungan", _visits("hari_tanpa"), layar="Kunjungan terakhir", satuan="hari", lebar=14),
        KolomDaftar("UMKM berjualan", _enterprises("berjualan"), lebar=12),
        KolomDaftar("UMKM yang belum tutup", _enterprises("belum_tutup"), layar="UMKM berjualan", lebar=12),
    ),
    "SK Gubernur, kunjungan, dan penjualan yang dicatat OPD",
)  # fmt: skip
