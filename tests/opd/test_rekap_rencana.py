"""Plans against what was done: plain loops over small random worlds, versions, money, and what counts."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest

from desa.waktu import hari_ini
from opd.models import BarisRencana, Kegiatan, Penugasan, RencanaAksi
from opd.rekap.angka_rencana import combine, total
from opd.rekap.penugasan import rekap_penugasan
from opd.rekap.rencana import rekap_rencana, rekap_versi
from opd.rekap.versi_rencana import measuring
from tests.dunia import berlaku, penugasan_berlaku
from tests.dunia_rencana import DuniaRencana
from tests.pabrik import SEKARANG, buat_kegiatan, buat_pengguna, buat_penugasan, pada
from tests.pabrik_naskah import buat_baris, buat_meja, buat_rencana

pytestmark = pytest.mark.django_db
D = Decimal
HARI = date(2026, 7, 20)


# --- the slow twin -----------------------------------------------------------------------------------------------


def slow_round(fraction: Fraction) -> Decimal:
    exact = D(fraction.numerator * 1000) / D(fraction.denominator)
    return (exact / 1000).quantize(D("0.1"), rounding=ROUND_HALF_UP)


def slow_newest(p: Penugasan) -> Penugasan:
    """The row under which today's facts and plans are kept."""
    while (after := Penugasan.objects.filter(menggantikan=p).first()) is not None:
        p = after
    return p


def slow_quarter_ends(year: int) -> list[date]:
    return [date(year, 3, 31), date(year, 6, 30), date(year, 9, 30), date(year, 12, 31)]


def slow_due(p: Penugasan, year: int, until: date) -> list[int]:
    return [n for n, end in enumerate(slow_quarter_ends(year), 1) if end <= until and p.covers(end)]


def slow_facts(p: Penugasan, year: int, until: date, known_at) -> list[Kegiatan]:
    rows = Kegiatan.objects.filter(penugasan=slow_newest(p)).select_related("baris")
    return [k for k in rows if berlaku(k, known_at) and k.tanggal <= until and k.tanggal.year == year]


def slow_versions(p: Penugasan, year: int, known_at) -> list[RencanaAksi]:
    rows = RencanaAksi.objects.filter(penugasan=slow_newest(p), tahun=year, status="diverifikasi").order_by("nomor")
    return [r for r in rows if known_at is None or r.diverifikasi_pada <= known_at]


def slow_measuring(versions: list[RencanaAksi]) -> RencanaAksi:
    answer = versions[0]
    for v in versions:
        if v.kahar:
            answer = v
    return answer


