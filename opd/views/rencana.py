"""Pages of action plans: list, one version with its decision, its lines, revision and what a revision changes."""

from __future__ import annotations

import uuid as uuid_
from collections.abc import Callable
from operator import itemgetter
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desa.waktu import hari_ini
from opd.actions.naskah import BUKAN_MEJA
from opd.actions.rencana import (
    PaguMelonjak,
    create_rencana,
    remove_baris,
    revise_rencana,
    save_baris,
    submit_rencana,
)
from opd.enums import StatusNaskah
from opd.forms.fakta import PilihPenugasan
from opd.forms.isian import put_errors
from opd.forms.rencana import FormBaris, FormBaru, FormHapus, FormRevisi, SaringRencana, initial_of
from opd.models import BarisRencana, PaguBaris, RencanaAksi
from opd.permissions import can_record_facts, can_write_naskah
from opd.rekap.banding_rencana import banding_rencana
from opd.rekap.isi_rencana import BarisTerbaca, read_rencana
from opd.rekap.pilihan_indikator import pilihan_indikator
from opd.rekap.profil import json_list
from opd.views import fakta
from opd.views.halaman import history, paged
from opd.views.naskah import NAMA, decision_context


def _paper(request: HttpRequest, uuid: UUID) -> RencanaAksi:
    return get_object_or_404(RencanaAksi.objects.visible_to(request.user).select_related(*NAMA), uuid=uuid)


def _draft(request: HttpRequest, uuid: UUID) -> RencanaAksi:
    """A plan that the reader may write today; 403 otherwise."""
    rencana = _paper(request, uuid)
    if not can_write_naskah(request.user, rencana, on=hari_ini()):
        raise PermissionDenied(BUKAN_MEJA)
    return rencana


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
    lama = RencanaAksi.objects.managed_by(request.user).filter(penugasan__desa=penugasan.desa)
    data = request.POST if request.method == "POST" else None
    form = FormBaru(data, penugasan=penugasan, tahun_ini=hari_ini().year, ada_lama=lama.exists())
    hasil = _try(form, lambda d: create_rencana(penugasan, **d, by=request.user, at=timezone.now()))
    if hasil is not None:
        messages.success(request, "Draf rencana aksi dibuat. Tambahkan barisnya, lalu ajukan.")
        return redirect("rencana:detail", hasil.uuid)
    return render(request, "rencana/baru.html", {"form": form, "penugasan": penugasan})


def _try(form: forms.Form, simpan: Callable[[dict[str, Any]], Any]) -> Any:
    """What was saved, or None with the refusal on the form."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        return simpan(form.cleaned_data)
    except ValidationError as galat:
        put_errors(form, galat)
        return None


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


@require_http_methods(["GET", "POST"])
def baris(request: HttpRequest, uuid: UUID, kunci: UUID | None = None) -> HttpResponse:
    """Add a line to a draft, or change one."""
    rencana = _draft(request, uuid)
    lama = _line(request, rencana, kunci) if kunci else None
    indikator = [i.pk for i in lama.baris.indikator.visible_to(request.user)] if lama else []
    pilihan = pilihan_indikator(
        request.user, rencana.penugasan.desa, rencana.penugasan.opd_id, juga=frozenset(indikator)
    )
    awal: dict[str, Any] = {"kunci": uuid_.uuid4(), "strategi": "pendapatan", "akumulasi": "non_kumulatif"}
    if lama:
        pagu = PaguBaris.objects.visible_to(request.user).filter(baris=lama.baris).values_list("sumber", "pagu_rp")
        awal = initial_of(lama, indikator, list(pagu))
    data = request.POST if request.method == "POST" else None
    form = FormBaris(data, pilihan=pilihan, initial=awal | {"versi": rencana.versi})
    if _save_line(request, rencana, form, lama):
        messages.success(request, "Baris tersimpan.")
        return redirect("rencana:detail", rencana.uuid)
    return render(request, "rencana/baris.html", {"form": form, "rencana": rencana, "lama": lama})


def _line(request: HttpRequest, rencana: RencanaAksi, kunci: UUID) -> BarisTerbaca:
    baris = get_object_or_404(BarisRencana.objects.managed_by(request.user), rencana=rencana, kunci=kunci)
    return BarisTerbaca(baris, (), ())


def _save_line(request: HttpRequest, rencana: RencanaAksi, form: FormBaris, lama: BarisTerbaca | None) -> bool:
    """Whether the line was saved; a refusal goes on the form."""
    if not form.is_bound or not form.is_valid():
        return False
    d = form.cleaned_data
    kunci = lama.baris.kunci if lama else d["kunci"]
    try:
        save_baris(
            rencana, form.isi(), kunci=kunci, versi=d["versi"], yakin=d["yakin"], by=request.user, at=timezone.now()
        )
    except ValidationError as galat:
        form.tanya = d["yakin"] or isinstance(galat, PaguMelonjak)
        put_errors(form, galat)
        return False
    return True


@require_http_methods(["GET", "POST"])
def hapus(request: HttpRequest, uuid: UUID, kunci: UUID) -> HttpResponse:
    """Ask, then take a line out of a draft."""
    rencana = _draft(request, uuid)
    lama = _line(request, rencana, kunci)
    form = FormHapus(request.POST if request.method == "POST" else None, initial={"versi": rencana.versi})
    hasil = _try(form, lambda d: remove_baris(rencana, kunci, versi=d["versi"], by=request.user, at=timezone.now()))
    if hasil is not None:
        messages.success(request, "Baris dihapus dari draf.")
        return redirect("rencana:detail", rencana.uuid)
    return render(request, "rencana/hapus.html", {"form": form, "rencana": rencana, "baris": lama.baris})


@require_POST
def ajukan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Hand the draft to the head of the OPD; a refusal is said on the plan's page and nothing is lost."""
    rencana = _paper(request, uuid)
    form = FormHapus(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        submit_rencana(rencana, versi=form.cleaned_data["versi"], by=request.user, at=timezone.now())
    except ValidationError as galat:
        messages.error(request, " ".join(galat.messages))
    else:
        messages.success(request, "Rencana aksi diajukan kepada kepala OPD.")
    return redirect("rencana:detail", rencana.uuid)


@require_http_methods(["GET", "POST"])
def revisi(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Begin a new version of a verified plan, with the reason."""
    lama = _paper(request, uuid)
    if not can_record_facts(request.user, lama.penugasan, on=hari_ini()):
        raise PermissionDenied(BUKAN_MEJA)
    form = FormRevisi(request.POST if request.method == "POST" else None)
    hasil = _try(form, lambda d: revise_rencana(lama, **d, by=request.user, at=timezone.now()))
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
