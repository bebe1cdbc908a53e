"""axe finds nothing on any page, in its fullest state, and no page is wider than a phone.

A template is looked at once, on a phone, where it is filled in; the frame around it once a role, on either screen. Each look
of text (its colours, size and weight) is measured once, however many pages wear it: contrast is the dearest rule, and the
looks are few.
Seen red: two regions of the village page carried one name, the panel's head was wider than 360 px, a pale word stood on
one page alone, and the menu of a wide screen held a link without words.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.test.signals import template_rendered
from playwright.sync_api import Error

from tests.walk.dunia import build
from tests.walk.jalan import addresses
from tests.walk.matriks import BUKA, read

pytestmark = [pytest.mark.peramban, pytest.mark.django_db(transaction=True)]

BERKAS = ("xlsx", ".jpg", ".png", ".csv", "json", ".txt", "/asli", "/jsi18n/", "/autocomplete/")
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
TANPA_KERANGKA = "{exclude: [['header.kepala'], ['footer.kaki']]}"
"""The page as a whole still, but of its frame no link is asked once more."""
LEBIH = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def run_axe(page, ruang: str, **pilihan: object) -> list[str]:
    """What axe says of a part of the page, one line a rule."""
    # Without preload: axe would look for the panel's nested style sheets beside the page and be stopped by the CSP.
    isi = json.dumps({"preload": False, "resultTypes": ["violations"], **pilihan})
    return page.evaluate(
        f"axe.run({ruang}, {isi}).then(h => h.violations.map(v => v.id + ': ' + v.nodes[0].html.slice(0, 160)))"
    )


def axe_findings(page, rupa: list[str], ruang: str = "document") -> list[str]:
    """What axe says of the page, contrast only of looks that are not in `rupa` yet; adds them there.

    To compile axe costs as much as to open the page, so only a page that is asked gets it.
    """
    page.evaluate(AXE_SCRIPT)
    temuan = run_axe(page, ruang, runOnly=ATURAN, rules={"color-contrast": {"enabled": False}})
    baru = page.evaluate(RUPA, rupa)
    rupa += baru
    return temuan + (run_axe(page, "{include: window.rupaBaru}", runOnly=["color-contrast"]) if baru else [])


def too_wide(page, lebar: int) -> list[str]:
    """Whether the page is wider than a screen of so many pixels."""
    lebih = page.evaluate(LEBIH)
    return [f"halaman {lebih} px lebih lebar dari layar {lebar} px"] if lebih > 0 else []


def open_wide(page, url: str, lebar: int) -> list[str]:
    """Open an address on a screen of so many pixels; says when the page is wider than that."""
    page.set_viewport_size({"width": lebar, "height": 800})
    page.goto(url)
    return too_wide(page, lebar)


def look(page, url: str, lebar: int, rupa: list[str]) -> list[str]:
    """What is wrong with the page at an address."""
    return open_wide(page, url, lebar) + axe_findings(page, rupa)


@pytest.fixture
def tampil() -> Iterator[list[str]]:
    """The names of the templates that the server has filled in, as the list was emptied last."""
    nama: list[str] = []

    def note(template: Any, **_: object) -> None:
        nama.append(template.name)

    template_rendered.connect(note)
    yield nama
    template_rendered.disconnect(note)


def template_at(page, url: str, tampil: list[str]) -> str | None:
    """Open an address on a phone; the template of the page there, None where a file or another answer is."""
    tampil.clear()
    try:
        jawaban = page.goto(url)
    except Error as galat:
        if "Download is starting" in str(galat):
            return None
        raise
    if jawaban.status != 200 or "html" not in jawaban.headers["content-type"]:
        return None
    return next(
        nama for nama in tampil if not nama.rpartition("/")[2].startswith("_")
    )  # the menu is drawn before its page


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


def test_axe_finds_nothing_on_any_page_and_none_is_wider_than_a_phone(halaman, masuk, tampil):
    dunia, rupa, tabel = build(), [], read()
    dilihat: set[str] = set()
    per_peran: dict[str, list[str]] = {}
    for a in reversed(addresses(dunia)):  # what is changed, and so filled in, before what is added
        peran = PERAN.get(a.nama.partition(":")[0], KERJA)
        wakil = a.nama not in ("masuk", "keluar") and not BUKAN_WAKIL.match(a.nama)
        if wakil and not a.url.endswith(BERKAS) and tabel[peran][a.nama, "GET"] == BUKA:
            per_peran.setdefault(peran, []).append(a.url)
    page = halaman()
    temuan = {"/masuk/": look(page, "/masuk/", 360, rupa)}
    for peran, alamat in per_peran.items():
        page = halaman()
        masuk(page, dunia.pengguna[peran].username)
        for lebar in (1280, 360):
            temuan[f"/ ({peran}, {lebar} piksel)"] = look(page, "/", lebar, rupa)
        for url in alamat:
            templat = template_at(page, url, tampil)
            temuan[url] = too_wide(page, 360) if templat else []
            if templat not in (None, *dilihat):
                dilihat.add(templat)
                temuan[url] += axe_findings(page, rupa, TANPA_KERANGKA)
    assert {url: t for url, t in temuan.items() if t} == {}
    assert len(dilihat) >= 200
    assert len(rupa) >= 30
