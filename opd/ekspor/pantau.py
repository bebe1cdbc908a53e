"""The watch list and the village indices as they go out; no personal data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from desa.ekspor.daftar import Daftar, KolomDaftar
from opd.ekspor.kolom import DIHITUNG, joined, place
from opd.rekap.alasan_pantau import AlasanPantau
from opd.rekap.gerak_indeks import kind_words
from opd.rekap.indeks_daftar import BarisIndeks
from opd.rekap.pantau import BarisPantau
from opd.rekap.urutan_mengapa import Urutan


def by_reason(baris: Iterable[BarisPantau]) -> Iterator[tuple[BarisPantau, Any]]:
    """One row for each reason of an enterprise, in the order of the page."""
    return ((b, a) for b in baris for a in b.alasan)


PANTAU = Daftar(
    "Daftar pantau",
    "Usaha yang perlu perhatian, yang paling mendesak di atas; satu baris untuk setiap alasan",
    (
        KolomDaftar("Desa", lambda b: b[0].usaha.desa, lebar=24),
        KolomDaftar("Kecamatan, kabupaten", lambda b: b[0].usaha.letak, lebar=36),
        KolomDaftar("OPD pendamping", lambda b: b[0].penugasan.opd if b[0].penugasan else None, lebar=36),
        KolomDaftar("Usaha", lambda b: b[0].usaha.nama, lebar=32),
        KolomDaftar("Produk", lambda b: b[0].usaha.produk, lebar=26),
        KolomDaftar("Tingkat", lambda b: b[0].tingkat, lebar=14),
        KolomDaftar("Alasan", lambda b: b[1].jenis, lebar=20),
        KolomDaftar("Sejak", lambda b: b[1].sejak, lebar=12),
        KolomDaftar("Hari", lambda b: b[1].hari, lebar=8),
        KolomDaftar("Fakta", lambda b: b[1].fakta, lebar=80),
        KolomDaftar("Langkah berikut", lambda b: b[1].saran, lebar=70),
        KolomDaftar("Kunjungan direncanakan", lambda b: b[0].rencana[0] if b[0].rencana else None, lebar=22),
    ),
    "Penjualan, kunjungan, dan legalitas yang dicatat OPD",
    kembali=DIHITUNG,
)

PANTAU_OPD = Daftar(
    "Pantau per OPD",
    "Banyaknya usaha yang perlu perhatian, per OPD",
    (
        KolomDaftar("OPD", "opd", lebar=44),
        KolomDaftar("Usaha binaan", "binaan", lebar=12),
        KolomDaftar("Perlu perhatian", "dipantau", lebar=12),
        KolomDaftar("Mendesak", "mendesak", lebar=12),
        KolomDaftar("Perlu ditemui", "ditemui", lebar=12),
        *(
            KolomDaftar(str(a.label), lambda r, a=a: dict(r.per_alasan)[a], lebar=14)  # type: ignore[misc]
            for a in AlasanPantau
        ),
        KolomDaftar("Direncanakan", "direncanakan", lebar=12),
    ),
    "Penjualan, kunjungan, dan legalitas yang dicatat OPD",
    kembali=DIHITUNG,
)


def _index(jenis: str, layar: str) -> Iterator[KolomDaftar]:
    """The columns of one kind of index; an unknown figure is an empty cell, never 0."""
    sebut = "IDM" if jenis == "idm" else "Indeks Desa"
    yield KolomDaftar(sebut, f"{jenis}.rekap.nilai", layar, lebar=12)
    yield KolomDaftar(f"Tahun {sebut}", f"{jenis}.rekap.tahun", layar, lebar=10)
    yield KolomDaftar(f"Status {sebut}", f"{jenis}.status", layar, lebar=18)
    for judul, nama in (("Garis dasar", "tahun_dasar"), ("Nilai dasar", "nilai_dasar"), ("Perubahan", "perubahan")):
        yield KolomDaftar(f"{judul} {sebut}", _measured(jenis, nama), layar, lebar=14)


def _measured(jenis: str, nama: str) -> Callable[[BarisIndeks], Any]:
    """A value against the baseline; none where even the newest index is older than the programme here."""

    def baca(b: BarisIndeks) -> Any:
        sel = getattr(b, jenis)
        return None if sel is None or sel.rekap.sebelum_mulai else getattr(sel.rekap, nama)

    return baca


def _remark(b: BarisIndeks) -> str:
    """Why a kind has no change: one year, no baseline, or only years before the programme here."""
    if not b.berlaku:
        return "kelurahan: indeks tidak berlaku"
    ada = (sel.rekap for sel in (b.indeks_desa, b.idm) if sel is not None)
    return "; ".join(kind_words(r) for r in ada if r.perubahan is None or r.sebelum_mulai)


INDEKS = Daftar(
    "Indeks desa",
    "Indeks desa binaan menurut kode wilayah",
    (
        *place("penugasan"),
        KolomDaftar("OPD pendamping", "penugasan.opd", lebar=40),
        *_index("indeks_desa", "Indeks Desa (0–100)"),
        *_index("idm", "IDM (0–1)"),
        KolomDaftar("Indikator merah", "merah", lebar=16),
        KolomDaftar("Tahun skor indikator", "tahun_skor", layar="Indikator merah", lebar=18),
        KolomDaftar("Catatan", _remark, layar="Indeks Desa (0–100)", lebar=60),
    ),
    "Kementerian Desa",
    ("IDM dan Indeks Desa tidak dibandingkan satu dengan yang lain.",),
    kembali="Bukan berkas ini: indeks dikoreksi verifikator lewat templat terisi pada Impor, Indeks desa.",
)

MENGAPA = Daftar(
    "Mengapa desa ini",
    "Desa binaan dengan peringkatnya menurut indeks pada hari SK-nya",
    (
        KolomDaftar("Desa", "desa.tempat", lebar=50),
        KolomDaftar("Kode desa", "desa.kode", layar="Desa", lebar=16),
        KolomDaftar("OPD", "dasar.opd", layar="Desa", lebar=40),
        KolomDaftar("SK", "dasar.sk.__str__", layar="SK dan harinya", lebar=30),
        KolomDaftar("Hari SK", "dasar.hari", layar="SK dan harinya", lebar=12),
        KolomDaftar("Indeks pada hari itu", "nilai", lebar=24),
        KolomDaftar("Data indeks", "vintase", layar="Indeks pada hari itu", lebar=24),
        KolomDaftar("Baru diketahui sesudah SK", "sesudah", layar="Indeks pada hari itu", lebar=14),
        KolomDaftar("Peringkat se-Maluku", "maluku.urut", lebar=14),
        KolomDaftar("Dari", "maluku.dari", layar="Peringkat se-Maluku", satuan="desa", lebar=12),
        KolomDaftar("Peringkat kabupaten/kota", "kabupaten.urut", lebar=14),
        KolomDaftar("Dari sekabupaten", "kabupaten.dari", layar="Peringkat kabupaten/kota", satuan="desa", lebar=14),
    ),
    "Kementerian Desa (indeks) dan SK Gubernur",
    ("Peringkat 1 yang paling membutuhkan, di antara desa yang nilainya diketahui pada tahun yang sama.",),
    kembali=DIHITUNG,
)


def order_list(urutan: Urutan, tempat: str) -> Daftar:
    """The villages of one criterion, of the province or of a kabupaten."""
    return Daftar(
        "Urutan desa",
        f"{tempat} menurut {urutan.kriteria.label}, {urutan.kriteria.arti}; yang nilainya sama mendapat peringkat yang sama",
        (
            KolomDaftar("Desa", "desa.nama", lebar=24),
            KolomDaftar("Kecamatan", "desa.kecamatan", layar="Desa", lebar=24),
            KolomDaftar("Kabupaten/kota", "desa.kab", layar="Desa", lebar=30),
            KolomDaftar("Kode desa", "desa.kode", layar="Desa", lebar=16),
            KolomDaftar("Peringkat", "urut", lebar=12),
            KolomDaftar("Nilai", "nilai", lebar=30),
            KolomDaftar("Angka nilai", "angka", layar="Nilai", lebar=14),
        ),
        joined(urutan.sumber, urutan.vintase) or "Data desa yang tercatat",
        (f"{urutan.tanpa_nilai} desa lain nilainya tidak diketahui dan tidak ikut.",) if urutan.tanpa_nilai else (),
        kembali=DIHITUNG,
    )
