"""Pages of *naik kelas*: the sums with where they come from, and the enterprises behind each."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desa.models import Umkm
from desa.waktu import hari_ini
from opd.ekspor.usaha import NAIK_DESA, NAIK_KELAS, NAIK_OPD
from opd.forms.naik_kelas import SaringNaikKelas, SaringRingkas
from opd.rekap.harga import about_prices
from opd.rekap.naik_kelas import JumlahNaik, NaikKelas, rekap_naik_kelas, tertutup
from opd.rekap.naik_kelas_desa import NaikDesa, add_up, add_up_signs, villages_risen
from opd.views import fakta
from opd.views.unduh import export


class Kelompok(NamedTuple):
    """The sums of one OPD or village; `nama` is empty for villages that nobody answers for, `nilai` is its filter's."""

    nama: str
    nilai: str
    jumlah: JumlahNaik


def _read(form: SaringRingkas) -> tuple[NaikKelas, ...]:
    """What the filters leave. Three queries."""
    return rekap_naik_kelas(form.user, until=form.until, known_at=form.known_at, umkm=form.rows())


@require_safe
def ringkas(request: HttpRequest) -> HttpResponse:
    """The province or what the filters leave: counts, signs, and a row for each OPD, or each village of one."""
    form = SaringRingkas(request.GET, user=request.user, on=hari_ini())
    desa, kueri = (
        form.select(villages_risen(request.user, until=form.until, known_at=form.known_at)),
        fakta.query_without_page(request),
    )
    kelompok, tabel = _groups(form, desa), NAIK_DESA if _one_opd(form) else NAIK_OPD
    if (berkas := export(request, tabel, kelompok, form)) is not None:
        return berkas
    jumlah = add_up(d.jumlah for d in desa)
    isi = {
        "form": form,
        "jumlah": jumlah,
        "tanda": add_up_signs(desa),
        "kelompok": kelompok,
        "per_desa": _one_opd(form),
        "kueri": kueri,
        "awalan": f"{kueri}&" if kueri else "",
        "catatan_harga": about_prices(sum(d.disesuaikan for d in desa), jumlah.terukur),
    }
    return render(request, "naik_kelas/ringkas.html", isi)


def _one_opd(form: SaringRingkas) -> bool:
    return form.is_valid() and bool(form.cleaned_data["opd"] or form.cleaned_data["desa"])


def _groups(form: SaringRingkas, semua: list[NaikDesa]) -> list[Kelompok]:
    """The sums per OPD, or per village once one OPD is chosen, by name; nobody's last."""
    desa = _one_opd(form)
    per: dict[tuple[str, str], list[JumlahNaik]] = defaultdict(list)
    for d in semua:
        b = d.penjawab
        kunci = ("", "") if b is None else (b.tempat, b.kode) if desa else (b.opd, b.opd_slug)
        per[kunci].append(d.jumlah)
    urut = sorted(per, key=lambda k: (not k[0], k))
    return [Kelompok(*kunci, add_up(per[kunci])) for kunci in urut]


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """The enterprises behind a figure, with the signs gained and lost."""
    form = SaringNaikKelas(request.GET, user=request.user, on=hari_ini())
    hasil = {h.umkm_id: h for h in (_read(form) if form.is_valid() else ()) if form.fits(h)}
    baris = Umkm.objects.visible_to(request.user).filter(pk__in=hasil).select_related("desa__kecamatan__kabupaten")
    if (berkas := export(request, NAIK_KELAS, lambda: ((u, tertutup(hasil[u.pk])) for u in baris), form)) is not None:
        return berkas
    halaman = fakta.page_of(request, baris, len(hasil))
    isi = {
        "form": form,
        "halaman": halaman,
        "baris": [(u, tertutup(hasil[u.pk])) for u in halaman],
        "jumlah": len(hasil),
        "kueri": fakta.query_without_page(request),
    }
    return render(request, "naik_kelas/daftar.html", isi)
