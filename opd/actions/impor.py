"""Keep an upload and remember what the person chose. A plan is made before the transaction that keeps it, for it takes time."""

from __future__ import annotations

import copy
import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet

from desa.impor.tabel import Tabel
from desa.models import record
from desa.nomor_orang import without_numbers
from desa.scoped import deed, penjaga
from desa.waktu import tanggal_wit
from opd.actions.dasar import BERUBAH, save_checked
from opd.actions.lupakan_impor import forget_rows
from opd.enums import IMPOR_KELUARGA, StatusImpor
from opd.impor.rencana import Rencana
from opd.impor.susun import read_impor, susun_impor
from opd.models import Impor, Pengguna, Sk
from opd.permissions import can_handle_import, can_import, can_maintain_penugasan

BELUM_SIAP = "Masih ada baris yang ditolak atau perlu pilihan. Selesaikan dahulu; belum ada yang disimpan."
SUDAH_SELESAI = "Impor ini sudah diterapkan atau dibuang. Unggah berkasnya lagi bila perlu."


class RencanaBerubah(ValidationError):
    """The plan is not the one that was shown; `beda` says which rows differ. Nothing was written."""

    def __init__(self, beda: list[str]) -> None:
        super().__init__(
            "Data berubah sejak pratinjau ini dibuka. Periksa perbedaannya; belum ada yang disimpan.", code="berubah"
        )
        self.beda = beda


@dataclass(frozen=True)
class IsiSk:
    """A decree typed on the upload page."""

    nomor: str
    tanggal: date
    tentang: str


@dataclass(frozen=True)
class Unggahan:
    """A file as it came, read once."""

    jenis: str
    nama_berkas: str
    isi: bytes
    tabel: Tabel


def require_right(by: Pengguna, jenis: str, at: datetime) -> None:
    if not can_import(by, jenis, on=tanggal_wit(at)):
        raise PermissionDenied("Impor ini tidak termasuk tugas peran Anda.")


def upload_impor(
    unggahan: Unggahan, *, sk: Sk | None = None, sk_baru: IsiSk | None = None, by: Pengguna, at: datetime
) -> Impor:
    """The upload kept with its plan, ready for the preview. The same bytes still in preview are opened again.

    What was chosen when the same bytes were applied before is taken over, so that nothing is asked twice.
    """
    require_right(by, unggahan.jenis, at)
    if sk_baru is not None:
        return _upload_annex(unggahan, sk_baru, by=by, at=at)
    with penjaga(False):
        impor = _open_upload(unggahan, sk, by=by) or _new_upload(unggahan, sk, by=by, at=at)
        rencana = susun_impor(impor, by=by, at=at, tabel=unggahan.tabel)
    return _keep_upload(unggahan, impor, rencana, by=by, at=at)


@deed
def _upload_annex(unggahan: Unggahan, isi: IsiSk, *, by: Pengguna, at: datetime) -> Impor:
    """The annex of a decree that was typed beside it, both or neither."""
    return upload_impor(unggahan, sk=_create_sk(isi, by=by, at=at), by=by, at=at)


def _same_bytes(unggahan: Unggahan, sk: Sk | None) -> QuerySet[Impor]:
    return Impor.objects.filter(jenis=unggahan.jenis, sha256=hashlib.sha256(unggahan.isi).hexdigest(), sk=sk)


def _open_upload(unggahan: Unggahan, sk: Sk | None, *, by: Pengguna) -> Impor | None:
    """The same bytes, still in this person's preview."""
    return _same_bytes(unggahan, sk).filter(status=StatusImpor.PRATINJAU, diunggah_oleh=by).first()


def _new_upload(unggahan: Unggahan, sk: Sk | None, *, by: Pengguna, at: datetime) -> Impor:
    """Unsaved, with the choices of the last time these bytes were applied."""
    dulu = _same_bytes(unggahan, sk).filter(status=StatusImpor.DITERAPKAN).order_by("-diterapkan_pada").first()
    impor = Impor(
        jenis=unggahan.jenis,
        sk=sk,
        nama_berkas=without_numbers(unggahan.nama_berkas)[-200:],
        ukuran=len(unggahan.isi),
        sha256=hashlib.sha256(unggahan.isi).hexdigest(),
        diunggah_oleh=by,
        diunggah_pada=at,
        pilihan=copy.deepcopy(dulu.pilihan) if dulu else {},
    )
    impor.berkas = unggahan.isi
    if dulu is not None and dulu.diterapkan_pada and dulu.diterapkan_oleh:
        impor.ringkasan["dulu"] = {"oleh": dulu.diterapkan_oleh.nama, "pada": dulu.diterapkan_pada.isoformat()}
    return impor


@deed
def _keep_upload(unggahan: Unggahan, impor: Impor, rencana: Rencana, *, by: Pengguna, at: datetime) -> Impor:
    """The plan was made before: on SQLite this is the one writer."""
    terbuka = _open_upload(unggahan, impor.sk, by=by)
    if terbuka is not None:
        kini = locked(terbuka, by=by, at=at)
        remember(kini, rencana, at=at)
        return kini
    impor.pk = None
    impor.sidik, impor.ringkasan = rencana.sidik, impor.ringkasan | rencana.ingatan()
    forget_rows(impor, rencana)
    save_checked(impor)
    isi: dict[str, list[Any]] = {"sha256": [None, impor.sha256], "baris": [None, len(rencana.baris)]}
    record(by, "mengunggah impor", impor, at=at, perubahan=isi)
    return impor


