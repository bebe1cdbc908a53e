"""Papers of the province, under the letterhead of the Sekretariat Daerah and signed by who holds the Sekda's office."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from binaan.cetak.rekap import recap_blocks
from binaan.cetak.saringan import SaringRekap
from binaan.cetak.tkpk import lp2kd_blocks, rat_blocks
from binaan.dasbor.baca import baca
from binaan.dasbor.tautan import buat_tautan
from desa.angka import format_tanggal
from desa.waktu import hari_ini
from opd.cetak.bahan import heads_of, province_opd
from opd.cetak.blok import Isi
from opd.cetak.naskah import Cetak
from opd.enums import JenisCetakan
from opd.forms.cetak_masa import PilihMasa
from opd.models import Pengguna
from opd.rekap.rentang import rentang
from opd.rekap.tkpk import rekap_tkpk
from opd.views.cetak import print_page

TAHUN_AWAL = 2023
TABEL = {
    "lp2kd": (JenisCetakan.LP2KD, "Tabel LP2KD", lp2kd_blocks),
    "rat": (JenisCetakan.RAT, "Tabel RAT", rat_blocks),
}


@require_http_methods(["GET", "HEAD", "POST"])
def rekap(request: HttpRequest) -> HttpResponse:
    """What the dashboard shows, on any day and as known then."""
    user, hari = request.user, hari_ini()
    form = SaringRekap(request.GET, hari_ini=hari)
    per, tahu = form.until, form.known_on
    nama = f"Rekapitulasi provinsi per {format_tanggal(per)}"
    if tahu:
        nama += f", dicatat sampai {format_tanggal(tahu)}"
    kunci, berkas = f"{per.isoformat()}/{tahu.isoformat() if tahu else ''}", f"rekap-provinsi-{per.isoformat()}"
    return _print(
        request, JenisCetakan.REKAP, kunci, nama, per, berkas, lambda: _write_recap(user, form, hari), _choices("rekap")
    )


def _write_recap(user: Pengguna, form: SaringRekap, hari: date) -> Isi:
    ringkasan = baca(user, until=form.until, known_at=form.known_at)
    tautan = buat_tautan(rentang(form.until), hari_ini=hari, known_at=form.known_at, diketahui=form.known_on)
    return recap_blocks(ringkasan, tautan)


@require_http_methods(["GET", "HEAD", "POST"])
def tabel(request: HttpRequest, jenis: str) -> HttpResponse:
    """LP2KD or RAT of a year, this year's as far as it got."""
    user, hari = request.user, hari_ini()
    if jenis not in TABEL:
        raise Http404
    tahun = int(PilihMasa(request.GET, pilihan=[str(t) for t in _years(hari)]).terpilih)
    per = min(hari, date(tahun, 12, 31))
    cetakan, sebutan, tulis = TABEL[jenis]

    def write() -> Isi:
        return tulis(rekap_tkpk(user, tahun=tahun, until=per), tahun=tahun, until=per)

    nama = f"{sebutan} {tahun} desa binaan Provinsi Maluku"
    return _print(request, cetakan, str(tahun), nama, per, f"{jenis}-{tahun}", write, _choices(jenis, tahun, hari))


def _print(
    request: HttpRequest,
    jenis: JenisCetakan,
    kunci: str,
    nama: str,
    per: date,
    berkas: str,
    tulis: Callable[[], Isi],
    pilihan: tuple[tuple[str, str, bool], ...],
) -> HttpResponse:
    user = request.user
    opd = province_opd(user)
    kop, tanda_tangan = heads_of(user, opd, on=hari_ini())
    kembali = reverse("dasbor")
    return print_page(
        request,
        Cetak(
            jenis, kunci, nama, per, berkas, kembali, kop, tanda_tangan, tulis, penjaga=opd, lanskap=True, pilihan=pilihan,
            asal="Dasbor",
        ),
    )  # fmt: skip


def _years(hari: date) -> range:
    """This year and those before it, newest first."""
    return range(hari.year, TAHUN_AWAL - 1, -1)


def _choices(ini: str, tahun: int | None = None, hari: date | None = None) -> tuple[tuple[str, str, bool], ...]:
    """The papers of the province; of a table its years too."""
    rekap_url, tabel_url = reverse("provinsi:rekap"), {j: reverse("provinsi:tabel", args=[j]) for j in TABEL}
    naskah = (("Rekapitulasi", rekap_url, ini == "rekap"), *((TABEL[j][1], u, ini == j) for j, u in tabel_url.items()))
    if hari is None:
        return naskah
    tahun_lain = tuple((str(t), f"{tabel_url[ini]}?masa={t}", False) for t in _years(hari) if t != tahun)
    return (*naskah, *tahun_lain)
