"""One village's indices, each kind a series of its own: values, dimensions, decreed status, and what to think twice about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef

from desa.enums import DimensiDesa, DimensiIDM, JenisIndeks, StatusDesa
from desa.models import Desa, IndeksDesa, NilaiSubdimensi
from desa.rumus_indeks import MAKS_DIMENSI, SUBDIMENSI, TERBESAR
from opd.models import Pengguna
from opd.rekap.daftar_json import decimal_of, json_list
from opd.rekap.indeks import RekapIndeks
from opd.rekap.indeks_batas import SINGKAT, BukuBatas
from opd.rekap.profil import WARNA_STATUS

ALASAN_PUTUS = (
    "IDM (sampai 2024) dan Indeks Desa (sejak 2025) tidak disambung: skalanya, dimensinya, dan cara menghitungnya berbeda, "
    "sehingga selisih antara keduanya tidak berarti apa-apa."
)


@dataclass(frozen=True, slots=True)
class Bagian:
    """A dimension or sub-dimension of one year; `maks` is the most points it can have (None for IKS, IKE, IKL)."""

    nama: str
    nilai: Decimal | None
    maks: int | None = None

    @property
    def bagian(self) -> Decimal | None:
        """Its share of the most points, in per cent."""
        return None if self.nilai is None or not self.maks else self.nilai / self.maks * 100


@dataclass(frozen=True, slots=True)
class TahunDeret:
    """One year of a series. `beda`: why the decreed status is odd, "" when it is not. `sub`: sub-dimensions by dimension."""

    tahun: int
    nilai: Decimal
    status: str
    warna: str
    beda: str
    dimensi: tuple[Bagian, ...]
    sub: tuple[tuple[str, tuple[Bagian, ...]], ...]
    sumber: str
    tanggal_data: date


@dataclass(frozen=True, slots=True)
class Deret:
    """The series of one kind, newest first, with its change since the village's own baseline (None: never assisted)."""

    jenis: str
    baris: tuple[TahunDeret, ...]
    rekap: RekapIndeks | None

    @property
    def nama(self) -> str:
        return SINGKAT[JenisIndeks(self.jenis)]

    @property
    def terbesar(self) -> Decimal:
        return TERBESAR[JenisIndeks(self.jenis)]

    @property
    def per_tahun(self) -> list[tuple[int, TahunDeret | None]]:
        """Every year from the first to the last, oldest first; a year without an index is None."""
        ada = {b.tahun: b for b in self.baris}
        return [(t, ada.get(t)) for t in range(min(ada), max(ada) + 1)] if ada else []


def read_deret(user: Pengguna, desa: Desa, batas: BukuBatas, rekap: dict[tuple[int, str], RekapIndeks]) -> list[Deret]:
    """IDM and Indeks Desa of the village, in this order; a kind without a year is left out. One query."""
    baris: dict[str, list[TahunDeret]] = {j: [] for j in JenisIndeks.values}
    kueri = IndeksDesa.objects.visible_to(user).filter(desa=desa).order_by("-tahun")
    sub = NilaiSubdimensi.objects.visible_to(user).filter(indeks=OuterRef("pk"))
    kueri = kueri.annotate(json_sub=json_list(sub, subdimensi="subdimensi", poin="poin"))
    for i in kueri:
        baris[i.jenis].append(_tahun(i, batas))
    return [Deret(j, tuple(isi), rekap.get((desa.pk, j))) for j, isi in baris.items() if isi]


def _tahun(i: Any, batas: BukuBatas) -> TahunDeret:
    status = StatusDesa(i.status)
    sub = {s["subdimensi"]: decimal_of(s["poin"], 4) for s in i.json_sub or ()}
    return TahunDeret(
        tahun=i.tahun,
        nilai=i.nilai,
        status=str(status.label),
        warna=WARNA_STATUS[status],
        beda=batas.beda(i.jenis, i.tahun, i.nilai, i.status),
        dimensi=tuple(_dimensi(i)),
        sub=tuple(_sub(sub)) if sub else (),
        sumber=i.sumber,
        tanggal_data=i.tanggal_data,
    )


def _dimensi(i: Any) -> Iterable[Bagian]:
    if i.jenis == JenisIndeks.IDM:
        return [Bagian(f"{d.label} ({d.value})", getattr(i, d.value.lower())) for d in DimensiIDM]
    return [Bagian(str(d.label), getattr(i, d.value), MAKS_DIMENSI[d]) for d in DimensiDesa]


def _sub(poin: dict[str, Decimal | None]) -> Iterable[tuple[str, tuple[Bagian, ...]]]:
    for d, isi in SUBDIMENSI.items():
        yield str(d.label), tuple(Bagian(str(s.label), poin.get(s.value), maks) for s, maks in isi)
