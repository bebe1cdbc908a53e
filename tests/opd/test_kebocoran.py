"""A drill with a leaked account (G9): the affected persons, and the notices of UU 27/2022 art. 46 (2)."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from desa.angka import format_tanggal
from desa.models import Catatan, make_catatan
from desa.waktu import WIT, hari_ini
from opd.actions.impor import discard_impor
from opd.impor.orang import unapplied_lists
from opd.rekap.kebocoran import Tingkat, reach_of, trace_account
from opd.rekap.pembacaan import MENELUSURI, MENGUNDUH_TERDAMPAK, rows_shown
from opd.rekap.simpanan_pribadi import JenisData, Kunci
from opd.rekap.surat_kebocoran import TENGGAT
from tests import pabrik, pabrik_bantuan
from tests.opd.buku import buku, terapkan
from tests.opd.buku import unggah as unggah_daftar
from tests.opd.test_impor_keluarga import JUDUL, baris, unggah
from tests.opd.test_lupakan_impor import UMKM
from tests.pabrik import SANDI, SEKARANG
from tests.pabrik_keluarga import buat_keluarga

pytestmark = pytest.mark.django_db
D = Tingkat


@pytest.fixture
def dunia(klien):
    """Four families of the leaked account's village and an owner; one of another village that it never saw."""
    penugasan = pabrik.buat_penugasan()
    dicatat = datetime(2026, 1, 5, tzinfo=WIT)
    keluarga = [
        buat_keluarga(penugasan.desa, kepala=f"Kepala {n}", nik=f"81051541018000{n}9", dicatat_pada=dicatat)
        for n in range(10, 14)
    ]
    pabrik.buat_umkm(desa=penugasan.desa, pemilik="Kepala 13", keluarga_sasaran=keluarga[3], dicatat_pada=dicatat)
    pabrik.buat_umkm(desa=penugasan.desa, pemilik="Pemilik Kios", dicatat_pada=dicatat)
    buat_keluarga(kepala="Orang Jauh", dicatat_pada=dicatat)
    akun = pabrik.buat_pengguna("operator_opd", opd=penugasan.opd)
    klien.force_login(akun)
    return penugasan, keluarga, akun


def use(klien, penugasan, keluarga) -> None:
    """What whoever has the password does: opens numbers, a page, a visit with villagers; everything by the pages."""
    klien.post(
        reverse("keluarga:buka", args=[keluarga[0].uuid]), {"alasan": "mencocokkan berkas bantuan", "sandi": SANDI}
    )
    klien.get(reverse("keluarga:detail", args=[keluarga[1].uuid]))
    kunjungan = pabrik.buat_kunjungan(penugasan, date(2026, 1, 5), warga_ditemui="Warga Satu\nWarga Dua")
    klien.get(reverse("kunjungan:detail", args=[kunjungan.uuid]))


def trace(akun, **pilihan):
    kini = datetime.now(tz=WIT)
    return trace_account(akun, kini - timedelta(days=1), kini + timedelta(hours=1), **pilihan)


def test_everybody_whose_data_the_account_had(klien, dunia):
    penugasan, keluarga, akun = dunia
    use(klien, penugasan, keluarga)
    hasil = trace(akun)
    assert sorted((t.nama, t.tingkat) for t in hasil.terdampak) == [
        ("Kepala 10", D.DIBUKA),
        ("Kepala 11", D.TERBACA),
        ("Kepala 12", D.TERJANGKAU),
        ("Kepala 13", D.TERJANGKAU),
        ("Pemilik Kios", D.TERJANGKAU),
        ("Warga Dua", D.TERBACA),
        ("Warga Satu", D.TERBACA),
    ]
    per = {t.nama: t for t in hasil.terdampak}
    assert per["Kepala 10"].jenis[:3] == (JenisData.NAMA, JenisData.NOMOR, JenisData.KONTAK)
    assert per["Kepala 11"].jenis == (JenisData.NAMA, JenisData.RUMAH, JenisData.EKONOMI)
    assert per["Warga Dua"].jenis == (JenisData.NAMA,)
    assert per["Kepala 10"].lewat == f"{penugasan.desa.sebutan_kepala} {penugasan.desa.nama}"
    assert {t.tingkat for t in trace(akun, jangkauan=False).terdampak} == {D.DIBUKA, D.TERBACA}


def test_recipients_and_villagers_are_within_reach_too(dunia):
    penugasan, _, akun = dunia
    kini = datetime.now(tz=WIT)
    pabrik_bantuan.buat_bantuan(penugasan, date(2026, 1, 6), nama=("Penerima Satu",))
    pabrik.buat_kunjungan(penugasan, date(2026, 1, 5), warga_ditemui="Warga Tiga")
    pabrik.buat_kunjungan(penugasan, date(2026, 1, 7))
    pabrik.buat_kunjungan(pabrik.buat_penugasan(), date(2026, 1, 5), warga_ditemui="Warga Jauh")
    hasil = trace_account(akun, kini - timedelta(days=1), kini + timedelta(days=365))
    jauh = {"Penerima Satu", "Warga Tiga", "Warga Jauh"}
    assert {(t.nama, t.tingkat) for t in hasil.terdampak if t.nama in jauh} == {
        ("Penerima Satu", D.TERJANGKAU), ("Warga Tiga", D.TERJANGKAU),
    }  # fmt: skip


