"""What a year's data show by themselves, row by row: every count on the pages is the number of such rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.urls import reverse

from binaan.dasbor.kata import bertanda, ribuan
from binaan.mutu.jenis import ARTI, JenisTemuan, Kelompok
from desa.angka import format_bulan, format_desimal, format_tanggal
from opd.ambang import REALISASI_BERLEBIH, SERBA_SERATUS
from opd.enums import Peran
from opd.models import Pengguna
from opd.models.naskah import MELIHAT_SEMUA
from opd.rekap.angka_rencana import RekapPenugasan, RekapRencana
from opd.rekap.bulan_kosong import months_per_opd
from opd.rekap.capaian import KeadaanBaris
from opd.rekap.daftar_json import json_rows, read_lists
from opd.rekap.deret_omzet import rows_of
from opd.rekap.isi_rencana import write_volume
from opd.rekap.ketepatan import BarisKetepatan, Ketepatan, rekap_ketepatan
from opd.rekap.mutu_fakta import (
    FaktaTerbaca,
    Tempat,
    fact_quality_lists,
    late_facts_of,
    photos_of,
    place_of,
)
from opd.rekap.omzet import bulan_omzet
from opd.rekap.penugasan import BarisPenugasan, Penjawab, aktif, rekap_penugasan, row_of
from opd.rekap.rencana import plan_lists, plans_of
from opd.rekap.rentang import akhir_triwulan, sebut_triwulan, triwulan_tempo
from opd.rekap.tenggat import deadline_list, deadlines_of
from opd.rekap.umkm import Buku, baca_buku, hitung_bulan_kosong, jendela

J = JenisTemuan
MEMBACA_SEMUA = (*MELIHAT_SEMUA, Peran.PEMBACA)
"""Who reads the findings of every OPD; an OPD reads its own."""
SERATUS = 100


def reads_all(user: Pengguna, *, on: date) -> bool:
    """Whether the findings of every OPD are for this reader."""
    return user.holds(*MEMBACA_SEMUA, on=on)


@dataclass(frozen=True, slots=True)
class Temuan:
    """One thing to look at: what about, where it is mended, and why it stands here. `umkm_id` where it needs a name."""

    jenis: JenisTemuan
    tempat: Tempat
    tentang: str
    alamat: str
    uraian: str
    hari: date | None = None
    umkm_id: int | None = None

    @property
    def kelompok(self) -> Kelompok:
        return ARTI[self.jenis].kelompok


@dataclass(frozen=True, slots=True)
class BarisOpd:
    """How many findings of each group one OPD has."""

    slug: str
    opd: str
    jumlah: tuple[tuple[Kelompok, int], ...]

    @property
    def total(self) -> int:
        return sum(n for _, n in self.jumlah)


@dataclass(frozen=True)
class Mutu:
    """The findings of a year as of `until`, of all OPDs or (`sendiri`) of those the reader works for."""

    tahun: int
    until: date
    sendiri: bool
    opd: tuple[tuple[str, str], ...]
    temuan: tuple[Temuan, ...]

    @cached_property
    def per_kelompok(self) -> Counter[Kelompok]:
        return Counter(t.kelompok for t in self.temuan)

    @cached_property
    def per_jenis(self) -> Counter[JenisTemuan]:
        return Counter(t.jenis for t in self.temuan)

    def per_opd(self) -> tuple[BarisOpd, ...]:
        """The most findings first; an OPD without any is there too."""
        hitung = Counter((t.tempat.slug, t.kelompok) for t in self.temuan)
        baris = (BarisOpd(slug, nama, tuple((k, hitung[slug, k]) for k in Kelompok)) for slug, nama in self.opd)
        return tuple(sorted(baris, key=lambda b: (-b.total, b.opd)))


def read_quality(user: Pengguna, *, tahun: int, on: date) -> Mutu:
    """Eight queries. Reports are judged by `on`, everything else by the year's last day if that is over."""
    until = min(on, date(tahun, 12, 31))
    penugasan = rekap_penugasan(user, until=until)
    daftar = plan_lists(user, tahun, until=until) | fact_quality_lists(user, dari=date(tahun, 1, 1), until=until)
    isi = read_lists(
        user, daftar | {"batas_tw": deadline_list(user, tahun), "milik": json_rows(user.managed_opd(), "pk")}
    )
    laporan = rekap_ketepatan(user, deadlines_of(isi["batas_tw"], tahun, until=on), until=on)
    rencana = plans_of(isi, penugasan, tahun=tahun, until=until)
    temuan = (
        *_sales(user, penugasan, until),
        *_plans(rencana),
        *_teams(penugasan, until),
        *_reports(laporan),
        *_facts(isi),
    )
    milik = None if reads_all(user, on=on) else frozenset(pk for (pk,) in isi["milik"] or ())
    return _of(milik, tahun, until, temuan, [place_of(r.penugasan) for r in rencana])


