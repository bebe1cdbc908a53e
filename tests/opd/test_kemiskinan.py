"""KK miskin ekstrem now against a baseline: the definitions case by case, a slow twin over random worlds, and what a reader
may not see.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desa.models import PotretKesejahteraan
from opd.enums import Peran
from opd.rekap.asal_potret import Asal
from opd.rekap.entas import BacaanEntas
from opd.rekap.hitung import mark_of
from opd.rekap.kemajuan import by_opd, province
from opd.rekap.kemiskinan import Jumlah, Keadaan, Ukuran, compare, decline, rekap_kemiskinan, total
from opd.rekap.potret import KeadaanPotret, rekap_potret
from tests.dunia import Dunia, penugasan_berlaku
from tests.pabrik import buat_indeks, buat_opd, buat_pengguna, buat_penugasan, pada
from tests.pabrik_potret import buat_potret

pytestmark = pytest.mark.django_db
MULAI = date(2025, 1, 10)
HARI = date(2026, 7, 20)
TANPA_ENTAS = BacaanEntas({}, {}, HARI, frozenset())


def ukur(*potret, ukuran=Ukuran.PROGRAM, mulai=MULAI):
    """(state, baseline, now, beside, "setelah mulai") of these (day, count, source) against a start."""
    isi = [
        PotretKesejahteraan(pk=n, tanggal_data=hari, kk_miskin_ekstrem=kk, sumber=sumber, definisi="desil_1")
        for n, (hari, kk, sumber) in enumerate(potret, 1)
    ]
    b = compare(isi, mulai, ukuran)
    return (b.keadaan, *(p.kk_miskin_ekstrem if p else None for p in (b.dasar, b.kini, b.samping)), b.setelah_mulai)


A, B, C, D = date(2024, 6, 30), MULAI, date(2025, 6, 30), date(2026, 6, 30)
DTSEN = ("dtsen", "desil_1", "")


@pytest.mark.parametrize(
    ("potret", "hasil"),
    [
        ([], (Keadaan.TANPA_POTRET, None, None, None, False)),
        ([(A, None, "dtsen")], (Keadaan.TANPA_POTRET, None, None, None, False)),
        ([(A, 32, "dtsen")], (Keadaan.SATU_POTRET, 32, None, None, False)),
        ([(A, 40, "dtsen"), (B, 32, "dtsen")], (Keadaan.BELUM_SESUDAH, 32, None, None, False)),
        ([(A, 40, "dtsen"), (B, 32, "dtsen"), (D, 8, "dtsen")], (Keadaan.TERUKUR, 32, 8, None, False)),
        ([(B, 32, "dtsen"), (C, 20, "dtsen"), (D, 8, "dtsen")], (Keadaan.TERUKUR, 32, 8, None, False)),
        ([(B, 32, "dtsen"), (C, 20, "dtsen"), (D, 8, "p3ke")], (Keadaan.TERUKUR, 32, 20, 8, False)),
        ([(B, 32, "p3ke"), (C, 20, "dtsen"), (D, 8, "dtsen")], (Keadaan.TIDAK_SEBANDING, 32, None, 8, False)),
        ([(A, 40, "p3ke"), (B, 32, "dtsen"), (D, 8, "p3ke")], (Keadaan.TERUKUR, 40, 8, None, False)),
        ([(B, 0, "dtsen"), (D, 8, "dtsen")], (Keadaan.TIDAK_BERLAKU, 0, 8, None, False)),
        ([(C, 20, "dtsen"), (D, 8, "dtsen")], (Keadaan.TANPA_DASAR, None, None, 8, False)),
        ([(B, None, "dtsen"), (C, 20, "dtsen"), (D, 8, "dtsen")], (Keadaan.TANPA_DASAR, None, None, 8, False)),
    ],
)
def test_the_baseline_of_the_programme_lies_before_the_start(potret, hasil):
    assert ukur(*potret) == hasil


@pytest.mark.parametrize(
    ("potret", "hasil"),
    [
        ([(C, 20, "dtsen"), (D, 8, "dtsen")], (Keadaan.TERUKUR, 20, 8, None, True)),
        ([(C, 20, "p3ke"), (D, 8, "dtsen")], (Keadaan.TIDAK_SEBANDING, 20, None, 8, True)),
        ([(C, 20, "dtsen")], (Keadaan.SATU_POTRET, 20, None, None, True)),
        ([(A, 40, "p3ke"), (C, 20, "dtsen"), (D, 8, "dtsen")], (Keadaan.TIDAK_SEBANDING, 40, None, 8, False)),
    ],
)
def test_a_penugasan_without_one_before_takes_the_first_after_it(potret, hasil):
    assert ukur(*potret, ukuran=Ukuran.PENUGASAN) == hasil


def test_a_definition_of_its_own_makes_a_series_of_its_own():
    satu = PotretKesejahteraan(sumber="musdes", definisi="lainnya", definisi_lain="Upah rendah")
    dua = PotretKesejahteraan(sumber="musdes", definisi="lainnya", definisi_lain="upah rendah")
    tiga = PotretKesejahteraan(sumber="musdes", definisi="musdes")
    assert satu.deret == dua.deret != tiga.deret


@pytest.mark.parametrize(
    ("dasar", "kini", "hasil"), [(32, 8, "75.0"), (3, 4, "-33.3"), (8, 7, "12.5"), (0, 4, None), (800, 799, "0.1")]
)
def test_decline_is_rounded_half_up_once(dasar, kini, hasil):
    assert decline(dasar, kini) == (None if hasil is None else Decimal(hasil))


def test_village_and_opd_have_each_their_own_baseline():
    """Two OPDs in an unbroken chain: the village since the first, the second OPD since its own start."""
    satu, dua = buat_opd(), buat_opd()
    p = buat_penugasan(opd=satu, mulai=MULAI, selesai=date(2025, 9, 1))
    buat_penugasan(opd=dua, desa=p.desa, mulai=date(2025, 11, 30))
    for hari, kk in ((A, 40), (C, 30), (D, 15)):
        buat_potret(p.desa, hari, kk_miskin_ekstrem=kk)
    (b,) = rekap_kemiskinan(buat_pengguna(Peran.PEMBACA), until=HARI)
    assert (b.mulai, b.program.pasangan, b.program.kata) == (MULAI, (40, 15), "turun 62,5 %")
    assert (b.tugas.pasangan, b.tugas.penurunan) == ((30, 15), Decimal("50.0"))


def test_a_gap_of_91_days_breaks_the_chain():
    p = buat_penugasan(mulai=MULAI, selesai=date(2025, 9, 1))
    buat_penugasan(desa=p.desa, mulai=date(2025, 12, 1))
    for hari, kk in ((A, 40), (C, 30), (D, 15)):
        buat_potret(p.desa, hari, kk_miskin_ekstrem=kk)
    (b,) = rekap_kemiskinan(buat_pengguna(Peran.PEMBACA), until=HARI)
    assert (b.mulai, b.program.pasangan) == (date(2025, 12, 1), (30, 15))


def test_sums_are_sums_over_sums_with_their_coverage():
    opd = buat_opd()
    isi = ((100, 50), (10, 10), (0, 5), (30, None), (None, None))
    for dasar, kini in isi:
        p = buat_penugasan(opd=opd)
        for hari, kk in ((A, dasar), (D, kini)):
            if kk is not None:
                buat_potret(p.desa, hari, kk_miskin_ekstrem=kk)
    baris = rekap_kemiskinan(buat_pengguna(Peran.PEMBACA), until=HARI)
    terukur = [b.penugasan.desa_id for b in baris if b.program.pasangan]
    jumlah = Jumlah(
        desa=5,
        berdasar=4,
        terukur=3,
        tidak_sebanding=0,
        tertutup=0,
        dasar=110,
        kini=65,
        asal=(Asal(DTSEN, 3, (A, A), (D, D)),),
        anggota=mark_of(terukur),
    )
    assert len(terukur) == 3
    assert total(b.program for b in baris) == jumlah
    assert (jumlah.penurunan, jumlah.perubahan) == (Decimal("40.9"), "turun 40,9 %")
    assert [o.kk for o in by_opd(baris, TANPA_ENTAS, until=HARI)] == [jumlah]


def test_who_may_not_see_families_gets_sums_of_what_is_shown():
    """Seen red with sums over all pairs, seen or not: 53 less 50 is the village that is closed."""
    satu, dua = buat_penugasan(), buat_penugasan()
    for p, kini in ((satu, 50), (dua, 3)):
        buat_potret(p.desa, A, kk_miskin_ekstrem=60)
        buat_potret(p.desa, D, kk_miskin_ekstrem=kini)
    buka = {
        "verifikator": buat_pengguna(Peran.VERIFIKATOR),
        "pembaca": buat_pengguna(Peran.PEMBACA),
        "pimpinan": buat_pengguna(Peran.PIMPINAN),
        "opd": buat_pengguna(Peran.OPERATOR_OPD, opd=dua.opd),
        "opd lain": buat_pengguna(Peran.OPERATOR_OPD, opd=satu.opd),
    }
    hasil = {n: total(b.program for b in rekap_kemiskinan(u, until=HARI)) for n, u in buka.items()}
    penuh = Jumlah(
        2,
        2,
        2,
        0,
        0,
        dasar=120,
        kini=53,
        asal=(Asal(DTSEN, 2, (A, A), (D, D)),),
        anggota=mark_of([satu.desa_id, dua.desa_id]),
    )
    sebagian = Jumlah(
        2, 2, 1, 0, 1, dasar=60, kini=50, asal=(Asal(DTSEN, 1, (A, A), (D, D)),), anggota=mark_of([satu.desa_id])
    )
    assert hasil == {"verifikator": penuh, "opd": penuh} | dict.fromkeys(("pembaca", "pimpinan", "opd lain"), sebagian)


def test_a_sum_names_its_sources_and_the_days_of_their_data(klien):
    """Seen red without `umum` on the page, and with the origin of every village instead of those that are summed."""
    for sumber, definisi, hari, kini in (
        ("p3ke", "ppp_1_9", A, 30), ("dtsen", "desil_1", B, 20), ("dtsen", "desil_1", A, 10), ("dtsen", "desil_1", C, 3)
    ):  # fmt: skip
        p = buat_penugasan(mulai=max(MULAI, hari))
        for tanggal, kk in ((hari, 40), (hari + timedelta(days=365), kini)):
            buat_potret(p.desa, tanggal, sumber=sumber, definisi=definisi, kk_miskin_ekstrem=kk)
    asal = (
        "Sumber: DTSEN {} desa, P3KE 1 desa (menurut 2 arti miskin ekstrem); "
        "data 30 Juni 2025 – {}, garis dasar 30 Juni 2024 – {}"
    )
    umum = asal.format(2, "10 Januari 2026", "10 Januari 2025")
    for peran, kata in (("pembaca", umum), ("verifikator", asal.format(3, "30 Juni 2026", "30 Juni 2025"))):
        user = buat_pengguna(peran)
        p = province(rekap_kemiskinan(user, until=HARI), ())
        assert (p.kk.kata_asal, p.umum.kata_asal, p.umum.kini) == (kata, umum, 60)
        klien.force_login(user)
        isi = " ".join(klien.get("/kemiskinan/kemajuan/?per=20-07-2026").content.decode().split())
        assert kata in isi
        assert ("Angka resmi, sama bagi semua pembaca dan pada setiap cetakan: 60 KK" in isi) == (
            peran == "verifikator"
        )


@pytest.mark.parametrize(
    ("isi", "kata"),
    [
        ([("p3ke", 40, "dtsen", 20)], "tidak dapat dibandingkan"),
        ([("p3ke", 40, "dtsen", 20), (None, None, None, None)], "tidak dapat dibandingkan"),
        ([("p3ke", 40, "dtsen", 20), ("dtsen", 40, None, None)], "belum dapat diukur"),
        ([("p3ke", 40, "dtsen", 20), ("dtsen", 40, "dtsen", 3)], "tidak ditampilkan (kelompok kecil)"),
        ([("p3ke", 40, "dtsen", 20), ("dtsen", 40, "dtsen", 20)], "turun 50,0 %"),
        ([(None, None, None, None)], "belum dapat diukur"),
    ],
)
def test_a_sum_that_cannot_be_said_names_the_reason_of_its_villages(isi, kata):
    """Seen red with "belum dapat diukur" for all that is not measured."""
    opd = buat_opd()
    for sumber, dasar, sumber_kini, kini in isi:
        p = buat_penugasan(opd=opd)
        for hari, s, kk in ((A, sumber, dasar), (D, sumber_kini, kini)):
            if s:
                buat_potret(p.desa, hari, sumber=s, kk_miskin_ekstrem=kk)
    baris = rekap_kemiskinan(buat_pengguna(Peran.PEMBACA), until=HARI)
    assert (
        [o.kk.perubahan for o in by_opd(baris, TANPA_ENTAS, until=HARI)]
        == [total(b.program for b in baris).perubahan]
        == [kata]
    )


def test_each_kind_of_index_changes_by_itself():
    p = buat_penugasan(mulai=date(2024, 6, 1))
    for tahun, nilai in ((2023, "0.5100"), (2024, "0.5500"), (2025, "61.25")):
        buat_indeks(p.desa, tahun, nilai=nilai)
    buat_penugasan(opd=p.opd)
    isi = rekap_kemiskinan(buat_pengguna(Peran.PEMBACA), until=HARI)
    for kata, sebab in (("indeks_program", "belum ada garis dasar"), ("indeks_tugas", "baru satu tahun")):
        assert sorted(getattr(b, kata).kata for b in isi) == [
            f"IDM 2023 ke 2024: +0,0400; Indeks Desa 2025: 61,25, {sebab}",
            "belum ada indeks",
        ]


def test_rekap_takes_four_queries_however_many_villages():
    user = buat_pengguna(Peran.PEMBACA)
    for n in (1, 5):
        for _ in range(n):
            p = buat_penugasan()
            buat_potret(p.desa, A)
            buat_potret(p.desa, D, kk_miskin_ekstrem=20)
        user.holds(Peran.VERIFIKATOR)
        with CaptureQueriesContext(connection) as kueri:  # fmt: skip
            rekap_kemiskinan(user, until=HARI)
        assert len(kueri) == 4


# --- the slow twin -------------------------------------------------------------------------------------------------

SUMBER = ("dtsen", "dtsen", "p3ke", "musdes")


def isi_potret(acak: random.Random, desa) -> None:
    """Up to six vintages; some wait, some came back, some were corrected or cancelled later."""
    for n in range(acak.randint(0, 6)):
        hari = date(2023, 6, 1) + timedelta(days=acak.randint(0, 1100), weeks=n)
        dicatat = pada(hari + timedelta(days=acak.choice((1, 30, 200))))
        kk = acak.choice((None, 0, 3, 7, 25, 60))
        isi = {"sumber": acak.choice(SUMBER), "kk_miskin_ekstrem": kk, "kk_miskin": 70, "dicatat_pada": dicatat}
        if PotretKesejahteraan.objects.filter(desa=desa, tanggal_data=hari, sumber=isi["sumber"]).exists():
            continue
        status = acak.choice(("draf", "dikembalikan", "diverifikasi", "diverifikasi", "diverifikasi"))
        satu = buat_potret(desa, hari, **isi, status=status)
        if status == "diverifikasi" and acak.random() < 0.4:
            kapan = dicatat + timedelta(days=acak.randint(1, 200))
            batal = {"batal": True, "alasan_koreksi": "uji"} if acak.random() < 0.4 else {}
            sah = acak.random() < 0.6
            if sah:
                PotretKesejahteraan.objects.filter(pk=satu.pk).update(digantikan_pada=kapan)
            ganti = isi | {"dicatat_pada": kapan, "kk_miskin_ekstrem": acak.choice((1, 9, 30))} | batal
            status = "diverifikasi" if sah else "draf"
            buat_potret(desa, hari, **ganti, status=status, kunci=satu.kunci, menggantikan=satu)


def lambat_sah(desa_id, until, known_at):
    """Of each potret the row verified last by then, if it says something; by plain loops over all rows."""
    akhir = {}
    for p in PotretKesejahteraan.objects.filter(desa=desa_id).order_by("pk"):
        tahu = p.status == "diverifikasi" and (known_at is None or p.diperiksa_pada <= known_at)
        if tahu and (p.kunci not in akhir or akhir[p.kunci].diperiksa_pada <= p.diperiksa_pada):
            akhir[p.kunci] = p
    sah = [p for p in akhir.values() if not p.batal and p.tanggal_data <= until]
    return sorted(sah, key=lambda p: (p.tanggal_data, p.pk))


def lambat_rantai(semua, p):
    """The start of the unbroken chain that holds this penugasan, walked backwards."""
    mulai = p.mulai
    while True:
        dulu = [
            q.mulai
            for q in semua
            if q.desa_id == p.desa_id and q.mulai < mulai and (q.selesai is None or (mulai - q.selesai).days <= 90)
        ]
        if not dulu:
            return mulai
        mulai = min(dulu)


def lambat_banding(sah, mulai, *, ada_cadangan):
    """(baseline pk, now pk, setelah) of what is known, and None where there is none."""
    tahu = [p for p in sah if p.kk_miskin_ekstrem is not None]
    sebelum = [p for p in tahu if p.tanggal_data <= mulai]
    setelah = False
    if not sebelum and ada_cadangan and tahu:
        sebelum, setelah = [tahu[0]], True
    for kini in reversed(tahu):
        dasar = [d for d in sebelum if d.deret == kini.deret]
        if dasar and dasar[-1].tanggal_data < kini.tanggal_data:
            return dasar[-1].pk, kini.pk, setelah
    return (sebelum[-1].pk if sebelum else None), None, setelah


@pytest.mark.parametrize("benih", range(4))
def test_rekap_equals_plain_loops(benih):
    dunia = Dunia(benih)
    acak = random.Random(benih)
    for desa in {p.desa for p in penugasan_berlaku(None)}:
        isi_potret(acak, desa)
    buka, tutup = buat_pengguna(Peran.VERIFIKATOR), buat_pengguna(Peran.PEMBACA)
    for until, known_at in dunia.pertanyaan():
        semua = [p for p in penugasan_berlaku(known_at) if p.mulai <= until]
        berjalan = [p for p in semua if p.covers(until)]
        lambat, pasangan = [], []
        for p in berjalan:
            sah, mulai = lambat_sah(p.desa_id, until, known_at), lambat_rantai(semua, p)
            program = lambat_banding(sah, mulai, ada_cadangan=False)
            lambat.append((p.pk, program, lambat_banding(sah, p.mulai, ada_cadangan=True)))
            kk = [next((q.kk_miskin_ekstrem for q in sah if q.pk == pk), None) for pk in program[:2]]
            pasangan += [kk] if None not in kk else []
        cepat = rekap_kemiskinan(buka, until=until, known_at=known_at)
        assert [(b.penugasan.penugasan_id, _pks(b.program), _pks(b.tugas)) for b in cepat] == lambat
        jumlah = total(b.program for b in cepat)
        assert (jumlah.terukur, jumlah.dasar, jumlah.kini) == (
            len(pasangan),
            *(sum(k[n] for k in pasangan) for n in (0, 1)),
        )
        terlihat = [k for k in pasangan if not any(0 < n < 5 for n in k)]
        jumlah = total(b.program for b in rekap_kemiskinan(tutup, until=until, known_at=known_at))
        assert (jumlah.terukur, jumlah.dasar, jumlah.kini) == (
            len(terlihat),
            *(sum(k[n] for k in terlihat) for n in (0, 1)),
        )
        assert jumlah.tertutup == len(pasangan) - len(terlihat)
        _papan(berjalan, semua, buka, until, known_at)


def _pks(t):
    dasar, kini = (p.pk if p else None for p in (t.banding.dasar, t.banding.kini))
    return dasar, kini, t.banding.setelah_mulai


def _papan(berjalan, semua, user, until, known_at):
    """The board says the same as the loops: the baseline, the newest, and whether it is a year old."""
    for b, p in zip(rekap_potret(user, until=until, known_at=known_at), berjalan, strict=True):
        sah = lambat_sah(p.desa_id, until, known_at)
        dasar = [q for q in sah if q.tanggal_data <= lambat_rantai(semua, p)]
        assert (b.dasar, b.terbaru) == (dasar[-1] if dasar else None, sah[-1] if sah else None)
        assert (KeadaanPotret.TANPA_DASAR in b.keadaan) == (not dasar)
        assert b.baru == bool(sah and sah[-1].tanggal_data >= date(until.year - 1, until.month, min(until.day, 28)))
