"""The pages that answer a data subject (G3, G4, G5). Seen red: a view without its right, a NIK in the Catatan."""

from __future__ import annotations

import io
import logging
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from desa.models import Catatan
from opd.actions.subjek import SANDI_SALAH
from opd.rekap.pembacaan import MEMBUKA_BERKAS, MENCARI, MENYERAHKAN_BERKAS, shown_keys
from opd.rekap.simpanan_pribadi import Kunci
from tests import pabrik
from tests.pabrik import SANDI
from tests.pabrik_keluarga import buat_keluarga

pytestmark = pytest.mark.django_db
NAMA, NIK, TELEPON = "Yakoba Tuasikal", "8105154101800099", "+6281299988877"
ALASAN = "Permintaan akses di kantor desa"


@pytest.fixture
def dunia(klien):
    penugasan = pabrik.buat_penugasan()
    keluarga = buat_keluarga(penugasan.desa, kepala=NAMA, nik=NIK, telepon=TELEPON)
    verifikator = pabrik.buat_pengguna("verifikator")
    klien.force_login(verifikator)
    return keluarga, penugasan, verifikator


def kunci(baris):
    return str(Kunci(baris._meta.label_lower, baris.pk))


def serah(klien, *baris, **isi):
    data = {"catatan": [kunci(b) for b in baris], "alasan": ALASAN, "sandi": SANDI, "bentuk": "cetak"} | isi
    return klien.post(reverse("subjek:serah"), data)


def test_from_a_nik_to_the_printed_file(klien, dunia):
    keluarga, penugasan, verifikator = dunia
    umkm = pabrik.buat_umkm(desa=penugasan.desa, pemilik=NAMA, nik=NIK)
    temuan = klien.post(reverse("subjek:cari"), {"nik": "8105 1541 0180 0099"})
    assert [f'value="{kunci(b)}" checked' in temuan.text for b in (keluarga, umkm)] == [True, True]
    berkas = klien.post(reverse("subjek:berkas"), {"catatan": [kunci(keluarga), kunci(umkm)]})
    assert [t in berkas.text for t in (NAMA, umkm.nama, "************0099", NIK, TELEPON)] == [
        True,
        True,
        True,
        False,
        False,
    ]
    penuh = serah(klien, keluarga, umkm)
    assert [t in penuh.text for t in (NIK, TELEPON, verifikator.label, MEMBUKA_BERKAS)] == [True] * 4
    assert (penuh["Cache-Control"], penuh["Refresh"]) == ("private, no-store", f"60; url={reverse('subjek:cari')}")
    jejak = Catatan.objects.filter(oleh_id=verifikator.pk).order_by("pk")
    assert [c.tindakan for c in jejak] == [MENCARI, MEMBUKA_BERKAS, MENYERAHKAN_BERKAS]
    assert [Kunci("desa.keluarga", keluarga.pk) in shown_keys(c) for c in jejak] == [True] * 3
    assert [t in str([c.__dict__ for c in jejak]) for t in (NIK, NAMA, TELEPON)] == [False] * 3


def test_the_workbook_holds_everything(klien, dunia):
    keluarga = dunia[0]
    jawaban = serah(klien, keluarga, bentuk="excel")
    buku = load_workbook(io.BytesIO(jawaban.content))
    isi = [str(sel.value) for lembar in buku for baris in lembar.iter_rows() for sel in baris]
    assert buku.sheetnames == ["Data", "Pencatatan", "Pembacaan"]
    assert [t in isi for t in (NAMA, NIK, f"'{TELEPON}")] == [True] * 3  # no cell is a formula
    assert NAMA.split()[0].lower() not in jawaban["Content-Disposition"].lower()