def _of(
    milik: frozenset[int] | None, tahun: int, until: date, temuan: Iterable[Temuan], tempat: Iterable[Tempat]
) -> Mutu:
    """The findings of these OPDs, by kind, OPD and village."""
    urut = list(ARTI)
    isi = [t for t in temuan if milik is None or t.tempat.opd_id in milik]
    isi.sort(key=lambda t: (urut.index(t.jenis), t.tempat.opd, t.tempat.kode, t.hari or date.min, t.tentang))
    nama = {t.slug: t.opd for t in (*tempat, *(x.tempat for x in isi)) if milik is None or t.opd_id in milik}
    return Mutu(tahun, until, milik is not None, tuple(sorted(nama.items(), key=lambda o: o[1])), tuple(isi))


# --- one after the other -------------------------------------------------------------------------------------------


def _sales(user: Pengguna, penugasan: tuple[BarisPenugasan, ...], until: date) -> Iterable[Temuan]:
    """Months that nobody reported, and enterprises whose sales leapt."""
    awal, jawab = triwulan_tempo(until), Penjawab(penugasan)
    buku = baca_buku(user, {*jendela(until), *bulan_omzet(awal)}, temuan=())
    for p, bulan in months_per_opd(hitung_bulan_kosong(buku, until), aktif(penugasan, until), jawab):
        for b in bulan:
            yield Temuan(
                J.PENJUALAN, place_of(p), f"Penjualan {format_bulan(b.bulan)}",
                reverse("penjualan:pilih", args=[p.kode]), f"{ribuan(b.jumlah)} UMKM belum melapor", b.bulan,
            )  # fmt: skip
    yield from _leaps(buku, awal, jawab)


def _leaps(buku: Buku, awal: date, jawab: Penjawab) -> Iterable[Temuan]:
    akhir = akhir_triwulan(awal)
    for b in rows_of(buku, awal):
        oleh = jawab.pada(b.desa_id, akhir) if b.pencilan else None
        if oleh is not None and b.persen is not None:
            uraian = f"omzet {sebut_triwulan(awal)} {bertanda(b.persen)} dari setahun lalu"
            yield Temuan(J.OMZET, place_of(oleh), "", "", uraian, akhir, b.umkm_id)


def _plans(rencana: Iterable[RekapPenugasan]) -> Iterable[Temuan]:
    """Plans that are missing, and lines too good or too late to be likely."""
    for r in rencana:
        tempat, p = place_of(r.penugasan), r.penugasan
        if r.ukuran is None or r.berlaku is None:
            alamat = f"{reverse('rencana:daftar')}?tahun={r.tahun}&opd={p.opd_slug}&desa={p.kode}"
            yield Temuan(J.RENCANA, tempat, f"Rencana aksi {r.tahun}", alamat, "belum ada yang diverifikasi")
            continue
        alamat = reverse("rencana:detail", args=[r.ukuran.uuid])
        dinilai = [b for b in r.ukuran.baris if b.capaian.keadaan == KeadaanBaris.DINILAI]
        serba = len(dinilai) >= SERBA_SERATUS.nilai and all(b.capaian.tepat == SERATUS for b in dinilai)
        for b in dinilai:
            c = b.capaian
            if serba:
                yield Temuan(
                    J.SERATUS,
                    tempat,
                    b.kegiatan,
                    alamat,
                    f"realisasi {_volume(c.realisasi)} {b.satuan}, sama dengan targetnya",
                )
            elif c.nilai is not None and c.nilai > REALISASI_BERLEBIH.nilai:
                uraian = f"{_volume(c.realisasi)} dari {_volume(c.target)} {b.satuan}, {format_desimal(c.nilai)} %"
                yield Temuan(J.BERLEBIH, tempat, b.kegiatan, alamat, uraian)
        yield from _lines_in_force(tempat, r.berlaku)


