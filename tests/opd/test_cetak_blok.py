"""The two renderers of papers: huge text, many rows, long names, missing photos, every character, the same words in both.

Seen red: rows without a repeated head, a foot of sums torn off, an unknown letter that stopped the paper.
"""

from __future__ import annotations

import io
import time
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime

import docx
import pytest
from PIL import Image
from pypdf import PdfReader
from reportlab.pdfbase.pdfmetrics import stringWidth

from opd.cetak.blok import (
    Bab,
    Dokumen,
    Fakta,
    Foto,
    Isi,
    Kolom,
    Kop,
    LembarFoto,
    Paragraf,
    Segel,
    Tabel,
    TandaTangan,
    Tengah,
)
from opd.cetak.huruf import BIASA, printable
from opd.cetak.pdf import render_pdf
from opd.cetak.word import render_word
from tests.opd.baca_naskah import even, halaman_pdf, teks_docx

DESA = "Negeri Administratif Watu Wei Sopalauw Tanimbar Kei Besar Nu"
KOLOM = (Kolom("Nama kegiatan", 60), Kolom("Rupiah", 40, angka=True))


def dokumen(*blok, lampiran=(), **isi) -> Dokumen:
    teks = Isi("LAPORAN UJI", (DESA,), date(2026, 6, 30), blok, lampiran)
    return Dokumen(teks, Kop("Dinas Uji", ("Jalan Uji",)), "Laporan uji", **isi)


def kosong(_: uuid.UUID) -> None:
    return None


def test_every_character_of_official_text_is_printed():
    teks = "–—“”‘’…é·≤≥−×•½²§°±µçÜŌﬁ" + "".join(map(chr, range(33, 127)))
    assert printable(teks) == teks
    pdf = " ".join(halaman_pdf(render_pdf(dokumen(Paragraf(teks)), kosong)))
    assert [h for h in teks if h not in pdf and h not in "µ•"] == []
    assert teks in teks_docx(render_word(dokumen(Paragraf(teks)), kosong))


def test_a_character_that_no_font_has_becomes_its_plain_form_or_a_box():
    assert printable("Ａsaka ṍ → b\tA\u200bB\u202fC\u00adD\x00") == "Asaka o -> b AB CD"
    assert printable("印☺") == "◊◊"
    aneh = "<b>印</b> & \ud800 \x0b 😀"
    assert "◊" in halaman_pdf(render_pdf(dokumen(Paragraf(aneh)), kosong))[0]
    assert "<b>印</b> &" in teks_docx(render_word(dokumen(Paragraf(aneh)), kosong))


def test_every_letter_of_a_pdf_comes_with_it():
    """Seen red with the font in which a page begins, and with that of a table's cells, left as reportlab has them."""
    isi = (Paragraf("Rp 1.000"), Fakta((("Desa", "Waru"),)), Tabel("Dana", KOLOM, (("2026", "1"),)))
    d = replace(dokumen(*isi), tanda_tangan=TandaTangan("Ambon", "Kepala", "Pejabat", "1"), tanda="CONTOH")
    pdf = PdfReader(io.BytesIO(render_pdf(d, kosong)))
    huruf = [f.get_object() for h in pdf.pages for f in h["/Resources"]["/Font"].values()]
    assert {"PTSans-Regular", "PTSans-Bold"} <= {f["/BaseFont"].partition("+")[2] for f in huruf}
    assert all("/FontFile2" in f["/FontDescriptor"] for f in huruf)


@pytest.mark.parametrize(
    ("teks", "kata"), [("Kapal jarang. " * 1_430, "Kapal"), ("x" * 20_000, "x"), ("y\n" * 1_200, "y")]
)
def test_huge_text_is_printed_whole(teks, kata):
    sel = teks[:3_000].replace("\n", " ")
    d = dokumen(Paragraf(teks), Fakta((("Kendala", sel),)), Tabel("", KOLOM, ((sel, "Rp 5"),)))
    banyak = teks.count(kata) + 2 * sel.count(kata)
    for satu in ("".join(halaman_pdf(render_pdf(d, kosong))), teks_docx(render_word(d, kosong))):
        assert banyak <= satu.count(kata) <= banyak + 20


