"""Whose data an account has had in hand in a period, from the audit rows and from the reach of its roles (UU 27/2022 art. 46).

The caller has checked `can_trace_account`. Three degrees: numbers opened or taken out; shown on a page or typed; within reach
of the account's roles and nothing recorded. The last is there because a page read before readings were recorded left nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.db.models import Q, TextChoices

from desa.models import Catatan, Desa
from desa.waktu import tanggal_wit
from opd.enums import JenisImpor, Peran, PeranPenugasan
from opd.models import Impor, Jabatan, Pengguna, Penugasan, PeranPengguna
from opd.models.opd import with_merged
from opd.models.pengguna import MASA_TUTUP_HARI
from opd.models.penugasan import PenugasanQuerySet
from opd.rekap.cari_subjek import village_of
from opd.rekap.pembacaan import MENYERAHKAN_BERKAS, shown_keys
from opd.rekap.simpanan_pribadi import KELUARGA, PER_LABEL, TERTUTUP, UMKM, JenisData, Kunci
from opd.rekap.subjek_dibatasi import complete

J = JenisData


class Tingkat(TextChoices):
    """How sure it is that the account had it, the surest first."""

    DIBUKA = "dibuka", "Dibuka lengkap, diunduh, atau diunggah"
    TERBACA = "terbaca", "Tampil di layar atau diketik"
    TERJANGKAU = "terjangkau", "Terjangkau hak akun, tidak tercatat dibaca"


PENUH: Mapping[str, tuple[JenisData, ...]] = {
    "membuka nomor keluarga sasaran": (J.NAMA, J.NOMOR, J.KONTAK, J.EKONOMI),
    "membuka nomor telepon kontak": (J.NAMA, J.KONTAK),
    "melihat data pemilik": (J.NAMA, J.KONTAK, J.EKONOMI),
    "melihat kontak": (J.NAMA, J.KONTAK),
    "melihat surat persetujuan": (J.NAMA, J.BERKAS),
}
"""Deeds that show a record's data in full -> which."""
DI_LAYAR = frozenset({J.NAMA, J.RUMAH, J.EKONOMI})
"""What a list or page shows of a record beside masked numbers, as far as the record has it."""
ISI_IMPOR = {
    JenisImpor.KELUARGA: (KELUARGA, "status__dicatat_pada"),
    JenisImpor.DATA_KELUARGA: (KELUARGA, "dicatat_pada"),
    JenisImpor.UMKM: (UMKM, "dicatat_pada"),
}
"""Lists of persons -> whom they write of, and where the moment stands; of a family known before it is a new status. An edited
download writes no row: each family that it changed has a Catatan of its own."""
TERJANGKAU = (
    ("desa.keluarga", "dicatat_pada", ""),
    ("desa.umkm", "dicatat_pada", ""),
    ("opd.penerimabantuan", "bantuan__dicatat_pada", "bantuan__penugasan"),
    ("opd.kunjungan", "dicatat_pada", "penugasan"),
)
"""Records that roles alone open -> when they were stored, and the path to the penugasan whose OPD reads them too."""
POTONGAN = 5000


@dataclass
class _Jejak:
    """What was found of one record so far."""

    tingkat: Tingkat
    jenis: set[JenisData] = field(default_factory=set)
    cara: set[str] = field(default_factory=set)
    pertama: datetime | None = None
    akhir: datetime | None = None


@dataclass(frozen=True)
class Terdampak:
    """One person: where to be reached, which kinds of data, how and when."""

    kunci: Kunci
    nama: str
    siapa: str
    desa: Desa | None
    tingkat: Tingkat
    jenis: tuple[JenisData, ...]
    cara: tuple[str, ...]
    pertama: datetime | None
    akhir: datetime | None
    tertulis: str = ""
    """The place as a list writes it that no village of ours is known by."""

    @property
    def tempat(self) -> str:
        return self.desa.nama_lengkap if self.desa else self.tertulis or "bukan warga desa"

    @property
    def lewat(self) -> str:
        """Through whom the person is reached; numbers of phones stand in the subject file alone."""
        if self.desa is None:
            return "kantor desanya" if self.tertulis else "langsung ke orangnya"
        return f"{self.desa.sebutan_kepala} {self.desa.nama}"

    @property
    def kata_jenis(self) -> str:
        return ", ".join(str(j.label) for j in self.jenis)


@dataclass(frozen=True)
class Penelusuran:
    """The affected persons, the surest first, how many readings of the account are on record, and the lists that are gone."""

    terdampak: tuple[Terdampak, ...]
    catatan: int
    daftar_hilang: tuple[str, ...] = ()

    def count(self, tingkat: Tingkat) -> int:
        return sum(t.tingkat == tingkat for t in self.terdampak)

    @property
    def jenis(self) -> tuple[JenisData, ...]:
        """Every kind of data of anybody."""
        ada = {j for t in self.terdampak for j in t.jenis}
        return tuple(j for j in JenisData if j in ada)


