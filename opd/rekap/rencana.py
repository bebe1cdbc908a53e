"""Plans against what was done: per line, per plan, per OPD and for the province (desain.md, section 4).

Achievement is measured against the first version verified for the year, or the newest one marked *keadaan kahar*; money
against the version in force. Facts without a line are "di luar rencana" and never count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import TextChoices

from opd.models import BarisRencana, Pengguna, Penugasan, RencanaAksi
from opd.rekap.capaian import Capaian, Empat, Predikat, Target, due_quarters, measure, predikat
from opd.rekap.hitung import bulatkan, persen
from opd.rekap.penugasan import BarisPenugasan, rekap_penugasan
from opd.rekap.terlaksana import PerBaris, Terlaksana, activities_of_year, read_facts, same_unit
from opd.rekap.versi_rencana import Isi, measuring, read_versions, verified_versions


class KeadaanCapaian(TextChoices):
    DINILAI = "dinilai", "Dinilai"
    BELUM_DINILAI = "belum_dinilai", "Belum dinilai"
    BELUM_ADA_RENCANA = "belum_ada_rencana", "Belum ada rencana"


@dataclass(frozen=True, slots=True)
class Uang:
    """One source of a line: rupiah planned for the year and spent. Without a pagu the money is "di luar rencana"."""

    sumber: str
    pagu_rp: int
    belanja_rp: int


@dataclass(frozen=True, slots=True)
class RekapBaris:
    """One line with what was done for it: volume by quarter, achievement, money by source.

    `beda_satuan` counts activities whose unit is another: their volume cannot be added.
    """

    baris_id: int
    kunci: UUID
    kegiatan: str
    satuan: str
    target: Target
    volume: Empat
    capaian: Capaian
    uang: tuple[Uang, ...]
    beda_satuan: int

    @property
    def pagu_rp(self) -> int:
        return sum(u.pagu_rp for u in self.uang)

    @property
    def belanja_rp(self) -> int:
        """Spent from sources with a pagu."""
        return sum(u.belanja_rp for u in self.uang if u.pagu_rp)

    @property
    def luar_rp(self) -> int:
        """Spent from other sources."""
        return sum(u.belanja_rp for u in self.uang if not u.pagu_rp)

    @property
    def serapan(self) -> Decimal | None:
        return persen(self.belanja_rp, self.pagu_rp)


@dataclass(frozen=True, slots=True)
class Jumlah:
    """Sums over lines: of any number of plans, for an OPD or the province. None where nothing can be measured yet."""

    baris: int
    dinilai: int
    nilai: Decimal | None
    tertimbang: Decimal | None
    pagu_rp: int
    belanja_rp: int
    luar_rp: int

    @property
    def serapan(self) -> Decimal | None:
        return persen(self.belanja_rp, self.pagu_rp)


def total(baris: Iterable[RekapBaris]) -> Jumlah:
    """Every line weighs the same and counts 100 at most; `tertimbang` weighs by pagu and is never ranked."""
    isi = tuple(baris)
    dinilai = [(min(b.capaian.tepat, Fraction(100)), b.pagu_rp) for b in isi if b.capaian.tepat is not None]
    bobot = sum(rp for _, rp in dinilai)
    return Jumlah(
        len(isi),
        len(dinilai),
        bulatkan(sum((c for c, _ in dinilai), Fraction(0)) / len(dinilai)) if dinilai else None,
        bulatkan(sum((c * rp for c, rp in dinilai), Fraction(0)) / bobot) if bobot else None,
        sum(b.pagu_rp for b in isi),
        sum(b.belanja_rp for b in isi),
        sum(b.luar_rp for b in isi),
    )


@dataclass(frozen=True, slots=True)
class RekapRencana:
    """One version of a plan, measured. `luar_kegiatan` and `luar_rp` are activities of the year without a line of it."""

    rencana_id: int
    uuid: UUID
    penugasan_id: int
    tahun: int
    nomor: int
    baris: tuple[RekapBaris, ...]
    luar_kegiatan: int
    luar_rp: int

    @property
    def jumlah(self) -> Jumlah:
        return total(self.baris)

    @property
    def di_luar_rp(self) -> int:
        """All money outside the plan: of activities without a line, and from sources without a pagu."""
        return self.luar_rp + self.jumlah.luar_rp


@dataclass(frozen=True, slots=True)
class RekapPenugasan:
    """A penugasan's year: the version that measures it and the one in force (mostly the same); None without a plan."""

    penugasan: BarisPenugasan
    tahun: int
    ukuran: RekapRencana | None
    berlaku: RekapRencana | None
    luar_kegiatan: int
    luar_rp: int

    @property
    def nilai(self) -> Decimal | None:
        """Capaian rencana: 0 without a verified plan, None while no line is due."""
        return Decimal("0.0") if self.ukuran is None else self.ukuran.jumlah.nilai

    @property
    def keadaan(self) -> KeadaanCapaian:
        if self.ukuran is None:
            return KeadaanCapaian.BELUM_ADA_RENCANA
        return KeadaanCapaian.BELUM_DINILAI if self.nilai is None else KeadaanCapaian.DINILAI

    @property
    def predikat(self) -> Predikat:
        return predikat(self.nilai)

    @property
    def kata(self) -> str:
        """What stands beside the figure: the predikat, or why there is none."""
        return str(self.predikat.label if self.keadaan == KeadaanCapaian.DINILAI else self.keadaan.label)

    @property
    def serapan(self) -> Decimal | None:
        return None if self.berlaku is None else self.berlaku.jumlah.serapan


