"""Record, correct and cancel the quarterly state of an enterprise. Its rupiah never reach a Catatan."""

from __future__ import annotations

import uuid as uuid_
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from desa.angka import format_tanggal
from desa.models import PerkembanganUmkm, Umkm, record
from desa.scoped import deed
from desa.waktu import awal_triwulan, tanggal_wit
from opd.actions.dasar import SUDAH_ADA, MintaYakin, diff, save_checked
from opd.actions.fakta import require_alasan, require_in_force
from opd.actions.isi_perkembangan import DIBANDING, IsiPerkembangan, figure, jumps, require_fitting
from opd.actions.kunci import TERKUNCI, lock_villages, require_alasan_susulan, same_reason
from opd.actions.tutup_umkm import masa_of
from opd.models import Pengguna
from opd.permissions_usaha import can_record_perkembangan
from opd.rekap.kunci import BukuKunci
from opd.rekap.rentang import sebut_triwulan

BUKAN_PENCATAT = "Perkembangan UMKM dicatat oleh OPD yang mendampingi desanya pada tanggal itu."
BUKAN_HARI = (
    "Pada tanggal itu desa ini didampingi OPD lain, yang mencatat keadaannya. Isi tanggal sejak OPD Anda bertugas."
)


@deed
def record_perkembangan(
    umkm: Umkm,
    isi: IsiPerkembangan,
    *,
    uuid: uuid_.UUID,
    by: Pengguna,
    at: datetime,
    susulan: str = "",
    yakin: bool = False,
) -> PerkembanganUmkm:
    """The state of a quarter; the stored one when this form was sent before.

    Raises PermissionDenied, or ValidationError when the day does not fit, the quarter has a state already, it is locked
    and `susulan` does not say why this comes late; MintaYakin for a tenfold jump unless `yakin`.
    """
    buku = _lock(umkm, isi.tanggal, by=by, at=at)
    if ada := _sent_before(uuid, umkm, isi, susulan, menggantikan=None):
        return ada
    require_fitting(umkm, masa_of(umkm), isi, on=tanggal_wit(at))
    susulan = require_alasan_susulan(buku.of_desa(umkm.desa_id, isi.tanggal), susulan)
    awal, terakhir = awal_triwulan(isi.tanggal), _chain_end(umkm, isi.tanggal)
    if terakhir is not None and not terakhir.batal:
        raise ValidationError(
            {"tanggal": f"Perkembangan {sebut_triwulan(awal)} sudah dicatat. Buka catatannya untuk mengoreksi."}
        )
    _ask_about(umkm, isi, yakin=yakin)
    koreksi = "Dicatat kembali sesudah dibatalkan." if terakhir else ""
    baru = PerkembanganUmkm(menggantikan=terakhir, alasan_koreksi=koreksi, alasan_susulan=susulan)
    _fill(baru, umkm, isi, uuid=uuid, by=by, at=at)
    record(by, "mencatat perkembangan UMKM", baru, at=at, alasan=susulan)
    return baru


@deed
def correct_perkembangan(
    lama: PerkembanganUmkm,
    isi: IsiPerkembangan,
    *,
    uuid: uuid_.UUID,
    alasan: str,
    by: Pengguna,
    at: datetime,
    yakin: bool = False,
) -> PerkembanganUmkm:
    """A row that replaces `lama` within its quarter, with the reason. Raises as `record_perkembangan`, or when locked."""
    umkm, alasan = lama.umkm, require_alasan(alasan)
    buku = _lock(umkm, isi.tanggal, by=by, at=at)
    if ada := _sent_before(uuid, umkm, isi, "", menggantikan=lama):
        return ada
    kini = _current(lama, buku)
    require_fitting(umkm, masa_of(umkm), isi, on=tanggal_wit(at))
    if awal_triwulan(isi.tanggal) != kini.triwulan:
        raise ValidationError(
            {
                "tanggal": f"Koreksi tetap di {sebut_triwulan(kini.triwulan)}. Batalkan catatan ini bila triwulannya salah."
            }
        )
    _ask_about(umkm, isi, yakin=yakin)
    baru = PerkembanganUmkm(menggantikan=kini, alasan_koreksi=alasan, alasan_susulan=kini.alasan_susulan)
    _fill(baru, umkm, isi, uuid=uuid, by=by, at=at)
    record(by, "mengoreksi perkembangan UMKM", baru, at=at, alasan=alasan, perubahan=_changes(kini, isi))
    return baru


@deed
def cancel_perkembangan(
    lama: PerkembanganUmkm, *, uuid: uuid_.UUID, alasan: str, by: Pengguna, at: datetime
) -> PerkembanganUmkm:
    """A row that takes `lama` out of every count, with the reason and without figures. Sent twice it cancels once."""
    alasan, umkm = require_alasan(alasan), lama.umkm
    buku = _lock(umkm, lama.tanggal, by=by, at=at)
    if (ada := PerkembanganUmkm.objects.filter(uuid=uuid, menggantikan=lama, batal=True).first()) is not None:
        return ada
    kini = _current(lama, buku)
    batal = PerkembanganUmkm(menggantikan=kini, batal=True, alasan_koreksi=alasan, alasan_susulan=kini.alasan_susulan)
    _fill(batal, umkm, IsiPerkembangan(kini.tanggal), uuid=uuid, by=by, at=at)
    record(by, "membatalkan perkembangan UMKM", kini, at=at, alasan=alasan)
    return batal


