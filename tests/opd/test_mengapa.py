"""The card "Mengapa desa ini?": values as of the SK's day, ranks with ties and coverage, and its slow twin."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

import pytest

from desa.models import DaftarPrioritas, Indikator, KondisiDesa, NilaiIndikator, PotretKesejahteraan
from opd.enums import Peran
from opd.models import Penugasan
from opd.rekap.daftar_mengapa import BELUM, list_mengapa
from opd.rekap.kk_ekstrem import HitunganKk
from opd.rekap.kriteria import MAKIN_BESAR, Kriteria, Peringkat, Ukuran, rank_of, shares_of
from opd.rekap.mengapa import decrees_of, read_mengapa, with_vintages
from opd.rekap.sel import closed_names
from tests.halaman_ketat import visible_text
from tests.opd.test_halaman_desa_opd import BATAS_KUERI, hitung_kueri
from tests.pabrik import (
    buat_desa,
    buat_indeks,
    buat_kabupaten,
    buat_kecamatan,
    buat_opd,
    buat_pengguna,
    buat_penugasan,
    buat_sk,
    buat_umkm,
    pada,
)
from tests.pabrik_potret import buat_potret

pytestmark = pytest.mark.django_db
HARI_SK = date(2023, 1, 10)


@pytest.fixture
def pembaca():
    return buat_pengguna(Peran.PEMBACA)


def buat_kondisi(desa, tanggal, jam=None, **isi):
    dasar = {"sinyal": "lemah", "listrik_jam": None, "jam_tempuh": jam, "sumber": f"dinas {tanggal.year}"}
    return KondisiDesa.objects.create(
        desa=desa, tanggal=tanggal, dicatat_pada=pada(tanggal), pencatat="uji", **dasar | isi
    )


def buat_desa_idm(kecamatan, nilai, *tahun, jenis="desa"):
    desa = buat_desa(kecamatan=kecamatan, jenis=jenis)
    for t in tahun:
        buat_indeks(desa, t, nilai=nilai, iks=nilai, ike=nilai, ikl=nilai)
    return desa


@pytest.fixture
def dunia():
    """A village with IDM 2022 among three of two kabupaten, all five with 2024; a kelurahan beside them."""
    a, b = (buat_kecamatan(kabupaten=buat_kabupaten(kode=k, nama=k)) for k in ("81.05", "81.06"))

    class D:
        kec = a
        desa = buat_desa_idm(a, "0.5", 2022, 2024)
        lain = [buat_desa_idm(a, "0.4", 2022, 2024), buat_desa_idm(b, "0.5", 2022, 2024)]
        lain += [buat_desa_idm(k, "0.3", 2024) for k in (a, b, b)]
        lurah = buat_desa(kecamatan=a, jenis="kelurahan")
        penugasan = buat_penugasan(desa=desa, mulai=HARI_SK, sk=buat_sk(tanggal=HARI_SK, mulai=HARI_SK))

    return D


def kartu(user, desa, on=HARI_SK):
    return read_mengapa(user, with_vintages(user, on=on).get(pk=desa.pk), on=on)


def satu(kartu, kriteria):
    (b,) = [b for b in kartu.baris if b.kriteria == kriteria]
    return b


def test_card_ranks_by_the_year_known_on_the_day_of_the_sk(dunia, pembaca):
    m = kartu(pembaca, dunia.desa)
    b = satu(m, Kriteria.INDEKS)
    assert (b.nilai, b.vintase, b.sesudah, b.diketahui, b.seluruh) == ("0,5000", "IDM 2022", False, 3, 6)
    assert (b.maluku, b.kabupaten) == (Peringkat(2, 1, 3, 6), Peringkat(2, 0, 2, 3))
    [banding] = [x for x in m.pembanding if x.kriteria == Kriteria.INDEKS]
    assert (banding.vintase, banding.sesudah, banding.maluku) == ("IDM 2024", True, Peringkat(5, 1, 6, 6))
    assert (m.terhitung, m.menonjol) == (4, [])


def test_a_figure_of_a_later_day_is_marked_and_does_not_count(dunia, pembaca):
    m = kartu(pembaca, dunia.lain[3])
    b = satu(m, Kriteria.INDEKS)
    assert (b.vintase, b.sesudah, b.maluku.urut, b.maluku.sama) == ("IDM 2024", True, 1, 2)
    assert (m.terhitung, m.menonjol, m.pembanding) == (0, [], ())
    buat_kondisi(dunia.desa, date(2024, 1, 1), "6.0")
    b = satu(kartu(pembaca, dunia.desa), Kriteria.JAM)
    assert (b.nilai, b.vintase, b.sesudah, b.sumber) == ("6,0 jam", "keadaan sampai 1 Januari 2024", True, "dinas 2024")


def test_unknown_is_said_and_never_zero(dunia, pembaca):
    for k in (
        Kriteria.EKSTREM,
        Kriteria.MERAH,
        Kriteria.JAM,
        Kriteria.LISTRIK,
        Kriteria.SINYAL,
        Kriteria.UMKM,
        Kriteria.PRIORITAS,
    ):
        b = satu(kartu(pembaca, dunia.desa), k)
        assert (b.nilai, b.maluku, b.kabupaten, b.diketahui, b.sesudah) == ("tidak diketahui", None, None, 0, False)


def test_condition_is_the_newest_until_the_day(dunia, pembaca):
    for tanggal, jam in ((date(2022, 1, 1), "3.0"), (date(2022, 6, 1), "4.5"), (date(2023, 6, 1), "9.0")):
        buat_kondisi(dunia.desa, tanggal, jam)
    buat_kondisi(dunia.lain[0], date(2022, 3, 1), "5.0")
    buat_kondisi(dunia.lain[1], date(2023, 3, 1), "8.0")
    b = satu(kartu(pembaca, dunia.desa), Kriteria.JAM)
    assert (b.nilai, b.sesudah, b.maluku) == ("4,5 jam", False, Peringkat(2, 0, 2, 6))


def test_red_indicators_rank_among_whole_sheets(dunia, pembaca):
    dua = [Indikator.objects.create(dimensi="IKS", nomor=n, nama=f"I{n}", sumber="uji") for n in (1, 2)]
    for desa, skor in ((dunia.desa, (1, 2)), (dunia.lain[0], (1, 5)), (dunia.lain[1], (0,))):
        for i, s in zip(dua, skor, strict=False):
            NilaiIndikator.objects.create(desa=desa, indikator=i, tahun=2022, skor=s, sumber="uji")
    b = satu(kartu(pembaca, dunia.desa), Kriteria.MERAH)
    assert (b.nilai, b.vintase, b.maluku, b.diketahui) == ("2 indikator", "skor IDM 2022", Peringkat(1, 0, 2, 6), 2)
    assert satu(kartu(pembaca, dunia.lain[1]), Kriteria.MERAH).nilai == "tidak diketahui"


def test_extreme_poverty_ranks_within_one_source_and_meaning(dunia, pembaca):
    lama, baru = date(2022, 9, 1), date(2024, 9, 1)
    for desa, tanggal, ekstrem, isi in (
        (dunia.desa, lama, 30, {}),
        (dunia.desa, baru, 90, {}),
        (dunia.lain[0], lama, 60, {}),
        (dunia.lain[1], lama, 4, {}),
        (dunia.lain[2], lama, 200, {"sumber": "p3ke"}),
        (dunia.lain[3], lama, 200, {"status": "draf"}),
        (dunia.lain[4], baru, 0, {}),
    ):
        buat_potret(desa, tanggal, kk_total=300, kk_miskin_ekstrem=ekstrem, **isi)
    b = satu(kartu(pembaca, dunia.desa), Kriteria.EKSTREM)
    assert (b.nilai, b.sesudah, b.maluku) == ("10,0 % dari seluruh KK", False, Peringkat(2, 0, 3, 6))
    assert b.vintase == "DTSEN (desil 1), data sampai 10 Januari 2023"
    kecil = satu(kartu(pembaca, dunia.lain[1]), Kriteria.EKSTREM)
    assert (kecil.nilai, kecil.maluku) == ("di bawah 5 KK", Peringkat(3, 0, 3, 6))
    assert satu(kartu(pembaca, dunia.lain[2]), Kriteria.EKSTREM).maluku == Peringkat(1, 0, 1, 6)
    assert satu(kartu(pembaca, dunia.lain[3]), Kriteria.EKSTREM).nilai == "tidak diketahui"
    nanti = satu(kartu(pembaca, dunia.lain[4]), Kriteria.EKSTREM)
    assert (nanti.nilai, nanti.sesudah, nanti.maluku) == ("di bawah 5 KK", True, Peringkat(3, 1, 4, 6))


def test_a_share_is_made_of_counts_that_everybody_sees():
    """Whatever is counted beside it: a share above zero never tells what the potret's own page closes (G8)."""
    acak = random.Random(7)
    for _ in range(500):
        total = acak.randint(1, 40)
        miskin = acak.randint(0, total)
        isi = {"kk_total": total, "kk_miskin": miskin, "kk_miskin_ekstrem": acak.randint(0, miskin)}
        isi |= {n: acak.choice([None, acak.randint(0, 9)]) for n in ("kk_desil_1", "kk_desil_2")}
        tutup = closed_names(PotretKesejahteraan(**isi))
        b = HitunganKk(1, ("dtsen", "desil_1", ""), "", HARI_SK, isi["kk_miskin_ekstrem"], total)
        if b.bagian:
            assert tutup.isdisjoint({"kk_total", "kk_miskin_ekstrem"})
        else:
            assert b.ekstrem < 5