@dataclass(frozen=True, slots=True)
class RekapGabungan:
    """An OPD's or the province's year. `ukuran` sums the lines that measure, `berlaku` those of the versions in force."""

    penugasan: int
    tanpa_rencana: int
    ukuran: Jumlah
    berlaku: Jumlah
    luar_kegiatan: int
    luar_rp: int

    @property
    def nilai(self) -> Decimal | None:
        return Decimal("0.0") if self.penugasan and self.tanpa_rencana == self.penugasan else self.ukuran.nilai

    @property
    def keadaan(self) -> KeadaanCapaian:
        if self.penugasan and self.tanpa_rencana == self.penugasan:
            return KeadaanCapaian.BELUM_ADA_RENCANA
        return KeadaanCapaian.BELUM_DINILAI if self.nilai is None else KeadaanCapaian.DINILAI

    @property
    def predikat(self) -> Predikat:
        return predikat(self.nilai)

    @property
    def kata(self) -> str:
        return str(self.predikat.label if self.keadaan == KeadaanCapaian.DINILAI else self.keadaan.label)


def combine(baris: Iterable[RekapPenugasan]) -> RekapGabungan:
    """All lines of all these penugasan together: never a mean of percentages."""
    isi = tuple(baris)
    return RekapGabungan(
        len(isi),
        sum(b.ukuran is None for b in isi),
        total(x for b in isi if b.ukuran for x in b.ukuran.baris),
        total(x for b in isi if b.berlaku for x in b.berlaku.baris),
        sum(b.luar_kegiatan for b in isi),
        sum(b.luar_rp for b in isi),
    )


# --- measuring -------------------------------------------------------------------------------------------------


def _measure_line(b: BarisRencana, pagu: dict[str, int], t: Terlaksana, due: tuple[int, ...]) -> RekapBaris:
    satuan, target = same_unit(b.satuan), Target(b.target, b.akumulasi, b.polaritas)
    w1, w2, w3, w4 = (t.volume.get((tw, satuan), Decimal(0)) for tw in (1, 2, 3, 4))
    dicatat = [tw for tw, s in t.dicatat if s == satuan]
    sumber = sorted(pagu.keys() | {s for s, rp in t.rupiah.items() if rp})
    return RekapBaris(
        b.pk,
        b.kunci,
        b.kegiatan,
        b.satuan,
        target,
        (w1, w2, w3, w4),
        measure(target, (w1, w2, w3, w4), dicatat=dicatat, due=due),
        tuple(Uang(s, pagu.get(s, 0), t.rupiah[s]) for s in sumber),
        sum(n for (_, s), n in t.dicatat.items() if s != satuan),
    )


def measure_plan(r: RencanaAksi, isi: Isi, fakta: PerBaris, due: tuple[int, ...]) -> RekapRencana:
    """`fakta` is what was done under the plan's penugasan."""
    baris, kosong = isi.baris.get(r.pk, []), Terlaksana()
    kunci = {b.kunci for b in baris}
    luar = [t for k, t in fakta.items() if k not in kunci]
    return RekapRencana(
        r.pk,
        r.uuid,
        r.penugasan_id,
        r.tahun,
        r.nomor,
        tuple(_measure_line(b, isi.pagu.get(b.pk, {}), fakta.get(b.kunci, kosong), due) for b in baris),
        sum(t.kegiatan for t in luar),
        sum(t.rupiah.total() for t in luar),
    )


# --- roll-ups ----------------------------------------------------------------------------------------------------


