"""Arahan answered in time against plain loops over small random worlds, and the edges of the definition."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from desa.waktu import tanggal_wit
from opd.enums import StatusTindakLanjut
from opd.models import Opd, TindakLanjut
from opd.rekap.arahan import ArahanTerbuka, RekapArahan, arahan_terbuka, baca_pasangan, jumlah_terbuka, rekap_arahan
from tests.pabrik import buat_opd, buat_pengguna, pada
from tests.pabrik_arahan import buat_arahan, buat_tindak

pytestmark = pytest.mark.django_db
AWAL, AKHIR = date(2026, 1, 1), date(2026, 7, 20)
BELUM, DIJAWAB, SELESAI, DIKEMBALIKAN = StatusTindakLanjut


class Dunia:
    """Arahan to some of four OPDs, one of them merged on the way, with up to three rounds each."""

    def __init__(self, benih: int) -> None:
        a = self.acak = random.Random(benih)
        self.opd = [buat_opd() for _ in range(4)]
        if a.random() < 0.8:
            lama = self.opd[0]
            lama.berlaku_selesai, lama.dilebur_ke = self.hari(), self.opd[1]
            lama.save()
        self.orang = [buat_pengguna() for _ in range(2)]
        for _ in range(6):
            tanggal = self.hari()
            isi: dict[str, Any] = {"tanggal": tanggal, "batas": tanggal + timedelta(days=a.randint(0, 30))}
            isi["dicatat_pada"] = pada(tanggal + timedelta(days=a.choice((0, 0, 9))))
            if a.random() < 0.2:
                isi |= {"dicabut_pada": pada(tanggal + timedelta(days=a.randint(0, 40))), "alasan_cabut": "uji"}
            arahan = buat_arahan(**isi)
            for opd in a.sample(self.opd, a.randint(1, 4)):
                self.putaran(arahan, opd)

    def hari(self) -> date:
        return AWAL + timedelta(days=self.acak.randint(0, (AKHIR - AWAL).days))

    def putaran(self, arahan: Any, opd: Opd) -> None:
        a, batas, mulai = self.acak, arahan.batas, arahan.tanggal
        for nomor in range(1, 4):
            status = a.choice((BELUM, DIJAWAB, SELESAI, DIKEMBALIKAN, DIKEMBALIKAN))
            dijawab = pada(mulai + timedelta(days=a.randint(0, 35)), a.randint(0, 23))
            diperiksa = dijawab + timedelta(days=a.randint(0, 5), hours=1)
            buat_tindak(
                arahan,
                opd,
                status=status,
                putaran=nomor,
                batas=batas,
                dijawab=dijawab,
                diperiksa=diperiksa,
                oleh=self.orang[0],
                pemeriksa=self.orang[1],
            )
            if status != DIKEMBALIKAN:
                return
            mulai = tanggal_wit(diperiksa)
            batas = max(batas, mulai + timedelta(days=7))
        buat_tindak(arahan, opd, putaran=4, batas=batas)


def slow_owner(opd: Opd, day: date) -> int:
    return opd.dilebur_ke_id if opd.dilebur_ke_id and opd.berlaku_selesai <= day else opd.pk


def slow_rekap(until: date, known_at: datetime | None) -> list[RekapArahan]:
    moment = pada(until + timedelta(days=1), 0)
    if known_at:
        moment = min(moment, known_at)
    counts: dict[int, list[int]] = {}
    for opd in Opd.objects.all():
        for arahan_id in sorted({t.arahan_id for t in TindakLanjut.objects.filter(opd=opd)}):
            rounds = []
            for t in TindakLanjut.objects.filter(opd=opd, arahan=arahan_id).order_by("putaran"):
                a = t.arahan
                if a.tanggal > until or a.dicatat_pada > moment or (a.dicabut_pada and a.dicabut_pada < moment):
                    break
                answered = t.dijawab_pada if t.dijawab_pada and t.dijawab_pada <= moment else None
                checked = bool(answered and t.diperiksa_pada and t.diperiksa_pada <= moment)
                rounds.append((t, answered, checked))
                if not (checked and t.alasan_kembali):
                    break
            if not rounds:
                continue
            last, answered, checked = rounds[-1]
            late = [t for t, jawab, _ in rounds if (tanggal_wit(jawab) if jawab else until) > t.batas]
            row = counts.setdefault(slow_owner(opd, until), [0] * 6)
            if answered is None:
                row[0] += 1
                row[1] += until > last.batas
            else:
                row[3 if checked else 2] += 1
            if late:
                counts.setdefault(slow_owner(opd, late[0].batas + timedelta(days=1)), [0] * 6)[5] += 1
            elif answered:
                counts.setdefault(slow_owner(opd, tanggal_wit(answered)), [0] * 6)[4] += 1
    return [RekapArahan(opd, *row) for opd, row in sorted(counts.items())]


@pytest.mark.parametrize("benih", range(8))
def test_rekap_arahan_equals_plain_loops(benih):
    dunia, user = Dunia(benih), buat_pengguna("pembaca")
    for until, known_at in ((AKHIR, None), (dunia.hari(), None), (dunia.hari(), pada(dunia.hari()))):
        assert list(rekap_arahan(user, until=until, known_at=known_at)) == slow_rekap(until, known_at)


@pytest.mark.parametrize("benih", range(4))
def test_the_quick_count_of_today_is_the_sum_of_the_pairs(benih):
    Dunia(benih)
    user = buat_pengguna("pembaca")
    hari = date(2026, 12, 31)
    assert arahan_terbuka(user, on=hari) == jumlah_terbuka(rekap_arahan(user, until=hari))


def test_counts_of_one_opd():
    opd, user = buat_opd(), buat_pengguna("pembaca")
    buat_tindak(buat_arahan(batas=AKHIR), opd)
    buat_tindak(buat_arahan(batas=AKHIR - timedelta(days=1)), opd)
    buat_tindak(opd=opd, status=DIJAWAB)
    buat_tindak(opd=opd, status=SELESAI)
    [baris] = rekap_arahan(user, until=AKHIR)
    assert baris == RekapArahan(opd.pk, belum=2, terlambat=1, diperiksa=1, selesai=1, tepat=2, lambat=1)
    assert (baris.dinilai, str(baris.persen_tepat)) == (3, "66.7")
    assert arahan_terbuka(user, on=AKHIR) == ArahanTerbuka(2, 1, 1)


def test_answered_on_the_due_date_is_in_time_and_the_day_after_is_late():
    user = buat_pengguna("pembaca")
    arahan = buat_arahan(tanggal=date(2026, 6, 1), batas=date(2026, 6, 10))
    for saat in (pada(date(2026, 6, 10), 23), pada(date(2026, 6, 11), 0)):
        buat_tindak(arahan, status=DIJAWAB, dijawab=saat)
    assert [p.tepat for p in baca_pasangan(user, until=AKHIR)] == [True, False]


def test_a_returned_answer_is_open_until_its_seven_days_are_over():
    user, opd = buat_pengguna("pembaca"), buat_opd()
    arahan = buat_arahan(tanggal=date(2026, 6, 1), batas=date(2026, 6, 10))
    buat_tindak(arahan, opd, status=DIKEMBALIKAN, dijawab=pada(date(2026, 6, 9)), diperiksa=pada(date(2026, 6, 12)))
    buat_tindak(arahan, opd, putaran=2, batas=date(2026, 6, 19))
    tepat = [p.tepat for hari in (11, 19, 20) for p in baca_pasangan(user, until=date(2026, 6, hari))]
    assert tepat == [True, None, False]


def test_what_became_late_before_a_merger_stays_with_the_old_opd():
    user, lama, baru = buat_pengguna("pembaca"), buat_opd(), buat_opd()
    lama.berlaku_selesai, lama.dilebur_ke = date(2026, 6, 15), baru
    lama.save()
    buat_tindak(buat_arahan(tanggal=date(2026, 6, 1), batas=date(2026, 6, 10)), lama)
    buat_tindak(buat_arahan(tanggal=date(2026, 6, 1), batas=date(2026, 6, 20)), lama)
    assert [(r.opd_id, r.belum, r.lambat) for r in rekap_arahan(user, until=AKHIR)] == [
        (lama.pk, 0, 1),
        (baru.pk, 2, 1),
    ]
