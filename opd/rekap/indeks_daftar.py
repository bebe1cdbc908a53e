"""All assisted villages with their newest index of each kind, its change, and how many indicators are red."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q

from desa.enums import JenisDesa, JenisIndeks, StatusDesa
from desa.models import SKOR_BERMASALAH, Desa, NilaiIndikator
from opd.models import Pengguna
from opd.rekap.asesmen import current_chains
from opd.rekap.indeks import RekapIndeks, rekap_indeks_sejenis
from opd.rekap.penugasan import BarisPenugasan, aktif, rekap_penugasan
from opd.rekap.profil import WARNA_STATUS

NAIK, TETAP, TURUN, BELUM = "naik", "tetap", "turun", "belum"


@dataclass(frozen=True, slots=True)
class SelIndeks:
    """A village's newest index of one kind; `arah` compares it with its own baseline: naik, tetap, turun or belum.

    Belum: only one year of the kind is known, or even the newest is older than the programme here.
    """

    rekap: RekapIndeks

    @property
    def status(self) -> StatusDesa:
        return StatusDesa(self.rekap.status)

    @property
    def warna(self) -> str:
        return WARNA_STATUS[self.status]

    @property
    def perubahan(self) -> Decimal | None:
        return self.rekap.perubahan

    @property
    def arah(self) -> str:
        if self.perubahan is None or self.rekap.sebelum_mulai:
            return BELUM
        return NAIK if self.perubahan > 0 else TURUN if self.perubahan < 0 else TETAP


@dataclass(frozen=True, slots=True)
class BarisIndeks:
    """One assisted village. `sel`: by kind; `merah` and `tahun_skor`: None when no score is known; `berlaku`: no kelurahan."""

    penugasan: BarisPenugasan
    sel: dict[str, SelIndeks]
    merah: int | None
    tahun_skor: int | None
    berlaku: bool

    @property
    def idm(self) -> SelIndeks | None:
        return self.sel.get(JenisIndeks.IDM)

    @property
    def indeks_desa(self) -> SelIndeks | None:
        return self.sel.get(JenisIndeks.INDEKS_DESA)


@dataclass(frozen=True, slots=True)
class RingkasJenis:
    """One kind over the villages: how many have it, by status, and how it moved since each village's baseline."""

    jenis: str
    nama: str
    ada: int
    dari: int
    per_status: tuple[tuple[StatusDesa, int], ...]
    per_arah: tuple[tuple[str, int], ...]


def rekap_daftar(user: Pengguna, *, until: date) -> tuple[BarisIndeks, ...]:
    """One row per village assisted on `until`, by place. Four queries."""
    semua = rekap_penugasan(user, until=until)
    kini = sorted(aktif(semua, until), key=lambda b: b.kode)
    rantai = current_chains(semua, until)
    mulai = {b.desa_id: rantai[b.desa_id] for b in kini}
    indeks = rekap_indeks_sejenis(user, mulai, until=until)
    merah = red_counts(user, list(mulai))
    kelurahan = set(
        Desa.objects.visible_to(user)
        .filter(pk__in=list(mulai), jenis=JenisDesa.KELURAHAN)
        .order_by()
        .values_list("pk", flat=True)
    )
    return tuple(_baris(b, indeks, merah.get(b.desa_id), b.desa_id not in kelurahan) for b in kini)


def red_counts(user: Pengguna, desa: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Village → (newest year with scores, how many of its indicators are red then). One query."""
    skor = NilaiIndikator.objects.visible_to(user).filter(desa__in=desa).order_by().values("desa_id", "tahun")
    hitung = skor.annotate(n=Count("pk", filter=Q(skor__lte=SKOR_BERMASALAH)))
    hasil: dict[int, tuple[int, int]] = {}
    for desa_id, tahun, n in hitung.values_list("desa_id", "tahun", "n"):
        hasil[desa_id] = max(hasil.get(desa_id, (0, 0)), (tahun, n))
    return hasil


def _baris(
    b: BarisPenugasan, indeks: dict[tuple[int, str], RekapIndeks], merah: tuple[int, int] | None, berlaku: bool
) -> BarisIndeks:
    sel = {j: SelIndeks(indeks[b.desa_id, j]) for j in JenisIndeks.values if (b.desa_id, j) in indeks}
    tahun, n = merah or (None, None)
    return BarisIndeks(b, sel, n, tahun, berlaku)


def sum_up(baris: Iterable[BarisIndeks]) -> list[RingkasJenis]:
    """The counts of each kind, Indeks Desa first; kelurahan have none and are not expected to."""
    isi = [b for b in baris if b.berlaku]
    hasil = []
    for jenis in (JenisIndeks.INDEKS_DESA, JenisIndeks.IDM):
        sel = [b.sel[jenis] for b in isi if jenis in b.sel]
        status, arah = Counter(s.status for s in sel), Counter(s.arah for s in sel)
        hasil.append(
            RingkasJenis(
                jenis.value,
                str(jenis.label),
                len(sel),
                len(isi),
                tuple((s, status[s]) for s in reversed(StatusDesa)),
                tuple((a, arah[a]) for a in (NAIK, TETAP, TURUN, BELUM)),
            )
        )
    return hasil
