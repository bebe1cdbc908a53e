"""What papers cost the processor: one of exactly twenty pages with sixty photos, and a hundred papers in one packet.

`script/drill -s tests/drill/test_naskah_banyak.py` prints the figures.
"""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from binaan.cetak.paket import PilihanPaket, pack, planned
from desa.waktu import hari_ini
from opd.enums import Peran
from opd.models import Cetakan, Kegiatan, Penugasan
from tests import pabrik

pytestmark = [pytest.mark.drill, pytest.mark.django_db]
FOTO, KEGIATAN_20, DETIK = 60, 310, 5
SERATUS = 100


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@cache
def grain() -> Image.Image:
    """What makes a drawing as heavy as a photo of 1,280 × 960."""
    butir = Image.effect_noise((1280, 960), 22).convert("RGB")
    return Image.blend(butir, Image.linear_gradient("L").resize((1280, 960)).convert("RGB"), 0.4)


@cache
def photo(n: int) -> bytes:
    """As stored, some 200 kB; each number another."""
    wadah, gambar = io.BytesIO(), grain().copy()
    gambar.paste((n * 37 % 256, n * 59 % 256, n * 83 % 256), (n % 600, n % 400, n % 600 + 500, n % 400 + 400))
    gambar.save(wadah, "JPEG", quality=78)
    return wadah.getvalue()


def work(penugasan: Penugasan, banyak: int, foto: int) -> None:
    """So many activities of this year, the first of them with a photo each."""
    for n in range(banyak):
        satu: Kegiatan = pabrik.buat_kegiatan(
            penugasan, hari_ini().replace(month=1, day=1), judul=f"Pelatihan ke-{n + 1}"
        )
        if n < foto:
            pabrik.buat_bukti(kegiatan=satu, berkas=ContentFile(photo(n), name="foto.jpg"))


def processor(lakukan: Callable[[], Any]) -> tuple[Any, float]:
    mulai = time.process_time()
    hasil = lakukan()
    return hasil, time.process_time() - mulai


def test_a_paper_of_twenty_pages_with_photos():
    p = pabrik.buat_penugasan(mulai=hari_ini().replace(month=1, day=1) - timedelta(400))
    work(p, KEGIATAN_20, FOTO)
    klien = Client()
    klien.force_login(pabrik.buat_pengguna(Peran.VERIFIKATOR))
    alamat = reverse("cetak:monev", args=[p.pk])
    for bentuk in ("pdf", "docx"):
        jawab, detik = processor(lambda b=bentuk: klien.post(alamat, {"bentuk": b}))
        halaman = len(PdfReader(io.BytesIO(jawab.content)).pages) if bentuk == "pdf" else 20
        print(
            f"{bentuk}: {halaman} halaman, {FOTO} foto, {len(jawab.content) / 1e6:.1f} MB, {detik:.2f} detik prosesor"
        )
        assert (jawab.status_code, halaman, detik < DETIK) == (200, 20, True)


def test_a_hundred_papers_in_one_packet():
    oleh, hari = pabrik.buat_pengguna(Peran.VERIFIKATOR), hari_ini()
    for _ in range(SERATUS):
        work(pabrik.buat_penugasan(mulai=hari - timedelta(400)), 6, 4)
    pilihan = PilihanPaket(("paparan",), hari.year, 1)
    cara = {
        "situs": lambda alamat: f"https://uji{alamat}",
        "contoh": False,
        "at": timezone.now(),
        "lapor": lambda *_: None,
    }
    (isi, banyak), detik = processor(lambda: pack(oleh, pilihan, planned(oleh, pilihan, hari=hari), **cara))
    nama = zipfile.ZipFile(io.BytesIO(isi)).namelist()
    print(
        f"paket: {banyak} naskah, {len(isi) / 1e6:.1f} MB, {detik:.1f} detik prosesor, {detik / banyak:.3f} setiap naskah"
    )
    assert (banyak, len(nama), Cetakan.objects.count()) == (SERATUS, SERATUS + 2, SERATUS)
