"""Why these villages: their values on the day of their SK, and their ranks among all villages."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from desa.waktu import hari_ini
from opd.ekspor.pantau import MENGAPA, order_list
from opd.forms.mengapa import PEREMPAT, PilihSk, PilihUrutan, SaringMengapa
from opd.models import Penugasan
from opd.permissions_simulasi import can_simulate
from opd.rekap.daftar_mengapa import list_mengapa
from opd.rekap.kriteria import Kriteria
from opd.rekap.mengapa import before, decrees_of, read_bahan, read_mengapa, with_vintages
from opd.rekap.urutan_mengapa import order_villages
from opd.views.halaman import paged
from opd.views.unduh import export

PER_HALAMAN = 100


def _day(request: HttpRequest, kode: str) -> tuple[list[Penugasan], PilihSk, date]:
    """The penugasan of a village, the SK chosen among theirs, and the day that it decides; today for one never assisted."""
    pernah = Penugasan.objects.visible_to(request.user).in_force().in_charge().filter(desa__kode=kode)
    penugasan = list(pernah.select_related("sk", "opd").order_by("mulai", "pk"))
    pilih = PilihSk(request.GET, dasar=decrees_of(penugasan))
    return penugasan, pilih, min(pilih.terpilih.hari, hari_ini()) if pilih.terpilih else hari_ini()


@require_safe
def mengapa(request: HttpRequest, kode: str) -> HttpResponse:
    """Every signed-in role may read it; it holds no personal data. A village never assisted is shown as of today."""
    user, hari = request.user, hari_ini()
    penugasan, pilih, saat = _day(request, kode)
    dasar = pilih.terpilih
    desa = get_object_or_404(with_vintages(user, on=saat), kode=kode)
    isi = {
        "desa": desa,
        "pilih": pilih,
        "dasar": dasar,
        "sebelumnya": before(penugasan, dasar) if dasar else None,
        "m": read_mengapa(user, desa, on=saat),
        "boleh_simulasi": can_simulate(user, on=hari),
    }
    return render(request, "mengapa/desa.html", isi)


@require_safe
def urutan(request: HttpRequest, kode: str, kriteria: str) -> HttpResponse:
    """The villages that a rank of the card counts, the neediest first: of the province, or of the village's kabupaten."""
    if kriteria not in Kriteria.values:
        raise Http404
    _, pilih, saat = _day(request, kode)
    desa = get_object_or_404(with_vintages(request.user, on=saat), kode=kode)
    letak = PilihUrutan(request.GET)
    bahan = read_bahan(request.user, desa, on=saat)
    kode_kab = desa.kecamatan.kabupaten.kode if letak.sempit else ""
    semua = order_villages(bahan, Kriteria(kriteria), kode_kab=kode_kab, pembanding=letak.banding_saja)
    daerah = desa.kecamatan.kabupaten.nama_singkat if letak.sempit else "Maluku"
    if (berkas := export(request, order_list(semua, f"Desa di {daerah}"), semua.baris, letak, until=saat)) is not None:
        return berkas
    halaman, kueri = paged(request, semua.baris, per=PER_HALAMAN)
    nomor, milik = next(((n, b) for n, b in enumerate(semua.baris) if b.desa.pk == desa.pk), (0, None))
    tempat = {"desa": desa, "letak": letak, "milik": milik, "halaman_milik": nomor // PER_HALAMAN + 1}
    isi = {"hari": saat, "sk": pilih, "urutan": semua, "halaman": halaman, "kueri": kueri}
    return render(request, "mengapa/urutan.html", tempat | isi)


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """Every assisted village with its rank by the index on the day of its SK, and how many stood in which quarter."""
    hari = hari_ini()
    semua = list_mengapa(request.user, on=hari)
    saring = SaringMengapa(request.GET, user=request.user)
    tampil = saring.apply(semua)
    if (berkas := export(request, MENGAPA, tampil, saring)) is not None:
        return berkas
    halaman, kueri = paged(request, tampil, per=PER_HALAMAN)
    isi = {
        "saring": saring,
        "jumlah": [(n, nama, sum(1 for b in semua if b.bagian == n)) for n, nama in PEREMPAT],
        "semua": len(semua),
        "halaman": halaman,
        "kueri": kueri,
        "hari": hari,
        "boleh_simulasi": can_simulate(request.user, on=hari),
    }
    return render(request, "mengapa/daftar.html", isi)
