"""Factories of planned visits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from desa.models import Umkm
from opd.models import Penugasan, RencanaKunjungan
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
