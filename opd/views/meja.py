"""At whose desk every open paper lies, and who is stuck with whom."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desa.waktu import hari_ini
from opd.ambang import NASKAH_TERTAHAN
from opd.ekspor.naskah import MEJA
from opd.forms.meja import SaringMeja
from opd.models.naskah import MELIHAT_SEMUA
from opd.rekap.tertahan import rekap_meja, stuck_desks, with_places
from opd.views.halaman import paged
from opd.views.unduh import export


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """Open papers the reader may see, the longest wait first; who reads all of them also sees them counted by desk."""
    user, hari = request.user, hari_ini()
    baris = rekap_meja(user, until=hari)
    saring = SaringMeja(request.GET, user=user, baris=baris)
    pilihan = saring.apply()
    if (berkas := export(request, MEJA, lambda: with_places(user, pilihan), saring)) is not None:
        return berkas
    halaman, kueri = paged(request, pilihan)
    with_places(user, halaman.object_list)
    isi = {
        "saring": saring,
        "halaman": halaman,
        "kueri": kueri,
        "hari": hari,
        "ambang": NASKAH_TERTAHAN,
        "jumlah": len(baris),
        "tertahan": sum(b.tertahan for b in baris),
        "saya": sum(b.saya for b in baris),
        "per_meja": stuck_desks(baris) if user.holds(*MELIHAT_SEMUA, on=hari) and not saring.dipakai else (),
    }
    return render(request, "meja/daftar.html", isi)
