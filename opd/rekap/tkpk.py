"""The lines of every plan in force in a year with what LP2KD and RAT ask of each: strategy, target group, money, trouble.

Law: Permendagri 53/2020 (RAT and LP2KD of the TKPK).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef

from desa.models import Indikator
from opd.enums import StatusNaskah, Strategi
from opd.models import BarisRencana, LaporanTriwulan, Pengguna
from opd.rekap.angka_rencana import RekapBaris
from opd.rekap.capaian import NAMA_TW
from opd.rekap.daftar_json import json_list
from opd.rekap.penugasan import BarisPenugasan
from opd.rekap.rencana import rekap_rencana


@dataclass(frozen=True, slots=True)
class Uraian:
    """What the newest verified report of a penugasan's year writes; empty without one."""

    tw: str = ""
    kendala: str = ""
    tindak_lanjut: str = ""


@dataclass(frozen=True, slots=True)
class BarisTkpk:
    """One line of a plan in force, measured."""

    penugasan: BarisPenugasan
    rekap: RekapBaris
    strategi: Strategi
    sasaran: str
    kode: str
    indikator: tuple[str, ...]
    uraian: Uraian


def rekap_tkpk(user: Pengguna, *, tahun: int, until: date) -> tuple[BarisTkpk, ...]:
    """By strategy, OPD and village. Four queries."""
    rencana = rekap_rencana(user, tahun=tahun, until=until)
    rinci, uraian = _details(user, tahun), _narratives(user, tahun, until)
    hasil = [
        _line(r.penugasan, b, rinci[b.baris_id], uraian.get(r.penugasan.penugasan_id, Uraian()))
        for r in rencana
        if r.berlaku
        for b in r.berlaku.baris
    ]
    urut = list(Strategi)
    return tuple(sorted(hasil, key=lambda b: urut.index(b.strategi)))  # OPDs and lines keep their order


def _details(user: Pengguna, tahun: int) -> dict[int, Any]:
    """What measuring does not ask of a line. One query."""
    indikator = Indikator.objects.visible_to(user).filter(baris_rencana=OuterRef("pk"))
    baris = BarisRencana.objects.visible_to(user).filter(
        rencana__status=StatusNaskah.DIVERIFIKASI, rencana__tahun=tahun
    )
    baris = baris.annotate(json_indikator=json_list(indikator, nama="nama"))
    return {b["pk"]: b for b in baris.values("pk", "strategi", "sasaran", "kode_subkegiatan", "json_indikator")}


def _narratives(user: Pengguna, tahun: int, until: date) -> dict[int, Uraian]:
    """By penugasan what its newest verified report of the year writes. One query."""
    terbit = LaporanTriwulan.objects.visible_to(user).filter(status=StatusNaskah.DIVERIFIKASI, tahun=tahun)
    terbit = terbit.filter(diverifikasi_pada__date__lte=until).order_by("triwulan", "pk")
    kolom = ("penugasan", "triwulan", "kendala", "tindak_lanjut")
    return {p: Uraian(f"TW {NAMA_TW[tw - 1]}", k, t) for p, tw, k, t in terbit.values_list(*kolom)}


def _line(p: BarisPenugasan, b: RekapBaris, rinci: Any, uraian: Uraian) -> BarisTkpk:
    indikator = tuple(sorted(i["nama"] for i in rinci["json_indikator"] or ()))
    return BarisTkpk(p, b, Strategi(rinci["strategi"]), rinci["sasaran"], rinci["kode_subkegiatan"], indikator, uraian)
