"""Make, write, submit and verify a quarterly report. Verifying freezes its content and locks its quarter."""

from __future__ import annotations

import uuid as uuid_
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet

from desa.angka import format_tanggal
from desa.models import record
from desa.scoped import deed
from desa.waktu import tanggal_wit, triwulan
from opd.actions.dasar import SUDAH_ADA, diff, lock_penugasan, save_checked
from opd.actions.fakta import SALAH_OPD
from opd.actions.naskah import BUKAN_MEJA, locked_naskah, submit, touch, verify
from opd.actions.putusan import VERIFIKASI
from opd.models import Bukti, LaporanTriwulan, Pengguna, Penugasan, RencanaAksi
from opd.permissions import can_make_report, can_write_naskah
from opd.rekap.isi_laporan import sha256_of, to_json
from opd.rekap.laporan import HARI_TERSEDIKIT, quarter_span, read_laporan

FOTO_TERBANYAK = 60
NARASI = ("kendala", "tindak_lanjut", "rencana_berikut")


@dataclass(frozen=True)
class IsiNarasi:
    """What the OPD adds to the figures; `foto` are the chosen photos of the quarter."""

    kendala: str = ""
    tindak_lanjut: str = ""
    rencana_berikut: str = ""
    foto: frozenset[uuid_.UUID] = frozenset()

    def texts(self) -> dict[str, str]:
        """The columns of LaporanTriwulan itself."""
        return {k: getattr(self, k) for k in NARASI}


@deed
def create_laporan(
    penugasan: Penugasan, tahun: int, triwulan: int, *, uuid: uuid_.UUID, by: Pengguna, at: datetime
) -> LaporanTriwulan:
    """The report of a quarter, without narrative; the stored one when this form was sent before.

    Raises PermissionDenied, or ValidationError when no report is due for that quarter or there is one already.
    """
    (penugasan,) = lock_penugasan(penugasan.pk)
    if not can_make_report(by, penugasan, tahun, triwulan, on=tanggal_wit(at)):
        raise PermissionDenied(SALAH_OPD)
    laporan = LaporanTriwulan(penugasan=penugasan, tahun=tahun, triwulan=triwulan, uuid=uuid)
    if (ada := LaporanTriwulan.objects.filter(uuid=uuid).first()) is not None:
        if (ada.penugasan_id, ada.tahun, ada.triwulan) != (penugasan.pk, tahun, triwulan):
            raise ValidationError(SUDAH_ADA, code="sudah_ada")
        return ada
    require_due(penugasan, tahun, triwulan, on=tanggal_wit(at))
    if LaporanTriwulan.objects.filter(penugasan=penugasan, tahun=tahun, triwulan=triwulan).exists():
        raise ValidationError({"triwulan": f"{laporan} untuk desa ini sudah dibuat. Buka laporan itu."})
    laporan.dibuat_pada = laporan.di_meja_sejak = laporan.disunting_pada = at
    laporan.disunting_oleh = by
    save_checked(laporan)
    record(by, "menyusun laporan triwulan", laporan, at=at, opd_id=penugasan.opd_id)
    return laporan


def require_due(penugasan: Penugasan, tahun: int, triwulan: int, *, on: date) -> None:
    """Raise ValidationError unless the quarter has begun and the OPD answers for 30 days of it."""
    masa = quarter_span(penugasan, tahun, triwulan)
    if masa is None or (masa[1] - masa[0]).days + 1 < HARI_TERSEDIKIT:
        raise ValidationError(
            {
                "triwulan": f"Penugasan ini berjalan kurang dari {HARI_TERSEDIKIT} hari dalam triwulan itu, "
                "jadi laporannya tidak diminta. Pilih triwulan lain."
            }
        )
    if masa[0] > on:
        raise ValidationError({"triwulan": "Triwulan ini belum mulai. Pilih triwulan yang berjalan atau sebelumnya."})


def due_quarters_of(penugasan: Penugasan, *, on: date) -> list[tuple[int, int]]:
    """The quarters whose report may be made, newest first."""
    hasil = []
    tahun, tw = triwulan(on)
    while (tahun, tw) >= triwulan(penugasan.mulai):
        try:
            require_due(penugasan, tahun, tw, on=on)
        except ValidationError:
            pass
        else:
            hasil.append((tahun, tw))
        tahun, tw = (tahun, tw - 1) if tw > 1 else (tahun - 1, 4)
    return hasil


