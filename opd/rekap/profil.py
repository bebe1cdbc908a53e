"""What the profile of a village shows beside its programme: indices in words, problem indicators, latest events.

Sub-indices are spoken of as "hijau" or "merah" in Maluku: Uraur's IKS 0.71 and IKL 0.699 were called hijau, its IKE 0.61
merah (Dinas Ketahanan Pangan, August 2023). No rule was published with the words. The rule here, consistent with
them: hijau lies in the upper half of the band "Berkembang" (0.5989 to 0.7072, Permendesa PDTT 2/2016) or above it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db.models import Case, CharField, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value, When

from desa.enums import DimensiIDM, JenisIndeks, Sinyal, StatusDesa, SumberKesejahteraan
from desa.models import DaftarPrioritas, Desa, IndeksDesa, KondisiDesa, Kontak, NilaiIndikator, PotretKesejahteraan
from opd.models import Asesmen, Kegiatan, Kunjungan, Pengguna
from opd.models.kegiatan import FaktaPenugasanQuerySet
from opd.rekap.daftar_json import KelompokJson, day_of, json_list, key_of
from opd.rekap.versi_rencana import with_plan

BATAS_IDM = (
    (Decimal("0.4907"), StatusDesa.SANGAT_TERTINGGAL),
    (Decimal("0.5989"), StatusDesa.TERTINGGAL),
    (Decimal("0.7072"), StatusDesa.BERKEMBANG),
    (Decimal("0.8155"), StatusDesa.MAJU),
)
BATAS_HIJAU = (BATAS_IDM[1][0] + BATAS_IDM[2][0]) / 2
WARNA_STATUS = {
    StatusDesa.SANGAT_TERTINGGAL: "buruk",
    StatusDesa.TERTINGGAL: "awas",
    StatusDesa.BERKEMBANG: "netral",
    StatusDesa.MAJU: "baik",
    StatusDesa.MANDIRI: "baik",
}


def status_of(nilai: Decimal) -> StatusDesa:
    """The status word a value on the IDM scale would have. Law: Permendesa PDTT 2/2016."""
    return next((status for batas, status in BATAS_IDM if nilai <= batas), StatusDesa.MANDIRI)


@dataclass(frozen=True)
class SubIndeks:
    """One dimension of an IDM: its value, "hijau" or "merah", and the status word of the same band."""

    dimensi: str
    nama: str
    nilai: Decimal

    @property
    def kata(self) -> str:
        return "hijau" if self.nilai > BATAS_HIJAU else "merah"

    @property
    def setara(self) -> str:
        return str(status_of(self.nilai).label)


@dataclass(frozen=True)
class TahunIndeks:
    """One year of one kind of index. The two kinds are never mixed into one series."""

    KOLOM: ClassVar[tuple[str, ...]] = (
        "tahun",
        "jenis",
        "nilai",
        "iks",
        "ike",
        "ikl",
        "status",
        "sumber",
        "tanggal_data",
    )

    tahun: int
    jenis: str
    nilai: Decimal
    status: str
    warna: str
    sub: tuple[SubIndeks, ...]
    sumber: str
    tanggal_data: date

    @classmethod
    def dari(cls, isi: dict[str, Any]) -> Self:
        status = StatusDesa(isi["status"])
        tiga = [isi[k] for k in ("iks", "ike", "ikl")]
        lengkap = isi["jenis"] == JenisIndeks.IDM and None not in tiga
        sub = [
            SubIndeks(d.value, str(d.label), Decimal(str(n))) for d, n in zip(DimensiIDM, tiga, strict=True) if lengkap
        ]
        return cls(
            tahun=isi["tahun"],
            jenis=isi["jenis"],
            nilai=Decimal(str(isi["nilai"])),
            status=str(status.label),
            warna=WARNA_STATUS[status],
            sub=tuple(sub),
            sumber=isi["sumber"],
            tanggal_data=date.fromisoformat(isi["tanggal_data"]),
        )


@dataclass(frozen=True)
class BarisKontak:
    """A person to call, whether a number is stored, and whether the reader may open it."""

    pk: int
    jabatan: str
    nama: str
    mulai: date | None
    ada_nomor: bool
    boleh_buka: bool

    @classmethod
    def dari(cls, isi: dict[str, Any]) -> Self:
        mulai = isi["mulai"] and date.fromisoformat(isi["mulai"])
        return cls(isi["pk"], isi["jabatan"], isi["nama"], mulai, bool(isi["ada_nomor"]), bool(isi["boleh_buka"]))


@dataclass(frozen=True)
class BarisAsesmen:
    """An asesmen of the village: when, and by which OPD."""

    uuid: UUID
    tanggal: date
    opd: str

    @classmethod
    def dari(cls, isi: dict[str, Any]) -> Self:
        return cls(UUID(isi["uuid"]), date.fromisoformat(isi["tanggal"]), isi["opd"])


@dataclass(frozen=True)
class Kondisi:
    """How a village is reached and connected, as known on `tanggal`."""

    KOLOM: ClassVar[tuple[str, ...]] = (
        "tanggal",
        "sinyal",
        "listrik_jam",
        "moda",
        "jam_tempuh",
        "biaya_rp",
        "sumber",
    )

    tanggal: date
    sinyal: str
    listrik_jam: int | None
    moda: str
    jam_tempuh: Decimal | None
    biaya_rp: int | None
    sumber: str

    @classmethod
    def dari(cls, isi: dict[str, Any]) -> Self:
        jam = None if isi["jam_tempuh"] is None else Decimal(str(isi["jam_tempuh"]))
        label = str(Sinyal(isi["sinyal"]).label)
        return cls(**isi | {"tanggal": date.fromisoformat(isi["tanggal"]), "jam_tempuh": jam, "sinyal": label})


@dataclass(frozen=True)
class BarisPotret:
    """A verified potret kesejahteraan, without its counts: they depend on the reader."""

    sumber: str
    tanggal: date

    @classmethod
    def dari(cls, isi: dict[str, Any]) -> Self:
        return cls(str(SumberKesejahteraan(isi["sumber"]).label), date.fromisoformat(isi["tanggal"]))


def with_profile(user: Pengguna, *, on: date) -> QuerySet[Desa]:
    """Villages with place, indices, contacts, condition, priority lists, potret and asesmen. One query, for `profile_of`."""
    desa = OuterRef("pk")
    indeks = IndeksDesa.objects.visible_to(user).filter(desa=desa)
    kondisi = KondisiDesa.objects.visible_to(user).in_force().filter(desa=desa, tanggal__lte=on)
    kontak = Kontak.objects.visible_to(user).filter(Q(desa=desa) | Q(kecamatan=OuterRef("kecamatan")))
    kontak = kontak.filter(Q(selesai__isnull=True) | Q(selesai__gt=on))
    terbuka = Kontak.objects.personal_for(user).filter(pk=OuterRef("pk")).exclude(telepon_sandi="")
    kontak = kontak.annotate(boleh_buka=Exists(terbuka), ada_nomor=~Q(telepon_sandi=""))
    kolom_kontak = ("pk", "jabatan", "nama", "mulai", "ada_nomor", "boleh_buka")
    prioritas = DaftarPrioritas.objects.visible_to(user).filter(desa=desa)
    asesmen = Asesmen.objects.visible_to(user).in_force().filter(penugasan__desa=desa, tanggal__lte=on)
    potret = PotretKesejahteraan.objects.visible_to(user).verified().filter(desa=desa, tanggal_data__lte=on)
    return (
        Desa.objects.visible_to(user)
        .with_place()
        .annotate(
            json_indeks=json_list(indeks, **{k: k for k in TahunIndeks.KOLOM}),
            json_kontak=json_list(kontak, **{k: k for k in kolom_kontak}),
            json_kondisi=json_list(kondisi, **{k: k for k in Kondisi.KOLOM}),
            json_prioritas=json_list(prioritas, nama="nama"),
            json_potret=json_list(potret, sumber="sumber", tanggal="tanggal_data"),
            json_asesmen=json_list(asesmen, uuid="uuid", tanggal="tanggal", opd="penugasan__opd__nama"),
        )
    )


def profile_of(desa: Any) -> dict[str, Any]:
    """What `with_profile` read, as dataclasses: indeks, potret and asesmen (newest first), kontak, kondisi, prioritas."""
    indeks = [TahunIndeks.dari(i) for i in desa.json_indeks or []]
    kontak = [BarisKontak.dari(k) for k in desa.json_kontak or []]
    kondisi = [Kondisi.dari(k) for k in desa.json_kondisi or []]
    return {
        "indeks": sorted(indeks, key=lambda i: (i.tahun, i.jenis), reverse=True),
        "kontak": sorted(kontak, key=lambda k: (k.jabatan != "kepala_desa", k.jabatan != "camat", k.jabatan, k.pk)),
        "kondisi": max(kondisi, key=lambda k: k.tanggal, default=None),
        "asesmen": sorted(map(BarisAsesmen.dari, desa.json_asesmen or []), key=lambda a: a.tanggal, reverse=True),
        "potret": sorted(map(BarisPotret.dari, desa.json_potret or []), key=lambda p: p.tanggal, reverse=True),
        "prioritas": sorted(p["nama"] for p in desa.json_prioritas or []),
    }


@dataclass(frozen=True)
class MasalahIndikator:
    """A problem indicator: its score, what the ministry's sheet suggests, and which OPDs can act on it."""

    dimensi: str
    nomor: int
    nama: str
    tahun: int
    skor: int
    keterangan: str
    saran: str
    tambahan: Decimal | None
    pelaksana_kab: str
    opd: tuple[tuple[str, str], ...]


