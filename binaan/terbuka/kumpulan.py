"""The sets of open data with their metadata. Law: Perpres 39/2019 art. 3–8: standar data (konsep, definisi, klasifikasi, ukuran,
satuan), metadata, kode referensi.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from binaan.terbuka import baris
from binaan.terbuka.baris import Baris
from binaan.terbuka.saat import TUNGGU_HARI, Saat
from desa.angka import format_tanggal

PEMUTAKHIRAN = (
    f"Setiap triwulan, {TUNGGU_HARI} hari sesudah triwulannya berakhir. Angka triwulan yang sudah terbit tidak diubah lagi; "
    "laporan yang terlambat masuk triwulan berikutnya."
)
KELOMPOK_KECIL = "Kelompok 1 sampai 4 ditulis “<5”, dan angka yang dapat membukanya ditulis “ditutup”; nilainya kosong."
TEMPAT = (
    ("kode_desa", "Kode desa menurut Kemendagri (Kepmendagri 300.2.2-2138/2025)", "kode"),
    ("desa", "Nama desa, negeri, ohoi, atau kelurahan", "teks"),
    ("kecamatan", "Nama kecamatan", "teks"),
    ("kabupaten_kota", "Nama kabupaten/kota", "teks"),
)


@dataclass(frozen=True, slots=True)
class KolomData:
    """One column: its name in the file, what it means, its unit."""

    nama: str
    arti: str
    satuan: str


@dataclass(frozen=True, slots=True)
class Kumpulan:
    """One set: its words, its own columns behind those of the place, and what reads its rows."""

    kunci: str
    judul: str
    konsep: str
    definisi: str
    klasifikasi: str
    ukuran: str
    satuan: str
    sumber: str
    sendiri: tuple[tuple[str, str, str], ...]
    baca: Callable[[Saat], list[Baris]]

    @property
    def kolom(self) -> tuple[KolomData, ...]:
        return tuple(KolomData(*k) for k in (*TEMPAT, *self.sendiri))

    def metadata(self, saat: Saat) -> dict[str, str]:
        """What Satu Data Indonesia asks of a set, in the order it is read."""
        return {
            "judul": self.judul, "konsep": self.konsep, "definisi": self.definisi, "klasifikasi": self.klasifikasi,
            "ukuran": self.ukuran, "satuan": self.satuan, "sumber": self.sumber, "cakupan": "Desa binaan di Provinsi Maluku",
            "periode": f"{saat.triwulan}, keadaan {saat.per:%Y-%m-%d} menurut catatan sampai {saat.diketahui:%Y-%m-%d}",
            "pemutakhiran": PEMUTAKHIRAN, "kelompok_kecil": KELOMPOK_KECIL, **settings.DATA_TERBUKA,
        }  # fmt: skip

    def told(self, saat: Saat) -> list[tuple[str, str]]:
        """The same for people: names and days in words."""
        per, tahu = format_tanggal(saat.per), format_tanggal(saat.tercatat)
        kata = {"periode": f"{saat.triwulan}, keadaan {per} menurut catatan sampai {tahu}"}
        return [
            (nama.replace("_", " ").capitalize(), kata.get(nama, teks)) for nama, teks in self.metadata(saat).items()
        ]


KUMPULAN = (
    Kumpulan(
        "penugasan", "OPD penanggung jawab desa binaan", "Penugasan",
        "OPD yang menurut SK Gubernur bertanggung jawab atas sebuah desa pada hari terakhir triwulan.",
        "Menurut desa dan OPD", "Keberlakuan penugasan", "desa", "SK Gubernur Maluku tentang desa binaan",
        (
            ("opd", "OPD penanggung jawab", "teks"),
            ("mulai", "Hari pertama penugasan", "tanggal"),
            ("tim_pendamping", "Ada tim pendamping yang dibentuk kepala OPD: ya atau tidak", "teks"),
        ),
        baris.penugasan,
    ),
    Kumpulan(
        "keadaan", "Keadaan desa binaan", "Pendampingan dan kegiatan usaha",
        "Kunjungan lapangan dihitung bila berfoto sedikitnya dua dan menyebut warga yang ditemui. UMKM berjualan bila dalam tiga "
        "bulan terakhir yang jatuh tempo ada omzet; bagiannya dihitung dari UMKM yang belum tutup. Koperasi dan BUM Desa tidak "
        "termasuk. Jumlah barisnya dapat lebih kecil daripada jumlah seprovinsi: desa yang ditutup karena kelompoknya kecil, "
        "dan desa yang tidak lagi didampingi OPD, ikut dalam jumlah seprovinsi selama tidak dapat dihitung kembali darinya.",
        "Menurut desa; kunjungan: rutin (≤ 90 hari), jarang (≤ 180), lama, belum pernah", "Jumlah dan tanggal", "UMKM, tanggal",
        "Catatan kunjungan, kegiatan, dan penjualan bulanan OPD pendamping",
        (
            ("kunjungan", "Keadaan kunjungan lapangan", "teks"),
            ("kunjungan_terakhir", "Kunjungan lapangan terakhir yang dihitung", "tanggal"),
            ("kegiatan_terakhir", "Kegiatan terakhir di desa itu", "tanggal"),
            ("umkm_belum_tutup", "Banyaknya UMKM binaan yang belum tutup", "UMKM"),
            ("umkm_belum_tutup_tanda", "Sebab kosong", "teks"),
            ("umkm_berjualan", "Banyaknya UMKM yang berjualan", "UMKM"),
            ("umkm_berjualan_tanda", "Sebab kosong", "teks"),
        ),
        baris.keadaan,
    ),
    Kumpulan(
        "omzet", "Omzet UMKM binaan per triwulan", "Penjualan UMKM",
        "Jumlah omzet UMKM binaan yang melaporkan ketiga bulan triwulan itu. Desa dengan kurang dari lima pelapor ditutup.",
        "Menurut desa dan triwulan", "Jumlah", "rupiah", "Laporan penjualan bulanan UMKM yang dicatat OPD pendamping",
        (
            ("triwulan", "Triwulan", "teks"),
            ("umkm_melapor", "Banyaknya UMKM yang melapor lengkap tiga bulan", "UMKM"),
            ("umkm_melapor_tanda", "Sebab kosong", "teks"),
            ("omzet_rp", "Jumlah omzet", "rupiah"),
            ("omzet_rp_tanda", "Sebab kosong", "teks"),
        ),
        baris.omzet,
    ),
    Kumpulan(
        "dana", "Dana kegiatan di desa binaan", "Belanja kegiatan",
        "Rupiah kegiatan sejak 1 Januari menurut catatan OPD, bukan realisasi SIPD.",
        "Menurut OPD, desa, dan sumber dana", "Jumlah", "rupiah", "Catatan kegiatan OPD",
        (
            ("opd", "OPD pelaksana", "teks"),
            ("tahun", "Tahun", "tahun"),
            ("sumber_dana", "Sumber dana", "teks"),
            ("jumlah_rp", "Jumlah", "rupiah"),
        ),
        baris.dana,
    ),
    Kumpulan(
        "capaian", "Capaian rencana aksi", "Kinerja rencana",
        "Rata-rata capaian baris rencana yang sudah jatuh tempo, paling tinggi 100 setiap baris, terhadap versi pertama yang "
        "diverifikasi tahun itu; tanpa rencana terverifikasi dihitung 0. Serapan: realisasi dari sumber berpagu dibagi pagu.",
        "Menurut penugasan; predikat Sangat Tinggi (> 90), Tinggi (> 75), Sedang (> 65), Rendah (> 50), Sangat Rendah",
        "Persentase", "persen, rupiah", "Rencana aksi terverifikasi dan catatan kegiatan OPD",
        (
            ("opd", "OPD", "teks"),
            ("tahun", "Tahun rencana", "tahun"),
            ("capaian_persen", "Capaian rencana; 0 bila belum ada rencana, dan itu tidak ikut angka provinsi", "persen"),
            ("keterangan", "Predikat, “belum ada rencana”, atau sebab belum dinilai", "teks"),
            ("pagu_rp", "Pagu setahun", "rupiah"),
            ("realisasi_rp", "Realisasi dari sumber berpagu", "rupiah"),
            ("serapan_persen", "Serapan", "persen"),
        ),
        baris.capaian,
    ),
    Kumpulan(
        "kemiskinan", "KK miskin ekstrem di desa binaan", "Kemiskinan ekstrem",
        "Banyaknya keluarga miskin ekstrem pada garis dasar program dan kini, hanya dari sumber dan arti yang sama dan sudah "
        "diverifikasi. Perubahan tidak menyatakan akibat program.",
        "Menurut desa dan sumber", "Jumlah dan persentase", "KK, persen", "DTSEN, P3KE, DTKS, Regsosek, atau musyawarah desa",
        (
            ("sumber", "Sumber garis dasar", "teks"),
            ("tanggal_dasar", "Tanggal data garis dasar", "tanggal"),
            ("dasar_kk", "KK miskin ekstrem pada garis dasar", "KK"),
            ("dasar_kk_tanda", "Sebab kosong", "teks"),
            ("tanggal_kini", "Tanggal data terbaru dari sumber yang sama", "tanggal"),
            ("kini_kk", "KK miskin ekstrem kini", "KK"),
            ("kini_kk_tanda", "Sebab kosong", "teks"),
            ("penurunan_persen", "Penurunan; minus berarti naik", "persen"),
            ("keterangan", "Perubahan dalam kata, atau sebab tidak dapat diukur", "teks"),
        ),
        baris.kemiskinan,
    ),
)  # fmt: skip
PER_KUNCI = {k.kunci: k for k in KUMPULAN}
