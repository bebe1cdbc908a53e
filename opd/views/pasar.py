"""Pages of enterprises without a market: the list, one of them with buyers that would fit, and what OPDs ask each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from desa.models import Umkm
from desa.waktu import hari_ini
from opd.actions.pasar import ALUR, answer_pasar, ask_pasar, report_pasar, withdraw_pasar
from opd.actions.permintaan import own_opd
from opd.ekspor.pasar import PASAR
from opd.enums import StatusDukungan
from opd.forms.dukungan import FormTarik, FormTerima, FormTolak
from opd.forms.isian import FormVersi
from opd.forms.pasar import FormHasilPasar, FormMintaPasar, SaringPasar, helper_choices
from opd.models import Pembeli, Pengguna, Penugasan, PermintaanPasar
from opd.permissions import can_answer_dukungan
from opd.permissions_pasar import can_ask_pasar, can_report_pasar, can_withdraw_pasar
from opd.rekap.pameran import fairs_json, fairs_of
from opd.rekap.pasar import (
    Cocok,
    active_buyers,
    cocokkan,
    goods_json,
    goods_of,
    hitung_opd,
    reason_of,
)
from opd.rekap.pasar_desa import villages_without_market
from opd.rekap.penugasan import Penjawab
from opd.views import fakta
from opd.views.halaman import history, render, try_deed
from opd.views.pasokan import supplies
from opd.views.unduh import export

FORM: dict[str, type[FormVersi]] = {
    "terima": FormTerima,
    "tolak": FormTolak,
    "hasil": FormHasilPasar,
    "tarik": FormTarik,
}
BOLEH = {
    "terima": can_answer_dukungan,
    "tolak": can_answer_dukungan,
    "hasil": can_report_pasar,
    "tarik": can_withdraw_pasar,
}
"""What can be done to a request, by the name of the button: its form, and who may."""


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """Enterprises without a market, the counts per OPD, and a buyer that would fit each."""
    user, hari = request.user, hari_ini()
    desa = villages_without_market(user, until=hari)
    penugasan = [d.penjawab for d in desa.values() if d.penjawab]
    penjawab, saring = Penjawab(penugasan), SaringPasar(request.GET, user=user, penugasan=penugasan)
    semua = [b for d in saring.select(desa) for b in d.baris]
    alasan = {b.umkm_id: b.alasan for b in semua if saring.isi["alasan"] in ("", None, b.alasan)}
    baris = _umkm(request).filter(pk__in=list(alasan)).order_by("desa__nama", "nama", "pk")
    if (berkas := export(request, PASAR, lambda: _told(request, baris, alasan, penjawab), saring)) is not None:
        return berkas
    halaman = fakta.page_of(request, baris, len(alasan))
    halaman.object_list = _told(request, halaman.object_list, alasan, penjawab)
    isi = {"saring": saring, "halaman": halaman, "kueri": fakta.query_without_page(request), "hari": hari}
    return render(
        request, "pasar/daftar.html", isi | {"jumlah": len(alasan), "per_opd": hitung_opd(semua, penjawab, hari)}
    )


def _told(request: HttpRequest, umkm: Iterable[Any], alasan: Mapping[int, Any], penjawab: Penjawab) -> list[Any]:
    """Each with why it has no market, who answers for it, what was asked last, and the buyer that fits best. Two queries."""
    hasil, hari = list(umkm), hari_ini()
    pembeli, minta = active_buyers(request.user), _latest(request, [u.pk for u in hasil])
    for u in hasil:
        u.alasan, u.penjawab, u.minta = alasan[u.pk], penjawab.pada(u.desa_id, hari), minta.get(u.pk)
        u.cocok = next(iter(_matches(u, pembeli)), None)
    return hasil


def _matches(umkm: Any, pembeli: list[Pembeli]) -> tuple[Cocok, ...]:
    return cocokkan(goods_of(umkm, umkm.json_produk), umkm.desa.kecamatan.kabupaten_id, pembeli)


def _latest(request: HttpRequest, umkm: list[int]) -> dict[int, PermintaanPasar]:
    """The newest request of each enterprise that the reader may see. One query."""
    semua = PermintaanPasar.objects.visible_to(request.user).filter(umkm__in=umkm).select_related("opd")
    return {p.umkm_id: p for p in semua.order_by("diminta_pada", "pk")}


@require_safe
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The market of one enterprise: whom it supplies, fairs, what was asked of other OPDs, and buyers that would fit."""
    user, hari = request.user, hari_ini()
    milik = user.own_desa().filter(pk=OuterRef("desa"))
    tugas = Penugasan.objects.managed_by(user).in_force().active_on(hari).filter(desa=OuterRef("desa"))
    semua = _umkm(request).annotate(
        json_pameran=fairs_json(user), boleh_pasokan=Exists(milik), boleh_minta=Exists(tugas)
    )
    umkm = get_object_or_404(semua, uuid=uuid)
    minta = PermintaanPasar.objects.visible_to(user).filter(umkm=umkm).select_related("opd", "penugasan__opd")
    isi = {
        "umkm": umkm,
        "alasan": reason_of(user, umkm, until=hari),
        "pasokan": supplies(request).filter(umkm=umkm),
        "hasil": fairs_of(umkm.json_pameran),
        "minta": minta,
        "cocok": _matches(umkm, active_buyers(user)),
        "boleh_pasokan": umkm.boleh_pasokan and umkm.tutup_pada is None,
        "boleh_minta": umkm.boleh_minta,
    }
    return render(request, "pasar/detail.html", isi)


