"""Who is restricted or erased asks for access too: found by number, answered from what is kept, told of a breach."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from desa.models import Keluarga
from desa.waktu import WIT
from opd.actions.buka_keluarga import open_numbers
from opd.rekap.berkas_subjek import gather
from opd.rekap.cari_subjek import Pencarian, find_subject
from opd.rekap.kebocoran import trace_account
from opd.rekap.simpanan_pribadi import Kunci
from tests import pabrik
from tests.opd.test_permintaan_subjek import laksanakan, usul
from tests.pabrik_keluarga import buat_keluarga

pytestmark = pytest.mark.django_db
NAMA, NIK, KK, TELEPON = "Yakoba Tuasikal", "8105154101800099", "8105151201190077", "+6281299988877"


@pytest.fixture
def dunia():
    penugasan = pabrik.buat_penugasan()
    return penugasan, buat_keluarga(penugasan.desa, kepala=NAMA, nik=NIK, kk=KK, telepon=TELEPON)


@pytest.mark.parametrize("cari", [{"nik": NIK}, {"kk": KK}, {"telepon": TELEPON}, {"nama": "yakoba"}])
def test_who_is_restricted_is_found_and_answered(dunia, cari):
    penugasan, keluarga = dunia
    kunci = Kunci("desa.keluarga", keluarga.pk)
    laksanakan(usul((kunci,), "pembatasan"))
    desa_id = penugasan.desa_id if "nama" in cari else None
    (t,) = find_subject(Pencarian(**cari, desa_id=desa_id))
    assert (t.kunci, t.nama, t.lewat) == (kunci, NAMA, "datanya dibatasi atas permintaannya")
    berkas = gather([kunci], terbuka=True)
    isi = {i.nama: i.nilai for i in berkas.rekaman[0].isian}
    assert (isi["NIK kepala keluarga"], isi["Telepon keluarga"]) == (NIK, TELEPON)
    assert berkas.rekaman[0].sumber.endswith("disimpan tersandi karena dibatasi atas permintaan")
    assert [k.tindakan for k in berkas.perubahan] == [
        "melaksanakan pembatasan pemrosesan",
        "mengusulkan permintaan subjek data",
    ]
    assert NIK not in str(gather([kunci]))
    assert Keluarga.objects.get(pk=keluarga.pk).kepala == "Dibatasi atas permintaan"


def test_of_who_is_erased_it_is_said_and_nothing_more(dunia):
    keluarga = dunia[1]
    laksanakan(usul((Kunci("desa.keluarga", keluarga.pk),)))
    (t,) = find_subject(Pencarian(nik=NIK))
    assert (t.nama, t.nomor, t.lewat) == ("Dihapus atas permintaan", "", "datanya dihapus atas permintaannya")
    assert NIK not in str(gather([t.kunci], terbuka=True))


def test_a_restricted_name_of_another_village_is_not_offered(dunia):
    laksanakan(usul((Kunci("desa.keluarga", dunia[1].pk),), "pembatasan"))
    assert find_subject(Pencarian(nama=NAMA, desa_id=pabrik.buat_desa().pk)) == []
    assert find_subject(Pencarian(nama=NAMA)) == []


def test_who_is_restricted_is_told_of_a_breach(dunia):
    penugasan, keluarga = dunia
    akun = pabrik.buat_pengguna("operator_opd", opd=penugasan.opd)
    saat = datetime.now(tz=WIT)
    open_numbers(keluarga, alasan="Mencocokkan berkas", by=akun, at=saat)
    laksanakan(usul((Kunci("desa.keluarga", keluarga.pk),), "pembatasan"))
    hasil = trace_account(akun, saat - timedelta(days=1), saat + timedelta(days=1), jangkauan=False)
    assert [t.nama for t in hasil.terdampak] == [NAMA]
