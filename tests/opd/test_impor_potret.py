"""A list of potret of many villages: own villages only for an OPD, row errors named, nothing overwritten, nothing told."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from desa.impor.tulis import tulis_kesalahan
from desa.models import Catatan, PotretKesejahteraan
from opd.enums import Peran
from opd.impor.kolom import KOLOM
from opd.models import Impor
from opd.permissions_potret import verifiable
from tests.opd.buku import HARI, buku, kalimat, pilih, rencana, terapkan, unggah
from tests.pabrik import buat_opd, buat_pengguna, buat_penugasan
from tests.pabrik_potret import buat_potret

pytestmark = pytest.mark.django_db
JUDUL = [
    "Kode Desa", "Sumber", "Tanggal Data", "Arti Miskin Ekstrem", "Dokumen Sumber", "Jumlah KK", "KK Miskin", "KK Miskin Ekstrem",
    "Desil 1",
]  # fmt: skip


@pytest.fixture
def dunia():
    class D:
        satu, dua = buat_penugasan(), buat_penugasan()
        verifikator, admin = buat_pengguna(Peran.VERIFIKATOR), buat_pengguna(Peran.ADMIN_SISTEM)

    D.operator = buat_pengguna(Peran.OPERATOR_OPD, opd=D.satu.opd)
    return D


def baris(tugas, **ubah):
    isi = {"sumber": "DTSEN", "tanggal": "31/12/2024", "arti": "desil 1", "dokumen": "BAST 1", "total": "1.312"}
    isi |= {"miskin": 90, "ekstrem": 32, "desil_1": None} | ubah
    return [tugas.desa.kode, *isi.values()]


def daftar(by, *isi):
    return unggah("potret", buku(JUDUL, *isi, lembar="Potret"), by=by)


def hasil(impor, by):
    return [(b.nomor, b.hasil.value) for b in rencana(impor, by).baris]


def test_a_list_brings_many_villages_and_each_waits_for_another_verifikator(dunia):
    d = dunia
    impor = daftar(d.verifikator, baris(d.satu), baris(d.dua, arti="Lainnya: upah di bawah UMP", ekstrem="", total=""))
    assert hasil(impor, d.verifikator) == [(2, "baru"), (3, "baru")]
    assert terapkan(impor, d.verifikator) == 2
    kolom = (
        "desa",
        "sumber",
        "tanggal_data",
        "definisi_lain",
        "kk_total",
        "kk_miskin_ekstrem",
        "status",
        "pencatat_id",
    )
    assert list(PotretKesejahteraan.objects.order_by("pk").values_list(*kolom)) == [
        (d.satu.desa_id, "dtsen", date(2024, 12, 31), "", 1312, 32, "draf", d.verifikator.pk),
        (d.dua.desa_id, "dtsen", date(2024, 12, 31), "upah di bawah UMP", None, None, "draf", d.verifikator.pk),
    ]
    assert Catatan.objects.filter(tindakan="mencatat potret kesejahteraan").count() == 2
    assert list(verifiable(d.verifikator, on=HARI)) == []
    assert verifiable(buat_pengguna(Peran.VERIFIKATOR), on=HARI).count() == 2
    assert hasil(daftar(d.verifikator, baris(d.satu), baris(d.dua, arti="Lainnya: upah di bawah UMP", ekstrem="", total="")),
                 d.verifikator) == [(2, "sama"), (3, "sama")]  # fmt: skip


def test_an_opd_brings_its_own_villages_alone(dunia):
    d = dunia
    impor = daftar(d.operator, baris(d.satu), baris(d.dua))
    assert hasil(impor, d.operator) == [(2, "baru"), (3, "ditolak")]
    assert "bukan desa dampingan OPD Anda" in kalimat(rencana(impor, d.operator), 3)
    with pytest.raises(PermissionDenied):
        daftar(buat_pengguna(Peran.PIMPINAN), baris(d.satu))


@pytest.mark.parametrize(
    ("ubah", "kata"),
    [
        ({"ekstrem": 2000}, "KK miskin ekstrem tidak boleh melebihi seluruh KK di desa"),
        ({"miskin": 10}, "KK miskin ekstrem tidak boleh melebihi KK miskin"),
        ({"miskin": None, "ekstrem": None}, "Isi sedikitnya satu"),
        ({"sumber": "Sensus"}, "sumber tidak dikenal"),
        ({"sumber": None}, "sumber belum diisi"),
        ({"arti": "miskin sekali"}, "arti ini tidak ada pada daftar"),
        ({"tanggal": "31/12/2099"}, "belum terjadi"),
        ({"tanggal": "akhir tahun"}, "tanggal"),
        ({"total": "seratus"}, "angka"),
        ({"total": -5}, "angka"),
        ({"total": 10**7}, "tidak masuk akal"),
        ({"ekstrem": 3.5}, "bulat"),
        ({"dokumen": "x" * 201}, "lebih dari 200 huruf"),
        ({"dokumen": None}, "dokumen sumber belum diisi"),
    ],
)
def test_a_wrong_row_is_named_with_its_cell_and_given_back(dunia, ubah, kata):
    d = dunia
    impor = daftar(d.verifikator, baris(d.satu, **ubah), baris(d.dua))
    assert hasil(impor, d.verifikator) == [(2, "ditolak"), (3, "baru")]
    sebab = kalimat(rencana(impor, d.verifikator), 2)
    assert kata.lower() in sebab.lower()
    assert "Sel " in sebab
    lembar = tulis_kesalahan(impor.berkas, KOLOM["potret"], rencana(impor, d.verifikator).kesalahan())
    assert len(lembar) > 1000
    assert PotretKesejahteraan.objects.count() == 0


def test_a_vintage_that_is_there_with_other_figures_is_refused(dunia):
    d = dunia
    buat_potret(d.satu.desa, kk_miskin_ekstrem=31, kk_total=1312)
    impor = daftar(d.verifikator, baris(d.satu), baris(d.dua), baris(d.dua, ekstrem=33))
    assert hasil(impor, d.verifikator) == [(2, "ditolak"), (3, "ditolak"), (4, "ditolak")]
    assert "sudah tercatat dengan isi lain" in kalimat(rencana(impor, d.verifikator), 2)
    assert "Baris 3 dan 4 menyebut potret yang sama" in kalimat(rencana(impor, d.verifikator), 3)


def test_a_jump_waits_for_a_tick_also_within_the_list(dunia):
    d = dunia
    impor = daftar(d.verifikator, baris(d.satu), baris(d.satu, tanggal="31/12/2025", ekstrem=80))
    assert hasil(impor, d.verifikator) == [(2, "baru"), (3, "perlu_pilihan")]
    assert "bergeser lebih dari 50 % dari 32 KK" in kalimat(rencana(impor, d.verifikator), 3)
    pilih(impor, d.verifikator, yakin_3="ya")
    assert hasil(Impor.objects.get(), d.verifikator) == [(2, "baru"), (3, "baru")]
    assert terapkan(Impor.objects.get(), d.verifikator) == 2


def test_a_guess_tells_an_admin_nothing(dunia):
    """admin_sistem may load lists and read families of no village: right and wrong guesses get the same answer."""
    d = dunia
    buat_potret(d.satu.desa, dokumen="BAST 1", kk_total=1312, kk_miskin=90, kk_miskin_ekstrem=3)
    jawab = set()
    for ekstrem in (2, 3, 4, 40):
        impor = daftar(d.admin, baris(d.satu, ekstrem=ekstrem), baris(d.satu, tanggal="31/12/2025", ekstrem=ekstrem))
        jawab.add(
            tuple((b.hasil.value, b.peringatan[:1] if b.nomor == 2 else ()) for b in rencana(impor, d.admin).baris)
        )
    assert len(jawab) == 1


def test_an_upload_of_figures_is_for_its_uploader_and_the_verifikator(dunia):
    d = dunia
    impor = daftar(d.operator, baris(d.satu))
    lihat = {nama: u for nama, u in vars(d).items() if nama in ("operator", "verifikator", "admin")}
    assert {n for n, u in lihat.items() if Impor.objects.personal_for(u).filter(pk=impor.pk).exists()} == {
        "operator",
        "verifikator",
    }


def test_the_template_opens_and_comes_back_readable(klien, dunia):
    d = dunia
    klien.force_login(d.operator)
    assert klien.get(reverse("impor:templat", args=["potret"])).status_code == 200
    assert "Arti Miskin Ekstrem" in klien.get(reverse("impor:unggah", args=["potret"])).text
    klien.force_login(buat_pengguna(Peran.KEPALA_OPD, opd=buat_opd()))
    assert klien.get(reverse("impor:unggah", args=["potret"])).status_code == 200
