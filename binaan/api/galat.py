"""Every refusal of the API: a word for programs and one sentence for people."""

from __future__ import annotations

import logging
from typing import Any

from django.core.signals import got_request_exception
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from binaan.operasi.kata_gangguan import told

PESAN: dict[type[exceptions.APIException], tuple[str, str]] = {
    exceptions.NotAuthenticated: ("tanpa_token", "Sertakan token aplikasi pada tajuk Authorization: Bearer."),
    exceptions.MethodNotAllowed: ("metode", "API ini hanya dapat dibaca. Pakai metode GET."),
    exceptions.NotFound: ("tidak_ada", "Alamat ini tidak ada. Daftar alamat ada di halaman /api/v1/."),
    exceptions.Throttled: ("terlalu_sering", "Permintaan terlalu sering. Tunggu satu menit, lalu lanjutkan."),
}
RUSAK = "Permintaan ini gagal karena kesalahan di pihak kami. Coba lagi, lalu laporkan bila berulang."


class SaringanSalah(exceptions.APIException):
    """What was asked makes no sense; the sentence names it."""

    status_code = status.HTTP_400_BAD_REQUEST
    default_code = "saringan"


def answer(galat: Exception, konteks: dict[str, Any]) -> Response:
    """The refusal as JSON. What nobody expected is logged and told to Django, as it would be without an answer."""
    jawaban = exception_handler(galat, konteks)
    if jawaban is None:
        request = konteks["request"]._request
        logging.getLogger("django.request").error("API: %s", request.path, exc_info=galat)
        got_request_exception.send(sender=None, request=request)
        g = told(galat)
        return Response({"kode": g.kata, "pesan": RUSAK}, status=g.status)
    kode, pesan = PESAN.get(type(galat), ("", ""))
    if not kode and isinstance(galat, exceptions.APIException):
        kode, pesan = str(galat.get_codes()), str(galat.detail)
    if not kode:  # Http404 and PermissionDenied of Django
        kode, pesan = (
            PESAN[exceptions.NotFound] if jawaban.status_code == 404 else ("dilarang", "Data ini tidak terbuka.")
        )
    jawaban.data = {"kode": kode, "pesan": pesan}
    return jawaban
