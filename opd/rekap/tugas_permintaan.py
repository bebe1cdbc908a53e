"""The task that a data subject's request makes: somebody other than its proposer decides it, within three days."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from opd.enums import JenisPermintaan, Peran, StatusPermintaan
from opd.models import Pengguna, PermintaanSubjek
from opd.rekap.tugas_dasar import DaftarTugas, Tugas, address, day_of

KOLOM = {"uuid": "uuid", "jenis": "jenis", "nomor": "nomor", "diterima": "diterima"}


def daftar_permintaan(user: Pengguna, until: date) -> dict[str, DaftarTugas]:
    """The requests that wait for a word of this reader."""
    if not user.holds(Peran.VERIFIKATOR, Peran.ADMIN_SISTEM, on=until):
        return {}
    menunggu = PermintaanSubjek.objects.visible_to(user).filter(status=StatusPermintaan.MENUNGGU)
    return {"permintaan_subjek": DaftarTugas(menunggu.exclude(diusulkan_oleh=user), KOLOM, _putuskan)}


def _putuskan(r: dict[str, Any], until: date) -> Tugas:
    return Tugas(
        "permintaan_subjek",
        f"{JenisPermintaan(r['jenis']).label} {r['nomor']} menunggu putusan Anda.",
        day_of(r["diterima"], until),
        address("permintaan_subjek:detail", UUID(r["uuid"])),
        "Putuskan",
        keterangan="Undang-undang memberi waktu 3 × 24 jam sejak permintaannya diterima.",
    )
