"""The plain page that the dashboard is measured against: two ORM queries, 40 rows, 160 numbers, 40 SVG bars, about 9 kB."""

from __future__ import annotations

from django.db.models import Count, Max, Min, Sum
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine

from desa.models import Penjualan, Umkm

TEMPLAT = Engine(libraries={"angka": "desa.templatetags.angka"}).from_string(
    """{% load angka %}<!doctype html><html lang="id"><head><title>Polos</title></head><body><h1>{{ jumlah|ribuan }} UMKM</h1>
<table><caption>40 UMKM</caption><thead><tr><th scope="col">UMKM</th><th scope="col">Omzet</th><th scope="col">Bulan</th>
<th scope="col">Terkecil</th><th scope="col">Terbesar</th><th scope="col">Batang</th></tr></thead><tbody>
{% for b in baris %}<tr><td>{{ b.umkm__nama }}</td><td>{{ b.omzet|ribuan }}</td><td>{{ b.bulan|ribuan }}</td>
<td>{{ b.kecil|ribuan }}</td><td>{{ b.besar|ribuan }}</td>
<td><svg width="100" height="10"><rect width="{{ b.lebar }}" height="10"/></svg></td></tr>
{% endfor %}</tbody></table></body></html>"""
)


def halaman_polos(request: HttpRequest) -> HttpResponse:
    """Forty enterprises with a bar each, from the same tables and through the same middleware as the dashboard."""
    jumlah = Umkm.objects.visible_to(request.user).count()
    pertama = Umkm.objects.visible_to(request.user).order_by("pk").values("pk")[:40]
    baris = list(
        Penjualan.objects.visible_to(request.user)
        .filter(umkm__in=pertama)
        .order_by()
        .values("umkm__nama")
        .annotate(omzet=Sum("omzet_rp"), bulan=Count("pk"), kecil=Min("omzet_rp"), besar=Max("omzet_rp"))
    )
    terbesar = max((b["omzet"] for b in baris), default=1) or 1
    for b in baris:
        b["lebar"] = b["omzet"] * 100 // terbesar
    return HttpResponse(TEMPLAT.render(Context({"jumlah": jumlah, "baris": baris})))
