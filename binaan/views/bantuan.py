"""Help in Indonesian: one page per role, the meaning of every figure, and the words used."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desa.waktu import hari_ini
from opd.ambang import TABEL
from opd.enums import Peran
from opd.rekap.profil import BATAS_HIJAU

HALAMAN = {
    "operator-opd": (Peran.OPERATOR_OPD, "Operator OPD", "Mencatat kunjungan, kegiatan, UMKM, dan penjualan."),
    "kepala-opd": (Peran.KEPALA_OPD, "Kepala OPD", "Memeriksa pekerjaan OPD dan membentuk tim di panel admin."),
    "verifikator": (Peran.VERIFIKATOR, "Verifikator", "Memelihara penugasan dan data rujukan, mengunggah lampiran SK."),
    "pimpinan": (Peran.PIMPINAN, "Pimpinan", "Membaca dasbor dan menelusuri setiap angka."),
    "admin-sistem": (Peran.ADMIN_SISTEM, "Admin sistem", "Mengatur akun, peran, OPD, SK, dan jabatan."),
    "pembaca": (Peran.PEMBACA, "Pembaca", "Membaca kemajuan tanpa data pribadi."),
    "angka": (None, "Arti setiap angka", "Bagaimana angka dihitung dan kapan kata seperti “diam” dipakai."),
    "istilah": (None, "Daftar istilah", "Arti kata yang dipakai di aplikasi ini."),
}


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """The help pages, the reader's own roles marked."""
    hari = hari_ini()
    daftar_isi = [
        (slug, judul, ringkas, peran is not None and request.user.holds(peran, on=hari))
        for slug, (peran, judul, ringkas) in HALAMAN.items()
    ]
    return render(request, "binaan/bantuan/daftar.html", {"daftar_isi": daftar_isi})


@require_safe
def peran(request: HttpRequest, slug: str) -> HttpResponse:
    """One help page."""
    if slug not in HALAMAN:
        raise Http404
    _, judul, ringkas = HALAMAN[slug]
    isi = {
        "judul": judul,
        "ringkas": ringkas,
        "slug": slug,
        "ambang": TABEL,
        "batas_hijau": BATAS_HIJAU,
    }
    return render(request, f"binaan/bantuan/{slug}.html", isi)
