"""Sample potret kesejahteraan: most villages have a baseline and one to three later vintages, a few wait or came back."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from desa.enums import DefinisiEkstrem, StatusPotret, SumberKesejahteraan
from desa.models import Catatan, PotretKesejahteraan, make_catatan
from desa.waktu import WIT, tambah_bulan
from opd.contoh.dunia import BIASA, DIAM, TERLAMBAT, UNGGUL, Dunia
from opd.models import Penugasan

BERDASAR = 0.85
"""The chance that a village has a vintage dated before its start."""
SISA = {UNGGUL.nama: 0.72, BIASA.nama: 0.84, TERLAMBAT.nama: 0.93, DIAM.nama: 1.0}
"""What is left of KK miskin ekstrem after half a year."""
ARTI = {
    SumberKesejahteraan.DTSEN: DefinisiEkstrem.DESIL_1,
    SumberKesejahteraan.P3KE: DefinisiEkstrem.DESIL_1,
    SumberKesejahteraan.MUSDES: DefinisiEkstrem.MUSDES,
}
DTSEN, P3KE, MUSDES = SumberKesejahteraan.DTSEN, SumberKesejahteraan.P3KE, SumberKesejahteraan.MUSDES


def buat_potret(dunia: Dunia) -> None:
    """For each village since its first penugasan. Its own source of chance leaves the rest of the sample as it is."""
    acak = random.Random(dunia.benih + 61)
    pertama: dict[int, Penugasan] = {}
    for p in sorted(dunia.penugasan, key=lambda p: (p.mulai, p.desa.kode)):
        pertama.setdefault(p.desa_id, p)
    semua = [potret for p in pertama.values() for potret in _village(dunia, acak, p)]
    baru = [p for p in semua if p.tanggal_data > _recent(dunia) and p.status == StatusPotret.DIVERIFIKASI]
    for p in baru[3::9]:
        p.status, p.alasan_kembali = StatusPotret.DIKEMBALIKAN, "CONTOH Jumlah seluruh KK berbeda dari berita acaranya."
    PotretKesejahteraan.objects.bulk_create(semua, batch_size=500)
    catatan = [make_catatan(None, "mencatat potret kesejahteraan", p, at=p.dicatat_pada) for p in semua]
    Catatan.objects.bulk_create(catatan, batch_size=500)


def _village(dunia: Dunia, acak: random.Random, p: Penugasan) -> Iterator[PotretKesejahteraan]:
    """The vintages of one village, oldest first; the source may change on the way."""
    sumber = acak.choices((DTSEN, P3KE, MUSDES), (6, 3, 1))[0]
    kk = acak.randint(70, 420)
    ekstrem = max(acak.randint(2, 9), kk * acak.randint(5, 24) // 100)
    hari = p.mulai - timedelta(days=acak.randint(15, 160))
    if acak.random() < BERDASAR:
        yield _row(dunia, acak, p, sumber, hari, kk, ekstrem)
    hari = tambah_bulan(p.mulai, acak.randint(3, 7))
    while hari < dunia.lalu(20):
        ekstrem = round(ekstrem * SISA[dunia.watak[p.opd_id].nama] * acak.uniform(0.9, 1.08))
        if acak.random() < 0.8:
            yield _row(dunia, acak, p, DTSEN if acak.random() < 0.3 else sumber, hari, kk + acak.randint(0, 4), ekstrem)
        hari = tambah_bulan(hari, acak.randint(5, 8))


def _row(
    dunia: Dunia, acak: random.Random, p: Penugasan, sumber: SumberKesejahteraan, hari: date, kk: int, ekstrem: int
) -> PotretKesejahteraan:
    dicatat = _moment(dunia, acak, hari + timedelta(days=acak.randint(5, 14)))
    miskin = min(kk, ekstrem + kk * acak.randint(8, 20) // 100)
    return PotretKesejahteraan(
        uuid=uuid.UUID(int=acak.getrandbits(128), version=4),
        kunci=uuid.UUID(int=acak.getrandbits(128), version=4),
        desa=p.desa,
        sumber=sumber,
        definisi=ARTI[sumber],
        tanggal_data=hari,
        dokumen=f"CONTOH Berita acara {sumber.label} {hari.year}",
        kk_total=kk,
        kk_miskin=miskin,
        kk_miskin_ekstrem=ekstrem,
        kk_desil_1=ekstrem if ARTI[sumber] == DefinisiEkstrem.DESIL_1 else None,
        dicatat_pada=dicatat,
        pencatat=f"CONTOH Operator {p.opd.singkatan}",
        **_decision(dunia, acak, hari, dicatat),
    )


def _decision(dunia: Dunia, acak: random.Random, hari: date, dicatat: datetime) -> dict[str, Any]:
    """Most were verified within a week; some of the last half year wait."""
    if hari > _recent(dunia) and acak.random() < 0.3:
        return {"status": StatusPotret.DRAF}
    verifikator = dunia.akun["contoh.bappeda"]
    kapan = _moment(dunia, acak, dicatat.date() + timedelta(days=acak.randint(1, 5)))
    tanda = {"diperiksa_pada": kapan, "pemeriksa_id": verifikator.pk, "pemeriksa": verifikator.nama}
    return tanda | {"status": StatusPotret.DIVERIFIKASI}


def _recent(dunia: Dunia) -> date:
    return tambah_bulan(dunia.per, -6)


def _moment(dunia: Dunia, acak: random.Random, hari: date) -> datetime:
    return min(datetime.combine(hari, time(acak.randint(9, 15), acak.randint(0, 59)), WIT), dunia.akhir)
