"""Make a plan, copy one, revise it, hand it in, verify it. Its lines are written in `baris_rencana.py`."""

from __future__ import annotations

import uuid as uuid_
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from desa.angka import format_tanggal
from desa.models import record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.baris_rencana import TANPA_INDIKATOR, TANPA_TARGET, read_boleh
from opd.actions.dasar import SUDAH_ADA, save_checked
from opd.actions.dukungan import drop_lines_left_out
from opd.actions.fakta import lock_for_facts
from opd.actions.naskah import locked_naskah, submit, verify
from opd.actions.putusan import VERIFIKASI
from opd.enums import KelompokVerifikasi, StatusNaskah, Strategi
from opd.models import BarisRencana, PaguBaris, Pengguna, Penugasan, RencanaAksi
from opd.permissions import works_for

TANPA_BARIS = "Rencana aksi ini belum mempunyai baris. Tambahkan sedikitnya satu baris, lalu ajukan."
TANPA_ALASAN_REVISI = "Tulis alasan revisi supaya perubahan rencana dapat dipahami kemudian."
TANPA_ALASAN_KAHAR = "Tulis alasan keadaan kahar, misalnya gempa atau kapal perintis berhenti berlayar."


@deed
def create_rencana(
    penugasan: Penugasan,
    tahun: int,
    *,
    uuid: uuid_.UUID,
    by: Pengguna,
    at: datetime,
    salin: RencanaAksi | None = None,
) -> RencanaAksi:
    """The first version of a year's plan, empty or with the lines of `salin`; the stored one when sent before.

    Raises PermissionDenied, or ValidationError when the year does not fit or has a plan already.
    """
    penugasan = lock_for_facts(penugasan.pk, by=by, at=at)
    if (ada := RencanaAksi.objects.filter(uuid=uuid).first()) is not None:
        if (ada.penugasan_id, ada.tahun, ada.nomor) != (penugasan.pk, tahun, 1):
            raise ValidationError(SUDAH_ADA, code="sudah_ada")
        return ada
    require_tahun(penugasan, tahun, on=tanggal_wit(at))
    if RencanaAksi.objects.filter(penugasan=penugasan, tahun=tahun).exists():
        raise ValidationError(
            {"tahun": f"Rencana aksi {tahun} untuk desa ini sudah ada. Buka rencana itu, lalu ubah atau revisi."},
            code="sudah_ada",
        )
    rencana = _open_version(RencanaAksi(penugasan=penugasan, tahun=tahun, uuid=uuid), by=by, at=at)
    perubahan: dict[str, list[Any]] = {}
    if salin is not None:
        banyak = _copy_lines(_source(salin, penugasan, by=by, at=at), rencana)
        perubahan["disalin"] = [None, f"{banyak} baris dari {salin}"]
    record(by, "menyusun rencana aksi", rencana, at=at, opd_id=penugasan.opd_id, perubahan=perubahan)
    return rencana


def possible_years(penugasan: Penugasan, *, on: date) -> range:
    """The years in which the penugasan runs on some day, up to the next one."""
    akhir = penugasan.selesai - timedelta(days=1) if penugasan.selesai else date.max
    return range(penugasan.mulai.year, min(akhir.year, on.year + 1) + 1)


def require_tahun(penugasan: Penugasan, tahun: int, *, on: date) -> None:
    """Raise ValidationError unless a plan of that year can be made."""
    if tahun in possible_years(penugasan, on=on):
        return
    masa = f"mulai {format_tanggal(penugasan.mulai)}"
    if penugasan.selesai:
        masa += f" sampai sebelum {format_tanggal(penugasan.selesai)}"
    raise ValidationError(
        {
            "tahun": f"Tahun {tahun} di luar masa penugasan ({masa}) atau terlalu jauh. "
            f"Rencana disusun paling jauh untuk tahun {on.year + 1}."
        }
    )


def _open_version(rencana: RencanaAksi, *, by: Pengguna, at: datetime) -> RencanaAksi:
    rencana.dibuat_pada = rencana.di_meja_sejak = rencana.disunting_pada = at
    rencana.disunting_oleh = by
    save_checked(rencana)
    return rencana


def _source(salin: RencanaAksi, penugasan: Penugasan, *, by: Pengguna, at: datetime) -> RencanaAksi:
    """The plan to copy, as it may be read: of the same village, verified or the OPD's own."""
    sumber = RencanaAksi.objects.select_related("penugasan__opd").get(pk=salin.pk)
    terbaca = sumber.status == StatusNaskah.DIVERIFIKASI or works_for(by, sumber.penugasan, on=tanggal_wit(at))
    if sumber.penugasan.desa_id != penugasan.desa_id or not terbaca:
        raise ValidationError({"salin": "Rencana yang disalin harus dari desa yang sama. Pilih dari daftar."})
    return sumber


def _copy_lines(dari: RencanaAksi, ke: RencanaAksi) -> int:
    """Copy all lines, how many. Within one year a line stays the same line, in another year it is a new one."""
    lama = list(dari.baris.prefetch_related("indikator", "pagu"))
    baru, indikator, pagu = [], [], []
    for b in lama:
        kolom = {f.attname: getattr(b, f.attname) for f in BarisRencana._meta.concrete_fields if f.name != "id"}
        kolom |= {"rencana_id": ke.pk, "kunci": b.kunci if dari.tahun == ke.tahun else uuid_.uuid4()}
        baru.append(BarisRencana(**kolom))
    BarisRencana.objects.bulk_create(baru)
    jalur = BarisRencana.indikator.through
    for b, salinan in zip(lama, baru, strict=True):
        indikator += [jalur(barisrencana_id=salinan.pk, indikator_id=i.pk) for i in b.indikator.all()]
        pagu += [PaguBaris(baris=salinan, sumber=p.sumber, pagu_rp=p.pagu_rp) for p in b.pagu.all()]
    jalur.objects.bulk_create(indikator)
    PaguBaris.objects.bulk_create(pagu)
    return len(baru)


