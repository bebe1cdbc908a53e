"""No figure without a definition. Seen red: a card with a misspelt key, a figure on an OPD's page without its "?", and a
definition that names a fact nobody dates."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from binaan.dasbor.kolom import ARTI_KOLOM, KOLOM
from opd import ambang
from opd.arti import ARTI, KELOMPOK
from opd.arti.berkas import BERKAS, meanings
from opd.rekap.mutakhir import AWALAN, latest_lists
from tests.pabrik import buat_pengguna
from tests.rumah.pohon import nodes, source_files, where

TEMPLAT = Path(settings.BASE_DIR) / "templates"
BERANGKA = (
    "binaan/_dasbor_kartu.html",
    "desa/detail.html",
    "kemajuan/daftar.html",
    "omzet/rincian.html",
    "rencana/_angka.html",
    "umkm/daftar.html",
)
"""Pages whose key figures (class nilai-nama) each carry their "?"."""
BERDAFTAR = {
    "opd/detail.html": {"capaian-rencana", "serapan", "kunjungan-lapangan-terakhir", "berjualan", "tanpa-tim"},
    "indeks/daftar.html": {"idm-dan-indeks-desa", "status-desa", "perubahan-indeks", "indikator-bermasalah"},
    "indeks/detail.html": {"idm-dan-indeks-desa", "perubahan-indeks", "naik-satu-tingkat", "indikator-bermasalah"},
    "omzet/deret.html": {"omzet-triwulan", "pertumbuhan-omzet-setahun", "omzet-riil", "pencilan-omzet"},
    "peringkat/_tabel.html": {"urutan-peringkat", "nilai-peringkat", "wajar-antara", "kelompok-akses"},
    "kelangsungan/kurva.html": {"kelangsungan-usaha"},
    "naik_kelas/ringkas.html": {"naik-kelas"},
    "pantau/daftar.html": {"perlu-perhatian"},
    "umkm/detail.html": {"berjualan", "omzet-triwulan", "naik-kelas", "produk-tanpa-pasar"},
    "meja/daftar.html": {"naskah-tertahan", "hari-di-meja"},
    "arahan/daftar.html": {"arahan", "arahan-dijawab-tepat-waktu"},
    "kegiatan/daftar.html": {"kegiatan-dan-volume", "dana-kegiatan"},
    "kunjungan/daftar.html": {"kunjungan-terhitung", "warga-ditemui"},
}
"""Pages that name the figures of their table or list above it."""
TANPA = {
    "binaan/bantuan/arti-angka.html": "its table holds the limits themselves",
    "desa/paparan.html": "it is shown on a wall while somebody explains it",
    "impor/pratinjau.html": "it counts the rows of the reader's own file",
    "impor/selesai.html": "it counts the rows of the reader's own file",
    "pekerjaan/daftar.html": "it counts tries of a job",
}
"""Templates with figures that need no definition, each with its reason."""
LAIN = {
    ("serah/daftar.html", "Nilai"),
    ("laporan/_lapangan.html", "Nilai"),
    ("desa/detail.html", "Nilai"),
    ("indeks/_deret.html", "Nilai"),
    ("kelangsungan/kurva.html", "Kisaran 95 %"),
    ("opd/daftar.html", "UMKM berjualan"),
}
"""Heads that only bear the name of another figure."""
DAFTAR = re.compile(r"\{% arti_baris \w+((?: \"[^\"]+\")+) %\}")
TAG = re.compile(r'\{% arti (?:"([^"]*)"|[a-z_.]+)')
NAMA = re.compile(r'class="nilai-nama"')
KEPALA = re.compile(r'<th\b(?=[^>]*scope="col")(?=[^>]*class="angka)[^>]*>(.*?)</th>')
SISIP = re.compile(r'\{% include "([^"]+)"')


def cards() -> list[tuple[str, object]]:
    """(file, first argument) of every card of the dashboard that the code makes."""
    hasil = []
    for p in (p for p in source_files() if "dasbor" in Path(where(p)).parts):
        for n in nodes(p):
            if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "Kartu":
                hasil.append((p.name, getattr(n.args[0], "value", None)))
    return hasil


def named(templat: Path) -> list[str]:
    """The keys of the definitions a template shows; "" for one that comes from the page."""
    isi = templat.read_text()
    return [*TAG.findall(isi), *(k for daftar in DAFTAR.findall(isi) for k in re.findall(r'"([^"]+)"', daftar))]


def test_every_card_of_the_dashboard_names_a_definition():
    semua = cards()
    assert len(semua) >= 14
    assert [c for c in semua if c[1] not in ARTI] == []


def templates() -> dict[str, str]:
    return {p.relative_to(TEMPLAT).as_posix(): p.read_text() for p in TEMPLAT.rglob("*.html")}


def families() -> dict[str, set[str]]:
    """Each template with the parts it takes in, and with the pages that take it in."""
    bagian = {nama: set(SISIP.findall(isi)) for nama, isi in templates().items()}
    return {nama: {nama, *isi, *(n for n, b in bagian.items() if nama in b)} for nama, isi in bagian.items()}


def explained() -> dict[str, set[str]]:
    """The keys each template names, itself or in its family."""
    return {
        nama: {k for n in isi if (TEMPLAT / n).exists() for k in named(TEMPLAT / n)} for nama, isi in families().items()
    }


def test_no_template_shows_figures_without_a_definition():
    """A figure is a card's, or a column's that is set as numbers."""
    berangka = {n for n, isi in templates().items() if NAMA.search(isi) or KEPALA.search(isi)}
    assert len(berangka) >= 70
    terang = explained()
    assert {n for n in berangka if not terang[n]} == set(TANPA)


def test_every_column_that_bears_a_figures_name_opens_its_definition():
    kunci: dict[str, set[str]] = {}
    for k, (_, a) in ARTI.items():
        kunci.setdefault(a.nama, set()).add(k)
    terang = explained()
    kepala = [(n, h.strip()) for n, isi in templates().items() if n not in TANPA for h in KEPALA.findall(isi)]
    bernama = [(n, h) for n, h in kepala if h in kunci and (n, h) not in LAIN]
    assert len(bernama) >= 20
    assert [(n, h) for n, h in bernama if not kunci[h] & terang[n]] == []


def test_every_column_of_the_table_of_opds_has_a_definition():
    assert list(ARTI_KOLOM) == list(KOLOM)
    assert set(ARTI_KOLOM.values()) - set(ARTI) == set()


def test_every_threshold_is_on_the_help_page():
    semua = [a for _, isi in ambang.SEMUA for a in isi]
    assert len(semua) == len(set(semua))
    assert {n for n, a in vars(ambang).items() if isinstance(a, ambang.Ambang) and a not in semua} == set()


def test_every_key_in_a_template_is_defined():
    kunci = [(p.name, k) for p in TEMPLAT.rglob("*.html") for k in named(p) if k]
    assert [k for k in kunci if k[1] not in ARTI] == []


@pytest.mark.parametrize("templat", BERANGKA)
def test_every_figure_of_a_page_has_its_question_mark(templat):
    isi = (TEMPLAT / templat).read_text()
    assert len(TAG.findall(isi)) >= len(NAMA.findall(isi)) > 0


@pytest.mark.parametrize("templat", BERDAFTAR)
def test_every_figure_of_a_table_is_named_above_it(templat):
    assert BERDAFTAR[templat] - set(named(TEMPLAT / templat)) == set()


def test_every_definition_is_whole():
    assert sum(len(k.isi) for k in KELOMPOK.values()) == len(ARTI)
    for k, a in ARTI.values():
        assert a.nama
        assert a.definisi
        assert a.sumber or k.sumber, a.kunci
        assert not re.search(r"[{}<>]\w", a.definisi.replace("<5", "")), a.kunci
        assert all(reverse(nama) for _, nama in a.halaman + k.halaman)


def test_every_list_that_goes_out_explains_figures_that_exist():
    """By the names under which the lists go out, so that a renamed list loses nothing unseen."""
    nama = set()
    for p in (p for p in source_files() if "ekspor" in p.as_posix()):
        for n in nodes(p):
            if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "Daftar":
                nama.add(getattr(n.args[0], "value", None))
    assert set(BERKAS) - nama == set()
    assert {k for kunci in BERKAS.values() for k in kunci} - set(ARTI) == set()
    assert dict(meanings("UMKM"))["Berjualan"] == ARTI["berjualan"][1].definisi
    assert dict(meanings("Naik kelas"))["Naik kelas"].endswith(f"Rumus: {ARTI['naik-kelas'][1].rumus}.")
    assert list(meanings("Rakor")) == []


@pytest.mark.django_db
def test_every_fact_a_definition_names_is_dated():
    bertanggal = {n.removeprefix(AWALAN) for n in latest_lists(buat_pengguna())}
    disebut = {d for k, a in ARTI.values() for d in (k.data if a.data is None else a.data)}
    assert disebut <= bertanggal
