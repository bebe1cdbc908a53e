"""Why this village? Its values on the day of the SK and where it stood among all villages, so that nobody must ask for it.

The SK gives no reasons. What stands here is what was known of the village on that day; a figure of a later day is marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Min, OuterRef, QuerySet, Subquery

from desa.models import DaftarPrioritas, Desa, IndeksDesa, KondisiDesa, NilaiIndikator
from opd.models import Pengguna, Penugasan, Sk
from opd.rekap.baca_kriteria import KONDISI, read_index, read_population, read_red, read_rest, read_vintages
from opd.rekap.daftar_json import day_of, json_rows
from opd.rekap.kk_ekstrem import read_counts, series_on, shares_on
from opd.rekap.kriteria import (
    INDEKS,
    TAK_BERLAKU_KELURAHAN,
    DesaRingkas,
    Kriteria,
    Peringkat,
    Ukuran,
    Vintase,
    rank_of,
    value_text,
)


@dataclass(frozen=True)
class BarisMengapa:
    """One criterion of one village: value, vintage, and rank in the province and in its kabupaten."""

    kriteria: Kriteria
    nilai: str
    vintase: str
    sumber: str
    sesudah: bool
    maluku: Peringkat | None
    kabupaten: Peringkat | None
    diketahui: int
    seluruh: int

    @property
    def terhitung(self) -> bool:
        """Whether it counts among what was known on the day and can be ranked."""
        return self.maluku is not None and not self.sesudah

    @property
    def menonjol(self) -> bool:
        """Whether the village was among the neediest quarter on that day."""
        return self.maluku is not None and not self.sesudah and self.maluku.seperempat


@dataclass(frozen=True)
class Mengapa:
    """The card of a village: rows as of `hari`, and the whole province of a later year where the day's year covers little."""

    hari: date
    baris: tuple[BarisMengapa, ...]
    pembanding: tuple[BarisMengapa, ...]
    prioritas: tuple[tuple[str, date], ...]

    @property
    def sumber(self) -> list[str]:
        """Who says so, each source once."""
        return list(dict.fromkeys(b.sumber for b in (*self.baris, *self.pembanding) if b.sumber))

    @property
    def terhitung(self) -> int:
        """How many criteria were known on the day."""
        return sum(1 for b in self.baris if b.terhitung)

    @property
    def menonjol(self) -> list[str]:
        """The criteria by which the village was among the neediest quarter."""
        return [str(b.kriteria.label) for b in self.baris if b.menonjol]


@dataclass(frozen=True)
class DasarSk:
    """One SK under which the village was assisted: the day that decides, and whether that is the day of the SK."""

    sk: Sk
    hari: date
    hari_sk: bool
    opd: str
    slug: str


def decrees_of(penugasan: Iterable[Penugasan]) -> tuple[DasarSk, ...]:
    """The SKs under which a village was assisted, newest first. A village that joined later under an SK was chosen then."""
    pertama: dict[int, Penugasan] = {}
    terakhir: dict[int, Penugasan] = {}
    for p in sorted(penugasan, key=lambda p: (p.mulai, p.pk)):
        pertama.setdefault(p.sk_id, p)
        terakhir[p.sk_id] = p
    hasil = []
    for p in pertama.values():
        hari = max(p.sk.tanggal, p.mulai)
        opd = terakhir[p.sk_id].opd
        hasil.append(DasarSk(p.sk, hari, hari == p.sk.tanggal, opd.nama, opd.slug))
    return tuple(sorted(hasil, key=lambda d: (d.hari, d.sk.pk), reverse=True))


def before(penugasan: Iterable[Penugasan], dasar: DasarSk) -> Penugasan | None:
    """The newest penugasan of the village that began before that day under another SK."""
    lama = [p for p in penugasan if p.mulai < dasar.hari and p.sk_id != dasar.sk.pk]
    return max(lama, key=lambda p: (p.mulai, p.pk), default=None)


def with_vintages(user: Pengguna, *, on: date) -> QuerySet[Desa]:
    """Villages with place and, of each, what is known of which day. One query, for `read_mengapa`."""
    desa = OuterRef("pk")
    indeks = IndeksDesa.objects.visible_to(user).filter(desa=desa)
    kondisi = KondisiDesa.objects.visible_to(user).in_force().filter(desa=desa)
    skor = NilaiIndikator.objects.visible_to(user).filter(desa=desa).order_by().values("desa")
    prioritas = DaftarPrioritas.objects.visible_to(user).filter(desa=desa)
    lalu, nanti = (skor.filter(**{f"tahun__{arah}": sheet_year(on)}) for arah in ("lte", "gt"))
    return (
        Desa.objects.visible_to(user)
        .with_place()
        .annotate(
            json_indeks=json_rows(indeks, "jenis", "tahun", "tanggal_data"),
            json_kondisi=json_rows(kondisi, "tanggal", "sumber"),
            json_prioritas=json_rows(prioritas, "nama", "tanggal"),
            skor_lalu=Subquery(lalu.annotate(t=Max("tahun")).values("t")),
            skor_nanti=Subquery(nanti.annotate(t=Min("tahun")).values("t")),
        )
    )


def sheet_year(on: date) -> int:
    """The newest year whose sheet of scores, dated 31 December, was there on the day."""
    return on.year if (on.month, on.day) == (12, 31) else on.year - 1


@dataclass(frozen=True)
class Bahan:
    """What a village's ranks are taken from: the population, each criterion, and which of them was known only later."""

    populasi: tuple[DesaRingkas, ...]
    ukuran: Mapping[Kriteria, Ukuran]
    pembanding: Mapping[Kriteria, Ukuran]
    sesudah: frozenset[Kriteria]
    sumber_kondisi: str
    indeks: Vintase | None


