"""The page of long work follows it by itself, and by hand where no script runs."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from opd.models import Pekerjaan
from tests.pabrik_pekerjaan import buat_pekerjaan

pytestmark = [pytest.mark.peramban, pytest.mark.django_db(transaction=True)]


def test_the_page_follows_its_work_to_the_end(halaman, masuk):
    p = buat_pekerjaan("berjalan", kabar_pekerjaan="Memeriksa setiap baris.", langkah=1, dari=4)
    alamat, akhir = (
        reverse("pekerjaan:detail", args=[p.uuid]),
        {"keadaan": "selesai", "sewa": None, "sewa_sampai": None},
    )
    page, tanpa = halaman(), halaman(javascript=False)
    for satu in (page, tanpa):
        masuk(satu, p.diminta_oleh.username)
        satu.goto(alamat)
    expect(page.get_by_role("link", name="Muat ulang")).to_be_hidden()
    Pekerjaan.objects.update(langkah=3, kabar_pekerjaan="Menyimpan semua baris.")
    expect(page.get_by_text("Menyimpan semua baris.")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "75")
    Pekerjaan.objects.update(**akhir, kabar_pekerjaan="Impor diterapkan.", selesai_pada=timezone.now())
    expect(page.get_by_text("Impor diterapkan.")).to_be_visible(timeout=15_000)
    expect(page.get_by_role("progressbar")).to_have_count(0)
    tanpa.get_by_role("link", name="Muat ulang").click()
    expect(tanpa.get_by_text("Impor diterapkan.")).to_be_visible()
