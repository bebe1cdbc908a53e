"""What a task on Beranda is, for every roll-up that makes tasks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, F, QuerySet, Subquery, Window
from django.db.models.functions import Rank
from django.urls import reverse

from desa.models import Kabupaten
from opd.rekap.daftar_json import KelompokJson, json_list
from opd.rekap.penugasan import BarisPenugasan

NAMA_DISEBUT = 3
TANPA = UUID(int=0)
TANPA_TEKS = str(TANPA)


@dataclass(frozen=True, slots=True, order=True)
class Tempat:
    """The village a task lies in, and the OPD that answers."""

    desa: str
    kode: str
    letak: str
    opd: str


@dataclass(frozen=True, slots=True)
class Tugas:
    """One thing to do: since when it waits, in words, and the page that ends it. `tempat` None: no village's.

    `batas` is the day it is to be done by, where one is set; without it nothing but the waiting says how urgent it is.
    """

    jenis: str
    kalimat: str
    sejak: date
    tautan: str
    label_tombol: str
    penugasan_id: int | None = None
    tempat: Tempat | None = None
    keterangan: str = ""
    batas: date | None = None

    @property
    def tempo(self) -> date:
        return self.batas or self.sejak

    @property
    def urutan(self) -> tuple[Any, ...]:
        """Sorts arahan first, then what waits longest, village by village in the order of their codes."""
        t = self.tempat
        letak = (self.jenis,) if t is None else (t.kode, t.opd)
        return self.jenis != "arahan", self.sejak, t is None, letak, self.jenis, self.kalimat


@dataclass(frozen=True, slots=True)
class DaftarTugas:
    """A short list of rows that each make a task, or None: all lists of a reader are read in one query (`tugas_saya`).

    One that may be long, and whose rows make a task of one kind each, says by `urut` which of them come first.
    """

    baris: QuerySet
    kolom: dict[str, Any]
    buat: Callable[[dict[str, Any], date], Tugas | None]
    urut: tuple[str, ...] = ()

    def question(self, banyak: int | None) -> Subquery:
        """All rows, or of a long list the first so many, with those that come with the last, and how many there are."""
        if not (banyak and self.urut):
            return json_list(self.baris, **self.kolom)
        ke = Window(Rank(), order_by=[F(nama).asc() for nama in self.urut])
        baris = self.baris.order_by().annotate(_ke=ke, _semua=Window(Count("pk"))).filter(_ke__lte=banyak)
        return KelompokJson(baris.values_list(*self.kolom.values(), "_semua"))

    @property
    def bentuk(self) -> BentukTugas:
        return BentukTugas(tuple(self.kolom), self.buat)


@dataclass(frozen=True, slots=True)
class BentukTugas:
    """How what was read of a list becomes tasks: what is kept of it once its question is written, for its query is large."""

    kolom: tuple[str, ...]
    buat: Callable[[dict[str, Any], date], Tugas | None]

    def tasks(self, terbaca: Sequence[Any], until: date) -> tuple[list[Tugas], int]:
        """What `DaftarTugas.question` gave as tasks, and how many more there are."""
        lebih = 0
        if terbaca and isinstance(terbaca[0], list):
            lebih = terbaca[0][-1] - len(terbaca)
            terbaca = [dict(zip(self.kolom, isi, strict=False)) for isi in terbaca]
        return [t for r in terbaca if (t := self.buat(r, until)) is not None], lebih


DAFTAR_ATAS: list[Callable[[Any, date], dict[str, DaftarTugas]]] = []
"""Lists of the floor above, which enters them when it is loaded: they join the one query of the others."""


def day_of(nilai: Any, until: date) -> date:
    """A day as the database's JSON writes it; `until` when it is not known."""
    return date.fromisoformat(str(nilai)[:10]) if nilai else until


def name_some(nama: Iterable[str]) -> str:
    """The first names by alphabet and how many more there are: "A, B, C dan 4 lainnya"."""
    urut = sorted(nama)
    lebih = f" dan {len(urut) - NAMA_DISEBUT} lainnya" if len(urut) > NAMA_DISEBUT else ""
    return ", ".join(urut[:NAMA_DISEBUT]) + lebih


def place_of(b: BarisPenugasan) -> Tempat:
    """The village and OPD of a row, as tasks name them."""
    return Tempat(b.desa, b.kode, f"Kec. {b.kecamatan}, {b.kabupaten}", b.opd)


def place_in(r: dict[str, Any]) -> Tempat:
    """The village and OPD of a row that holds their names."""
    return _place(r["desa"], r["kode"], r["kecamatan"], r["kabupaten"], r["jenis"], r["opd"])


@lru_cache(maxsize=2048)
def _place(desa: str, kode: str, kecamatan: str, kabupaten: str, jenis: str, opd: str) -> Tempat:
    return Tempat(desa, kode, f"Kec. {kecamatan}, {Kabupaten(nama=kabupaten, jenis=jenis).nama_singkat}", opd)


def address(nama: str, *argumen: Any, **kueri: Any) -> str:
    """The address of a page with a query. One that a UUID completes is asked of Django once: an OPD has a thousand tasks."""
    if len(argumen) == 1 and isinstance(argumen[0], UUID):
        alamat = _pattern(nama).replace(TANPA_TEKS, str(argumen[0]))
    else:
        alamat = _reversed(nama, *argumen)
    return alamat + (f"?{urlencode(kueri)}" if kueri else "")


@lru_cache(maxsize=8192)
def _reversed(nama: str, *argumen: Any) -> str:
    """Kept, for the same villages and months are asked for again."""
    return reverse(nama, args=argumen)


@lru_cache
def _pattern(nama: str) -> str:
    return reverse(nama, args=[TANPA])
