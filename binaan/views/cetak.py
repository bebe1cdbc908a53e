"""Papers of the province, each from the page it belongs to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from binaan.cetak.kertas import TABEL, orders_paper, quality_paper, recap_paper, table_paper
from binaan.dasbor.saringan import SaringSaat
from binaan.mutu.saringan import SaringMutu
from binaan.mutu.temuan import reads_all
from binaan.views.dasbor import asked
from desa.waktu import hari_ini
from opd.forms.cetak_masa import PilihMasa
from opd.models.penugasan import TAHUN_PERTAMA
from opd.views.cetak import print_page

BUKAN_SEMUA = (
    "Ringkasan mutu data memuat semua OPD, jadi dicetak oleh yang membaca semuanya. Temuan OPD Anda ada pada Mutu data."
)


@require_http_methods(["GET", "HEAD", "POST"])
@asked(SaringSaat)
def rekap(request: HttpRequest, form: SaringSaat) -> HttpResponse:
    """What the dashboard shows, on any day and as known then; what the dashboard refuses is no paper."""
    tahu = form.cleaned_data["diketahui"] if form.known_at else None
    naskah = recap_paper(request.user, until=form.until, known_at=form.known_at, diketahui=tahu, hari=form.hari_ini)
    return print_page(request, replace(naskah, pilihan=_choices("rekap")))


@require_http_methods(["GET", "HEAD", "POST"])
def tabel(request: HttpRequest, jenis: str) -> HttpResponse:
    """LP2KD or RAT of a year, this year's as far as it got."""
    hari = hari_ini()
    if jenis not in TABEL:
        raise Http404
    masa = PilihMasa(request.GET, pilihan=[str(t) for t in _years(hari)])
    tahun = int(masa.terpilih)
    naskah = table_paper(request.user, jenis, tahun=tahun, hari=hari)
    return print_page(request, replace(naskah, pilihan=_choices(jenis, tahun, hari), tolak=masa.tolak))


@require_http_methods(["GET", "HEAD", "POST"])
def mutu(request: HttpRequest) -> HttpResponse:
    """The summary of a year's data quality and of the last spot check."""
    user, hari = request.user, hari_ini()
    if not reads_all(user, on=hari):
        raise PermissionDenied(BUKAN_SEMUA)
    tahun = SaringMutu(request.GET, user=user, on=hari).terpilih
    return print_page(request, quality_paper(user, tahun=tahun, hari=hari))


@require_http_methods(["GET", "HEAD", "POST"])
def arahan(request: HttpRequest) -> HttpResponse:
    """What leaders asked for and is not done."""
    return print_page(request, orders_paper(request.user, hari=hari_ini()))


def _years(hari: date) -> range:
    """This year and those before it, newest first."""
    return range(hari.year, TAHUN_PERTAMA - 1, -1)


def _choices(ini: str, tahun: int | None = None, hari: date | None = None) -> tuple[tuple[str, str, bool], ...]:
    """The papers of the province; of a table its years too."""
    rekap_url, tabel_url = reverse("provinsi:rekap"), {j: reverse("provinsi:tabel", args=[j]) for j in TABEL}
    naskah = (("Rekapitulasi", rekap_url, ini == "rekap"), *((TABEL[j][1], u, ini == j) for j, u in tabel_url.items()))
    if hari is None:
        return naskah
    tahun_lain = tuple((str(t), f"{tabel_url[ini]}?masa={t}", False) for t in _years(hari) if t != tahun)
    return (*naskah, *tahun_lain)