def _volume(nilai: Decimal | None) -> str:
    return "–" if nilai is None else write_volume(nilai)


def _lines_in_force(tempat: Tempat, berlaku: RekapRencana) -> Iterable[Temuan]:
    alamat = reverse("rencana:detail", args=[berlaku.uuid])
    for b in berlaku.baris:
        if b.beda_satuan:
            uraian = f"{ribuan(b.beda_satuan)} kegiatan tidak bersatuan {b.satuan}"
            yield Temuan(J.SATUAN, tempat, b.kegiatan, alamat, uraian)
        if b.target.menumpuk:
            uraian = f"{format_desimal(b.target.persen_tw_iv)} % targetnya pada TW IV"
            yield Temuan(J.MENUMPUK, tempat, b.kegiatan, alamat, uraian)


def _teams(penugasan: tuple[BarisPenugasan, ...], until: date) -> Iterable[Temuan]:
    for b in aktif(penugasan, until):
        if not b.bertim:
            alamat = reverse("penugasan:detail", args=[b.penugasan_id])
            uraian = f"{ribuan((until - b.mulai).days)} hari sejak penugasan mulai"
            yield Temuan(J.TIM, place_of(b), "Tim pendamping", alamat, uraian, b.mulai)


def _reports(laporan: Iterable[BarisKetepatan]) -> Iterable[Temuan]:
    for r in laporan:
        if r.ketepatan in (Ketepatan.LEWAT, Ketepatan.TERLAMBAT, Ketepatan.JAWABAN_LAMBAT):
            slug, tw = r.penugasan.opd.slug, r.batas.triwulan
            papan = f"{reverse('tenggat:daftar')}?tahun={r.batas.tahun}&tw={tw}&opd={slug}#papan"
            alamat = reverse("laporan:detail", args=[r.uuid]) if r.uuid else papan
            yield Temuan(
                J.LAPORAN, place_of(row_of(r.penugasan)), f"Laporan {r.batas.nama}", alamat, _lateness(r), r.batas.batas
            )


def _lateness(r: BarisKetepatan) -> str:
    tenggat = f"tenggat {format_tanggal(r.batas.batas)}"
    if r.ketepatan == Ketepatan.LEWAT:
        return f"{r.sebutan_status.lower()}, {tenggat}, lewat {ribuan(r.hari_lewat)} hari"
    if r.ketepatan == Ketepatan.TERLAMBAT:
        return f"disetujui {ribuan(r.hari_lewat)} hari sesudah {tenggat}"
    return f"disetujui tepat waktu; {ribuan(r.lambat_dijawab)} pengembalian lambat dijawab"


def _facts(isi: Mapping[str, Any]) -> Iterable[Temuan]:
    """Facts that came late, and photos that say something against theirs."""
    for s in late_facts_of(isi):
        yield _of_fact(J.SUSULAN, s.fakta, f"alasan: {s.alasan}")
    for f in photos_of(isi):
        if f.beda_waktu:
            yield _of_fact(J.WAKTU, f.fakta, "hari pada foto lain dari tanggal yang dicatat")
        if f.beda_tempat:
            yield _of_fact(J.TEMPAT, f.fakta, "titik pada foto jauh dari titik desa")
        if f.asal is not None:
            yield _of_fact(J.ULANG, f.fakta, _seen_before(f.asal))


def _seen_before(a: FaktaTerbaca) -> str:
    return f"sama dengan foto {a.jenis} {format_tanggal(a.tanggal)} di {a.tempat.desa}, {a.tempat.opd}"


def _of_fact(jenis: JenisTemuan, f: FaktaTerbaca, uraian: str) -> Temuan:
    tentang = f"{f.jenis.capitalize()} {format_tanggal(f.tanggal)}"
    return Temuan(jenis, f.tempat, tentang, reverse(f"{f.jenis}:detail", args=[f.uuid]), uraian, f.tanggal)
