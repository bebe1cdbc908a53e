"""The public check of a paper: what it is, its hash, whether it is the newest edition. Nothing of what it says."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from opd.alamat import client_address
from opd.cetak.gugur import why_void
from opd.forms.cetak import FormKode, plain_code
from opd.konteks import is_sample
from opd.laju import within_rate
from opd.models import Cetakan

SEMENIT = 60
"""Checks a minute from one network: a whole meeting behind one router stays below it."""


def _public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For everybody, at a bounded rate; the middleware sees that nobody keeps it and no search engine finds it."""

    @wraps(view)
    def jalan(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if within_rate("periksa", client_address(request), paling_banyak=SEMENIT, detik=60):
            return view(request, *args, **kwargs)
        jawaban = _page("periksa/sering.html", {}, status=429)
        jawaban["Retry-After"] = "60"
        return jawaban

    return login_not_required(require_safe(jalan))


def _page(nama: str, isi: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page of its own frame: no menu, no account, the same for everybody."""
    return HttpResponse(render_to_string(nama, isi | {"contoh": is_sample()}), status=status)


@_public
def tanya(request: HttpRequest) -> HttpResponse:
    """Type the code of a paper whose picture no phone reads."""
    form = FormKode(request.GET if "kode" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("periksa:naskah", form.cleaned_data["kode"])
    return _page("periksa/tanya.html", {"form": form}, status=422 if form.errors else 200)


@_public
def naskah(request: HttpRequest, kode: str) -> HttpResponse:
    """One paper by its code. At most three queries."""
    cetakan = Cetakan.objects.published().filter(kode=plain_code(kode)).first()
    if cetakan is None:
        return _page("periksa/hilang.html", {"form": FormKode()}, status=404)
    baru = Cetakan.objects.published().of(cetakan.jenis, cetakan.kunci).first()
    gugur = why_void(cetakan.jenis, cetakan.kunci)
    return _page("periksa/naskah.html", {"c": cetakan, "baru": None if baru.pk == cetakan.pk else baru, "gugur": gugur})
