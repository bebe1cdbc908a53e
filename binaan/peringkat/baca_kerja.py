"""Components about the OPD's own work: plan and money, visits, reports, arahan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from binaan.enums import Komponen
from binaan.peringkat.masukan import TERISI, TIDAK_BERLAKU, TIDAK_DIISI, Nilai, share
from desa.angka import format_desimal, format_ribuan, format_rupiah, format_tanggal
from desa.waktu import akhir_hari
from opd.ambang import KUNJUNGAN_RUTIN
from opd.models import Arahan, Pengguna, RencanaAksi
from opd.rekap.angka_rencana import RekapPenugasan
from opd.rekap.arahan import Pasangan, baca_pasangan
from opd.rekap.ketepatan import BarisKetepatan, Ketepatan, rekap_ketepatan
from opd.rekap.kunjungan import kunjungan_sah
from opd.rekap.penugasan import BarisPenugasan
from opd.rekap.tenggat import kalender

SETAHUN = 365
TANPA_RENCANA = Nilai(TIDAK_DIISI, "belum ada rencana yang diverifikasi")
RENCANA_SUSULAN = Nilai(TIDAK_DIISI, "rencananya baru disetujui kepala OPD sesudah tahun itu berakhir")


def late_plans(tahun: int) -> frozenset[int]:
    """The penugasan whose first plan of the year was approved by the head when the year was over. One query."""
    pertama = RencanaAksi.objects.published().filter(tahun=tahun, nomor=1)
    return frozenset(
        pertama.filter(disetujui_pada__gt=akhir_hari(date(tahun, 12, 31))).values_list("penugasan", flat=True)
    )


def read_rencana(r: RekapPenugasan | None, susulan: Collection[int] = ()) -> dict[Komponen, Nilai]:
    """Achievement and spending as the pages of plans show them, before these round.

    `susulan`: the penugasan of `late_plans`. What is planned when everything is known measures nothing.
    """
    if r is None or r.ukuran is None or r.berlaku is None:
        return {Komponen.CAPAIAN: TANPA_RENCANA, Komponen.SERAPAN: TANPA_RENCANA}
    if r.ukuran.penugasan_id in susulan:
        return {Komponen.CAPAIAN: RENCANA_SUSULAN, Komponen.SERAPAN: RENCANA_SUSULAN}
    baris = tuple((str(b.kunci), f"{b.kegiatan}: {_percent(b.capaian.nilai)}", "") for b in r.ukuran.baris)
    uang = tuple((str(b.kunci), f"{b.kegiatan}: {_percent(b.serapan)}", "") for b in r.berlaku.baris)
    capaian, serapan = r.ukuran.jumlah.tepat, r.berlaku.jumlah.serapan_tepat
    j, pagu = r.ukuran.jumlah, r.berlaku.jumlah
    jatuh = f"{format_ribuan(j.dinilai)} dari {format_ribuan(j.baris)} baris rencana yang sudah jatuh tempo"
    belanja = f"{format_rupiah(pagu.belanja_rp)} dari pagu {format_rupiah(pagu.pagu_rp)}"
    return {
        Komponen.CAPAIAN: Nilai(TIDAK_BERLAKU, "belum ada baris yang jatuh tempo", rinci=baris)
        if capaian is None
        else Nilai(TERISI, jatuh, angka=capaian, rinci=baris),
        Komponen.SERAPAN: Nilai(TIDAK_BERLAKU, "rencananya tanpa pagu", rinci=uang)
        if serapan is None
        else Nilai(TERISI, belanja, angka=serapan, rinci=uang),
    }


def _percent(nilai: object) -> str:
    return "belum dinilai" if nilai is None else f"{format_desimal(nilai)} %"  # type: ignore[arg-type]


class Kunjung(NamedTuple):
    """One visit that counts."""

    tanggal: date
    uuid: str
    kepala: bool


def visits(
    siapa: Pengguna, dari: date, sampai: date, *, known_at: datetime | None
) -> dict[tuple[int, int], list[Kunjung]]:
    """(OPD, village) → the counting visits between the days, oldest first. One query."""
    sah = kunjungan_sah(siapa, known_at=known_at).filter(tanggal__gte=dari, tanggal__lte=sampai)
    hasil: dict[tuple[int, int], list[Kunjung]] = defaultdict(list)
    kolom = ("penugasan__opd_id", "penugasan__desa_id", "tanggal", "uuid", "kepala_hadir")
    for opd, desa, hari, uuid, kepala in sah.order_by("tanggal", "pk").values_list(*kolom):
        hasil[opd, desa].append(Kunjung(hari, str(uuid), kepala))
    return hasil


def read_kunjungan(kunjung: Iterable[Kunjung], dari: date, sampai: date) -> dict[Komponen, Nilai]:
    """The longest time without a visit from `dari` to `sampai`, and the days of visits that the head joined, per year."""
    isi = [k for k in kunjung if dari <= k.tanggal <= sampai]
    rinci = tuple(
        (k.uuid, f"{format_tanggal(k.tanggal)}{', dihadiri kepala OPD' if k.kepala else ''}", "") for k in isi
    )
    hari, dihadiri = (sampai - dari).days + 1, tuple(r for r, k in zip(rinci, isi, strict=True) if k.kepala)
    kali = len({k.tanggal for k in isi if k.kepala})
    jeda, awal, akhir = longest_gap([k.tanggal for k in isi], dari, sampai)
    terlama = f"{format_ribuan(len(isi))} kunjungan; terlama {format_tanggal(awal)} sampai {format_tanggal(akhir)}"
    kepala = f"{format_ribuan(kali)} hari kunjungan dihadiri kepala OPD dalam {format_ribuan(hari)} hari"
    return {
        Komponen.KUNJUNGAN: Nilai(TERISI, terlama, angka=Fraction(jeda), rinci=rinci) if isi else _never(hari),
        Komponen.KEPALA: Nilai(TERISI, kepala, angka=Fraction(kali * SETAHUN, hari), rinci=dihadiri)
        if dihadiri or hari > KUNJUNGAN_RUTIN.nilai
        else Nilai(TIDAK_BERLAKU, f"baru {hari} hari bertugas dan belum ada kunjungan yang dihadiri kepala OPD"),
    }


def _never(hari: int) -> Nilai:
    """Not one visit: a short penugasan has no gap to boast of, and a longer one has not done its duty."""
    if hari > KUNJUNGAN_RUTIN.nilai:
        return Nilai(TIDAK_DIISI, "belum ada kunjungan lapangan yang dihitung")
    return Nilai(TIDAK_BERLAKU, f"baru {hari} hari bertugas dan belum ada kunjungan lapangan yang dihitung")


def longest_gap(hari: Sequence[date], dari: date, sampai: date) -> tuple[int, date, date]:
    """The most days that passed without a visit, from when to when; the first day and the last count as bounds."""
    titik = [dari, *sorted(hari), sampai]
    return max((((b - a).days, a, b) for a, b in pairwise(titik)), key=itemgetter(0))


def reports(siapa: Pengguna, tahun: int, *, until: date) -> dict[int, list[BarisKetepatan]]:
    """Penugasan → its reports of the year that can be judged by now. Five queries."""
    hasil: dict[int, list[BarisKetepatan]] = defaultdict(list)
    for r in rekap_ketepatan(siapa, kalender(siapa, tahun, until=until), until=until):
        if r.ketepatan != Ketepatan.BERJALAN:
            hasil[r.penugasan.pk].append(r)
    return hasil


def read_ketepatan(laporan: Sequence[BarisKetepatan]) -> Nilai:
    """Reports in time, of those that can be judged."""
    if not laporan:
        return Nilai(TIDAK_BERLAKU, "belum ada laporan yang dapat dinilai")
    urut = sorted(laporan, key=lambda r: r.batas.awal)
    return share(
        [
            (
                str(r.uuid or ""),
                f"{r.batas.nama}: {str(r.ketepatan.label).lower()}",
                _sign(r.ketepatan == Ketepatan.TEPAT),
            )
            for r in urut
        ]
    )


def _sign(benar: bool | None) -> str:
    return "1" if benar else "0"


def orders(
    siapa: Pengguna, tahun: int, *, until: date, known_at: datetime | None
) -> tuple[dict[int, list[Pasangan]], dict[int, str]]:
    """OPD → its answered or overdue arahan of the year; arahan → its uuid. Two queries."""
    akhir = min(date(tahun, 12, 31), until)
    semua = Arahan.objects.visible_to(siapa).filter(tanggal__gte=date(tahun, 1, 1), tanggal__lte=akhir)
    uuid = {pk: str(u) for pk, u in semua.values_list("pk", "uuid")}
    hasil: dict[int, list[Pasangan]] = defaultdict(list)
    for p in baca_pasangan(siapa, until=until, known_at=known_at):
        if p.arahan_id in uuid and p.tepat is not None:
            hasil[p.dinilai_id].append(p)
    return hasil, uuid


def read_arahan(pasangan: Sequence[Pasangan], uuid: Mapping[int, str]) -> Nilai:
    """Arahan answered in time, of those that were answered or are overdue."""
    if not pasangan:
        return Nilai(TIDAK_BERLAKU, "tidak ada arahan tahun itu yang sudah dapat dinilai")
    return share([(uuid[p.arahan_id], "tepat waktu" if p.tepat else "terlambat", _sign(p.tepat)) for p in pasangan])


def last_day(b: BarisPenugasan, akhir: date) -> date:
    """The last day by which a penugasan is judged."""
    return akhir if b.selesai is None else min(akhir, b.selesai - timedelta(days=1))
