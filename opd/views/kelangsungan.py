"""How long mentored enterprises stay alive: the stored curve of a group, and the enterprises behind each count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desa.models import Umkm
from desa.waktu import hari_ini
from opd.ekspor.usaha import KELANGSUNGAN
from opd.enums import Peran
from opd.forms.kelangsungan import PilihHasil, SaringKelangsungan
from opd.models import HasilKelangsungan
from opd.rekap.hasil_kelangsungan import JENIS, LAGI, TERSEDIKIT, Hasil, UsahaDihitung, draw, members_of, read_hasil
from opd.views.halaman import paged
from opd.views.unduh import export

PER_HALAMAN = 50


def _stored(request: HttpRequest) -> tuple[HasilKelangsungan | None, Hasil | None]:
    """The newest result by the day asked for. One query."""
    user, hari = request.user, PilihHasil(request.GET).day(hari_ini())
    pribadi = user.holds(Peran.VERIFIKATOR, on=hari_ini())
    semua = HasilKelangsungan.objects.personal_for(user) if pribadi else HasilKelangsungan.objects.visible_to(user)
    simpanan = semua.newest(hari).first()
    return simpanan, read_hasil(simpanan, pribadi=pribadi) if simpanan else None


@require_safe
def kurva(request: HttpRequest) -> HttpResponse:
    """The curve of a group with its numbers, the groups of its kind side by side, and what the figures mean."""
    simpanan, hasil = _stored(request)
    saring = SaringKelangsungan(request.GET, user=request.user, hasil=hasil)
    k = saring.terpilih
    konteks: dict[str, Any] = {"saring": saring, "simpanan": simpanan, "hasil": hasil, "k": k}
    konteks["diminta"] = saring.other_day(simpanan)
    if simpanan and hasil and k:
        sebanding = hasil.of_kind(k.jenis if k.jenis != "provinsi" else "kabupaten")
        kueri = {"kelompok": k.pilihan, "per": simpanan.sampai.isoformat()}
        konteks |= {
            "gambar": draw(k) if k.cukup else "",
            "sebanding": sebanding,
            "uji": hasil.test_of(sebanding[0].jenis) if sebanding else None,
            "nama_jenis": JENIS[sebanding[0].jenis] if sebanding else "",
            "umur": (hari_ini() - simpanan.sampai).days,
            "tautan": f"?{urlencode(kueri)}" if simpanan.usaha and not k.rahasia else "",
            "per": simpanan.sampai.isoformat(),
            "lagi": LAGI,
            "tersedikit": TERSEDIKIT,
        }
    return render(request, "kelangsungan/kurva.html", konteks)


@require_safe
def usaha(request: HttpRequest) -> HttpResponse:
    """The enterprises behind a count of the newest result, first mentored first."""
    simpanan, hasil = _stored(request)
    saring = SaringKelangsungan(request.GET, user=request.user, hasil=hasil, rinci=True)
    k = saring.terpilih
    semua = members_of(simpanan, k.jenis, k.kunci, saring.isi["nasib"] or "") if simpanan and k else []
    sampai = simpanan.sampai if simpanan else None
    if (berkas := export(request, KELANGSUNGAN, lambda: _named(request, semua), saring, until=sampai)) is not None:
        return berkas
    halaman, sisa = paged(request, semua, per=PER_HALAMAN)
    konteks = {
        "saring": saring,
        "simpanan": simpanan,
        "diminta": saring.other_day(simpanan),
        "k": k,
        "baris": _named(request, halaman.object_list),
        "jumlah": len(semua),
        "halaman": halaman,
        "kueri": sisa,
    }
    return render(request, "kelangsungan/usaha.html", konteks)


def _named(request: HttpRequest, semua: Sequence[UsahaDihitung]) -> list[tuple[Umkm, UsahaDihitung]]:
    """Each with its enterprise; of two merged since the computation, the one absorbed still stands in it. One query."""
    umkm = Umkm.semua.visible_to(request.user).filter(pk__in=[u.umkm_id for u in semua])
    nama = umkm.select_related("desa__kecamatan__kabupaten").in_bulk()
    return [(nama[u.umkm_id], u) for u in semua]
