"""The yearly evaluation: every village of a year with its figures and decision, and the form of one village."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from binaan.ekspor import EVALUASI
from binaan.models import EvaluasiTahunan
from binaan.peringkat.evaluasi import SaringEvaluasi, answering_opd, count_decisions, figures_of, village_rows
from binaan.peringkat.formulir import FormEvaluasi
from binaan.peringkat.hak import can_evaluate
from binaan.peringkat.tindakan_evaluasi import BUKAN_PENILAI, evaluate
from desa.models import Desa
from desa.waktu import hari_ini
from opd.enums import Peran
from opd.models.penugasan import TAHUN_PERTAMA
from opd.views.fakta import query_without_page
from opd.views.halaman import render, try_deed
from opd.views.unduh import export


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """The villages that had an OPD in charge in the year, with what was decided."""
    user, hari = request.user, hari_ini()
    saring = SaringEvaluasi(request.GET, user=user, on=hari)
    semua = village_rows(user, saring.tahun, until=hari)
    baris = saring.apply(semua)
    if (berkas := export(request, EVALUASI, baris, saring)) is not None:
        return berkas
    isi = {
        "saring": saring,
        "tahun": saring.tahun,
        "ada": bool(semua),
        "baris": baris,
        "kueri": query_without_page(request),
        "jumlah": count_decisions(semua),
        "boleh": user.holds(Peran.VERIFIKATOR, on=hari),
    }
    return render(request, "peringkat/evaluasi.html", isi)


@require_http_methods(["GET", "HEAD", "POST"])
def isi(request: HttpRequest, tahun: int, kode: str) -> HttpResponse:
    """The evaluation of one village: its figures of the year, and the decision."""
    user, hari = request.user, hari_ini()
    if not TAHUN_PERTAMA <= tahun <= hari.year:
        raise Http404
    desa = get_object_or_404(Desa.objects.visible_to(user).with_place(), kode=kode)
    opd = answering_opd(user, desa, tahun, until=hari)
    if opd is None:
        raise Http404
    if not can_evaluate(user, opd, on=hari):
        raise PermissionDenied(BUKAN_PENILAI)
    lama = EvaluasiTahunan.objects.visible_to(user).current().filter(desa=desa, tahun=tahun).first()
    angka = figures_of(user, tahun, kode)
    awal = {"lama": lama.pk if lama else 0}
    form = FormEvaluasi(request.POST or None, initial=awal)

    def lakukan() -> EvaluasiTahunan:
        d = form.cleaned_data
        return evaluate(
            desa, opd, tahun, form.content(angka), uuid=d["uuid"], lama=d["lama"], by=user, at=timezone.now()
        )

    if try_deed(form, lakukan):
        messages.success(request, f"Evaluasi {tahun} {desa.nama} tersimpan.")
        return redirect(f"{reverse('peringkat:evaluasi')}?tahun={tahun}")
    konteks = {"form": form, "desa": desa, "opd": opd, "tahun": tahun, "lama": lama, "angka": angka}
    return render(request, "peringkat/evaluasi_isi.html", konteks)
