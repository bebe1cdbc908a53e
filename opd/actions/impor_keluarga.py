"""Keep an extract of target families, and remember which of its columns is what."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from desa.enums import SumberKesejahteraan
from desa.models import record
from desa.nomor_orang import without_numbers
from desa.scoped import deed, penjaga
from opd.actions.dasar import save_checked
from opd.actions.impor import locked, remember, require_right, require_waiting
from opd.actions.lupakan_impor import forget_refused
from opd.actions.retensi import forget_extracts
from opd.enums import JenisImpor
from opd.impor.peta import complete, layout_hash, read_headings
from opd.impor.rencana import Rencana
from opd.impor.susun import susun_impor
from opd.models import Impor, Pengguna, PetaKolom


@dataclass(frozen=True)
class Ekstrak:
    """A file of families as it came, and what holds for all its rows; `desa`: the code of the one village of all, or ""."""

    nama_berkas: str
    isi: bytes
    sumber: SumberKesejahteraan
    periode: date | None
    tanggal: date
    desa: str = ""


def upload_extract(ekstrak: Ekstrak, *, by: Pengguna, at: datetime) -> Impor:
    """The upload, sealed; its columns as this layout of the source was read before, else still to be said.

    Forgets the bytes of extracts that waited too long. Raises PermissionDenied, or BerkasDitolak for a file without headings.
    """
    require_right(by, JenisImpor.KELUARGA, at)
    judul = list(read_headings(ekstrak.isi).judul.values())
    semua = {"sumber": ekstrak.sumber, "tanggal": ekstrak.tanggal.isoformat(), "desa": ekstrak.desa}
    semua["periode"] = ekstrak.periode.isoformat() if ekstrak.periode else ""
    impor = Impor(
        jenis=JenisImpor.KELUARGA,
        nama_berkas=without_numbers(ekstrak.nama_berkas)[-200:],
        ukuran=len(ekstrak.isi),
        sha256=hashlib.sha256(ekstrak.isi).hexdigest(),
        diunggah_oleh=by,
        diunggah_pada=at,
        pilihan={"semua": semua},
    )
    impor.berkas = ekstrak.isi
    with penjaga(False):
        dulu = PetaKolom.objects.filter(sumber=ekstrak.sumber, sidik=layout_hash(judul)).first()
        if dulu is None or complete(dulu.peta, desa=ekstrak.desa):
            forget_refused(impor)
            return _keep_extract(impor, None, by=by, at=at)
        impor.pilihan["peta"] = dulu.peta
        rencana = susun_impor(impor, by=by, at=at)
    return _keep_extract(impor, rencana, by=by, at=at)


@deed
def _keep_extract(impor: Impor, rencana: Rencana | None, *, by: Pengguna, at: datetime) -> Impor:
    forget_extracts(at)
    save_checked(impor)
    perubahan: dict[str, list[Any]] = {
        "sumber": [None, str(SumberKesejahteraan(impor.pilihan["semua"]["sumber"]).label)]
    }
    if rencana is not None:
        remember(impor, rencana, at=at)
        perubahan |= _told(rencana)
    record(by, "mengunggah impor", impor, at=at, perubahan=perubahan)
    return impor


def _told(rencana: Rencana) -> dict[str, list[Any]]:
    """How many numbers the plan found in other villages: nobody shall fish for persons with a list unseen."""
    return {"baris": [None, len(rencana.baris)], "nomor yang ada di desa lain": [None, rencana.di_desa_lain]}


def layout_before(impor: Impor) -> PetaKolom | None:
    """How this layout was read before, else the last layout of its source."""
    judul = list(read_headings(impor.berkas).judul.values())
    semua = PetaKolom.objects.filter(sumber=impor.pilihan["semua"]["sumber"])
    return semua.filter(sidik=layout_hash(judul)).first() or semua.order_by("-dipakai_pada").first()


def map_columns(impor: Impor, peta: dict[str, str], *, desa: str = "", by: Pengguna, at: datetime) -> Impor:
    """The upload read by these columns (what is read -> heading), kept for the next file of this layout.

    `desa`: the code of the one village of all rows, when the file names none.

    Raises ValidationError for a mapping that lacks something, or BerkasDitolak when the file cannot be read by it.
    """
    with penjaga(False):
        kini = Impor.objects.get(pk=impor.pk)
        require_waiting(kini, by=by, at=at)
        peta, judul = {k: v for k, v in peta.items() if v}, list(read_headings(kini.berkas).judul.values())
        semua = kini.pilihan["semua"] | ({"desa": desa} if desa else {})
        if kurang := complete(peta, desa=semua.get("desa", "")):
            raise ValidationError(kurang, code="peta")
        kini.pilihan = {"semua": semua, "peta": peta}
        rencana = susun_impor(kini, by=by, at=at)
    return _keep_columns(kini, rencana, judul, by=by, at=at)


@deed
def _keep_columns(impor: Impor, rencana: Rencana, judul: list[str], *, by: Pengguna, at: datetime) -> Impor:
    kini = locked(impor, by=by, at=at)
    kini.pilihan = impor.pilihan
    remember(kini, rencana, at=at)
    kunci = {"sumber": kini.pilihan["semua"]["sumber"], "sidik": layout_hash(judul)}
    isi = {"judul": judul, "peta": kini.pilihan["peta"], "dipakai_pada": at, "dicatat_oleh": by.label}
    PetaKolom.objects.update_or_create(**kunci, defaults=isi)
    perubahan: dict[str, list[Any]] = {"kolom": [None, sorted(kini.pilihan["peta"])]} | _told(rencana)
    record(by, "memetakan kolom impor", kini, at=at, perubahan=perubahan)
    return kini
