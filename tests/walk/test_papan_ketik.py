"""Main tasks of an operator by keyboard alone: each step reached by Tab, seen while it has the focus, no trap (check N2).

Not seen red yet."""

import re

import pytest
from playwright.sync_api import Page, expect

from opd.enums import Peran
from tests.pabrik import SANDI, buat_desa, buat_kecamatan, buat_pengguna, buat_penugasan, buat_umkm

pytestmark = [pytest.mark.peramban, pytest.mark.drill, pytest.mark.django_db(transaction=True)]
TERJAUH = 160
FOKUS = """
() => {
  const e = document.activeElement;
  const kotak = e.getBoundingClientRect();
  const gaya = getComputedStyle(e);
  const tampak = gaya.outlineStyle !== 'none' || gaya.boxShadow !== 'none';
  const di = document.elementFromPoint(kotak.x + kotak.width / 2, kotak.y + kotak.height / 2);
  const atas = di && (e.contains(di) || di.contains(e) || [...(e.labels || [])].some(l => l.contains(di)));
  const nama = e.getAttribute('aria-label') || [...(e.labels || [])].map(l => l.innerText).join(' ') || e.innerText || '';
  return [nama.trim().replace(/\\s+/g, ' '), tampak && Boolean(atas)];
}
"""


def reach(page: Page, nama: str) -> None:
    """Press Tab until what has the focus is called so. Whatever was passed on the way was seen."""
    lewat = []
    for _ in range(TERJAUH):
        page.keyboard.press("Tab")
        sebut, tampak = page.evaluate(FOKUS)
        assert tampak or not sebut, f"fokus pada “{sebut}” tidak terlihat"
        if re.match(nama, sebut):
            return
        lewat.append(sebut)
    pytest.fail(f"“{nama}” tidak tercapai dengan Tab; yang dilewati: {lewat}")


def sign_in(page: Page, nama: str) -> None:
    page.goto("/masuk/")
    reach(page, "Nama akun")
    page.keyboard.type(nama)
    reach(page, "Kata sandi")
    page.keyboard.type(SANDI)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r":\d+/$"))


def test_tasks_of_an_operator_are_done_by_keyboard_alone(halaman):
    p = buat_penugasan(desa=buat_desa(nama="Waru", kecamatan=buat_kecamatan(nama="Teluk Waru")))
    buat_umkm(desa=p.desa, nama="Keripik Waru")
    operator = buat_pengguna(Peran.OPERATOR_OPD, opd=p.opd)
    page = halaman()
    sign_in(page, operator.username)
    reach(page, "Langsung ke isi")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()

    for menu, alamat, tombol in (
        ("UMKM$", "/umkm/", "Nama atau produk"),
        ("Kegiatan$", "/kegiatan/", "Catat kegiatan"),
        ("Kunjungan$", "/kunjungan/", "Catat kunjungan"),
        ("Laporan$", "/laporan/", "Tampilkan"),
        ("Rencana aksi$", "/rencana/", "Tampilkan"),
    ):
        page.goto("/bantuan/")
        reach(page, menu)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(rf"{alamat}$"))
        reach(page, tombol)

    page.goto("/umkm/")
    reach(page, "Nama atau produk")
    page.keyboard.type("keripik")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("keripik"))
    reach(page, "Keripik Waru")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/umkm/[0-9a-f-]{36}/"))

    page.goto("/umkm/baru/")
    reach(page, "Daftarkan")
    page.keyboard.press("Enter")
    expect(page.locator(":focus")).to_have_attribute("required", "")

    page.goto("/bantuan/")
    reach(page, "Keluar")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/masuk/"))
