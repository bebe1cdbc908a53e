"""axe finds nothing on any page, in its fullest state, and no page is wider than a phone.

Seen red: two regions of the village page carried one name, and the panel's head was wider than 360 px.
"""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.halaman_ketat import StrictClient
from tests.walk.dunia import build
from tests.walk.jalan import addresses

pytestmark = [pytest.mark.peramban, pytest.mark.django_db(transaction=True)]

BERKAS = ("xlsx", ".jpg", "/asli", "/jsi18n/", "/autocomplete/")
ATURAN = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
KERJA = "operator_opd"
# Pages that only one role opens in full.
PERAN = {
    "arahan": "pimpinan",
    "naskah": "kepala_opd",
    "meja": "pimpinan",
    "rakor": "verifikator",
    "indeks": "verifikator",
    "konteks": "verifikator",
    "impor": "verifikator",
    "penggabungan": "verifikator",
    "potret": "verifikator",
    "tenggat": "verifikator",
    "simulasi": "verifikator",
    "dasbor": "pimpinan",
    "admin": "admin_sistem",
}


# The panel's pages share a handful of templates and are looked at by tests/panel; one model stands for them here.
BUKAN_WAKIL = re.compile(r"^admin:(?!index$|opd_tim_)")


def axe_findings(page) -> list[str]:
    """What axe says of the page, one line a rule."""
    # Without preload: axe would look for the panel's nested style sheets beside the page and be stopped by the CSP.
    hasil = Axe().run(page, options={"preload": False, "runOnly": ATURAN})
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in hasil.response["violations"]]


def pages_of(pengguna, alamat: list[str]) -> list[str]:
    """Those of the addresses that show a page to this person."""
    klien = StrictClient()
    klien.force_login(pengguna)
    jawaban = {url: klien.get(url) for url in alamat}
    for j in jawaban.values():
        if j.streaming:
            list(j.streaming_content)  # to its end, so that the file is closed
    return [u for u, j in jawaban.items() if j.status_code == 200 and "html" in j.headers["Content-Type"]]


def test_axe_finds_nothing_on_any_page_and_none_is_wider_than_a_phone(halaman, masuk):
    dunia = build()
    page = halaman()
    page.goto("/masuk/")
    temuan = {"/masuk/": axe_findings(page)}
    per_peran: dict[str, list[str]] = {}
    for a in addresses(dunia):
        if not a.url.endswith(BERKAS) and a.nama not in ("masuk", "keluar") and not BUKAN_WAKIL.match(a.nama):
            per_peran.setdefault(PERAN.get(a.nama.partition(":")[0], KERJA), []).append(a.url)
    for peran, alamat in per_peran.items():
        page = halaman()
        masuk(page, dunia.pengguna[peran].username)
        for url in pages_of(dunia.pengguna[peran], alamat):
            page.set_viewport_size({"width": 1280, "height": 900})
            page.goto(url)
            temuan[url] = axe_findings(page)
            page.set_viewport_size({"width": 360, "height": 800})
            lebih = page.evaluate("document.documentElement.scrollWidth") - 360
            if lebih > 0:
                temuan[url].append(f"halaman {lebih} px lebih lebar dari layar 360 px")
    assert {url: t for url, t in temuan.items() if t} == {}
    assert len(temuan) >= 35
