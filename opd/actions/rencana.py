"""Draw up, change, copy, revise, submit and verify the yearly action plan of a penugasan (desain.md, sections 2-4)."""

from __future__ import annotations

import uuid as uuid_
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max

from desa.angka import format_rupiah
from desa.models import Indikator, NilaiIndikator, record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import SUDAH_ADA, lock_penugasan, save_checked
from opd.actions.naskah import locked_naskah, submit, touch, verify
from opd.actions.putusan import VERIFIKASI
from opd.enums import KelompokVerifikasi, StatusNaskah, Strategi
from opd.models import BarisRencana, PaguBaris, Pengguna, Penugasan, RencanaAksi
from opd.permissions import can_record_facts

BARIS_TERBANYAK = 40
LONJAKAN = 1000
"""A line's money this many times that of the plan's other lines is asked about: zeros are easily typed too many."""

SALAH_OPD = "Rencana aksi hanya disusun oleh OPD yang bertugas di desa ini."


@dataclass(frozen=True)
class IsiBaris:
    """What the form says of a line; `indikator` are primary keys, `pagu` (sumber, rupiah) pairs."""

    strategi: str
    kegiatan: str
    sasaran: str
    satuan: str
    target: tuple[Decimal, Decimal, Decimal, Decimal]
    polaritas: str
    akumulasi: str
    pic: str = ""
    kode_subkegiatan: str = ""
    indikator: frozenset[int] = frozenset()
    pagu: tuple[tuple[str, int], ...] = field(default_factory=tuple)

    def columns(self) -> dict[str, Any]:
        """The columns of BarisRencana itself."""
        nama = ("strategi", "kegiatan", "sasaran", "satuan", "polaritas", "akumulasi", "pic", "kode_subkegiatan")
        return {n: getattr(self, n) for n in nama} | {f"target_tw{i}": t for i, t in enumerate(self.target, 1)}


def problem_indicators(desa_id: int) -> frozenset[int]:
    """Primary keys of the village's problem indicators (score 2 or less) in its newest year.

    Where no score of the village is known, every indicator may be meant. Two queries.
    """
    nilai = NilaiIndikator.objects.filter(desa=desa_id)
    baru = nilai.aggregate(tahun=Max("tahun"))["tahun"]
    if baru is None:
        return frozenset(Indikator.objects.values_list("pk", flat=True))
    return frozenset(nilai.filter(tahun=baru).bermasalah().values_list("indikator", flat=True))


@deed
def create_rencana(
    penugasan: Penugasan, tahun: int, *, uuid: uuid_.UUID, by: Pengguna, at: datetime, salin: bool = False
) -> RencanaAksi:
    """An empty draft for the year, or with `salin` one with the lines of the newest plan of an earlier year.

    The stored one when this form was sent before. Raises PermissionDenied, or ValidationError when the year does not
    fit or a plan of that year exists.
    """
    penugasan = _lock(penugasan.pk, by=by, at=at)
    if (ada := RencanaAksi.objects.filter(uuid=uuid).first()) is not None:
        if (ada.penugasan_id, ada.tahun) != (penugasan.pk, tahun):
            raise ValidationError(SUDAH_ADA, code="sudah_ada")
        return ada
    _require_year(penugasan, tahun)
    if RencanaAksi.objects.filter(penugasan=penugasan, tahun=tahun).exists():
        raise ValidationError({"tahun": f"Rencana aksi {tahun} sudah ada. Buka rencana itu, atau buat revisinya."})
    rencana = _new(penugasan, tahun, uuid=uuid, by=by, at=at)
    record(by, "menyusun rencana aksi", rencana, at=at, opd_id=penugasan.opd_id, perubahan={"tahun": [None, tahun]})
    if salin:
        lama = RencanaAksi.objects.filter(penugasan__desa=penugasan.desa_id, tahun__lt=tahun).order_by(
            "-tahun", "-nomor"
        )
        _copy_lines(lama.first(), rencana, kunci_baru=True)
    return rencana


def _lock(penugasan_id: int, *, by: Pengguna, at: datetime) -> Penugasan:
    (penugasan,) = lock_penugasan(penugasan_id)
    if not can_record_facts(by, penugasan, on=tanggal_wit(at)):
        raise PermissionDenied(SALAH_OPD)
    return penugasan


