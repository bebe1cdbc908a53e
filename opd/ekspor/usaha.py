"""The lists of enterprises as they go out. No list here holds a field of the owner."""

from __future__ import annotations

from desa.ekspor.daftar import Daftar, KolomDaftar
from opd.ekspor.kolom import UUID_JUDUL, village
from opd.rekap.umkm import KeadaanUmkm

UMKM = Daftar(
    "UMKM",
    "UMKM binaan menurut nama",
    (
        KolomDaftar("UMKM", "nama", lebar=34),
        KolomDaftar("Produk", "produk", layar="UMKM", lebar=28),
        *village("desa"),
        KolomDaftar("Bentuk", "get_bentuk_display", lebar=14),
        KolomDaftar("Keadaan", lambda u: KeadaanUmkm(u.keadaan), lebar=18),
        KolomDaftar("Dibina sejak", "dibina_sejak", lebar=14),
        KolomDaftar(UUID_JUDUL, "uuid", layar="UMKM", lebar=38),
        KolomDaftar("Versi", "versi", layar="UMKM", lebar=8),
    ),
    "UMKM yang dicatat OPD pendamping; keadaan dibaca dari tiga bulan penjualan terakhir yang sudah jatuh tempo",
    ("Pengenal dan Versi dipakai bila berkas ini diubah lalu diunggah lagi; jangan diubah.",),
)
