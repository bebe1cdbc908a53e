"""Who answers for which village on which day, as known at a moment. The frame every other roll-up hangs on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from desa.angka import format_tanggal
from opd.enums import CaraSelesai, PeranPenugasan
from opd.models import Pengguna, Penugasan, Tim
from opd.rekap.daftar_json import day_of, json_rows, moment_of

KOLOM = (
    "pk", "opd_id", "opd__nama", "opd__slug", "opd__singkatan", "desa_id", "desa__kode", "desa__nama",
    "desa__kecamatan__nama", "desa__kecamatan__kabupaten__nama", "desa__kecamatan__kabupaten__jenis",
    "desa__lintang", "desa__bujur", "mulai", "selesai", "selesai_dicatat_pada", "bertim",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BarisPenugasan:
    """One penugasan as penanggung jawab in [mulai, selesai)."""

    penugasan_id: int
    opd_id: int
    opd: str
    opd_slug: str
    singkatan: str
    desa_id: int
    kode: str
    desa: str
    kecamatan: str
    kabupaten: str
    lintang: float | None
    bujur: float | None
    mulai: date
    selesai: date | None
    bertim: bool

    @property
    def tempat(self) -> str:
        """ "Waru, Kec. Teluk Waru, Kab. Seram Bagian Timur"."""
        return f"{self.desa}, Kec. {self.kecamatan}, {self.kabupaten}"

    def covers(self, hari: date) -> bool:
        return self.mulai <= hari and (self.selesai is None or hari < self.selesai)


class Penjawab:
    """Looks up the penanggung jawab of a village on a day."""

    def __init__(self, baris: Iterable[BarisPenugasan]) -> None:
        self._per_desa: dict[int, list[BarisPenugasan]] = defaultdict(list)
        for b in baris:
            self._per_desa[b.desa_id].append(b)

    def pada(self, desa_id: int, hari: date) -> BarisPenugasan | None:
        return next((b for b in self._per_desa.get(desa_id, ()) if b.covers(hari)), None)


def order(b: BarisPenugasan) -> tuple[str, str, date, int]:
    """Sorts penugasan by OPD and village, alike on every database."""
    return b.opd, b.kode, b.mulai, b.penugasan_id


def rekap_penugasan(
    user: Pengguna, *, until: date, known_at: datetime | None = None, desa: Collection[int] | QuerySet | None = None
) -> tuple[BarisPenugasan, ...]:
    """Every penugasan as penanggung jawab that began by `until`, ended ones included, by OPD and village. One query.

    An end recorded after `known_at` was not known then: the row reads as open. `bertim`: a team was open on `until`.
    `desa` narrows it to some villages (by id).
    """
    kueri = _begun(user, until, known_at, desa).order_by().values_list(*KOLOM)
    return tuple(sorted((_baris(isi, known_at) for isi in kueri), key=order))


def assignment_list(
    user: Pengguna, *, until: date, known_at: datetime | None = None, desa: Collection[int] | QuerySet | None = None
) -> dict[str, Subquery]:
    """What `assignments_of` reads, for a query that asks for several lists at once (`read_lists`)."""
    return {"penugasan": json_rows(_begun(user, until, known_at, desa), *KOLOM)}


def assignments_of(terbaca: Mapping[str, Any], known_at: datetime | None = None) -> tuple[BarisPenugasan, ...]:
    """`rekap_penugasan` of a list that was read already."""
    hasil = []
    for *isi, mulai, selesai, dicatat, bertim in terbaca["penugasan"] or ():
        waktu = (day_of(mulai), selesai and day_of(selesai), dicatat and moment_of(dicatat))
        hasil.append(_baris((*isi, *waktu, bool(bertim)), known_at))
    return tuple(sorted(hasil, key=order))


def _begun(
    user: Pengguna, until: date, known_at: datetime | None, desa: Collection[int] | QuerySet | None
) -> QuerySet[Penugasan]:
    tim = Tim.objects.visible_to(user).filter(penugasan__opd=OuterRef("opd"), penugasan__desa=OuterRef("desa"))
    semua = Penugasan.objects.visible_to(user).in_force(known_at).in_charge().filter(mulai__lte=until)
    milik = semua if desa is None else semua.filter(desa__in=desa)
    return milik.annotate(bertim=Exists(tim.open_on(until)))


def _baris(isi: tuple[Any, ...], known_at: datetime | None) -> BarisPenugasan:
    *kepala, kabupaten, jenis, lintang, bujur, mulai, selesai, dicatat, bertim = isi
    if selesai and known_at and dicatat and dicatat > known_at:
        selesai = None
    sebutan = f"Kota {kabupaten}" if jenis == "kota" else f"Kab. {kabupaten}"
    titik = [None if d is None else float(d) for d in (lintang, bujur)]
    kolom: list[Any] = [*kepala, sebutan, *titik, mulai, selesai, bertim]
    return BarisPenugasan(*kolom)


ALIH = ("mulai", "desa_id", "opd_id", "opd_dari", "pk", "dari")


def taken_over(user: Pengguna, known_at: datetime) -> QuerySet[Any, Any]:
    """Penugasan by which, in a deed recorded since a past moment, the same people went on after another (`dari`, of `opd_dari`):
    the deed moved its later facts to them, which then stood with that one.
    """
    lama = Penugasan.objects.visible_to(user).filter(
        pk__lt=OuterRef("pk"),
        cara_selesai__in=(CaraSelesai.LANJUT, CaraSelesai.OPD_DILEBUR),
        desa=OuterRef("desa"),
        peran=OuterRef("peran"),
        selesai=OuterRef("mulai"),
        selesai_dicatat_pada=OuterRef("dicatat_pada"),
    )
    lama = lama.order_by("pk")
    baru = Penugasan.objects.visible_to(user).filter(dicatat_pada__gt=known_at).order_by()
    baru = baru.annotate(dari=Subquery(lama.values("pk")[:1]), opd_dari=Subquery(lama.values("opd")[:1]))
    return baru.filter(dari__isnull=False)


def moved_lists(user: Pengguna, known_at: datetime | None) -> dict[str, Subquery]:
    """What `earlier_rows` reads, for a query that asks for several lists at once; of what is known now nothing."""
    if known_at is None:
        return {}
    ganti = Penugasan.objects.visible_to(user).filter(menggantikan__isnull=False)
    return {"ganti": json_rows(ganti, "pk", "menggantikan"), "alih": json_rows(taken_over(user, known_at), *ALIH)}


def earlier_rows(terbaca: Mapping[str, Any]) -> dict[int, int]:
    """Penugasan → the one that its plans and facts were recorded under before a correction, or before it took over."""
    return dict(terbaca.get("ganti") or ()) | {pk: dari for *_, pk, dari in terbaca.get("alih") or ()}


def with_earlier(pk: int, dulu: Mapping[int, int]) -> Iterator[int]:
    """The penugasan and, newest first, those before it (`earlier_rows`), one of which was in force then."""
    yield pk
    while pk in dulu:
        pk = dulu[pk]
        yield pk


def row_of(p: Penugasan) -> BarisPenugasan:
    """A penugasan read with its names (`with_names`) as a row; `bertim` is left False. No query."""
    desa, kecamatan = p.desa, p.desa.kecamatan
    titik = [None if d is None else float(d) for d in (desa.lintang, desa.bujur)]
    opd = (p.pk, p.opd_id, p.opd.nama, p.opd.slug, p.opd.singkatan)
    tempat = (desa.pk, desa.kode, desa.nama, kecamatan.nama, kecamatan.kabupaten.nama_singkat)
    kolom: list[Any] = [*opd, *tempat, *titik, p.mulai, p.selesai, False]
    return BarisPenugasan(*kolom)


def alone_words(semua: Iterable[Penugasan], on: date) -> str:
    """That no OPD answers for the village of these penugasan on the day, and since when; "" when one does.

    They are read with their OPD and in force. No query.
    """
    tugas = [p for p in semua if p.peran == PeranPenugasan.PENANGGUNG_JAWAB and p.mulai <= on]
    if any(p.covers(on) for p in tugas):
        return ""
    if not tugas:
        return "Belum ada OPD yang mendampingi desa ini"
    akhir = max(tugas, key=lambda p: (p.selesai or p.mulai, p.pk))
    return f"Tidak lagi didampingi sejak {format_tanggal(akhir.selesai or akhir.mulai)} (terakhir {akhir.opd.nama})"


def aktif(baris: Iterable[BarisPenugasan], hari: date) -> tuple[BarisPenugasan, ...]:
    """The rows whose period holds the day."""
    return tuple(b for b in baris if b.covers(hari))
