"""Tasks that requests for support make: accept or decline, for the OPD that is asked."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models.functions import TruncDate

from desa.waktu import WIT
from opd.models import DukunganBaris, Pengguna
from opd.rekap.tugas_dasar import DaftarTugas, Tugas, address, day_of

KOLOM = {
    "uuid": "uuid",
    "kegiatan": "kegiatan",
    "opd": "penugasan__opd__nama",
    "diminta": "opd__nama",
    "desa": "penugasan__desa__nama",
    "tahun": "tahun",
    "tanggal": "hari",
}


def daftar_dukungan(user: Pengguna, until: date) -> dict[str, DaftarTugas]:
    """Requests to this person's OPDs that nobody has answered."""
    if not user.opd_ids(until):
        return {}
    menunggu = DukunganBaris.objects.managed_by(user).waiting().filter(opd__in=user.managed_opd())
    menunggu = menunggu.annotate(hari=TruncDate("diminta_pada", tzinfo=WIT))
    return {"dukungan": DaftarTugas(menunggu, KOLOM, _jawab)}


def _jawab(r: dict[str, Any], until: date) -> Tugas:
    tanggal = day_of(r["tanggal"], until)
    lama = f"menunggu {(until - tanggal).days} hari" if tanggal < until else "diajukan hari ini"
    return Tugas(
        "dukungan",
        f"{r['opd']} meminta dukungan untuk “{r['kegiatan']}” di {r['desa']}, {lama}.",
        tanggal,
        address("dukungan:detail", UUID(r["uuid"])),
        "Jawab permintaan",
        keterangan=f"Rencana aksi {r['tahun']}. Terima, atau tolak dengan alasan. Untuk {r['diminta']}.",
    )
