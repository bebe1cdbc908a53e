"""Merging two records of one enterprise, and reading the record that was merged."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from desa.models import Legalitas, Penjualan, PenutupanUmkm, PerkembanganUmkm, Umkm
from desa.waktu import hari_ini
from opd.actions.gabung_umkm import merge_umkm
from opd.forms.gabung_umkm import FormGabungUmkm, PilihGabung
from opd.models import HasilPameran, KunjunganUmkm, Pasokan, Pembeli, Pengguna
from opd.permissions import can_edit_umkm
from opd.rekap.gabung_umkm import benturan, closures_of
from opd.rekap.umkm_serupa import inti_nama, mirip
from opd.views.halaman import history, render, try_deed

TERBANYAK = 300


@require_http_methods(["GET", "POST"])
def gabung(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Choose the other record, see what moves and what is reported twice, then merge it into this one."""
    tetap = get_object_or_404(
        Umkm.objects.visible_to(request.user).select_related("desa__kecamatan__kabupaten"), uuid=uuid
    )
    if not can_edit_umkm(request.user, tetap.desa_id, on=hari_ini()):
        raise PermissionDenied("UMKM hanya digabungkan oleh OPD pendamping desanya, verifikator, atau admin sistem.")
    lain = Umkm.objects.visible_to(request.user).filter(desa=tetap.desa_id).exclude(pk=tetap.pk)
    pilih = PilihGabung(request.GET)
    dengan = pilih.cleaned_data["dengan"] if pilih.is_valid() else None
    if dengan is None:
        inti = inti_nama(tetap.nama)
        urut = sorted(lain.order_by("nama", "pk")[:TERBANYAK], key=lambda u: not mirip(inti, inti_nama(u.nama)))
        return render(request, "umkm/gabung_pilih.html", {"umkm": tetap, "lain": urut})
    lama = get_object_or_404(lain, uuid=dengan)
    form = FormGabungUmkm(
        request.POST if request.method == "POST" else None,
        benturan=benturan(request.user, tetap, lama),
        initial={"versi_tetap": tetap.versi, "versi_lama": lama.versi},
    )

    def gabungkan() -> Umkm:
        d = form.cleaned_data
        kirim = {"versi": (d["versi_tetap"], d["versi_lama"]), "pilihan": form.pilihan(), "alasan": d["alasan"]}
        return merge_umkm(tetap, lama, by=request.user, at=timezone.now(), **kirim)

    if try_deed(form, gabungkan) is not None:
        messages.success(request, f"“{lama.nama}” digabungkan. Catatan lamanya tetap dapat dibaca dari halaman ini.")
        return redirect("umkm:detail", tetap.uuid)
    konteks = {"form": form, "umkm": tetap, "lama": lama, "penutupan": closures_of(request.user, tetap, lama)}
    return render(request, "umkm/gabung.html", konteks)


@require_safe
def gabungan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The record that was merged: its data, what stayed with it, and its history."""
    lama = get_object_or_404(
        Umkm.semua.visible_to(request.user).filter(digabung_ke__isnull=False).select_related("digabung_ke", "desa"),
        uuid=uuid,
    )
    temuan = KunjunganUmkm.objects.visible_to(request.user).filter(umkm=lama).select_related("kunjungan")
    konteks = {
        "umkm": lama,
        "penjualan": Penjualan.objects.visible_to(request.user).filter(umkm=lama).order_by("-bulan", "-pk"),
        "temuan": temuan.defer("kunjungan__warga_ditemui").order_by("-kunjungan__tanggal"),
        "penutupan": PenutupanUmkm.objects.visible_to(request.user)
        .in_force()
        .filter(umkm=lama)
        .order_by("-tutup_pada"),
        "riwayat": history(request, lama),
    }
    return render(request, "umkm/gabungan.html", konteks | _left(request.user, lama))


def _left(user: Pengguna, lama: Umkm) -> dict[str, Any]:
    """What stayed because the kept record has the like: licences, states of a quarter, fairs, supplies."""
    return {
        "legalitas": Legalitas.objects.visible_to(user).filter(umkm=lama).order_by("jenis"),
        "perkembangan": PerkembanganUmkm.objects.visible_to(user).filter(umkm=lama).order_by("-tanggal", "-pk"),
        "pameran": HasilPameran.objects.visible_to(user)
        .filter(umkm=lama, pengganti__isnull=True)
        .select_related("pameran"),
        "pasokan": Pasokan.objects.visible_to(user)
        .filter(umkm=lama)
        .select_related("pembeli")
        .defer(*(f"pembeli__{f}" for f in sorted(Pembeli.PERSONAL))),
    }
