"""Which quarters are locked, by which verified report, and which facts each of them holds (desain.md, section 3, Lock)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import ExtractQuarter, ExtractYear

from desa.angka import format_tanggal, format_waktu
from desa.models import Desa, Umkm
from desa.models.dasar import Fakta
from desa.waktu import mulai_triwulan, triwulan
from opd.enums import PeranPenugasan, StatusNaskah
from opd.models import BukaKunci, LaporanTriwulan, Opd, Pengguna
from opd.rekap.daftar_json import Pertanyaan, day_of, json_rows, json_value, key_of, moment_of, read_about
from opd.rekap.rentang import akhir_triwulan, sebut_triwulan
from opd.rekap.umkm import BUKAN_UMKM

Triwulan = tuple[int, int]
"""Year and quarter."""


@dataclass(frozen=True, slots=True)
class Kunci:
    """A verified report's hold on its quarter. `dibuka_sampai`: a verifikator lets what it holds be corrected until then."""

    uuid: UUID
    penugasan_id: int
    desa_id: int
    peran: str
    mulai: date
    selesai: date | None
    tahun: int
    triwulan: int
    sejak: datetime
    dibuka_sampai: datetime | None = None

    @property
    def tw(self) -> Triwulan:
        return self.tahun, self.triwulan

    @property
    def awal(self) -> date:
        """The quarter's first day."""
        return mulai_triwulan(self.tahun, self.triwulan)

    @property
    def akhir(self) -> date:
        """The quarter's last day."""
        return akhir_triwulan(self.awal)

    @property
    def nama(self) -> str:
        """ "TW II 2026"."""
        return sebut_triwulan(self.awal)

    @property
    def kalimat(self) -> str:
        """What is said to who tries to change or cancel a fact that it holds."""
        return (
            f"Catatan ini terkunci oleh Laporan {self.nama} yang diverifikasi {format_tanggal(self.sejak)}. "
            "Minta verifikator membuka kunci triwulan itu bila isinya keliru."
        )

    @property
    def permintaan(self) -> str:
        """What is said to who records a late fact without a reason."""
        return (
            f"{self.nama} sudah dikunci oleh laporan yang diverifikasi {format_tanggal(self.sejak)}. Tulis alasan susulan "
            "supaya catatan ini diterima."
        )

    @property
    def kabar_buka(self) -> str:
        """Until when corrections are open; empty while it is shut."""
        return f"Kunci {self.nama} dibuka sampai {format_waktu(self.dibuka_sampai)}." if self.dibuka_sampai else ""


class BukuKunci:
    """The locks of some penugasan or villages, looked up by day."""

    def __init__(self, kunci: Iterable[Kunci] = ()) -> None:
        self.semua = tuple(kunci)
        self._penugasan = {(k.penugasan_id, *k.tw): k for k in self.semua}
        self._desa: dict[tuple[int, int, int], list[Kunci]] = defaultdict(list)
        for k in self.semua:
            if k.peran == PeranPenugasan.PENANGGUNG_JAWAB:
                self._desa[k.desa_id, *k.tw].append(k)

    def of(self, penugasan_id: int, hari: date) -> Kunci | None:
        """The lock on a penugasan's facts of that day."""
        return self._penugasan.get((penugasan_id, *triwulan(hari)))

    def of_desa(self, desa_id: int, hari: date) -> Kunci | None:
        """The lock on a village's facts of that day: by the report of who answered for it then."""
        for k in self._desa.get((desa_id, *triwulan(hari)), ()):
            if k.mulai <= hari and (k.selesai is None or hari < k.selesai):
                return k
        return None

    def holder_of_start(self, umkm: Umkm, dari: date, ke: date) -> Kunci | None:
        """The report that holds an enterprise's start on `dari` shut: of a quarter that it would leave, enter, or pass."""
        kunci, masuk = self.of_desa(umkm.desa_id, dari), self.of_desa(umkm.desa_id, ke)
        if kunci is not None:
            kunci = self.holder(kunci, susulan=umkm.dicatat_pada > kunci.sejak, dicatat=umkm.dicatat_pada)
        masuk = masuk if masuk is not None and masuk.dibuka_sampai is None else None
        return kunci or masuk or self._counted(umkm, min(dari, ke), max(dari, ke))

    def holder_of_kind(self, umkm: Umkm, dulu: str, kini: str) -> Kunci | None:
        """The report that holds shut whether an enterprise counts as UMKM; koperasi and BUM Desa do not."""
        if (dulu in BUKAN_UMKM) == (kini in BUKAN_UMKM):
            return None
        return self._counted(umkm, umkm.dibina_sejak, umkm.dibina_sampai or date.max)

    def _counted(self, umkm: Umkm, dari: date, sampai: date) -> Kunci | None:
        """The earliest shut report of a quarter with its last day in [dari, sampai), verified since this one was registered."""
        milik = (k for k in self.semua if k.desa_id == umkm.desa_id and k.peran == PeranPenugasan.PENANGGUNG_JAWAB)
        tutup = (
            k for k in milik if k.dibuka_sampai is None and dari <= k.akhir < sampai and umkm.dicatat_pada <= k.sejak
        )
        return min(tutup, key=lambda k: k.awal, default=None)

    def carried_to(self, kunci: Kunci, dicatat: datetime) -> Triwulan:
        """Where a late fact of that quarter, recorded at `dicatat`, is reported: the first quarter open then."""
        tw = next_quarter(kunci.tw)
        while (k := self._penugasan.get((kunci.penugasan_id, *tw))) and k.sejak <= dicatat:
            tw = next_quarter(tw)
        return tw

    def holder(self, kunci: Kunci | None, *, susulan: bool, dicatat: datetime) -> Kunci | None:
        """Of a fact dated in the quarter of `kunci`: the report that holds it shut; None while it may be changed."""
        if kunci is not None and susulan:
            kunci = self._penugasan.get((kunci.penugasan_id, *self.carried_to(kunci, dicatat)))
        return kunci if kunci is not None and kunci.dibuka_sampai is None else None

    def holder_of(self, fakta: Fakta, kunci: Kunci | None) -> Kunci | None:
        """The report that holds this fact shut, `kunci` being the lock on its day; None while it may be changed."""
        return self.holder(kunci, susulan=bool(fakta.alasan_susulan), dicatat=fakta.dicatat_pada)

    def ranges(self) -> str:
        """First and last days of the locked quarters as JSON, for the form to ask for a reason in time."""
        tw = sorted({(k.awal, k.akhir) for k in self.semua})
        return json.dumps([[f"{a:%Y-%m-%d}", f"{b:%Y-%m-%d}"] for a, b in tw]) if tw else ""


