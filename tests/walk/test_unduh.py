"""Every list as a file: the page's rows and columns, safe and recorded.

Seen red: a column left out of a list, a list without its audit row, a cell without its apostrophe, an owner's name in a
column, the short name of an OPD, and a NIK that is not masked were planted one after the other.
"""

import csv
import io
import re

import pytest
from django.conf import settings
from lxml import html
from openpyxl import load_workbook

from binaan.ekspor import EVALUASI, PENGHARGAAN, PERINGKAT
from binaan.mutu.ekspor import BUTIR, MUTU_OPD, PETIK, TEMUAN
from desa.models import Catatan
from opd.ekspor import arahan, fakta, kemiskinan, naskah, pantau, pasar, usaha, wilayah
from opd.models import Opd
from tests.halaman_ketat import StrictClient
from tests.walk.dunia import KANARI, KANARI_KK, KANARI_NIK, build
from tests.walk.jalan import addresses

pytestmark = pytest.mark.django_db

DAFTAR = {
    "arahan:daftar": arahan.ARAHAN,
    "asesmen:daftar": fakta.ASESMEN,
    "dampak:desa": None,
    "dasbor_dana": None,
    "dasbor_laporan": None,
    "dasbor_opd": None,
    "desa:daftar": wilayah.DESA,
    "dukungan:daftar": arahan.DUKUNGAN,
    "impor:daftar": naskah.IMPOR,
    "indeks:daftar": pantau.INDEKS,
    "janji:daftar": pasar.JANJI,
    "kegiatan:daftar": fakta.KEGIATAN,
    "kelangsungan:usaha": usaha.KELANGSUNGAN,
    "keluarga:daftar": kemiskinan.KELUARGA,
    "keluarga:entas": kemiskinan.ENTAS,
    "keluarga:ringkas": kemiskinan.KELUARGA_DESA,
    "kemajuan:daftar": kemiskinan.KEMAJUAN_OPD,
    "kemajuan:desa": kemiskinan.KEMAJUAN,
    "klinik:daftar": arahan.KLINIK,
    "kunjungan:daftar": fakta.KUNJUNGAN,
    "laporan:daftar": naskah.LAPORAN,
    "legalitas:daftar": usaha.LEGALITAS,
    "meja:daftar": naskah.MEJA,
    "mengapa:daftar": pantau.MENGAPA,
    "mengapa:urutan": None,
    "mitra:daftar": pasar.MITRA,
    "mutu:petik": PETIK,
    "mutu:petik_detail": BUTIR,
    "mutu:ringkas": MUTU_OPD,
    "mutu:temuan": TEMUAN,
    "naik_kelas:daftar": usaha.NAIK_KELAS,
    "naik_kelas:ringkas": usaha.NAIK_OPD,
    "omzet:deret": usaha.OMZET_TRIWULAN,
    "omzet:rincian": None,
    "opd:daftar": wilayah.OPD,
    "pameran:daftar": pasar.PAMERAN,
    "pantau:daftar": pantau.PANTAU,
    "pantau:opd": pantau.PANTAU_OPD,
    "pasar:daftar": pasar.PASAR,
    "pembeli:daftar": pasar.PEMBELI,
    "pembiayaan:daftar": usaha.PEMBIAYAAN,
    "penggabungan:daftar": naskah.PENGGABUNGAN,
    "penugasan:daftar": naskah.PENUGASAN,
    "peringkat:coba": None,
    "peringkat:daftar": PERINGKAT,
    "peringkat:evaluasi": EVALUASI,
    "peringkat:penghargaan": PENGHARGAAN,
    "permintaan_pasar:daftar": pasar.PERMINTAAN,
    "permintaan_subjek:daftar": naskah.PERMINTAAN,
    "potret:daftar": kemiskinan.POTRET,
    "produk:daftar": usaha.PRODUK,
    "rakor:daftar": arahan.RAKOR,
    "rencana:daftar": naskah.RENCANA,
    "serah:daftar": fakta.BANTUAN,
    "tenggat:daftar": naskah.TENGGAT,
    "umkm:daftar": usaha.UMKM,
}
"""By the name of its address; None: its columns depend on what is asked for."""
BUKAN_ISI = {"Ingatkan"}
"""Columns that hold a deed, not a value."""
KOSONG = {"mutu:petik_detail", "mutu:temuan", "pasar:daftar"}
"""Lists that may have no row in this world: no links then, and a file of headings. Their own tests look at rows."""
LAIN = {"binaan/dasbor_rinci": "tests/binaan/test_dasbor.py"}
"""Pages that stand at the address of another and are walked elsewhere."""
PEMBACA = {"pembiayaan:daftar": "kepala_opd"}
"""Who reads what the verifikator may not."""
BEREKOR = {"opd:daftar", "pantau:daftar"}
"""Lists whose file has more rows than the page has: one for each village, one for each reason."""
BERNAMA = {"keluarga:daftar", "keluarga:entas", "pembiayaan:daftar"}
"""Lists that name persons: taking one out is traced as a reading of names is."""


