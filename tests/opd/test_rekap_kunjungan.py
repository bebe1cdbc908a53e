"""Days since the last visit against plain loops over small random worlds, and the edges of the definition."""

from datetime import date, timedelta

import pytest

from opd.models import Kunjungan, Penugasan
from opd.rekap.kunjungan import RekapKunjungan, kunjungan_sah, rekap_kunjungan
from opd.rekap.penugasan import Penjawab, rekap_penugasan
from tests.dunia import Dunia, berlaku, penugasan_berlaku
from tests.pabrik import buat_bukti, buat_kunjungan, buat_pengguna, buat_penugasan, buat_tim, pada

pytestmark = pytest.mark.django_db
HARI = date(2026, 7, 20)


def slow_counts(k, known_at):
    photos = [b for b in k.bukti.all() if known_at is None or b.dicatat_pada <= known_at]
    return berlaku(k, known_at) and k.cara == "lapangan" and k.jumlah_warga >= 1 and len(photos) >= 2


def slow_rekap(until, known_at):
    rows = []
    for p in penugasan_berlaku(known_at):
        if not p.covers(until):
            continue
        visits = [
            k.tanggal
            for k in Kunjungan.objects.filter(penugasan__opd=p.opd, penugasan__desa=p.desa)
            if slow_counts(k, known_at) and p.mulai <= k.tanggal <= until
        ]
        last = max(visits, default=None)
        days = None if last is None else (until - last).days
        if days is None:
            state = "belum_pernah"
        else:
            state = "rutin" if days <= 90 else "jarang" if days <= 180 else "lama"
        rows.append(RekapKunjungan(p.pk, p.opd_id, p.desa_id, last, days, (until - p.mulai).days, state))
    return tuple(rows)


@pytest.mark.parametrize("benih", range(5))
def test_rekap_kunjungan_equals_plain_loops(benih):
    dunia, user = Dunia(benih), buat_pengguna("pembaca")
    for until, known_at in dunia.pertanyaan():
        assert rekap_kunjungan(user, until=until, known_at=known_at) == slow_rekap(until, known_at)


@pytest.mark.parametrize("benih", range(5))
def test_penjawab_equals_plain_loops(benih):
    dunia, user = Dunia(benih), buat_pengguna("pembaca")
    for until, known_at in dunia.pertanyaan():
        penjawab = Penjawab(rekap_penugasan(user, until=until, known_at=known_at))
        for desa in dunia.desa:
            for hari in (until, until - timedelta(days=100), dunia.hari(sampai=until)):
                answering = [p.pk for p in penugasan_berlaku(known_at) if p.desa_id == desa.pk and p.covers(hari)]
                found = penjawab.pada(desa.pk, hari)
                assert ([found.penugasan_id] if found else []) == answering


def keadaan(penugasan, until=HARI):
    baris = rekap_kunjungan(buat_pengguna("pembaca"), until=until)
    return [(b.hari, str(b.keadaan)) for b in baris if b.penugasan_id == penugasan.pk]


@pytest.mark.parametrize(
    ("hari", "kata"), [(0, "rutin"), (90, "rutin"), (91, "jarang"), (180, "jarang"), (181, "lama")]
)
def test_states_change_after_90_and_180_days(hari, kata):
    p = buat_penugasan()
    buat_kunjungan(p, HARI - timedelta(days=hari))
    assert keadaan(p) == [(hari, kata)]


def test_one_photo_no_villager_or_remote_do_not_count():
    p = buat_penugasan()
    satu = buat_kunjungan(p, HARI, foto=1)
    buat_kunjungan(p, HARI, warga=0)
    buat_kunjungan(p, HARI, cara="jarak_jauh")
    assert keadaan(p) == [(None, "belum_pernah")]
    buat_bukti(kunjungan=satu)
    assert keadaan(p) == [(0, "rutin")]
    assert list(kunjungan_sah(buat_pengguna("pembaca"))) == [satu]


def test_a_visit_of_the_former_opd_does_not_count_for_the_new_one():
    lama = buat_penugasan(selesai=date(2026, 7, 1))
    baru = buat_penugasan(desa=lama.desa, mulai=date(2026, 7, 1))
    buat_kunjungan(lama, date(2026, 6, 30))
    assert (keadaan(lama), keadaan(baru)) == ([], [(None, "belum_pernah")])
    assert keadaan(lama, date(2026, 6, 30)) == [(0, "rutin")]


def test_an_end_recorded_later_was_not_known():
    p = buat_penugasan(selesai=date(2026, 7, 1), selesai_dicatat_pada=pada(date(2026, 7, 10)))
    user = buat_pengguna("pembaca")
    tahu = pada(date(2026, 7, 9))
    [baris] = rekap_penugasan(user, until=HARI, known_at=tahu)
    assert (baris.penugasan_id, baris.selesai) == (p.pk, None)
    assert [b.selesai for b in rekap_penugasan(user, until=HARI)] == [date(2026, 7, 1)]


def test_bertim_is_a_team_open_on_the_day():
    p = buat_penugasan()
    buat_tim(p, mulai=date(2026, 1, 1), selesai=date(2026, 7, 1))
    user = buat_pengguna("pembaca")
    assert [b.bertim for d in (date(2026, 6, 30), date(2026, 7, 1)) for b in rekap_penugasan(user, until=d)] == [
        True,
        False,
    ]
    assert Penugasan.objects.count() == 1
