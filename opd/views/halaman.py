"""What many pages share: which page of a list the address asks for, and the history of what a page shows."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Model
from django.http import HttpRequest

from desa.models import Catatan
from desa.riwayat import BarisRiwayat, baca_riwayat

PER_HALAMAN = 25
RIWAYAT_TERBANYAK = 20


def paged(request: HttpRequest, rows: Any, *, per: int = PER_HALAMAN, nama: str = "halaman") -> tuple[Page, str]:
    """The page the address asks for (the nearest that exists) and the query string without the page number."""
    kueri = request.GET.copy()
    nomor = kueri.pop(nama, ["1"])[-1]
    return Paginator(rows, per).get_page(nomor), kueri.urlencode()


def history(request: HttpRequest, objek: Model, *lain: int | None) -> list[BarisRiwayat]:
    """What was done to a row, and to the earlier rows of its kind named in `lain`, newest first, in words. One query."""
    ids = [str(pk) for pk in (objek.pk, *lain) if pk is not None]
    catatan = Catatan.objects.visible_to(request.user).filter(objek_jenis=objek._meta.label_lower, objek_id__in=ids)
    return baca_riwayat(type(objek), catatan.order_by("-pada", "-pk")[:RIWAYAT_TERBANYAK])
