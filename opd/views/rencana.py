"""Pages of action plans: list, one version with its decision, its lines, revision and what a revision changes."""

from __future__ import annotations

from itertools import chain
from operator import itemgetter
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desa.waktu import hari_ini
from opd.actions.naskah import BUKAN_MEJA
from opd.actions.rencana import create_rencana, revise_rencana, submit_rencana
from opd.enums import StatusNaskah
from opd.forms.fakta import PilihPenugasan
from opd.forms.rencana import FormBaru, FormRevisi, FormVersi, SaringRencana
from opd.models import Penugasan, RencanaAksi
from opd.permissions import can_record_facts
from opd.rekap.banding_rencana import banding_rencana
from opd.rekap.capaian import predikat
from opd.rekap.isi_rencana import read_rencana
from opd.rekap.profil import json_list
from opd.rekap.rencana import rekap_versi
from opd.views import fakta
from opd.views.halaman import history, paged, try_deed
from opd.views.naskah import NAMA, decision_context


def _paper(request: HttpRequest, uuid: UUID) -> RencanaAksi:
    return get_object_or_404(RencanaAksi.objects.visible_to(request.user).select_related(*NAMA), uuid=uuid)


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """Plans that the reader may see: the own OPD's in every state, everybody else's once verified."""
    saring = SaringRencana(request.GET, user=request.user, tahun_ini=hari_ini().year)
    kueri = RencanaAksi.objects.visible_to(request.user).filter(saring.condition()).select_related(*NAMA)
    halaman, sisa = paged(
        request, kueri.order_by("-tahun", "penugasan__opd__nama", "penugasan__desa__kode", "-nomor", "pk")
    )
    isi = {"saring": saring, "halaman": halaman, "kueri": sisa, "boleh_susun": bool(request.user.opd_ids(hari_ini()))}
    return render(request, "rencana/daftar.html", isi)


@require_http_methods(["GET", "POST"])
def baru(request: HttpRequest) -> HttpResponse:
    """Begin the plan of a year for one of the reader's penugasan."""
    pilihan = fakta.own_penugasan(request)
    penugasan = fakta.chosen_penugasan(request, pilihan)
    if penugasan is None:
        return render(request, "rencana/pilih.html", {"form": PilihPenugasan(pilihan=pilihan)})
    data = request.POST if request.method == "POST" else None
    sumber = _sources(request, penugasan)
    form = FormBaru(data, user=request.user, penugasan=penugasan, sumber=sumber, on=hari_ini())
    hasil = try_deed(form, lambda: create_rencana(penugasan, **form.cleaned_data, by=request.user, at=timezone.now()))
    if hasil is not None:
        messages.success(request, "Draf rencana aksi dibuat. Lengkapi kegiatannya, lalu ajukan.")
        return redirect("rencana:detail", hasil.uuid)
    return render(request, "rencana/baru.html", {"form": form, "penugasan": penugasan})


def _sources(request: HttpRequest, penugasan: Penugasan) -> QuerySet[RencanaAksi]:
    """The plans of the same village that may be copied: verified ones of any OPD, and the own ones."""
    rencana = RencanaAksi.objects.visible_to(request.user).filter(penugasan__desa=penugasan.desa_id)
    boleh = Q(status=StatusNaskah.DIVERIFIKASI) | Q(penugasan__opd__in=request.user.managed_opd())
    return rencana.filter(boleh).select_related("penugasan__opd").order_by("-tahun", "-nomor", "pk")


@require_safe
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One version: its lines, money, way from desk to desk, and what the reader may do with it."""
    sejenis = RencanaAksi.objects.visible_to(request.user).filter(
        penugasan=OuterRef("penugasan"), tahun=OuterRef("tahun")
    )
    versi = json_list(sejenis, uuid="uuid", nomor="nomor", status="status")
    kueri = RencanaAksi.objects.visible_to(request.user).select_related(*NAMA).annotate(json_versi=versi)
    rencana = get_object_or_404(kueri, uuid=uuid)
    lain = sorted((v for v in rencana.json_versi if v["nomor"] != rencana.nomor), key=itemgetter("nomor"))
    isi = {
        "rencana": rencana,
        "isi": read_rencana(request.user, rencana),
        "versi_lain": [(UUID(v["uuid"]), v["nomor"], StatusNaskah(v["status"]).label) for v in lain],
        "boleh_revisi": all(v["nomor"] < rencana.nomor for v in lain)
        and rencana.status == StatusNaskah.DIVERIFIKASI
        and can_record_facts(request.user, rencana.penugasan, on=hari_ini()),
        "riwayat": history(request, rencana),
        **decision_context(request, rencana),
    }
    return render(request, "rencana/detail.html", isi)


@require_POST
def ajukan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Hand the draft to the head of the OPD; a refusal is said on the plan's page and nothing is lost."""
    rencana = _paper(request, uuid)
    form = FormVersi(request.POST)
    try_deed(form, lambda: submit_rencana(rencana, **form.cleaned_data, by=request.user, at=timezone.now()))
    for kalimat in chain.from_iterable(form.errors.values()):
        messages.error(request, kalimat)
    if not form.errors:
        messages.success(request, "Rencana aksi diajukan kepada kepala OPD.")
    return redirect("rencana:detail", rencana.uuid)


@require_http_methods(["GET", "POST"])
def revisi(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Begin a new version of a verified plan, with the reason."""
    lama = _paper(request, uuid)
    if not can_record_facts(request.user, lama.penugasan, on=hari_ini()):
        raise PermissionDenied(BUKAN_MEJA)
    form = FormRevisi(request.POST if request.method == "POST" else None)
    hasil = try_deed(form, lambda: revise_rencana(lama, **form.cleaned_data, by=request.user, at=timezone.now()))
    if hasil is not None:
        messages.success(
            request, "Draf revisi dibuat. Versi yang diverifikasi tetap berlaku sampai revisi ini diverifikasi."
        )
        return redirect("rencana:detail", hasil.uuid)
    return render(request, "rencana/revisi.html", {"form": form, "rencana": lama})


@require_safe
def banding(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What this version changes against the one before it."""
    rencana = _paper(request, uuid)
    sebelum = RencanaAksi.objects.visible_to(request.user).filter(
        penugasan=rencana.penugasan, tahun=rencana.tahun, nomor__lt=rencana.nomor
    )
    lama = sebelum.order_by("-nomor").first()
    if lama is None:
        raise Http404
    beda = banding_rencana(request.user, lama, rencana)
    return render(request, "rencana/banding.html", {"rencana": rencana, "lama": lama, "beda": beda})


@require_safe
def capaian(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How far this version is carried out: by line, in volume and rupiah."""
    rencana, hari = _paper(request, uuid), hari_ini()
    (rekap,) = rekap_versi(request.user, rencana, until=hari)
    isi = {"rencana": rencana, "rekap": rekap, "kata": predikat(rekap.jumlah.nilai).label, "hari": hari}
    return render(request, "rencana/capaian.html", isi)
