"""Beranda asks for the report of a quarter that ended: of whom, since when, and what ends it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from opd.enums import Peran, StatusNaskah
from opd.models import LaporanTriwulan, Penugasan
from opd.rekap.laporan import HARI_TERSEDIKIT, quarter_span
from opd.rekap.tugas import tugas_saya
from tests import pabrik, pabrik_naskah
from tests.dunia import Dunia
from tests.pabrik_naskah import buat_laporan
from tests.pabrik_tenggat import buat_tenggat

pytestmark = pytest.mark.django_db
HARI = date(2026, 7, 20)


def laporan_saya(orang, hari: date = HARI) -> list[tuple[str, date, str]]:
    tugas = [t for t in tugas_saya(orang, until=hari) if t.jenis == "laporan"]
    return [(t.kalimat, t.sejak, t.tautan) for t in tugas]


def test_missing_report_is_asked_for_and_a_draft_is_gone_on_with():
    p = pabrik.buat_penugasan(mulai=date(2026, 4, 1))
    orang, desa = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=p.opd), p.desa.nama
    kalimat, sejak = f"Laporan TW II 2026 {desa} belum diajukan.", date(2026, 7, 1)
    assert laporan_saya(orang) == [(kalimat, sejak, f"/laporan/baru/?penugasan={p.pk}&tw=2026-2")]
    draf = buat_laporan(p, 2026, 2)
    assert laporan_saya(orang) == [(kalimat, sejak, f"/laporan/{draf.uuid}/")]
    LaporanTriwulan.objects.all().delete()
    buat_laporan(p, 2026, 2, status=StatusNaskah.DIAJUKAN)
    assert laporan_saya(orang) == []


def test_task_names_the_deadline_and_the_days_left():
    p = pabrik.buat_penugasan(mulai=date(2026, 4, 1))
    orang = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=p.opd)

    def kata(hari: date) -> list[str]:
        return [t.keterangan.partition(" Angkanya")[0] for t in tugas_saya(orang, until=hari) if t.jenis == "laporan"]

    assert kata(HARI) == ["Batas 30 Juli 2026, tinggal 10 hari."]
    lama = buat_tenggat(2026, 2, date(2026, 7, 20))
    assert kata(HARI) == ["Batas 20 Juli 2026, hari ini."]
    assert kata(date(2026, 7, 22)) == ["Batas 20 Juli 2026, lewat 2 hari."]
    buat_tenggat(2026, 2, date(2026, 7, 25), menggantikan=lama)
    assert kata(HARI) == ["Batas 25 Juli 2026, tinggal 5 hari."]


@pytest.mark.parametrize("peran", [Peran.VERIFIKATOR, Peran.PIMPINAN, Peran.PEMBACA])
def test_nobody_but_the_opd_is_asked(peran):
    pabrik.buat_penugasan()
    assert laporan_saya(pabrik.buat_pengguna(peran)) == []
    assert laporan_saya(pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=pabrik.buat_opd())) == []


def slow_missing(opd, until: date) -> list[tuple[str, date]]:
    hasil = []
    for p in Penugasan.objects.filter(opd=opd, dikoreksi_pada__isnull=True):
        for tahun, tw in [
            (until.year + (m - 1) // 12, ((m - 1) % 12) // 3 + 1) for m in (until.month - 3, until.month - 6)
        ]:
            masa = quarter_span(p, tahun, tw)
            if masa is None or (masa[1] - masa[0]).days + 1 < HARI_TERSEDIKIT:
                continue
            akhir = [date(tahun, 3, 31), date(tahun, 6, 30), date(tahun, 9, 30), date(tahun, 12, 31)][tw - 1]
            terbuka = p.selesai is None or until < p.selesai + timedelta(days=30) or until <= akhir + timedelta(days=30)
            laporan = LaporanTriwulan.objects.filter(penugasan=p, tahun=tahun, triwulan=tw).first()
            if terbuka and (laporan is None or laporan.status == "draf"):
                hasil.append((p.desa.kode, akhir + timedelta(days=1)))
    return sorted(hasil)


@pytest.mark.parametrize("benih", range(6))
def test_missing_reports_equal_plain_loops(benih):
    dunia = Dunia(benih)
    for n, p in enumerate(Penugasan.objects.in_force()):
        if n % 3:
            status = StatusNaskah.DRAF if n % 2 else StatusNaskah.DIAJUKAN
            meja = pabrik_naskah.Meja(*(pabrik.buat_pengguna() for _ in range(3)))
            buat_laporan(p, 2026, 2, status=status, meja=meja)
    for opd in dunia.opd:
        orang = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=opd)
        for until in (HARI, date(2026, 8, 1), date(2026, 1, 15)):
            tugas = [t for t in tugas_saya(orang, until=until) if t.jenis == "laporan"]
            assert sorted((t.tempat.kode, t.sejak) for t in tugas) == slow_missing(opd, until)
