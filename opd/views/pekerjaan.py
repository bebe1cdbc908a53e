"""Long work of the reader: what waits, what runs, what came of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from desa.waktu import hari_ini
from opd.actions.impor_terapkan import BARIS_PANJANG
from opd.actions.pekerjaan import cancel_work
from opd.enums import Peran
from opd.konteks import SESI_PEKERJAAN
from opd.models import Pekerjaan
from opd.permissions_berkas import can_take_file
from opd.retensi import PEKERJAAN_BERAKHIR
from opd.views.halaman import JENIS_BERKAS, paged, send_file

SEMUA_TERBANYAK = 50
"""How much of everybody's work admin_sistem sees."""
PERAN_BERAKHIR = (
    "Berkas ini dibuat saat Anda memegang peran yang sudah berakhir. Minta lagi bila masih dapat Anda buka."
)
DIIKUTI = 5
"""How many pieces of work the page frame follows for one session."""


def follow(request: HttpRequest, pekerjaan: Pekerjaan) -> HttpResponse:
    """To the page of work that was just asked for; every page says when it is done."""
    lama = [u for u in request.session.get(SESI_PEKERJAAN, []) if u != str(pekerjaan.uuid)]
    request.session[SESI_PEKERJAAN] = [*lama, str(pekerjaan.uuid)][-DIIKUTI:]
    return redirect("pekerjaan:detail", uuid=pekerjaan.uuid)


def _satu(request: HttpRequest, uuid: UUID) -> Pekerjaan:
    return get_object_or_404(Pekerjaan.objects.personal_for(request.user), uuid=uuid)


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """One's own work, newest first; admin_sistem also sees what kinds everybody's are and where they stand."""
    user = request.user
    halaman, kueri = paged(request, Pekerjaan.objects.personal_for(user))
    batas = {"hari": PEKERJAAN_BERAKHIR.hari, "baris": BARIS_PANJANG, "semua": SEMUA_TERBANYAK}
    isi = {"halaman": halaman, "kueri": kueri, "batas": batas}
    if user.holds(Peran.ADMIN_SISTEM, on=hari_ini()):
        semua = Pekerjaan.objects.visible_to(user).select_related("diminta_oleh")
        isi["semua"] = semua.defer("diminta_oleh__password", "diminta_oleh__surel")[:SEMUA_TERBANYAK]
    return render(request, "pekerjaan/daftar.html", isi)


@require_safe
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How far it is; once it has ended the page frame stops telling."""
    satu = _satu(request, uuid)
    diikuti = request.session.get(SESI_PEKERJAAN, [])
    if not satu.terbuka and str(uuid) in diikuti:
        request.session[SESI_PEKERJAAN] = [u for u in diikuti if u != str(uuid)]
    return render(request, "pekerjaan/detail.html", {"p": satu})


@require_safe
def keadaan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The same as a few bytes for the page that waits."""
    p = _satu(request, uuid)
    isi = {
        "terbuka": p.terbuka,
        "keadaan": p.get_keadaan_display(),
        "lencana": p.lencana,
        "persen": p.persen,
        "kabar": p.kabar_pekerjaan,
    }
    jawaban = JsonResponse(isi)
    jawaban["Cache-Control"] = "no-store"
    return jawaban


@require_POST
def batalkan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take it back, be it waiting or running."""
    try:
        cancel_work(_satu(request, uuid), by=request.user, at=timezone.now())
    except ValidationError as galat:
        messages.error(request, " ".join(galat.messages))
    return redirect("pekerjaan:detail", uuid=uuid)


@require_safe
def berkas(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The file that came of it, for who asked for it and still is who may ask."""
    satu = _satu(request, uuid)
    if not can_take_file(request.user, satu, on=hari_ini()):
        raise PermissionDenied(PERAN_BERAKHIR)
    if not satu.berkas_hasil:
        raise Http404("Pekerjaan ini tidak menghasilkan berkas, atau berkasnya sudah dihapus.")
    with satu.berkas_hasil.open() as isi:
        return send_file(isi.read(), satu.nama_hasil, JENIS_BERKAS[satu.nama_hasil.rpartition(".")[2]])
