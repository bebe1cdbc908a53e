"""Arahan: the list with who is late, each arahan with its OPDs, and the page where an OPD answers and is checked."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from desa.models import Catatan
from desa.riwayat import baca_riwayat
from desa.waktu import hari_ini
from opd.actions.arahan import (
    BUKAN_PIMPINAN,
    answer_arahan,
    close_answer,
    give_arahan,
    return_answer,
    withdraw_arahan,
)
from opd.berkas import send_berkas
from opd.ekspor.arahan import ARAHAN
from opd.enums import StatusTindakLanjut
from opd.forms.arahan import (
    AwalArahan,
    FormArahan,
    FormCabut,
    FormJawab,
    FormKembali,
    FormVersi,
    SaringArahan,
)
from opd.models import Arahan, TindakLanjut
from opd.permissions import (
    can_answer_arahan,
    can_check_arahan,
    can_record_rakor,
    can_withdraw_arahan,
    can_write_arahan,
)
from opd.views.halaman import RIWAYAT_TERBANYAK, history, paged, render, try_deed
from opd.views.unduh import export

BELUM, DIJAWAB, SELESAI, DIKEMBALIKAN = StatusTindakLanjut
KARTU = {
    "terlambat": "Terlambat dijawab",
    "belum": "Belum dijawab",
    "diperiksa": "Menunggu pemeriksaan",
    "selesai": "Selesai",
}
"""The figures above the list, by the filter that shows their rows."""


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """One row per arahan and OPD, the longest overdue first; the figures above follow the chosen OPD."""
    user, hari = request.user, hari_ini()
    saring = SaringArahan(request.GET, user=user)
    semua = TindakLanjut.objects.visible_to(user)
    baris = saring.apply(semua, on=hari).with_names()
    if (berkas := export(request, ARAHAN, lambda: ((t, t.hari_lewat(hari)) for t in baris), saring)) is not None:
        return berkas
    angka = saring.of_opd(semua).tally(on=hari)
    halaman, kueri = paged(request, baris)
    isi = {
        "saring": saring,
        "kartu": [(nama, angka[k], _filtered(saring, k)) for k, nama in KARTU.items()],
        "halaman": halaman,
        "kueri": kueri,
        "baris": [(t, t.hari_lewat(hari)) for t in halaman],
        "boleh_tulis": can_write_arahan(user, on=hari),
        "boleh_rakor": can_record_rakor(user, on=hari),
    }
    return render(request, "arahan/daftar.html", isi)


def _filtered(saring: SaringArahan, keadaan: str) -> str:
    """The address of the rows behind a figure: the chosen OPD, words and subject, in one state."""
    isi = {k: saring.isi[k] for k in ("q", "opd", "perkara")} | {"keadaan": keadaan}
    return f"?{urlencode({k: v for k, v in isi.items() if v})}"


@require_http_methods(["GET", "HEAD", "POST"])
def baru(request: HttpRequest) -> HttpResponse:
    """The form of a new arahan; a decision of the dashboard fills in OPD and text."""
    user, hari = request.user, hari_ini()
    if not can_write_arahan(user, on=hari):
        raise PermissionDenied(BUKAN_PIMPINAN)
    awal = AwalArahan(request.GET, user=user).awal(on=hari)
    form = FormArahan(request.POST if request.method == "POST" else None, user=user, on=hari, initial=awal)
    arahan = try_deed(
        form, lambda: give_arahan(form.arahan(), uuid=form.cleaned_data["uuid"], by=user, at=timezone.now())
    )
    if arahan is not None:
        messages.success(request, "Arahan tersimpan. OPD yang dituju melihatnya di Beranda.")
        return redirect("arahan:detail", arahan.uuid)
    return render(request, "arahan/isi.html", {"form": form})


@require_safe
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One arahan: who gave it, where, and how far each OPD is."""
    user, hari = request.user, hari_ini()
    arahan = get_object_or_404(Arahan.objects.visible_to(user).select_related("rakor", "desa"), uuid=uuid)
    tindak = TindakLanjut.objects.visible_to(user).filter(arahan=arahan).exclude(status=DIKEMBALIKAN)
    baris = [(t, t.hari_lewat(hari)) for t in tindak.with_names().order_by("opd__nama")]
    isi = {
        "arahan": arahan,
        "baris": baris,
        "selesai": sum(t.status == SELESAI for t, _ in baris),
        "terlambat": sum(t.status == BELUM and lewat > 0 for t, lewat in baris),
        "riwayat": history(request, arahan),
        "boleh_cabut": can_withdraw_arahan(user, arahan, on=hari),
    }
    return render(request, "arahan/detail.html", isi)


