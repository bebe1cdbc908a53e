"""Pages of asesmen: what a village has and how its poor families live, before and after beside each other."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from desa.models import Desa
from desa.waktu import hari_ini
from opd.actions.asesmen import cancel_asesmen, correct_asesmen, isi_of, record_asesmen
from opd.ekspor.fakta import ASESMEN
from opd.forms.asesmen import FormAsesmen, FormKoreksiAsesmen, initial_of
from opd.forms.fakta import FormBatal, PilihPenugasan
from opd.forms.kegiatan import SaringFakta
from opd.models import Asesmen, Penugasan
from opd.permissions import can_record_facts, can_see_personal
from opd.rekap.asesmen import banding_asesmen, chain_of, rantai_asesmen, ringkas_banding
from opd.views import fakta
from opd.views.halaman import history, render, try_sure
from opd.views.unduh import export


def _rows(request: HttpRequest) -> QuerySet[Asesmen]:
    return Asesmen.objects.visible_to(request.user).select_related(
        "penugasan__opd", "penugasan__desa__kecamatan__kabupaten", "menggantikan"
    )


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """Asesmen that count, newest first, each said to be awal or ulang."""
    form = SaringFakta(request.GET, user=request.user, on=hari_ini())
    asesmen = _rows(request).in_force(form.known_at).filter(form.condition())
    urut = asesmen.order_by("-tanggal", "-pk")
    if (berkas := export(request, ASESMEN, lambda: _told(request, list(urut), form), form)) is not None:
        return berkas
    milik = Asesmen.objects.visible_to(request.user).filter(pk__in=asesmen.order_by().values("pk"))
    hitung = milik.aggregate(jumlah=Count("pk"), desa=Count("penugasan__desa", distinct=True))
    isi = fakta.list_context(request, urut, hitung["jumlah"])
    isi["baris"] = _told(request, isi["halaman"], form)
    return render(request, "asesmen/daftar.html", isi | {"form": form, "angka": hitung})


def _told(request: HttpRequest, asesmen: Collection[Asesmen], form: SaringFakta) -> list[tuple[Asesmen, bool]]:
    """Each with whether it is the first of its chain. Two queries."""
    desa = {a.penugasan.desa_id for a in asesmen}
    rantai = rantai_asesmen(request.user, desa=desa, known_at=form.known_at)
    awal = {r[0].pk for semua in rantai.values() for r in semua}
    return [(a, a.pk in awal) for a in asesmen]


@require_http_methods(["GET", "POST"])
def baru(request: HttpRequest) -> HttpResponse:
    """The form of a new asesmen of one of the reader's penugasan, the village's last one beside it."""
    milik = fakta.own_ids(request)
    penugasan = fakta.chosen_own(request, milik)
    if penugasan is None:
        return render(request, "asesmen/pilih.html", {"form": PilihPenugasan(pilihan=fakta.own_penugasan(request))})
    sebelum = _latest(request, penugasan)
    data = (request.POST,) if request.method == "POST" else ()
    kunci = fakta.locks_of(request, penugasan)
    terbuka = sebelum is not None and can_see_personal(request.user, penugasan.desa_id, on=hari_ini())
    pilihan_form = {"penugasan": penugasan, "sebelum": sebelum, "kunci": kunci, "initial": {"tanggal": hari_ini()}}
    form = FormAsesmen(*data, user=request.user, terbuka=terbuka, **pilihan_form)
    hasil = try_sure(form, lambda: record_asesmen(penugasan, form.isi(), **_deed(request, form)))
    if hasil is not None:
        messages.success(request, "Asesmen tersimpan.")
        return redirect("asesmen:detail", hasil.uuid)
    konteks = {"form": form, "penugasan": penugasan, "ganti": len(milik) > 1, "sebelum": sebelum}
    return render(request, "asesmen/isi.html", konteks | {"sudah": _this_year(sebelum, penugasan)})


def _latest(request: HttpRequest, penugasan: Penugasan) -> Asesmen | None:
    """The last asesmen of the village, whoever made it."""
    semua = Asesmen.objects.visible_to(request.user).in_force().filter(penugasan__desa=penugasan.desa_id)
    return semua.order_by("-tanggal", "-pk").first()


def _this_year(sebelum: Asesmen | None, penugasan: Penugasan) -> Asesmen | None:
    """The asesmen that this penugasan has of this year already."""
    milik = sebelum is not None and sebelum.penugasan_id == penugasan.pk
    return sebelum if sebelum and milik and sebelum.tanggal.year == hari_ini().year else None


def _deed(request: HttpRequest, form: FormAsesmen) -> dict[str, Any]:
    """What every deed of a sent form is told."""
    d = form.cleaned_data
    pilihan = {"uuid": d["uuid"], "susulan": d["alasan_susulan"], "yakin": d["yakin"]}
    return pilihan | {"by": request.user, "at": timezone.now()}


@require_safe
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One asesmen beside the earlier ones of its chain, and what became better or worse since the awal."""
    user = request.user
    asesmen = get_object_or_404(_rows(request), uuid=uuid)
    penugasan, tetangga = asesmen.penugasan, Asesmen.objects.visible_to(user)
    rantai = rantai_asesmen(user, desa=[penugasan.desa_id]).get(penugasan.desa_id, ())
    kolom = chain_of(rantai, asesmen)
    terbuka = Desa.objects.visible_to(user).filter(pk__in=user.personal_desa(), pk=penugasan.desa_id).exists()
    banding = banding_asesmen(kolom, terbuka=terbuka)
    konteks: dict[str, Any] = {
        "asesmen": asesmen,
        "kolom": kolom,
        "banding": banding,
        "ringkas": ringkas_banding(banding) if len(kolom) > 1 else [],
        "sesudah": [a for r in rantai if asesmen in r for a in r[len(kolom) :]],
        "awal": any(r[0] == asesmen for r in rantai),
        "terbuka": terbuka,
        "pengganti": tetangga.filter(menggantikan=asesmen).first(),
        "riwayat": history(request, asesmen, asesmen.menggantikan_id),
        "boleh_ubah": can_record_facts(user, penugasan, on=hari_ini()),
        "kunci": fakta.held_by(request, asesmen),
    }
    return render(request, "asesmen/detail.html", konteks)


