"""The trial SK: scores against a slow twin, unknown values, ties, sensitivity, OPDs, and the draft that the import takes."""

from __future__ import annotations

import io
import itertools
import random
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from urllib.parse import parse_qsl, urlencode

import pytest
from openpyxl import load_workbook

from desa.models import Catatan, Indikator, NilaiIndikator
from opd.enums import Peran
from opd.models import Impor, IndikatorOpd
from opd.rekap.kriteria import MAKIN_BESAR, DesaRingkas, Kriteria, Ukuran
from opd.rekap.penempatan import assign
from opd.rekap.simulasi import simulate
from tests.halaman_ketat import visible_text
from tests.opd.buku import rencana, terapkan, unggah
from tests.opd.test_halaman_desa_opd import BATAS_KUERI, hitung_kueri
from tests.opd.test_mengapa import buat_desa_idm, buat_kondisi
from tests.pabrik import (
    SEKARANG,
    buat_desa,
    buat_kabupaten,
    buat_kecamatan,
    buat_opd,
    buat_pengguna,
    buat_penugasan,
    buat_sk,
)
from tests.pabrik_potret import buat_potret

K = Kriteria


def desa_uji(n):
    return [DesaRingkas(i, f"81.01.01.2{i:03d}", f"D{i}", "desa", "Kec", "81.01", "Kab. A") for i in range(n)]


def ukur(**nilai):
    return {K(k): Ukuran(K(k), {d: Decimal(str(n)) for d, n in isi.items()}, "uji") for k, isi in nilai.items()}


def hitung(ukuran, bobot, banyak=2, n=4):
    desa = desa_uji(n)
    return simulate(ukuran, bobot, calon=desa, di=range(n), banyak=banyak)


def baris(calon):
    return [(c.desa.pk, str(c.skor)) for c in calon]


# --- the score ----------------------------------------------------------------------------------------------------


def test_neediest_come_first_and_contributions_add_up():
    u = ukur(indeks={0: 0.2, 1: 0.4, 2: 0.6, 3: 0.8}, jam={0: 1, 1: 9, 2: 3, 3: 2})
    h = hitung(u, {K.INDEKS: 2, K.JAM: 1})
    assert baris(h.terpilih + h.cadangan) == [(1, "77.78"), (0, "66.67"), (2, "44.44"), (3, "11.11")]
    assert [str(b.sumbangan) for b in h.terpilih[0].bagian] == ["44.45", "33.33"]
    assert all(sum(b.sumbangan for b in c.bagian) == c.skor for c in h.terpilih + h.cadangan)


def test_the_largest_remainder_is_rounded_up():
    u = ukur(indeks={0: 0.2, 1: 0.4, 2: 0.6, 3: 0.8}, jam={0: 1, 1: 9, 2: 3, 3: 2})
    teratas = hitung(u, {K.INDEKS: 1, K.JAM: 2}).terpilih[0]
    assert (str(teratas.skor), [str(b.sumbangan) for b in teratas.bagian]) == ("88.89", ["22.22", "66.67"])


def test_one_village_far_away_moves_nobody_else():
    dekat = ukur(indeks={0: 0.2, 1: 0.4, 2: 0.6, 3: 0.8})
    jauh = ukur(indeks={0: 0.0001, 1: 0.4, 2: 0.6, 3: 0.8})
    assert baris(hitung(dekat, {K.INDEKS: 1}).terpilih) == baris(hitung(jauh, {K.INDEKS: 1}).terpilih)


def test_an_unknown_value_moves_its_weight_and_marks_the_village():
    u = ukur(indeks={0: 0.2, 1: 0.4, 2: 0.6}, jam={1: 9, 2: 3, 3: 2})
    h = hitung(u, {K.INDEKS: 3, K.JAM: 1}, banyak=3)
    assert [(c.desa.pk, c.persen_diketahui, c.lengkap) for c in h.terpilih] == [
        (0, 75, False), (1, 100, True), (2, 100, True),
    ]  # fmt: skip
    assert str(h.terpilih[0].skor) == "100.00"
    assert [b.sumbangan for b in h.terpilih[0].bagian][1] is None
    assert h.terpilih[0].bagian[1].nilai == "tidak diketahui"
    assert [d.pk for d in h.belum_dinilai] == [3]


