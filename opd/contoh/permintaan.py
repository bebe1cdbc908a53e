"""Sample of what data subjects ask for: a restriction in force, and an erasure that waits for its decision."""

from __future__ import annotations

import random
import uuid
from datetime import datetime, time, timedelta

from desa.models import Keluarga
from desa.waktu import WIT, tambah_bulan
from opd.actions.permintaan_subjek import IsiPermintaan, carry_out, propose_permintaan
from opd.contoh.dunia import Dunia
from opd.enums import JenisPermintaan, PengajuPermintaan
from opd.rekap.simpanan_pribadi import Kunci


def buat_permintaan(dunia: Dunia) -> None:
    """Two requests about families of the sample; its own source of chance leaves the rest as it is."""
    acak = random.Random(dunia.benih + 83)
    keluarga = list(Keluarga.objects.order_by("pk").values_list("pk", flat=True)[6:8])
    pengusul, pemutus = dunia.akun["contoh.bappeda"], dunia.akun["contoh.admin"]
    jenis = (JenisPermintaan.PEMBATASAN, JenisPermintaan.PENGHAPUSAN)
    for n, (pk, apa) in enumerate(zip(keluarga, jenis, strict=False), 1):
        at = datetime.combine(dunia.lalu(12 // n), time(9), WIT)
        isi = IsiPermintaan(
            apa, f"CONTOH {n}/PDP", at.date(), PengajuPermintaan.SENDIRI, "CONTOH: diminta tertulis, identitasnya dicocokkan",
            (Kunci("desa.keluarga", pk),), dibatasi_sampai=tambah_bulan(at.date(), 6),
        )  # fmt: skip
        permintaan = propose_permintaan(isi, uuid=uuid.UUID(int=acak.getrandbits(128), version=4), by=pengusul, at=at)
        if apa == JenisPermintaan.PEMBATASAN:
            carry_out(permintaan, by=pemutus, at=at + timedelta(hours=5))
