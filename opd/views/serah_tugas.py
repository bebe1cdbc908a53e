"""Hand an official's work over: choose who leaves, read what waits there, and say who takes it from when on."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from desa.angka import format_tanggal
from desa.waktu import hari_ini
from opd.actions.serah_tugas import BUKAN_PENYERAH, hand_over
from opd.forms.serah_tugas import JABATAN, PERAN, FormDari, FormSerahTugas
from opd.models import AnggotaTim
from opd.permissions_akun import can_begin_handover
from opd.rekap.tugas import tugas_orang
from opd.rekap.tugas_urut import in_order
from opd.sandi_ulang import require_password
from opd.views.halaman import render, try_deed

DISEBUT = 20
"""Tasks that are told one by one; of the rest how many."""


@require_http_methods(["GET", "HEAD", "POST"])
def serah(request: HttpRequest) -> HttpResponse:
    """Two steps on one page; the second one's address names who leaves."""
    user, hari = request.user, hari_ini()
    if not can_begin_handover(user, on=hari):
        raise PermissionDenied(BUKAN_PENYERAH)
    pilih = FormDari(request.GET or None, user=user)
    if not pilih.is_bound or not pilih.is_valid():
        return render(request, "serah_tugas/isi.html", {"pilih": pilih})
    dari = pilih.cleaned_data["dari"]
    if request.method == "POST":
        require_password(request)
    form = FormSerahTugas(request.POST if request.method == "POST" else None, user=user, dari=dari)
    jumlah = try_deed(form, lambda: _hand_over(request, form, dari))
    if jumlah is not None:
        kepada, sejak = form.cleaned_data["kepada"], format_tanggal(form.cleaned_data["hari"])
        messages.success(request, f"{jumlah} tugas {dari} diserahkan kepada {kepada}, berlaku {sejak}.")
        return redirect("serah_tugas:isi")
    tugas = in_order(tugas_orang(dari, pembaca=user, until=hari), hari)
    tim = AnggotaTim.objects.visible_to(user).filter(pengguna=dari, tim__selesai__isnull=True).select_related("tim")
    isi = {"pilih": pilih, "dari": dari, "form": form, "tim": tim}
    return render(request, "serah_tugas/isi.html", isi | {"tugas": tugas[:DISEBUT], "sisa": len(tugas[DISEBUT:])})


def _hand_over(request: HttpRequest, form: FormSerahTugas, dari: object) -> int:
    d = form.cleaned_data
    return hand_over(
        dari,  # type: ignore[arg-type]
        d["kepada"],
        peran=form.chosen(PERAN),
        jabatan=form.chosen(JABATAN),
        hari=d["hari"],
        alasan=d["alasan"],
        by=request.user,  # type: ignore[arg-type]
        at=timezone.now(),
    )
