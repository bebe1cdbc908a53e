"""What became of KK miskin ekstrem: now against a baseline, per village, OPD and province (desain.md, section 4).

*Garis dasar program*: the latest verified potret dated up to the start of the village's unbroken chain of penugasan; for village
and province. *Garis dasar penugasan*: the same at this penugasan's start; where none is dated before, the first after
it, marked "setelah mulai"; for the OPD. *Kini*: the newest verified potret that has an older baseline of the same source
and definition. Each source has its own baseline; the one named is the one *kini* is measured against.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter

from django.db.models import Exists, OuterRef, TextChoices

from desa.angka import bulatkan, format_persen
from desa.enums import JenisDesa
from desa.models import Desa, PotretKesejahteraan
from opd.models import Pengguna
from opd.rekap.asal_potret import Asal, add_origins, origin_words
from opd.rekap.asesmen import current_chains
from opd.rekap.gerak_indeks import GerakIndeks, kinds_by_village
from opd.rekap.hitung import mark_of
from opd.rekap.indeks import compare_kinds, read_kinds
from opd.rekap.penugasan import BarisPenugasan, aktif, rekap_penugasan
from opd.rekap.potret import verified_by_village
from opd.rekap.sel import Sel, cells_of

EKSTREM = "kk_miskin_ekstrem"
TERTUTUP = "tidak ditampilkan (kelompok kecil)"


class Ukuran(TextChoices):
    """Against which baseline."""

    PROGRAM = "program", "Garis dasar program"
    PENUGASAN = "penugasan", "Garis dasar penugasan"


class Keadaan(TextChoices):
    """Whether the change can be said, and why not."""

    TERUKUR = "terukur", "terukur"
    TIDAK_BERLAKU = "tidak_berlaku", "tidak berlaku (garis dasar 0 KK)"
    TIDAK_SEBANDING = "tidak_sebanding", "tidak dapat dibandingkan"
    SATU_POTRET = "satu_potret", "belum dapat diukur (baru satu potret)"
    BELUM_SESUDAH = "belum_sesudah", "belum dapat diukur (belum ada potret sesudah garis dasar)"
    TANPA_DASAR = "tanpa_dasar", "belum ada garis dasar"
    TANPA_POTRET = "tanpa_potret", "belum ada potret"


BERPASANGAN = (Keadaan.TERUKUR, Keadaan.TIDAK_BERLAKU)
"""The states that have both counts, and so enter sums."""


@dataclass(frozen=True, slots=True)
class Banding:
    """One village against one baseline: true counts, for sums of who may read them and for `shown`.

    `samping`: a potret newer than `kini` (or than the baseline) of another series, to be shown beside, uncompared.
    """

    keadaan: Keadaan
    dasar: PotretKesejahteraan | None = None
    kini: PotretKesejahteraan | None = None
    samping: PotretKesejahteraan | None = None
    setelah_mulai: bool = False


def compare(potret: Sequence[PotretKesejahteraan], mulai: date, ukuran: Ukuran) -> Banding:
    """The verified potret of a village (oldest first) against its baseline at `mulai`. No query."""
    tahu = [p for p in potret if p.kk_miskin_ekstrem is not None]
    if not tahu:
        return Banding(Keadaan.TANPA_POTRET)
    dasar = {p.deret: p for p in tahu if p.tanggal_data <= mulai}  # the last of each series wins
    setelah = not dasar and ukuran == Ukuran.PENUGASAN
    if setelah:
        dasar = {tahu[0].deret: tahu[0]}
    if not dasar:
        return Banding(Keadaan.TANPA_DASAR, samping=tahu[-1])
    kini = next((p for p in reversed(tahu) if _after(p, dasar.get(p.deret))), None)
    if kini is None:
        acuan = max(dasar.values(), key=_order)
        samping = tahu[-1] if tahu[-1] is not acuan else None
        return Banding(_unmeasured(tahu, acuan), acuan, None, samping, setelah)
    acuan = dasar[kini.deret]
    samping = tahu[-1] if tahu[-1] is not kini else None
    return Banding(Keadaan.TERUKUR if acuan.kk_miskin_ekstrem else Keadaan.TIDAK_BERLAKU, acuan, kini, samping, setelah)


def _after(p: PotretKesejahteraan, dasar: PotretKesejahteraan | None) -> bool:
    return dasar is not None and p.tanggal_data > dasar.tanggal_data


def _order(p: PotretKesejahteraan) -> tuple[date, int]:
    return p.tanggal_data, p.pk


def _unmeasured(tahu: Sequence[PotretKesejahteraan], acuan: PotretKesejahteraan) -> Keadaan:
    if len(tahu) == 1:
        return Keadaan.SATU_POTRET
    return Keadaan.TIDAK_SEBANDING if tahu[-1] is not acuan else Keadaan.BELUM_SESUDAH


def decline(dasar: int, kini: int) -> Decimal | None:
    """(baseline − now) / baseline × 100, half-up to one decimal; None against 0."""
    return bulatkan(Decimal(dasar - kini) * 100 / dasar) if dasar else None


def change_words(turun: Decimal) -> str:
    """ "turun 12,5 %", "naik 3,0 %", "tetap"."""
    return f"{'turun' if turun > 0 else 'naik'} {format_persen(abs(turun))}" if turun else "tetap"


@dataclass(frozen=True, slots=True)
class Terlihat:
    """A `Banding` as one reader may see it: a share is there only where both counts are."""

    banding: Banding
    dasar: Sel | None
    kini: Sel | None
    samping: Sel | None
    tertutup: bool

    @property
    def penurunan(self) -> Decimal | None:
        return decline(*self.pasangan) if self.pasangan else None

    @property
    def kata(self) -> str:
        """The change in words, or why it cannot be said."""
        if self.tertutup:
            return TERTUTUP
        turun = self.penurunan
        return change_words(turun) if turun is not None else str(self.banding.keadaan.label)

    @property
    def pasangan(self) -> tuple[int, int] | None:
        """Both counts, where the two are of one series and this reader sees both."""
        if self.banding.keadaan not in BERPASANGAN or self.tertutup:
            return None
        if self.dasar is None or self.kini is None or self.dasar.nilai is None or self.kini.nilai is None:
            return None
        return self.dasar.nilai, self.kini.nilai

    @property
    def asal(self) -> Asal | None:
        """The series and the days of both counts, where they enter a sum."""
        dasar, kini = self.banding.dasar, self.banding.kini
        if self.pasangan is None or dasar is None or kini is None:
            return None
        return Asal(kini.deret, 1, (dasar.tanggal_data,) * 2, (kini.tanggal_data,) * 2)


def shown(banding: Banding, *, terbuka: bool) -> Terlihat:
    """What a reader sees of it; `terbuka`: one who may see small groups of families. No query."""
    dasar, kini, samping = (_cell(p, terbuka) for p in (banding.dasar, banding.kini, banding.samping))
    tutup = banding.keadaan in BERPASANGAN and any(s is not None and s.tanda for s in (dasar, kini))
    return Terlihat(banding, dasar, kini, samping, tutup)


def _cell(p: PotretKesejahteraan | None, terbuka: bool) -> Sel | None:
    return cells_of(p, terbuka=terbuka, nama=(EKSTREM,))[EKSTREM] if p is not None else None


@dataclass(frozen=True, slots=True)
class BarisKemajuan:
    """One village with an OPD in charge, against both baselines: its families since its chain began (`mulai`) and since the
    penugasan, and its indices since the same two days."""

    penugasan: BarisPenugasan
    mulai: date
    program: Terlihat
    tugas: Terlihat
    indeks_program: GerakIndeks
    indeks_tugas: GerakIndeks

    def against(self, ukuran: Ukuran) -> Terlihat:
        return self.program if ukuran == Ukuran.PROGRAM else self.tugas

    def index_against(self, ukuran: Ukuran) -> GerakIndeks:
        return self.indeks_program if ukuran == Ukuran.PROGRAM else self.indeks_tugas


@dataclass(frozen=True, slots=True)
class Jumlah:
    """Villages, and the sums of those with both counts that this reader sees; every number is that of the rows listed.

    `asal`: the series that the sums are made of; `anggota` tells their villages from any others (`mark_of`).
    """

    desa: int
    berdasar: int
    terukur: int
    tidak_sebanding: int
    tertutup: int
    dasar: int
    kini: int
    asal: tuple[Asal, ...] = ()
    anggota: int = 0

    @property
    def penurunan(self) -> Decimal | None:
        """Sums over sums; None where nothing is measured or the baselines are 0."""
        return decline(self.dasar, self.kini)

    @property
    def kata_asal(self) -> str:
        """The sources and days of what is summed; "" where nothing is."""
        return origin_words(self.asal)

    @property
    def perubahan(self) -> str:
        """The change of the sums in words, or why it cannot be said."""
        if self.terukur:
            return str(Keadaan.TIDAK_BERLAKU.label) if self.penurunan is None else change_words(self.penurunan)
        if self.tertutup:
            return TERTUTUP
        satu_sebab = 0 < self.berdasar == self.tidak_sebanding
        return str(Keadaan.TIDAK_SEBANDING.label) if satu_sebab else "belum dapat diukur"


def total(ukur: Iterable[Terlihat]) -> Jumlah:
    """The sum of villages, made of nothing but the cells they show."""
    semua = list(ukur)
    pasangan = [(t.banding.kini, *t.pasangan) for t in semua if t.pasangan is not None]
    return Jumlah(
        desa=len(semua),
        berdasar=sum(t.banding.dasar is not None for t in semua),
        terukur=len(pasangan),
        tidak_sebanding=sum(t.banding.keadaan == Keadaan.TIDAK_SEBANDING for t in semua),
        tertutup=sum(t.tertutup for t in semua),
        dasar=sum(dasar for _, dasar, _ in pasangan),
        kini=sum(kini for _, _, kini in pasangan),
        asal=add_origins(t.asal for t in semua if t.asal),
        anggota=mark_of(p.desa_id for p, _, _ in pasangan if p is not None),
    )


def add_up(jumlah: Sequence[Jumlah]) -> Jumlah:
    """All of these together."""
    angka = {f.name: sum(map(attrgetter(f.name), jumlah)) for f in fields(Jumlah) if f.name != "asal"}
    return Jumlah(**angka, asal=add_origins(a for j in jumlah for a in j.asal))


def rekap_kemiskinan(user: Pengguna, *, until: date, known_at: datetime | None = None) -> tuple[BarisKemajuan, ...]:
    """The villages with an OPD in charge on `until`, by OPD and village, as this reader may see them.

    Four queries beyond the user's roles.
    """
    semua = rekap_penugasan(user, until=until, known_at=known_at)
    baris = aktif(semua, until)
    rantai, desa = current_chains(semua, until), [b.desa_id for b in baris]
    potret = verified_by_village(user, desa, until=until, known_at=known_at)
    indeks = read_kinds(user, desa, until=until)
    program = kinds_by_village(compare_kinds(indeks, {d: rantai[d] for d in desa}, ganti=False).values())
    tugas = kinds_by_village(compare_kinds(indeks, {b.desa_id: b.mulai for b in baris}, ganti=True).values())
    milik = Desa.objects.visible_to(user).filter(pk__in=desa).order_by()
    milik = milik.annotate(terbuka=Exists(user.personal_desa().filter(pk=OuterRef("pk"))))
    sifat = {
        pk: (jenis != JenisDesa.KELURAHAN, buka) for pk, jenis, buka in milik.values_list("pk", "jenis", "terbuka")
    }
    hasil = []
    for b in baris:
        isi, mulai, (berlaku, terbuka) = potret.get(b.desa_id, ()), rantai[b.desa_id], sifat[b.desa_id]
        hasil.append(
            BarisKemajuan(
                b,
                mulai,
                shown(compare(isi, mulai, Ukuran.PROGRAM), terbuka=terbuka),
                shown(compare(isi, b.mulai, Ukuran.PENUGASAN), terbuka=terbuka),
                GerakIndeks(program.get(b.desa_id, ()), berlaku),
                GerakIndeks(tugas.get(b.desa_id, ()), berlaku),
            )
        )
    return tuple(hasil)