def test_many_rows_repeat_the_head_and_keep_the_sum_with_its_last_row():
    baris = tuple((f"Kegiatan nomor {n} di {DESA}", f"Rp {n}.000") for n in range(1, 201))
    d = dokumen(Tabel("Daftar", KOLOM, baris, (("Jumlah", "Rp 20.100.000"),)))
    halaman = halaman_pdf(render_pdf(d, kosong))
    assert len(halaman) > 5
    assert ["Nama kegiatan" in h for h in halaman] == [True] * len(halaman)
    assert "Kegiatan nomor 200" in halaman[-1]
    assert "Jumlah" in halaman[-1]
    urut = [n for h in halaman for n in range(1, 201) if f"Kegiatan nomor {n} di" in h]
    assert urut == list(range(1, 201))
    assert teks_docx(render_word(d, kosong)).count(DESA) == 201


@pytest.mark.parametrize("baris", range(28, 36))
def test_signature_stays_together_wherever_the_page_ends(baris):
    tanda = TandaTangan("Ambon, 5 April 2026", "Plh. Kepala Dinas Uji", "Nama Pejabat", "")
    halaman = halaman_pdf(
        render_pdf(dokumen(*[Paragraf(f"Baris {n}.") for n in range(baris)], tanda_tangan=tanda), kosong)
    )
    assert [h for h in halaman if "Ambon, 5 April" in h] == [h for h in halaman if "Nama Pejabat" in h]


def test_empty_parts_say_so_and_a_heading_never_ends_a_page():
    d = dokumen(
        Bab("A"), Tabel("", KOLOM, (), (), "Tidak ada kegiatan."), LembarFoto((Foto(uuid.uuid4(), "0", "Foto hilang"),))
    )
    for teks in (halaman_pdf(render_pdf(d, kosong))[0], teks_docx(render_word(d, kosong))):
        assert "Tidak ada kegiatan." in teks
        assert "(berkas foto tidak ditemukan)" in teks


@pytest.mark.parametrize("baris", range(20, 44, 3))
def test_a_heading_and_the_name_of_a_table_stand_with_its_first_row(baris):
    """Seen red: both at the foot of a page, the row of ten lines on the next."""
    tabel = Tabel("Nama tabelnya", KOLOM, (("Baris pertama " + "panjang sekali " * 60, "Rp 1"),))
    awal = [Paragraf(f"Baris {n}.") for n in range(baris)]
    for isi in ((*awal, Bab("Judul bab"), Paragraf("Pengantar."), tabel), (*awal, tabel)):
        halaman = halaman_pdf(render_pdf(dokumen(*isi), kosong))
        letak = [
            [n for n, h in enumerate(halaman) if kata in h] for kata in ("Judul bab", "Nama tabelnya", "Baris pertama")
        ]
        assert letak[1] == letak[2]
        assert letak[0] in ([], letak[2])


@pytest.mark.parametrize("baris", range(36, 52, 2))
def test_a_chapter_stands_with_the_heading_below_it(baris):
    """Seen red with each heading asking for the room below itself alone."""
    awal = Paragraf("\n".join(["x"] * baris))
    d = dokumen(awal, Bab("BAB IV"), Bab("Menurut laporan", 2), Paragraf("Kendala."))
    [satu] = [h for h in halaman_pdf(render_pdf(d, kosong)) if "BAB IV" in h]
    assert ("Menurut laporan" in satu, "Kendala." in satu) == (True, True)


