"""Pages of potret kesejahteraan: the board of what each village has and lacks, and the potret themselves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from desa.enums import StatusPotret
from desa.models import Desa, PotretKesejahteraan
from desa.waktu import hari_ini
from opd.actions.potret import (
    BIDANG,
    BUKAN_PEMERIKSA,
    BUKAN_PENCATAT,
    BUKAN_PENGOREKSI,
    cancel_potret,
    correct_potret,
    record_potret,
    return_potret,
    verify_many,
    verify_potret,
)
from opd.ambang import TABEL_KEMISKINAN
from opd.berkas import send_berkas
from opd.ekspor.kemiskinan import POTRET
from opd.enums import JenisImpor, Peran
from opd.forms.fakta import FormBatal
from opd.forms.potret import FormKoreksiPotret, FormPotret, FormPutusanPotret, FormVerifikasi, SaringPotret
from opd.permissions import can_import, can_see_personal
from opd.permissions_potret import can_correct_potret, can_record_potret, can_verify_potret, verifiable
from opd.rekap.potret import (
    BarisPotret,
    KeadaanPotret,
    chain_of,
    count_states,
    earlier_of,
    rekap_potret,
    replaceable,
)
from opd.rekap.sel import cells_of
from opd.views import fakta
from opd.views.baca import note_record
from opd.views.halaman import history, paged, render, try_deed, try_sure
from opd.views.unduh import export

WARNA = {
    StatusPotret.DRAF: "awas",
    StatusPotret.DIKEMBALIKAN: "buruk",
    StatusPotret.DIVERIFIKASI: "baik",
    StatusPotret.DITARIK: "netral",
}
BATAS_BERSAMA = 50
"""How many potret the verifikator's page shows at once, the oldest first."""


def _board(request: HttpRequest) -> tuple[SaringPotret, list[BarisPotret], list[BarisPotret]]:
    """The filter, the villages its place leaves, and those of them in the state asked for."""
    form = SaringPotret(request.GET, user=request.user, on=hari_ini())
    semua = rekap_potret(request.user, until=form.until, known_at=form.known_at)
    tempat = [b for b in semua if form.fits(b.penugasan)]
    return form, tempat, [b for b in tempat if form.in_state(b)]


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """Which villages lack a baseline or a recent vintage, and what waits where; each number opens the villages it counts."""
    form, tempat, baris = _board(request)
    if (berkas := export(request, POTRET, baris, form)) is not None:
        return berkas
    halaman, kueri = paged(request, baris)
    tanpa = request.GET.copy()
    for nama in ("keadaan", "halaman"):
        tanpa.pop(nama, None)
    angka = count_states(tempat)
    isi = {
        "form": form,
        "halaman": halaman,
        "kueri": kueri,
        "jumlah": len(baris),
        "angka": [(k.value, k.label, n) for k, n in angka.items()],
        "berdasar": len(tempat) - angka[KeadaanPotret.TANPA_DASAR],
        "semua": len(tempat),
        "tanpa": f"{tanpa.urlencode()}&" if tanpa else "",
        "milik": request.user.opd_ids(hari_ini()),
        "wasit": request.user.holds(Peran.VERIFIKATOR),
        "boleh_impor": can_import(request.user, JenisImpor.POTRET, on=hari_ini()),
        "ambang": TABEL_KEMISKINAN,
    }
    return render(request, "potret/daftar.html", isi)


def _desa(request: HttpRequest, kode: str) -> Desa:
    return get_object_or_404(Desa.objects.visible_to(request.user).with_place(), kode=kode)


def _rows(request: HttpRequest) -> QuerySet[PotretKesejahteraan]:
    return PotretKesejahteraan.objects.visible_to(request.user).select_related("desa__kecamatan__kabupaten")


def _table(request: HttpRequest, desa: Desa) -> dict[str, Any]:
    """The village's potret, newest first: those that count, and those that wait, with the counts this reader may see."""
    terbuka = can_see_personal(request.user, desa.pk, on=hari_ini())
    semua = PotretKesejahteraan.objects.visible_to(request.user).filter(desa=desa)
    berlaku = (semua.verified() | semua.pending()).order_by("-tanggal_data", "-pk")
    baris = [(p, cells_of(p, terbuka=terbuka), WARNA[p.status]) for p in berlaku]
    return {"desa": desa, "baris": baris, "terbuka": terbuka}


@require_safe
def desa(request: HttpRequest, kode: str) -> HttpResponse:
    """The potret of one village."""
    satu = _desa(request, kode)
    boleh = can_record_potret(request.user, satu.pk, on=hari_ini())
    return render(request, "potret/desa.html", _table(request, satu) | {"boleh": boleh})


@require_http_methods(["GET", "HEAD", "POST"])
def baru(request: HttpRequest, kode: str) -> HttpResponse:
    """A new vintage."""
    satu = _desa(request, kode)
    if not can_record_potret(request.user, satu.pk, on=hari_ini()):
        raise PermissionDenied(BUKAN_PENCATAT)
    form = FormPotret(*_sent(request))
    if (potret := try_sure(form, lambda: record_potret(satu, form.isi(), **_deed(request, form)))) is not None:
        messages.success(request, "Potret tersimpan dan menunggu verifikasi. Sesudah diverifikasi, ia dihitung.")
        return redirect("potret:detail", potret.uuid)
    return render(request, "potret/isi.html", {"form": form, "desa": satu})


