"""Pages of an enterprise's quarterly state. Rupiah show only to the OPD in charge of its village."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from desa.models import Desa, Legalitas, PerkembanganUmkm, Umkm
from desa.waktu import hari_ini, mulai_triwulan
from opd.actions.perkembangan import (
    BUKAN_PENCATAT,
    cancel_perkembangan,
    correct_perkembangan,
    previous,
    record_perkembangan,
)
from opd.forms.fakta import FormBatal, quarter_key
from opd.forms.perkembangan import FormKoreksiPerkembangan, FormPerkembangan, PilihTriwulan, initial_of
from opd.permissions_usaha import can_record_perkembangan, state_giliran
from opd.rekap.kunci import read_kunci
from opd.rekap.legalitas import held_on
from opd.rekap.naik_kelas import Potret, rekap_naik_kelas, tertutup
from opd.rekap.perkembangan import due_day, rekap_desa
from opd.rekap.rentang import akhir_triwulan
from opd.views import fakta
from opd.views.baca import note_record
from opd.views.halaman import history, render, try_sure


def _umkm(request: HttpRequest, uuid: UUID) -> Umkm:
    kueri = Umkm.objects.visible_to(request.user).select_related("desa__kecamatan__kabupaten")
    return get_object_or_404(kueri, uuid=uuid)


@require_safe
def daftar(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The states of an enterprise, newest quarter first."""
    user, umkm = request.user, _umkm(request, uuid)
    giliran = state_giliran(user, umkm.desa_id, on=hari_ini())
    boleh = giliran.writes
    kueri = PerkembanganUmkm.objects.personal_for(user) if boleh else PerkembanganUmkm.objects.visible_to(user)
    potret: list[Any] = list(kueri.in_force().filter(umkm=umkm).order_by("-triwulan"))
    for p in potret:
        p.milik, p.oleh = giliran.mine(p.tanggal), giliran.theirs(p.tanggal)
    sendiri = Umkm.objects.visible_to(user).filter(pk=umkm.pk)
    dibaca = {umkm.pk: [Potret._make(getattr(p, f) for f in Potret._fields) for p in potret]} if boleh else None
    naik = next(iter(rekap_naik_kelas(user, until=hari_ini(), umkm=sendiri, potret=dibaca)), None)
    note_record(request, "perkembangan UMKM", umkm, potret if boleh else ())
    isi = {
        "umkm": umkm,
        "potret": potret,
        "naik": naik if naik is None or boleh else tertutup(naik),
        "boleh_rupiah": boleh,
        "riwayat": history(request, potret[0]) if potret else [],
    }
    return render(request, "perkembangan/daftar.html", isi)


@require_safe
def desa(request: HttpRequest, kode: str, tahun: int, tw: int) -> HttpResponse:
    """The UMKM of a village in a quarter: who has a state, who lacks one, and the ways to fill them in."""
    user, hari = request.user, hari_ini()
    satu = get_object_or_404(Desa.objects.visible_to(user).with_place(), kode=kode)
    awal = _quarter(tahun, tw)
    baris = rekap_desa(user, satu, awal, until=hari)
    giliran, akhir = state_giliran(user, satu.pk, on=hari), min(akhir_triwulan(awal), hari)
    isi = {
        "desa": satu,
        "awal": awal,
        "tempo": due_day(awal),
        "berjalan": akhir_triwulan(awal) >= hari,
        "baris": baris,
        "kurang": sum(b.dilihat is None for b in baris),
        "boleh": giliran.mine(akhir),
        "oleh": giliran.theirs(akhir),
        "pilih": quarter_key(awal),
    }
    return render(request, "perkembangan/desa.html", isi)


def _quarter(tahun: int, tw: int) -> date:
    """The first day of the quarter in the address; one that has not begun does not exist."""
    if not (2000 <= tahun <= 9999 and 1 <= tw <= 4) or (awal := mulai_triwulan(tahun, tw)) > hari_ini():
        raise Http404("Triwulan ini belum berjalan.")
    return awal