def test_a_list_shows_all_of_it(klien, dunia):
    penugasan, keluarga, akun = dunia
    klien.get(reverse("keluarga:daftar"), {"keadaan": "semua"})
    assert sorted(t.nama for t in trace(akun, jangkauan=False).terdampak) == [k.kepala for k in keluarga]
    lama = trace_account(akun, datetime(2025, 1, 1, tzinfo=WIT), datetime(2025, 2, 1, tzinfo=WIT), jangkauan=False)
    assert lama.terdampak == ()


def test_everybody_of_an_applied_list_was_in_hand_from_the_first_deed_to_the_last(dunia):
    penugasan, keluarga, akun = dunia
    lama = {"nama": keluarga[0].kepala, "nik": keluarga[0].nik, "kk": keluarga[0].kk}
    impor = unggah(buku(JUDUL, baris(penugasan.desa, 1), baris(penugasan.desa, 2, **lama)), akun)
    terapkan(impor, akun)
    for hari, apa in ((-3, "mengunduh berkas"), (5, "melihat nama pada daftar keluarga"), (9, "mengubah data")):
        isi = rows_shown([Kunci("desa.keluarga", keluarga[0].pk)]) if hari == 5 else {}
        atas = impor if hari == -3 else keluarga[0]
        make_catatan(akun, apa, atas, at=SEKARANG + timedelta(days=hari), perubahan=isi).save()
    hasil = trace_account(akun, SEKARANG - timedelta(days=9), SEKARANG + timedelta(days=20), jangkauan=False)
    awal, akhir = SEKARANG - timedelta(days=3), SEKARANG + timedelta(days=9)
    assert sorted((t.nama, t.tingkat, t.pertama, t.akhir) for t in hasil.terdampak) == [
        ("Kepala 10", D.DIBUKA, awal, akhir), ("Warga Uji 1", D.DIBUKA, awal, SEKARANG),
    ]  # fmt: skip


def test_persons_of_lists_that_nobody_applied_are_named_and_lists_that_are_gone_are_told(klien, dunia):
    penugasan, _, akun = dunia
    desa = penugasan.desa
    petikan = unggah(buku(JUDUL, baris(desa, 1), baris(desa, 2)), akun, None)
    usaha = unggah_daftar(
        "umkm", buku(UMKM, ["Kios", desa.kode, "perorangan", "1/6/2026", "Pemilik Daftar", ""]), by=akun
    )
    buang = unggah(buku(JUDUL, baris(desa, 3)), akun)
    discard_impor(buang, by=akun, at=SEKARANG)
    orang, hilang = unapplied_lists(akun, SEKARANG, SEKARANG + timedelta(days=1))
    assert [(t.nama, t.tingkat, t.kunci.pk, t.jenis) for t in orang] == [
        ("Warga Uji 1", D.DIBUKA, petikan.pk, (JenisData.NAMA, JenisData.NOMOR, JenisData.RUMAH, JenisData.EKONOMI)),
        ("Warga Uji 2", D.DIBUKA, petikan.pk, (JenisData.NAMA, JenisData.NOMOR, JenisData.RUMAH, JenisData.EKONOMI)),
        ("Pemilik Daftar", D.DIBUKA, usaha.pk, (JenisData.NAMA,)),
    ]
    assert (orang[2].desa, orang[0].tempat) == (desa, desa.nama)
    assert [k.split(":")[0] for k in hilang] == [
        f"Keluarga sasaran “{buang.nama_berkas}”, diunggah {format_tanggal(SEKARANG.date())}"
    ]
    assert unapplied_lists(akun, SEKARANG + timedelta(days=1), SEKARANG + timedelta(days=2)) == ((), ())
    klien.force_login(pabrik.buat_pengguna("verifikator"))
    hari = f"{SEKARANG:%d-%m-%Y}"
    teks = klien.post(reverse("subjek:kebocoran"), form(akun, dari=hari, sampai=hari)).text
    assert [t in teks for t in ("Warga Uji 2", "Pemilik Daftar", "Daftar unggahan yang orangnya belum disebut")] == [
        True
    ] * 3


def test_reach_follows_the_roles_of_the_period(dunia):
    penugasan, _, akun = dunia
    hari = hari_ini()
    assert reach_of(akun, hari, hari) == {penugasan.desa_id}
    assert reach_of(akun, date(2001, 1, 1), date(2001, 2, 1)) == set()
    assert reach_of(pabrik.buat_pengguna("pimpinan"), hari, hari) == set()
    assert reach_of(pabrik.buat_pengguna("verifikator"), hari, hari) >= {penugasan.desa_id}