def read_bahan(user: Pengguna, desa: Any, *, on: date) -> Bahan:
    """Of a village from `with_vintages`. Six queries."""
    populasi = read_population(user, on=on)
    milik = [(jenis, tahun, day_of(hari)) for jenis, tahun, hari in desa.json_indeks or []]
    indeks, indeks_sesudah = vintage_on(milik, on)
    lengkap = _wider(milik, indeks, read_vintages(user))
    kondisi, kondisi_sesudah, sumber = _condition_day(desa.json_kondisi or [], on)
    per_vintase = read_index(user, [v for v in (indeks, lengkap) if v])
    skor = desa.skor_lalu or desa.skor_nanti
    ukuran = read_rest(user, populasi, on=on, kondisi_on=kondisi) | {Kriteria.MERAH: read_red(user, skor)}
    ukuran |= per_vintase.get(indeks, {}) if indeks else {}
    kk = read_counts(user)
    deret, hari_kk, kk_sesudah = series_on(kk, desa.pk, on)
    ukuran[Kriteria.EKSTREM] = shares_on(kk, deret, hari_kk)
    sesudah = {k for k in INDEKS if indeks_sesudah} | {k for k in KONDISI if kondisi_sesudah}
    sesudah |= {Kriteria.MERAH} if skor and not desa.skor_lalu else set()
    sesudah |= {Kriteria.EKSTREM} if kk_sesudah else set()
    pembanding = {k: u for k, u in per_vintase[lengkap].items() if u.nilai} if lengkap else {}
    return Bahan(populasi, ukuran, pembanding, frozenset(sesudah), sumber, indeks)


def read_mengapa(user: Pengguna, desa: Any, *, on: date) -> Mengapa:
    """The card of a village from `with_vintages`. Six queries."""
    bahan = read_bahan(user, desa, on=on)
    susun = _Penyusun(desa, bahan.populasi, bahan.sumber_kondisi)
    tampil = [k for k in Kriteria if k not in INDEKS[1:] or _has_sub(bahan.indeks)]
    baris = [susun.baris(k, bahan.ukuran.get(k), k in bahan.sesudah) for k in tampil]
    banding = [susun.baris(k, u, True) for k, u in bahan.pembanding.items()]
    prioritas = sorted(((nama, day_of(hari)) for nama, hari in desa.json_prioritas or []), key=lambda p: p[::-1])
    return Mengapa(on, tuple(baris), tuple(banding), tuple(prioritas))


def _has_sub(v: Vintase | None) -> bool:
    """Only an IDM is made of the three sub-indices; while nothing is known they are told as unknown."""
    return v is None or v.jenis == "idm"


def vintage_on(baris: Iterable[Any], on: date) -> tuple[Vintase | None, bool]:
    """The newest index of the village that was there on the day; else the first later one, marked."""
    semua = sorted((hari, tahun, jenis) for jenis, tahun, hari in baris)
    lalu = [s for s in semua if s[0] <= on]
    if lalu or not semua:
        return (Vintase(lalu[-1][2], lalu[-1][1]) if lalu else None), False
    return Vintase(semua[0][2], semua[0][1]), True


def _wider(baris: list[Any], dipakai: Vintase | None, banyak: Mapping[Vintase, int]) -> Vintase | None:
    """A later year of the village that far more villages have (at least twice as many), to compare with; the first such."""
    if dipakai is None:
        return None
    milik = sorted(Vintase(jenis, tahun) for jenis, tahun, _ in baris)
    lebih = [v for v in milik if v.tahun > dipakai.tahun and banyak.get(v, 0) >= 2 * banyak.get(dipakai, 0)]
    return min(lebih, key=lambda v: v.tahun, default=None)


def _condition_day(baris: list[Any], on: date) -> tuple[date, bool, str]:
    """As of which day access is read: the day itself, else the first later day the village has; and the row's source."""
    semua = sorted((day_of(hari), sumber) for hari, sumber in baris)
    lalu = [s for s in semua if s[0] <= on]
    if lalu or not semua:
        return on, False, lalu[-1][1] if lalu else ""
    return semua[0][0], True, semua[0][1]


class _Penyusun:
    """Puts one village beside the population."""

    def __init__(self, desa: Desa, populasi: tuple[DesaRingkas, ...], sumber_kondisi: str) -> None:
        self.desa, self.sumber_kondisi = desa, sumber_kondisi
        self.maluku = frozenset(d.pk for d in populasi if not d.kelurahan)
        kab = desa.kecamatan.kabupaten.kode
        self.kabupaten = frozenset(d.pk for d in populasi if d.kode_kab == kab and not d.kelurahan)

    def baris(self, k: Kriteria, u: Ukuran | None, sesudah: bool) -> BarisMengapa:
        u = u or Ukuran(k, {}, "")
        milik = u.nilai.get(self.desa.pk)
        tak_berlaku = k in TAK_BERLAKU_KELURAHAN and not self.desa.berindeks
        sumber = self.sumber_kondisi if k in KONDISI and milik is not None else u.sumber
        return BarisMengapa(
            kriteria=k,
            nilai="tidak berlaku (kelurahan)" if tak_berlaku else value_text(k, milik),
            vintase=u.vintase if milik is not None else "",
            sumber=sumber if milik is not None else "",
            sesudah=sesudah and milik is not None,
            maluku=rank_of(u, self.desa.pk, self.maluku),
            kabupaten=rank_of(u, self.desa.pk, self.kabupaten),
            diketahui=u.diketahui(self.maluku),
            seluruh=len(self.maluku),
        )
