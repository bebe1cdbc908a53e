"""Every list as a file: the page's rows and columns, safe and recorded. Seen red: a column left out of a list, a list without its
audit row, a cell without its apostrophe, and an owner's name in a column were planted one after the other."""

import csv
import io
import re

import pytest
from django.conf import settings
from lxml import html
from openpyxl import load_workbook

from desa.models import Catatan
from opd.ekspor import arahan, fakta, naskah, usaha, wilayah
from tests.halaman_ketat import StrictClient
from tests.walk.dunia import KANARI, build
from tests.walk.jalan import addresses

pytestmark = pytest.mark.django_db

DAFTAR = {
    "arahan:daftar": arahan.ARAHAN,
    "asesmen:daftar": fakta.ASESMEN,
    "desa:daftar": wilayah.DESA,
    "dukungan:daftar": arahan.DUKUNGAN,
    "kegiatan:daftar": fakta.KEGIATAN,
    "klinik:daftar": arahan.KLINIK,
    "kunjungan:daftar": fakta.KUNJUNGAN,
    "laporan:daftar": naskah.LAPORAN,
    "meja:daftar": naskah.MEJA,
    "opd:daftar": wilayah.OPD,
    "penugasan:daftar": naskah.PENUGASAN,
    "rakor:daftar": arahan.RAKOR,
    "rencana:daftar": naskah.RENCANA,
    "serah:daftar": fakta.BANTUAN,
    "tenggat:daftar": naskah.TENGGAT,
    "umkm:daftar": usaha.UMKM,
}
BUKAN_ISI = {"Ingatkan"}
"""Columns that hold a deed, not a value."""


def screen(halaman):
    """The headings of the table above the download, and how many rows the list says it has."""
    pohon = html.fromstring(halaman.content)
    tautan = pohon.xpath("//p[contains(@class,'unduh')]")[0]
    tabel = tautan.xpath("preceding::table")[-1]
    jumlah = tautan.xpath("preceding-sibling::nav/p")
    judul = [" ".join(th.text_content().split()) for th in tabel.xpath("./thead//th")]
    baris = re.search(r"dari ([0-9.]+)", jumlah[-1].text_content()) if jumlah else None
    return judul, int(baris[1].replace(".", "")) if baris else len(tabel.xpath("./tbody/tr"))


def take(klien, url, bentuk):
    """The rows of a file, headings first."""
    jawaban = klien.get(url, {"unduh": bentuk})
    isi = b"".join(jawaban.streaming_content)
    if bentuk == "csv":
        return list(csv.reader(io.StringIO(isi.decode("utf-8-sig"), newline=""), delimiter=";"))
    buku = load_workbook(io.BytesIO(isi))
    assert buku.sheetnames[1:] == ["Keterangan"]
    tentang = dict(buku["Keterangan"].iter_rows(min_row=2, max_col=2, values_only=True))
    assert {"Daftar", "Keadaan per", "Jumlah baris", "Sumber", "Diunduh"} <= tentang.keys()
    baris = list(buku.worksheets[0].iter_rows(values_only=True))
    assert tentang["Jumlah baris"] == len(baris) - 1
    return baris


def test_every_list_goes_out_as_it_stands_on_the_page():
    dunia, klien = build(), StrictClient()
    klien.force_login(dunia.pengguna["verifikator"])
    for a in (a for a in addresses(dunia) if a.nama in DAFTAR):
        judul, jumlah = screen(klien.get(a.url))
        daftar = DAFTAR[a.nama]
        assert list(dict.fromkeys(k.di_layar for k in daftar.kolom)) == [j for j in judul if j not in BUKAN_ISI], a
        sebelum = Catatan.objects.count()
        for bentuk in ("xlsx", "csv"):
            kepala, *baris = take(klien, a.url, bentuk)
            assert (list(kepala), len(baris)) == ([k.kepala for k in daftar.kolom], jumlah), a
        catatan = list(Catatan.objects.order_by("pk")[sebelum:])
        assert [(c.tindakan, c.perubahan["bentuk"], c.perubahan["baris"]) for c in catatan] == [
            (f"mengunduh daftar {daftar.nama}", [None, b], [None, jumlah]) for b in ("xlsx", "csv")
        ], a


def test_every_list_with_the_links_is_looked_at_here():
    templat = [t.read_text() for t in (settings.BASE_DIR / "templates").rglob("*.html") if t.name != "_halaman.html"]
    assert sum("unduh=True" in t or "_parts/_unduh.html" in t for t in templat) == len(DAFTAR)


@pytest.mark.sekali
def test_no_list_tells_a_reader_of_progress_who_somebody_is():
    dunia, klien = build(), StrictClient()
    klien.force_login(dunia.pengguna["pembaca"])
    alamat = [a for a in addresses(dunia) if a.nama in DAFTAR]
    isi = "\n".join(";".join(map(str, baris)) for a in alamat for baris in take(klien, a.url, "csv"))
    assert [k for k in KANARI if k in isi] == []
