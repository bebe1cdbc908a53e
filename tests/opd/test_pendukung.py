"""A pendukung helps in a village: it records its own visits and aid there, and answers for no enterprise of it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from desa.models import Umkm
from opd.actions.umkm import show_pemilik
from opd.enums import Peran
from opd.models import Kunjungan
from opd.permissions import can_edit_umkm
from opd.permissions_usaha import can_record_sales
from tests import pabrik

pytestmark = pytest.mark.django_db
HARI = pabrik.SEKARANG.date()


@pytest.fixture
def desa():
    """A village with one enterprise, and the operators of the OPD in charge and of a pendukung."""
    utama = pabrik.buat_penugasan()
    bantu = pabrik.buat_penugasan(desa=utama.desa, peran="pendukung")
    umkm = pabrik.buat_umkm(desa=utama.desa, pemilik="Mama Ona")
    orang = [pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=p.opd) for p in (utama, bantu)]
    return utama, bantu, umkm, orang


def test_owners_and_enterprises_are_for_the_opd_in_charge(desa):
    utama, _, umkm, (sendiri, pendukung) = desa
    for user, boleh in ((sendiri, True), (pendukung, False)):
        assert Umkm.objects.personal_for(user).filter(pk=umkm.pk).exists() == boleh
        assert can_edit_umkm(user, utama.desa_id, on=HARI) == boleh
        assert can_record_sales(user, utama.desa_id, date(2026, 5, 1), on=HARI) == boleh
    assert show_pemilik(umkm, by=sendiri, at=pabrik.SEKARANG).pemilik == "Mama Ona"
    with pytest.raises(PermissionDenied):
        show_pemilik(umkm, by=pendukung, at=pabrik.SEKARANG)


def test_own_visits_of_a_pendukung_stay_its_own(client, desa):
    utama, bantu, umkm, (sendiri, pendukung) = desa
    milik = pabrik.buat_kunjungan(bantu, HARI, foto=0)
    orang_lain = pabrik.buat_kunjungan(utama, HARI, foto=0)
    assert set(Kunjungan.objects.personal_for(pendukung)) == {milik}
    assert set(Kunjungan.objects.personal_for(sendiri)) == {milik, orang_lain}
    client.force_login(pendukung)
    assert f"keadaan_{umkm.pk}" in client.get(f"/kunjungan/baru/?penugasan={bantu.pk}").text


def test_pendukung_is_offered_no_page_of_the_opd_in_charge(client):
    """In a village without enterprises, registering one and filling in sales are offered to who may do them alone."""
    utama = pabrik.buat_penugasan()
    bantu = pabrik.buat_penugasan(desa=utama.desa, peran="pendukung")
    daftar, jual = f"/umkm/baru/?desa={utama.desa.kode}", f"/desa/{utama.desa.kode}/penjualan/"
    for penugasan, boleh in ((utama, True), (bantu, False)):
        client.force_login(pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd))
        for alamat in ("/kunjungan/baru/", "/pantau/kunjungan/baru/"):
            isi = client.get(f"{alamat}?penugasan={penugasan.pk}").text
            assert (f'href="{daftar}"' in isi, "yang mendaftarkannya" in isi) == (boleh, not boleh)
        assert client.get(daftar).status_code == (200 if boleh else 403)
        desa = client.get(f"/desa/{utama.desa.kode}/").text
        assert (f"/kunjungan/baru/?penugasan={penugasan.pk}" in desa, f'href="{jual}"' in desa) == (True, boleh)
