"""One search over villages, OPDs and enterprises. Only OPEN fields are looked at: no owner, no phone, no contact."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desa.enums import JenisDesa
from desa.models import Desa, Umkm
from opd.forms.saring import CariForm, cocok_desa, cocok_opd
from opd.models import Opd, Pengguna
from opd.views.halaman import paged

PER_JENIS = 20
HURUF_SEDIKITNYA = 2
ANGKA_NIB = 6
SEBUTAN = {jenis.label.lower(): jenis for jenis in sorted(JenisDesa, key=lambda j: len(j.label), reverse=True)}


@require_safe
def cari(request: HttpRequest) -> HttpResponse:
    """Up to 20 of each kind, the nearest name first; each kind has pages of its own."""
    user, form = request.user, CariForm(request.GET)
    q = " ".join(form.cleaned_data["q"].split()) if form.is_valid() else ""
    isi: dict[str, Any] = {"form": form, "q": q, "jumlah": 0, "bagian": []}
    if len(q) >= HURUF_SEDIKITNYA:
        semua = (("desa", "Desa", _desa(user, q)), ("opd", "OPD", _opd(user, q)), ("umkm", "UMKM", _umkm(user, q)))
        isi["bagian"] = [
            (jenis, judul, *paged(request, rows, per=PER_JENIS, nama=f"hal_{jenis}")) for jenis, judul, rows in semua
        ]
        isi["jumlah"] = sum(halaman.paginator.count for _, _, halaman, _ in isi["bagian"])
    return render(request, "cari/cari.html", isi)


def _nearest(nama: str) -> Case:
    """0 for the very name, 1 for its beginning, 2 for a part of it, 3 for a match elsewhere."""
    dekat = [When(nama__iexact=nama, then=0), When(nama__istartswith=nama, then=1), When(nama__icontains=nama, then=2)]
    return Case(*dekat, default=Value(3), output_field=IntegerField())


def _desa(user: Pengguna, q: str) -> QuerySet[Desa]:
    """Villages by name, kecamatan or code; "Negeri Uraur" finds Uraur, "negeri" alone finds every negeri."""
    rendah = q.lower()
    sebutan = next((s for s in SEBUTAN if rendah == s or rendah.startswith(f"{s} ")), "")
    nama = q[len(sebutan) :].strip()
    cocok = cocok_desa(q)
    if sebutan and not nama:
        cocok |= Q(jenis=SEBUTAN[sebutan])
    elif sebutan:
        cocok |= cocok_desa(nama)
    desa = Desa.objects.visible_to(user).filter(cocok).with_place()
    return desa.order_by(_nearest(q), _nearest(nama or q), "nama", "kode")


def _opd(user: Pengguna, q: str) -> QuerySet[Opd]:
    cocok = Opd.objects.visible_to(user).filter(cocok_opd(q)).order_by().values("pk")
    return Opd.objects.visible_to(user).filter(pk__in=cocok).order_by(_nearest(q), "nama")


def _umkm(user: Pengguna, q: str) -> QuerySet[Umkm]:
    """Enterprises by name, product, or the first digits of the NIB."""
    cocok = Q(nama__icontains=q) | Q(produk__icontains=q)
    angka = "".join(c for c in q if c.isascii() and c.isdigit())
    if len(angka) >= ANGKA_NIB and not any(c.isalpha() for c in q):
        cocok |= Q(nib__startswith=angka)
    umkm = Umkm.objects.visible_to(user).filter(cocok).select_related("desa__kecamatan__kabupaten")
    return umkm.order_by(_nearest(q), "nama", "pk")
