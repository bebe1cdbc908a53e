"""Pages of quarterly reports: list, one report with its decision, its narrative, and the unlocking of its quarter."""

from __future__ import annotations

from itertools import chain
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desa.waktu import hari_ini, tanggal_wit
from opd.actions.fakta import SALAH_OPD
from opd.actions.kunci import unlock_triwulan
from opd.actions.laporan import create_laporan, due_quarters_of, edit_laporan, missing, submit_laporan
from opd.actions.naskah import BUKAN_MEJA
from opd.ekspor.naskah import LAPORAN
from opd.enums import StatusNaskah
from opd.forms.fakta import PilihPenugasan
from opd.forms.isian import FormVersi
from opd.forms.laporan import FormBaruLaporan, FormBukaKunci, FormNarasi, SaringLaporan
from opd.models import BukaKunci, LaporanTriwulan, Penugasan
from opd.permissions import can_make_report, can_unlock, can_write_naskah
from opd.rekap.daftar_json import json_list, moment_of
from opd.rekap.isi_laporan import from_json, sha256_of
from opd.rekap.laporan import read_laporan
from opd.rekap.perubahan_laporan import changes_since, summed_up
from opd.rekap.tautan_laporan import TautanLaporan
from opd.rekap.tertahan import TEKS
from opd.views import fakta
from opd.views.halaman import history, paged, render, try_deed
from opd.views.naskah import NAMA, decision_context
from opd.views.unduh import export

AKUN = ("diverifikasi_oleh__password", "diverifikasi_oleh__surel")
"""What a page never loads of the person it names."""


def _papers(request: HttpRequest) -> QuerySet[LaporanTriwulan]:
    return LaporanTriwulan.objects.visible_to(request.user).select_related(*NAMA, "penugasan__sk")


def _paper(request: HttpRequest, uuid: UUID) -> LaporanTriwulan:
    return get_object_or_404(_papers(request), uuid=uuid)


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """Reports that the reader may see: the own OPD's in every state, everybody else's once verified."""
    saring = SaringLaporan(request.GET, user=request.user, tahun_ini=hari_ini().year)
    kueri = _papers(request).filter(saring.condition()).defer(*TEKS)
    urut = ("-tahun", "-triwulan", "penugasan__opd__nama", "penugasan__desa__kode", "pk")
    if (berkas := export(request, LAPORAN, kueri.order_by(*urut), saring)) is not None:
        return berkas
    halaman, sisa = paged(request, kueri.order_by(*urut))
    isi = {"saring": saring, "halaman": halaman, "kueri": sisa, "boleh_susun": bool(request.user.opd_ids(hari_ini()))}
    return render(request, "laporan/daftar.html", isi)


@require_http_methods(["GET", "POST"])
def baru(request: HttpRequest) -> HttpResponse:
    """Begin the report of a quarter for one of the reader's penugasan."""
    per = _due(request)
    if not per:
        return render(request, "laporan/habis.html")
    penugasan = fakta.chosen_penugasan(request, list(per))
    if penugasan is None:
        return render(request, "laporan/pilih.html", {"form": PilihPenugasan(pilihan=list(per))})
    data = request.POST if request.method == "POST" else None
    form = FormBaruLaporan(data, pilihan=per[penugasan], initial={"triwulan": request.GET.get("tw")})
    hasil = try_deed(form, lambda: _create(request, penugasan, form))
    if hasil is not None:
        messages.success(request, "Draf laporan dibuat. Lengkapi uraiannya, lalu ajukan sesudah triwulan berakhir.")
        return redirect("laporan:detail", hasil.uuid)
    isi = {"form": form, "penugasan": penugasan, "ganti": len(per) > 1}
    return render(request, "laporan/baru.html", isi)


def _due(request: HttpRequest) -> dict[Penugasan, list[tuple[int, int]]]:
    """The reader's penugasan, each with the quarters whose report may be begun and was not. Raises PermissionDenied.

    A form sent again still finds the quarter that it began.
    """
    user, hari, hasil, dikirim = request.user, hari_ini(), {}, request.POST.get("uuid", "").replace("-", "")
    ada = json_list(
        LaporanTriwulan.objects.visible_to(user).filter(penugasan=OuterRef("pk")),
        tahun="tahun",
        triwulan="triwulan",
        uuid="uuid",
    )
    semua = Penugasan.objects.managed_by(user).in_force().with_names().annotate(json_laporan=ada)
    for p in semua.order_by("desa__nama", "pk"):
        sudah = {(x["tahun"], x["triwulan"]) for x in p.json_laporan or () if UUID(x["uuid"]).hex != dikirim}
        tw = [q for q in due_quarters_of(p, on=hari) if q not in sudah and can_make_report(user, p, *q, on=hari)]
        if tw:
            hasil[p] = tw
    if not hasil and not user.opd_ids(hari):
        raise PermissionDenied(SALAH_OPD)
    return hasil


