"""UMKM binaan and their state on a day: berjualan, diam, tutup, belum diketahui (desain.md, section 4).

`Buku` holds what three queries read; every figure is a pure function of it, so one page may ask for several days.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import QuerySet, Subquery, TextChoices

from desa.enums import BentukUsaha
from desa.models import MasaTutup, Penjualan, Umkm
from desa.waktu import akhir_bulan, awal_bulan, tambah_bulan
from opd.ambang import JENDELA_PENJUALAN, TUNGGU_PENJUALAN
from opd.enums import Berjalan
from opd.models import Kunjungan, KunjunganUmkm, Pengguna
from opd.rekap.daftar_json import (
    DaftarJson,
    KelompokJson,
    LarikJson,
    day_of,
    json_rows,
    json_value,
    moment_of,
    read_about,
)
from opd.rekap.hitung import persen
from opd.rekap.penutupan import closure_list, closures, closures_of, masa_tutup


class KeadaanUmkm(TextChoices):
    BERJUALAN = "berjualan", "Berjualan"
    DIAM = "diam", "Diam"
    TUTUP = "tutup", "Tutup"
    BELUM_DIKETAHUI = "belum_diketahui", "Belum diketahui"


BUKAN_UMKM = frozenset((BentukUsaha.KOPERASI.value, BentukUsaha.BUMDES.value))
"""Counted apart: koperasi and BUM Desa are no UMKM in law."""


class BarisUmkm(NamedTuple):
    """One enterprise with its dates as known."""

    umkm_id: int
    desa_id: int
    bentuk: str
    dibina_sejak: date
    dibina_sampai: date | None
    masa_tutup: tuple[MasaTutup, ...] = ()

    def dibina(self, hari: date) -> bool:
        return self.dibina_sejak <= hari and (self.dibina_sampai is None or hari < self.dibina_sampai)

    def tutup(self, hari: date) -> bool:
        return any(m.covers(hari) for m in self.masa_tutup)

    @property
    def badan_bersama(self) -> bool:
        return self.bentuk in BUKAN_UMKM


@dataclass(frozen=True, slots=True)
class Buku:
    """Enterprises, their reported omzet per month (a missing month is absent), and visits' findings, newest last."""

    umkm: tuple[BarisUmkm, ...]
    omzet: dict[int, dict[date, int]]
    temuan: tuple[tuple[date, int, int, str], ...]


@dataclass(frozen=True, slots=True)
class RekapUmkm:
    """The four counts of one village's UMKM, always together; koperasi and BUM Desa apart."""

    desa_id: int
    berjualan: int
    diam: int
    tutup: int
    belum_diketahui: int
    koperasi: int
    bumdes: int

    @property
    def binaan(self) -> int:
        return self.berjualan + self.diam + self.tutup + self.belum_diketahui

    @property
    def belum_tutup(self) -> int:
        return self.berjualan + self.diam + self.belum_diketahui

    @property
    def persen_berjualan(self) -> Decimal | None:
        """Berjualan ÷ all not tutup; None when there is none."""
        return persen(self.berjualan, self.belum_tutup)


@dataclass(frozen=True, slots=True)
class BulanKosong:
    """How many enterprises of a village lack the sales of a month that is due."""

    desa_id: int
    bulan: date
    jumlah: int


@lru_cache(maxsize=256)
def jendela(until: date) -> tuple[date, ...]:
    """The first days of the last three calendar months that ended at least 15 days before `until`, oldest first."""
    bulan = awal_bulan(until)
    while akhir_bulan(bulan) > until - timedelta(days=TUNGGU_PENJUALAN.nilai):
        bulan = tambah_bulan(bulan, -1)
    return tuple(tambah_bulan(bulan, -n) for n in range(JENDELA_PENJUALAN.nilai - 1, -1, -1))


def baca_buku(
    user: Pengguna,
    bulan: Collection[date],
    *,
    known_at: datetime | None = None,
    umkm: QuerySet[Umkm] | None = None,
    temuan: Collection[date] | None = None,
) -> Buku:
    """Everything the figures of these months need, as known at `known_at`. Three queries, whatever the number of UMKM.

    `umkm` narrows the reading to some enterprises (a page of a list, one village); `temuan` narrows the months whose
    visits are read (the windows).
    """
    return Buku(
        _baca_umkm(user, known_at, umkm),
        _baca_omzet(user, sorted(set(bulan)), known_at, umkm),
        _baca_temuan(user, bulan if temuan is None else temuan, known_at, umkm),
    )


KOLOM_UMKM = ("pk", "desa_id", "bentuk", "dibina_sejak", "dibina_sampai", "keluar_dicatat_pada")


def book_lists(
    user: Pengguna,
    bulan: Collection[date],
    *,
    known_at: datetime | None = None,
    umkm: QuerySet[Umkm] | None = None,
    temuan: Collection[date],
) -> dict[str, Subquery]:
    """What `book_of` reads, for a query that asks for several lists at once (`read_lists`)."""
    return {
        "usaha": json_rows(_umkm(user, known_at, umkm), *KOLOM_UMKM),
        "omzet": KelompokJson(_omzet(user, sorted(set(bulan)), known_at, umkm)),
        **closure_list(user, known_at, umkm),
        **finding_list(user, temuan, known_at=known_at, umkm=umkm),
    }


