"""Support between OPDs: the requests, one of them with its answer, and the form that asks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from desa.waktu import hari_ini
from opd.actions.dukungan import BUKAN_PEMINTA, answer_dukungan, ask_dukungan, withdraw_dukungan
from opd.ekspor.arahan import DUKUNGAN
from opd.enums import StatusDukungan
from opd.forms.dukungan import FormMintaDukungan, FormTarik, FormTerima, FormTolak, SaringDukungan, asked_choices
from opd.forms.isian import FormVersi
from opd.models import BarisRencana, DukunganBaris, RencanaAksi
from opd.permissions import can_answer_dukungan, can_record_facts, can_withdraw_dukungan
from opd.rekap.dukungan import plan_of
from opd.views.halaman import history, paged, render, try_deed
from opd.views.naskah import NAMA
from opd.views.unduh import export

FORM: dict[str, type[FormVersi]] = {"terima": FormTerima, "tolak": FormTolak, "tarik": FormTarik}
BOLEH = {"terima": can_answer_dukungan, "tolak": can_answer_dukungan, "tarik": can_withdraw_dukungan}
"""What can be done to a request, by the name of the button: its form, and who may."""
URUTAN = Case(When(status=StatusDukungan.MENUNGGU, then=Value(0)), default=Value(1), output_field=IntegerField())


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """Requests, those that wait on top."""
    saring = SaringDukungan(request.GET, user=request.user)
    kueri = saring.apply(DukunganBaris.objects.visible_to(request.user)).with_names()
    kueri = kueri.order_by(URUTAN, "-diminta_pada", "-pk")
    if (berkas := export(request, DUKUNGAN, kueri, saring)) is not None:
        return berkas
    halaman, sisa = paged(request, kueri)
    isi = {"saring": saring, "halaman": halaman, "kueri": sisa, "di_opd": bool(request.user.opd_ids(hari_ini()))}
    return render(request, "dukungan/daftar.html", isi)


@require_http_methods(["GET", "HEAD", "POST"])
def minta(request: HttpRequest, uuid: UUID, kunci: UUID) -> HttpResponse:
    """Ask another OPD to support one line of a plan."""
    user, hari = request.user, hari_ini()
    rencana = get_object_or_404(RencanaAksi.objects.visible_to(user).select_related(*NAMA), uuid=uuid)
    baris = get_object_or_404(BarisRencana.objects.visible_to(user).filter(rencana=rencana), kunci=kunci)
    if not can_record_facts(user, rencana.penugasan, on=hari):
        raise PermissionDenied(BUKAN_PEMINTA)
    sendiri = {rencana.penugasan.opd_id, rencana.penugasan.opd.answering_on(hari).pk}
    pilihan = asked_choices(user, baris, on=hari, kecuali=sendiri)
    form = FormMintaDukungan(request.POST if request.method == "POST" else None, pilihan=pilihan)

    def lakukan() -> DukunganBaris:
        u = form.cleaned_data["uuid"]
        return ask_dukungan(rencana, kunci, form.isi(), uuid=u, by=user, at=timezone.now())

    dukungan = try_deed(form, lakukan)
    if dukungan is not None:
        messages.success(request, "Permintaan terkirim dan tampil di Beranda OPD itu sampai dijawab.")
        return redirect("rencana:detail", rencana.uuid)
    return render(request, "dukungan/isi.html", {"form": form, "rencana": rencana, "baris": baris})


@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One request with its answer; who may go on with it finds the form here."""
    user, hari, aksi = request.user, hari_ini(), request.POST.get("aksi", "")
    semua = DukunganBaris.objects.visible_to(user).with_names()
    d = get_object_or_404(semua.select_related("diminta_oleh", "dijawab_oleh", "ditarik_oleh"), uuid=uuid)
    form = {nama: kelas(initial={"versi": d.versi}, auto_id=f"{nama}_%s") for nama, kelas in FORM.items()}
    if request.method == "POST" and aksi in FORM:
        form[aksi] = FORM[aksi](request.POST, auto_id=f"{aksi}_%s")
        if try_deed(form[aksi], lambda: _carry_out(request, d, aksi, form[aksi].cleaned_data)):
            return redirect("dukungan:detail", uuid)
    rencana = plan_of(user, d)
    isi = {
        "d": d,
        "form": {nama: f for nama, f in form.items() if f.errors or BOLEH[nama](user, d, on=hari)},
        "rencana": rencana,
        "minta_lain": _ask_another(request, d, rencana),
        "riwayat": history(request, d),
    }
    return render(request, "dukungan/detail.html", isi)


def _ask_another(request: HttpRequest, d: DukunganBaris, rencana: RencanaAksi | None) -> str:
    """Where the OPD that was declined asks another one; empty for everybody else."""
    hari = hari_ini()
    boleh = d.status == StatusDukungan.DITOLAK and d.tahun >= hari.year
    if rencana is None or not boleh or not can_record_facts(request.user, d.penugasan, on=hari):
        return ""
    return reverse("rencana:minta_dukungan", args=[rencana.uuid, d.kunci])


def _carry_out(request: HttpRequest, d: DukunganBaris, aksi: str, isi: dict[str, Any]) -> bool:
    """The deed the button names; its refusal is raised."""
    oleh = {"by": request.user, "at": timezone.now()}
    if aksi == "tarik":
        withdraw_dukungan(d, **isi, **oleh)
        messages.success(request, "Permintaan ditarik.")
    else:
        answer_dukungan(d, **isi, terima=aksi == "terima", **oleh)
        messages.success(request, "Permintaan diterima." if aksi == "terima" else "Permintaan ditolak.")
    return True
