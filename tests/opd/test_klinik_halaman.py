"""Pages and tasks of the clinic: asked, found, answered with a target, and the target followed to its end."""

from __future__ import annotations

import csv
import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse
from lxml import html

from desa.waktu import hari_ini
from opd.enums import Peran
from opd.models import AnggotaTim, Konsultasi
from opd.rekap.tugas import tugas_saya
from tests.halaman_ketat import StrictClient
from tests.pabrik import SEKARANG, beri_peran, buat_opd, buat_pengguna, buat_penugasan, buat_tim, pada
from tests.pabrik_arahan import buat_konsultasi
from tests.pabrik_naskah import buat_indikator, buat_masalah

pytestmark = pytest.mark.django_db
DAFTAR = "/klinik/"
HARI = SEKARANG.date()


def hari(geser: int = 0) -> date:
    return hari_ini() + timedelta(days=geser)


def masuk(client, peran, opd=None):
    orang = buat_pengguna(peran, opd=opd)
    client.force_login(orang)
    return orang


def tanya(**lain) -> dict:
    return {"uuid": str(uuid.uuid4()), "topik": "Pasar sagu", "pertanyaan": "Siapa pembelinya?", **lain}


def alamat(k: Konsultasi) -> str:
    return reverse("klinik:detail", args=[k.uuid])


def test_operator_asks_about_the_village_and_its_indicator(client):
    penugasan = buat_penugasan()
    masalah = buat_masalah(penugasan, indikator=buat_indikator(nama="Akses ke pasar"))
    masuk(client, Peran.OPERATOR_OPD, penugasan.opd)
    teks = client.get(reverse("klinik:baru")).text
    assert "Akses ke pasar (skor 1 dari 5)" in teks
    assert "jangan menulis nama" in teks
    kirim = tanya(indikator=masalah.indikator_id)
    assert len({client.post(reverse("klinik:baru"), kirim).url for _ in range(2)}) == 1
    k = Konsultasi.objects.get()
    assert (k.penugasan, k.indikator, k.topik) == (penugasan, masalah.indikator, "Pasar sagu")
    assert "indikator Akses ke pasar" in client.get(alamat(k)).text


def test_whose_opd_has_two_villages_chooses_and_who_has_none_may_not_ask(client):
    opd = buat_opd()
    satu, dua = buat_penugasan(opd=opd), buat_penugasan(opd=opd)
    masuk(client, Peran.KEPALA_OPD, opd)
    assert "tentang desa mana" in client.get(reverse("klinik:baru")).text
    assert satu.desa.nama in client.get(reverse("klinik:baru"), {"penugasan": satu.pk}).text
    client.post(f"{reverse('klinik:baru')}?penugasan={dua.pk}", tanya())
    assert Konsultasi.objects.get().penugasan == dua
    assert client.get(reverse("klinik:baru"), {"penugasan": buat_penugasan().pk}).status_code == 404
    for peran in (Peran.VERIFIKATOR, Peran.PIMPINAN, Peran.PEMBACA):
        masuk(client, peran)
        assert client.post(reverse("klinik:baru"), tanya()).status_code == 403
        assert reverse("klinik:baru") not in client.get(DAFTAR).text


@pytest.mark.parametrize(
    ("lain", "kalimat"),
    [
        ({"topik": ""}, "Bidang ini wajib diisi."),
        ({"topik": "x" * 200}, "150"),
        ({"pertanyaan": "x" * 4000}, "3000"),
        ({"indikator": "99999"}, "Indikator desa yang bersangkutan"),
        ({"uuid": "bukan"}, "UUID"),
    ],
)
def test_a_question_that_does_not_fit_says_why_and_loses_nothing(client, lain, kalimat):
    penugasan = buat_penugasan()
    masuk(client, Peran.OPERATOR_OPD, penugasan.opd)
    kirim = tanya() | lain
    teks = client.post(reverse("klinik:baru"), kirim).text
    assert kalimat in teks
    assert kirim["pertanyaan"] in teks
    assert Konsultasi.objects.count() == 0


