"""The walk of a new user, in a real browser: an annex typed in Excel, a visit with photos and a month of sales, the Sekda's
dashboard that moves, and the way down from its figure to that visit.
With BINAAN_POTRET=1 pictures of each step go to hasil/jalan/.
"""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from openpyxl import Workbook
from PIL import Image, ImageDraw

from desa.angka import format_bulan, format_tanggal
from desa.waktu import awal_bulan, hari_ini, tambah_bulan
from opd.enums import Peran
from opd.models import Bukti, Kunjungan, Pengguna, Penugasan
from tests import pabrik
from tests.walk.langkah import picture

pytestmark = [pytest.mark.peramban, pytest.mark.django_db(transaction=True)]
HASIL = Path(settings.BASE_DIR) / "hasil" / "jalan"


def make_annex() -> bytes:
    """As an office types it: a title row, headings of its own, a village by name only, an OPD with a slip of the pen."""
    buku = Workbook()
    lembar = buku.active
    lembar.append(["LAMPIRAN KEPUTUSAN GUBERNUR"])
    lembar.append(["No", "Nama OPD", "Desa Binaan", "Kecamatan", "Kabupaten", "Kode Desa", "Mulai"])
    lembar.append([1, "Dinas Pertanian", "Waru", "", "", "", "10 Januari 2023"])
    lembar.append([2, "Dinas Ketahanan Pangn", "", "", "", "81.06.01.2015", date(2023, 1, 10)])
    aliran = BytesIO()
    buku.save(aliran)
    return aliran.getvalue()


def make_photo(warna: tuple[int, int, int], garis: int) -> bytes:
    gambar = Image.new("RGB", (1600, 1200), warna)
    ImageDraw.Draw(gambar).ellipse((garis * 100, 200, garis * 100 + 700, 1000), fill=(240, 200, 90))
    aliran = BytesIO()
    gambar.save(aliran, "JPEG", quality=85)
    return aliran.getvalue()


def make_world() -> dict[str, object]:
    """Two villages called Waru, Uraur, two OPDs, three people, one enterprise; no penugasan yet."""
    sbt = pabrik.buat_kabupaten(kode="81.05", nama="Seram Bagian Timur")
    malteng = pabrik.buat_kabupaten(kode="81.01", nama="Maluku Tengah")
    sbb = pabrik.buat_kabupaten(kode="81.06", nama="Seram Bagian Barat")
    kec = {
        "81.05.15": pabrik.buat_kecamatan(kabupaten=sbt, kode="81.05.15", nama="Teluk Waru"),
        "81.01.02": pabrik.buat_kecamatan(kabupaten=malteng, kode="81.01.02", nama="Teon Nila Serua"),
        "81.06.01": pabrik.buat_kecamatan(kabupaten=sbb, kode="81.06.01", nama="Kairatu"),
    }
    nama = (("81.05.15.2001", "Waru"), ("81.01.02.2006", "Waru"), ("81.06.01.2015", "Uraur"))
    desa = {k: pabrik.buat_desa(kecamatan=kec[k[:8]], kode=k, nama=n) for k, n in nama}
    tani = pabrik.buat_opd(slug="distan", nama="Dinas Pertanian", singkatan="Distan")
    pabrik.buat_opd(slug="dkp-pangan", nama="Dinas Ketahanan Pangan", singkatan="DKP (Pangan)")
    umkm = pabrik.buat_umkm(desa=desa["81.05.15.2001"], nama="Minyak Kelapa Waru", dibina_sejak=date(2025, 1, 1))
    orang = {
        "verifikator": pabrik.buat_pengguna(Peran.VERIFIKATOR),
        "operator": pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=tani),
        "pimpinan": pabrik.buat_pengguna(Peran.PIMPINAN),
    }
    return {"umkm": umkm, **orang}


class Langkah:
    """Numbers the screenshots of one walk."""

    def __init__(self, lebar: int) -> None:
        self.lebar, self.nomor = lebar, 0
        HASIL.mkdir(parents=True, exist_ok=True)

    def potret(self, page, nama: str) -> None:
        self.nomor += 1
        picture(page, HASIL / f"{self.lebar}-{self.nomor:02d}-{nama}.jpg")


def sign_in(page, orang: Pengguna) -> None:
    """Through the real form, as a person does on the first day."""
    page.goto("/masuk/")
    page.locator("[name=username]").fill(orang.username)
    page.locator("[name=sandi]").fill(pabrik.SANDI)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda alamat: "/masuk/" not in alamat)


def choose(page, teks: str) -> None:
    """Pick the option that says `teks` in the question that offers it."""
    pilihan = page.locator("main select option", has_text=teks).first
    pilihan.locator("xpath=..").select_option(pilihan.get_attribute("value"))


