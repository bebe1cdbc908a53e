"""Plan a visit to enterprises of one's village, move it to another day, take it back. What ends it by itself is the visit."""

from __future__ import annotations

import uuid as uuid_
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError

from desa.angka import format_tanggal, format_waktu
from desa.models import Umkm, record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import SUDAH_ADA, changed_meanwhile, lock_penugasan, save_checked
from opd.actions.fakta import SALAH_OPD, require_alasan
from opd.models import Pengguna, PindahRencana, RencanaKunjungan
from opd.permissions import can_record_facts

TERJAUH_HARI = 180
"""Further ahead a plan is a wish."""


@dataclass(frozen=True)
class IsiRencanaKunjungan:
    """What the form says; `umkm` holds primary keys, `petugas` one name a line."""

    tanggal: date
    umkm: tuple[int, ...]
    petugas: str = ""
    catatan: str = ""


@deed
def plan_kunjungan(
    penugasan_id: int, isi: IsiRencanaKunjungan, *, uuid: uuid_.UUID, by: Pengguna, at: datetime
) -> RencanaKunjungan:
    """A planned visit; the stored one when this form was sent before.

    Raises PermissionDenied, or ValidationError when the day does not fit, an enterprise is not in the village or left the
    programme, or the uuid holds other content.
    """
    (penugasan,) = lock_penugasan(penugasan_id)
    hari = tanggal_wit(at)
    if not can_record_facts(by, penugasan, on=hari):
        raise PermissionDenied(SALAH_OPD)
    if (ada := RencanaKunjungan.objects.filter(uuid=uuid).first()) is not None:
        _require_same(ada, penugasan_id, isi)
        return ada
    _require_day(isi.tanggal, penugasan.selesai, on=hari)
    if not isi.umkm:
        raise ValidationError({"umkm": "Pilih sedikitnya satu usaha yang dituju."})
    umkm = list(Umkm.objects.filter(pk__in=isi.umkm, desa=penugasan.desa_id, tutup_pada=None, dibina_sampai=None))
    if len(umkm) != len(set(isi.umkm)):
        raise ValidationError({"umkm": "Ada usaha yang sudah tutup atau keluar dari binaan. Muat ulang formulir."})
    rencana = RencanaKunjungan(uuid=uuid, penugasan=penugasan, tanggal=isi.tanggal, petugas=isi.petugas)
    rencana.catatan, rencana.dibuat_oleh, rencana.dibuat_pada = isi.catatan, by, at
    save_checked(rencana)
    rencana.umkm.set(umkm)
    perubahan = {"usaha": ["", ", ".join(sorted(u.nama for u in umkm))], "tanggal": ["", format_tanggal(isi.tanggal)]}
    record(by, "merencanakan kunjungan", rencana, at=at, opd_id=penugasan.opd_id, perubahan=perubahan)
    return rencana


def _require_same(ada: RencanaKunjungan, penugasan_id: int, isi: IsiRencanaKunjungan) -> None:
    sama = (ada.penugasan_id, ada.tanggal, ada.petugas, ada.catatan) == (
        penugasan_id, isi.tanggal, isi.petugas, isi.catatan
    )  # fmt: skip
    if not sama or set(ada.umkm.values_list("pk", flat=True)) != set(isi.umkm):
        raise ValidationError(SUDAH_ADA, code="sudah_ada")


def _require_day(tanggal: date, selesai: date | None, *, on: date) -> None:
    if tanggal < on:
        raise ValidationError({"tanggal": "Tanggal ini sudah lewat. Isi hari ini atau sesudahnya."})
    if tanggal > on + timedelta(days=TERJAUH_HARI):
        raise ValidationError(
            {"tanggal": f"Kunjungan direncanakan paling jauh {TERJAUH_HARI} hari ke depan. Periksa tahunnya."}
        )
    if selesai is not None and tanggal >= selesai:
        raise ValidationError(
            {"tanggal": f"Penugasan ini berakhir {format_tanggal(selesai)}. Pilih tanggal sebelumnya."}
        )


