"""Pages of what data subjects ask for: who reads them, the password again, and what bad input is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from desa.models import Catatan, Keluarga, Umkm
from desa.waktu import hari_ini
from opd.models import PermintaanSubjek
from opd.rekap.tugas import tugas_saya
from tests.kendala_subjek import buat_permintaan
from tests.pabrik import SANDI, buat_pengguna, buat_penugasan, buat_umkm
from tests.pabrik_keluarga import buat_keluarga

pytestmark = pytest.mark.django_db
NIK = "8105154101800099"


@pytest.fixture
def dunia():
    penugasan = buat_penugasan()
    keluarga = buat_keluarga(penugasan.desa, kepala="Yakoba Uji", nik=NIK)
    return keluarga, buat_pengguna("verifikator"), buat_pengguna("admin_sistem"), penugasan


def isian(klien, keluarga, **ubah):
    alamat = f"{reverse('permintaan_subjek:baru')}?rekaman=desa.keluarga:{keluarga.pk}"
    form = klien.get(alamat).context["form"]
    kirim = {
        "uuid": form["uuid"].value(),
        "rekaman": form["rekaman"].value(),
        "jenis": "penghapusan",
        "nomor": "12/PDP/2026",
    }
    kirim |= {"diterima": "1/6/2026", "pengaju": "sendiri", "alasan": "Diminta tertulis", "sandi": SANDI}
    return klien.post(alamat, kirim | ubah)


def test_from_the_family_to_its_erasure_by_two_people(klien, dunia):
    keluarga, verifikator, admin, _ = dunia
    klien.force_login(verifikator)
    teks = klien.get(reverse("keluarga:detail", args=[keluarga.uuid])).text
    assert f"?rekaman=desa.keluarga:{keluarga.pk}" in teks
    jawaban = isian(klien, keluarga)
    permintaan = PermintaanSubjek.objects.get()
    assert [
        t.kalimat
        for o in (verifikator, admin)
        for t in tugas_saya(o, until=hari_ini())
        if t.jenis == "permintaan_subjek"
    ] == ["Penghapusan data 12/PDP/2026 menunggu putusan Anda."]
    assert jawaban.url == reverse("permintaan_subjek:detail", args=[permintaan.uuid])
    teks = klien.get(jawaban.url).text
    assert ("Menunggu putusan verifikator" in teks, "Simpan putusan" in teks, "Tarik permintaan" in teks) == (
        True,
        False,
        True,
    )
    assert klien.post(jawaban.url, {"putusan": "laksanakan", "sandi": SANDI}).status_code == 403
    klien.force_login(admin)
    teks = klien.get(jawaban.url).text
    assert ("Keluarga sasaran di" in teks, "Yakoba" in teks, NIK in teks) == (True, False, False)
    assert klien.post(jawaban.url, {"putusan": "laksanakan", "sandi": "salah"}).status_code == 422
    assert Keluarga.objects.get().pengosongan == ""
    klien.post(jawaban.url, {"putusan": "laksanakan", "sandi": SANDI})
    assert Keluarga.objects.get().pengosongan == "dihapus"
    assert "Beritahukan hasilnya" in klien.get(jawaban.url).text
    klien.force_login(verifikator)
    teks = klien.get(reverse("keluarga:detail", args=[keluarga.uuid])).text
    assert "Dihapus atas permintaan: nama, nomor, alamat, telepon, dan anggotanya tidak ada di sini." in teks
    tawaran = ("Ubah data", "Buka nomor lengkap", "Isi NIK", "belum dicatat", "Batasi atau hapus data")
    assert [t for t in tawaran if t in teks] == []
    assert "Dihapus atas permintaan" in klien.get(reverse("keluarga:daftar")).text


def test_button_on_a_family_takes_along_what_is_surely_the_same_person(klien, dunia, django_assert_max_num_queries):
    keluarga, verifikator, _, penugasan = dunia
    lain_desa, tertaut = buat_keluarga(nik=NIK), buat_umkm(desa=penugasan.desa, keluarga_sasaran=keluarga)
    milik = buat_umkm(desa=penugasan.desa, nik=NIK)
    buat_keluarga(penugasan.desa, kepala="Yakoba Uji")
    klien.force_login(verifikator)
    alamat = f"{reverse('permintaan_subjek:baru')}?rekaman=desa.keluarga:{keluarga.pk}"
    assert f"{alamat}&amp;seorang=1" in klien.get(reverse("keluarga:detail", args=[keluarga.uuid])).text
    with django_assert_max_num_queries(12):
        lengkap = klien.get(f"{alamat}&seorang=1").url
    with django_assert_max_num_queries(12):
        isi = klien.get(lengkap).context["form"]["rekaman"].value()
    assert set(isi.split(",")) == {
        *(f"desa.keluarga:{k.pk}" for k in (keluarga, lain_desa)), *(f"desa.umkm:{u.pk}" for u in (tertaut, milik)),
    }  # fmt: skip
    assert klien.get(alamat).context["form"]["rekaman"].value() == f"desa.keluarga:{keluarga.pk}"


def test_restriction_is_ended_from_its_page(klien, dunia):
    keluarga, verifikator, admin, _ = dunia
    klien.force_login(verifikator)
    isian(klien, keluarga, jenis="pembatasan", dibatasi_sampai=f"{hari_ini() + timedelta(days=30):%d/%m/%Y}")
    permintaan = PermintaanSubjek.objects.get()
    alamat = reverse("permintaan_subjek:detail", args=[permintaan.uuid])
    klien.force_login(admin)
    klien.post(alamat, {"putusan": "laksanakan", "sandi": SANDI})
    assert (Keluarga.objects.get().kepala, "Akhiri pembatasan" in klien.get(alamat).text) == (
        "Dibatasi atas permintaan",
        False,
    )
    klien.force_login(verifikator)
    teks = klien.get(reverse("keluarga:detail", args=[keluarga.uuid])).text
    assert "tidak ada di sini sampai pembatasannya berakhir." in teks
    assert ["Isi NIK" in teks, "Batasi atau hapus data" in teks] == [False, True]
    assert "Akhiri pembatasan" in klien.get(alamat).text
    form = klien.get(reverse("permintaan_subjek:akhiri", args=[permintaan.uuid])).context["form"]
    kirim = {"uuid": form["uuid"].value(), "alasan": "Keberatannya selesai", "sandi": SANDI}
    akhir = klien.post(reverse("permintaan_subjek:akhiri", args=[permintaan.uuid]), kirim).url
    klien.force_login(admin)
    klien.post(akhir, {"putusan": "laksanakan", "sandi": SANDI})
    assert (Keluarga.objects.get().kepala, Keluarga.objects.get().nik) == ("Yakoba Uji", NIK)


@pytest.mark.parametrize(
    ("ubah", "kalimat"),
    [
        ({"sandi": "salah"}, "tidak cocok dengan akun Anda"),
        ({"sandi": ""}, "Ketik kata sandi akun Anda"),
        ({"jenis": "pengakhiran"}, "pengakhiran"),
        ({"rekaman": ""}, "wajib"),
        ({"rekaman": "auth.user:1,x"}, "Pilih sedikitnya satu catatan"),
        ({"alasan": "Yakoba Uji meminta"}, "Jangan menulis nama"),
        ({"diterima": "1/1/2099"}, "belum terjadi"),
    ],
)
def test_bad_input_says_what_to_do_and_writes_nothing(klien, dunia, ubah, kalimat):
    keluarga, verifikator, _, _ = dunia
    klien.force_login(verifikator)
    jawaban = isian(klien, keluarga, **ubah)
    assert (jawaban.status_code, kalimat in jawaban.text, "Diminta tertulis" in jawaban.text or "alasan" in ubah) == (
        422,
        True,
        True,
    )
    assert PermintaanSubjek.objects.count() == 0


def test_correction_names_the_request_it_follows_and_no_person(klien, dunia):
    keluarga, verifikator, _, _ = dunia
    klien.force_login(verifikator)
    alamat = reverse("keluarga:ubah", args=[keluarga.uuid])
    kirim = {"versi": 1, "kepala": "Yakobus Uji", "permintaan": "7/PDP/2026"}
    assert "Tulis apa yang diminta" in klien.post(alamat, kirim).text
    assert "Jangan menulis nama" in klien.post(alamat, kirim | {"alasan_ubah": "Yakobus Uji, bukan Yakoba"}).text
    klien.post(alamat, kirim | {"alasan_ubah": "Ejaan namanya keliru"})
    assert Keluarga.objects.get().kepala == "Yakobus Uji"
    assert Catatan.objects.about(keluarga).first().alasan == "permintaan 7/PDP/2026: Ejaan namanya keliru"


def test_correction_of_an_owner_names_its_request_too(klien, dunia):
    *_, penugasan = dunia
    umkm = buat_umkm(desa=penugasan.desa, pemilik="Yakoba Uji")
    klien.force_login(buat_pengguna("operator_opd", opd=penugasan.opd))
    alamat = reverse("umkm:ubah", args=[umkm.uuid])
    awal = klien.get(alamat).context["form"]
    kirim = {b.name: b.value() or "" for b in awal} | {
        "pemilik": "Yakobus Uji",
        "permintaan": "8/PDP/2026",
        "yakin": "on",
    }
    kirim["dibina_sejak"] = "10/1/2025"
    assert "Tulis apa yang diminta" in klien.post(alamat, kirim).text
    klien.post(alamat, kirim | {"alasan_ubah": "Ejaan namanya keliru"})
    catatan = Catatan.objects.about(umkm).first()
    assert (Umkm.objects.get().pemilik, catatan.alasan) == (
        "Yakobus Uji",
        "permintaan 8/PDP/2026: Ejaan namanya keliru",
    )


@pytest.mark.parametrize("peran", ["pimpinan", "pembaca", "operator"])
def test_others_read_nothing_of_it(klien, dunia, peran):
    keluarga, *_, penugasan = dunia
    permintaan = buat_permintaan(rekaman=[f"desa.keluarga:{keluarga.pk}"])
    orang = buat_pengguna("operator_opd", opd=penugasan.opd) if peran == "operator" else buat_pengguna(peran)
    klien.force_login(orang)
    for nama in ("detail", "akhiri"):
        assert klien.get(reverse(f"permintaan_subjek:{nama}", args=[permintaan.uuid])).status_code == 403
    for nama in ("daftar", "baru"):
        assert klien.get(reverse(f"permintaan_subjek:{nama}")).status_code == 403
    assert klien.post(reverse("permintaan_subjek:tarik", args=[permintaan.uuid])).status_code == 403
    assert "permintaan/" not in klien.get(reverse("keluarga:ringkas")).text


def test_pages_ask_the_same_of_one_and_of_five(klien, dunia, django_assert_max_num_queries):
    keluarga, verifikator, _, penugasan = dunia
    klien.force_login(verifikator)
    kunci = [f"desa.keluarga:{buat_keluarga(penugasan.desa).pk}" for _ in range(5)]
    hitung = {}
    for n in (1, 5):
        PermintaanSubjek.objects.all().delete()
        for _ in range(n):
            permintaan = buat_permintaan(rekaman=kunci[:n])
        for nama, alamat in (
            ("daftar", reverse("permintaan_subjek:daftar")),
            ("detail", reverse("permintaan_subjek:detail", args=[permintaan.uuid])),
            ("baru", f"{reverse('permintaan_subjek:baru')}?rekaman=" + "&rekaman=".join(kunci[:n])),
        ):
            with django_assert_max_num_queries(12) as catatan:
                klien.get(alamat)
            hitung.setdefault(nama, set()).add(len(catatan))
    assert {nama: len(n) for nama, n in hitung.items()} == {"daftar": 1, "detail": 1, "baru": 1}
