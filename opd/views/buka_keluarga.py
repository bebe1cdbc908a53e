"""The page that shows a family's numbers in full, for a minute, to who gives the password again and a reason."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from desa.models import Keluarga
from desa.waktu import hari_ini
from opd.actions.buka_keluarga import TAMPIL_DETIK, open_numbers, record_wrong_password
from opd.actions.masuk import TERLALU_SERING, begin_reentry
from opd.forms.isian import SANDI_SALAH, FormSandi
from opd.forms.keluarga import FormBukaKeluarga
from opd.permissions_keluarga import BUKAN_KELUARGA, can_unmask
from opd.views.baca import note_record
from opd.views.halaman import render, try_deed
from opd.views.keluarga import HALAMAN_KELUARGA


@sensitive_post_parameters("sandi")
@require_http_methods(["GET", "HEAD", "POST"])
def buka(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask for password and reason, then show the numbers on the answer to that POST alone."""
    semua = Keluarga.objects.personal_for(request.user).select_related("desa__kecamatan__kabupaten")
    keluarga = get_object_or_404(semua, uuid=uuid)
    if not can_unmask(request.user, keluarga.desa_id, on=hari_ini()):
        raise PermissionDenied(BUKAN_KELUARGA)
    form = FormBukaKeluarga(request.POST if request.method == "POST" else None)
    status = None
    if form.is_bound and form.is_valid():
        status = check_password(
            request, form, lambda: record_wrong_password(keluarga, by=request.user, at=timezone.now())
        )
        nomor = try_deed(
            form,
            lambda: open_numbers(keluarga, alasan=form.cleaned_data["alasan"], by=request.user, at=timezone.now()),
        )
        if nomor is not None:
            return _shown(request, keluarga, {"nomor": nomor, "keluarga": keluarga, "detik": TAMPIL_DETIK})
    note_record(request, HALAMAN_KELUARGA, keluarga)
    return render(request, "keluarga/buka.html", {"form": form, "keluarga": keluarga}, status=status)


def check_password(request: HttpRequest, form: FormSandi, salah: Callable[[], None]) -> int | None:
    """Put a wrong password, recorded by `salah`, or too many of them, on the form; 429 for these, else what its page says."""
    percobaan = begin_reentry(request.user, at=timezone.now())
    if percobaan is None:
        form.add_error(None, TERLALU_SERING)
        return 429
    if request.user.check_password(form.cleaned_data["sandi"]):
        percobaan.delete()
    else:
        salah()
        form.add_error("sandi", SANDI_SALAH)
    return None


def _shown(request: HttpRequest, keluarga: Keluarga, isi: dict) -> HttpResponse:
    """The numbers; without JavaScript the browser itself leaves the page when the time is over."""
    jawaban = render(request, "keluarga/terbuka.html", isi)
    jawaban["Refresh"] = f"{TAMPIL_DETIK}; url={reverse('keluarga:detail', args=[keluarga.uuid])}"
    jawaban["Cache-Control"] = "private, no-store"
    return jawaban
