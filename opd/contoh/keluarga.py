"""Sample target families: a list for each village, a verval, and for diligent OPDs *entas*, re-checks and some relapses.

NIK and no. KK begin with 8199, a kabupaten that does not exist. Some heads own an enterprise of the sample.
"""

from __future__ import annotations

import random
import uuid
from datetime import date, datetime, time, timedelta
from typing import Any

from desa.enums import HasilVerval, PeristiwaKeluarga, SumberKesejahteraan
from desa.models import Catatan, Keluarga, SidikKeluarga, StatusKeluarga, Umkm, make_catatan
from desa.waktu import WIT, tambah_bulan
from opd.contoh.dunia import BIASA, DIAM, TERLAMBAT, UNGGUL, Dunia
from opd.contoh.nama import DEPAN_L, DEPAN_P, MARGA
from opd.models import Penugasan

P = PeristiwaKeluarga
DAFTAR = {UNGGUL.nama: 1.0, BIASA.nama: 0.85, TERLAMBAT.nama: 0.5, DIAM.nama: 0.2}
"""The chance that a village has its list of families."""
LULUS = {UNGGUL.nama: 0.22, BIASA.nama: 0.1, TERLAMBAT.nama: 0.04, DIAM.nama: 0.0}
"""The chance that a family on the verified list became *entas*."""
KELUAR = (HasilVerval.MENINGGAL, HasilVerval.PINDAH, HasilVerval.MAMPU, HasilVerval.TIDAK_DITEMUKAN)


def buat_keluarga(dunia: Dunia) -> None:
    """Families of most villages. Its own source of chance leaves the rest of the sample as it is."""
    acak = random.Random(dunia.benih + 61)
    keluarga: list[Keluarga] = []
    status: list[StatusKeluarga] = []
    nomor = 0
    for p in sorted(dunia.penugasan, key=lambda p: (p.mulai, p.desa.kode)):
        if p.selesai is not None or acak.random() >= DAFTAR[dunia.watak[p.opd_id].nama]:
            continue
        pemilik = list(Umkm.objects.filter(desa=p.desa_id).exclude(nik_sandi="").order_by("pk")[:4])
        for i in range(acak.randint(14, 46)):
            nomor += 1
            k = _keluarga(dunia, acak, p, nomor, pemilik[i] if i < len(pemilik) else None)
            keluarga.append(k)
            status += _jalan(dunia, acak, p, k)
    if len(keluarga) > 1:
        keluarga[-1].kk = keluarga[0].kk  # one family on the lists of two villages
    Keluarga.objects.bulk_create(keluarga, batch_size=500)
    SidikKeluarga.objects.bulk_create([s for k in keluarga for s in k.hashes()], batch_size=1000)
    StatusKeluarga.objects.bulk_create(status, batch_size=1000)
    catatan = [make_catatan(None, "mencatat keluarga sasaran", k, at=k.dicatat_pada) for k in keluarga]
    Catatan.objects.bulk_create(catatan, batch_size=1000)


def _keluarga(dunia: Dunia, acak: random.Random, p: Penugasan, nomor: int, pemilik: Umkm | None) -> Keluarga:
    perempuan = acak.random() < 0.25
    hari = 1 + nomor % 28 + (40 if perempuan else 0)
    k = Keluarga(
        uuid=_uuid(acak),
        desa=p.desa,
        kepala=f"{acak.choice(DEPAN_P if perempuan else DEPAN_L)} {acak.choice(MARGA)}",
        jenis_kelamin="P" if perempuan else "L",
        alamat_rumah=f"CONTOH RT {acak.randint(1, 9):03d}",
        jumlah_anggota=acak.randint(2, 8),
        dicatat_pada=_pada(dunia, max(p.mulai, dunia.mulai) + timedelta(days=20)),
    )
    k.kk = f"8199{nomor % 90 + 10:02d}01122{nomor:05d}"
    if pemilik is not None:
        k.kepala, k.jenis_kelamin, k.nik = pemilik.pemilik, pemilik.jenis_kelamin, pemilik.nik
    elif acak.random() < 0.9:
        k.nik = f"819998{hari:02d}0775{nomor:04d}"
    return k


def _jalan(dunia: Dunia, acak: random.Random, p: Penugasan, k: Keluarga) -> list[StatusKeluarga]:
    """What became of a family, each step as late as the rules ask for."""
    awal = max(p.mulai, dunia.mulai)
    data = {
        "sumber": SumberKesejahteraan.P3KE,
        "desil": acak.choice((1, 1, 1, 2)),
        "periode_data": date(awal.year - 1, 12, 31),
    }
    hasil = [_status(dunia, k, P.MASUK, awal + timedelta(days=20), **data)]
    verval = awal + timedelta(days=acak.randint(40, 60))
    if verval >= dunia.lalu(5):
        return hasil
    nomor = {"nomor_berita_acara": f"CONTOH {p.pk}/BA/{verval.year}"}
    if acak.random() < 0.07:
        return [*hasil, _status(dunia, k, P.KELUAR, verval, hasil=acak.choice(KELUAR), **nomor)]
    hasil.append(_status(dunia, k, P.VERVAL, verval, hasil=HasilVerval.LAYAK, **nomor))
    entas = tambah_bulan(verval, 6) + timedelta(days=acak.randint(3, 260))
    if acak.random() < LULUS[dunia.watak[p.opd_id].nama] and entas < dunia.lalu(5):
        hasil += _lulus(dunia, acak, k, entas, nomor)
    return hasil


def _lulus(dunia: Dunia, acak: random.Random, k: Keluarga, entas: date, nomor: dict[str, str]) -> list[StatusKeluarga]:
    sah = entas < dunia.lalu(30)
    kata = "CONTOH Penghasilan tetap dari usaha sendiri, rumah diperbaiki."
    hasil = [_status(dunia, k, P.ENTAS, entas, sah=sah, keterangan_keluarga=kata, **nomor)]
    ulang = tambah_bulan(entas, 6) + timedelta(days=acak.randint(2, 60))
    if not sah or ulang >= dunia.lalu(5):
        return hasil
    if acak.random() < 0.15:
        kata = "CONTOH Usaha berhenti sesudah perahu rusak."
        return [*hasil, _status(dunia, k, P.KAMBUH, ulang, keterangan_keluarga=kata)]
    if acak.random() < 0.7:
        kata = "CONTOH Penghasilan tetap, tidak menerima bantuan pangan lagi."
        hasil.append(_status(dunia, k, P.BERTAHAN, ulang, sah=True, keterangan_keluarga=kata))
    return hasil


def _status(
    dunia: Dunia, k: Keluarga, apa: PeristiwaKeluarga, hari: date, *, sah: bool = False, **isi: Any
) -> StatusKeluarga:
    penilai = dunia.akun["contoh.bappeda"]
    putus = {"diverifikasi_pada": _pada(dunia, hari + timedelta(days=9)), "pemverifikasi_id": penilai.pk} if sah else {}
    return StatusKeluarga(
        uuid=uuid.uuid5(k.uuid, f"{apa}{hari}"),
        keluarga=k,
        peristiwa=apa,
        tanggal=hari,
        dicatat_pada=_pada(dunia, hari + timedelta(days=2)),
        pencatat="Tim pendamping",
        pemverifikasi=penilai.nama if sah else "",
        **putus,
        **isi,
    )


def _pada(dunia: Dunia, hari: date) -> datetime:
    return min(datetime.combine(hari, time(10), WIT), dunia.akhir)


def _uuid(acak: random.Random) -> uuid.UUID:
    return uuid.UUID(int=acak.getrandbits(128), version=4)