def test_enterprises_living_on_the_day(dunia, pembaca):
    buat_umkm(desa=dunia.desa, dibina_sejak=date(2022, 1, 1))
    buat_umkm(desa=dunia.desa, dibina_sejak=date(2022, 1, 1), tutup_pada=date(2022, 12, 1))
    buat_umkm(desa=dunia.desa, dibina_sejak=date(2023, 2, 1))
    buat_umkm(desa=dunia.desa, dibina_sejak=date(2022, 1, 1), bentuk="koperasi")
    assert satu(kartu(pembaca, dunia.desa), Kriteria.UMKM).nilai == "1 UMKM"


def test_priority_lists_of_the_day_and_later_ones(dunia, pembaca):
    for nama, tanggal in (("Lama", date(2022, 1, 1)), ("Baru", date(2023, 5, 17)), ("Kosong", date(2022, 2, 2))):
        daftar = DaftarPrioritas.objects.create(nama=nama, dasar="uji", tanggal=tanggal, sumber="uji")
        if nama != "Kosong":
            daftar.desa.add(dunia.desa)
    m = kartu(pembaca, dunia.desa)
    b = satu(m, Kriteria.PRIORITAS)
    assert (b.nilai, b.maluku, b.diketahui) == ("termasuk", Peringkat(1, 0, 6, 6), 6)
    assert m.prioritas == (("Lama", date(2022, 1, 1)), ("Baru", date(2023, 5, 17)))
    assert satu(kartu(pembaca, dunia.lain[0]), Kriteria.PRIORITAS).maluku == Peringkat(2, 4, 6, 6)


