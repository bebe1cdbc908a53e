"""Labels for a stall: a product's name, its village and the way to its public page, as a code for a phone and to be typed."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from desa.waktu import hari_ini
from opd.forms.produk import PilihLabel
from opd.qr import qr_svg
from opd.rekap.etalase import SaringTayang, published_produk, read_tayangan
from opd.views.produk import own_produk

SELEMBAR = 12


@require_safe
def label(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One large label or a sheet of them; without a consent in force there is nothing to lead to."""
    produk = own_produk(request, uuid)
    form = PilihLabel(request.GET, user=request.user)
    tayang = read_tayangan(published_produk(SaringTayang(), on=hari_ini()).filter(pk=produk.pk), on=hari_ini())
    alamat = request.build_absolute_uri(reverse("etalase:detail", args=[produk.kode]))
    isi = {
        "form": form,
        "produk": produk,
        "p": next(iter(tayang), None),
        "qr": qr_svg(alamat, f"Kode QR menuju {alamat}"),
        "alamat": alamat.partition("://")[2].rstrip("/"),
        "banyak": range(SELEMBAR if form.penuh else 1),
    }
    return render(request, "produk/label.html", isi)
