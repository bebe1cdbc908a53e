"""Target families: who puts one on the list, what is asked, what is found, and what others see of them."""

from __future__ import annotations

import uuid
from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from desa.enums import JenisSidik
from desa.models import Catatan, Keluarga, SidikKeluarga, StatusKeluarga
from desa.validators import baca_nomor_keluarga
from desa.waktu import hari_ini
from opd.actions.dasar import MintaYakin
from opd.actions.isi_keluarga import IsiKeluarga, IsiMasuk
from opd.actions.keluarga import change_keluarga, create_keluarga
from opd.rekap.keluarga import rekap_keluarga
from opd.rekap.keluarga_ganda import keluarga_ganda
from tests.pabrik import SANDI, SEKARANG, WIT, buat_desa, buat_pengguna, buat_penugasan
from tests.pabrik_keluarga import buat_keluarga, buat_status

pytestmark = pytest.mark.django_db
NIK = "8105154101800099"
KK = "8105151201190077"
MASUK = IsiMasuk(date(2026, 3, 2), "p3ke", 1, date(2025, 12, 31))


@pytest.fixture
def dunia():
    """A village, its operator and another OPD's."""
    penugasan, lain = buat_penugasan(), buat_penugasan()
    operator = buat_pengguna("operator_opd", opd=penugasan.opd)
    return penugasan.desa, operator, buat_pengguna("operator_opd", opd=lain.opd), lain.desa


def catat(desa, by, **isi):
    lain = {k: isi.pop(k) for k in ("yakin", "susulan") if k in isi}
    isi = {"kepala": "Yohanis Uji", "kk": KK} | isi
    return create_keluarga(
        desa, IsiKeluarga(**isi), MASUK, uuid=isi.pop("uuid", uuid.uuid4()), by=by, at=SEKARANG, **lain
    )


def isian(**lain) -> dict:
    dasar = {
        "uuid": str(uuid.uuid4()),
        "kepala": "Maria Uji",
        "nik": NIK,
        "jenis_kelamin": "P",
        "tanggal": "2 Maret 2026",
    }
    return dasar | {"sumber": "p3ke", "periode_data": "31/12/2025", "desil": "1"} | lain


# --- what is stored ------------------------------------------------------------------------------------------------


def test_family_is_sealed_found_by_hash_and_on_the_list(dunia):
    desa, operator, *_ = dunia
    k = catat(desa, operator, nik=NIK, telepon="+6281299988877", jenis_kelamin="P")
    kini = Keluarga.objects.get()
    tersimpan = " ".join(map(str, Keluarga.objects.values_list().get())) + str(
        list(SidikKeluarga.objects.values_list())
    )
    assert [n for n in (NIK, KK, "81299988877") if n in tersimpan] == []
    assert (kini.nik, kini.kk, kini.telepon) == (NIK, KK, "+6281299988877")
    assert [Keluarga.objects.numbered(j, n).get().pk for j, n in ((JenisSidik.NIK, NIK), (JenisSidik.KK, KK))] == [
        k.pk
    ] * 2
    status = StatusKeluarga.objects.get()
    assert (status.peristiwa, status.tanggal, status.desil, status.periode_data) == (
        "masuk",
        MASUK.tanggal,
        1,
        MASUK.periode_data,
    )
    catatan = Catatan.objects.get()
    assert (catatan.tindakan, catatan.perubahan, NIK[-4:] in str(catatan.objek)) == (
        "mencatat keluarga sasaran",
        {},
        False,
    )


def test_same_form_twice_is_one_family_and_other_content_is_refused(dunia):
    desa, operator, *_ = dunia
    pengenal = uuid.uuid4()
    isi = IsiKeluarga("Satu", kk=KK)
    satu, dua = (create_keluarga(desa, isi, MASUK, uuid=pengenal, by=operator, at=SEKARANG) for _ in range(2))
    assert (satu.pk, Keluarga.objects.count(), StatusKeluarga.objects.count()) == (dua.pk, 1, 1)
    with pytest.raises(ValidationError, match="isi berbeda"):
        create_keluarga(desa, IsiKeluarga("Lain", kk=KK), MASUK, uuid=pengenal, by=operator, at=SEKARANG)


