"""The Sekda's summary: one screen, any date, and the rows behind every figure."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from binaan.dasbor.baca import Ringkasan, baca
from binaan.dasbor.kartu import WARNA_DESA, susun_kartu
from binaan.dasbor.keputusan import susun_gerak, susun_keputusan
from binaan.dasbor.merah import susun_merah
from binaan.dasbor.rincian import susun_rincian
from binaan.dasbor.saringan import FormDasbor
from binaan.dasbor.tabel import susun_kaki, susun_tabel
from binaan.dasbor.tautan import SEL, Tautan, buat_tautan, cell_target
from binaan.peta import Titik, contoh_markah, gambar_peta, susun_legenda
from desa.waktu import akhir_hari, hari_ini
from opd.ambang import TABEL
from opd.models import Pengguna
from opd.permissions import can_give_orders, can_write_arahan
from opd.rekap.arahan import ArahanTerbuka, arahan_terbuka, jumlah_terbuka, rekap_arahan
from opd.rekap.desa import KeadaanDesa
from opd.rekap.rentang import rentang, sebut_triwulan
from opd.rekap.tertahan_singkat import rekap_tertahan


@require_safe
def dasbor(request: HttpRequest) -> HttpResponse:
    """Every signed-in role may read it; it holds no personal data. `?rinci=` shows the rows behind a figure."""
    hari = hari_ini()
    form = FormDasbor(request.GET, hari_ini=hari)
    if not form.is_valid():
        return render(request, "binaan/dasbor_salah.html", {"form": form, "terdekat": form.terdekat}, status=400)
    d = form.cleaned_data
    ringkasan = baca(request.user, until=d["per"], known_at=form.known_at)
    tautan = buat_tautan(ringkasan.rentang, hari_ini=hari, known_at=form.known_at, diketahui=d["diketahui"])
    isi = {"form": form, "r": ringkasan, "kini": tautan.kini, "diketahui": form.known_at or timezone.now()}
    if d["rinci"]:
        isi["rincian"] = susun_rincian(request.user, ringkasan, d["rinci"], form.pilihan)
        return render(request, "binaan/dasbor_rinci.html", isi)
    isi |= _layar(ringkasan, tautan, d["urut"] or "keadaan")
    isi["boleh_tegur"] = can_give_orders(request.user, on=hari)
    isi["boleh_arahan"] = can_write_arahan(request.user, on=hari)
    isi["arahan"] = read_arahan(request.user, until=d["per"], known_at=form.known_at, kini=tautan.kini)
    if tautan.kini and not form.known_at:
        isi["tertahan"] = rekap_tertahan(request.user, until=hari)
    return render(request, "binaan/dasbor.html", isi)


def read_arahan(user: Pengguna, *, until: date, known_at: datetime | None, kini: bool) -> ArahanTerbuka:
    """What OPDs have to answer on the date; today the database counts. One query."""
    if kini and known_at is None:
        return arahan_terbuka(user, on=until)
    return jumlah_terbuka(rekap_arahan(user, until=until, known_at=known_at))


@require_safe
def sel(
    request: HttpRequest, huruf: str, kode: str, opd: str = "", per: date | None = None, tahu: date | None = None
) -> HttpResponse:
    """Lead on from a cell of the table to the list behind it, for the same date and knowledge."""
    hari = hari_ini()
    if huruf not in SEL or (huruf == "v") != bool(opd) or (per or hari) > hari:
        raise Http404
    saat = akhir_hari(tahu) if tahu and tahu < hari else None
    tautan = buat_tautan(rentang(per or hari), hari_ini=hari, known_at=saat, diketahui=tahu)
    return redirect(cell_target(tautan, huruf, kode, opd))


def _layar(r: Ringkasan, t: Tautan, urut: str) -> dict[str, Any]:
    """Everything the one screen shows."""
    titik = [_titik(d.penugasan, d.keadaan) for d in r.desa]
    legenda = susun_legenda(titik, [(WARNA_DESA[k], k.label) for k in KeadaanDesa])
    baris = susun_tabel(r, t, urut)
    return {
        "keputusan": susun_keputusan(r, t),
        "gerak": susun_gerak(r, t),
        "kartu": susun_kartu(r, t),
        "peta": gambar_peta(titik, "Peta desa binaan di Maluku menurut keadaannya", legenda),
        "legenda": [(contoh_markah(b.kelas), b) for b in legenda],
        "baris": baris,
        "kaki": susun_kaki(r, baris),
        "merah": susun_merah(r, t),
        "ambang": TABEL,
        "urut": urut,
        "tw": sebut_triwulan(r.until),
        "tw_omzet": sebut_triwulan(r.jumlah_omzet.awal),
    }


def _titik(p: Any, keadaan: KeadaanDesa) -> Titik:
    return Titik(p.desa, p.lintang, p.bujur, keadaan.label, WARNA_DESA[keadaan])