def test_a_heading_stands_with_the_first_photos():
    """Seen red with the heading of the appendix asking only for the room of a few lines."""
    wadah = io.BytesIO()
    Image.new("RGB", (640, 480), (90, 90, 90)).save(wadah, "JPEG")
    foto = LembarFoto((Foto(uuid.UUID(int=1), "0" * 64, "Foto pertama"),))
    for baris in range(24, 44, 4):
        isi = dokumen(Paragraf("x\n" * baris), lampiran=(Bab("Lampiran: foto"), foto))
        halaman = [h for h in halaman_pdf(render_pdf(isi, lambda _: wadah.getvalue())) if "Lampiran: foto" in h]
        assert ["Foto pertama" in h for h in halaman] == [True], baris


def test_the_seal_and_the_mark_stand_on_each_page_also_across(tmp_path):
    segel = Segel("ABCD", "https://contoh.id/periksa/ABCD/", "ab" * 32, 3)
    d = dokumen(*[Paragraf("isi\n" * 60)] * 3, segel=segel, tanda="KONSEP", lanskap=True)
    pdf = render_pdf(d, kosong)
    halaman = halaman_pdf(pdf)
    assert len(halaman) > 2
    for h in halaman:
        assert [k in h for k in ("contoh.id/periksa/ABCD/", "Terbitan ke-3", "KONSEP")] == [True] * 3
        assert "ab" * 32 in h.replace(" ", "")
    (tmp_path / "a.pdf").write_bytes(pdf)
    kotak = PdfReader(tmp_path / "a.pdf").pages[0].mediabox
    assert (round(kotak.width), round(kotak.height)) == (842, 595)
    assert render_pdf(d, kosong) == pdf
    saat = replace(d, segel=replace(segel, terbit_pada=datetime(2026, 7, 20, 0, 30, tzinfo=UTC)))
    assert b"D:20260720093000+09'00'" in render_pdf(saat, kosong)
    assert docx.Document(io.BytesIO(render_word(saat, kosong))).core_properties.created == datetime(
        2026, 7, 20, 0, 30, tzinfo=UTC
    )


def test_a_long_table_is_printed_quickly():
    kolom = tuple(Kolom(f"Kolom {n}", 10) for n in range(12))
    d = dokumen(Tabel("", kolom, tuple(tuple(f"isi {m} {n}" for n in range(12)) for m in range(160))), lanskap=True)
    mulai = time.process_time()
    assert "isi 159 11" in even(halaman_pdf(render_pdf(d, kosong))[-1])
    render_word(d, kosong)
    assert time.process_time() - mulai < 4


@pytest.mark.parametrize(
    ("nama", "utuh"), [("Piagam Juara " * 11, True), ("x" * 120, True), ("Piagam Juara " * 23, False)]
)
def test_a_long_name_stands_at_the_foot_in_two_lines_before_the_number_of_the_page(nama, utuh):
    segel = Segel("ABCD", "https://contoh.id/periksa/ABCD/", "ab" * 32, 3)
    letak = placed(render_pdf(replace(dokumen(Paragraf("isi"), segel=segel), kaki=nama.strip()), kosong))
    kaki = [(teks, y) for teks, _, y, _ in letak if y < 72 and nama[:6] in teks]
    assert ("".join(t.replace(" ", "") for t, _ in kaki) == nama.replace(" ", ""), len(kaki)) == (utuh, 2)
    assert [teks.endswith("…") for teks, _ in kaki] == [False, not utuh]
    [(_, kiri, atas, _)] = [x for x in letak if x[0] == "Halaman 1 dari 1"]
    assert (kaki[0][1], max(stringWidth(t, BIASA, 7.5) for t, _ in kaki) < kiri - 130) == (atas, True)
    assert min(y for *_, y, _ in letak) > 14


