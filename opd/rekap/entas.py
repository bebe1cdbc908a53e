"""Figures of *entas*: the bridge of each village's target list, and what each OPD brought out of poverty (desain.md, section 4).

Who may not read the families of a village sees its bridge from the first entry to today and no other, alone when none of
its parts is a few (`KELUARGA_TERKECIL`) nor lies a few from what the list says of today, else only together with others. The
*entas* of an OPD are closed where they lie a few from either, and where a filter of place leaves but a part of them. So no two
figures of a village differ by a few.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from desa.enums import KeadaanKeluarga
from desa.models import Desa, StatusKeluarga
from opd.enums import Peran
from opd.models import Pengguna
from opd.rekap.jalan_keluarga import KOLOM_LANGKAH, Jembatan, Langkah, add_bridges, build_bridge, entas_days, walk
from opd.rekap.penugasan import BarisPenugasan, Penjawab, rekap_penugasan
from opd.rekap.sel import DITUTUP, Sel, count_cell, is_small

Keluarga = list[Langkah]
DESA_GABUNGAN = 3
"""So many villages and more may be shown together: of two, each would tell the other's part."""


@dataclass(frozen=True, slots=True)
class BukuKeluarga:
    """Per village (pk) the rows of each family in order; `terbuka`: the villages whose families the reader may read."""

    desa: Mapping[int, list[Keluarga]]
    terbuka: frozenset[int]


@dataclass(frozen=True, slots=True)
class DesaJembatan:
    """One village and the OPD that answers for it; `daftar`: families in all, *entas* and out, as its list says of today."""

    desa: Desa
    opd: str
    jembatan: Jembatan
    daftar: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class RekapJembatan:
    """The villages with a list. `tertutup`: those that are not shown one by one, only together as `gabungan`.

    `gabungan` None: not even together, and then `jumlah` leaves them out.
    """

    baris: tuple[DesaJembatan, ...]
    tertutup: tuple[Desa, ...]
    gabungan: Jembatan | None
    jumlah: Jembatan


@dataclass(frozen=True, slots=True)
class EntasOpd:
    """What happened while an OPD answered: families that became *entas*, and of these the ones that proved to last.

    `terbuka`: the reader may read all of them.
    """

    opd_id: int
    entas: int
    bertahan: int
    terbuka: bool


@dataclass(frozen=True, slots=True)
class SelEntas:
    """The same as a reader may see it; `bertahan` None: closed, because the rest of `entas` is a few."""

    entas: Sel
    bertahan: Sel | None

    @property
    def kata(self) -> str:
        """ "7 KK, bertahan 2 KK", or "ditutup" where neither is told."""
        if self.entas.tanda == DITUTUP:
            return DITUTUP
        return f"{self.entas.kata}, bertahan {self.bertahan.kata if self.bertahan else DITUTUP}"


@dataclass(frozen=True, slots=True)
class BacaanEntas:
    """Per OPD (pk) what a reader sees of its *entas* and its first penugasan, and the day it stands for.

    `desa`: the villages (pk) that have a list, for of the others nothing is known.
    """

    sel: Mapping[int, SelEntas]
    opd: Mapping[int, BarisPenugasan]
    per: date
    desa: frozenset[int]


class _Entas(NamedTuple):
    """One family that became *entas* while somebody answered for its village."""

    penugasan: BarisPenugasan
    desa_id: int
    bertahan: bool
    terbuka: bool


def rekap_jembatan(user: Pengguna, *, dari: date, until: date, known_at: datetime | None = None) -> RekapJembatan:
    """The bridge from `dari` to `until`, as known at `known_at`, of the villages whose families the reader may read.

    Three queries beyond the user's roles.
    """
    return _rekap(user, dari=dari, until=until, known_at=known_at, terbuka=True)