def test_answer_target_and_outcome_each_by_its_own_hand(client):
    k = buat_konsultasi()
    operator = masuk(client, Peran.OPERATOR_OPD, k.penugasan.opd)
    assert "Jawab pertanyaan ini" not in client.get(alamat(k)).text
    masuk(client, Peran.VERIFIKATOR)
    assert "Jawab pertanyaan ini" in client.get(alamat(k)).text
    teks = client.post(alamat(k), {"aksi": "jawab", "versi": "1", "jawaban": "Koperasi.", "target": "Dua pembeli"}).text
    assert "Isi target bersama tanggalnya, atau kosongkan keduanya." in teks
    assert "Koperasi." in teks
    client.post(alamat(k), {"aksi": "jawab", "versi": "1", "jawaban": "Gandeng koperasi."})
    assert "Sepakati target" in client.get(alamat(k)).text
    sepakat = {"aksi": "target", "versi": "2", "target": "Dua pembeli", "target_batas": f"{hari(9):%d/%m/%Y}"}
    assert "Target tersimpan" in client.post(alamat(k), sepakat, follow=True).text
    assert client.post(alamat(k), {"aksi": "hasil", "versi": "3", "hasil": "Palsu."}).status_code == 403
    client.force_login(operator)
    assert "Laporkan hasil target" in client.get(alamat(k)).text
    teks = client.post(alamat(k), {"aksi": "hasil", "versi": "3", "hasil": "Satu pembeli didapat."}, follow=True).text
    assert "Satu pembeli didapat." in teks
    assert "Laporkan hasil target" not in teks
    k.refresh_from_db()
    assert (k.jawaban, k.target_batas, k.hasil_oleh) == ("Gandeng koperasi.", hari(9), operator)


def test_who_answers_second_is_told_and_keeps_the_text(client):
    k = buat_konsultasi(dijawab=True)
    masuk(client, Peran.PIMPINAN)
    teks = client.post(alamat(k), {"aksi": "jawab", "versi": "1", "jawaban": "Ketikan saya."}).text
    assert f"sudah dijawab oleh {k.dijawab_oleh.nama}" in teks
    assert "Ketikan saya." in teks


def test_verifikator_of_the_opd_does_not_answer_it(client):
    k = buat_konsultasi()
    rangkap = masuk(client, Peran.VERIFIKATOR)
    beri_peran(rangkap, Peran.OPERATOR_OPD, opd=k.penugasan.opd)
    assert "Jawab pertanyaan ini" not in client.get(alamat(k)).text
    assert client.post(alamat(k), {"aksi": "jawab", "versi": "1", "jawaban": "x"}).status_code == 403


def test_search_by_words_opd_and_state(client):
    a = buat_konsultasi(topik="Kemasan sagu", pertanyaan="Di mana?")
    b = buat_konsultasi(topik="Modal", pertanyaan="KUR?", dijawab=True, jawaban="KUR lewat bank untuk sagu.")
    c = buat_konsultasi(topik="NIB", pertanyaan="Cara?", dijawab=True, target_batas=hari(-1))
    beres = {"hasil": "Beres.", "hasil_pada": SEKARANG, "hasil_oleh": buat_pengguna()}
    d = buat_konsultasi(topik="Air", pertanyaan="Sumber?", dijawab=True, target_batas=hari(5), **beres)
    masuk(client, Peran.PEMBACA)

    def topik(**saring):
        return {k.topik for k in client.get(DAFTAR, saring).context["halaman"]}

    assert topik() == {k.topik for k in (a, b, c, d)}
    assert topik(q="SAGU") == {a.topik, b.topik}
    assert topik(q="sagu bank") == {b.topik}
    assert topik(opd=c.penugasan.opd.slug) == {c.topik}
    assert [topik(keadaan=k) for k in ("belum", "dijawab", "target", "lewat")] == [
        {a.topik},
        {b.topik, c.topik, d.topik},
        {c.topik},
        {c.topik},
    ]
    assert client.get(DAFTAR).context["halaman"].object_list[0] == a
    assert "Tidak ada pertanyaan yang cocok" in client.get(DAFTAR, {"q": "zzz"}).text


