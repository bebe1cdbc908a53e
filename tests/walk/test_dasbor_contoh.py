"""The dashboard over the whole sample: its weight on a first visit, and the README's picture.

With BINAAN_GAMBAR=1 the pictures go to hasil/, and the one in the README is replaced.
"""

import gzip
import os
import re
import shutil
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.utils import timezone
from pypdf import PdfReader

from binaan.actions.kolom import choose_columns
from binaan.dasbor.kolom import KOLOM
from desa.waktu import hari_ini
from opd.models import Pengguna
from tests.opd.contoh_uji import load_rujukan
from tests.pabrik import SANDI

pytestmark = [pytest.mark.peramban, pytest.mark.django_db(transaction=True)]
HASIL = Path(settings.BASE_DIR) / "hasil"
GAMBAR = Path(__file__).parent / "gambar" / "dasbor.png"
BERGAMBAR = bool(os.environ.get("BINAAN_GAMBAR"))
HTML_TERBESAR, KUNJUNGAN_PERTAMA = 60_000, 100_000
DINDING = """() => {
    const semua = s => [...document.querySelectorAll(s)], kotak = e => e.getBoundingClientRect();
    const daftar = kotak(document.querySelector(".rapat-merah ol"));
    const tampil = semua(".rapat-merah li").map(kotak).filter(r => r.left < daftar.right);
    return [Math.min(...semua(".rapat-nilai").map(e => parseFloat(getComputedStyle(e).fontSize))),
            tampil.every(r => r.bottom <= daftar.bottom + 0.5), tampil.length];
}"""
"""On the wall: the smallest of the big figures in pixels, whether every row that shows is whole, and how many show."""
TERPOTONG = "(e => e.scrollWidth - e.clientWidth)(document.querySelector('.tabel-gulir:has(.tabel-opd)'))"
"""How many pixels of the table of OPDs its frame cuts off."""
RINGAN = ("diam", "keadaan", "kegiatan")
"""The columns that weigh least: without them as many of the others stand side by side as may."""


@pytest.fixture
def contoh(settings, tmp_path):
    """The sample as script/run makes it, for a picture; else with all its villages and OPDs, but fewer enterprises and no photo.

    The leader's password is the tests'.
    """
    settings.MEDIA_ROOT = tmp_path / "media"
    if BERGAMBAR:
        for perintah in ("muat_rujukan", "muat_rujukan_opd"):
            call_command(perintah, stdout=StringIO())
    else:
        load_rujukan(tmp_path)
    lebih_kecil = {} if BERGAMBAR else {"umkm": 92, "foto": 0}
    call_command("buat_contoh", berkas_akun=tmp_path / "akun.json", stdout=StringIO(), **lebih_kecil)
    sekda = Pengguna.objects.get(username="contoh.sekda")
    sekda.set_password(SANDI)
    sekda.save()
    return sekda


def zipped(isi: bytes) -> int:
    return len(gzip.compress(isi, 6))


def test_dasbor_of_the_sample_is_light_and_looks_like_the_readme(contoh, klien, halaman, masuk):
    klien.force_login(contoh)
    choose_columns([k for k in KOLOM if k not in RINGAN], by=contoh, at=timezone.now())
    saat = ("", "?per=2026-06-30", "?per=2026-06-30&diketahui=2026-07-20")
    for alamat in (f"{halaman}{s}" for halaman in ("/dasbor/", "/dasbor/opd/") for s in saat):
        html = klien.get(alamat).content
        berkas = set(re.findall(r'(?:href|src)="/static/([^"]+)"', html.decode()))
        bobot = zipped(html) + sum(zipped(Path(finders.find(b)).read_bytes()) for b in berkas)
        assert len(html) <= HTML_TERBESAR
        assert bobot <= KUNJUNGAN_PERTAMA
    HASIL.mkdir(exist_ok=True)
    page = halaman(1280)
    masuk(page, contoh.username)
    page.goto("/dasbor/")
    assert f"{hari_ini().year}" in page.locator("main").inner_text()
    page.goto("/dasbor/opd/")
    _fits_and_folds(page)
    page.emulate_media(media="print")
    tombol = page.locator(".tabel-opd thead button").first
    assert tombol.evaluate("b => getComputedStyle(b).display") == "contents"  # a box would not repeat on the next sheet
    page.goto("/dasbor/lembar/")
    assert len(PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages) == 1
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto("/dasbor/?layar=rapat")
    assert page.evaluate("[document.documentElement.scrollHeight, document.documentElement.scrollWidth]") == [
        1080,
        1920,
    ]
    for lebar, tinggi, terkecil in ((1920, 1080, 40), (1366, 768, 28), (1280, 720, 26)):
        page.set_viewport_size({"width": lebar, "height": tinggi})
        angka, utuh, tampil = page.evaluate(DINDING)
        assert (angka >= terkecil, utuh, tampil >= 2) == (True, True, True), (lebar, angka, utuh, tampil)
    page.set_viewport_size({"width": 1920, "height": 1080})
    if BERGAMBAR:
        page.screenshot(path=HASIL / "dasbor-rapat.png")
        _picture_of_readme(page)


def _fits_and_folds(page):
    """The table of OPDs is cut off nowhere; on a phone a row shows its village and first figure alone."""
    for lebar in (1280, 360):
        page.set_viewport_size({"width": lebar, "height": 800})
        assert page.evaluate(TERPOTONG) == 0, lebar
    sel = page.locator(".tabel-opd tbody tr").first.locator("td").all()
    assert [s.is_visible() for s in sel[:3]] == [True, True, False]
    page.set_viewport_size({"width": 1280, "height": 800})


def _picture_of_readme(page):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/dasbor/")
    page.screenshot(path=HASIL / "dasbor.png", clip={"x": 0, "y": 0, "width": 1280, "height": 1560}, full_page=True)
    GAMBAR.parent.mkdir(exist_ok=True)
    shutil.copy(HASIL / "dasbor.png", GAMBAR)
