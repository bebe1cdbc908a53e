"""What a browser keeps and sends along: titles, addresses, names of files, forms that ask by GET (check G4)."""

from django.http import HttpResponse
from django.urls import resolve
from lxml import etree

from tests.walk.dunia import KANARI
from tests.walk.jalan import TERBUKA

ALAMAT = ("href", "src", "srcset", "action", "formaction", "data-cari", "data-pekerjaan")
KEPALA = ("Location", "Content-Disposition", "Refresh", "Link")
PRIBADI = {"nama", "nik", "kk", "telepon", "pemilik", "cari", "alamat", "warga"}
"""What is asked for by POST alone."""
TAK_DISIMPAN = {"no-referrer", "same-origin", "strict-origin"}


def _kept(jawaban: HttpResponse, pohon: etree._Element | None) -> list[str]:
    """What stays in the browser's history or goes out as Referer: headers, titles, addresses, and what a GET form would ask."""
    ada = [jawaban.headers.get(k, "") for k in KEPALA]
    if pohon is None:
        return ada
    ada += pohon.xpath("//title/text()")
    ada += pohon.xpath("|".join(f"//@{nama}" for nama in ALAMAT))
    for form in pohon.xpath("//form[not(@method) or translate(@method, 'GET', 'get') = 'get']"):
        ada += form.xpath(".//input/@value | .//option/@value | .//textarea/text()")
    return ada


def _get_fields(pohon: etree._Element) -> set[str]:
    """The boxes of free text by which a page asks by GET; of the panel's own the server takes a number out of the address."""
    kotak = (
        "//form[@method='get' and not(@id='changelist-search')]//input[@type='search' or @type='text' or not(@type)]"
    )
    return {f"{i.get('name')} {'pattern' in i.attrib}" for i in pohon.xpath(kotak)}


class Peramban:
    """What a browser keeps of the pages of a walk."""

    def __init__(self) -> None:
        self.kotak: set[str] = set()

    def keep(self, url: str, jawaban: HttpResponse) -> None:
        """Fails where a page or a canary would stay in the browser, or the address of a page would leave with its links."""
        assert jawaban.headers["Referrer-Policy"] in TAK_DISIMPAN, url
        halaman = jawaban.headers.get("Content-Type", "").startswith("text/html") and jawaban.content
        pohon = etree.HTML(jawaban.content) if halaman else None
        sendiri = halaman and resolve(url).view_name not in TERBUKA
        assert not sendiri or jawaban.headers["Cache-Control"] == "private, no-store", f"{url} disimpan peramban"
        ada = "\n".join([url, *_kept(jawaban, pohon)])
        assert [k for k in KANARI if k in ada] == [], url
        self.kotak |= _get_fields(pohon) if pohon is not None else set()

    def asks_by_post(self) -> bool:
        """Whether persons are asked for by POST alone, and every box that asks by GET refuses a person's number."""
        assert {k.split()[0] for k in self.kotak} & PRIBADI == set()
        return "q True" in self.kotak and "q False" not in self.kotak