def _create(request: HttpRequest, penugasan: Penugasan, form: FormBaruLaporan) -> LaporanTriwulan:
    d = form.cleaned_data
    return create_laporan(penugasan, *d["triwulan"], uuid=d["uuid"], by=request.user, at=timezone.now())


@require_safe
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One report: as its facts make it today, or as it was verified with what changed since."""
    buka = BukaKunci.objects.visible_to(request.user).open_at(timezone.now()).filter(laporan=OuterRef("pk"))
    terbuka = json_list(buka, sampai="sampai", oleh="oleh__nama", alasan="alasan")
    kueri = _papers(request).select_related("diverifikasi_oleh").defer(*AKUN).annotate(json_buka=terbuka)
    laporan = get_object_or_404(kueri, uuid=uuid)
    beku = laporan.status == StatusNaskah.DIVERIFIKASI
    isi = _frozen(request, laporan) if beku else _live(request, laporan)
    isi["buka"] = [b | {"sampai": moment_of(b["sampai"])} for b in laporan.json_buka or ()]
    isi |= {"laporan": laporan, "riwayat": history(request, laporan), **decision_context(request, laporan)}
    return render(request, "laporan/detail.html", isi)


def _live(request: HttpRequest, laporan: LaporanTriwulan) -> dict[str, Any]:
    isi = read_laporan(laporan, until=hari_ini()).isi
    return {"isi": isi, "tautan": TautanLaporan(isi), "kurang": missing(laporan, on=hari_ini())}


def _frozen(request: HttpRequest, laporan: LaporanTriwulan) -> dict[str, Any]:
    """The frozen text alone makes the report; its fingerprint is computed anew and must be the stored one."""
    isi, perubahan = from_json(laporan.isi_beku), changes_since(request.user, laporan)
    return {
        "isi": isi,
        "tautan": TautanLaporan(isi, tanggal_wit(laporan.diverifikasi_pada)),
        "utuh": sha256_of(laporan.isi_beku) == laporan.sha256,
        "perubahan": perubahan,
        "hitungan": summed_up(perubahan),
        "boleh_buka": can_unlock(request.user, laporan.penugasan, on=hari_ini()),
    }


@require_http_methods(["GET", "POST"])
def ubah(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write the narrative and choose photos, beside the figures."""
    laporan = _paper(request, uuid)
    if not can_write_naskah(request.user, laporan, on=hari_ini()):
        raise PermissionDenied(BUKAN_MEJA)
    terbaca = read_laporan(laporan, until=hari_ini())
    form = FormNarasi(request.POST if request.method == "POST" else None, laporan=laporan, calon=terbaca.calon)
    if try_deed(form, lambda: _edit(request, laporan, form)) is not None:
        messages.success(request, "Uraian laporan tersimpan.")
        return redirect("laporan:detail", laporan.uuid)
    isi = {"form": form, "laporan": laporan, "isi": terbaca.isi}
    return render(request, "laporan/ubah.html", isi)


def _edit(request: HttpRequest, laporan: LaporanTriwulan, form: FormNarasi) -> LaporanTriwulan:
    versi = form.cleaned_data["versi"]
    return edit_laporan(laporan, form.isi(), versi=versi, by=request.user, at=timezone.now())


@require_POST
def ajukan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Hand the report to the head of the OPD; a refusal is said on its page and nothing is lost."""
    laporan = _paper(request, uuid)
    form = FormVersi(request.POST)
    try_deed(form, lambda: submit_laporan(laporan, **form.cleaned_data, by=request.user, at=timezone.now()))
    for kalimat in chain.from_iterable(form.errors.values()):
        messages.error(request, kalimat)
    if not form.errors:
        messages.success(request, "Laporan triwulan diajukan kepada kepala OPD.")
    return redirect("laporan:detail", laporan.uuid)


@require_http_methods(["GET", "POST"])
def buka_kunci(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Let what a verified report holds be corrected for some days."""
    laporan = _paper(request, uuid)
    if laporan.status != StatusNaskah.DIVERIFIKASI:
        raise Http404
    if not can_unlock(request.user, laporan.penugasan, on=hari_ini()):
        raise PermissionDenied("Kunci triwulan dibuka oleh verifikator yang tidak bekerja untuk OPD ini.")
    form = FormBukaKunci(request.POST if request.method == "POST" else None)
    hasil = try_deed(form, lambda: unlock_triwulan(laporan, **form.cleaned_data, by=request.user, at=timezone.now()))
    if hasil is not None:
        messages.success(request, "Kunci dibuka. Laporan yang diverifikasi tidak berubah.")
        return redirect("laporan:detail", laporan.uuid)
    isi = {"form": form, "laporan": laporan}
    return render(request, "laporan/buka_kunci.html", isi)