@require_http_methods(["GET", "POST"])
def koreksi(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The form filled with a recorded asesmen; saving makes a row that replaces it."""
    lama = get_object_or_404(_rows(request), uuid=uuid)
    fakta.require_right(request, lama)
    data = (request.POST,) if request.method == "POST" else ()
    awal = initial_of(isi_of(lama)) | {"alasan_susulan": lama.alasan_susulan}
    kunci = fakta.locks_of(request, lama.penugasan)
    form = FormKoreksiAsesmen(*data, user=request.user, penugasan=lama.penugasan, kunci=kunci, initial=awal)

    def simpan() -> Asesmen:
        return correct_asesmen(lama, form.isi(), alasan=form.cleaned_data["alasan"], **_deed(request, form))

    hasil = try_sure(form, simpan)
    if hasil is not None:
        messages.success(request, "Koreksi tersimpan. Catatan lama tetap dapat dibuka dari halaman ini.")
        return redirect("asesmen:detail", hasil.uuid)
    return render(request, "asesmen/isi.html", {"form": form, "penugasan": lama.penugasan, "lama": lama})


@require_http_methods(["GET", "POST"])
def batalkan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask for the reason, then take the asesmen out of every comparison."""
    lama = get_object_or_404(_rows(request), uuid=uuid)
    fakta.require_right(request, lama)
    form = FormBatal(request.POST if request.method == "POST" else None)
    if fakta.try_cancel(form, lambda d: cancel_asesmen(lama, **d, by=request.user, at=timezone.now())):
        messages.success(request, "Asesmen dibatalkan dan tidak dibandingkan lagi.")
        return redirect("asesmen:detail", lama.uuid)
    return render(request, "asesmen/batalkan.html", {"form": form, "asesmen": lama})