def test_page_and_file_say_the_same_state(client):
    beres = {"hasil": "Beres.", "hasil_pada": SEKARANG, "hasil_oleh": buat_pengguna()}
    kata = {
        buat_konsultasi().topik: "belum dijawab",
        buat_konsultasi(dijawab=True).topik: "dijawab",
        buat_konsultasi(dijawab=True, target_batas=hari(0)).topik: "target berjalan",
        buat_konsultasi(dijawab=True, target_batas=hari(-1)).topik: "target lewat",
        buat_konsultasi(dijawab=True, target_batas=hari(-1), **beres).topik: "target dilaporkan",
    }
    masuk(client, Peran.PEMBACA)
    pohon = html.fromstring(client.get(DAFTAR).content)
    layar = {
        b.xpath("./th/a")[0].text: b.xpath(".//*[contains(@class,'lencana')]")[0].text
        for b in pohon.xpath("//tbody/tr")
    }
    isi = client.get(DAFTAR, {"unduh": "csv"}).getvalue().decode("utf-8-sig").splitlines()
    assert (layar, {b["Topik"]: b["Keadaan"] for b in csv.DictReader(isi, delimiter=";")}) == (kata, kata)


@pytest.mark.sekali
def test_hostile_text_is_shown_as_text(client):
    jahat = "<script>alert(1)</script>"
    k = buat_konsultasi(topik=jahat, pertanyaan=jahat, dijawab=True, jawaban=jahat, target=jahat, target_batas=hari(3))
    masuk(client, Peran.OPERATOR_OPD, k.penugasan.opd)
    for halaman in (DAFTAR, alamat(k), "/"):
        assert jahat not in client.get(halaman).text


def test_forms_carry_the_token():
    klien = StrictClient(enforce_csrf_checks=True)
    k = buat_konsultasi()
    klien.force_login(buat_pengguna(Peran.VERIFIKATOR))
    assert 'name="csrfmiddlewaretoken" value="' in klien.get(alamat(k)).text


# --- tasks --------------------------------------------------------------------------------------------------------


def kata(user):
    return [t.kalimat for t in tugas_saya(user, until=HARI) if t.jenis in ("konsultasi", "target_klinik")]


def test_questions_wait_for_a_verifikator_who_does_not_work_for_the_opd():
    k = buat_konsultasi(topik="Kemasan", ditanya_pada=pada(HARI - timedelta(days=4)))
    buat_konsultasi(dijawab=True)
    p = k.penugasan
    kalimat = [f"Pertanyaan {p.opd.nama} tentang “Kemasan” di {p.desa.nama} menunggu 4 hari."]
    rangkap, di_tim = buat_pengguna(Peran.VERIFIKATOR), buat_pengguna(Peran.VERIFIKATOR)
    beri_peran(rangkap, Peran.KEPALA_OPD, opd=p.opd)
    AnggotaTim.objects.create(tim=buat_tim(p), nama="uji", peran="anggota", pengguna=di_tim)
    orang = [buat_pengguna(Peran.VERIFIKATOR), buat_pengguna(Peran.PIMPINAN), rangkap, di_tim]
    assert [kata(o) for o in orang] == [kalimat, [], [], []]


def test_targets_remind_the_opd_from_two_weeks_before_until_it_reports():
    penugasan = buat_penugasan()
    for geser in (-2, 14, 15):
        batas = HARI + timedelta(days=geser)
        buat_konsultasi(penugasan, dijawab=True, target=f"Target {geser}", target_batas=batas)
    operator = buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)
    assert kata(operator) == [
        "Target klinik “Target -2” lewat 2 hari.",
        "Target klinik “Target 14” dicapai paling lambat 3 Agustus 2026.",
    ]
    penerus = buat_opd()
    penugasan.opd.dilebur_ke, penugasan.opd.berlaku_selesai = penerus, HARI
    penugasan.opd.save()
    assert len(kata(buat_pengguna(Peran.OPERATOR_OPD, opd=penerus))) == 2


@pytest.mark.parametrize("nama", ["daftar", "detail", "baru", "beranda"])
def test_query_count_does_not_grow(client, django_assert_max_num_queries, nama):
    penugasan = buat_penugasan()
    masuk(client, Peran.OPERATOR_OPD, penugasan.opd)
    k = buat_konsultasi(penugasan, dijawab=True, target_batas=hari(3))
    buat_masalah(penugasan)
    halaman = {"daftar": DAFTAR, "detail": alamat(k), "baru": reverse("klinik:baru"), "beranda": "/"}[nama]
    client.get(halaman)
    with django_assert_max_num_queries(12) as satu:
        client.get(halaman)
    for _ in range(4):
        buat_konsultasi(buat_penugasan())
        buat_konsultasi(penugasan, dijawab=True, target_batas=hari(3))
        buat_masalah(penugasan)
    with django_assert_max_num_queries(12) as lima:
        client.get(halaman)
    assert len(lima) == len(satu)
