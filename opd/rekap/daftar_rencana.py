"""The plans of a year: every penugasan that ran in it, with its newest version that may be read, and how far it got."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import chain
from typing import NamedTuple
from uuid import UUID

from django.db.models import Subquery

from desa.models import Kabupaten
from opd.enums import PeranPenugasan, StatusNaskah
from opd.models import Pengguna, Penugasan, RencanaAksi
from opd.rekap.angka_rencana import RekapPenugasan
from opd.rekap.daftar_json import json_rows, read_lists
from opd.rekap.penugasan import rekap_penugasan
from opd.rekap.rencana import plan_lists, plans_of
from opd.rekap.simpanan_desa import SimpananDesa, mark_lists, marks_of

_simpanan = SimpananDesa[tuple[RekapPenugasan, ...]](terbanyak=3)
BELUM = "belum"
"""The filter for penugasan without a verified plan."""


class Versi(NamedTuple):
    """What the list tells of a version."""

    tahun: int
    nomor: int
    uuid: UUID | str
    status: str


@dataclass(frozen=True, slots=True)
class BarisDaftar:
    """One penugasan. `rekap` None: a supporting OPD, whose figures are not counted; `versi` None: no plan to read."""

    opd: str
    singkatan: str
    opd_slug: str
    desa: str
    kode: str
    letak: str
    versi: Versi | None
    rekap: RekapPenugasan | None

    @property
    def rencana(self) -> RencanaAksi | None:
        """The newest version that may be read."""
        return self.versi and RencanaAksi(**self.versi._asdict() | {"uuid": UUID(str(self.versi.uuid))})

    @property
    def belum(self) -> bool:
        """Whether a verified plan is missing where one is counted."""
        return self.rekap is not None and self.rekap.ukuran is None

    def fits(self, status: str) -> bool:
        """Whether the row stays under this filter of the status."""
        if status == BELUM:
            return self.belum
        return not status or (self.versi is not None and self.versi.status == status)


def daftar_rencana(
    user: Pengguna, *, tahun: int, until: date, known_at: datetime | None = None
) -> tuple[BarisDaftar, ...]:
    """By OPD and village. One query, and two more for villages written about since they were read last.

    With `known_at` only versions verified by then are shown.
    """
    daftar = mark_lists(user, known_at) | (_newest_lists(user, tahun) if known_at is None else {})
    terbaca = read_lists(user, daftar)
    baca = partial(_plans, user, tahun, until, known_at)
    rekap = chain.from_iterable(_simpanan.kept((tahun, until, known_at), marks_of(terbaca), baca).values())
    terbaru = {penugasan: Versi(tahun, *isi) for penugasan, *isi in sorted(terbaca.get("versi_terbaru") or ())}
    hasil = [_counted(r, terbaru.get(r.penugasan.penugasan_id)) for r in rekap]
    dukung = {penugasan: nama for penugasan, *nama in terbaca.get("pendukung_berencana") or ()}
    hasil += [_supporting(terbaru[pk], *nama) for pk, nama in dukung.items()]
    return tuple(sorted(hasil, key=lambda b: (b.opd, b.kode, b.rekap is None)))


def _plans(
    user: Pengguna, tahun: int, until: date, known_at: datetime | None, desa: Collection[int] | None
) -> dict[int, tuple[RekapPenugasan, ...]]:
    """By village the plans of its penugasan. Two queries."""
    semua = rekap_penugasan(user, until=until, known_at=known_at, desa=desa)
    milik = None if desa is None else Penugasan.objects.visible_to(user).filter(desa__in=desa).order_by().values("pk")
    terbaca = read_lists(user, plan_lists(user, tahun, until=until, known_at=known_at, milik=milik))
    per: dict[int, tuple[RekapPenugasan, ...]] = defaultdict(tuple)
    for r in plans_of(terbaca, semua, tahun=tahun, until=until):
        per[r.penugasan.desa_id] += (r,)
    return per


def _newest_lists(user: Pengguna, tahun: int) -> dict[str, Subquery]:
    """The versions that may be read, and the names of the supporting penugasan among them."""
    versi = RencanaAksi.objects.visible_to(user).filter(tahun=tahun, penugasan__dikoreksi_pada__isnull=True)
    kabupaten = "penugasan__desa__kecamatan__kabupaten"
    return {
        "versi_terbaru": json_rows(versi, "penugasan_id", "nomor", "uuid", "status"),
        "pendukung_berencana": json_rows(
            versi.filter(penugasan__peran=PeranPenugasan.PENDUKUNG),
            *("penugasan_id", "penugasan__opd__nama", "penugasan__opd__singkatan", "penugasan__opd__slug"),
            *("penugasan__desa__nama", "penugasan__desa__kode", "penugasan__desa__kecamatan__nama"),
            *(f"{kabupaten}__nama", f"{kabupaten}__jenis"),
        ),
    }


def _counted(r: RekapPenugasan, terbaru: Versi | None) -> BarisDaftar:
    b, versi = r.penugasan, terbaru
    if versi is None and r.berlaku is not None:
        versi = Versi(r.tahun, r.berlaku.nomor, r.berlaku.uuid, StatusNaskah.DIVERIFIKASI)
    return BarisDaftar(b.opd, b.singkatan, b.opd_slug, b.desa, b.kode, _place(b.kecamatan, b.kabupaten), versi, r)


def _supporting(versi: Versi, *isi: str) -> BarisDaftar:
    opd, singkatan, slug, desa, kode, kecamatan, kabupaten, jenis = isi
    letak = _place(kecamatan, Kabupaten(nama=kabupaten, jenis=jenis).nama_singkat)
    return BarisDaftar(opd, singkatan, slug, desa, kode, letak, versi, None)


def _place(kecamatan: str, kabupaten: str) -> str:
    return f"Kec. {kecamatan}, {kabupaten}"


def places(baris: Iterable[BarisDaftar]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The OPDs and villages of the rows, as choices."""
    isi = list(baris)
    opd = {b.opd_slug: b.opd for b in isi}
    desa = {b.kode: f"{b.desa}, {b.letak}" for b in isi}
    return sorted(opd.items(), key=lambda o: o[1]), sorted(desa.items(), key=lambda d: d[1])
