"""Sample aid: what some activities handed over, to whom, and what later checks found."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from desa.models import Umkm, make_catatan
from desa.waktu import tambah_bulan
from opd.contoh.dunia import DIAM, UNGGUL, Dunia
from opd.contoh.nama import nama_orang
from opd.enums import JenisBantuan, KeadaanBantuan
from opd.models import Bantuan, Kegiatan, PemeriksaanBantuan, PenerimaBantuan
from opd.models.bantuan import BULAN_PERIKSA
from opd.rekap.bantuan import recipient_hash

BARANG = (
    (JenisBantuan.BIBIT, "bibit pala", "batang", (100, 1000), 15_000),
    (JenisBantuan.BIBIT, "anakan cengkeh", "batang", (100, 600), 12_000),
    (JenisBantuan.TERNAK, "sapi bali", "ekor", (4, 12), 8_500_000),
    (JenisBantuan.TERNAK, "ayam buras", "ekor", (50, 300), 75_000),
    (JenisBantuan.TANGKAP, "ketinting 5 PK", "unit", (2, 8), 6_750_000),
    (JenisBantuan.ALAT, "mesin parut sagu", "unit", (1, 4), 4_200_000),
    (JenisBantuan.ALAT, "kotak pendingin 100 liter", "unit", (4, 15), 1_350_000),
    (JenisBantuan.BAHAN, "botol dan label minyak kelapa", "paket", (10, 40), 350_000),
    (JenisBantuan.PANGAN, "beras 10 kg", "paket", (20, 60), 145_000),
)
KEADAAN = (KeadaanBantuan.DIPAKAI,) * 7 + (KeadaanBantuan.TIDAK_DIPAKAI, KeadaanBantuan.RUSAK, KeadaanBantuan.TIDAK_ADA)


def buat_bantuan(dunia: Dunia) -> None:
    """Aid on about a third of the activities, with recipients and checks. Its own source of chance leaves the rest as it is."""
    acak = random.Random(dunia.benih + 1)
    umkm: dict[int, list[Umkm]] = {}
    for u in Umkm.objects.order_by("pk"):
        umkm.setdefault(u.desa_id, []).append(u)
    for kegiatan in Kegiatan.objects.in_force().select_related("penugasan__opd").order_by("pk"):
        watak = dunia.watak[kegiatan.penugasan.opd_id]
        if watak is not DIAM and acak.random() < 0.33:
            bantuan = _bantuan(dunia, acak, kegiatan, umkm.get(kegiatan.penugasan.desa_id, []))
            _periksa(dunia, acak, bantuan, rajin=0.95 if watak is UNGGUL else 0.6)


def _bantuan(dunia: Dunia, acak: random.Random, kegiatan: Kegiatan, umkm: list[Umkm]) -> Bantuan:
    jenis, barang, satuan, banyak, harga = acak.choice(BARANG)
    volume = acak.randint(*banyak)
    ada = [u for u in umkm if u.dibina_sejak <= kegiatan.tanggal]
    dapat = acak.sample(ada, min(len(ada), acak.randint(0, 3)))
    nama = list(dict.fromkeys(nama_orang(acak) for _ in range(acak.randint(2, 9))))
    bantuan = Bantuan.objects.create(
        uuid=_uuid(acak),
        penugasan=kegiatan.penugasan,
        kegiatan=kegiatan,
        tanggal=kegiatan.tanggal,
        jenis=jenis,
        barang=barang,
        volume=Decimal(volume),
        satuan=satuan,
        nilai_rp=volume * harga,
        jumlah_penerima=len(nama) + len(dapat),
        dicatat_pada=kegiatan.dicatat_pada,
        pencatat_id=kegiatan.pencatat_id,
        pencatat=kegiatan.pencatat,
    )
    orang = [(n, recipient_hash(n, "", desa_id=kegiatan.penugasan.desa_id)) for n in nama]
    PenerimaBantuan.objects.bulk_create(
        [
            *(
                PenerimaBantuan(bantuan=bantuan, urutan=i, nama_penerima=n, sidik_penerima=s)
                for i, (n, s) in enumerate(orang)
            ),
            *(PenerimaBantuan(bantuan=bantuan, urutan=len(orang), umkm=u) for u in dapat),
        ]
    )
    dunia.catatan.append(
        make_catatan(None, "mencatat bantuan", bantuan, at=bantuan.dicatat_pada, opd_id=kegiatan.penugasan.opd_id)
    )
    return bantuan


def _periksa(dunia: Dunia, acak: random.Random, bantuan: Bantuan, *, rajin: float) -> None:
    """The checks that have fallen due, made late or not at all by those who are careless."""
    for bulan in BULAN_PERIKSA:
        hari = tambah_bulan(bantuan.tanggal, bulan) + timedelta(days=acak.randint(0, 20))
        if hari >= dunia.per or acak.random() > rajin:
            continue
        keadaan = acak.choice(KEADAAN)
        sisa = acak.randint(60, 100) if keadaan == KeadaanBantuan.DIPAKAI else acak.randint(0, 60)
        PemeriksaanBantuan.objects.create(
            uuid=_uuid(acak),
            bantuan=bantuan,
            bulan_ke=bulan,
            tanggal=hari,
            keadaan=keadaan,
            jumlah_ada=Decimal(int(bantuan.volume) * sisa // 100),
            dicatat_pada=dunia.pada(hari, 15),
            pencatat=bantuan.pencatat,
        )


def _uuid(acak: random.Random) -> UUID:
    return UUID(int=acak.getrandbits(128), version=4)
