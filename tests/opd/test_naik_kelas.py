"""*Naik kelas* against plain loops over small random worlds, and laws that hold of any two states.

Seen red with the threshold at 5 %, with "unknown" read as 0, and with signs lost left out of the headline.
"""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from desa.models import IndeksHarga, PerkembanganUmkm, Umkm
from desa.waktu import tambah_bulan
from opd.enums import Peran
from opd.rekap.harga import about_prices
from opd.rekap.naik_kelas import (
    Gerak,
    JumlahNaik,
    Potret,
    Sebab,
    Tanda,
    baca_tanda,
    bandingkan,
    jumlah_tanda,
    jumlahkan,
    rekap_naik_kelas,
    tertutup,
)
from tests import pabrik
from tests.dunia import AKHIR, Dunia, berlaku
from tests.opd.test_rekap_umkm import slow_binaan, slow_closed
from tests.pabrik_usaha import buat_perkembangan

HARI = date(2026, 7, 20)
DULU, KINI = date(2025, 5, 12), date(2026, 5, 12)


# --- the slow twin ------------------------------------------------------------------------------------------------


def slow_number(a, b):
    """ "+", "-", "0" or "?" of two numbers: at least ten percent, rounded half-up to one decimal."""
    if a is None or b is None:
        return "?"
    if a == 0:
        return "+" if b > 0 else "0"
    change = abs(Fraction(b) - Fraction(a)) / Fraction(a) * 100
    tenths = int(change * 10 + Fraction(1, 2))
    if tenths < 100:
        return "0"
    return "+" if b > a else "-"


def slow_word(a, b, ladder):
    if not a or not b:
        return "?"
    return "+" if ladder.index(b) > ladder.index(a) else "-" if ladder.index(b) < ladder.index(a) else "0"


def slow_both(*parts):
    known = [p for p in parts if p != "?"]
    if not known:
        return "?"
    if "+" in known and "-" in known:
        return "0"
    return "+" if "+" in known else "-" if "-" in known else "0"


def slow_sum(p):
    return None if p.pekerja_l is None or p.pekerja_p is None else p.pekerja_l + p.pekerja_p


def slow_quarter_sales(u, start, until, known_at):
    if tambah_bulan(start, 3) > date.fromordinal(until.toordinal() + 1):
        return None
    months = [tambah_bulan(start, n) for n in range(3)]
    found = [p.omzet_rp for m in months for p in u.penjualan.filter(bulan=m) if berlaku(p, known_at)]
    return sum(found) if len(found) == 3 else None


def slow_signs(u, a, b, until, known_at):
    sales = [slow_quarter_sales(u, p.triwulan, until, known_at) for p in (a, b)]
    loan = slow_word(a.kredit, b.kredit, ["tidak", "ya"])
    if a.kredit == b.kredit == "ya":
        amount = "0" if a.kredit_rp == b.kredit_rp and a.kredit_rp else slow_number(a.kredit_rp, b.kredit_rp)
        loan = slow_both(loan, amount)
    same = a.produksi_satuan.lower() == b.produksi_satuan.lower()
    return {
        "izin": slow_word(a.berizin, b.berizin, ["tidak", "ya"]),
        "omzet_aset": slow_both(slow_number(*sales), slow_number(a.aset_rp, b.aset_rp)),
        "pelanggan": slow_number(a.pelanggan_bulan, b.pelanggan_bulan),
        "pajak": slow_number(a.pajak_rp, b.pajak_rp),
        "pekerja": slow_number(slow_sum(a), slow_sum(b)),
        "sdm": slow_number(a.pekerja_terlatih, b.pekerja_terlatih),
        "pembukuan": slow_word(a.pembukuan, b.pembukuan, ["tidak_ada", "sederhana", "pembukuan"]),
        "produksi": slow_number(a.produksi_volume, b.produksi_volume) if same else "?",
        "kredit": loan,
    }


