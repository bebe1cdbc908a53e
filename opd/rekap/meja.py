"""At whose desk a plan or a report lies, since when and for how many days (desain.md, section 3).

A draft or returned paper lies at the OPD, a submitted one at the head who answers for it (the Plh. while there is one, and
delegates), an approved one with the verifikator of its group who neither play for the OPD nor had a hand in it. While
nobody holds the head's desk the clock stands still.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, TextChoices
from django.urls import reverse

from desa.angka import format_tanggal
from desa.waktu import tanggal_wit
from opd.enums import KelompokVerifikasi, Peran, StatusNaskah
from opd.models import (
    AnggotaTim,
    Delegasi,
    Jabatan,
    LaporanTriwulan,
    Opd,
    Pengguna,
    PeranPengguna,
    RencanaAksi,
)
from opd.models.naskah import Naskah
from opd.permissions import holders, makers_of
from opd.rekap.daftar_json import day_of, json_list

JENIS: dict[str, type[Naskah]] = {"rencana": RencanaAksi, "laporan": LaporanTriwulan}
"""The kinds of paper as addresses say them."""

Masa = tuple[date, date | None]
"""A half-open period; None: not ended."""


class TempatMeja(TextChoices):
    OPD = "opd", "OPD"
    KEPALA = "kepala", "Kepala OPD"
    VERIFIKATOR = "verifikator", "Verifikator"


TEMPAT = {
    StatusNaskah.DRAF: TempatMeja.OPD,
    StatusNaskah.DIKEMBALIKAN: TempatMeja.OPD,
    StatusNaskah.DIAJUKAN: TempatMeja.KEPALA,
    StatusNaskah.DISETUJUI: TempatMeja.VERIFIKATOR,
}
"""The desk of each open state; a verified paper lies at none."""


@dataclass(frozen=True, slots=True)
class Penghuni:
    """Somebody who may decide at a desk today; `akun` None: an official without an account."""

    nama: str
    sebagai: str
    akun: int | None


@dataclass(frozen=True, slots=True)
class Meja:
    """Where one open paper lies. `hari` leaves out `hari_kosong`, the days on which nobody held the head's desk."""

    kunci: str
    tempat: TempatMeja
    nama: str
    penghuni: tuple[Penghuni, ...]
    sejak: datetime
    hari: int
    hari_kosong: int = 0
    kosong: bool = False


@dataclass(frozen=True, slots=True)
class Papan:
    """What the desks of some OPDs are read from, on the day `until`; `calon` fills with who may verify for which of them."""

    until: date
    jabatan: dict[int, list[Jabatan]] = field(default_factory=dict)
    wakil: dict[int, tuple[Penghuni, ...]] = field(default_factory=dict)
    wasit: tuple[PeranPengguna, ...] = ()
    bermain: frozenset[tuple[int, int]] = frozenset()
    pembuat: dict[Naskah, frozenset[int]] = field(default_factory=dict)
    calon: dict[tuple[str, int, int], tuple[Penghuni, ...]] = field(default_factory=dict)


def kind_of(naskah: Naskah) -> str:
    """ "rencana" or "laporan"."""
    return next(jenis for jenis, model in JENIS.items() if isinstance(naskah, model))


def address_of(jenis: str, uuid: UUID) -> str:
    """The page on which a paper is read and decided."""
    return reverse(f"{jenis}:detail", args=[uuid])


def read_papan(user: Pengguna, daftar: Sequence[Naskah], *, until: date) -> Papan:
    """What the desks of these papers are read from. At most four queries, `penugasan__opd__dilebur_ke` being loaded."""
    kepala = [n for n in daftar if n.terbuka or n.status == StatusNaskah.DIAJUKAN]
    setuju = [n for n in daftar if n.status == StatusNaskah.DISETUJUI]
    opd_ids = {o.pk for n in (*kepala, *setuju) for o in (n.penugasan.opd, n.penugasan.opd.answering_on(until))}
    if not opd_ids:
        return Papan(until)
    dari = min((tanggal_wit(n.di_meja_sejak) for n in kepala), default=until)
    jabatan = _read_jabatan(user, opd_ids, dari=dari, until=until)
    wakil = {j.pk: _deputies(j) for semua in jabatan.values() for j in semua}
    wasit, bermain = _read_referees(user, opd_ids, jabatan, until=until) if setuju else ((), frozenset())
    pembuat = makers_of([*kepala, *setuju])
    return Papan(until, jabatan, wakil, wasit, bermain, pembuat)


