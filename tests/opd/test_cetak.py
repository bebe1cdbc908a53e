"""The quarterly report on paper: the same figures as its page, who signs, drafts, editions and what is recorded.

Seen red: a figure left out of a block, the Plh. passed over, a draft with a code, another content under the same edition.
"""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document

from desa.models import Catatan, Instalasi
from desa.waktu import hari_ini, tambah_bulan
from opd.cetak.bahan import signature_of
from opd.cetak.blok import TandaTangan
from opd.enums import Peran
from opd.models import Bukti, Cetakan, LaporanTriwulan, Penugasan
from opd.models.cetakan import HURUF_KODE
from tests import pabrik, pabrik_bantuan, pabrik_cetak, pabrik_naskah
from tests.halaman_ketat import visible_text
from tests.kapan import awal_lalu, tw_lalu
from tests.opd.baca_naskah import even, figures, halaman_pdf, teks_docx
from tests.opd.foto_uji import jpeg

pytestmark = pytest.mark.django_db

ARTI = re.compile(r"<details class=\"arti\".*?</details>", re.DOTALL)
"""What a figure means, which names figures of its own."""
NARASI = {
    "kendala": "Kapal “perintis” ≤ 2 kali – mahal.",
    "tindak_lanjut": "Jadwal bersama.",
    "rencana_berikut": "Café é.",
}


@pytest.fixture
def dunia() -> Any:
    class D:
        penugasan = pabrik.buat_penugasan(mulai=tambah_bulan(awal_lalu(), -12))
        meja = pabrik_naskah.buat_meja(penugasan)

    return D


def isi_triwulan(p: Penugasan, meja: pabrik_naskah.Meja, banyak: int = 1) -> None:
    """A quarter with everything, `banyak` times."""
    rencana = pabrik_naskah.buat_rencana(p, awal_lalu().year, status="diverifikasi", meja=meja)
    for n in range(banyak):
        hari = awal_lalu() + timedelta(days=n)
        b = pabrik_naskah.buat_baris(rencana, satuan="ekor", pagu={"csr": 5_123_000 + n})
        isi = {"volume": 4, "satuan": "ekor", "baris": b, "penerima_l": 2, "penerima_kk": 3}
        pabrik.buat_kegiatan(p, hari, dana={"csr": 1_512_345, "apbn": 77_001}, **isi)
        pabrik.buat_kegiatan(p, hari, dana={"apbn": 250_999 + n})
        pabrik.buat_kunjungan(p, hari)
        pabrik_bantuan.buat_bantuan(p, hari, nama=("A",), nilai_rp=9_876)
        u = pabrik.buat_umkm(desa=p.desa, dibina_sejak=tambah_bulan(awal_lalu(), -12))
        for m in range(3):
            pabrik.buat_penjualan(u, tambah_bulan(awal_lalu(), m), 1_000_003)


def buat_beku(d: Any, **isi: Any) -> LaporanTriwulan:
    return pabrik_naskah.buat_laporan_beku(
        d.penugasan, *tw_lalu(), meja=d.meja, at=pabrik.pada(hari_ini()), **NARASI | isi
    )


def alamat(laporan: LaporanTriwulan) -> str:
    return f"/cetak/laporan/{laporan.uuid}/"


def cetak(client: Any, laporan: LaporanTriwulan, bentuk: str = "pdf", **isi: Any) -> bytes:
    jawaban = client.post(alamat(laporan), {"bentuk": bentuk} | isi)
    assert jawaban.status_code == 200
    assert jawaban.headers["Content-Disposition"].startswith("attachment")
    return jawaban.content


@pytest.mark.sekali
def test_pdf_and_docx_say_the_figures_of_the_page(client, dunia):
    isi_triwulan(dunia.penugasan, dunia.meja, banyak=2)
    laporan = buat_beku(dunia)
    client.force_login(dunia.meja.operator)
    layar = visible_text(ARTI.sub("", client.get(f"/laporan/{laporan.uuid}/").text))
    pdf, docx = " ".join(halaman_pdf(cetak(client, laporan))), teks_docx(cetak(client, laporan, "docx"))
    assert figures(pdf) == figures(docx)
    assert set(figures(pdf)) - {"4 kegiatan"} == set(figures(layar))  # the card of its page has no unit
    assert len(figures(pdf)) > 40
    kata = ("Kapal “perintis” ≤ 2 kali – mahal.", "Café é.", laporan.sha256[:32], "Terbitan ke-1")
    assert [k in pdf for k in kata] == [True] * 4
    assert [k in docx for k in (*kata[:2], laporan.sha256)] == [True] * 3


