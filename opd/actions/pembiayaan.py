"""An application for money and its steps, each a conditional update. Rupiah and reasons of refusal never reach a Catatan.

It is no part of the frozen quarterly report, so no quarter locks it.
"""

from __future__ import annotations

import uuid as uuid_
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from desa.angka import format_rupiah
from desa.enums import JenisPembiayaan, StatusPembiayaan
from desa.models import Pembiayaan, Umkm, record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import BERUBAH, SUDAH_ADA, MintaYakin, diff, lock_desa, save_checked
from opd.actions.fakta import require_alasan
from opd.actions.hari_usaha import require_own_money
from opd.ambang import PLAFON_RP
from opd.models import Pengguna
from opd.permissions_usaha import can_read_pembiayaan

BUKAN_PENCATAT = "Pembiayaan UMKM dicatat dan dibaca oleh OPD yang mendampingi desanya."
DIAJUKAN, DISETUJUI, DITOLAK, DICAIRKAN = StatusPembiayaan
PERIKSA = "Periksa angkanya, atau centang bahwa angka ini benar."


@dataclass(frozen=True)
class IsiPengajuan:
    """What the form says of an application."""

    jenis: str
    lembaga: str
    diajukan_pada: date
    diajukan_rp: int


@dataclass(frozen=True)
class IsiPutusan:
    """What the lender decided: rupiah approved, or None with the reason."""

    tanggal: date
    disetujui_rp: int | None = None
    alasan_tolak: str = ""


@deed
def apply_pembiayaan(
    umkm: Umkm, isi: IsiPengajuan, *, uuid: uuid_.UUID, by: Pengguna, at: datetime, yakin: bool = False
) -> Pembiayaan:
    """A new application; the stored one when this form was sent before.

    Raises PermissionDenied, or ValidationError when day or amount does not fit; MintaYakin above the KUR's limit or for
    the same application again unless `yakin`.
    """
    _require_right(umkm, by=by, at=at)
    lock_desa(umkm.desa_id)
    if (ada := Pembiayaan.objects.filter(uuid=uuid).first()) is not None:
        if ada.umkm_id != umkm.pk or diff(ada, asdict(isi)):
            raise ValidationError(SUDAH_ADA, code="sudah_ada")
        return ada
    _require_past(isi.diajukan_pada, "diajukan_pada", at)
    require_own_money(umkm.desa_id, isi.diajukan_pada, "diajukan_pada", by=by, at=at)
    if not yakin:
        _ask_about(umkm, isi)
    p = Pembiayaan(umkm=umkm, uuid=uuid, dicatat_pada=at, pencatat_id=by.pk, pencatat=by.nama, **asdict(isi))
    save_checked(p)
    record(by, "mencatat pengajuan pembiayaan", p, at=at, perubahan={"jenis": [None, isi.jenis]})
    return p


@deed
def decide_pembiayaan(
    p: Pembiayaan, isi: IsiPutusan, *, versi: int, by: Pengguna, at: datetime, yakin: bool = False
) -> Pembiayaan:
    """The lender's decision on an application that waits for one.

    Raises as `apply_pembiayaan`; MintaYakin when more is approved than was applied for.
    """
    kini = _open(p, isi.tanggal, dari=(DIAJUKAN,), by=by, at=at, versi=versi)
    if (isi.disetujui_rp is None) == (not isi.alasan_tolak):
        raise ValidationError("Isi jumlah yang disetujui, atau alasan bila ditolak.", code="putusan")
    if isi.disetujui_rp is not None and isi.disetujui_rp > kini.diajukan_rp and not yakin:
        lebih = f"Disetujui {format_rupiah(isi.disetujui_rp)}, padahal diajukan {format_rupiah(kini.diajukan_rp)}."
        raise MintaYakin([lebih, PERIKSA], code="lonjakan")
    baru: dict[str, Any] = {
        "status": DITOLAK if isi.disetujui_rp is None else DISETUJUI,
        "diputus_pada": isi.tanggal,
        "diputus_dicatat_pada": at,
        "disetujui_rp": isi.disetujui_rp,
        "alasan_tolak": isi.alasan_tolak,
    }
    kata = "penolakan" if isi.disetujui_rp is None else "persetujuan"
    return _move(kini, baru, f"mencatat {kata} pembiayaan", by=by, at=at)


@deed
def pay_pembiayaan(
    p: Pembiayaan, *, tanggal: date, dicairkan_rp: int, versi: int, by: Pengguna, at: datetime
) -> Pembiayaan:
    """Money that arrived of an approved application. Raises as `apply_pembiayaan`, or when it was not approved."""
    kini = _open(p, tanggal, dari=(DISETUJUI,), by=by, at=at, versi=versi)
    baru = {
        "status": DICAIRKAN,
        "dicairkan_pada": tanggal,
        "dicairkan_dicatat_pada": at,
        "dicairkan_rp": dicairkan_rp,
    }
    return _move(kini, baru, "mencatat pencairan pembiayaan", by=by, at=at)


