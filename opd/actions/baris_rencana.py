"""Write, move and remove lines of a plan that its OPD still writes. Each deed counts the paper's version up."""

from __future__ import annotations

import uuid as uuid_
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max, QuerySet, Sum

from desa.angka import DesimalField, format_rupiah
from desa.models import Indikator, NilaiIndikator, record
from desa.scoped import deed, penjaga
from opd.actions.dasar import MintaYakin, save_checked
from opd.actions.dukungan import drop_line
from opd.actions.fakta import lock_for_facts
from opd.actions.naskah import touch
from opd.actions.wajar import is_far, middle
from opd.enums import Akumulasi, Polaritas, StatusNaskah, Strategi, SumberDana
from opd.models import BarisRencana, PaguBaris, Pengguna, RencanaAksi
from opd.rekap.capaian import NAMA_TW

BARIS_TERBANYAK = 60

TANPA_INDIKATOR = "Pilih sedikitnya satu indikator bermasalah yang hendak diperbaiki baris ini."
TANPA_TARGET = "Isi target sedikitnya satu triwulan dengan angka lebih dari 0."


@dataclass(frozen=True)
class IsiBaris:
    """What the form says of a line. `indikator` holds primary keys, `pagu` (sumber, rupiah) pairs in order of source."""

    indikator: frozenset[int]
    strategi: str
    kegiatan: str
    sasaran: str
    satuan: str
    target: tuple[Decimal, Decimal, Decimal, Decimal]
    polaritas: str = Polaritas.POSITIF
    akumulasi: str = Akumulasi.NON_KUMULATIF
    pic: str = ""
    kode_subkegiatan: str = ""
    pagu: tuple[tuple[str, int], ...] = ()

    @property
    def pagu_rp(self) -> int:
        return sum(rp for _, rp in self.pagu)

    def columns(self) -> dict[str, Any]:
        """The columns of BarisRencana itself."""
        kolom = {k: getattr(self, k) for k in TEKS}
        return kolom | {f"target_tw{n}": t for n, t in enumerate(self.target, 1)}


TEKS = ("strategi", "kegiatan", "sasaran", "satuan", "polaritas", "akumulasi", "pic", "kode_subkegiatan")


def isi_of(baris: BarisRencana) -> IsiBaris:
    """What a stored line says, in the form's terms; the caller has checked the right to it. Two queries."""
    kolom = {k: getattr(baris, k) for k in TEKS}
    with penjaga(False):
        pagu = sorted((p.sumber, p.pagu_rp) for p in baris.pagu.all())
        indikator = frozenset(i.pk for i in baris.indikator.all())
    return IsiBaris(indikator=indikator, target=baris.target, pagu=tuple(pagu), **kolom)


@deed
def save_baris(
    rencana: RencanaAksi,
    isi: IsiBaris,
    *,
    kunci: uuid_.UUID,
    versi: int,
    by: Pengguna,
    at: datetime,
    yakin: bool = False,
) -> RencanaAksi:
    """Add the line `kunci`, or change it; the plan with its new version. A line that says so already is left alone.

    Raises PermissionDenied, or ValidationError when the plan changed meanwhile or the content does not fit; MintaYakin
    when the rupiah look as if noughts were added or lost and `yakin` does not say that they are right.
    """
    lock_for_facts(rencana.penugasan_id, by=by, at=at)
    lama = BarisRencana.objects.filter(rencana=rencana, kunci=kunci).first()
    dulu = isi_of(lama) if lama else None
    if dulu == isi:
        return rencana
    rencana = touch(rencana, versi=versi, by=by, at=at)
    baris = lama or _new_line(rencana, kunci)
    baris.rencana = rencana
    _require_fitting(baris, isi, yakin=yakin)
    for nama, nilai in isi.columns().items():
        setattr(baris, nama, nilai)
    _write(baris, isi)
    kini, kata = _words(isi), _words(dulu) if dulu else {}
    perubahan = {k: [kata.get(k), v] for k, v in kini.items() if v != kata.get(k, "")}
    tindakan = f"menyunting baris “{dulu.kegiatan[:60]}”" if dulu else f"menyusun baris “{isi.kegiatan[:60]}”"
    _record(rencana, f"{tindakan} pada rencana aksi", perubahan, by=by, at=at)
    return rencana


