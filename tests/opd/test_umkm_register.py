"""What the register asks of an enterprise: its owner, KBLI, capital and sales, and the class they give."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from desa.models import Catatan, Kbli, Umkm
from desa.models.umkm import nik_hash
from desa.validators import baca_kbli, baca_nik, baca_telepon, janggal_nik
from desa.waktu import hari_ini, tambah_bulan
from opd.actions.dasar import MintaYakin
from opd.actions.isi_umkm import IsiUmkm
from opd.actions.umkm import change_umkm, create_umkm
from opd.rekap.bantuan import recipient_hash
from opd.rekap.kelas_usaha import MILIAR, Kelas, kelas_usaha
from opd.rekap.umkm import jendela
from tests.opd.buku import buku, rencana, terapkan, unggah
from tests.pabrik import SEKARANG, buat_kbli, buat_pengguna, buat_penjualan, buat_penugasan, buat_umkm

pytestmark = pytest.mark.django_db
NIK = "8105154101800099"
SEJAK = date(2025, 2, 1)


@pytest.fixture
def dunia():
    """The village's penugasan and its operator."""
    penugasan = buat_penugasan()
    return penugasan.desa, buat_pengguna("operator_opd", opd=penugasan.opd)


def isian(**lain) -> dict:
    dasar = {"uuid": str(uuid.uuid4()), "nama": "Usaha Baru", "bentuk": "perorangan", "dibina_sejak": "1 Februari 2025"}
    return {**dasar, **lain}


# --- what people type ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tulis", ["0812-3456-7890", "+62 812 3456 7890", "6281234567890", "(0812) 3456.7890", "81234567890", 81234567890.0]
)
def test_phone_in_many_spellings_is_one_number(tulis):
    assert baca_telepon(tulis) == "+6281234567890"


@pytest.mark.parametrize(
    ("nik", "perempuan", "janggal"),
    [
        (NIK, True, False),
        (NIK, None, False),
        (NIK, False, True),
        ("8105150101800099", False, False),
        ("8105153202800099", None, True),
        ("8105150113800099", None, True),
        ("3201010101800001", None, False),
    ],
)
def test_odd_nik_is_its_date_or_sex_never_its_area(nik, perempuan, janggal):
    assert bool(janggal_nik(nik, perempuan=perempuan)) == janggal


@pytest.mark.parametrize(
    "tulis", ["810515410180009", "81051541018000999", "8,1E+15", 8.105154101800099e15, "KTP HILANG"]
)
def test_nik_of_another_length_is_refused(tulis):
    with pytest.raises(ValidationError, match="NIK"):
        baca_nik(tulis)


def test_kbli_keeps_its_leading_zero():
    assert (baca_kbli("01111"), baca_kbli(10794), baca_kbli("10.794")) == ("01111", "10794", "10794")
    for tulis in (1111, "1111", "107941", "keripik"):
        with pytest.raises(ValidationError, match="lima angka"):
            baca_kbli(tulis)


# --- the owner -----------------------------------------------------------------------------------------------------


def test_nik_is_sealed_and_found_by_its_hash_alone(dunia):
    desa, operator = dunia
    isi = IsiUmkm("Usaha", "perorangan", SEJAK, nik=NIK, jenis_kelamin="P", keluarga_miskin="ya")
    umkm = create_umkm(desa, isi, uuid=uuid.uuid4(), by=operator, at=SEKARANG)
    kini = Umkm.objects.get(sidik_nik=nik_hash(NIK))
    assert (kini.pk, kini.nik, NIK in kini.nik_sandi, NIK in kini.sidik_nik) == (umkm.pk, NIK, False, False)
    assert kini.sidik_nik == recipient_hash("Siapa Saja", NIK, desa_id=desa.pk)
    assert (kini.jenis_kelamin, kini.keluarga_miskin) == ("P", "ya")


def test_odd_nik_is_asked_about_and_accepted_with_a_tick(dunia):
    desa, operator = dunia
    isi = IsiUmkm("Usaha", "perorangan", SEJAK, nik=NIK, jenis_kelamin="L")
    kirim = {"uuid": uuid.uuid4(), "by": operator, "at": SEKARANG}
    with pytest.raises(MintaYakin, match="tidak cocok dengan NIK"):
        create_umkm(desa, isi, **kirim)
    umkm = create_umkm(desa, isi, yakin=True, **kirim)
    assert (Umkm.objects.count(), umkm.nik) == (1, NIK)
    change_umkm(umkm, IsiUmkm("Nama Lain", "perorangan", SEJAK), versi=1, by=operator, at=SEKARANG)
    assert Umkm.objects.get().nama == "Nama Lain"