def trace_account(akun: Pengguna, dari: datetime, sampai: datetime, *, jangkauan: bool = True) -> Penelusuran:
    """Everybody whose data the account had in hand in [dari, sampai); `jangkauan`: with those only within its reach."""
    jejak: dict[Kunci, _Jejak] = {}
    catatan = list(
        Catatan.objects.filter(oleh_id=akun.pk, pada__gte=dari, pada__lt=sampai).scoped().order_by("pada", "pk")
    )
    for c in catatan:
        for kunci, tingkat, jenis in _touched(c):
            _note(jejak, kunci, tingkat, jenis, c)
    for c, kunci in _imported(catatan):
        _note(jejak, kunci, Tingkat.DIBUKA, _all_kinds(kunci.label), c)
    if jangkauan:
        for kunci in _within_reach(akun, tanggal_wit(dari), tanggal_wit(sampai - timedelta(microseconds=1))):
            jejak.setdefault(kunci, _Jejak(Tingkat.TERJANGKAU, set(_all_kinds(kunci.label))))
    return Penelusuran(_persons(jejak), len(catatan))


def _note(jejak: dict[Kunci, _Jejak], kunci: Kunci, tingkat: Tingkat, jenis: Iterable[JenisData], c: Catatan) -> None:
    j = jejak.setdefault(kunci, _Jejak(tingkat))
    if tingkat == Tingkat.DIBUKA:
        j.tingkat = tingkat
    j.jenis.update(jenis)
    j.cara.add(c.tindakan)
    j.pertama, j.akhir = min(j.pertama or c.pada, c.pada), max(j.akhir or c.pada, c.pada)


@cache
def _all_kinds(label: str) -> tuple[JenisData, ...]:
    """Of a family also how it fares: that it stands on the list says so."""
    ada = set(PER_LABEL[label].kolom.values()) | ({J.EKONOMI} if label == KELUARGA else set())
    return tuple(j for j in JenisData if j in ada and j not in TERTUTUP)


@cache
def _on_screen(label: str) -> tuple[JenisData, ...]:
    """What a page shows of such a record; at least that the person is there."""
    return tuple(j for j in _all_kinds(label) if j in DI_LAYAR) or (J.NAMA,)


def _touched(c: Catatan) -> Iterable[tuple[Kunci, Tingkat, Iterable[JenisData]]]:
    """The personal records that a deed stands on or showed, and what it told of them."""
    for kunci in shown_keys(c):
        if c.tindakan == MENYERAHKAN_BERKAS:
            yield kunci, Tingkat.DIBUKA, _all_kinds(kunci.label)
        else:
            yield kunci, Tingkat.TERBACA, _on_screen(kunci.label)
    if c.objek_jenis in PER_LABEL and c.objek_id.isdigit():
        kunci = Kunci(c.objek_jenis, int(c.objek_id))
        penuh = next((jenis for kata, jenis in PENUH.items() if c.tindakan.startswith(kata)), None)
        if penuh is not None:
            yield kunci, Tingkat.DIBUKA, penuh
        elif not c.tindakan.startswith(("melihat", "salah kata sandi")):
            yield kunci, Tingkat.TERBACA, _on_screen(kunci.label)


def _imported(catatan: list[Catatan]) -> Iterable[tuple[Catatan, Kunci]]:
    """The families and enterprises of lists which the account uploaded, read, applied or took out."""
    per_impor: dict[int, list[Catatan]] = defaultdict(list)
    for c in catatan:
        if c.objek_jenis == "opd.impor" and c.objek_id.isdigit():
            per_impor[int(c.objek_id)].append(c)
    impor = Impor.objects.filter(pk__in=per_impor, jenis__in=ISI_IMPOR, diterapkan_pada__isnull=False).scoped()
    for pk, jenis, saat in impor.values_list("pk", "jenis", "diterapkan_pada"):
        label, kolom = ISI_IMPOR[JenisImpor(jenis)]
        baris = PER_LABEL[label].rows().filter(**{kolom: saat}).order_by().values_list("pk", flat=True).distinct()
        yield from ((c, Kunci(label, satu)) for satu in baris for c in per_impor[pk])


# --- within reach ----------------------------------------------------------------------------------------------


def reach_of(akun: Pengguna, dari: date, sampai: date) -> set[int]:
    """The villages whose personal data the account's roles opened on any day of [dari, sampai]."""
    if any(p.peran == Peran.VERIFIKATOR for p in _roles(akun, dari, sampai)):
        return set(Desa.objects.all().scoped().values_list("pk", flat=True))
    tugas = _duties(akun, dari, sampai).filter(peran=PeranPenugasan.PENANGGUNG_JAWAB)
    return set(tugas.scoped().values_list("desa", flat=True))


def _roles(akun: Pengguna, dari: date, sampai: date) -> list[PeranPengguna]:
    buka = Q(selesai__isnull=True) | Q(selesai__gt=dari)
    return list(PeranPengguna.objects.filter(buka, pengguna=akun, mulai__lte=sampai).scoped())


