"""The columns of the table of OPDs: their keys, headings, and which of them a reader begins with."""

from __future__ import annotations

from collections.abc import Iterable

KOLOM = {
    "keadaan": "Keadaan",
    "capaian": "Capaian rencana",
    "kunjungan": "Hari tanpa kunjungan",
    "berjualan": "UMKM berjualan",
    "diam": "UMKM diam",
    "kosong": "Laporan kosong",
    "setahun": "Kegiatan 12 bulan",
    "kegiatan": "Kegiatan",
    "dana": "Dana",
    "omzet": "Omzet",
}
"""Key → heading; three of them are said with their quarter."""
ARTI_KOLOM = {
    "keadaan": "keadaan-desa",
    "capaian": "capaian-rencana",
    "kunjungan": "hari-tanpa-kunjungan",
    "berjualan": "berjualan",
    "diam": "diam",
    "kosong": "laporan-penjualan-kosong",
    "setahun": "kegiatan-setahun",
    "kegiatan": "kegiatan-triwulan",
    "dana": "dana-kegiatan",
    "omzet": "omzet-triwulan",
}
"""Key → its definition (`opd/arti`)."""
BAWAAN = ("keadaan", "capaian", "kunjungan", "berjualan", "kosong", "setahun", "dana")


TERBANYAK = 7
"""More would neither fit beside each other nor into the bytes a page may weigh."""


def read_columns(teks: str) -> tuple[str, ...]:
    """The columns of a stored choice in their order; those to begin with when there is none left."""
    return tidy(teks.split()) or BAWAAN


def tidy(kunci: Iterable[str]) -> tuple[str, ...]:
    """The known ones, once, in the order of the table."""
    pilihan = set(kunci)
    return tuple(k for k in KOLOM if k in pilihan)
