"""Days since the last field visit of each penugasan (desain.md, section 4)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum, TextChoices

from opd.ambang import FOTO_KUNJUNGAN, KUNJUNGAN_JARANG, KUNJUNGAN_RUTIN, WARGA_KUNJUNGAN
from opd.enums import CaraKunjungan
from opd.models import Bukti, Kunjungan, Pengguna
from opd.models.kegiatan import FaktaPenugasanQuerySet
from opd.rekap.penugasan import ALIH, BarisPenugasan, aktif, rekap_penugasan, taken_over


class KeadaanKunjungan(TextChoices):
    RUTIN = "rutin", "Rutin"
    JARANG = "jarang", "Jarang"
    LAMA = "lama", "Lama tidak dikunjungi"
    BELUM_PERNAH = "belum_pernah", "Belum pernah dikunjungi"


@dataclass(frozen=True, slots=True)
class RekapKunjungan:
    """One penugasan on a day: the last counted visit, days since (None = never), days since its start."""

    penugasan_id: int
    opd_id: int
    desa_id: int
    terakhir: date | None
    hari: int | None
    hari_sejak_mulai: int
    keadaan: KeadaanKunjungan

    @property
    def hari_tanpa(self) -> int:
        """Days without a visit: since the last one, or since the start when there was none."""
        return self.hari_sejak_mulai if self.hari is None else self.hari


def kunjungan_sah(
    user: Pengguna, *, known_at: datetime | None = None, desa: Collection[int] | None = None
) -> FaktaPenugasanQuerySet:
    """Field visits that count: at least two photos and one villager, not replaced or cancelled as known then."""
    foto, kunjungan = Bukti.objects.visible_to(user).filter(kunjungan__isnull=False), Kunjungan.objects.visible_to(user)
    if desa is not None:
        foto = foto.filter(kunjungan__penugasan__desa__in=desa)
        kunjungan = kunjungan.filter(penugasan__desa__in=desa)
    if known_at is not None:
        foto = foto.filter(dicatat_pada__lte=known_at)
    cukup = foto.order_by().values("kunjungan").annotate(n=Count("pk")).filter(n__gte=FOTO_KUNJUNGAN.nilai)
    return kunjungan.in_force(known_at).filter(
        cara=CaraKunjungan.LAPANGAN, jumlah_warga__gte=WARGA_KUNJUNGAN.nilai, pk__in=cukup.values("kunjungan")
    )


def keadaan_kunjungan(hari: int | None) -> KeadaanKunjungan:
    """The word for the days since the last counted visit; None = never."""
    if hari is None:
        return KeadaanKunjungan.BELUM_PERNAH
    if hari <= KUNJUNGAN_RUTIN.nilai:
        return KeadaanKunjungan.RUTIN
    return KeadaanKunjungan.JARANG if hari <= KUNJUNGAN_JARANG.nilai else KeadaanKunjungan.LAMA


def terakhir_per_penugasan(
    user: Pengguna, *hari: date, known_at: datetime | None = None, desa: Collection[int] | None = None
) -> dict[tuple[int, int], tuple[date | None, ...]]:
    """(OPD, village) → the last counted visit on or before each of the given days. One query; as known at a past moment two.

    Keyed by OPD and village, not by row: a correction of the penugasan replaces its row and keeps its visits.
    """
    kueri = last_visits(user, *hari, known_at=known_at, desa=desa)
    terakhir = {(opd, desa): tuple(t) for opd, desa, *t in kueri}
    return terakhir if known_at is None else stood_then(terakhir, taken_over(user, known_at).values_list(*ALIH))


def stood_then(
    terakhir: Mapping[tuple[int, int], tuple[date | None, ...]], alih: Iterable[tuple[Any, ...]]
) -> dict[tuple[int, int], tuple[date | None, ...]]:
    """The visits of whoever took over since (`taken_over`) told of the OPD that answered as it was known, too."""
    hasil = dict(terakhir)
    for _, desa, baru, lama, *_ in sorted(alih, reverse=True):
        if pindah := hasil.get((baru, desa)):
            pasangan = zip(pindah, hasil.get((lama, desa), pindah), strict=True)
            hasil[lama, desa] = tuple(max((h for h in dua if h), default=None) for dua in pasangan)
    return hasil


def last_visits(
    user: Pengguna, *hari: date, known_at: datetime | None = None, desa: Collection[int] | None = None
) -> QuerySet:
    """The rows of `terakhir_per_penugasan`: OPD, village, and its days."""
    maks = {f"h{n}": Max("tanggal", filter=Q(tanggal__lte=h)) for n, h in enumerate(hari)}
    sah = kunjungan_sah(user, known_at=known_at, desa=desa).filter(tanggal__lte=max(hari)).order_by()
    kunci = ("penugasan__opd", "penugasan__desa")
    return sah.values(*kunci).annotate(**maks).values_list(*kunci, *maks)


def susun_kunjungan(
    baris: Iterable[BarisPenugasan], terakhir: Mapping[tuple[int, int], date | None], until: date
) -> tuple[RekapKunjungan, ...]:
    """The state of each penugasan active on `until`; a visit before its start belongs to an earlier episode."""
    hasil = []
    for b in aktif(baris, until):
        tanggal = terakhir.get((b.opd_id, b.desa_id))
        if tanggal is not None and tanggal < b.mulai:
            tanggal = None
        hari = None if tanggal is None else (until - tanggal).days
        hasil.append(
            RekapKunjungan(
                b.penugasan_id, b.opd_id, b.desa_id, tanggal, hari, (until - b.mulai).days, keadaan_kunjungan(hari)
            )
        )
    return tuple(hasil)


def rekap_kunjungan(user: Pengguna, *, until: date, known_at: datetime | None = None) -> tuple[RekapKunjungan, ...]:
    """One row per penugasan (penanggung jawab) active on `until`. Two queries; as known at a past moment three."""
    baris = rekap_penugasan(user, until=until, known_at=known_at)
    terakhir = {k: v[0] for k, v in terakhir_per_penugasan(user, until, known_at=known_at).items()}
    return susun_kunjungan(baris, terakhir, until)


def count_visits(user: Pengguna, kunjungan: QuerySet[Kunjungan]) -> dict[str, int]:
    """How many visits these are (`jumlah`), how many people came (`warga`), and to how many villages (`desa`). One query."""
    hitung = {"jumlah": Count("pk"), "warga": Sum("jumlah_warga"), "desa": Count("penugasan__desa", distinct=True)}
    angka: dict[str, int] = (
        Kunjungan.objects.visible_to(user).filter(pk__in=kunjungan.order_by().values("pk")).aggregate(**hitung)
    )
    return angka
