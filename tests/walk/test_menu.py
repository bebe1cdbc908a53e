"""The main menu: one line on a meeting room's screen, a list on a phone, and usable by keyboard and without JavaScript.

Seen red: with every entry in one row the verifikator's menu took two lines;
without the rule of `.buka-saring` the boxes stood open.
"""

import pytest
from django.urls import reverse

from opd.enums import Peran
from opd.konteks import LAINNYA, MENU
from tests.pabrik import buat_opd, buat_pengguna

pytestmark = [pytest.mark.peramban, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("peran", [Peran.VERIFIKATOR, Peran.KEPALA_OPD, Peran.PEMBACA])
def test_menu_fits_one_line_at_1280(halaman, masuk, peran):
    page = halaman(1280)
    masuk(page, buat_pengguna(peran, opd=buat_opd() if peran == Peran.KEPALA_OPD else None).username)
    page.goto("/bantuan/")
    butir = page.locator("nav[aria-label=Utama] > ul > li").evaluate_all(
        "e => e.map(x => x.getBoundingClientRect().top)"
    )
    assert len(butir) >= 12
    assert len(set(butir)) == 1
    assert page.locator("nav[aria-label=Utama] [aria-current=page]").inner_text() == "Petunjuk"


def test_the_rest_opens_by_keyboard_without_javascript_and_says_where_one_is(halaman, masuk):
    page = halaman(1280, javascript=False)
    masuk(page, buat_pengguna(Peran.VERIFIKATOR).username)
    page.goto("/serah-terima/")
    lain = page.locator("nav[aria-label=Utama] summary")
    assert lain.evaluate("e => getComputedStyle(e).fontWeight") == "600"
    lain.focus()
    page.keyboard.press("Enter")
    tautan = page.locator("nav[aria-label=Utama] details a")
    assert tautan.all_inner_texts() == [*(nama for nama, _ in LAINNYA), "Impor"]
    ukuran = tautan.evaluate_all("e => e.map(x => x.getBoundingClientRect()).map(r => [r.height, r.right])")
    assert all(tinggi >= 44 and kanan <= 1280 for tinggi, kanan in ukuran)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse(LAINNYA[0][1])}")


def test_on_a_phone_every_entry_stands_in_one_list(halaman, masuk):
    page = halaman(360)
    masuk(page, buat_pengguna(Peran.VERIFIKATOR).username)
    page.goto("/")
    page.locator("summary", has_text="Menu").click()
    butir = page.locator("nav[aria-label=Menu] a")
    assert [butir.first.inner_text(), butir.last.inner_text(), butir.count()] == [
        "Beranda",
        "Impor",
        len(MENU) + len(LAINNYA) + 3,
    ]
    assert all(tinggi >= 44 for tinggi in butir.evaluate_all("e => e.map(x => x.getBoundingClientRect().height)"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.keyboard.press("Escape")
    assert not butir.first.is_visible()


def test_on_a_phone_many_filters_wait_behind_one_button_without_javascript(halaman, masuk):
    page = halaman(360, javascript=False)
    masuk(page, buat_pengguna(Peran.VERIFIKATOR).username)
    page.goto("/umkm/")
    kotak = page.get_by_label("Keadaan", exact=True)
    assert not kotak.is_visible()
    page.get_by_role("link", name="Saring UMKM").click()
    kotak.select_option(label="Tutup")
    page.get_by_role("button", name="Tampilkan").click()
    page.wait_for_url("**keadaan=tutup**")
    assert kotak.is_visible()
    assert page.get_by_role("link", name="Hapus saringan").is_visible()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/umkm/")
    assert kotak.is_visible()
    assert not page.get_by_role("link", name="Saring UMKM").is_visible()
