"""The filled template of village indices, edited and given back. Seen red with the version not compared."""

from decimal import Decimal

import pytest

from desa.models import IndeksDesa, NilaiSubdimensi
from opd.enums import Peran
from tests.opd.bolak import filled
from tests.opd.buku import buku, kalimat, rencana, ringkas, terapkan, unggah
from tests.opd.test_indeks_desa import ENAM
from tests.pabrik import buat_batas, buat_desa, buat_indeks, buat_pengguna

pytestmark = pytest.mark.django_db


@pytest.fixture
def dunia():
    """Two villages with an Indeks Desa of 2025, one of them with a sub-dimension; a kelurahan and an IDM beside."""
    buat_batas("indeks_desa", 2025)

    class D:
        oleh = buat_pengguna(Peran.VERIFIKATOR, nama="Ona Latu")

    D.satu, D.dua = (
        buat_indeks(buat_desa(), 2025, jenis="indeks_desa", nilai="65.4200", iks=None, ike=None, ikl=None, **ENAM)
        for _ in range(2)
    )
    buat_indeks(D.satu.desa, 2024)
    NilaiSubdimensi.objects.create(indeks=D.satu, subdimensi="kesehatan", poin=Decimal("7.5"))
    return D


def back(d, kepala, baris):
    return unggah("indeks", buku(list(kepala), *(list(b.values()) for b in baris), lembar="Indeks desa"), by=d.oleh)


def test_a_filled_template_comes_back_without_a_change_and_with_what_was_edited(client, dunia):
    d = dunia
    assert filled(client, d.oleh, "indeks")[1] == []
    kepala, baris = filled(client, d.oleh, "indeks", tahun_indeks="2025")
    baris.sort(key=lambda b: b["Kode Desa"] != d.satu.desa.kode)  # names of villages are numbers, in any order
    assert [(b["Kode Desa"], b["Nilai"], b["Sub Kesehatan"]) for b in baris] == [
        (d.satu.desa.kode, 65.42, 7.5), (d.dua.desa.kode, 65.42, None),
    ]  # fmt: skip
    semula = back(d, kepala, baris)
    assert ringkas(rencana(semula, d.oleh)) == [(2, "sama"), (3, "sama")]
    baris[1] |= {"Nilai": "66,1", "Sumber": "Kepmendesa 9/2025"}
    for jumlah in (1, 0):  # and sent twice
        assert terapkan(back(d, kepala, baris), d.oleh) == jumlah
    assert list(IndeksDesa.objects.filter(tahun=2025).order_by("pk").values_list("nilai", "sumber")) == [
        (Decimal("65.4200"), "uji"), (Decimal("66.1000"), "Kepmendesa 9/2025"),
    ]  # fmt: skip
    assert NilaiSubdimensi.objects.get().poin == Decimal("7.5")


def test_what_another_changed_meanwhile_is_named_and_not_overwritten(client, dunia):
    d = dunia
    kepala, baris = filled(client, d.oleh, "indeks", tahun_indeks="2025")
    impor = back(d, kepala, [baris[0] | {"Nilai": "67"}, baris[1] | {"Nilai": "68"}])
    assert ringkas(rencana(impor, d.oleh)) == [(2, "berubah"), (3, "berubah")]
    isi = {b["Kode Desa"]: b for b in baris}[d.dua.desa.kode]
    lain = unggah("indeks", buku(list(kepala), list((isi | {"Nilai": "70"}).values()), lembar="Indeks desa"), by=d.oleh)
    assert terapkan(lain, d.oleh) == 1
    r = rencana(impor, d.oleh)
    kena = [b["Kode Desa"] for b in baris].index(d.dua.desa.kode) + 2  # the list is in order of names
    assert ringkas(r) == [(n, "ditolak" if n == kena else "berubah") for n in (2, 3)]
    assert "sudah diubah sejak templatnya diunduh. Ona Latu" in kalimat(r, kena)
    assert ringkas(rencana(back(d, kepala, [isi | {"Nilai": "70"}]), d.oleh)) == [(2, "sama")]
