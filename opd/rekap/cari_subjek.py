"""Find the records that may be one person: by NIK, no. KK, phone, or name and village.

What a number finds leads on: the same name in that village, the linked enterprise or family. A person decides which of them are
the one who asks; alike names are only offered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from django.db.models import Q

from desa.enums import JenisSidik
from desa.models import Keluarga, Umkm
from desa.models.keluarga import number_hashes
from desa.sandi import SandiRusak, samarkan, samarkan_nik
from desa.validators import kunci_nama
from opd.models.bantuan import PenerimaBantuan
from opd.rekap.nisan import name_in
from opd.rekap.simpanan_pribadi import PER_LABEL, SIMPANAN, Kunci, Simpanan
from opd.rekap.subjek_dibatasi import complete, emptied_by, restricted_like

TERBANYAK = 60
"""Records offered at most; more means that the question was too wide."""
LEWAT_NIK, LEWAT_KK, LEWAT_TELEPON, LEWAT_NAMA = "NIK sama", "nomor KK sama", "nomor telepon sama", "nama cocok"
LEWAT_TAUTAN, LEWAT_NAMA_SAMA = "ditautkan OPD", "nama sama di desa itu, periksa"
NIK_DI = ((Umkm, "sidik_nik"), (PenerimaBantuan, "sidik_penerima"))


@dataclass(frozen=True)
class Pencarian:
    """What is known of the person; a name goes with a village, or with None for officials and contacts."""

    nik: str = ""
    kk: str = ""
    nama: str = ""
    desa_id: int | None = None
    telepon: str = ""


@dataclass(frozen=True)
class Temuan:
    """One record that may be the person, its number masked."""

    kunci: Kunci
    siapa: str
    judul: str
    nama: str
    nomor: str
    lewat: str

    @property
    def pasti(self) -> bool:
        """Whether a number or an OPD says that it is the person; alike names are for the official to judge."""
        return self.lewat in (LEWAT_NIK, LEWAT_KK, LEWAT_TELEPON, LEWAT_TAUTAN)


def find_subject(cari: Pencarian) -> list[Temuan]:
    """The records, those found by a number first; at most TERBANYAK + 1. The caller has checked `can_read_subject`."""
    ketemu: dict[Kunci, tuple[Any, str]] = {}
    for lewat, baris in _first(cari):
        ketemu.setdefault(_key(baris), (baris, lewat))
    for lewat, baris in _emptied(cari):
        ketemu.setdefault(_key(baris), (baris, lewat))
    for lewat, baris in _further([b for b, _ in ketemu.values()]):
        ketemu.setdefault(_key(baris), (baris, lewat))
    return [_temuan(k, baris, lewat) for k, (baris, lewat) in list(ketemu.items())[: TERBANYAK + 1]]


def _key(baris: Any) -> Kunci:
    return Kunci(baris._meta.label_lower, baris.pk)


def _first(cari: Pencarian) -> Iterator[tuple[str, Any]]:
    if cari.nik:
        yield from ((LEWAT_NIK, b) for b in _by_nik(number_hashes(JenisSidik.NIK, cari.nik)))
    if cari.kk:
        semua = PER_LABEL["desa.keluarga"].rows_with_place()
        yield from ((LEWAT_KK, k) for k in semua.numbered(JenisSidik.KK, cari.kk))
    if cari.telepon:
        yield from ((LEWAT_TELEPON, b) for b in _by_phone(cari.telepon))
    if cari.nama:
        yield from ((LEWAT_NAMA, b) for b in by_name(cari.nama, cari.desa_id))


def _emptied(cari: Pencarian) -> Iterator[tuple[str, Any]]:
    """The records of who was restricted or erased, completed by what is kept; a name in its own village alone."""
    kunci = dict(emptied_by((JenisSidik.NIK, cari.nik))) | dict(emptied_by((JenisSidik.KK, cari.kk)))
    kunci |= dict(emptied_by(name_in(cari.desa_id, cari.nama)))
    kunci |= dict(restricted_like(cari.nama, cari.telepon))
    per: dict[str, list[int]] = {}
    for k in kunci:
        per.setdefault(k.label, []).append(k.pk)
    baris = {_key(b): b for label, pk in per.items() for b in PER_LABEL[label].rows_with_place().filter(pk__in=pk)}
    complete(baris)
    for k, b in baris.items():
        tempat = village_of(k.simpanan.desa, b)
        if cari.nik or cari.kk or cari.telepon or cari.desa_id == (tempat.pk if tempat else None):
            yield kunci[k], b


def village_of(jalur: str, baris: Any) -> Any:
    """The village at the end of a registry's path; None for who belongs to none."""
    for bagian in jalur.split("__") if jalur else ():
        baris = getattr(baris, bagian, None)
    return baris if jalur else None


def _by_nik(sidik: Iterable[str]) -> Iterator[Any]:
    """Families by their hashes; owners and recipients of aid hold the same hash."""
    sidik = tuple(sidik)
    nik = Q(sidik__sidik_nomor__in=sidik, sidik__jenis=JenisSidik.NIK)
    yield from PER_LABEL["desa.keluarga"].rows_with_place().filter(nik).distinct()
    for model, kolom in NIK_DI:
        yield from PER_LABEL[model._meta.label_lower].rows_with_place().filter(**{f"{kolom}__in": sidik})