def _new_line(rencana: RencanaAksi, kunci: uuid_.UUID) -> BarisRencana:
    if rencana.baris.count() >= BARIS_TERBANYAK:
        raise ValidationError(f"Rencana aksi memuat paling banyak {BARIS_TERBANYAK} baris. Gabungkan yang sejenis.")
    urutan = (rencana.baris.aggregate(n=Max("urutan"))["n"] or 0) + 1
    return BarisRencana(rencana=rencana, kunci=kunci, urutan=urutan)


def _write(baris: BarisRencana, isi: IsiBaris) -> None:
    save_checked(baris)
    baris.indikator.set(isi.indikator)
    baris.pagu.all().delete()
    for sumber, rp in isi.pagu:
        save_checked(PaguBaris(baris=baris, sumber=sumber, pagu_rp=rp))


@deed
def move_baris(
    rencana: RencanaAksi, kunci: uuid_.UUID, *, naik: bool, versi: int, by: Pengguna, at: datetime
) -> RencanaAksi:
    """The plan with that line one place higher or lower; at the end of the list it stays where it is."""
    lock_for_facts(rencana.penugasan_id, by=by, at=at)
    urut = list(rencana.baris.all())
    dari = urut.index(_line(rencana, kunci))
    ke = dari - 1 if naik else dari + 1
    if not 0 <= ke < len(urut):
        return rencana
    rencana = touch(rencana, versi=versi, by=by, at=at)
    urut.insert(ke, urut.pop(dari))
    for n, b in enumerate(urut, 1):
        if b.urutan != n:
            b.urutan = n
            b.save(update_fields=["urutan"])
    tindakan = f"menyunting urutan baris “{urut[ke].kegiatan[:60]}” pada rencana aksi"
    _record(rencana, tindakan, {"urutan": [dari + 1, ke + 1]}, by=by, at=at)
    return rencana


@deed
def remove_baris(rencana: RencanaAksi, kunci: uuid_.UUID, *, versi: int, by: Pengguna, at: datetime) -> RencanaAksi:
    """A draft without that line; what it said stays in the Catatan. What was verified in an earlier version stays there."""
    rencana = touch(rencana, versi=versi, by=by, at=at)
    baris = _line(rencana, kunci)
    lama = {k: [v, None] for k, v in _words(isi_of(baris)).items() if v}
    baris.indikator.clear()
    baris.pagu.all().delete()
    baris.delete()
    if ditarik := drop_line(kunci, by=by, at=at):
        lama["dukungan yang diminta"] = [", ".join(ditarik), None]
    tindakan = f"menyunting rencana aksi: menghapus baris “{baris.kegiatan[:60]}”"
    _record(rencana, tindakan, lama, by=by, at=at)
    return rencana


def _line(rencana: RencanaAksi, kunci: uuid_.UUID) -> BarisRencana:
    baris = BarisRencana.objects.filter(rencana=rencana, kunci=kunci).first()
    if baris is None:
        raise ValidationError("Baris ini sudah tidak ada pada rencana itu. Muat ulang halaman.", code="berubah")
    return baris


def _record(
    rencana: RencanaAksi, tindakan: str, perubahan: dict[str, list[Any]], *, by: Pengguna, at: datetime
) -> None:
    record(by, tindakan, rencana, at=at, opd_id=rencana.penugasan.opd_id, perubahan=perubahan)


def _words(isi: IsiBaris) -> dict[str, str]:
    """What a line says, by field, as people read it. One query."""
    nama = Indikator.objects.filter(pk__in=isi.indikator).values_list("nama", flat=True)
    tulis = DesimalField().write
    return {
        "kegiatan": isi.kegiatan,
        "indikator bermasalah": "; ".join(nama),
        "strategi": str(Strategi(isi.strategi).label),
        "sasaran": isi.sasaran,
        "target": "; ".join(f"TW {tw} {tulis(t)}" for tw, t in zip(NAMA_TW, isi.target, strict=True)),
        "satuan": isi.satuan,
        "arah": str(Polaritas(isi.polaritas).label),
        "cara menghitung": str(Akumulasi(isi.akumulasi).label),
        "penanggung jawab kegiatan": isi.pic,
        "kode subkegiatan": isi.kode_subkegiatan,
        "pagu": "; ".join(f"{SumberDana(s).label} {format_rupiah(rp)}" for s, rp in isi.pagu),
    }