def test_another_opd_and_admin_may_not_write(dunia):
    desa, _, asing, _ = dunia
    for orang in (asing, buat_pengguna("admin_sistem"), buat_pengguna("pimpinan"), buat_pengguna("pembaca")):
        with pytest.raises(PermissionDenied):
            catat(desa, orang)
    assert catat(desa, buat_pengguna("verifikator")).pk


@pytest.mark.parametrize(
    ("isi", "kalimat"),
    [
        ({"nik": NIK[:-1]}, "16 angka, di sini 15"),
        ({"nik": "8105153202800099"}, "bukan tanggal lahir"),
        ({"nik": NIK, "jenis_kelamin": "L"}, "tidak cocok dengan NIK"),
        ({"nik": "0105154101800099"}, "tidak ada provinsi"),
        ({"kk": KK + "1"}, "Nomor KK terdiri atas 16 angka, di sini 17"),
        ({"nik": NIK, "kk": NIK}, "NIK dan nomor KK sama"),
    ],
)
def test_odd_number_asks_and_is_kept_with_a_tick(dunia, isi, kalimat):
    desa, operator, *_ = dunia
    with pytest.raises(MintaYakin, match=kalimat):
        catat(desa, operator, **isi)
    assert Keluarga.objects.count() == 0
    catat(desa, operator, yakin=True, **isi)
    assert Keluarga.objects.count() == 1


def test_number_in_the_village_is_refused_and_elsewhere_asked_about(dunia):
    desa, operator, asing, desa_lain = dunia
    catat(desa_lain, asing, nik=NIK, kk=None)
    with pytest.raises(MintaYakin, match=f"juga tercatat pada keluarga sasaran di {desa_lain.nama}"):
        catat(desa, operator, nik=NIK)
    catat(desa, operator, nik=NIK, yakin=True)
    with pytest.raises(ValidationError, match="sudah tercatat di desa ini"):
        catat(desa, operator, kepala="Lain", yakin=True)
    with pytest.raises(ValidationError, match="Isi NIK atau nomor kartu keluarga"):
        catat(desa, operator, kk=None)


def test_change_replaces_the_hash_and_tells_no_value(dunia):
    desa, operator, *_ = dunia
    k = catat(desa, operator, nik=NIK)
    baru = "8105154201800098"
    change_keluarga(k, IsiKeluarga(nik=baru, alamat_rumah="Dusun Satu"), versi=1, by=operator, at=SEKARANG)
    assert (Keluarga.objects.numbered(JenisSidik.NIK, NIK).exists(), Keluarga.objects.get().nik) == (False, baru)
    assert Catatan.objects.get(tindakan="mengubah data keluarga sasaran").perubahan == {
        "data keluarga (nik)": ["", "NIK diubah"],
        "data keluarga (alamat rumah)": ["", "alamat diubah"],
    }
    with pytest.raises(ValidationError, match="Muat ulang"):
        change_keluarga(k, IsiKeluarga(kepala="Lambat"), versi=1, by=operator, at=SEKARANG)


@pytest.mark.parametrize(
    "tulis",
    ["1,23457E+15", "8.105154101800099e15", 8.105154101800099e15, 8105154101800090, "8105154101800000", "8.10515E+15"],
)
def test_number_that_a_sheet_shortened_is_refused_with_the_way_out(tulis):
    with pytest.raises(ValidationError, match=r"15 angka.*format kolomnya menjadi Teks"):
        baca_nomor_keluarga(tulis)


def test_number_is_read_with_apostrophe_spaces_and_dots():
    semua = [
        "'8105154101800099",
        " 8105 1541 0180 0099 ",
        "81.05.15.410180.0099",
        8105154101800099,
        "8105-154101800099",
    ]
    assert {baca_nomor_keluarga(t) for t in semua} == {NIK}


# --- where a family stands -----------------------------------------------------------------------------------------


