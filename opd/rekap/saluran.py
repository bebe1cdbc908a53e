"""Channels of a month of sales: read, added up, in words."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import QuerySet

from desa.angka import format_rupiah
from desa.enums import SaluranPenjualan
from desa.models import PenjualanSaluran

Saluran = tuple[tuple[str, int], ...]
"""Channels with their rupiah, in the order of the list; empty is "saluran belum dirinci"."""


Keadaan = tuple[int, bool, Saluran]
"""Rupiah, whether it sold, and through which channels."""


NAMA = {s.value: str(s.label) for s in SaluranPenjualan}


def ordered(saluran: dict[str, int]) -> Saluran:
    """The channels with sales, in the order of the list."""
    return tuple((nama, saluran[nama]) for nama in NAMA if saluran.get(nama)) if saluran else ()


def named_channels(saluran: dict[str, int]) -> list[tuple[str, int]]:
    """The channels with sales by their names, in the order of the list."""
    return [(NAMA[s], rp) for s, rp in ordered(saluran)]


def parts_differ(omzet_rp: int, saluran: Saluran) -> str:
    """The sentence for channels that do not add up to the total; "" when they do or there are none."""
    jumlah = sum(rp for _, rp in saluran)
    if not saluran or jumlah == omzet_rp:
        return ""
    return (
        f"Jumlah saluran {format_rupiah(jumlah)}, sedangkan omzetnya {format_rupiah(omzet_rp)}. "
        "Samakan keduanya, atau kosongkan omzetnya supaya dihitung dari saluran."
    )


def channels_of(kueri: QuerySet[PenjualanSaluran]) -> dict[int, Saluran]:
    """These channels by the month of sales they belong to. One query."""
    hasil: dict[int, dict[str, int]] = defaultdict(dict)
    for pk, saluran, rp in kueri.order_by().values_list("penjualan_id", "saluran", "omzet_rp"):
        hasil[pk][saluran] = rp
    return {pk: ordered(isi) for pk, isi in hasil.items()}


def tell(keadaan: Keadaan | None) -> str:
    """A month in words: "Rp 500.000 (Pasar Rp 300.000, Toko Rp 200.000)"."""
    if keadaan is None:
        return "belum dilaporkan"
    omzet_rp, berjualan, saluran = keadaan
    if not berjualan:
        return "tidak berjualan"
    bagian = ", ".join(f"{NAMA[s]} {format_rupiah(rp)}" for s, rp in saluran)
    return f"{format_rupiah(omzet_rp)} ({bagian})" if bagian else format_rupiah(omzet_rp)
