"""Which column of an extract is what: guessed by heading, said by the person, kept for the next file of that layout."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from desa.impor.tabel import Intip, Kolom, intip_tabel
from desa.validators import kunci_nama
from opd.enums import JenisImpor
from opd.impor.kolom import KOLOM, WAJIB
from opd.models import Impor, PetaKolom

KELUARGA = JenisImpor.KELUARGA


@dataclass(frozen=True)
class TawaranPeta:
    """What the page of columns offers: the file's headings, one guess per column key, and first rows with their values masked."""

    judul: list[str]
    saran: dict[str, str]
    contoh: list[list[str]]


def mapped_columns(peta: Mapping[str, str]) -> tuple[Kolom, ...]:
    """The columns that are read, each under the heading that the file gives it."""
    return tuple(replace(k, judul=peta[k.nama], alias=()) for k in KOLOM[KELUARGA] if peta.get(k.nama))


def read_headings(isi: bytes) -> Intip:
    """The headings of an extract. Raises BerkasDitolak."""
    return intip_tabel(isi, KOLOM[KELUARGA])


def layout_hash(judul: Iterable[str]) -> str:
    """The same for files whose headings are the same in the same order."""
    return hashlib.sha256("\n".join(kunci_nama(j) for j in judul).encode()).hexdigest()


def offer(impor: Impor, dulu: PetaKolom | None) -> TawaranPeta:
    """The offer for an upload; `dulu`: how this layout, or the last one of its source, was read before."""
    intip = read_headings(impor.berkas)
    judul = list(dict.fromkeys(intip.judul.values()))
    saran = {nama: intip.judul[k] for nama, k in intip.saran.items()}
    if dulu is not None:
        saran |= {nama: j for nama, j in dulu.peta.items() if j in judul}
    contoh = [[masked_cell(baris.get(k)) for k in intip.judul] for baris in intip.contoh]
    return TawaranPeta(list(intip.judul.values()), saran | impor.pilihan.get("peta", {}), contoh)


def masked_cell(nilai: Any) -> str:
    """A cell as a sample may be shown: of words the first letter, of long numbers the last two digits."""
    if nilai is None:
        return ""
    if isinstance(nilai, datetime):
        return "(tanggal)"
    teks = str(int(nilai)) if isinstance(nilai, float) and nilai.is_integer() else str(nilai)
    return re.sub(r"\S+", lambda m: _masked_word(m[0]), teks[:60])


def _masked_word(kata: str) -> str:
    if kata.isdigit() and len(kata) <= 2:
        return kata
    if any(h.isdigit() for h in kata):
        return "•" * min(len(kata) - 2, 14) + kata[-2:]
    return kata[0] + "•" * min(len(kata) - 1, 10)


def complete(peta: Mapping[str, str], *, desa: str) -> list[str]:
    """What a mapping lacks, one sentence each. `desa`: the village that was chosen for all rows."""
    nama = {k.nama: k.judul for k in KOLOM[KELUARGA]}
    hasil = []
    for pilihan in WAJIB[KELUARGA]:
        if not any(peta.get(p) for p in pilihan):
            hasil.append(f"Pilih kolom untuk {' atau '.join(nama[p] for p in pilihan)}.")
    if not desa and not any(peta.get(p) for p in ("kode", "desa")):
        hasil.append("Pilih kolom untuk Kode Desa atau Desa, atau pilih satu desa untuk semua baris.")
    dua = [j for j in peta.values() if j and list(peta.values()).count(j) > 1]
    if dua:
        hasil.append(f"Kolom “{dua[0]}” dipilih untuk dua isian. Pilih kolom lain untuk salah satunya.")
    return hasil
