"""Record, correct and cancel what an enterprise sold at a fair; never a part of its monthly sales."""

from __future__ import annotations

import uuid as uuid_
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from desa.angka import format_rupiah, format_tanggal
from desa.models import Penjualan, Umkm, record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import SUDAH_ADA, MintaYakin, diff, save_checked
from opd.actions.fakta import require_alasan, require_in_force
from opd.actions.kunci import lock_villages
from opd.actions.tutup_umkm import require_open
from opd.actions.wajar import is_far, middle
from opd.models import HasilPameran, Pameran, Pengguna
from opd.permissions_pasar import can_market

BUKAN_PENDAMPING = "Hasil pameran dicatat oleh OPD yang mendampingi desa UMKM itu."


@dataclass(frozen=True)
class IsiHasil:
    """What the form says of one enterprise at a fair."""

    omzet_rp: int
    barang: str = ""
    pesanan: int = 0
    pesanan_rp: int = 0


@deed
def record_hasil(
    pameran: Pameran,
    umkm: Umkm,
    isi: IsiHasil,
    *,
    uuid: uuid_.UUID,
    by: Pengguna,
    at: datetime,
    yakin: bool = False,
) -> HasilPameran:
    """What was sold; the stored row when this form was sent before. One that was cancelled is replaced by the new one.

    Raises PermissionDenied, or ValidationError when fair or enterprise do not fit; MintaYakin for rupiah out of all
    proportion to the enterprise's months unless `yakin`.
    """
    kini = _open(pameran, umkm.pk, by=by, at=at)
    if ada := _sent_before(uuid, pameran, umkm, isi):
        return ada
    batal = HasilPameran.objects.filter(pameran=pameran, umkm=umkm, batal=True, pengganti__isnull=True).first()
    alasan = "Dicatat lagi sesudah dibatalkan." if batal else ""
    hasil = _create(pameran, kini, isi, uuid=uuid, by=by, at=at, yakin=yakin, menggantikan=batal, alasan_koreksi=alasan)
    perubahan: dict[str, list[Any]] = {"umkm": [None, kini.nama], "terjual": [None, in_words(hasil)]}
    record(by, "mencatat hasil pameran", hasil, at=at, opd_id=pameran.opd_id, perubahan=perubahan)
    return hasil


@deed
def correct_hasil(
    lama: HasilPameran, isi: IsiHasil, *, uuid: uuid_.UUID, alasan: str, by: Pengguna, at: datetime, yakin: bool = False
) -> HasilPameran:
    """A row that replaces `lama`, with the reason. Raises as `record_hasil`, or when it was replaced meanwhile."""
    kini, alasan = _open(lama.pameran, lama.umkm_id, by=by, at=at), require_alasan(alasan)
    if ada := _sent_before(uuid, lama.pameran, kini, isi):
        return ada
    lama = _current(lama)
    hasil = _create(
        lama.pameran, kini, isi, uuid=uuid, by=by, at=at, yakin=yakin, menggantikan=lama, alasan_koreksi=alasan
    )
    perubahan: dict[str, list[Any]] = {"terjual": [in_words(lama), in_words(hasil)]}
    record(by, "mengoreksi hasil pameran", hasil, at=at, alasan=alasan, perubahan=perubahan)
    return hasil


@deed
def cancel_hasil(lama: HasilPameran, *, uuid: uuid_.UUID, alasan: str, by: Pengguna, at: datetime) -> HasilPameran:
    """A row that takes `lama` out of every count, with the reason. Sent twice it cancels once."""
    kini, alasan = _open(lama.pameran, lama.umkm_id, by=by, at=at), require_alasan(alasan)
    if (ada := HasilPameran.objects.filter(uuid=uuid, menggantikan=lama, batal=True).first()) is not None:
        return ada
    lama = _current(lama)
    kolom = {k: getattr(lama, k) for k in IsiHasil.__dataclass_fields__}
    batal = HasilPameran(
        pameran=lama.pameran, umkm=kini, uuid=uuid, menggantikan=lama, batal=True, alasan_koreksi=alasan, **kolom
    )
    _sign(batal, by=by, at=at)
    save_checked(batal)
    perubahan: dict[str, list[Any]] = {"terjual": [in_words(lama), None]}
    record(by, "membatalkan hasil pameran", batal, at=at, alasan=alasan, perubahan=perubahan)
    return batal


