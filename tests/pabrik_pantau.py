"""Factories of planned visits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from desa.models import Umkm
from opd.models import Penugasan, PindahRencana, RencanaKunjungan
from tests import pabrik


def buat_rencana_kunjungan(
    penugasan: Penugasan, tanggal: date, *umkm: Umkm, dibuat: date | None = None, **isi: Any
) -> RencanaKunjungan:
    """A visit planned ten days before its day, to the enterprises given."""
    dasar = {"dibuat_pada": pabrik.pada(dibuat or tanggal - timedelta(days=10))}
    dasar["dibuat_oleh"] = isi.pop("dibuat_oleh", None) or pabrik.buat_pengguna()
    rencana = RencanaKunjungan.objects.create(penugasan=penugasan, tanggal=tanggal, **dasar | isi)
    rencana.umkm.set(umkm)
    return rencana


def buat_pindah(rencana: RencanaKunjungan, ke: date, pada: date, **isi: Any) -> PindahRencana:
    """The plan moved on a day to another one, as the deed leaves it."""
    dasar = {"dari": rencana.tanggal, "alasan": "Kapal batal.", "dipindah_pada": pabrik.pada(pada)}
    dasar["dipindah_oleh"] = isi.pop("dipindah_oleh", None) or rencana.dibuat_oleh
    pindah = PindahRencana.objects.create(rencana=rencana, ke=ke, **dasar | isi)
    rencana.tanggal = ke
    rencana.save(update_fields=["tanggal"])
    return pindah
