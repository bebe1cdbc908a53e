"""Klinik konsultasi: search what was asked, ask about one's village, answer, and follow the agreed target."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from desa.waktu import hari_ini
from opd.actions.konsultasi import (
    BUKAN_PENANYA,
    agree_target,
    answer_konsultasi,
    ask_konsultasi,
    report_target,
)
from opd.ekspor.arahan import KLINIK
from opd.enums import KeadaanKonsultasi as K
from opd.forms.fakta import PilihPenugasan
from opd.forms.isian import FormVersi
from opd.forms.konsultasi import FormHasil, FormJawaban, FormTanya, FormTarget, SaringKlinik
from opd.models import Konsultasi, Penugasan
from opd.permissions import can_agree_target, can_answer_konsultasi, can_ask_konsultasi, can_report_target
from opd.views.fakta import chosen_penugasan
from opd.views.halaman import history, paged, render, try_deed
from opd.views.unduh import export

FORM: dict[str, type[FormVersi]] = {"jawab": FormJawaban, "target": FormTarget, "hasil": FormHasil}
BOLEH = {"jawab": can_answer_konsultasi, "target": can_agree_target, "hasil": can_report_target}
"""What can be done to a question, by the name of the button: its form, and who may."""
WARNA = {K.BELUM: "awas", K.DIJAWAB: "baik", K.BERJALAN: "netral", K.LEWAT: "buruk", K.DILAPORKAN: "baik"}


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """Questions: those without an answer first, the longest waiting on top, then the newest."""
    user, hari = request.user, hari_ini()
    saring = SaringKlinik(request.GET, user=user)
    kueri = saring.apply(Konsultasi.objects.visible_to(user), on=hari).with_names()
    urut = kueri.order_by(F("dijawab_pada").desc(nulls_first=True), "ditanya_pada", "pk")
    if (berkas := export(request, KLINIK, lambda: ((k, k.keadaan(hari)) for k in urut), saring)) is not None:
        return berkas
    halaman, sisa = paged(request, urut)
    baris = [(k, keadaan := k.keadaan(hari), WARNA[keadaan]) for k in halaman]
    isi = {"saring": saring, "halaman": halaman, "baris": baris, "kueri": sisa, "boleh_tanya": bool(_own(request))}
    return render(request, "klinik/daftar.html", isi)


def _own(request: HttpRequest) -> list[Penugasan]:
    """The penugasan about which the reader may ask today. One query."""
    milik = Penugasan.objects.managed_by(request.user).in_force().active_on(hari_ini())
    semua = milik.with_names().select_related("opd__dilebur_ke").order_by("desa__nama", "pk")
    return [p for p in semua if can_ask_konsultasi(request.user, p, on=hari_ini())]


@require_http_methods(["GET", "HEAD", "POST"])
def baru(request: HttpRequest) -> HttpResponse:
    """The form of a question about one of the reader's villages."""
    pilihan = _own(request)
    if not pilihan:
        raise PermissionDenied(BUKAN_PENANYA)
    penugasan = chosen_penugasan(request, pilihan)
    if penugasan is None:
        return render(request, "klinik/pilih.html", {"form": PilihPenugasan(pilihan=pilihan)})
    form = FormTanya(request.POST if request.method == "POST" else None, user=request.user, desa=penugasan.desa)

    def lakukan() -> Konsultasi:
        u, at = form.cleaned_data["uuid"], timezone.now()
        return ask_konsultasi(penugasan, form.isi(), uuid=u, by=request.user, at=at)

    konsultasi = try_deed(form, lakukan)
    if konsultasi is not None:
        messages.success(request, "Pertanyaan tersimpan dan menunggu jawaban.")
        return redirect("klinik:detail", konsultasi.uuid)
    return render(request, "klinik/isi.html", {"form": form, "penugasan": penugasan, "ganti": len(pilihan) > 1})


@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One question with its answer and target; who may go on with it finds the form here."""
    user, hari, aksi = request.user, hari_ini(), request.POST.get("aksi", "")
    semua = Konsultasi.objects.visible_to(user).with_names()
    k = get_object_or_404(semua.select_related("indikator", "ditanya_oleh", "dijawab_oleh", "hasil_oleh"), uuid=uuid)
    form = {nama: kelas(initial={"versi": k.versi}, auto_id=f"{nama}_%s") for nama, kelas in FORM.items()}
    if request.method == "POST" and aksi in FORM:
        form[aksi] = FORM[aksi](request.POST, auto_id=f"{aksi}_%s")
        if try_deed(form[aksi], lambda: _carry_out(request, k, aksi, form[aksi])):
            return redirect("klinik:detail", uuid)
    isi = {
        "k": k,
        "form": {nama: f for nama, f in form.items() if f.errors or BOLEH[nama](user, k, on=hari)},
        "riwayat": history(request, k),
        "lewat": k.keadaan(hari) == K.LEWAT,
    }
    return render(request, "klinik/detail.html", isi)


def _carry_out(request: HttpRequest, k: Konsultasi, aksi: str, form: Any) -> bool:
    """The deed the button names; its refusal is raised."""
    d, oleh = form.cleaned_data, {"by": request.user, "at": timezone.now()}
    if aksi == "jawab":
        answer_konsultasi(k, versi=d["versi"], jawaban=d["jawaban"], target=form.agreed(), **oleh)
        messages.success(request, "Jawaban tersimpan. Semua OPD dapat membacanya.")
    elif aksi == "target":
        agree_target(k, versi=d["versi"], target=form.agreed(), **oleh)
        messages.success(request, "Target tersimpan. OPD diingatkan menjelang tanggalnya.")
    else:
        report_target(k, versi=d["versi"], hasil=d["hasil"], **oleh)
        messages.success(request, "Hasil target tersimpan.")
    return True
