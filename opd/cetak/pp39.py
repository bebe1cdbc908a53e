"""Formulir A and B of PP 39/2006, filled from the same figures as the quarterly report and the roll-up of plans.

Law: PP 39/2006. Columns 1–7 of A and 1–7 of B as their filling instructions name them; A's part III and B's columns 8–10
(physical target, physical result, place) follow the order in which the forms are used. Money is in whole rupiah, not in
thousands, so that it agrees with every other page to the last digit. Foreign loans and grants (PHLN) fund no line here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from desa.templatetags.angka import persen, ribuan, rupiah, tanggal, volume
from opd.cetak.blok import Bab, Blok, Fakta, Isi, Kolom, Paragraf, Tabel
from opd.cetak.laporan import BELUM_DITULIS
from opd.cetak.paparan import capaian_word, due_percent
from opd.models import BarisRencana, Opd, Pengguna
from opd.rekap.angka_rencana import RekapBaris, RekapGabungan, RekapPenugasan, combine
from opd.rekap.isi_laporan import BarisLaporan, IsiLaporan
from opd.rekap.isi_rencana import write_volume
from opd.rekap.rentang import sebut_triwulan

KOSONG = "–"
KOLOM_A2 = (
    Kolom("1 Kode dan nama subkegiatan", 34), Kolom("2 Naskah PHLN", 9), Kolom("3 PHLN (Rp)", 9, True),
    Kolom("4 Rupiah (Rp)", 15, True), Kolom("5 Jumlah (Rp)", 15, True), Kolom("6 Indikator keluaran", 26), Kolom("7 Satuan", 12),
)  # fmt: skip
KOLOM_A3 = (
    Kolom("Subkegiatan", 30), Kolom("Sasaran TW", 10, True), Kolom("Realisasi TW", 10, True), Kolom("Sasaran s.d. TW", 11, True),
    Kolom("Realisasi s.d. TW", 11, True), Kolom("Fisik (%)", 12, True), Kolom("Penyerapan (Rp)", 18, True),
    Kolom("Penyerapan (%)", 12, True),
)  # fmt: skip
KOLOM_B = (
    Kolom("1 Kode dan nama kegiatan", 28), Kolom("2 Naskah PHLN", 8), Kolom("3 PHLN (Rp)", 7, True),
    Kolom("4 Rupiah (Rp)", 14, True), Kolom("5 Jumlah (Rp)", 14, True), Kolom("6 Sasaran penyerapan (%)", 11, True),
    Kolom("7 Realisasi penyerapan (%)", 11, True),
    Kolom("8 Sasaran fisik", 12, True), Kolom("9 Realisasi fisik (%)", 12, True), Kolom("10 Lokasi", 18),
)  # fmt: skip
TANPA_SASARAN = "Sasaran penyerapan per triwulan tidak ditetapkan dalam rencana aksi, sehingga kolomnya dikosongkan."
DUA_VERSI = (
    " Fisik dinilai terhadap versi rencana yang pertama diverifikasi, atau yang ditandai keadaan kahar; anggaran dan "
    "penyerapan menurut versi yang berlaku."
)
TANPA_RENCANA = "Belum ada rencana aksi yang diverifikasi untuk tahun ini."


def codes_of(user: Pengguna, kunci: Iterable[UUID]) -> dict[UUID, str]:
    """The subkegiatan codes of lines by their key, the newest version's. One query."""
    baris = BarisRencana.objects.visible_to(user).filter(kunci__in=set(kunci)).exclude(kode_subkegiatan="")
    return dict(baris.order_by("rencana__nomor", "pk").values_list("kunci", "kode_subkegiatan"))


def _named(kode: str, nama: str) -> str:
    return f"{kode} {nama}".strip()


# --- A: one activity of one quarter --------------------------------------------------------------------------------


