"""The asesmen of a village beside each other: awal, each later year, and what changed in words (R10).

The first asesmen in force of a village's unbroken chain of penugasan (gap at most 90 days, any OPD, any SK) is the awal,
each later one is ulang. Nothing of this is stored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from desa.enums import Sinyal
from opd.bidang_asesmen import BAGIAN, BELUM_DIKETAHUI, Arah, Bidang, Macam, angka
from opd.models import Asesmen, Pengguna, Penugasan
from opd.rekap.penugasan import BarisPenugasan
from opd.rekap.sel import DITUTUP, is_small

CELAH_RANTAI = timedelta(days=90)
MEMBAIK, MEMBURUK, TETAP = "membaik", "memburuk", "tetap"
NAIK, TURUN, BERUBAH = "naik", "turun", "berubah"
TIDAK_SEBANDING, TERTUTUP = "tidak dapat dibandingkan", "tidak ditampilkan"
WARNA = {MEMBAIK: "baik", MEMBURUK: "buruk"}

Rantai = tuple[Asesmen, ...]
"""The asesmen of one chain, oldest first."""


def chain_starts(masa: Iterable[tuple[date, date | None]]) -> list[date]:
    """The first days of the unbroken chains that these periods [mulai, selesai) make, in order."""
    hasil: list[date] = []
    akhir: date | None = date.min
    for mulai, selesai in sorted(masa, key=lambda m: m[0]):
        if not hasil or (akhir is not None and mulai - akhir > CELAH_RANTAI):
            hasil.append(mulai)
            akhir = selesai
        elif akhir is not None:
            akhir = None if selesai is None else max(akhir, selesai)
    return hasil


def chain_start(mulai: Sequence[date], hari: date) -> date:
    """The start of the chain that the day lies in; a day before all of them belongs to the first."""
    return max((m for m in mulai if m <= hari), default=min(mulai, default=hari))


def current_chains(baris: Iterable[BarisPenugasan], until: date) -> dict[int, date]:
    """Village → the start of the chain that `until` lies in. No query."""
    masa: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    for b in baris:
        masa[b.desa_id].append((b.mulai, b.selesai))
    return {d: chain_start(chain_starts(m), until) for d, m in masa.items()}


def rantai_asesmen(
    user: Pengguna, *, desa: Collection[int], known_at: datetime | None = None
) -> dict[int, tuple[Rantai, ...]]:
    """Village → its chains of asesmen in force as known then, oldest first. Two queries."""
    masa: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    tugas = Penugasan.objects.visible_to(user).in_force(known_at).in_charge().filter(desa__in=desa)
    for desa_id, mulai, selesai in tugas.order_by().values_list("desa", "mulai", "selesai"):
        masa[desa_id].append((mulai, selesai))
    awal = {d: chain_starts(m) for d, m in masa.items()}
    hasil: dict[int, dict[date, list[Asesmen]]] = defaultdict(lambda: defaultdict(list))
    semua = Asesmen.objects.visible_to(user).in_force(known_at).filter(penugasan__desa__in=desa)
    for a in semua.select_related("penugasan__opd").order_by("tanggal", "pk"):
        desa_id = a.penugasan.desa_id
        hasil[desa_id][chain_start(awal.get(desa_id, []), a.tanggal)].append(a)
    return {d: tuple(tuple(isi) for _, isi in sorted(per.items())) for d, per in hasil.items()}


def chain_of(rantai: Iterable[Rantai], asesmen: Asesmen) -> Rantai:
    """The chain that holds this asesmen, up to it; just itself where it is not in force."""
    for isi in rantai:
        for n, a in enumerate(isi):
            if a.pk == asesmen.pk:
                return isi[: n + 1]
    return (asesmen,)


@dataclass(frozen=True, slots=True)
class Perubahan:
    """What became of a value: the word, and by how much with its unit ("" where that says nothing)."""

    kata: str
    selisih: str = ""

    @property
    def warna(self) -> str:
        return WARNA.get(self.kata, "netral")


@dataclass(frozen=True, slots=True)
class BarisBanding:
    """One field: (value, date) per column; `perubahan` from the first to the last, None while there is one column."""

    bidang: Bidang
    sel: tuple[tuple[str, date], ...]
    perubahan: Perubahan | None


@dataclass(frozen=True, slots=True)
class KelompokBanding:
    """The rows that are asked together."""

    judul: str
    baris: tuple[BarisBanding, ...]


@dataclass(frozen=True, slots=True)
class BagianBanding:
    """One of the two parts."""

    judul: str
    kelompok: tuple[KelompokBanding, ...]


def banding_asesmen(kolom: Sequence[Asesmen], *, terbuka: bool) -> tuple[BagianBanding, ...]:
    """Every field over these asesmen, oldest first. `terbuka`: the reader may see small groups of families. No query."""
    return tuple(
        BagianBanding(
            bagian.judul,
            tuple(
                KelompokBanding(k.judul, tuple(_baris(b, kolom, terbuka) for b in k.bidang)) for k in bagian.kelompok
            ),
        )
        for bagian in BAGIAN
    )


def is_closed(b: Bidang, a: Asesmen) -> bool:
    """Whether this value, or what it leaves of the whole, is of so few families that only who may see them reads it."""
    nilai = getattr(a, b.nama)
    seluruh = getattr(a, b.seluruh) if b.seluruh else None
    return b.tertutup(nilai) or (None not in (nilai, seluruh) and is_small(seluruh - nilai))


def cell_words(b: Bidang, a: Asesmen, *, terbuka: bool) -> str:
    """The value as a reader sees it; `terbuka`: one who may see small groups of families."""
    nilai = getattr(a, b.nama)
    if not terbuka and is_closed(b, a) and not b.tertutup(nilai):
        return DITUTUP
    return b.kata(nilai, satuan=unit_of(b, a), terbuka=terbuka)


def _baris(b: Bidang, kolom: Sequence[Asesmen], terbuka: bool) -> BarisBanding:
    sel = tuple((cell_words(b, a, terbuka=terbuka), a.tanggal) for a in kolom)
    return BarisBanding(b, sel, compare(b, kolom[0], kolom[-1], terbuka=terbuka) if len(kolom) > 1 else None)


def unit_of(b: Bidang, asesmen: Asesmen) -> str:
    """The unit of a value, where another field holds it too."""
    return next((getattr(asesmen, nama) for nama in b.sama if nama.endswith("_satuan")), b.satuan)


def comparable(b: Bidang, dulu: Asesmen, kini: Asesmen) -> bool:
    """Whether two values of a field are of the same thing: the same commodity in the same unit."""
    return all(_plain(getattr(dulu, n)) == _plain(getattr(kini, n)) for n in b.sama)


def compare(b: Bidang, dulu: Asesmen, kini: Asesmen, *, terbuka: bool = True) -> Perubahan:
    """What became of one field from one asesmen to a later one."""
    a, z = getattr(dulu, b.nama), getattr(kini, b.nama)
    if a in (None, "") or z in (None, ""):
        return Perubahan(BELUM_DIKETAHUI)
    if not comparable(b, dulu, kini):
        return Perubahan(TIDAK_SEBANDING)
    tutup = [] if terbuka else [is_closed(b, isi) for isi in (dulu, kini)]
    if tutup and all(tutup):
        return Perubahan(TERTUTUP)
    if b.macam is Macam.TEKS:
        return Perubahan(TETAP if _plain(a) == _plain(z) else BERUBAH)
    if a == z:
        return Perubahan(TETAP)
    kata = _word(b, naik=_rank(b, z) > _rank(b, a))
    if b.macam not in (Macam.BILANGAN, Macam.DESIMAL) or any(tutup):
        return Perubahan(kata)
    tanda = "+" if z > a else "−"
    return Perubahan(kata, f"{tanda}{angka(abs(z - a))} {unit_of(b, kini)}".strip())


def _word(b: Bidang, *, naik: bool) -> str:
    if b.arah is Arah.NETRAL:
        return NAIK if naik else TURUN
    return MEMBAIK if naik == (b.arah is Arah.NAIK) else MEMBURUK


def _rank(b: Bidang, nilai: Any) -> Any:
    return Sinyal.values.index(nilai) if b.macam is Macam.PILIHAN else nilai


def _plain(nilai: Any) -> Any:
    return nilai.casefold() if isinstance(nilai, str) else nilai


def ringkas_banding(bagian: Iterable[BagianBanding]) -> list[tuple[str, int]]:
    """How many of the rows that can be better or worse are: membaik, memburuk, tetap, belum diketahui."""
    baris = [b for g in bagian for k in g.kelompok for b in k.baris if b.bidang.arah is not Arah.NETRAL]
    kata = [b.perubahan.kata for b in baris if b.perubahan]
    return [(k, kata.count(k)) for k in (MEMBAIK, MEMBURUK, TETAP, BELUM_DIKETAHUI)]