def test_villages_of_one_score_are_told_and_follow_their_codes():
    h = hitung(ukur(indeks={0: 0.5, 1: 0.5, 2: 0.5, 3: 0.9}), {K.INDEKS: 1}, banyak=2)
    assert [(c.desa.pk, c.sama) for c in h.terpilih] == [(0, 2), (1, 2)]
    assert [d.pk for d in h.seri] == [2]


def test_a_criterion_known_of_one_village_says_nothing():
    h = hitung(ukur(indeks={0: 0.5}), {K.INDEKS: 1})
    assert (h.terpilih, len(h.belum_dinilai)) == ((), 4)


def test_exclusion_changes_no_score():
    u, desa = ukur(indeks={0: 0.2, 1: 0.4, 2: 0.6, 3: 0.8}), desa_uji(4)
    h = simulate(u, {K.INDEKS: 1}, calon=desa[1:], di=range(4), banyak=2)
    assert baris(h.terpilih) == [(1, "66.67"), (2, "33.33")]


def twin(ukuran, bobot, n, banyak):
    """Scores, chosen and shifts by plain loops over fractions."""

    def share(k, d):
        nilai = ukuran[k].nilai
        if d not in nilai or len(nilai) < 2:
            return None
        lebih = sum(1 for x in nilai.values() if (x < nilai[d] if k in MAKIN_BESAR else x > nilai[d]))
        sama = sum(1 for x in nilai.values() if x == nilai[d]) - 1
        return Fraction(2 * lebih + sama, 2 * (len(nilai) - 1))

    def skor(d, b):
        ada = [(w, share(k, d)) for k, w in b.items() if share(k, d) is not None]
        berat = sum(w for w, _ in ada)
        nilai = sum(w * x for w, x in ada) / berat * 100
        return (Decimal(nilai.numerator) / nilai.denominator).quantize(Decimal("0.01"), ROUND_HALF_UP)

    def cukup(d):
        return sum(w for k, w in bobot.items() if share(k, d) is not None) * 2 >= sum(bobot.values())

    desa = [d for d in range(n) if cukup(d)]
    pilih = lambda b: sorted(desa, key=lambda d: (-skor(d, b), d))[:banyak]  # noqa: E731
    geser = [pilih(bobot | {k: bobot[k] * Fraction(100 + s, 100)}) for k in bobot for s in (-20, 20)]
    return [(d, skor(d, bobot), sum(1 for g in geser if d in g)) for d in pilih(bobot)]


def test_scores_and_shifts_equal_their_slow_twin():
    acak = random.Random(11)
    for _ in range(60):
        n, banyak = acak.randint(2, 12), acak.randint(1, 5)
        pakai = acak.sample([K.INDEKS, K.JAM, K.LISTRIK, K.MERAH], acak.randint(1, 3))
        u = {k: Ukuran(k, {d: acak.randint(0, 6) for d in range(n) if acak.random() < 0.8}, "") for k in pakai}
        bobot = {k: acak.randint(1, 100) for k in pakai}
        h = hitung(u, bobot, banyak=banyak, n=n)
        assert [(c.desa.pk, c.skor, c.bertahan) for c in h.terpilih] == twin(u, bobot, n, banyak)
        assert h.geseran == 2 * len(bobot)


def test_assignment_equals_brute_force():
    acak = random.Random(3)
    for _ in range(150):
        m = acak.randint(1, 6)
        n = acak.randint(1, m)
        a = [[acak.randint(0, 3) for _ in range(m)] for _ in range(n)]
        letak = assign(a)
        terbaik = max(sum(a[i][j] for i, j in enumerate(p)) for p in itertools.permutations(range(m), n))
        assert (len(set(letak)), sum(a[i][j] for i, j in enumerate(letak))) == (n, terbaik)
        assert assign(a) == letak
    assert assign([]) == []
    with pytest.raises(ValueError, match="Baris"):
        assign([[1], [1]])