@require_http_methods(["GET", "HEAD", "POST"])
def cabut(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask for the reason, then take the arahan back."""
    user = request.user
    arahan = get_object_or_404(Arahan.objects.visible_to(user), uuid=uuid)
    if not can_withdraw_arahan(user, arahan, on=hari_ini()):
        if arahan.dicabut_pada is not None:
            return redirect("arahan:detail", uuid)
        raise PermissionDenied("Arahan ini dicabut oleh pemberinya.")
    form = FormCabut(request.POST if request.method == "POST" else None, initial={"versi": arahan.versi})

    def lakukan() -> bool:
        withdraw_arahan(arahan, **form.cleaned_data, by=user, at=timezone.now())
        return True

    if try_deed(form, lakukan):
        messages.success(request, "Arahan dicabut. OPD tidak perlu menjawabnya lagi.")
        return redirect("arahan:detail", uuid)
    return render(request, "arahan/cabut.html", {"form": form, "arahan": arahan})


FORM: dict[str, type[FormVersi]] = {"jawab": FormJawab, "selesai": FormVersi, "kembali": FormKembali}
"""What can be done to an answer, by the name of the button."""


@require_http_methods(["GET", "HEAD", "POST"])
def tindak(request: HttpRequest, uuid: UUID, slug: str) -> HttpResponse:
    """One OPD's rounds under an arahan; who may answer or check finds the form here."""
    user, hari, aksi = request.user, hari_ini(), request.POST.get("aksi", "")
    semua = TindakLanjut.objects.visible_to(user).filter(arahan__uuid=uuid, opd__slug=slug).with_names()
    putaran = list(semua.select_related("dijawab_oleh", "diperiksa_oleh").order_by("-putaran"))
    if not putaran:
        raise Http404
    kini = putaran[0]
    boleh = {"jawab"} if can_answer_arahan(user, kini, on=hari) else set()
    boleh |= {"selesai", "kembali"} if can_check_arahan(user, kini, on=hari) else set()
    form = {nama: kelas(initial={"versi": kini.versi}, auto_id=f"{nama}_%s") for nama, kelas in FORM.items()}
    if request.method == "POST" and aksi in FORM:
        form[aksi] = FORM[aksi](request.POST, request.FILES, auto_id=f"{aksi}_%s")
        if try_deed(form[aksi], lambda: _carry_out(request, kini, aksi, form[aksi].cleaned_data)):
            return redirect("arahan:tindak", uuid, slug)
    tampil = {nama: f for nama, f in form.items() if nama in boleh or f.errors}
    isi = {
        "kini": kini,
        "arahan": kini.arahan,
        "penjawab": kini.opd.answering_on(hari),
        "form": tampil,
        **_rounds(request, putaran),
    }
    return render(request, "arahan/tindak.html", isi)


def _carry_out(request: HttpRequest, kini: TindakLanjut, aksi: str, isi: dict[str, Any]) -> bool:
    """The deed the button names; its refusal is raised."""
    oleh = {"by": request.user, "at": timezone.now()}
    if aksi == "jawab":
        answer_arahan(kini, versi=isi["versi"], jawaban=isi["jawaban"], bukti=isi["bukti"], **oleh)
        messages.success(request, "Jawaban tersimpan dan menunggu pemeriksaan.")
    elif aksi == "selesai":
        close_answer(kini, **isi, **oleh)
        messages.success(request, "Tindak lanjut dinyatakan selesai.")
    else:
        return_answer(kini, **isi, **oleh)
        messages.success(request, "Jawaban dikembalikan. OPD melihat alasannya di Beranda.")
    return True


def _rounds(request: HttpRequest, putaran: list[TindakLanjut]) -> dict[str, Any]:
    """The rounds with their days late, which evidence the reader may open, and this OPD's part of the history."""
    user, hari, kini = request.user, hari_ini(), putaran[0]
    milik = TindakLanjut.objects.personal_for(user).filter(pk__in=[t.pk for t in putaran])
    terbuka = set(milik.values_list("pk", flat=True)) if any(t.bukti for t in putaran) else set()
    catatan = Catatan.objects.visible_to(user).about(kini.arahan).filter(Q(opd_id=kini.opd_id) | Q(opd_id__isnull=True))
    return {
        "putaran": [(t, t.hari_lewat(hari), t.pk in terbuka) for t in putaran],
        "lewat": kini.hari_lewat(hari),
        "riwayat": baca_riwayat(Arahan, catatan[:RIWAYAT_TERBANYAK]),
    }


@require_safe
def berkas(request: HttpRequest, pk: int) -> HttpResponse:
    """The evidence of an answer, for the own OPD and for who may check it."""
    baris = get_object_or_404(TindakLanjut.objects.personal_for(request.user), pk=pk)
    return send_berkas(baris.bukti, f"bukti-arahan-{baris.pk}")