def problem_indicators(user: Pengguna, desa: Desa) -> list[MasalahIndikator]:
    """The newest year's indicators scored 2 or less, worst first. One query."""
    nilai = NilaiIndikator.objects.visible_to(user).filter(desa=desa)
    terbaru = nilai.order_by().values("desa").annotate(t=Max("tahun")).values("t")
    rows = nilai.filter(tahun__in=terbaru).bermasalah().order_by("skor", "indikator__dimensi", "indikator__nomor", "pk")
    kunci: dict[int, dict[str, Any]] = {}
    pelaku: dict[int, list[tuple[str, str]]] = {}
    for r in rows.values(
        "pk",
        "tahun",
        "skor",
        "keterangan",
        "kegiatan_disarankan",
        "tambahan_nilai",
        "indikator__dimensi",
        "indikator__nomor",
        "indikator__nama",
        "indikator__pelaksana_kab",
        "indikator__pelaksana__opd__nama",
        "indikator__pelaksana__opd__slug",
    ):
        kunci.setdefault(r["pk"], dict(r))
        if r["indikator__pelaksana__opd__slug"]:
            pelaku.setdefault(r["pk"], []).append(
                (r["indikator__pelaksana__opd__nama"], r["indikator__pelaksana__opd__slug"])
            )
    return [_masalah(r, tuple(sorted(pelaku.get(pk, [])))) for pk, r in kunci.items()]


