"""Figures of *entas*: the bridge of each village's target list, and what each OPD brought out of poverty (desain.md, section 4).

Who may not read the families of a village sees its bridge from the first entry to today and no other, alone when none of
its parts is a few (`KELUARGA_TERKECIL`) nor lies a few from what the list says of today, else only together with others, and
there only where that sum less all that other pages tell of these villages names no closed number. The *entas* of an OPD are
closed where they lie a few from either, and where a filter of place leaves but a part of them. So no two figures of a
village differ by a few.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from desa.angka import format_ribuan
from desa.enums import KeadaanKeluarga
from desa.models import Desa, StatusKeluarga
from opd.enums import Peran
from opd.models import Pengguna
from opd.rekap.jalan_keluarga import KOLOM_LANGKAH, Jembatan, Langkah, add_bridges, build_bridge, entas_days, walk
from opd.rekap.penugasan import BarisPenugasan, Penjawab, rekap_penugasan
from opd.rekap.sel import DITUTUP, TERSAMAR, Sel, count_cell, is_small, rest_has_room, rest_is_vague, sum_open

Keluarga = list[Langkah]
Daftar = tuple[int, int, int]
"""Families in all, *entas* and out, as the list of a village says of today."""


@dataclass(frozen=True, slots=True)
class BukuKeluarga:
    """Per village (pk) the rows of each family in order; `terbuka`: the villages whose families the reader may read."""

    desa: Mapping[int, list[Keluarga]]
    terbuka: frozenset[int]


@dataclass(frozen=True, slots=True)
class DesaJembatan:
    """One village and the OPD that answers for it."""

    desa: Desa
    opd: str
    jembatan: Jembatan


@dataclass(frozen=True, slots=True)
class SeluruhEntas:
    """One reader's figures of all villages: the moves to *entas* on the bridges, and the families by OPD that can be added.

    `luar`: villages that the bridges leave out; `tertutup`: OPDs whose families are closed.
    """

    pindah: int
    luar: int
    per_opd: int
    tertutup: int

    @property
    def kata(self) -> str:
        """ "118 kali entas"; where all of it is closed the sum is too, never 0."""
        return DITUTUP if self.luar and not self.pindah else f"{format_ribuan(self.pindah)} kali entas"

    @property
    def kata_per_opd(self) -> str:
        """What is added by OPD: "hanya menjumlahkan 23 KK", or that nothing is."""
        if self.tertutup and not self.per_opd:
            return "tidak menjumlahkannya"
        return f"hanya menjumlahkan {format_ribuan(self.per_opd)} KK"


@dataclass(frozen=True, slots=True)
class RekapJembatan:
    """The villages with a list. `tertutup`: those that are not shown one by one, only together as `gabungan`.

    `gabungan` None: not even together, and then `jumlah` leaves them out. `seluruh` stands beside the villages of others.
    """

    baris: tuple[DesaJembatan, ...]
    tertutup: tuple[Desa, ...]
    gabungan: Jembatan | None
    jumlah: Jembatan
    seluruh: SeluruhEntas | None = None


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
    seluruh: SeluruhEntas | None = None


class _Entas(NamedTuple):
    """One family that became *entas* while somebody answered for its village."""

    penugasan: BarisPenugasan
    desa_id: int
    bertahan: bool
    terbuka: bool


class _Opd(NamedTuple):
    """The families of an OPD, and what the reader sees of them all."""

    isi: Sequence[_Entas]
    sel: SelEntas


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
    penugasan = rekap_penugasan(user, until=until, known_at=known_at)
    penjawab = Penjawab(penugasan)
    jembatan = {pk: build_bridge(k, dari=dari) for pk, k in buku.desa.items() if (pk in buku.terbuka) == terbuka}
    opd = [] if terbuka else _read_opd(_answered(buku, penugasan), buku)
    sendiri, gabungan = (frozenset(jembatan), None) if terbuka else _parted(buku, jembatan, opd)
    baris, tutup = [], []
    for d in Desa.objects.visible_to(user).filter(pk__in=jembatan).with_place().order_by("nama", "kode"):
        b = penjawab.pada(d.pk, until)
        if d.pk in sendiri:
            baris.append(DesaJembatan(d, b.opd if b else "", jembatan[d.pk]))
        else:
            tutup.append(d)
    jumlah = add_bridges([*(b.jembatan for b in baris), gabungan or Jembatan()])
    return RekapJembatan(tuple(baris), tuple(tutup), gabungan, jumlah, None if terbuka else _whole(buku, opd))


def _read_opd(entas: Mapping[int, Sequence[_Entas]], buku: BukuKeluarga) -> list[_Opd]:
    return [_Opd(entas[opd], sel) for opd, sel in _cells(entas, buku).items()]


def _parted(
    buku: BukuKeluarga, jembatan: Mapping[int, Jembatan], opd: Iterable[_Opd]
) -> tuple[frozenset[int], Jembatan | None]:
    """The villages whose bridge may stand alone, and that of all others together; None where it may not be shown."""
    daftar = {pk: _listed(buku.desa[pk]) for pk in jembatan}
    sendiri = frozenset(pk for pk, j in jembatan.items() if _showable(j, daftar[pk]))
    tutup = jembatan.keys() - sendiri
    bersama = add_bridges(jembatan[pk] for pk in tutup)
    seluruh, entas, keluar = (sum(daftar[pk][n] for pk in tutup) for n in range(3))
    tampak = len(tutup) >= TERSAMAR and _showable(bersama, (seluruh, entas, keluar))
    return sendiri, bersama if tampak and _vague(tutup, daftar, opd) else None


def _vague(tutup: Collection[int], daftar: Mapping[int, Daftar], opd: Iterable[_Opd]) -> bool:
    """Whether a sum over villages, less what their lists and the OPDs tell of them, names no number that is closed there."""
    keadaan = [(entas, keluar, semua - entas - keluar) for semua, entas, keluar in (daftar[pk] for pk in tutup)]
    if not all(rest_is_vague([n for n in isi if is_small(n)]) for isi in zip(*keadaan, strict=True)):
        return False
    kecil: list[int] = []
    lain: list[int] = []
    for o in opd:
        n = sum(e.desa_id in tutup for e in o.isi)
        if n and o.sel.entas.nilai is None:
            (lain if o.sel.entas.tanda == DITUTUP else kecil).append(n)
    return rest_is_vague(kecil, lain)


def _whole(buku: BukuKeluarga, opd: Sequence[_Opd]) -> SeluruhEntas:
    semua = {pk: build_bridge(k, dari=date.min) for pk, k in buku.desa.items()}
    lain = {pk: j for pk, j in semua.items() if pk not in buku.terbuka}
    sendiri, gabungan = _parted(buku, lain, opd)
    tampak = [j for pk, j in semua.items() if pk in buku.terbuka or pk in sendiri]
    return SeluruhEntas(
        pindah=sum(j.entas for j in (*tampak, gabungan or Jembatan())),
        luar=0 if gabungan else len(lain) - len(sendiri),
        per_opd=sum_open(o.sel.entas for o in opd),
        tertutup=sum(o.sel.entas.nilai is None for o in opd),
    )


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
    seluruh: bool = False,
) -> BacaanEntas:
    """The same per OPD with a few closed to who may not read the families, of the penugasan that `fits` leaves. Two queries.

    `seluruh`: beside what the bridges say. A verifikator reads any day; everybody else today alone, for two days would tell
    a few by their difference.
    """
    if not user.holds(Peran.VERIFIKATOR, on=today):
        until, known_at = today, None
    buku = read_steps(user, until=until, known_at=known_at)
    penugasan = rekap_penugasan(user, until=until, known_at=known_at)
    sel, entas = {}, _answered(buku, penugasan)
    for opd, s in _cells(entas, buku).items():
        if cocok := [e for e in entas[opd] if fits(e.penugasan)]:
            sel[opd] = s if len(cocok) == len(entas[opd]) else _part(_sum_of(cocok))
    pertama: dict[int, BarisPenugasan] = {}
    for b in sorted(filter(fits, penugasan), key=lambda b: b.mulai):
        pertama.setdefault(b.opd_id, b)
    semua = _whole(buku, _read_opd(entas, buku)) if seluruh else None
    return BacaanEntas(sel, {opd: pertama[opd] for opd in sel}, until, frozenset(buku.desa), semua)


def _part(e: EntasOpd) -> SelEntas:
    """What a filter leaves of an OPD: less that, the whole would tell who may not read the families the others."""
    return cell_of(e, terbuka=True) if e.terbuka else SelEntas(Sel(None, DITUTUP), None)


def _cells(entas: Mapping[int, Sequence[_Entas]], buku: BukuKeluarga) -> dict[int, SelEntas]:
    """What a reader sees of each OPD (pk)."""
    tutup = _closed(entas, buku)
    return {
        opd: SelEntas(Sel(None, DITUTUP), None) if opd in tutup else cell_of(e, terbuka=e.terbuka)
        for opd, e in ((opd, _sum_of(isi)) for opd, isi in entas.items())
    }


def _closed(entas: Mapping[int, Sequence[_Entas]], buku: BukuKeluarga) -> frozenset[int]:
    """The OPDs that are closed so that no village's list or bridge tells a few: of them, nor of who relapsed since."""
    per: dict[int, Counter[int]] = defaultdict(Counter)
    for opd, isi in entas.items():
        for e in isi:
            if not e.terbuka:
                per[e.desa_id][opd] += 1
    kecil = {opd for opd, isi in entas.items() if is_small(len(isi))}
    lain = {desa: (build_bridge(buku.desa[desa], dari=date.min).entas, _listed(buku.desa[desa])[1]) for desa in per}
    tutup = {opd for opd, isi in entas.items() if opd not in kecil and _tells_a_village(isi)}
    berubah = True
    while berubah:
        baru = {opd for desa, n in per.items() for opd in _telling(n, kecil, tutup, lain[desa])}
        berubah = not baru <= tutup
        tutup |= baru
    return frozenset(tutup)