def test_catatan_says_that_the_owner_changed_never_how(dunia):
    desa, operator = dunia
    umkm = buat_umkm(desa=desa)
    isi = IsiUmkm(umkm.nama, umkm.bentuk, umkm.dibina_sejak, nik=NIK, jenis_kelamin="P", keluarga_miskin="ya")
    change_umkm(umkm, isi, versi=1, by=operator, at=SEKARANG)
    perubahan = Catatan.objects.get(tindakan="mengubah UMKM").perubahan
    assert perubahan == {
        "data pemilik (NIK)": ["", "NIK diubah"],
        "data pemilik (jenis kelamin)": ["", "jenis kelamin diubah"],
        "data pemilik (keluarga)": ["", "keadaan keluarga diubah"],
    }


def test_owner_page_masks_the_nik(client, dunia):
    desa, operator = dunia
    umkm = buat_umkm(desa=desa, nik=NIK, jenis_kelamin="P", keluarga_miskin="ya")
    client.force_login(operator)
    biasa = client.get(reverse("umkm:detail", args=[umkm.uuid])).content.decode()
    dibuka = client.post(reverse("umkm:pemilik", args=[umkm.uuid])).content.decode()
    assert [(NIK in h, "************0099" in h, "Perempuan" in h) for h in (biasa, dibuka)] == [
        (False, False, False),
        (False, True, True),
    ]


def test_village_without_penugasan_is_told_before_saving():
    desa, verifikator = buat_umkm().desa, buat_pengguna("verifikator")
    kirim = {"uuid": uuid.uuid4(), "by": verifikator, "at": SEKARANG}
    with pytest.raises(MintaYakin, match="belum pernah mendapat penugasan"):
        create_umkm(desa, IsiUmkm("Usaha Lain", "perorangan", SEJAK), **kirim)
    create_umkm(desa, IsiUmkm("Usaha Lain", "perorangan", SEJAK), yakin=True, **kirim)
    assert Umkm.objects.count() == 2


# --- KBLI ----------------------------------------------------------------------------------------------------------


def test_kbli_is_found_by_code_by_word_and_by_choice(client, dunia):
    desa, operator = dunia
    buat_kbli()
    buat_kbli("47822", "Perdagangan Eceran Roti, Kue Kering", "keripik eceran")
    client.force_login(operator)
    alamat = reverse("umkm:baru")
    client.post(alamat, isian(nama="Kode", kbli="10794 Industri apa pun"))
    client.post(alamat, isian(nama="Kata", kbli="peyek"))
    ragu = client.post(alamat, isian(nama="Pilih", kbli="Keripik")).content.decode()
    client.post(alamat, isian(nama="Pilih", kbli="Keripik", kbli_pilih="47822"))
    assert ["Beberapa KBLI cocok" in ragu, "47822 Perdagangan Eceran" in ragu, 'value="Pilih"' in ragu] == [True] * 3
    assert dict(Umkm.objects.values_list("nama", "kbli_id")) == {"Kode": "10794", "Kata": "10794", "Pilih": "47822"}


def test_kbli_offers_what_villages_use_before_the_rest():
    buat_kbli("01727", "Penangkaran Ikan dan Coral/Karang", "")
    buat_kbli("10212", "Industri Pengasapan/Pemanggangan Ikan", "ikan asar ikan asap")
    buat_kbli("03125", "Penangkapan/Pengambilan Induk/Benih Ikan di Perairan Darat", "")
    buat_kbli("02111", "Kegiatan Perbaikan", "bengkel")
    assert list(Kbli.objects.matching("Ikan").values_list("kode", flat=True)) == ["10212", "01727", "03125", "02111"]
    assert list(Kbli.objects.matching("ikan asap").values_list("kode", flat=True)) == ["10212"]
    assert list(Kbli.objects.matching("017").values_list("kode", flat=True)) == ["01727"]
    assert list(Kbli.objects.matching("<>")) == []


