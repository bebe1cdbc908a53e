"""One search over villages, OPDs and enterprises."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desa.models import Desa, Umkm
from opd.forms.saring import CariForm, cocok_desa, cocok_opd
from opd.models import Opd
from opd.views.halaman import paged

PER_JENIS = 20


@require_safe
def cari(request: HttpRequest) -> HttpResponse:
    """Up to 20 of each kind whose name contains the words; each kind has pages of its own."""
    user = request.user
    form = CariForm(request.GET)
    q = form.cleaned_data["q"].strip() if form.is_valid() else ""
    isi = {"form": form, "q": q, "jumlah": 0, "bagian": []}
    if len(q) >= 2:
        desa = Desa.objects.visible_to(user).filter(cocok_desa(q)).with_place().order_by("nama", "kode")
        opd = Opd.objects.visible_to(user).filter(
            Q(pk__in=Opd.objects.visible_to(user).filter(cocok_opd(q)).values("pk"))
        )
        umkm = Umkm.objects.visible_to(user).filter(Q(nama__icontains=q) | Q(produk__icontains=q) | _nib(q))
        umkm = umkm.select_related("desa__kecamatan__kabupaten").order_by("nama", "pk")
        isi["bagian"] = [
            (jenis, judul, *paged(request, rows, per=PER_JENIS, nama=f"hal_{jenis}"))
            for jenis, judul, rows in (
                ("desa", "Desa", desa),
                ("opd", "OPD", opd.order_by("nama")),
                ("umkm", "UMKM", umkm),
            )
        ]
        isi["jumlah"] = sum(h.paginator.count for _, _, h, _ in isi["bagian"])
    return render(request, "cari/cari.html", isi)


def _nib(q: str) -> Q:
    return Q(nib=q) if q.isdigit() and len(q) == 13 else Q(pk__in=[])
