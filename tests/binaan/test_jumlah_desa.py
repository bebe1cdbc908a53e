"""The key figures of kabupaten put together are those of all their villages counted at once, to the last figure.

Seen red: with two names kept where three are said, with the lists of the first part alone, and with the growth of closed
enterprises left in (`dilepas`).
"""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import fields, replace
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest

from binaan.dasbor.hitungan import read_villages
from binaan.dasbor.jumlah import add_villages, merge
from binaan.dasbor.pokok import _growth, ringkas
from binaan.peta_gugus import TERBANYAK
from opd.enums import Peran
from opd.rekap.desa import KeadaanDesa
from opd.rekap.hitung import median
from opd.rekap.kunjungan import KeadaanKunjungan
from opd.rekap.omzet import AlasanKeluar, Sebaran, growth_of
from opd.rekap.penugasan import order
from opd.rekap.urutan import in_order, join_orders, middle
from tests.binaan.dunia_dasbor import DuniaDasbor, anew, reader
from tests.binaan.kembar_pokok import as_shown, lists, moves, rekap_strategi, slow_pokok
from tests.dunia import AKHIR, AWAL

BENIH = [1, *(pytest.param(n, marks=pytest.mark.drill) for n in range(2, 21))]


@pytest.mark.django_db
@pytest.mark.parametrize("benih", BENIH)
def test_the_key_figures_are_those_of_the_rows_of_all_villages(benih):
    dunia = DuniaDasbor(benih)
    for peran in (Peran.PIMPINAN, Peran.VERIFIKATOR):
        orang = reader(peran)
        for hari, tahu in dunia.pertanyaan():
            rows, kini = anew(orang, hari, tahu), ringkas(orang, until=hari, known_at=tahu)
            assert as_shown(kini) == slow_pokok(rows), (hari, tahu)
            strategi = rekap_strategi(orang, dari=hari.replace(month=1, day=1), until=hari, known_at=tahu)
            assert kini.desa.strategi == strategi, (hari, tahu)


def like(h, n, acak):
    """A village that has as much to count as another, somewhere else, with other days and states."""
    kode, opd = f"8{n % 3}.0{n % 2 + 1}.01.2{n:03d}", acak.randint(1, 9)

    def di(p):
        mulai = acak.choice((p.mulai, AWAL))
        return replace(
            p, desa_id=n, kode=kode, desa=f"Desa {n}", opd_id=opd, opd=f"OPD {opd}", mulai=mulai, penugasan_id=n
        )

    def keadaan(d):
        semua = tuple(k for k in KeadaanDesa if k != KeadaanDesa.TERTIB and acak.random() < 0.4) or (
            KeadaanDesa.TERTIB,
        )
        hari, kunjungan = acak.choice((None, acak.randint(0, 300))), acak.choice(list(KeadaanKunjungan))
        umkm = replace(d.umkm, desa_id=n, berjualan=acak.randint(0, 4), diam=acak.randint(0, 3))
        kunjungan = replace(d.kunjungan, hari=hari, keadaan=kunjungan)
        isi = {
            "penugasan": di(d.penugasan),
            "kunjungan": kunjungan,
            "umkm": umkm,
            "hari_tanpa_kegiatan": acak.randint(0, 99),
        }
        return replace(d, keadaan=semua[0], semua=semua, **isi)

    polos = [Fraction(acak.randint(-100, 300), acak.choice((1, 3, 7))) for _ in range(acak.randint(0, 4))]
    tutup = [acak.choice((f, Fraction(-100))) for f in polos] + [Fraction(-100)] * acak.randint(0, 1)
    return replace(
        h,
        sebaran=Sebaran(tuple(polos), tuple(tutup), {AlasanKeluar.NOL: acak.randint(1, 3)}),
        penugasan=tuple(map(di, h.penugasan)),
        desa=tuple(map(keadaan, h.desa[: acak.random() < 0.9])),
        desa_lalu=tuple(map(keadaan, h.desa_lalu[: acak.random() < 0.9])),
        umkm_lalu=tuple(replace(u, desa_id=n) for u in h.umkm_lalu),
        indeks=tuple(replace(i, desa_id=n) for i in h.indeks),
        kosong_per_opd=tuple((di(p), bulan) for p, bulan in h.kosong_per_opd),
    )