def _duties(akun: Pengguna, dari: date, sampai: date) -> PenugasanQuerySet:
    """The penugasan of the account's OPDs on any day, whatever their part in the village."""
    opd = {p.opd_id for p in _roles(akun, dari, sampai) if p.opd_id}
    buka = Q(selesai__isnull=True) | Q(selesai__gt=dari)
    opd |= set(Jabatan.objects.filter(buka, pengguna=akun, mulai__lte=sampai).scoped().values_list("opd", flat=True))
    lama = Q(selesai__isnull=True) | Q(selesai__gt=dari - timedelta(days=MASA_TUTUP_HARI))
    milik = with_merged(opd, on=sampai, jalur="opd__")
    return Penugasan.objects.filter(lama, milik, mulai__lte=sampai, dikoreksi_pada__isnull=True)


def _within_reach(akun: Pengguna, dari: date, sampai: date) -> Iterable[Kunci]:
    """The persons of those villages that were stored by the end of the period; of facts also those of the own OPD."""
    desa, tugas = reach_of(akun, dari, sampai), list(_duties(akun, dari, sampai).scoped().values_list("pk", flat=True))
    for label, pada, milik in TERJANGKAU:
        syarat = Q(**{f"{PER_LABEL[label].desa}__in": desa})
        if milik:
            syarat |= Q(**{f"{milik}__in": tugas})
        semua = PER_LABEL[label].rows().filter(syarat, **{f"{pada}__date__lte": sampai})
        if label == "opd.kunjungan":
            semua = semua.exclude(warga_ditemui="")
        yield from (Kunci(label, pk) for pk in semua.values_list("pk", flat=True))


# --- persons ---------------------------------------------------------------------------------------------------


def _persons(jejak: Mapping[Kunci, _Jejak]) -> tuple[Terdampak, ...]:
    """The records as persons: what hangs on an owner or a family counts as that one, and an owner of a family as the family."""
    baris = _load(jejak)
    per: dict[Kunci, list[_Jejak]] = {}
    for kunci, j in jejak.items():
        if kunci in baris:
            per.setdefault(_root(kunci, baris), []).append(j)
    tambahan = _load([k for k in per if k not in baris])
    lengkap = baris | tambahan
    complete(lengkap)  # who is restricted is told of a breach too
    return in_order(t for k, isi in per.items() for t in _person(k, lengkap.get(k), isi))


def in_order(semua: Iterable[Terdampak]) -> tuple[Terdampak, ...]:
    """The surest first, then by place and name."""
    urut = list(Tingkat)
    return tuple(sorted(semua, key=lambda t: (urut.index(t.tingkat), t.tempat, t.nama, t.kunci)))


def _load(kunci: Iterable[Kunci]) -> dict[Kunci, Any]:
    """The rows in bulk, a query a model and thousand rows."""
    per: dict[str, list[int]] = {}
    for k in kunci:
        per.setdefault(k.label, []).append(k.pk)
    hasil: dict[Kunci, Any] = {}
    for label, pk in per.items():
        semua = PER_LABEL[label].rows_with_place()
        for awal in range(0, len(pk), POTONGAN):
            hasil |= {Kunci(label, b.pk): b for b in semua.filter(pk__in=pk[awal : awal + POTONGAN])}
    return hasil


def _root(kunci: Kunci, baris: Mapping[Kunci, Any]) -> Kunci:
    b = baris.get(kunci)
    for label, jalur in kunci.simpanan.induk.items():
        if (pk := getattr(b, f"{jalur}_id", None)) is not None:
            return _root(Kunci(label, pk), baris)
    keluarga = getattr(b, "keluarga_sasaran_id", None)
    return Kunci(KELUARGA, keluarga) if keluarga else kunci


def _person(kunci: Kunci, baris: Any, jejak: list[_Jejak]) -> Iterable[Terdampak]:
    """The person of a record; of a visit everybody it names; nobody of a group without an owner."""
    if baris is None:
        return
    s = kunci.simpanan
    nama = list(dict.fromkeys(s.names_in(baris)))
    jenis = {j for satu in jejak for j in satu.jenis}
    saat = [w for satu in jejak for w in (satu.pertama, satu.akhir) if w is not None]
    tersegel = any(getattr(baris, k, "") for k in ("nik_sandi", "telepon_sandi"))
    for satu_nama in nama or ([s.judul(baris)] if tersegel else []):
        yield Terdampak(
            kunci=kunci,
            nama=satu_nama,
            siapa=s.siapa,
            desa=village_of(s.desa, baris),
            tingkat=min((satu.tingkat for satu in jejak), key=list(Tingkat).index),
            jenis=tuple(j for j in JenisData if j in jenis),
            cara=tuple(sorted({c for satu in jejak for c in satu.cara})),
            pertama=min(saat, default=None),
            akhir=max(saat, default=None),
        )
