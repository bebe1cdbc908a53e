"""Pages of planned visits: plan one from the watch list, read it, record the visit, move it, take it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from desa.angka import format_tanggal
from desa.models import Umkm
from desa.waktu import hari_ini
from opd.actions.rencana_kunjungan import move_rencana, plan_kunjungan, withdraw_rencana
from opd.forms.fakta import PilihPenugasan
from opd.forms.pantau import FormBatalRencana, FormPindahRencana, FormRencanaKunjungan, village_choices
from opd.models import RencanaKunjungan
from opd.permissions import can_edit_umkm, can_record_facts
from opd.views import fakta
from opd.views.halaman import history, render, try_deed


@require_http_methods(["GET", "HEAD", "POST"])
def baru(request: HttpRequest) -> HttpResponse:
    """Plan a visit in one of the reader's villages; the enterprises named in the address are ticked."""
    milik = fakta.own_ids(request)
    penugasan = fakta.chosen_own(request, milik)
    if penugasan is None:
        return render(request, "pantau/pilih.html", {"form": PilihPenugasan(pilihan=fakta.own_penugasan(request))})
    hari, usaha = hari_ini(), village_choices(request.user, penugasan.desa_id)
    diminta = set(request.GET.getlist("umkm"))
    form = FormRencanaKunjungan(
        request.POST if request.method == "POST" else None,
        user=request.user,
        penugasan=penugasan,
        on=hari,
        pilihan=usaha,
        initial={"umkm": [pk for pk, _ in usaha if str(pk) in diminta]},
    )
    oleh = {"by": request.user, "at": timezone.now()}
    rencana = try_deed(form, lambda: plan_kunjungan(penugasan.pk, form.isi(), uuid=form.cleaned_data["uuid"], **oleh))
    if rencana is not None:
        messages.success(request, "Kunjungan direncanakan dan tampil di Beranda OPD Anda sampai kunjungannya dicatat.")
        return redirect("pantau:rencana", rencana.uuid)
    isi = {"form": form, "penugasan": penugasan, "ada_usaha": bool(usaha)}
    isi["boleh_daftar"] = not usaha and can_edit_umkm(request.user, penugasan.desa_id, on=hari)
    return render(request, "pantau/rencanakan.html", isi)


@require_http_methods(["GET", "HEAD", "POST"])
def rencana(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One planned visit: who goes where and when, whether it was made, and the ways to move it or take it back."""
    semua = RencanaKunjungan.objects.visible_to(request.user).with_visit()
    nama = ("penugasan__opd", "penugasan__desa__kecamatan__kabupaten", "dibuat_oleh", "ditarik_oleh")
    r: Any = get_object_or_404(semua.select_related(*nama), uuid=uuid)
    form = _forms(request, r)
    for aksi, satu in form.items():
        if try_deed(satu, lambda aksi=aksi, satu=satu: _carry_out(request, r, aksi, satu.cleaned_data)):
            return redirect("pantau:rencana", uuid)
    terbuka = r.ditarik_pada is None and not r.dikunjungi
    boleh = terbuka and can_record_facts(request.user, r.penugasan, on=hari_ini())
    konteks = {
        "r": r,
        "umkm": Umkm.objects.visible_to(request.user).filter(rencana_kunjungan=r.pk).order_by("nama", "pk"),
        "boleh": boleh,
        "form": {aksi: satu for aksi, satu in form.items() if boleh or satu.errors},
        "hari": hari_ini(),
        "riwayat": history(request, r),
    }
    return render(request, "pantau/rencana.html", konteks)


def _forms(request: HttpRequest, r: RencanaKunjungan) -> dict[str, Form]:
    """The forms of the page by the name of their button; the one that was sent is bound."""
    aksi = request.POST.get("aksi", "batal") if request.method == "POST" else ""
    kelas: dict[str, type[Form]] = {"pindah": FormPindahRencana, "batal": FormBatalRencana}
    awal = {"pindah": {"dilihat": r.tanggal}}
    return {
        nama: k(request.POST if aksi == nama else None, initial=awal.get(nama), auto_id=f"{nama}_%s")
        for nama, k in kelas.items()
    }


def _carry_out(request: HttpRequest, r: RencanaKunjungan, aksi: str, isi: dict[str, Any]) -> bool:
    """The deed the button names; its refusal is raised."""
    oleh = {"by": request.user, "at": timezone.now()}
    if aksi == "pindah":
        move_rencana(r, **isi, **oleh)
        messages.success(request, f"Kunjungan dipindahkan ke {format_tanggal(isi['tanggal'])}.")
    else:
        withdraw_rencana(r, **isi, **oleh)
        messages.success(request, "Rencana kunjungan dibatalkan.")
    return True
