"""List and profile of the OPDs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desa.waktu import hari_ini
from opd.ekspor.wilayah import OPD
from opd.enums import PeranPenugasan, StatusPenggabungan
from opd.forms.saring import SaringOpd
from opd.models import AliasOpd, AnggotaTim, Jabatan, Opd, PenggabunganOpd, Pengguna, Penugasan
from opd.permissions import can_maintain_penugasan, can_write_arahan
from opd.permissions_cetak import can_keep_kop
from opd.rekap.angka_rencana import RekapPenugasan, combine
from opd.rekap.arahan import rekap_opd
from opd.rekap.daftar_json import json_list, read_about
from opd.rekap.desa_opd import villages_by_opd
from opd.rekap.ketepatan_opd import punctuality, told_reports
from opd.rekap.kunjungan import kunjungan_sah
from opd.rekap.meja import Masa
from opd.rekap.mutakhir import latest_in, latest_of
from opd.rekap.penugasan import row_of
from opd.rekap.rencana import rekap_rencana
from opd.rekap.tersusun import Tersusun
from opd.rekap.umkm import book_of, hitung_umkm, jendela, village_book_lists
from opd.views.halaman import paged
from opd.views.unduh import export

DESA_TERBANYAK = 6
"""How many villages of an OPD the list shows; its own page has them all."""


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """OPDs with their villages."""
    user, hari = request.user, hari_ini()
    desa = villages_by_opd(user, until=hari)
    saring = SaringOpd(request.GET, user=user)
    opd = saring.apply(Opd.objects.visible_to(user), Q(pk__in=list(desa)), on=hari)
    urut = opd.order_by("nama")
    if (
        berkas := export(request, OPD, lambda: ((o, d) for o in urut for d in desa.get(o.pk) or [None]), saring)
    ) is not None:
        return berkas
    halaman, kueri = paged(request, urut)
    milik = ((o, desa.get(o.pk, [])) for o in halaman)
    baris = [(o, semua[:DESA_TERBANYAK], len(semua[DESA_TERBANYAK:])) for o, semua in milik]
    isi = {"saring": saring, "halaman": halaman, "kueri": kueri, "baris": baris, "hari": hari, "berjalan": len(desa)}
    return render(request, "opd/daftar.html", isi)


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One OPD: who heads it, which villages it answers for, with which team."""
    user, hari = request.user, hari_ini()
    opd: Any = PROFIL.row(user, slug, on=hari)
    if opd is None:
        raise Http404
    tugas = Penugasan.objects.visible_to(user).in_force().filter(opd=opd).with_names().order_by("-mulai", "-pk")
    penugasan = list(tugas.annotate(kunjungan_terakhir=_last_visit(user, hari)))
    tim = _open_teams(AnggotaTim.objects.visible_to(user).filter(tim__penugasan__opd=opd).select_related("tim"), hari)
    desa, bulan = [p.desa_id for p in penugasan if p.covers(hari)], jendela(hari)
    buku = book_of(read_about(desa, village_book_lists, bulan, bulan))
    rekap = {r.desa_id: r for r in hitung_umkm(buku, hari)}
    rencana = {r.penugasan.penugasan_id: r for r in _plans(user, penugasan, hari)}
    jabatan = _heads(opd.json_jabatan or [])
    isi = {
        "opd": opd,
        "jabatan": [j for j in jabatan if j.opd_id == opd.pk],
        "laporan": punctuality(user, opd, penugasan, _periods(jabatan, hari), until=hari),
        "alias": sorted(a["nama"] for a in opd.json_alias or []),
        "berjalan": [
            (p, tim.get(p.pk, []), rekap.get(p.desa_id), rencana.get(p.pk)) for p in penugasan if not _over(p, hari)
        ],
        "capaian": combine(rencana.values()),
        "lampau": [p for p in penugasan if _over(p, hari)],
        "penggabungan": opd.json_gabung or [],
        "arahan": rekap_opd(user, opd.pk, until=hari),
        "mutakhir": latest_of(vars(opd)),
        "hari": hari,
        **_rights(user, opd, hari),
    }
    return render(request, "opd/detail.html", isi)