# --- the page -----------------------------------------------------------------------------------------------------


@pytest.fixture
def verifikator(client, db):
    orang = buat_pengguna(Peran.VERIFIKATOR)
    client.force_login(orang)
    return orang


@pytest.fixture
def dunia(db):
    """Five villages by rising IDM, the first assisted; a kelurahan; three OPDs, of which two can act on something."""
    a, b = (buat_kecamatan(kabupaten=buat_kabupaten(kode=k, nama=k)) for k in ("81.05", "81.06"))

    class D:
        desa = [buat_desa_idm(k, f"0.{n}", 2024) for n, k in ((2, a), (3, a), (4, a), (5, b), (6, b))]
        lurah = buat_desa(kecamatan=a, jenis="kelurahan")
        sk = buat_sk(tanggal=SEKARANG.date(), mulai=SEKARANG.date())
        didik, hutan, lain = (buat_opd(nama=f"Dinas {n}") for n in ("Pendidikan", "Hutan", "Angkutan"))
        tugas = buat_penugasan(desa=desa[0])
        iks, ikl = (
            Indikator.objects.create(dimensi=d, nomor=1, nama=f"Indikator {d}", sumber="uji") for d in ("IKS", "IKL")
        )

    IndikatorOpd.objects.create(indikator=D.iks, opd=D.didik)
    IndikatorOpd.objects.create(indikator=D.ikl, opd=D.hutan)
    for desa, s, k in ((D.desa[1], 5, 1), (D.desa[2], 1, 5)):
        for i, skor in ((D.iks, s), (D.ikl, k)):
            NilaiIndikator.objects.create(desa=desa, indikator=i, tahun=2024, skor=skor, sumber="uji")
    return D


def tampil(client, status=200, **kueri):
    jawaban = client.get(f"/simulasi/?{urlencode(kueri, doseq=True)}")
    assert jawaban.status_code == status
    return jawaban, visible_text(jawaban.content.decode()).replace(" ,", ",").replace(" .", ".")


def pasangan(jawaban):
    return [(p.calon.desa.pk, p.opd and p.opd.nama) for p in jawaban.context["s"].pasangan]


def test_page_ranks_explains_and_pairs(client, dunia, verifikator):
    jawaban, isi = tampil(client, banyak=3, bebas="on")
    satu, dua, tiga = dunia.desa[1:4]
    assert pasangan(jawaban) == [(satu.pk, "Dinas Hutan"), (dua.pk, "Dinas Pendidikan"), (tiga.pk, "Dinas Angkutan")]
    assert "dapat bertindak atas 1 indikator bermasalah: Indikator IKL" in isi
    assert "1 tidak ikut karena kelurahan. 1 tidak ikut karena sudah didampingi." in isi
    assert f"{dunia.tugas.opd.nama} : {dunia.desa[0].nama}" in isi
    assert [c.desa.pk for c in jawaban.context["s"].hasil.cadangan] == [dunia.desa[4].pk]
    assert "tidak ada yang disimpan, belum ada SK" in isi


def test_exclusions_and_who_takes_part(client, dunia, verifikator):
    jawaban, _ = tampil(client, banyak=5, binaan="on")
    assert [pk for pk, _ in pasangan(jawaban)] == [d.pk for d in dunia.desa]
    assert jawaban.context["ikut"] == 4
    jawaban, isi = tampil(client, banyak=5, tanpa=["81.05"])
    assert [pk for pk, _ in pasangan(jawaban)] == [d.pk for d in dunia.desa[3:]]
    assert "3 tidak ikut karena kabupaten/kota yang dikeluarkan" in isi
    jawaban, isi = tampil(client, kelurahan="on")
    assert dunia.lurah.pk not in [pk for pk, _ in pasangan(jawaban)]
    assert "1 belum dapat dinilai" in isi


