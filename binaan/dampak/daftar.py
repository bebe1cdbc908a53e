"""The villages of a comparison as rows of a table, with their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from binaan.dampak.hasil import DesaDihitung, rangkai, tanda
from binaan.dampak.panel import NAMA_GOLONGAN
from desa.models import Desa


@dataclass(frozen=True, slots=True)
class Baris:
    """One village in words."""

    kode: str
    nama: str
    tempat: str
    golongan: str
    mulai: date | None
    nilai: tuple[tuple[int, float | None], ...]
    ubah: str
    beda: float | None
    pasangan: str
    kurang: str


def rows_of(daftar: Sequence[DesaDihitung], desa: QuerySet[Desa], tahun: Sequence[int], tempat: int) -> list[Baris]:
    """The villages with their names and those of their matches. One query; `desa` are the villages the reader may see."""
    kode = {k for d in daftar for k in (d.kode, *d.pasangan)}
    nama = {d.kode: d for d in desa.filter(kode__in=kode).select_related("kecamatan__kabupaten")}
    return [
        Baris(
            d.kode,
            nama[d.kode].nama,
            f"Kec. {nama[d.kode].kecamatan.nama}, {nama[d.kode].kecamatan.kabupaten.nama_singkat}",
            NAMA_GOLONGAN[d.golongan],
            d.mulai,
            tuple(zip(tahun, d.nilai, strict=True)),
            tanda(d.ubah, tempat),
            d.ubah,
            rangkai(nama[k].nama for k in d.pasangan),
            d.kurang,
        )
        for d in daftar
    ]
