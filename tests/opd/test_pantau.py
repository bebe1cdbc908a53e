"""The watch list against plain loops over small random worlds, the edges of its reasons, and its pages."""

from __future__ import annotations

import io
import random
import re
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db.models import Q
from django.urls import reverse
from openpyxl import load_workbook

from desa.models import Legalitas, Penjualan, Umkm
from desa.waktu import akhir_bulan, akhir_hari, awal_bulan, hari_ini, tambah_bulan, tanggal_wit
from opd.enums import Peran
from opd.models import KunjunganUmkm
from opd.rekap.pantau import only_umkm, read_pantau, watched
from opd.rekap.pantau_desa import count_by_opd, watched_villages
from opd.rekap.penugasan import rekap_penugasan
from tests.dunia import Dunia, berlaku, masa_tutup, penugasan_berlaku
from tests.opd.test_rekap_umkm import slow_binaan, slow_closed, slow_window
from tests.pabrik import (
    SEKARANG,
    beri_peran,
    buat_kunjungan,
    buat_pengguna,
    buat_penjualan,
    buat_penugasan,
    buat_penutupan,
    buat_umkm,
    pada,
)
from tests.pabrik_legalitas import buat_legalitas
from tests.pabrik_pantau import buat_rencana_kunjungan
from tests.pabrik_pasar import buat_pasokan
from tests.pabrik_produk import buat_produk

pytestmark = pytest.mark.django_db
HARI = date(2026, 7, 20)
KABAR, TURUN, TEMU, SALUR = "tanpa_kabar", "omzet_turun", "tanpa_kunjungan", "tanpa_saluran"


SEMUA = Q()


def alasan(*, until=HARI, known_at=None, saring=SEMUA):
    """{enterprise: [(reason, its day)]} of the watch list."""
    orang = buat_pengguna(Peran.PEMBACA)
    buku = read_pantau(orang, saring, until=until, known_at=known_at)
    daftar = watched(buku, rekap_penugasan(orang, until=until, known_at=known_at), until)
    return {b.usaha.umkm_id: [(a.jenis.value, a.sejak) for a in b.alasan] for b in daftar}


# --- the slow twin -----------------------------------------------------------------------------------------------


def slow_reasons(u, until, known_at):
    met = [u.dibina_sejak]
    for t in KunjunganUmkm.objects.filter(umkm=u).exclude(berjalan="tidak_ditemui"):
        if berlaku(t.kunjungan, known_at) and t.kunjungan.tanggal <= until:
            met.append(t.kunjungan.tanggal)
    sales = {p.bulan: p.omzet_rp for p in Penjualan.objects.filter(umkm=u, bulan__lte=until) if berlaku(p, known_at)}
    opened = [b for _, b in masa_tutup(u, known_at) if b and b <= until]
    news = max([*met, *opened, *(min(akhir_bulan(b), until) for b in sales)])
    months = slow_window(until)
    months.insert(0, (months[0] - timedelta(days=1)).replace(day=1))
    found = []
    if until - news > timedelta(days=60):
        found.append((KABAR, news))
    if all(b in sales for b in months) and all(sales[a] > sales[b] for a, b in zip(months, months[1:], strict=False)):
        found.append((TURUN, akhir_bulan(months[-1])))
    if until - max(met) > timedelta(days=60):
        found.append((TEMU, max(met)))
    window = [p for p in Penjualan.objects.filter(umkm=u, bulan__in=months[1:]) if berlaku(p, known_at)]
    sold = [p.bulan for p in window if p.omzet_rp]
    outlet = any(p.saluran.exists() for p in window) or any(slow_supplies(s, until, known_at) for s in u.pasokan.all())
    goods = [tanggal_wit(p.dicatat_pada) for p in u.daftar_produk.all() if slow_offered(p, until, known_at)]
    if sold and not outlet:
        found.append((SALUR, akhir_bulan(max(sold))))
    elif goods and min(goods) < months[-1] and not outlet:
        found.append((SALUR, min(goods)))
    return found


def slow_supplies(s, until, known_at):
    runs = s.mulai <= until and (s.selesai is None or s.selesai > until)
    return runs and s.dibatalkan_pada is None and (known_at is None or s.dicatat_pada <= known_at)


def slow_offered(p, until, known_at):
    end = min(known_at, akhir_hari(until)) if known_at else akhir_hari(until)
    return p.dicatat_pada <= end and (p.ditarik_pada is None or p.ditarik_pada > end)


