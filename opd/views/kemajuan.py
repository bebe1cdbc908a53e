"""What became of KK miskin ekstrem, for the province, each OPD and each village; every number opens the rows that sum to it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from desa.waktu import hari_ini
from opd.ekspor.kemiskinan import KEMAJUAN, KEMAJUAN_OPD
from opd.forms.potret import SaringKemajuan, SaringProvinsi, SaringTempat
from opd.rekap.entas import read_entas
from opd.rekap.gerak_indeks import GerakIndeks, sum_moves
from opd.rekap.kemajuan import by_opd, province
from opd.rekap.kemiskinan import BarisKemajuan, Terlihat, Ukuran, rekap_kemiskinan, total
from opd.views.halaman import paged
from opd.views.unduh import export


def _within(request: HttpRequest, form: SaringTempat) -> list[BarisKemajuan]:
    """The villages that the filters of place leave, as of the day asked for."""
    semua = rekap_kemiskinan(request.user, until=form.until, known_at=form.known_at)
    return [b for b in semua if form.fits(b.penugasan)]


def _rows(request: HttpRequest) -> tuple[SaringKemajuan, list[tuple[BarisKemajuan, Terlihat, GerakIndeks]]]:
    """The villages of the state asked for, their families and their indices against the baseline asked for."""
    form = SaringKemajuan(request.GET, user=request.user, on=hari_ini())
    isi = ((b, b.against(form.ukuran), b.index_against(form.ukuran)) for b in _within(request, form))
    return form, [(b, t, g) for b, t, g in isi if form.in_state(t) and form.index_fits(g)]


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """Sums over sums with their coverage, for the province and each OPD against the baselines of its own penugasan."""
    form = SaringProvinsi(request.GET, user=request.user, on=hari_ini())
    baris = _within(request, form)
    saat = {"until": form.until, "known_at": form.known_at, "today": hari_ini()}
    entas = read_entas(request.user, **saat, fits=form.fits, seluruh=not form.disaring)
    opd = form.ordered(by_opd(baris, entas, until=form.until))
    if (berkas := export(request, KEMAJUAN_OPD, opd, form)) is not None:
        return berkas
    kueri = request.GET.copy()
    kueri.pop("urut", None)
    polos = kueri.copy()
    polos.pop("opd", None)
    polos["dasar"] = Ukuran.PENUGASAN.value
    isi = {
        "form": form,
        "provinsi": province(baris, opd),
        "opd": opd,
        "per_entas": entas.per,
        "seluruh_entas": entas.seluruh,
        "unduh": request.GET.urlencode(),
        "alamat_desa": f"{reverse('kemajuan:desa')}?{kueri.urlencode()}{'&' if kueri else ''}",
        "alamat_opd": f"{reverse('kemajuan:desa')}?{polos.urlencode()}&opd=",
    }
    return render(request, "kemajuan/daftar.html", isi)


@require_safe
def desa(request: HttpRequest) -> HttpResponse:
    """The villages behind a number, with the sum of those that can be compared."""
    form, baris = _rows(request)
    if (berkas := export(request, KEMAJUAN, baris, form)) is not None:
        return berkas
    halaman, kueri = paged(request, baris)
    isi = {
        "form": form,
        "halaman": halaman,
        "kueri": kueri,
        "jumlah": total(t for _, t, _ in baris),
        "indeks": sum_moves(g for *_, g in baris),
    }
    return render(request, "kemajuan/desa.html", isi)