def slow_naik_kelas(until, known_at):
    """(enterprise, reason or None, signs) of every UMKM binaan."""
    rows = []
    for u in Umkm.objects.order_by("pk"):
        if u.bentuk not in ("perorangan", "kelompok") or not slow_binaan(u, until, known_at):
            continue
        seen = [
            p
            for p in u.perkembangan.order_by("tanggal")
            if berlaku(p, known_at) and u.dibina_sejak <= p.tanggal <= until
        ]
        apart = 0
        if seen:
            a, b = seen[0].triwulan, seen[-1].triwulan
            apart = ((b.year - a.year) * 12 + b.month - a.month) // 3
        signs = slow_signs(u, seen[0], seen[-1], until, known_at) if apart >= 2 else {}
        if slow_closed(u, until, known_at):
            rows.append((u.pk, "tutup", {}))
        elif len(seen) < 2:
            rows.append((u.pk, "baru_satu" if seen else "belum_ada", {}))
        elif apart < 2:
            rows.append((u.pk, "terlalu_dekat", {}))
        elif set(signs.values()) == {"?"}:
            rows.append((u.pk, "tanpa_tanda", signs))
        else:
            rows.append((u.pk, None, signs))
    return rows


def tambah_potret(dunia: Dunia) -> None:
    """States of random quarters, some corrected or cancelled later."""
    a = dunia.acak
    for u in Umkm.objects.order_by("pk"):
        for n in range(6):
            hari = dunia.hari(tambah_bulan(date(2025, 1, 1), 3 * n), tambah_bulan(date(2025, 3, 28), 3 * n))
            if a.random() < 0.3:
                continue
            lama = buat_perkembangan(u, hari, dicatat_pada=dunia.saat(hari), **acak_isi(a))
            if a.random() < 0.2:
                dunia.ganti(lama, PerkembanganUmkm, **acak_isi(a))


def acak_isi(a: Any) -> dict[str, Any]:
    kredit = a.choice(("", "ya", "tidak"))
    laki = a.choice((None, 1, 2, 10))
    return {
        "pekerja_l": laki,
        "pekerja_p": a.choice((None, 0, 1, 2)),
        "pekerja_terlatih": a.choice((None, 0, 1)),
        "aset_rp": a.choice((None, 0, 1_000_000, 1_099_499, 1_100_000, 900_000)),
        "pelanggan_bulan": a.choice((None, 10, 11, 9, 20)),
        "pembukuan": a.choice(("", "tidak_ada", "sederhana", "pembukuan")),
        **a.choice(
            ({"produksi_volume": Decimal(a.randint(1, 9)), "produksi_satuan": a.choice(("kg", "Kg", "ikat"))}, {})
        ),
        "berizin": a.choice(("", "ya", "tidak")),
        "pajak_rp": a.choice((None, 0, 100_000)),
        "kredit": kredit,
        "kredit_rp": a.choice((None, 5_000_000, 9_000_000)) if kredit == "ya" else None,
    }


HURUF = {Gerak.NAIK: "+", Gerak.TURUN: "-", Gerak.TETAP: "0", Gerak.TAK_TERUKUR: "?"}


@pytest.mark.django_db
@pytest.mark.parametrize("benih", range(4))
def test_naik_kelas_equals_plain_loops(benih):
    dunia, user = Dunia(benih), pabrik.buat_pengguna(Peran.PEMBACA)
    tambah_potret(dunia)
    for until, known_at in dunia.pertanyaan():
        hasil = rekap_naik_kelas(user, until=until, known_at=known_at)
        ringkas = [(h.umkm_id, h.sebab, {t.tanda.value: HURUF[t.gerak] for t in h.tanda}) for h in hasil]
        twin = slow_naik_kelas(until, known_at)
        assert ringkas == twin
        naik = [pk for pk, sebab, s in twin if sebab is None and Counter(s.values())["+"] > Counter(s.values())["-"]]
        assert [h.umkm_id for h in hasil if h.naik] == naik
        jumlah = jumlahkan(hasil)
        assert jumlah.terukur + sum(n for _, n in jumlah.sebab) == jumlah.binaan == len(twin)
        for t in jumlah_tanda(hasil):
            gerak = Counter(s[t.tanda.value] for _, sebab, s in twin if sebab is None)
            assert (t.naik, t.turun, t.terukur) == (gerak["+"], gerak["-"], gerak["+"] + gerak["-"] + gerak["0"])


# --- laws -------------------------------------------------------------------------------------------------------


def opsi(*isi: Any) -> Any:
    return st.sampled_from(isi)


