"""Rounds of an answer: a page opened on one of them says nothing about the next."""

from __future__ import annotations

import pytest

from opd.enums import Peran, StatusTindakLanjut
from opd.models import TindakLanjut
from tests.opd.test_arahan_halaman import alamat, hari, masuk
from tests.pabrik_arahan import buat_arahan, buat_tindak

pytestmark = pytest.mark.django_db
DIJAWAB = StatusTindakLanjut.DIJAWAB


def test_page_of_a_returned_answer_decides_nothing_of_the_next_one(client):
    """Opened on the first answer, pressed after the second: what was not read is not closed, and who returned is named."""
    t = buat_tindak(buat_arahan(batas=hari(5), tanggal=hari(-3)), status=DIJAWAB, versi=2)
    operator = masuk(client, Peran.OPERATOR_OPD, t.opd)
    satu, dua = masuk(client, Peran.VERIFIKATOR), masuk(client, Peran.VERIFIKATOR)
    lama = {"aksi": "selesai", "versi": "2"}
    client.force_login(satu)
    client.post(alamat(t), {"aksi": "kembali", "versi": "2", "alasan": "Kurang."})
    client.force_login(dua)
    assert f"Jawaban ini sudah dikembalikan oleh {satu.nama} pada" in client.post(alamat(t), lama).text
    client.force_login(operator)
    versi = client.get(alamat(t)).context["kini"].versi
    client.post(alamat(t), {"aksi": "jawab", "versi": versi, "jawaban": "Jawaban yang belum dibaca."})
    client.force_login(dua)
    assert f"Arahan ini sudah dijawab oleh {operator.nama} pada" in client.post(alamat(t), lama).text
    assert TindakLanjut.objects.get(putaran=2).status == DIJAWAB