def rekap_jembatan_lain(user: Pengguna, *, until: date) -> RekapJembatan:
    """The bridge of all other villages from their first entry to `until`, closed ones together. Three queries."""
    return _rekap(user, dari=date.min, until=until, known_at=None, terbuka=False)


def _rekap(user: Pengguna, *, dari: date, until: date, known_at: datetime | None, terbuka: bool) -> RekapJembatan:
    buku = read_steps(user, until=until, known_at=known_at)
    penjawab = Penjawab(rekap_penugasan(user, until=until, known_at=known_at))
    pk = [pk for pk in buku.desa if (pk in buku.terbuka) == terbuka]
    kueri = Desa.objects.visible_to(user).filter(pk__in=pk).with_place()
    semua = []
    for d in kueri.order_by("nama", "kode"):
        b = penjawab.pada(d.pk, until)
        semua.append(
            DesaJembatan(d, b.opd if b else "", build_bridge(buku.desa[d.pk], dari=dari), _listed(buku.desa[d.pk]))
        )
    return _shown(semua, terbuka=terbuka)


def _shown(semua: Sequence[DesaJembatan], *, terbuka: bool) -> RekapJembatan:
    """The rows that may stand alone, and the others together where no part of them is a few and no two tell each other."""
    baris = tuple(b for b in semua if terbuka or _showable(b.jembatan, b.daftar))
    tutup = [b for b in semua if b not in baris]
    bersama = add_bridges(b.jembatan for b in tutup)
    seluruh, entas, keluar = (sum(b.daftar[n] for b in tutup) for n in range(3))
    tampak = len(tutup) >= DESA_GABUNGAN and _showable(bersama, (seluruh, entas, keluar))
    gabungan = bersama if tampak else None
    jumlah = add_bridges([*(b.jembatan for b in baris), gabungan or Jembatan()])
    return RekapJembatan(baris, tuple(b.desa for b in tutup), gabungan, jumlah)


def rekap_entas(user: Pengguna, *, until: date, known_at: datetime | None = None) -> dict[int, EntasOpd]:
    """Per OPD (pk) the families that became *entas* while it answered for their village. Two queries.

    The numbers as they are, for deeds and for `read_entas`; an OPD answers for one village, so a page closes a few.
    """
    buku = read_steps(user, until=until, known_at=known_at)
    penugasan = rekap_penugasan(user, until=until, known_at=known_at)
    return {opd: _sum_of(isi) for opd, isi in _answered(buku, penugasan).items()}


def read_entas(
    user: Pengguna,
    *,
    until: date,
    known_at: datetime | None,
    today: date,
    fits: Callable[[BarisPenugasan], bool] = lambda b: True,
) -> BacaanEntas:
    """The same per OPD with a few closed to who may not read the families, of the penugasan that `fits` leaves. Two queries.

    A verifikator reads any day; everybody else today alone, for two days would tell a few by their difference.
    """
    if not user.holds(Peran.VERIFIKATOR, on=today):
        until, known_at = today, None
    buku = read_steps(user, until=until, known_at=known_at)
    penugasan = rekap_penugasan(user, until=until, known_at=known_at)
    sel = {}
    for opd, isi in _answered(buku, penugasan).items():
        if cocok := [e for e in isi if fits(e.penugasan)]:
            sel[opd] = _seen(cocok, buku, utuh=len(cocok) == len(isi))
    pertama: dict[int, BarisPenugasan] = {}
    for b in sorted(filter(fits, penugasan), key=lambda b: b.mulai):
        pertama.setdefault(b.opd_id, b)
    return BacaanEntas(sel, {opd: pertama[opd] for opd in sel}, until, frozenset(buku.desa))


