"""The cycle in a real browser, by four people: a plan with one return on the way, an activity on its line, the quarterly
report frozen by the verifikator, and an arahan of the Sekda with its follow-up.
With BINAAN_POTRET=1 pictures go to hasil/siklus/.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageDraw

from desa.angka import format_tanggal
from desa.waktu import awal_triwulan, hari_ini, triwulan
from opd.enums import Peran, StatusNaskah
from opd.models import Kegiatan, LangkahNaskah, LaporanTriwulan, Pengguna, Penugasan, RencanaAksi, TindakLanjut
from opd.rekap.isi_laporan import sha256_of
from tests import pabrik
from tests.pabrik_naskah import buat_masalah, buat_meja
from tests.walk.langkah import Langkah, press

pytestmark = [pytest.mark.peramban, pytest.mark.django_db(transaction=True)]


@dataclass
class Dunia:
    """A village with an enterprise and a problem indicator, the three people of its papers, and the Sekda."""

    penugasan: Penugasan
    operator: Pengguna
    kepala: Pengguna
    verifikator: Pengguna
    sekda: Pengguna
    akhir: date
    """The last day of the quarter to report."""

    @property
    def triwulan(self) -> tuple[int, int]:
        return triwulan(self.akhir)


def make_world() -> Dunia:
    penugasan = pabrik.buat_penugasan(mulai=hari_ini() - timedelta(days=300))
    pabrik.buat_umkm(desa=penugasan.desa, nama="Sagu Mama Ona")
    buat_masalah(penugasan)
    meja = buat_meja(penugasan)
    sekda = pabrik.buat_pengguna(Peran.PIMPINAN)
    akhir = awal_triwulan(hari_ini()) - timedelta(days=1)
    return Dunia(penugasan, meja.operator, meja.kepala, meja.verifikator, sekda, akhir)


def make_photo() -> dict[str, Any]:
    gambar = Image.new("RGB", (1200, 900), (40, 120, 110))
    ImageDraw.Draw(gambar).ellipse((200, 200, 900, 800), fill=(240, 200, 90))
    aliran = BytesIO()
    gambar.save(aliran, "JPEG")
    return {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": aliran.getvalue()}


def write_plan(langkah: Langkah, d: Dunia) -> None:
    """From an empty page to a plan of one line, submitted."""
    page = langkah.sebagai(d.operator, f"/rencana/baru/?penugasan={d.penugasan.pk}")
    page.locator("[name=tahun]").select_option(str(d.triwulan[0]))
    langkah.potret(page, "rencana-baru")
    page.get_by_role("button", name="Buat draf").click()
    page.get_by_role("link", name="Tambah baris").first.click()
    page.locator("[name=kegiatan]").fill("Pelatihan mengolah sagu")
    page.locator("[name=indikator]").first.check()
    page.locator("[name=strategi]").first.check()
    page.locator("[name=sasaran]").fill("20 keluarga perajin sagu")
    page.locator("[name=satuan]").fill("orang")
    for tw in range(1, 5):
        page.locator(f"[name=target_tw{tw}]").fill("10")
    page.locator("[name=akumulasi]").select_option("non_kumulatif")
    page.locator("[name=pagu_apbd_prov]").fill("20.000.000")
    langkah.potret(page, "baris")
    press(page, "Simpan baris")
    langkah.potret(page, "rencana-draf")
    press(page, "Ajukan kepada kepala OPD")
    langkah.potret(page, "rencana-diajukan")


def decide(langkah: Langkah, d: Dunia, siapa: Pengguna, tombol: str, alasan: str = "") -> None:
    """From the first page of a head (the panel) or of a verifikator (Beranda) to the decision."""
    page = langkah.sebagai(siapa, "/admin/" if siapa == d.kepala else "/")
    langkah.potret(page, "antrean")
    page.get_by_role("link", name="Baca dan putuskan").first.click()
    if alasan:
        page.locator("[name=alasan]").fill(alasan)
    langkah.potret(page, "putuskan")
    press(page, tombol)
    langkah.potret(page, "diputuskan")


def repair_plan(langkah: Langkah, d: Dunia) -> None:
    """What came back is on Beranda with its reason; repaired, it goes again."""
    page = langkah.sebagai(d.operator, "/")
    langkah.potret(page, "dikembalikan")
    page.get_by_role("link", name="Perbaiki").first.click()
    page.get_by_role("link", name="Ubah").first.click()
    page.locator("[name=sasaran]").fill("20 keluarga perajin sagu di Soa Waru")
    press(page, "Simpan baris")
    press(page, "Ajukan kepada kepala OPD")


def record_activity(langkah: Langkah, d: Dunia) -> None:
    """What was done on the line, with its money and a photo, dated in the quarter to report."""
    page = langkah.sebagai(d.operator, f"/kegiatan/baru/?penugasan={d.penugasan.pk}")
    page.locator("[name=tanggal]").fill(format_tanggal(d.akhir - timedelta(days=20)))
    page.locator("[name=judul]").fill("Pelatihan sagu angkatan pertama")
    page.locator("[name=baris]").select_option(index=1)
    page.locator("[name=volume]").fill("8")
    page.locator("[name=satuan]").fill("orang")
    page.locator("[name=sumber_1]").select_option("apbd_prov")
    page.locator("[name=jumlah_1]").fill("5.000.000")
    page.locator("[name=foto]").set_input_files([make_photo()])
    langkah.potret(page, "kegiatan")
    page.get_by_role("button", name="Simpan kegiatan").click()
    page.wait_for_url("**/kegiatan/*-*/")
    langkah.potret(page, "kegiatan-tercatat")


def write_report(langkah: Langkah, d: Dunia) -> None:
    """The figures stand there already; the OPD adds its words and submits."""
    tahun, tw = d.triwulan
    page = langkah.sebagai(d.operator, "/")
    langkah.potret(page, "beranda-laporan")
    page.locator(f'main a[href*="/laporan/baru/"][href$="tw={tahun}-{tw}"]').first.click()
    langkah.potret(page, "laporan-baru")
    page.get_by_role("button", name="Buat draf").click()
    page.get_by_role("link", name="Tulis uraian dan pilih foto").click()
    page.locator("[name=kendala]").fill("Kapal terlambat dua minggu.")
    page.locator("[name=tindak_lanjut]").fill("Bahan dibeli di pulau terdekat.")
    page.locator("[name=rencana_berikut]").fill("Angkatan kedua.")
    langkah.potret(page, "laporan-uraian")
    press(page, "Simpan uraian")
    langkah.potret(page, "laporan-draf")
    press(page, "Ajukan kepada kepala OPD")


def order_and_follow_up(langkah: Langkah, d: Dunia) -> None:
    page = langkah.sebagai(d.sekda, "/arahan/baru/")
    page.locator("[name=teks]").fill("Pasarkan sagu Mama Ona di Masohi.")
    page.locator("[name=batas]").fill(format_tanggal(hari_ini() + timedelta(days=7)))
    page.locator(f'[name=opd][value="{d.penugasan.opd_id}"]').check()
    langkah.potret(page, "arahan")
    press(page, "Simpan arahan")
    page = langkah.sebagai(d.operator, "/")
    page.get_by_role("link", name="Jawab arahan").click()
    page.locator("[name=jawaban]").fill("Dua toko di Masohi sudah menerima.")
    langkah.potret(page, "arahan-jawab")
    press(page, "Kirim jawaban")
    page = langkah.sebagai(d.verifikator, "/")
    page.get_by_role("link", name="Periksa jawaban").click()
    press(page, "Nyatakan selesai")
    langkah.potret(page, "arahan-selesai")


def assert_sekda_sees_it(langkah: Langkah, d: Dunia, laporan: LaporanTriwulan) -> None:
    """The verified report in figures, and how its number leads to its row."""
    page = langkah.sebagai(d.sekda, f"/laporan/{laporan.uuid}/")
    teks = page.locator("main").inner_text()
    langkah.potret(page, "laporan-diverifikasi")
    capaian = {1: "80,0", 2: "40,0", 3: "26,7", 4: "20,0"}[d.triwulan[1]]  # 8 of 10 people a quarter, from TW I on
    assert f"{capaian} %" in teks
    assert "25,0 %" in teks  # 5 of 20 million
    assert laporan.sha256[:12] in teks
    page.get_by_role("link", name="Pelatihan sagu angkatan pertama").first.click()
    assert "8 orang" in page.locator("main").inner_text()
    page.goto("/dasbor/")
    langkah.potret(page, "dasbor")


@pytest.mark.parametrize(("lebar", "javascript"), [(1280, True), (360, False)])
def test_from_a_plan_to_a_verified_quarter_and_a_followed_arahan(halaman, masuk, settings, tmp_path, lebar, javascript):
    settings.MEDIA_ROOT = tmp_path
    d, langkah = make_world(), Langkah("siklus", halaman, masuk, lebar, javascript)

    write_plan(langkah, d)
    decide(langkah, d, d.kepala, "Kembalikan", alasan="Sebut soanya pada sasaran.")
    repair_plan(langkah, d)
    decide(langkah, d, d.kepala, "Setujui")
    decide(langkah, d, d.verifikator, "Verifikasi")
    record_activity(langkah, d)
    write_report(langkah, d)
    decide(langkah, d, d.kepala, "Setujui")
    decide(langkah, d, d.verifikator, "Verifikasi")
    order_and_follow_up(langkah, d)

    laporan = LaporanTriwulan.objects.get()
    assert_sekda_sees_it(langkah, d, laporan)
    rencana = RencanaAksi.objects.get()
    assert (rencana.status, laporan.status, laporan.rencana) == (*(StatusNaskah.DIVERIFIKASI,) * 2, rencana)
    assert laporan.sha256 == sha256_of(laporan.isi_beku)
    jalan = ["ajukan", "kembalikan", "ajukan", "setujui", "verifikasi"]
    assert list(LangkahNaskah.objects.filter(rencana=rencana).values_list("tindakan", flat=True)) == jalan
    assert Kegiatan.objects.get().baris == rencana.baris.get()
    assert TindakLanjut.objects.get().status == "selesai"
