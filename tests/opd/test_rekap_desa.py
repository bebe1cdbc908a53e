"""The state of a village, the change of its index, and the BPS figure."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from opd.models import Kegiatan, RencanaAksi
from opd.rekap.desa import KeadaanDesa, nilai_desa, rekap_desa
from opd.rekap.indeks import RekapIndeks, rekap_indeks_sejenis
from opd.rekap.umkm import RekapUmkm
from tests.dunia import Dunia, berlaku, penugasan_berlaku
from tests.opd.test_rekap_kunjungan import slow_rekap as slow_kunjungan
from tests.opd.test_rekap_umkm import slow_rekap as slow_umkm
from tests.pabrik import (
    buat_desa,
    buat_indeks,
    buat_kegiatan,
    buat_kunjungan,
    buat_pengguna,
    buat_penugasan,
    buat_umkm,
)
from tests.pabrik_naskah import buat_meja, buat_rencana

pytestmark = pytest.mark.django_db
HARI = date(2026, 7, 20)


def slow_states(until, known_at):
    """(penugasan, what is wrong) of each village in charge on the day."""
    visits = {k.penugasan_id: k for k in slow_kunjungan(until, known_at)}
    umkm = {u.desa_id: u for u in slow_umkm(until, known_at)}
    rows = []
    for p in penugasan_berlaku(known_at):
        if not p.covers(until):
            continue
        wrong, v, u = [], visits[p.pk], umkm.get(p.desa_id)
        if (v.hari_sejak_mulai if v.hari is None else v.hari) > 90:
            wrong.append("belum_dikunjungi")
        if u and u.belum_tutup and u.diam * 4 >= u.belum_tutup:
            wrong.append("umkm_diam")
        acts = [k.tanggal for k in Kegiatan.objects.filter(penugasan__desa=p.desa) if berlaku(k, known_at)]
        if not any(d <= until and (until - d).days <= 90 for d in acts) and (until - p.mulai).days > 90:
            wrong.append("tanpa_kegiatan")
        plans = [r for r in RencanaAksi.objects.filter(penugasan=p, tahun=until.year) if r.diverifikasi_pada]
        late = (until - max(p.mulai, date(until.year, 1, 1))).days > 90
        unplanned = late and not any(known_at is None or r.diverifikasi_pada <= known_at for r in plans)
        if unplanned or (u and u.belum_tutup and u.belum_diketahui * 1000 >= u.belum_tutup * 249.5):
            wrong.append("tanpa_naskah")
        rows.append((p.pk, tuple(wrong) or ("tertib",)))
    return rows


@pytest.mark.parametrize("benih", range(5))
def test_rekap_desa_equals_plain_loops(benih):
    dunia, user = Dunia(benih), buat_pengguna("pembaca")
    for until, known_at in dunia.pertanyaan():
        rekap = rekap_desa(user, until=until, known_at=known_at)
        assert [(r.penugasan.penugasan_id, r.semua) for r in rekap] == slow_states(until, known_at)
        assert [r.keadaan for r in rekap] == [r.semua[0] for r in rekap]


def test_the_worst_comes_first_and_thresholds_are_exact():
    u = RekapUmkm(1, 3, 1, 0, 0, 0, 0)
    assert nilai_desa(91, u, 91, tanpa_rencana=True) == (
        "belum_dikunjungi", "umkm_diam", "tanpa_kegiatan", "tanpa_naskah",
    )  # fmt: skip
    assert KeadaanDesa.BELUM_DIKUNJUNGI.label == "Lewat 90 hari tanpa kunjungan"  # some were visited, long ago
    beres = {"tanpa_rencana": False}
    assert nilai_desa(90, RekapUmkm(1, 4, 1, 0, 0, 0, 0), 90, **beres) == ("tertib",)
    assert nilai_desa(0, RekapUmkm(1, 0, 0, 9, 0, 3, 0), 91, **beres) == ("tanpa_kegiatan",)
    assert nilai_desa(0, RekapUmkm(1, 3, 0, 0, 1, 0, 0), 0, **beres) == ("tanpa_naskah",)
    assert nilai_desa(0, RekapUmkm(1, 4, 0, 0, 1, 0, 0), 0, **beres) == ("tertib",)
    assert nilai_desa(0, RekapUmkm(1, 0, 0, 0, 0, 0, 0), 0, **beres) == ("tertib",)


def test_a_village_just_begun_is_tertib_and_after_ninety_days_is_not():
    buat_penugasan(mulai=HARI)
    user = buat_pengguna("pembaca")
    assert [[*r.semua] for r in rekap_desa(user, until=HARI + timedelta(days=90))] == [["tertib"]]
    assert [[*r.semua] for r in rekap_desa(user, until=HARI + timedelta(days=91))] == [
        ["belum_dikunjungi", "tanpa_kegiatan", "tanpa_naskah"]
    ]


def test_a_visited_busy_village_is_tertib_once_its_plan_is_verified():
    """Seen red: without a plan, and with enterprises that nobody reports, it was called orderly all the same."""
    p, user = buat_penugasan(), buat_pengguna("pembaca")

    def keadaan(hari):
        return [(r.keadaan, r.tanpa_rencana) for r in rekap_desa(user, until=hari)]

    for hari in (HARI, date(2026, 4, 1), date(2026, 4, 2)):
        buat_kunjungan(p, hari)
        buat_kegiatan(p, hari)
    assert keadaan(date(2026, 4, 1)) == [("tertib", False)]  # 90 days into the year
    assert keadaan(date(2026, 4, 2)) == [("tanpa_naskah", True)]
    meja = buat_meja(p)
    buat_rencana(p, 2025, status="diverifikasi", meja=meja)
    buat_rencana(p, 2026, status="disetujui", meja=meja)
    assert keadaan(HARI) == [("tanpa_naskah", True)]
    buat_rencana(p, 2026, nomor=2, status="diverifikasi", meja=meja)
    assert keadaan(HARI) == [("tertib", False)]
    buat_umkm(desa=p.desa, dibina_sejak=p.mulai)
    assert keadaan(HARI) == [("tanpa_naskah", False)]


def test_rekap_desa_costs_the_same_at_one_and_five(django_assert_num_queries):
    user = buat_pengguna("pembaca")
    RencanaAksi.objects.visible_to(user).count()  # roles are read once in a request
    for jumlah in (1, 4):
        for _ in range(jumlah):
            buat_kunjungan(buat_penugasan(), HARI)
        with django_assert_num_queries(7):
            rekap_desa(user, until=HARI)


def test_indeks_changes_only_within_one_kind_from_the_baseline():
    a, b, c = buat_desa(), buat_desa(), buat_desa()
    for tahun, nilai in ((2022, "0.4000"), (2023, "0.5000"), (2024, "0.5500")):
        buat_indeks(a, tahun, nilai=nilai)
    buat_indeks(b, 2024)
    buat_indeks(c, 2024)
    baru = {"jenis": "indeks_desa", "iks": None, "ike": None, "ikl": None}
    buat_indeks(c, 2025, nilai="55.0000", **baru)
    mulai = dict.fromkeys((a.pk, b.pk, c.pk), date(2024, 1, 10))
    hasil = tuple(r for _, r in sorted(rekap_indeks_sejenis(buat_pengguna("pembaca"), mulai, until=HARI).items()))
    d = Decimal
    assert hasil == (
        RekapIndeks(a.pk, "idm", 2024, d("0.5500"), "tertinggal", 2023, d("0.5000"), False, False),
        RekapIndeks(b.pk, "idm", 2024, d("0.5500"), "tertinggal", None, None, False, True),
        RekapIndeks(c.pk, "idm", 2024, d("0.5500"), "tertinggal", None, None, False, True),
        RekapIndeks(c.pk, "indeks_desa", 2025, d("55.0000"), "tertinggal", None, None, False, True),
    )
    assert [r.perubahan for r in hasil] == [d("0.0500"), None, None, None]
    [lama] = rekap_indeks_sejenis(buat_pengguna("pembaca"), {a.pk: date(2026, 1, 1)}, until=HARI).values()
    assert (lama.perubahan, lama.sebelum_mulai) == (d("0.0500"), True)