def village_book_lists(desa: Sequence[int], bulan: tuple[date, ...], temuan: tuple[date, ...]) -> dict[str, Subquery]:
    """`book_lists` of the enterprises of these villages, the same for every reader (`read_about`)."""
    siapa = Pengguna()
    return book_lists(siapa, bulan, umkm=Umkm.objects.visible_to(siapa).filter(desa__in=desa), temuan=temuan)


def _enterprise_lists(umkm: Sequence[int], bulan: tuple[date, ...]) -> dict[str, Subquery]:
    siapa = Pengguna()
    return book_lists(siapa, bulan, umkm=Umkm.objects.visible_to(siapa).filter(pk__in=umkm), temuan=bulan)


def states_of(umkm: Sequence[int], until: date) -> dict[int, KeadaanUmkm]:
    """`keadaan_umkm` of these enterprises, the same for every reader. One query."""
    return hitung_keadaan(book_of(read_about(umkm, _enterprise_lists, jendela(until))), until)


def book_of(terbaca: Mapping[str, Any], known_at: datetime | None = None) -> Buku:
    """`baca_buku` of lists that were read already."""
    tutup, usaha = closures_of(terbaca), []
    for pk, desa, bentuk, sejak, sampai, keluar in sorted(terbaca["usaha"] or ()):
        waktu = (day_of(sejak), sampai and day_of(sampai), keluar and moment_of(keluar))
        usaha.append(_row((pk, desa, bentuk, *waktu), known_at, tutup.get(pk, ())))
    omzet = ((day_of(bulan), json_value(isi)) for bulan, isi in terbaca["omzet"] or ())
    return Buku(tuple(usaha), _by_umkm(omzet), findings_of(terbaca))


def _umkm(user: Pengguna, known_at: datetime | None, umkm: QuerySet[Umkm] | None) -> QuerySet[Umkm]:
    kueri = Umkm.objects.visible_to(user) if umkm is None else umkm
    return kueri if known_at is None else kueri.filter(dicatat_pada__lte=known_at)


def _row(isi: tuple[Any, ...], known_at: datetime | None, tutup: tuple[MasaTutup, ...]) -> BarisUmkm:
    *kepala, sampai, keluar = isi
    belum_tahu = known_at is not None and keluar and keluar > known_at
    kolom: list[Any] = [*kepala, None if belum_tahu else sampai, tutup]
    return BarisUmkm(*kolom)


def _baca_umkm(user: Pengguna, known_at: datetime | None, umkm: QuerySet[Umkm] | None) -> tuple[BarisUmkm, ...]:
    kueri = _umkm(user, known_at, umkm).annotate(json_tutup=closures(user, known_at)).order_by("pk")
    return tuple(
        _row(tuple(isi), known_at, masa_tutup(tutup)) for *isi, tutup in kueri.values_list(*KOLOM_UMKM, "json_tutup")
    )


def _baca_omzet(
    user: Pengguna, bulan: list[date], known_at: datetime | None, umkm: QuerySet[Umkm] | None
) -> dict[int, dict[date, int]]:
    return _by_umkm(_omzet(user, bulan, known_at, umkm))


def _omzet(user: Pengguna, bulan: list[date], known_at: datetime | None, umkm: QuerySet[Umkm] | None) -> QuerySet:
    """One row per month, all enterprises in one list: of thousands of cells each row costs more than what is in it."""
    kueri = Penjualan.objects.visible_to(user).in_force(known_at).filter(bulan__in=bulan)
    if umkm is not None:
        kueri = kueri.filter(umkm__in=umkm.order_by().values("pk"))
    per_bulan = kueri.order_by().values("bulan").annotate(isi=DaftarJson(LarikJson("umkm_id", "omzet_rp")))
    return per_bulan.values_list("bulan", "isi")


def _by_umkm(per_bulan: Iterable[tuple[date, Any]]) -> dict[int, dict[date, int]]:
    hasil: dict[int, dict[date, int]] = defaultdict(dict)
    for b, isi in per_bulan:
        for pk, omzet in isi:
            hasil[pk][b] = omzet
    return dict(hasil)


def _baca_temuan(
    user: Pengguna, bulan: Collection[date], known_at: datetime | None, umkm: QuerySet[Umkm] | None
) -> tuple[tuple[date, int, int, str], ...]:
    return tuple(sorted(_temuan(user, bulan, known_at, umkm).values_list(*KOLOM_TEMUAN))) if bulan else ()


KOLOM_TEMUAN = ("kunjungan__tanggal", "kunjungan_id", "umkm_id", "berjalan")


def finding_list(
    user: Pengguna, bulan: Collection[date], *, known_at: datetime | None = None, umkm: QuerySet[Umkm] | None = None
) -> dict[str, Subquery]:
    """What `findings_of` reads, for a query that asks for several lists at once (`read_lists`)."""
    return {"temuan": json_rows(_temuan(user, bulan, known_at, umkm), *KOLOM_TEMUAN)}


