"""What a worker does with the queue: take one, say how far it is, end it. Conditional updates let two never share one.

Only who holds the lease writes. A worker that dies keeps nothing: its lease runs out and the next one begins again, at most
`PERCOBAAN_TERBANYAK` times. The end of the work and everything it stores are one transaction (`complete_work`), so it is
never half there nor there twice. Taking and reporting are no deeds of a person and leave no Catatan; a failure does.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import F

from desa.models import record
from desa.scoped import deed
from opd.enums import KeadaanPekerjaan
from opd.models import Pekerjaan

SEWA = timedelta(seconds=30)
"""How long a worker may be silent before its work is taken over."""
PERCOBAAN_TERBANYAK = 3
TERPUTUS = "Pekerjaan ini terputus di tengah jalan, jadi diulang dari awal (percobaan ke-{n})."
MENYERAH = (
    f"Pekerjaan ini terputus {PERCOBAAN_TERBANYAK} kali, jadi dihentikan. Tidak ada yang disimpan; coba lagi nanti."
)
BATAL = "Dibatalkan. Yang belum tersimpan saat itu tidak disimpan."


class Dibatalkan(Exception):
    """The work must not go on: its owner took it back."""


class SewaHilang(Exception):
    """It must not go on: the lease ran out and another worker has it, or it has ended."""


@dataclass(frozen=True)
class HasilKerja:
    """What came of it: a sentence, another address than the asked-for one, a file to fetch."""

    kabar: str
    tautan: str = ""
    berkas: bytes = b""
    nama_berkas: str = ""


def work_waits(at: datetime, *, sejak: timedelta = timedelta()) -> bool:
    """Whether a worker could take something now that was asked for as long ago as `sejak`. Two queries, no lock of SQLite's."""
    if Pekerjaan.objects.filter(keadaan=KeadaanPekerjaan.BERJALAN, sewa_sampai__gte=at).exists():
        return False
    return Pekerjaan.objects.open().filter(diminta_pada__lte=at - sejak).exists()


@deed
def take_work(*, at: datetime) -> Pekerjaan | None:
    """The next piece of work, leased to the caller; None while another runs or nothing waits. What was lost goes back first."""
    _recover(at)
    if Pekerjaan.objects.filter(keadaan=KeadaanPekerjaan.BERJALAN).exists():
        return None
    for pk in Pekerjaan.objects.waiting().values_list("pk", flat=True)[:1]:
        isi = {"sewa": uuid.uuid4(), "sewa_sampai": at + SEWA, "keadaan": KeadaanPekerjaan.BERJALAN, "langkah": 0}
        try:
            with transaction.atomic():
                satu = Pekerjaan.objects.waiting().filter(pk=pk)
                diambil = satu.update(**isi, dari=0, percobaan=F("percobaan") + 1, mulai_pada=at)
        except IntegrityError:  # another worker took one at this moment
            return None
        if diambil:
            return Pekerjaan.objects.select_related("diminta_oleh").get(pk=pk)
    return None


def _recover(at: datetime) -> None:
    """Work whose worker died goes back into the queue, or fails when that happened too often."""
    for p in Pekerjaan.objects.lost_at(at).select_for_update():
        if p.batal_diminta_pada:
            _end(p, KeadaanPekerjaan.DIBATALKAN, BATAL, at=at)
        elif p.percobaan >= PERCOBAAN_TERBANYAK:
            _fail(p, MENYERAH, at=at)
        else:
            kabar = TERPUTUS.format(n=p.percobaan + 1)
            _held(p).update(keadaan=KeadaanPekerjaan.ANTRE, sewa=None, sewa_sampai=None, kabar_pekerjaan=kabar)


def _held(p: Pekerjaan) -> Any:
    """The row, as long as this lease holds it."""
    return Pekerjaan.objects.filter(pk=p.pk, sewa=p.sewa, keadaan=KeadaanPekerjaan.BERJALAN)


def renew_lease(p: Pekerjaan, *, at: datetime) -> bool:
    """Say that its worker lives; False when the lease is somebody else's."""
    return bool(_held(p).update(sewa_sampai=at + SEWA))


def report_progress(p: Pekerjaan, langkah: int, dari: int, kabar: str, *, at: datetime) -> None:
    """How far it is. Raises Dibatalkan or SewaHilang when it must not go on. One statement and one query."""
    satu = _held(p)
    if not satu.update(langkah=min(langkah, dari), dari=dari, kabar_pekerjaan=kabar[:500], sewa_sampai=at + SEWA):
        raise SewaHilang
    if satu.filter(batal_diminta_pada__isnull=False).exists():
        raise Dibatalkan


@deed
def complete_work(p: Pekerjaan, tulis: Callable[[], HasilKerja], *, at: datetime) -> None:
    """Store what was worked out and end the work, in one transaction. Raises Dibatalkan or SewaHilang, and nothing is stored."""
    kini = _held(p).select_for_update().first()
    if kini is None:
        raise SewaHilang
    if kini.batal_diminta_pada:
        raise Dibatalkan
    hasil = tulis()
    if hasil.berkas:
        kini.berkas_hasil.save(f"{kini.uuid}", ContentFile(hasil.berkas), save=False)
    isi = {
        "berkas_hasil": kini.berkas_hasil.name or "",
        "nama_hasil": hasil.nama_berkas,
        "tautan_hasil": hasil.tautan or kini.tautan_hasil,
    }
    _end(p, KeadaanPekerjaan.SELESAI, hasil.kabar, at=at, dari=kini.dari or 1, langkah=kini.dari or 1, **isi)


def _end(p: Pekerjaan, keadaan: KeadaanPekerjaan, kabar: str, *, at: datetime, **isi: Any) -> bool:
    isi |= {"keadaan": keadaan, "kabar_pekerjaan": kabar[:500], "selesai_pada": at, "sewa": None, "sewa_sampai": None}
    return bool(_held(p).update(**isi))


@deed
def stop_work(p: Pekerjaan, *, at: datetime) -> None:
    """End what its owner took back."""
    _end(p, KeadaanPekerjaan.DIBATALKAN, BATAL, at=at)


@deed
def fail_work(p: Pekerjaan, kalimat: str, *, at: datetime) -> None:
    """End it with the sentence that says why and what to do; nothing of it is stored."""
    _fail(p, kalimat, at=at)


def _fail(p: Pekerjaan, kalimat: str, *, at: datetime) -> None:
    if _end(p, KeadaanPekerjaan.GAGAL, kalimat, at=at):
        record(None, "menghentikan pekerjaan yang gagal", p, at=at)


@deed
def release_work(p: Pekerjaan, *, at: datetime, diulang: bool = False) -> None:
    """Put it back into the queue: its worker has to leave, or (`diulang`) the database was too busy for it this time."""
    if diulang and p.percobaan >= PERCOBAAN_TERBANYAK:
        _fail(p, MENYERAH, at=at)
        return
    isi = {"keadaan": KeadaanPekerjaan.ANTRE, "sewa": None, "sewa_sampai": None}
    _held(p).update(**isi, percobaan=p.percobaan if diulang else max(p.percobaan - 1, 0))