def _sent(request: HttpRequest) -> tuple[Any, ...]:
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _deed(request: HttpRequest, form: FormPotret) -> dict[str, Any]:
    """What every deed of a sent form is told."""
    d = form.cleaned_data
    pilihan = {"uuid": d["uuid"], "yakin": d["yakin"], "pindaian": d["pindaian"] or None}
    return pilihan | {"by": request.user, "at": timezone.now()}


@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One potret beside the village's others. POST decides on it: verify, or return with a reason."""
    user, hari = request.user, hari_ini()
    potret = get_object_or_404(_rows(request).select_related("menggantikan"), uuid=uuid)
    form = FormPutusanPotret(request.POST if request.method == "POST" else None)
    if try_deed(form, lambda: _decide(request, potret, form)) is not None:
        return redirect("potret:detail", potret.uuid)
    rantai = chain_of(user, potret)
    ganti = replaceable(potret, rantai)
    pribadi = PotretKesejahteraan.objects.personal_for(user).filter(pk=potret.pk).exclude(pindaian="")
    isi = _table(request, potret.desa)
    isi |= {
        "potret": potret,
        "sel": cells_of(potret, terbuka=isi["terbuka"]),
        "warna": WARNA[potret.status],
        "pengganti": rantai[-1] if ganti is None and rantai[-1] != potret else None,
        "form": form,
        "boleh_ubah": ganti is not None and can_record_potret(user, potret.desa_id, on=hari),
        "boleh_putus": ganti == potret and can_verify_potret(user, potret, on=hari),
        "berkas": pribadi.exists(),
        "riwayat": history(request, potret, potret.menggantikan_id),
    }
    return render(request, "potret/detail.html", isi)


@require_http_methods(["GET", "HEAD", "POST"])
def verifikasi(request: HttpRequest) -> HttpResponse:
    """The potret that wait for this verifikator, each beside the one before it; those ticked are verified together."""
    user, hari = request.user, hari_ini()
    if not user.holds(Peran.VERIFIKATOR, on=hari):
        raise PermissionDenied(BUKAN_PEMERIKSA)
    kueri = verifiable(user, on=hari).select_related("desa__kecamatan__kabupaten")
    semua = list(kueri.order_by("dicatat_pada", "pk")[:BATAS_BERSAMA])
    form = FormVerifikasi(request.POST if request.method == "POST" else None, pilihan=semua)

    def lakukan() -> int:
        pilih = [p for p in semua if p.pk in form.cleaned_data["potret"]]
        return verify_many(pilih, by=user, at=timezone.now())

    if (jumlah := try_deed(form, lakukan)) is not None:
        messages.success(request, f"{jumlah} potret diverifikasi.")
        return redirect("potret:verifikasi")
    dulu = earlier_of(user, semua)
    baris = [
        (p, *(cells_of(q, terbuka=True) if q else None for q in (p, dulu.get(p.pk))), dulu.get(p.pk)) for p in semua
    ]
    return render(request, "potret/verifikasi.html", {"form": form, "baris": baris, "batas": BATAS_BERSAMA})


def _decide(request: HttpRequest, potret: PotretKesejahteraan, form: FormPutusanPotret) -> PotretKesejahteraan:
    oleh: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    if form.cleaned_data["tindakan"] == "verifikasi":
        hasil = verify_potret(potret, **oleh)
        messages.success(request, "Pembatalan diverifikasi." if hasil.batal else "Potret diverifikasi dan dihitung.")
        return hasil
    hasil = return_potret(potret, alasan=form.cleaned_data["alasan"], **oleh)
    messages.success(request, "Potret dikembalikan kepada pencatatnya.")
    return hasil


@require_http_methods(["GET", "HEAD", "POST"])
def koreksi(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The form filled with a recorded potret; saving makes a row that takes its place once it is verified."""
    lama = get_object_or_404(_rows(request), uuid=uuid)
    if not can_correct_potret(request.user, lama.desa_id, on=hari_ini()):
        raise PermissionDenied(BUKAN_PENGOREKSI)
    form = FormKoreksiPotret(*_sent(request), initial={n: getattr(lama, n) for n in BIDANG})

    def simpan() -> PotretKesejahteraan:
        return correct_potret(lama, form.isi(), alasan=form.cleaned_data["alasan"], **_deed(request, form))

    if (potret := try_sure(form, simpan)) is not None:
        messages.success(request, "Koreksi tersimpan dan menunggu verifikasi.")
        return redirect("potret:detail", potret.uuid)
    return render(request, "potret/isi.html", {"form": form, "desa": lama.desa, "lama": lama})


@require_http_methods(["GET", "HEAD", "POST"])
def batalkan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask for the reason, then take the potret back, or ask the verifikator to take a verified one out."""
    lama = get_object_or_404(_rows(request), uuid=uuid)
    if not can_record_potret(request.user, lama.desa_id, on=hari_ini()):
        raise PermissionDenied(BUKAN_PENCATAT)
    form = FormBatal(request.POST if request.method == "POST" else None)
    if fakta.try_cancel(form, lambda d: cancel_potret(lama, **d, by=request.user, at=timezone.now())):
        messages.success(request, "Pembatalan tersimpan.")
        return redirect("potret:desa", lama.desa.kode)
    return render(request, "potret/batalkan.html", {"form": form, "potret": lama})


@require_safe
def berkas(request: HttpRequest, uuid: UUID) -> FileResponse:
    """The scanned paper, for the OPD in charge and the verifikator."""
    baris = get_object_or_404(PotretKesejahteraan.objects.personal_for(request.user), uuid=uuid)
    note_record(request, "pindaian potret", baris)
    return send_berkas(baris.pindaian, f"potret-{baris.tanggal_data:%Y%m%d}")