def photos_of(laporan: LaporanTriwulan) -> QuerySet[Bukti]:
    """The photos that may be chosen: of activities and visits of the quarter that count."""
    masa = quarter_span(laporan.penugasan, laporan.tahun, laporan.triwulan)
    syarat = Q(pk__in=[])
    for jenis in ("kegiatan", "kunjungan"):
        syarat |= Q(
            **{
                f"{jenis}__penugasan": laporan.penugasan_id,
                f"{jenis}__tanggal__range": masa,
                f"{jenis}__pengganti__isnull": True,
                f"{jenis}__batal": False,
            }
        )
    return Bukti.objects.filter(syarat)


@deed
def edit_laporan(
    laporan: LaporanTriwulan, isi: IsiNarasi, *, versi: int, by: Pengguna, at: datetime
) -> LaporanTriwulan:
    """The report with this narrative and choice of photos; `versi` is what the writer saw. Sent twice it is one change.

    Raises PermissionDenied, or ValidationError when the paper changed meanwhile or a photo is none of the quarter's.
    """
    (penugasan,) = lock_penugasan(laporan.penugasan_id)
    laporan = LaporanTriwulan.objects.get(pk=laporan.pk)
    laporan.penugasan = penugasan
    if not can_write_naskah(by, laporan, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_MEJA)
    foto, lama = _chosen(laporan, isi), set(laporan.foto.values_list("uuid", flat=True))
    perubahan = diff(laporan, isi.texts())
    if lama != isi.foto:
        perubahan["foto"] = [f"{len(lama)} dipilih", f"{len(isi.foto)} dipilih"]
    if not perubahan:
        return laporan
    laporan = touch(laporan, versi=versi, by=by, at=at)
    for nama, nilai in isi.texts().items():
        setattr(laporan, nama, nilai)
    save_checked(laporan, update_fields=NARASI)
    laporan.foto.set(foto)
    record(by, "menyunting laporan triwulan", laporan, at=at, opd_id=penugasan.opd_id, perubahan=perubahan)
    return laporan


def _chosen(laporan: LaporanTriwulan, isi: IsiNarasi) -> list[Bukti]:
    if len(isi.foto) > FOTO_TERBANYAK:
        raise ValidationError({"foto": f"Paling banyak {FOTO_TERBANYAK} foto. Hapus centang sebagian."})
    foto = list(photos_of(laporan).filter(uuid__in=isi.foto))
    if len(foto) != len(isi.foto):
        raise ValidationError(
            {"foto": "Sebagian foto tidak lagi ada pada triwulan ini. Muat ulang, lalu pilih kembali."}
        )
    return foto


@deed
def submit_laporan(laporan: LaporanTriwulan, *, versi: int, by: Pengguna, at: datetime) -> None:
    """draf or dikembalikan -> diajukan, once the quarter is over and the narrative is written. Records the plan's version.

    Raises PermissionDenied, or ValidationError with one sentence for each thing that is missing.
    """
    laporan = locked_naskah(laporan, versi=versi)
    if kurang := missing(laporan, on=tanggal_wit(at)):
        raise ValidationError(kurang, code="belum_lengkap")
    rencana = RencanaAksi.objects.verified().filter(penugasan=laporan.penugasan_id, tahun=laporan.tahun)
    berlaku = rencana.order_by("-nomor").first()
    submit(laporan, by=by, at=at, kelompok=berlaku.kelompok if berlaku else "", kolom={"rencana": berlaku})


def missing(laporan: LaporanTriwulan, *, on: date) -> list[str]:
    """What the report lacks before it can be submitted, each as one sentence. No query, `penugasan` being loaded."""
    hasil = []
    masa = quarter_span(laporan.penugasan, laporan.tahun, laporan.triwulan)
    if masa is not None and on <= masa[1]:
        hasil.append(f"Triwulan ini berjalan sampai {format_tanggal(masa[1])}. Ajukan sesudah hari itu.")
    for nama in NARASI:
        if not getattr(laporan, nama).strip():
            medan = laporan._meta.get_field(nama)
            hasil.append(f"Isi {medan.verbose_name} lebih dahulu. Bila memang tidak ada, tulis “tidak ada”.")  # type: ignore[union-attr]
    return hasil


@deed
def verify_laporan(laporan: LaporanTriwulan, *, versi: int, by: Pengguna, at: datetime) -> None:
    """disetujui -> diverifikasi: the content as it stands is frozen with its SHA-256, and the quarter is locked.

    Writers of dated facts lock the penugasan too, so nothing comes in between the reading and the freezing.
    """
    laporan = locked_naskah(laporan, versi=versi)
    teks = to_json(read_laporan(laporan, until=tanggal_wit(at)).isi)
    verify(laporan, by=by, at=at, kolom={"isi_beku": teks, "sha256": sha256_of(teks)})


VERIFIKASI[LaporanTriwulan] = verify_laporan