def by_hand(semua):
    """The lists and the growth of these villages, by plain loops over their rows."""

    def baris(nama):
        return sorted((d for h in semua for d in getattr(h, nama)), key=lambda d: order(d.penugasan))

    kosong = sorted((satu for h in semua for satu in h.kosong_per_opd), key=lambda satu: order(satu[0]))
    r = SimpleNamespace(desa=baris("desa"), desa_lalu=baris("desa_lalu"), kosong_per_opd=kosong, tanpa_opd=())
    r.umkm_lalu = [u for h in semua for u in h.umkm_lalu]
    tumbuh = growth_of(None, [h.sebaran for h in semua])
    return {"daftar": lists(r)["daftar"], "tumbuh": tumbuh} | moves(r)


def whole(j):
    """What two ways of putting the same villages together must agree on."""
    medan = {f.name: getattr(j, f.name) for f in fields(j)}
    for nama in ("keadaan", "keadaan_lalu", "kunjungan", "kunjungan_lalu", "dana"):
        medan[nama] = dict(medan[nama])
    medan["wilayah"] = [(w.kode, w.nama, dict(w.keadaan), w.tempat) for w in j.wilayah]
    medan["kemajuan"] = (*j.kemajuan[:2], sorted(j.kemajuan.kecil))
    medan["tanpa_opd"] = sorted(j.tanpa_opd, key=order)
    medan["titik"] = sorted(t for teks in j.titik for t in json.loads(teks)) if len(j) <= TERBANYAK else None
    return medan | {"sebaran": _growth(j)}


@pytest.mark.django_db
@pytest.mark.parametrize("benih", BENIH)
def test_villages_put_together_in_any_parts_are_the_same(benih):
    dunia = DuniaDasbor(benih)
    acak, asli = dunia.acak, list(read_villages(AKHIR).values())
    for banyak in (0, 1, 7, 40, TERBANYAK + 20):
        semua = [like(acak.choice(asli), n, acak) for n in range(banyak)]
        bagian = [[] for _ in range(acak.randint(1, 6))]
        for h in semua:
            acak.choice(bagian).append(h)
        satu = merge([add_villages(semua, AKHIR)], AKHIR)
        assert {"daftar": satu.daftar, "gerakan": satu.gerakan, "tumbuh": _growth(satu)} == by_hand(semua)
        assert whole(merge([add_villages(b, AKHIR) for b in bagian], AKHIR)) == whole(satu), banyak
        setengah = [merge([add_villages(b, AKHIR) for b in isi], AKHIR) for isi in (bagian[:2], bagian[2:])]
        assert whole(merge(setengah, AKHIR)) == whole(satu), banyak


def sorted_ratios(nilai):
    return in_order([f.as_integer_ratio() for f in nilai])


def test_the_middle_of_sorted_parts_is_the_exact_median_of_them_all():
    acak = random.Random(7)
    for n in range(300):
        besar = acak.choice((5, 900, 10**19))
        bagian = [
            [
                Fraction(acak.randint(-400, besar), acak.choice((1, 2, 7, 20, acak.randint(1, 10**20))))
                for _ in range(banyak)
            ]
            for banyak in (acak.randint(0, 300 if n % 50 == 0 else 8) for _ in range(acak.randint(0, 5)))
        ]
        lepas = [acak.sample(b, acak.randint(0, len(b))) for b in bagian]
        sisa = Counter(f for b in bagian for f in b)
        sisa.subtract(f for b in lepas for f in b)
        isi = list(sisa.elements())
        assert middle(list(map(sorted_ratios, bagian)), list(map(sorted_ratios, lepas))) == (median(isi), len(isi))


def test_orders_joined_are_the_order_of_all():
    acak = random.Random(3)
    bagian = [
        [Fraction(acak.randint(-9, 9) * 10**18 + 1, acak.choice((1, 3, 7, 10**20 + 9))) for _ in range(n)]
        for n in (0, 5, 40)
    ]
    semua, satu = join_orders(list(map(sorted_ratios, bagian))), sorted_ratios([f for b in bagian for f in b])
    assert (semua.nilai, semua.some(0, len(semua))) == (satu.nilai, satu.some(0, len(satu)))


def test_the_middle_of_very_many_alike_is_found():
    nol, atas = in_order([(0, 1)] * 40_000), in_order([(1, 3)] * 40_000)
    assert middle([nol, atas, nol]) == (Decimal("0.0"), 120_000)
    assert middle([nol, atas]) == (Decimal("0.2"), 80_000)
