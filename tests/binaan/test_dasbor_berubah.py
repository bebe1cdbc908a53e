"""What changed since a past day: both pasts where they differ, months of sales recorded in between, and a day that works."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from desa.models import Catatan, record
from desa.scoped import penjaga
from desa.waktu import hari_ini, tambah_bulan
from opd.enums import Peran
from tests.halaman_ketat import visible_text
from tests.pabrik import buat_kunjungan, buat_opd, buat_pengguna, buat_penjualan, buat_penugasan, buat_umkm
from tests.pabrik_naskah import buat_rencana

pytestmark = pytest.mark.django_db


@pytest.fixture
def pembaca(klien):
    klien.force_login(buat_pengguna(Peran.PEMBACA))
    return klien


def baris(teks, nama):
    """The row of a figure, as words."""
    return " ".join(visible_text(re.search(rf'scope="row">{nama}</th>(.*?)</tr>', teks, re.S)[1]).split())


def test_a_past_that_was_recorded_later_is_told_both_ways(pembaca):
    """Guards against the past as it was known then alone: the card said "tetap", the page "naik 1"."""
    p = buat_penugasan(mulai=tambah_bulan(hari_ini(), -15))
    buat_kunjungan(p, hari_ini() - timedelta(days=20), dicatat_pada=timezone.now())
    teks = pembaca.get("/dasbor/berubah/", {"sejak": (hari_ini() - timedelta(days=5)).isoformat()}).text
    assert "naik 1 menurut catatan kini dahulunya 1 desa (tetap)" in baris(teks, "Desa dikunjungi rutin")
    for alamat in ("", "lembar/", "teks/"):
        assert "menurut catatan kini" in pembaca.get(f"/dasbor/{alamat}").text


def test_months_of_sales_are_counted_by_when_they_were_recorded_and_the_window_is_named(pembaca):
    """Guards against acts alone: what an import or the sample wrote was credited to acts about enterprises."""
    p = buat_penugasan(mulai=tambah_bulan(hari_ini(), -15))
    u = buat_umkm(desa=p.desa, dibina_sejak=p.mulai)
    for n in range(1, 6):
        buat_penjualan(u, tambah_bulan(hari_ini().replace(day=1), -n), 1_000, dicatat_pada=timezone.now())
    teks = pembaca.get("/dasbor/berubah/", {"sejak": (hari_ini() - timedelta(days=100)).isoformat()}).text
    satu = baris(teks, "UMKM berjualan")
    assert "Penjualan dicatat 5" in satu
    assert re.search(r"jendela bergeser \w+ \d{4}–\w+ \d{4} → \w+ \d{4}–\w+ \d{4}", satu)
    assert "Penjualan dicatat: 5" in teks


@pytest.mark.parametrize("alamat", ["?per=", "dana/?per=", "berubah/?sejak="])
def test_a_day_before_everything_leads_to_the_first_that_works(pembaca, alamat):
    """Guards against the first of January 2020, which was refused in its turn, and another sentence for a day before it."""
    buat_penugasan(mulai=date(2024, 6, 1))
    for hari in ("2019-01-01", "2020-01-01"):
        assert "Sebelum 1 Juni 2024 belum ada penugasan" in pembaca.get(f"/dasbor/{alamat}{hari}").text
    jawab = pembaca.get(f"/dasbor/{alamat}2019-01-01")
    tombol = re.search(r'class="tombol" href="([^"]+)"', jawab.text)[1]
    assert (jawab.status_code, tombol) == (400, f"?{alamat.partition('?')[2]}2024-06-01")
    assert pembaca.get(f"/dasbor/{alamat.partition('?')[0]}{tombol}").status_code == 200


def test_who_prints_or_loads_names_and_codes_moves_no_figure(pembaca):
    """Seen red with printed copies among the causes: "Penugasan dan tim 5" rose with every press of print."""
    setda = buat_opd(slug="setda")
    buat_penugasan(opd=setda, mulai=tambah_bulan(hari_ini(), -15))
    sejak = {"sejak": (hari_ini() - timedelta(days=5)).isoformat()}
    for bentuk in ("pdf", "docx"):
        assert pembaca.post("/cetak/provinsi/arahan/", {"bentuk": bentuk}).status_code == 200
    diam = ("mengunduh daftar desa", "membaca profil OPD", "memuat data rujukan")
    for tindakan in (*diam, "mengubah tim"):
        Catatan.objects.create(
            pada=timezone.now(), oleh="Pembaca", sebagai="pembaca", tindakan=tindakan,
            objek_jenis="opd.opd", objek_id=str(setda.pk), objek="Dinas",
        )  # fmt: skip
    assert Catatan.objects.filter(objek_jenis="opd.opd", tindakan__startswith="mencetak salinan baca").count() == 2
    teks = visible_text(pembaca.get("/dasbor/berubah/", sejak).text)
    assert "Penugasan dan tim: 1" in " ".join(teks.split())
    daftar = pembaca.get("/dasbor/berubah/penugasan/", sejak).text
    assert "1 catatan" in daftar
    assert [kata for kata in ("mencetak", *diam) if kata in teks + daftar] == []


def test_why_a_plan_was_returned_is_told_to_who_reads_the_plan_alone(klien):
    """Seen red with the reason of every act: other OPDs and readers were told what a draft that they may not open lacks."""
    p, lain = (buat_penugasan(mulai=tambah_bulan(hari_ini(), -15)) for _ in range(2))
    rencana, alasan = buat_rencana(p, status="dikembalikan"), "Pagu baris kedua belum jelas."
    with penjaga(False):
        record(None, "mengembalikan rencana aksi", rencana, at=timezone.now(), alasan=alasan)
    sejak = {"sejak": (hari_ini() - timedelta(days=5)).isoformat()}
    pembaca = {"pembaca": {}, "pimpinan": {}, "operator_opd": {"opd": p.opd}, "kepala_opd": {"opd": lain.opd}}
    hasil = {}
    for peran, isi in pembaca.items():
        klien.force_login(buat_pengguna(peran, **isi))
        teks = klien.get("/dasbor/berubah/rencana/", sejak).text
        assert "mengembalikan rencana aksi" in teks
        hasil[peran] = alasan in teks
    assert hasil == {"pembaca": False, "pimpinan": True, "operator_opd": True, "kepala_opd": False}