def _read_jabatan(user: Pengguna, opd_ids: Iterable[int], *, dari: date, until: date) -> dict[int, list[Jabatan]]:
    """The Jabatan since `dari` by OPD, each with those it has lent its desk on the day `until`."""
    hasil: dict[int, list[Jabatan]] = defaultdict(list)
    belum_usai = Q(selesai__isnull=True) | Q(selesai__gt=dari)
    pinjam = Delegasi.objects.visible_to(user).open_on(until).filter(jabatan=OuterRef("pk"))
    wakil = json_list(pinjam, pk="pk", nama="penerima__nama", akun="penerima_id", selesai="selesai")
    semua = Jabatan.objects.visible_to(user).filter(belum_usai, opd__in=opd_ids, mulai__lte=until)
    for j in semua.annotate(json_wakil=wakil):
        hasil[j.opd_id].append(j)
    return hasil


def _deputies(jabatan: Any) -> tuple[Penghuni, ...]:
    """Whom the holder of a Jabatan just read has lent the desk."""
    baris = sorted(jabatan.json_wakil or (), key=lambda d: (d["selesai"], d["pk"]))
    return tuple(
        Penghuni(d["nama"], f"mewakili sampai sebelum {format_tanggal(day_of(d['selesai']))}", d["akun"]) for d in baris
    )


def _read_referees(
    user: Pengguna, opd_ids: set[int], jabatan: dict[int, list[Jabatan]], *, until: date
) -> tuple[tuple[PeranPengguna, ...], frozenset[tuple[int, int]]]:
    """The verifikator of the day, and which of them play for which of these OPDs."""
    peran = (
        PeranPengguna.objects.visible_to(user)
        .open_on(until)
        .filter(Q(peran=Peran.VERIFIKATOR, pengguna__is_active=True) | Q(peran=Peran.OPERATOR_OPD, opd__in=opd_ids))
    )
    semua = list(
        peran.select_related("pengguna").defer("pengguna__password", "pengguna__surel").order_by("pengguna__nama")
    )
    wasit = tuple(p for p in semua if p.peran == Peran.VERIFIKATOR)
    bermain = {(p.pengguna_id, p.opd_id) for p in semua if p.opd_id}
    bermain |= {(j.pengguna_id, j.opd_id) for j in _open(sum(jabatan.values(), []), until) if j.pengguna_id}
    tim = AnggotaTim.objects.visible_to(user).filter(
        pengguna__in=[p.pengguna_id for p in wasit], tim__penugasan__opd__in=opd_ids
    )
    bermain |= set(tim.values_list("pengguna_id", "tim__penugasan__opd_id"))
    return wasit, frozenset(bermain)


def _open(jabatan: Iterable[Jabatan], on: date) -> list[Jabatan]:
    return [j for j in jabatan if j.mulai <= on and (j.selesai is None or j.selesai > on)]


