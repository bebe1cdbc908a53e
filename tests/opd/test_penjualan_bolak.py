"""The filled template of sales, edited and given back: what somebody recorded meanwhile is named and stays.

Seen red without the version, and with a month that was changed and changed back taken for another.
"""

from datetime import date

import pytest

from desa.models import Penjualan
from opd.actions.batal_impor import undo_impor
from opd.enums import Peran
from opd.models import Impor
from tests.opd.bolak import filled
from tests.opd.buku import buku, kalimat, rencana, ringkas, terapkan, unggah
from tests.pabrik import SEKARANG, buat_pengguna, buat_penjualan, buat_penugasan, buat_umkm

pytestmark = pytest.mark.django_db
APRIL, MEI = date(2026, 4, 1), date(2026, 5, 1)


@pytest.fixture
def dunia(client):
    """An enterprise with April reported in two channels and May not, and the template filled with them."""

    class D:
        tugas = buat_penugasan()

    D.oleh = buat_pengguna(Peran.OPERATOR_OPD, opd=D.tugas.opd)
    D.umkm = buat_umkm(desa=D.tugas.desa, nama="Pala Jaya", dibina_sejak=date(2026, 1, 1))
    D.april = buat_penjualan(D.umkm, APRIL, 5_000, saluran={"pasar": 3_000, "toko": 2_000})
    D.kepala, D.baris = filled(client, D.oleh, "penjualan", dari="04/2026", sampai="05/2026")
    return D


def back(d, *ubah):
    baris = [list((b | u).values()) for b, u in zip(d.baris, ubah or ({}, {}), strict=True)]
    return unggah("penjualan", buku(list(d.kepala), *baris, lembar="Penjualan"), by=d.oleh)


def another(d, bulan, rp, lama=None):
    return buat_penjualan(d.umkm, bulan, rp, menggantikan=lama, alasan_koreksi="x" if lama else "", pencatat="Ona Latu")


def test_what_another_recorded_meanwhile_is_named_and_not_overwritten(dunia):
    d = dunia
    assert [b["Versi"] for b in d.baris] == [d.april.pk, 0]
    assert ringkas(rencana(back(d), d.oleh)) == [(2, "sama"), (3, "sama")]
    another(d, APRIL, 9_000, d.april), another(d, MEI, 7_000)
    r = rencana(back(d), d.oleh)
    assert ringkas(r) == [(2, "sama"), (3, "sama")]
    assert "Ona Latu mencatat bulan ini pada " in kalimat(r, 2)
    r = rencana(back(d, {"Omzet": 5_500, "Pasar": 3_500}, {"Omzet": 6_000}), d.oleh)
    assert ringkas(r) == [(2, "ditolak"), (3, "ditolak")]
    assert "Ona Latu mencatat bulan ini pada " in kalimat(r, 3)
    assert ringkas(rencana(back(d, {"Omzet": 9_000, "Pasar": None, "Toko": None}, {"Omzet": 7_000}), d.oleh)) == [
        (2, "sama"), (3, "sama"),
    ]  # fmt: skip


def test_what_was_taken_back_can_be_mended_and_sent_again(dunia):
    d = dunia
    salah = {"Omzet": 6_000, "Pasar": 4_000}, {"Omzet": 4_000}
    impor = back(d, *salah)
    assert (terapkan(impor, d.oleh), terapkan(back(d, *salah), d.oleh)) == (2, 0)
    undo_impor(Impor.objects.get(pk=impor.pk), alasan="salah", by=d.oleh, at=SEKARANG)
    lagi = back(d, {"Omzet": 6_500, "Pasar": 4_500}, {"Omzet": 4_500})
    assert ringkas(rencana(lagi, d.oleh)) == [(2, "berubah"), (3, "baru")]
    assert terapkan(lagi, d.oleh) == 2
    assert list(Penjualan.objects.in_force().order_by("bulan").values_list("omzet_rp", flat=True)) == [6_500, 4_500]
