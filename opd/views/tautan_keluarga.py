"""The page that ties an enterprise's owner to a target family: those with the same NIK are offered, the OPD says which."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from desa.enums import JenisSidik
from desa.models import Keluarga, Umkm
from desa.sandi import SandiRusak
from desa.waktu import hari_ini
from opd.actions.tautan_keluarga import link_family, unlink_family
from opd.forms.keluarga import FormTautan
from opd.rekap.keluarga_baris import masked
from opd.views.baca import note_families
from opd.views.halaman import render, try_deed


@require_http_methods(["GET", "HEAD", "POST"])
def tautan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The linked family, or the families with the owner's NIK; POST links one of them or takes the link away."""
    umkm = get_object_or_404(Umkm.objects.personal_for(request.user).select_related("desa"), uuid=uuid)
    calon = _candidates(request, umkm)
    form = FormTautan(request.POST if request.method == "POST" else None, calon=calon, initial={"versi": umkm.versi})

    def simpan() -> Umkm:
        dipilih, isi = form.chosen(), {"versi": form.cleaned_data["versi"], "by": request.user, "at": timezone.now()}
        return link_family(umkm, dipilih, **isi) if dipilih else unlink_family(umkm, **isi)

    if try_deed(form, simpan) is not None:
        messages.success(request, "Tautan tersimpan.")
        return redirect("umkm:detail", umkm.uuid)
    note_families(request, "tautan pemilik UMKM", calon)
    konteks = {
        "umkm": umkm,
        "form": form,
        "calon": [masked(k) for k in calon],
        "tertaut": bool(umkm.keluarga_sasaran_id),
    }
    return render(request, "keluarga/tautan.html", konteks)


def _candidates(request: HttpRequest, umkm: Umkm) -> list[Keluarga]:
    """The linked family if the reader may read it, else those with the owner's NIK that the reader may read."""
    semua = Keluarga.objects.personal_for(request.user).select_related("desa__kecamatan__kabupaten")
    semua = semua.with_state(until=hari_ini())
    if umkm.keluarga_sasaran_id:
        return list(semua.filter(pk=umkm.keluarga_sasaran_id))
    try:
        return list(semua.numbered(JenisSidik.NIK, umkm.nik)) if umkm.nik else []
    except SandiRusak:
        return []
