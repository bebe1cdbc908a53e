"""Follow-ups of visits: what is to be done where and by when, and what became of it; and a visit's answered checklist."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from opd.ambang import TINDAK_INGATKAN
from opd.enums import ButirPeriksa, JawabanButir
from opd.models import JawabanPeriksa, Pengguna, TindakLanjutKunjungan
from opd.rekap.daftar_json import day_of, json_list, moment_of, read_about

TINDAK_TERBANYAK = 20
"""Open follow-ups that the form of a new visit asks about; the village's page shows all."""


@dataclass(frozen=True, slots=True)
class BarisTindak:
    """One follow-up as pages show it; `hari_lewat` is below 0 before the due date."""

    kunci: UUID
    isi: str
    jatuh_tempo: date
    umkm: str
    umkm_uuid: UUID | None
    kunjungan: UUID
    tanggal: date
    opd: str
    hasil: str
    selesai_pada: datetime | None
    selesai_oleh: str
    lewat: UUID | None
    lewat_tanggal: date | None
    hari_lewat: int

    @property
    def kata(self) -> str:
        """Where it stands, beside the colour."""
        if self.selesai_pada:
            return "selesai"
        if self.hari_lewat > 0:
            return f"lewat {self.hari_lewat} hari"
        return f"{-self.hari_lewat} hari lagi" if self.hari_lewat else "hari ini"

    @property
    def kelas(self) -> str:
        if self.selesai_pada:
            return "baik"
        if self.hari_lewat > 0:
            return "buruk"
        return "awas" if self.hari_lewat >= -TINDAK_INGATKAN.nilai else "netral"


KOLOM = {
    "pk": "pk",
    "kunci": "kunci",
    "isi": "isi",
    "jatuh_tempo": "jatuh_tempo",
    "umkm": "umkm__nama",
    "umkm_uuid": "umkm__uuid",
    "kunjungan": "kunjungan__uuid",
    "tanggal": "kunjungan__tanggal",
    "opd": "kunjungan__penugasan__opd__nama",
    "hasil": "hasil",
    "selesai_pada": "selesai_pada",
    "selesai_oleh": "selesai_oleh__nama",
    "lewat": "selesai_kunjungan__uuid",
    "lewat_tanggal": "selesai_kunjungan__tanggal",
}


def list_tindak(user: Pengguna, syarat: Q) -> Subquery:
    """Follow-ups as a short list in the query of their visit, village or enterprise; read by `tindak_of`."""
    return json_list(TindakLanjutKunjungan.objects.visible_to(user).filter(syarat), **KOLOM)


def list_open(user: Pengguna, syarat: Q, *, until: date) -> Subquery:
    """The same of what is still to be done, from visits up to `until`."""
    terbuka = TindakLanjutKunjungan.objects.visible_to(user).unfinished().filter(kunjungan__tanggal__lte=until)
    return json_list(terbuka.filter(syarat), **KOLOM)


def open_of_village(desa_id: int, *, until: date) -> tuple[BarisTindak, ...]:
    """What a new visit to the village asks about: at most `TINDAK_TERBANYAK`. One query."""
    return tindak_of(read_about([desa_id], _open_in, until)["tindak"], until=until)[:TINDAK_TERBANYAK]


def _open_in(desa: Sequence[int], until: date) -> dict[str, Subquery]:
    return {"tindak": list_open(Pengguna(), Q(kunjungan__penugasan__desa__in=desa), until=until)}


def tindak_of(daftar: list[dict[str, Any]] | None, *, until: date) -> tuple[BarisTindak, ...]:
    """What `list_tindak` or `list_open` read, the one due first on top."""
    baris = sorted(daftar or [], key=lambda r: (r["jatuh_tempo"], r["pk"]))
    return tuple(_baris(r, until) for r in baris)


def _baris(r: dict[str, Any], until: date) -> BarisTindak:
    tempo = day_of(r["jatuh_tempo"])
    return BarisTindak(
        kunci=UUID(r["kunci"]),
        isi=r["isi"],
        jatuh_tempo=tempo,
        umkm=r["umkm"] or "",
        umkm_uuid=r["umkm_uuid"] and UUID(r["umkm_uuid"]),
        kunjungan=UUID(r["kunjungan"]),
        tanggal=day_of(r["tanggal"]),
        opd=r["opd"],
        hasil=r["hasil"],
        selesai_pada=r["selesai_pada"] and moment_of(r["selesai_pada"]),
        selesai_oleh=r["selesai_oleh"] or "",
        lewat=r["lewat"] and UUID(r["lewat"]),
        lewat_tanggal=r["lewat_tanggal"] and day_of(r["lewat_tanggal"]),
        hari_lewat=(until - tempo).days,
    )


@dataclass(frozen=True, slots=True)
class ButirTerjawab:
    """An answered item of a visit's checklist in words."""

    butir: str
    jawaban: JawabanButir
    keterangan: str


@dataclass(frozen=True, slots=True)
class Periksa:
    """A visit's checklist: its answers in order, how many items were seen to, and of how many that applied."""

    jawaban: tuple[ButirTerjawab, ...]
    diperiksa: int
    berlaku: int


def list_periksa(user: Pengguna) -> Subquery:
    """The answers as a short list in the query of their visit; read by `periksa_of`."""
    jawaban = JawabanPeriksa.objects.visible_to(user).filter(kunjungan=OuterRef("pk"))
    return json_list(jawaban, **{k: k for k in ("pk", "butir", "jawaban", "keterangan")})


def periksa_of(daftar: list[dict[str, Any]] | None) -> Periksa:
    """What `list_periksa` read. An item applies unless it was answered "tidak berlaku"."""
    baris = sorted(daftar or [], key=lambda r: r["pk"])
    jawaban = tuple(
        ButirTerjawab(str(ButirPeriksa(r["butir"]).label), JawabanButir(r["jawaban"]), r["keterangan"]) for r in baris
    )
    ya, tidak = (sum(j.jawaban == kata for j in jawaban) for kata in (JawabanButir.YA, JawabanButir.TIDAK))
    return Periksa(jawaban, ya, ya + tidak)
