"""What is red in a village's IDM, who can act on it, and what one step up would gain by the index's own formula.

Red is an indicator scored 2 or less (desain.md, section 2). One step of one indicator adds 1 / (5 n 3) to the IDM, n being
how many indicators its dimension has; the ministry's `tambahan_nilai` is the gain of a full score (desa/rumus_indeks.py).
The gains are added to the IDM as decreed for the year of the scores, else to the IDM that the scores give.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import OuterRef

from desa.enums import DimensiIDM, JenisIndeks, StatusDesa
from desa.models import SKOR_BERMASALAH, Desa, Indikator, NilaiIndikator
from desa.rumus_indeks import SKOR_TERBAIK, empat_desimal, idm, tambahan
from opd.models import IndikatorOpd, Pengguna
from opd.rekap.daftar_json import json_list
from opd.rekap.indeks_batas import Batas, BukuBatas
from opd.rekap.indeks_deret import Deret

TAHUN_TERBANYAK = 4


@dataclass(frozen=True, slots=True)
class Pelaku:
    """Who can act: provincial OPDs of the mapping, and the words of the ministry's sheet."""

    opd: tuple[tuple[str, str], ...]
    provinsi: str
    kabupaten: str
    desa: str
    csr: bool

    @property
    def ada(self) -> bool:
        return bool(self.opd or self.provinsi or self.kabupaten or self.desa or self.csr)


@dataclass(frozen=True, slots=True)
class SkorIndikator:
    """One of the 50 indicators: its score of the newest year (None: unknown), earlier ones, and who can act."""

    dimensi: str
    nomor: int
    nama: str
    skor: int | None
    keterangan: str
    saran: str
    deret: tuple[int | None, ...]
    pelaku: Pelaku

    @property
    def merah(self) -> bool:
        return self.skor is not None and self.skor <= SKOR_BERMASALAH

    @property
    def tambah(self) -> Fraction:
        """What one step up adds to the IDM."""
        return tambahan(self.dimensi)

    @property
    def tambah_penuh(self) -> Fraction:
        """What the full score would add."""
        return tambahan(self.dimensi, SKOR_TERBAIK - (self.skor or 0))


@dataclass(frozen=True, slots=True)
class Kenaikan:
    """An IDM after a gain, and the status that it would have by the thresholds (None: none on record)."""

    tambah: Decimal
    nilai: Decimal | None
    status: StatusDesa | None
    naik: bool


@dataclass(frozen=True, slots=True)
class PapanIndikator:
    """The indicators of a village in the newest year with scores. `tahun_list`: the years of each `deret`, oldest first.

    `dasar`: the IDM to which gains are added; `resmi`: it is the decreed one; `terhitung`: the IDM that the scores give.
    """

    tahun: int
    tahun_list: tuple[int, ...]
    baris: tuple[SkorIndikator, ...]
    dasar: Decimal | None
    resmi: bool
    terhitung: Decimal | None
    batas: Batas | None

    @property
    def merah(self) -> list[tuple[SkorIndikator, Kenaikan]]:
        """The red ones, the largest gain first, each with what one step up would make of the IDM."""
        urut = sorted((b for b in self.baris if b.merah), key=lambda b: (-b.tambah, b.skor, b.dimensi, b.nomor))
        return [(b, self.after(b.tambah)) for b in urut]

    @property
    def semua(self) -> Kenaikan:
        """If every red indicator went up one step."""
        return self.after(sum((b.tambah for b in self.baris if b.merah), Fraction(0)))

    @property
    def per_opd(self) -> list[tuple[tuple[str, str] | None, int, Kenaikan]]:
        """Red indicators and their gain by provincial OPD of the mapping, the most first; last (None) those of no OPD.

        An indicator on which two OPDs can act counts for both, so the rows do not sum to all.
        """
        kelompok: dict[tuple[str, str] | None, list[Fraction]] = {}
        for b in (b for b in self.baris if b.merah):
            for opd in b.pelaku.opd or (None,):
                kelompok.setdefault(opd, []).append(b.tambah)
        urut = sorted(kelompok, key=lambda o: (o is None, -len(kelompok[o]), o or ("", "")))
        return [(o, len(kelompok[o]), self.after(sum(kelompok[o], Fraction(0)))) for o in urut]

    @property
    def per_dimensi(self) -> list[tuple[DimensiIDM, list[SkorIndikator]]]:
        return [(d, [b for b in self.baris if b.dimensi == d]) for d in DimensiIDM]

    @property
    def kurang(self) -> tuple[StatusDesa, Decimal] | None:
        """The next status, and how much the IDM lacks to exceed its bound."""
        if self.dasar is None or self.batas is None or (sampai := self.batas.sampai(self.dasar)) is None:
            return None
        return sampai[0], sampai[1] - self.dasar

    @property
    def beda(self) -> bool:
        """Whether the scores give another IDM than the decreed one."""
        return self.resmi and self.terhitung is not None and self.terhitung != self.dasar

    def after(self, tambah: Fraction) -> Kenaikan:
        """The IDM with a gain, rounded once, at the end."""
        bulat = empat_desimal(tambah)
        if self.dasar is None:
            return Kenaikan(bulat, None, None, naik=False)
        nilai = empat_desimal(Fraction(self.dasar) + tambah)
        if self.batas is None:
            return Kenaikan(bulat, nilai, None, naik=False)
        status = self.batas.status(nilai)
        return Kenaikan(bulat, nilai, status, naik=status != self.batas.status(self.dasar))


