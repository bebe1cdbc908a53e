"""What a form or a list says of an enterprise, and how the owner's part of it is written: never into a Catatan."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from desa.enums import BentukUsaha, JenisNisan, JenisSidik, KeluargaMiskin
from desa.models import Kbli, Umkm
from desa.validators import janggal_nik
from opd.actions.dasar import MintaYakin
from opd.actions.nisan import require_not_erased
from opd.rekap.nisan import Nomor, name_in

Perubahan = dict[str, list[Any]]
"""What a Catatan tells: a field and what it was and is, or of the owner only that it changed."""
TERBUKA = (
    "nama", "bentuk", "nib", "kbli_id", "makanan_minuman", "produk", "mulai_usaha", "modal_usaha_rp",
    "penjualan_setahun_rp", "dibina_sejak",
)  # fmt: skip
PRIBADI = {
    "pemilik": ("data pemilik", "nama diubah"),
    "telepon": ("kontak pemilik", "nomor telepon diubah"),
    "nik": ("data pemilik (NIK)", "NIK diubah"),
    "jenis_kelamin": ("data pemilik (jenis kelamin)", "jenis kelamin diubah"),
    "keluarga_miskin": ("data pemilik (keluarga)", "keadaan keluarga diubah"),
}
"""What tells of the owner -> what the Catatan says of a change, in place of the values."""
KOLOM_PRIBADI = (
    "pemilik",
    "jenis_kelamin",
    "telepon_sandi",
    "nik_sandi",
    "sidik_nik",
    "keluarga_miskin",
    "keluarga_sasaran",
)
DIKOSONGKAN = "{}: data pemilik ini tidak diisi lagi. Kosongkan bidang pemilik; data usahanya tetap dapat diubah."
TANPA_NOMOR = "{}: nomor izin usaha perorangan ini tidak diisi lagi. Kosongkan nomornya; statusnya tetap dapat diubah."
_KOSONG = {"keluarga_miskin": KeluargaMiskin.BELUM_DIKETAHUI.value}


@dataclass(frozen=True)
class IsiUmkm:
    """What the form says of an enterprise. What tells of the owner is left as stored where it is None."""

    nama: str
    bentuk: str
    dibina_sejak: date
    nib: str = ""
    kbli_id: str | None = None
    makanan_minuman: bool = False
    produk: str = ""
    mulai_usaha: int | None = None
    modal_usaha_rp: int | None = None
    penjualan_setahun_rp: int | None = None
    pemilik: str | None = None
    telepon: str | None = None
    nik: str | None = None
    jenis_kelamin: str | None = None
    keluarga_miskin: str | None = None

    def open_fields(self) -> dict[str, Any]:
        """The OPEN columns."""
        return {k: v for k, v in asdict(self).items() if k in TERBUKA}


def stored_fields(umkm: Umkm) -> dict[str, Any]:
    """The OPEN columns as they stand, for a change that names only some."""
    return {nama: getattr(umkm, nama) for nama in TERBUKA}


def write_pribadi(umkm: Umkm, isi: IsiUmkm) -> Perubahan:
    """Set on `umkm` what `isi` gives of the owner, and say only that it changed.

    Raises ValidationError for an owner whose data were restricted or erased, here or by the NIK.
    """
    perubahan = set_pribadi(umkm, isi)
    for bidang, nomor in owner_numbers(umkm, perubahan):
        require_not_erased(bidang, nomor)
    return perubahan


def set_pribadi(umkm: Umkm, isi: IsiUmkm) -> Perubahan:
    """The same before it was asked whether the new owner was erased elsewhere (`owner_numbers`). No query."""
    perubahan: Perubahan = {}
    if umkm.pengosongan and any(getattr(isi, nama) not in (None, getattr(umkm, nama)) for nama in PRIBADI):
        raise ValidationError(DIKOSONGKAN.format(umkm.get_pengosongan_display()), code="dikosongkan")
    for nama, (label, kata) in PRIBADI.items():
        nilai = getattr(isi, nama)
        if nilai is not None and nilai != getattr(umkm, nama):
            setattr(umkm, nama, nilai)
            perubahan[label] = ["", kata]
    if umkm.keluarga_sasaran_id and ({PRIBADI["nik"][0], PRIBADI["keluarga_miskin"][0]} & set(perubahan)):
        umkm.keluarga_sasaran = None
        perubahan["data pemilik (keluarga sasaran)"] = ["tertaut", "dilepas, karena NIK atau keterangannya diubah"]
    return perubahan


def owner_numbers(umkm: Umkm, perubahan: Collection[str]) -> list[tuple[str, Nomor]]:
    """By what a changed owner may be known to have been erased, each with the field that is told so."""
    hasil: list[tuple[str, Nomor]] = []
    if PRIBADI["nik"][0] in perubahan:
        hasil.append(("nik", (JenisSidik.NIK, umkm.nik)))
    if PRIBADI["pemilik"][0] in perubahan and not umkm.nik:
        hasil.append(("pemilik", name_in(umkm.desa_id, umkm.pemilik)))
    return hasil


def numbers_emptied(umkm: Umkm) -> bool:
    """Whether its licences have no numbers any more: they would tell of one person who was restricted or erased."""
    return bool(umkm.pengosongan) and umkm.bentuk == BentukUsaha.PERORANGAN


def require_nib(umkm: Umkm, nib: str) -> None:
    """Raise ValidationError for a new NIB of a person who was restricted or erased, here or by the number."""
    for bidang, nomor in nib_numbers(umkm, nib):
        require_not_erased(bidang, nomor)


def nib_numbers(umkm: Umkm, nib: str) -> list[tuple[str, Nomor]]:
    """The same of a new NIB as `owner_numbers`. Raises ValidationError where the owner was restricted or erased here."""
    if not nib or nib == umkm.nib:
        return []
    if numbers_emptied(umkm):
        raise ValidationError({"nib": TANPA_NOMOR.format(umkm.get_pengosongan_display())}, code="dikosongkan")
    return [("nib", (JenisNisan.NIB, nib))]


def pribadi_differs(umkm: Umkm, isi: IsiUmkm) -> bool:
    """Whether a stored enterprise has another owner than the form that claims to have made it."""
    return any(getattr(umkm, nama) != (getattr(isi, nama) or _KOSONG.get(nama, "")) for nama in PRIBADI)


def odd_nik(umkm: Umkm) -> str:
    """What is odd about the owner's NIK, or "". A group's head and a firm's may be of either sex: only persons are compared."""
    if not umkm.nik:
        return ""
    orang = umkm.bentuk == BentukUsaha.PERORANGAN and umkm.jenis_kelamin
    return janggal_nik(umkm.nik, perempuan=umkm.jenis_kelamin == "P" if orang else None)