def _umkm(request: HttpRequest) -> QuerySet[Umkm]:
    semua = Umkm.objects.visible_to(request.user).select_related("desa__kecamatan__kabupaten")
    return semua.annotate(json_produk=goods_json(request.user))


def _own_penugasan(request: HttpRequest, umkm: Umkm) -> Penugasan | None:
    """The penugasan by which the reader's OPD answers for the village today, first as the one in charge."""
    semua = Penugasan.objects.managed_by(request.user).in_force().active_on(hari_ini()).filter(desa=umkm.desa_id)
    return semua.select_related("opd__dilebur_ke").order_by("peran", "pk").first()


@require_http_methods(["GET", "HEAD", "POST"])
def minta(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask an OPD that can help to find a market for one enterprise."""
    user, hari = request.user, hari_ini()
    umkm = get_object_or_404(_umkm(request), uuid=uuid)
    penugasan = _own_penugasan(request, umkm)
    if penugasan is None or not can_ask_pasar(user, penugasan, on=hari):
        raise PermissionDenied(ALUR.bukan_peminta)
    pilihan = helper_choices(user, on=hari, kecuali=own_opd(penugasan, on=hari))
    form = FormMintaPasar(request.POST if request.method == "POST" else None, pilihan=pilihan)

    def lakukan() -> PermintaanPasar:
        u = form.cleaned_data["uuid"]
        return ask_pasar(umkm, penugasan, form.isi(), uuid=u, by=user, at=timezone.now())

    if try_deed(form, lakukan) is not None:
        messages.success(request, "Permintaan terkirim dan tampil di Beranda OPD itu sampai dijawab.")
        return redirect("pasar:detail", umkm.uuid)
    return render(request, "pasar/minta.html", {"form": form, "umkm": umkm})


@require_http_methods(["GET", "HEAD", "POST"])
def permintaan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One request with its answer and result; who may go on with it finds the form here."""
    user, hari, aksi = request.user, hari_ini(), request.POST.get("aksi", "")
    semua = PermintaanPasar.objects.visible_to(user).with_names()
    p = get_object_or_404(semua.select_related("diminta_oleh", "dijawab_oleh", "ditarik_oleh", "hasil_oleh"), uuid=uuid)
    form = {nama: kelas(initial={"versi": p.versi}, auto_id=f"{nama}_%s") for nama, kelas in FORM.items()}
    if request.method == "POST" and aksi in FORM:
        form[aksi] = FORM[aksi](request.POST, auto_id=f"{aksi}_%s")
        if try_deed(form[aksi], lambda: _carry_out(request, p, aksi, form[aksi].cleaned_data)):
            return redirect("permintaan_pasar:detail", uuid)
    isi = {
        "p": p,
        "form": {nama: f for nama, f in form.items() if f.errors or BOLEH[nama](user, p, on=hari)},
        "minta_lain": _ask_another(user, p, on=hari),
        "riwayat": history(request, p),
    }
    return render(request, "pasar/permintaan.html", isi)


def _ask_another(user: Pengguna, p: PermintaanPasar, *, on: date) -> str:
    """Where the OPD that asked asks another after a decline; else empty."""
    boleh = p.status == StatusDukungan.DITOLAK and can_ask_pasar(user, p.penugasan, on=on)
    return reverse("pasar:minta", args=[p.umkm.uuid]) if boleh else ""


def _carry_out(request: HttpRequest, p: PermintaanPasar, aksi: str, isi: dict[str, Any]) -> bool:
    """The deed the button names; its refusal is raised."""
    oleh = {"by": request.user, "at": timezone.now()}
    match aksi:
        case "tarik":
            withdraw_pasar(p, **isi, **oleh)
            messages.success(request, "Permintaan ditarik.")
        case "hasil":
            report_pasar(p, **isi, **oleh)
            messages.success(request, "Hasil tersimpan.")
        case _:
            answer_pasar(p, **isi, terima=aksi == "terima", **oleh)
            messages.success(request, "Permintaan diterima." if aksi == "terima" else "Permintaan ditolak.")
    return True
