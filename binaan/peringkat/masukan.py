"""Everything a ranking is made from, as frozen dataclasses and as the JSON that is stored, hashed and read back bit for bit.

JSON holds text, whole numbers, lists and objects alone: no floating point, so that no database or machine can change a digit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

from binaan.enums import KeadaanNilai, KelompokAkses, Komponen
from binaan.peringkat.komponen import ATURAN, DEFINISI, Butir, Cara, butir_of, wilson
from opd.ambang import AKSES_DEKAT, AKSES_SEDANG
from opd.rekap.meja import covered_days

ULANGAN = 1_000
"""The fewest repetitions behind the intervals of a ranking that may be frozen."""

TERISI, TIDAK_BERLAKU, TIDAK_DIISI = KeadaanNilai

Baris = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Nilai:
    """One component of one penugasan: counts, one number (`sebab` tells it in words), or many; or why there is none.

    `rinci` are the rows behind it: key, word, and what the row adds ("1" or "0" to a share, its number to a median, "" nothing).
    """

    keadaan: KeadaanNilai
    sebab: str = ""
    x: int = 0
    n: int = 0
    angka: Fraction | None = None
    deret: tuple[Fraction, ...] = ()
    rinci: tuple[Baris, ...] = ()

    def as_json(self) -> dict[str, Any]:
        isi: dict[str, Any] = {"keadaan": self.keadaan.value, "sebab": self.sebab, "x": self.x, "n": self.n}
        isi["angka"] = None if self.angka is None else str(self.angka)
        return isi | {"deret": [str(d) for d in self.deret], "rinci": [list(r) for r in self.rinci]}

    def measure(self, komponen: Komponen) -> Fraction | None:
        """The one number that enters; None unless the component is filled in."""
        if self.keadaan != TERISI:
            return None
        match DEFINISI[komponen].cara:
            case Cara.WILSON:
                return wilson(self.x, self.n)
            case Cara.PERSEN:
                return Fraction(self.x * 100, self.n)
            case Cara.MEDIAN:
                return middle(self.deret)
        return self.angka


def share(rinci: Sequence[Baris]) -> Nilai:
    """The share of the rows that say 1, of those that say 1 or 0."""
    tanda = [v for _, _, v in rinci if v]
    return Nilai(TERISI, "", tanda.count("1"), len(tanda), rinci=tuple(rinci))


def middle(deret: Sequence[Fraction]) -> Fraction:
    """The exact median."""
    urut, tengah = sorted(deret), len(deret) // 2
    return urut[tengah] if len(urut) % 2 else (urut[tengah - 1] + urut[tengah]) / 2


def nilai_of(isi: Mapping[str, Any]) -> Nilai:
    """A stored component."""
    angka = None if isi["angka"] is None else Fraction(isi["angka"])
    deret, rinci = tuple(map(Fraction, isi["deret"])), tuple((k, w, v) for k, w, v in isi["rinci"])
    return Nilai(KeadaanNilai(isi["keadaan"]), isi["sebab"], isi["x"], isi["n"], angka, deret, rinci)


@dataclass(frozen=True, slots=True)
class Tugas:
    """One penugasan within the year: its days there, how far the village lies, how it stood at the start, what was read.

    `sampai` is the last day it is judged by: the ranking's, or its own last day.
    """

    kode: str
    desa: str
    mulai: date
    selesai: date | None
    sampai: date
    hari: int
    jam: Fraction | None
    awal: Mapping[str, str] = field(default_factory=dict)
    nilai: Mapping[Komponen, Nilai] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "kode": self.kode, "desa": self.desa, "mulai": self.mulai.isoformat(),
            "selesai": self.selesai.isoformat() if self.selesai else None, "sampai": self.sampai.isoformat(),
            "hari": self.hari, "jam": None if self.jam is None else str(self.jam), "awal": dict(self.awal),
            "nilai": {k.value: n.as_json() for k, n in self.nilai.items()},
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpdDinilai:
    """One OPD with its penugasan of the year. `dilebur_ke`: the successor's name if it was merged by the last day."""

    slug: str
    nama: str
    tugas: tuple[Tugas, ...]
    dilebur_ke: str = ""

    def days(self, awal: date) -> int:
        """Days of the year on which it answered for at least one village."""
        masa = [(t.mulai, t.selesai) for t in self.tugas]
        sampai = date.fromordinal(max(t.sampai for t in self.tugas).toordinal() + 1)
        return covered_days(masa, awal, sampai)

    @property
    def jam(self) -> Fraction | None:
        """Travel hours, villages weighted by days; None where none is known."""
        tahu = [(t.jam, t.hari) for t in self.tugas if t.jam is not None]
        hari = sum(h for _, h in tahu)
        return sum((jam * h for jam, h in tahu), Fraction(0)) / hari if hari else None

    @property
    def akses(self) -> KelompokAkses:
        jam = self.jam
        if jam is None:
            return KelompokAkses.TIDAK_DIKETAHUI
        if jam <= AKSES_DEKAT.nilai:
            return KelompokAkses.DEKAT
        return KelompokAkses.SEDANG if jam <= AKSES_SEDANG.nilai else KelompokAkses.JAUH

    def as_json(self) -> dict[str, Any]:
        tugas = [t.as_json() for t in self.tugas]
        return {"slug": self.slug, "nama": self.nama, "dilebur_ke": self.dilebur_ke, "tugas": tugas}