def test_a_certificate_is_set_large_and_fills_its_page():
    blok = tuple(
        Tengah(t, besar) for t, besar in (("Diberikan kepada", 13), ("Dinas Uji", 26), ("sebagai penerima", 13))
    )
    tanda = TandaTangan("Ambon, 5 April 2026", "Sekretaris Daerah", "Nama Pejabat", "")
    d = dokumen(*blok, tanda_tangan=tanda, nomor="400/1")
    letak = {teks: (y, besar) for teks, _, y, besar in placed(render_pdf(d, kosong))}
    assert [letak[t][1] for t in ("LAPORAN UJI", "Nomor: 400/1", "Diberikan kepada", "Dinas Uji", "Nama Pejabat")] == [
        30, 12, 13, 26, 12
    ]  # fmt: skip
    urut = [letak[t][0] for t in ("LAPORAN UJI", "Diberikan kepada", "Dinas Uji", "sebagai penerima", "Nama Pejabat")]
    assert (urut == sorted(urut, reverse=True), 82 < urut[-1] < 842 / 3) == (True, True)
    assert "vAlign" in docx.Document(io.BytesIO(render_word(d, kosong))).element.xml


def placed(pdf: bytes) -> list[tuple[str, float, float, float]]:
    """Each text of the first page with the place of its first letter and its size."""
    hasil: list[tuple[str, float, float, float]] = []

    def visit(teks: str, cm: list[float], tm: list[float], _: object, besar: float) -> None:
        if teks.strip():
            hasil.append((teks.strip(), round(cm[4] + tm[4], 1), round(cm[5] + tm[5], 1), besar))

    PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=visit)
    return hasil


def test_a_row_moves_whole_to_the_next_page_under_one_head():
    """Only one taller than a page is cut. Seen red: a second head in the middle of a page, over the first lines of a row."""
    sel = [f"awal{n:02d} " + "kata panjang sekali " * 40 + f"akhir{n:02d}" for n in range(14)]
    besar = "awal99 " + "kata panjang sekali " * 900 + "akhir99"
    d = dokumen(Tabel("", KOLOM, tuple((s, "Rp 1") for s in [*sel, besar])))
    halaman = halaman_pdf(render_pdf(d, kosong))
    assert [h.count("Nama kegiatan") for h in halaman] == [1] * len(halaman)
    letak = [
        [n for n, h in enumerate(halaman) if f"{kata}{m:02d}" in h] for m in range(14) for kata in ("awal", "akhir")
    ]
    assert letak[::2] == letak[1::2]
    assert [sum(f"{kata}99" in h for h in halaman) for kata in ("awal", "akhir")] == [1, 1]


@pytest.mark.parametrize(("kali", "besar"), [(1, 13), (20, 9), (40, 6.5)])
def test_a_certificate_in_word_is_set_smaller_when_its_words_are_many(kali, besar):
    nama = ("Dinas Pemberdayaan " * kali).strip()
    d = dokumen(Tengah("Diberikan kepada"), Tengah(nama, 26), Tengah(nama, 22))
    ukuran = {
        p.text: p.runs[0].font.size.pt for p in docx.Document(io.BytesIO(render_word(d, kosong))).paragraphs if p.runs
    }
    assert ukuran["Diberikan kepada"] == besar


def test_a_line_of_sums_stays_with_the_row_before_it_in_word_too():
    baris = tuple((f"baris {n}", "Rp 1") for n in range(3))
    doc = docx.Document(io.BytesIO(render_word(dokumen(Tabel("", KOLOM, baris, (("Jumlah", "Rp 3"),))), kosong)))
    [*_, tabel] = doc.tables
    assert [bool(r.cells[0].paragraphs[0].paragraph_format.keep_with_next) for r in tabel.rows] == [
        False, False, False, True, False
    ]  # fmt: skip


def test_two_tables_in_a_row_stay_two_in_word():
    """Word makes one of two that touch, and the facts above get the lines of the table below. Seen red so."""
    d = dokumen(
        Fakta((("Program", "Desa binaan"),)), Fakta((("Tahun", "2026"),)), Tabel("", KOLOM, (("satu", "Rp 1"),))
    )
    jenis = [type(b).__name__ for b in docx.Document(io.BytesIO(render_word(d, kosong))).iter_inner_content()]
    assert "Table Table" not in " ".join(jenis)
    assert jenis.count("Table") == 4  # with the one of the head
