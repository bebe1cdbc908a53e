"""The filled template of quarterly states, edited and given back. Seen red without the version."""

from datetime import date
from typing import Any

import pytest

from opd.actions.batal_impor import undo_impor
from opd.enums import Peran
from opd.models import Impor
from tests.opd.bolak import filled
from tests.opd.buku import buku, kalimat, rencana, ringkas, terapkan, unggah
from tests.pabrik import SEKARANG, buat_pengguna, buat_penugasan, buat_umkm
from tests.pabrik_usaha import buat_perkembangan

pytestmark = pytest.mark.django_db
HARI = date(2026, 5, 12)


@pytest.fixture
def dunia(client):
    """An enterprise with a state of the quarter and one without, and the template filled with them."""

    class D:
        tugas = buat_penugasan()

    D.oleh = buat_pengguna(Peran.OPERATOR_OPD, opd=D.tugas.opd)
    D.satu, D.dua = (buat_umkm(desa=D.tugas.desa, nama=n, dibina_sejak=date(2026, 1, 1)) for n in ("Abon", "Pala"))
    D.ada = buat_perkembangan(D.satu, HARI, pekerja_l=2, berizin="tidak")
    D.kepala, D.baris = filled(client, D.oleh, "perkembangan", triwulan="2026-2")
    return D


def back(d, *ubah: dict[str, Any]):
    baris = [list((b | u).values()) for b, u in zip(d.baris, ubah or ({}, {}), strict=True)]
    return unggah("perkembangan", buku(list(d.kepala), *baris, lembar="Perkembangan"), by=d.oleh)


def test_what_another_recorded_or_cancelled_meanwhile_is_named_and_not_overwritten(dunia):
    d = dunia
    assert [b["Versi"] for b in d.baris] == [d.ada.pk, 0]
    assert ringkas(rencana(back(d), d.oleh)) == [(2, "sama"), (3, "sama")]
    ubah = {"Pekerja Laki-laki": 5}, {"Tanggal Dilihat": "12/05/2026", "Pekerja Laki-laki": 1}
    ganti = {"pencatat": "Ona Latu", "alasan_koreksi": "x"}
    lain = buat_perkembangan(d.satu, HARI, pekerja_l=3, berizin="tidak", menggantikan=d.ada, **ganti)
    buat_perkembangan(d.dua, HARI, pekerja_l=4, pencatat="Ona Latu")
    r = rencana(back(d), d.oleh)
    assert (ringkas(r), "Ona Latu mencatat keadaan ini pada " in kalimat(r, 2)) == ([(2, "sama"), (3, "sama")], True)
    r = rencana(back(d, *ubah), d.oleh)
    assert ringkas(r) == [(2, "ditolak"), (3, "ditolak")]
    assert "Unduh lagi templatnya" in kalimat(r, 3)
    buat_perkembangan(d.satu, HARI, menggantikan=lain, batal=True, **ganti)
    assert ringkas(rencana(back(d, *ubah), d.oleh)) == [(2, "ditolak"), (3, "ditolak")]


def test_what_was_taken_back_can_be_mended_and_sent_again(dunia):
    d = dunia
    salah = {"Pekerja Laki-laki": 5}, {"Tanggal Dilihat": "12/05/2026", "Pekerja Laki-laki": 1}
    impor = back(d, *salah)
    assert (terapkan(impor, d.oleh), terapkan(back(d, *salah), d.oleh)) == (2, 0)
    undo_impor(Impor.objects.get(pk=impor.pk), alasan="salah", by=d.oleh, at=SEKARANG)
    lagi = back(d, {"Pekerja Laki-laki": 4}, salah[1])
    assert ringkas(rencana(lagi, d.oleh)) == [(2, "berubah"), (3, "baru")]