def bring_annex(page, langkah: Langkah) -> None:
    """Upload, settle the two questions, apply."""
    page.goto("/impor/lampiran/")
    page.locator("[name=nomor]").fill("90 Tahun 2023")
    page.locator("[name=tanggal]").fill("10 Januari 2023")
    page.locator("[name=tentang]").fill("Penanggung Jawab Satu OPD Satu Desa Binaan")
    berkas = {"name": "lampiran.xlsx", "mimeType": "application/octet-stream", "buffer": make_annex()}
    page.locator("[name=berkas]").set_input_files([berkas])
    langkah.potret(page, "unggah")
    page.locator("main form[enctype] button[type=submit]").click()
    langkah.potret(page, "pratinjau")
    choose(page, "Kec. Teluk Waru")
    choose(page, "Dinas Ketahanan Pangan")
    page.get_by_role("button", name="Simpan pilihan").last.click()
    langkah.potret(page, "pilihan")
    page.get_by_role("button", name="Terapkan 2 baris").click()
    langkah.potret(page, "diterapkan")


def record_visit(page, langkah: Langkah, penugasan: Penugasan) -> None:
    page.goto("/")
    langkah.potret(page, "beranda")
    page.locator(f'main a[href="/kunjungan/baru/?penugasan={penugasan.pk}"]').first.click()
    page.locator("[name=tanggal]").fill(format_tanggal(hari_ini()))
    page.locator("[name=warga_ditemui]").fill("Mama Ona\nBapa Eli")
    page.locator("[name=catatan]").fill("Minyak kelapa terkumpul 40 liter.")
    foto = [
        {"name": f"IMG_{n}.jpg", "mimeType": "image/jpeg", "buffer": make_photo((40 * n, 90, 120), n)} for n in (1, 5)
    ]
    page.locator("[name=foto]").set_input_files(foto)
    langkah.potret(page, "kunjungan-isi")
    page.get_by_role("button", name="Simpan kunjungan").click()
    page.wait_for_url("**/kunjungan/*-*/")
    langkah.potret(page, "kunjungan")


def record_sales(page, langkah: Langkah, umkm, bulan: date) -> None:
    page.goto(f"/desa/81.05.15.2001/penjualan/{bulan:%Y-%m}/")
    page.locator(f"[name=omzet_{umkm.pk}]").fill("1.500.000")
    langkah.potret(page, "penjualan-isi")
    page.get_by_role("button", name=f"Simpan {format_bulan(bulan)}").click()
    langkah.potret(page, "penjualan")


def follow_down(page, langkah: Langkah, kunjungan: Kunjungan) -> None:
    """From the dashboard's figure to the visit behind it."""
    page.goto("/dasbor/")
    langkah.potret(page, "dasbor")
    page.get_by_role("link", name="OPD dan desa binaannya").click()
    langkah.potret(page, "opd-dan-desa")
    tautan = page.locator('main table a[href^="../v/"]').first
    if not tautan.is_visible():  # on a phone the row is folded
        page.locator("main table tr", has=page.locator('a[href^="../v/"]')).first.get_by_text("Rincian").click()
    tautan.click()
    langkah.potret(page, "daftar-kunjungan")
    page.locator(f'main a[href="/kunjungan/{kunjungan.uuid}/"]').click()
    page.wait_for_url(f"**/kunjungan/{kunjungan.uuid}/")
    page.locator("main img").first.wait_for()
    langkah.potret(page, "sampai-ke-kunjungan")


@pytest.mark.parametrize(("lebar", "javascript"), [(1280, True), (360, False)])
def test_a_new_user_walks_from_the_annex_to_the_dashboard(halaman, settings, tmp_path, lebar, javascript):
    settings.MEDIA_ROOT = tmp_path
    dunia, langkah = make_world(), Langkah(lebar)
    bulan = tambah_bulan(awal_bulan(hari_ini()), -1)

    page = halaman(lebar, javascript=javascript)
    sign_in(page, dunia["verifikator"])
    bring_annex(page, langkah)
    pasangan = {(p.opd.slug, p.desa.kode, p.mulai) for p in Penugasan.objects.select_related("opd", "desa")}
    assert pasangan == {
        ("distan", "81.05.15.2001", date(2023, 1, 10)),
        ("dkp-pangan", "81.06.01.2015", date(2023, 1, 10)),
    }

    sebelum = halaman(lebar, javascript=javascript)
    sign_in(sebelum, dunia["pimpinan"])
    assert "belum pernah" in sebelum.locator("main").inner_text()

    page = halaman(lebar, javascript=javascript)
    sign_in(page, dunia["operator"])
    record_visit(page, langkah, Penugasan.objects.get(opd__slug="distan"))
    kunjungan = Kunjungan.objects.get()
    assert (kunjungan.jumlah_warga, Bukti.objects.filter(kunjungan=kunjungan).count()) == (2, 2)
    record_sales(page, langkah, dunia["umkm"], bulan)
    assert dunia["umkm"].penjualan.get().omzet_rp == 1_500_000

    page = halaman(lebar, javascript=javascript)
    sign_in(page, dunia["pimpinan"])
    assert page.url.endswith("/dasbor/")
    assert "1 dari 2" in page.locator("main").inner_text()
    follow_down(page, langkah, kunjungan)
    assert "Mama Ona" not in page.locator("main").inner_text()