def in_words(hasil: HasilPameran) -> str:
    """What was sold and ordered: "Rp 1.000.000, 2 pesanan Rp 500.000"."""
    pesanan = f", {hasil.pesanan} pesanan {format_rupiah(hasil.pesanan_rp)}" if hasil.pesanan else ""
    return f"{format_rupiah(hasil.omzet_rp)}{pesanan}"


def _open(pameran: Pameran, umkm_id: int, *, by: Pengguna, at: datetime) -> Umkm:
    """The enterprise, its village locked, if `by` answers for it and the fair counts. Raises PermissionDenied."""
    desa_id = Umkm.semua.values_list("desa_id", flat=True).get(pk=umkm_id)
    if not can_market(by, desa_id, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PENDAMPING)
    lock_villages(desa_id, at=at)
    kini = Pameran.objects.select_for_update().get(pk=pameran.pk)
    if kini.dibatalkan_pada is not None:
        raise ValidationError(f"Pameran ini dibatalkan: {kini.alasan_batal}", code="batal")
    if kini.mulai > tanggal_wit(at):
        raise ValidationError(f"Pameran ini baru mulai {format_tanggal(kini.mulai)}. Catat hasilnya sesudah itu.")
    return Umkm.semua.get(pk=umkm_id)


def _sent_before(uuid: uuid_.UUID, pameran: Pameran, umkm: Umkm, isi: IsiHasil) -> HasilPameran | None:
    """The row stored under this uuid, if it says the same. Raises ValidationError if it says anything else."""
    ada = HasilPameran.objects.filter(uuid=uuid).first()
    if ada is None:
        return None
    if (ada.pameran_id, ada.umkm_id, ada.batal) != (pameran.pk, umkm.pk, False) or diff(ada, asdict(isi)):
        raise ValidationError(SUDAH_ADA, code="sudah_ada")
    return ada


def _current(lama: HasilPameran) -> HasilPameran:
    """`lama` as it stands, if nothing replaced or cancelled it."""
    kini = HasilPameran.objects.select_related("pengganti", "pameran").get(pk=lama.pk)
    require_in_force(kini)
    return kini


def _create(
    pameran: Pameran,
    umkm: Umkm,
    isi: IsiHasil,
    *,
    uuid: uuid_.UUID,
    by: Pengguna,
    at: datetime,
    yakin: bool,
    **lain: Any,
) -> HasilPameran:
    _require_fitting(pameran, umkm, isi, yakin=yakin)
    hasil = HasilPameran(pameran=pameran, umkm=umkm, uuid=uuid, **asdict(isi), **lain)
    _sign(hasil, by=by, at=at)
    save_checked(hasil)
    return hasil


def _sign(hasil: HasilPameran, *, by: Pengguna, at: datetime) -> None:
    hasil.dicatat_pada, hasil.pencatat_id, hasil.pencatat = at, by.pk, by.nama


def _require_fitting(pameran: Pameran, umkm: Umkm, isi: IsiHasil, *, yakin: bool) -> None:
    """Raise ValidationError for an enterprise merged or closed before and for what says nothing; ask about wild rupiah."""
    if umkm.digabung_ke_id is not None:
        raise ValidationError(f"{umkm.nama} sudah digabungkan. Catat hasilnya pada catatan yang dipertahankan.")
    require_open(umkm, pameran.mulai)
    if isi.omzet_rp and not isi.barang:
        raise ValidationError({"barang": "Sebutkan barang yang terjual."})
    if isi.pesanan_rp and not isi.pesanan:
        raise ValidationError({"pesanan": "Isi banyaknya pesanan yang bernilai itu."})
    if yakin:
        return
    tengah = _usual_month(umkm, pameran.akhir)
    jauh = [rp for rp in (isi.omzet_rp, isi.pesanan_rp) if rp and tengah and rp > tengah and is_far(rp, tengah)]
    if jauh:
        raise MintaYakin(
            f"{format_rupiah(max(jauh))} sangat jauh dari penjualan sebulan UMKM ini, yang tengahnya "
            f"{format_rupiah(tengah)}. Periksa jumlah nolnya, atau centang bahwa nilai ini benar.",
            code="lonjakan",
        )


def _usual_month(umkm: Umkm, sampai: date) -> int:
    """The middle of its reported months with sales; 0 if there is none."""
    bulan = Penjualan.objects.in_force().filter(umkm=umkm, omzet_rp__gt=0, bulan__lte=sampai)
    return middle(bulan.values_list("omzet_rp", flat=True)) or 0