@pytest.mark.parametrize(
    "isi", [{"sandi": "salah"}, {"alasan": "pendek"}, {"alasan": f"Berkas {NAMA} diminta orangnya"}]
)
def test_without_password_and_reason_no_file(klien, dunia, isi):
    jawaban = serah(klien, dunia[0], **isi)
    assert (NIK in jawaban.text, "Belum diserahkan" in jawaban.text) == (False, True)
    assert Catatan.objects.filter(tindakan=MENYERAHKAN_BERKAS).count() == 0
    assert Catatan.objects.filter(tindakan=SANDI_SALAH).count() == ("sandi" in isi)


@pytest.mark.parametrize(
    ("isi", "kata"),
    [
        ({}, "Isi NIK, nomor KK, nomor telepon, atau nama bersama desanya."),
        ({"nama": NAMA}, "Pilih desanya"),
        ({"nik": "12345"}, "16 angka"),
        ({"nik": "1,23457E+15"}, "Excel"),
        ({"nama": "ya", "desa": "tanpa"}, "3 huruf"),
        ({"telepon": "abc"}, "nomor"),
        ({"nama": NAMA, "desa": "99.99"}, "pilihan"),
    ],
)
def test_a_wrong_question_is_answered_with_a_sentence(klien, dunia, isi, kata):
    jawaban = klien.post(reverse("subjek:cari"), isi)
    assert jawaban.status_code == 422
    assert kata.lower() in jawaban.text.lower()
    assert Catatan.objects.filter(tindakan=MENCARI).count() == 0


@pytest.mark.parametrize(
    "pilih", [[], ["opd.impor:1"], ["desa.keluarga:999999"], ["x"] * 200, ["desa.keluarga:1' or 1=1"]]
)
def test_a_choice_of_nothing_leads_back(klien, dunia, pilih):
    jawaban = klien.post(reverse("subjek:berkas"), {"catatan": pilih})
    assert (jawaban.status_code, jawaban.url) == (302, reverse("subjek:cari"))
    assert serah(klien, catatan=pilih).status_code == 302


@pytest.mark.sekali
@pytest.mark.parametrize("peran", ["admin_sistem", "pimpinan", "pembaca", "operator_opd", "kepala_opd", None])
def test_nobody_else_opens_the_pages(klien, dunia, peran):
    opd = dunia[1].opd if peran in ("operator_opd", "kepala_opd") else None
    klien.force_login(pabrik.buat_pengguna(peran, opd=opd))
    jawaban = [
        klien.get(reverse("subjek:cari")),
        klien.post(reverse("subjek:cari"), {"nik": NIK}),
        serah(klien, dunia[0]),
    ]
    jawaban += [klien.post(reverse("subjek:berkas"), {"catatan": [kunci(dunia[0])]})]
    jawaban += [klien.get(reverse("subjek:kebocoran")), klien.post(reverse("subjek:unduh"))]
    assert [j.status_code for j in jawaban] == [403] * 6
    assert [NIK in j.text or NAMA in j.text for j in jawaban] == [False] * 6


def test_no_number_or_name_in_logs_or_addresses(klien, dunia, caplog):
    caplog.set_level(logging.DEBUG)
    for alamat in ("subjek:cari", "keluarga:cari"):
        klien.post(reverse(alamat), {"nik": NIK, "cari": NIK})
    serah(klien, dunia[0], sandi="salah")
    assert [t in caplog.text for t in (NIK, NAMA, TELEPON)] == [False] * 3


def test_asking_costs_the_same_at_one_and_at_five(klien, dunia, django_assert_max_num_queries):
    keluarga, penugasan, _ = dunia
    semua, jumlah = [keluarga], []
    for n in (1, 4):
        semua += [buat_keluarga(penugasan.desa, kepala=NAMA) for _ in range(n)]
        for k in range(n):
            pabrik.buat_kunjungan(penugasan, date(2026, 1, 5 + k), warga_ditemui=NAMA)
        with django_assert_max_num_queries(60) as kueri:
            klien.post(reverse("subjek:cari"), {"nama": NAMA, "desa": penugasan.desa.kode})
            klien.post(reverse("subjek:berkas"), {"catatan": [kunci(k) for k in semua]})
        jumlah.append(len(kueri))
    assert jumlah[0] == jumlah[1]
