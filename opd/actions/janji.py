"""What a partner pledges for a village, and what it hands over of that (desain.md, section 2, mitra).

A pledge is changed in place under its version; a hand-over is a dated fact that only another row replaces. Neither is part
of the frozen quarterly report, so no lock holds them.
"""

from __future__ import annotations

import uuid as uuid_
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Sum

from desa.angka import DesimalField, format_rupiah
from desa.models import record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import SUDAH_ADA, MintaYakin, changed_meanwhile, diff, lock_penugasan, save_checked
from opd.actions.fakta import lock_for_facts, require_alasan, require_tanggal
from opd.actions.wajar import is_far, middle
from opd.models import JanjiMitra, Mitra, Pengguna, Penugasan
from opd.permissions_mitra import can_change_janji
from opd.rekap.versi_rencana import lines_in_force

BUKAN_PENERIMA = "Janji mitra dicatat oleh OPD pendamping desanya."


@dataclass(frozen=True)
class IsiJanji:
    """What the form says of a pledge."""

    tanggal: date
    bentuk: str
    uraian: str
    nilai_rp: int | None = None
    volume: Decimal | None = None
    satuan: str = ""
    baris_id: int | None = None


@deed
def record_janji(
    mitra: Mitra,
    penugasan: Penugasan,
    isi: IsiJanji,
    *,
    uuid: uuid_.UUID,
    by: Pengguna,
    at: datetime,
    yakin: bool = False,
) -> JanjiMitra:
    """A new pledge; the stored one when this form was sent before.

    Raises PermissionDenied, or ValidationError when day, line or partner does not fit; MintaYakin for rupiah out of all
    proportion to other pledges unless `yakin`.
    """
    penugasan = lock_for_facts(penugasan.pk, by=by, at=at)
    if (ada := JanjiMitra.objects.filter(uuid=uuid).first()) is not None:
        if (ada.mitra_id, ada.penugasan_id) != (mitra.pk, penugasan.pk) or diff(ada, asdict(isi)):
            raise ValidationError(SUDAH_ADA, code="sudah_ada")
        return ada
    mitra = Mitra.objects.get(pk=mitra.pk)
    if mitra.ditutup_pada is not None:
        raise ValidationError(f"{mitra.nama} sudah ditutup: {mitra.alasan_tutup} Pilih mitra lain.", code="tutup")
    janji = JanjiMitra(uuid=uuid, mitra=mitra, penugasan=penugasan, dicatat_oleh=by, dicatat_pada=at, **asdict(isi))
    _require_fitting(janji, on=tanggal_wit(at), yakin=yakin, by=by)
    save_checked(janji)
    perubahan: dict[str, list[Any]] = {"mitra": [None, mitra.nama], "nilai": [None, in_words(janji)]}
    record(by, "mencatat janji mitra", janji, at=at, opd_id=penugasan.opd_id, perubahan=perubahan)
    return janji


@deed
def change_janji(
    janji: JanjiMitra, isi: IsiJanji, *, versi: int, alasan: str, by: Pengguna, at: datetime, yakin: bool = False
) -> JanjiMitra:
    """The pledge as `isi` says it, with the reason; what is the same changes nothing. Raises as `record_janji`."""
    kini, alasan = locked_janji(janji), require_alasan(alasan)
    perubahan = diff(kini, asdict(isi))
    if not perubahan:
        return kini
    _require_version(kini, versi=versi, by=by, at=at)
    tetap = kini.baris_id == isi.baris_id
    for nama, nilai in asdict(isi).items():
        setattr(kini, nama, nilai)
    _require_fitting(kini, on=tanggal_wit(at), yakin=yakin or "nilai_rp" not in perubahan, by=by, tetap=tetap)
    _require_measures_kept(kini)
    kini.versi = versi + 1
    save_checked(kini)
    if "baris_id" in perubahan:
        perubahan["baris"] = [perubahan.pop("baris_id")[0] and "baris lama", kini.baris and kini.baris.kegiatan]
    record(by, "mengubah janji mitra", kini, at=at, opd_id=kini.penugasan.opd_id, perubahan=perubahan, alasan=alasan)
    return kini


