"""The calendar of deadlines, and who is in time with which report."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from desa.waktu import hari_ini
from opd.actions.tenggat import SALAH_PERAN, open_years, set_tenggat
from opd.ambang import LAPORAN_KEMBALI, TENGGAT_DIUMUMKAN
from opd.ekspor.naskah import TENGGAT
from opd.forms.tenggat import FormTenggat, SaringTahun, SaringTenggat
from opd.models import Tenggat
from opd.models.penugasan import TAHUN_PERTAMA
from opd.permissions import can_give_orders, can_set_tenggat
from opd.rekap.ketepatan import count, per_triwulan, rekap_ketepatan
from opd.rekap.laporan import HARI_TERSEDIKIT
from opd.rekap.tenggat import kalender
from opd.views.halaman import paged, render, try_deed
from opd.views.unduh import export


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """The four deadlines of a year with their counts, and the reports of one quarter, the latest first."""
    user, hari = request.user, hari_ini()
    tahun = SaringTahun(request.GET, user=user, on=hari).terpilih
    batas = kalender(user, tahun, until=hari)
    baris = rekap_ketepatan(user, batas, until=hari)
    saring = SaringTenggat(request.GET, user=user, on=hari, baris=baris, tahun=tahun)
    pilihan, tw = saring.apply(), saring.tw_terpilih
    if (berkas := export(request, TENGGAT, pilihan, saring)) is not None:
        return berkas
    halaman, kueri = paged(request, pilihan)
    rekap = per_triwulan(batas, baris, until=hari)
    isi = {
        "saring": saring,
        "halaman": halaman,
        "kueri": kueri,
        "hari": hari,
        "tahun": tahun,
        "rekap": rekap,
        "jumlah": count(pilihan),
        "terpilih": rekap[tw - 1] if tw else None,
        "setahun": not tw,
        "kembali": LAPORAN_KEMBALI,
        "tersedikit": HARI_TERSEDIKIT,
        **_neighbours(tahun, hari.year),
        "boleh_atur": can_set_tenggat(user, on=hari) and tahun in open_years(hari),
        "boleh_tegur": can_give_orders(user, on=hari),
    }
    return render(request, "tenggat/daftar.html", isi)


def _neighbours(tahun: int, kini: int) -> dict[str, int | None]:
    """The years before and after that can be asked for."""
    lalu, depan = tahun - 1, tahun + 1
    return {"tahun_lalu": lalu if lalu >= TAHUN_PERTAMA else None, "tahun_depan": depan if depan <= kini + 1 else None}


@require_http_methods(["GET", "HEAD", "POST"])
def atur(request: HttpRequest, tahun: int) -> HttpResponse:
    """The form of a year's four dates."""
    user, hari = request.user, hari_ini()
    if not can_set_tenggat(user, on=hari):
        raise PermissionDenied(SALAH_PERAN)
    if tahun not in open_years(hari):
        raise Http404
    data: Any = request.POST if request.method == "POST" else None
    versi = Tenggat.objects.visible_to(user).filter(tahun=tahun).count()
    form = FormTenggat(data, batas=kalender(user, tahun, until=hari), versi=versi, on=hari)

    def lakukan() -> list[Tenggat]:
        return set_tenggat(tahun, form.batas(), versi=form.cleaned_data["versi"], by=user, at=timezone.now())

    baru = try_deed(form, lakukan)
    if baru is not None:
        kabar = f"{len(baru)} tenggat diumumkan." if baru else "Tidak ada tenggat yang berubah."
        messages.success(request, kabar)
        return redirect(f"{reverse('tenggat:daftar')}?tahun={tahun}")
    return render(request, "tenggat/atur.html", {"form": form, "tahun": tahun, "diumumkan": TENGGAT_DIUMUMKAN})