def add_goods(acak):
    """Products and supplies for some of the enterprises, on any day."""
    hari = [date(2025, 3, 1) + timedelta(days=n) for n in range(540)]
    for u in Umkm.objects.order_by("pk"):
        if acak.random() < 0.5:
            dicatat = acak.choice(hari)
            tarik = acak.choice([None, None, dicatat + timedelta(days=60)])
            buat_produk(u, dicatat_pada=pada(dicatat), ditarik_pada=pada(tarik) if tarik else None)
        if acak.random() < 0.3:
            mulai = acak.choice(hari)
            selesai = acak.choice([None, mulai + timedelta(days=90)])
            tutup = {"selesai": selesai, "alasan_selesai": "uji"} if selesai else {}
            buat_pasokan(umkm=u, mulai=mulai, dicatat_pada=pada(mulai), **tutup)


@pytest.mark.parametrize("benih", range(5))
def test_watch_list_equals_plain_loops(benih):
    dunia, orang = Dunia(benih), buat_pengguna(Peran.PEMBACA)
    add_goods(random.Random(benih))
    for until, known_at in dunia.pertanyaan():
        hidup = [
            u for u in Umkm.objects.all() if slow_binaan(u, until, known_at) and not slow_closed(u, until, known_at)
        ]
        lambat = {u.pk: a for u in hidup if (a := slow_reasons(u, until, known_at))}
        assert alasan(until=until, known_at=known_at) == lambat
        jawab = {p.desa_id: p.opd_id for p in penugasan_berlaku(known_at) if p.covers(until)}
        rekap = count_by_opd(watched_villages(orang, until=until, known_at=known_at, on=until))
        assert {r.opd_id: r.binaan for r in rekap} == Counter(jawab.get(u.desa_id) for u in hidup)
        per_opd = Counter(jawab.get(Umkm.objects.get(pk=pk).desa_id) for pk in lambat)
        assert {r.opd_id: r.dipantau for r in rekap if r.dipantau} == per_opd
        genting = [pk for pk, isi in lambat.items() if {a for a, _ in isi} & {KABAR, TURUN, "izin_habis"}]
        per_opd = Counter(jawab.get(Umkm.objects.get(pk=pk).desa_id) for pk in genting)
        assert {r.opd_id: r.mendesak for r in rekap if r.mendesak} == per_opd


# --- edges -------------------------------------------------------------------------------------------------------


def lihat(umkm, tanggal, berjalan="ya"):
    penugasan = umkm.desa.penugasan.first() or buat_penugasan(desa=umkm.desa)
    KunjunganUmkm.objects.create(kunjungan=buat_kunjungan(penugasan, tanggal, foto=0), umkm=umkm, berjalan=berjalan)


def test_sixty_days_are_news_and_sixty_one_are_none():
    tepat, lewat = buat_umkm(), buat_umkm()
    lihat(tepat, HARI - timedelta(days=60))
    lihat(lewat, HARI - timedelta(days=61))
    assert alasan() == {lewat.pk: [(KABAR, HARI - timedelta(days=61)), (TEMU, HARI - timedelta(days=61))]}


def test_opening_again_is_news_but_no_visit():
    umkm = buat_umkm()
    lihat(umkm, date(2026, 1, 5))
    buat_penutupan(umkm, date(2026, 2, 1), HARI - timedelta(days=60))
    assert alasan() == {umkm.pk: [(TEMU, date(2026, 1, 5))]}
    ((kabar, _),) = alasan(until=HARI + timedelta(days=1)).values()
    assert kabar == (KABAR, HARI - timedelta(days=60))


def test_sales_row_is_news_even_of_zero_but_no_visit():
    umkm = buat_umkm()
    buat_penjualan(umkm, date(2026, 5, 1), 0)
    assert alasan() == {umkm.pk: [(TEMU, umkm.dibina_sejak)]}
    assert alasan(until=date(2026, 8, 1)) == {umkm.pk: [(KABAR, date(2026, 5, 31)), (TEMU, umkm.dibina_sejak)]}


def test_visit_that_did_not_find_it_is_told_and_changes_nothing():
    umkm = buat_umkm()
    lihat(umkm, HARI - timedelta(days=5), "tidak_ditemui")
    orang = buat_pengguna(Peran.PEMBACA)
    (baris,) = watched(read_pantau(orang, Q(), until=HARI), (), HARI)
    assert [a.jenis.value for a in baris.alasan] == [KABAR, TEMU]
    assert "15 Juli 2026 dicari tetapi tidak ditemui" in baris.alasan[1].fakta


def test_product_on_record_without_channel_or_buyer_is_watched_and_a_buyer_ends_it():
    umkm = buat_umkm()
    lihat(umkm, HARI)
    produk = buat_produk(umkm, dicatat_pada=pada(date(2026, 5, 31)))
    assert alasan() == {umkm.pk: [(SALUR, date(2026, 5, 31))]}
    produk.dicatat_pada = pada(date(2026, 6, 1))
    produk.save()
    assert alasan() == {}
    assert alasan(until=date(2026, 8, 15)) == {umkm.pk: [(SALUR, date(2026, 6, 1))]}
    buat_pasokan(umkm=umkm, mulai=date(2026, 8, 1))
    assert alasan(until=date(2026, 8, 15)) == {}