def test_kelurahan_has_no_index(dunia, pembaca):
    m = kartu(pembaca, dunia.lurah)
    assert {satu(m, k).nilai for k in (Kriteria.INDEKS, Kriteria.MERAH)} == {"tidak berlaku (kelurahan)"}
    assert (m.terhitung, satu(m, Kriteria.INDEKS).seluruh) == (0, 6)


def test_the_day_is_that_of_the_sk_or_of_joining_later(dunia):
    tambah = buat_penugasan(desa=buat_desa(), sk=dunia.penugasan.sk, mulai=date(2023, 6, 1))
    alih = buat_penugasan(desa=dunia.lain[0], sk=dunia.penugasan.sk, mulai=HARI_SK, selesai=date(2023, 6, 1))
    penerus = buat_penugasan(desa=dunia.lain[0], sk=dunia.penugasan.sk, mulai=date(2023, 6, 1))
    assert [(d.hari, d.hari_sk) for d in decrees_of([tambah])] == [(date(2023, 6, 1), False)]
    [d] = decrees_of([penerus, alih])
    assert (d.hari, d.hari_sk, d.opd) == (HARI_SK, True, penerus.opd.nama)


# --- the page -----------------------------------------------------------------------------------------------------


def teks(client, desa, kueri=""):
    jawaban = client.get(f"/desa/{desa.kode}/mengapa/{kueri}")
    assert jawaban.status_code == 200
    return visible_text(jawaban.content.decode()).replace(" ,", ",").replace(" .", ".")