def form(akun_bocor, **isi):
    hari = f"{datetime.now(tz=WIT):%d-%m-%Y}"
    dasar = {
        "akun": akun_bocor.username,
        "dari": hari,
        "sampai": hari,
        "jangkauan": "on",
        "diketahui": hari,
        "jam": "08.15",
    }
    kata = {"bagaimana": "Telepon petugas hilang.", "penanganan": "Akun ditutup.", "pemulihan": "Kata sandi diganti."}
    return dasar | kata | {"narahubung": "Kantor Bappeda"} | isi


def test_drill_from_a_leaked_account_to_the_notices(klien, dunia):
    penugasan, keluarga, akun = dunia
    use(klien, penugasan, keluarga)
    verifikator = pabrik.buat_pengguna("verifikator")
    klien.force_login(verifikator)
    halaman = klien.post(reverse("subjek:kebocoran"), form(akun))
    tampil = (
        "Kepala 10",
        "Warga Dua",
        "Telepon petugas hilang.",
        "Akun ditutup.",
        "Kata sandi diganti.",
        "Kantor Bappeda",
    )
    assert [t in halaman.text for t in tampil] == [True] * len(tampil)
    assert [t in halaman.text for t in ("Orang Jauh", keluarga[0].nik)] == [False, False]
    assert halaman.context["bocor"].tenggat - halaman.context["bocor"].diketahui == TENGGAT == timedelta(days=3)
    excel = klien.post(reverse("subjek:unduh"), form(akun) | {"alasan": "memberi tahu warga desa", "sandi": SANDI})
    buku = load_workbook(io.BytesIO(excel.content))
    assert buku.sheetnames == ["Terdampak", "Surat kepada orangnya", "Surat kepada lembaga"]
    assert [baris[0] for baris in buku["Terdampak"].iter_rows(min_row=4, max_row=4, values_only=True)] == ["Kepala 10"]
    surat = "\n".join(str(b[0]) for b in buku["Surat kepada lembaga"].iter_rows(values_only=True))
    wajib = ("Data pribadi yang terungkap", "Kapan dan bagaimana", "penanganan", "pemulihan", "7 orang di 1 desa")
    assert [t in surat for t in wajib] == [True] * len(wajib)
    jejak = Catatan.objects.filter(oleh_id=verifikator.pk).order_by("pk")
    assert [(c.tindakan, c.objek_id) for c in jejak] == [
        (MENELUSURI, str(akun.pk)),
        (MENGUNDUH_TERDAMPAK, str(akun.pk)),
    ]
    assert "Kepala 10" not in str([c.__dict__ for c in jejak])


@pytest.mark.parametrize(
    ("isi", "kata"),
    [
        ({"akun": "tidak.ada"}, "Pilih akun dari daftar."),
        ({"sampai": "01-01-2020"}, "Hari terakhir tidak boleh sebelum hari pertama"),
        ({"dari": "01-01-2001"}, "paling lama 3 tahun"),
        ({"jam": "25.99"}, "Tulis jamnya"),
        ({"bagaimana": "x" * 2001}, "2000"),
    ],
)
def test_a_wrong_form_is_answered_with_a_sentence(klien, dunia, isi, kata):
    klien.force_login(pabrik.buat_pengguna("verifikator"))
    jawaban = klien.post(reverse("subjek:kebocoran"), form(dunia[2], **isi))
    assert (jawaban.status_code, kata in jawaban.text) == (422, True)


def test_the_list_leaves_with_password_and_reason_alone(klien, dunia):
    klien.force_login(pabrik.buat_pengguna("verifikator"))
    for salah in ({"sandi": "salah"}, {"alasan": "pendek"}):
        isi = form(dunia[2]) | {"alasan": "memberi tahu warga desa", "sandi": SANDI} | salah
        jawaban = klien.post(reverse("subjek:unduh"), isi)
        assert ("Belum diunduh" in jawaban.text, jawaban["Content-Type"].startswith("text/html")) == (True, True)
    assert Catatan.objects.filter(tindakan=MENGUNDUH_TERDAMPAK).count() == 0


def test_a_trace_costs_the_same_for_one_person_and_for_many(klien, dunia, django_assert_max_num_queries):
    penugasan, _, akun = dunia
    klien.get(reverse("keluarga:daftar"), {"keadaan": "semua"})
    with django_assert_max_num_queries(20) as awal:
        trace(akun)
    for _ in range(5):
        buat_keluarga(penugasan.desa)
    klien.get(reverse("keluarga:daftar"), {"keadaan": "semua"})
    with django_assert_max_num_queries(20) as banyak:
        trace(akun)
    assert len(awal) == len(banyak)
