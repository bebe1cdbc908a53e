"""The OpenAPI document, written from the resources themselves.

The site serves binaan/api/openapi.json and never loads drf-spectacular. After a change of the API write that file anew:
`.venv/bin/python manage.py shell -c "from tests.skema_api import write_document; write_document()"`.
"""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.urls import path
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.settings import patched_settings
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers as s

from binaan.api.bentuk.wilayah import GalatBentuk
from binaan.api.dasar import Sumber
from binaan.api.kenali import SEMENIT, Kenali
from binaan.api.saringan import TERBANYAK
from binaan.api.urls import SUMBER, load_view
from binaan.enums import Cakupan
from binaan.views.dokumen_api import BERKAS

GALAT = {
    400: "Yang diminta tidak masuk akal; kalimatnya menyebut saringan yang keliru.",
    401: "Tanpa token, atau token yang salah, dicabut, atau berakhir.",
    403: "Token tidak mempunyai cakupan data ini.",
    429: "Terlalu sering; ulangi sesudah Retry-After.",
}


JUDUL = {
    "TITLE": "API Binaan Maluku",
    "VERSION": "1",
    "DESCRIPTION": "Data program Satu OPD Satu Desa Binaan Pemerintah Provinsi Maluku, hanya untuk dibaca. Semua alamat "
    f"meminta token aplikasi; setiap token boleh bertanya {SEMENIT} kali semenit. Tidak ada data pribadi, dan kelompok "
    "di bawah 5 keluarga ditutup.",
    "SORT_OPERATIONS": False,
    "DISABLE_ERRORS_AND_WARNINGS": False,
    "COMPONENT_SPLIT_REQUEST": False,
}


class TokenSkema(OpenApiAuthenticationExtension):
    target_class = Kenali
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "description": "Token aplikasi dari admin sistem."}


class Skema(AutoSchema):
    """A resource's filters are its form, its rows its serializer, its words its own."""

    def get_operation_id(self) -> str:
        return f"baca_{self.path.strip('/').split('/')[-1].replace('-', '_')}"

    def get_tags(self) -> list[str]:
        return [str(Cakupan(self.view.cakupan).label)]

    def get_summary(self) -> str:
        return self.view.judul

    def get_description(self) -> str:
        return self.view.uraian

    def _get_serializer_name(self, serializer: Any, direction: Any, bypass_extensions: bool = False) -> str:
        return str(super()._get_serializer_name(serializer, direction, bypass_extensions)).removesuffix("Bentuk")

    def get_extensions(self) -> dict[str, Any]:
        return {"x-cakupan": str(self.view.cakupan)}

    def get_override_parameters(self) -> list[OpenApiParameter]:
        form = self.view.saring
        return [_parameter(nama, bidang) for nama, bidang in form.base_fields.items() if nama not in form.tanpa]

    def get_response_serializers(self) -> dict[Any, Any]:
        return {200: self._halaman(self.view)} | dict.fromkeys(GALAT, GalatBentuk)

    def _halaman(self, view: Sumber) -> Any:
        isi: dict[str, Any] = {}
        if "per" not in view.saring.tanpa:
            isi["per"] = s.DateField(help_text="Keadaan pada hari ini.")
        if "diketahui" not in view.saring.tanpa:
            isi["diketahui"] = s.DateField(allow_null=True, help_text="Menurut yang dicatat sampai hari ini.")
        isi |= {
            "jumlah": s.IntegerField(help_text="Banyaknya baris seluruhnya."),
            "berikutnya": s.URLField(
                allow_null=True, help_text="Alamat halaman berikutnya; kosong pada yang terakhir."
            ),
            "data": view.bentuk(many=True),
        }
        return inline_serializer(f"Halaman{view.bentuk.__name__.removesuffix('Bentuk')}", isi)

    def _get_response_for_code(self, serializer: Any, status_code: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        hasil = super()._get_response_for_code(serializer, status_code, *args, **kwargs)
        hasil["description"] = GALAT.get(int(status_code), "Satu halaman baris.")
        return hasil


def _parameter(nama: str, bidang: forms.Field) -> OpenApiParameter:
    """A form field as a parameter."""
    skema: dict[str, Any] = {"type": "string"}
    if nama == "batas":
        skema = {"type": "integer", "minimum": 1, "maximum": TERBANYAK}
    elif nama in ("per", "diketahui", "dari"):
        skema |= {"format": "date"}
    elif isinstance(bidang, forms.ChoiceField):
        skema["enum"] = [k for k, _ in bidang.choices if k]
    elif isinstance(bidang, forms.RegexField):
        skema["pattern"] = bidang.regex.pattern.replace(r"\Z", "$")
    arti = str(bidang.help_text or bidang.label)
    if isinstance(bidang, forms.ChoiceField):
        arti = f"{bidang.label}: " + ", ".join(f"{k} ({v})" for k, v in bidang.choices if k)
    return OpenApiParameter(nama, skema, OpenApiParameter.QUERY, description=arti)


class Penulis(SchemaGenerator):
    """Views know nothing of documents; here each gets one that describes it."""

    def create_view(self, callback: Any, method: str, request: Any = None) -> Any:
        view = super().create_view(callback, method, request)
        view.schema = Skema()
        return view


def make_document() -> str:
    """The whole document as the committed file holds it."""
    pola = [path(f"api/v1/{nama}/", load_view(view)) for nama, view in SUMBER.items()]
    with patched_settings(JUDUL):
        isi = Penulis(patterns=pola).get_schema(request=None, public=True)
    return json.dumps(isi, ensure_ascii=False, indent=1) + "\n"


def write_document() -> None:
    BERKAS.write_text(make_document(), encoding="utf-8")
