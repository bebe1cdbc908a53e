"""Which villages can be compared, over which years: the panel of one index kind around the start of assistance. No estimate.

Everything here is plain Python over the rows read; the estimate (binaan/dampak/taksir.py) takes a `Rancangan` and its rows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from desa.enums import JenisIndeks
from desa.models import IndeksDesa
from opd.enums import PeranPenugasan
from opd.models import Pengguna, Penugasan

UKURAN = {
    JenisIndeks.IDM: ("nilai", "iks", "ike", "ikl"),
    JenisIndeks.INDEKS_DESA: ("nilai",),
}
"""What is compared, the index itself first: villages are matched on it and the sentence follows it."""
MASA = {JenisIndeks.IDM: (2016, 2024), JenisIndeks.INDEKS_DESA: (2025, 9999)}
"""The years of each kind. Nothing is ever subtracted across the two."""


class Golongan(StrEnum):
    """What a village is to a comparison."""

    BINAAN = "binaan"
    TANPA_PASANGAN = "tanpa_pasangan"
    KURANG_DATA = "kurang_data"
    PEMBANDING = "pembanding"
    TIDAK_SEPADAN = "tidak_sepadan"
    DIKELUARKAN = "dikeluarkan"


NAMA_GOLONGAN = {
    Golongan.BINAAN: "Desa binaan yang dihitung",
    Golongan.PEMBANDING: "Desa pembanding yang sepadan",
    Golongan.TANPA_PASANGAN: "Desa binaan tanpa pembanding yang sepadan",
    Golongan.KURANG_DATA: "Desa binaan yang belum dapat dihitung",
    Golongan.TIDAK_SEPADAN: "Desa tanpa binaan lain yang datanya lengkap",
    Golongan.DIKELUARKAN: "Dibina di luar masa ini atau oleh OPD pendukung saja",
}


class Penanda(NamedTuple):
    """When a village came under care: of an OPD in charge, or of any OPD."""

    dibina: date | None
    disentuh: date


@dataclass(frozen=True)
class Masukan:
    """All that a result is made from: index rows, their days and sources, and when villages came under care."""

    sampai: date
    nilai: dict[str, dict[int, dict[str, tuple[str, ...]]]]
    tanggal: dict[str, dict[int, date]]
    sumber: dict[str, dict[int, list[str]]]
    penanda: dict[str, Penanda] = field(default_factory=dict)

    def day(self, jenis: str, tahun: int) -> date:
        """The day the figures of a year stand for: as the rows say, else its last day."""
        return self.tanggal.get(jenis, {}).get(tahun) or date(tahun, 12, 31)

    def sidik(self, parameter: dict[str, Any]) -> str:
        """SHA-256 of the canonical JSON of everything above and of the parameters."""
        isi = {
            "nilai": {j: {str(t): baris for t, baris in per.items()} for j, per in self.nilai.items()},
            "tanggal": {j: {str(t): d.isoformat() for t, d in per.items()} for j, per in self.tanggal.items()},
            "sumber": {j: {str(t): s for t, s in per.items()} for j, per in self.sumber.items()},
            "penanda": {k: [p.dibina.isoformat() if p.dibina else None, p.disentuh.isoformat()]
                        for k, p in self.penanda.items()},
            "parameter": parameter,
        }  # fmt: skip
        return hashlib.sha256(json.dumps(isi, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True)
class Rancangan:
    """A comparison: one kind, the year before the baseline, the baseline, and the year after; None where there is none.

    `binaan` are the villages that came under care after the baseline was measured and before the next year was.
    """

    tahun_mulai: int
    jenis: str
    pra: int | None
    dasar: int
    akhir: int | None
    binaan: tuple[str, ...]

    @property
    def dapat(self) -> bool:
        """Whether the kind of index spans both sides of the start, so that a comparison can ever be made."""
        return self.pra is not None and self.dasar < MASA[JenisIndeks(self.jenis)][1]

    @property
    def perlu(self) -> tuple[int, ...]:
        """The years each village must have, as far as they are known."""
        return tuple(t for t in (self.pra, self.dasar, self.akhir) if t is not None)


@dataclass(frozen=True)
class Panel:
    """The villages of a comparison with all three years, assisted ones first in `binaan`, and who is left out and why."""

    rancangan: Rancangan
    binaan: tuple[str, ...]
    lain: tuple[str, ...]
    kurang: dict[str, tuple[int, ...]]
    dikeluarkan: tuple[str, ...]


def read_masukan(sampai: date) -> Masukan:
    """Everything recorded that stands for a day up to `sampai`. Two queries."""
    siapa = Pengguna()
    nilai: dict[str, dict[int, dict[str, tuple[str, ...]]]] = {}
    tanggal: dict[str, dict[int, date]] = {}
    sumber: dict[str, dict[int, list[str]]] = {}
    kueri = (
        IndeksDesa.objects.visible_to(siapa).filter(tanggal_data__lte=sampai).order_by("jenis", "tahun", "desa__kode")
    )
    for b in kueri.values_list("jenis", "tahun", "desa__kode", "tanggal_data", "sumber", "nilai", "iks", "ike", "ikl"):
        jenis, tahun, kode, hari, asal = b[:5]
        angka = tuple(str(n) for n in b[5 : 5 + len(UKURAN[JenisIndeks(jenis)])])
        nilai.setdefault(jenis, {}).setdefault(tahun, {})[kode] = angka
        per_tahun = tanggal.setdefault(jenis, {})
        per_tahun[tahun] = max(hari, per_tahun.get(tahun, hari))
        sumber.setdefault(jenis, {}).setdefault(tahun, []).append(asal)
    ringkas = {j: {t: sorted(set(s)) for t, s in per.items()} for j, per in sumber.items()}
    return Masukan(sampai, nilai, tanggal, ringkas, _penanda(siapa, sampai))


def _penanda(siapa: Pengguna, sampai: date) -> dict[str, Penanda]:
    """Each village that ever came under care by `sampai`, and since when."""
    kueri = (
        Penugasan.objects.visible_to(siapa).in_force().filter(mulai__lte=sampai).order_by("desa__kode", "mulai", "pk")
    )
    hasil: dict[str, Penanda] = {}
    for kode, peran, mulai in kueri.values_list("desa__kode", "peran", "mulai"):
        utama = mulai if peran == PeranPenugasan.PENANGGUNG_JAWAB else None
        lama = hasil.get(kode)
        hasil[kode] = Penanda(lama.dibina or utama, lama.disentuh) if lama else Penanda(utama, mulai)
    return hasil


def designs(masukan: Masukan) -> list[Rancangan]:
    """One comparison per baseline year of the assisted villages; the one with the most complete villages first."""
    per_dasar: dict[int, list[str]] = {}
    for kode, p in sorted(masukan.penanda.items()):
        if p.dibina:
            per_dasar.setdefault(_dasar(masukan, p.dibina), []).append(kode)
    semua = [_rancang(masukan, dasar, tuple(kode)) for dasar, kode in sorted(per_dasar.items())]
    return sorted(semua, key=lambda r: (-len(fill(masukan, r).binaan), not r.dapat, -len(r.binaan), r.dasar))


def _jenis(tahun: int) -> JenisIndeks:
    return next(j for j, (awal, akhir) in MASA.items() if awal <= max(tahun, 2016) <= akhir)


def _dasar(masukan: Masukan, mulai: date) -> int:
    """The last year whose figures stand for a day up to the start."""
    calon = (mulai.year, mulai.year - 1, mulai.year - 2)
    return next((t for t in calon if masukan.day(_jenis(t), t) <= mulai), mulai.year - 1)


def _rancang(masukan: Masukan, dasar: int, binaan: tuple[str, ...]) -> Rancangan:
    jenis = _jenis(dasar)
    awal, _ = MASA[jenis]
    pra = dasar - 1 if dasar - 1 >= awal else None
    sesudah = [t for t in masukan.nilai.get(jenis, {}) if t > dasar]
    calon = [Rancangan(dasar + 1, jenis, pra, dasar, akhir, binaan) for akhir in sesudah]
    if pra is None or not calon:
        return Rancangan(dasar + 1, jenis, pra, dasar, None, binaan)
    return max(calon, key=lambda r: _coverage(masukan, r))


def _coverage(masukan: Masukan, r: Rancangan) -> tuple[int, int, int]:
    """How many assisted and how many other villages have all the years; of equal ones the later year."""
    p = fill(masukan, r)
    return len(p.binaan), len(p.lain) + len(p.dikeluarkan), r.akhir or 0


def fill(masukan: Masukan, rancangan: Rancangan) -> Panel:
    """The villages of a comparison. Whoever was under care before its end, outside its window, is neither side."""
    per_tahun = masukan.nilai.get(rancangan.jenis, {})
    lengkap: set[str] = set()
    if rancangan.pra is not None and rancangan.akhir is not None:
        lengkap = set.intersection(*(set(per_tahun.get(t, {})) for t in rancangan.perlu))
    batas = masukan.day(rancangan.jenis, rancangan.akhir) if rancangan.akhir else masukan.sampai
    disentuh = {k for k, p in masukan.penanda.items() if p.disentuh <= batas} - set(rancangan.binaan)
    kurang = {k: _missing(per_tahun, rancangan, k) for k in rancangan.binaan if k not in lengkap}
    return Panel(
        rancangan,
        tuple(k for k in rancangan.binaan if k in lengkap),
        tuple(sorted(lengkap - disentuh - set(rancangan.binaan))),
        kurang,
        tuple(sorted(lengkap & disentuh)),
    )


def _missing(per_tahun: dict[int, dict[str, Any]], r: Rancangan, kode: str) -> tuple[int, ...]:
    return tuple(t for t in r.perlu if kode not in per_tahun.get(t, {}))


def values_of(masukan: Masukan, jenis: str, tahun: int, kode: Iterable[str]) -> list[tuple[float, ...]]:
    """The figures of villages in a year, one row each."""
    per_desa = masukan.nilai[jenis][tahun]
    return [tuple(float(n) for n in per_desa[k]) for k in kode]
