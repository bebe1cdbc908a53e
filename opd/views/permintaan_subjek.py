"""Pages of what data subjects ask for: the list, propose, decide, end a restriction, take back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desa.waktu import hari_ini
from opd.actions.akhir_pembatasan import prolong_restriction
from opd.actions.permintaan_subjek import (
    BUKAN_PEMUTUS,
    carry_out,
    propose_end,
    propose_permintaan,
    record_wrong_password,
    refuse_permintaan,
    withdraw_permintaan,
)
from opd.ekspor.naskah import PERMINTAAN
from opd.enums import JenisPermintaan, StatusPermintaan
from opd.forms.isian import FormSandi
from opd.forms.permintaan_subjek import (
    FormAkhiri,
    FormPermintaan,
    FormPerpanjang,
    FormPutusan,
    SaringPermintaan,
    read_keys,
)
from opd.models import PermintaanSubjek
from opd.permissions_permintaan import (
    BUKAN_PEMBACA,
    BUKAN_PENGUSUL,
    can_decide_permintaan,
    can_propose_permintaan,
    can_read_permintaan,
)
from opd.rekap.cari_subjek import certain_with
from opd.rekap.permintaan_subjek import DIAMBIL, TETAP, due_day, keys_of, records_of, request_query, rows_of_list
from opd.views.buka_keluarga import check_password
from opd.views.halaman import history, paged, render, try_deed
from opd.views.unduh import export


def _password(request: HttpRequest, form: FormSandi) -> int | None:
    """Put a wrong password on the form that was sent and is right otherwise; the status as of `check_password`."""
    if not form.is_bound or not form.is_valid():
        return None
    return check_password(request, form, lambda: record_wrong_password(by=request.user, at=timezone.now()))


def _one(request: HttpRequest, uuid: UUID) -> PermintaanSubjek:
    """A request that the reader answers."""
    if not can_read_permintaan(request.user, on=hari_ini()):
        raise PermissionDenied(BUKAN_PEMBACA)
    semua = PermintaanSubjek.objects.visible_to(request.user)
    return get_object_or_404(semua.select_related("diusulkan_oleh", "diputus_oleh", "mengakhiri"), uuid=uuid)


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """The requests, newest first."""
    if not can_read_permintaan(request.user, on=hari_ini()):
        raise PermissionDenied(BUKAN_PEMBACA)
    form = SaringPermintaan(request.GET, user=request.user)
    semua = PermintaanSubjek.objects.visible_to(request.user).select_related("diusulkan_oleh", "diputus_oleh")
    if form.isi["status"]:
        semua = semua.filter(status=form.isi["status"])
    if (berkas := export(request, PERMINTAAN, lambda: rows_of_list(semua, on=hari_ini()), form)) is not None:
        return berkas
    halaman, kueri = paged(request, semua)
    halaman.object_list = rows_of_list(halaman.object_list, on=hari_ini())
    isi = {
        "form": form,
        "halaman": halaman,
        "kueri": kueri,
        "usul": can_propose_permintaan(request.user, on=hari_ini()),
    }
    return render(request, "permintaan_subjek/daftar.html", isi)


@sensitive_post_parameters("sandi")
@require_http_methods(["GET", "HEAD", "POST"])
def baru(request: HttpRequest) -> HttpResponse:
    """Propose a restriction or an erasure of the records in the address; `seorang`: of all that are surely one person's."""
    if not can_propose_permintaan(request.user, on=hari_ini()):
        raise PermissionDenied(BUKAN_PENGUSUL)
    dipilih = read_keys(request.POST.get("rekaman", "").split(",") + request.GET.getlist("rekaman"))
    if "seorang" in request.GET and request.method != "POST":
        return redirect(f"{request.path}?{request_query(certain_with(dipilih))}")
    awal = {"rekaman": ",".join(map(str, dipilih)), "diterima": hari_ini()}
    form = FormPermintaan(request.POST if request.method == "POST" else None, initial=awal)
    status = _password(request, form)
    permintaan = try_deed(
        form,
        lambda: propose_permintaan(form.isi(), uuid=form.cleaned_data["uuid"], by=request.user, at=timezone.now()),
    )
    if permintaan is not None:
        messages.success(request, "Permintaan diusulkan. Orang lain memutuskannya.")
        return redirect("permintaan_subjek:detail", permintaan.uuid)
    isi = {"form": form, "rekaman": records_of(dipilih), "diambil": DIAMBIL, "tetap": TETAP}
    return render(request, "permintaan_subjek/baru.html", isi, status=status)


