"""An enterprise leaves the programme with a reason; a wrong record of that or of a closure is undone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from desa.models import Catatan, Umkm
from desa.waktu import hari_ini
from opd.actions.tutup_umkm import close_umkm, undo_close
from opd.actions.umkm import release_umkm, undo_release
from opd.enums import Peran
from opd.rekap.umkm import keadaan_umkm
from tests import pabrik
from tests.pabrik import SEKARANG

pytestmark = pytest.mark.django_db

KELUAR = date(2026, 7, 1)


@pytest.fixture
def dunia() -> Any:
    penugasan = pabrik.buat_penugasan()
    return pabrik.buat_umkm(desa=penugasan.desa), pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)


def keluarkan(umkm: Umkm, by: Any, **isi: Any) -> Umkm:
    dasar = {"dibina_sampai": KELUAR, "alasan": "Pindah desa.", "versi": 1, "by": by, "at": SEKARANG}
    return release_umkm(umkm, **dasar | isi)


def test_enterprise_that_left_counts_before_that_day_and_not_after(dunia):
    umkm, operator = dunia
    keluarkan(umkm, operator)
    ada = [umkm.pk in keadaan_umkm(operator, until=KELUAR + timedelta(days=n)) for n in (-1, 0, 1)]
    assert ada == [True, False, False]
    undo_release(umkm, alasan="Salah pilih.", versi=2, by=operator, at=SEKARANG)
    assert umkm.pk in keadaan_umkm(operator, until=KELUAR)
    kini = Umkm.objects.get(pk=umkm.pk)
    assert (kini.dibina_sampai, kini.alasan_keluar, kini.keluar_dicatat_pada, kini.versi) == (None, "", None, 3)


def test_closure_undone_is_no_closure_and_both_stay_in_the_history(dunia):
    umkm, operator = dunia
    isi = {"by": operator, "at": SEKARANG}
    close_umkm(umkm, tutup_pada=KELUAR, alasan="Modal habis.", versi=1, **isi)
    undo_close(umkm, alasan="Salah usaha.", versi=2, **isi)
    assert Umkm.objects.get(pk=umkm.pk).tutup_pada is None
    catatan = Catatan.objects.about(umkm).order_by("id").values_list("tindakan", "perubahan", "alasan")
    assert list(catatan) == [
        ("mencatat UMKM tutup", {"tutup_pada": [None, "2026-07-01"]}, "Modal habis."),
        ("membatalkan catatan tutup UMKM", {"tutup_pada": ["2026-07-01", None]}, "Salah usaha."),
    ]


@pytest.mark.parametrize("hari", [date(2025, 1, 10), date(2026, 7, 21)])
def test_day_before_mentoring_or_to_come_is_refused(dunia, hari):
    umkm, operator = dunia
    with pytest.raises(ValidationError) as galat:
        keluarkan(umkm, operator, dibina_sampai=hari)
    assert list(galat.value.message_dict) == ["dibina_sampai"]
    assert Umkm.objects.get(pk=umkm.pk).versi == 1


def test_twice_or_by_two_at_once_only_the_first_wins(dunia):
    umkm, operator = dunia
    keluarkan(umkm, operator)
    for versi, kalimat in ((1, "sudah diubah orang lain"), (2, "sudah keluar dari binaan")):
        with pytest.raises(ValidationError, match=kalimat):
            keluarkan(umkm, operator, versi=versi)
    with pytest.raises(ValidationError, match="tidak tercatat tutup"):
        undo_close(umkm, alasan="x", versi=2, by=operator, at=SEKARANG)
    with pytest.raises(ValidationError, match="Tulis alasannya"):
        undo_release(umkm, alasan=" ", versi=2, by=operator, at=SEKARANG)
    undo_release(umkm, alasan="x", versi=2, by=operator, at=SEKARANG)
    with pytest.raises(ValidationError, match="tidak tercatat keluar"):
        undo_release(umkm, alasan="x", versi=3, by=operator, at=SEKARANG)


def test_another_opd_may_do_none_of_it(dunia, client):
    umkm, _ = dunia
    lain = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=pabrik.buat_penugasan().opd)
    for tindakan in (undo_close, undo_release):
        with pytest.raises(PermissionDenied):
            tindakan(umkm, alasan="x", versi=1, by=lain, at=SEKARANG)
    with pytest.raises(PermissionDenied):
        keluarkan(umkm, lain)
    client.force_login(lain)
    nama = ("tutup", "batal_tutup", "keluar", "batal_keluar")
    assert {client.get(reverse(f"umkm:{n}", args=[umkm.uuid])).status_code for n in nama} == {403}


def test_pages_lead_there_and_back(dunia, client):
    umkm, operator = dunia
    client.force_login(operator)
    profil = reverse("umkm:detail", args=[umkm.uuid])
    keluar, batal = (reverse(f"umkm:{n}", args=[umkm.uuid]) for n in ("keluar", "batal_keluar"))
    assert keluar in client.get(profil).text
    hari = f"{hari_ini():%d/%m/%Y}"
    kosong = client.post(keluar, {"versi": "1", "dibina_sampai": hari, "alasan": " "})
    assert (kosong.status_code, hari in kosong.text) == (422, True)
    halaman = client.post(keluar, {"versi": "1", "dibina_sampai": hari, "alasan": "Pindah."}, follow=True).text
    assert ("tidak lagi dibina" in halaman, batal in halaman, keluar + '"' in halaman) == (True, True, False)
    assert keluar in client.post(batal, {"versi": "2", "alasan": "Keliru."}, follow=True).text