def _seen(isi: Sequence[_Entas], buku: BukuKeluarga, *, utuh: bool) -> SelEntas:
    """What a reader sees of an OPD: nothing where its number and another page's of the same village differ by a few.

    Nor, where they are not all (`utuh`) of the OPD, what a filter leaves: less that, the whole would tell the others.
    """
    e = _sum_of(isi)
    if not e.terbuka and not utuh:
        return SelEntas(Sel(None, DITUTUP), None)
    if not e.terbuka and not is_small(e.entas):
        for desa_id in {x.desa_id for x in isi}:
            n = sum(x.desa_id == desa_id for x in isi)
            keluarga = buku.desa[desa_id]
            lain = (build_bridge(keluarga, dari=date.min).entas, _listed(keluarga)[1])
            if any(is_small(abs(n - m)) for m in lain):
                return SelEntas(Sel(None, DITUTUP), None)
    return cell_of(e, terbuka=e.terbuka)


def _answered(buku: BukuKeluarga, penugasan: Iterable[BarisPenugasan]) -> dict[int, list[_Entas]]:
    """Per OPD (pk) each family that became *entas*, once, as it last did so, by village."""
    penjawab = Penjawab(penugasan)
    hasil: dict[int, list[_Entas]] = defaultdict(list)
    for desa_id, keluarga in buku.desa.items():
        for langkah in keluarga:
            satu: dict[int, _Entas] = {}
            for hari, bertahan in entas_days(langkah):
                if (b := penjawab.pada(desa_id, hari)) is not None:
                    satu[b.opd_id] = _Entas(b, desa_id, bertahan, desa_id in buku.terbuka)
            for opd, e in satu.items():
                hasil[opd].append(e)
    return hasil


def _sum_of(isi: Sequence[_Entas]) -> EntasOpd:
    opd = isi[0].penugasan.opd_id
    return EntasOpd(opd, len(isi), sum(e.bertahan for e in isi), terbuka=all(e.terbuka for e in isi))


def cell_of(e: EntasOpd, *, terbuka: bool) -> SelEntas:
    """What a reader sees of it; where both numbers would tell a rest of a few, the second is closed."""
    entas, bertahan, sisa = (count_cell(n, terbuka=terbuka) for n in (e.entas, e.bertahan, e.entas - e.bertahan))
    tersirat = sisa.nilai is None and entas.nilai is not None and bertahan.nilai is not None
    return SelEntas(entas, None if tersirat else bertahan)


def read_steps(user: Pengguna, *, until: date, known_at: datetime | None = None) -> BukuKeluarga:
    """The rows in force up to `until`. One query."""
    status = StatusKeluarga.objects.visible_to(user).in_force(known_at).filter(tanggal__lte=until)
    status = status.annotate(terbuka=Exists(user.personal_desa().filter(pk=OuterRef("keluarga__desa"))))
    per: dict[int, dict[int, Keluarga]] = defaultdict(dict)
    buka: set[int] = set()
    milik = status.order_by("tanggal", "pk").values_list("keluarga__desa", "terbuka", "keluarga", *KOLOM_LANGKAH)
    for desa_id, terbuka, keluarga_id, *isi in milik:
        per[desa_id].setdefault(keluarga_id, []).append(Langkah.read(*isi, known_at=known_at))
        if terbuka:
            buka.add(desa_id)
    return BukuKeluarga({desa_id: list(semua.values()) for desa_id, semua in per.items()}, frozenset(buka))


def _listed(keluarga: Sequence[Keluarga]) -> tuple[int, int, int]:
    """How many families there are in all, and how many stand as *entas* and as out today."""
    keadaan = [walk(langkah).keadaan for langkah in keluarga]
    return len(keadaan), keadaan.count(KeadaanKeluarga.ENTAS), keadaan.count(KeadaanKeluarga.KELUAR)


def _showable(jembatan: Jembatan, daftar: tuple[int, int, int]) -> bool:
    """Whether no part is a few, nor lies a few from what the list says of the same families today."""
    beda = (abs(a - b) for a, b in zip((jembatan.masuk, jembatan.entas, jembatan.keluar), daftar, strict=True))
    return not any(is_small(n) for n in (*jembatan.bagian, *beda))