@pytest.mark.parametrize(
    ("kbli", "kalimat"),
    [
        ("99999", "Kode 99999 tidak ada dalam daftar KBLI 2020"),
        ("1079", "Kode KBLI terdiri atas lima angka"),
        ("roket", "Tidak ada KBLI yang memuat “roket”"),
        ("<b>'%", "Tidak ada KBLI yang memuat"),
    ],
)
def test_kbli_that_does_not_exist_is_told_and_nothing_lost(client, dunia, kbli, kalimat):
    buat_kbli()
    client.force_login(dunia[1])
    jawaban = client.post(reverse("umkm:baru"), isian(kbli=kbli, modal_usaha_rp="15.000.000", nik=NIK))
    isi = jawaban.content.decode()
    assert [t in isi for t in (kalimat, 'value="Usaha Baru"', "15.000.000", NIK)] == [True] * 4
    assert Umkm.objects.count() == 0


def test_search_button_keeps_what_was_typed_and_saves_nothing(client, dunia):
    buat_kbli()
    client.force_login(dunia[1])
    jawaban = client.post(reverse("umkm:baru"), {"nama": "Belum Selesai", "kbli": "keripik", "cari_kbli": "1"})
    isi = jawaban.content.decode()
    assert ["10794 Industri Kerupuk" in isi, 'value="Belum Selesai"' in isi, "galat" in isi] == [True, True, False]
    assert Umkm.objects.count() == 0


def test_edit_page_keeps_the_kbli(client, dunia):
    desa, operator = dunia
    umkm = buat_umkm(desa=desa, kbli=buat_kbli(), modal_usaha_rp=5_000_000)
    client.force_login(operator)
    form = client.get(reverse("umkm:ubah", args=[umkm.uuid])).context["form"]
    kirim = {n: form[n].value() or "" for n in ("nama", "bentuk", "dibina_sejak", "versi", "kbli", "modal_usaha_rp")}
    kirim["dibina_sejak"] = "10/1/2025"
    client.post(reverse("umkm:ubah", args=[umkm.uuid]), kirim | {"nama": "Baru"})
    kini = Umkm.objects.get(pk=umkm.pk)
    assert (kini.nama, kini.kbli_id, kini.modal_usaha_rp) == ("Baru", "10794", 5_000_000)


# --- the class -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("modal", "penjualan", "kelas"),
    [
        (MILIAR, 2 * MILIAR, (Kelas.MIKRO, Kelas.MIKRO)),
        (MILIAR + 1, 2 * MILIAR + 1, (Kelas.KECIL, Kelas.KECIL)),
        (5 * MILIAR + 1, 15 * MILIAR + 1, (Kelas.MENENGAH, Kelas.MENENGAH)),
        (10 * MILIAR + 1, 50 * MILIAR + 1, (Kelas.BESAR, Kelas.BESAR)),
        (None, 0, (None, Kelas.MIKRO)),
    ],
)
def test_class_by_both_criteria_at_their_bounds(modal, penjualan, kelas):
    umkm = Umkm(bentuk="perorangan", modal_usaha_rp=modal, penjualan_setahun_rp=penjualan)
    hasil = kelas_usaha(umkm, {}, until=hari_ini())
    assert (hasil.menurut_modal, hasil.menurut_penjualan) == kelas


def test_class_takes_reported_sales_only_of_a_whole_year():
    umkm, until = Umkm(bentuk="kelompok", penjualan_setahun_rp=7), hari_ini()
    akhir = jendela(until)[-1]
    setahun = {tambah_bulan(akhir, -n): 100 for n in range(12)}
    penuh = kelas_usaha(umkm, setahun, until=until)
    kurang = kelas_usaha(umkm, {b: r for b, r in setahun.items() if b != akhir}, until=until)
    assert [(k.penjualan_rp, k.dari_laporan, k.bulan_terlapor) for k in (penuh, kurang)] == [
        (1200, True, 12),
        (7, False, 11),
    ]


def test_koperasi_and_bumdes_have_no_class(client, dunia):
    desa, operator = dunia
    assert kelas_usaha(Umkm(bentuk="bumdes", modal_usaha_rp=1), {}, until=hari_ini()) is None
    client.force_login(operator)
    isi = client.get(reverse("umkm:detail", args=[buat_umkm(desa=desa, bentuk="koperasi").uuid])).content.decode()
    assert "tidak berkelas UMKM" in isi


