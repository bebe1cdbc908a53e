"""List and profile of the villages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from desa.enums import JenisIndeks
from desa.models import Desa, IndeksDesa
from desa.waktu import hari_ini
from opd.actions.kontak import reveal_phone
from opd.ekspor.wilayah import DESA
from opd.enums import PeranPenugasan
from opd.forms.saring import SaringDesa
from opd.forms.telepon import TeleponForm
from opd.models import Opd, Pengguna, Penugasan
from opd.permissions import can_record_facts
from opd.permissions_usaha import sales_giliran
from opd.rekap.arahan import list_village_orders, village_orders
from opd.rekap.daftar_json import read_about
from opd.rekap.mutakhir import latest_in, latest_of
from opd.rekap.penugasan import alone_words, row_of
from opd.rekap.profil import BATAS_HIJAU, event_list, events_of, problem_indicators, profile_of, with_profile
from opd.rekap.rencana import plan_lists, plans_of
from opd.rekap.tersusun import Tersusun
from opd.rekap.tindak_kunjungan import list_open, tindak_of
from opd.rekap.umkm import book_of, hitung_umkm, jendela, village_book_lists
from opd.views.halaman import paged, render
from opd.views.unduh import export


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """Villages with their newest status and the OPD that answers for them."""
    user = request.user
    tugas = Penugasan.objects.visible_to(user).in_force().active_on(hari_ini()).in_charge()
    idm = IndeksDesa.objects.visible_to(user).filter(desa=OuterRef("pk"), jenis=JenisIndeks.IDM).order_by("-tahun")
    desa = Desa.objects.visible_to(user).with_place().order_by("kode")
    desa = desa.annotate(status_idm=Subquery(idm.values("status")[:1]), tahun_idm=Subquery(idm.values("tahun")[:1]))
    saring = SaringDesa(request.GET, user=user)
    milik = tugas.filter(opd__in=user.managed_opd())
    desa = saring.apply(desa, ditangani=Q(pk__in=_desa_of(tugas)), milik=Q(pk__in=_desa_of(milik)))
    if (berkas := export(request, DESA, partial(_with_opd, desa, tugas), saring)) is not None:
        return berkas
    halaman, kueri = paged(request, desa)
    baris = list(_with_opd(halaman, tugas.filter(desa__in=[d.pk for d in halaman])))
    return render(request, "desa/daftar.html", {"saring": saring, "halaman": halaman, "kueri": kueri, "baris": baris})


def _with_opd(desa: Iterable[Desa], tugas: QuerySet[Penugasan]) -> Iterator[tuple[Desa, Opd | None]]:
    """Each village with the OPD in charge of it. One query beyond the villages'."""
    opd = {p.desa_id: p.opd for p in tugas.select_related("opd")}
    return ((d, opd.get(d.pk)) for d in desa)


def _desa_of(tugas: QuerySet[Penugasan]) -> QuerySet[Any]:
    return tugas.order_by().values("desa")


@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, kode: str) -> HttpResponse:
    """One village. POST shows one contact's phone, which is recorded."""
    user, hari = request.user, hari_ini()
    desa = PROFIL.row(user, kode, on=hari)
    if desa is None:
        raise Http404
    isi = _profil(user, desa, hari) | {"telepon": (0, "")}
    if request.method == "POST":
        form = TeleponForm(request.POST)
        if form.is_valid():
            isi["telepon"] = reveal_phone(desa, kontak_id=form.cleaned_data["kontak"], by=user, at=timezone.now())
    return render(request, "desa/detail.html", isi)


def _with_lists(user: Pengguna, hari: date) -> QuerySet[Desa]:
    """Villages with all that the page reads beside one."""
    tindak = list_open(user, Q(kunjungan__penugasan__desa=OuterRef("pk")), until=hari)
    sendiri = Desa.objects.visible_to(user).filter(pk=OuterRef(OuterRef("pk"))).values("pk")
    lain = {"json_tindak": tindak, "json_teguran": list_village_orders(user)}
    return with_profile(user, on=hari).annotate(**lain, **latest_in(user, sendiri))


PROFIL = Tersusun(Desa, _with_lists, "kode", contoh="tidak ada desa")


def _lists(desa: Sequence[int], hari: date) -> dict[str, Subquery]:
    """What of the page is the same for every reader: enterprises, plans, and what was done."""
    siapa, bulan = Pengguna(), jendela(hari)
    tugas = Penugasan.objects.visible_to(siapa).filter(desa__in=desa).order_by().values("pk")
    rencana = plan_lists(siapa, hari.year, until=hari, milik=tugas)
    return village_book_lists(desa, bulan, bulan) | rencana | event_list(desa, until=hari)


def _profil(user: Pengguna, desa: Any, hari: date) -> dict[str, Any]:
    penugasan = list(
        Penugasan.objects.visible_to(user).in_force().filter(desa=desa).with_names().order_by("-mulai", "-pk")
    )
    terbaca = read_about([desa.pk], _lists, hari)
    rekap = hitung_umkm(book_of(terbaca), hari)
    catat = [p for p in penugasan if p.mulai <= hari and can_record_facts(user, p, on=hari)]
    pegang = [row_of(p) for p in penugasan if p.peran == PeranPenugasan.PENANGGUNG_JAWAB and p.covers(hari)]
    rencana = plans_of(terbaca, pegang, tahun=hari.year, until=hari)
    return profile_of(desa) | {
        "desa": desa,
        "rencana": rencana[0] if rencana else None,
        "batas_hijau": BATAS_HIJAU,
        "masalah": problem_indicators(user, desa),
        "umkm": rekap[0] if rekap else None,
        "penugasan": penugasan,
        "berjalan": [p for p in penugasan if p.covers(hari)],
        "tanpa_opd": alone_words(penugasan, hari),
        "teguran": village_orders(desa.json_teguran, on=hari),
        "tindak": tindak_of(desa.json_tindak, until=hari),
        "peristiwa": events_of(terbaca),
        "milik": next(iter(catat), None),
        "boleh_jual": bool(catat) and sales_giliran(user, desa.pk, on=hari).writes,
        "mutakhir": latest_of(vars(desa)),
        "hari": hari,
    }