def form_a(isi: IsiLaporan, kode: Mapping[UUID, str]) -> Isi:
    """Of one quarterly report."""
    k = isi.kepala
    umum = (
        ("Perangkat daerah", k.opd), ("Kegiatan", f"Satu OPD Satu Desa Binaan di {k.desa}"), ("Lokasi", f"{k.tempat} ({k.kode})"),
        ("Dasar", f"SK {k.sk}"), ("Tahun anggaran", str(k.tahun)),
        ("Masa laporan", f"{k.tw}, {tanggal(k.dari)} sampai {tanggal(k.sampai)}"),
    )  # fmt: skip
    baris = isi.rencana.baris if isi.rencana else ()
    r = isi.rencana
    kaki_2 = ("Jumlah", KOSONG, KOSONG, rupiah(r.pagu_rp), rupiah(r.pagu_rp), "", "") if r else ()
    kaki_3 = ("Jumlah", "", "", "", "", due_percent(r.capaian), rupiah(r.belanja_rp), persen(r.serapan)) if r else ()
    blok: tuple[Blok, ...] = (
        Bab("I. Data umum"), Fakta(umum), Bab("II. Data keuangan dan indikator per subkegiatan"),
        Tabel("", KOLOM_A2, tuple(_money(b, kode) for b in baris), (kaki_2,) if baris else (), TANPA_RENCANA),
        Bab("III. Realisasi pelaksanaan"),
        Tabel("", KOLOM_A3, tuple(_done(b) for b in baris), (kaki_3,) if baris else (), TANPA_RENCANA),
        Bab("IV. Kendala dan tindak lanjut"), Bab("Kendala", 2), Paragraf(isi.narasi.kendala or BELUM_DITULIS),
        Bab("Tindak lanjut yang diperlukan", 2), Paragraf(isi.narasi.tindak_lanjut or BELUM_DITULIS),
    )  # fmt: skip
    judul = "FORMULIR A: LAPORAN TRIWULANAN PELAKSANAAN KEGIATAN"
    return Isi(judul, ("Peraturan Pemerintah Nomor 39 Tahun 2006", f"{k.tw}, {k.opd}"), k.sampai, blok)


def _money(b: BarisLaporan, kode: Mapping[UUID, str]) -> tuple[str, ...]:
    pagu = rupiah(b.pagu_rp)
    return _named(kode.get(b.kunci, ""), b.kegiatan), KOSONG, KOSONG, pagu, pagu, b.kegiatan, b.satuan


def _done(b: BarisLaporan) -> tuple[str, ...]:
    return (
        b.kegiatan, volume(b.target_tw), volume(b.realisasi_tw), volume(b.target), volume(b.realisasi),
        b.kata if b.capaian is None else persen(b.capaian), rupiah(b.belanja_rp), persen(b.serapan),
    )  # fmt: skip


# --- B: all activities of an OPD -----------------------------------------------------------------------------------


def form_b(opd: Opd, rencana: Iterable[RekapPenugasan], kode: Mapping[UUID, str], *, sampai: date) -> Isi:
    """Of an OPD's year up to the end of a quarter: every line as it is measured, with its money of the version in force."""
    semua = tuple(rencana)
    jumlah = combine(semua)
    fisik, dua = jumlah.ukuran, any(r.berlaku is not r.ukuran for r in semua)
    umum = (
        ("Unit organisasi", opd.nama), ("Program", "Satu OPD Satu Desa Binaan"), ("Tahun anggaran", str(sampai.year)),
        ("Masa laporan", f"sampai {sebut_triwulan(sampai)}, {tanggal(sampai)}"),
        ("Indikator hasil", f"capaian rencana {due_percent(fisik.nilai)} dari {ribuan(fisik.dinilai)} baris yang jatuh tempo"),
    )  # fmt: skip
    baris = tuple(_line(r, *dua_sisi, kode) for r in semua for dua_sisi in r.pasangan)
    catatan = Paragraf(f"{TANPA_SASARAN}{DUA_VERSI if dua else ''}", kecil=True)
    blok: tuple[Blok, ...] = (Fakta(umum), Tabel("", KOLOM_B, baris, (_sum(jumlah),), TANPA_RENCANA), catatan)
    judul = "FORMULIR B: LAPORAN KONSOLIDASI KEGIATAN PER PROGRAM TRIWULANAN"
    return Isi(judul, ("Peraturan Pemerintah Nomor 39 Tahun 2006", opd.nama), sampai, blok)


def _line(
    r: RekapPenugasan, fisik: RekapBaris | None, uang: RekapBaris | None, kode: Mapping[UUID, str]
) -> tuple[str, ...]:
    b = fisik or uang
    pagu, serapan = (rupiah(uang.pagu_rp), persen(uang.serapan)) if uang else (KOSONG, KOSONG)
    target = fisik.capaian.target if fisik else None
    return (
        _named(kode.get(b.kunci, ""), b.kegiatan) if b else KOSONG, KOSONG, KOSONG, pagu, pagu, KOSONG, serapan,
        KOSONG if target is None else f"{write_volume(target)} {b.satuan}",
        capaian_word(fisik) if fisik else KOSONG, r.penugasan.tempat,
    )  # fmt: skip


def _sum(j: RekapGabungan) -> tuple[str, ...]:
    pagu, serapan = rupiah(j.berlaku.pagu_rp), persen(j.berlaku.serapan)
    return "Jumlah", KOSONG, KOSONG, pagu, pagu, KOSONG, serapan, "", due_percent(j.ukuran.nilai), ""