@deed
def revise_rencana(lama: RencanaAksi, *, uuid: uuid_.UUID, alasan: str, by: Pengguna, at: datetime) -> RencanaAksi:
    """A new version of the verified plan in force, with all its lines; the stored one when sent before.

    Raises PermissionDenied, or ValidationError when `lama` is not in force or the reason is missing.
    """
    penugasan = lock_for_facts(lama.penugasan_id, by=by, at=at)
    if (ada := RencanaAksi.objects.filter(uuid=uuid).first()) is not None:
        if (ada.penugasan_id, ada.tahun, ada.alasan_revisi) != (penugasan.pk, lama.tahun, alasan.strip()):
            raise ValidationError(SUDAH_ADA, code="sudah_ada")
        return ada
    terbaru = RencanaAksi.objects.filter(penugasan=penugasan, tahun=lama.tahun).order_by("-nomor")[0]
    if terbaru.status != StatusNaskah.DIVERIFIKASI:
        raise ValidationError(
            f"{terbaru} masih {terbaru.get_status_display().lower()}. Selesaikan dahulu.", code="terbuka"
        )
    if terbaru.pk != lama.pk:
        raise ValidationError(
            f"Versi ini sudah diganti {terbaru}. Buka versi itu, lalu revisi di sana.", code="berubah"
        )
    if not alasan.strip():
        raise ValidationError({"alasan": TANPA_ALASAN_REVISI})
    versi = RencanaAksi(penugasan=penugasan, tahun=lama.tahun, uuid=uuid, nomor=lama.nomor + 1)
    versi.alasan_revisi = alasan.strip()
    baru = _open_version(versi, by=by, at=at)
    _copy_lines(terbaru, baru)
    record(by, "menyusun revisi rencana aksi", baru, at=at, opd_id=penugasan.opd_id, alasan=baru.alasan_revisi)
    return baru


@deed
def submit_rencana(rencana: RencanaAksi, *, versi: int, by: Pengguna, at: datetime) -> None:
    """draf or dikembalikan -> diajukan, when every line says what it must.

    Raises PermissionDenied, or ValidationError with one sentence for each thing that is missing.
    """
    rencana = locked_naskah(rencana, versi=versi)
    baris = list(rencana.baris.prefetch_related("indikator"))
    require_tahun(rencana.penugasan, rencana.tahun, on=tanggal_wit(at))
    kurang = missing(rencana, baris)
    if kurang:
        raise ValidationError(kurang, code="belum_lengkap")
    submit(rencana, by=by, at=at, kelompok=group_of(baris))


def missing(rencana: RencanaAksi, baris: Sequence[BarisRencana]) -> list[str]:
    """What the plan lacks before it can be handed in, each as one sentence that names its line. Three queries."""
    if not baris:
        return [TANPA_BARIS]
    hasil, boleh = [], read_boleh(rencana)
    for n, b in enumerate(baris, 1):
        awal, milik = f"Baris {n}, {b.kegiatan}: ", list(b.indikator.all())
        if not b.satuan.strip() or not b.sasaran.strip():
            hasil.append(f"{awal}isi sasaran dan satuannya.")
        if not any(b.target):
            hasil.append(awal + TANPA_TARGET)
        if not milik:
            hasil.append(awal + TANPA_INDIKATOR)
        lewat = [i.nama for i in milik if i.pk not in boleh.of(b.kunci)]
        if lewat:
            hasil.append(f"{awal}{', '.join(lewat)} tidak lagi bermasalah di desa ini. Pilih indikator lain.")
    return hasil


def group_of(baris: Sequence[BarisRencana]) -> KelompokVerifikasi:
    """Who verifies: the social aid group when most lines relieve spending."""
    beban = sum(b.strategi == Strategi.BEBAN_PENGELUARAN for b in baris)
    return KelompokVerifikasi.BANSOS if beban * 2 > len(baris) else KelompokVerifikasi.PEMBERDAYAAN


@deed
def verify_rencana(
    rencana: RencanaAksi,
    *,
    versi: int,
    by: Pengguna,
    at: datetime,
    kahar: bool = False,
    alasan_kahar: str = "",
) -> None:
    """disetujui -> diverifikasi; a revision may be marked *keadaan kahar*, and then measures in place of the first version.

    Raises PermissionDenied, or ValidationError when the paper changed meanwhile or kahar has no reason.
    """
    rencana = locked_naskah(rencana, versi=versi)
    alasan = alasan_kahar.strip() if kahar else ""
    if kahar and rencana.nomor == 1:
        raise ValidationError({"kahar": "Keadaan kahar hanya untuk revisi; ini versi pertama rencananya."})
    if kahar and not alasan:
        raise ValidationError({"alasan_kahar": TANPA_ALASAN_KAHAR})
    verify(rencana, by=by, at=at, kolom={"kahar": kahar, "alasan_kahar": alasan})
    drop_lines_left_out(rencana, list(rencana.baris.values_list("kunci", flat=True)), by=by, at=at)


VERIFIKASI[RencanaAksi] = verify_rencana
