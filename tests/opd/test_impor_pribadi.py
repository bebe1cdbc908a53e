"""What an uploaded list of enterprises says of persons: who may have it, and what is kept of it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from opd.enums import Peran
from opd.impor.rencana import BarisRencana, Hasil
from opd.models import Impor
from tests.opd.buku import buku
from tests.pabrik import buat_pengguna, buat_penugasan

pytestmark = pytest.mark.django_db
JUDUL = ["Nama Usaha", "Kode Desa", "Nama Pemilik", "Telepon", "Dibina Sejak"]


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
