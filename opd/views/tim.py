"""The page on which an OPD forms its team for a village, and keeps it right."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from desa.waktu import hari_ini
from opd.actions.tim import change_tim, create_tim, read_isi
from opd.berkas import send_berkas
from opd.forms.isian import put_errors
from opd.forms.tim import FormTim
from opd.models import Penugasan, Tim
from opd.permissions import can_manage_team
from opd.views.halaman import render


@require_http_methods(["GET", "POST"])
def isi(request: HttpRequest, pk: int) -> HttpResponse:
    """Form the team of a penugasan, or change the one that is open."""
    tugas = get_object_or_404(Penugasan.objects.visible_to(request.user).with_names(), pk=pk)
    if not can_manage_team(request.user, tugas, on=hari_ini()):
        raise PermissionDenied("Tim hanya diatur oleh OPD yang bertugas di desa ini.")
    tim = Tim.objects.managed_by(request.user).filter(penugasan=tugas).open_on(hari_ini()).first()
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FormTim(*data, lama=read_isi(tim) if tim else None, pk=tim.pk if tim else None, mulai=tugas.mulai)
    if form.is_bound and form.is_valid() and _save(request, tugas, tim, form):
        messages.success(request, "Tim tersimpan.")
        return redirect("penugasan:detail", pk)
    return render(request, "penugasan/tim.html", {"form": form, "tugas": tugas, "tim": tim})


def _save(request: HttpRequest, tugas: Penugasan, tim: Tim | None, form: FormTim) -> bool:
    """Whether the deed was done; a refusal goes on the form."""
    try:
        if tim is None or form.lama is None:
            create_tim(tugas, form.isi(), by=request.user, at=timezone.now())
        else:
            change_tim(tim, form.isi(), lama=form.lama, by=request.user, at=timezone.now())
    except ValidationError as galat:
        put_errors(form, galat)
        return False
    return True


@require_safe
def berkas(request: HttpRequest, pk: int, tim: int) -> FileResponse:
    """The SK of a team, for the own OPD and the maintainers of penugasan."""
    semua = Tim.objects.visible_to(request.user) if request.user.may_maintain_reference() else None
    kueri = semua if semua is not None else Tim.objects.managed_by(request.user)
    return send_berkas(get_object_or_404(kueri, pk=tim, penugasan=pk).berkas, f"sk-tim-{tim}")