angka = st.none() | st.integers(0, 10**12)
potret = st.builds(
    Potret,
    triwulan=st.just(date(2025, 4, 1)),
    tanggal=st.just(DULU),
    pekerja_l=angka,
    pekerja_p=angka,
    pekerja_terlatih=angka,
    pelanggan_bulan=angka,
    pembukuan=opsi("", "tidak_ada", "sederhana", "pembukuan"),
    produksi_volume=st.none() | st.decimals(0, 10**9, places=2),
    produksi_satuan=opsi("", "kg", "ikat"),
    berizin=opsi("", "ya", "tidak"),
    kredit=opsi("", "ya", "tidak"),
    aset_rp=angka,
    pajak_rp=angka,
    kredit_rp=angka,
)


@given(potret, potret, angka, angka)
def test_every_sign_has_one_move_and_the_unknown_none(awal, akhir, lama, baru):
    tanda = baca_tanda(awal, akhir, (lama, baru))
    assert [t.tanda for t in tanda] == list(Tanda)
    for t in tanda:
        for b in t.bagian:
            if b.sebelum in (None, "") or b.sesudah in (None, ""):
                assert b.gerak == Gerak.TAK_TERUKUR


@given(potret, angka)
def test_the_same_state_twice_moves_nothing(p, omzet):
    assert {t.gerak for t in baca_tanda(p, p, (omzet, omzet))} <= {Gerak.TETAP, Gerak.TAK_TERUKUR}


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.integers(0, 10**12))
def test_more_is_never_a_worse_move(lama, baru, tambah):
    urut = [Gerak.TURUN, Gerak.TETAP, Gerak.NAIK]
    assert urut.index(bandingkan(lama, baru)[0]) <= urut.index(bandingkan(lama, baru + tambah)[0])


@given(potret, potret, st.fractions(Fraction(1, 2), 3))
def test_prices_touch_rupiah_only(awal, akhir, kali):
    rupiah = {Tanda.OMZET_ASET, Tanda.PAJAK, Tanda.KREDIT}
    polos, riil = (baca_tanda(awal, akhir, (None, None), k) for k in (Fraction(1), kali))
    assert [a for a in polos if a.tanda not in rupiah] == [b for b in riil if b.tanda not in rupiah]


@pytest.mark.parametrize(
    ("lama", "baru", "gerak"),
    [
        (100, 110, Gerak.NAIK),
        (1000, 1099, Gerak.TETAP),
        (10000, 10995, Gerak.NAIK),
        (100, 90, Gerak.TURUN),
        (0, 1, Gerak.NAIK),
        (0, 0, Gerak.TETAP),
        (5, 0, Gerak.TURUN),
        (None, 5, Gerak.TAK_TERUKUR),
    ],
)
def test_ten_percent_as_it_is_shown_is_a_move(lama, baru, gerak):
    assert bandingkan(lama, baru)[0] == gerak


def test_the_same_loan_is_no_loss_whatever_prices_did():
    p = Potret(KINI, KINI, *[None] * 4, "", None, "", "", "ya", None, None, 5_000_000)
    assert baca_tanda(p, p, (None, None), Fraction(2))[-1].gerak == Gerak.TETAP


@pytest.mark.django_db
@pytest.mark.parametrize(("ihk", "gerak", "kata"), [(None, "naik", "belum"), ("110.00", "tetap", "menurut IHK.")])
def test_rupiah_are_compared_at_the_same_prices_where_an_index_is_known(ihk, gerak, kata):
    """Assets grew by 12 percent; prices, where they are known, by 10."""
    u, user = pabrik.buat_umkm(), pabrik.buat_pengguna(Peran.PEMBACA)
    buat_perkembangan(u, DULU, aset_rp=1_000_000)
    buat_perkembangan(u, KINI, aset_rp=1_120_000)
    IndeksHarga.objects.create(bulan=date(2025, 4, 1), nilai="100.00", tahun_dasar=2022, sumber="uji")
    if ihk:
        IndeksHarga.objects.create(bulan=date(2026, 5, 1), nilai=ihk, tahun_dasar=2022, sumber="uji")
    hasil = rekap_naik_kelas(user, until=HARI)
    assert [t.gerak for t in hasil[0].tanda if t.tanda == Tanda.OMZET_ASET] == [gerak]
    assert kata in about_prices(sum(h.disesuaikan for h in hasil), len(hasil))


# --- pages ------------------------------------------------------------------------------------------------------