def test_page_tells_day_rank_and_coverage(client, dunia, pembaca):
    client.force_login(pembaca)
    isi = teks(client, dunia.desa)
    assert "Keadaan pada 10 Januari 2023, tanggal SK" in isi
    assert "2 dari 3 desa, sama dengan 1 desa lain" in isi
    assert "3 dari 6" in isi
    assert "SK tidak menuliskan alasan pemilihannya" in isi
    assert "Simulasi SK berikutnya" not in isi
    client.force_login(buat_pengguna(Peran.VERIFIKATOR))
    assert "Simulasi SK berikutnya" in teks(client, dunia.desa)


def test_page_of_each_sk_and_of_a_village_never_assisted(client, dunia, pembaca):
    baru = buat_sk(tanggal=date(2025, 2, 1), mulai=date(2025, 2, 1))
    dunia.penugasan.selesai, dunia.penugasan.cara_selesai = date(2025, 2, 1), "lanjut"
    dunia.penugasan.alasan_selesai, dunia.penugasan.selesai_dicatat_pada = "uji", pada(date(2025, 2, 1))
    dunia.penugasan.save()
    buat_penugasan(desa=dunia.desa, sk=baru, opd=buat_opd(), mulai=date(2025, 2, 1))
    client.force_login(pembaca)
    assert f"Sudah didampingi {dunia.penugasan.opd.nama} sejak 10 Januari 2023" in teks(client, dunia.desa)
    lama = teks(client, dunia.desa, f"?sk={dunia.penugasan.sk_id}")
    assert "Keadaan pada 10 Januari 2023" in lama
    assert "Belum pernah didampingi menurut SK yang tercatat." in lama
    for aneh in ("abc", "999999", "9" * 15):
        assert "yang tampil ialah SK terbarunya" in teks(client, dunia.desa, f"?sk={aneh}")
    assert "belum pernah mempunyai OPD penanggung jawab" in teks(client, dunia.lain[0])
    buat_penugasan(
        desa=dunia.lain[1], sk=buat_sk(tanggal=date(2090, 1, 1), mulai=date(2090, 1, 1)), mulai=date(2090, 1, 1)
    )
    assert "baru berlaku baginya pada 1 Januari 2090" in teks(client, dunia.lain[1])
    assert client.get("/desa/81.99.99.2999/mengapa/").status_code == 404


def test_page_query_budget_and_link_from_the_village(client, dunia, pembaca):
    client.force_login(pembaca)
    alamat = f"/desa/{dunia.desa.kode}/mengapa/"
    sedikit = hitung_kueri(client, alamat)
    for n in range(4):
        d = buat_desa_idm(dunia.kec, f"0.6{n}", 2022, 2023, 2024)
        buat_kondisi(d, date(2022, 1, 1), "2.0")
        buat_penugasan(desa=d)
        buat_umkm(desa=d)
        buat_potret(d)
    assert hitung_kueri(client, alamat) == sedikit <= BATAS_KUERI
    assert alamat in client.get(f"/desa/{dunia.desa.kode}/").content.decode()


def test_every_rank_opens_the_villages_it_counts_in_their_order(client, dunia, pembaca):
    """Also of the later year beside, and of the SK that was chosen."""
    for desa, jam in ((dunia.desa, "3.0"), (dunia.lain[0], "9.0"), (dunia.lain[1], "1.0")):
        buat_kondisi(desa, date(2022, 1, 1), jam)
    client.force_login(pembaca)
    kartu_html = client.get(f"/desa/{dunia.desa.kode}/mengapa/").content.decode()
    m, alamat = kartu(pembaca, dunia.desa), f"/desa/{dunia.desa.kode}/mengapa/"
    for baris, lagi in ((m.baris, ""), (m.pembanding, "&banding=on")):
        for b in (b for b in baris if b.maluku):
            for p, sempit in ((b.maluku, ""), (b.kabupaten, "&di=kabupaten")):
                url = f"{alamat}{b.kriteria.value}/?sk={dunia.penugasan.sk_id}{lagi}{sempit}"
                assert url.replace("&", "&amp;") in kartu_html
                isi = client.get(url).context
                assert (isi["milik"].urut, len(isi["urutan"].baris)) == (p.urut, p.dari)
                assert [x.urut for x in isi["urutan"].baris] == sorted(x.urut for x in isi["urutan"].baris)
    jauh = client.get(f"{alamat}jam/").context["urutan"]
    assert [(x.urut, x.nilai) for x in jauh.baris] == [(1, "9,0 jam"), (2, "3,0 jam"), (3, "1,0 jam")]
    assert (jauh.tanpa_nilai, client.get(f"{alamat}entah/").status_code) == (3, 404)
    assert "Nilai ini tidak diketahui" in client.get(f"{alamat}merah/?di=entah&banding=&halaman=x&sk=abc").text
    sedikit = hitung_kueri(client, f"{alamat}jam/")
    for n in range(4):
        buat_kondisi(buat_desa_idm(dunia.kec, f"0.6{n}", 2022), date(2022, 1, 1), "2.0")
    assert hitung_kueri(client, f"{alamat}jam/") == sedikit <= BATAS_KUERI