def _require_year(penugasan: Penugasan, tahun: int) -> None:
    akhir = penugasan.selesai.year if penugasan.selesai else None
    if tahun < penugasan.mulai.year or (akhir is not None and tahun > akhir):
        masa = f"{penugasan.mulai.year}" + (f" sampai {akhir}" if akhir else " dan sesudahnya")
        raise ValidationError({"tahun": f"Tahun {tahun} di luar masa penugasan ini ({masa}). Pilih tahun lain."})


def _new(penugasan: Penugasan, tahun: int, *, uuid: uuid_.UUID, by: Pengguna, at: datetime, **isi: Any) -> RencanaAksi:
    tulis = {"dibuat_pada": at, "di_meja_sejak": at, "disunting_oleh": by, "disunting_pada": at}
    rencana = RencanaAksi(penugasan=penugasan, tahun=tahun, uuid=uuid, **tulis | isi)
    save_checked(rencana)
    return rencana


def _copy_lines(dari: RencanaAksi | None, ke: RencanaAksi, *, kunci_baru: bool) -> None:
    """Every line with its indicators and money; a revision keeps the lines' identity, a new year gives a new one."""
    if dari is None:
        raise ValidationError({"salin": "Belum ada rencana tahun sebelumnya untuk disalin. Hapus centangnya."})
    nama = [f.name for f in BarisRencana._meta.concrete_fields if f.name not in ("id", "rencana", "kunci")]
    for lama in BarisRencana.objects.filter(rencana=dari).prefetch_related("indikator", "pagu"):
        kunci = uuid_.uuid4() if kunci_baru else lama.kunci
        baris = BarisRencana(rencana=ke, kunci=kunci, **{n: getattr(lama, n) for n in nama})
        save_checked(baris)
        baris.indikator.set(lama.indikator.all())
        PaguBaris.objects.bulk_create(
            [PaguBaris(baris=baris, sumber=p.sumber, pagu_rp=p.pagu_rp) for p in lama.pagu.all()]
        )


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
    """Add the line `kunci`, or change it; the plan with its new version.

    Raises PermissionDenied, or ValidationError: the plan was changed meanwhile, an indicator is no problem of this
    village, the plan is full, or the money is out of all proportion and `yakin` does not say that it is right.
    """
    rencana = touch(rencana, versi=versi, by=by, at=at)
    lama = BarisRencana.objects.filter(rencana=rencana, kunci=kunci).first()
    _require_fitting(rencana, isi, lama, yakin=yakin)
    baris = lama or BarisRencana(rencana=rencana, kunci=kunci, urutan=rencana.baris.count() + 1)
    for nama, nilai in isi.columns().items():
        setattr(baris, nama, nilai)
    save_checked(baris)
    baris.indikator.set(isi.indikator)
    PaguBaris.objects.filter(baris=baris).delete()
    for sumber, rupiah in isi.pagu:
        save_checked(PaguBaris(baris=baris, sumber=sumber, pagu_rp=rupiah))
    kata = "mengubah" if lama else "menambah"
    perubahan: dict[str, list[Any]] = {"baris": [str(lama) if lama else None, f"{baris.kegiatan} ({kata})"]}
    record(by, "menyunting rencana aksi", rencana, at=at, opd_id=rencana.penugasan.opd_id, perubahan=perubahan)
    return rencana


def _require_fitting(rencana: RencanaAksi, isi: IsiBaris, lama: BarisRencana | None, *, yakin: bool) -> None:
    if not isi.indikator:
        raise ValidationError({"indikator": "Pilih sedikitnya satu indikator bermasalah yang dituju baris ini."})
    boleh = problem_indicators(rencana.penugasan.desa_id)
    boleh |= frozenset(lama.indikator.values_list("pk", flat=True)) if lama else frozenset()
    if not isi.indikator <= boleh:
        raise ValidationError({"indikator": "Ada indikator yang bukan masalah desa ini. Pilih kembali dari daftar."})
    if lama is None and rencana.baris.count() >= BARIS_TERBANYAK:
        raise ValidationError(f"Rencana ini sudah berisi {BARIS_TERBANYAK} baris. Gabungkan baris yang sejenis.")
    lain = PaguBaris.objects.filter(baris__rencana=rencana)
    lain = lain.exclude(baris=lama) if lama else lain
    wajar = lain.aggregate(rp=Max("pagu_rp"))["rp"] or 0
    terbesar = max((rp for _, rp in isi.pagu), default=0)
    if wajar and terbesar >= wajar * LONJAKAN and not yakin:
        raise PaguMelonjak(
            f"Pagu {format_rupiah(terbesar)} lebih dari {LONJAKAN} kali pagu terbesar baris lain, {format_rupiah(wajar)}. "
            "Periksa jumlah nolnya, atau centang bahwa angka ini benar."
        )