def _rights(user: Pengguna, opd: Opd, hari: date) -> dict[str, bool]:
    """What the reader may do here."""
    return {
        "boleh_arahan": can_write_arahan(user, on=hari),
        "boleh_atur": can_maintain_penugasan(user, on=hari),
        "boleh_kop": can_keep_kop(user, opd, on=hari),
    }


def _plans(user: Pengguna, penugasan: list[Penugasan], hari: date) -> tuple[RekapPenugasan, ...]:
    """This year's plans of the villages the OPD is in charge of, ended penugasan included. One query."""
    baris = [row_of(p) for p in penugasan if p.peran == PeranPenugasan.PENANGGUNG_JAWAB and p.mulai <= hari]
    return rekap_rencana(user, tahun=hari.year, until=hari, penugasan=baris)


def _heads(isi: list[dict[str, Any]]) -> list[Jabatan]:
    """The episodes of `_with_lists`, newest first; those of its successor too."""
    jabatan = [Jabatan(**j | {k: _day(j[k]) for k in ("mulai", "selesai")}) for j in isi]
    return sorted(jabatan, key=lambda j: (-j.mulai.toordinal(), j.pk))


def _periods(jabatan: list[Jabatan], hari: date) -> dict[int, list[Masa]]:
    """When somebody held each of these heads' desks, by OPD."""
    masa: dict[int, list[Masa]] = {}
    for j in jabatan:
        if j.mulai <= hari:
            masa.setdefault(j.opd_id, []).append((j.mulai, j.selesai))
    return masa


def _day(nilai: str | None) -> date | None:
    return date.fromisoformat(nilai) if nilai else None


def _with_lists(user: Pengguna, hari: date) -> QuerySet[Opd]:
    """OPDs with their heads, aliases, reported mergers and this year's reports in the same query."""
    jabatan = Jabatan.objects.visible_to(user).filter(Q(opd=OuterRef("pk")) | Q(opd=OuterRef("dilebur_ke")))
    kolom = {k: k for k in ("id", "opd_id", "pemegang", "nama_jabatan", "status", "mulai", "selesai")}
    alias = AliasOpd.objects.visible_to(user).filter(opd=OuterRef("pk"), selesai__isnull=True)
    # Two queries deep: the OPD is the outer query of the outer query.
    pk = OuterRef(OuterRef("pk"))
    ikut = PenggabunganOpd.objects.visible_to(user).filter(status=StatusPenggabungan.DILAPORKAN)
    ikut = ikut.filter(Q(dari=pk) | Q(menjadi=pk)).order_by().values("pk")
    gabung = PenggabunganOpd.objects.visible_to(user).filter(pk__in=ikut)
    desa = Penugasan.objects.visible_to(user).in_force().active_on(hari).filter(opd=pk).order_by().values("desa")
    opd = Opd.objects.visible_to(user).select_related("induk", "dilebur_ke")
    return opd.annotate(
        json_alias=json_list(alias, nama="nama"),
        json_gabung=json_list(gabung, pk="pk", nama="nama_baru"),
        json_jabatan=json_list(jabatan, **kolom),
        **told_reports(user, until=hari),
        **latest_in(user, desa),
    )


PROFIL = Tersusun(Opd, _with_lists, "slug", contoh="tidak-ada-opd")


def _last_visit(user: Pengguna, hari: date) -> Subquery:
    sah = kunjungan_sah(user).filter(penugasan=OuterRef("pk"), tanggal__lte=hari)
    return Subquery(sah.order_by("-tanggal").values("tanggal")[:1])


def _over(p: Penugasan, hari: date) -> bool:
    return p.selesai is not None and p.selesai <= hari


def _open_teams(anggota: QuerySet[AnggotaTim], hari: date) -> dict[int, list[AnggotaTim]]:
    """Members of the teams open today, by penugasan."""
    tim: dict[int, list[AnggotaTim]] = {}
    for a in anggota:
        if a.tim.selesai is None or a.tim.selesai > hari:
            tim.setdefault(a.tim.penugasan_id, []).append(a)
    return tim