# --- what a line must say ------------------------------------------------------------------------------------------


def _require_fitting(baris: BarisRencana, isi: IsiBaris, *, yakin: bool) -> None:
    _require_target(isi)
    if not isi.indikator:
        raise ValidationError({"indikator": TANPA_INDIKATOR})
    if isi.indikator - read_boleh(baris.rencana).of(baris.kunci):
        raise ValidationError({"indikator": "Ada indikator yang bukan masalah desa ini. Pilih kembali dari daftar."})
    if not yakin:
        _ask_about_money(baris, isi)


def _require_target(isi: IsiBaris) -> None:
    if any(t < 0 for t in isi.target):
        raise ValidationError({"target_tw1": "Target tidak boleh negatif. Isi 0 bila tidak ada target triwulan itu."})
    if not any(isi.target):
        raise ValidationError({"target_tw1": TANPA_TARGET})
    if isi.akumulasi == Akumulasi.KUMULATIF:
        for n in (1, 2, 3):
            if isi.target[n] < isi.target[n - 1]:
                batas = DesimalField().write(isi.target[n - 1])
                raise ValidationError(
                    {f"target_tw{n + 1}": f"Angka berjalan tidak boleh turun. Isi paling sedikit {batas}."}
                )
    if isi.akumulasi == Akumulasi.AKHIR_PERIODE and (any(isi.target[:3]) or not isi.target[3]):
        raise ValidationError(
            {"target_tw4": "Kegiatan yang dinilai pada akhir tahun diisi target TW IV saja; kosongkan yang lain."}
        )


@dataclass(frozen=True)
class Boleh:
    """The indicators that lines of a plan may be bound to: the village's problems, and what a line had when verified."""

    masalah: frozenset[int]
    dulu: dict[uuid_.UUID, set[int]]

    def of(self, kunci: uuid_.UUID) -> frozenset[int]:
        return self.masalah | self.dulu.get(kunci, set())


def read_boleh(rencana: RencanaAksi) -> Boleh:
    """Three queries."""
    dulu: dict[uuid_.UUID, set[int]] = defaultdict(set)
    terdahulu = BarisRencana.objects.filter(
        rencana__penugasan=rencana.penugasan_id, rencana__tahun=rencana.tahun, rencana__status=StatusNaskah.DIVERIFIKASI
    )
    for kunci, indikator in terdahulu.values_list("kunci", "indikator"):
        dulu[kunci].add(indikator)
    return Boleh(problem_indicators(rencana.penugasan.desa_id), dulu)


def problem_indicators(desa_id: int) -> frozenset[int]:
    """Primary keys of the village's problem indicators (score 2 or less) in its newest year.

    Where no score of the village is known, every indicator may be meant. Two queries.
    """
    nilai = NilaiIndikator.objects.filter(desa=desa_id)
    baru = nilai.aggregate(tahun=Max("tahun"))["tahun"]
    if baru is None:
        return frozenset(Indikator.objects.values_list("pk", flat=True))
    return frozenset(nilai.filter(tahun=baru).bermasalah().values_list("indikator", flat=True))


def _ask_about_money(baris: BarisRencana, isi: IsiBaris) -> None:
    """Raise MintaYakin when the pagu is far from the village's other lines of any year, or from all lines if it has none."""
    if not isi.pagu_rp:
        return
    lain = PaguBaris.objects.exclude(baris__kunci=baris.kunci)
    desa = lain.filter(baris__rencana__penugasan__desa=baris.rencana.penugasan.desa_id)
    tengah = _middle(desa) or _middle(lain)
    if tengah and is_far(isi.pagu_rp, tengah):
        raise MintaYakin(
            f"Pagu {format_rupiah(isi.pagu_rp)} sangat jauh dari pagu baris lain, yang tengahnya "
            f"{format_rupiah(tengah)}. Periksa jumlah nolnya, atau centang bahwa pagu ini benar.",
            code="lonjakan",
        )


def _middle(pagu: QuerySet[PaguBaris]) -> int:
    """The median of the lines' pagu; 0 where there are none."""
    return middle(pagu.order_by().values("baris").annotate(rp=Sum("pagu_rp")).values_list("rp", flat=True))