def _create_sk(isi: IsiSk, *, by: Pengguna, at: datetime) -> Sk:
    if not can_maintain_penugasan(by, on=tanggal_wit(at)):
        raise PermissionDenied("SK hanya dicatat oleh verifikator atau admin sistem.")
    sk = Sk(nomor=isi.nomor, tanggal=isi.tanggal, tentang=isi.tentang, mulai=isi.tanggal)
    save_checked(sk)
    record(
        by, "mencatat SK", sk, at=at, perubahan={"nomor": [None, sk.nomor], "tanggal": [None, sk.tanggal.isoformat()]}
    )
    return sk


def remember(impor: Impor, rencana: Rencana, *, at: datetime, beda: list[str] | None = None) -> None:
    """Store the fingerprint of the plan and, after a refusal, what differed; the list loses the lines that the plan skips."""
    impor.sidik = rencana.sidik
    berubah = forget_rows(impor, rencana)
    tetap = {k: v for k, v in impor.ringkasan.items() if k in ("dulu", "dilewati", "dihapus")}
    impor.ringkasan = rencana.ingatan() | tetap | ({"beda": beda[:50]} if beda else {})
    save_checked(impor, update_fields=["sidik", "ringkasan", "pilihan", *berubah])


def locked(impor: Impor, *, by: Pengguna, at: datetime) -> Impor:
    """The upload, locked, if it still waits and is this person's to handle."""
    kini = Impor.objects.select_for_update(of=("self",)).select_related("sk").get(pk=impor.pk)
    require_waiting(kini, by=by, at=at)
    return kini


def require_waiting(impor: Impor, *, by: Pengguna, at: datetime) -> None:
    """Raise PermissionDenied unless the upload is this person's to handle, ValidationError when it does not wait any more."""
    require_right(by, impor.jenis, at)
    if not can_handle_import(by, impor.diunggah_oleh_id, on=tanggal_wit(at)):
        raise PermissionDenied("Impor ini milik orang lain.")
    if impor.status != StatusImpor.PRATINJAU:
        raise ValidationError(SUDAH_SELESAI, code="selesai")


def save_pilihan(
    impor: Impor, jawaban: dict[str, str], *, by: Pengguna, at: datetime, tabel: Tabel | None = None
) -> Impor:
    """The answers given on the preview, kept; keys are those of `Tanya.kunci`, an empty answer takes one back.

    Raises ValidationError when somebody else answered at the same moment.
    """
    with penjaga(False):
        kini = Impor.objects.select_related("sk").get(pk=impor.pk)
        require_waiting(kini, by=by, at=at)
        sebelum = copy.deepcopy(kini.pilihan)
        _put_answers(kini.pilihan, jawaban)
        rencana = susun_impor(kini, by=by, at=at, tabel=tabel)
    return _keep_pilihan(kini, rencana, sebelum=sebelum, jumlah=len(jawaban), by=by, at=at)


def _put_answers(pilihan: dict[str, Any], jawaban: dict[str, str]) -> None:
    for kunci, nilai in jawaban.items():
        bagian, _, nomor = kunci.partition("-")
        if bagian == "opd":
            tempat, nama = pilihan.setdefault("opd", {}), kunci
        elif bagian == "semua":
            tempat, nama = pilihan.setdefault("semua", {}), nomor
        else:
            tempat, nama = pilihan.setdefault("baris", {}).setdefault(nomor, {}), bagian
        if nilai:
            tempat[nama] = nilai
        else:
            tempat.pop(nama, None)


@deed
def _keep_pilihan(
    impor: Impor, rencana: Rencana, *, sebelum: dict[str, Any], jumlah: int, by: Pengguna, at: datetime
) -> Impor:
    kini = locked(impor, by=by, at=at)
    if kini.pilihan != sebelum:
        raise ValidationError(BERUBAH, code="berubah")
    kini.pilihan = impor.pilihan
    remember(kini, rencana, at=at)
    record(by, "memilih pada pratinjau impor", kini, at=at, perubahan={"jawaban": [None, jumlah]})
    return kini


def record_refusal(impor: Impor, galat: ValidationError, *, by: Pengguna, at: datetime) -> None:
    """After an apply that wrote nothing: keep what differed and show the plan as it is now. A transaction of its own."""
    with penjaga(False):
        kini = Impor.objects.select_related("sk").get(pk=impor.pk)
        rencana = susun_impor(kini, by=by, at=at) if kini.status == StatusImpor.PRATINJAU else None
    _note_refusal(kini, rencana, galat, by=by, at=at)


@deed
def _note_refusal(impor: Impor, rencana: Rencana | None, galat: ValidationError, *, by: Pengguna, at: datetime) -> None:
    kini = Impor.objects.select_for_update(of=("self",)).get(pk=impor.pk)
    if rencana is not None and kini.status == StatusImpor.PRATINJAU:
        remember(kini, rencana, at=at, beda=galat.beda if isinstance(galat, RencanaBerubah) else [])
    record(by, "penerapan impor ditolak", kini, at=at, alasan=" ".join(galat.messages)[:500])


@deed
def discard_impor(impor: Impor, *, by: Pengguna, at: datetime) -> None:
    """Set an upload aside; its bytes stay on record, those of an extract of families do not."""
    kini = locked(impor, by=by, at=at)
    kini.status = StatusImpor.DITOLAK
    forget_extract(kini)
    save_checked(kini, update_fields=["status", "isi"])
    record(by, "membuang impor", kini, at=at)


def forget_extract(impor: Impor) -> None:
    """Let go of the bytes of a list of families: whoever is done with it needs the names of a whole village no more."""
    if impor.jenis in IMPOR_KELUARGA:
        impor.isi = b""


@deed
def record_download(impor: Impor, apa: str, *, by: Pengguna, at: datetime) -> None:
    """The uploaded list left the application once more: who took it."""
    record(by, f"mengunduh {apa} impor", impor, at=at)


def read_table(impor: Impor) -> Tabel:
    """The kept bytes as a table, read before any transaction."""
    return read_impor(impor)
