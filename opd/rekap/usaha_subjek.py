"""What is stored of a person's enterprises beside the personal fields, for the subject file: sales, findings, products."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from desa.angka import format_bulan, format_ribuan, format_tanggal
from desa.models import Penjualan, Produk
from opd.models import KunjunganUmkm

Baris = tuple[int, str, str, str]
"""(the enterprise's number, what it is part of, label, value)."""


def facts_of(umkm: Iterable[int]) -> list[Baris]:
    """The facts of these enterprises in the order of the file. Three queries, none for no enterprise."""
    milik = tuple(umkm)
    return [*_sales(milik), *_findings(milik), *_products(milik)] if milik else []


def _sales(umkm: tuple[int, ...]) -> list[Baris]:
    semua = Penjualan.objects.filter(umkm__in=umkm).in_force().scoped().order_by("umkm", "bulan")
    return [
        (
            p.umkm_id,
            "Penjualan bulanan",
            format_bulan(p.bulan),
            _rupiah(p.omzet_rp) if p.berjualan else "tidak berjualan",
        )
        for p in semua
    ]


def _findings(umkm: tuple[int, ...]) -> list[Baris]:
    """Problem and advice are free text about the enterprise and may name others: that they are there is said."""
    semua: Any = KunjunganUmkm.objects.filter(umkm__in=umkm, kunjungan__batal=False).scoped()
    semua = semua.filter(kunjungan__pengganti__isnull=True).order_by("umkm", "kunjungan__tanggal", "pk")
    hasil = []
    for t in semua.select_related("kunjungan").defer("kunjungan__warga_ditemui"):
        tertulis = " dan ".join(kata for kata, isi in (("masalah", t.masalah), ("saran", t.saran)) if isi)
        nilai = f"{t.get_berjalan_display()}; {tertulis} tertulis" if tertulis else str(t.get_berjalan_display())
        hasil.append((t.umkm_id, "Temuan kunjungan", format_tanggal(t.kunjungan.tanggal), nilai))
    return hasil


def _products(umkm: tuple[int, ...]) -> list[Baris]:
    semua = Produk.objects.filter(umkm__in=umkm).scoped().order_by("umkm", "nama")
    return [(p.umkm_id, "Produk", p.nama, _rupiah(p.harga_rp) if p.harga_rp else "tanpa harga") for p in semua]


def _rupiah(nilai: int) -> str:
    return f"Rp {format_ribuan(nilai)}"
