"""The requests for a market as a list: who asked whom, whose turn it is and since when."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desa.waktu import hari_ini
from opd.ekspor.pasar import PERMINTAAN
from opd.enums import StatusDukungan
from opd.forms.pasar import SaringPermintaanPasar
from opd.models import PermintaanPasar
from opd.rekap.permintaan_pasar import Giliran, turn_of
from opd.views.halaman import paged
from opd.views.unduh import export

URUTAN = Case(
    When(status=StatusDukungan.MENUNGGU, then=Value(0)),
    When(status=StatusDukungan.DITERIMA, hasil_pada__isnull=True, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


def _rows(request: HttpRequest, saring: SaringPermintaanPasar) -> Any:
    """The requests that the filter asks for: those to answer on top, then those to report on, the oldest of them first."""
    semua = PermintaanPasar.objects.visible_to(request.user)
    lagi = semua.filter(umkm=OuterRef("umkm"), diminta_pada__gt=OuterRef("dijawab_pada"))
    lagi = lagi.exclude(status=StatusDukungan.DITARIK)
    kueri = saring.apply(semua).with_names().annotate(diminta_lagi=Exists(lagi), urutan=URUTAN)
    return kueri.order_by("urutan", "diminta_pada", "pk")


def _turn(p: Any) -> Giliran | None:
    return turn_of(p, until=hari_ini(), diminta_lagi=p.diminta_lagi)


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """The requests with whose turn it is."""
    saring = SaringPermintaanPasar(request.GET, user=request.user)
    semua = _rows(request, saring)
    if (berkas := export(request, PERMINTAAN, lambda: ((p, _turn(p)) for p in semua), saring)) is not None:
        return berkas
    halaman, kueri = paged(request, semua)
    isi = {"saring": saring, "halaman": halaman, "kueri": kueri, "di_opd": bool(request.user.opd_ids(hari_ini()))}
    return render(request, "pasar/semua_permintaan.html", isi | {"baris": [(p, _turn(p)) for p in halaman]})