def next_quarter(tw: Triwulan) -> Triwulan:
    """The quarter after."""
    tahun, n = tw
    return (tahun, n + 1) if n < 4 else (tahun + 1, 1)


def unheld(fakta: Any, user: Pengguna, *, opd: QuerySet[Opd]) -> Any:
    """Without the facts that the verified report of their quarter holds; late ones stay, unlocking is left aside.

    All are of these OPDs: PostgreSQL would read every report of the province for them.
    """
    laporan = LaporanTriwulan.objects.visible_to(user).filter(status=StatusNaskah.DIVERIFIKASI, penugasan__opd__in=opd)
    terkunci = laporan.order_by().annotate(tw=_quarter_key(F("tahun"), F("triwulan"))).values("tw")
    bertanggal = fakta.annotate(tw=_quarter_key(ExtractYear("tanggal"), ExtractQuarter("tanggal")))
    return bertanggal.filter(~Q(alasan_susulan="") | ~Q(tw__in=terkunci))


def _quarter_key(tahun: Any, triwulan: Any) -> Combinable:
    """A penugasan's quarter as one number, by which PostgreSQL finds thousands of facts in one list."""
    return F("penugasan") * 100_000 + tahun * 10 + triwulan


def read_kunci(
    *, at: datetime, penugasan: Collection[int] = (), desa: Collection[int] | QuerySet[Desa] | None = None
) -> BukuKunci:
    """The locks on facts of these penugasan, or of these villages, as they are at `at`: the same for every reader. One query."""
    if isinstance(desa, QuerySet):
        terbaca = Pertanyaan(_locks(desa, "penugasan__desa")).read()
    else:
        milik, medan = (penugasan, "penugasan") if desa is None else (desa, "penugasan__desa")
        terbaca = read_about(list(milik), _locks, medan)
    return BukuKunci(_lock(*isi, at=at) for isi in terbaca["kunci"] or ())


def _locks(milik: Sequence[int] | QuerySet[Desa], medan: str) -> dict[str, Subquery]:
    """What `_lock` reads: the verified reports and how often each was unlocked."""
    semua = LaporanTriwulan.objects.published().filter(
        penugasan__dikoreksi_pada__isnull=True, **{f"{medan}__in": milik}
    )
    masa = ("penugasan__desa", "penugasan__peran", "penugasan__mulai", "penugasan__selesai")
    buka = json_rows(BukaKunci.objects.visible_to(Pengguna()).filter(laporan=OuterRef("pk")), "pada", "sampai")
    kolom = ("uuid", "penugasan", *masa, "tahun", "triwulan", "diverifikasi_pada")
    return {"kunci": json_rows(semua.annotate(buka=buka), *kolom, "buka")}


def _lock(
    uuid: str, penugasan: int, desa: int, peran: str, mulai: str, selesai: str | None,
    tahun: int, tw: int, sejak: str, buka: Any, *, at: datetime,
) -> Kunci:  # fmt: skip
    masa = ((moment_of(pada), moment_of(sampai)) for pada, sampai in json_value(buka) or ())
    dibuka = max((sampai for pada, sampai in masa if pada <= at < sampai), default=None)
    akhir = day_of(selesai) if selesai else None
    return Kunci(key_of(uuid), penugasan, desa, peran, day_of(mulai), akhir, tahun, tw, moment_of(sejak), dibuka)