class PaguMelonjak(ValidationError):
    """Money out of all proportion, which the writer has not confirmed."""


@deed
def remove_baris(rencana: RencanaAksi, kunci: uuid_.UUID, *, versi: int, by: Pengguna, at: datetime) -> RencanaAksi:
    """A draft without that line. What was verified in an earlier version stays there."""
    rencana = touch(rencana, versi=versi, by=by, at=at)
    baris = BarisRencana.objects.filter(rencana=rencana, kunci=kunci).first()
    if baris is None:
        raise ValidationError("Baris ini sudah tidak ada pada rencana itu. Muat ulang halaman.", code="berubah")
    baris.indikator.clear()
    PaguBaris.objects.filter(baris=baris).delete()
    baris.delete()
    perubahan: dict[str, list[Any]] = {"baris": [baris.kegiatan, None]}
    record(by, "menyunting rencana aksi", rencana, at=at, opd_id=rencana.penugasan.opd_id, perubahan=perubahan)
    return rencana


@deed
def revise_rencana(lama: RencanaAksi, *, alasan: str, uuid: uuid_.UUID, by: Pengguna, at: datetime) -> RencanaAksi:
    """A new draft version of a verified plan with the same lines; the verified one stays in force until it is verified."""
    penugasan = _lock(lama.penugasan_id, by=by, at=at)
    if (ada := RencanaAksi.objects.filter(uuid=uuid, penugasan=penugasan).first()) is not None:
        return ada
    semua = RencanaAksi.objects.filter(penugasan=penugasan, tahun=lama.tahun)
    akhir = semua.order_by("-nomor").first()
    if akhir is None or akhir.pk != lama.pk or akhir.status != StatusNaskah.DIVERIFIKASI:
        raise ValidationError(
            "Revisi hanya dari versi terakhir yang sudah diverifikasi. Muat ulang halaman.", code="berubah"
        )
    if not alasan.strip():
        raise ValidationError({"alasan": "Tulis alasan revisi supaya perubahan target dapat dipahami."})
    baru = _new(penugasan, lama.tahun, uuid=uuid, by=by, at=at, nomor=lama.nomor + 1, alasan_revisi=alasan.strip())
    _copy_lines(lama, baru, kunci_baru=False)
    record(by, "menyusun revisi rencana aksi", baru, at=at, opd_id=penugasan.opd_id, alasan=baru.alasan_revisi)
    return baru


@deed
def submit_rencana(rencana: RencanaAksi, *, versi: int, by: Pengguna, at: datetime) -> None:
    """draf or dikembalikan -> diajukan. Raises ValidationError naming the first line that is not complete."""
    rencana = locked_naskah(rencana, versi=versi)
    baris = list(BarisRencana.objects.filter(rencana=rencana).prefetch_related("indikator"))
    if not baris:
        raise ValidationError("Rencana ini belum berisi baris. Tambah sedikitnya satu baris sebelum mengajukan.")
    for b in baris:
        if not b.indikator.all():
            raise ValidationError(f"Baris “{b.kegiatan}” belum menunjuk indikator bermasalah. Lengkapi dahulu.")
    submit(rencana, by=by, at=at, kelompok=_group(baris))


def _group(baris: list[BarisRencana]) -> KelompokVerifikasi:
    """The group that most lines belong to by strategy; equal numbers go to pemberdayaan."""
    n = Counter(b.strategi == Strategi.BEBAN_PENGELUARAN for b in baris)
    return KelompokVerifikasi.BANSOS if n[True] > n[False] else KelompokVerifikasi.PEMBERDAYAAN


@deed
def verify_rencana(rencana: RencanaAksi, *, versi: int, by: Pengguna, at: datetime) -> None:
    """disetujui -> diverifikasi. Raises as `verify`."""
    verify(locked_naskah(rencana, versi=versi), by=by, at=at)


VERIFIKASI[RencanaAksi] = verify_rencana
