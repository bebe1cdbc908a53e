"""Pages of products: from writing down to the public page and back, nothing typed is lost, and the same queries at any size."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desa.models import Catatan, PersetujuanTampil, Produk
from desa.waktu import hari_ini
from opd.enums import Peran
from tests import pabrik
from tests.pabrik_produk import buat_dilihat, buat_persetujuan, buat_produk, jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture
def dunia(client) -> Any:
    """An enterprise of the signed-in operator's village."""
    penugasan = pabrik.buat_penugasan()
    operator = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)
    client.force_login(operator)
    return pabrik.buat_umkm(desa=penugasan.desa, pemilik="Marta Lessy"), penugasan


def kirim(**lain: Any) -> dict[str, Any]:
    dasar = {"uuid": str(uuid.uuid4()), "nama": "Sagu lempeng", "kategori": "makanan", "harga_rp": "Rp 25.000,-"}
    return (
        dasar | {"satuan": "per bungkus 250 g", "ketersediaan": "tersedia", "uraian": "Enak.", "cara_pesan": ""} | lain
    )


def setuju(*produk: Produk, **lain: Any) -> dict[str, Any]:
    dasar = {"uuid": str(uuid.uuid4()), "tanggal": f"{hari_ini():%d/%m/%Y}", "penyetuju": "Marta Lessy"}
    dasar |= {"cara": "lisan", "saksi": "Yopi", "produk": [p.pk for p in produk], "tampil_foto": "on"}
    return dasar | lain


def test_from_writing_down_to_revoking_on_the_pages(client, dunia):
    umkm, _ = dunia
    isi = kirim(foto=SimpleUploadedFile("sagu.jpg", jpeg(), "image/jpeg"))
    tuju = client.post(reverse("produk:baru", args=[umkm.uuid]), isi).url
    produk = Produk.objects.get()
    assert (produk.harga_rp, produk.satuan, produk.lebar) == (25_000, "bungkus 250 g", 640)
    assert "Catat persetujuan pemilik" in client.get(tuju).text
    client.post(reverse("persetujuan:baru", args=[umkm.uuid]), setuju(produk, whatsapp="0812-9990-0011"))
    izin = PersetujuanTampil.objects.get()
    assert (izin.whatsapp, izin.tampil_desa, list(izin.produk.all())) == ("+6281299900011", False, [produk])
    halaman = reverse("produk:umkm", args=[umkm.uuid])
    teks = client.get(halaman).text
    assert "Tampil di etalase" in teks
    assert [k for k in ("Marta", "Yopi", "9990") if k in teks] == []
    assert "1 dari 1 produk tampil" in client.get(reverse("umkm:detail", args=[umkm.uuid])).text
    client.post(reverse("persetujuan:cabut", args=[izin.uuid]), {"alasan": "Diminta pemilik"})
    assert "Belum ada persetujuan yang berlaku" in client.get(halaman).text
    assert client.get(reverse("etalase:detail", args=[produk.kode])).status_code == 410


def test_refused_form_keeps_what_was_typed_and_says_what_is_wrong(client, dunia):
    umkm, _ = dunia
    salah = kirim(
        harga_rp="5 jt", cara_pesan="WA 0812 3456 7890", foto=SimpleUploadedFile("x.jpg", b"bukan", "image/jpeg")
    )
    teks = client.post(reverse("produk:baru", args=[umkm.uuid]), salah).text
    for kalimat in ("memakai singkatan", "bukan gambar JPEG", "WA 0812 3456 7890", "Sagu lempeng"):
        assert kalimat in teks
    teks = client.post(reverse("produk:baru", args=[umkm.uuid]), kirim(cara_pesan="WA 0812 3456 7890")).text
    assert "Jangan tulis nomor telepon" in teks
    besar = SimpleUploadedFile("b.jpg", jpeg(9000, 6000), "image/jpeg")
    assert (
        "lebih besar dari 50 megapiksel"
        in client.post(reverse("produk:baru", args=[umkm.uuid]), kirim(foto=besar)).text
    )
    assert Produk.objects.count() == 0


def test_consent_refused_says_so_beside_its_field(client, dunia):
    produk = buat_produk(dunia[0])
    alamat = reverse("persetujuan:baru", args=[dunia[0].uuid])
    for lain, kalimat in (
        ({"cara": "tertulis"}, "Unggah foto atau pindaian surat"),
        ({"saksi": ""}, "Tulis nama saksi"),
        ({"produk": []}, "Pilih sedikitnya satu produk"),
        ({"whatsapp": "12"}, "Nomor telepon"),
        ({"whatsapp": "0911 345678"}, "harus nomor ponsel"),
        ({"tanggal": "31/12/2099"}, "belum terjadi"),
    ):
        teks = client.post(alamat, setuju(produk, **lain)).text
        assert kalimat in teks
        assert "Marta Lessy" in teks
    assert PersetujuanTampil.objects.count() == 0


