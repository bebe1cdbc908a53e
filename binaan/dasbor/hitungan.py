"""What the dashboard counts of each village, read in one query for any of them at once, whatever their number.

Every figure of the province is a sum of its villages' or is made of them all (`baca`), so that a village alone can be read
again when something was written about it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Subquery

from desa.models import IndeksDesa, Umkm
from desa.waktu import tambah_bulan
from opd.models import Pengguna, Penugasan
from opd.rekap import hitung
from opd.rekap.angka_rencana import RekapPenugasan, Tumpukan, stack
from opd.rekap.asesmen import current_chains
from opd.rekap.bulan_kosong import months_per_opd
from opd.rekap.daftar_json import Pertanyaan, read_about
from opd.rekap.desa import RekapDesa, susun_desa
from opd.rekap.indeks import RekapIndeks, index_list, kinds_of
from opd.rekap.kegiatan import RekapDana, RekapKegiatan
from opd.rekap.kemiskinan_singkat import Dua, progress_by_village, snapshot_list
from opd.rekap.kunjungan import susun_kunjungan
from opd.rekap.lapangan import field_lists, field_of
from opd.rekap.omzet import JumlahOmzet, RekapOmzet, Sebaran, bulan_omzet, hitung_omzet, jumlah_omzet, spread_of
from opd.rekap.pantau import BarisPantau, RekapPantau, sum_up
from opd.rekap.pantau_singkat import news_months, watch_lists, watch_months, watched_briefly
from opd.rekap.penugasan import BarisPenugasan, Penjawab, aktif, assignment_list, assignments_of
from opd.rekap.rencana import plan_lists, plans_of
from opd.rekap.rentang import bulan_triwulan, rentang, triwulan_tempo
from opd.rekap.strategi import DanaStrategi
from opd.rekap.tertahan_singkat import Tertahan, waiting_by_village, waiting_lists
from opd.rekap.umkm import (
    BarisUmkm,
    Buku,
    BulanKosong,
    RekapUmkm,
    book_lists,
    book_of,
    hitung_bulan_kosong,
    hitung_bulan_wajib,
    hitung_umkm,
    jendela,
)
from opd.rekap.versi_rencana import planned, planned_list

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Laporan:
    """Months of sales that are due on a day, and how many of them nobody reported."""

    wajib: int
    kosong: int

    @property
    def terlapor(self) -> Decimal | None:
        """The percentage that was reported; None when none is due."""
        return hitung.persen(self.wajib - self.kosong, self.wajib)


@dataclass(frozen=True, slots=True)
class Hitungan:
    """One village on a day, and at the end of the quarter before (`_lalu`). `tertahan`: only as it is known now."""

    penugasan: tuple[BarisPenugasan, ...]
    desa: tuple[RekapDesa, ...]
    desa_lalu: tuple[RekapDesa, ...]
    umkm: tuple[RekapUmkm, ...]
    umkm_lalu: tuple[RekapUmkm, ...]
    kosong: tuple[BulanKosong, ...]
    kosong_per_opd: tuple[tuple[BarisPenugasan, tuple[BulanKosong, ...]], ...]
    laporan: Laporan
    laporan_lalu: Laporan
    kegiatan: tuple[RekapKegiatan, ...]
    dana: tuple[RekapDana, ...]
    strategi: tuple[DanaStrategi, ...]
    omzet: tuple[RekapOmzet, ...]
    jumlah_omzet: JumlahOmzet
    jumlah_omzet_lalu: JumlahOmzet
    sebaran: Sebaran
    indeks: tuple[RekapIndeks, ...]
    rencana_penugasan: tuple[RekapPenugasan, ...]
    tumpukan: Tumpukan
    pantau: RekapPantau
    kemajuan: Dua | None
    tertahan: tuple[Tertahan, ...]


@dataclass(frozen=True, slots=True)
class Terbaca:
    """What was read of some villages; `terakhir` holds the last visits by (OPD, village), on the day and before it."""

    penugasan: tuple[BarisPenugasan, ...]
    terakhir: dict[tuple[int, int], tuple[date | None, ...]]
    kegiatan: tuple[RekapKegiatan, ...]
    dana: tuple[RekapDana, ...]
    strategi: dict[int, tuple[DanaStrategi, ...]]
    buku: Buku
    lain: Mapping[str, Any]


def read_villages(
    until: date, desa: Collection[int] | None = None, *, known_at: datetime | None = None
) -> dict[int, Hitungan]:
    """The villages that have anything to count, by id; of `desa` alone if given. One query.

    As known at a past moment, `desa` must hold with a village those that its penugasan were corrected to or from.
    """
    if desa is None:
        lain = Pertanyaan(_lists(None, until, known_at)).read()
    else:
        lain = read_about(sorted(desa), _lists, until, known_at)
    return split(Terbaca(assignments_of(lain, known_at), *field_of(lain), book_of(lain, known_at), lain), until)


def _windows(until: date) -> tuple[date, ...]:
    return (*jendela(until), *jendela(rentang(until).akhir_tw_lalu))


def _months(until: date) -> tuple[date, ...]:
    """The months of sales that any figure asks for."""
    tw = triwulan_tempo(until)
    return (*_windows(until), *bulan_omzet(tw), *bulan_triwulan(tambah_bulan(tw, -3)), *watch_months(until))


def _lists(desa: Collection[int] | None, until: date, known_at: datetime | None) -> dict[str, Subquery]:
    """Penugasan, what was done in the field, enterprises, plans, indices, poverty, and the watch list's small facts.

    A village has the same figures for every reader.
    """
    user = Pengguna()
    hari: dict[str, Any] = {"until": until, "known_at": known_at}
    binaan = Penugasan.objects.visible_to(user).in_charge().values("desa")
    indeks = IndeksDesa.objects.visible_to(user).filter(desa__in=binaan if desa is None else desa)
    milik, berlaku = None, None
    if desa is not None:
        milik = Umkm.objects.visible_to(user).filter(desa__in=desa)
        berlaku = Penugasan.objects.visible_to(user).filter(desa__in=desa).order_by().values("pk")
    temuan = (*_windows(until), *news_months(until))
    return (
        assignment_list(user, **hari, desa=desa)
        | field_lists(user, **hari, desa=desa)
        | book_lists(user, _months(until), known_at=known_at, umkm=milik, temuan=temuan)
        | plan_lists(user, until.year, **hari, milik=berlaku)
        | planned_list(user, (until.year, rentang(until).akhir_tw_lalu.year), known_at, desa)
        | index_list(indeks, until=until)
        | snapshot_list(user, **hari, desa=desa)
        | watch_lists(user, **hari, milik=milik)
        | (waiting_lists(user, until=until, desa=desa) if known_at is None else {})
    )


def _by_village(baris: Iterable[T], desa: Callable[[T], int]) -> dict[int, tuple[T, ...]]:
    """In their order, by village."""
    per: dict[int, list[T]] = defaultdict(list)
    for b in baris:
        per[desa(b)].append(b)
    return {pk: tuple(isi) for pk, isi in per.items()}


def _own(b: Any) -> int:
    pk: int = b.desa_id
    return pk


def _posted(b: Any) -> int:
    pk: int = b.penugasan.desa_id
    return pk


def split(t: Terbaca, until: date) -> dict[int, Hitungan]:
    """Compute for both days and lay each village's rows together."""
    akhir_lalu, tw = rentang(until).akhir_tw_lalu, triwulan_tempo(until)
    umkm, umkm_lalu = hitung_umkm(t.buku, until), hitung_umkm(t.buku, akhir_lalu)
    kosong, penjawab = hitung_bulan_kosong(t.buku, until), Penjawab(t.penugasan)
    desa, desa_lalu = _villages(t, umkm, until, lalu=False), _villages(t, umkm_lalu, akhir_lalu, lalu=True)
    per_opd = months_per_opd(kosong, [d.penugasan for d in desa], penjawab)
    rencana = plans_of(t.lain, t.penugasan, tahun=until.year, until=until)
    per: dict[str, dict[int, tuple[Any, ...]]] = {
        "penugasan": _by_village(t.penugasan, _own),
        "desa": _by_village(desa, _posted),
        "desa_lalu": _by_village(desa_lalu, _posted),
        "umkm": _by_village(umkm, _own),
        "umkm_lalu": _by_village(umkm_lalu, _own),
        "kosong": _by_village(kosong, _own),
        "kosong_per_opd": _by_village(per_opd, lambda isi: isi[0].desa_id),
        "kegiatan": _by_village(t.kegiatan, _own),
        "dana": _by_village(t.dana, _own),
        "strategi": t.strategi,
        "omzet": _by_village(hitung_omzet(t.buku, penjawab, tw), _own),
        "indeks": _by_village(kinds_of(t.lain, _starts(t.penugasan, until)), _own),
        "rencana_penugasan": _by_village(rencana, _posted),
        "tertahan": waiting_by_village(t.lain, until),
    }
    usaha, pantau = _by_village(t.buku.umkm, _own), _watched(t, until)
    kemajuan = progress_by_village(t.lain, t.penugasan, until=until)
    ada = set(usaha).union(*per.values())
    return {pk: _part(pk, per, usaha.get(pk, ()), t, pantau.get(pk, ()), kemajuan.get(pk), until) for pk in sorted(ada)}