def findings_of(terbaca: Mapping[str, Any]) -> tuple[tuple[date, int, int, str], ...]:
    """The `temuan` of a `Buku`, read already."""
    return tuple(sorted((day_of(hari), *lain) for hari, *lain in terbaca["temuan"] or ()))


def _temuan(
    user: Pengguna, bulan: Collection[date], known_at: datetime | None, umkm: QuerySet[Umkm] | None
) -> QuerySet[KunjunganUmkm]:
    """What visits of these months found."""
    kunjungan = (
        Kunjungan.objects.visible_to(user)
        .in_force(known_at)
        .filter(tanggal__gte=min(bulan), tanggal__lte=akhir_bulan(max(bulan)))
    )
    kueri = KunjunganUmkm.objects.visible_to(user).filter(kunjungan__in=kunjungan.order_by().values("pk"))
    if umkm is not None:
        kueri = kueri.filter(umkm__in=umkm.order_by().values("pk"))
    return kueri.order_by()


def hitung_keadaan(buku: Buku, until: date) -> dict[int, KeadaanUmkm]:
    """The state of every UMKM binaan on `until` (koperasi and BUM Desa too), by id."""
    bulan = jendela(until)
    dari, sampai = bulan[0], akhir_bulan(bulan[-1])
    terakhir = {umkm: berjalan for tanggal, _, umkm, berjalan in buku.temuan if dari <= tanggal <= sampai}
    kosong: dict[date, int] = {}
    hasil = {}
    tutup, berjualan, diam, belum = (
        KeadaanUmkm.TUTUP, KeadaanUmkm.BERJUALAN, KeadaanUmkm.DIAM, KeadaanUmkm.BELUM_DIKETAHUI
    )  # fmt: skip
    for u in buku.umkm:
        if not u.dibina(until):
            continue
        omzet = buku.omzet.get(u.umkm_id, kosong)
        laporan = [omzet[b] for b in bulan if b in omzet]
        if u.tutup(until):
            hasil[u.umkm_id] = tutup
        elif any(laporan):
            hasil[u.umkm_id] = berjualan
        elif len(laporan) == len(bulan) or terakhir.get(u.umkm_id) == Berjalan.TIDAK:
            hasil[u.umkm_id] = diam
        else:
            hasil[u.umkm_id] = belum
    return hasil


def hitung_umkm(buku: Buku, until: date) -> tuple[RekapUmkm, ...]:
    """The four counts per village that has an enterprise in the programme on `until`, by village id."""
    keadaan = hitung_keadaan(buku, until)
    hitung = Counter(
        (u.desa_id, u.bentuk if u.badan_bersama else keadaan[u.umkm_id]) for u in buku.umkm if u.umkm_id in keadaan
    )
    kolom = ("berjualan", "diam", "tutup", "belum_diketahui", "koperasi", "bumdes")
    desa = sorted({d for d, _ in hitung})
    return tuple(RekapUmkm(d, *(hitung[d, k] for k in kolom)) for d in desa)


def hitung_bulan_kosong(buku: Buku, until: date) -> tuple[BulanKosong, ...]:
    """Villages and months of the window where enterprises in the programme and not closed have no sales row."""
    hitung: dict[tuple[int, date], int] = defaultdict(int)
    bulan = tuple((b, akhir_bulan(b)) for b in jendela(until))
    kosong: dict[date, int] = {}
    for u in buku.umkm:
        omzet = buku.omzet.get(u.umkm_id, kosong)
        for b, akhir in bulan:
            if b not in omzet and u.dibina(akhir) and not u.tutup(akhir):
                hitung[u.desa_id, b] += 1
    return tuple(BulanKosong(desa, b, n) for (desa, b), n in sorted(hitung.items()))


def hitung_bulan_wajib(buku: Buku, until: date) -> int:
    """How many months of the window are to be reported, over all enterprises: those that `hitung_bulan_kosong` looks for."""
    akhir = tuple(akhir_bulan(b) for b in jendela(until))
    return sum(u.dibina(hari) and not u.tutup(hari) for u in buku.umkm for hari in akhir)


def keadaan_umkm(
    user: Pengguna, *, until: date, known_at: datetime | None = None, umkm: QuerySet[Umkm] | None = None
) -> dict[int, KeadaanUmkm]:
    """The state of every UMKM binaan on `until` by id, for lists: filter by `pk__in` of the wanted state. Three queries."""
    return hitung_keadaan(baca_buku(user, jendela(until), known_at=known_at, umkm=umkm), until)


def rekap_umkm(user: Pengguna, *, until: date, known_at: datetime | None = None) -> tuple[RekapUmkm, ...]:
    """The four counts per village on `until`. Three queries."""
    return hitung_umkm(baca_buku(user, jendela(until), known_at=known_at), until)


def rekap_bulan_kosong(user: Pengguna, *, until: date, known_at: datetime | None = None) -> tuple[BulanKosong, ...]:
    """Months of sales that are due and missing, per village. Three queries."""
    return hitung_bulan_kosong(baca_buku(user, jendela(until), known_at=known_at), until)
