"""The search of the header: by keyboard alone, on a phone, and without JavaScript; and no person's number in an address."""

import re

import pytest
from playwright.sync_api import expect

from opd.enums import Peran
from tests.pabrik import buat_desa, buat_kecamatan, buat_pengguna, buat_penugasan, buat_umkm

pytestmark = [pytest.mark.peramban, pytest.mark.django_db(transaction=True)]
NIK = "8105156507900001"


@pytest.fixture
def pendamping():
    p = buat_penugasan(desa=buat_desa(nama="Waru", kecamatan=buat_kecamatan(nama="Teluk Waru")))
    buat_umkm(desa=p.desa, nama="Keripik Waru")
    return p.opd


@pytest.fixture
def operator(pendamping):
    return buat_pengguna(Peran.OPERATOR_OPD, opd=pendamping)


def test_search_is_used_by_keyboard_alone(halaman, masuk, operator):
    page = halaman()
    masuk(page, operator.username)
    page.goto("/bantuan/")
    page.keyboard.press("/")
    isian, daftar = page.get_by_role("combobox", name=re.compile("Cari desa")), page.get_by_role("listbox")
    expect(isian).to_be_focused()
    expect(daftar.get_by_role("option").first).to_contain_text("Apa yang harus saya lakukan")
    page.keyboard.type("waru")
    expect(daftar.get_by_role("group", name="UMKM").get_by_role("option")).to_contain_text("Keripik Waru")
    assert isian.get_attribute("aria-expanded") == "true"
    for _ in range(20):
        page.keyboard.press("ArrowDown")
        pilih = page.locator(f"#{isian.get_attribute('aria-activedescendant')}")
        if "Keripik Waru" in pilih.inner_text():
            break
    assert pilih.get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/umkm/[0-9a-f-]{36}/"))
    page.keyboard.press("Control+k")
    page.keyboard.type("isi omzet bulan ini")
    expect(daftar.get_by_role("option").first).to_contain_text("Isi omzet bulan ini")
    page.keyboard.press("Escape")
    expect(daftar).to_be_hidden()
    expect(isian).to_have_value("isi omzet bulan ini")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/cari/\?q=isi"))


def test_no_number_of_a_person_is_asked_for_or_sent(halaman, masuk, operator):
    page = halaman(360)
    alamat = []
    page.on("request", lambda r: alamat.append(r.url))
    masuk(page, operator.username)
    page.goto("/bantuan/")
    isian = page.locator("#cari-kepala")
    isian.fill(NIK)
    page.wait_for_timeout(400)
    isian.press("Enter")
    assert page.evaluate("document.querySelector('#cari-kepala').validity.patternMismatch")
    isian.fill("9120001234567")
    expect(page.get_by_role("listbox")).to_be_hidden()
    isian.press("Enter")
    page.wait_for_url(re.compile("q=9120001234567"))
    assert [a for a in alamat if NIK in a] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_search_works_without_javascript(halaman, masuk, operator):
    page = halaman(360, javascript=False)
    masuk(page, operator.username)
    page.goto("/bantuan/")
    page.locator("#cari-kepala").fill("waru")
    page.locator(".cari-kepala button").click()
    page.wait_for_url(re.compile(r"/cari/\?q=waru"))
    assert page.locator("main h2").all_inner_texts() == ["Desa", "UMKM"]
    page.get_by_role("link", name="Keripik Waru").click()
    page.wait_for_url(re.compile(r"/umkm/"))
    page.goto("/umkm/")
    page.locator(".arti > summary").first.press("Enter")
    expect(page.locator(".arti[open]")).to_contain_text("Selengkapnya")


@pytest.mark.parametrize("javascript", [True, False])
def test_panel_searches_as_the_site_does(halaman, masuk, pendamping, javascript):
    page = halaman(360, javascript=javascript)
    masuk(page, buat_pengguna(Peran.KEPALA_OPD, opd=pendamping).username)
    page.goto("/admin/")
    isian = page.locator("#cari-kepala")
    if javascript:
        page.keyboard.press("/")
        expect(isian).to_be_focused()
        page.keyboard.press("Escape")
        isian.blur()
        page.keyboard.press("Control+k")
        page.keyboard.type("waru")
        expect(page.get_by_role("listbox").get_by_role("group", name="UMKM").get_by_role("option")).to_contain_text(
            "Keripik Waru"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    else:
        isian.fill("waru")
    page.locator(".cari-kepala button").click()
    page.wait_for_url(re.compile(r"/cari/\?q=waru"))
    expect(page.get_by_role("link", name="Keripik Waru")).to_be_visible()