@pytest.mark.sekali
def test_docx_is_a4_repeats_heads_and_counts_pages(client, dunia):
    isi_triwulan(dunia.penugasan, dunia.meja)
    client.force_login(dunia.meja.kepala)
    doc = Document(io.BytesIO(cetak(client, buat_beku(dunia), "docx", nomor="400/1/DU/2026")))
    bagian = doc.sections[0]
    assert (round(bagian.page_width.cm, 1), round(bagian.page_height.cm, 1)) == (21.0, 29.7)
    kepala = doc.element.body.xpath(".//w:tblHeader")
    assert len(kepala) == 5  # rencana, kegiatan, kunjungan, bantuan, omzet
    kaki = "".join(bagian.footer._element.xpath(".//w:t/text()"))
    assert ("Halaman 1 dari 1" in kaki, "Terbitan ke-1" in kaki) == (True, True)
    assert len(bagian.footer._element.xpath(".//pic:pic")) == 1
    assert "Nomor: 400/1/DU/2026" in [p.text for p in doc.paragraphs]


@pytest.mark.sekali
def test_every_page_of_the_pdf_carries_its_number_and_the_code(client, dunia):
    client.force_login(dunia.meja.kepala)
    panjang = dict.fromkeys(NARASI, "Kendala yang sangat panjang. " * 170)
    laporan = buat_beku(dunia, **panjang)
    halaman = halaman_pdf(cetak(client, laporan))
    kode = Cetakan.objects.get().kode
    assert len(halaman) >= 3
    for n, teks in enumerate(halaman, 1):
        assert f"Halaman {n} dari {len(halaman)}" in teks
        assert f"testserver/periksa/{kode}/" in teks


def test_photos_of_the_report_are_printed_and_a_lost_file_is_said(client, dunia):
    k = pabrik.buat_kunjungan(dunia.penugasan, awal_lalu(), foto=0)
    foto = [pabrik.buat_bukti(kunjungan=k) for _ in range(3)]
    for n, f in enumerate(foto[:2]):
        f.berkas.save(f"{f.uuid}.jpg", ContentFile(jpeg(n)), save=False)
        f.save(update_fields=["berkas"])
    laporan = pabrik_naskah.buat_laporan(dunia.penugasan, *tw_lalu(), status="disetujui", meja=dunia.meja)
    laporan.foto.set(Bukti.objects.all())
    client.force_login(dunia.meja.kepala)
    pdf = cetak(client, laporan)
    assert pdf.count(b"/DCTDecode") == 2
    assert "(berkas foto tidak ditemukan)" in " ".join(halaman_pdf(pdf))
    doc = Document(io.BytesIO(cetak(client, laporan, "docx")))
    assert len(doc.element.body.xpath(".//pic:pic")) == 2


# --- drafts, editions, records -------------------------------------------------------------------------------------


@pytest.mark.sekali
def test_draft_says_so_on_every_page_and_carries_no_code(client, dunia):
    laporan = pabrik_naskah.buat_laporan(dunia.penugasan, *tw_lalu(), **NARASI)
    client.force_login(dunia.meja.operator)
    assert "bertanda KONSEP" in client.get(alamat(laporan)).text
    halaman = halaman_pdf(cetak(client, laporan))
    assert ["KONSEP" in h for h in halaman] == [True] * len(halaman)
    assert "periksa" not in " ".join(halaman)
    doc = Document(io.BytesIO(cetak(client, laporan, "docx")))
    assert doc.sections[0].header.paragraphs[0].text == "KONSEP"
    assert Cetakan.objects.count() == 0
    catatan = Catatan.objects.about(laporan)
    assert [c.tindakan for c in catatan] == ["mencetak konsep (DOCX)", "mencetak konsep (PDF)"]
    client.force_login(pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=pabrik.buat_opd()))
    assert [client.get(alamat(laporan)).status_code, client.post(alamat(laporan)).status_code] == [404, 404]


def test_same_content_is_one_edition_and_each_paper_is_recorded(client, dunia):
    laporan = buat_beku(dunia)
    client.force_login(dunia.meja.operator)
    satu, dua = cetak(client, laporan), cetak(client, laporan)
    assert satu == dua
    cetak(client, laporan, "docx")
    cetakan = Cetakan.objects.get()
    assert (cetakan.nomor, cetakan.sha256, cetakan.isi) == (1, laporan.sha256, "")
    assert len(cetakan.kode) == 16
    assert set(cetakan.kode) <= set(HURUF_KODE)
    catatan = list(Catatan.objects.about(cetakan))
    assert [c.tindakan for c in catatan] == ["mencetak naskah (DOCX)", *["mencetak naskah (PDF)"] * 2]
    assert catatan[0].perubahan == {"sidik jari isi": ["", laporan.sha256]}
    assert {c.oleh_id for c in catatan} == {dunia.meja.operator.pk}


def test_a_report_that_no_longer_fits_its_hash_is_not_printed(client, dunia):
    laporan = buat_beku(dunia)
    LaporanTriwulan.objects.filter(pk=laporan.pk).update(isi_beku=laporan.isi_beku.replace("perintis", "cepat"))
    client.force_login(dunia.meja.operator)
    jawaban = client.post(alamat(laporan), {"bentuk": "pdf"}, follow=True)
    assert jawaban.redirect_chain[0][0] == f"/laporan/{laporan.uuid}/"
    assert "tidak cocok lagi dengan sidik jarinya, jadi tidak dicetak" in jawaban.text
    assert Cetakan.objects.count() == 0


