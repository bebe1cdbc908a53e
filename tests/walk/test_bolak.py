"""A list in a real browser there and back: downloaded, edited, uploaded, applied, taken back; with scripts and without."""

from datetime import date

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from opd.enums import Peran
from opd.models import Kegiatan
from tests.pabrik import buat_kegiatan, buat_pengguna, buat_penugasan

pytestmark = [pytest.mark.peramban, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("javascript", [True, False])
def test_a_list_goes_out_and_comes_back(halaman, masuk, tmp_path, javascript):
    tugas = buat_penugasan()
    oleh = buat_pengguna(Peran.OPERATOR_OPD, opd=tugas.opd)
    buat_kegiatan(tugas, date(2026, 6, 1), judul="Panen"), buat_kegiatan(tugas, date(2026, 5, 4), judul="Tanam")
    page = halaman(javascript=javascript)
    masuk(page, oleh.username)
    page.goto("/impor/kegiatan/")
    page.get_by_role("main").get_by_role("link", name="Kegiatan", exact=True).click()
    with page.expect_download() as unduhan:
        page.get_by_role("link", name="Unduh XLSX").click()
    berkas = tmp_path / "kegiatan.xlsx"
    unduhan.value.save_as(berkas)
    buku = load_workbook(berkas)
    kolom = {sel.value: sel.column for sel in buku.worksheets[0][1]}
    buku.worksheets[0].cell(2, kolom["Kegiatan"]).value = "Panen raya"
    buku.save(berkas)

    page.goto("/impor/kegiatan/")
    page.set_input_files("input[type=file]", berkas)
    page.get_by_role("button", name="Unggah dan lihat pratinjau").click()
    expect(page.get_by_text("kegiatan Panen → Panen raya")).to_be_visible()
    page.get_by_role("button", name="Terapkan 1 baris").click()
    expect(page.get_by_text("Impor diterapkan. 1 baris disimpan.")).to_be_visible()
    assert sorted(Kegiatan.objects.in_force().values_list("judul", flat=True)) == ["Panen raya", "Tanam"]
    page.get_by_role("link", name="Batalkan impor").click()
    page.get_by_label("Alasan pembatalan").fill("Salah berkas")
    page.get_by_role("button", name="Batalkan impor").click()
    expect(page.get_by_text("1 baris dikembalikan seperti sebelumnya")).to_be_visible()
    assert sorted(Kegiatan.objects.in_force().values_list("judul", flat=True)) == ["Panen", "Tanam"]
