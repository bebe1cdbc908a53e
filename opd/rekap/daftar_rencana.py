"""The plans of a year: every penugasan that ran in it, with its newest version that may be read, and how far it got."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from desa.models import Kabupaten
from opd.enums import PeranPenugasan, StatusNaskah
from opd.models import Pengguna, Penugasan, RencanaAksi
from opd.rekap.angka_rencana import RekapPenugasan
from opd.rekap.penugasan import rekap_penugasan
from opd.rekap.rencana import rekap_rencana

BELUM = "belum"
"""The filter for penugasan without a verified plan."""


@dataclass(frozen=True, slots=True)
class BarisDaftar:
    """One penugasan. `rekap` None: a supporting OPD, whose figures are not counted; `rencana` None: no plan to read."""

    opd: str
    singkatan: str
    opd_slug: str
    desa: str
    kode: str
    letak: str
    rencana: RencanaAksi | None
    rekap: RekapPenugasan | None

    @property
    def belum(self) -> bool:
        """Whether a verified plan is missing where one is counted."""
        return self.rekap is not None and self.rekap.ukuran is None

    def fits(self, status: str) -> bool:
        """Whether the row stays under this filter of the status."""
        if status == BELUM:
            return self.belum
        return not status or (self.rencana is not None and self.rencana.status == status)


def daftar_rencana(
    user: Pengguna, *, tahun: int, until: date, known_at: datetime | None = None
) -> tuple[BarisDaftar, ...]:
    """By OPD and village. Three queries, one more with `known_at`; then only versions verified by then are shown."""
    semua = rekap_penugasan(user, until=until, known_at=known_at)
    rekap = rekap_rencana(user, tahun=tahun, until=until, known_at=known_at, penugasan=semua)
    terbaru = _newest(user, tahun) if known_at is None else {}
    hasil = [_counted(r, terbaru.pop(r.penugasan.penugasan_id, None)) for r in rekap]
    hasil += [_supporting(r) for r in terbaru.values() if r.penugasan.peran == PeranPenugasan.PENDUKUNG]
    return tuple(sorted(hasil, key=lambda b: (b.opd, b.kode, b.rekap is None)))


def _newest(user: Pengguna, tahun: int) -> dict[int, RencanaAksi]:
    """The newest version of each penugasan that may be read. One query."""
    versi = RencanaAksi.objects.visible_to(user).filter(tahun=tahun, penugasan__dikoreksi_pada__isnull=True)
    nama = ("penugasan__opd", "penugasan__desa__kecamatan__kabupaten")
    return {r.penugasan_id: r for r in versi.select_related(*nama).order_by("nomor")}


def _counted(r: RekapPenugasan, terbaru: RencanaAksi | None) -> BarisDaftar:
    b, versi = r.penugasan, terbaru
    if versi is None and r.berlaku is not None:
        versi = RencanaAksi(uuid=r.berlaku.uuid, tahun=r.tahun, nomor=r.berlaku.nomor, status=StatusNaskah.DIVERIFIKASI)
    return BarisDaftar(b.opd, b.singkatan, b.opd_slug, b.desa, b.kode, f"Kec. {b.kecamatan}, {b.kabupaten}", versi, r)


def _supporting(r: RencanaAksi) -> BarisDaftar:
    p: Penugasan = r.penugasan
    kecamatan = p.desa.kecamatan
    kabupaten: Kabupaten = kecamatan.kabupaten
    letak = f"Kec. {kecamatan.nama}, {kabupaten.nama_singkat}"
    return BarisDaftar(p.opd.nama, p.opd.singkatan, p.opd.slug, p.desa.nama, p.desa.kode, letak, r, None)


def places(baris: Iterable[BarisDaftar]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The OPDs and villages of the rows, as choices."""
    isi = list(baris)
    opd = {b.opd_slug: b.opd for b in isi}
    desa = {b.kode: f"{b.desa}, {b.letak}" for b in isi}
    return sorted(opd.items(), key=lambda o: o[1]), sorted(desa.items(), key=lambda d: d[1])
