"""The presentation of a village is one landscape sheet, and a screen that nothing is cut off on."""

import re
from datetime import timedelta

import pytest

from desa.waktu import hari_ini, triwulan
from opd.enums import Peran, StatusNaskah
from tests import pabrik, pabrik_arahan, pabrik_bantuan, pabrik_kunjungan, pabrik_naskah

pytestmark = [pytest.mark.peramban, pytest.mark.django_db(transaction=True)]
PANJANG = "Pendampingan pemasaran hasil olahan sagu dan kenari bagi kelompok perempuan di tiga dusun pesisir"


def full_village():
    """A village with more of everything than one sheet shows, in long words."""
    hari = hari_ini()
    p = pabrik.buat_penugasan(desa=pabrik.buat_desa(nama="Ohoi Ngurdu Langgiar Fer"))
    pabrik.buat_indeks(p.desa, sumber="Kementerian Desa dan Pembangunan Daerah Tertinggal, " * 3)
    meja = pabrik_naskah.buat_meja(p)
    rencana = pabrik_naskah.buat_rencana(p, hari.year, status=StatusNaskah.DIVERIFIKASI, meja=meja)
    for n in range(12):
        masalah = pabrik_naskah.buat_masalah(p, keterangan="Jumlah sarana kesehatan yang dapat dicapai penduduk = 0")
        pabrik_naskah.buat_baris(
            rencana, (90, 90, 90, 90), urutan=n, kegiatan=PANJANG, indikator=masalah.indikator, pagu={"csr": 10**9}
        )
        pabrik_bantuan.buat_bantuan(p, hari - timedelta(days=100 + n), barang=PANJANG)
        pabrik_arahan.buat_arahan(p.opd, isi=PANJANG, tanggal=hari, batas=hari)
        pabrik_kunjungan.buat_tindak(pabrik.buat_kunjungan(p, hari - timedelta(days=n)), isi=PANJANG)
    tahun, tw = triwulan(hari)
    beku = {"status": StatusNaskah.DIVERIFIKASI, "meja": meja, "rencana_berikut": f"{PANJANG}. " * 9}
    pabrik_naskah.buat_laporan(p, tahun, tw, **beku)
    return p


def test_paparan_of_a_full_village_prints_on_one_landscape_sheet(halaman, masuk):
    p = full_village()
    page = halaman(1280)
    masuk(page, pabrik.buat_pengguna(Peran.PEMBACA).username)
    page.goto(f"/desa/{p.desa.kode}/paparan/")
    pdf = page.pdf(prefer_css_page_size=True)
    lembar = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert [(round(float(a)), round(float(b))) for a, b in lembar] == [(842, 595)]
    for lebar in (1280, 360):
        page.set_viewport_size({"width": lebar, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= lebar
        tabel = page.locator(".paparan .tabel-gulir")
        assert tabel.evaluate("e => e.scrollWidth <= e.clientWidth")
