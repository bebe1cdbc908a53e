"""Two people at once: who comes second gets a sentence, never an error page; a row is checked by the statement that saves it.

Seen red: the database's refusal without the validation after it; every other row counted as read; rows inserted one by one.
"""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from desa.models import Penjualan, Umkm
from opd.actions.dasar import BERUBAH, SUDAH_ADA, insert_checked, save_checked, sentence_of
from opd.models import Kegiatan, Sk
from tests import pabrik

pytestmark = pytest.mark.django_db


def kalimat(model, buat) -> str:
    """What the loser of a race is told, when the row slips past the check and the database refuses it."""
    with pytest.raises(IntegrityError) as galat, transaction.atomic():
        buat()
    return sentence_of(galat.value, model)


def test_sk_taken_meanwhile_has_a_sentence():
    sk = pabrik.buat_sk()
    assert kalimat(Sk, lambda: pabrik.buat_sk(nomor=sk.nomor)) == (
        "Nomor ini baru saja dicatat orang lain. Muat ulang halaman, lalu pilih yang sudah tercatat."
    )


def test_uuid_taken_meanwhile_by_another_village_has_a_sentence():
    umkm = pabrik.buat_umkm()
    assert kalimat(Umkm, lambda: pabrik.buat_umkm(uuid=umkm.uuid)) == SUDAH_ADA


def test_fact_replaced_twice_has_a_sentence():
    lama = pabrik.buat_kegiatan(pabrik.buat_penugasan(), pabrik.SEKARANG.date())
    isi = {"penugasan": lama.penugasan, "tanggal": lama.tanggal, "menggantikan": lama}
    pabrik.buat_kegiatan(**isi)
    assert kalimat(Kegiatan, lambda: pabrik.buat_kegiatan(**isi)) == BERUBAH


JUNI = date(2026, 6, 1)


def penjualan(umkm, **isi) -> Penjualan:
    """A month that is not stored yet."""
    dasar = {"bulan": JUNI, "omzet_rp": 5, "dicatat_pada": pabrik.SEKARANG, "pencatat": "uji"}
    return Penjualan(umkm=umkm, **dasar | isi)


@pytest.mark.parametrize(
    "salah",
    [
        {"berjualan": False, "bulan": date(2026, 6, 2)},  # two checks
        {"bulan": date(2026, 5, 1)},  # a unique constraint
        {"umkm_id": 0},  # another row that is not there
        {"pencatat": "", "berjualan": False},  # a field and a check
    ],
)
def test_refused_row_says_what_validation_says_and_leaves_nothing(salah):
    umkm = pabrik.buat_umkm()
    pabrik.buat_penjualan(umkm, date(2026, 5, 1))

    def buat() -> Penjualan:
        baru = penjualan(umkm)
        for nama, nilai in salah.items():
            setattr(baru, nama, nilai)
        return baru

    with pytest.raises(ValidationError) as kata:
        buat().full_clean()
    with pytest.raises(ValidationError) as galat:
        save_checked(buat())
    assert galat.value.message_dict == kata.value.message_dict
    with pytest.raises(ValidationError) as galat:
        insert_checked([penjualan(pabrik.buat_umkm()), buat()])
    assert (galat.value.message_dict, Penjualan.objects.count()) == (kata.value.message_dict, 1)


def test_row_with_a_taken_uuid_or_predecessor_is_told_so():
    ada = pabrik.buat_penjualan(pabrik.buat_umkm(), JUNI)
    pabrik.buat_penjualan(ada.umkm, JUNI, menggantikan=ada)
    for isi, kata in (({"uuid": ada.uuid}, SUDAH_ADA), ({"menggantikan": ada}, BERUBAH)):
        with pytest.raises(ValidationError) as galat:
            save_checked(penjualan(pabrik.buat_umkm(), **isi))
        assert galat.value.messages == [kata]


def test_rows_are_saved_with_one_statement_however_many(django_assert_num_queries):
    umkm = [pabrik.buat_umkm() for _ in range(4)]
    with django_assert_num_queries(3):  # a savepoint, the row, its release
        save_checked(penjualan(umkm[0]))
    with django_assert_num_queries(3):
        insert_checked([penjualan(u) for u in umkm[1:]])
    assert Penjualan.objects.filter(umkm__in=umkm).count() == 4
