"""Sample asesmen: most villages at the start, many again a year later, better where their OPD is diligent."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from desa.enums import Sinyal
from desa.models import make_catatan
from desa.waktu import WIT, tambah_bulan
from opd.bidang_asesmen import RINCIAN_KELUARGA, SEMUA, Arah, Bidang, Macam
from opd.contoh.dunia import BIASA, DIAM, TERLAMBAT, UNGGUL, Dunia
from opd.models import Asesmen, Penugasan

RAJIN = {UNGGUL.nama: 1.0, BIASA.nama: 0.9, TERLAMBAT.nama: 0.75, DIAM.nama: 0.4}
"""The chance that an asesmen that is due was made."""
MAJU = {UNGGUL.nama: 0.8, BIASA.nama: 0.6, TERLAMBAT.nama: 0.45, DIAM.nama: 0.35}
"""The chance that a value moved the better way in a year."""
DIKETAHUI = 0.9
KISARAN = {
    "lahan_pertanian_ha": (20, 400),
    "lahan_perkebunan_ha": (40, 900),
    "budi_daya_ha": (0, 30),
    "lahan_tidur_ha": (10, 250),
    "produksi_per_tahun": (8, 140),
    "umkm_aktif": (4, 30),
    "kelompok_usaha": (1, 9),
    "koperasi_aktif": (0, 2),
    "jarak_pasar_km": (1, 60),
    "listrik_jam": (0, 24),
    "air_bersih_persen": (20, 95),
    "jalan_rusak_km": (0, 14),
    "angkutan_per_minggu": (0, 14),
    "sdm_terlatih_orang": (2, 40),
}
TEKS = {
    "komoditas_unggulan": ("Pala", "Cengkeh", "Kopra", "Ikan cakalang", "Rumput laut", "Sagu", "Jagung", "Minyak kayu putih"),
    "produksi_satuan": ("ton",),
    "komoditas_lain": ("Ubi kayu dan pisang", "Kenari", "Teripang", "Sayur pekarangan", "Madu hutan"),
    "wisata": ("Pantai pasir putih", "Air terjun", "Benteng tua", "Terumbu karang", "Belum dikelola", ""),
}  # fmt: skip


def buat_asesmen(dunia: Dunia) -> None:
    """At the start of each pairing and after a year. Its own source of chance leaves the rest as it is."""
    acak = random.Random(dunia.benih + 7)
    keadaan: dict[int, dict[str, Any]] = {}
    for p in sorted(dunia.penugasan, key=lambda p: (p.mulai, p.desa.kode)):
        hari = max(p.mulai, dunia.mulai) + timedelta(days=acak.randint(8, 28))
        akhir = min(p.selesai or dunia.per, dunia.lalu(3))
        if p.desa_id in keadaan:  # a successor goes on with the chain
            hari = max(hari, tambah_bulan(keadaan[p.desa_id]["tanggal"], 12))
        while hari < akhir:
            if acak.random() < RAJIN[dunia.watak[p.opd_id].nama]:
                lama = keadaan.get(p.desa_id)
                nilai = _setahun(dunia, acak, p, lama) if lama else _awal(acak)
                keadaan[p.desa_id] = nilai | {"tanggal": hari}
                _simpan(dunia, acak, p, hari, nilai)
            hari = tambah_bulan(hari, 12) + timedelta(days=acak.randint(0, 25))


def _awal(acak: random.Random) -> dict[str, Any]:
    kk = acak.randint(60, 420)
    rendah = acak.randint(kk // 5, kk // 2)
    keluarga = {b.nama: acak.randint(0, rendah * 2 // 3) for b in RINCIAN_KELUARGA}
    return {b.nama: _nilai(acak, b) for b in SEMUA if not b.keluarga} | {"kk": kk, "kk_rendah": rendah} | keluarga


def _nilai(acak: random.Random, b: Bidang) -> Any:
    if b.macam is Macam.YA_TIDAK:
        return acak.random() < 0.5
    if b.macam is Macam.PILIHAN:
        return acak.choice(Sinyal.values)
    if b.macam is Macam.TEKS:
        return acak.choice(TEKS[b.nama])
    nilai = acak.randint(*KISARAN[b.nama])
    return Decimal(nilai) if b.macam is Macam.DESIMAL else nilai


def _setahun(dunia: Dunia, acak: random.Random, p: Penugasan, lama: dict[str, Any]) -> dict[str, Any]:
    """What the village is like a year on."""
    maju, hasil = MAJU[dunia.watak[p.opd_id].nama], {}
    for b in SEMUA:
        hasil[b.nama] = lama[b.nama]
        if b.macam is Macam.YA_TIDAK and acak.random() < 0.25:
            hasil[b.nama] = acak.random() < maju
        elif b.macam in (Macam.BILANGAN, Macam.DESIMAL) and acak.random() < 0.6:
            naik = (acak.random() < maju) == (b.arah is not Arah.TURUN)
            hasil[b.nama] = _geser(acak, b, lama[b.nama], naik=naik)
    hasil["kk_rendah"] = min(hasil["kk_rendah"], hasil["kk"])
    for b in RINCIAN_KELUARGA:
        hasil[b.nama] = min(hasil[b.nama], hasil["kk_rendah"])
    return hasil


def _geser(acak: random.Random, b: Bidang, nilai: Any, *, naik: bool) -> Any:
    langkah = max(1, int(nilai) * acak.randint(4, 22) // 100)
    return min(max(nilai + (langkah if naik else -langkah), type(nilai)(0)), type(nilai)(b.maks))


def _simpan(dunia: Dunia, acak: random.Random, p: Penugasan, hari: date, nilai: dict[str, Any]) -> None:
    """The row as recorded: a few things were not known that day."""
    tahu = {
        n: v for n, v in nilai.items() if n.startswith(("kk", "komoditas_u", "produksi")) or acak.random() < DIKETAHUI
    }
    asesmen = Asesmen.objects.create(
        uuid=UUID(int=acak.getrandbits(128), version=4),
        penugasan=p,
        tanggal=hari,
        catatan="CONTOH Angka dari kantor desa dan pertemuan warga.",
        dicatat_pada=min(datetime.combine(hari + timedelta(days=2), time(15, acak.randint(0, 59)), WIT), dunia.akhir),
        pencatat=f"Operator {p.opd.singkatan}",
        **{n: v for n, v in tahu.items() if n != "tanggal"},
    )
    catatan = make_catatan(None, "mencatat asesmen", asesmen, at=asesmen.dicatat_pada, opd_id=p.opd_id)
    dunia.catatan.append(catatan)
