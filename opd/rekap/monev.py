"""A penugasan's year for its monitoring report: the four quarters as their reports would tell them today, together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain

from opd.enums import StatusNaskah
from opd.models import KunjunganUmkm, LaporanTriwulan, Pengguna, Penugasan
from opd.rekap.capaian import NAMA_TW, TRIWULAN
from opd.rekap.isi_laporan import FotoLaporan, IsiLaporan, NarasiLaporan
from opd.rekap.laporan import Terbaca, quarter_span, read_laporan

TEMUAN_TERBANYAK = 40


@dataclass(frozen=True, slots=True)
class Temuan:
    """A problem that a visit found at an enterprise, and the advice given."""

    tanggal: date
    umkm: str
    masalah: str
    saran: str


@dataclass(frozen=True, slots=True)
class Monev:
    """The year up to `sampai`. `isi` holds its facts as one report would; `uraian` what the verified reports say."""

    isi: IsiLaporan
    foto: tuple[FotoLaporan, ...]
    uraian: tuple[tuple[str, NarasiLaporan], ...]
    temuan: tuple[Temuan, ...]


def last_day(p: Penugasan, *, on: date) -> date:
    """The last day of a penugasan as far as it went by then; its end is the first day without it."""
    return on if p.selesai is None else min(on, p.selesai - timedelta(days=1))


def years_of(p: Penugasan, *, on: date) -> tuple[int, ...]:
    """The years of a penugasan that began by then, newest first."""
    return tuple(range(last_day(p, on=on).year, p.mulai.year - 1, -1))


def read_monev(user: Pengguna, p: Penugasan, tahun: int, *, until: date) -> Monev:
    """Two queries and one for each quarter, the penugasan being read with its names. ValueError before its first day."""
    masa = {tw: quarter_span(p, tahun, tw) for tw in TRIWULAN}
    terbaca = [_quarter(p, tahun, tw, until) for tw, m in masa.items() if m is not None and m[0] <= until]
    if not terbaca:
        raise ValueError("Penugasan belum berjalan pada tahun itu.")
    foto = tuple(c.foto for t in terbaca for c in t.calon)
    return Monev(
        _together([t.isi for t in terbaca]), foto, _narratives(user, p, tahun), _findings(user, p, tahun, until)
    )


def _quarter(p: Penugasan, tahun: int, triwulan: int, until: date) -> Terbaca:
    """What a report of the quarter would say today; it stands for none that is stored."""
    return read_laporan(LaporanTriwulan(pk=0, penugasan=p, tahun=tahun, triwulan=triwulan), until=until)


def _together(isi: Sequence[IsiLaporan]) -> IsiLaporan:
    """The quarters as one span, every sum being that of their rows."""
    awal, akhir = isi[0].kepala, isi[-1]
    return replace(
        akhir,
        kepala=replace(akhir.kepala, dari=awal.dari),
        kegiatan=_chained(i.kegiatan for i in isi),
        kunjungan=_chained(i.kunjungan for i in isi),
        bantuan=_chained(i.bantuan for i in isi),
        susulan=(),
        foto=(),
    )


def _chained(bagian: Iterable[tuple]) -> tuple:
    return tuple(chain.from_iterable(bagian))


def _narratives(user: Pengguna, p: Penugasan, tahun: int) -> tuple[tuple[str, NarasiLaporan], ...]:
    """What the year's verified reports write, in their order. One query."""
    terbit = LaporanTriwulan.objects.visible_to(user).filter(penugasan=p, tahun=tahun, status=StatusNaskah.DIVERIFIKASI)
    kolom = ("triwulan", "kendala", "tindak_lanjut", "rencana_berikut")
    return tuple(
        (f"TW {NAMA_TW[tw - 1]} {tahun}", NarasiLaporan(*teks))
        for tw, *teks in terbit.order_by("triwulan").values_list(*kolom)
    )


def _findings(user: Pengguna, p: Penugasan, tahun: int, until: date) -> tuple[Temuan, ...]:
    """The newest problems that visits found. One query."""
    sini = {"kunjungan__penugasan": p, "kunjungan__tanggal__range": (date(tahun, 1, 1), until)}
    berlaku = {"kunjungan__pengganti__isnull": True, "kunjungan__batal": False}
    semua = KunjunganUmkm.objects.visible_to(user).filter(**sini, **berlaku).exclude(masalah="")
    urut = semua.order_by("-kunjungan__tanggal", "-pk").values_list(
        "kunjungan__tanggal", "umkm__nama", "masalah", "saran"
    )
    return tuple(Temuan(*t) for t in urut[:TEMUAN_TERBANYAK])