# --- the list -----------------------------------------------------------------------------------------------------


def test_list_counts_the_quarter_of_the_day_and_every_count_opens_its_rows(client, dunia, pembaca):
    client.force_login(pembaca)
    buat_penugasan(desa=dunia.lain[0], mulai=HARI_SK, sk=dunia.penugasan.sk)
    buat_penugasan(desa=dunia.lain[3], mulai=HARI_SK, sk=dunia.penugasan.sk)
    buat_penugasan(desa=dunia.lurah)
    buat_penugasan(desa=dunia.lain[1], mulai=HARI_SK, selesai=date(2024, 1, 1))
    baris = {b.desa.pk: b for b in list_mengapa(pembaca, on=date(2026, 7, 1))}
    assert {d: (b.bagian, b.vintase, b.sesudah) for d, b in baris.items()} == {
        dunia.desa.pk: (4, "IDM 2022", False),
        dunia.lain[0].pk: (2, "IDM 2022", False),
        dunia.lain[3].pk: (BELUM, "IDM 2024", True),
        dunia.lurah.pk: (BELUM, "", False),
    }
    for d in (dunia.desa, dunia.lain[0], dunia.lain[3]):
        b = satu(kartu(pembaca, d), Kriteria.INDEKS)
        assert (baris[d.pk].maluku, baris[d.pk].kabupaten, baris[d.pk].nilai) == (b.maluku, b.kabupaten, b.nilai)
    jawaban = client.get("/mengapa/")
    for n, _, banyak in jawaban.context["jumlah"]:
        assert len(client.get(f"/mengapa/?bagian={n}").context["halaman"].object_list) == banyak
    assert len(client.get("/mengapa/?bagian=9").context["halaman"].object_list) == 4


def test_list_query_budget_and_empty_state(client, dunia, pembaca):
    client.force_login(pembaca)
    sedikit = hitung_kueri(client, "/mengapa/")
    for n in range(5):
        buat_penugasan(desa=buat_desa_idm(dunia.kec, f"0.1{n}", 2023, 2024))
    assert hitung_kueri(client, "/mengapa/") == sedikit <= BATAS_KUERI
    Penugasan.objects.all().delete()
    assert "Belum ada desa binaan." in visible_text(client.get("/mengapa/").content.decode())


# --- slow twin ----------------------------------------------------------------------------------------------------


def test_rank_and_share_equal_their_slow_twin():
    acak = random.Random(5)
    for _ in range(200):
        k = acak.choice([Kriteria.INDEKS, Kriteria.JAM])
        semua = list(range(acak.randint(1, 12)))
        nilai = {d: Decimal(acak.randint(0, 4)) / 4 for d in semua if acak.random() < 0.8}
        u = Ukuran(k, nilai, "")
        bagian, bawah = shares_of(u, semua)
        for d in semua:
            lebih = [x for x in nilai if x != d and d in nilai and _needier(k, nilai[x], nilai[d])]
            sama = [x for x in nilai if x != d and d in nilai and nilai[x] == nilai[d]]
            harap = Peringkat(len(lebih) + 1, len(sama), len(nilai), len(semua)) if d in nilai else None
            assert rank_of(u, d, semua) == harap
            if harap and len(nilai) > 1:
                kurang = len(nilai) - 1 - len(lebih) - len(sama)
                assert Decimal(bagian[d]) / bawah == (kurang + Decimal(len(sama)) / 2) / (len(nilai) - 1)
            else:
                assert d not in bagian


def _needier(k, satu, lain):
    return satu > lain if k in MAKIN_BESAR else satu < lain
