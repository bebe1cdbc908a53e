"""What a form or an extract says of a family, what is odd about its numbers, and how it is written: never into a Catatan."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from desa.enums import JenisSidik
from desa.models import Keluarga
from desa.validators import janggal_nik, kunci_nama

PRIBADI = {
    "kepala": "nama diubah",
    "jenis_kelamin": "jenis kelamin diubah",
    "nik": "NIK diubah",
    "kk": "nomor KK diubah",
    "telepon": "nomor telepon diubah",
    "alamat_rumah": "alamat diubah",
    "jumlah_anggota": "jumlah anggota diubah",
}
"""What is stored of a family -> what the Catatan says of a change, in place of the values."""
PROVINSI = frozenset(
    "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 51 52 53 61 62 63 64 65 71 72 73 74 75 76 81 82 91 92 93 94 95 96".split()
)
"""The first two digits of a NIK or no. KK (Kemendagri codes of provinces)."""
PANJANG_NOMOR = 16
TANPA_NOMOR = "Isi NIK atau nomor kartu keluarga, supaya keluarga ini tidak tercatat dua kali."


@dataclass(frozen=True)
class IsiKeluarga:
    """What is said of a family. What is None is left as stored."""

    kepala: str | None = None
    nik: str | None = None
    kk: str | None = None
    jenis_kelamin: str | None = None
    telepon: str | None = None
    alamat_rumah: str | None = None
    jumlah_anggota: int | None = None


@dataclass(frozen=True)
class IsiMasuk:
    """How a family came onto the list: when, by which source, and the desil that source gave."""

    tanggal: date
    sumber: str
    desil: int | None = None
    periode_data: date | None = None


def write_isi(keluarga: Keluarga, isi: IsiKeluarga) -> list[str]:
    """Set on `keluarga` what `isi` gives, and say which fields changed."""
    berubah = []
    for f in fields(isi):
        nilai = getattr(isi, f.name)
        if nilai is not None and nilai != getattr(keluarga, f.name):
            setattr(keluarga, f.name, nilai)
            berubah.append(f.name)
    return berubah


def changes_of(berubah: list[str]) -> dict[str, list[Any]]:
    """The same as a Catatan tells it."""
    return {f"data keluarga ({nama.replace('_', ' ')})": ["", PRIBADI[nama]] for nama in berubah}


def same_isi(keluarga: Keluarga, isi: IsiKeluarga) -> bool:
    """Whether a stored family holds what the form that claims to have made it says."""
    return all(getattr(keluarga, f.name) == getattr(isi, f.name) for f in fields(isi) if getattr(isi, f.name))


def odd_numbers(nik: str, kk: str, *, perempuan: bool | None) -> list[str]:
    """What is odd about the numbers of a family, one sentence each. Odd ones exist; they are asked about, never refused."""
    hasil = [*_odd_length(nik, "NIK"), *_odd_length(kk, "Nomor KK")]
    if len(nik) == PANJANG_NOMOR:
        if nik[:2] not in PROVINSI:
            hasil.append(
                f"NIK ini berawalan {nik[:2]}, padahal tidak ada provinsi berkode itu. Periksa KTP atau kartu keluarga."
            )
        if kalimat := janggal_nik(nik, perempuan=perempuan):
            hasil.append(kalimat)
    if nik and nik == kk:
        hasil.append("NIK dan nomor KK sama. Periksa kartu keluarga: keduanya nomor yang berbeda.")
    return hasil


def _odd_length(nomor: str, sebutan: str) -> list[str]:
    if not nomor or len(nomor) == PANJANG_NOMOR:
        return []
    return [f"{sebutan} terdiri atas 16 angka, di sini {len(nomor)}. Periksa kartu keluarga."]


def require_masuk(isi: IsiMasuk, *, on: date) -> None:
    """Raise ValidationError for a day that has not come, or a desil without its source's date."""
    for nama in ("tanggal", "periode_data"):
        hari = getattr(isi, nama)
        if hari is not None and hari > on:
            raise ValidationError({nama: "Tanggal ini belum terjadi. Isi tanggal hari ini atau sebelumnya."})
    if isi.desil is not None and isi.periode_data is None:
        raise ValidationError({"periode_data": "Isi tanggal data sumbernya, karena desil berlaku menurut tanggal itu."})


def require_nameless(bidang: str, teks: str, nama: Collection[str]) -> None:
    """Raise ValidationError for words that would carry a person's number or name (as `kunci_nama`) into what others read."""
    isi = f" {kunci_nama(teks)} "
    if re.search(r"[0-9]{10,}", re.sub(r"[ .-]", "", teks)) or any(f" {n} " in isi for n in nama if n):
        raise ValidationError(
            {
                bidang: "Ini dicatat dan dapat dibaca orang lain. Jangan menulis nama, NIK, atau nomor telepon di dalamnya."
            }
        )


def numbers_of(keluarga: Keluarga) -> list[tuple[JenisSidik, str]]:
    """The numbers that a family has, by kind."""
    semua = [(JenisSidik.NIK, keluarga.nik), (JenisSidik.KK, keluarga.kk)]
    return [(jenis, nomor) for jenis, nomor in semua if nomor]
