"""The state of each desa binaan: the worst of no visit, UMKM silent, no activity for too long, no plan or no reports of sales;
else tertib. See opd/ambang.py.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import TextChoices

from opd.ambang import (
    DESA_TANPA_KEGIATAN,
    DESA_TANPA_KUNJUNGAN,
    DESA_TANPA_LAPORAN,
    DESA_TANPA_RENCANA,
    DESA_UMKM_DIAM,
)
from opd.models import Pengguna
from opd.rekap.daftar_json import Pertanyaan
from opd.rekap.hitung import persen
from opd.rekap.kegiatan import rekap_kegiatan
from opd.rekap.kunjungan import RekapKunjungan, susun_kunjungan, terakhir_per_penugasan
from opd.rekap.penugasan import BarisPenugasan, aktif, rekap_penugasan
from opd.rekap.umkm import RekapUmkm, rekap_umkm
from opd.rekap.versi_rencana import planned, planned_list


class KeadaanDesa(TextChoices):
    """Worst first."""

    BELUM_DIKUNJUNGI = "belum_dikunjungi", f"Lewat {DESA_TANPA_KUNJUNGAN.nilai} hari tanpa kunjungan"
    UMKM_DIAM = "umkm_diam", "UMKM diam"
    TANPA_KEGIATAN = "tanpa_kegiatan", f"Lewat {DESA_TANPA_KEGIATAN.nilai} hari tanpa kegiatan"
    TANPA_NASKAH = "tanpa_naskah", "Tanpa rencana atau laporan penjualan"
    TERTIB = "tertib", "Tertib"


@dataclass(frozen=True, slots=True)
class RekapDesa:
    """One desa binaan on a day: its state, all that is wrong (worst first), and what the state was read from."""

    penugasan: BarisPenugasan
    keadaan: KeadaanDesa
    semua: tuple[KeadaanDesa, ...]
    kunjungan: RekapKunjungan
    umkm: RekapUmkm
    kegiatan_terakhir: date | None
    hari_tanpa_kegiatan: int
    tanpa_rencana: bool

    @property
    def tanpa_laporan(self) -> bool:
        """Whether too many of its enterprises are unknown, for nobody reported their sales."""
        return unreported(self.umkm)

    @property
    def banyak_masalah(self) -> int:
        """How many troubles the red list prints: each state but the papers, then no plan, no reports, no team."""
        return _troubles(self, _unknown(self.umkm))


def _troubles(d: RekapDesa, belum: Decimal | None) -> int:
    """Its troubles; `belum`: the share that reported no sales."""
    keadaan = sum(k not in BUKAN_MASALAH for k in d.semua)
    return keadaan + d.tanpa_rencana + _too_many(belum) + (not d.penugasan.bertim)


BUKAN_MASALAH = (KeadaanDesa.TANPA_NASKAH, KeadaanDesa.TERTIB)


def worst_first(d: RekapDesa) -> tuple[bool, int, int, int, Decimal, str, int]:
    """The one order of "terburuk di atas": not tertib, most troubles, longest without visit, then without activity, the largest
    share that reported no sales, code.
    """
    p, belum = d.penugasan, _unknown(d.umkm)
    tertib = d.keadaan == KeadaanDesa.TERTIB
    hari = (-d.kunjungan.hari_tanpa, -d.hari_tanpa_kegiatan)
    return (tertib, -_troubles(d, belum), *hari, -(belum or Decimal(0)), p.kode, p.penugasan_id)


def _unknown(umkm: RekapUmkm) -> Decimal | None:
    return persen(umkm.belum_diketahui, umkm.belum_tutup)


def _too_many(belum: Decimal | None) -> bool:
    """Compares the rounded share that is shown."""
    return belum is not None and belum >= DESA_TANPA_LAPORAN.nilai


def unreported(umkm: RekapUmkm) -> bool:
    """Whether too many of them are unknown."""
    return _too_many(_unknown(umkm))


def nilai_desa(
    hari_tanpa_kunjungan: int, umkm: RekapUmkm, hari_tanpa_kegiatan: int, *, tanpa_rencana: bool
) -> tuple[KeadaanDesa, ...]:
    """What is wrong, worst first; tertib when nothing is. Compares the rounded share that is shown."""
    diam = persen(umkm.diam, umkm.belum_tutup)
    salah = (
        (KeadaanDesa.BELUM_DIKUNJUNGI, hari_tanpa_kunjungan > DESA_TANPA_KUNJUNGAN.nilai),
        (KeadaanDesa.UMKM_DIAM, diam is not None and diam >= DESA_UMKM_DIAM.nilai),
        (KeadaanDesa.TANPA_KEGIATAN, hari_tanpa_kegiatan > DESA_TANPA_KEGIATAN.nilai),
        (KeadaanDesa.TANPA_NASKAH, tanpa_rencana or unreported(umkm)),
    )
    return tuple(k for k, benar in salah if benar) or (KeadaanDesa.TERTIB,)


def susun_desa(
    baris: Iterable[BarisPenugasan],
    kunjungan: Iterable[RekapKunjungan],
    umkm: Iterable[RekapUmkm],
    kegiatan_terakhir: Mapping[int, date | None],
    berencana: Collection[int],
    until: date,
) -> tuple[RekapDesa, ...]:
    """Join what was read, by key; an activity of any OPD in the village counts, and so does a start less long ago.

    `berencana`: the penugasan that have a verified plan of the year (`planned`).
    """
    per_penugasan = {k.penugasan_id: k for k in kunjungan}
    per_desa = {u.desa_id: u for u in umkm}
    hasil = []
    for b in aktif(baris, until):
        k, u = per_penugasan[b.penugasan_id], per_desa.get(b.desa_id) or RekapUmkm(b.desa_id, 0, 0, 0, 0, 0, 0)
        terakhir = kegiatan_terakhir.get(b.desa_id)
        hari = (until - max(terakhir or b.mulai, b.mulai)).days
        tanpa_rencana = b.penugasan_id not in berencana and _plan_overdue(b, until)
        semua = nilai_desa(k.hari_tanpa, u, hari, tanpa_rencana=tanpa_rencana)
        hasil.append(RekapDesa(b, semua[0], semua, k, u, terakhir, hari, tanpa_rencana))
    return tuple(hasil)


def _plan_overdue(b: BarisPenugasan, until: date) -> bool:
    """Whether the year's plan should have been there by now."""
    return (until - max(b.mulai, date(until.year, 1, 1))).days > DESA_TANPA_RENCANA.nilai


def rekap_desa(user: Pengguna, *, until: date, known_at: datetime | None = None) -> tuple[RekapDesa, ...]:
    """One row per desa binaan with a penanggung jawab on `until`. Seven queries; as known at a past moment eight."""
    baris = rekap_penugasan(user, until=until, known_at=known_at)
    terakhir = {k: v[0] for k, v in terakhir_per_penugasan(user, until, known_at=known_at).items()}
    kegiatan: dict[int, date | None] = {}
    for r in rekap_kegiatan(user, until=until, known_at=known_at):
        kegiatan[r.desa_id] = max(r.terakhir, kegiatan.get(r.desa_id) or r.terakhir)
    umkm = rekap_umkm(user, until=until, known_at=known_at)
    berencana = planned(Pertanyaan(planned_list(user, (until.year,), known_at)).read(), until.year)
    return susun_desa(baris, susun_kunjungan(baris, terakhir, until), umkm, kegiatan, berencana, until)
