"""The real panel of the reference data without a database, and a stored comparison made by the command itself."""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterable
from datetime import date

import numpy as np
from django.conf import settings

from binaan.dampak.panel import Masukan, Penanda
from binaan.dampak.taksir import Larik
from binaan.management.commands.hitung_dampak import hitung as hitung_perintah
from binaan.models import HasilDampak
from desa.models import Desa, IndeksDesa
from desa.waktu import akhir_hari
from tests.pabrik import buat_desa, buat_kecamatan, buat_penugasan

UKURAN = ("nilai", "iks", "ike", "ikl")
TAHUN = (2021, 2022, 2024)
MULAI = date(2023, 1, 10)


@functools.cache
def baca_idm() -> dict[int, dict[str, tuple[str, ...]]]:
    """IDM as the product ships it: year → village → the index and its three parts."""
    hasil: dict[int, dict[str, tuple[str, ...]]] = {}
    with (settings.BASE_DIR / "desa/rujukan/idm.csv").open(encoding="utf-8") as berkas:
        for b in csv.DictReader(berkas):
            hasil.setdefault(int(b["tahun"]), {})[b["kode"]] = tuple(b[u] for u in UKURAN)
    return hasil


@functools.cache
def panel_nyata() -> tuple[str, ...]:
    """The 77 villages with IDM of every year 2021–2024."""
    return tuple(sorted(set.intersection(*(set(per) for per in baca_idm().values()))))


def larik(ukuran: str = "nilai") -> tuple[Larik, Larik, Larik]:
    """A measure of the real panel before, at the baseline, and after."""
    n = UKURAN.index(ukuran)
    pra, dasar, akhir = (np.array([float(baca_idm()[t][k][n]) for k in panel_nyata()]) for t in TAHUN)
    return pra, dasar, akhir


def masukan_nyata(binaan: Iterable[str], *, mulai: date = MULAI, naik: float = 0.0) -> Masukan:
    """The real IDM, these villages assisted since `mulai`, every measure of 2023 and 2024 raised by `naik` in them."""
    terpilih = frozenset(binaan)

    def angka(tahun: int, kode: str, nilai: tuple[str, ...]) -> tuple[str, ...]:
        naikkan = naik and tahun > mulai.year - 1 and kode in terpilih
        return tuple(f"{float(x) + naik:.4f}" for x in nilai) if naikkan else nilai

    nilai = {t: {k: angka(t, k, x) for k, x in per.items()} for t, per in baca_idm().items()}
    hari = {t: date(t, 12, 31) for t in nilai}
    sumber = {t: ["uji"] for t in nilai}
    penanda = {k: Penanda(mulai, mulai) for k in terpilih}
    return Masukan(date(2026, 6, 30), {"idm": nilai}, {"idm": hari}, {"idm": sumber}, penanda)


def hitung(per: date, *, ulangan: int = 100, benih: int = 1) -> HasilDampak:
    """The comparison from everything recorded so far."""
    return hitung_perintah(per, at=akhir_hari(per), ulangan=ulangan, benih=benih)


def dunia_panel(binaan: int = 12, lain: int = 30, *, naik: float = 0.08, mulai: date = MULAI) -> list[Desa]:
    """Villages with the real IDM of as many real ones; the first `binaan` assisted and `naik` higher since."""
    kecamatan = buat_kecamatan()
    kode = sorted(panel_nyata(), key=lambda k: float(baca_idm()[2022][k][0]))[: binaan + lain]
    # Spread over the weaker and the stronger alike, so that everybody has a match.
    urut = [*kode[:: max(len(kode) // binaan, 1)][:binaan]] if binaan else []
    urut += [k for k in kode if k not in urut]
    desa = [buat_desa(kecamatan=kecamatan) for _ in urut]
    baris = []
    for n, (d, k) in enumerate(zip(desa, urut, strict=True)):
        if n < binaan:
            buat_penugasan(desa=d, mulai=mulai)
        for tahun, per in baca_idm().items():
            tambah = naik if n < binaan and tahun > 2022 else 0
            isi = dict(zip(UKURAN, (f"{min(float(x) + tambah, 1):.4f}" for x in per[k]), strict=True))
            hari = date(tahun, 12, 31)
            baris.append(
                IndeksDesa(
                    desa=d, jenis="idm", tahun=tahun, status="tertinggal", sumber="uji", tanggal_data=hari, **isi
                )
            )
    IndeksDesa.objects.bulk_create(baris)
    return desa
