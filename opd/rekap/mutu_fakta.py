"""What the facts of a year say about their own quality: photos used before or not of that day and place, facts that came late.

Read as lists beside others (`read_lists`), so that a page pays one query for all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from opd.enums import Kecocokan
from opd.models import Bukti, Kegiatan, Kunjungan, Pengguna
from opd.rekap.daftar_json import day_of, json_rows, key_of
from opd.rekap.penugasan import BarisPenugasan

FAKTA: dict[str, type[Kegiatan] | type[Kunjungan]] = {"kegiatan": Kegiatan, "kunjungan": Kunjungan}
JALUR = (
    "opd", "opd__slug", "opd__nama", "desa__kode", "desa__nama", "desa__kecamatan__nama",
    "desa__kecamatan__kabupaten__nama", "desa__kecamatan__kabupaten__jenis",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tempat:
    """Which OPD in which village, a pendukung too."""

    opd_id: int
    slug: str
    opd: str
    kode: str
    desa: str


@dataclass(frozen=True, slots=True)
class FaktaTerbaca:
    """One activity or visit that counts."""

    tempat: Tempat
    jenis: str
    uuid: UUID
    tanggal: date


@dataclass(frozen=True, slots=True)
class FotoJanggal:
    """A photo of a fact that says something against it; `asal` is another fact that still shows the same photo."""

    fakta: FaktaTerbaca
    beda_waktu: bool
    beda_tempat: bool
    asal: FaktaTerbaca | None


@dataclass(frozen=True, slots=True)
class Susulan:
    """A fact that came after its quarter was verified, with the reason given."""

    fakta: FaktaTerbaca
    alasan: str


def place_of(b: BarisPenugasan) -> Tempat:
    """The place of a penugasan as penanggung jawab."""
    return Tempat(b.opd_id, b.opd_slug, b.opd, b.kode, b.tempat)


def fact_quality_lists(user: Pengguna, *, dari: date, until: date) -> dict[str, Subquery]:
    """What `photos_of` and `late_facts_of` read."""
    hasil = {}
    for jenis, model in FAKTA.items():
        fakta = model.objects.visible_to(user).in_force().filter(tanggal__gte=dari, tanggal__lte=until)
        hasil[f"foto_{jenis}"] = _photos(user, jenis, fakta)
        susulan = fakta.exclude(alasan_susulan="")
        hasil[f"susulan_{jenis}"] = json_rows(susulan, *_columns(""), "alasan_susulan")
    return hasil


def _columns(awalan: str) -> tuple[str, ...]:
    return (*(f"{awalan}penugasan__{j}" for j in JALUR), f"{awalan}uuid", f"{awalan}tanggal")


def _photos(user: Pengguna, jenis: str, fakta: QuerySet[Any]) -> Subquery:
    """Photos of these facts that were used before, or do not fit their day or place."""
    janggal = Q(mirip_dengan__isnull=False) | Q(cocok_waktu=Kecocokan.TIDAK_COCOK)
    janggal |= Q(cocok_tempat=Kecocokan.TIDAK_COCOK)
    foto = Bukti.objects.visible_to(user).filter(janggal, **{f"{jenis}__in": fakta.order_by().values("pk")})
    asal = {f"asal_{nama}": Subquery(_elsewhere(user, jenis).values(_isi=kolom)[:1]) for nama, kolom in ASAL.items()}
    return json_rows(foto.annotate(**asal), *_columns(f"{jenis}__"), "cocok_waktu", "cocok_tempat", *asal)


ASAL: dict[str, Any] = {
    "jenis": F("kegiatan__uuid"),
    "uuid": Coalesce("kegiatan__uuid", "kunjungan__uuid"),
    "tanggal": Coalesce("kegiatan__tanggal", "kunjungan__tanggal"),
    "opd": Coalesce("kegiatan__penugasan__opd__nama", "kunjungan__penugasan__opd__nama"),
    "desa": Coalesce("kegiatan__penugasan__desa__nama", "kunjungan__penugasan__desa__nama"),
}
"""What is told of the other fact; its kind by whether it is an activity."""


def _elsewhere(user: Pengguna, jenis: str) -> QuerySet[Bukti]:
    """The first photo of another fact that counts and is the one this photo resembles; a correction carries it along."""
    berlaku = Q()
    for nama, model in FAKTA.items():
        berlaku |= Q(**{f"{nama}__in": model.objects.visible_to(user).in_force().order_by().values("pk")})
    lain = Q(**{f"{jenis}__isnull": True}) | ~Q(**{jenis: OuterRef(f"{jenis}_id")})
    sama = Bukti.objects.visible_to(user).filter(berlaku, lain, phash=OuterRef("mirip_dengan__phash"))
    return sama.order_by(F("dicatat_pada"), "pk")


def photos_of(isi: Mapping[str, Any]) -> tuple[FotoJanggal, ...]:
    """The photos, by day."""
    hasil = []
    for jenis in FAKTA:
        for baris in isi[f"foto_{jenis}"] or ():
            *kepala, waktu, tempat, asal_jenis, asal_uuid, asal_tanggal, asal_opd, asal_desa = baris
            asal = None
            if asal_uuid:
                milik = Tempat(0, "", asal_opd, "", asal_desa)
                asal = FaktaTerbaca(milik, _kind(asal_jenis), key_of(asal_uuid), day_of(asal_tanggal))
            beda = Kecocokan.TIDAK_COCOK
            hasil.append(FotoJanggal(_fact(jenis, kepala), waktu == beda, tempat == beda, asal))
    return tuple(sorted(hasil, key=lambda f: _order(f.fakta)))


def _kind(kegiatan: str | None) -> str:
    return "kegiatan" if kegiatan else "kunjungan"


def late_facts_of(isi: Mapping[str, Any]) -> tuple[Susulan, ...]:
    """The facts that came late, by day."""
    baris = ((jenis, b) for jenis in FAKTA for b in isi[f"susulan_{jenis}"] or ())
    return tuple(sorted((Susulan(_fact(j, b[:-1]), b[-1]) for j, b in baris), key=lambda s: _order(s.fakta)))


def _order(f: FaktaTerbaca) -> tuple[date, str, str]:
    return f.tanggal, f.jenis, f.uuid.hex


def _fact(jenis: str, isi: Iterable[Any]) -> FaktaTerbaca:
    opd_id, slug, opd, kode, desa, kecamatan, kabupaten, jenis_kab, uuid, tanggal = isi
    sebutan = f"Kota {kabupaten}" if jenis_kab == "kota" else f"Kab. {kabupaten}"
    tempat = Tempat(opd_id, slug, opd, kode, f"{desa}, Kec. {kecamatan}, {sebutan}")
    return FaktaTerbaca(tempat, jenis, key_of(uuid), day_of(tanggal))
