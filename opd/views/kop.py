"""An OPD's letterhead: its form, and the logo for who edits it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from desa.waktu import hari_ini
from opd.actions.cetak import BUKAN_KOP, change_kop, read_kop
from opd.forms.cetak import FormKop
from opd.models import KopSurat, Opd
from opd.permissions_cetak import can_keep_kop
from opd.views.foto import open_foto, seal_image
from opd.views.halaman import history, render, try_deed


def _opd(request: HttpRequest, slug: str) -> Opd:
    return get_object_or_404(Opd.objects.visible_to(request.user).select_related("dilebur_ke"), slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
def isi(request: HttpRequest, slug: str) -> HttpResponse:
    """Write the letterhead; what was typed comes back with a refusal."""
    opd = _opd(request, slug)
    if not can_keep_kop(request.user, opd, on=hari_ini()):
        raise PermissionDenied(BUKAN_KOP)
    kop = KopSurat.objects.visible_to(request.user).filter(opd=opd).first()
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FormKop(*data, lama=read_kop(kop) if kop else None, berlogo=bool(kop and kop.logo))
    if try_deed(form, lambda: change_kop(opd, **form.isi(), by=request.user, at=timezone.now())) is not None:
        messages.success(request, "Kop surat tersimpan dan dipakai pada naskah berikutnya.")
        return redirect("opd:kop", slug)
    riwayat = history(request, kop) if kop else []
    konteks = {"opd": opd, "kop": kop, "form": form, "riwayat": riwayat}
    return render(request, "cetak/kop.html", konteks)


@require_safe
def logo(request: HttpRequest, slug: str) -> HttpResponse:
    """The stored logo, a PNG that can be nothing else."""
    kop = KopSurat.objects.visible_to(request.user).filter(opd__slug=slug).first()
    if kop is None:
        raise Http404
    with open_foto(kop.logo) as berkas:
        jawaban = HttpResponse(berkas.read(), content_type="image/png")
    return seal_image(jawaban, simpan="private, max-age=300")