def test_state_is_read_from_the_last_move_of_a_day_as_it_was_known():
    k = buat_keluarga(masuk=date(2025, 2, 1))
    buat_status(k, "verval", date(2025, 5, 1), hasil="layak")
    buat_status(k, "entas", date(2025, 9, 1))
    buat_status(k, "kambuh", date(2026, 4, 1), dicatat_pada=datetime(2026, 6, 1, tzinfo=WIT))

    def pada(hari, tahu=None):
        return Keluarga.objects.with_state(until=hari, known_at=tahu).get().peristiwa

    semua = [pada(date(2025, 1, 31)), pada(date(2025, 6, 1)), pada(date(2025, 9, 1)), pada(date(2026, 4, 1))]
    assert semua == [None, "masuk", "entas", "kambuh"]
    assert pada(date(2026, 4, 1), datetime(2026, 5, 1, tzinfo=WIT)) == "entas"


def test_entas_counts_only_once_it_was_verified():
    k = buat_keluarga()
    buat_status(k, "entas", date(2025, 9, 1), diverifikasi_pada=None, pemverifikasi_id=None)
    assert Keluarga.objects.with_state().get().peristiwa == "masuk"


def test_counts_equal_plain_loops_and_close_a_few_to_others(dunia):
    desa, operator, asing, desa_lain = dunia
    kini = hari_ini()
    for n in range(7):
        k = buat_keluarga(desa)
        if n == 6:
            buat_status(k, "keluar", date(2025, 8, 1))
    for _ in range(3):
        buat_status(buat_keluarga(desa_lain), "entas", date(2025, 8, 1))
    milik = {
        b.desa.pk: [s.teks for s in (b.sasaran, b.entas, b.keluar)] for b in rekap_keluarga(operator, until=kini).baris
    }
    assert milik == {desa.pk: ["6", "0", "1"], desa_lain.pk: ["0", "<5", "0"]}
    lain = rekap_keluarga(asing, until=kini)
    assert {b.desa.pk: [s.teks for s in (b.sasaran, b.entas, b.keluar)] for b in lain.baris} == {
        desa.pk: ["6", "0", "<5"],
        desa_lain.pk: ["0", "3", "0"],
    }
    pimpinan = rekap_keluarga(buat_pengguna("pimpinan"), until=kini)
    assert (pimpinan.sasaran, pimpinan.entas, pimpinan.keluar, pimpinan.tertutup) == (6, 0, 0, 2)


# --- pages ---------------------------------------------------------------------------------------------------------


def test_form_asks_then_saves_and_the_page_masks(klien, dunia):
    desa, operator, *_ = dunia
    klien.force_login(operator)
    alamat, isi = (
        reverse("keluarga:baru"),
        isian(jenis_kelamin="L", kk=KK, telepon="0812 9998 8877", alamat_rumah="Dusun Dua"),
    )
    jawaban = klien.post(alamat, isi)
    assert ("tidak cocok dengan NIK" in jawaban.content.decode(), Keluarga.objects.count()) == (True, 0)
    jawaban = klien.post(alamat, isi | {"yakin": "on"}, follow=True)
    teks = jawaban.content.decode()
    assert [x in teks for x in ("Maria Uji", "0099", "0077", "Dusun Dua", NIK, KK, "9998887")] == [True] * 4 + [
        False
    ] * 3
    daftar = klien.get(reverse("keluarga:daftar")).content.decode()
    assert ("Maria Uji" in daftar, "************0099" in daftar, NIK in daftar) == (True, True, False)


def test_search_finds_by_number_and_name_and_puts_neither_in_an_address(klien, dunia):
    desa, operator, asing, _ = dunia
    k = buat_keluarga(desa, kepala="Yakoba Uji", nik=NIK, kk=KK)
    alamat = reverse("keluarga:cari")
    for orang, ada in ((operator, True), (asing, False)):
        klien.force_login(orang)
        for tulis in (NIK, " 8105 1541 0180 0099", KK, "yakoba"):
            jawaban = klien.post(alamat, {"cari": tulis})
            assert (str(k.uuid) in jawaban.content.decode(), jawaban.status_code) == (ada, 200), (orang, tulis)
    assert "Yakoba" not in klien.get(alamat, {"cari": "yakoba"}).content.decode()
    assert klien.post(alamat, {"cari": "ya"}).status_code == 422


