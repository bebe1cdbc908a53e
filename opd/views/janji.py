"""Pages of what partners pledged and handed over: list, one pledge, the forms that write them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from desa.waktu import hari_ini
from opd.actions.janji import BUKAN_PENERIMA, cancel_janji, change_janji, record_janji
from opd.actions.serah_mitra import BUKAN_PENCATAT, cancel_serah, correct_serah, record_serah
from opd.ekspor.pasar import JANJI
from opd.forms.fakta import FormBatal, PilihPenugasan
from opd.forms.mitra import FormJanji, FormKoreksiSerah, FormSerah, FormUbahJanji, SaringJanji
from opd.forms.terdaftar import FormAlasan
from opd.models import JanjiMitra, Mitra, SerahMitra
from opd.permissions_mitra import can_change_janji, can_record_serah
from opd.rekap.mitra import baca_janji, jumlahkan
from opd.views import fakta
from opd.views.halaman import history, paged, render, try_deed, try_sure
from opd.views.unduh import export

AWAL_JANJI = ("tanggal", "bentuk", "uraian", "nilai_rp", "volume", "satuan", "versi")
AWAL_SERAH = ("tanggal", "nilai_rp", "volume", "keterangan")


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """Pledges with the sums of what the filters leave; every figure about partners links here."""
    saring = SaringJanji(request.GET, user=request.user)
    semua = baca_janji(request.user, saring.condition(), until=hari_ini())
    if (berkas := export(request, JANJI, semua, saring)) is not None:
        return berkas
    halaman, kueri = paged(request, semua, per=50)
    isi = {"saring": saring, "jumlah": jumlahkan(semua), "halaman": halaman, "kueri": kueri}
    return render(request, "janji/daftar.html", isi)


@require_http_methods(["GET", "HEAD", "POST"])
def baru(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A new pledge of this partner for one of the reader's villages."""
    mitra = get_object_or_404(Mitra.objects.visible_to(request.user), uuid=uuid)
    milik = fakta.own_ids(request)
    penugasan = fakta.chosen_own(request, milik)
    if penugasan is None:
        return render(
            request, "janji/pilih.html", {"form": PilihPenugasan(pilihan=fakta.own_penugasan(request)), "mitra": mitra}
        )
    data = request.POST if request.method == "POST" else None
    form = FormJanji(data, user=request.user, penugasan=penugasan, initial={"tanggal": hari_ini()})

    def lakukan() -> JanjiMitra:
        d, oleh = form.cleaned_data, {"by": request.user, "at": timezone.now()}
        return record_janji(mitra, penugasan, form.isi(), uuid=d["uuid"], yakin=d["yakin"], **oleh)

    janji = try_sure(form, lakukan)
    if janji is not None:
        messages.success(request, "Janji tersimpan. Catat penyerahannya di halaman ini.")
        return redirect("janji:detail", janji.uuid)
    return render(request, "janji/isi.html", {"form": form, "mitra": mitra, "penugasan": penugasan})


def _rows(request: HttpRequest) -> QuerySet[JanjiMitra]:
    return JanjiMitra.objects.visible_to(request.user).with_names().select_related("dicatat_oleh", "baris__rencana")


@require_safe
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One pledge with its hand-overs."""
    user, hari = request.user, hari_ini()
    janji = get_object_or_404(_rows(request), uuid=uuid)
    serah = list(SerahMitra.objects.visible_to(user).in_force().filter(janji=janji))
    terbaca = next(iter(baca_janji(user, Q(pk=janji.pk), until=hari)), None)
    isi = {
        "janji": janji,
        "terbaca": terbaca,
        "serah": serah,
        "boleh_ubah": can_change_janji(user, janji, on=hari),
        "boleh_serah": can_record_serah(user, janji, on=hari),
        "riwayat": history(request, janji),
    }
    return render(request, "janji/detail.html", isi)


def _own(request: HttpRequest, uuid: UUID) -> JanjiMitra:
    """A pledge that the reader may change; 403 otherwise."""
    janji = get_object_or_404(_rows(request), uuid=uuid)
    if not can_change_janji(request.user, janji, on=hari_ini()):
        raise PermissionDenied(BUKAN_PENERIMA)
    return janji


@require_http_methods(["GET", "HEAD", "POST"])
def ubah(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change a pledge, with the reason."""
    janji = _own(request, uuid)
    awal = {k: getattr(janji, k) for k in AWAL_JANJI} | {"baris": janji.baris_id}
    milik = {"user": request.user, "penugasan": janji.penugasan, "lama": janji.baris}
    form = FormUbahJanji(request.POST if request.method == "POST" else None, initial=awal, **milik)

    def lakukan() -> JanjiMitra:
        d, oleh = form.cleaned_data, {"by": request.user, "at": timezone.now()}
        return change_janji(janji, form.isi(), versi=d["versi"], alasan=d["alasan"], yakin=d["yakin"], **oleh)

    if try_sure(form, lakukan) is not None:
        messages.success(request, "Perubahan tersimpan.")
        return redirect("janji:detail", janji.uuid)
    isi = {"form": form, "mitra": janji.mitra, "penugasan": janji.penugasan, "janji": janji}
    return render(request, "janji/isi.html", isi)


