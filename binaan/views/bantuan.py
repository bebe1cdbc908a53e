"""Help in Indonesian: one page per role, the meaning of every figure, the words used, and what happens to personal data."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from binaan.dasbor.kartu import WARNA_DESA, WARNA_KUNJUNGAN, WARNA_UMKM
from binaan.peringkat.komponen import standard
from binaan.petunjuk import HALAMAN
from binaan.terbuka.saat import TUNGGU_HARI
from desa.impor.berkas import UKURAN_TERBESAR
from desa.impor.tabel import BATAS_BARIS
from desa.waktu import hari_ini
from opd import ambang, arti
from opd.actions.baris_rencana import BARIS_TERBANYAK
from opd.actions.bukti import BATAS_FOTO_FAKTA
from opd.actions.delegasi import TERLAMA_HARI
from opd.actions.impor_terapkan import BARIS_PANJANG
from opd.actions.kunci import BUKA_TERLAMA
from opd.actions.masuk import MASA_AKUN, PER_AKUN_JARINGAN, SIMPAN
from opd.actions.realisasi import KALI_TARGET
from opd.actions.wajar import BATAS_LONJAKAN, KALI_WAJAR
from opd.foto import BATAS_BERKAS, BATAS_FOTO, BATAS_MEGAPIKSEL
from opd.models.pengguna import MASA_LAPORAN_HARI, MASA_SANDI_SEMENTARA, MASA_TUTUP_HARI
from opd.rekap.mutakhir import mutakhir
from opd.rekap.pengingat import SEBELUM
from opd.rekap.tugas_urut import SEKALIGUS, SEMUA
from opd.sandi_ulang import MENIT
from opd.titipan import MASA_SIMPAN

KATA_WARNA = {"baik": "hijau", "awas": "kuning", "buruk": "merah", "netral": "abu-abu tua", "pudar": "abu-abu muda"}


BATAS = arti.batas.BATAS | {
    "foto": BATAS_FOTO_FAKTA,
    "delegasi_hari": TERLAMA_HARI,
    "foto_mb": BATAS_BERKAS // 2**20,
    "foto_megapiksel": tuple(BATAS_MEGAPIKSEL.items()),
    "foto_simpan_kb": BATAS_FOTO // 1000,
    "titipan_hari": MASA_SIMPAN.days,
    "masa_tutup": MASA_TUTUP_HARI,
    "laporan_hari": MASA_LAPORAN_HARI,
    "buka_kunci_hari": BUKA_TERLAMA,
    "pengingat_hari": f"{', '.join(str(-n) for n in SEBELUM[:-1])}, dan {-SEBELUM[-1]}",
    "sandi_sementara_hari": MASA_SANDI_SEMENTARA.days,
    "terbuka_hari": TUNGGU_HARI,
    "lonjakan": BATAS_LONJAKAN,
    "baris_rencana": BARIS_TERBANYAK,
    "kali_wajar": KALI_WAJAR,
    "kali_target": KALI_TARGET,
    "masuk": PER_AKUN_JARINGAN,
    "masuk_menit": int(MASA_AKUN.total_seconds()) // 60,
    "masuk_simpan": SIMPAN.days,
    "impor_mb": UKURAN_TERBESAR // 2**20,
    "impor_baris": BATAS_BARIS,
    "baris_panjang": BARIS_PANJANG,
    "sesi_jam": settings.SESI_PALING_LAMA_JAM,
    "sesi_diam": f"{settings.SESI_DIAM_MENIT} menit"
    if settings.SESI_DIAM_MENIT % 60
    else f"{settings.SESI_DIAM_MENIT // 60} jam",
    "sesi_bersama": settings.SESI_BERSAMA_MENIT,
    "sandi_menit": MENIT,
    "halaman_semenit": settings.BACA_SEMENIT,
    "tugas_semua": SEMUA,
    "tugas_sekaligus": SEKALIGUS,
}
"""Every limit a help page prints, read where the application itself reads it."""

WARNA = tuple(
    (tentang, tuple((k.label, kelas, KATA_WARNA[kelas]) for k, kelas in warna.items()))
    for tentang, warna in (("Desa binaan", WARNA_DESA), ("UMKM", WARNA_UMKM), ("Kunjungan", WARNA_KUNJUNGAN))
)


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """The help pages, those of the reader's own roles first."""
    hari = hari_ini()
    pengguna: Any = request.user
    milik = {slug: h for slug, h in HALAMAN.items() if h.peran and pengguna.holds(h.peran, on=hari)}
    isi = {
        "milik": milik,
        "lain": {slug: h for slug, h in HALAMAN.items() if h.peran and slug not in milik},
        "umum": {slug: h for slug, h in HALAMAN.items() if not h.peran},
    }
    return render(request, "binaan/bantuan/daftar.html", isi)


@require_safe
def peran(request: HttpRequest, slug: str) -> HttpResponse:
    """One help page."""
    if slug not in HALAMAN:
        raise Http404
    isi = {
        "halaman": HALAMAN[slug],
        "ambang": ambang.SEMUA,
        "batas": BATAS,
        "warna": WARNA,
        "komponen": standard() if slug == "peringkat" else (),
        "kelompok": arti.KELOMPOK,
    }
    return render(request, f"binaan/bantuan/{slug}.html", isi)


@require_safe
def arti_angka(request: HttpRequest, kelompok: str) -> HttpResponse:
    """The figures of one group, each at an address of its own."""
    if kelompok not in arti.KELOMPOK:
        raise Http404
    isi = {"k": arti.KELOMPOK[kelompok], "kelompok": arti.KELOMPOK, "mutakhir": mutakhir(request.user)}
    return render(request, "binaan/bantuan/arti-kelompok.html", isi)
