"""A rakor in a real browser: from the big screen to the worst OPD and an arahan, a ranking frozen and printed, the recap, an
objection and its answer, which changes nothing in the frozen paper. Screenshots of each step, PDFs and pictures of their
pages go to hasil/jalan/."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from pypdf import PdfReader

from binaan.models import Peringkat
from binaan.peringkat.segel import intact
from desa.waktu import hari_ini
from opd.enums import Peran
from opd.models import Cetakan, Opd, Pengguna, TindakLanjut
from tests import pabrik, pabrik_peringkat
from tests.rupa_naskah import look_at
from tests.walk.langkah import Langkah, press

pytestmark = [pytest.mark.peramban, pytest.mark.django_db(transaction=True)]
ALASAN = "Kunjungan 5 Mei belum terbaca; fotonya terlampir pada kunjungan itu."


@dataclass
class Dunia:
    """Three OPDs, the last of which was never in its village; who leads, who weighs, who is free to decide."""

    terburuk: Opd
    kepala: Pengguna
    sekda: Pengguna
    bebas: Pengguna
    tahun: int


def make_world() -> Dunia:
    tahun = hari_ini().year - 1
    mulai = date(tahun - 1, 1, 10)
    for n, nama in enumerate(("Dinas Pertanian", "Dinas Ketahanan Pangan", "Dinas Perikanan")):
        p = pabrik.buat_penugasan(opd=(opd := pabrik.buat_opd(nama=nama)), mulai=mulai)
        pabrik.buat_tim(p)
        for i in range((2 - n) * 4):
            pabrik_peringkat.buat_kunjungan_sah(p, date(tahun, 1 + i * 3 // (2 - n), 5), kepala_hadir=i == 0)
    pabrik.buat_umkm(desa=p.desa, dibina_sejak=mulai)
    satu = pabrik.buat_pengguna(Peran.VERIFIKATOR)
    pabrik_peringkat.buat_bobot(tahun, disusun_oleh=satu)
    pabrik_peringkat.buat_masa(tahun, dibuka_oleh=satu, dibuka_pada=timezone.now() - timedelta(days=20))
    count_again(tahun)
    orang = pabrik.buat_pengguna(Peran.KEPALA_OPD, opd=opd), pabrik_peringkat.buat_sekda()
    return Dunia(opd, *orang, pabrik.buat_pengguna(Peran.VERIFIKATOR), tahun)


def count_again(tahun: int) -> None:
    """As the night does."""
    call_command("hitung_peringkat", tahun=tahun, stdout=StringIO())


def order_the_worst(langkah: Langkah, d: Dunia) -> None:
    """From the big screen to the village that is worst, its OPD, and an arahan to it."""
    page = langkah.sebagai(d.sekda, "/dasbor/?layar=rapat")
    langkah.potret(page, "rakor-layar")
    page.locator(".rapat-merah li").filter(has_text=d.terburuk.nama).get_by_role("link").click()
    langkah.potret(page, "rakor-desa")
    page.locator("main").get_by_role("link", name=d.terburuk.nama, exact=True).first.click()
    page.get_by_role("link", name="Tulis arahan").click()
    page.locator("[name=teks]").fill("Turun ke desa binaan minggu ini dan laporkan keadaannya.")
    langkah.potret(page, "rakor-arahan")
    press(page, "Simpan arahan")
    assert [t.opd for t in TindakLanjut.objects.select_related("opd")] == [d.terburuk]


def freeze(langkah: Langkah, d: Dunia) -> Peringkat:
    """From the task on Beranda to the newest frozen version."""
    page = langkah.sebagai(d.sekda, "/")
    langkah.potret(page, "rakor-beranda-sekda")
    page.get_by_role("link", name="Periksa dan bekukan").click()
    page.locator("[name=baca]").check()
    langkah.potret(page, "rakor-bekukan")
    press(page, "Bekukan")
    langkah.potret(page, "rakor-beku")
    return Peringkat.objects.newest()[0]


def print_out(langkah: Langkah, orang: Pengguna, alamat: str, nama: str) -> bytes:
    page = langkah.sebagai(orang, alamat)
    with page.expect_download() as unduhan:
        page.get_by_role("button", name="Unduh naskah").click()
    isi = Path(unduhan.value.path()).read_bytes()
    keep_pages(langkah, nama, isi)
    return isi


def print_brief(langkah: Langkah, orang: Pengguna) -> None:
    """The one-page sheet, as the browser prints it."""
    page = langkah.sebagai(orang, "/dasbor/lembar/")
    assert keep_pages(langkah, "rakor-lembar", page.pdf(prefer_css_page_size=True)) == 1


def keep_pages(langkah: Langkah, nama: str, isi: bytes) -> int:
    """The paper and a picture of each of its pages in hasil/jalan/; how many those are."""
    (langkah.map / f"{nama}.pdf").write_bytes(isi)
    gambar = look_at(isi)
    for n, g in enumerate(gambar, 1):
        g.save(langkah.map / f"{nama}-{n}.png")
    return len(gambar)


def object_to_it(langkah: Langkah, d: Dunia) -> None:
    page = langkah.sebagai(d.kepala, "/")
    page.get_by_role("link", name="Baca Kartu Keadilan").click()
    langkah.potret(page, "rakor-kartu")
    page.get_by_role("link", name="Sanggah", exact=True).click()
    page.locator("[name=komponen]").select_option("kunjungan")
    page.locator("[name=teks]").fill(ALASAN)
    langkah.potret(page, "rakor-sanggah")
    press(page, "Kirim sanggahan")


def answer_it(langkah: Langkah, d: Dunia) -> None:
    """By who had no hand in it; the OPD's visit is read anew."""
    page = langkah.sebagai(d.bebas, "/")
    page.get_by_role("link", name="Putuskan sanggahan").click()
    assert f"Hari ini dapat diputus {d.bebas.nama}." in page.locator("main").inner_text()
    page.locator("[name=putusan][value=dikabulkan]").check()
    page.locator("[name=alasan]").fill("Kunjungannya tercatat dan berfoto.")
    langkah.potret(page, "rakor-putus")
    press(page, "Simpan putusan")
    pabrik_peringkat.buat_kunjungan_sah(d.terburuk.penugasan.get(), date(d.tahun, 5, 5))
    count_again(d.tahun)