def previous(umkm: Umkm, tanggal: date, kueri: Any) -> PerkembanganUmkm | None:
    """Of the rows in `kueri`, the newest state of a quarter before that of `tanggal`. One query."""
    lama = kueri.in_force().filter(umkm=umkm, triwulan__lt=awal_triwulan(tanggal))
    return lama.order_by("-triwulan", "-pk").first()


def _lock(umkm: Umkm, tanggal: date, *, by: Pengguna, at: datetime) -> BukuKunci:
    """The locks on the village's facts, its rows locked. Raises PermissionDenied, or ValidationError on another OPD's day."""
    hari = tanggal_wit(at)
    if not can_record_perkembangan(by, umkm.desa_id, tanggal, on=hari):
        if can_record_perkembangan(by, umkm.desa_id, hari, on=hari):
            raise ValidationError({"tanggal": BUKAN_HARI})
        raise PermissionDenied(BUKAN_PENCATAT)
    return lock_villages(umkm.desa_id, at=at)


def _chain_end(umkm: Umkm, tanggal: date) -> PerkembanganUmkm | None:
    """The last row of the quarter, cancelled or not."""
    kueri = PerkembanganUmkm.objects.filter(umkm=umkm, triwulan=awal_triwulan(tanggal), pengganti__isnull=True)
    return kueri.first()


def _current(lama: PerkembanganUmkm, buku: BukuKunci) -> PerkembanganUmkm:
    """`lama` as it stands, if nothing replaced it and no verified report holds it."""
    kini = PerkembanganUmkm.objects.select_related("pengganti").get(pk=lama.pk)
    require_in_force(kini)
    if (kunci := buku.holder_of(kini, buku.of_desa(lama.umkm.desa_id, kini.tanggal))) is not None:
        raise ValidationError(kunci.kalimat, code=TERKUNCI)
    return kini


def _ask_about(umkm: Umkm, isi: IsiPerkembangan, *, yakin: bool) -> None:
    """Raise MintaYakin for figures ten times those of the last quarter, or a tenth of them."""
    lama = None if yakin else previous(umkm, isi.tanggal, PerkembanganUmkm.objects.all())
    if lama is None:
        return
    kata = [
        f"{DIBANDING[nama]} {figure(nama, getattr(isi, nama))} sangat jauh dari {figure(nama, getattr(lama, nama))} "
        f"pada {format_tanggal(lama.tanggal)}."
        for nama in jumps(isi, lama)
    ]
    if kata:
        raise MintaYakin([*kata, "Periksa angkanya, atau centang bahwa angka ini benar."], code="lonjakan")


def _fill(
    baru: PerkembanganUmkm, umkm: Umkm, isi: IsiPerkembangan, *, uuid: uuid_.UUID, by: Pengguna, at: datetime
) -> None:
    """Put what the form says into the row, sign it and save it."""
    baru.umkm, baru.triwulan, baru.uuid = umkm, awal_triwulan(isi.tanggal), uuid
    for nama, nilai in asdict(isi).items():
        setattr(baru, nama, nilai)
    baru.dicatat_pada, baru.pencatat_id, baru.pencatat = at, by.pk, by.nama
    save_checked(baru)


def _sent_before(
    uuid: uuid_.UUID, umkm: Umkm, isi: IsiPerkembangan, susulan: str, *, menggantikan: PerkembanganUmkm | None
) -> PerkembanganUmkm | None:
    """The row stored under this uuid, if it says the same. Raises ValidationError if it says anything else."""
    ada = PerkembanganUmkm.objects.filter(uuid=uuid).first()
    if ada is None:
        return None
    tepat = menggantikan is None or ada.menggantikan_id == menggantikan.pk
    if ada.umkm_id != umkm.pk or ada.batal or not tepat or diff(ada, asdict(isi)) or not same_reason(ada, susulan):
        raise ValidationError(SUDAH_ADA, code="sudah_ada")
    return ada


def _changes(lama: PerkembanganUmkm, isi: IsiPerkembangan) -> dict[str, list[Any]]:
    """Old and new of what changed; rupiah only as "diubah"."""
    hasil = diff(lama, asdict(isi))
    pribadi = [DIBANDING[k].lower() for k in sorted(PerkembanganUmkm.PERSONAL & set(hasil))]
    terbuka = {k: v for k, v in hasil.items() if k not in PerkembanganUmkm.PERSONAL}
    return terbuka | ({"rupiah": ["", f"{', '.join(pribadi)} diubah"]} if pribadi else {})