def test_profile_says_both_criteria_and_the_rule(client, dunia):
    desa, operator = dunia
    umkm = buat_umkm(desa=desa, modal_usaha_rp=2 * MILIAR)
    for n in range(12):
        buat_penjualan(umkm, tambah_bulan(jendela(hari_ini())[-1], -n), 1_000_000)
    client.force_login(operator)
    isi = client.get(reverse("umkm:detail", args=[umkm.uuid])).content.decode()
    kata = ("Kecil", "Rp 12.000.000 setahun, dari laporan 12 bulan", "PP 7/2021 Pasal 35", "kelas yang berbeda")
    assert [k in isi for k in kata] == [True] * 4


# --- the list from Excel ---------------------------------------------------------------------------------------------

JUDUL = [
    "Nama Usaha",
    "Kode Desa",
    "Dibina Sejak",
    "NIK",
    "L/P",
    "Keluarga Miskin",
    "KBLI",
    "Pangan",
    "Modal",
    "Omzet Setahun",
]


def test_import_takes_the_new_columns(dunia):
    desa, operator = dunia
    buat_kbli()
    baris = ["Toko A", desa.kode, "01/02/2024", NIK, "perempuan", "Ya", "10794", "ya", "Rp 15.000.000", "60.000.000"]
    impor = unggah("umkm", buku(JUDUL, baris), by=operator)
    assert terapkan(impor, operator) == 1
    u = Umkm.objects.get()
    assert (u.nik, u.jenis_kelamin, u.keluarga_miskin, u.kbli_id, u.makanan_minuman) == (NIK, "P", "ya", "10794", True)
    assert (u.modal_usaha_rp, u.penjualan_setahun_rp) == (15_000_000, 60_000_000)
    lagi = rencana(unggah("umkm", buku(JUDUL, baris), by=operator), operator)
    assert [b.hasil.value for b in lagi.baris] == ["sama"]


def test_import_of_a_change_keeps_what_the_sheet_does_not_name(dunia):
    desa, operator = dunia
    umkm = buat_umkm(desa=desa, nama="Toko A", kbli=buat_kbli(), modal_usaha_rp=7, nik=NIK)
    impor = unggah("umkm", buku(["Nama Usaha", "Kode Desa", "L/P"], ["Toko A", desa.kode, "P"]), by=operator)
    r = rencana(impor, operator)
    assert r.baris[0].ringkas.endswith("jenis kelamin diubah")
    terapkan(impor, operator)
    kini = Umkm.objects.get(pk=umkm.pk)
    assert (kini.jenis_kelamin, kini.kbli_id, kini.modal_usaha_rp, kini.nik) == ("P", "10794", 7, NIK)


@pytest.mark.parametrize(
    ("letak", "nilai", "kalimat"),
    [
        (3, "123", "Sel D2: NIK terdiri atas 16 angka"),
        (4, "banci", "Sel E2: jenis kelamin ditulis L atau P."),
        (5, "mungkin", "Sel F2: isi ya atau tidak."),
        (6, "99999", "Sel G2: kode 99999 tidak ada dalam daftar KBLI 2020"),
        (6, 1111, "Sel G2: Kode KBLI terdiri atas lima angka"),
        (8, "banyak", "Sel I2:"),
    ],
)
def test_import_names_the_wrong_cell(dunia, letak, nilai, kalimat):
    desa, operator = dunia
    baris = ["Toko A", desa.kode, "01/02/2024", *[None] * 7]
    baris[letak] = nilai
    (hasil,) = rencana(unggah("umkm", buku(JUDUL, baris), by=operator), operator).baris
    assert (hasil.hasil.value, hasil.sebab[0].kalimat.startswith(kalimat)) == ("ditolak", True), hasil.sebab


def test_import_warns_of_an_odd_nik_and_of_a_village_without_penugasan(dunia):
    verifikator = buat_pengguna("verifikator")
    lain = buat_umkm().desa
    baris = ["Toko A", lain.kode, "01/02/2024", NIK, "L"]
    (hasil,) = rencana(unggah("umkm", buku(JUDUL[:5], baris), by=verifikator), verifikator).baris
    assert (hasil.hasil.value, [p.split(".")[0] for p in hasil.peringatan]) == (
        "baru",
        [
            "Desa ini belum pernah mendapat penugasan, sehingga UMKM ini tidak dihitung pada OPD mana pun",
            "Jenis kelamin yang dipilih tidak cocok dengan NIK ini",
        ],
    )
