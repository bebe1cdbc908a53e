"""Pages of what became of target families: record, verval of a village, verify, cancel, the list of *entas*, the bridge."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desa.enums import KeadaanKeluarga, PeristiwaKeluarga
from desa.models import Keluarga, StatusKeluarga
from desa.waktu import hari_ini
from opd.actions.status_keluarga import cancel_status, record_status, record_verval, verify_status
from opd.ambang import ENTAS_PERIKSA
from opd.berkas import send_berkas
from opd.ekspor.kemiskinan import ENTAS
from opd.forms.fakta import FormBatal
from opd.forms.status_keluarga import NAMA_TINDAKAN, FormStatus, FormVerval, SaringEntas, SaringJembatan
from opd.forms.umkm import PilihDesa
from opd.permissions_keluarga import BUKAN_KELUARGA, can_read_any, can_write_keluarga
from opd.rekap.daftar_entas import daftar_entas
from opd.rekap.entas import rekap_jembatan, rekap_jembatan_lain
from opd.rekap.keluarga import moves_to
from opd.rekap.kunci import read_kunci
from opd.views.baca import family_key, note_families, note_record
from opd.views.fakta import try_cancel
from opd.views.halaman import paged, render, try_deed
from opd.views.keluarga import HALAMAN_KELUARGA
from opd.views.pilih_desa import chosen_village
from opd.views.unduh import export

VERVAL_TERBANYAK = 300


def _family(request: HttpRequest, uuid: UUID) -> Keluarga:
    """A family whose data the reader may write."""
    keluarga = get_object_or_404(
        Keluarga.objects.personal_for(request.user).select_related("desa__kecamatan__kabupaten"), uuid=uuid
    )
    if not can_write_keluarga(request.user, keluarga.desa_id, on=hari_ini()):
        raise PermissionDenied(BUKAN_KELUARGA)
    return keluarga


def _status(request: HttpRequest, uuid: UUID) -> StatusKeluarga:
    semua = StatusKeluarga.objects.personal_for(request.user).select_related("keluarga__desa__kecamatan__kabupaten")
    return get_object_or_404(semua, uuid=uuid)


@require_http_methods(["GET", "POST"])
def catat(request: HttpRequest, uuid: UUID, peristiwa: str) -> HttpResponse:
    """Record one event of a family."""
    if peristiwa not in PeristiwaKeluarga.values:
        raise Http404
    keluarga, apa = _family(request, uuid), PeristiwaKeluarga(peristiwa)
    kunci = read_kunci(at=timezone.now(), desa=[keluarga.desa_id])
    kirim = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FormStatus(*kirim, peristiwa=apa, kunci=kunci)

    def simpan() -> StatusKeluarga:
        d = form.cleaned_data
        pilihan = {"uuid": d["uuid"], "susulan": d["alasan_susulan"], "berkas": d.get("berkas_berita_acara") or None}
        return record_status(keluarga, form.isi(), by=request.user, at=timezone.now(), **pilihan)

    if try_deed(form, simpan) is not None:
        messages.success(request, f"{apa.label} tercatat.")
        return redirect("keluarga:detail", keluarga.uuid)
    note_record(request, HALAMAN_KELUARGA, keluarga)
    konteks = {"form": form, "keluarga": keluarga, "peristiwa": apa, "tindakan": NAMA_TINDAKAN[apa]}
    return render(request, "keluarga/catat.html", konteks)


@require_http_methods(["GET", "POST"])
def verval(request: HttpRequest) -> HttpResponse:
    """What a village meeting found of all families on the list, with its minutes, in one form."""
    desa = chosen_village(request, request.user.personal_desa(), tanpa=BUKAN_KELUARGA)
    if isinstance(desa, list):
        return render(request, "keluarga/pilih.html", {"form": PilihDesa(pilihan=desa), "judul": "Verval keluarga"})
    sasaran = Keluarga.objects.personal_for(request.user).with_state(until=hari_ini()).with_verval()
    sasaran = sasaran.filter(desa=desa, peristiwa__in=moves_to(KeadaanKeluarga.SASARAN)).order_by("kepala", "pk")
    halaman, kueri = paged(request, sasaran, per=VERVAL_TERBANYAK)
    kirim = (request.POST, request.FILES) if request.method == "POST" else ()
    kunci = read_kunci(at=timezone.now(), desa=[desa.pk])
    form = FormVerval(*kirim, keluarga=list(halaman.object_list), kunci=kunci)

    def simpan() -> int:
        d = form.cleaned_data
        pilihan = {"uuid": d["uuid"], "susulan": d["alasan_susulan"], "berkas": d.get("berkas_berita_acara") or None}
        return record_verval(form.isi(), by=request.user, at=timezone.now(), **pilihan)

    if (jumlah := try_deed(form, simpan)) is not None:
        messages.success(request, f"Hasil verval {jumlah} keluarga tercatat.")
        return redirect(f"{request.path}?{kueri}" if kueri else request.path)
    note_record(request, "verval keluarga", desa, halaman.object_list)
    return render(request, "keluarga/verval.html", {"form": form, "desa": desa, "halaman": halaman, "kueri": kueri})


@require_POST
def verifikasi(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The *entas* or re-check counts from now on."""
    status = _status(request, uuid)
    try:
        verify_status(status, by=request.user, at=timezone.now())
    except ValidationError as galat:
        messages.error(request, " ".join(galat.messages))
    else:
        messages.success(request, f"{status.get_peristiwa_display()} diverifikasi dan sekarang dihitung.")
    return redirect("keluarga:detail", status.keluarga.uuid)


