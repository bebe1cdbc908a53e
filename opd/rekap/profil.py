"""What the profile of a village shows beside its programme: indices in words, problem indicators, latest events.

Sub-indices are spoken of as "hijau" or "merah" in Maluku: Uraur's IKS 0.71 and IKL 0.699 were called hijau, its IKE 0.61
merah (Dinas Ketahanan Pangan, August 2023). No rule was published with the words. The rule here, consistent with
them: hijau lies in the upper half of the band "Berkembang" (0.5989 to 0.7072, Permendesa PDTT 2/2016) or above it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.db.models import CharField, F, Max, QuerySet, Value

from desa.enums import DimensiIDM, JenisIndeks, Sinyal, StatusDesa
from desa.models import Desa, IndeksDesa, NilaiIndikator
from opd.models import Kegiatan, Kunjungan, Pengguna

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
    """One year of one kind of index."""

    tahun: int
    jenis: str
    nilai: Decimal
    status: str
    warna: str
    sub: tuple[SubIndeks, ...]
    sumber: str
    tanggal_data: date
    lewat_kode: str


def index_years(rows: Iterable[IndeksDesa]) -> list[TahunIndeks]:
    """Newest first; the two kinds of index are never mixed into one series."""
    return [
        TahunIndeks(
            tahun=r.tahun,
            jenis=r.jenis,
            nilai=r.nilai,
            status=r.get_status_display(),
            warna=WARNA_STATUS[StatusDesa(r.status)],
            sub=_sub(r),
            sumber=r.sumber,
            tanggal_data=r.tanggal_data,
            lewat_kode=r.kode_asal,
        )
        for r in sorted(rows, key=lambda r: (r.tahun, r.jenis), reverse=True)
    ]


def _sub(r: IndeksDesa) -> tuple[SubIndeks, ...]:
    if r.jenis != JenisIndeks.IDM or r.iks is None or r.ike is None or r.ikl is None:
        return ()
    return tuple(SubIndeks(d.value, str(d.label), n) for d, n in zip(DimensiIDM, (r.iks, r.ike, r.ikl), strict=True))


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
    def dari(cls, isi: dict[str, Any] | None) -> Self | None:
        """Made from the columns as JSON gives them; None stays None."""
        if isi is None:
            return None
        jam = None if isi["jam_tempuh"] is None else Decimal(str(isi["jam_tempuh"]))
        label = str(Sinyal(isi["sinyal"]).label)
        return cls(**isi | {"tanggal": date.fromisoformat(isi["tanggal"]), "jam_tempuh": jam, "sinyal": label})


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
        kunci.setdefault(r["pk"], r)
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


def latest_events(user: Pengguna, desa: Desa, *, until: date, banyak: int = 8) -> QuerySet:
    """The newest activities and visits of a village as dicts (jenis, uuid, tanggal, judul, opd). One query."""

    def ambil(model: type[Kegiatan] | type[Kunjungan], jenis: str, judul: str) -> QuerySet:
        kueri = model.objects.visible_to(user).in_force().filter(penugasan__desa=desa, tanggal__lte=until)
        return (
            kueri.order_by()
            .annotate(
                jenis=Value(jenis, output_field=CharField()),
                apa=F(judul) if judul != "cara" else F("cara"),
                opd=F("penugasan__opd__nama"),
            )
            .values("jenis", "uuid", "tanggal", "apa", "opd")
        )

    return (
        ambil(Kegiatan, "kegiatan", "judul")
        .union(ambil(Kunjungan, "kunjungan", "cara"), all=True)
        .order_by("-tanggal")[:banyak]
    )