def read_indikator(user: Pengguna, desa: Desa, deret: Sequence[Deret], batas: BukuBatas) -> PapanIndikator | None:
    """The village's indicators; None when no score is known. Two queries."""
    nilai: dict[int, dict[int, Any]] = {}
    for n in NilaiIndikator.objects.visible_to(user).filter(desa=desa).order_by("tahun"):
        nilai.setdefault(n.tahun, {})[n.indikator_id] = n
    if not nilai:
        return None
    tahun_list = tuple(nilai)[-TAHUN_TERBANYAK:]
    pelaku = IndikatorOpd.objects.visible_to(user).filter(indikator=OuterRef("pk"))
    semua = Indikator.objects.visible_to(user).annotate(json_opd=json_list(pelaku, nama="opd__nama", slug="opd__slug"))
    urutan = list(DimensiIDM)
    indikator = sorted(semua, key=lambda i: (urutan.index(DimensiIDM(i.dimensi)), i.nomor))
    baris = tuple(_indikator(i, nilai, tahun_list) for i in indikator)
    return _papan(tahun_list, baris, deret, batas)


def _indikator(i: Any, nilai: dict[int, dict[int, Any]], tahun_list: tuple[int, ...]) -> SkorIndikator:
    kini = nilai[tahun_list[-1]].get(i.pk)
    dulu = (nilai[t].get(i.pk) for t in tahun_list)
    opd = sorted((o["nama"], o["slug"]) for o in i.json_opd or ())
    return SkorIndikator(
        dimensi=i.dimensi,
        nomor=i.nomor,
        nama=i.nama,
        skor=kini.skor if kini else None,
        keterangan=kini.keterangan if kini else "",
        saran=kini.kegiatan_disarankan if kini else "",
        deret=tuple(n.skor if n else None for n in dulu),
        pelaku=Pelaku(tuple(opd), i.pelaksana_prov, i.pelaksana_kab, i.pelaksana_desa, i.csr),
    )


def _papan(
    tahun_list: tuple[int, ...], baris: tuple[SkorIndikator, ...], deret: Sequence[Deret], batas: BukuBatas
) -> PapanIndikator:
    tahun = tahun_list[-1]
    skor = {d.value: [b.skor for b in baris if b.dimensi == d and b.skor is not None] for d in DimensiIDM}
    hitung = idm(skor)
    terhitung = None if hitung is None else empat_desimal(hitung)
    resmi = next((b.nilai for d in deret if d.jenis == JenisIndeks.IDM for b in d.baris if b.tahun == tahun), None)
    return PapanIndikator(
        tahun=tahun,
        tahun_list=tahun_list,
        baris=baris,
        dasar=terhitung if resmi is None else resmi,
        resmi=resmi is not None,
        terhitung=terhitung,
        batas=batas.of(JenisIndeks.IDM, tahun),
    )
