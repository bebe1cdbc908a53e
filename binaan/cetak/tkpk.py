"""The tables of LP2KD and RAT (Permendagri 53/2020) as blocks, one table a strategy, with its sums and those of all.

Programme, place, target group, volume, money, source, realisation, trouble and follow-up stand in the order of domain.md 4.8.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial

from binaan.dasbor.kata import ribuan
from desa.templatetags.angka import persen, rupiah, tanggal
from opd.cetak.blok import Bab, Blok, Fakta, Isi, Kolom, Paragraf, Tabel
from opd.cetak.paparan import capaian_word, due_percent
from opd.enums import Strategi, SumberDana
from opd.rekap.angka_rencana import total
from opd.rekap.isi_rencana import write_volume, year_volume
from opd.rekap.tkpk import BarisTkpk

SAMA = "s.d.a."
"""Stands for the text of the row above, which belongs to the same penugasan."""
KOLOM_LP2KD = (
    Kolom("No.", 4, True), Kolom("Program atau kegiatan", 17), Kolom("Lokasi", 13), Kolom("Sasaran", 11),
    Kolom("Target", 8, True), Kolom("Realisasi", 9, True), Kolom("Capaian", 8, True), Kolom("Anggaran", 12, True),
    Kolom("Sumber dana", 12), Kolom("Realisasi anggaran", 12, True), Kolom("Serapan", 8, True),
    Kolom("Permasalahan", 15), Kolom("Tindak lanjut", 15),
)  # fmt: skip
KOLOM_RAT = (
    Kolom("No.", 4, True), Kolom("Program atau kegiatan", 22), Kolom("Indikator masalah", 16), Kolom("Lokasi", 16),
    Kolom("Sasaran", 13), Kolom("TW I", 6, True), Kolom("TW II", 6, True), Kolom("TW III", 6, True), Kolom("TW IV", 6, True),
    Kolom("Setahun", 10, True), Kolom("Anggaran", 13, True), Kolom("Sumber dana", 11),
)  # fmt: skip
Baris = Callable[[int, BarisTkpk, bool], tuple[str, ...]]
SEL_TERPANJANG = 240
"""Letters that a narrow cell takes; a longer text stands whole in the annex, under its number."""


def lp2kd_blocks(isi: tuple[BarisTkpk, ...], *, tahun: int, until: date, dana_rp: int) -> Isi:
    """What was planned, spent and reached, and what stood in the way, in full. `dana_rp`: all money of the year."""
    anak = ("Laporan Pelaksanaan Penanggulangan Kemiskinan Daerah", f"Tahun {tahun}, sampai {tanggal(until)}")
    catatan = (
        "Target dan realisasi fisik sampai triwulan terakhir yang sudah berakhir, terhadap rencana aksi yang berlaku; anggaran "
        "setahun. Permasalahan dan tindak lanjut menurut laporan triwulan terakhir yang diverifikasi; yang panjang pada lampiran."
    )
    panjang = _long_texts(isi)
    tulis = partial(_lp2kd_row, lampiran={b.penugasan.penugasan_id: n for n, b in enumerate(panjang, 1)})
    blok = (*_tables(isi, KOLOM_LP2KD, tulis, _lp2kd_sum, dana_rp), Paragraf(catatan, kecil=True))
    return Isi("TABEL LP2KD DESA BINAAN PROVINSI MALUKU", anak, until, blok, tuple(_annex(panjang)))


def rat_blocks(isi: tuple[BarisTkpk, ...], *, tahun: int, until: date, dana_rp: int) -> Isi:
    """What is planned for the year. `dana_rp`: all money of the year."""
    anak = ("Rencana Aksi Tahunan Penanggulangan Kemiskinan Daerah", f"Tahun {tahun}, menurut keadaan {tanggal(until)}")
    catatan = (
        "Menurut versi rencana aksi terverifikasi yang berlaku; target tiap triwulan menurut cara menghitung barisnya."
    )
    blok = _tables(isi, KOLOM_RAT, _rat_row, _rat_sum, dana_rp)
    return Isi("TABEL RENCANA AKSI TAHUNAN DESA BINAAN", anak, until, (*blok, Paragraf(catatan, kecil=True)))


def _tables(
    isi: tuple[BarisTkpk, ...],
    kolom: tuple[Kolom, ...],
    tulis: Baris,
    jumlah: Callable[[tuple[BarisTkpk, ...]], tuple[str, ...]],
    dana_rp: int,
) -> Iterable[Blok]:
    j = total(b.rekap for b in isi)
    yield Fakta(
        (
            (
                "Baris rencana",
                f"{ribuan(j.baris)} baris dari {ribuan(len({b.penugasan.penugasan_id for b in isi}))} penugasan",
            ),
            ("Anggaran", rupiah(j.pagu_rp)),
            ("Realisasi", f"{rupiah(j.belanja_rp)}, serapan {persen(j.serapan)}"),
            ("Di luar pagu rencana", f"{rupiah(dana_rp - j.belanja_rp)}; seluruh dana kegiatan {rupiah(dana_rp)}"),
            ("Capaian rencana", f"{due_percent(j.nilai)} dari {ribuan(j.dinilai)} baris yang jatuh tempo"),
        )
    )
    for n, s in enumerate(Strategi, 1):
        milik = tuple(b for b in isi if b.strategi == s)
        yield Bab(f"{n}. {s.label}")
        baris = tuple(tulis(m, b, m > 1 and _same(milik, m)) for m, b in enumerate(milik, 1))
        yield Tabel("", kolom, baris, (jumlah(milik),), "Tidak ada baris rencana pada strategi ini.")


def _same(milik: tuple[BarisTkpk, ...], nomor: int) -> bool:
    """Whether the row above belongs to the same penugasan."""
    return milik[nomor - 1].penugasan.penugasan_id == milik[nomor - 2].penugasan.penugasan_id


def _programme(b: BarisTkpk) -> str:
    kode = f"{b.kode} " if b.kode else ""
    return f"{kode}{b.rekap.kegiatan} ({b.penugasan.singkatan})"


def _sources(b: BarisTkpk) -> str:
    return ", ".join(str(SumberDana(u.sumber).label) for u in b.rekap.uang if u.pagu_rp) or "tanpa pagu"


def _texts(b: BarisTkpk) -> tuple[str, str]:
    return b.uraian.kendala.strip(), b.uraian.tindak_lanjut.strip()


def _long_texts(isi: tuple[BarisTkpk, ...]) -> tuple[BarisTkpk, ...]:
    """A line of each penugasan whose texts have no room in their cells, in the order of the tables."""
    panjang = {b.penugasan.penugasan_id: b for b in reversed(isi) if max(map(len, _texts(b))) > SEL_TERPANJANG}
    return tuple(reversed(panjang.values()))


def _annex(panjang: tuple[BarisTkpk, ...]) -> Iterable[Blok]:
    """The long texts, numbered."""
    if panjang:
        yield Bab("Lampiran: permasalahan dan tindak lanjut")
    for n, b in enumerate(panjang, 1):
        yield Bab(f"{n}. {b.penugasan.singkatan}, {b.penugasan.tempat}, {b.uraian.tw}", 2)
        for nama, teks in zip(("Permasalahan", "Tindak lanjut"), _texts(b), strict=True):
            yield Paragraf(f"{nama}: {teks or '–'}")


def _lp2kd_row(nomor: int, b: BarisTkpk, sama: bool, *, lampiran: dict[int, int]) -> tuple[str, ...]:
    r, c = b.rekap, b.rekap.capaian
    rujuk = f"Lampiran nomor {lampiran.get(b.penugasan.penugasan_id)}"
    kendala, tindak = (SAMA if sama and x else rujuk if len(x) > SEL_TERPANJANG else x or "–" for x in _texts(b))
    return (
        str(nomor), _programme(b), b.penugasan.tempat, b.sasaran,
        "–" if c.target is None else f"{write_volume(c.target)} {r.satuan}",
        "–" if c.realisasi is None else f"{write_volume(c.realisasi)} {r.satuan}",
        capaian_word(r), rupiah(r.pagu_rp), _sources(b), rupiah(r.belanja_rp), persen(r.serapan), kendala, tindak,
    )  # fmt: skip


def _lp2kd_sum(isi: tuple[BarisTkpk, ...]) -> tuple[str, ...]:
    j = total(b.rekap for b in isi)
    uang = rupiah(j.pagu_rp), "", rupiah(j.belanja_rp), persen(j.serapan)
    return "", "Jumlah", "", "", "", "", due_percent(j.nilai), *uang, "", ""


def _rat_row(nomor: int, b: BarisTkpk, _: bool) -> tuple[str, ...]:
    t = b.rekap.target
    return (
        str(nomor), _programme(b), "; ".join(b.indikator) or "–", b.penugasan.tempat, b.sasaran,
        *(write_volume(x) for x in t.tw), f"{year_volume(t)} {b.rekap.satuan}", rupiah(b.rekap.pagu_rp), _sources(b),
    )  # fmt: skip


def _rat_sum(isi: tuple[BarisTkpk, ...]) -> tuple[str, ...]:
    return ("", "Jumlah", *[""] * 8, rupiah(total(b.rekap for b in isi).pagu_rp), "")
