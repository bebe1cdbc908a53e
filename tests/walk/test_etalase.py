"""An owner agrees, a stranger on a phone without JavaScript finds the product, the owner takes it back, and it is gone."""

import pytest
from django.urls import reverse

from desa.models import DilihatProduk, Produk
from desa.waktu import hari_ini
from opd.enums import Peran
from tests import pabrik
from tests.pabrik_produk import buat_persetujuan, buat_produk, jpeg
from tests.walk.langkah import Langkah, picture, press
from tests.walk.test_axe import look

pytestmark = [pytest.mark.peramban, pytest.mark.django_db(transaction=True)]
PONSEL = "Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"


@pytest.fixture
def dunia():
    penugasan = pabrik.buat_penugasan(desa=pabrik.buat_desa(nama="Waru"))
    umkm = pabrik.buat_umkm(desa=penugasan.desa, nama="Sagu Harapan", pemilik="Marta Lessy", telepon="081299900011")
    return umkm, pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)


def offer(page, umkm, foto: bytes) -> None:
    """Write down the product and the owner's consent."""
    page.goto(reverse("produk:umkm", args=[umkm.uuid]))
    page.get_by_role("link", name="Catat produk", exact=True).click()
    page.get_by_label("Nama produk").fill("Sagu lempeng kenari")
    page.get_by_label("Jenis produk").select_option("makanan")
    page.get_by_label("Harga (Rp)").fill("25.000")
    page.get_by_label("Per", exact=True).fill("per bungkus 250 g")
    page.get_by_label("Cerita produk").fill("Sagu dari dusun sendiri, dibakar di forna tanah liat.")
    page.get_by_label("Foto produk").set_input_files({"name": "sagu.jpg", "mimeType": "image/jpeg", "buffer": foto})
    press(page, "Simpan produk")
    page.get_by_role("link", name="Catat persetujuan pemilik").click()
    page.get_by_label("Nama pemberi persetujuan").fill("Marta Lessy")
    page.get_by_label("Lisan di hadapan saksi").check()
    page.get_by_label("Nama saksi").fill("Yopi Tuhumury")
    page.get_by_label("Foto produk boleh tampil").check()
    page.get_by_label("Nama desa boleh tampil").check()
    page.get_by_label("Nama pemilik yang boleh tampil").fill("Mama Marta")
    page.get_by_label("Nomor WhatsApp yang boleh tampil").fill("0812-9990-0011")
    press(page, "Simpan persetujuan")


def test_product_is_shown_with_consent_and_gone_without(halaman, masuk, peramban, live_server, dunia):
    umkm, operator = dunia
    langkah = Langkah("etalase", halaman, masuk, 1280, javascript=True)
    page = langkah.sebagai(operator, "/")
    offer(page, umkm, jpeg(1600, 1200))
    langkah.potret(page, "tercatat")
    produk = Produk.objects.get()
    konteks = peramban.new_context(
        base_url=live_server.url, viewport={"width": 360, "height": 800}, java_script_enabled=False, user_agent=PONSEL
    )
    asing = konteks.new_page()
    asing.goto("/etalase/?q=sagu")
    asing.get_by_role("link", name="Sagu lempeng kenari").click()
    alamat = asing.url
    assert (
        asing.get_by_role("link", name="Pesan lewat WhatsApp")
        .get_attribute("href")
        .startswith("https://wa.me/6281299900011?text=Halo")
    )
    picture(asing, langkah.map / "360-produk.jpg")
    assert asing.get_by_text("Mama Marta").is_visible()
    assert konteks.cookies() == []
    assert DilihatProduk.objects.get().jumlah == 1
    page.goto(reverse("produk:umkm", args=[umkm.uuid]))
    assert page.get_by_text("Dilihat 1 kali (30 hari)").is_visible()
    page.get_by_role("link", name="Cabut", exact=True).click()
    page.get_by_label("Alasan").fill("Diminta pemilik lewat telepon")
    press(page, "Cabut persetujuan")
    hilang = asing.goto(alamat)
    assert hilang.status == 410
    assert [k for k in ("Sagu", "Marta", "0011") if k in asing.content()] == []
    foto = konteks.request.get(reverse("etalase:foto", args=[produk.kode]))
    assert foto.status == 404
    asing.get_by_role("link", name="Lihat produk lain dari Maluku").click()
    assert "Sagu lempeng" not in asing.content()
    konteks.close()


def test_public_pages_pass_axe_and_fit_a_phone(halaman, dunia):
    umkm, _ = dunia
    produk = _published(umkm)
    page, rupa = halaman(), []
    alamat = ("/etalase/", reverse("etalase:detail", args=[produk.kode]), "/etalase/zzzzzzzz/")
    temuan = {(url, lebar): look(page, url, lebar, rupa) for url in alamat for lebar in (360, 1280)}
    assert {k: t for k, t in temuan.items() if t} == {}


def test_a_sheet_of_labels_is_one_page_of_a4(halaman, masuk, dunia):
    umkm, operator = dunia
    produk = _published(umkm)
    page = halaman()
    masuk(page, operator.username)
    for kueri, banyak in (("", 1), ("?lembar=1", 12)):
        page.goto(reverse("produk:label", args=[produk.uuid]) + kueri)
        assert page.locator(".label svg").count() == banyak
        pdf = page.pdf(prefer_css_page_size=True)
        assert pdf.count(b"/Type /Page\n") == 1


def test_the_paper_of_consent_is_one_page_of_a4_with_one_product_and_with_twelve(halaman, masuk, dunia):
    umkm, operator = dunia
    umkm.nama = "Kelompok Usaha Bersama Olahan Sagu Kenari dan Minyak Pala Perempuan Negeri Sejahtera Mandiri Bersatu"
    umkm.save()
    page = halaman()
    masuk(page, operator.username)
    for tambah in (1, 11):
        for n in range(tambah):
            buat_produk(umkm, nama=f"Sagu lempeng kenari panggang gula aren isi sepuluh, rasa {n}", harga_rp=125_000)
        page.goto(reverse("persetujuan:kertas", args=[umkm.uuid]))
        assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1


def _published(umkm):
    produk = buat_produk(umkm, foto=True, nama="Sagu lempeng kenari", uraian="Dibakar di forna.", kategori="makanan")
    buat_persetujuan(produk, nama_tampil="Mama Marta", whatsapp="+6281299900011", tanggal=hari_ini())
    return produk