def require_sure(kalimat: list[str], *, yakin: bool) -> None:
    """Raise MintaYakin with what is unlikely, unless its writer has said that it was looked at."""
    if kalimat and not yakin:
        raise MintaYakin([*kalimat, "Periksa, lalu centang kotaknya di bawah bila memang benar."], code="janggal")


def require_kbli(isi: IsiUmkm) -> None:
    """Raise ValidationError for a code that the list of KBLI lacks."""
    if isi.kbli_id is not None and not Kbli.objects.filter(kode=isi.kbli_id).exists():
        raise ValidationError(
            {
                "kbli": f"Kode {isi.kbli_id} tidak ada dalam daftar KBLI 2020 di aplikasi ini. Periksa kodenya pada dokumen "
                "NIB, cari dengan kata, atau minta admin sistem menambahkannya."
            }
        )


def require_dates(isi: IsiUmkm, *, on: date) -> None:
    """Raise ValidationError for a start that has not come, or a year nobody can mean."""
    if isi.dibina_sejak > on:
        raise ValidationError({"dibina_sejak": "Tanggal ini belum terjadi. Isi tanggal hari ini atau sebelumnya."})
    if isi.mulai_usaha is not None and not 1900 <= isi.mulai_usaha <= on.year:
        raise ValidationError({"mulai_usaha": f"Tahun mulai usaha antara 1900 dan {on.year}. Periksa tahunnya."})
