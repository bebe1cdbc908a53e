"""Pages of a list: which page the address asks for, and the rest of its query for the links."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

PER_HALAMAN = 25


def paged(request: HttpRequest, rows: Any, *, per: int = PER_HALAMAN, nama: str = "halaman") -> tuple[Page, str]:
    """The page the address asks for (the nearest that exists) and the query string without the page number."""
    kueri = request.GET.copy()
    nomor = kueri.pop(nama, ["1"])[-1]
    return Paginator(rows, per).get_page(nomor), kueri.urlencode()
