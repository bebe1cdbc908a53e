"""Omzet and its growth against plain loops over small random worlds."""

from collections import Counter
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import median

import pytest

from desa.models import Penjualan, Umkm
from desa.waktu import akhir_bulan
from opd.models import Opd
from opd.rekap.omzet import (
    JumlahOmzet,
    Pertumbuhan,
    RekapOmzet,
    jumlah_omzet,
    mark_of,
    rekap_omzet,
    rekap_pertumbuhan,
)
from opd.rekap.rentang import bulan_triwulan
from opd.rekap.umkm import baca_buku
from tests.dunia import Dunia, berlaku, penugasan_berlaku
from tests.opd.test_rekap_umkm import slow_binaan, slow_closed
from tests.pabrik import buat_pengguna, buat_penjualan, buat_penugasan, buat_umkm

pytestmark = pytest.mark.django_db
TW2, TW3 = date(2026, 4, 1), date(2026, 7, 1)


def slow_months(start):
    return [date(start.year, start.month + n, 1) for n in range(3)]


def slow_sales(u, month, known_at):
    """The month's omzet, or None when nothing was reported."""
    rows = [p.omzet_rp for p in Penjualan.objects.filter(umkm=u, bulan=month) if berlaku(p, known_at)]
    return rows[0] if rows else None


def slow_answers(desa_id, day, known_at, end):
    opds = [p.opd_id for p in penugasan_berlaku(known_at) if p.desa_id == desa_id and p.covers(day) and p.mulai <= end]
    return opds[0] if opds else None


def slow_members(start, known_at):
    end = akhir_bulan(slow_months(start)[2])
    return [
        u
        for u in Umkm.objects.order_by("pk")
        if u.bentuk in ("perorangan", "kelompok") and slow_binaan(u, end, known_at)
    ]


def slow_omzet(start, known_at):
    end, money, who = akhir_bulan(slow_months(start)[2]), Counter(), {}
    for u in slow_members(start, known_at):
        sales = [slow_sales(u, m, known_at) for m in slow_months(start)]
        if None in sales:
            continue
        for month, value in zip(slow_months(start), sales, strict=True):
            opd = slow_answers(u.desa_id, akhir_bulan(month), known_at, end)
            money[opd, u.desa_id] += value
            who.setdefault((opd, u.desa_id), set()).add(u.pk)
    keys = sorted(who, key=lambda k: (k[0] is None, k[0] or 0, k[1]))
    return tuple(RekapOmzet(*k, money[k], len(who[k]), mark_of(who[k])) for k in keys)


def slow_growth(u, start, known_at):
    """(plain, with closed) of one enterprise: percent or the reason it is left out."""
    before = [slow_sales(u, m.replace(year=m.year - 1), known_at) for m in slow_months(start)]
    now = [slow_sales(u, m, known_at) for m in slow_months(start)]
    if u.dibina_sejak > akhir_bulan(start.replace(year=start.year - 1)):
        return "belum_setahun", "belum_setahun"
    if None in before + now:
        plain = "tidak_lengkap"
    elif sum(before) == 0:
        plain = "nol"
    else:
        plain = Fraction(sum(now) - sum(before), sum(before)) * 100
    shut = slow_closed(u, akhir_bulan(slow_months(start)[2]), known_at)
    return plain, Fraction(-100) if shut and None not in before and sum(before) > 0 else plain


