"""Inputs come from the roll-ups and agree with them to the last digit; the rows behind each make it up."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError

from binaan.enums import Komponen
from binaan.peringkat.baca import replace_opd
from binaan.peringkat.baca_hasil import told_entas, worst_rest, worst_share
from binaan.peringkat.baca_kerja import longest_gap
from binaan.peringkat.komponen import DEFINISI, Cara
from binaan.peringkat.masukan import fingerprint
from binaan.peringkat.skor import rank_all
from desa.models import KondisiDesa
from opd.models import Pengguna
from opd.rekap.arahan import rekap_arahan
from opd.rekap.hitung import bulatkan
from opd.rekap.ketepatan import count, rekap_ketepatan
from opd.rekap.kunjungan import rekap_kunjungan
from opd.rekap.omzet import rekap_pertumbuhan
from opd.rekap.rencana import rekap_rencana
from opd.rekap.tenggat import kalender
from opd.rekap.umkm import rekap_umkm
from tests.pabrik import (
    buat_desa,
    buat_indeks,
    buat_kegiatan,
    buat_kunjungan,
    buat_opd,
    buat_pengguna,
    buat_penjualan,
    buat_penugasan,
    buat_umkm,
    pada,
)
from tests.pabrik_arahan import buat_arahan, buat_tindak
from tests.pabrik_keluarga import buat_keluarga, buat_status
from tests.pabrik_naskah import buat_baris, buat_laporan, buat_meja, buat_rencana
from tests.pabrik_peringkat import TERISI, TIDAK_BERLAKU, TIDAK_DIISI, baca, buat_kunjungan_sah, nilai
from tests.pabrik_potret import buat_potret
from tests.pabrik_usaha import buat_perkembangan

pytestmark = pytest.mark.django_db
K = Komponen
AKHIR, HARI = date(2025, 12, 31), date(2026, 2, 10)
MULAI = date(2024, 3, 1)


def buat_usaha(p, n=5):
    """Enterprises with sales of two years: one grows, two shrink, one sold nothing lately, one closed."""
    usaha = [buat_umkm(desa=p.desa, dibina_sejak=MULAI, dicatat_pada=pada(MULAI)) for _ in range(n)]
    for i, u in enumerate(usaha):
        for tahun in (2024, 2025):
            for bulan in range(7, 13):
                rp = 1_000_000 if tahun == 2024 else (2_000_000, 800_000, 0, 500_000, 900_000)[i]
                buat_penjualan(u, date(tahun, bulan, 1), rp)
        buat_perkembangan(u, date(2025, 1, 15), pekerja_l=1, pekerja_p=1, dicatat_pada=pada(date(2025, 1, 15)))
        buat_perkembangan(
            u, date(2025, 10, 15), pekerja_l=1 + (i < 2), pekerja_p=1, dicatat_pada=pada(date(2025, 10, 15))
        )
    usaha[3].penutupan.create(
        tutup_pada=date(2025, 11, 20), alasan="uji", dicatat_pada=pada(date(2025, 11, 21)), pencatat="uji"
    )
    return usaha


def buat_kerja(p):
    """A verified plan, activities, visits, reports, arahan of 2025."""
    meja = buat_meja(p)
    rencana = buat_rencana(p, 2025, status="diverifikasi", meja=meja)
    b = buat_baris(rencana, pagu={"apbd_prov": 100_000_000})
    buat_kegiatan(p, date(2025, 5, 5), dana={"apbd_prov": 40_000_000}, baris=b, volume=17, satuan="paket")
    for hari, kepala in ((date(2025, 2, 1), False), (date(2025, 6, 1), True), (date(2025, 9, 1), False)):
        buat_kunjungan_sah(p, hari, kepala_hadir=kepala)
    buat_kunjungan(p, date(2025, 11, 1), foto=0)
    for tw, hari in ((1, date(2025, 4, 20)), (2, date(2025, 9, 9))):
        buat_laporan(p, 2025, tw, status="disetujui", meja=meja, pada=pada(hari))
    arahan = buat_arahan(tanggal=date(2025, 8, 1), batas=date(2025, 8, 20))
    buat_tindak(arahan, p.opd, status="selesai", dijawab=pada(date(2025, 8, 10)))
    buat_tindak(buat_arahan(tanggal=date(2025, 9, 1), batas=date(2025, 9, 20)), p.opd)


@pytest.fixture
def p():
    p = buat_penugasan(mulai=MULAI, dicatat_pada=pada(MULAI))
    buat_pengguna("verifikator")
    return p


def test_enterprises_agree_with_their_pages(p):
    buat_usaha(p)
    siapa, n = Pengguna(), nilai(p)
    (r,) = rekap_umkm(siapa, until=AKHIR)
    assert (n[K.BERJUALAN].x, n[K.BERJUALAN].n) == (r.berjualan, r.belum_tutup) == (3, 4)
    tumbuh = next(t for t in rekap_pertumbuhan(siapa, awal=date(2025, 10, 1)) if t.opd_id == p.opd_id)
    assert (bulatkan(n[K.OMZET].measure(K.OMZET)), n[K.OMZET].n) == (tumbuh.median_tutup, tumbuh.n_tutup)
    assert (n[K.NAIK_KELAS].x, n[K.NAIK_KELAS].n) == (2, 4)
    assert (n[K.BERTAHAN].x, n[K.BERTAHAN].n) == (4, 5)


@pytest.mark.parametrize(
    ("lengkap", "diam", "mulai", "hasil"),
    [
        (5, 5, MULAI, (TERISI, 5)),
        (5, 6, MULAI, (TIDAK_DIISI, 0)),
        (4, 1, MULAI, (TIDAK_DIISI, 0)),
        (4, 0, MULAI, (TIDAK_BERLAKU, 0)),
        (5, 6, date(2025, 6, 1), (TERISI, 5)),
        (4, 6, date(2025, 6, 1), (TIDAK_BERLAKU, 0)),
    ],
)
def test_enterprises_that_keep_silent_do_not_leave_the_growth_to_the_others(lengkap, diam, mulai, hasil):
    """The silent ones miss a month of the year before: the duty of the penugasan that began before it."""
    p = buat_penugasan(mulai=mulai, dicatat_pada=pada(mulai))
    for i in range(lengkap + diam):
        u = buat_umkm(desa=p.desa, dibina_sejak=MULAI, dicatat_pada=pada(MULAI))
        for tahun in (2024, 2025):
            for bulan in range(10, 13):
                if i < lengkap or (tahun, bulan) != (2024, 11):
                    buat_penjualan(u, date(tahun, bulan, 1), 1_000_000)
    n = nilai(p)[K.OMZET]
    assert (n.keadaan, n.n) == hasil
    assert all(not v for _, _, v in n.rinci) or n.keadaan != TIDAK_DIISI


def test_own_work_agrees_with_its_pages(p):
    buat_kerja(p)
    siapa, n = buat_pengguna("pimpinan"), nilai(p)
    (r,) = rekap_rencana(siapa, tahun=2025, until=AKHIR)
    assert (n[K.CAPAIAN].angka, n[K.SERAPAN].angka) == (Fraction(r.nilai), Fraction(r.serapan)) == (Fraction(85, 2), 40)
    laporan = count(rekap_ketepatan(siapa, kalender(siapa, 2025, until=HARI), until=HARI))
    assert (n[K.KETEPATAN].x, n[K.KETEPATAN].n) == (laporan.tepat, laporan.dinilai)
    (a,) = rekap_arahan(siapa, until=HARI)
    assert (n[K.ARAHAN].x, n[K.ARAHAN].n) == (a.tepat, a.dinilai) == (1, 2)
    (k,) = rekap_kunjungan(siapa, until=AKHIR)
    assert (k.hari, n[K.KUNJUNGAN].angka, n[K.KEPALA].angka) == (121, 121, 1)
    assert [kata for _, kata, _ in n[K.KEPALA].rinci] == ["1 Juni 2025, dihadiri kepala OPD"]


def test_rows_behind_each_share_and_median_make_it_up(p):
    buat_usaha(p)
    buat_kerja(p)
    for k, n in nilai(p).items():
        tanda = [v for _, _, v in n.rinci if v]
        if n.keadaan == TERISI and DEFINISI[k].baris in ("umkm", "laporan", "arahan"):
            if DEFINISI[k].cara == Cara.MEDIAN:
                assert tuple(map(Fraction, tanda)) == n.deret
            else:
                assert (tanda.count("1"), len(tanda)) == (n.x, n.n)


def test_nothing_done_is_not_filled_in_and_what_others_owe_does_not_apply(p):
    n = nilai(p)
    assert {k for k, v in n.items() if v.keadaan == TIDAK_DIISI} == {
        K.ENTAS, K.BERJUALAN, K.OMZET, K.NAIK_KELAS, K.BERTAHAN, K.CAPAIAN, K.SERAPAN, K.KUNJUNGAN,
    }  # fmt: skip
    assert {k for k, v in n.items() if v.keadaan == TIDAK_BERLAKU} == {K.KK_EKSTREM, K.INDEKS, K.ARAHAN}
    assert (n[K.KEPALA].angka, n[K.KETEPATAN].x, n[K.KETEPATAN].n) == (0, 0, 4)


def test_poor_families_against_the_baseline_of_this_penugasan(p):
    buat_potret(p.desa, date(2024, 1, 1), kk_miskin_ekstrem=40)
    buat_potret(p.desa, date(2025, 10, 1), kk_miskin_ekstrem=25)
    n = nilai(p)[K.KK_EKSTREM]
    assert (n.x, n.n, [kata.partition(":")[0] for _, kata, _ in n.rinci]) == (
        15,
        40,
        ["garis dasar 1 Januari 2024", "kini 1 Oktober 2025"],
    )


@pytest.mark.parametrize(
    ("dasar", "kini", "hasil"),
    [
        (0, 5, (TIDAK_BERLAKU, 0, 0)),
        (4, 2, (TIDAK_BERLAKU, 0, 0)),
        (40, 3, (TERISI, 36, 40)),
        (40, 1, (TERISI, 36, 40)),
        (40, 0, (TERISI, 40, 40)),
        (40, 55, (TERISI, 0, 40)),
    ],
)
def test_a_few_families_are_never_told_by_a_score(p, dasar, kini, hasil):
    buat_potret(p.desa, date(2024, 1, 1), kk_miskin_ekstrem=dasar)
    buat_potret(p.desa, date(2025, 10, 1), kk_miskin_ekstrem=kini)
    n = nilai(p)[K.KK_EKSTREM]
    assert (n.keadaan, n.x, n.n) == hasil
    assert all("<5 KK" in kata for _, kata, _ in n.rinci if kata.startswith("kini") and 0 < kini < 5)


def test_bounds_for_a_few_families_never_fall_when_more_is_reached():
    for banyak in range(5, 40):
        urut = [worst_share(x, banyak) for x in range(banyak + 1)]
        assert urut == sorted(urut)
        assert not {n for x in urut for n in (x, banyak - x)} & {2, 3}
        sebagian = Counter(urut[1:-1])
        assert all(kali >= 4 for x, kali in sebagian.items() if min(x, banyak - x) < 5)
    assert [worst_rest(n) for n in range(7)] == [0, 4, 4, 4, 4, 5, 6]


def test_a_score_tells_no_few_families_that_the_list_and_the_progress_close():
    """An outsider reads elsewhere how many are *entas*, others, and of *entas* those that last, where none of these is a few."""

    def closed(n):
        return None if 0 < n < 5 else n

    arti = defaultdict(set)
    for e, lain in itertools.product(range(16), range(16)):
        for b in range(e + 1) if e + lain >= 5 else ():
            lama = None if closed(b) is None or closed(e - b) is None else b
            arti[closed(e), closed(lain), lama, told_entas(b, e, e + lain)].add((e, lain, b, e - b))
    for mungkin in arti.values():
        pasti = {nilainya.pop() for nilainya in map(set, zip(*mungkin, strict=True)) if len(nilainya) == 1}
        assert not pasti & {1, 2, 3, 4}
    assert [told_entas(*x) for x in ((0, 0, 9), (6, 8, 14), (9, 12, 20), (12, 12, 14), (2, 3, 30), (4, 4, 31))] == [
        (0, 9), (1, 14), (8, 20), (12, 16), (1, 28), (1, 28),
    ]  # fmt: skip


def test_entas_counts_under_this_penugasan_and_only_when_it_lasts(p):
    keluarga = [buat_keluarga(p.desa, masuk=MULAI) for _ in range(20)]
    for i, k in enumerate(keluarga):
        buat_status(k, "verval", date(2024, 6, 1), hasil="layak", nomor_berita_acara="1")
        if i < 12:
            buat_status(k, "entas", date(2025, 1, 10))
        if i < 6:
            sah = {"diverifikasi_pada": pada(date(2025, 8, 2)), "pemverifikasi_id": 1, "pemverifikasi": "uji"}
            buat_status(k, "bertahan", date(2025, 8, 1), **sah)
    buat_status(keluarga[19], "keluar", date(2025, 3, 1))
    n = nilai(p)[K.ENTAS]
    assert (n.keadaan, n.x, n.n, n.rinci) == (TERISI, 6, 19, ())
    lain = buat_penugasan(mulai=date(2025, 7, 1))
    assert nilai(lain)[K.ENTAS].sebab == "penugasan belum 12 bulan"


def test_a_successor_is_not_marked_down_for_families_it_took_over_lately():
    desa = buat_desa()
    buat_penugasan(desa=desa, mulai=MULAI, selesai=date(2025, 7, 1))
    for _ in range(6):
        k = buat_keluarga(desa, masuk=MULAI)
        buat_status(k, "verval", date(2024, 6, 1), hasil="layak", nomor_berita_acara="1")
    n = nilai(buat_penugasan(desa=desa, mulai=date(2025, 7, 1)))[K.ENTAS]
    assert (n.keadaan, n.sebab) == (TIDAK_BERLAKU, "penugasan belum 12 bulan")


def test_index_stays_within_its_kind(p):
    for tahun, n in ((2023, "0.5000"), (2024, "0.5600")):
        buat_indeks(p.desa, tahun, nilai=n)
    buat_indeks(p.desa, 2025, nilai="61.0000", tanggal_data=date(2025, 11, 1))
    assert nilai(p)[K.INDEKS].sebab == "Indeks Desa belum dua tahun diketahui"
    n = nilai(p, 2024, date(2025, 1, 5))[K.INDEKS]
    assert (n.angka, [r[0] for r in n.rinci]) == (6, ["2023", "2024"])
    kelurahan = buat_penugasan(mulai=MULAI, desa=buat_desa(jenis="kelurahan"))
    assert nilai(kelurahan)[K.INDEKS].sebab == "kelurahan tidak berindeks desa"


def test_each_penugasan_is_judged_by_its_own_last_day_and_figures_stay_with_who_answered():
    desa, lama, baru = buat_desa(), buat_opd(), buat_opd()
    p = buat_penugasan(desa=desa, opd=lama, mulai=MULAI, selesai=date(2025, 7, 1))
    q = buat_penugasan(desa=desa, opd=baru, mulai=date(2025, 7, 1))
    buat_potret(desa, date(2024, 1, 1), kk_miskin_ekstrem=40)
    buat_potret(desa, date(2025, 5, 1), kk_miskin_ekstrem=30)
    buat_potret(desa, date(2025, 11, 1), kk_miskin_ekstrem=12)
    buat_kunjungan_sah(p, date(2025, 6, 1))
    m = baca()
    a, b = (m.find(o.slug).tugas[0] for o in (lama, baru))
    assert (a.sampai, a.hari, b.sampai, b.hari) == (date(2025, 6, 30), 181, AKHIR, 184)
    assert [(t.nilai[K.KK_EKSTREM].x, t.nilai[K.KK_EKSTREM].n) for t in (a, b)] == [(10, 40), (18, 30)]
    assert (a.nilai[K.KUNJUNGAN].angka, b.nilai[K.KUNJUNGAN].keadaan) == (151, TIDAK_DIISI)
    assert (q.desa_id, [h.peringkat is not None for h in rank_all(m)]) == (p.desa_id, [True, True])


def test_a_merged_opd_is_named_with_its_successor_which_carries_its_own_days():
    penerus = buat_opd()
    lama = buat_opd(berlaku_selesai=date(2025, 9, 1), dilebur_ke=penerus)
    desa = buat_desa()
    buat_penugasan(desa=desa, opd=lama, mulai=MULAI, selesai=date(2025, 9, 1), cara_selesai="opd_dilebur")
    buat_penugasan(desa=desa, opd=penerus, mulai=date(2025, 9, 1))
    hasil = {h.slug: (h.keadaan, h.hari) for h in rank_all(baca())}
    assert hasil == {lama.slug: ("dilebur", 243), penerus.slug: ("belum", 122)}


def test_what_was_recorded_later_is_not_in_it(p):
    buat_kunjungan_sah(p, date(2025, 6, 1), dicatat_pada=pada(date(2026, 3, 1)))
    assert nilai(p)[K.KUNJUNGAN].keadaan == TIDAK_DIISI
    assert nilai(p, until=date(2026, 3, 2))[K.KUNJUNGAN].angka == 213


@pytest.mark.parametrize(
    ("mulai", "kunjungan", "hasil"),
    [
        (date(2025, 10, 3), False, (TIDAK_BERLAKU, None)),
        (date(2025, 10, 2), False, (TIDAK_DIISI, None)),
        (date(2025, 10, 3), True, (TERISI, 61)),
    ],
)
def test_no_visit_at_all_never_scores(mulai, kunjungan, hasil):
    """3 October to the last day are 90 days."""
    p = buat_penugasan(mulai=mulai, dicatat_pada=pada(mulai))
    buat_kunjungan(p, date(2025, 11, 1), foto=0)
    if kunjungan:
        buat_kunjungan_sah(p, date(2025, 10, 31))
    n = nilai(p)[K.KUNJUNGAN]
    assert (n.keadaan, n.angka) == hasil


def test_a_year_to_come_is_refused():
    with pytest.raises(ValidationError, match="Tahun 2027 belum mulai"):
        baca(2027)


def test_a_running_year_is_judged_to_today(p):
    m = baca(2026, date(2026, 8, 15))
    assert (m.sampai, m.opd[0].tugas[0].hari) == (date(2026, 8, 15), 227)


def test_travel_hours_are_those_of_the_last_judged_day(p):
    for hari, jam in ((date(2024, 5, 1), "9.0"), (date(2025, 5, 1), "2.5"), (date(2026, 1, 9), "1.0")):
        KondisiDesa.objects.create(
            desa=p.desa, tanggal=hari, sinyal="lemah", jam_tempuh=Decimal(jam), sumber="uji",
            dicatat_pada=pada(hari), pencatat="uji",
        )  # fmt: skip
    assert baca().opd[0].jam == Fraction(5, 2)


def test_longest_gap_counts_both_ends():
    awal = date(2025, 1, 1)
    assert longest_gap([], awal, AKHIR) == (364, awal, AKHIR)
    assert longest_gap([date(2025, 12, 30)], awal, AKHIR) == (363, awal, date(2025, 12, 30))
    assert longest_gap([awal + timedelta(days=n) for n in (100, 50, 300)], awal, AKHIR)[0] == 200


def test_an_objection_reads_anew_nothing_but_what_it_is_about(p):
    lain = buat_penugasan(mulai=MULAI)
    lama = baca().as_json()
    for x in (p, lain):
        buat_kunjungan_sah(x, date(2025, 6, 1))
    buat_potret(p.desa, date(2024, 1, 1), kk_miskin_ekstrem=40)
    buat_potret(p.desa, date(2025, 10, 1), kk_miskin_ekstrem=25)
    baru = baca(opd={p.opd.slug})
    assert [o.slug for o in baru.opd] == [p.opd.slug]
    satu = replace_opd(lama, baru, p.opd.slug, K.KUNJUNGAN)
    semua = replace_opd(lama, baru, p.opd.slug)
    for isi in (satu, semua):
        assert [o for o in isi["opd"] if o["slug"] == lain.opd.slug] == [
            o for o in lama["opd"] if o["slug"] == lain.opd.slug
        ]
    tugas = {
        nama: next(o for o in isi["opd"] if o["slug"] == p.opd.slug)["tugas"][0]["nilai"]
        for nama, isi in (("satu", satu), ("semua", semua))
    }
    assert (tugas["satu"]["kunjungan"]["angka"], tugas["satu"]["kk_ekstrem"]["n"]) == ("213", 0)
    assert (tugas["semua"]["kunjungan"]["angka"], tugas["semua"]["kk_ekstrem"]["n"]) == ("213", 40)


def test_reading_twice_gives_the_same_fingerprint(p):
    buat_usaha(p)
    buat_kerja(p)
    assert fingerprint(baca().as_json()) == fingerprint(baca().as_json())