def test_extreme_poverty_uses_the_series_of_the_most_villages(client, dunia, verifikator):
    hari = SEKARANG.date()
    for desa, ekstrem, sumber in zip(dunia.desa[1:], (40, 20, 60, 4), ("dtsen", "dtsen", "p3ke", "dtsen"), strict=True):
        buat_potret(desa, hari, kk_total=100, kk_miskin_ekstrem=ekstrem, sumber=sumber)
    jawaban, isi = tampil(client, bobot_indeks=0, bobot_ekstrem=50, bobot_jam=0, bobot_sinyal=0)
    hasil = jawaban.context["s"].hasil
    assert [(c.desa.pk, str(c.skor)) for c in hasil.terpilih] == [
        (dunia.desa[1].pk, "100.00"), (dunia.desa[2].pk, "50.00"), (dunia.desa[4].pk, "0.00"),
    ]  # fmt: skip
    assert [d.pk for d in hasil.belum_dinilai] == [dunia.desa[3].pk]
    assert "DTSEN (desil 1), data sampai" in isi
    assert "KK miskin ekstrem di bawah 5 KK" in isi
    assert "4,0 % dari seluruh KK" not in isi


def test_more_villages_than_opds_are_paired_in_rounds(client, dunia, verifikator):
    jawaban, _ = tampil(client, banyak=4, bebas="on")
    nama = [opd for _, opd in pasangan(jawaban)]
    assert sorted(nama[:3]) == ["Dinas Angkutan", "Dinas Hutan", "Dinas Pendidikan"]
    assert nama[3] in nama[:3]


def test_unknown_scores_fall_back_to_the_red_sub_index(client, dunia, verifikator):
    NilaiIndikator.objects.all().delete()
    jawaban, isi = tampil(client, banyak=1)
    assert pasangan(jawaban) == [(dunia.desa[1].pk, "Dinas Hutan")]
    assert "bertindak pada IKL yang merah; skor indikator desa ini tidak diketahui" in isi


@pytest.mark.parametrize(
    ("kueri", "kalimat"),
    [
        ({"bobot_indeks": "-5"}, "bukan bilangan bulat"),
        ({"bobot_indeks": "lima"}, "bukan bilangan bulat"),
        ({"bobot_indeks": "1000000000"}, "Angka ini paling banyak 100."),
        ({"bobot_indeks": "9" * 15}, "Angka ini paling banyak 100."),
        ({"bobot_indeks": "0", "bobot_jam": "0", "bobot_sinyal": "", "bobot_ekstrem": "0"}, "Semua bobot nol."),
        ({"banyak": "0"}, "Angka ini paling sedikit 1."),
        ({"banyak": "5000"}, "Angka ini paling banyak 100."),
        ({"banyak": ""}, "Bidang ini wajib diisi."),
        ({"tanpa": "99.99"}, "Kabupaten/kota 99.99 tidak dikenal."),
        ({"tanpa": ["81.05", "81.06"]}, "Semua kabupaten/kota dikeluarkan."),
        ({"indeks": "idm-1999"}, "Indeks tahun itu tidak ada."),
        ({"indeks": "idm-2024\x00"}, "Indeks tahun itu tidak ada."),
    ],
)
def test_bad_choices_are_told_and_nothing_is_ranked(client, dunia, verifikator, kueri, kalimat):
    jawaban, isi = tampil(client, 422, **kueri)
    assert kalimat in isi
    assert "s" not in jawaban.context
    assert client.get(f"/simulasi/draf-lampiran.xlsx?{urlencode(kueri, doseq=True)}").status_code == 422


def test_a_weight_as_long_as_the_number_of_a_person_is_left_out(client, dunia, verifikator):
    jawaban = client.get("/simulasi/", {"bobot_indeks": "9" * 5000, "banyak": "7"})
    assert (jawaban.status_code, jawaban.url) == (302, "/simulasi/?banyak=7")