@sensitive_post_parameters("sandi")
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One request; who may decide does it here."""
    permintaan = _one(request, uuid)
    boleh = can_decide_permintaan(request.user, permintaan, on=hari_ini())
    if request.method == "POST" and not boleh:
        raise PermissionDenied(BUKAN_PEMUTUS)
    form = FormPutusan(request.POST if request.method == "POST" else None)
    status = _password(request, form)
    if try_deed(form, lambda: _decide(request, permintaan, form)) is not None:
        messages.success(request, "Putusan tersimpan.")
        return redirect("permintaan_subjek:detail", permintaan.uuid)
    isi = {
        "permintaan": permintaan,
        "putusan": form if boleh and permintaan.status == StatusPermintaan.MENUNGGU else None,
        "rekaman": records_of(keys_of(permintaan)),
        "batas": due_day(permintaan),
        "diambil": DIAMBIL,
        "tetap": TETAP,
        "riwayat": history(request, permintaan),
        "akhiri": _may_end(request, permintaan),
        "tarik": permintaan.diusulkan_oleh_id == request.user.pk and permintaan.status == StatusPermintaan.MENUNGGU,
    }
    return render(request, "permintaan_subjek/detail.html", isi, status=status)


def _decide(request: HttpRequest, permintaan: PermintaanSubjek, form: FormPutusan) -> PermintaanSubjek:
    kirim = {"by": request.user, "at": timezone.now()}
    if form.cleaned_data["putusan"] == "tolak":
        return refuse_permintaan(permintaan, alasan=form.cleaned_data["alasan"], **kirim)
    return carry_out(permintaan, **kirim)


def _may_end(request: HttpRequest, permintaan: PermintaanSubjek) -> bool:
    berlaku = permintaan.jenis == JenisPermintaan.PEMBATASAN and permintaan.status == StatusPermintaan.DILAKSANAKAN
    return berlaku and can_propose_permintaan(request.user, on=hari_ini())


@sensitive_post_parameters("sandi")
@require_http_methods(["GET", "HEAD", "POST"])
def akhiri(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Propose that a restriction ends."""
    permintaan = _one(request, uuid)
    if not can_propose_permintaan(request.user, on=hari_ini()):
        raise PermissionDenied(BUKAN_PENGUSUL)
    form = FormAkhiri(request.POST if request.method == "POST" else None)
    status = _password(request, form)

    def usulkan() -> PermintaanSubjek:
        d = form.cleaned_data
        return propose_end(permintaan, alasan=d["alasan"], uuid=d["uuid"], by=request.user, at=timezone.now())

    akhir = try_deed(form, usulkan)
    if akhir is not None:
        messages.success(request, "Pengakhiran diusulkan. Orang lain memutuskannya.")
        return redirect("permintaan_subjek:detail", akhir.uuid)
    isi = {"form": form, "permintaan": permintaan}
    return render(request, "permintaan_subjek/akhiri.html", isi, status=status)


@sensitive_post_parameters("sandi")
@require_http_methods(["GET", "HEAD", "POST"])
def perpanjang(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Let a restriction last longer."""
    permintaan = _one(request, uuid)
    if not can_propose_permintaan(request.user, on=hari_ini()):
        raise PermissionDenied(BUKAN_PENGUSUL)
    form = FormPerpanjang(request.POST if request.method == "POST" else None)
    status = _password(request, form)

    def lanjutkan() -> PermintaanSubjek:
        d = form.cleaned_data
        isi = {"sampai": d["dibatasi_sampai"], "alasan": d["alasan"]}
        return prolong_restriction(permintaan, **isi, by=request.user, at=timezone.now())

    if try_deed(form, lanjutkan) is not None:
        messages.success(request, "Pembatasannya diperpanjang.")
        return redirect("permintaan_subjek:detail", permintaan.uuid)
    isi = {"form": form, "permintaan": permintaan}
    return render(request, "permintaan_subjek/perpanjang.html", isi, status=status)


@require_POST
def tarik(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take back what oneself proposed."""
    permintaan = _one(request, uuid)
    try:
        withdraw_permintaan(permintaan, by=request.user, at=timezone.now())
        messages.success(request, "Permintaan ditarik.")
    except ValidationError as galat:
        messages.error(request, " ".join(galat.messages))
    return redirect("permintaan_subjek:detail", permintaan.uuid)
