"""Lists of enterprises: matched by NIB or by village and name, owners never shown, own villages only."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from desa.models import Catatan, Umkm
from opd.actions.impor import RencanaBerubah
from opd.actions.impor_terapkan import apply_impor
from opd.enums import Peran
from opd.models import Impor
from tests.opd.buku import buku, kalimat, rencana, ringkas, terapkan, unggah
from tests.pabrik import SEKARANG, buat_desa, buat_opd, buat_pengguna, buat_penugasan, buat_umkm

pytestmark = pytest.mark.django_db
JUDUL = [
    "Nama Usaha",
    "Kode Desa",
    "Bentuk",
    "Pemilik",
    "Telepon",
    "NIB",
    "Produk",
    "Tahun Mulai Usaha",
    "Dibina Sejak",
]
NIB = "0220001234567"


@pytest.fixture
def dunia():
    class D:
        opd = buat_opd()
        desa = buat_desa()
        lain = buat_desa()
        oleh = buat_pengguna(Peran.OPERATOR_OPD, opd=opd)

    buat_penugasan(opd=D.opd, desa=D.desa)
    buat_penugasan(desa=D.lain)
    return D


def daftar(d, *baris):
    return unggah("umkm", buku(JUDUL, *baris, lembar="UMKM"), by=d.oleh)


def test_umkm_list_registers_and_the_same_file_twice_changes_nothing(dunia):
    d = dunia
    baris = [
        " Pala\u00a0Jaya ",
        d.desa.kode,
        "Kelompok Tani",
        "Jose\u0301",
        "0812-3456-7890",
        NIB,
        "pala",
        2019,
        "01/02/2024",
    ]
    impor = daftar(d, baris)
    assert terapkan(impor, d.oleh) == 1
    (u,) = Umkm.objects.all()
    assert (u.nama, u.desa, u.bentuk, u.pemilik, u.telepon, u.nib, u.produk, u.mulai_usaha, u.dibina_sejak) == (
        "Pala Jaya", d.desa, "kelompok", "José", "+6281234567890", NIB, "pala", 2019, date(2024, 2, 1)
    )  # fmt: skip
    lagi = daftar(d, baris)
    assert (ringkas(rencana(lagi, d.oleh)), terapkan(lagi, d.oleh), Umkm.objects.count()) == ([(2, "sama")], 0, 1)


def test_changed_umkm_shows_old_and_new_but_no_personal_value(dunia):
    d = dunia
    u = buat_umkm(desa=d.desa, nama="Pala Jaya", pemilik="Rahasia Satu", telepon="+6281111111111", produk="pala")
    impor = daftar(d, ["pala jaya", d.desa.kode, None, "Rahasia Dua", "082222222222", NIB, "minyak pala"])
    (b,) = rencana(impor, d.oleh).baris
    assert b.hasil == "berubah"
    assert b.ringkas.endswith(
        "nama usaha Pala Jaya → pala jaya, pemilik diubah, produk pala → minyak pala, NIB (kosong) → " + NIB
        + ", telepon diubah"
    )  # fmt: skip
    terapkan(impor, d.oleh)
    u.refresh_from_db()
    assert (u.pemilik, u.telepon, u.nib, u.dibina_sejak) == ("Rahasia Dua", "+6282222222222", NIB, date(2025, 1, 10))
    semua = " ".join(f"{c.objek} {c.perubahan} {c.alasan}" for c in Catatan.objects.all())
    assert not [rahasia for rahasia in ("Rahasia", "8222222", "81111111") if rahasia in semua]


@pytest.mark.parametrize(
    ("nib", "potongan"),
    [
        ("912000123456", "Sel F2: NIB terdiri atas 13 angka, di sini 12."),
        ("912000123456789", "Sel F2: NIB terdiri atas 13 angka, di sini 15."),
        ("BELUM ADA", "Sel F2: NIB hanya berisi angka. Jika UMKM ini belum punya NIB, kosongkan"),
        (9.12e12, "Sel F2: NIB ini tersimpan sebagai angka di Excel"),
        ("9.12E+12", "Sel F2: NIB ini sudah disingkat oleh Excel."),
        (220001234567, "Sel F2: NIB terdiri atas 13 angka, di sini 12."),
    ],
)
def test_bad_nib_names_its_cell(dunia, nib, potongan):
    r = rencana(daftar(dunia, ["A", dunia.desa.kode, None, None, None, nib, None, None, "01/02/2024"]), dunia.oleh)
    assert (ringkas(r), kalimat(r, 2).startswith(potongan)) == ([(2, "ditolak")], True), kalimat(r, 2)


@pytest.mark.parametrize(
    ("ubah", "potongan"),
    [
        ({0: None}, "Sel A2: nama usaha belum diisi."),
        ({0: "x" * 151}, "Sel A2: teks ini lebih dari 150 huruf."),
        ({2: "PT"}, "Sel C2: bentuk “PT” tidak dikenal."),
        ({4: "12"}, "Sel E2: Nomor telepon ini tidak dikenali."),
        ({7: "dulu"}, "Sel H2: “dulu” bukan tahun mulai usaha."),
        ({8: None}, "Sel I2: tanggal dibina sejak belum diisi"),
        ({8: "01/02/2099"}, "Sel I2: tanggal ini belum terjadi."),
        ({1: "81.99.99.2001"}, "Sel B2: kode desa 81.99.99.2001 tidak ada"),
    ],
)
def test_bad_cell_is_named(dunia, ubah, potongan):
    baris = ["A", dunia.desa.kode, None, None, None, None, None, None, "01/02/2024"]
    for letak, nilai in ubah.items():
        baris[letak] = nilai
    r = rencana(daftar(dunia, baris), dunia.oleh)
    assert (ringkas(r), kalimat(r, 2).startswith(potongan)) == ([(2, "ditolak")], True), kalimat(r, 2)
    assert Umkm.objects.count() == 0


def test_duplicates_inside_the_file_are_refused_naming_both_rows(dunia):
    k, sejak = dunia.desa.kode, [None, None, "01/02/2024"]
    kosong = [None, None, None]
    impor = daftar(
        dunia, ["A", k, *kosong, NIB, *sejak], ["B", k, *kosong, NIB, *sejak], ["b", k, *kosong, None, *sejak]
    )
    r = rencana(impor, dunia.oleh)
    assert ringkas(r) == [(2, "ditolak"), (3, "ditolak"), (4, "ditolak")]
    assert "Baris 2 dan 3 menyebut NIB yang sama." in kalimat(r, 2)
    assert "Baris 3 dan 4 menyebut UMKM yang sama." in kalimat(r, 4)


def test_nib_of_an_enterprise_elsewhere_is_refused_without_naming_it(dunia):
    buat_umkm(desa=dunia.lain, nama="Usaha Jauh", nib=NIB)
    r = rencana(
        daftar(dunia, ["A", dunia.desa.kode, None, None, None, NIB, None, None, "01/02/2024"]), dunia.oleh
    )  # fmt: skip
    assert kalimat(r, 2) == "Sel F2: NIB ini sudah dipakai UMKM di desa lain. Periksa 13 angkanya."


def test_only_villages_of_the_own_opd(dunia):
    d = dunia
    r = rencana(daftar(d, ["A", d.lain.kode, *[None] * 6, "01/02/2024"]), d.oleh)
    assert (ringkas(r), "bukan desa dampingan OPD Anda" in kalimat(r, 2)) == ([(2, "ditolak")], True)
    verifikator = buat_pengguna(Peran.VERIFIKATOR)
    impor = unggah("umkm", buku(JUDUL, ["A", d.lain.kode, *[None] * 6, "01/02/2024"]), by=verifikator)
    assert terapkan(impor, verifikator) == 1
    with pytest.raises(PermissionDenied):
        apply_impor(Impor.objects.latest("pk"), sidik="0" * 64, by=buat_pengguna(Peran.PEMBACA), at=SEKARANG)


def test_change_between_preview_and_apply_is_refused(dunia):
    d = dunia
    u = buat_umkm(desa=d.desa, nama="A", produk="lama")
    impor = daftar(d, ["A", d.desa.kode, *[None] * 4, "baru"])
    Umkm.objects.filter(pk=u.pk).update(produk="tengah", versi=2)
    with pytest.raises(RencanaBerubah):
        apply_impor(impor, sidik=impor.sidik, by=d.oleh, at=SEKARANG)
    u.refresh_from_db()
    assert u.produk == "tengah"


@pytest.mark.drill
def test_5000_enterprises_are_all_written_with_a_catatan_each():
    oleh = buat_pengguna(Peran.VERIFIKATOR)
    kode = [buat_desa().kode for _ in range(50)]
    baris = ([f"Usaha {n}", kode[n % 50], *[None] * 6, "01/02/2024"] for n in range(5000))
    assert terapkan(unggah("umkm", buku(JUDUL, *baris), by=oleh), oleh) == 5000
    assert (Umkm.objects.count(), Catatan.objects.filter(tindakan="mendaftarkan UMKM").count()) == (5000, 5000)


def test_rows_are_written_with_the_same_queries_at_any_number(dunia, django_assert_max_num_queries):
    jumlah = []
    for n in (3, 30):
        impor = daftar(dunia, *([f"U{n}-{i}", dunia.desa.kode, *[None] * 6, "01/02/2024"] for i in range(n)))
        with django_assert_max_num_queries(46) as kueri:
            apply_impor(impor, sidik=impor.sidik, by=dunia.oleh, at=SEKARANG)
        jumlah.append(len(kueri))
    assert jumlah[0] == jumlah[1]