@pytest.mark.sekali
def test_only_who_prepares_the_sk_may_open_it(client, dunia):
    opd = buat_opd()
    for peran, status in (
        (Peran.VERIFIKATOR, 200), (Peran.PIMPINAN, 200), (Peran.ADMIN_SISTEM, 200), (Peran.PEMBACA, 403),
        (Peran.KEPALA_OPD, 403), (Peran.OPERATOR_OPD, 403), (None, 403),
    ):  # fmt: skip
        client.force_login(buat_pengguna(peran, **({"opd": opd} if peran and peran.value.endswith("_opd") else {})))
        assert {client.get(f"/simulasi/{a}").status_code for a in ("", "draf-lampiran.xlsx")} == {status}
    client.logout()
    assert client.get("/simulasi/").status_code == 302
    assert client.post("/simulasi/").status_code in (302, 405)


def test_an_empty_province_says_what_to_do(client, verifikator):
    _, isi = tampil(client)
    assert "Tidak ada desa yang dapat dinilai dengan pilihan ini." in isi


def test_page_query_budget(client, dunia, verifikator):
    sedikit = hitung_kueri(client, "/simulasi/?banyak=1")
    for n in range(5):
        d = buat_desa_idm(dunia.desa[0].kecamatan, f"0.1{n}", 2024)
        buat_kondisi(d, SEKARANG.date(), "2.0")
        buat_penugasan(desa=buat_desa(kecamatan=d.kecamatan))
        buat_potret(d, SEKARANG.date())
    assert hitung_kueri(client, "/simulasi/?banyak=5&binaan=on") == sedikit <= BATAS_KUERI


# --- the draft ----------------------------------------------------------------------------------------------------


def test_draft_goes_through_the_annex_import_as_it_is(client, dunia, verifikator):
    sebelum = Catatan.objects.count()
    isi = client.get("/simulasi/draf-lampiran.xlsx?banyak=3&bebas=on").content
    assert (Catatan.objects.count(), Impor.objects.count()) == (sebelum, 0)
    impor = unggah("lampiran", isi, by=verifikator, sk=dunia.sk, nama="DRAF.xlsx")
    r = rencana(impor, verifikator)
    assert [b.hasil.value for b in r.baris] == ["baru"] * 3
    assert [b.sebab for b in r.baris] == [()] * 3
    assert not r.tanya
    assert terapkan(impor, verifikator) == 3
    hasil = {p.desa_id: p.opd.nama for p in dunia.sk.penugasan.select_related("opd")}
    assert hasil == {
        dunia.desa[1].pk: "Dinas Hutan", dunia.desa[2].pk: "Dinas Pendidikan", dunia.desa[3].pk: "Dinas Angkutan",
    }  # fmt: skip


def test_draft_claims_no_decree(client, dunia, verifikator):
    jawaban = client.get("/simulasi/draf-lampiran.xlsx?banyak=2")
    assert "DRAF-lampiran" in jawaban["Content-Disposition"]
    buku = load_workbook(io.BytesIO(jawaban.content))
    assert buku.sheetnames == ["Lampiran", "Perhitungan", "Cadangan"]
    for lembar in buku:
        assert lembar["A1"].value.startswith("DRAF hasil simulasi")
        assert "belum ada SK" in lembar["A1"].value
    assert buku["Lampiran"]["A2"].value.startswith("Nomor SK: ....")
    assert [c.value for c in buku["Lampiran"][3]] == [
        "OPD",
        "Kode Desa",
        "Desa",
        "Kecamatan",
        "Kabupaten",
        "Mulai",
        "Peran",
    ]
    assert {baris[5].value for baris in buku["Lampiran"].iter_rows(min_row=4)} == {None}
    alamat = buku["Perhitungan"]["A2"].value.partition("/simulasi/?")[2]
    assert {"banyak": "2", "bobot_indeks": "50", "bobot_umkm": "0"}.items() <= dict(parse_qsl(alamat)).items()


def test_without_a_free_opd_the_draft_is_empty_and_the_page_says_so(client, verifikator):
    kec = buat_kecamatan()
    for n in range(3):
        buat_desa_idm(kec, f"0.{n + 1}", 2024)
    jawaban, isi = tampil(client)
    assert {opd for _, opd in pasangan(jawaban)} == {None}
    assert "tidak ada OPD yang ikut" in isi
    assert "Unduh draf lampiran" not in isi
