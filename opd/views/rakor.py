"""Coordination meetings: the list, the minutes, and the arahan born there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from desa.waktu import hari_ini
from opd.actions.arahan import give_arahan
from opd.actions.rakor import SALAH_PERAN, change_rakor, record_rakor
from opd.berkas import send_berkas
from opd.ekspor.arahan import RAKOR
from opd.forms.arahan import FormArahanRakor, FormRakor, FormUbahRakor, SaringRakor
from opd.models import Arahan, Rakor, TindakLanjut
from opd.permissions import can_record_rakor
from opd.views.halaman import history, paged, render, try_deed
from opd.views.unduh import export


def _require_right(request: HttpRequest) -> None:
    if not can_record_rakor(request.user, on=hari_ini()):
        raise PermissionDenied(SALAH_PERAN)


def _posted(request: HttpRequest) -> tuple[Any, ...]:
    return (request.POST, request.FILES) if request.method == "POST" else ()


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """Meetings, the newest first, with the number of arahan born there."""
    user, hari = request.user, hari_ini()
    saring = SaringRakor(request.GET, user=user)
    hidup = Q(arahan__dicabut_pada__isnull=True)
    rakor = saring.apply(Rakor.objects.visible_to(user)).annotate(jumlah_arahan=Count("arahan", filter=hidup))
    rakor = rakor.order_by("-tanggal", "-pk")
    if (berkas := export(request, RAKOR, rakor, saring)) is not None:
        return berkas
    halaman, kueri = paged(request, rakor)
    boleh = can_record_rakor(user, on=hari)
    isi = {"saring": saring, "halaman": halaman, "kueri": kueri, "boleh_tulis": boleh}
    return render(request, "rakor/daftar.html", isi)


@require_http_methods(["GET", "HEAD", "POST"])
def baru(request: HttpRequest) -> HttpResponse:
    """The form of a new meeting."""
    _require_right(request)
    form = FormRakor(*_posted(request), initial={"tanggal": hari_ini()})

    def lakukan() -> Rakor:
        d, at = form.cleaned_data, timezone.now()
        return record_rakor(form.isi(), uuid=d["uuid"], berkas=d["berkas"], by=request.user, at=at)

    rakor = try_deed(form, lakukan)
    if rakor is not None:
        messages.success(request, "Rakor tersimpan. Catat arahan yang lahir di sana.")
        return redirect("rakor:detail", rakor.uuid)
    return render(request, "rakor/isi.html", {"form": form})


@require_safe
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One meeting: minutes, who came, and how far its arahan are."""
    user = request.user
    rakor = get_object_or_404(Rakor.objects.visible_to(user).select_related("dicatat_oleh"), uuid=uuid)
    isi = {
        "rakor": rakor,
        "arahan": _progress(request, rakor),
        "riwayat": history(request, rakor),
        "boleh_tulis": can_record_rakor(user, on=hari_ini()),
    }
    return render(request, "rakor/detail.html", isi)


def _progress(request: HttpRequest, rakor: Rakor) -> list[tuple[Arahan, dict[str, int]]]:
    """The meeting's arahan, each with how many OPDs were asked, are done, and are late. Two queries."""
    arahan = list(Arahan.objects.visible_to(request.user).filter(rakor=rakor).order_by("pk"))
    tindak = TindakLanjut.objects.visible_to(request.user).in_force().filter(arahan__rakor=rakor)
    per_arahan = (
        tindak.order_by()
        .values("arahan")
        .annotate(
            opd=Count("pk"),
            selesai=Count("pk", filter=Q(status="selesai")),
            terlambat=Count("pk", filter=Q(status="belum_dijawab", batas__lt=hari_ini())),
        )
    )
    angka = {r["arahan"]: r for r in per_arahan}
    return [(a, angka.get(a.pk, {"opd": 0, "selesai": 0, "terlambat": 0})) for a in arahan]


@require_http_methods(["GET", "HEAD", "POST"])
def ubah(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The form filled with the stored minutes; the old text stays in the history."""
    _require_right(request)
    rakor = get_object_or_404(Rakor.objects.visible_to(request.user), uuid=uuid)
    awal = {k: getattr(rakor, k) for k in ("uuid", "versi", "tanggal", "tempat", "perihal", "peserta", "notulen")}
    form = FormUbahRakor(*_posted(request), initial=awal)

    def lakukan() -> Rakor:
        d, at = form.cleaned_data, timezone.now()
        return change_rakor(rakor, form.isi(), versi=d["versi"], berkas=d["berkas"], by=request.user, at=at)

    if try_deed(form, lakukan) is not None:
        messages.success(request, "Perubahan tersimpan.")
        return redirect("rakor:detail", uuid)
    return render(request, "rakor/isi.html", {"form": form, "rakor": rakor})


@require_http_methods(["GET", "HEAD", "POST"])
def arahan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The form of an arahan born in this meeting."""
    _require_right(request)
    rakor = get_object_or_404(Rakor.objects.visible_to(request.user), uuid=uuid)
    data = request.POST if request.method == "POST" else None
    form = FormArahanRakor(data, user=request.user, rakor=rakor, on=hari_ini())

    def lakukan() -> Arahan:
        d, at = form.cleaned_data, timezone.now()
        return give_arahan(form.arahan(), uuid=d["uuid"], by=request.user, at=at, rakor=rakor)

    if try_deed(form, lakukan) is not None:
        messages.success(request, "Arahan tersimpan. OPD yang dituju melihatnya di Beranda.")
        return redirect("rakor:detail", uuid)
    return render(request, "arahan/isi.html", {"form": form, "rakor": rakor})


@require_safe
def berkas(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The minutes as a file."""
    rakor = get_object_or_404(Rakor.objects.visible_to(request.user), uuid=uuid)
    return send_berkas(rakor.berkas, f"notulen-{rakor.tanggal:%Y-%m-%d}")