def test_other_opds_read_and_may_not_write(client, dunia):
    umkm, _ = dunia
    produk = buat_produk(umkm)
    izin = buat_persetujuan(produk, cara="tertulis", surat="persetujuan/uji.pdf")
    client.force_login(pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=pabrik.buat_opd()))
    baca = [reverse("produk:umkm", args=[umkm.uuid]), reverse("produk:detail", args=[produk.uuid])]
    assert [client.get(u).status_code for u in baca] == [200, 200]
    tulis = [
        reverse("produk:baru", args=[umkm.uuid]),
        reverse("persetujuan:baru", args=[umkm.uuid]),
        *(reverse(n, args=[produk.uuid]) for n in ("produk:ubah", "produk:keadaan", "produk:label")),
        *(reverse(n, args=[izin.uuid]) for n in ("persetujuan:cabut", "persetujuan:surat")),
    ]
    assert [client.get(u).status_code for u in tulis] == [403] * len(tulis)
    assert client.get(reverse("produk:detail", args=[uuid.uuid4()])).status_code == 404


def test_signed_paper_goes_out_with_a_catatan(client, dunia):
    izin = buat_persetujuan(buat_produk(dunia[0]))
    izin.surat.save("uji.pdf", SimpleUploadedFile("uji.pdf", b"%PDF-uji"))
    jawaban = client.get(reverse("persetujuan:surat", args=[izin.uuid]))
    assert b"".join(jawaban.streaming_content) == b"%PDF-uji"
    assert Catatan.objects.get().tindakan == "melihat surat persetujuan"


def test_change_withdraw_and_offer_again_on_the_pages(client, dunia):
    produk = buat_produk(dunia[0], foto=True)
    isi = kirim(nama="Sagu baru", versi="1", hapus_foto="on")
    client.post(reverse("produk:ubah", args=[produk.uuid]), isi)
    produk.refresh_from_db()
    assert (produk.nama, produk.foto.name, produk.versi) == ("Sagu baru", "", 2)
    for alasan, ditarik in (("Habis", True), ("Ada lagi", False)):
        versi = Produk.objects.get().versi
        client.post(reverse("produk:keadaan", args=[produk.uuid]), {"versi": versi, "alasan": alasan})
        assert (Produk.objects.get().ditarik_pada is not None) is ditarik
    teks = client.get(reverse("produk:detail", args=[produk.uuid])).text
    assert "menawarkan kembali produk" in teks


def test_label_leads_to_the_public_page_or_says_why_not(client, dunia):
    produk = buat_produk(dunia[0])
    alamat = reverse("produk:label", args=[produk.uuid])
    assert "belum tampil di etalase" in client.get(alamat).text
    buat_persetujuan(produk)
    for kueri, banyak in (("", 1), ("?lembar=1", 12), ("?lembar=99", 1)):
        teks = client.get(alamat + kueri).text
        assert teks.count('class="qr"') == banyak
        assert teks.count(f"testserver/etalase/{produk.kode}</p>") == banyak


def test_list_filters_by_state_opd_and_own_villages(client, dunia):
    umkm, penugasan = dunia
    tampil, belum, lain = buat_produk(umkm, nama="Satu"), buat_produk(umkm, nama="Dua"), buat_produk(nama="Tiga")
    buat_persetujuan(tampil)
    hasil = {
        kueri: [p.nama for p in (tampil, belum, lain) if f">{p.nama}</a>" in client.get(f"/produk/?{kueri}").text]
        for kueri in ("", "keadaan=tayang", "keadaan=belum_setuju", "milik=1", f"opd={penugasan.opd.slug}", "q=tiga")
    }
    assert hasil == {
        "": ["Satu", "Dua", "Tiga"],
        "keadaan=tayang": ["Satu"],
        "keadaan=belum_setuju": ["Dua", "Tiga"],
        "milik=1": ["Satu", "Dua"],
        f"opd={penugasan.opd.slug}": ["Satu", "Dua"],
        "q=tiga": ["Tiga"],
    }


def test_pages_ask_the_same_with_one_product_and_five(client, dunia):
    umkm, _ = dunia
    produk = buat_produk(umkm, foto=True)
    buat_persetujuan(produk)
    alamat = ["/produk/", *(reverse(n, args=[umkm.uuid]) for n in ("produk:umkm", "persetujuan:baru", "umkm:detail"))]
    alamat += [reverse(n, args=[produk.uuid]) for n in ("produk:detail", "produk:ubah", "produk:label")]

    def hitung() -> list[int]:
        jumlah = []
        for url in alamat:
            with CaptureQueriesContext(connection) as kueri:
                client.get(url)
            jumlah.append(len(kueri))
        return jumlah

    satu = hitung()
    for _ in range(4):
        p = buat_produk(umkm, foto=True)
        buat_persetujuan(p, dicabut_pada=pabrik.SEKARANG)
        buat_dilihat(p, hari_ini(), 2)
    assert hitung() == satu
    assert max(satu) <= 12
