"""Pages of action plans: list, one version with its decision, its lines, revision and what a revision changes."""

from __future__ import annotations

from datetime import date
from itertools import chain
from operator import attrgetter
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desa.waktu import hari_ini
from opd.actions.naskah import BUKAN_MEJA
from opd.actions.rencana import create_rencana, revise_rencana, submit_rencana
from opd.ekspor.naskah import RENCANA
from opd.enums import StatusNaskah
from opd.forms.fakta import PilihPenugasan
from opd.forms.isian import FormVersi
from opd.forms.rencana import FormBaru, FormRevisi, SaringKeadaan, SaringRencana
from opd.models import Penugasan, RencanaAksi
from opd.permissions import can_record_facts
from opd.rekap.angka_rencana import combine
from opd.rekap.banding_rencana import banding_rencana
from opd.rekap.daftar_json import json_list
from opd.rekap.daftar_rencana import daftar_rencana
from opd.rekap.dukungan import dukungan_baris
from opd.rekap.isi_rencana import read_rencana
from opd.rekap.mitra import mitra_baris
from opd.rekap.rencana_terukur import lines_shown, measured
from opd.rekap.versi_rencana import measuring
from opd.views import fakta
from opd.views.halaman import history, paged, render, try_deed
from opd.views.naskah import NAMA, decision_context
from opd.views.unduh import export

PER_HALAMAN = 50


def _paper(request: HttpRequest, uuid: UUID) -> RencanaAksi:
    return get_object_or_404(RencanaAksi.objects.visible_to(request.user).select_related(*NAMA), uuid=uuid)


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """A year's plans, one row a penugasan, with the sums of those that the filters leave."""
    saring = SaringRencana(request.GET, user=request.user, on=hari_ini())
    tahun, saat = saring.tahun_dipilih, {"until": saring.until, "known_at": saring.known_at}
    tempat, baris = saring.select(daftar_rencana(request.user, tahun=tahun, **saat))
    if (berkas := export(request, RENCANA, baris, saring)) is not None:
        return berkas
    halaman, kueri = paged(request, baris, per=PER_HALAMAN)
    isi = {
        "saring": saring,
        "tahun": tahun,
        "gabung": combine(b.rekap for b in tempat if b.rekap),
        "halaman": halaman,
        "kueri": kueri,
        "boleh_susun": bool(request.user.opd_ids(hari_ini())),
    }
    return render(request, "rencana/daftar.html", isi)


@require_http_methods(["GET", "POST"])
def baru(request: HttpRequest) -> HttpResponse:
    """Begin the plan of a year for one of the reader's penugasan."""
    milik = fakta.own_ids(request)
    penugasan = fakta.chosen_own(request, milik)
    if penugasan is None:
        return render(request, "rencana/pilih.html", {"form": PilihPenugasan(pilihan=fakta.own_penugasan(request))})
    data = request.POST if request.method == "POST" else None
    sumber = _sources(request, penugasan)
    form = FormBaru(data, user=request.user, penugasan=penugasan, sumber=sumber, on=hari_ini())
    hasil = try_deed(form, lambda: create_rencana(penugasan, **form.cleaned_data, by=request.user, at=timezone.now()))
    if hasil is not None:
        messages.success(request, "Draf rencana aksi dibuat. Lengkapi barisnya, lalu ajukan.")
        return redirect("rencana:detail", hasil.uuid)
    return render(request, "rencana/baru.html", {"form": form, "penugasan": penugasan})


def _sources(request: HttpRequest, penugasan: Penugasan) -> QuerySet[RencanaAksi]:
    """The plans of the same village that may be copied: verified ones of any OPD, and the own ones."""
    rencana = RencanaAksi.objects.visible_to(request.user).filter(penugasan__desa=penugasan.desa_id)
    boleh = Q(status=StatusNaskah.DIVERIFIKASI) | Q(penugasan__opd__in=request.user.managed_opd())
    return rencana.filter(boleh).select_related("penugasan__opd").order_by("-tahun", "-nomor", "pk")


@require_safe
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One version: its lines, money, way from desk to desk, and what the reader may do; verified, also how far it got."""
    user, saring = request.user, SaringKeadaan(request.GET, user=request.user, on=hari_ini())
    rencana = get_object_or_404(_with_versions(request), uuid=uuid)
    isi, terbit = read_rencana(user, rencana), rencana.status == StatusNaskah.DIVERIFIKASI
    ukur = measured(user, rencana, isi, until=saring.until, known_at=saring.known_at) if terbit else None
    semua = sorted((RencanaAksi(**v | {"uuid": UUID(v["uuid"])}) for v in rencana.json_versi), key=attrgetter("nomor"))
    terbaru = semua[-1].nomor == rencana.nomor and _may_write(request, rencana)
    kunci = [b.baris.kunci for b in isi.baris]
    samping = {"dukungan": dukungan_baris(user, kunci), "mitra": mitra_baris(user, kunci, until=saring.until)}
    konteks = {
        "rencana": rencana,
        "isi": isi,
        "baris": lines_shown(rencana.tahun, isi, ukur, until=saring.until, **samping),
        "ukur": ukur,
        "penilai": measuring([v for v in semua if v.status == StatusNaskah.DIVERIFIKASI]) if terbit else None,
        "saring": saring,
        "daftar": _activities(rencana, saring),
        "versi_lain": [v for v in semua if v.nomor != rencana.nomor],
        "boleh_revisi": terbit and terbaru,
        "boleh_minta": terbaru and rencana.tahun >= hari_ini().year,
        "riwayat": history(request, rencana),
        **decision_context(request, rencana),
    }
    return render(request, "rencana/detail.html", konteks)


def _activities(rencana: RencanaAksi, saring: SaringKeadaan) -> str:
    """The list of the activities of the plan's penugasan and year, as far as they are counted."""
    akhir = min(saring.until, date(rencana.tahun, 12, 31))
    kueri = {"penugasan": rencana.penugasan_id, "dari": date(rencana.tahun, 1, 1), "sampai": akhir}
    tahu = {"diketahui": saring.isi["diketahui"]} if saring.known_at else {}
    return f"{reverse('kegiatan:daftar')}?{urlencode(kueri | tahu)}"


def _may_write(request: HttpRequest, rencana: RencanaAksi) -> bool:
    return can_record_facts(request.user, rencana.penugasan, on=hari_ini())


def _with_versions(request: HttpRequest) -> QuerySet[RencanaAksi]:
    """Papers, each with all versions of its year that the reader may see, in the same query."""
    semua = RencanaAksi.objects.visible_to(request.user)
    sejenis = semua.filter(penugasan=OuterRef("penugasan"), tahun=OuterRef("tahun"))
    kolom = {k: k for k in ("uuid", "tahun", "nomor", "status", "kahar")}
    return semua.select_related(*NAMA).annotate(json_versi=json_list(sejenis, **kolom))


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
    if not _may_write(request, lama):
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
