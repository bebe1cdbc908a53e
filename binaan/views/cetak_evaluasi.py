"""Papers of the yearly evaluation: of one village, and of all villages of a year."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from binaan.cetak.evaluasi import village_blocks, year_blocks
from binaan.models import EvaluasiTahunan
from binaan.peringkat.evaluasi import village_rows
from desa.models import Desa
from desa.waktu import hari_ini, tanggal_wit
from opd.cetak.bahan import heads_of, province_opd
from opd.cetak.naskah import Cetak
from opd.enums import JenisCetakan
from opd.models.penugasan import TAHUN_PERTAMA
from opd.views.cetak import print_page

ASAL = "Evaluasi desa"


@require_http_methods(["GET", "HEAD", "POST"])
def tahunan(request: HttpRequest, tahun: int) -> HttpResponse:
    """Every village of a year as decided by now."""
    user, hari = request.user, hari_ini()
    if not TAHUN_PERTAMA <= tahun <= hari.year:
        raise Http404
    setda, per = province_opd(user), min(hari, date(tahun, 12, 31))
    kop, tanda_tangan = heads_of(user, setda, on=hari)
    return print_page(
        request,
        Cetak(
            JenisCetakan.EVALUASI, str(tahun), f"Evaluasi tahunan desa binaan {tahun}", per, f"evaluasi-{tahun}",
            f"{reverse('peringkat:evaluasi')}?tahun={tahun}", kop, tanda_tangan,
            lambda: year_blocks(village_rows(user, tahun, until=hari), tahun, until=per), penjaga=setda, lanskap=True, asal=ASAL,
        ),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def desa(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One evaluation, signed as of the day it was made; a replaced one has no paper any more."""
    user = request.user
    semua = EvaluasiTahunan.objects.visible_to(user).current().select_related("opd", "ditetapkan_oleh")
    e = get_object_or_404(semua.defer("ditetapkan_oleh__password", "ditetapkan_oleh__surel"), uuid=uuid)
    e.desa = Desa.objects.visible_to(user).with_place().get(pk=e.desa_id)
    setda, per = province_opd(user), tanggal_wit(e.ditetapkan_pada)
    kop, tanda_tangan = heads_of(user, setda, on=per)
    return print_page(
        request,
        Cetak(
            JenisCetakan.EVALUASI, str(uuid), f"Evaluasi {e.tahun} {e.desa.nama}", per, f"evaluasi-{e.tahun}-{e.desa.kode}",
            f"{reverse('peringkat:evaluasi')}?tahun={e.tahun}", kop, tanda_tangan, lambda: village_blocks(e, until=per),
            penjaga=setda, asal=ASAL,
        ),
    )  # fmt: skip
