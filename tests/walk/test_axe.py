"""axe finds nothing on any page, in its fullest state, and no page is wider than a phone.

A page is looked at once, on a phone; the frame of a wide screen once a role. Each look of text (its colours, size and
weight) is measured once, however many pages wear it: contrast is the dearest rule, and the looks are few.
Seen red: two regions of the village page carried one name, the panel's head was wider than 360 px, a pale word stood on
one page alone, and the menu of a wide screen held a link without words.
"""

import json
import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.test import Client

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
    "pekerjaan": "verifikator",
    "penggabungan": "verifikator",
    "potret": "verifikator",
    "tenggat": "verifikator",
    "simulasi": "verifikator",
    "dasbor": "pimpinan",
    "peringkat": "verifikator",
    "admin": "admin_sistem",
}


# The panel's pages share a handful of templates and are looked at by tests/panel; one model stands for them here.
BUKAN_WAKIL = re.compile(r"^admin:(?!index$|opd_tim_)")


# Text in a look not seen before: {look: element}, the elements kept in the window for axe.
RUPA = """
lama => {
  const latar = e => {
    while (e && getComputedStyle(e).backgroundColor === 'rgba(0, 0, 0, 0)') e = e.parentElement;
    return e ? getComputedStyle(e).backgroundColor : '';
  };
  const baru = new Map();
  for (const e of document.body.querySelectorAll('*')) {
    const kata = [...e.childNodes].some(n => n.nodeType === Node.TEXT_NODE && n.data.trim());
    if (!kata && !e.matches('input, select, textarea') || !e.checkVisibility({ opacityProperty: true })) continue;
    const g = getComputedStyle(e);
    const rupa = [g.color, latar(e), g.opacity, g.fontSize, g.fontWeight].join(' ');
    if (!lama.includes(rupa) && !baru.has(rupa)) baru.set(rupa, e);
  }
  window.rupaBaru = [...baru.values()];
  return [...baru.keys()];
}
"""
LEBIH = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def run_axe(page, ruang: str, **pilihan: object) -> list[str]:
    """What axe says of a part of the page, one line a rule."""
    # Without preload: axe would look for the panel's nested style sheets beside the page and be stopped by the CSP.
    isi = json.dumps({"preload": False, "resultTypes": ["violations"], **pilihan})
    return page.evaluate(
        f"axe.run({ruang}, {isi}).then(h => h.violations.map(v => v.id + ': ' + v.nodes[0].html.slice(0, 160)))"
    )


def axe_findings(page, rupa: list[str]) -> list[str]:
    """What axe says of the whole page, contrast only of looks that are not in `rupa` yet; adds them there."""
    temuan = run_axe(page, "document", runOnly=ATURAN, rules={"color-contrast": {"enabled": False}})
    baru = page.evaluate(RUPA, rupa)
    rupa += baru
    return temuan + (run_axe(page, "{include: window.rupaBaru}", runOnly=["color-contrast"]) if baru else [])


def open_wide(page, url: str, lebar: int) -> list[str]:
    """Open an address on a screen of so many pixels; says when the page is wider than that."""
    page.set_viewport_size({"width": lebar, "height": 800})
    page.goto(url)
    lebih = page.evaluate(LEBIH)
    return [f"halaman {lebih} px lebih lebar dari layar {lebar} px"] if lebih > 0 else []


def look(page, url: str, lebar: int, rupa: list[str]) -> list[str]:
    """What is wrong with the page at an address."""
    return open_wide(page, url, lebar) + axe_findings(page, rupa)


def pages_of(pengguna, alamat: list[str]) -> list[str]:
    """Those of the addresses that show a page to this person."""
    klien = Client()
    klien.force_login(pengguna)
    jawaban = {url: klien.get(url) for url in alamat}
    for j in jawaban.values():
        j.close()
    return [u for u, j in jawaban.items() if j.status_code == 200 and "html" in j.headers["Content-Type"]]


def test_axe_misses_no_button_too_small_for_a_finger(halaman):
    """Check N3: 24 pixels either way, or as much room around it."""
    page = halaman(360)
    page.add_init_script(AXE_SCRIPT)
    page.goto("/masuk/")
    assert run_axe(page, "document", runOnly=ATURAN) == []
    page.evaluate(
        """document.querySelector("main").append(...["A", "B"].map(nama => {
          const tombol = document.createElement("button");
          tombol.textContent = nama;
          const kecil = { width: "12px", height: "12px", "min-width": "0", "min-height": "0", padding: "0" };
          for (const [sifat, isi] of Object.entries(kecil)) tombol.style.setProperty(sifat, isi, "important");
          return tombol;
        }))"""
    )
    assert [t.partition(":")[0] for t in run_axe(page, "document", runOnly=["wcag22aa"])] == ["target-size"]


def test_axe_finds_nothing_on_any_page_and_none_is_wider_than_a_phone(halaman, masuk):
    dunia, rupa = build(), []
    per_peran: dict[str, list[str]] = {}
    for a in addresses(dunia):
        if not a.url.endswith(BERKAS) and a.nama not in ("masuk", "keluar") and not BUKAN_WAKIL.match(a.nama):
            per_peran.setdefault(PERAN.get(a.nama.partition(":")[0], KERJA), []).append(a.url)
    page = halaman()
    page.add_init_script(AXE_SCRIPT)
    temuan = {"/masuk/": look(page, "/masuk/", 360, rupa)}
    for peran, alamat in per_peran.items():
        page = halaman()
        masuk(page, dunia.pengguna[peran].username)
        page.add_init_script(AXE_SCRIPT)
        temuan[f"/ ({peran}, lebar)"] = look(page, "/", 1280, rupa)
        temuan |= {url: look(page, url, 360, rupa) for url in pages_of(dunia.pengguna[peran], alamat)}
    assert {url: t for url, t in temuan.items() if t} == {}
    assert len(temuan) >= 200
    assert len(rupa) >= 30
