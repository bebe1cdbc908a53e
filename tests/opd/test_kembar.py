"""Two people at once: who comes second gets a sentence, never an error page."""

import pytest
from django.db import IntegrityError, transaction

from desa.models import Umkm
from opd.actions.dasar import BERUBAH, SUDAH_ADA, sentence_of
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