def _tells_a_village(isi: Iterable[_Entas]) -> bool:
    """Whether the families of an OPD, less those of its other villages, name the few of one."""
    per_desa = Counter(e.desa_id for e in isi if not e.terbuka).values()
    return len(per_desa) > 1 and not rest_has_room([n for n in per_desa if is_small(n)])


def _telling(n: Mapping[int, int], kecil: Collection[int], tutup: Collection[int], lain: Iterable[int]) -> set[int]:
    """The OPDs of one village to be closed, given those that are: `n` families of each, `lain` what other pages say of all."""
    terbuka = sorted((opd for opd in n if opd not in kecil and opd not in tutup), key=lambda opd: n[opd])
    semua = sum(n.values())
    dekat = any(is_small(abs(semua - m)) for m in lain)
    baru = {opd for opd in terbuka if dekat or any(is_small(abs(n[opd] - m)) for m in lain)}
    while True:
        ditutup = baru.union(tutup).intersection(n)
        sisa = [n[opd] for opd in n if opd in kecil and opd not in ditutup]
        if is_small(semua) or rest_has_room(sisa, [n[opd] for opd in ditutup]):
            return baru
        buka = [opd for opd in terbuka if opd not in baru]
        if not buka:
            return set(n)  # nothing else is left to hide them among: "ditutup" is wider than "<5"
        baru.add(buka[0])


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


def _listed(keluarga: Sequence[Keluarga]) -> Daftar:
    """How many families there are in all, and how many stand as *entas* and as out today."""
    keadaan = [walk(langkah).keadaan for langkah in keluarga]
    return len(keadaan), keadaan.count(KeadaanKeluarga.ENTAS), keadaan.count(KeadaanKeluarga.KELUAR)


def _showable(jembatan: Jembatan, daftar: Daftar) -> bool:
    """Whether no part is a few, nor what the list says of the same families today, nor lies a few from that."""
    beda = (abs(a - b) for a, b in zip((jembatan.masuk, jembatan.entas, jembatan.keluar), daftar, strict=True))
    return not any(is_small(n) for n in (*jembatan.bagian, *daftar, *beda))
