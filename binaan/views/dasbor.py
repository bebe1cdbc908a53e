"""The Sekda's summary: one screen, any date, and the rows behind every figure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from binaan.dasbor.layar import main_screen, read_on, refuse_too_early, remembered
from binaan.dasbor.rincian import susun_rincian
from binaan.dasbor.saringan import FormDasbor, SaringSaat
from binaan.dasbor.tautan import BEROPD, SEL, buat_tautan, cell_target
from binaan.ekspor import detail_table
from desa.waktu import akhir_hari, hari_ini
from opd.permissions import can_give_orders, can_write_arahan
from opd.permissions_cetak import can_print
from opd.rekap.rentang import rentang
from opd.views.halaman import PER_HALAMAN, paged
from opd.views.unduh import export

F = TypeVar("F", bound=SaringSaat)


def asked(kelas: type[F]) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A view that gets its checked form; what cannot be asked is answered with a sentence and the nearest page."""

    def bungkus(lihat: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(lihat)
        def jalan(request: Any, **jalur: str) -> HttpResponse:
            form = kelas(request.GET, hari_ini=hari_ini())
            refuse_too_early(request.user, form)
            if form.is_valid():
                return lihat(request, form, **jalur)
            return render(request, "binaan/dasbor_salah.html", {"form": form, "terdekat": form.terdekat}, status=400)

        return jalan

    return bungkus


@require_safe
@asked(FormDasbor)
def dasbor(request: Any, form: FormDasbor) -> HttpResponse:
    """Every signed-in role may read it; it holds no personal data. `?rinci=` shows the rows behind a figure."""
    user, d = request.user, form.cleaned_data
    if d["rinci"]:
        r, t = read_on(user, form)
        isi = {"r": r, "saat": t.saat, "diketahui": form.known_at or timezone.now(), "form": form}
        isi["rincian"] = rincian = susun_rincian(user, r, d["rinci"], form.pilihan)
        if (berkas := export(request, detail_table(rincian), rincian.baris, form, until=r.until)) is not None:
            return berkas
        isi["halaman"], isi["kueri"] = paged(request, rincian.baris, per=PER_HALAMAN)
        isi["baris"] = [rincian.named(b) for b in isi["halaman"]]
        return render(request, "binaan/dasbor_rinci.html", isi)
    isi = remembered("layar", user, form, main_screen)
    if d["layar"]:
        return render(request, "binaan/dasbor_rapat.html", isi)
    isi["rapat"] = form.link(layar="rapat")
    isi["boleh_tegur"] = can_give_orders(user, on=form.hari_ini)
    isi["boleh_arahan"] = can_write_arahan(user, on=form.hari_ini)
    isi["boleh_paket"] = can_print(user, on=form.hari_ini)
    return render(request, "binaan/dasbor.html", isi)


@require_safe
def sel(
    request: HttpRequest, huruf: str, kode: str, opd: str = "", per: date | None = None, tahu: date | None = None
) -> HttpResponse:
    """Lead on from a cell of the table to the list behind it, for the same date and knowledge."""
    hari = hari_ini()
    if huruf not in SEL or (huruf in BEROPD) != bool(opd) or (per or hari) > hari:
        raise Http404
    saat = akhir_hari(tahu) if tahu and tahu < hari else None
    tautan = buat_tautan(rentang(per or hari), hari_ini=hari, known_at=saat, diketahui=tahu)
    return redirect(cell_target(tautan, huruf, kode, opd))
