"""Pages of fairs and of what was sold there."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from desa.waktu import hari_ini
from opd.actions.hasil_pameran import BUKAN_PENDAMPING, cancel_hasil, correct_hasil, record_hasil
from opd.actions.pameran import BUKAN_PEMILIK, BUKAN_PENCATAT, cancel_pameran, change_pameran, create_pameran
from opd.ekspor.pasar import PAMERAN
from opd.forms.fakta import FormBatal
from opd.forms.pameran import FormHasil, FormKoreksiHasil, FormPameran, FormUbahPameran, SaringPameran
from opd.forms.terdaftar import FormAlasan
from opd.models import HasilPameran, Pameran
from opd.permissions_mitra import can_add_terdaftar, can_edit_terdaftar
from opd.permissions_pasar import can_market
from opd.rekap.pameran import JumlahPameran, baca_hasil, jumlahkan, rekap_pameran
from opd.views import fakta
from opd.views.halaman import history, paged, render, try_deed, try_sure
from opd.views.unduh import export

AWAL = ("nama", "tempat", "penyelenggara", "mulai", "akhir", "versi")
AWAL_HASIL = ("omzet_rp", "barang", "pesanan", "pesanan_rp")


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """Fairs, newest first, each with what was sold there."""
    saring = SaringPameran(request.GET, user=request.user)
    semua = Pameran.objects.visible_to(request.user).in_force().filter(saring.condition())
    urut, rekap = semua.select_related("opd").order_by("-mulai", "-pk"), rekap_pameran(request.user, semua)
    if (
        berkas := export(request, PAMERAN, lambda: ((p, rekap.get(p.pk, JumlahPameran())) for p in urut), saring)
    ) is not None:
        return berkas
    halaman, kueri = paged(request, urut)
    isi = {
        "saring": saring,
        "halaman": halaman,
        "kueri": kueri,
        "baris": [(p, rekap.get(p.pk, JumlahPameran())) for p in halaman],
        "boleh_tambah": can_add_terdaftar(request.user, on=hari_ini()),
    }
    return render(request, "pameran/daftar.html", isi)


def _rows(request: HttpRequest) -> QuerySet[Pameran]:
    return Pameran.objects.visible_to(request.user).select_related("opd__dilebur_ke", "dicatat_oleh")


@require_safe
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One fair, and what each enterprise sold there."""
    user, hari = request.user, hari_ini()
    pameran = get_object_or_404(_rows(request), uuid=uuid)
    hasil = baca_hasil(user, pameran)
    berlaku = pameran.dibatalkan_pada is None
    isi = {
        "pameran": pameran,
        "hasil": hasil,
        "jumlah": jumlahkan(hasil),
        "milik": set(user.own_desa().values_list("pk", flat=True)) if user.opd_ids(hari) else set(),
        "boleh_hasil": berlaku and pameran.mulai <= hari and bool(user.opd_ids(hari)),
        "boleh_ubah": berlaku and can_edit_terdaftar(user, pameran, on=hari),
        "riwayat": history(request, pameran),
    }
    return render(request, "pameran/detail.html", isi)


@require_http_methods(["GET", "HEAD", "POST"])
def baru(request: HttpRequest) -> HttpResponse:
    """Record a fair."""
    if not can_add_terdaftar(request.user, on=hari_ini()):
        raise PermissionDenied(BUKAN_PENCATAT)
    form = FormPameran(request.POST if request.method == "POST" else None)

    def lakukan() -> Pameran:
        return create_pameran(form.isi(), uuid=form.cleaned_data["uuid"], by=request.user, at=timezone.now())

    pameran = try_deed(form, lakukan)
    if pameran is not None:
        messages.success(request, "Pameran tercatat. Catat hasil tiap UMKM di halaman ini.")
        return redirect("pameran:detail", pameran.uuid)
    return render(request, "pameran/isi.html", {"form": form})


def _own(request: HttpRequest, uuid: UUID) -> Pameran:
    """A fair that the reader may change; 403 otherwise."""
    pameran = get_object_or_404(_rows(request), uuid=uuid)
    if not can_edit_terdaftar(request.user, pameran, on=hari_ini()):
        raise PermissionDenied(BUKAN_PEMILIK)
    return pameran


