"""Keep an extract of target families, and remember which of its columns is what."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from desa.enums import SumberKesejahteraan
from desa.models import record
from desa.scoped import deed
from opd.actions.dasar import save_checked
from opd.actions.impor import locked, remember, require_right
from opd.actions.lupakan_impor import forget_refused
from opd.actions.retensi import forget_extracts
from opd.enums import JenisImpor
from opd.impor.peta import complete, layout_hash, read_headings
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


@deed
def upload_extract(ekstrak: Ekstrak, *, by: Pengguna, at: datetime) -> Impor:
    """The upload, sealed; its columns as this layout of the source was read before, else still to be said.

    Forgets the bytes of extracts that waited too long. Raises PermissionDenied, or BerkasDitolak for a file without headings.
    """
    require_right(by, JenisImpor.KELUARGA, at)
    forget_extracts(at)
    judul = list(read_headings(ekstrak.isi).judul.values())
    semua = {"sumber": ekstrak.sumber, "tanggal": ekstrak.tanggal.isoformat(), "desa": ekstrak.desa}
    semua["periode"] = ekstrak.periode.isoformat() if ekstrak.periode else ""
    impor = Impor(
        jenis=JenisImpor.KELUARGA,
        nama_berkas=ekstrak.nama_berkas[-200:],
        ukuran=len(ekstrak.isi),
        sha256=hashlib.sha256(ekstrak.isi).hexdigest(),
        diunggah_oleh=by,
        diunggah_pada=at,
        pilihan={"semua": semua},
    )
    impor.berkas = ekstrak.isi
    dulu = PetaKolom.objects.filter(sumber=ekstrak.sumber, sidik=layout_hash(judul)).first()
    if dulu is not None and not complete(dulu.peta, desa=ekstrak.desa):
        impor.pilihan["peta"] = dulu.peta
    else:
        forget_refused(impor)
    save_checked(impor)
    perubahan: dict[str, list[Any]] = {"sumber": [None, str(ekstrak.sumber.label)]}
    if "peta" in impor.pilihan:
        perubahan |= _remember_plan(impor, by=by, at=at)
    record(by, "mengunggah impor", impor, at=at, perubahan=perubahan)
    return impor


def _remember_plan(impor: Impor, *, by: Pengguna, at: datetime) -> dict[str, list[Any]]:
    """Keep the plan, and say how many numbers it found in other villages: nobody shall fish for persons with a list unseen."""
    rencana = susun_impor(impor, by=by, at=at)
    remember(impor, rencana, at=at)
    return {"baris": [None, len(rencana.baris)], "nomor yang ada di desa lain": [None, rencana.di_desa_lain]}


def layout_before(impor: Impor) -> PetaKolom | None:
    """How this layout was read before, else the last layout of its source."""
    judul = list(read_headings(impor.berkas).judul.values())
    semua = PetaKolom.objects.filter(sumber=impor.pilihan["semua"]["sumber"])
    return semua.filter(sidik=layout_hash(judul)).first() or semua.order_by("-dipakai_pada").first()


@deed
def map_columns(impor: Impor, peta: dict[str, str], *, desa: str = "", by: Pengguna, at: datetime) -> Impor:
    """The upload read by these columns (what is read -> heading), kept for the next file of this layout.

    `desa`: the code of the one village of all rows, when the file names none.

    Raises ValidationError for a mapping that lacks something, or BerkasDitolak when the file cannot be read by it.
    """
    kini = locked(impor, by=by, at=at)
    peta, judul = {k: v for k, v in peta.items() if v}, list(read_headings(kini.berkas).judul.values())
    semua = kini.pilihan["semua"] | ({"desa": desa} if desa else {})
    if kurang := complete(peta, desa=semua.get("desa", "")):
        raise ValidationError(kurang, code="peta")
    kini.pilihan = {"semua": semua, "peta": peta}
    perubahan: dict[str, list[Any]] = {"kolom": [None, sorted(peta)]} | _remember_plan(kini, by=by, at=at)
    kunci = {"sumber": kini.pilihan["semua"]["sumber"], "sidik": layout_hash(judul)}
    isi = {"judul": judul, "peta": peta, "dipakai_pada": at, "dicatat_oleh": by.label}
    PetaKolom.objects.update_or_create(**kunci, defaults=isi)
    record(by, "memetakan kolom impor", kini, at=at, perubahan=perubahan)
    return kini
