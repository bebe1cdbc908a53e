"""Objections to a frozen ranking and the rewards given on its basis."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from binaan.ekspor import PENGHARGAAN
from binaan.enums import PutusanSanggahan
from binaan.models import Penghargaan, Peringkat, Sanggahan
from binaan.pekerjaan import can_recompute
from binaan.peringkat.formulir import FormBatal, FormPenghargaan, FormPutus, FormSanggah
from binaan.peringkat.hak import can_decide, can_freeze, can_object, can_reward
from binaan.peringkat.hasil import name_on, read_sheet, rewards
from binaan.peringkat.tangan import deciders
from binaan.peringkat.tindakan_sanggah import (
    BUKAN_KEPALA,
    BUKAN_PEMUTUS,
    BUKAN_SEKDA,
    cancel_reward,
    decide,
    give_reward,
    object_to,
    objection_deadline,
    refusal_to_object,
    refusal_to_reward,
)
from desa.waktu import hari_ini
from opd.forms.saring import Saringan
from opd.models import Opd
from opd.views.halaman import history, render, try_deed
from opd.views.unduh import export

ORANG = ("diajukan_oleh", "diputus_oleh")


@require_http_methods(["GET", "HEAD", "POST"])
def sanggah(request: HttpRequest, uuid: UUID, opd: str) -> HttpResponse:
    """Object for an OPD."""
    user, hari = request.user, hari_ini()
    beku = get_object_or_404(Peringkat.objects.visible_to(user).light().select_related("pengganti"), uuid=uuid)
    milik = get_object_or_404(Opd.objects.visible_to(user).select_related("dilebur_ke"), slug=opd)
    if not can_object(user, milik, on=hari):
        raise PermissionDenied(BUKAN_KEPALA)
    form = FormSanggah(request.POST or None)

    def lakukan() -> Sanggahan:
        d = form.cleaned_data
        kirim = {"komponen": d["komponen"], "isi": d["teks"], "uuid": d["uuid"]}
        return object_to(beku, milik, **kirim, by=user, at=timezone.now())

    if s := try_deed(form, lakukan):
        messages.success(request, "Sanggahan terkirim.")
        return redirect("peringkat:sanggahan", s.uuid)
    tolak, batas = refusal_to_object(beku, milik, on=hari), objection_deadline(beku)
    isi = {"form": form, "beku": beku, "opd": milik, "tolak": tolak, "batas": batas}
    return render(request, "peringkat/sanggah.html", isi)


@require_http_methods(["GET", "HEAD", "POST"])
def sanggahan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One objection, and the form that decides it."""
    user, hari = request.user, hari_ini()
    semua = Sanggahan.objects.visible_to(user).select_related("peringkat__bobot", "opd__dilebur_ke", "jawaban", *ORANG)
    tertutup = [f"{o}__{medan}" for o in ORANG for medan in ("password", "surel")]
    tertutup += [f"{p}__{medan}" for p in ("peringkat", "jawaban") for medan in ("masukan", "hasil")]
    s = get_object_or_404(semua.defer(*tertutup), uuid=uuid)
    form, boleh = FormPutus(request.POST or None), can_decide(user, s, on=hari)

    def lakukan() -> bool:
        d = form.cleaned_data
        decide(s, putusan=PutusanSanggahan(d["putusan"]), alasan=d["alasan"], by=user, at=timezone.now())
        return True

    if try_deed(form, lakukan):
        messages.success(request, "Putusan tersimpan.")
        return redirect("peringkat:sanggahan", s.uuid)
    isi = {"s": s, "form": form, "boleh": boleh, "sekda": can_freeze(user, on=hari), "riwayat": history(request, s)}
    isi |= {"syarat": BUKAN_PEMUTUS, "pemutus": () if s.putusan else deciders(s, on=hari)}
    isi |= {"boleh_hitung": can_recompute(user, on=hari), "nama": name_on(user, s.peringkat_id, s.opd)}
    return render(request, "peringkat/sanggahan.html", isi)


@require_safe
def penghargaan(request: HttpRequest) -> HttpResponse:
    """Every reward with its basis, the newest year first."""
    semua = rewards(request.user)
    if (berkas := export(request, PENGHARGAAN, semua, Saringan(request.GET, user=request.user))) is not None:
        return berkas
    dasar = Peringkat.objects.visible_to(request.user).current().light().defer("masukan", "hasil").newest()
    isi = {"penghargaan": semua, "dasar": dasar, "boleh": can_reward(request.user, on=hari_ini())}
    return render(request, "peringkat/penghargaan.html", isi)


@require_http_methods(["GET", "HEAD", "POST"])
def beri(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A new reward on the basis of a frozen ranking."""
    user, hari = request.user, hari_ini()
    beku = get_object_or_404(Peringkat.objects.visible_to(user).light().select_related("pengganti"), uuid=uuid)
    if not can_reward(user, on=hari):
        raise PermissionDenied(BUKAN_SEKDA)
    lembar = read_sheet(user, str(uuid))
    form = FormPenghargaan(request.POST or None, user=user, lembar=lembar)
    lakukan = try_deed(
        form, lambda: give_reward(beku, form.content(), uuid=form.cleaned_data["uuid"], by=user, at=timezone.now())
    )
    if lakukan:
        messages.success(request, f"{lakukan} tercatat.")
        return redirect("peringkat:penghargaan")
    isi = {"form": form, "lembar": lembar, "tolak": refusal_to_reward(beku, on=hari)}
    return render(request, "peringkat/beri.html", isi)


@require_http_methods(["GET", "HEAD", "POST"])
def batal(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take back a reward recorded by mistake."""
    user = request.user
    if not can_reward(user, on=hari_ini()):
        raise PermissionDenied(BUKAN_SEKDA)
    hadiah = get_object_or_404(Penghargaan.objects.visible_to(user).select_related("opd"), uuid=uuid)
    if hadiah.dibatalkan_pada is not None and request.method != "POST":
        raise Http404
    form = FormBatal(request.POST or None)

    def lakukan() -> bool:
        cancel_reward(hadiah, alasan=form.cleaned_data["alasan"], by=user, at=timezone.now())
        return True

    if try_deed(form, lakukan):
        messages.success(request, "Penghargaan dibatalkan.")
        return redirect("peringkat:penghargaan")
    isi = {"form": form, "hadiah": hadiah, "opd": name_on(user, hadiah.peringkat_id, hadiah.opd)}
    return render(request, "peringkat/batal.html", isi)