@require_http_methods(["GET", "HEAD", "POST"])
def ubah(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change what is recorded of a fair."""
    pameran = _own(request, uuid)
    awal = {k: getattr(pameran, k) for k in AWAL}
    form = FormUbahPameran(request.POST if request.method == "POST" else None, initial=awal)

    def lakukan() -> Pameran:
        versi = form.cleaned_data["versi"]
        return change_pameran(pameran, form.isi(), versi=versi, by=request.user, at=timezone.now())

    if try_deed(form, lakukan) is not None:
        messages.success(request, "Perubahan tersimpan.")
        return redirect("pameran:detail", pameran.uuid)
    return render(request, "pameran/isi.html", {"form": form, "pameran": pameran})


@require_http_methods(["GET", "HEAD", "POST"])
def batalkan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take back a fair recorded by mistake, with the reason."""
    pameran = _own(request, uuid)
    form = FormAlasan(request.POST if request.method == "POST" else None, initial={"versi": pameran.versi})
    if try_deed(form, lambda: cancel_pameran(pameran, **form.cleaned_data, by=request.user, at=timezone.now())):
        messages.success(request, "Pameran dibatalkan.")
        return redirect("pameran:detail", pameran.uuid)
    return render(request, "pameran/batalkan.html", {"form": form, "pameran": pameran})


@require_http_methods(["GET", "HEAD", "POST"])
def hasil(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Record what an enterprise of the reader's villages sold at a fair."""
    user = request.user
    pameran = get_object_or_404(_rows(request), uuid=uuid)
    if not user.opd_ids(hari_ini()):
        raise PermissionDenied(BUKAN_PENDAMPING)
    awal = {"umkm": request.GET.get("umkm")}
    form = FormHasil(request.POST if request.method == "POST" else None, user=user, initial=awal)

    def lakukan() -> HasilPameran:
        d, oleh = form.cleaned_data, {"by": user, "at": timezone.now()}
        return record_hasil(pameran, d["umkm"], form.isi(), uuid=d["uuid"], yakin=d["yakin"], **oleh)

    if try_sure(form, lakukan) is not None:
        messages.success(request, "Hasil pameran tersimpan. Omzet bulan itu tetap diisi pada Penjualan.")
        return redirect("pameran:detail", pameran.uuid)
    return render(request, "pameran/hasil.html", {"form": form, "pameran": pameran})


def _result(request: HttpRequest, uuid: UUID) -> HasilPameran:
    """A result that the reader may write; 403 otherwise."""
    lama = get_object_or_404(HasilPameran.objects.visible_to(request.user).with_names(), uuid=uuid)
    if not can_market(request.user, lama.umkm.desa_id, on=hari_ini()):
        raise PermissionDenied(BUKAN_PENDAMPING)
    return lama


@require_http_methods(["GET", "HEAD", "POST"])
def koreksi(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The form filled with a result; saving makes a row that replaces it."""
    lama = _result(request, uuid)
    awal = {k: getattr(lama, k) for k in AWAL_HASIL}
    data = request.POST if request.method == "POST" else None
    form = FormKoreksiHasil(data, user=request.user, dengan_umkm=False, initial=awal)

    def lakukan() -> HasilPameran:
        d, oleh = form.cleaned_data, {"by": request.user, "at": timezone.now()}
        return correct_hasil(lama, form.isi(), uuid=d["uuid"], alasan=d["alasan"], yakin=d["yakin"], **oleh)

    if try_sure(form, lakukan) is not None:
        messages.success(request, "Koreksi tersimpan.")
        return redirect("pameran:detail", lama.pameran.uuid)
    return render(request, "pameran/hasil.html", {"form": form, "pameran": lama.pameran, "lama": lama})


@require_http_methods(["GET", "HEAD", "POST"])
def batalkan_hasil(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask for the reason, then take a result out of every count."""
    lama = _result(request, uuid)
    form = FormBatal(request.POST if request.method == "POST" else None)
    if fakta.try_cancel(form, lambda d: cancel_hasil(lama, **d, by=request.user, at=timezone.now())):
        messages.success(request, "Hasil pameran dibatalkan dan tidak dihitung lagi.")
        return redirect("pameran:detail", lama.pameran.uuid)
    return render(request, "pameran/batalkan.html", {"form": form, "pameran": lama.pameran, "lama": lama})
