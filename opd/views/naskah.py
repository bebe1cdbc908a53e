"""The decision on a plan or a report, for every desk: what the paper's page shows of it, and the page that carries it out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from desa.waktu import hari_ini
from opd.actions.putusan import decide
from opd.enums import KATA_TINDAKAN, TindakanNaskah
from opd.forms.isian import put_errors
from opd.forms.naskah import MUAT, FormPutusan
from opd.models.naskah import Naskah
from opd.rekap.hak import HakNaskah, hak_of
from opd.rekap.meja import JENIS, address_of, kind_of, read_papan
from opd.rekap.perjalanan import perjalanan, read_steps

NAMA = ("penugasan__opd__dilebur_ke", "penugasan__desa__kecamatan__kabupaten")
"""What a page about a paper loads with it."""


def decision_context(request: HttpRequest, naskah: Naskah, putusan: FormPutusan | None = None) -> dict[str, Any]:
    """`hak`, `putusan` for `_parts/_putusan.html` and `perjalanan` for `_parts/_perjalanan.html`. At most five queries.

    Load the paper with `select_related(*NAMA)`. `putusan` is a form that was refused and is shown again.
    """
    langkah = read_steps(request.user, naskah)
    papan = read_papan(request.user, [naskah], until=hari_ini())
    hak = hak_of(request.user, naskah, papan)
    if putusan is None:
        putusan = FormPutusan(naskah=naskah, hak=hak)
    putusan.hak = hak
    return {"hak": hak, "putusan": putusan, "perjalanan": perjalanan(naskah, langkah, papan)}


@require_http_methods(["GET", "HEAD", "POST"])
def putuskan(request: HttpRequest, jenis: str, uuid: UUID) -> HttpResponse:
    """Decide on a paper; a refusal stays on this page with its sentence and what was typed."""
    naskah, form = _paper(request, jenis, uuid), None
    if request.method == "POST":
        form = FormPutusan(request.POST, naskah=naskah, hak=HakNaskah())
        if form.is_valid() and form.cleaned_data["tindakan"] == MUAT:
            form = FormPutusan(naskah=naskah, hak=HakNaskah(), initial={"alasan": form.cleaned_data["alasan"]})
        elif _carry_out(request, naskah, form):
            return redirect(address_of(kind_of(naskah), naskah.uuid))
        naskah = _paper(request, jenis, uuid)
    return render(request, "naskah/putuskan.html", {"naskah": naskah, **decision_context(request, naskah, form)})


def _paper(request: HttpRequest, jenis: str, uuid: UUID) -> Naskah:
    if jenis not in JENIS:
        raise Http404
    return get_object_or_404(JENIS[jenis].objects.visible_to(request.user).select_related(*NAMA), uuid=uuid)


def _carry_out(request: HttpRequest, naskah: Naskah, form: FormPutusan) -> bool:
    """Do what the form says; False leaves the refusal on it."""
    if not form.is_valid():
        return False
    d = form.cleaned_data
    try:
        decide(naskah, **d, by=request.user, at=timezone.now())
    except ValidationError as galat:
        form.basi = getattr(galat, "code", "") == "berubah"
        put_errors(form, galat)
        return False
    kata = KATA_TINDAKAN[TindakanNaskah(d["tindakan"])][1]
    messages.success(request, f"{str(naskah._meta.verbose_name).capitalize()} sudah {kata}.")
    return True
