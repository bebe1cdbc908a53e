"""The first steps of somebody who is new in a role: what to read, what to do, in this order."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from opd.ambang import TENGGAT_DIUMUMKAN
from opd.enums import Peran

BARU_HARI = 30
"""For how many days after a role began its first steps stand open."""


@dataclass(frozen=True, slots=True)
class Langkah:
    """One step: what it is, why, and the page."""

    judul: str
    ket: str
    nama: str
    argumen: tuple[str, ...] = ()
    kueri: str = ""

    @property
    def alamat(self) -> str:
        return reverse(self.nama, args=self.argumen) + self.kueri


def _petunjuk(peran: Peran) -> Langkah:
    return Langkah("Baca petunjuk peran Anda", "Yang dikerjakan setiap minggu, dan bila ada yang janggal.", "bantuan:peran",
                   (peran.value,))  # fmt: skip


ORIENTASI: dict[Peran, tuple[Langkah, ...]] = {
    Peran.OPERATOR_OPD: (
        Langkah("Kenali desa Anda", "Profil, masalah, UMKM, dan yang sudah dikerjakan pendahulu Anda.", "desa:daftar",
                kueri="?binaan=saya"),
        Langkah("Lihat penugasannya", "SK, tim, dan sejak kapan OPD Anda bertanggung jawab.", "penugasan:daftar"),
        Langkah("Selesaikan yang paling dekat tenggatnya", "Daftar di atas; satu tombol untuk setiap tugas.", "tugas"),
        _petunjuk(Peran.OPERATOR_OPD),
    ),
    Peran.KEPALA_OPD: (
        Langkah("Buka panel admin", "Naskah yang menunggu persetujuan Anda dan angka setiap desa.", "admin:index"),
        Langkah("Lihat meja naskah", "Siapa menahan apa, sejak kapan; harinya dihitung.", "meja:daftar", kueri="?meja=saya"),
        Langkah("Periksa ketepatan laporan OPD Anda", "Tenggat, yang terlambat, dan yang akan jatuh tempo.", "tenggat:daftar"),
        _petunjuk(Peran.KEPALA_OPD),
    ),
    Peran.VERIFIKATOR: (
        Langkah("Lihat meja naskah", "Rencana dan laporan yang menunggu verifikasi.", "meja:daftar", kueri="?meja=saya"),
        Langkah("Verifikasi potret dan entas", "Angka kemiskinan hanya dihitung dari yang diverifikasi.", "potret:verifikasi"),
        Langkah("Periksa tenggat triwulan ini", f"Umumkan paling lambat {TENGGAT_DIUMUMKAN.nilai} hari sebelumnya.",
                "tenggat:daftar"),
        _petunjuk(Peran.VERIFIKATOR),
    ),
    Peran.PIMPINAN: (
        Langkah("Buka dasbor", "Keadaan provinsi dan paling banyak tiga keputusan hari ini.", "dasbor"),
        Langkah("Baca arahan yang masih terbuka", "Yang Anda warisi dan yang terlambat dijawab.", "arahan:daftar"),
        Langkah("Pahami artinya", "Setiap angka mempunyai definisi, rumus, dan sumber.", "bantuan:peran", ("arti-angka",)),
        _petunjuk(Peran.PIMPINAN),
    ),
    Peran.ADMIN_SISTEM: (
        Langkah("Buka panel admin", "Akun, peran, jabatan, OPD, dan SK.", "admin:index"),
        Langkah("Periksa penggabungan OPD", "Yang dilaporkan belum mengubah apa pun.", "penggabungan:daftar"),
        _petunjuk(Peran.ADMIN_SISTEM),
    ),
    Peran.PEMBACA: (
        Langkah("Buka dasbor", "Keadaan provinsi dalam satu layar.", "dasbor"),
        Langkah("Pahami artinya", "Setiap angka mempunyai definisi, rumus, dan sumber.", "bantuan:peran", ("arti-angka",)),
        _petunjuk(Peran.PEMBACA),
    ),
}  # fmt: skip
