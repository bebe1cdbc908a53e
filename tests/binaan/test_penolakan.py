"""A refused deed leaves who, as what, when and where; reading that is refused leaves nothing, and nobody floods the record."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from desa.models import Catatan
from opd.actions.penolakan import DITOLAK, PER_JAM, record_refusal
from opd.enums import Peran
from tests import pabrik
from tests.pabrik import SEKARANG

pytestmark = pytest.mark.django_db


def baris():
    return list(Catatan.objects.filter(tindakan=DITOLAK).order_by("pada").values_list("oleh", "sebagai", "perubahan"))


def test_deed_of_another_opd_refused_on_the_site_is_recorded_without_what_was_sent(client):
    kegiatan = pabrik.buat_kegiatan(pabrik.buat_penugasan(), SEKARANG.date())
    lain = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=pabrik.buat_opd())
    client.force_login(lain)
    alamat = reverse("kegiatan:batalkan", args=[kegiatan.uuid])
    assert client.get(alamat).status_code == 403
    assert baris() == []
    for _ in range(3):
        assert client.post(alamat, {"uuid": uuid.uuid4(), "alasan": "RAHASIA-KENARI"}).status_code == 403
    assert baris() == [(lain.label, lain.sebagai, {"alamat": [None, alamat]})]
    assert "RAHASIA-KENARI" not in str(list(Catatan.objects.values()))


def test_deed_refused_in_the_panel_is_recorded(client):
    kepala = pabrik.buat_pengguna(Peran.KEPALA_OPD, opd=pabrik.buat_opd())
    client.force_login(kepala)
    assert client.post("/admin/opd/pengguna/add/", {}).status_code == 403
    assert baris() == [(kepala.label, kepala.sebagai, {"alamat": [None, "/admin/opd/pengguna/add/"]})]


def test_stranger_and_done_deeds_leave_no_refusal(client):
    client.post("/kegiatan/baru/", {})
    penugasan = pabrik.buat_penugasan()
    client.force_login(pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd))
    client.post("/kegiatan/baru/", {})
    assert baris() == []


def test_refusals_of_one_account_are_few_whatever_it_tries():
    orang = pabrik.buat_pengguna()
    tulis = [record_refusal(orang, alamat=f"/a/{n}/", at=SEKARANG + timedelta(seconds=n)) for n in range(PER_JAM + 5)]
    assert sum(tulis) == PER_JAM
    assert record_refusal(pabrik.buat_pengguna(), alamat="/a/1/", at=SEKARANG)
    assert record_refusal(orang, alamat="/a/1/", at=SEKARANG + timedelta(hours=2))
    assert not record_refusal(orang, alamat="/a/1/", at=SEKARANG + timedelta(hours=2, seconds=59))
