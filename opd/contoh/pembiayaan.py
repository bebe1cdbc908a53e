"""Sample applications for money, most to KUR; every lender says CONTOH."""

from __future__ import annotations

import random
import uuid
from datetime import timedelta
from typing import Any

from desa.enums import JenisPembiayaan, StatusPembiayaan
from desa.models import Catatan, Pembiayaan, Umkm, make_catatan
from opd.contoh.dunia import Dunia

DIAJUKAN, DISETUJUI, DITOLAK, DICAIRKAN = StatusPembiayaan
JENIS = (
    (JenisPembiayaan.KUR_SUPER_MIKRO, "CONTOH Bank Nusa Timur", (3, 10)),
    (JenisPembiayaan.KUR_SUPER_MIKRO, "CONTOH Bank Nusa Timur", (3, 10)),
    (JenisPembiayaan.KUR_MIKRO, "CONTOH Bank Nusa Timur", (11, 60)),
    (JenisPembiayaan.KREDIT_LAIN, "CONTOH Koperasi Simpan Pinjam", (2, 20)),
    (JenisPembiayaan.BAZNAS, "CONTOH Baznas", (2, 6)),
    (JenisPembiayaan.CSR, "CONTOH PT Teluk Biru", (4, 15)),
    (JenisPembiayaan.DANA_BERGULIR, "CONTOH Dana Bergulir Kabupaten", (3, 25)),
)
TOLAK = ("Berkas usaha belum lengkap.", "Masih mempunyai pinjaman berjalan.", "Usaha belum berjalan enam bulan.")


def buat_pembiayaan(dunia: Dunia) -> None:
    """Applications of about a third of the enterprises. Its own source of chance leaves the rest of the sample as it is."""
    acak = random.Random(dunia.benih + 42)
    semua = [p for u in Umkm.objects.order_by("pk") if acak.random() < 0.35 and (p := _satu(dunia, acak, u))]
    Pembiayaan.objects.bulk_create(semua, batch_size=500)
    catatan = [make_catatan(None, "mencatat pengajuan pembiayaan", p, at=p.dicatat_pada) for p in semua]
    Catatan.objects.bulk_create(catatan, batch_size=500)


def _satu(dunia: Dunia, acak: random.Random, umkm: Umkm) -> Pembiayaan | None:
    hari = umkm.dibina_sejak + timedelta(days=acak.randint(20, 300))
    akhir = min((h for h in (umkm.tutup_pada, umkm.dibina_sampai) if h), default=dunia.per)
    petugas = dunia.penugasan_pada(umkm.desa_id, hari)
    if hari >= min(akhir, dunia.lalu(5)) or petugas is None:
        return None
    jenis, lembaga, (dari, sampai) = acak.choice(JENIS)
    juta = acak.randint(dari, sampai)
    p = Pembiayaan(
        uuid=uuid.UUID(int=acak.getrandbits(128), version=4),
        umkm=umkm,
        jenis=jenis,
        lembaga=lembaga,
        diajukan_pada=hari,
        diajukan_rp=juta * 1_000_000,
        dicatat_pada=dunia.pada(hari + timedelta(days=3)),
        pencatat=f"CONTOH Operator {petugas.opd.singkatan}",
    )
    for nama, nilai in _steps(dunia, acak, p, juta).items():
        setattr(p, nama, nilai)
    return p


def _steps(dunia: Dunia, acak: random.Random, p: Pembiayaan, juta: int) -> dict[str, Any]:
    """What came of it by the sample's last day."""
    putus = p.diajukan_pada + timedelta(days=acak.randint(10, 45))
    if putus >= dunia.lalu(3) or acak.random() < 0.1:
        return {}
    hasil: dict[str, Any] = {"diputus_pada": putus, "diputus_dicatat_pada": dunia.pada(putus + timedelta(days=2))}
    if acak.random() < 0.25:
        return hasil | {"status": DITOLAK, "alasan_tolak": f"CONTOH {acak.choice(TOLAK)}"}
    setuju = max(1, round(juta * acak.choice((0.5, 0.8, 1, 1)))) * 1_000_000
    hasil |= {"status": DISETUJUI, "disetujui_rp": setuju}
    cair = putus + timedelta(days=acak.randint(3, 30))
    if cair < dunia.lalu(3) and acak.random() < 0.85:
        hasil |= {"status": DICAIRKAN, "dicairkan_pada": cair, "dicairkan_rp": setuju}
        hasil["dicairkan_dicatat_pada"] = dunia.pada(cair + timedelta(days=2))
    return hasil
