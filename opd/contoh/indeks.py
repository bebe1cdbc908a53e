"""Sample Indeks Desa and targets of the province; every source says CONTOH. Scores of indicators are the real ones."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from desa.enums import JenisAngka, JenisDesa, JenisIndeks
from desa.models import (
    BatasStatus,
    Catatan,
    Desa,
    IndeksDesa,
    IndikatorMakro,
    NilaiMakro,
    NilaiSubdimensi,
    make_catatan,
)
from desa.rumus_indeks import POIN_TERBANYAK, SUBDIMENSI, status_menurut
from opd.contoh.dunia import Dunia
from opd.models import Penugasan

SUMBER = "CONTOH, bukan angka Kementerian Desa"
TARGET = {
    "kemiskinan": ("14.80", "14.20", "13.50", "12.80", "12.00"),
    "kemiskinan-ekstrem": ("2.00", "0.50", "0.00", "0.00", "0.00"),
    "pertumbuhan-ekonomi": ("5.20", "5.50", "5.80", "6.20", "6.60"),
    "pengangguran": ("6.10", "5.90", "5.70", "5.50", "5.30"),
}
TAHUN_TARGET = range(2025, 2030)


def buat_indeks(dunia: Dunia) -> None:
    """Two years of Indeks Desa for nine villages in ten, and the province's targets."""
    acak = random.Random(dunia.benih + 51)
    binaan = Penugasan.objects.in_force().in_charge().order_by().values("desa")
    desa = list(Desa.objects.filter(pk__in=binaan).exclude(jenis=JenisDesa.KELURAHAN).order_by("kode"))
    indeks = _two_years(dunia, acak, [d for d in desa if acak.random() < 0.9])
    _targets()
    Catatan.objects.bulk_create([make_catatan(None, "mencatat indeks desa", i, at=dunia.akhir) for i in indeks])


def _two_years(dunia: Dunia, acak: random.Random, desa: Sequence[Desa]) -> list[IndeksDesa]:
    """An index a year since 2025, its points by sub-dimension; the status follows the reported bounds."""
    batas = BatasStatus.objects.get(jenis=JenisIndeks.INDEKS_DESA).batas
    indeks, sub = [], []
    for d in desa:
        mutu = acak.uniform(0.42, 0.8)
        for tahun in (t for t in (2025, 2026) if date(t, 9, 1) <= dunia.per):
            mutu = min(mutu + acak.uniform(-0.015, 0.04), 0.95)
            i, bagian = _one(acak, d, tahun, mutu)
            i.status = status_menurut(batas, i.nilai).value
            indeks.append(i)
            sub += bagian
    IndeksDesa.objects.bulk_create(indeks)
    NilaiSubdimensi.objects.bulk_create(sub, batch_size=500)
    return indeks


def _one(acak: random.Random, desa: Desa, tahun: int, mutu: float) -> tuple[IndeksDesa, list[NilaiSubdimensi]]:
    i = IndeksDesa(desa=desa, tahun=tahun, jenis=JenisIndeks.INDEKS_DESA, sumber=SUMBER, tanggal_data=date(tahun, 9, 1))
    sub, jumlah = [], Decimal(0)
    for dimensi, isi in SUBDIMENSI.items():
        poin = {s: Decimal(round(maks * min(max(mutu + acak.uniform(-0.12, 0.12), 0), 1))) for s, maks in isi}
        setattr(i, dimensi.value, sum(poin.values(), Decimal(0)))
        sub += [NilaiSubdimensi(indeks=i, subdimensi=s, poin=p) for s, p in poin.items()]
        jumlah += sum(poin.values(), Decimal(0))
    i.nilai = (jumlah * 100 / POIN_TERBANYAK).quantize(Decimal("0.01"))
    return i, sub


def _targets() -> None:
    indikator = {i.kode: i for i in IndikatorMakro.objects.all()}
    tetap = {"jenis": JenisAngka.TARGET, "sumber": "CONTOH, bukan target RPJMD", "tanggal_data": date(2025, 8, 11)}
    NilaiMakro.objects.bulk_create(
        NilaiMakro(indikator=indikator[kode], tahun=tahun, nilai=Decimal(nilai), **tetap)
        for kode, semua in TARGET.items()
        for tahun, nilai in zip(TAHUN_TARGET, semua, strict=True)
    )
    NilaiMakro.objects.bulk_create(
        NilaiMakro(indikator=indikator["inflasi"], tahun=t, nilai=Decimal("1.5"), nilai_atas=Decimal("3.5"), **tetap)
        for t in TAHUN_TARGET
    )