def test_strangers_get_404_or_403_and_the_table_alone(klien, dunia):
    desa, operator, asing, _ = dunia
    k = buat_keluarga(desa)
    for orang in (asing, buat_pengguna("pimpinan"), buat_pengguna("pembaca"), buat_pengguna("admin_sistem")):
        klien.force_login(orang)
        assert klien.get(reverse("keluarga:detail", args=[k.uuid])).status_code == 404
        assert klien.get(reverse("keluarga:ubah", args=[k.uuid])).status_code == 404
        teks = klien.get(reverse("keluarga:ringkas")).content.decode()
        assert ("&lt;5" in teks, k.kepala in teks) == (True, False)
    klien.force_login(buat_pengguna("pimpinan"))
    assert klien.get(reverse("keluarga:daftar")).status_code == 403


def test_families_of_two_villages_are_listed_with_the_place_alone(klien, dunia):
    desa, operator, _, desa_lain = dunia
    buat_keluarga(desa, kepala="Satu Uji", kk=KK)
    buat_keluarga(desa_lain, kepala="Rahasia Sana", kk=KK)
    buat_keluarga(desa, kepala="Tunggal Uji")
    (ganda,) = keluarga_ganda(operator)
    tempat = f"{desa_lain.nama}, Kec. {desa_lain.kecamatan.nama}"
    assert (ganda.keluarga.kepala, ganda.nomor, ganda.desa_lain) == ("Satu Uji", "Nomor kartu keluarga", (tempat,))
    klien.force_login(operator)
    teks = klien.get(reverse("keluarga:ganda")).content.decode()
    assert ("Satu Uji" in teks, desa_lain.nama in teks, "Rahasia" in teks) == (True, True, False)
    assert len(keluarga_ganda(buat_pengguna("verifikator"))) == 2


@pytest.mark.parametrize("nama", ["ringkas", "daftar", "ganda"])
def test_query_count_does_not_grow(klien, dunia, django_assert_max_num_queries, nama):
    desa, operator, _, desa_lain = dunia
    klien.force_login(operator)
    hasil = []
    for _ in range(2):
        for _ in range(3):
            k = buat_keluarga(desa)
            buat_keluarga(buat_desa(), kk=k.kk)
        with django_assert_max_num_queries(12) as kueri:
            klien.get(reverse(f"keluarga:{nama}"), {"keadaan": "semua"})
        hasil.append(len(kueri))
    assert hasil[0] == hasil[1]


def test_detail_and_search_stay_within_the_budget(klien, dunia, django_assert_max_num_queries):
    desa, operator, *_ = dunia
    klien.force_login(operator)
    k = buat_keluarga(desa, nik=NIK)
    hasil = []
    for n in range(2):
        for m in range(3):
            buat_status(k, "verval", date(2025, 5 + n, 1 + m), hasil="layak")
            buat_keluarga(desa, kepala=k.kepala)
        with django_assert_max_num_queries(12) as satu:
            klien.get(reverse("keluarga:detail", args=[k.uuid]))
        with django_assert_max_num_queries(12) as dua:
            klien.post(reverse("keluarga:cari"), {"cari": k.kepala})
        hasil.append((len(satu), len(dua)))
    assert hasil[0] == hasil[1]


def test_missing_key_hides_the_number_and_keeps_the_page(klien, dunia, settings):
    desa, operator, *_ = dunia
    buat_keluarga(desa, nik=NIK)
    klien.force_login(operator)
    settings.KUNCI_DATA = "lain:" + "C" * 42 + "A="
    jawaban = klien.get(reverse("keluarga:daftar"))
    assert (jawaban.status_code, "tidak terbaca" in jawaban.content.decode()) == (200, True)
    k = Keluarga.objects.get()
    ubah = klien.post(reverse("keluarga:ubah", args=[k.uuid]), {"versi": 1, "kepala": "Nama Lain"})
    buka = klien.post(reverse("keluarga:buka", args=[k.uuid]), {"alasan": "Mencocokkan berkas", "sandi": SANDI})
    assert [("Kunci data ini tidak tersedia" in j.text, j.status_code) for j in (ubah, buka)] == [(True, 422)] * 2
    assert Keluarga.objects.get().kepala == k.kepala