def _villages(t: Terbaca, umkm: Iterable[RekapUmkm], hari: date, *, lalu: bool) -> tuple[RekapDesa, ...]:
    kunjungan = susun_kunjungan(t.penugasan, {k: v[lalu] for k, v in t.terakhir.items()}, hari)
    berencana = planned(t.lain, hari.year)
    return susun_desa(t.penugasan, kunjungan, umkm, _last_activity(t.kegiatan, lalu=lalu), berencana, hari)


def _part(
    pk: int,
    per: Mapping[str, Mapping[int, tuple[Any, ...]]],
    usaha: tuple[BarisUmkm, ...],
    t: Terbaca,
    pantau: Iterable[BarisPantau],
    kemajuan: Dua | None,
    until: date,
) -> Hitungan:
    """One village: its rows, and the sums over its enterprises and plans."""
    akhir_lalu, tw = rentang(until).akhir_tw_lalu, triwulan_tempo(until)
    buku, baris = Buku(usaha, t.buku.omzet, ()), {nama: isi.get(pk, ()) for nama, isi in per.items()}
    hidup = sum(u.belum_tutup for u in baris["umkm"])
    return Hitungan(
        **baris,
        laporan=_reports(buku, until, baris["kosong"]),
        laporan_lalu=_reports(buku, akhir_lalu, hitung_bulan_kosong(buku, akhir_lalu)),
        jumlah_omzet=jumlah_omzet(buku, tw),
        jumlah_omzet_lalu=jumlah_omzet(buku, tambah_bulan(tw, -3)),
        sebaran=spread_of(buku, tw),
        tumpukan=stack(baris["rencana_penugasan"]),
        pantau=sum_up(None, "", "", hidup, list(pantau)),
        kemajuan=kemajuan,
    )


def _reports(buku: Buku, hari: date, kosong: Iterable[BulanKosong]) -> Laporan:
    return Laporan(hitung_bulan_wajib(buku, hari), sum(b.jumlah for b in kosong))


def _watched(t: Terbaca, until: date) -> dict[int, tuple[BarisPantau, ...]]:
    return _by_village(watched_briefly(t.lain, t.buku, until), lambda b: b.usaha.desa_id)


def _last_activity(kegiatan: Iterable[RekapKegiatan], *, lalu: bool) -> dict[int, date | None]:
    """The last activity of each village, of any OPD."""
    hasil: dict[int, date | None] = {}
    for k in kegiatan:
        tanggal = k.terakhir_lalu if lalu else k.terakhir
        if tanggal:
            hasil[k.desa_id] = max(tanggal, hasil.get(k.desa_id) or tanggal)
    return hasil


def _starts(penugasan: Iterable[BarisPenugasan], until: date) -> dict[int, date]:
    """The start of the programme in each village that has a penugasan on `until`."""
    isi = tuple(penugasan)
    rantai = current_chains(isi, until)
    return {b.desa_id: rantai[b.desa_id] for b in aktif(isi, until)}