@require_http_methods(["GET", "POST"])
def batalkan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask for the reason, then take the fact out of every figure."""
    status = _status(request, uuid)
    form = FormBatal(request.POST if request.method == "POST" else None)
    if try_cancel(form, lambda d: cancel_status(status, **d, by=request.user, at=timezone.now())):
        messages.success(request, f"{status.get_peristiwa_display()} dibatalkan dan tidak dihitung lagi.")
        return redirect("keluarga:detail", status.keluarga.uuid)
    note_record(request, HALAMAN_KELUARGA, status.keluarga)
    return render(request, "keluarga/batalkan.html", {"form": form, "status": status})


@require_safe
def berkas(request: HttpRequest, uuid: UUID) -> FileResponse:
    """The minutes, for who may read the family."""
    status = _status(request, uuid)
    note_record(request, "berita acara keluarga", status.keluarga, [status.keluarga, status])
    return send_berkas(status.berkas_berita_acara, "berita-acara")


@require_safe
def entas(request: HttpRequest) -> HttpResponse:
    """The families whose *entas* waits for its verification or its re-check, and those that last."""
    if not can_read_any(request.user, on=hari_ini()):
        raise PermissionDenied(BUKAN_KELUARGA)
    form = SaringEntas(request.GET, user=request.user, on=hari_ini())
    baris = daftar_entas(request.user, until=hari_ini(), pilihan=form.pilihan) if form.is_valid() else []
    if (berkas := export(request, ENTAS, baris, form, orang=family_key)) is not None:
        return berkas
    halaman, kueri = paged(request, baris, per=50)
    note_families(request, "daftar entas", halaman.object_list)
    konteks = {"form": form, "halaman": halaman, "kueri": kueri, "per": hari_ini(), "arti": ENTAS_PERIKSA.arti}
    return render(request, "keluarga/entas.html", konteks)


@require_safe
def jembatan(request: HttpRequest) -> HttpResponse:
    """awal + masuk - entas - keluar + kambuh = kini, of the reader's villages between two days and of all others to today."""
    form = SaringJembatan(request.GET, user=request.user, on=hari_ini())
    milik = None
    if form.is_valid():
        milik = rekap_jembatan(request.user, dari=form.dari_hari, until=form.until, known_at=form.known_at)
    baca = can_read_any(request.user, on=hari_ini())
    konteks = {
        "form": form,
        "milik": milik,
        "lain": rekap_jembatan_lain(request.user, until=hari_ini()),
        "baca": baca,
        "judul_lain": f"{'Desa lain' if baca else 'Semua desa'}, sejak keluarga pertama masuk daftar",
        "per": hari_ini(),
    }
    return render(request, "keluarga/jembatan.html", konteks)
