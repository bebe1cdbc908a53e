"""Which potret kesejahteraan each village has: its baseline, its newest, and what waits at whose desk since when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices

from desa.enums import StatusPotret
from desa.models import PotretKesejahteraan
from desa.waktu import tambah_bulan, tanggal_wit
from opd.ambang import POTRET_BARU
from opd.models import Pengguna
from opd.rekap.asesmen import current_chains
from opd.rekap.penugasan import BarisPenugasan, aktif, rekap_penugasan


class KeadaanPotret(TextChoices):
    """What a village lacks, or what waits there; several may hold at once."""

    TANPA_DASAR = "tanpa_dasar", "Tanpa garis dasar"
    LAMA = "lama", "Tanpa potret terbaru"
    MENUNGGU = "menunggu", "Menunggu verifikasi"
    KEMBALI = "kembali", "Dikembalikan"
    LENGKAP = "lengkap", "Lengkap"


@dataclass(frozen=True, slots=True)
class Tunggu:
    """A potret that somebody has to settle: verify it, or put it right; `batal`: it asks to take a verified one out."""

    potret: PotretKesejahteraan
    kembali: bool
    sejak: date

    @property
    def batal(self) -> bool:
        return self.potret.batal


@dataclass(frozen=True, slots=True)
class BarisPotret:
    """One village with an OPD in charge. `mulai`: the start of its unbroken chain, which the baseline must not come after."""

    penugasan: BarisPenugasan
    mulai: date
    dasar: PotretKesejahteraan | None
    terbaru: PotretKesejahteraan | None
    tunggu: tuple[Tunggu, ...]
    until: date

    @property
    def baru(self) -> bool:
        """Whether the newest is at most a year old."""
        return self.terbaru is not None and self.terbaru.tanggal_data >= tambah_bulan(self.until, -POTRET_BARU.nilai)

    @property
    def keadaan(self) -> tuple[KeadaanPotret, ...]:
        ada = {
            KeadaanPotret.TANPA_DASAR: self.dasar is None,
            KeadaanPotret.LAMA: not self.baru,
            KeadaanPotret.MENUNGGU: any(not t.kembali for t in self.tunggu),
            KeadaanPotret.KEMBALI: any(t.kembali for t in self.tunggu),
        }
        return tuple(k for k, benar in ada.items() if benar) or (KeadaanPotret.LENGKAP,)


def verified_by_village(
    user: Pengguna, desa: Collection[int], *, until: date, known_at: datetime | None = None
) -> dict[int, list[PotretKesejahteraan]]:
    """Village → its verified potret dated by `until`, as known then, oldest first. One query."""
    semua = (
        PotretKesejahteraan.objects.visible_to(user).verified(known_at).filter(desa__in=desa, tanggal_data__lte=until)
    )
    hasil: dict[int, list[PotretKesejahteraan]] = defaultdict(list)
    for p in semua.order_by("tanggal_data", "pk"):
        hasil[p.desa_id].append(p)
    return hasil


def latest_by(potret: Iterable[PotretKesejahteraan], hari: date) -> PotretKesejahteraan | None:
    """The newest dated on or before the day; `potret` is oldest first."""
    return max((p for p in potret if p.tanggal_data <= hari), key=lambda p: (p.tanggal_data, p.pk), default=None)


def rekap_potret(user: Pengguna, *, until: date, known_at: datetime | None = None) -> tuple[BarisPotret, ...]:
    """The villages with an OPD in charge on `until`, by OPD and village. Three queries."""
    semua = rekap_penugasan(user, until=until, known_at=known_at)
    baris = aktif(semua, until)
    rantai, desa = current_chains(semua, until), [b.desa_id for b in baris]
    sah = verified_by_village(user, desa, until=until, known_at=known_at)
    tunggu = _waiting(user, desa, until=until, known_at=known_at)
    return tuple(_row(b, rantai[b.desa_id], sah.get(b.desa_id, []), tunggu.get(b.desa_id, ()), until) for b in baris)


def _row(
    b: BarisPenugasan, mulai: date, sah: list[PotretKesejahteraan], tunggu: Collection[Tunggu], until: date
) -> BarisPotret:
    return BarisPotret(b, mulai, latest_by(sah, mulai), sah[-1] if sah else None, tuple(tunggu), until)


def _waiting(
    user: Pengguna, desa: Collection[int], *, until: date, known_at: datetime | None
) -> dict[int, list[Tunggu]]:
    """Village → what waits there, the oldest first."""
    semua = (
        PotretKesejahteraan.objects.visible_to(user).pending(known_at).filter(desa__in=desa, tanggal_data__lte=until)
    )
    hasil: dict[int, list[Tunggu]] = defaultdict(list)
    for p in semua.order_by("dicatat_pada", "pk"):
        hasil[p.desa_id].append(waiting_of(p, known_at))
    return hasil


def waiting_of(p: PotretKesejahteraan, known_at: datetime | None = None) -> Tunggu:
    """At whose desk an unsettled row lay: the verifikator's since it was entered, or its writer's since it came back."""
    kembali = p.diperiksa_pada if p.status == StatusPotret.DIKEMBALIKAN else None
    if kembali is not None and (known_at is None or kembali <= known_at):
        return Tunggu(p, True, tanggal_wit(kembali))
    return Tunggu(p, False, tanggal_wit(p.dicatat_pada))


def chain_of(user: Pengguna, potret: PotretKesejahteraan) -> list[PotretKesejahteraan]:
    """Every row of this potret, oldest first. One query."""
    return list(PotretKesejahteraan.objects.visible_to(user).filter(kunci=potret.kunci).order_by("pk"))


def replaceable(potret: PotretKesejahteraan, rantai: Sequence[PotretKesejahteraan]) -> PotretKesejahteraan | None:
    """The row whose place a correction of `potret` takes; None when it is replaced or taken out. No query.

    A row that counts stays open when the correction after it was withdrawn.
    """
    akhir = rantai[-1]
    if akhir.pk != potret.pk:
        return akhir if potret.berlaku and akhir.status == StatusPotret.DITARIK else None
    return None if akhir.batal and akhir.status != StatusPotret.DRAF else akhir


def earlier_of(user: Pengguna, semua: Collection[PotretKesejahteraan]) -> dict[int, PotretKesejahteraan]:
    """Potret → the village's last verified one of the same series before it, where there is one. One query."""
    sah = PotretKesejahteraan.objects.visible_to(user).verified().filter(desa__in={p.desa_id for p in semua})
    urut = list(sah.order_by("tanggal_data", "pk"))
    hasil = {}
    for p in semua:
        for lain in urut:
            sama = (lain.desa_id, lain.deret) == (p.desa_id, p.deret) and lain.kunci != p.kunci
            if sama and lain.tanggal_data < p.tanggal_data:
                hasil[p.pk] = lain
    return hasil


def count_states(baris: Iterable[BarisPotret]) -> dict[KeadaanPotret, int]:
    """How many villages are in each state; a village may be in several."""
    hasil = dict.fromkeys(KeadaanPotret, 0)
    for b in baris:
        for k in b.keadaan:
            hasil[k] += 1
    return hasil
