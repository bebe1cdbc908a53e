"""The lists of the top floor as they go out: the table of OPDs with the columns its reader chose, and the ranking."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from binaan.dasbor.tabel import BarisOpd
from desa.ekspor.daftar import Daftar, KolomDaftar
from opd.ekspor.kolom import place


def _value(kunci: str) -> Callable[[BarisOpd], int | None]:
    return lambda b: b.isian[kunci].nilai


def _share(b: BarisOpd) -> Decimal | None:
    nilai = b.isian["capaian"].nilai
    return None if nilai is None else Decimal(nilai) / 10


def _enterprises(nama: str) -> Callable[[BarisOpd], int]:
    return lambda b: int(getattr(b.rekap.umkm, nama))


def _visited(b: BarisOpd) -> str:
    return "" if b.rekap.kunjungan.hari is not None else "belum pernah; dihitung sejak mulai"


def _columns(kunci: str, judul: str) -> Iterator[KolomDaftar]:
    """What stands for one column of the page: the figure as a number, and beside it what else the page says."""
    if kunci == "keadaan":
        yield KolomDaftar(judul, lambda b: b.isian["keadaan"].teks, lebar=22)
    elif kunci == "capaian":
        yield KolomDaftar(judul, _share, satuan="%", lebar=16)
        yield KolomDaftar("Predikat", "kata", layar=judul, lebar=22)
    elif kunci == "kunjungan":
        yield KolomDaftar(judul, _value(kunci), lebar=14)
        yield KolomDaftar("Keterangan kunjungan", _visited, layar=judul, lebar=30)
    elif kunci == "berjualan":
        yield KolomDaftar(judul, _enterprises("berjualan"), lebar=12)
        yield KolomDaftar("UMKM belum tutup", _enterprises("belum_tutup"), layar=judul, lebar=12)
    elif judul.endswith(" (Rp)"):
        yield KolomDaftar(judul.removesuffix(" (Rp)"), _value(kunci), layar=judul, satuan="Rp")
    else:
        yield KolomDaftar(judul, _value(kunci), lebar=14)


def opd_table(kepala: Iterable[tuple[str, str]]) -> Daftar:
    """The table of OPDs with these columns, (key, heading) each."""
    return Daftar(
        "OPD dan desa",
        "OPD penanggung jawab dan desa binaannya",
        (
            KolomDaftar("OPD", "rekap.penugasan.opd", lebar=44),
            *place("rekap.penugasan"),
            *(k for kunci, judul in kepala for k in _columns(kunci, judul)),
        ),
        "Rencana aksi, kegiatan, kunjungan, dan penjualan yang dicatat OPD",
    )


def _group(nomor: int) -> Callable[[Any], Any]:
    return lambda b: b.kelompok[nomor] if b.kelompok else None


PERINGKAT = Daftar(
    "Peringkat",
    "Peringkat OPD; nilai 0 sampai 100",
    (
        KolomDaftar("Peringkat", "peringkat", lebar=12),
        KolomDaftar("Seri dengan", lambda b: b.seri or None, layar="Peringkat", satuan="OPD lain", lebar=16),
        KolomDaftar("OPD", "nama", lebar=50),
        KolomDaftar("Keadaan", "keadaan", layar="OPD", lebar=22),
        KolomDaftar("Sebab tidak diperingkat", "sebab", layar="OPD", lebar=40),
        KolomDaftar("Nilai", "skor", lebar=10),
        KolomDaftar("Wajarnya nilai", lambda b: "–".join(b.selang_skor), layar="Nilai", lebar=16),
        KolomDaftar("Wajar", lambda b: b.wajar if b.peringkat else None, lebar=20),
        *(KolomDaftar(nama, _group(n), lebar=10) for n, nama in enumerate(("Hasil", "Keluaran", "Proses"))),
        KolomDaftar("Dalam kelompok akses", "akses", lebar=24),
        KolomDaftar("Peringkat dalam kelompok", "peringkat_akses", layar="Dalam kelompok akses", lebar=14),
    ),
    "Masukan dan bobot yang tersimpan bersama peringkatnya",
)
