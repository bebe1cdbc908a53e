"""The spot check: its quarters, one quarter with its draw and what was found, and one fact to look at."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from binaan.models import ButirPetik, HasilPetik, UjiPetik
from binaan.mutu.cakupan import coverage, days_late, quarters, sum_of
from binaan.mutu.ekspor import BUTIR, PETIK
from binaan.mutu.formulir import FormKunci, FormKurs, FormPemeriksa, FormPeriksa, SaringButir, current_of
from binaan.mutu.hak_petik import can_check, can_draw, judges_of, referees
from binaan.mutu.kerangka import HALAMAN, count_facts
from binaan.mutu.tindakan_petik import (
    BUKAN_PEMERIKSA,
    BUKAN_PENGUNDI,
    assign_check,
    draw_sample,
    lock_frame,
    record_check,
    refusal_to_lock,
)
from binaan.mutu.undian import next_working_day
from desa.waktu import hari_ini, mulai_triwulan, tanggal_wit
from opd.ambang import UJI_PETIK_TEMPO
from opd.forms.saring import Saringan
from opd.models.penugasan import TAHUN_PERTAMA
from opd.rekap.rentang import sebut_triwulan
from opd.views.halaman import history, paged, render, send_file, try_deed
from opd.views.unduh import export


def _require_right(request: HttpRequest) -> None:
    if not can_draw(request.user, on=hari_ini()):
        raise PermissionDenied(BUKAN_PENGUNDI)


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """The last quarters: which are drawn, how far each is, which are late."""
    user, hari = request.user, hari_ini()
    semua = quarters(user, on=hari)
    if (berkas := export(request, PETIK, semua, Saringan(request.GET, user=user))) is not None:
        return berkas
    isi = {
        "triwulan": semua,
        "boleh": can_draw(user, on=hari),
        "tempo": UJI_PETIK_TEMPO,
        "terlewat": any(t.lambat and not (t.uji and t.uji.diundi) for t in semua),
    }
    return render(request, "mutu/petik.html", isi)


@require_http_methods(["GET", "HEAD", "POST"])
def kunci(request: HttpRequest, tahun: int, tw: int) -> HttpResponse:
    """Read what the frame will hold, and lock it."""
    _require_right(request)
    if not (TAHUN_PERTAMA <= tahun <= hari_ini().year and 1 <= tw <= 4):
        raise Http404
    ada = UjiPetik.objects.visible_to(request.user).light().filter(tahun=tahun, triwulan=tw).first()
    form = FormKunci(request.POST if request.method == "POST" else None)
    uji = try_deed(form, lambda: lock_frame(tahun, tw, by=request.user, at=timezone.now()))
    if uji is not None:
        messages.success(request, f"Kerangka {uji} dikunci. Undi sesudah kurs hari kerja berikutnya terbit.")
        return redirect("mutu:petik_detail", uji.uuid)
    if ada is not None and request.method != "POST":
        return redirect("mutu:petik_detail", ada.uuid)
    isi = {
        "form": form,
        "nama": sebut_triwulan(mulai_triwulan(tahun, tw)),
        "hitung": count_facts(request.user, tahun, tw),
    }
    isi["tolak"] = refusal_to_lock(tahun, tw, on=hari_ini())
    return render(request, "mutu/petik_kunci.html", isi)


def _uji(request: HttpRequest, uuid: UUID, *, kerangka: bool = False) -> UjiPetik:
    semua: QuerySet[UjiPetik] = UjiPetik.objects.visible_to(request.user).select_related("dikunci_oleh", "diundi_oleh")
    return get_object_or_404(semua if kerangka else semua.light(), uuid=uuid)


@require_safe
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One quarter: frame, seed, how the draw fell on the OPDs, and every fact drawn with what was found."""
    user, hari, uji = request.user, hari_ini(), _uji(request, uuid)
    cakupan = coverage(user, [uji])
    saring = SaringButir(request.GET, user=user, cakupan=cakupan)
    terundi = _drawn(request).filter(saring.condition(), uji=uji).order_by("urutan", "pk")
    if (berkas := export(request, BUTIR, terundi, saring)) is not None:
        return berkas
    halaman, kueri = paged(request, terundi)
    isi = {
        "uji": uji,
        "saring": saring,
        "cakupan": cakupan,
        "jumlah": sum_of(cakupan),
        "halaman": halaman,
        "baris": [(b, current_of(b)) for b in halaman.object_list],
        "kueri": kueri,
        "lambat": days_late(uji.tahun, uji.triwulan, uji, on=hari),
        "boleh_undi": not uji.diundi and can_draw(user, on=hari),
        "kurs_dari": next_working_day(tanggal_wit(uji.dikunci_pada)),
        "riwayat": history(request, uji),
    }
    return render(request, "mutu/petik_detail.html", isi)


