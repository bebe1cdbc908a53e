"""Factory of requests to another OPD for a line of a plan, in any state."""

from __future__ import annotations

from typing import Any

from opd.enums import Peran, StatusDukungan
from opd.models import BarisRencana, DukunganBaris, Opd
from tests import pabrik, pabrik_naskah
from tests.pabrik import SEKARANG


def buat_dukungan(
    baris: BarisRencana | None = None,
    opd: Opd | None = None,
    *,
    status: StatusDukungan | str = StatusDukungan.MENUNGGU,
    **isi: Any,
) -> DukunganBaris:
    """One request for that line, asked by an operator of its OPD."""
    baris = baris or pabrik_naskah.buat_rencana(pabrik.buat_penugasan(), baris=1).baris.get()
    penugasan, opd = baris.rencana.penugasan, opd or pabrik.buat_opd()
    dasar: dict[str, Any] = {
        "penugasan": penugasan,
        "tahun": baris.rencana.tahun,
        "kunci": baris.kunci,
        "kegiatan": baris.kegiatan,
        "sasaran": baris.sasaran,
        "opd": opd,
        "permintaan": "200 bibit kelapa pada TW III.",
        "status": status,
        "diminta_pada": SEKARANG,
    }
    if status in (StatusDukungan.DITERIMA, StatusDukungan.DITOLAK):
        dasar |= {"jawaban": "Anggaran sudah habis.", "dijawab_pada": SEKARANG}
        dasar["dijawab_oleh"] = isi.pop("penjawab", None) or pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=opd)
    dasar |= isi
    dasar["diminta_oleh"] = dasar.get("diminta_oleh") or pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)
    if status == StatusDukungan.DITARIK:
        tarik = {"alasan_tarik": "Baris diubah.", "ditarik_oleh": dasar["diminta_oleh"], "ditarik_pada": SEKARANG}
        dasar = tarik | dasar
    return DukunganBaris.objects.create(**dasar)