def test_new_enterprise_has_sixty_days_before_it_is_watched():
    baru = buat_umkm(dibina_sejak=HARI - timedelta(days=60))
    assert alasan() == {}
    assert list(alasan(until=HARI + timedelta(days=1))) == [baru.pk]


@pytest.mark.parametrize(
    ("omzet", "turun"),
    [
        ((9, 7, 5, 3), True),
        ((9, 7, 5, 5), False),
        ((9, 7, None, 3), False),
        ((9, 7, 5, 0), True),
        ((0, 0, 0, 0), False),
    ],
)
def test_falling_sales_need_four_reported_months_each_below_the_last(omzet, turun):
    umkm = buat_umkm()
    lihat(umkm, HARI)
    for n, jumlah in enumerate(omzet):
        if jumlah is not None:
            pasar = {"pasar": jumlah * 1_000_000} if jumlah else {}
            buat_penjualan(umkm, date(2026, 3 + n, 1), jumlah * 1_000_000, saluran=pasar)
    assert alasan() == ({umkm.pk: [(TURUN, date(2026, 6, 30))]} if turun else {})


def test_selling_without_a_named_channel_is_told_until_one_month_names_it():
    umkm = buat_umkm()
    lihat(umkm, HARI)
    buat_penjualan(umkm, date(2026, 3, 1))
    assert alasan() == {}
    buat_penjualan(umkm, date(2026, 5, 1))
    assert alasan() == {umkm.pk: [(SALUR, date(2026, 5, 31))]}
    buat_penjualan(umkm, date(2026, 6, 1), saluran={"pasar": 1_000_000})
    assert alasan() == {}


def test_licence_that_ends_within_ninety_days_is_told():
    umkm, nanti = buat_umkm(), buat_umkm()
    for u, hari in ((umkm, 90), (nanti, 91)):
        lihat(u, HARI)
        isi = {"jenis": "pirt", "status": "terbit", "nomor": "1", "dicatat_pada": SEKARANG}
        Legalitas.objects.create(umkm=u, berlaku_sampai=HARI + timedelta(days=hari), **isi)
    assert alasan() == {umkm.pk: [("izin_habis", HARI + timedelta(days=90))]}


def test_closed_and_released_enterprises_never_stand_on_it():
    buat_umkm(tutup_pada=HARI)
    keluar = {"dibina_sampai": HARI, "alasan_keluar": "uji", "keluar_dicatat_pada": None}
    keluar["keluar_dicatat_pada"] = pada(HARI)
    buat_umkm(**keluar)
    assert alasan() == {}
    assert len(alasan(until=HARI - timedelta(days=1))) == 2


def test_most_reasons_come_first_and_villages_stay_together():
    p, q = buat_penugasan(), buat_penugasan()
    lama = buat_umkm(desa=p.desa, dibina_sejak=date(2025, 3, 1))
    turun = buat_umkm(desa=p.desa, dibina_sejak=date(2025, 6, 1))
    for n in range(4):
        buat_penjualan(turun, date(2026, 3 + n, 1), (9 - n) * 1_000_000, saluran={"toko": (9 - n) * 1_000_000})
    sedang = buat_umkm(desa=q.desa, dibina_sejak=date(2025, 1, 11))
    assert list(alasan()) == [sedang.pk, lama.pk, turun.pk]


def test_pressing_ones_come_before_those_that_only_have_to_be_met(client):
    """Seen red with most reasons alone: nobody's sales channel pushed a licence that ends off the first page."""
    p = buat_penugasan(mulai=hari_ini() - timedelta(days=500))
    diam, izin = (buat_umkm(desa=p.desa, dibina_sejak=hari_ini() - timedelta(days=400)) for _ in range(2))
    for m in range(1, 6):
        for u in (diam, izin):
            buat_penjualan(u, tambah_bulan(awal_bulan(hari_ini()), -m), 1_000_000)
    lihat(izin, hari_ini())
    buat_legalitas(izin, berlaku_sampai=hari_ini() + timedelta(days=5))
    assert list(alasan(until=hari_ini())) == [izin.pk, diam.pk]
    client.force_login(buat_pengguna(Peran.PIMPINAN))
    for tingkat, usaha in (("mendesak", izin), ("ditemui", diam)):
        [kelompok] = client.get(f"/pantau/?tingkat={tingkat}").context["kelompok"]
        assert [b.usaha.umkm_id for b in kelompok["baris"]] == [usaha.pk]


def test_koperasi_and_bumdes_are_apart():
    buat_umkm(bentuk="koperasi")
    umkm = buat_umkm()
    assert list(alasan(saring=only_umkm())) == [umkm.pk]


# --- pages -------------------------------------------------------------------------------------------------------


