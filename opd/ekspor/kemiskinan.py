"""The lists about poverty as they go out; of families only to who may read them, their numbers masked as on the page."""

from __future__ import annotations

from typing import Any

from desa.angka import format_tanggal
from desa.ekspor.daftar import Daftar, KolomDaftar
from desa.models import PotretKesejahteraan
from opd.ekspor.kolom import DATA_PRIBADI, first, identity, joined, place, village
from opd.rekap.potret import BarisPotret, Tunggu
from opd.rekap.sel import Sel


def _desk(t: Tunggu, singkatan: str) -> str:
    meja = f"dikembalikan ke {singkatan}" if t.kembali else "di meja verifikator"
    return f"{'Pembatalan ' if t.batal else ''}{t.potret} {meja} sejak {format_tanggal(t.sejak)}"


def _states(b: BarisPotret) -> str:
    return ", ".join(str(k.label) for k in b.keadaan)


POTRET = Daftar(
    "Potret",
    "Potret kesejahteraan per desa",
    (
        *place("penugasan"),
        KolomDaftar("OPD", "penugasan.opd", layar="OPD, sejak", lebar=40),
        KolomDaftar("Pendampingan sejak", "mulai", layar="OPD, sejak", lebar=18),
        KolomDaftar("Garis dasar", "dasar.get_sumber_display", lebar=20),
        KolomDaftar("Tanggal garis dasar", "dasar.tanggal_data", layar="Garis dasar", lebar=18),
        KolomDaftar("Potret terbaru", "terbaru.get_sumber_display", lebar=20),
        KolomDaftar("Tanggal potret terbaru", "terbaru.tanggal_data", layar="Potret terbaru", lebar=20),
        KolomDaftar("Menunggu", lambda b: joined(*(_desk(t, b.penugasan.singkatan) for t in b.tunggu)), lebar=60),
        KolomDaftar("Keadaan", _states, layar="Menunggu", lebar=34),
    ),
    "Potret yang dicatat OPD dan diverifikasi; jumlah keluarga tidak dimuat",
    ("Garis dasar: potret terakhir yang diverifikasi dan bertanggal paling lambat pada awal pendampingan.",),
)


def _count(nama: str) -> Any:
    """The count of a cell, or the word by which it is closed or has none."""

    def baca(b: Any) -> Any:
        sel: Sel | None = getattr(b[1], nama)
        return None if sel is None else sel.kata if sel.tanda else sel.nilai

    return baca


def _origin(nama: str) -> Any:
    def baca(b: Any) -> str:
        potret: PotretKesejahteraan | None = getattr(b[1].banding, nama)
        if potret is None or getattr(b[1], nama) is None:
            return ""
        sesudah = " (setelah mulai)" if nama == "dasar" and b[1].banding.setelah_mulai else ""
        return f"{potret.get_sumber_display()}, {format_tanggal(potret.tanggal_data)}{sesudah}"

    return baca


KEMAJUAN = Daftar(
    "Kemajuan",
    "KK miskin ekstrem per desa terhadap garis dasar",
    (
        *first(*place("penugasan")),
        KolomDaftar("OPD", lambda b: b[0].penugasan.opd, layar="Desa", lebar=40),
        KolomDaftar("Garis dasar", _count("dasar"), satuan="KK", lebar=18),
        KolomDaftar("Sumber garis dasar", _origin("dasar"), layar="Garis dasar", lebar=34),
        KolomDaftar("Kini", _count("kini"), satuan="KK", lebar=18),
        KolomDaftar("Sumber kini", _origin("kini"), layar="Kini", lebar=30),
        KolomDaftar("Perubahan", lambda b: b[1].kata, lebar=44),
        KolomDaftar("Potret lain", _count("samping"), satuan="KK", lebar=18),
        KolomDaftar("Sumber potret lain", _origin("samping"), layar="Potret lain", lebar=30),
        KolomDaftar("Indeks desa", lambda b: b[0].perubahan_indeks, lebar=44),
    ),
    "Potret kesejahteraan yang diverifikasi",
    ("Potret dari sumber atau arti lain ditampilkan tanpa dibandingkan.", "Kelompok yang terlalu kecil tidak dibuka."),
)

KELUARGA = Daftar(
    "Keluarga sasaran",
    "Keluarga sasaran menurut nama; nomor disamarkan",
    (
        KolomDaftar("Kepala keluarga", "kepala", lebar=30),
        KolomDaftar("Jenis kelamin", "jenis_kelamin", layar="Kepala keluarga", lebar=14),
        *village("desa"),
        KolomDaftar("Alamat rumah", "alamat", lebar=34),
        KolomDaftar("Nomor", "nomor", lebar=24),
        KolomDaftar("Keadaan", "nama_keadaan", lebar=20),
        identity("Kepala keluarga"),
    ),
    "Keluarga sasaran yang dicatat OPD pendamping",
    (DATA_PRIBADI,),
)

ENTAS = Daftar(
    "Entas",
    "Keluarga yang entas atau menunggu; yang terlama di atas",
    (
        KolomDaftar("Kepala keluarga", "kepala", lebar=30),
        *village("desa"),
        KolomDaftar("Keadaan", "kata", lebar=34),
        KolomDaftar("Sejak", "sejak", lebar=12),
        identity("Kepala keluarga"),
    ),
    "Status keluarga yang dicatat OPD dan diverifikasi",
    (DATA_PRIBADI,),
)
