"""Long work put into the queue by a person, and taken back by its owner. What the worker does with it: actions/antrean.py."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from desa.models import record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.enums import JenisPekerjaan, KeadaanPekerjaan
from opd.models import Pekerjaan, Pengguna
from opd.pekerja import wake

ANTRE_TERBANYAK = 10
"""Open pieces of work per person: enough for a day, too few to fill the queue for everybody else."""
TANPA_PERAN = "Pekerjaan ini dijalankan untuk akun yang mempunyai peran. Hubungi admin sistem."
BUKAN_MILIK = "Pekerjaan ini dibatalkan oleh yang memintanya."
TERLALU_BANYAK = (
    f"Masih ada {ANTRE_TERBANYAK} pekerjaan Anda yang belum selesai. Tunggu atau batalkan salah satunya dahulu."
)
SUDAH_BERAKHIR = "Pekerjaan ini sudah berakhir, jadi tidak ada yang dibatalkan."
BATAL = "Dibatalkan sebelum dimulai. Tidak ada yang disimpan."


@dataclass(frozen=True)
class IsiPekerjaan:
    """What is asked for: its kind, what it is about, and in `isi` what its kind needs to do it. `tautan` leads to its page."""

    jenis: JenisPekerjaan
    kunci: str
    judul: str
    isi: dict[str, Any] = field(default_factory=dict)
    tautan: str = ""


@deed
def request_work(isi: IsiPekerjaan, *, by: Pengguna, at: datetime) -> Pekerjaan:
    """The work in the queue, or the same that this person asked for before and that is still open.

    Who may ask for its kind is for the caller to say; the kind asks again when it runs. Raises PermissionDenied without a
    role, ValidationError while too many wait.
    """
    if not by.roles_on(tanggal_wit(at)):
        raise PermissionDenied(TANPA_PERAN)
    ada = _open_one(isi, by)
    if ada is not None:
        return ada
    if Pekerjaan.objects.filter(diminta_oleh=by).open().count() >= ANTRE_TERBANYAK:
        raise ValidationError(TERLALU_BANYAK, code="banyak")
    pekerjaan = Pekerjaan(
        diminta_oleh=by,
        diminta_pada=at,
        jenis=isi.jenis,
        kunci=isi.kunci,
        judul_pekerjaan=isi.judul,
        isi_permintaan=isi.isi,
        tautan_hasil=isi.tautan,
    )
    pekerjaan.full_clean()
    try:
        with transaction.atomic():
            pekerjaan.save(force_insert=True)
    except IntegrityError:
        return Pekerjaan.objects.open().get(jenis=isi.jenis, kunci=isi.kunci, diminta_oleh=by)
    record(by, "meminta pekerjaan", pekerjaan, at=at)
    transaction.on_commit(wake)
    return pekerjaan


def _open_one(isi: IsiPekerjaan, by: Pengguna) -> Pekerjaan | None:
    return Pekerjaan.objects.open().filter(jenis=isi.jenis, kunci=isi.kunci, diminta_oleh=by).first()


@deed
def cancel_work(pekerjaan: Pekerjaan, *, by: Pengguna, at: datetime) -> None:
    """Take it out of the queue; when it runs, ask it to stop at its next step. What is stored by then stays.

    Raises PermissionDenied for anybody but its owner, ValidationError once it has ended.
    """
    if pekerjaan.diminta_oleh_id != by.pk:
        raise PermissionDenied(BUKAN_MILIK)
    satu = Pekerjaan.objects.filter(pk=pekerjaan.pk)
    isi = {"batal_diminta_pada": at}
    akhir = isi | {"keadaan": KeadaanPekerjaan.DIBATALKAN, "selesai_pada": at, "kabar_pekerjaan": BATAL}
    if not satu.filter(keadaan=KeadaanPekerjaan.ANTRE).update(**akhir):
        diminta = satu.filter(keadaan=KeadaanPekerjaan.BERJALAN, batal_diminta_pada__isnull=True).update(**isi)
        if not diminta:
            if satu.filter(keadaan=KeadaanPekerjaan.BERJALAN).exists():
                return
            raise ValidationError(SUDAH_BERAKHIR, code="berakhir")
    record(by, "membatalkan pekerjaan", pekerjaan, at=at)
