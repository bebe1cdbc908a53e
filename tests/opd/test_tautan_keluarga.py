"""An enterprise's owner tied to a target family: offered by NIK, said by the OPD, and then the source of "keluarga miskin"."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from desa.models import Catatan, Umkm
from opd.actions.isi_umkm import IsiUmkm
from opd.actions.tautan_keluarga import link_family
from opd.actions.umkm import change_umkm
from tests.pabrik import SEKARANG, buat_desa, buat_pengguna, buat_penugasan, buat_umkm
from tests.pabrik_keluarga import buat_keluarga

pytestmark = pytest.mark.django_db
NIK = "8105154101800099"


@pytest.fixture
def dunia():
    penugasan = buat_penugasan()
    umkm = buat_umkm(desa=penugasan.desa, pemilik="Yakoba Uji", nik=NIK, keluarga_miskin="tidak")
    k = buat_keluarga(penugasan.desa, kepala="Yakoba Uji", nik=NIK)
    return umkm, k, buat_pengguna("operator_opd", opd=penugasan.opd)


def test_family_with_the_same_nik_is_offered_linked_and_let_go(klien, dunia):
    umkm, k, operator = dunia
    klien.force_login(operator)
    alamat = reverse("keluarga:tautan", args=[umkm.uuid])
    teks = klien.get(alamat).text
    assert ("Tautkan ke keluarga Yakoba Uji" in teks, NIK in teks) == (True, False)
    assert "periksa dan tautkan" in klien.get(reverse("keluarga:detail", args=[k.uuid])).text
    klien.post(alamat, {"versi": umkm.versi, "pilih": str(k.uuid)})
    umkm.refresh_from_db()
    assert (umkm.keluarga_sasaran, umkm.keluarga_miskin, umkm.asal_keluarga_miskin) == (
        k,
        "ya",
        "menurut daftar keluarga sasaran",
    )
    assert "Ya, menurut daftar keluarga sasaran" in klien.post(reverse("umkm:pemilik", args=[umkm.uuid])).text
    assert "tertaut" in klien.get(reverse("keluarga:detail", args=[k.uuid])).text
    klien.post(alamat, {"versi": umkm.versi})
    umkm.refresh_from_db()
    assert (umkm.keluarga_sasaran, umkm.keluarga_miskin, umkm.asal_keluarga_miskin) == (None, "belum_diketahui", "")
    assert [c.perubahan for c in Catatan.objects.filter(tindakan__contains="keluarga sasaran")] == [{}, {}]


def test_only_the_opd_in_charge_links_and_only_what_it_reads(klien, dunia):
    umkm, k, operator = dunia
    lain = buat_keluarga(buat_desa(), nik=NIK)
    klien.force_login(operator)
    alamat = reverse("keluarga:tautan", args=[umkm.uuid])
    assert str(lain.uuid) not in klien.get(alamat).text
    klien.post(alamat, {"versi": umkm.versi, "pilih": str(lain.uuid)})
    assert Umkm.objects.get().keluarga_sasaran is None
    for orang in (buat_pengguna("operator_opd", opd=buat_penugasan().opd), buat_pengguna("admin_sistem")):
        klien.force_login(orang)
        assert (klien.get(alamat).status_code, klien.post(alamat, {"versi": 1}).status_code) == (404, 404)


def test_stale_page_and_a_new_nik(dunia):
    umkm, k, operator = dunia
    link_family(umkm, k, versi=umkm.versi, by=operator, at=SEKARANG)
    with pytest.raises(ValidationError, match="Muat ulang"):
        link_family(umkm, k, versi=umkm.versi, by=operator, at=SEKARANG)
    isi = IsiUmkm(umkm.nama, umkm.bentuk, date(2025, 2, 1), nik="8105154201800098")
    change_umkm(umkm, isi, versi=umkm.versi + 1, by=operator, at=SEKARANG, yakin=True)
    assert Umkm.objects.get().keluarga_sasaran is None


def test_pages_stay_within_the_budget(klien, dunia, django_assert_max_num_queries):
    umkm, k, operator = dunia
    klien.force_login(operator)
    for alamat in (
        reverse("keluarga:tautan", args=[umkm.uuid]),
        reverse("keluarga:buka", args=[k.uuid]),
        reverse("keluarga:ubah", args=[k.uuid]),
        reverse("keluarga:baru"),
        reverse("keluarga:impor"),
    ):
        with django_assert_max_num_queries(12):
            assert klien.get(alamat).status_code == 200, alamat