@require_http_methods(["GET", "HEAD", "POST"])
def batalkan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask for the reason, then take a pledge out of every count."""
    janji = _own(request, uuid)
    form = FormAlasan(request.POST if request.method == "POST" else None, initial={"versi": janji.versi})

    def lakukan() -> bool:
        cancel_janji(janji, **form.cleaned_data, by=request.user, at=timezone.now())
        return True

    if try_deed(form, lakukan):
        messages.success(request, "Janji dibatalkan dan tidak dihitung lagi.")
        return redirect("janji:detail", janji.uuid)
    return render(request, "janji/batalkan.html", {"form": form, "janji": janji})


def _to_serve(request: HttpRequest, janji: JanjiMitra) -> JanjiMitra:
    """The pledge if the reader may record what came of it; 403 otherwise."""
    if not can_record_serah(request.user, janji, on=hari_ini()):
        raise PermissionDenied(BUKAN_PENCATAT)
    return janji


@require_http_methods(["GET", "HEAD", "POST"])
def serah(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Record what was handed over of a pledge."""
    janji = _to_serve(request, get_object_or_404(_rows(request), uuid=uuid))
    form = FormSerah(request.POST if request.method == "POST" else None, janji=janji, initial={"tanggal": hari_ini()})

    def lakukan() -> SerahMitra:
        d, oleh = form.cleaned_data, {"by": request.user, "at": timezone.now()}
        return record_serah(janji, form.isi(), uuid=d["uuid"], yakin=d["yakin"], **oleh)

    if try_sure(form, lakukan) is not None:
        messages.success(request, "Penyerahan tersimpan.")
        return redirect("janji:detail", janji.uuid)
    return render(request, "janji/serah.html", {"form": form, "janji": janji})


def _handed(request: HttpRequest, uuid: UUID) -> SerahMitra:
    """A hand-over with its pledge, if the reader may write it."""
    lama = get_object_or_404(SerahMitra.objects.visible_to(request.user), uuid=uuid)
    lama.janji = _to_serve(request, get_object_or_404(_rows(request), pk=lama.janji_id))
    return lama


@require_http_methods(["GET", "HEAD", "POST"])
def koreksi(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The form filled with a hand-over; saving makes a row that replaces it."""
    lama = _handed(request, uuid)
    awal = {k: getattr(lama, k) for k in AWAL_SERAH}
    form = FormKoreksiSerah(request.POST if request.method == "POST" else None, janji=lama.janji, initial=awal)

    def lakukan() -> SerahMitra:
        d, oleh = form.cleaned_data, {"by": request.user, "at": timezone.now()}
        return correct_serah(lama, form.isi(), uuid=d["uuid"], alasan=d["alasan"], yakin=d["yakin"], **oleh)

    if try_sure(form, lakukan) is not None:
        messages.success(request, "Koreksi tersimpan.")
        return redirect("janji:detail", lama.janji.uuid)
    return render(request, "janji/serah.html", {"form": form, "janji": lama.janji, "lama": lama})


@require_http_methods(["GET", "HEAD", "POST"])
def batalkan_serah(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask for the reason, then take a hand-over out of every count."""
    lama = _handed(request, uuid)
    form = FormBatal(request.POST if request.method == "POST" else None)
    if fakta.try_cancel(form, lambda d: cancel_serah(lama, **d, by=request.user, at=timezone.now())):
        messages.success(request, "Penyerahan dibatalkan dan tidak dihitung lagi.")
        return redirect("janji:detail", lama.janji.uuid)
    return render(request, "janji/batalkan.html", {"form": form, "janji": lama.janji, "lama": lama})