def test_nonsense_on_the_form_is_one_sentence_and_prints_nothing(client, dunia):
    laporan = buat_beku(dunia)
    client.force_login(dunia.meja.operator)
    jawaban = client.post(alamat(laporan), {"bentuk": "exe", "nomor": "9" * 81})
    assert "Bentuk berkas ini tidak ada. Pilih PDF atau DOCX." in jawaban.text
    assert "9" * 81 in jawaban.text
    assert Cetakan.objects.count() == 0


def test_sample_data_says_contoh_on_every_page(client, dunia):
    Instalasi.objects.update_or_create(pk=1, defaults={"contoh": True})
    client.force_login(dunia.meja.operator)
    halaman = halaman_pdf(cetak(client, buat_beku(dunia)))
    assert ["CONTOH" in h for h in halaman] == [True] * len(halaman)


def test_print_page_costs_the_same_for_a_small_and_a_large_report(client, dunia):
    laporan = buat_beku(dunia)
    besar = pabrik.buat_penugasan(mulai=tambah_bulan(awal_lalu(), -12))
    isi_triwulan(besar, dunia.meja, banyak=5)
    lain = pabrik_naskah.buat_laporan_beku(besar, *tw_lalu(), meja=dunia.meja, at=pabrik.pada(hari_ini()))
    client.force_login(pabrik.buat_pengguna(Peran.PEMBACA))
    hitung = []
    for satu in (laporan, lain):
        with CaptureQueriesContext(connection) as kueri:
            assert client.get(alamat(satu)).status_code == 200
        hitung.append(len(kueri))
    assert hitung[0] == hitung[1] <= 12


# --- who signs -----------------------------------------------------------------------------------------------------

HARI = date(2026, 4, 5)


def tanda_tangan(opd: Any, on: date = HARI) -> TandaTangan:
    return signature_of(pabrik.buat_pengguna(Peran.PEMBACA), opd, on=on, kota="Ambon")


def test_signature_knows_definitif_plt_plh_and_an_empty_office():
    opd = pabrik.buat_opd(nama="Dinas Kelautan")
    assert tanda_tangan(opd) == TandaTangan("Ambon, 5 April 2026", "Kepala Dinas Kelautan (jabatan kosong)")
    pabrik.buat_jabatan(opd=opd, pemegang="Definitif", selesai=date(2026, 4, 20))
    assert tanda_tangan(opd).jabatan == "Kepala Dinas Kelautan"
    pabrik.buat_jabatan(opd=opd, pemegang="Pengganti", status="plh", mulai=date(2026, 4, 4), selesai=date(2026, 4, 6))
    assert tanda_tangan(opd) == TandaTangan("Ambon, 5 April 2026", "Plh. Kepala Dinas Kelautan", "Pengganti")
    assert tanda_tangan(opd, date(2026, 4, 6)).nama == "Definitif"
    pabrik.buat_jabatan(opd=opd, pemegang="Sementara", status="plt", mulai=date(2026, 4, 20))
    assert tanda_tangan(opd, date(2026, 4, 20)).jabatan == "Plt. Kepala Dinas Kelautan"


def test_signature_of_a_merged_opd_is_the_successors():
    penerus = pabrik.buat_opd()
    opd = pabrik.buat_opd(dilebur_ke=penerus, berlaku_selesai=date(2026, 3, 1))
    pabrik.buat_jabatan(opd=opd, pemegang="Lama")
    pabrik.buat_jabatan(opd=penerus, pemegang="Baru")
    assert [tanda_tangan(opd, h).nama for h in (date(2026, 2, 28), HARI)] == ["Lama", "Baru"]


def test_nip_is_printed_only_for_who_may_read_it(client, dunia):
    dunia.penugasan.opd.jabatan.update(nip="196808281994031010")
    laporan = buat_beku(dunia)
    hasil = {}
    for nama, orang in (("operator", dunia.meja.operator), ("verifikator", dunia.meja.verifikator)):
        client.force_login(orang)
        hasil[nama] = "196808281994031010" in " ".join(halaman_pdf(cetak(client, laporan)))
        hasil[f"{nama}, halaman"] = "196808281994031010" in even(client.get(alamat(laporan)).text)
    assert hasil == {
        "operator": False, "operator, halaman": False, "verifikator": True, "verifikator, halaman": False
    }  # fmt: skip


def test_letterhead_stands_on_the_paper(client, dunia):
    kop = {"telepon_kantor": "(0911) 123456", "kode_pos": "97128", "kota": "Masohi"}
    pabrik_cetak.buat_kop(dunia.penugasan.opd, **kop).logo.save("l.png", ContentFile(pabrik_cetak.gambar()))
    client.force_login(dunia.meja.operator)
    pdf = cetak(client, buat_beku(dunia))
    teks = halaman_pdf(pdf)[0]
    assert dunia.penugasan.opd.nama.upper() in teks
    assert "Jalan Uji Nomor 1, Masohi 97128" in teks
    assert "Telepon: (0911) 123456" in teks
    assert pdf.count(b"/Subtype /Image") == 1
