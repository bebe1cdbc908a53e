"""The rows behind one input of a ranking, with their names and pages as they are today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from binaan.enums import Komponen
from binaan.peringkat.jelas import measured_words
from binaan.peringkat.komponen import DEFINISI, Cara
from binaan.peringkat.masukan import Nilai, OpdDinilai, Tugas
from desa.models import Umkm
from opd.models import Pengguna

HALAMAN = {
    "umkm": "umkm:detail",
    "kunjungan": "kunjungan:detail",
    "laporan": "laporan:detail",
    "arahan": "arahan:detail",
    "potret": "potret:detail",
}
"""The page of each kind of row."""
HILANG = "UMKM yang catatannya sudah digabung"


@dataclass(frozen=True, slots=True)
class BarisRinci:
    """One row: its name, its page (empty: none), what it says, and whether it counts."""

    nama: str
    alamat: str
    kata: str
    dihitung: str


@dataclass(frozen=True, slots=True)
class KelompokRinci:
    """The rows of one penugasan and what they come to."""

    tugas: Tugas
    nilai: Nilai
    ukuran: str
    baris: tuple[BarisRinci, ...]


def component_rows(user: Pengguna, opd: OpdDinilai, k: Komponen) -> list[KelompokRinci]:
    """The rows of every penugasan that has the component. One query for names of enterprises, none for other kinds."""
    milik = [(t, t.nilai[k]) for t in opd.tugas if k in t.nilai]
    jenis = DEFINISI[k].baris
    nama = _names(user, (r[0] for _, n in milik for r in n.rinci)) if jenis == "umkm" else {}
    return [KelompokRinci(t, n, _measured(k, n), tuple(_row(k, jenis, nama, r) for r in n.rinci)) for t, n in milik]


def _measured(k: Komponen, n: Nilai) -> str:
    ukuran = n.measure(k)
    return n.sebab if ukuran is None else measured_words(DEFINISI[k], ukuran)


def _names(user: Pengguna, uuid: Iterable[str]) -> dict[str, str]:
    semua = Umkm.objects.visible_to(user).filter(uuid__in=[UUID(u) for u in uuid])
    return {str(u): nama for u, nama in semua.values_list("uuid", "nama")}


def _row(k: Komponen, jenis: str, nama: dict[str, str], r: tuple[str, str, str]) -> BarisRinci:
    kunci, kata, v = r
    dihitung = (
        "" if not v else "masuk nilai tengah" if DEFINISI[k].cara == Cara.MEDIAN else "ya" if v == "1" else "tidak"
    )
    halaman = HALAMAN.get(jenis)
    alamat = reverse(halaman, args=[kunci]) if halaman and kunci else ""
    if jenis == "umkm":
        return BarisRinci(nama.get(kunci, HILANG), alamat if kunci in nama else "", kata, dihitung or "tidak dibagi")
    if jenis == "indeks":
        return BarisRinci(kunci, "", kata, "")
    return BarisRinci(kata, alamat, "", dihitung)