@deed
def cancel_janji(janji: JanjiMitra, *, versi: int, alasan: str, by: Pengguna, at: datetime) -> None:
    """A pledge that counts nowhere any more, with the reason; refused while something handed over counts for it."""
    kini, alasan = locked_janji(janji), require_alasan(alasan)
    if kini.dibatalkan_pada is not None and kini.alasan_batal == alasan:
        return
    _require_version(kini, versi=versi, by=by, at=at)
    if kini.serah.in_force().exists():
        raise ValidationError(
            "Janji ini sudah ada penyerahannya. Batalkan penyerahannya lebih dahulu.", code="ada_serah"
        )
    kini.dibatalkan_pada, kini.alasan_batal, kini.versi = at, alasan, versi + 1
    save_checked(kini, update_fields=["dibatalkan_pada", "alasan_batal", "versi"])
    record(by, "membatalkan janji mitra", kini, at=at, opd_id=kini.penugasan.opd_id, alasan=alasan)


def in_words(ukuran: Any) -> str:
    """Rupiah and volume of a pledge or hand-over: "Rp 5.000.000, 20 paket"."""
    kata = [] if ukuran.nilai_rp is None else [format_rupiah(ukuran.nilai_rp)]
    if ukuran.volume is not None:
        kata.append(f"{DesimalField().write(ukuran.volume)} {ukuran.satuan}")
    return ", ".join(kata)


def locked_janji(janji: JanjiMitra) -> JanjiMitra:
    """The pledge as it stands, its penugasan locked first."""
    (penugasan,) = lock_penugasan(janji.penugasan_id)
    kini = JanjiMitra.objects.select_related("mitra", "baris").get(pk=janji.pk)
    kini.penugasan = penugasan
    return kini


def _require_version(kini: JanjiMitra, *, versi: int, by: Pengguna, at: datetime) -> None:
    if kini.versi != versi or kini.dibatalkan_pada is not None:
        raise ValidationError(changed_meanwhile(kini, kecuali="penyerahan"), code="berubah")
    if not can_change_janji(by, kini, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PENERIMA)


def _require_fitting(janji: JanjiMitra, *, on: date, yakin: bool, by: Pengguna, tetap: bool = False) -> None:
    """Raise ValidationError unless day and line are the penugasan's; `tetap`: the line was there before."""
    require_tanggal(janji.penugasan, janji.tanggal, on=on)
    if janji.bentuk == "uang" and janji.nilai_rp is None:
        raise ValidationError({"nilai_rp": "Isi nilai rupiah uang yang dijanjikan."})
    milik = lines_in_force().filter(rencana__penugasan=janji.penugasan_id)
    if janji.baris_id is not None and not tetap and not milik.filter(pk=janji.baris_id).exists():
        raise ValidationError({"baris": "Baris ini bukan dari rencana yang berlaku. Pilih kembali dari daftar."})
    if janji.nilai_rp is None or yakin:
        return
    lain = JanjiMitra.objects.in_force().filter(nilai_rp__isnull=False).exclude(pk=janji.pk)
    tengah = middle(rp for rp in lain.values_list("nilai_rp", flat=True) if rp)
    if tengah and is_far(janji.nilai_rp, tengah):
        raise MintaYakin(
            f"Nilai {format_rupiah(janji.nilai_rp)} sangat jauh dari janji lain, yang tengahnya {format_rupiah(tengah)}. "
            "Periksa jumlah nolnya, atau centang bahwa nilai ini benar.",
            code="lonjakan",
        )


def _require_measures_kept(kini: JanjiMitra) -> None:
    """Raise ValidationError if hand-overs were measured in what the pledge would not have any more."""
    jumlah = kini.serah.in_force().aggregate(rp=Sum("nilai_rp"), volume=Sum("volume"))
    if jumlah["rp"] is not None and kini.nilai_rp is None:
        raise ValidationError(
            {"nilai_rp": "Penyerahannya sudah dicatat dalam rupiah. Nilai rupiah tidak dapat dihapus."}
        )
    if jumlah["volume"] is not None:
        lama = kini.serah.in_force().exclude(satuan="").values_list("satuan", flat=True)
        if kini.volume is None or set(lama) - {kini.satuan}:
            raise ValidationError(
                {"satuan": f"Penyerahannya sudah dicatat dalam {lama[0]}. Volume dan satuannya tidak dapat diganti."}
            )
