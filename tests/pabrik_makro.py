"""Factories of macro figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from desa.models import DataKemiskinan, IndikatorMakro, NilaiMakro
from tests.pabrik import nomor


def buat_indikator_makro(**isi: Any) -> IndikatorMakro:
    n = nomor()
    dasar = {"kode": f"uji-{n}", "nama": f"Indikator uji {n}", "satuan": "%", "arah": "turun", "definisi": "uji"}
    return IndikatorMakro.objects.create(**dasar | isi)


def buat_nilai_makro(indikator: IndikatorMakro | None = None, **isi: Any) -> NilaiMakro:
    dasar = {
        "jenis": "realisasi", "tahun": 2025, "periode": "tahunan", "nilai": Decimal("5.000"), "sumber": "uji",
        "tanggal_data": date(2025, 12, 31),
    }  # fmt: skip
    return NilaiMakro.objects.create(indikator=indikator or buat_indikator_makro(), **dasar | isi)


def buat_bps(**isi: Any) -> DataKemiskinan:
    """A figure of the province unless `kabupaten` is given."""
    dasar = {"tahun": 2025, "periode": "maret", "persen_miskin": Decimal("15.38"), "sumber": "uji"}
    return DataKemiskinan.objects.create(**dasar | isi)