def screen(halaman):
    """The headings of the table above the download, and how many rows the list says it has."""
    pohon = html.fromstring(halaman.content)
    tautan = pohon.xpath("//p[contains(@class,'unduh')]")[0]
    tabel = next(iter(tautan.xpath("preceding::table")[-1:]), tautan)
    jumlah = tautan.xpath("preceding-sibling::nav/p")
    judul = [" ".join(th.text_content().split()) for th in tabel.xpath("./thead//th")]
    baris = re.search(r"dari ([0-9.]+)", jumlah[-1].text_content()) if jumlah else None
    return judul, int(baris[1].replace(".", "")) if baris else len(tabel.xpath("./tbody/tr"))


def take(klien, url, bentuk):
    """The rows of a file, headings first."""
    isi = klien.get(url, {"unduh": bentuk}).getvalue()
    if bentuk == "csv":
        return list(csv.reader(io.StringIO(isi.decode("utf-8-sig"), newline=""), delimiter=";"))
    buku = load_workbook(io.BytesIO(isi))
    assert buku.sheetnames[1:] == ["Keterangan"]
    tentang = dict(buku["Keterangan"].iter_rows(min_row=2, max_col=2, values_only=True))
    assert {"Daftar", "Keadaan per", "Jumlah baris", "Sumber", "Diunggah lagi", "Diunduh"} <= tentang.keys()
    baris = list(buku.worksheets[0].iter_rows(values_only=True))
    assert tentang["Jumlah baris"] == len(baris) - 1
    return baris


def test_every_list_goes_out_as_it_stands_on_the_page():
    dunia, klien = build(), StrictClient()
    pendek = {o.singkatan for o in Opd.objects.all() if o.singkatan != o.nama}
    assert len(pendek) > 1
    for a in (a for a in addresses(dunia) if a.nama in DAFTAR):
        klien.force_login(dunia.pengguna[PEMBACA.get(a.nama, "verifikator")])
        url, daftar, halaman = a.url, DAFTAR[a.nama], klien.get(a.url)
        if a.nama in KOSONG and b"unduh=" not in halaman.content:
            assert take(klien, url, "csv") == [[k.kepala for k in daftar.kolom]], a
            continue
        judul, jumlah = screen(halaman)
        sebelum = Catatan.objects.order_by("pk").last().pk
        [kepala, *baris], [kepala_csv, *baris_csv] = take(klien, url, "xlsx"), take(klien, url, "csv")
        assert (list(kepala), len(baris)) == (kepala_csv, len(baris_csv)), a
        assert len(baris) >= 1 if a.nama in BEREKOR else len(baris) == jumlah >= 1, a
        isi = f"{baris}{baris_csv}"
        assert [k for k in (KANARI_NIK, KANARI_KK) if k in isi] == [], a
        assert a.nama != "keluarga:daftar" or f"NIK ************{KANARI_NIK[-4:]}" in isi
        opd = [k for k, judul in enumerate(kepala) if judul == "OPD"]
        assert {b[k] for b in baris for k in opd if b[k]} & pendek == set(), a
        if daftar:
            assert kepala_csv == [k.kepala for k in daftar.kolom], a
            layar = list(dict.fromkeys(k.di_layar for k in daftar.kolom))
            assert not judul or layar == [j for j in judul if j not in BUKAN_ISI], a
        else:
            assert [j for j in judul if not any(k.startswith(j) or j.startswith(k) for k in kepala_csv)] == [], a
        catatan = Catatan.objects.filter(pk__gt=sebelum).order_by("pk")
        apa = "melihat nama pada unduhan daftar" if a.nama in BERNAMA else "mengunduh daftar"
        assert [(c.tindakan[: len(apa)], c.perubahan["bentuk"], c.perubahan["baris"]) for c in catatan] == [
            (apa, [None, bentuk], [None, len(baris)]) for bentuk in ("xlsx", "csv")
        ], a
        assert [bool(set(c.perubahan) - {"bentuk", "baris", "saring"}) for c in catatan] == [a.nama in BERNAMA] * 2, a


def test_every_list_with_the_links_is_looked_at_here():
    templat = [t.read_text() for t in (settings.BASE_DIR / "templates").rglob("*.html") if t.name != "_halaman.html"]
    assert sum("unduh=True" in t or "_parts/_unduh.html" in t for t in templat) == len(DAFTAR) + len(LAIN)


@pytest.mark.sekali
def test_no_list_tells_a_reader_of_progress_who_somebody_is():
    dunia, klien = build(), StrictClient()
    klien.force_login(dunia.pengguna["pembaca"])
    alamat = [a for a in addresses(dunia) if a.nama in DAFTAR.keys() - BERNAMA]
    isi = "\n".join(";".join(map(str, baris)) for a in alamat for baris in take(klien, a.url, "csv"))
    assert [k for k in KANARI if k in isi] == []
