"""Poverty told honestly, in a real browser: one village from "why this village" through its baseline, 32 families, aid,
entas and a relapse to the province's figure, the same numbers on every page; and what the real panel lets one say of the
programme. With BINAAN_POTRET=1 pictures of both widths go to hasil/kemiskinan/."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from binaan.dampak import kalimat
from desa.angka import format_tanggal
from desa.models import Keluarga, StatusKeluarga
from desa.waktu import hari_ini
from opd.enums import Peran
from opd.models import Pengguna, Penugasan
from tests import pabrik
from tests.opd.buku import buku
from tests.pabrik_dampak import dunia_panel, hitung
from tests.pabrik_keluarga import PDF, nik_uji
from tests.walk.langkah import Langkah, press

pytestmark = [pytest.mark.peramban, pytest.mark.django_db(transaction=True)]

KK = 32
BERKAS = {"name": "berita-acara.pdf", "mimeType": "application/pdf", "buffer": PDF}


@dataclass
class Dunia:
    """A village with the lowest index of four, the people of its papers, and the day its OPD began."""

    penugasan: Penugasan
    operator: Pengguna
    verifikator: Pengguna
    pimpinan: Pengguna

    @property
    def kode(self) -> str:
        return self.penugasan.desa.kode

    def hari(self, sesudah: int) -> str:
        """As people type it: so many days after the OPD began."""
        return format_tanggal(self.penugasan.mulai + timedelta(days=sesudah))


def make_world() -> Dunia:
    kecamatan = pabrik.buat_kecamatan(nama="Teluk Waru")
    desa = pabrik.buat_desa(kecamatan=kecamatan, nama="Waru")
    mulai = hari_ini() - timedelta(days=500)
    for d, nilai in ((desa, "0.4100"), *((pabrik.buat_desa(kecamatan=kecamatan), f"0.{n}500") for n in (5, 6, 7))):
        pabrik.buat_indeks(d, mulai.year - 1, nilai=nilai, iks=nilai, ike=nilai, ikl=nilai)
    penugasan = pabrik.buat_penugasan(desa=desa, mulai=mulai)
    operator = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)
    verifikator, pimpinan = (pabrik.buat_pengguna(p) for p in (Peran.VERIFIKATOR, Peran.PIMPINAN))
    return Dunia(penugasan, operator, verifikator, pimpinan)


def text(page: Any) -> str:
    """What stands on the page, its spaces made one."""
    return re.sub(r"\s+", " ", page.locator("main").inner_text())


def cells(page: Any, baris: str) -> list[str]:
    """The cells of the first row that holds these words."""
    return [re.sub(r"\s+", " ", s) for s in page.locator("tr", has_text=baris).first.locator("td").all_inner_texts()]


def ask_why(langkah: Langkah, d: Dunia) -> None:
    page = langkah.sebagai(d.pimpinan, f"/desa/{d.kode}/mengapa/")
    langkah.potret(page, "mengapa")
    assert cells(page, "Indeks desa")[1] == "1 dari 4 desa"
    page.locator("tr", has_text="Indeks desa").get_by_role("link").first.click()
    langkah.potret(page, "urutan-desa")
    assert cells(page, "desa ini") == ["1", "0,4100"]


def write_potret(langkah: Langkah, d: Dunia, hari: date, ekstrem: int) -> None:
    """One vintage by form; it waits for the verifikator."""
    page = langkah.sebagai(d.operator, f"/kemiskinan/potret/desa/{d.kode}/baru/")
    page.locator("[name=sumber]").select_option("dtsen")
    page.locator("[name=tanggal_data]").fill(format_tanggal(hari))
    page.locator("[name=definisi]").select_option("desil_1")
    page.locator("[name=dokumen]").fill("BAST DTSEN 12/2026")
    page.locator("[name=kk_total]").fill("312")
    page.locator("[name=kk_miskin_ekstrem]").fill(str(ekstrem))
    langkah.potret(page, "potret-isi")
    page.locator("main form button[type=submit]").last.click()
    page.get_by_text("menunggu", exact=False).first.wait_for()


def verify_potret(langkah: Langkah, d: Dunia) -> None:
    """The baseline and the newest vintage, compared with their papers in one go."""
    write_potret(langkah, d, d.penugasan.mulai - timedelta(days=30), KK)
    write_potret(langkah, d, hari_ini() - timedelta(days=10), KK - 1)
    page = langkah.sebagai(d.verifikator, "/kemiskinan/potret/verifikasi/")
    for kotak in page.locator("[name=potret]").all():
        kotak.check()
    langkah.potret(page, "potret-verifikasi")
    press(page, "Verifikasi yang dicentang")


def bring_families(langkah: Langkah, d: Dunia) -> list[Keluarga]:
    """The extract as it came, its columns said once, all 32 rows in one go."""
    judul = ["NAMA_KRT", "NIK", "No. KK", "Desa/Kelurahan", "Alamat"]
    baris = [[f"Keluarga {n:02d}", nik_uji(n), f"81051512011900{n:02d}", "Waru", "Dusun Dua"] for n in range(1, KK + 1)]
    page = langkah.sebagai(d.operator, "/keluarga/impor/")
    page.locator("[name=sumber]").select_option("dtsen")
    page.locator("[name=tanggal]").fill(d.hari(30))
    isi = buku(["Petikan DTSEN"], judul, *baris)
    page.locator("[name=berkas]").set_input_files(
        [{"name": "petikan.xlsx", "mimeType": "application/octet-stream", "buffer": isi}]
    )
    page.get_by_role("button", name="Unggah").click()
    langkah.potret(page, "kolom")
    page.get_by_role("button", name="Pakai kolom ini, lihat pratinjau").click()
    langkah.potret(page, "pratinjau")
    assert nik_uji(1) not in page.content()
    page.get_by_role("button", name=f"Terapkan {KK} baris").click()
    page.get_by_text("Diterapkan").first.wait_for()
    keluarga = list(Keluarga.objects.order_by("kepala"))
    assert [k.kepala for k in keluarga] == [b[0] for b in baris]
    return keluarga


def find_worthy(langkah: Langkah, d: Dunia, keluarga: list[Keluarga]) -> None:
    """The village meeting confirms three of them; one has received aid."""
    page = langkah.sebagai(d.operator, f"/keluarga/verval/?desa={d.kode}")
    page.locator("[name=tanggal]").fill(d.hari(60))
    page.locator("[name=nomor_berita_acara]").fill("3/BA/Musdes")
    for k in keluarga[:3]:
        page.locator(f"[name='hasil-{k.uuid}']").select_option("layak")
    langkah.potret(page, "verval")
    press(page, "Simpan hasil verval")
    page.goto(f"/serah-terima/baru/?penugasan={d.penugasan.pk}")
    page.locator("[name=tanggal]").fill(d.hari(90))
    page.locator("[name=jenis]").select_option("ternak")
    page.locator("[name=barang]").fill("Sapi bali")
    page.locator("[name=volume]").fill("2")
    page.locator("[name=satuan]").fill("ekor")
    page.locator("[name=penerima]").fill(f"{keluarga[0].kepala}; {keluarga[0].nik}")
    page.locator("main form button[type=submit]").last.click()
    page.get_by_text("bulan ke-3").first.wait_for()
    page.goto(f"/keluarga/{keluarga[0].uuid}/")
    assert "Sapi bali" in text(page)


def leave_poverty(langkah: Langkah, d: Dunia, keluarga: list[Keluarga]) -> None:
    """Two families *entas*, proposed with minutes and verified outside the OPD; one of them falls back."""
    for k in keluarga[:2]:
        page = langkah.sebagai(d.operator, f"/keluarga/{k.uuid}/catat/entas/")
        page.locator("[name=tanggal]").fill(d.hari(300))
        page.locator("[name=nomor_berita_acara]").fill("9/BA/Musdes")
        page.locator("[name=berkas_berita_acara]").set_input_files([BERKAS])
        page.locator("[name=keterangan]").fill("Penghasilan tetap dari ternak dan kios.")
        page.locator("main form button[type=submit]").last.click()
        page.get_by_text("Menunggu verifikasi", exact=True).wait_for()
        page = langkah.sebagai(d.verifikator, f"/keluarga/{k.uuid}/")
        langkah.potret(page, "entas-menunggu")
        press(page, "Verifikasi")
    page = langkah.sebagai(d.operator, f"/keluarga/{keluarga[1].uuid}/catat/kambuh/")
    page.locator("[name=tanggal]").fill(d.hari(450))
    page.locator("[name=keterangan]").fill("Kepala keluarga sakit dan ternaknya dijual.")
    page.locator("main form button[type=submit]").last.click()
    page.locator(".pesan.success").wait_for()
    langkah.potret(page, "kambuh")


def read_figures(langkah: Langkah, d: Dunia) -> None:
    """Every page says the same: 32 on the list, two left, one came back, 31 now; and 31 of 32 in the province's figure."""
    page = langkah.sebagai(d.operator, "/keluarga/")
    langkah.potret(page, "keluarga")
    assert cells(page, "Waru") == ["31", "1", "0"]
    page.goto(f"/keluarga/daftar/?desa={d.kode}")
    assert "1–31 dari 31" in text(page)
    page.goto(f"/keluarga/jembatan/?dari={d.hari(0)}")
    langkah.potret(page, "jembatan")
    assert cells(page, "Waru") == cells(page, "Jumlah") == ["0", "32", "2", "0", "1", "31"]
    page.goto(f"/kemiskinan/potret/desa/{d.kode}/")
    langkah.potret(page, "potret-desa")
    assert [k in text(page) for k in ("32 KK", "31 KK")] == [True, True]
    for orang, entas in ((d.verifikator, "2 KK, bertahan 0 KK"), (d.pimpinan, "<5 KK, bertahan 0 KK")):
        page = langkah.sebagai(orang, "/kemiskinan/kemajuan/")
        langkah.potret(page, "kemajuan")
        assert "31 KK dari 32 KK pada garis dasar program: turun 3,1 %, di 1 dari 1 desa" in text(page)
        baris = cells(page, d.penugasan.opd.nama)
        assert [*baris[:3], baris[4]] == ["32 KK", "31 KK", "turun 3,1 %", entas]
        page.goto("/kemiskinan/kemajuan/desa/")
        assert cells(page, "Waru")[2] == "turun 3,1 %"
    page.goto("/keluarga/jembatan/")
    langkah.potret(page, "jembatan-pimpinan")
    assert ["ditutup, tidak ikut dijumlahkan" in text(page), page.locator("tfoot").count()] == [True, 0]


