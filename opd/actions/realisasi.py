"""An activity against a line of the plan: which lines it may be for, in which unit, and figures that are asked about once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Sum

from desa.angka import DesimalField, format_rupiah
from opd.actions.dasar import MintaYakin
from opd.actions.wajar import is_far, middle
from opd.models import BarisRencana, Kegiatan, Penugasan
from opd.rekap.terlaksana import same_unit
from opd.rekap.versi_rencana import lines_in_force

if TYPE_CHECKING:
    from opd.actions.kegiatan import IsiKegiatan

KALI_TARGET = 10
KALI_PAGU = 10
BENAR = "Periksa angkanya, atau centang bahwa angka ini benar."


@dataclass(frozen=True)
class Tujuan:
    """The line that an activity names; `berlaku`: it stands in the plan in force of the activity's year."""

    baris: BarisRencana
    berlaku: bool


def follow_line(penugasan: Penugasan, isi: IsiKegiatan) -> tuple[IsiKegiatan, Tujuan | None]:
    """`isi` on the line as it stands in the plan in force, in the line's unit, and that line. None without a line.

    A form opened before a revision names the line's earlier version: it is the same line.
    """
    dipilih = BarisRencana.objects.filter(pk=isi.baris).first() if isi.baris else None
    if dipilih is None:
        return isi, None
    berlaku = lines_in_force().filter(rencana__penugasan=penugasan.pk, rencana__tahun=isi.tanggal.year)
    return on_line(isi, dipilih, berlaku.filter(kunci=dipilih.kunci).first())


def on_line(isi: IsiKegiatan, dipilih: BarisRencana, kini: BarisRencana | None) -> tuple[IsiKegiatan, Tujuan]:
    """The same with the line's row in the plan in force at hand; None where that plan has it no more."""
    baris = kini or dipilih
    satuan = isi.satuan
    if isi.volume is not None and (not satuan or same_unit(satuan) == same_unit(baris.satuan)):
        satuan = baris.satuan
    return replace(isi, baris=baris.pk, satuan=satuan), Tujuan(baris, kini is not None)


def require_line(isi: IsiKegiatan, tujuan: Tujuan | None, *, lama: Kegiatan | None = None) -> None:
    """Raise ValidationError unless the line may be named: of the plan in force that year, or kept as `lama` had it."""
    if isi.baris is None:
        return
    tetap = lama is not None and (lama.baris_id, lama.tanggal.year) == (isi.baris, isi.tanggal.year)
    if tujuan is None or not (tujuan.berlaku or tetap):
        raise ValidationError(
            {
                "baris": f"Baris ini bukan dari rencana {isi.tanggal.year} yang berlaku. "
                "Pilih baris lain atau di luar rencana."
            }
        )
    if isi.volume is None or same_unit(isi.satuan) != same_unit(tujuan.baris.satuan):
        raise ValidationError(
            {"satuan": f"Baris rencana ini dihitung dalam {tujuan.baris.satuan}. Isi volume dalam satuan itu."}
        )


def ask_about(
    penugasan: Penugasan, isi: IsiKegiatan, tujuan: Tujuan | None, *, lama: IsiKegiatan | None = None
) -> None:
    """Raise MintaYakin, one sentence each, for a volume or rupiah out of all proportion that is new in `isi`."""
    pagu = (tujuan.baris.pagu.aggregate(n=Sum("pagu_rp"))["n"] or 0) if tujuan else 0
    kalimat = doubts(isi, tujuan, lama=lama, pagu=pagu, usual=lambda: usual_cost(penugasan))
    if kalimat:
        raise MintaYakin([*kalimat, BENAR], code="lonjakan")


def doubts(
    isi: IsiKegiatan, tujuan: Tujuan | None, *, lama: IsiKegiatan | None, pagu: int, usual: Callable[[], int]
) -> list[str]:
    """What is asked about a volume or rupiah that is new in `isi`. `pagu` is the line's for the year, 0 without one."""
    kalimat: list[str] = []
    if tujuan and (lama is None or (lama.volume, lama.baris) != (isi.volume, isi.baris)):
        kalimat += _volume(isi, tujuan.baris)
    if lama is None or (lama.dana, lama.baris) != (isi.dana, isi.baris):
        kalimat += _rupiah(isi, pagu, usual)
    return kalimat


def _volume(isi: IsiKegiatan, baris: BarisRencana) -> Iterator[str]:
    if isi.volume is not None and isi.volume > KALI_TARGET * baris.volume:
        tulis = DesimalField().write
        yield (
            f"Volume {tulis(isi.volume)} {baris.satuan} lebih dari {KALI_TARGET} kali target setahun, "
            f"{tulis(baris.volume)} {baris.satuan}."
        )


def _rupiah(isi: IsiKegiatan, pagu: int, usual: Callable[[], int]) -> Iterator[str]:
    rp = sum(jumlah for _, jumlah in isi.dana)
    if pagu and rp > KALI_PAGU * pagu:
        yield (f"Dana {format_rupiah(rp)} lebih dari {KALI_PAGU} kali pagu setahun baris ini, {format_rupiah(pagu)}.")
    elif rp and (tengah := usual()) and is_far(rp, tengah):
        yield (f"Dana {format_rupiah(rp)} sangat jauh dari dana kegiatan lain, yang tengahnya {format_rupiah(tengah)}.")


def usual_cost(penugasan: Penugasan) -> int:
    """The middle of what other activities of the village cost, or of all villages where it has none."""
    semua = Kegiatan.objects.in_force().order_by().annotate(rp=Sum("dana__jumlah_rp")).filter(rp__gt=0)
    for kegiatan in (semua.filter(penugasan__desa=penugasan.desa_id), semua):
        if tengah := middle(kegiatan.values_list("rp", flat=True)):
            return tengah
    return 0
