"""Nothing typed is lost: what stands in a form survives a reload and a session that ended, and goes once it was sent.

Seen red: a store that keeps nothing, and personal fields kept beyond the tab.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import expect

from desa.waktu import hari_ini
from opd.enums import Peran
from opd.models import Kegiatan
from tests import pabrik

pytestmark = [pytest.mark.peramban, pytest.mark.django_db(transaction=True)]
PULIH = re.compile("sudah dipulihkan dan belum terkirim")


def _isi_gudang(page: Any, gudang: str) -> str:
    return page.evaluate(f"() => JSON.stringify({gudang})")


@pytest.fixture
def penugasan() -> Any:
    return pabrik.buat_penugasan(mulai=hari_ini().replace(month=1, day=1))


def test_draft_survives_a_reload_and_goes_when_sent(halaman, masuk, penugasan):
    operator = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)
    page = halaman()
    masuk(page, operator.username)
    page.goto("/kegiatan/baru/")
    page.locator("[name=judul]").fill("Pelatihan pengolahan sagu")
    uuid = page.locator("[name=uuid]").input_value()
    expect(page.locator(".draf-kabar")).to_contain_text("Draf tersimpan di peramban ini pukul")
    page.reload()
    expect(page.locator("[name=judul]")).to_have_value("")
    page.get_by_role("button", name="Pulihkan isian").click()
    expect(page.locator("[name=judul]")).to_have_value("Pelatihan pengolahan sagu")
    assert page.locator("[name=uuid]").input_value() == uuid
    page.locator("main form [type=submit]").click()
    page.wait_for_url(re.compile(r"/kegiatan/[0-9a-f-]{36}/"))
    assert Kegiatan.objects.get().judul == "Pelatihan pengolahan sagu"
    page.goto("/kegiatan/baru/")
    expect(page.locator(".draf-kabar")).to_be_attached()
    expect(page.get_by_role("button", name="Pulihkan isian")).to_have_count(0)


def test_session_that_ended_comes_back_to_the_text(halaman, masuk, penugasan):
    operator = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)
    page = halaman()
    masuk(page, operator.username)
    page.goto("/kegiatan/baru/")
    page.locator("[name=judul]").fill("Penanaman pala")
    page.locator("[name=uraian]").fill("Seribu bibit di dua soa.")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.locator("main form [type=submit]").click()
    page.wait_for_url(re.compile("/masuk/"))
    page.locator("[name=username]").fill(operator.username)
    page.locator("[name=sandi]").fill(pabrik.SANDI)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(re.compile("/kegiatan/baru/"))
    expect(page.get_by_text(PULIH)).to_be_visible()
    expect(page.locator("[name=uraian]")).to_have_value("Seribu bibit di dua soa.")
    page.locator("main form [type=submit]").click()
    page.wait_for_url(re.compile(r"/kegiatan/[0-9a-f-]{36}/"))
    assert list(Kegiatan.objects.values_list("judul", flat=True)) == ["Penanaman pala"]


def test_personal_data_never_outlives_the_tab(halaman, masuk, penugasan):
    operator = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)
    page = halaman()
    masuk(page, operator.username)
    page.goto("/kunjungan/baru/")
    page.locator("[name=warga_ditemui]").fill("Yohanis Rumadan")
    page.locator("[name=catatan]").fill("Sagu belum terjual.")
    page.locator("[name=catatan]").blur()
    expect(page.locator(".draf-kabar")).to_contain_text("Draf tersimpan")
    assert "Sagu belum terjual." in _isi_gudang(page, "localStorage")
    assert "Rumadan" not in _isi_gudang(page, "localStorage")
    assert "Rumadan" in _isi_gudang(page, "sessionStorage")


def test_panel_form_keeps_a_draft_and_another_account_does_not_see_it(halaman, masuk, penugasan):
    kepala = pabrik.buat_pengguna(Peran.KEPALA_OPD, opd=penugasan.opd)
    rekan = pabrik.buat_pengguna(Peran.KEPALA_OPD, opd=pabrik.buat_penugasan().opd)
    page = halaman()
    masuk(page, kepala.username)
    page.goto("/admin/opd/kegiatan/add/")
    page.locator("[name=judul]").fill("Bazar ikan asar")
    expect(page.locator(".draf-kabar")).to_contain_text("Draf tersimpan")
    page.context.clear_cookies()
    masuk(page, rekan.username)
    page.goto("/admin/opd/kegiatan/add/")
    expect(page.locator(".draf-kabar")).to_be_attached()
    expect(page.get_by_role("button", name="Pulihkan isian")).to_have_count(0)
    page.context.clear_cookies()
    masuk(page, kepala.username)
    page.goto("/admin/opd/kegiatan/add/")
    page.get_by_role("button", name="Pulihkan isian").click()
    expect(page.locator("[name=judul]")).to_have_value("Bazar ikan asar")