def slow_round(values):
    if not values:
        return None
    m = Fraction(median(values))
    return (Decimal(m.numerator) / Decimal(m.denominator)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def slow_pertumbuhan(start, known_at):
    end, groups = akhir_bulan(slow_months(start)[2]), {None: []}
    for u in slow_members(start, known_at):
        pair = slow_growth(u, start, known_at)
        groups[None].append(pair)
        opd = slow_answers(u.desa_id, end, known_at, end)
        if opd:
            groups.setdefault(opd, []).append(pair)
    rows = []
    for key in [None, *sorted(k for k in groups if k)]:
        plain = [p for p, _ in groups[key] if isinstance(p, Fraction)]
        shut = [s for _, s in groups[key] if isinstance(s, Fraction)]
        out = Counter(p for p, _ in groups[key] if isinstance(p, str))
        why = tuple((r, out[r]) for r in ("belum_setahun", "tidak_lengkap", "nol") if out[r])
        rows.append(Pertumbuhan(key, slow_round(plain), len(plain), slow_round(shut), len(shut), why))
    return tuple(rows)


@pytest.mark.parametrize("benih", range(5))
def test_omzet_and_pertumbuhan_equal_plain_loops(benih):
    dunia, user = Dunia(benih), buat_pengguna("pembaca")
    for (_, known_at), awal in zip(dunia.pertanyaan(), (TW2, date(2026, 1, 1), TW2, TW2), strict=True):
        omzet = rekap_omzet(user, awal=awal, known_at=known_at)
        assert omzet == slow_omzet(awal, known_at)
        assert rekap_pertumbuhan(user, awal=awal, known_at=known_at) == slow_pertumbuhan(awal, known_at)
        jumlah = jumlah_omzet(baca_buku(user, bulan_triwulan(awal), known_at=known_at), awal)
        assert jumlah.omzet_rp == sum(b.omzet_rp for b in omzet)
        assert jumlah.binaan == len(slow_members(awal, known_at))


def jual(umkm, awal, *omzet):
    for bulan, rp in zip(bulan_triwulan(awal), omzet, strict=False):
        buat_penjualan(umkm, bulan, rp)


def test_a_month_belongs_to_who_answers_on_its_last_day():
    lama = buat_penugasan(selesai=date(2026, 5, 31))
    baru = buat_penugasan(desa=lama.desa, mulai=date(2026, 5, 31))
    u = buat_umkm(desa=lama.desa)
    jual(u, TW2, 10, 20, 30)
    assert rekap_omzet(buat_pengguna("pembaca"), awal=TW2) == (
        RekapOmzet(lama.opd_id, lama.desa_id, 10, 1, mark_of([u.pk])),
        RekapOmzet(baru.opd_id, lama.desa_id, 50, 1, mark_of([u.pk])),
    )


def test_as_many_reporters_of_a_village_are_told_from_the_same_ones():
    """Seen red with only their number compared."""
    p = buat_penugasan()
    lama, baru = buat_umkm(desa=p.desa), buat_umkm(desa=p.desa)
    jual(lama, TW2, 10, 20, 30)
    jual(baru, TW3, 10, 20, 30)
    oleh = buat_pengguna("pembaca")
    [dulu], [kini] = rekap_omzet(oleh, awal=TW2), rekap_omzet(oleh, awal=TW3)
    assert (dulu.n, kini.n, dulu.pelapor == kini.pelapor) == (1, 1, False)
    jual(lama, TW3, 1, 2, 3)
    [berdua] = rekap_omzet(oleh, awal=TW3)
    assert berdua.pelapor == mark_of([baru.pk, lama.pk]) not in (dulu.pelapor, kini.pelapor)


def test_only_who_reported_all_three_months_and_koperasi_not_at_all():
    u = buat_umkm()
    jual(u, TW2, 1, 0, 2)
    jual(buat_umkm(), TW2, 100, 100)
    jual(buat_umkm(bentuk="koperasi"), TW2, 100, 100, 100)
    buku = baca_buku(buat_pengguna("pembaca"), bulan_triwulan(TW2))
    assert jumlah_omzet(buku, TW2) == JumlahOmzet(TW2, 3, 1, 2, mark_of([u.pk]))


def test_pertumbuhan_shows_who_is_left_out_and_counts_closed_as_minus_hundred():
    dulu, sejak = date(2025, 4, 1), {"dibina_sejak": date(2025, 4, 30)}
    naik, tutup, nol = buat_umkm(**sejak), buat_umkm(**sejak, tutup_pada=date(2026, 2, 1)), buat_umkm(**sejak)
    buat_umkm(dibina_sejak=date(2025, 5, 1))
    jual(naik, dulu, 10, 10, 20)
    jual(naik, TW2, 15, 15, 15)
    jual(tutup, dulu, 1, 1, 1)
    jual(nol, dulu, 0, 0, 0)
    jual(nol, TW2, 9, 9, 9)
    [provinsi] = rekap_pertumbuhan(buat_pengguna("pembaca"), awal=TW2)
    keluar = (("belum_setahun", 1), ("tidak_lengkap", 1), ("nol", 1))
    assert provinsi == Pertumbuhan(None, Decimal("12.5"), 1, Decimal("-43.8"), 2, keluar)
    assert Opd.objects.count() == 0


def test_first_year_is_belum_setahun():
    buat_umkm(dibina_sejak=date(2026, 1, 1))
    [provinsi] = rekap_pertumbuhan(buat_pengguna("pembaca"), awal=TW2)
    assert (provinsi.median, provinsi.belum_setahun, provinsi.n_keluar) == (None, True, 1)
