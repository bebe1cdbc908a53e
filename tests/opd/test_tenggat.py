"""The calendar of deadlines: who announces them, which days they may name, and which announcement binds.

Seen red: the rule of 30 days dropped, the version not compared, and the last row taken without asking when it was announced.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from desa.models import Catatan
from opd.actions.tenggat import set_tenggat
from opd.enums import Peran
from opd.models import Tenggat
from opd.permissions import can_set_tenggat, report_deadline
from opd.rekap.tenggat import BatasTriwulan, deadline_words, kalender
from tests import pabrik
from tests.pabrik import SEKARANG, pada
from tests.pabrik_tenggat import buat_tenggat

pytestmark = pytest.mark.django_db

HARI = SEKARANG.date()
SETAHUN = {1: date(2027, 4, 20), 2: date(2027, 7, 20), 3: date(2027, 10, 20), 4: date(2028, 1, 20)}
KOSONG = dict.fromkeys((1, 2, 3, 4))


def tersimpan(tahun: int = 2027) -> list[tuple[int, date, bool]]:
    baris = Tenggat.objects.filter(tahun=tahun).order_by("pk")
    return [(t.triwulan, t.batas, t.menggantikan_id is not None) for t in baris]


@pytest.fixture
def bappeda():
    return pabrik.buat_pengguna(Peran.VERIFIKATOR)


def test_year_ahead_is_announced_in_one_act_and_sent_twice_it_is_one(bappeda):
    hasil = set_tenggat(2027, SETAHUN, versi=0, by=bappeda, at=SEKARANG)
    assert [t.triwulan for t in hasil] == [1, 2, 3, 4]
    assert set_tenggat(2027, SETAHUN, versi=0, by=bappeda, at=SEKARANG) == []
    assert tersimpan() == [(tw, d, False) for tw, d in SETAHUN.items()]
    [catatan] = Catatan.objects.all()
    assert (catatan.tindakan, catatan.objek) == ("menetapkan tenggat laporan", "Tenggat laporan TW I 2027")
    assert catatan.perubahan["TW I 2027"] == ["30 April 2027 (batas bawaan)", "20 April 2027"]
    assert len(catatan.perubahan) == 4


def test_changed_deadline_replaces_and_keeps_the_old_row(bappeda):
    set_tenggat(2027, SETAHUN, versi=0, by=bappeda, at=SEKARANG)
    baru = SETAHUN | {2: date(2027, 7, 31)}
    set_tenggat(2027, baru, versi=4, by=bappeda, at=pada(date(2027, 7, 19)))
    assert tersimpan()[4:] == [(2, date(2027, 7, 31), True)]
    kini = kalender(bappeda, 2027, until=date(2027, 7, 19))[1]
    hari = (date(2027, 7, 31), date(2027, 7, 19), bappeda.nama, date(2027, 7, 20))
    assert kini == BatasTriwulan(2027, 2, *hari)
    assert kalender(bappeda, 2027, until=date(2027, 7, 18))[1].batas == date(2027, 7, 20)


@pytest.mark.parametrize(
    ("tw", "batas", "pesan"),
    [
        (3, date(2026, 9, 30), "harus sesudah triwulannya berakhir, 30 September 2026"),
        (3, date(2025, 10, 20), "harus sesudah triwulannya berakhir"),
        (3, date(2036, 10, 20), "Periksa tahunnya."),
        (2, date(2026, 7, 19), "Tanggal ini sudah lewat."),
        (2, date(2026, 7, 29), "hanya dapat dimajukan bila diumumkan 30 hari sebelumnya, jadi paling cepat 19 Agustus 2026"),
        (1, None, "tidak dapat dikosongkan"),
    ],
)  # fmt: skip
def test_deadline_that_does_not_fit_is_refused_beside_its_quarter(bappeda, tw, batas, pesan):
    buat_tenggat(2026, 1, date(2026, 4, 25))
    isi = KOSONG | {1: date(2026, 4, 25)} | {tw: batas}
    with pytest.raises(ValidationError) as galat:
        set_tenggat(2026, isi, versi=1, by=bappeda, at=SEKARANG)
    assert list(galat.value.message_dict) == [f"tw{tw}"]
    assert pesan in galat.value.message_dict[f"tw{tw}"][0]
    assert len(tersimpan(2026)) == 1


@pytest.mark.parametrize("batas", [date(2026, 7, 30), date(2026, 8, 5)])
def test_deadline_at_short_notice_may_stay_or_lie_later(bappeda, batas):
    set_tenggat(2026, KOSONG | {2: batas}, versi=0, by=bappeda, at=SEKARANG)
    assert kalender(bappeda, 2026, until=HARI)[1].batas == batas


def test_two_verifikator_at_once_the_second_is_told(bappeda):
    set_tenggat(2027, SETAHUN, versi=0, by=bappeda, at=SEKARANG)
    with pytest.raises(ValidationError, match="sudah diubah orang lain"):
        set_tenggat(2027, SETAHUN | {1: date(2027, 4, 25)}, versi=0, by=bappeda, at=SEKARANG)


@pytest.mark.parametrize("tahun", [2024, 2028, 2101])
def test_year_too_far_is_refused(bappeda, tahun):
    with pytest.raises(ValidationError, match="tahun lalu, tahun ini, dan tahun depan"):
        set_tenggat(tahun, SETAHUN, versi=0, by=bappeda, at=SEKARANG)


@pytest.mark.parametrize("peran", list(Peran))
def test_only_a_verifikator_announces(peran):
    orang = pabrik.buat_pengguna(peran, opd=pabrik.buat_opd() if peran.endswith("_opd") else None)
    assert can_set_tenggat(orang, on=HARI) == (peran == Peran.VERIFIKATOR)
    if peran != Peran.VERIFIKATOR:
        with pytest.raises(PermissionDenied):
            set_tenggat(2027, SETAHUN, versi=0, by=orang, at=SEKARANG)


def slow_binding(tahun: int, tw: int, until: date) -> date:
    batas = report_deadline(tahun, tw)
    for t in Tenggat.objects.filter(tahun=tahun, triwulan=tw).order_by("pk"):
        hari = t.diumumkan_pada.astimezone(pabrik.WIT).date()
        if hari <= until and (t.batas >= batas or hari + timedelta(days=30) <= t.batas):
            batas = t.batas
    return batas


@pytest.mark.parametrize("benih", range(8))
def test_kalender_equals_plain_loops(benih, bappeda):
    acak = random.Random(benih)
    for tw in (1, 2, 3, 4):
        lama, hari = None, date(2026, 1, 1)
        for _ in range(acak.randint(0, 4)):
            hari += timedelta(days=acak.randint(0, 60))
            batas = report_deadline(2026, tw) + timedelta(days=acak.randint(-25, 25))
            lama = buat_tenggat(2026, tw, batas, diumumkan_pada=pada(hari), menggantikan=lama)
    for until in (date(2026, 3, 1), HARI, date(2026, 12, 31)):
        kini = {b.triwulan: b.batas for b in kalender(bappeda, 2026, until=until)}
        assert kini == {tw: slow_binding(2026, tw, until) for tw in (1, 2, 3, 4)}


def test_words_of_a_deadline():
    batas = date(2026, 7, 30)
    kata = [deadline_words(batas, batas + timedelta(days=n)) for n in (-3, 0, 12)]
    akhir = ("tinggal 3 hari.", "hari ini.", "lewat 12 hari.")
    assert kata == [f"Batas 30 Juli 2026, {a}" for a in akhir]