@dataclass(frozen=True, slots=True)
class Masukan:
    """The inputs of one ranking: the year, its first and last judged day, the weights, the OPDs by slug."""

    tahun: int
    awal: date
    sampai: date
    butir: tuple[Butir, ...]
    opd: tuple[OpdDinilai, ...]
    aturan: int = ATURAN

    def as_json(self) -> dict[str, Any]:
        return {
            "aturan": self.aturan, "tahun": self.tahun, "awal": self.awal.isoformat(), "sampai": self.sampai.isoformat(),
            "butir": [b.key_json() for b in self.butir],
            "opd": [o.as_json() for o in sorted(self.opd, key=lambda o: o.slug)],
        }  # fmt: skip

    def reweigh(self, butir: tuple[Butir, ...]) -> Masukan:
        """The same inputs under other weights."""
        return replace(self, butir=butir)

    def find(self, slug: str) -> OpdDinilai | None:
        return next((o for o in self.opd if o.slug == slug), None)


def masukan_of(isi: Mapping[str, Any]) -> Masukan:
    """Stored inputs, to the last digit."""
    opd = tuple(opd_of(o) for o in isi["opd"])
    hari = date.fromisoformat
    return Masukan(isi["tahun"], hari(isi["awal"]), hari(isi["sampai"]), butir_of(isi["butir"]), opd, isi["aturan"])


def opd_of(isi: Mapping[str, Any]) -> OpdDinilai:
    """One OPD of stored inputs."""
    return OpdDinilai(isi["slug"], isi["nama"], tuple(_tugas(t) for t in isi["tugas"]), isi["dilebur_ke"])


def _tugas(t: Mapping[str, Any]) -> Tugas:
    hari = date.fromisoformat
    return Tugas(
        t["kode"], t["desa"], hari(t["mulai"]), hari(t["selesai"]) if t["selesai"] else None, hari(t["sampai"]), t["hari"],
        None if t["jam"] is None else Fraction(t["jam"]), t["awal"],
        {Komponen(k): nilai_of(n) for k, n in sorted(t["nilai"].items())},
    )  # fmt: skip


def seed_of(tahun: int) -> int:
    """The seed of a year's intervals: given by the year, so that nobody shops for an interval."""
    return tahun


def fingerprint(isi: Any) -> str:
    """SHA-256 of JSON in its one canonical form: keys in order, no spaces, letters as they are."""
    teks = json.dumps(isi, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(teks.encode()).hexdigest()
