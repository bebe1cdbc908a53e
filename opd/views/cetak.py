"""The page from which a paper is printed: what it holds, who signs it, as PDF or DOCX. Every paper taken is recorded."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from desa.angka import format_ribuan
from desa.waktu import hari_ini
from opd.actions.cetak import BUKAN_PENERBIT, claim_number
from opd.cetak.naskah import Cetak, Laporan, form_a_paper, read_report, report_paper
from opd.cetak.pdf import too_long
from opd.cetak.terbit import publish
from opd.forms.cetak import FormCetak
from opd.jatah import JATAH
from opd.kerja.naskah import PermintaanLatar, ask_paper, takes_long
from opd.konteks import is_sample
from opd.models import Cetakan, LaporanTriwulan
from opd.permissions_cetak import can_issue, can_keep_kop
from opd.views.halaman import JENIS_BERKAS, render, send_file
from opd.views.naskah import NAMA
from opd.views.pekerjaan import follow

TERBITAN_TERBANYAK = 5


def print_page(request: HttpRequest, c: Cetak) -> HttpResponse:
    """The form, or the file that it asks for. At most four queries beyond the paper's own."""
    if c.tolak:
        messages.error(request, c.tolak)
        return redirect(c.kembali)
    terbitkan = can_issue(request.user, c.penjaga, on=hari_ini())
    if not terbitkan and any(d.get("nomor", "").strip() for d in (request.GET, request.POST)):
        raise PermissionDenied(BUKAN_PENERBIT)
    form = FormCetak(request.POST if request.method == "POST" else None, bernomor=terbitkan and c.konsep is None)
    if form.is_bound and form.is_valid():
        jawaban = _file(request, c, form)
        if jawaban is not None:
            return jawaban
    terbit = Cetakan.objects.visible_to(request.user).of(c.jenis, c.kunci).defer("isi")
    isi = {
        "c": c,
        "form": form,
        "terbit": [] if c.konsep else list(terbit[:TERBITAN_TERBANYAK]),
        "terbitkan": terbitkan,
        "ubah_kop": bool(c.penjaga and can_keep_kop(request.user, c.penjaga, on=hari_ini())),
    }
    return render(request, "cetak/cetak.html", isi)


def _file(request: HttpRequest, c: Cetak, form: FormCetak) -> HttpResponse | None:
    """The paper as a file, recorded first. None leaves a sentence on the form."""
    try:
        return _issued(request, c, form)
    except ValidationError as galat:
        form.add_error("nomor" if "nomor" in form.fields else None, galat.messages)
        if isinstance(request, PermintaanLatar):
            messages.error(request, " ".join(galat.messages))
        return None


def _issued(request: HttpRequest, c: Cetak, form: FormCetak) -> HttpResponse | None:
    lembar, naskah = form.lembar(), c.write()
    if lembar.bentuk == "pdf" and (n := too_long(naskah[1].isi)):
        form.add_error("bentuk", f"Naskah ini memuat {format_ribuan(n)} baris, terlalu panjang untuk PDF. Pilih DOCX.")
        return None
    claim_number(naskah[0], lembar.nomor, penjaga=c.penjaga, by=request.user, at=timezone.now())
    pilihan = {"situs": request.build_absolute_uri, "contoh": is_sample(), "by": request.user, "at": timezone.now()}
    if isinstance(request, PermintaanLatar):
        satu = publish(c, naskah, lembar, **pilihan)
    else:
        with JATAH.place() as dapat:
            if not dapat or takes_long(naskah[1].isi, lembar.bentuk):
                return follow(request, ask_paper(request, c.nama, lembar))
            satu = publish(c, naskah, lembar, **pilihan)
    return send_file(satu.isi, satu.nama, JENIS_BERKAS[lembar.bentuk])


def _report(request: HttpRequest, uuid: UUID) -> Laporan:
    """A quarterly report that the reader may see."""
    kueri = LaporanTriwulan.objects.visible_to(request.user).select_related(*NAMA, "penugasan__sk", "diverifikasi_oleh")
    satu = get_object_or_404(kueri.defer("diverifikasi_oleh__password", "diverifikasi_oleh__surel"), uuid=uuid)
    return read_report(request.user, satu, on=hari_ini())


def _papers(uuid: UUID, ini: str) -> tuple[tuple[str, str, bool], ...]:
    """The papers of a report."""
    semua = (("Laporan triwulan", "cetak:laporan"), ("Formulir A PP 39/2006", "cetak:formulir_a"))
    return tuple((kata, reverse(nama, args=[uuid]), nama == ini) for kata, nama in semua)


@require_http_methods(["GET", "HEAD", "POST"])
def laporan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The report; a draft says so across every page."""
    kertas = report_paper(_report(request, uuid), reverse("laporan:detail", args=[uuid]))
    return print_page(request, replace(kertas, pilihan=_papers(uuid, "cetak:laporan")))


@require_http_methods(["GET", "HEAD", "POST"])
def formulir_a(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The same report on Formulir A."""
    kertas = form_a_paper(request.user, _report(request, uuid), reverse("laporan:detail", args=[uuid]))
    return print_page(request, replace(kertas, pilihan=_papers(uuid, "cetak:formulir_a")))
