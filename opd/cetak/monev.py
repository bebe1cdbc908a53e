"""The yearly monitoring and evaluation report of a village as blocks, in the chapters that such reports have in Maluku."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from desa.templatetags.angka import persen, ribuan, rupiah, tanggal
from opd.cetak.blok import Bab, Blok, Fakta, Foto, Isi, Kolom, LembarFoto, Paragraf, Tabel
from opd.cetak.laporan import activities, aid, visits
from opd.cetak.paparan import business_facts, capaian_word, due_percent, next_steps, plan_facts, plan_note, state_blocks
from opd.models import Penugasan
from opd.rekap.angka_rencana import RekapBaris, RekapPenugasan
from opd.rekap.monev import Monev
from opd.rekap.paparan import BarisPaparan, Lanjutan, Usaha

FOTO_TERBANYAK = 60
TAHUN_INI = "tahun ini"
KOLOM_RENCANA = (
    Kolom("Kegiatan", 24), Kolom("Setahun", 13, True), Kolom("Target s.d.", 9, True), Kolom("Realisasi s.d.", 10, True),
    Kolom("Capaian", 11, True), Kolom("Pagu", 14, True), Kolom("Belanja", 18, True), Kolom("Serapan", 9, True),
)  # fmt: skip
KOLOM_TEMUAN = (Kolom("Tanggal", 16), Kolom("UMKM", 24), Kolom("Masalah", 32), Kolom("Saran", 32))
DASAR = (
    "Peraturan Pemerintah Nomor 39 Tahun 2006 tentang Tata Cara Pengendalian dan Evaluasi Pelaksanaan Rencana Pembangunan",
    "Peraturan Menteri Dalam Negeri Nomor 53 Tahun 2020 tentang Tata Kerja dan Penyelarasan Kerja serta Pembinaan "
    "Kelembagaan dan Sumber Daya Manusia Tim Koordinasi Penanggulangan Kemiskinan Provinsi dan Tim Koordinasi "
    "Penanggulangan Kemiskinan Kabupaten/Kota",
)


@dataclass(frozen=True, slots=True)
class Bahan:
    """All that the report is written from. `lanjutan` is given for a report of today alone: what is open is open today."""

    penugasan: Penugasan
    tahun: int
    sampai: date
    profil: dict[str, Any]
    monev: Monev
    rencana: RekapPenugasan | None
    baris: tuple[BarisPaparan, ...]
    usaha: Usaha
    lanjutan: Lanjutan | None


def monev_blocks(b: Bahan) -> Isi:
    p = b.penugasan
    anak = (
        p.opd.nama, f"{p.desa.nama_lengkap} ({p.desa.kode})",
        f"Tahun {b.tahun}, {tanggal(b.monev.isi.kepala.dari)} sampai {tanggal(b.sampai)}",
    )  # fmt: skip
    blok = (*_opening(b), *state_blocks(b.profil, "BAB II"), *_work(b), *_problems(b), *_closing(b))
    return Isi("LAPORAN MONITORING DAN EVALUASI DESA BINAAN", anak, b.sampai, blok, tuple(_photos(b.monev)))


def _opening(b: Bahan) -> Iterable[Blok]:
    p = b.penugasan
    yield Bab("BAB I. Pendahuluan")
    yield Bab("Latar belakang", 2)
    yield Paragraf(
        f"{p.opd.nama} mendampingi {p.desa.nama_lengkap} sebagai {str(p.get_peran_display()).lower()} sejak {tanggal(p.mulai)} "
        f"menurut {p.sk} tanggal {tanggal(p.sk.tanggal)} tentang {p.sk.tentang}. Laporan ini memuat apa yang direncanakan, "
        "dikerjakan, dibelanjakan, dan dicapai, menurut catatan yang ada pada hari terakhir di atas."
    )
    yield Bab("Dasar hukum", 2)
    dasar = (*DASAR, f"{p.sk} tanggal {tanggal(p.sk.tanggal)} tentang {p.sk.tentang}")
    yield Paragraf("\n".join(f"{n}. {teks}." for n, teks in enumerate(dasar, 1)))


def _work(b: Bahan) -> Iterable[Blok]:
    yield Bab("BAB III. Pelaksanaan")
    yield Bab(f"Rencana dan capaian {b.tahun}", 2)
    yield from _plan(b)
    isi = b.monev.isi
    yield from _lower(activities(isi, "Kegiatan", TAHUN_INI))
    yield from _lower(visits(isi, "Kunjungan", TAHUN_INI))
    yield from _lower(aid(isi, "Bantuan yang diserahkan", TAHUN_INI))
    yield Bab("UMKM desa", 2)
    yield Fakta(tuple(business_facts(b.usaha)))


def _lower(blok: Iterable[Blok]) -> Iterable[Blok]:
    """The same under a chapter."""
    return (Bab(x.teks, 2) if isinstance(x, Bab) else x for x in blok)


def _plan(b: Bahan) -> Iterable[Blok]:
    r = b.rencana
    if r is None:
        yield Paragraf("Rencana dan capaiannya dilaporkan OPD penanggung jawab desa ini.")
    elif r.ukuran is None:
        yield Paragraf(f"Belum ada rencana aksi {b.tahun} yang diverifikasi, sehingga capaiannya {persen(r.nilai)}.")
    else:
        yield Fakta(plan_facts(r))
        judul = "Target dan realisasi sampai triwulan terakhir yang sudah berakhir; pagu dan belanja setahun"
        per = {x.rekap.kunci: x for x in b.baris}
        baris = tuple(_plan_row(per[b.kunci] if b else None, uang) for b, uang in r.pasangan)
        yield Tabel(judul, KOLOM_RENCANA, baris, (_plan_sum(r),))
        yield Paragraf(plan_note(r), kecil=True)


def _plan_row(x: BarisPaparan | None, uang: RekapBaris | None) -> tuple[str, ...]:
    """A line as the version that measures says it, with its money of the version in force."""
    if x is None:
        return uang.kegiatan if uang else "–", "–", "–", "–", "–", *_money(uang)
    b = x.rekap
    return b.kegiatan, f"{x.setahun} {b.satuan}", x.target or "–", x.realisasi or "–", capaian_word(b), *_money(uang)


def _money(b: RekapBaris | None) -> tuple[str, str, str]:
    if b is None:
        return "–", "–", "–"
    belanja = rupiah(b.belanja_rp)
    if b.luar_rp:
        belanja += f"\ndan {rupiah(b.luar_rp)} dari sumber tanpa pagu"
    return rupiah(b.pagu_rp) if b.pagu_rp else "tanpa pagu", belanja, persen(b.serapan)


def _plan_sum(r: RekapPenugasan) -> tuple[str, ...]:
    if r.ukuran is None or r.berlaku is None:
        return ("Seluruh rencana", *[""] * 7)
    uang = r.berlaku.jumlah
    rp = rupiah(uang.pagu_rp), rupiah(uang.belanja_rp), persen(uang.serapan)
    return "Seluruh rencana", "", "", "", due_percent(r.ukuran.jumlah.nilai), *rp


def _problems(b: Bahan) -> Iterable[Blok]:
    yield Bab("BAB IV. Masalah dan tindak lanjut")
    if not b.monev.uraian:
        yield Paragraf(
            "Belum ada laporan triwulan tahun ini yang diverifikasi, sehingga kendalanya belum dapat dikutip."
        )
    for tw, n in b.monev.uraian:
        yield Bab(f"Menurut laporan {tw}", 2)
        yield Paragraf(
            f"Kendala: {n.kendala}\n\nTindak lanjut: {n.tindak_lanjut}\n\nRencana berikut: {n.rencana_berikut}"
        )
    yield Bab("Temuan pada UMKM", 2)
    temuan = tuple((tanggal(t.tanggal), t.umkm, t.masalah, t.saran or "–") for t in b.monev.temuan)
    yield Tabel(
        "Yang terbaru di atas",
        KOLOM_TEMUAN,
        temuan,
        (),
        "Tidak ada masalah UMKM yang dicatat dalam kunjungan tahun ini.",
    )
    if b.lanjutan is not None:
        yield from _lower(next_steps(b.lanjutan, "Langkah berikut"))


def _closing(b: Bahan) -> Iterable[Blok]:
    """The year in one paragraph, made of the figures above."""
    isi = b.monev.isi
    yield Bab("BAB V. Penutup")
    if b.rencana is None:
        capaian = ""
    else:
        nilai = "belum dinilai" if b.rencana.nilai is None else f"{persen(b.rencana.nilai)} ({b.rencana.kata.lower()})"
        capaian = f"capaian rencana {nilai}, "
    yield Paragraf(
        f"Sampai {tanggal(b.sampai)}: {capaian}{ribuan(len(isi.kegiatan))} kegiatan dengan belanja {rupiah(isi.rupiah)}, "
        f"{ribuan(isi.kunjungan_sah)} kunjungan lapangan terhitung, dan {ribuan(len(isi.bantuan))} penyerahan bantuan."
    )


def _photos(m: Monev) -> Iterable[Blok]:
    """The photos of the year by day; of many the first of each stretch."""
    if not m.foto:
        return
    langkah = -(-len(m.foto) // FOTO_TERBANYAK)
    pilih = m.foto[::langkah]
    banyak = f"{ribuan(len(pilih))} dari {ribuan(len(m.foto))} foto" if langkah > 1 else f"{ribuan(len(pilih))} foto"
    yield Bab(f"Lampiran: {banyak} kegiatan dan kunjungan")
    yield LembarFoto(tuple(Foto(f.uuid, f.sha256, f"{f.keterangan}, {tanggal(f.tanggal)}") for f in pilih))
