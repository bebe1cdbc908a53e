"""What a browser keeps and sends along tells no person: titles, addresses, names of files, forms that ask by GET (G4).

Seen red: a family's name in the title of its page, and a box of free text that lets a NIK into the address.
"""

import pytest
from lxml import html

from tests.halaman_ketat import StrictClient
from tests.walk.dunia import KANARI, build
from tests.walk.jalan import addresses

pytestmark = pytest.mark.django_db

ALAMAT = ("href", "src", "srcset", "action", "formaction", "data-cari", "data-pekerjaan")
KEPALA = ("Location", "Content-Disposition", "Refresh", "Link")
PRIBADI = {"nama", "nik", "kk", "telepon", "pemilik", "cari", "alamat", "warga"}
"""What is asked for by POST alone."""
TAK_DISIMPAN = {"no-referrer", "same-origin", "strict-origin"}


def is_page(jawaban) -> bool:
    return jawaban.headers.get("Content-Type", "").startswith("text/html") and bool(jawaban.content)


def kept(jawaban) -> list[str]:
    """What stays in the browser's history or goes out as Referer: headers, titles, addresses, and what a GET form would ask."""
    ada = [jawaban.headers.get(k, "") for k in KEPALA]
    if not is_page(jawaban):
        return ada
    pohon = html.fromstring(jawaban.content)
    ada += pohon.xpath("//title/text()")
    ada += [isi for nama in ALAMAT for isi in pohon.xpath(f"//@{nama}")]
    for form in pohon.xpath("//form[not(@method) or translate(@method, 'GET', 'get') = 'get']"):
        ada += form.xpath(".//input/@value | .//option/@value | .//textarea/text()")
    return ada


def get_fields(jawaban) -> set[str]:
    """The boxes of free text by which a page asks by GET; of the panel's own the server takes a number out of the address."""
    if not is_page(jawaban):
        return set()
    kotak = (
        "//form[@method='get' and not(@id='changelist-search')]//input[@type='search' or @type='text' or not(@type)]"
    )
    return {f"{i.get('name')} {'pattern' in i.attrib}" for i in html.fromstring(jawaban.content).xpath(kotak)}


@pytest.mark.parametrize("peran", ["verifikator", pytest.param("kepala_opd", marks=pytest.mark.sekali)])
def test_what_a_browser_keeps_tells_nobody(peran):
    dunia, klien = build(), StrictClient()
    klien.force_login(dunia.pengguna[peran])
    kotak: set[str] = set()
    for a in addresses(dunia):
        jawaban = klien.get(a.url)
        assert jawaban.headers["Referrer-Policy"] in TAK_DISIMPAN, a
        ada = "\n".join([a.url, *kept(jawaban)])
        assert [k for k in KANARI if k in ada] == [], a
        kotak |= get_fields(jawaban)
    assert ("q True" in kotak, {k.split()[0] for k in kotak} & PRIBADI, "q False" in kotak) == (True, set(), False)