def _masalah(r: dict[str, Any], opd: tuple[tuple[str, str], ...]) -> MasalahIndikator:
    return MasalahIndikator(
        dimensi=r["indikator__dimensi"],
        nomor=r["indikator__nomor"],
        nama=r["indikator__nama"],
        tahun=r["tahun"],
        skor=r["skor"],
        keterangan=r["keterangan"],
        saran=r["kegiatan_disarankan"],
        tambahan=r["tambahan_nilai"],
        pelaksana_kab=r["indikator__pelaksana_kab"],
        opd=opd,
    )


def event_list(desa: Sequence[int], *, until: date, banyak: int = 8) -> dict[str, Subquery]:
    """What `events_of` reads, the same for every reader (`read_about`)."""
    siapa = Pengguna()

    def ambil(kueri: FaktaPenugasanQuerySet, jenis: str, judul: str, baris: Any) -> QuerySet:
        terpilih = kueri.in_force().filter(penugasan__desa__in=desa, tanggal__lte=until).order_by()
        tetap = Value(jenis, output_field=CharField())
        isi = terpilih.annotate(jenis=tetap, apa=F(judul), opd=F("penugasan__opd__nama"), rencana=baris)
        return isi.values("uuid", "tanggal", "jenis", "apa", "opd", "rencana")

    kosong = Value("", output_field=CharField())
    baris = Case(When(di_rencana=True, then=F("baris__kegiatan")), default=kosong, output_field=CharField())
    kegiatan = ambil(with_plan(Kegiatan.objects.visible_to(siapa)), "kegiatan", "judul", baris)
    kunjungan = ambil(Kunjungan.objects.visible_to(siapa), "kunjungan", "cara", kosong)
    return {"peristiwa": KelompokJson(kegiatan.union(kunjungan, all=True).order_by("-tanggal")[:banyak])}


@dataclass(frozen=True, slots=True)
class Peristiwa:
    """An activity or a visit. `rencana` is the line of the plan that an activity is for; empty is "di luar rencana"."""

    uuid: UUID
    tanggal: date
    jenis: str
    apa: str
    opd: str
    rencana: str


def events_of(terbaca: Mapping[str, Any]) -> list[Peristiwa]:
    """The newest activities and visits of a village, read already."""
    semua = (Peristiwa(key_of(uuid), day_of(hari), *isi) for uuid, hari, *isi in terbaca["peristiwa"] or ())
    return sorted(semua, key=attrgetter("tanggal"), reverse=True)
