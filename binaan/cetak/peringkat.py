"""The frozen ranking and the certificate of a reward as blocks: what their pages show, of one frozen version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from binaan.dasbor.kata import ribuan
from binaan.enums import JenisPenghargaan
from binaan.models import Penghargaan, Peringkat
from binaan.peringkat.hasil import BarisPeringkat, Lembar, span_words
from desa.angka import format_desimal, format_tanggal, format_waktu
from desa.waktu import tanggal_wit
from opd.ambang import SELANG_YAKIN
from opd.cetak.blok import Bab, Blok, Fakta, Isi, Kolom, Paragraf, Tabel, Tengah

KOLOM_PERINGKAT = (
    Kolom("Peringkat", 10), Kolom("OPD", 27), Kolom("Nilai", 7, True), Kolom("Rentang wajar nilai", 10),
    Kolom("Rentang wajar peringkat", 12), Kolom("Hasil", 11, True), Kolom("Bobot hasil terukur", 10, True),
    Kolom("Keluaran", 10, True), Kolom("Proses", 10, True), Kolom("Dalam kelompok akses", 22),
)  # fmt: skip
KOLOM_LAIN = (Kolom("OPD", 40), Kolom("Keadaan", 25), Kolom("Sebab", 61))
KOLOM_BOBOT = (
    Kolom("Komponen", 19), Kolom("Kelompok", 10), Kolom("Arti", 58), Kolom("Nilai nol", 12, True),
    Kolom("Nilai penuh", 12, True), Kolom("Bobot", 7, True), Kolom("Arah", 12),
)  # fmt: skip
KOLOM_TANDA = (Kolom("Perbuatan", 30), Kolom("Nama", 40), Kolom("Sebagai", 36), Kolom("Tanggal", 20))
PENDEK = 70
"""Characters of a name that is set large on a certificate; a longer one is set smaller, so that it stays one page."""
ARTI = (
    "Nilai 0 sampai 100; hasil, keluaran, dan proses berjumlah nilainya. Rentang wajar memuat {} % dari {} hitungan ulang "
    "dengan bobot digeser serta desa, usaha, dan keluarga diundi ulang. Yang nilainya sama berperingkat sama dan disebut seri; "
    "bila rentang wajar dua OPD bertumpang, urutannya dapat terbalik karena kebetulan. Bobot komponen yang tidak berlaku pindah "
    "ke komponen lain kelompoknya. Bobot hasil terukur: berapa dari bobot asal hasil yang berlaku sebelum pindah; makin kecil, "
    "makin sedikit yang menjadi dasar nilainya."
)

WASIT = (
    "Yang membekukan peringkat dan yang memutus sanggahan tidak memimpin OPD yang diperingkat. OPD yang dipimpin Sekda sendiri "
    "dihitung nilainya tetapi tidak diberi peringkat."
)


def ranking_blocks(lembar: Lembar, beku: Peringkat) -> Isi:
    """The list of a frozen version; one that was replaced says so. `beku.pengganti` is loaded, nothing is read."""
    anak = [f"Tahun {beku.tahun}, versi {beku.nomor}", f"Dibekukan {format_waktu(beku.dibekukan_pada)}"]
    if (baru := getattr(beku, "pengganti", None)) is not None:
        anak.append(f"Sudah digantikan versi {baru.nomor}, dibekukan {format_waktu(baru.dibekukan_pada)}")
    urut = [b for b in lembar.baris if b.peringkat is not None]
    lain = [b for b in lembar.baris if b.peringkat is None]
    blok: tuple[Blok, ...] = (
        Fakta(tuple(_facts(lembar))),
        Bab("A. Peringkat"),
        Tabel("", KOLOM_PERINGKAT, tuple(map(_ranked, urut)), (), "Tidak ada OPD yang diperingkat."),
        Paragraf(ARTI.format(SELANG_YAKIN.nilai, ribuan(lembar.hasil["ulangan"])), kecil=True),
        Bab("B. OPD yang tidak diperingkat"),
        Tabel("", KOLOM_LAIN, tuple((b.nama, str(b.keadaan.label), b.sebab) for b in lain), (), "Semua OPD diperingkat."),
        Bab("C. Komponen, arti, dan bobotnya"),
        *_weights(lembar),
        Bab("D. Yang bertanggung jawab"),
        Paragraf(WASIT, kecil=True),
        Tabel("", KOLOM_TANDA, tuple(map(_signatory, lembar.tanda))),
        Paragraf(f"Sidik masukan yang dibekukan: {lembar.sidik}\nSegel peringkat: {beku.sidik}", kecil=True),
    )  # fmt: skip
    return Isi("DAFTAR PERINGKAT OPD", tuple(anak), lembar.sampai, blok)


def _facts(lembar: Lembar) -> Iterable[tuple[str, str]]:
    yield "Diperingkat", f"{ribuan(lembar.n)} dari {ribuan(len(lembar.baris))} OPD"
    yield "Kejadian sampai", format_tanggal(lembar.sampai)
    yield "Tercatat sampai", format_waktu(lembar.dihitung_pada)
    yield "Bobot", str(lembar.bobot)
    if lembar.bobot and lembar.bobot.dihargai:
        yield "Yang dihargai", f"{lembar.bobot.get_dihargai_display()}, ditetapkan sebelum {lembar.tahun} mulai"
    if lembar.penyanggah:
        yield "Menjawab", f"sanggahan {lembar.penyanggah}; masukan OPD lain sama dengan versi sebelumnya"


def _ranked(b: BarisPeringkat) -> tuple[str, ...]:
    akses = str(b.akses.label)
    if b.peringkat_akses:
        akses += f": peringkat {b.peringkat_akses}{' (seri)' if b.seri_akses else ''}"
    return (
        f"{b.peringkat}, seri dengan {b.seri} lain" if b.seri else str(b.peringkat), b.nama,
        "–" if b.skor is None else format_desimal(b.skor), "–".join(b.selang_skor) or "–", b.wajar,
        *_points(b), akses,
    )  # fmt: skip


def _points(b: BarisPeringkat) -> tuple[str, ...]:
    """ "40,3 dari 60", how much of its weight that rests on, "20,1 dari 25", "12,0 dari 15"."""
    if not b.bagian:
        return ("–",) * 4
    (hasil, *lain), terukur = (f"{format_desimal(p)} dari {paling}" for p, paling, _ in b.bagian), b.bagian[0][2]
    return hasil, terukur, *lain


def _weights(lembar: Lembar) -> Iterable[Blok]:
    """The definitions as they were enacted."""
    isi = lembar.bobot.isi if lembar.bobot else []
    baris = tuple(
        (k["nama"], k["kelompok"].capitalize(), _meaning(k), k["nol_teks"], k["penuh_teks"], str(k["bobot"]), k["arah"])
        for k in isi
    )
    jumlah = ("Jumlah", "", "", "", "", str(sum(k["bobot"] for k in isi)), "")
    yield Tabel("Nilai 0 pada nilai nol, 100 pada nilai penuh; di luar keduanya tetap", KOLOM_BOBOT, baris, (jumlah,))


def _meaning(k: Mapping[str, str]) -> str:
    lain = (("Tidak berlaku", k["tidak_berlaku"]), ("Tidak diisi", k["tidak_diisi"]))
    return " ".join((k["arti"], f"Masuk sebagai {k['cara']}.", *(f"{n}: {t}" for n, t in lain if t != "–")))


def _signatory(t: Mapping[str, Any]) -> tuple[str, ...]:
    return t["perbuatan"].capitalize(), t["nama"], t["sebagai"], format_tanggal(t["pada"])


def certificate_blocks(p: Penghargaan, lembar: Lembar) -> Isi:
    """The certificate of one reward: whose, which, what for and on what basis. The OPD is called as on the sheet it rests on."""
    opd, baris = lembar.named(p.opd), lembar.find(p.opd.slug)
    blok: tuple[Blok, ...] = (
        Tengah("Pemerintah Provinsi Maluku memberikan penghargaan ini kepada"),
        Tengah(opd, 26 if len(opd) <= PENDEK else 19),
        Tengah("sebagai penerima"),
        Tengah(f"{p.nama} Tahun {p.tahun}", 22 if len(p.nama) <= PENDEK else 16),
        Tengah(f"Jenis penghargaan: {p.get_jenis_display().lower()}"),
        Tengah(f"{_basis(p, baris, lembar.n)}."),
        *([Tengah(f"Rentang wajar peringkatnya {wajar}", 10)] if (wajar := _span(p, baris)) else []),
        *([Tengah(p.keterangan)] if p.keterangan else []),
        Tengah(f"Diberikan {format_tanggal(p.tanggal)}"),
    )
    return Isi("PIAGAM PENGHARGAAN", ("Program Satu OPD Satu Desa Binaan",), p.tanggal, blok)


def _span(p: Penghargaan, baris: BarisPeringkat | None) -> str:
    """ "antara 1 dan 5", "tetap 1": between which ranks the one it names may lie; "" where it names none."""
    if baris is None or p.jenis == JenisPenghargaan.KHUSUS:
        return ""
    selang = baris.selang if p.jenis == JenisPenghargaan.UMUM else baris.selang_akses
    return span_words(selang) if selang else ""


def _basis(p: Penghargaan, baris: BarisPeringkat | None, n: int) -> str:
    """ "Atas dasar Peringkat 2025 versi 1, dibekukan 20 Februari 2026: peringkat 1 dari 44 OPD dengan nilai 70,0"."""
    dasar = f"Atas dasar {p.peringkat}, dibekukan {format_tanggal(tanggal_wit(p.peringkat.dibekukan_pada))}"
    if baris is None or baris.skor is None or p.jenis == JenisPenghargaan.KHUSUS:
        return dasar
    nilai = f"dengan nilai {format_desimal(baris.skor)}"
    if p.jenis == JenisPenghargaan.UMUM:
        return f"{dasar}: peringkat {baris.peringkat} dari {ribuan(n)} OPD {nilai}"
    if baris.peringkat_akses is None:
        return dasar
    return f"{dasar}: peringkat {baris.peringkat_akses} di antara OPD yang akses desanya {str(baris.akses.label).lower()} {nilai}"
