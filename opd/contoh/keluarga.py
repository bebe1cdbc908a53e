"""Sample target families with verval, entas, relapse and other exits. No NIK can be a person's: 99 is no province."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from desa.enums import HasilVerval, PeristiwaKeluarga, SumberKesejahteraan
from desa.models import Catatan, Keluarga, SidikKeluarga, StatusKeluarga, make_catatan
from desa.waktu import WIT
from opd.contoh.dunia import Dunia
from opd.contoh.nama import nama_orang
from opd.models import Penugasan

MASUK, ENTAS, KAMBUH, KELUAR, DESIL, VERVAL, BERTAHAN = PeristiwaKeluarga
NASIB = ("tetap",) * 62 + ("entas",) * 16 + ("kambuh",) * 3 + ("keluar",) * 11 + ("belum",) * 8
"""What becomes of a family: verified and still a target, out of poverty, back in it, off the list, not looked at yet."""
SEBAB = (HasilVerval.PINDAH, HasilVerval.MENINGGAL, HasilVerval.MAMPU, HasilVerval.TIDAK_DITEMUKAN)


def buat_keluarga(dunia: Dunia) -> None:
    """The lists of all villages but two. Its own source of chance leaves the rest of the sample as it is."""
    acak = random.Random(dunia.benih + 43)
    semua: list[Keluarga] = []
    status: list[StatusKeluarga] = []
    catatan: list[Catatan] = []
    for p in [p for p in dunia.penugasan if p.selesai is None][2:]:
        banyak = acak.randint(20, 40)
        baru = [_family(dunia, acak, p, len(semua) + n) for n in range(banyak)]
        semua += baru
        status += [s for k in baru for s in _story(dunia, acak, p, k)]
        perubahan = {"keluarga baru": [None, banyak]}
        catatan.append(
            make_catatan(None, "mengimpor keluarga sasaran", p.desa, at=baru[0].dicatat_pada, perubahan=perubahan)
        )
    if len(semua) > 1:
        semua[-1].nik, semua[-1].kk = semua[0].nik, ""  # one family on the lists of two villages
    Keluarga.objects.bulk_create(semua, batch_size=500)
    SidikKeluarga.objects.bulk_create((s for k in semua for s in k.hashes()), batch_size=500)
    StatusKeluarga.objects.bulk_create(status, batch_size=500)
    Catatan.objects.bulk_create(catatan)


def _family(dunia: Dunia, acak: random.Random, p: Penugasan, n: int) -> Keluarga:
    perempuan = acak.random() < 0.25
    hari, bulan, tahun = acak.randint(1, 28), acak.randint(1, 12), acak.randint(50, 98)
    keluarga = Keluarga(
        uuid=uuid.UUID(int=acak.getrandbits(128), version=4),
        desa=p.desa,
        kepala=nama_orang(acak),
        jenis_kelamin="P" if perempuan else "L",
        alamat_rumah=f"CONTOH Dusun {acak.choice(('Satu', 'Dua', 'Tiga', 'Pantai', 'Gunung'))}, RT {acak.randint(1, 6)}",
        jumlah_anggota=acak.randint(1, 8),
        dicatat_pada=_moment(dunia, max(p.mulai, dunia.mulai) + timedelta(days=20)),
    )
    keluarga.nik = f"9901{acak.randint(1, 30):02d}{hari + 40 * perempuan:02d}{bulan:02d}{tahun}{n % 9000 + 1:04d}"
    keluarga.kk = f"9901{acak.randint(1, 30):02d}{hari:02d}{bulan:02d}15{n % 9000 + 1:04d}"
    return keluarga


def _story(dunia: Dunia, acak: random.Random, p: Penugasan, k: Keluarga) -> Iterator[StatusKeluarga]:
    """What happened to a family by the sample's last day, oldest first."""
    masuk = max(p.mulai, dunia.mulai) + timedelta(days=15)
    desil = {"desil": acak.choice((1, 1, 1, 2, 2, 3)), "periode_data": date(masuk.year - 1, 12, 31)}
    kisah: list[tuple[PeristiwaKeluarga, date, dict[str, Any]]] = [
        (MASUK, masuk, desil | {"sumber": SumberKesejahteraan.P3KE})
    ]
    nasib, verval = acak.choice(NASIB), masuk + timedelta(days=acak.randint(40, 120))
    nomor = {"nomor_berita_acara": f"CONTOH/{acak.randint(1, 40):02d}/BA/{verval.year}"}
    if nasib != "belum":
        hasil = acak.choice(SEBAB) if nasib == "keluar" else HasilVerval.LAYAK
        kisah.append((VERVAL, verval, nomor | {"hasil": hasil}))
        if nasib == "keluar":
            kisah.append((KELUAR, verval + timedelta(days=5), nomor | {"hasil": hasil}))
    if nasib in ("entas", "kambuh"):
        entas = masuk + timedelta(days=acak.randint(200, 330))
        kisah.append((ENTAS, entas, nomor))
        lagi = entas + timedelta(days=acak.randint(185, 220))
        kisah.append((KAMBUH if nasib == "kambuh" else BERTAHAN, lagi, nomor))
    for peristiwa, hari, isi in kisah:
        if hari < dunia.lalu(3):
            yield _status(dunia, acak, p, k, peristiwa, hari, isi)


def _moment(dunia: Dunia, hari: date) -> datetime:
    """Ten o'clock of a day, never after the sample's last moment; `dunia.pada` would draw from the chance of the rest."""
    return min(datetime.combine(hari, time(10), WIT), dunia.akhir)


def _status(
    dunia: Dunia,
    acak: random.Random,
    p: Penugasan,
    k: Keluarga,
    peristiwa: PeristiwaKeluarga,
    hari: date,
    isi: dict[str, Any],
) -> StatusKeluarga:
    tanda = {}
    if peristiwa in (ENTAS, BERTAHAN, KAMBUH):
        tanda = {
            "diverifikasi_pada": _moment(dunia, hari + timedelta(days=2)),
            "pemverifikasi_id": 0,
            "pemverifikasi": "CONTOH Bappeda",
        }
    return StatusKeluarga(
        uuid=uuid.UUID(int=acak.getrandbits(128), version=4),
        keluarga=k,
        peristiwa=peristiwa,
        tanggal=hari,
        dicatat_pada=_moment(dunia, hari + timedelta(days=1)),
        pencatat=f"CONTOH Operator {p.opd.singkatan}",
        **isi,
        **tanda,
    )