def _by_phone(telepon: str) -> Iterator[Any]:
    """Phones have no hash: every sealed one is opened and compared. A second for 20,000 of them, and nothing is kept."""
    for s in SIMPANAN:
        if s.telepon:
            kolom = f"{s.telepon}_sandi"
            tersegel = s.rows().exclude(**{kolom: ""}).only("pk", "uuid", kolom)
            cocok = [b.pk for b in tersegel.iterator(chunk_size=2000) if _opened(b, s.telepon) == telepon]
            yield from s.rows_with_place().filter(pk__in=cocok)


def _opened(baris: Any, nama: str) -> str:
    try:
        return str(getattr(baris, nama))
    except SandiRusak:
        return ""


def by_name(nama: str, desa_id: int | None, *, persis: bool = False) -> Iterator[Any]:
    """Rows that name somebody so: in that village, or of officials and contacts that belong to none.

    All words of `nama` stand in the stored one, in any order; `persis`: it is the very name.
    """
    kata = kunci_nama(nama)
    for s in SIMPANAN:
        if s.nama and bool(s.desa) == (desa_id is not None):
            semua = s.rows().filter(**{s.desa: desa_id}) if desa_id is not None else s.rows()
            cocok = [pk for pk, *isi in semua.values_list("pk", *s.nama) if _named(isi, kata, persis)]
            yield from s.rows_with_place().filter(pk__in=cocok)


def _named(isi: Iterable[str], kata: str, persis: bool) -> bool:
    return any(matches(baris, kata, persis=persis) for teks in isi for baris in teks.splitlines())


def matches(nama: str, kata: str, *, persis: bool = False) -> bool:
    """Whether a stored name is the one that was asked for (`kata` as `kunci_nama` writes it)."""
    ada = kunci_nama(nama)
    return ada == kata if persis else bool(kata) and set(kata.split()) <= set(ada.split())


def _further(awal: list[Any]) -> Iterator[tuple[str, Any]]:
    """What the found rows lead to: enterprises linked to families and back, the same NIK, the same name in the village."""
    keluarga = [b.pk for b in awal if isinstance(b, Keluarga)]
    umkm = [b for b in awal if isinstance(b, Umkm)]
    tertaut = [u.keluarga_sasaran_id for u in umkm if u.keluarga_sasaran_id]
    yield from (
        (LEWAT_TAUTAN, u) for u in PER_LABEL["desa.umkm"].rows_with_place().filter(keluarga_sasaran__in=keluarga)
    )
    yield from ((LEWAT_TAUTAN, k) for k in PER_LABEL["desa.keluarga"].rows_with_place().filter(pk__in=tertaut))
    sidik = {u.sidik_nik for u in umkm if u.sidik_nik}
    milik = PER_LABEL["desa.sidikkeluarga"].rows().filter(keluarga__in=keluarga, jenis=JenisSidik.NIK)
    sidik |= set(milik.values_list("sidik_nomor", flat=True))
    if sidik:
        yield from ((LEWAT_NIK, b) for b in _by_nik(sidik))
    senama = {
        (b.kepala if isinstance(b, Keluarga) else b.pemilik, b.desa_id) for b in awal if isinstance(b, Keluarga | Umkm)
    }
    for nama, desa_id in sorted((n, d) for n, d in senama if n)[:5]:
        yield from ((LEWAT_NAMA_SAMA, b) for b in by_name(nama, desa_id, persis=True))


def certain_with(kunci: Iterable[Kunci]) -> tuple[Kunci, ...]:
    """These records and those that a NIK or an OPD says are the same person's. A few queries, whatever their number."""
    dipilih = list(dict.fromkeys(kunci))
    per = {k.label: [satu.pk for satu in dipilih if satu.label == k.label] for k in dipilih}
    baris = [b for label, pk in per.items() for b in PER_LABEL[label].rows_with_place().filter(pk__in=pk)]
    lanjut = takewhile(lambda t: t[0] != LEWAT_NAMA_SAMA, _further(baris))
    return tuple(dict.fromkeys([*dipilih, *(_key(b) for _, b in lanjut)]))


def _temuan(kunci: Kunci, baris: Any, lewat: str) -> Temuan:
    s = kunci.simpanan
    kolom = ("nik_sandi", "kk_sandi", f"{s.telepon}_sandi")
    sandi = next((k for k in kolom if getattr(baris, k, "")), "")
    buka = samarkan_nik if sandi in ("nik_sandi", "kk_sandi") else samarkan
    nomor = buka(_opened(baris, sandi.removesuffix("_sandi"))) if sandi else ""
    return Temuan(kunci, s.siapa, s.judul(baris), _shown_name(s, baris), nomor, lewat)


def _shown_name(s: Simpanan, baris: Any) -> str:
    """The name, or that there are several: a visit names other people too, who are not shown here."""
    isi = s.names_in(baris)
    return isi[0] if len(isi) == 1 else f"{len(isi)} nama pada satu catatan"
