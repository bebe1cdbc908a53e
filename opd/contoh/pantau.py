"""Sample planned visits: operators of the sample look after enterprises of their watch list."""

from __future__ import annotations

import random
from datetime import datetime, time, timedelta
from uuid import UUID

from desa.models import make_catatan
from desa.waktu import WIT
from opd.contoh.akun import AKUN
from opd.contoh.dunia import Dunia
from opd.enums import Peran
from opd.models import RencanaKunjungan
from opd.rekap.pantau import only_umkm, read_pantau, watched
from opd.rekap.penugasan import rekap_penugasan

PER_DESA = 2


def buat_rencana_kunjungan(dunia: Dunia) -> None:
    """In every village of an OPD with an operator, a visit planned yesterday to its most urgent enterprises."""
    acak = random.Random(dunia.benih + 5)
    per_desa: dict[int, list[int]] = {}
    operator = {dunia.opd[a.opd].pk: dunia.akun[a.username] for a in AKUN if a.peran == Peran.OPERATOR_OPD and a.opd}
    if not operator:
        return
    siapa = next(iter(operator.values()))
    buku = read_pantau(siapa, only_umkm(), until=dunia.per)
    daftar = watched(buku, rekap_penugasan(siapa, until=dunia.per), dunia.per)
    for b in daftar:
        if b.penugasan and b.opd_id in operator:
            per_desa.setdefault(b.penugasan.penugasan_id, []).append(b.usaha.umkm_id)
    for penugasan_id, umkm in per_desa.items():
        p = next(p for p in dunia.penugasan if p.pk == penugasan_id)
        rencana = RencanaKunjungan(
            uuid=UUID(int=acak.getrandbits(128), version=4),
            penugasan=p,
            tanggal=dunia.per + timedelta(days=acak.randint(3, 9)),
            petugas="CONTOH Tim pendamping",
            catatan="Bawa formulir NIB dan daftar pembeli.",
            dibuat_oleh=operator[p.opd_id],
            dibuat_pada=datetime.combine(dunia.lalu(1), time(15, acak.randint(0, 59)), WIT),
        )
        rencana.save()
        rencana.umkm.set(umkm[:PER_DESA])
        catatan = make_catatan(
            rencana.dibuat_oleh, "merencanakan kunjungan", rencana, at=rencana.dibuat_pada, opd_id=p.opd_id
        )
        catatan.save()
