"""The filled template of potret, edited and given back: corrections wait for a verifikator, nothing is overwritten or lost.

Seen red with an empty count taken for unknown, and with a potret corrected since not looked for.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from desa.models import Catatan, PotretKesejahteraan
from opd.actions.batal_impor import undo_impor
from opd.actions.potret import correct_potret, isi_of
from opd.enums import Peran
from opd.models import Impor
from tests.opd.bolak import filled
from tests.opd.buku import buku, kalimat, pilih, rencana, ringkas, terapkan, unggah
from tests.pabrik import SEKARANG, buat_pengguna, buat_penugasan
from tests.pabrik_potret import buat_potret

pytestmark = pytest.mark.django_db
UUID_LAIN = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def dunia():
    """A verified potret and one that waits, of one village; and one of a neighbour."""

    class D:
        tugas = buat_penugasan()

    D.oleh = buat_pengguna(Peran.OPERATOR_OPD, opd=D.tugas.opd)
    D.sah = buat_potret(
        D.tugas.desa, date(2023, 12, 31), sumber="p3ke", kk_total=300, kk_miskin_ekstrem=40, kk_miskin=90
    )
    D.draf = buat_potret(
        D.tugas.desa, date(2025, 12, 31), sumber="dtsen", kk_total=310, kk_miskin_ekstrem=35, status="draf"
    )
    buat_potret(buat_penugasan().desa, date(2023, 12, 31))
    return D


def back(d, kepala, baris, by=None):
    return unggah("potret", buku(list(kepala), *(list(b.values()) for b in baris), lembar="Potret"), by=by or d.oleh)


def test_the_filled_template_comes_back_without_a_change_and_with_what_was_edited(client, dunia):
    d = dunia
    kepala, baris = filled(client, d.oleh, "potret", tercatat="on")
    assert [(b["Sumber"], b["KK Miskin Ekstrem"], b["Pengenal"]) for b in baris] == [
        (d.sah.get_sumber_display(), 40, str(d.sah.uuid)), (d.draf.get_sumber_display(), 35, str(d.draf.uuid)),
    ]  # fmt: skip
    catatan = Catatan.objects.get(tindakan="mengunduh daftar potret kesejahteraan")
    assert catatan.perubahan["baris"] == [None, 2]
    semula = back(d, kepala, baris)
    assert ringkas(rencana(semula, d.oleh)) == [(2, "sama"), (3, "sama")]
    assert (terapkan(semula, d.oleh), PotretKesejahteraan.objects.count()) == (0, 3)
    baris[0] |= {"KK Miskin Ekstrem": "38", "Dokumen Sumber": "BAST 2"}
    baris[1] |= {"Seluruh KK": None, "KK Miskin": 36}  # an emptied count stays
    for jumlah in (2, 0):  # and sent twice
        impor = back(d, kepala, baris)
        assert terapkan(impor, d.oleh) == jumlah
    baru = PotretKesejahteraan.objects.filter(alasan_koreksi__startswith="Impor potret").order_by("pk")
    assert [(p.kunci, p.menggantikan, p.status, p.kk_total, p.kk_miskin_ekstrem, p.kk_miskin) for p in baru] == [
        (d.sah.kunci, d.sah, "draf", 300, 38, 90), (d.draf.kunci, d.draf, "draf", 310, 35, 36),
    ]  # fmt: skip
    d.sah.refresh_from_db()
    assert (d.sah.status, d.sah.digantikan_pada) == ("diverifikasi", None)


def test_what_another_corrected_meanwhile_is_named_and_not_overwritten(client, dunia):
    d = dunia
    kepala, baris = filled(client, d.oleh, "potret", tercatat="on")
    lain = buat_pengguna(Peran.OPERATOR_OPD, opd=d.tugas.opd, nama="Ona Latu")
    isi = replace(isi_of(d.draf), kk_miskin_ekstrem=34)
    correct_potret(d.draf, isi, uuid=UUID_LAIN, alasan="x", by=lain, at=SEKARANG)
    r = rencana(back(d, kepala, baris), d.oleh)
    assert ringkas(r) == [(2, "sama"), (3, "sama")]
    assert "dikoreksi oleh Ona Latu" in kalimat(r, 3)
    assert "tidak ada yang ditimpa" in kalimat(r, 3)
    baris[1]["KK Miskin Ekstrem"] = 33
    r = rencana(back(d, kepala, baris), d.oleh)
    assert ringkas(r) == [(2, "sama"), (3, "ditolak")]
    assert "Unduh lagi templatnya" in kalimat(r, 3)


@pytest.mark.parametrize(
    ("ubah", "sebab"),
    [
        ({"Pengenal": "xyz"}, "pengenal ini tidak utuh"),
        ({"Pengenal": UUID_LAIN}, "pengenal ini tidak tercatat"),
        ({"KK Miskin Ekstrem": 400}, "melebihi"),
        ({"Sumber": "DTSEN", "Tanggal Data": "31/12/2025"}, "Potret DTSEN 31 Desember 2025 desa ini sudah tercatat"),
        ({"Dokumen Sumber": None}, "dokumen sumber belum diisi"),
    ],
)
def test_a_wrong_row_is_refused_beside_its_cell(client, dunia, ubah, sebab):
    kepala, baris = filled(client, dunia.oleh, "potret", tercatat="on")
    r = rencana(back(dunia, kepala, [baris[0] | ubah]), dunia.oleh)
    assert (ringkas(r), sebab in kalimat(r, 2)) == ([(2, "ditolak")], True), kalimat(r, 2)


def test_a_count_far_from_the_earlier_one_is_asked_about(client, dunia):
    kepala, baris = filled(client, dunia.oleh, "potret", tercatat="on")
    impor = back(dunia, kepala, [baris[1] | {"Seluruh KK": 900}])
    assert ringkas(rencana(impor, dunia.oleh)) == [(2, "perlu_pilihan")]
    assert ringkas(pilih(impor, dunia.oleh, yakin_2="ya")) == [(2, "berubah")]


def test_another_opd_neither_gets_the_counts_nor_changes_them(client, dunia):
    kepala, baris = filled(client, dunia.oleh, "potret", tercatat="on")
    tetangga = buat_pengguna(Peran.OPERATOR_OPD, opd=buat_penugasan().opd)
    assert filled(client, tetangga, "potret", tercatat="on")[1] == []
    assert filled(client, buat_pengguna(Peran.ADMIN_SISTEM), "potret", tercatat="on")[1] == []
    r = rencana(back(dunia, kepala, [b | {"KK Miskin": 91} for b in baris], by=tetangga), tetangga)
    assert ringkas(r) == [(2, "ditolak"), (3, "ditolak")]


def test_corrections_of_a_list_are_taken_back_within_a_day(client, dunia):
    d = dunia
    kepala, baris = filled(client, d.oleh, "potret", tercatat="on")
    impor = back(d, kepala, [b | {"KK Miskin": 80} for b in baris])
    assert terapkan(impor, d.oleh) == 2
    assert undo_impor(Impor.objects.get(pk=impor.pk), alasan="salah", by=d.oleh, at=SEKARANG + timedelta(hours=1)) == 2
    sah, draf = (PotretKesejahteraan.objects.filter(kunci=p.kunci).order_by("pk") for p in (d.sah, d.draf))
    assert [(p.status, p.batal) for p in sah] == [("diverifikasi", False), ("draf", False), ("ditarik", True)]
    assert isi_of(draf.last()) == isi_of(d.draf)
    assert draf.last().status == "draf"
    lagi = back(d, kepala, [b | {"KK Miskin": 81} for b in baris])
    assert ringkas(rencana(lagi, d.oleh)) == [(2, "berubah"), (3, "berubah")]
