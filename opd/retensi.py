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
    sejak: str
    menjadi: str
    dasar: str
    hari: int = 0
    tahun: int = 0

    @property
    def masa(self) -> timedelta:
        return timedelta(days=self.hari or 365 * self.tahun)

    @property
    def lama(self) -> str:
        """How long; a restriction ends on the day that was asked for."""
        if not self.hari and not self.tahun:
            return "sampai harinya"
        return f"{self.hari} hari" if self.hari else f"{self.tahun} tahun"

    def due_day(self, at: datetime) -> date:
        """What happened on this day or before is due; periods in years end on the same day of the calendar."""
        return tambah_bulan(tanggal_wit(at), -12 * self.tahun) if self.tahun else tanggal_wit(at - self.masa)


KELUARGA_KELUAR = MasaSimpan(
    "keluarga yang keluar dari daftar",
    tahun=5,
    sejak="perpindahan terakhirnya (entas atau keluar)",
    menjadi="baris tanpa nama; jembatan dan jumlahnya tetap",
    dasar=f"UU 27/2022 ps. 43 (1) a dan 44 (1) b; {KEPUTUSAN}",
)
PEMILIK_TUTUP = MasaSimpan(
    "pemilik usaha yang tutup atau keluar",
    tahun=5,
    sejak="usahanya tutup atau keluar dari binaan",
    menjadi="usaha tanpa nama pemilik; penjualan dan kelangsungannya tetap",
    dasar=f"UU 27/2022 ps. 43 (1) a dan 44 (1) b; {KEPUTUSAN}",
)
PENERIMA_BANTUAN = MasaSimpan(
    "nama penerima bantuan",
    tahun=5,
    sejak="bantuannya diserahkan",
    menjadi="penerima tanpa nama; bantuan dan jumlah penerimanya tetap",
    dasar=f"UU 27/2022 ps. 43 (1) a; {KEPUTUSAN}",
)
WARGA_DITEMUI = MasaSimpan(
    "nama warga yang ditemui pada kunjungan",
    tahun=5,
    sejak="kunjungannya",
    menjadi="baris tanpa nama; kunjungan dan banyaknya warga tetap",
    dasar=f"UU 27/2022 ps. 43 (1) a; {KEPUTUSAN}",
)
PERSETUJUAN_DICABUT = MasaSimpan(
    "pemberi persetujuan etalase dan saksinya",
    tahun=5,
    sejak="persetujuannya dicabut atau diganti",
    menjadi="persetujuan tanpa nama dan surat",
    dasar=f"UU 27/2022 ps. 24 (bukti persetujuan) dan 43 (1) a; {KEPUTUSAN}",
)
KONTAK_LUAR = MasaSimpan(
    "kontak mitra dan pembeli yang ditutup",
    tahun=2,
    sejak="mitra atau pembelinya ditutup",
    menjadi="mitra atau pembeli tanpa nama, telepon, dan surel kontak",
    dasar=f"UU 27/2022 ps. 43 (1) a; {KEPUTUSAN}",
)
KONTAK_DESA = MasaSimpan(
    "telepon kontak desa yang tidak menjabat lagi",
    tahun=2,
    sejak="jabatannya selesai",
    menjadi="nama dan jabatan tanpa nomor telepon",
    dasar=f"UU 27/2022 ps. 43 (1) a; {KEPUTUSAN}",
)
PEMBATASAN = MasaSimpan(
    "pembatasan yang sampai pada harinya",
    sejak="dilaksanakan",
    menjadi="berakhir; datanya kembali ke catatannya",
    dasar="UU 27/2022 ps. 41; harinya menurut permintaannya",
)
PETIKAN_KELUARGA = MasaSimpan(
    "petikan keluarga yang belum diterapkan",
    hari=7,
    sejak="diunggah",
    menjadi="dibuang; unggahannya tetap tercatat",
    dasar="UU 27/2022 ps. 16 (2) a (terbatas dan spesifik); lamanya keputusan aplikasi ini",
)
PRATINJAU_IMPOR = MasaSimpan(
    "daftar lain yang belum diterapkan",
    hari=90,
    sejak="diunggah",
    menjadi="dibuang; unggahannya tetap tercatat",
    dasar="UU 27/2022 ps. 16 (2) a; lamanya keputusan aplikasi ini",
)
BERKAS_IMPOR = MasaSimpan(
    "berkas asli daftar yang sudah diterapkan atau dibuang",
    tahun=1,
    sejak="diunggah",
    menjadi="dibuang; baris yang ditulisnya tetap",
    dasar=f"UU 27/2022 ps. 16 (2) g; {KEPUTUSAN}",
)
PERCOBAAN_MASUK = MasaSimpan(
    "percobaan masuk",
    hari=7,
    sejak="percobaannya",
    menjadi="dihapus",
    dasar="UU 27/2022 ps. 16 (2) g; lamanya keputusan aplikasi ini; hanya sidik akun dan jaringan",
)
SURAT_KELUAR = MasaSimpan(
    "surat pengingat",
    tahun=1,
    sejak="ditulis",
    menjadi="dihapus; yang masih menunggu dikirim tidak",
    dasar="UU 27/2022 ps. 16 (2) g; lamanya keputusan aplikasi ini",
)
PEKERJAAN_BERAKHIR = MasaSimpan(
    "pekerjaan yang sudah berakhir",
    hari=14,
    sejak="berakhir",
    menjadi="dihapus beserta berkas hasilnya; yang ditulisnya tetap",
    dasar="UU 27/2022 ps. 16 (2) g; lamanya keputusan aplikasi ini",
)
SESI_HABIS = MasaSimpan(
    "sesi masuk yang habis",
    hari=1,
    sejak="berakhir",
    menjadi="dihapus",
    dasar="UU 27/2022 ps. 16 (2) g; lamanya keputusan aplikasi ini",
)
FOTO_TITIPAN = MasaSimpan(
    "foto dari formulir yang belum selesai",
    hari=1,
    sejak="dikirim",
    menjadi="dihapus",
    dasar="UU 27/2022 ps. 16 (2) a; lamanya keputusan aplikasi ini",
)
TABEL = (
    KELUARGA_KELUAR,
    PEMILIK_TUTUP,
    PENERIMA_BANTUAN,
    WARGA_DITEMUI,
    PERSETUJUAN_DICABUT,
    KONTAK_LUAR,
    KONTAK_DESA,
    PEMBATASAN,
    PETIKAN_KELUARGA,
    PRATINJAU_IMPOR,
    BERKAS_IMPOR,
    PERCOBAAN_MASUK,
    SURAT_KELUAR,
    SESI_HABIS,
    PEKERJAAN_BERAKHIR,
    FOTO_TITIPAN,
)
