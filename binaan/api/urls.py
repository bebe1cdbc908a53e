"""Addresses of the API. Its views load with their first request: Django REST framework takes 0.5 s and 17 MB that no page
needs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt

from binaan.views import dokumen_api

SUMBER = {
    "opd": "wilayah.DaftarOpd",
    "desa": "wilayah.DaftarDesa",
    "penugasan": "wilayah.DaftarPenugasan",
    "kegiatan": "kegiatan.DaftarKegiatan",
    "kunjungan": "kegiatan.DaftarKunjungan",
    "capaian": "kegiatan.DaftarCapaian",
    "umkm": "umkm.DaftarUmkm",
    "omzet": "umkm.DaftarOmzet",
    "indeks": "kesejahteraan.DaftarIndeks",
    "potret": "kesejahteraan.DaftarPotret",
    "kemajuan": "kesejahteraan.DaftarKemajuan",
    "entas": "kesejahteraan.DaftarEntas",
    "makro": "kesejahteraan.DaftarMakro",
    "angka": "dasbor.DaftarAngka",
    "keadaan-desa": "dasbor.DaftarKeadaan",
    "arahan": "dasbor.DaftarArahan",
    "peringkat": "dasbor.DaftarPeringkat",
}
"""Name of a resource and of its address → its view."""


@cache
def load_view(nama: str) -> Callable[..., HttpResponse]:
    """The view of a dotted name below `binaan.api.views`."""
    return import_string(f"binaan.api.views.{nama}").as_view()  # type: ignore[no-any-return]


def later(nama: str) -> Callable[..., HttpResponse]:
    """A view that is loaded when it is first asked for. A token opens it, never a session, so no form can be forged."""

    @csrf_exempt
    @login_not_required
    def jalan(request: HttpRequest, **jalur: Any) -> HttpResponse:
        return load_view(nama)(request, **jalur)

    return jalan


app_name = "api"
urlpatterns = [
    path("", dokumen_api.dokumen, name="muka"),
    path("v1/", dokumen_api.dokumen, name="dokumen"),
    path("v1/openapi.json", dokumen_api.openapi, name="openapi"),
    *(path(f"v1/{nama}/", later(view), name=nama) for nama, view in SUMBER.items()),
    path("<path:sisa>", later("lain.TidakAda"), name="tidak_ada"),
]
