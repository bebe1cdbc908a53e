"""Papers of what stands today: a village's presentation, its yearly monitoring report, an OPD's Formulir B."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from desa.models import Desa
from desa.waktu import awal_triwulan, hari_ini, tambah_bulan, triwulan
from opd.cetak.bahan import heads_of
from opd.cetak.blok import Isi
from opd.cetak.kertas_desa import presentation_paper
from opd.cetak.monev import Bahan, monev_blocks
from opd.cetak.naskah import Cetak
from opd.cetak.pp39 import codes_of, form_b
from opd.enums import JenisCetakan, PeranPenugasan
from opd.forms.cetak_masa import PilihMasa
from opd.models import Opd, Pengguna, Penugasan
from opd.rekap.monev import last_day, read_monev, years_of
from opd.rekap.paparan import baris_paparan, lanjutan_desa, usaha_desa
from opd.rekap.penugasan import row_of
from opd.rekap.profil import problem_indicators, profile_of, with_profile
from opd.rekap.rencana import rekap_rencana
from opd.rekap.rentang import akhir_triwulan, sebut_triwulan
from opd.views.cetak import print_page

TRIWULAN_TERBANYAK = 5


@require_http_methods(["GET", "HEAD", "POST"])
def paparan(request: HttpRequest, kode: str) -> HttpResponse:
    """The presentation under the head of the OPD in charge, of the province where there is none; nobody signs it."""
    user, hari = request.user, hari_ini()
    desa = get_object_or_404(with_profile(user, on=hari), kode=kode)
    return print_page(request, presentation_paper(user, desa, hari=hari))


@require_http_methods(["GET", "HEAD", "POST"])
def monev(request: HttpRequest, pk: int) -> HttpResponse:
    """The monitoring report of a penugasan's year, this year's as far as it got."""
    user, hari = request.user, hari_ini()
    semua = Penugasan.objects.visible_to(user).in_force().with_names().select_related("opd__dilebur_ke")
    p = get_object_or_404(semua.filter(mulai__lte=hari), pk=pk)
    diminta = PilihMasa(request.GET, pilihan=[str(t) for t in years_of(p, on=hari)])
    tahun = int(diminta.terpilih)
    sampai = min(date(tahun, 12, 31), last_day(p, on=hari))
    kop, tanda_tangan = heads_of(user, p.opd, on=hari)
    alamat = reverse("cetak:monev", args=[pk])
    pilihan = tuple((str(t), f"{alamat}?masa={t}", t == tahun) for t in years_of(p, on=hari))
    return print_page(
        request,
        Cetak(
            JenisCetakan.MONEV, f"{pk}-{tahun}", f"Laporan monev {tahun}, {p.desa.nama}, {p.opd.singkatan}", sampai,
            f"monev-{tahun}-{p.opd.slug}-{p.desa.kode}", reverse("penugasan:detail", args=[pk]), kop, tanda_tangan,
            lambda: _write_monev(user, p, tahun, sampai, hari), penjaga=p.opd, pilihan=pilihan,
            asal=f"{p.opd.singkatan} di {p.desa.nama}", tolak=diminta.tolak,
        ),
    )  # fmt: skip


def _write_monev(user: Pengguna, p: Penugasan, tahun: int, sampai: date, hari: date) -> Isi:
    desa: Desa = get_object_or_404(with_profile(user, on=sampai), pk=p.desa_id)
    baris = row_of(p) if p.peran == PeranPenugasan.PENANGGUNG_JAWAB else None
    [rencana] = rekap_rencana(user, tahun=tahun, until=sampai, penugasan=[baris]) if baris else [None]
    return monev_blocks(
        Bahan(
            p, tahun, sampai,
            profile_of(desa) | {"desa": desa, "masalah": problem_indicators(user, desa)},
            read_monev(user, p, tahun, until=sampai),
            rencana,
            baris_paparan(rencana, until=sampai) if rencana else (),
            usaha_desa(user, desa, until=sampai),
            lanjutan_desa(user, desa, baris, until=sampai) if sampai == hari and baris else None,
        )
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def formulir_b(request: HttpRequest, slug: str) -> HttpResponse:
    """An OPD's plans on Formulir B, up to the end of a quarter that ended."""
    user, hari = request.user, hari_ini()
    opd = get_object_or_404(Opd.objects.visible_to(user).select_related("dilebur_ke"), slug=slug)
    semua = {"{}-{}".format(*triwulan(h)): h for h in _ended_quarters(hari)}
    diminta = PilihMasa(request.GET, pilihan=list(semua))
    masa = diminta.terpilih
    sampai = semua[masa]
    kop, tanda_tangan = heads_of(user, opd, on=hari)
    alamat, nama = (
        reverse("cetak:formulir_b", args=[slug]),
        f"Formulir B PP 39/2006, {sebut_triwulan(sampai)}, {opd.singkatan}",
    )
    return print_page(
        request,
        Cetak(
            JenisCetakan.FORMULIR_B, f"{slug}-{masa}", nama, sampai,
            f"formulir-b-{masa}-{slug}", reverse("opd:detail", args=[slug]), kop, tanda_tangan,
            lambda: _write_form_b(user, opd, sampai), penjaga=opd, lanskap=True, asal=opd.singkatan, tolak=diminta.tolak,
            pilihan=tuple((sebut_triwulan(h), f"{alamat}?masa={k}", k == masa) for k, h in semua.items()),
        ),
    )  # fmt: skip


def _ended_quarters(hari: date) -> tuple[date, ...]:
    """The last days of the newest quarters that ended, newest first."""
    akhir = awal_triwulan(hari) - timedelta(days=1)
    return tuple(akhir_triwulan(tambah_bulan(awal_triwulan(akhir), -3 * n)) for n in range(TRIWULAN_TERBANYAK))


def _write_form_b(user: Pengguna, opd: Opd, sampai: date) -> Isi:
    tugas = Penugasan.objects.visible_to(user).in_force().in_charge().filter(opd=opd, mulai__lte=sampai).with_names()
    baris = [row_of(p) for p in tugas.order_by("desa__kode", "mulai")]
    rencana = rekap_rencana(user, tahun=sampai.year, until=sampai, penugasan=baris) if baris else ()
    kunci = [b.kunci for r in rencana for dua in r.pasangan for b in dua if b]
    return form_b(opd, rencana, codes_of(user, kunci), sampai=sampai)
