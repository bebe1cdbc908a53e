"""The summary of data quality as blocks: findings by OPD and by kind, and the last spot check."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from binaan.dasbor.kata import ribuan
from binaan.models import UjiPetik
from binaan.mutu.cakupan import CakupanOpd, sum_of
from binaan.mutu.jenis import ARTI, Kelompok
from binaan.mutu.temuan import Mutu
from desa.angka import format_desimal, format_rupiah, format_tanggal, format_waktu
from opd.cetak.blok import Bab, Blok, Fakta, Isi, Kolom, Paragraf, Tabel

KOLOM_OPD = (Kolom("OPD", 46), *(Kolom(str(k.label), 16, True) for k in Kelompok), Kolom("Semua", 12, True))
KOLOM_JENIS = (Kolom("Temuan", 26), Kolom("Jumlah", 9, True), Kolom("Artinya", 46), Kolom("Yang dikerjakan", 46))
KOLOM_PETIK = (
    Kolom("OPD", 42), Kolom("Dalam kerangka", 12, True), Kolom("Bagiannya", 11, True), Kolom("Terundi", 10, True),
    Kolom("Sesuai", 10, True), Kolom("Tidak sesuai", 12, True), Kolom("Tidak ditemukan", 13, True),
    Kolom("Belum diperiksa", 13, True),
)  # fmt: skip


def quality_blocks(mutu: Mutu, uji: UjiPetik | None, cakupan: Sequence[CakupanOpd]) -> Isi:
    """The findings of a year and the newest spot check that was drawn (None: none was)."""
    per_opd = mutu.per_opd()
    kaki = ("Jumlah", *(ribuan(mutu.per_kelompok[k]) for k in Kelompok), ribuan(len(mutu.temuan)))
    baris = tuple((b.opd, *(ribuan(n) for _, n in b.jumlah), ribuan(b.total)) for b in per_opd)
    jenis = tuple((str(j.label), ribuan(mutu.per_jenis[j]), a.arti, a.langkah) for j, a in ARTI.items())
    blok: tuple[Blok, ...] = (
        Bab("A. Temuan per OPD"),
        Tabel("Temuan terbanyak di atas", KOLOM_OPD, baris, (kaki,), "Belum ada penugasan pada tahun ini."),
        Paragraf("Temuan bukan tuduhan: ia menyebut apa yang perlu dilihat lagi.", kecil=True),
        Bab("B. Jenis temuan"),
        Tabel("", KOLOM_JENIS, jenis),
        Bab("C. Uji petik"),
        *_spot_check(uji, cakupan),
    )
    anak = (f"Tahun {mutu.tahun}", f"Kejadian sampai {format_tanggal(mutu.until)}")
    return Isi("RINGKASAN MUTU DATA DESA BINAAN", anak, mutu.until, blok)


def _spot_check(uji: UjiPetik | None, cakupan: Sequence[CakupanOpd]) -> Iterable[Blok]:
    if uji is None or uji.kurs_tanggal is None or uji.kurs_rp is None or uji.diundi_pada is None:
        yield Paragraf("Belum ada uji petik yang diundi.")
        return
    n = sum_of(cakupan)
    yield Fakta(
        (
            ("Triwulan", uji.nama),
            ("Kerangka", f"{ribuan(uji.jumlah)} catatan, sidik {uji.sidik_kerangka}"),
            (
                "Benih",
                f"dari kurs JISDOR {format_tanggal(uji.kurs_tanggal)}, {format_rupiah(uji.kurs_rp)}: {uji.benih}",
            ),
            (
                "Diundi",
                f"{format_waktu(uji.diundi_pada)}, {ribuan(n.butir)} butir, {ribuan(n.diperiksa)} sudah diperiksa",
            ),
        )
    )
    yield Tabel("", KOLOM_PETIK, tuple(map(_share, cakupan)), (("Jumlah", *_share(n)[1:]),))


def _share(c: CakupanOpd) -> tuple[str, ...]:
    angka = (c.butir, c.sesuai, c.tidak_sesuai, c.tidak_ditemukan, c.belum)
    return c.opd, ribuan(c.kerangka), format_desimal(c.semestinya), *map(ribuan, angka)