def test_a_village_is_followed_from_why_to_the_figure_of_the_province(halaman, masuk, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    d, langkah = make_world(), Langkah("kemiskinan", halaman, masuk, 1280, sempit=360)
    ask_why(langkah, d)
    verify_potret(langkah, d)
    keluarga = bring_families(langkah, d)
    find_worthy(langkah, d, keluarga)
    leave_poverty(langkah, d, keluarga)
    read_figures(langkah, d)
    assert StatusKeluarga.objects.in_force().count() == KK + 3 + 2 + 1


def test_the_real_panel_lets_nothing_be_concluded_and_says_why(halaman, masuk):
    """The IDM of the 77 villages as published, two of them assisted, as the two known pairings are."""
    dunia_panel(2, 75, naik=0.0)
    hitung(hari_ini())
    langkah = Langkah("kemiskinan", halaman, masuk, 1280, sempit=360)
    langkah.nomor = 50
    page = langkah.sebagai(pabrik.buat_pengguna(Peran.PIMPINAN), "/dampak/")
    langkah.potret(page, "dampak")
    isi = text(page)
    assert kalimat.BELUM in isi
    assert "Baru 2 desa tercatat mulai dibina tahun 2023" in isi
    assert "paling sedikit 10 diperlukan" in isi
    page.goto("/kemiskinan/")
    langkah.potret(page, "kemiskinan")
    assert "Belum dapat disimpulkan" in text(page)