@deed
def move_rencana(
    rencana: RencanaKunjungan, tanggal: date, *, dilihat: date, alasan: str, by: Pengguna, at: datetime
) -> None:
    """A plan moved to another day, with the reason; `dilihat` is the day that the mover saw. Sent again it changes nothing.
    The day before stays readable: see `PindahRencana`.

    Raises PermissionDenied, or ValidationError when the day does not fit, it was visited, taken back, or moved meanwhile.
    """
    (penugasan,) = lock_penugasan(rencana.penugasan_id)
    if not can_record_facts(by, penugasan, on=tanggal_wit(at)):
        raise PermissionDenied(SALAH_OPD)
    kini, alasan = _waiting(rencana), require_alasan(alasan)
    if kini.tanggal != dilihat:
        if kini.tanggal == tanggal:
            return
        raise ValidationError(changed_meanwhile(kini), code="berubah")
    if tanggal == dilihat:
        raise ValidationError({"tanggal": "Tanggalnya masih sama. Pilih hari lain."})
    _require_day(tanggal, penugasan.selesai, on=tanggal_wit(at))
    RencanaKunjungan.objects.filter(pk=kini.pk, tanggal=dilihat, ditarik_pada__isnull=True).update(tanggal=tanggal)
    pindah = PindahRencana(rencana=kini, dari=dilihat, ke=tanggal, alasan=alasan)
    pindah.dipindah_oleh, pindah.dipindah_pada = by, at
    save_checked(pindah)
    perubahan = {"tanggal": [dilihat.isoformat(), tanggal.isoformat()]}
    record(
        by, "memindahkan rencana kunjungan", kini, at=at, opd_id=penugasan.opd_id, alasan=alasan, perubahan=perubahan
    )


def _waiting(rencana: RencanaKunjungan) -> RencanaKunjungan:
    """The plan as it stands. Raises ValidationError when it was taken back, naming who and when, or visited already."""
    kini = RencanaKunjungan.objects.with_visit().select_related("ditarik_oleh").get(pk=rencana.pk)
    if kini.ditarik_pada and kini.ditarik_oleh:
        siapa, kapan = kini.ditarik_oleh.nama, format_waktu(kini.ditarik_pada)
        raise ValidationError(
            f"Rencana ini sudah dibatalkan oleh {siapa} pada {kapan}. Muat ulang halaman.", code="berubah"
        )
    if kini.dikunjungi:  # type: ignore[attr-defined]
        raise ValidationError(
            "Kunjungan ini sudah dicatat, jadi rencananya sudah selesai. Muat ulang halaman.", code="berubah"
        )
    return kini


@deed
def withdraw_rencana(rencana: RencanaKunjungan, *, alasan: str, by: Pengguna, at: datetime) -> None:
    """A plan taken back with the reason. The same act sent again changes nothing.

    Raises PermissionDenied, or ValidationError when it was visited already or somebody else took it back.
    """
    (penugasan,) = lock_penugasan(rencana.penugasan_id)
    if not can_record_facts(by, penugasan, on=tanggal_wit(at)):
        raise PermissionDenied(SALAH_OPD)
    alasan = require_alasan(alasan)
    if RencanaKunjungan.objects.filter(pk=rencana.pk, ditarik_oleh=by, alasan_tarik=alasan).exists():
        return
    kini = _waiting(rencana)
    isi = {"ditarik_pada": at, "ditarik_oleh": by, "alasan_tarik": alasan}
    for kolom, nilai in isi.items():
        setattr(kini, kolom, nilai)
    kini.full_clean()
    RencanaKunjungan.objects.filter(pk=kini.pk, ditarik_pada__isnull=True).update(**isi)
    record(by, "membatalkan rencana kunjungan", kini, at=at, opd_id=penugasan.opd_id, alasan=alasan)
