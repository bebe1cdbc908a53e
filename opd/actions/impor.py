"""Keep an upload, remember what the person chose, and apply the plan that was shown: all of it or nothing."""

from __future__ import annotations

import copy
import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError

from desa.impor.tabel import Tabel
from desa.models import record
from desa.scoped import deed
from desa.validators import kunci_nama
from desa.waktu import tanggal_wit
from opd.actions.dasar import save_checked
from opd.actions.impor_baris import apply_rows
from opd.actions.lupakan_impor import forget_rows
from opd.enums import JenisImpor, StatusImpor
from opd.impor.rencana import Hasil, Rencana, perbedaan
from opd.impor.susun import read_impor, susun_impor
from opd.models import AliasOpd, Impor, Opd, Pengguna, Sk
from opd.permissions import can_import, can_maintain_penugasan

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


@deed
def upload_impor(
    unggahan: Unggahan, *, sk: Sk | None = None, sk_baru: IsiSk | None = None, by: Pengguna, at: datetime
) -> Impor:
    """The upload kept with its plan, ready for the preview. The same bytes still in preview are opened again.

    What was chosen when the same bytes were applied before is taken over, so that nothing is asked twice.
    """
    require_right(by, unggahan.jenis, at)
    if sk_baru is not None:
        sk = _create_sk(sk_baru, by=by, at=at)
    sha = hashlib.sha256(unggahan.isi).hexdigest()
    kembar = Impor.objects.filter(jenis=unggahan.jenis, sha256=sha, sk=sk)
    terbuka = kembar.filter(status=StatusImpor.PRATINJAU, diunggah_oleh=by).first()
    if terbuka is not None:
        remember(terbuka, susun_impor(terbuka, by=by, at=at, tabel=unggahan.tabel), at=at)
        return terbuka
    dulu = kembar.filter(status=StatusImpor.DITERAPKAN).order_by("-diterapkan_pada").first()
    impor = Impor(
        jenis=unggahan.jenis,
        sk=sk,
        nama_berkas=unggahan.nama_berkas[-200:],
        ukuran=len(unggahan.isi),
        sha256=sha,
        diunggah_oleh=by,
        diunggah_pada=at,
        pilihan=copy.deepcopy(dulu.pilihan) if dulu else {},
    )
    impor.berkas = unggahan.isi
    rencana = susun_impor(impor, by=by, at=at, tabel=unggahan.tabel)
    impor.sidik, impor.ringkasan = rencana.sidik, rencana.ingatan()
    if dulu is not None and dulu.diterapkan_pada and dulu.diterapkan_oleh:
        impor.ringkasan["dulu"] = {"oleh": dulu.diterapkan_oleh.nama, "pada": dulu.diterapkan_pada.isoformat()}
    forget_rows(impor, rencana)
    save_checked(impor)
    record(by, "mengunggah impor", impor, at=at, perubahan={"sha256": [None, sha], "baris": [None, len(rencana.baris)]})
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
    require_right(by, kini.jenis, at)
    if kini.diunggah_oleh_id != by.pk and not can_maintain_penugasan(by, on=tanggal_wit(at)):
        raise PermissionDenied("Impor ini milik orang lain.")
    if kini.status != StatusImpor.PRATINJAU:
        raise ValidationError(SUDAH_SELESAI, code="selesai")
    return kini


@deed
def save_pilihan(
    impor: Impor, jawaban: dict[str, str], *, by: Pengguna, at: datetime, tabel: Tabel | None = None
) -> Impor:
    """The answers given on the preview, kept; keys are those of `Tanya.kunci`, an empty answer takes one back."""
    kini = locked(impor, by=by, at=at)
    for kunci, nilai in jawaban.items():
        bagian, _, nomor = kunci.partition("-")
        if bagian == "opd":
            tempat, nama = kini.pilihan.setdefault("opd", {}), kunci
        elif bagian == "semua":
            tempat, nama = kini.pilihan.setdefault("semua", {}), nomor
        else:
            tempat, nama = kini.pilihan.setdefault("baris", {}).setdefault(nomor, {}), bagian
        if nilai:
            tempat[nama] = nilai
        else:
            tempat.pop(nama, None)
    remember(kini, susun_impor(kini, by=by, at=at, tabel=tabel), at=at)
    record(by, "memilih pada pratinjau impor", kini, at=at, perubahan={"jawaban": [None, len(jawaban)]})
    return kini


@deed
def apply_impor(impor: Impor, *, sidik: str, by: Pengguna, at: datetime, tabel: Tabel | None = None) -> int:
    """Apply the plan whose fingerprint the person saw; how many rows that wrote.

    Recomputes the plan under the lock. Raises RencanaBerubah when it differs from the one shown, ValidationError when
    rows are refused or wait for a choice; then nothing is written at all.
    """
    kini = locked(impor, by=by, at=at)
    rencana = susun_impor(kini, by=by, at=at, tabel=tabel)
    if rencana.sidik != sidik:
        raise RencanaBerubah(perbedaan(kini.ringkasan, rencana))
    if not rencana.siap:
        raise ValidationError(BELUM_SIAP, code="belum_siap")
    baris = [b for b in rencana.baris if b.hasil in (Hasil.BARU, Hasil.BERUBAH)]
    if baris:
        _create_alias(rencana, by=by, at=at)
        apply_rows(kini, baris, by=by, at=at)
    elif rencana.alias:
        _create_alias(rencana, by=by, at=at)
    kini.status, kini.diterapkan_oleh, kini.diterapkan_pada = StatusImpor.DITERAPKAN, by, at
    kini.ringkasan = {"hitungan": rencana.hitungan}
    forget_extract(kini)
    save_checked(kini, update_fields=["status", "diterapkan_oleh", "diterapkan_pada", "ringkasan", "isi"])
    record(by, "menerapkan impor", kini, at=at, perubahan={k: [None, v] for k, v in rencana.hitungan.items()})
    return len(baris)


def _create_alias(rencana: Rencana, *, by: Pengguna, at: datetime) -> None:
    """Each OPD name that the person settled becomes another name on record, dated today."""
    for nama, opd_id in rencana.alias.values():
        opd = Opd.objects.get(pk=opd_id)
        alias = AliasOpd(opd=opd, nama=nama, kunci=kunci_nama(nama), mulai=tanggal_wit(at), dicatat_oleh=by.label)
        save_checked(alias)
        record(by, "mencatat nama lain OPD", alias, at=at, opd_id=opd.pk, perubahan={"opd": [None, opd.nama]})


@deed
def record_refusal(impor: Impor, galat: ValidationError, *, by: Pengguna, at: datetime) -> None:
    """After an apply that wrote nothing: keep what differed and show the plan as it is now. A transaction of its own."""
    kini = Impor.objects.select_for_update(of=("self",)).select_related("sk").get(pk=impor.pk)
    beda = galat.beda if isinstance(galat, RencanaBerubah) else []
    if kini.status == StatusImpor.PRATINJAU:
        remember(kini, susun_impor(kini, by=by, at=at), at=at, beda=beda)
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
    """Let go of the bytes of an extract of families: whoever is done with it needs the names of a whole village no more."""
    if impor.jenis == JenisImpor.KELUARGA:
        impor.isi = b""


@deed
def record_download(impor: Impor, apa: str, *, by: Pengguna, at: datetime) -> None:
    """The uploaded list left the application once more: who took it."""
    record(by, f"mengunduh {apa} impor", impor, at=at)


def read_table(impor: Impor) -> Tabel:
    """The kept bytes as a table, read before any transaction."""
    return read_impor(impor)