def slow_percent(b: BarisRencana, facts: list[Kegiatan], due: list[int]) -> Fraction | str:
    """The percent of a line, or the word why there is none."""
    mine = [
        k
        for k in facts
        if k.baris_id and k.baris.kunci == b.kunci and k.volume is not None and k.satuan.lower() == b.satuan.lower()
    ]
    done = {n: Fraction(0) for n in (1, 2, 3, 4)}
    for k in mine:
        done[(k.tanggal.month + 2) // 3] += Fraction(k.volume)
    targets = {n: Fraction(t) for n, t in enumerate(b.target, 1)}
    if due == [] or (b.akumulasi == "akhir_periode" and 4 not in due):
        return "belum_jatuh_tempo"
    last = due[-1]
    if b.akumulasi == "kumulatif":
        used, want = [n for n in done if n <= last], targets[last]
        got = sum(done[n] for n in used)
    elif b.akumulasi == "akhir_periode":
        used, want = [1, 2, 3, 4], targets[4]
        got = sum(done.values())
    elif b.akumulasi == "rata_rata":
        used = [n for n in due if targets[n] > 0]
        want = sum(targets[n] for n in used) / len(used) if used else 0
        got = sum(done[n] for n in used) / len(used) if used else 0
    else:
        used, want, got = due, sum(targets[n] for n in due), sum(done[n] for n in due)
    if want == 0:
        return "belum_jatuh_tempo" if any(targets[n] > 0 for n in targets if n > last) else "tanpa_target"
    if b.polaritas == "positif":
        return Fraction(got) / want * 100
    if not [k for k in mine if (k.tanggal.month + 2) // 3 in used]:
        return Fraction(0)
    return max(Fraction(0), (2 - Fraction(got) / want) * 100)


def slow_total(lines: list[BarisRencana], percents: dict[int, Fraction | str]) -> tuple[Decimal | None, Decimal | None]:
    """Every line the same, and weighed by pagu."""
    capped = [(min(p, Fraction(100)), b) for b in lines if isinstance(p := percents[b.pk], Fraction)]
    plain = slow_round(Fraction(sum(p for p, _ in capped), len(capped))) if capped else None
    weights = {b.pk: sum(x.pagu_rp for x in b.pagu.all()) for _, b in capped}
    weighed = sum(p * weights[b.pk] for p, b in capped)
    return plain, slow_round(Fraction(weighed, sum(weights.values()))) if sum(weights.values()) else None


def slow_money(lines: list[BarisRencana], facts: list[Kegiatan]) -> tuple[int, int, int]:
    """Pagu, spent from sources with a pagu on that line, spent outside the plan."""
    pagu = {(b.kunci, x.sumber): x.pagu_rp for b in lines for x in b.pagu.all()}
    spent = Counter()
    for k in facts:
        for d in k.dana.all():
            spent[(k.baris.kunci if k.baris_id else None, d.sumber)] += d.jumlah_rp
    inside = sum(rp for key, rp in spent.items() if key in pagu)
    return sum(pagu.values()), inside, sum(spent.values()) - inside


def slow_rekap(year: int, until: date, known_at) -> list[tuple]:
    rows = []
    for p in penugasan_berlaku(known_at):
        over = p.selesai and p.selesai <= date(year, 1, 1)
        if p.mulai > until or p.mulai > date(year, 12, 31) or over:
            continue
        facts, versions, due = slow_facts(p, year, until, known_at), slow_versions(p, year, known_at), None
        if versions == []:
            rows.append((p.pk, D("0.0"), None, len(facts), slow_money([], facts)[2]))
            continue
        due = slow_due(p, year, until)
        measured, newest = list(slow_measuring(versions).baris.all()), list(versions[-1].baris.all())
        percents = {b.pk: slow_percent(b, facts, due) for b in (*measured, *newest)}
        keys = {b.kunci for b in newest}
        rows.append(
            (
                p.pk,
                *slow_total(measured, percents),
                {b.pk: x if isinstance(x := percents[b.pk], str) else slow_round(x) for b in measured},
                slow_total(newest, percents)[0],
                slow_money(newest, facts),
                len([k for k in facts if not k.baris_id or k.baris.kunci not in keys]),
            )
        )
    return rows


def flat(row) -> tuple:
    """A row of the roll-up in the twin's terms."""
    if row.ukuran is None:
        return row.penugasan.penugasan_id, row.nilai, row.berlaku, row.luar_kegiatan, row.luar_rp
    baris, j = row.ukuran.baris, row.berlaku.jumlah
    return (
        row.penugasan.penugasan_id,
        row.nilai,
        row.ukuran.jumlah.tertimbang,
        {b.baris_id: str(b.capaian.keadaan) if b.capaian.nilai is None else b.capaian.nilai for b in baris},
        j.nilai,
        (j.pagu_rp, j.belanja_rp, row.luar_rp),
        row.luar_kegiatan,
    )


@pytest.mark.parametrize("benih", range(5))
def test_rekap_rencana_equals_plain_loops(benih):
    dunia, user = DuniaRencana(benih), buat_pengguna("pembaca")
    for until, known_at in dunia.pertanyaan():
        for tahun in (2025, 2026):
            baris = rekap_rencana(user, tahun=tahun, until=until, known_at=known_at)
            assert [flat(b) for b in baris] == slow_rekap(tahun, until, known_at)


@pytest.mark.parametrize("benih", range(3))
def test_versions_measured_alone_and_all_lines_together_give_the_same(benih):
    dunia, user = DuniaRencana(benih), buat_pengguna("pembaca")
    for until, known_at in dunia.pertanyaan():
        if known_at is not None:
            continue
        baris = rekap_rencana(user, tahun=2026, until=until)
        versi = [RencanaAksi.objects.select_related("penugasan").get(pk=b.ukuran.rencana_id) for b in baris if b.ukuran]
        assert rekap_versi(user, *versi, until=until) == tuple(b.ukuran for b in baris if b.ukuran)
        gabung = combine(baris)
        lines = [x for b in baris if b.ukuran for x in b.ukuran.baris]
        assert gabung.ukuran == total(lines)
        assert gabung.berlaku.pagu_rp == sum(b.berlaku.jumlah.pagu_rp for b in baris if b.berlaku)
        assert gabung.luar_rp == sum(b.luar_rp for b in baris)


# --- versions, money, what counts ----------------------------------------------------------------------------------


def satu(user=None, **isi):
    [baris] = rekap_rencana(user or buat_pengguna("pembaca"), tahun=2026, until=HARI, **isi)
    return baris


def test_without_a_verified_plan_the_figure_is_nought_and_says_why():
    p = buat_penugasan()
    buat_baris(buat_rencana(p, status="disetujui"))
    buat_kegiatan(p, date(2026, 2, 1), dana={"apbn": 7})
    baris = satu()
    assert (baris.nilai, baris.kata, baris.luar_kegiatan, baris.luar_rp) == (D("0.0"), "Belum ada rencana", 1, 7)
    gabung = combine([baris])
    assert (gabung.nilai, gabung.kata, gabung.tanpa_rencana, gabung.ukuran.baris) == (
        D("0.0"),
        "Belum ada rencana",
        1,
        0,
    )
    assert combine([]).kata == "Belum dinilai"


def test_first_version_measures_until_kahar_replaces_it():
    p = buat_penugasan()
    meja = buat_meja(p)
    pertama = buat_rencana(p, status="diverifikasi", meja=meja)
    b = buat_baris(pertama, (10, 10, 10, 10))
    kedua = buat_rencana(p, status="diverifikasi", nomor=2, meja=meja)
    buat_baris(kedua, (5, 5, 5, 5), kunci=b.kunci)
    buat_kegiatan(p, date(2026, 2, 1), volume=10, satuan="paket", baris=b)
    baris = satu()
    assert (baris.nilai, baris.berlaku.jumlah.nilai, baris.ukuran.nomor) == (D("50.0"), D("100.0"), 1)
    RencanaAksi.objects.filter(pk=kedua.pk).update(kahar=True, alasan_kahar="banjir")
    baris = satu()
    assert (baris.nilai, baris.ukuran, baris.berlaku) == (D("100.0"), baris.berlaku, baris.ukuran)
    kedua.refresh_from_db()
    assert measuring([pertama, kedua, RencanaAksi(nomor=3)]) == kedua


def test_a_version_verified_later_was_not_known():
    p = buat_penugasan()
    buat_baris(buat_rencana(p, status="diverifikasi", pada=pada(date(2026, 5, 2))))
    assert satu(known_at=pada(date(2026, 5, 1))).kata == "Belum ada rencana"
    assert satu(known_at=pada(date(2026, 5, 3))).kata == "Sangat Rendah"


def test_what_was_known_before_a_correction_stands_with_the_row_of_then():
    dulu = buat_penugasan(dikoreksi_pada=pada(date(2026, 6, 1)), alasan_koreksi="salah")
    antara = buat_penugasan(
        opd=dulu.opd, desa=dulu.desa, menggantikan=dulu, dikoreksi_pada=pada(date(2026, 6, 3)), alasan_koreksi="salah"
    )
    kini = buat_penugasan(opd=dulu.opd, desa=dulu.desa, menggantikan=antara, dicatat_pada=pada(date(2026, 6, 3)))
    Penugasan.objects.filter(pk=antara.pk).update(dicatat_pada=pada(date(2026, 6, 1)))
    b = buat_baris(buat_rencana(kini, status="diverifikasi"), (10, 0, 0, 0))
    buat_kegiatan(kini, date(2026, 2, 1), volume=5, satuan="paket", baris=b)
    for tahu, p in ((date(2026, 5, 1), dulu), (date(2026, 6, 2), antara), (date(2026, 7, 1), kini)):
        baris = satu(known_at=pada(tahu))
        assert (baris.penugasan.penugasan_id, baris.nilai, baris.luar_kegiatan) == (p.pk, D("50.0"), 0)


def test_line_counts_at_most_hundred_and_units_must_match():
    p = buat_penugasan()
    rencana = buat_rencana(p, status="diverifikasi")
    lebih, kurang = buat_baris(rencana, (10, 0, 0, 0)), buat_baris(rencana, (10, 0, 0, 0), satuan="ekor")
    buat_kegiatan(p, date(2026, 2, 1), volume=40, satuan="paket", baris=lebih)
    buat_kegiatan(p, date(2026, 2, 1), volume=5, satuan=" Ekor ", baris=kurang)
    buat_kegiatan(p, date(2026, 2, 1), volume=5, satuan="batang", baris=kurang)
    baris = satu()
    assert [(b.capaian.nilai, b.beda_satuan) for b in baris.ukuran.baris] == [(D("400.0"), 0), (D("50.0"), 1)]
    assert (baris.nilai, baris.kata) == (D("75.0"), "Sedang")


def test_serapan_counts_sources_with_a_pagu_and_names_the_rest():
    p = buat_penugasan()
    b = buat_baris(buat_rencana(p, status="diverifikasi"), pagu={"apbd_prov": 100, "apbn": 100})
    buat_kegiatan(p, date(2026, 2, 1), baris=b, dana={"apbd_prov": 50, "csr": 30})
    buat_kegiatan(p, date(2026, 2, 1), dana={"apbd_prov": 8})
    buat_kegiatan(p, date(2025, 12, 31), baris=b, dana={"apbd_prov": 1000})
    baris = satu()
    assert (baris.serapan, baris.luar_rp, baris.luar_kegiatan) == (D("25.0"), 38, 1)
    [line] = baris.berlaku.baris
    assert [(u.sumber, u.pagu_rp, u.belanja_rp) for u in line.uang] == [
        ("apbd_prov", 100, 50),
        ("apbn", 100, 0),
        ("csr", 0, 30),
    ]
    assert (line.serapan, line.luar_rp) == (D("25.0"), 30)


def test_plan_without_pagu_has_no_serapan():
    buat_baris(buat_rencana(buat_penugasan(), status="diverifikasi"))
    assert satu().serapan is None


def test_province_is_over_all_lines_and_the_weighted_value_beside_it():
    satu_baris, dua_baris = buat_penugasan(), buat_penugasan()
    penuh = buat_baris(buat_rencana(satu_baris, status="diverifikasi"), (10, 0, 0, 0), pagu={"apbn": 300})
    rencana = buat_rencana(dua_baris, status="diverifikasi")
    for _ in range(3):
        buat_baris(rencana, (10, 0, 0, 0), pagu={"apbn": 100})
    buat_kegiatan(satu_baris, date(2026, 1, 11), volume=10, satuan="paket", baris=penuh)
    gabung = combine(rekap_rencana(buat_pengguna("pembaca"), tahun=2026, until=HARI))
    assert (gabung.nilai, gabung.ukuran.tertimbang, gabung.ukuran.dinilai) == (D("25.0"), D("50.0"), 4)


def test_plan_of_the_former_opd_is_measured_by_the_quarters_it_answered_for():
    lama = buat_penugasan(selesai=date(2026, 5, 10))
    buat_penugasan(desa=lama.desa, mulai=date(2026, 5, 10))
    b = buat_baris(buat_rencana(lama, status="diverifikasi"), (10, 90, 0, 0))
    buat_kegiatan(lama, date(2026, 2, 1), volume=10, satuan="paket", baris=b)
    kata = {r.penugasan.penugasan_id: (r.nilai, r.kata) for r in rekap_rencana(buat_pengguna(), tahun=2026, until=HARI)}
    assert kata[lama.pk] == (D("100.0"), "Sangat Tinggi")
    assert [v for k, v in kata.items() if k != lama.pk] == [(D("0.0"), "Belum ada rencana")]


def test_query_count_does_not_grow(django_assert_num_queries):
    user = buat_pengguna("pembaca")
    user.roles_on(hari_ini())
    for _ in range(2):
        for _ in range(2):
            p = buat_penugasan()
            b = buat_baris(buat_rencana(p, status="diverifikasi"), pagu={"apbn": 5})
            buat_kegiatan(p, date(2026, 2, 1), baris=b, dana={"apbn": 5})
        with django_assert_num_queries(2):
            rekap_rencana(user, tahun=2026, until=HARI)
        semua = rekap_penugasan(user, until=HARI)
        with django_assert_num_queries(1):
            rekap_rencana(user, tahun=2026, until=HARI, penugasan=semua)
        with django_assert_num_queries(2):
            rekap_rencana(user, tahun=2026, until=HARI, known_at=SEKARANG + timedelta(days=1))