@pytest.fixture
def dunia(db) -> Any:
    """An enterprise that grew, one that shrank, one seen once, and the operator of their village."""
    penugasan = pabrik.buat_penugasan()
    tiga = [pabrik.buat_umkm(desa=penugasan.desa, nama=n) for n in ("Asar Naik", "Bagea Turun", "Cengkih Baru")]
    for u, a, b in zip(tiga, (2, 4, 3), (4, 2, None), strict=True):
        buat_perkembangan(u, DULU, pekerja_l=a, pekerja_p=0, aset_rp=71_828_182)
        if b:
            buat_perkembangan(u, KINI, pekerja_l=b, pekerja_p=0, aset_rp=71_828_183)
    return penugasan, tiga, pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)


PER = {"per": "20 Juli 2026"}


def test_each_count_opens_a_list_of_that_many(client, dunia):
    penugasan, _, operator = dunia
    client.force_login(operator)
    hasil = rekap_naik_kelas(operator, until=HARI)
    assert jumlahkan(hasil) == JumlahNaik(3, 2, 1, ((Sebab.BARU_SATU, 1),))
    teks = client.get(reverse("naik_kelas:ringkas"), PER | {"opd": penugasan.opd.slug}).text
    assert "belum disesuaikan inflasi" in teks
    tautan = {
        "hasil=naik": ["Asar Naik"],
        "hasil=terukur": ["Asar Naik", "Bagea Turun"],
        "hasil=tak_terukur": ["Cengkih Baru"],
        "hasil=baru_satu": ["Cengkih Baru"],
        "tanda=pekerja&gerak=turun": ["Bagea Turun"],
        "tanda=omzet_aset": ["Asar Naik", "Bagea Turun"],
        f"hasil=naik&desa={penugasan.desa.kode}": ["Asar Naik"],
    }
    for ekor, nama in tautan.items():
        alamat = f"{reverse('naik_kelas:daftar')}?per=20+Juli+2026&opd={penugasan.opd.slug}&{ekor}"
        assert alamat.replace("&", "&amp;") in teks
        isi = client.get(alamat).text
        assert [n for n in ("Asar Naik", "Bagea Turun", "Cengkih Baru") if n in isi] == nama


def test_filters_that_cannot_be_read_show_nothing_and_a_way_back(client, dunia):
    client.force_login(dunia[2])
    for nama in ("ringkas", "daftar"):
        for kueri in ({"per": "kemarin"}, {"opd": "x"}, {"desa": "<script>"}, {"hasil": "juara"}):
            teks = client.get(reverse(f"naik_kelas:{nama}"), kueri).text
            assert "<script>" not in teks
            assert "Bagea Turun" not in teks or (nama, *kueri) == ("ringkas", "hasil")


def test_both_values_of_a_sign_show_and_rupiah_only_to_the_opd_in_charge(client, dunia):
    _, (naik, *_), operator = dunia
    alamat = reverse("perkembangan:daftar", args=[naik.uuid])
    client.force_login(operator)
    teks = client.get(alamat).text
    assert ["71.828.182" in teks, "71.828.183" in teks, "2 orang" in teks, "4 orang" in teks] == [True] * 4
    for peran in (Peran.PEMBACA, Peran.VERIFIKATOR, Peran.PIMPINAN):
        client.force_login(pabrik.buat_pengguna(peran))
        teks = client.get(alamat).text
        assert ["71.828.182" in teks, "tertutup" in teks, "4 orang" in teks, "naik kelas" in teks] == [
            False,
            True,
            True,
            True,
        ]
    [h] = rekap_naik_kelas(operator, until=HARI, umkm=Umkm.objects.filter(pk=naik.pk))
    assert "71828182" not in repr(tertutup(h))


def test_pages_ask_the_same_with_one_enterprise_and_with_five(client, dunia):
    penugasan, _, operator = dunia
    client.force_login(operator)
    jumlah: dict[str, list[int]] = {"ringkas": [], "daftar": []}
    for _ in range(2):
        for nama, isi in jumlah.items():
            with CaptureQueriesContext(connection) as kueri:
                client.get(reverse(f"naik_kelas:{nama}"))
            isi.append(len(kueri))
        for _ in range(4):
            u = pabrik.buat_umkm(desa=pabrik.buat_penugasan().desa, uuid=uuid.uuid4())
            buat_perkembangan(u, DULU, pekerja_l=1)
            buat_perkembangan(u, KINI, pekerja_l=9)
    assert [len(set(isi)) for isi in jumlah.values()] == [1, 1]
    assert max(max(isi) for isi in jumlah.values()) <= 12
    assert penugasan.mulai < AKHIR