def fingerprint_of(p: Peringkat) -> tuple[Any, ...]:
    """Everything that the table holds of a version."""
    return tuple(Peringkat.objects.filter(pk=p.pk).values_list().get())


def test_a_rakor_from_the_big_screen_to_an_answer_that_changes_no_frozen_paper(halaman, masuk, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    d, langkah = make_world(), Langkah("jalan", halaman, masuk, 1280)
    order_the_worst(langkah, d)
    beku = freeze(langkah, d)
    cetak, baris = f"/peringkat/beku/{beku.uuid}/cetak/", fingerprint_of(beku)
    pdf = print_out(langkah, d.sekda, cetak, "rakor-peringkat")
    print_brief(langkah, d.sekda)
    rekap = print_out(langkah, d.sekda, "/cetak/provinsi/rekap/", "rakor-rekap")
    assert "REKAPITULASI" in PdfReader(langkah.map / "rakor-rekap.pdf").pages[0].extract_text().upper()
    assert rekap != pdf
    object_to_it(langkah, d)
    answer_it(langkah, d)
    sesudah = print_out(langkah, d.sekda, cetak, "rakor-peringkat-sesudah-putusan")
    assert hashlib.sha256(sesudah).hexdigest() == hashlib.sha256(pdf).hexdigest()
    baru = freeze(langkah, d)
    assert (baru.nomor, baru.menggantikan, fingerprint_of(beku), intact(beku), intact(baru)) == (
        2,
        beku,
        baris,
        True,
        True,
    )
    naskah = Cetakan.objects.get(kunci=str(beku.uuid))
    page = langkah.sebagai(d.kepala, f"/periksa/{naskah.kode}/")
    langkah.potret(page, "rakor-periksa")
    assert "Versi 2, dibekukan" in page.locator("main").inner_text()
