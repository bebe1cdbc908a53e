"""The pages of help: one for each role, and what is for all."""

from __future__ import annotations

from dataclasses import dataclass

from opd.enums import Peran


@dataclass(frozen=True)
class Halaman:
    """One help page; `peran` is the role it is written for."""

    judul: str
    ringkas: str
    peran: Peran | None = None


HALAMAN = {
    "operator_opd": Halaman(
        "Operator OPD", "Mencatat kunjungan, kegiatan, UMKM, dan penjualan desa binaan.", Peran.OPERATOR_OPD
    ),
    "kepala_opd": Halaman("Kepala OPD", "Membentuk tim dan memeriksa pekerjaan OPD di panel admin.", Peran.KEPALA_OPD),
    "verifikator": Halaman(
        "Verifikator", "Memuat lampiran SK, memelihara penugasan dan data rujukan.", Peran.VERIFIKATOR
    ),
    "admin_sistem": Halaman("Admin sistem", "Mengatur akun, peran, jabatan, OPD, dan SK.", Peran.ADMIN_SISTEM),
    "pimpinan": Halaman("Pimpinan", "Membaca dasbor, mengingatkan OPD, dan menelusuri setiap angka.", Peran.PIMPINAN),
    "pembaca": Halaman("Pembaca", "Membaca kemajuan tanpa data pribadi.", Peran.PEMBACA),
    "arti-angka": Halaman(
        "Arti setiap angka", "Cara menghitung, sumber, ambang, dan arti warna, satu halaman sekelompok."
    ),
    "peringkat": Halaman(
        "Peringkat dan penghargaan", "Apa yang dinilai, cara menghitungnya, kapan dibekukan, dan cara menyanggahnya."
    ),
    "istilah": Halaman("Daftar istilah", "Arti kata yang dipakai di aplikasi ini."),
    "data-pribadi": Halaman(
        "Data pribadi dan jejak", "Siapa dapat membaca apa, dan apa yang dicatat saat data dibuka."
    ),
    "hak-subjek-data": Halaman(
        "Hak subjek data", "Apa yang dilakukan bila seseorang menanyakan datanya, dan bila data bocor."
    ),
}
