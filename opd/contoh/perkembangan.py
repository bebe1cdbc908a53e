"""Sample quarterly states of enterprises: most grow slowly, some shrink, careless OPDs skip quarters."""

from __future__ import annotations

import random
import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from desa.enums import AdaTidak, Pembukuan
from desa.models import Catatan, PerkembanganUmkm, Umkm, make_catatan
from desa.waktu import awal_triwulan, tambah_bulan
from opd.contoh.dunia import Dunia

SATUAN = ("kg", "botol", "bungkus", "lembar", "ikat")
BUKU = tuple(Pembukuan)


def buat_perkembangan(dunia: Dunia) -> None:
    """States of most quarters. Its own source of chance leaves the rest of the sample as it is."""
    acak = random.Random(dunia.benih + 41)
    potret: list[PerkembanganUmkm] = []
    for umkm in Umkm.objects.order_by("pk"):
        potret += _riwayat(dunia, acak, umkm)
    PerkembanganUmkm.objects.bulk_create(potret, batch_size=1000)
    catatan = [make_catatan(None, "mencatat perkembangan UMKM", p, at=p.dicatat_pada) for p in potret]
    Catatan.objects.bulk_create(catatan, batch_size=1000)


def _riwayat(dunia: Dunia, acak: random.Random, umkm: Umkm) -> list[PerkembanganUmkm]:
    """One enterprise: where it began, and each quarter a little further on."""
    laju, satuan, izin = acak.gauss(0.02, 0.05), acak.choice(SATUAN), acak.randint(0, 3)
    awal = {
        "pekerja": acak.randint(1, 5),
        "pelanggan": acak.randint(8, 120),
        "produksi": acak.randint(20, 400),
        "aset": acak.randint(4, 60) * 500_000,
    }
    buku, kredit = acak.choice((0, 0, 0, 1)), 0
    hasil, triwulan, n = [], awal_triwulan(umkm.dibina_sejak), 0
    while (hari := triwulan + timedelta(days=acak.randint(5, 80))) < dunia.lalu(4):
        buku = min(buku + (acak.random() < 0.06), len(BUKU) - 1)
        kredit = acak.randint(10, 50) * 1_000_000 if acak.random() < 0.04 else kredit
        if _looked_at(dunia, acak, umkm, hari):
            kali = (1 + laju) ** n
            keadaan = _state(acak, awal, kali) | {"pembukuan": BUKU[buku], "produksi_satuan": satuan}
            keadaan["berizin"] = AdaTidak.YA if umkm.nib and n >= izin else AdaTidak.TIDAK
            keadaan |= {"kredit": AdaTidak.YA if kredit else AdaTidak.TIDAK, "kredit_rp": kredit or None}
            hasil.append(_potret(dunia, acak, umkm, hari, keadaan))
        triwulan, n = tambah_bulan(triwulan, 3), n + 1
    return hasil


def _looked_at(dunia: Dunia, acak: random.Random, umkm: Umkm, hari: date) -> bool:
    p = dunia.penugasan_pada(umkm.desa_id, hari)
    akhir = min((h for h in (umkm.tutup_pada, umkm.dibina_sampai) if h), default=None)
    if p is None or hari < umkm.dibina_sejak or (akhir and hari >= akhir) or dunia.tutup_sementara(umkm, hari):
        return False
    watak = dunia.watak[p.opd_id]
    return (dunia.per - hari).days >= watak.sepi_hari and acak.random() < watak.lapor * 0.85


def _state(acak: random.Random, awal: dict[str, int], kali: float) -> dict[str, Any]:
    """The figures of a quarter; now and then one is not known."""
    pekerja = max(1, round(awal["pekerja"] * kali))
    laki = acak.randint(0, pekerja)
    angka: dict[str, Any] = {
        "pekerja_l": laki,
        "pekerja_p": pekerja - laki,
        "pekerja_terlatih": min(pekerja, round(pekerja * min(1.0, 0.3 * kali))),
        "pelanggan_bulan": max(1, round(awal["pelanggan"] * kali * acak.uniform(0.9, 1.1))),
        "produksi_volume": Decimal(max(1, round(awal["produksi"] * kali))),
        "aset_rp": max(1, round(awal["aset"] * kali / 100_000)) * 100_000,
        "pajak_rp": 0 if acak.random() < 0.7 else None,
    }
    for nama in ("pelanggan_bulan", "aset_rp"):
        if acak.random() < 0.12:
            angka[nama] = None
    return angka


def _potret(dunia: Dunia, acak: random.Random, umkm: Umkm, hari: date, keadaan: dict[str, Any]) -> PerkembanganUmkm:
    p = dunia.penugasan_pada(umkm.desa_id, hari)
    return PerkembanganUmkm(
        uuid=uuid.UUID(int=acak.getrandbits(128), version=4),
        umkm=umkm,
        triwulan=awal_triwulan(hari),
        tanggal=hari,
        dicatat_pada=dunia.pada(hari + timedelta(days=2), 15),
        pencatat=f"CONTOH Operator {p.opd.singkatan if p else ''}".strip(),
        **keadaan,
    )
