"""What an uploaded list of enterprises says of persons: who may have it, what is kept of it, and what its plan tells."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from desa.waktu import hari_ini
from opd.enums import Peran
from opd.impor.rencana import BarisRencana, Hasil
from opd.models import Impor, PeranPengguna
from tests.opd.buku import buku, kalimat, rencana, ringkas, terapkan, unggah
from tests.pabrik import beri_peran, buat_opd, buat_pengguna, buat_penugasan, buat_umkm

pytestmark = pytest.mark.django_db
JUDUL = ["Nama Usaha", "Kode Desa", "Nama Pemilik", "Telepon", "Dibina Sejak"]
NIK = "8105154101800099"


def test_digest_of_a_row_cannot_be_tried_out_without_the_key():
    baris = BarisRencana(2, Hasil.BERUBAH, "Toko: telepon diubah", jejak=(1, 2, [("telepon", "+6281234567890")]))
    kini = baris.sidik
    with override_settings(SECRET_KEY="kunci-lain-" * 6):
        assert baris.sidik != kini


@pytest.fixture
def unggahan(client):
    """A list with owners, uploaded by the operator of the OPD in charge; returns its address and the OPD."""
    penugasan = buat_penugasan()
    client.force_login(buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd))
    isi = buku(JUDUL, ["Toko A", penugasan.desa.kode, "Pemilik Rahasia", "081234567890", "01/02/2026"], lembar="UMKM")
    jawaban = client.post("/impor/umkm/", {"berkas": SimpleUploadedFile("umkm.xlsx", isi)})
    assert client.get(jawaban.url).status_code == 200
    return jawaban.url


@pytest.mark.parametrize(("peran", "status"), [(Peran.VERIFIKATOR, 200), (Peran.ADMIN_SISTEM, 404)])
def test_list_with_owners_is_open_to_its_uploader_and_the_verifikator_only(client, unggahan, peran, status):
    client.force_login(buat_pengguna(peran))
    alamat = [unggahan, f"{unggahan}asli", f"{unggahan}kesalahan.xlsx"]
    assert [client.get(a).status_code for a in alamat] == [status] * 3
    assert (unggahan in client.get("/impor/").text) == (status == 200)
    assert Impor.objects.count() == 1


def test_list_is_closed_to_its_uploader_once_a_role_of_that_day_has_ended(client, unggahan):
    """Seen red: who had moved to another OPD fetched the first one's owners from there for a year."""
    impor, hari = Impor.objects.get(), hari_ini()
    peran = PeranPengguna.objects.get(pengguna=impor.diunggah_oleh)
    beri_peran(impor.diunggah_oleh, Peran.OPERATOR_OPD, opd=buat_opd())
    alamat, lihat = [unggahan, f"{unggahan}asli", f"{unggahan}kesalahan.xlsx"], []

    def buka(umur, selesai):
        PeranPengguna.objects.filter(pk=peran.pk).update(selesai=selesai)
        Impor.objects.update(diunggah_pada=impor.diunggah_pada - timedelta(days=umur))
        client.force_login(impor.diunggah_oleh)
        return [client.get(a).status_code for a in alamat]

    for umur, selesai in ((0, None), (0, 1), (0, 0), (40, 0), (40, -30), (40, -50)):
        lihat.append(buka(umur, selesai if selesai is None else hari + timedelta(days=selesai)))
    assert lihat == [[status] * 3 for status in (200, 200, 403, 403, 403, 200)]
    Impor.objects.update(jenis="keluarga")
    kolom = f"/keluarga/impor/{impor.uuid}/kolom/"
    assert (buka(40, hari), client.get(kolom).status_code) == ([403] * 3, 403)
    beri_peran(impor.diunggah_oleh, Peran.VERIFIKATOR, mulai=hari)
    Impor.objects.update(jenis="umkm")
    assert buka(40, hari) == [200] * 3  # as anybody's


def test_plan_never_tells_who_reads_no_owner_whether_a_guess_is_right():
    """Seen red: to admin_sistem a list of guesses said "sama" or "diubah" of every owner of the province, writing nothing."""
    penugasan = buat_penugasan()
    isi = {"pemilik": "Rahasia Satu", "telepon": "+6281111111111", "jenis_kelamin": "P", "keluarga_miskin": "ya"}
    u = buat_umkm(desa=penugasan.desa, nama="Pala Jaya", produk="pala", nik=NIK, **isi)
    judul = ["Nama Usaha", "Kode Desa", "Produk", "Pemilik", "Telepon", "NIK", "Jenis Kelamin", "Keluarga Miskin"]
    benar = ["Rahasia Satu", "081111111111", NIK, "perempuan", "ya"]
    salah = ["Rahasia Dua", "082222222222", "8105150101800099", "laki-laki", "tidak"]
    tebak = [benar, salah, *([*[None] * 4, miskin] for miskin in ("ya", "tidak"))]

    def hasil(by, nama, produk, pemilik):
        """What the plan says of a row, and how many questions it asks."""
        r = rencana(unggah("umkm", buku(judul, [nama, u.desa.kode, produk, *pemilik], lembar="UMKM"), by=by), by)
        return r.baris[0].hasil, kalimat(r, 2), r.baris[0].ringkas, len(r.baris[0].tanya)

    admin = buat_pengguna(Peran.ADMIN_SISTEM)
    for nama, produk in (("Pala Jaya", "pala"), ("Pala Jaya", "minyak pala"), ("Usaha Lain", "pala")):
        assert len({hasil(admin, nama, produk, t) for t in tebak}) == 1
    assert hasil(admin, "Pala Jaya", "pala", benar)[1].count("jadi dilewati") == 1
    for by in (buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd), buat_pengguna(Peran.VERIFIKATOR)):
        assert [hasil(by, "Pala Jaya", "pala", t)[0] for t in (benar, salah)] == [Hasil.SAMA, Hasil.BERUBAH]
    impor = unggah("umkm", buku(judul, ["Pala Jaya", u.desa.kode, "minyak pala", *salah], lembar="UMKM"), by=admin)
    assert (terapkan(impor, admin), ringkas(rencana(impor, admin))) == (1, [(2, "sama")])
    u.refresh_from_db()
    assert (u.produk, u.pemilik, u.telepon) == ("minyak pala", isi["pemilik"], isi["telepon"])