def isi_dunia(n=1):
    """For each n an OPD whose village has an enterprise without news, a falling one that is planned, and a closed one."""
    hari = hari_ini()
    penugasan = []
    for _ in range(n):
        p = buat_penugasan(mulai=hari - timedelta(days=500))
        senyap, turun = (buat_umkm(desa=p.desa, dibina_sejak=hari - timedelta(days=400)) for _ in range(2))
        buat_umkm(desa=p.desa, tutup_pada=hari - timedelta(days=10))
        kini = awal_bulan(hari - timedelta(days=15))
        for m in range(1, 6):
            buat_penjualan(turun, tambah_bulan(kini, -m), 1_000_000 + m * 100_000)
        buat_rencana_kunjungan(p, hari + timedelta(days=2), turun)
        penugasan.append((p, senyap, turun))
    return penugasan


def jumlah(client, alamat):
    teks = client.get(alamat).content.decode()
    cocok = re.search(r'Ditampilkan</span><span class="nilai">([\d.]+)<', teks)
    return int(cocok[1]) if cocok else None


def test_every_count_of_an_opd_opens_the_list_it_counts(client):
    isi_dunia(2)
    client.force_login(buat_pengguna(Peran.PIMPINAN))
    teks = client.get(reverse("pantau:opd")).content.decode()
    tautan = re.findall(r'<a href="(/pantau/\?[^"]+)">([\d.]+)</a>', teks)
    assert len(tautan) == 23
    assert [jumlah(client, a.replace("&amp;", "&")) for a, _ in tautan] == [int(n) for _, n in tautan]


def test_operator_begins_with_the_own_villages_and_may_plan_there_alone(client):
    (p, senyap, turun), (_, lain, _) = isi_dunia(2)
    client.force_login(buat_pengguna(Peran.OPERATOR_OPD, opd=p.opd))
    sendiri = client.get("/pantau/").content.decode()
    assert [n.nama in sendiri for n in (senyap, turun, lain)] == [True, True, False]
    rencanakan = f"/pantau/kunjungan/baru/?penugasan={p.pk}&amp;umkm={senyap.pk}"
    assert [rencanakan in sendiri, "Direncanakan" in sendiri] == [True, True]
    semua = client.get("/pantau/?lingkup=semua").content.decode()
    assert [lain.nama in semua, semua.count("/pantau/kunjungan/baru/")] == [True, 1]


def test_pimpinan_who_heads_an_opd_begins_with_the_province(client):
    (p, senyap, _), (_, lain, _) = isi_dunia(2)
    orang = buat_pengguna(Peran.PIMPINAN)
    beri_peran(orang, Peran.KEPALA_OPD, opd=p.opd)
    client.force_login(orang)
    halaman = client.get("/pantau/").content.decode()
    assert [senyap.nama in halaman, lain.nama in halaman] == [True, True]


def test_filters_that_cannot_be_read_show_nothing_and_say_so(client):
    isi_dunia()
    client.force_login(buat_pengguna(Peran.PIMPINAN))
    for kueri in ("alasan=lapar", "per=kemarin", "opd=tidak-ada", "rencana=x", "tingkat=parah"):
        jawaban = client.get(f"/pantau/?{kueri}")
        assert [jawaban.status_code, "Saringan ini tidak dikenali" in jawaban.content.decode()] == [200, True]
    assert jumlah(client, "/pantau/?rencana=belum") == 1
    assert jumlah(client, f"/pantau/?per={hari_ini() - timedelta(days=900)}") == 0


def test_sheet_has_a_row_per_reason_and_no_owner(client):
    isi_dunia()
    client.force_login(buat_pengguna(Peran.PEMBACA))
    isi = client.get("/pantau/?unduh=xlsx").getvalue()
    baris = list(load_workbook(io.BytesIO(isi)).active.iter_rows(min_row=2, values_only=True))
    assert Counter(b[6] for b in baris) == {
        "Tanpa kabar": 1,
        "Lewat 60 hari tidak ditemui": 2,
        "Omzet turun": 1,
        "Tanpa saluran jual": 1,
    }
    assert b"Pemilik Uji" not in isi
    assert not any("Pemilik Uji" in str(sel) for b in baris for sel in b)


@pytest.mark.parametrize("alamat", ["/pantau/", "/pantau/opd/", "/pantau/?unduh=csv"])
def test_pages_ask_the_same_number_of_queries_at_any_size(client, alamat, django_assert_max_num_queries):
    isi_dunia()
    client.force_login(buat_pengguna(Peran.PIMPINAN))
    with django_assert_max_num_queries(12 + 4 * ("unduh" in alamat)) as satu:
        client.get(alamat).getvalue()
    isi_dunia(5)
    with django_assert_max_num_queries(12 + 4 * ("unduh" in alamat)) as lima:
        client.get(alamat).getvalue()
    assert len(satu) == len(lima)