@deed
def undo_pembiayaan(p: Pembiayaan, *, alasan: str, versi: int, by: Pengguna, at: datetime) -> Pembiayaan:
    """The application as it was before its last step, with the reason."""
    kini = _open(p, p.diajukan_pada, dari=(DISETUJUI, DITOLAK, DICAIRKAN), by=by, at=at, versi=versi)
    baru: dict[str, Any] = {"dicairkan_pada": None, "dicairkan_dicatat_pada": None, "dicairkan_rp": None}
    if kini.status == DICAIRKAN:
        baru["status"] = DISETUJUI
    else:
        baru = {"status": DIAJUKAN, "diputus_pada": None, "diputus_dicatat_pada": None, "disetujui_rp": None}
        baru["alasan_tolak"] = ""
    return _move(kini, baru, "menarik langkah pembiayaan", by=by, at=at, alasan=require_alasan(alasan))


@deed
def cancel_pembiayaan(p: Pembiayaan, *, alasan: str, versi: int, by: Pengguna, at: datetime) -> Pembiayaan:
    """An application that counts nowhere any more, with the reason."""
    alasan = require_alasan(alasan)
    kini = _open(p, p.diajukan_pada, dari=tuple(StatusPembiayaan), by=by, at=at, versi=versi)
    baru = {"dibatalkan_pada": at, "alasan_batal": alasan}
    return _move(kini, baru, "membatalkan pengajuan pembiayaan", by=by, at=at, alasan=alasan)


def _require_right(umkm: Umkm, *, by: Pengguna, at: datetime) -> None:
    if not can_read_pembiayaan(by, umkm.desa_id, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PENCATAT)


def _require_past(tanggal: date, bidang: str, at: datetime) -> None:
    if tanggal > tanggal_wit(at):
        raise ValidationError({bidang: "Tanggal ini belum terjadi. Isi tanggal hari ini atau sebelumnya."})


def _ask_about(umkm: Umkm, isi: IsiPengajuan) -> None:
    plafon = PLAFON_RP.get(JenisPembiayaan(isi.jenis)) if isi.jenis in JenisPembiayaan.values else None
    kata = []
    if plafon is not None and isi.diajukan_rp > plafon:
        kata.append(f"{JenisPembiayaan(isi.jenis).label} paling banyak {format_rupiah(plafon)}.")
    sama = Pembiayaan.objects.in_force().filter(umkm=umkm, jenis=isi.jenis, diajukan_pada=isi.diajukan_pada)
    if sama.exists():
        kata.append("Pengajuan sejenis dengan tanggal yang sama sudah dicatat.")
    if kata:
        raise MintaYakin([*kata, PERIKSA], code="lonjakan")


def _open(
    p: Pembiayaan, tanggal: date, *, dari: tuple[StatusPembiayaan, ...], by: Pengguna, at: datetime, versi: int
) -> Pembiayaan:
    """The row as it stands, if `by` may take its next step from one of these states. Raises otherwise."""
    kini = Pembiayaan.objects.select_related("umkm").get(pk=p.pk)
    _require_right(kini.umkm, by=by, at=at)
    if kini.dibatalkan_pada is not None:
        raise ValidationError("Pengajuan ini sudah dibatalkan. Catat yang baru bila perlu.", code="berubah")
    if kini.versi != versi:
        raise ValidationError(BERUBAH, code="berubah")
    if kini.status not in dari:
        kata = str(kini.get_status_display()).lower()
        raise ValidationError(f"Pengajuan ini sekarang {kata}, jadi langkah itu tidak berlaku.", code="status")
    _require_past(tanggal, "tanggal", at)
    require_own_money(kini.umkm.desa_id, max(tanggal, kini.diajukan_pada), "tanggal", by=by, at=at)
    return kini


def _move(
    kini: Pembiayaan, baru: dict[str, Any], kata: str, *, by: Pengguna, at: datetime, alasan: str = ""
) -> Pembiayaan:
    """Write the step if the row is still the one that was read, and its Catatan without figures."""
    lama, versi = kini.status, kini.versi
    for nama, nilai in baru.items():
        setattr(kini, nama, nilai)
    kini.versi = versi + 1
    kini.full_clean()
    pindah = Pembiayaan.objects.filter(pk=kini.pk, status=lama, versi=versi, dibatalkan_pada__isnull=True)
    if not pindah.update(**baru, versi=versi + 1):
        raise ValidationError(BERUBAH, code="berubah")
    perubahan = {"status": [lama, str(kini.status)]} if lama != kini.status else {}
    record(by, kata, kini, at=at, alasan=alasan, perubahan=perubahan)
    return kini