def meja_naskah(naskah: Naskah, papan: Papan) -> Meja | None:
    """The desk of one paper; None once it is verified. No query."""
    tempat = TEMPAT.get(StatusNaskah(naskah.status))
    if tempat is None:
        return None
    opd, sejak = naskah.penugasan.opd.answering_on(papan.until), naskah.di_meja_sejak
    hari = max((papan.until - tanggal_wit(sejak)).days, 0)
    if tempat == TempatMeja.OPD:
        return Meja(f"opd-{opd.slug}", tempat, opd.nama, (), sejak, hari)
    if tempat == TempatMeja.VERIFIKATOR:
        nama = f"Verifikator {group_name(naskah.kelompok)}".strip()
        kunci = f"verifikator-{naskah.kelompok or 'semua'}"
        return Meja(kunci, tempat, nama, referees(naskah, papan), sejak, hari)
    penghuni = head_holders(opd, papan)
    terisi = covered_days(_held(naskah.penugasan.opd, papan), tanggal_wit(sejak), papan.until)
    nama = f"Kepala {opd.nama}"
    return Meja(f"kepala-{opd.slug}", tempat, nama, penghuni, sejak, terisi, hari - terisi, kosong=not penghuni)


def group_name(kelompok: str) -> str:
    """ "kelompok pemberdayaan"; empty for papers and people of every group."""
    return str(KelompokVerifikasi(kelompok).label).lower() if kelompok else ""


def head_holders(opd: Opd, papan: Papan) -> tuple[Penghuni, ...]:
    """Who acts for the head today: by Jabatan, then by delegation."""
    jabatan = holders(_open(papan.jabatan.get(opd.pk, []), papan.until))
    hasil = [Penghuni(j.pemegang, j.sebutan, j.pengguna_id) for j in jabatan]
    return (*hasil, *(w for j in jabatan for w in papan.wakil.get(j.pk, ())))


def referees(naskah: Naskah, papan: Papan) -> tuple[Penghuni, ...]:
    """The verifikator who may decide on this paper."""
    kunci = naskah.kelompok, naskah.penugasan.opd_id, naskah.penugasan.opd.answering_on(papan.until).pk
    if kunci not in papan.calon:
        papan.calon[kunci] = _candidates(naskah.kelompok, kunci[1:], papan)
    bukan = papan.pembuat[naskah] | {naskah.disetujui_oleh_id}
    return tuple(p for p in papan.calon[kunci] if p.akun not in bukan)


def _candidates(kelompok: str, opd: Sequence[int], papan: Papan) -> tuple[Penghuni, ...]:
    """The verifikator of a group who play for none of these OPDs, by name."""
    hasil: dict[int, Penghuni] = {}
    for p in papan.wasit:
        sekelompok = not p.kelompok or not kelompok or p.kelompok == kelompok
        if sekelompok and not any((p.pengguna_id, o) in papan.bermain for o in opd):
            sebagai = f"verifikator {group_name(p.kelompok)}".strip()
            hasil.setdefault(p.pengguna_id, Penghuni(p.pengguna.nama, sebagai, p.pengguna_id))
    return tuple(hasil.values())


def _held(opd: Opd, papan: Papan) -> list[Masa]:
    """The periods in which somebody held the desk that answers for `opd`."""
    penerus = opd.answering_on(papan.until)
    if penerus.pk == opd.pk or opd.berlaku_selesai is None:
        return _periods(opd, papan)
    return after_merger(_periods(opd, papan), _periods(penerus, papan), opd.berlaku_selesai)


def _periods(opd: Opd, papan: Papan) -> list[Masa]:
    return [(j.mulai, j.selesai) for j in papan.jabatan.get(opd.pk, [])]


def after_merger(sendiri: Iterable[Masa], penerus: Iterable[Masa], batas: date) -> list[Masa]:
    """The desk is the OPD's own until the merger on `batas`, then the successor's."""
    lama = [(mulai, min(selesai or batas, batas)) for mulai, selesai in sendiri]
    return lama + [(max(mulai, batas), selesai) for mulai, selesai in penerus]


def covered_days(masa: Iterable[Masa], dari: date, sampai: date) -> int:
    """Days in [dari, sampai) that at least one of the half-open periods holds."""
    hari, akhir = 0, dari
    for mulai, selesai in sorted((m, min(s or sampai, sampai)) for m, s in masa):
        mulai = max(mulai, akhir)
        if selesai > mulai:
            hari, akhir = hari + (selesai - mulai).days, selesai
    return hari
