"""Record where a licence of an enterprise stands. The number of a NIB goes to the enterprise itself, its only place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File

from desa.enums import JenisLegalitas, JenisNisan, StatusLegalitas
from desa.models import Legalitas, Umkm, record
from desa.nama_dikosongkan import without_numbers
from desa.scoped import deed
from desa.validators import NIB_DIKOSONGKAN, baca_nomor_legalitas
from desa.waktu import tanggal_wit
from opd.actions.dasar import BERUBAH, diff, save_checked
from opd.actions.isi_umkm import TANPA_NOMOR, numbers_emptied
from opd.actions.nisan import require_not_erased
from opd.models import Pengguna
from opd.permissions import can_edit_umkm

NAMA = {"status": "status", "nomor": "nomor", "terbit_pada": "terbit pada", "berlaku_sampai": "berlaku sampai"}


@dataclass(frozen=True)
class IsiLegalitas:
    """What the form says of one licence."""

    status: str
    nomor: str = ""
    terbit_pada: date | None = None
    berlaku_sampai: date | None = None


@deed
def set_legalitas(
    umkm: Umkm,
    jenis: JenisLegalitas,
    isi: IsiLegalitas,
    *,
    versi: int,
    by: Pengguna,
    at: datetime,
    berkas: File | None = None,
) -> Legalitas:
    """The licence with the form's values; `versi` is what the writer saw (`seen_version`).

    Raises PermissionDenied, or ValidationError when number or dates do not fit, the NIB is another's, or somebody changed
    the row meanwhile. A new paper takes the place of the old one.
    """
    if not can_edit_umkm(by, umkm.desa_id, on=tanggal_wit(at)):
        raise PermissionDenied("Legalitas hanya diubah oleh OPD pendamping desanya, verifikator, atau admin sistem.")
    umkm = Umkm.objects.select_for_update(of=("self",)).get(pk=umkm.pk)
    baris = Legalitas.objects.filter(umkm=umkm, jenis=jenis).first()
    if seen_version(umkm, jenis, baris) != versi:
        raise ValidationError(BERUBAH, code="berubah")
    baris = baris or Legalitas(umkm=umkm, jenis=jenis, dicatat_pada=at, versi=0)
    isi = _without_number(umkm, baris, isi) if numbers_emptied(umkm) else isi
    kolom = _checked(jenis, isi, on=tanggal_wit(at), bernomor=not numbers_emptied(umkm))
    perubahan = _write_nib(umkm, kolom) if jenis == JenisLegalitas.NIB else {}
    for nama, beda in diff(baris, kolom).items():
        perubahan[f"{jenis.label}: {NAMA[nama]}"] = beda
    for nama, nilai in kolom.items():
        setattr(baris, nama, nilai)
    if berkas is not None:
        baris.pindaian, perubahan[f"{jenis.label}: berkas"] = berkas, ["", "diunggah"]
    if perubahan or baris.pk is None:
        baris.versi += 1
        save_checked(baris)
        record(by, f"mencatat legalitas {jenis.label}", umkm, at=at, perubahan=without_numbers(perubahan, umkm))
    return baris


def _without_number(umkm: Umkm, baris: Legalitas, isi: IsiLegalitas) -> IsiLegalitas:
    """Of a person who was restricted or erased only that the licence was issued. Raises ValidationError for a new number."""
    nib = baris.jenis == JenisLegalitas.NIB
    sebutan = NIB_DIKOSONGKAN if nib else str(umkm.get_pengosongan_display())
    if isi.nomor.strip() not in ("", sebutan, umkm.nib if nib else baris.nomor):
        raise ValidationError({"nomor": TANPA_NOMOR.format(umkm.get_pengosongan_display())}, code="dikosongkan")
    return replace(isi, nomor=sebutan if isi.status == StatusLegalitas.TERBIT else "")


def seen_version(umkm: Umkm, jenis: JenisLegalitas, baris: Legalitas | None) -> int:
    """What a writer saw: the row's version; of a NIB the enterprise's with it, for the number stands there."""
    return (baris.versi if baris else 0) + (umkm.versi if jenis == JenisLegalitas.NIB else 0)


def _checked(jenis: JenisLegalitas, isi: IsiLegalitas, *, on: date, bernomor: bool) -> dict[str, Any]:
    """The columns to write, the number in its stored form."""
    nomor = isi.nomor.strip()
    if isi.status == StatusLegalitas.TERBIT:
        if not nomor:
            raise ValidationError({"nomor": "Legalitas yang sudah terbit harus bernomor. Isi nomornya."})
        try:
            nomor = baca_nomor_legalitas(jenis, nomor) if bernomor else nomor
        except ValidationError as galat:
            raise ValidationError({"nomor": galat.messages}) from galat
    elif nomor and jenis == JenisLegalitas.NIB:
        raise ValidationError(
            {"nomor": "Nomor NIB diisi bila NIB sudah terbit. Pilih Terbit, atau kosongkan nomornya."}
        )
    elif nomor and isi.status == StatusLegalitas.BELUM:
        raise ValidationError({"nomor": "Yang belum ada tidak bernomor. Pilih statusnya, atau kosongkan nomornya."})
    if isi.terbit_pada and isi.terbit_pada > on:
        raise ValidationError({"terbit_pada": "Tanggal ini belum terjadi. Isi tanggal hari ini atau sebelumnya."})
    if isi.terbit_pada and isi.berlaku_sampai and isi.berlaku_sampai <= isi.terbit_pada:
        raise ValidationError(
            {"berlaku_sampai": "Masa berlaku habis sesudah tanggal terbit. Periksa kedua tanggalnya."}
        )
    return {
        "status": isi.status,
        "nomor": nomor,
        "terbit_pada": isi.terbit_pada,
        "berlaku_sampai": isi.berlaku_sampai,
    }


def _write_nib(umkm: Umkm, kolom: dict[str, Any]) -> dict[str, list[Any]]:
    """Move the number to the enterprise; the row keeps "sedang diurus", for *terbit* follows from the number alone."""
    nib, kolom["nomor"] = kolom["nomor"], ""
    if kolom["status"] == StatusLegalitas.TERBIT:
        kolom["status"] = StatusLegalitas.PROSES.value
    perubahan = diff(umkm, {"nib": nib})
    if perubahan:
        if nib != NIB_DIKOSONGKAN:
            require_not_erased("nomor", (JenisNisan.NIB, nib))
        umkm.nib, umkm.versi = nib, umkm.versi + 1
        save_checked(umkm, update_fields=["nib", "versi"])
    return perubahan