@require_http_methods(["GET", "HEAD", "POST"])
def baru(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Record the state of a quarter, last quarter's figures beside."""
    user, umkm = request.user, _umkm(request, uuid)
    if not user.own_desa().filter(pk=umkm.desa_id).exists():
        raise PermissionDenied(BUKAN_PENCATAT)
    awal = PilihTriwulan(request.GET, on=hari_ini()).awal
    hari = min(akhir_triwulan(awal), hari_ini()) if awal else hari_ini()
    lalu = previous(umkm, hari, PerkembanganUmkm.objects.personal_for(user))
    izin = held_on(umkm.nib, Legalitas.objects.visible_to(user).filter(umkm=umkm), hari)
    bahan = {"lalu": lalu, "izin": izin, "on": hari, "awal": awal}
    kunci = read_kunci(at=timezone.now(), desa=[umkm.desa_id])
    form = FormPerkembangan(request.POST if request.method == "POST" else None, kunci=kunci, **bahan)

    def lakukan() -> PerkembanganUmkm:
        d, oleh = form.cleaned_data, {"by": user, "at": timezone.now()}
        kirim = {"uuid": d["uuid"], "susulan": d["alasan_susulan"], "yakin": d["yakin"]}
        return record_perkembangan(umkm, form.isi(), **kirim, **oleh)

    if try_sure(form, lakukan) is not None:
        messages.success(request, "Perkembangan tersimpan.")
        return redirect("perkembangan:daftar", umkm.uuid)
    note_record(request, "perkembangan UMKM", umkm, [lalu] if lalu else ())
    return render(request, "perkembangan/isi.html", {"form": form, "umkm": umkm})


def _own(request: HttpRequest, uuid: UUID) -> PerkembanganUmkm:
    """A state that the reader may write; 404 if there is none, 403 if it is another's."""
    lama = get_object_or_404(
        PerkembanganUmkm.objects.visible_to(request.user).select_related("umkm__desa__kecamatan__kabupaten"), uuid=uuid
    )
    if not can_record_perkembangan(request.user, lama.umkm.desa_id, lama.tanggal, on=hari_ini()):
        raise PermissionDenied(BUKAN_PENCATAT)
    sendiri = PerkembanganUmkm.objects.personal_for(request.user).select_related("umkm__desa__kecamatan__kabupaten")
    return get_object_or_404(sendiri, pk=lama.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def koreksi(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The form filled with a state; saving makes a row that replaces it."""
    user, lama = request.user, _own(request, uuid)
    lalu = previous(lama.umkm, lama.tanggal, PerkembanganUmkm.objects.personal_for(user))
    data = request.POST if request.method == "POST" else None
    form = FormKoreksiPerkembangan(data, on=lama.tanggal, lalu=lalu, initial=initial_of(lama))

    def lakukan() -> PerkembanganUmkm:
        d, oleh = form.cleaned_data, {"by": user, "at": timezone.now()}
        return correct_perkembangan(lama, form.isi(), uuid=d["uuid"], alasan=d["alasan"], yakin=d["yakin"], **oleh)

    if try_sure(form, lakukan) is not None:
        messages.success(request, "Koreksi tersimpan.")
        return redirect("perkembangan:daftar", lama.umkm.uuid)
    note_record(request, "perkembangan UMKM", lama.umkm, [lama])
    return render(request, "perkembangan/isi.html", {"form": form, "umkm": lama.umkm, "lama": lama})


@require_http_methods(["GET", "HEAD", "POST"])
def batalkan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask for the reason, then take a state out of every count."""
    lama = _own(request, uuid)
    form = FormBatal(request.POST if request.method == "POST" else None)
    if fakta.try_cancel(form, lambda d: cancel_perkembangan(lama, **d, by=request.user, at=timezone.now())):
        messages.success(request, "Catatan perkembangan dibatalkan dan tidak dihitung lagi.")
        return redirect("perkembangan:daftar", lama.umkm.uuid)
    return render(request, "perkembangan/batalkan.html", {"form": form, "lama": lama, "umkm": lama.umkm})
