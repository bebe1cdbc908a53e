"""The lists of data quality and of the spot check as they go out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from binaan.models import ButirPetik
from binaan.mutu.formulir import current_of
from binaan.mutu.jenis import ARTI, Kelompok
from binaan.mutu.temuan import BarisOpd, Temuan
from desa.ekspor.daftar import Daftar, KolomDaftar
from opd.ekspor.kolom import DIHITUNG, village


def _step(t: Temuan) -> str:
    return ARTI[t.jenis].langkah


def _of(kelompok: Kelompok) -> Callable[[BarisOpd], int]:
    return lambda b: dict(b.jumlah)[kelompok]


MUTU_OPD = Daftar(
    "Mutu data per OPD",
    "Temuan mutu data per OPD, terbanyak di atas",
    (
        KolomDaftar("OPD", "opd", lebar=44),
        *(KolomDaftar(str(k.label), _of(k), lebar=16) for k in Kelompok),
        KolomDaftar("Semua", "total", lebar=12),
    ),
    kembali=DIHITUNG,
)

TEMUAN = Daftar(
    "Mutu data",
    "Temuan mutu data",
    (
        KolomDaftar("Yang dilihat lagi", "tentang", lebar=36),
        KolomDaftar("Kelompok", lambda t: t.kelompok.label, layar="Temuan", lebar=18),
        KolomDaftar("Temuan", lambda t: t.jenis.label, lebar=32),
        KolomDaftar("Keterangan", "uraian", layar="Temuan", lebar=50),
        KolomDaftar("OPD", "tempat.opd", layar="OPD dan desa", lebar=40),
        KolomDaftar("Desa", "tempat.desa", layar="OPD dan desa", lebar=44),
        KolomDaftar("Kode desa", "tempat.kode", layar="OPD dan desa", lebar=14),
        KolomDaftar("Yang dikerjakan", _step, lebar=60),
    ),
)


PETIK = Daftar(
    "Uji petik per triwulan",
    "Uji petik delapan triwulan terakhir, yang terbaru di atas",
    (
        KolomDaftar("Triwulan", "nama", lebar=16),
        KolomDaftar("Keadaan", "keadaan", lebar=36),
        KolomDaftar("Lewat batas", lambda t: t.lambat or None, layar="Keadaan", satuan="hari", lebar=18),
        KolomDaftar("Dalam kerangka", lambda t: t.uji.jumlah if t.uji else None, lebar=18),
        KolomDaftar("Diundi", lambda t: t.butir or None, lebar=12),
        KolomDaftar("Sudah diperiksa", lambda t: t.diperiksa if t.butir else None, lebar=18),
    ),
)


def _found(nama: str) -> Any:
    def read(b: ButirPetik) -> Any:
        kini = current_of(b)
        return getattr(kini, nama) if kini else None

    return read


def _result(b: ButirPetik) -> str:
    kini = current_of(b)
    return str(kini.get_hasil_display()) if kini else "Belum diperiksa"


BUTIR = Daftar(
    "Uji petik",
    "Butir uji petik menurut urutan undian",
    (
        KolomDaftar("Urutan", "urutan", layar="Butir", lebar=10),
        KolomDaftar("Butir", "sebutan", lebar=40),
        KolomDaftar("Jenis", "get_jenis_display", layar="Butir", lebar=14),
        KolomDaftar("Tanggal kejadian", "tanggal", layar="Butir", lebar=14),
        KolomDaftar("OPD", "opd.nama", layar="OPD dan desa", lebar=40),
        *village("desa", layar="OPD dan desa"),
        KolomDaftar("Pemeriksa", "pemeriksa.nama", lebar=30),
        KolomDaftar("Hasil", _result, lebar=18),
        KolomDaftar("Diperiksa", _found("tanggal"), layar="Hasil", lebar=14),
        KolomDaftar("Catatan", _found("catatan"), layar="Hasil", lebar=60),
    ),
)
