"""What the API offers: the OpenAPI document as it is committed, and the same as a page for people."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

from binaan.views.publik import page

BERKAS = Path(__file__).parents[1] / "api" / "openapi.json"


@dataclass(frozen=True, slots=True)
class Alamat:
    """One resource as the page shows it."""

    jalur: str
    ringkas: str
    uraian: str
    cakupan: str
    saringan: tuple[dict[str, Any], ...]
    kolom: tuple[dict[str, Any], ...]


@cache
def read_dokumen() -> tuple[str, tuple[Alamat, ...]]:
    """The document's text, and its resources."""
    teks = BERKAS.read_text(encoding="utf-8")
    isi = json.loads(teks)
    bentuk = isi["components"]["schemas"]
    return teks, tuple(_alamat(jalur, cara["get"], bentuk) for jalur, cara in isi["paths"].items())


def _alamat(jalur: str, cara: dict[str, Any], bentuk: dict[str, Any]) -> Alamat:
    halaman = bentuk[cara["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]]
    baris = bentuk[halaman["properties"]["data"]["items"]["$ref"].rpartition("/")[2]]
    kolom = ({"nama": n, **k} for n, k in baris["properties"].items())
    saringan = ({"nama": p["name"], "arti": p["description"]} for p in cara.get("parameters", ()))
    return Alamat(jalur, cara["summary"], cara["description"], cara["x-cakupan"], tuple(saringan), tuple(kolom))


@login_not_required
@require_safe
@conditional_page
def openapi(request: HttpRequest) -> HttpResponse:
    """For programs; it tells of no row, so anybody may read it, from any site."""
    jawaban = HttpResponse(read_dokumen()[0], content_type="application/json")
    patch_cache_control(jawaban, public=True, no_cache=True)
    jawaban["Access-Control-Allow-Origin"] = "*"
    return jawaban


@login_not_required
@require_safe
def dokumen(request: HttpRequest) -> HttpResponse:
    """For people: how to ask, and what each address answers."""
    akar = request.build_absolute_uri("/").rstrip("/")
    return page("api/dokumen.html", {"alamat": read_dokumen()[1], "akar": akar})
