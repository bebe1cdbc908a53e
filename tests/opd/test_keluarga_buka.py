"""A family's numbers in full: with the password again and a reason, recorded, for a minute.

Seen red: any password taken for the right one, and pages that a browser may keep.
"""

from __future__ import annotations

import pytest
from django.urls import reverse

from desa.models import Catatan
from opd.actions import buka_keluarga
from opd.actions.buka_keluarga import MEMBUKA, SANDI_SALAH
from tests.pabrik import SANDI, buat_pengguna, buat_penugasan
from tests.pabrik_keluarga import buat_keluarga

pytestmark = pytest.mark.django_db
NIK, KK, TELEPON = "8105154101800099", "8105151201190077", "+6281299988877"
ALASAN = "Mencocokkan berkas bantuan di kantor desa"


@pytest.fixture
def dunia():
    penugasan = buat_penugasan()
    k = buat_keluarga(penugasan.desa, kepala="Yakoba Uji", nik=NIK, kk=KK, telepon=TELEPON)
    return k, buat_pengguna("operator_opd", opd=penugasan.opd)


def buka(klien, k, **isi):
    return klien.post(reverse("keluarga:buka", args=[k.uuid]), {"alasan": ALASAN, "sandi": SANDI} | isi)


def test_numbers_show_once_recorded_and_never_cached(klien, dunia):
    k, operator = dunia
    klien.force_login(operator)
    alamat = reverse("keluarga:buka", args=[k.uuid])
    assert NIK not in klien.get(alamat).text
    jawaban = buka(klien, k)
    assert [n in jawaban.text for n in (NIK, KK, TELEPON)] == [True] * 3
    assert (jawaban["Cache-Control"], jawaban["Refresh"]) == (
        "private, no-store",
        f"60; url={reverse('keluarga:detail', args=[k.uuid])}",
    )
    (catatan,) = Catatan.objects.filter(tindakan=MEMBUKA)
    assert (catatan.oleh_id, catatan.objek_id, catatan.alasan) == (operator.pk, str(k.pk), ALASAN)
    assert str(k.uuid) in catatan.objek
    teks = klien.get(reverse("keluarga:detail", args=[k.uuid])).text
    assert (operator.nama in teks, ALASAN in teks, NIK in teks) == (True, True, False)


def test_wrong_password_shows_nothing_is_recorded_and_slowed_down(klien, dunia):
    k, operator = dunia
    klien.force_login(operator)
    jawaban = buka(klien, k, sandi="salah sama sekali")
    assert ("tidak cocok" in jawaban.text, NIK in jawaban.text, "salah sama sekali" in jawaban.text) == (
        True,
        False,
        False,
    )
    for _ in range(5):
        jawaban = buka(klien, k, sandi="salah lagi")
    assert (jawaban.status_code, NIK in buka(klien, k).text) == (429, False)
    assert Catatan.objects.filter(tindakan=SANDI_SALAH).count() == 5
    assert Catatan.objects.filter(tindakan=MEMBUKA).count() == 0


@pytest.mark.parametrize("alasan", ["", "pendek", "NIK 8105 1541 0180 0099 diminta", "Data yakoba  uji untuk bansos"])
def test_reason_is_asked_for_and_carries_no_person(klien, dunia, alasan):
    k, operator = dunia
    klien.force_login(operator)
    jawaban = buka(klien, k, alasan=alasan)
    assert (NIK in jawaban.text, Catatan.objects.filter(tindakan=MEMBUKA).exists()) == (False, False)


def test_others_get_404_and_a_day_has_its_limit(klien, dunia, monkeypatch):
    k, operator = dunia
    lain = buat_pengguna("operator_opd", opd=buat_penugasan().opd)
    for orang in (lain, buat_pengguna("admin_sistem"), buat_pengguna("pimpinan"), buat_pengguna("pembaca")):
        klien.force_login(orang)
        assert (klien.get(reverse("keluarga:buka", args=[k.uuid])).status_code, buka(klien, k).status_code) == (
            404,
            404,
        )
    klien.force_login(buat_pengguna("verifikator"))
    monkeypatch.setattr(buka_keluarga, "BUKA_SEHARI", 1)
    assert [NIK in buka(klien, k).text for _ in range(2)] == [True, False]


@pytest.mark.parametrize("javascript", [True, False])
def test_numbers_leave_the_screen(halaman, masuk, live_server, monkeypatch, javascript):
    monkeypatch.setattr("opd.views.buka_keluarga.TAMPIL_DETIK", 1)
    penugasan = buat_penugasan()
    k = buat_keluarga(penugasan.desa, kepala="Yakoba Uji", nik=NIK)
    operator = buat_pengguna("operator_opd", opd=penugasan.opd)
    page = halaman(javascript=javascript)
    masuk(page, operator.username)
    page.goto(reverse("keluarga:buka", args=[k.uuid]))
    page.locator("[name=alasan]").fill(ALASAN)
    page.locator("[name=sandi]").fill(SANDI)
    page.locator("main button[type=submit]").click()
    page.get_by_text(NIK).wait_for()
    page.wait_for_url(f"**{reverse('keluarga:detail', args=[k.uuid])}", timeout=10_000)
    assert page.get_by_text(NIK).count() == 0
    if javascript:  # without it the browser asks to send the form again: it kept nothing
        page.go_back()
        assert page.get_by_text(NIK).count() == 0
