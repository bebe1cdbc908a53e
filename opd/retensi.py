"""How long personal data is kept, in one table. A law says that there is an end; where none says when, we decided and say so.

Law: UU 27/2022 art. 16 (2) g (data are erased after their retention), 43 and 44. The province's retention schedule of archives
(JRA, UU 43/2009 art. 48) goes before these periods where it names longer ones; it is not public.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from desa.waktu import tambah_bulan, tanggal_wit

KEPUTUSAN = "lamanya keputusan aplikasi ini, menunggu jadwal retensi arsip Pemprov"


@dataclass(frozen=True)
class MasaSimpan:
    """One kind of data: how long, counted from what, what becomes of it, and on which basis."""

    nama: str
    masa: timedelta
    lama: str
    sejak: str
    menjadi: str
    dasar: str
    bulan: int = 0

    def due_day(self, at: datetime) -> date:
        """What happened on this day or before is due; periods in years end on the same day of the calendar."""
        return tambah_bulan(tanggal_wit(at), -self.bulan) if self.bulan else tanggal_wit(at - self.masa)


def _tahun(n: int) -> dict[str, object]:
    return {"masa": timedelta(days=365 * n), "lama": f"{n} tahun", "bulan": 12 * n}


KELUARGA_KELUAR = MasaSimpan(
    "keluarga yang keluar dari daftar",
    **_tahun(5),  # type: ignore[arg-type]
    sejak="perpindahan terakhirnya (entas atau keluar)",
    menjadi="baris tanpa nama; jembatan dan jumlahnya tetap",
    dasar=f"UU 27/2022 ps. 43 (1) a dan 44 (1) b; {KEPUTUSAN}",
)
PEMILIK_TUTUP = MasaSimpan(
    "pemilik usaha yang tutup atau keluar",
    **_tahun(5),  # type: ignore[arg-type]
    sejak="usahanya tutup atau keluar dari binaan",
    menjadi="usaha tanpa nama pemilik; penjualan dan kelangsungannya tetap",
    dasar=f"UU 27/2022 ps. 43 (1) a dan 44 (1) b; {KEPUTUSAN}",
)
PETIKAN_KELUARGA = MasaSimpan(
    "petikan keluarga yang belum diterapkan",
    timedelta(days=7),
    "7 hari",
    sejak="diunggah",
    menjadi="dibuang; unggahannya tetap tercatat",
    dasar="UU 27/2022 ps. 16 (2) a (terbatas dan spesifik); lamanya keputusan aplikasi ini",
)
PRATINJAU_IMPOR = MasaSimpan(
    "daftar lain yang belum diterapkan",
    timedelta(days=90),
    "90 hari",
    sejak="diunggah",
    menjadi="dibuang; unggahannya tetap tercatat",
    dasar="UU 27/2022 ps. 16 (2) a; lamanya keputusan aplikasi ini",
)
BERKAS_IMPOR = MasaSimpan(
    "berkas asli daftar yang sudah diterapkan atau dibuang",
    **_tahun(1),  # type: ignore[arg-type]
    sejak="diunggah",
    menjadi="dibuang; baris yang ditulisnya tetap",
    dasar=f"UU 27/2022 ps. 16 (2) g; {KEPUTUSAN}",
)
PERCOBAAN_MASUK = MasaSimpan(
    "percobaan masuk",
    timedelta(days=7),
    "7 hari",
    sejak="percobaannya",
    menjadi="dihapus",
    dasar="UU 27/2022 ps. 16 (2) g; lamanya keputusan aplikasi ini; hanya sidik akun dan jaringan",
)
SURAT_KELUAR = MasaSimpan(
    "surat pengingat",
    **_tahun(1),  # type: ignore[arg-type]
    sejak="ditulis",
    menjadi="dihapus; yang masih menunggu dikirim tidak",
    dasar="UU 27/2022 ps. 16 (2) g; lamanya keputusan aplikasi ini",
)
SESI_HABIS = MasaSimpan(
    "sesi masuk yang habis",
    timedelta(days=1),
    "1 hari",
    sejak="berakhir",
    menjadi="dihapus",
    dasar="UU 27/2022 ps. 16 (2) g; lamanya keputusan aplikasi ini",
)
FOTO_TITIPAN = MasaSimpan(
    "foto dari formulir yang belum selesai",
    timedelta(days=1),
    "1 hari",
    sejak="dikirim",
    menjadi="dihapus",
    dasar="UU 27/2022 ps. 16 (2) a; lamanya keputusan aplikasi ini",
)
TABEL = (
    KELUARGA_KELUAR,
    PEMILIK_TUTUP,
    PETIKAN_KELUARGA,
    PRATINJAU_IMPOR,
    BERKAS_IMPOR,
    PERCOBAAN_MASUK,
    SURAT_KELUAR,
    SESI_HABIS,
    FOTO_TITIPAN,
)