def _drawn(request: HttpRequest) -> QuerySet[ButirPetik]:
    """Facts drawn with their places and the finding in force."""
    kini = HasilPetik.objects.visible_to(request.user).current().select_related("diperiksa_oleh")
    return (
        ButirPetik.objects.visible_to(request.user)
        .select_related("opd__dilebur_ke", "desa__kecamatan__kabupaten", "pemeriksa")
        .prefetch_related(Prefetch("hasil", kini, to_attr="hasil_kini"))
    )


@require_safe
def kerangka(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The frame as it was hashed, for whoever wants to draw again."""
    uji = _uji(request, uuid, kerangka=True)
    return send_file(uji.kerangka.encode(), f"kerangka-{uji.tahun}-tw{uji.triwulan}.txt", "text/plain; charset=utf-8")


@require_http_methods(["GET", "HEAD", "POST"])
def undi(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The rate of the day after the lock, and the draw."""
    _require_right(request)
    uji = _uji(request, uuid)
    if uji.diundi and request.method != "POST":
        return redirect("mutu:petik_detail", uuid)
    semestinya = next_working_day(tanggal_wit(uji.dikunci_pada))
    form = FormKurs(request.POST if request.method == "POST" else None, initial={"tanggal": semestinya})
    hasil = try_deed(form, lambda: draw_sample(uji, form.kurs(), by=request.user, at=timezone.now()))
    if hasil is not None:
        messages.success(request, f"{hasil} diundi. Setiap butir sudah mempunyai pemeriksa.")
        return redirect("mutu:petik_detail", uuid)
    isi = {"form": form, "uji": uji, "semestinya": semestinya, "terlalu_dini": semestinya > hari_ini()}
    return render(request, "mutu/petik_undi.html", isi)


def _butir(request: HttpRequest, uuid: UUID) -> ButirPetik:
    semua = _drawn(request).select_related("uji").defer("uji__kerangka")
    return get_object_or_404(semua, uuid=uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def butir(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One fact drawn: where it is, who looks at it, what was found so far; for who may judge it the form of a finding."""
    user, hari, satu = request.user, hari_ini(), _butir(request, uuid)
    boleh = can_check(user, satu, on=hari)
    if request.method == "POST" and not boleh:
        raise PermissionDenied(BUKAN_PEMERIKSA)
    lama = current_of(satu)
    awal = {"lama": lama.pk if lama else 0, "tanggal": hari}
    form = FormPeriksa(request.POST if request.method == "POST" else None, initial=awal)

    def lakukan() -> HasilPetik:
        d = form.cleaned_data
        return record_check(satu, form.isi(), uuid=d["uuid"], lama=d["lama"], by=user, at=timezone.now())

    if try_deed(form, lakukan) is not None:
        messages.success(request, "Hasil pemeriksaan tersimpan.")
        return redirect(f"{reverse('mutu:petik_detail', args=[satu.uji.uuid])}#butir")
    semua = HasilPetik.objects.visible_to(user).filter(butir=satu).select_related("diperiksa_oleh").order_by("-pk")
    isi: dict[str, Any] = {"butir": satu, "form": form if boleh else None, "hasil": list(semua)}
    isi |= {"halaman_fakta": reverse(HALAMAN[satu.jenis], args=[satu.objek]), "boleh_atur": can_draw(user, on=hari)}
    return render(request, "mutu/petik_butir.html", isi)


@require_http_methods(["GET", "HEAD", "POST"])
def pemeriksa(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give one fact to another verifikator."""
    _require_right(request)
    satu, hari = _butir(request, uuid), hari_ini()
    orang = judges_of(satu.opd, referees(request.user, on=hari), on=hari)
    awal = {"lama": satu.pemeriksa_id or 0, "pemeriksa": satu.pemeriksa_id}
    form = FormPemeriksa(request.POST if request.method == "POST" else None, orang=orang, initial=awal)

    def lakukan() -> ButirPetik:
        return assign_check(satu, form.terpilih, lama=form.cleaned_data["lama"], by=request.user, at=timezone.now())

    if try_deed(form, lakukan) is not None:
        messages.success(request, "Pemeriksa diganti.")
        return redirect("mutu:petik_butir", uuid)
    isi = {"butir": satu, "form": form}
    return render(request, "mutu/petik_pemeriksa.html", isi)
