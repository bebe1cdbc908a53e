"""Papers of a frozen ranking and of what was given on its basis; a draft has none."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from binaan.cetak.kertas import ranking_paper
from binaan.cetak.peringkat import certificate_blocks
from binaan.models import Penghargaan, Peringkat
from binaan.peringkat.hasil import read_sheet
from binaan.peringkat.segel import TIDAK_UTUH, intact
from opd.cetak.bahan import heads_of, province_opd
from opd.cetak.naskah import Cetak
from opd.enums import JenisCetakan
from opd.views.cetak import print_page

BATAL = "Penghargaan ini dibatalkan, jadi tidak mempunyai piagam."


@require_http_methods(["GET", "HEAD", "POST"])
def daftar(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The list of a frozen version, signed as of the day it was frozen. Its inputs are read and checked for a file only."""
    user, unduh = request.user, request.method == "POST"
    beku = (
        Peringkat.objects.visible_to(user)
        .select_related("pengganti", "bobot")
        .defer("pengganti__masukan", "pengganti__hasil")
    )
    satu = get_object_or_404(beku if unduh else beku.light(), uuid=uuid)
    utuh = not unduh or intact(satu, masukan=True)
    return print_page(request, ranking_paper(user, satu, utuh=utuh))


@require_http_methods(["GET", "HEAD", "POST"])
def piagam(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The certificate of a reward, signed as of the day it was given; of a cancelled one none."""
    user = request.user
    semua = Penghargaan.objects.visible_to(user).select_related("opd", "peringkat").defer("peringkat__masukan")
    p = get_object_or_404(semua, uuid=uuid)
    lembar, setda = read_sheet(user, str(p.peringkat.uuid)), province_opd(user)
    kop, tanda_tangan = heads_of(user, setda, on=p.tanggal)
    nama, berkas = f"Piagam {p.nama} {p.tahun} untuk {p.opd.singkatan}", f"piagam-{p.tahun}-{p.opd.slug}"
    return print_page(
        request,
        Cetak(
            JenisCetakan.PIAGAM, str(uuid), nama, p.tanggal, berkas, reverse("peringkat:penghargaan"), kop, tanda_tangan,
            lambda: certificate_blocks(p, lembar), penjaga=setda, asal="Penghargaan",
            tolak=BATAL if p.dibatalkan_pada else "" if lembar.utuh else TIDAK_UTUH,
        ),
    )  # fmt: skip
