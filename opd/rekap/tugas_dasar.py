"""What a task on Beranda is, for every roll-up that makes tasks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from opd.rekap.penugasan import BarisPenugasan

NAMA_DISEBUT = 3


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


@dataclass(frozen=True, slots=True)
class DaftarTugas:
    """A short list of rows that each make a task: all lists of a reader are read in one query (`tugas_saya`)."""

    baris: QuerySet
    kolom: dict[str, Any]
    buat: Callable[[dict[str, Any], date], Tugas]


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


def address(nama: str, *argumen: Any, **kueri: Any) -> str:
    """The address of a page with a query."""
    return reverse(nama, args=argumen) + (f"?{urlencode(kueri)}" if kueri else "")
