"""What every resource shares: token, scope, rate, filter, pages that keep their order, and an ETag of the answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page
from rest_framework import exceptions
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from binaan.api.galat import SaringanSalah
from binaan.api.kenali import DalamCakupan, Kenali, throttle
from binaan.api.saringan import SaringApi
from binaan.enums import Cakupan
from desa.versi_data import Ingatan, remember
from desa.waktu import hari_ini
from opd.models import Pengguna

BACA = ("GET", "HEAD")
INGATAN = Ingatan()
"""The rows of roll-ups: a program that asks for many days takes no place from what the pages keep."""


class SelaluJson(BaseContentNegotiation):
    """JSON, whatever was asked for: a browser that opens an address reads it too."""

    def select_renderer(
        self, request: Request, renderers: list[Any], format_suffix: str | None = None
    ) -> tuple[Any, str]:
        return renderers[0], renderers[0].media_type

    def select_parser(self, request: Request, parsers: list[Any]) -> None:
        return None


@method_decorator(conditional_page, name="dispatch")
class Sumber(APIView):
    """One resource: which part of the data, how a row is written, what may be asked, in which order."""

    http_method_names = ["get", "head"]
    authentication_classes = [Kenali]
    permission_classes = [DalamCakupan]
    renderer_classes = [JSONRenderer]
    parser_classes: list[Any] = []
    content_negotiation_class = SelaluJson
    judul = uraian = ""
    cakupan: Cakupan | None = None
    bentuk: type[Serializer] = Serializer
    saring: type[SaringApi] = SaringApi

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if request.method not in BACA:
            raise exceptions.MethodNotAllowed(str(request.method))
        super().initial(request, *args, **kwargs)
        throttle(request.auth)

    def get(self, request: Request) -> Response:
        form = self.saring(request.query_params, user=request.user, hari_ini=hari_ini())
        self.check(request.user, form)
        if not form.is_valid():
            raise SaringanSalah(form.sentence)
        try:
            return Response(self.answer(request, form))
        except ValidationError as salah:
            raise SaringanSalah(" ".join(salah.messages)) from salah

    def check(self, user: Pengguna, form: SaringApi) -> None:
        """Say on the form what else of it cannot be answered."""

    def answer(self, request: Request, form: SaringApi) -> dict[str, Any]:
        """One page of rows, how many there are in all, and where the next page is."""
        jumlah, baris, lagi = self.page(request.user, form)
        berikut = self._next(request, self.kunci(baris[-1])) if lagi else None
        return self.kepala(form) | {"jumlah": jumlah, "berikutnya": berikut, "data": self.bentuk(baris, many=True).data}

    def kepala(self, form: SaringApi) -> dict[str, Any]:
        """As of when the rows are."""
        return {k: form.cleaned_data[k] for k in ("per", "diketahui") if k in form.fields}

    def _next(self, request: Request, kunci: str | int) -> str:
        isi = {k: v for k, v in request.query_params.items() if v} | {"setelah": str(kunci)}
        return str(request.build_absolute_uri(f"{request.path}?{urlencode(isi)}"))

    def page(self, user: Pengguna, form: SaringApi) -> tuple[int, Sequence[Any], bool]:
        """(how many rows in all, those of the page, whether more follow)."""
        raise NotImplementedError

    def kunci(self, baris: Any) -> str | int:
        """What tells a row from every other; rows come in its order."""
        raise NotImplementedError

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Kept by the asking program alone, which asks each time whether it still stands."""
        hasil = super().finalize_response(request, response, *args, **kwargs)
        hasil["Cache-Control"] = "private, no-cache"
        if hasil.status_code == 429:
            hasil["Retry-After"] = "60"
        patch_vary_headers(hasil, ["Authorization"])
        return hasil


class SumberRekap(Sumber):
    """Rows of a roll-up, which are read all at once and kept for the next page while nothing is written."""

    def rows(self, user: Pengguna, form: SaringApi) -> Iterable[Any]:
        """Every row of the day asked for, whatever the other filters."""
        raise NotImplementedError

    def fits(self, baris: Any, form: Any) -> bool:
        """Whether the other filters leave a row."""
        return True

    def page(self, user: Pengguna, form: SaringApi) -> tuple[int, Sequence[Any], bool]:
        saat = (type(self).__name__, form.hari_ini, form.until, form.known_at)
        baris = remember(saat, lambda: sorted(self.rows(user, form), key=self.kunci), di=INGATAN)
        semua = [b for b in baris if self.fits(b, form)]
        sesudah = form.cleaned_data["setelah"]
        sisa = [b for b in semua if str(self.kunci(b)) > sesudah] if sesudah else semua
        return len(semua), sisa[: form.batas_baris], len(sisa) > form.batas_baris


class SumberTabel(Sumber):
    """Rows of a table, of which the database reads one page."""

    urut = "pk"

    def rows(self, user: Pengguna, form: SaringApi) -> QuerySet[Any]:
        raise NotImplementedError

    def complete(self, baris: Sequence[Any], user: Pengguna, form: SaringApi) -> Sequence[Any]:
        """The rows of the page with what stands in other tables."""
        return baris

    def page(self, user: Pengguna, form: SaringApi) -> tuple[int, Sequence[Any], bool]:
        semua = self.rows(user, form).order_by(self.urut)
        sesudah, batas = form.cleaned_data["setelah"], form.batas_baris
        isi = list((semua.filter(**{f"{self.urut}__gt": self.read_key(sesudah)}) if sesudah else semua)[: batas + 1])
        return semua.count(), self.complete(isi[:batas], user, form), len(isi) > batas

    def read_key(self, teks: str) -> str | int:
        """The key of the last row as the column holds it. Raises ValidationError."""
        if self.urut != "pk":
            return teks
        if not teks.isdecimal() or len(teks) > 18:
            raise ValidationError("Isi setelah tidak dikenali. Pakai tautan berikutnya apa adanya.")
        return int(teks)

    def kunci(self, baris: Any) -> str | int:
        return getattr(baris, self.urut)  # type: ignore[no-any-return]