def rekap_versi(
    user: Pengguna, *rencana: RencanaAksi, until: date, known_at: datetime | None = None
) -> tuple[RekapRencana, ...]:
    """Any versions of one year, each measured by itself, whatever their state. Three queries, `penugasan` being loaded."""
    if not rencana:
        return ()
    _, isi = read_versions(user, RencanaAksi.objects.visible_to(user).filter(pk__in=[r.pk for r in rencana]))
    return measure_versions(user, rencana, isi, until=until, known_at=known_at)


def measure_versions(
    user: Pengguna, rencana: Sequence[RencanaAksi], isi: Isi, *, until: date, known_at: datetime | None = None
) -> tuple[RekapRencana, ...]:
    """As `rekap_versi`, what the versions say being read already. Two queries."""
    kegiatan = activities_of_year(user, rencana[0].tahun, until=until, known_at=known_at)
    fakta = read_facts(user, kegiatan.filter(penugasan__in={r.penugasan_id for r in rencana}))
    return tuple(measure_plan(r, isi, fakta.get(r.penugasan_id, {}), _due_of(r, until, known_at)) for r in rencana)


def _due_of(r: RencanaAksi, until: date, known_at: datetime | None) -> tuple[int, ...]:
    """An end recorded after `known_at` was not known then."""
    p = r.penugasan
    belum_tahu = known_at and p.selesai_dicatat_pada and p.selesai_dicatat_pada > known_at
    return due_quarters(r.tahun, until=until, mulai=p.mulai, selesai=None if belum_tahu else p.selesai)


def rekap_rencana(
    user: Pengguna,
    *,
    tahun: int,
    until: date,
    known_at: datetime | None = None,
    penugasan: Sequence[BarisPenugasan] | None = None,
) -> tuple[RekapPenugasan, ...]:
    """One row per penugasan as penanggung jawab that ran in the year by `until`, plan or none.

    Four queries, one less when `penugasan` (as `rekap_penugasan` gives it) is handed in, one more with `known_at`. Only
    the facts of these penugasan are read when they are few.
    """
    semua = rekap_penugasan(user, until=until, known_at=known_at) if penugasan is None else penugasan
    jalan = [b for b in semua if _runs_in(b, tahun)]
    asal = _earlier_rows(user, jalan) if known_at is not None else {}
    kegiatan = activities_of_year(user, tahun, until=until, known_at=known_at)
    rencana = verified_versions(user, tahun, known_at)
    if penugasan is not None:
        ids = {b.penugasan_id for b in jalan} | asal.keys()
        kegiatan, rencana = kegiatan.filter(penugasan__in=ids), rencana.filter(penugasan__in=ids)
    semua_versi, isi = read_versions(user, rencana)
    versi: dict[int, list[RencanaAksi]] = defaultdict(list)
    for r in semua_versi:
        versi[asal.get(r.penugasan_id, r.penugasan_id)].append(r)
    fakta = read_facts(user, kegiatan, asal)
    return tuple(_row(b, tahun, versi.get(b.penugasan_id), isi, fakta.get(b.penugasan_id, {}), until) for b in jalan)


def _runs_in(b: BarisPenugasan, tahun: int) -> bool:
    return b.mulai <= date(tahun, 12, 31) and (b.selesai is None or b.selesai > date(tahun, 1, 1))


def _row(
    b: BarisPenugasan, tahun: int, versi: list[RencanaAksi] | None, isi: Isi, fakta: PerBaris, until: date
) -> RekapPenugasan:
    if not versi:
        kegiatan, rp = sum(t.kegiatan for t in fakta.values()), sum(t.rupiah.total() for t in fakta.values())
        return RekapPenugasan(b, tahun, None, None, kegiatan, rp)
    due = due_quarters(tahun, until=until, mulai=b.mulai, selesai=b.selesai)
    diukur, kini = measuring(versi), versi[-1]
    ukuran = measure_plan(diukur, isi, fakta, due)
    berlaku = ukuran if kini is diukur else measure_plan(kini, isi, fakta, due)
    return RekapPenugasan(b, tahun, ukuran, berlaku, berlaku.luar_kegiatan, berlaku.di_luar_rp)


def _earlier_rows(user: Pengguna, baris: Iterable[BarisPenugasan]) -> dict[int, int]:
    """Rows that replaced one of `baris` since, under which its facts and plans are kept now → that row. One query."""
    ganti: dict[int, Any] = dict(
        Penugasan.objects.visible_to(user).filter(menggantikan__isnull=False).values_list("pk", "menggantikan")
    )
    dulu = {b.penugasan_id for b in baris}
    hasil = {}
    for baru in ganti:
        lama = baru
        while lama not in dulu and lama in ganti:
            lama = ganti[lama]
        if lama != baru and lama in dulu:
            hasil[baru] = lama
    return hasil
