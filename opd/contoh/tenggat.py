"""Sample deadlines: announced each November for the year ahead, one of them moved when its day came near."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from desa.waktu import awal_triwulan, mulai_triwulan, tambah_bulan, tanggal_wit, triwulan
from opd.actions.tenggat import set_tenggat
from opd.ambang import TENGGAT_DIUMUMKAN
from opd.contoh.dunia import Dunia
from opd.models import Tenggat
from opd.rekap.rentang import akhir_triwulan

HARI_BATAS = 25
"""Days after the quarter."""


def buat_tenggat(dunia: Dunia) -> None:
    """The years of the sample's reports, as far as they were announced in time."""
    for tahun in (dunia.per.year - 1, dunia.per.year, dunia.per.year + 1):
        at = dunia.pada(max(date(tahun - 1, 11, 3), dunia.mulai))
        if tanggal_wit(at).year < tahun or tahun < dunia.per.year:
            _umumkan(dunia, tahun, at)
    _undurkan(dunia)


def _umumkan(dunia: Dunia, tahun: int, at: datetime) -> None:
    terdekat = tanggal_wit(at) + timedelta(days=TENGGAT_DIUMUMKAN.nilai)
    batas = {tw: _batas(mulai_triwulan(tahun, tw)) for tw in (1, 2, 3, 4)}
    isi = {tw: d if d >= terdekat else None for tw, d in batas.items()}
    set_tenggat(tahun, isi, versi=0, by=dunia.akun["contoh.bappeda"], at=at)


def _batas(awal: date) -> date:
    return akhir_triwulan(awal) + timedelta(days=HARI_BATAS)


def _undurkan(dunia: Dunia) -> None:
    """The quarter before the last got five days more, two days before its deadline."""
    awal = tambah_bulan(awal_triwulan(dunia.per), -6)
    tahun, tw = triwulan(awal)
    batas = _batas(awal)
    isi: dict[int, date | None] = {t.triwulan: t.batas for t in Tenggat.objects.current().filter(tahun=tahun)}
    isi = dict.fromkeys((1, 2, 3, 4)) | isi | {tw: batas + timedelta(days=5)}
    at = dunia.pada(batas - timedelta(days=2))
    versi = Tenggat.objects.filter(tahun=tahun).count()
    set_tenggat(tahun, isi, versi=versi, by=dunia.akun["contoh.bappeda"], at=at)
