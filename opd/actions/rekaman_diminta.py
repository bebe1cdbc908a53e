"""Whose records a request of a data subject names, and by what that person is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desa.enums import Pengosongan
from desa.models import Keluarga, Umkm
from desa.validators import kunci_nama
from opd.actions.kosongkan import Diambil
from opd.actions.lupakan_impor import Dicari
from opd.models import PermintaanSubjek
from opd.rekap.berkas_subjek import gather_rows
from opd.rekap.permintaan_subjek import keys_of
from opd.rekap.simpanan_pribadi import KELUARGA, UMKM, Kunci
from opd.rekap.subjek_dibatasi import complete

TANPA_NAMA = frozenset(map(kunci_nama, map(str, Pengosongan.labels)))
"""What stands where a name stood is nobody's name."""
DICARI = ("nik", "kk", "telepon", "whatsapp")
"""By which values of a record lists are searched."""
SEORANG = (KELUARGA, UMKM, "opd.penerimabantuan")
"""Records that name one person alone."""


def records_of(permintaan: PermintaanSubjek) -> dict[Kunci, Any]:
    """The rows of the records it names, of those that were merged into an enterprise among them, and of all that is theirs."""
    kunci = keys_of(permintaan)
    umkm = [k.pk for k in kunci if k.label == UMKM]
    gabungan = Umkm.semua.filter(digabung_ke__in=umkm).scoped().values_list("pk", flat=True)
    return gather_rows([*kunci, *(Kunci(UMKM, pk) for pk in gabungan)])


def looked_for(permintaan: PermintaanSubjek) -> Dicari:
    """By what the person of a request is known, with what restrictions keep: numbers, phones and names."""
    baris, semua = records_of(permintaan), Diambil()
    complete(baris)
    for satu in baris.values():
        semua.note_kept(satu, {n: getattr(satu, n, "") for n in DICARI})
    return Dicari(frozenset({n for _, n in semua.nomor} | semua.telepon), names_of(baris, permintaan.nama_subjek))


def names_of(baris: Mapping[Kunci, Any], ditulis: str) -> frozenset[str]:
    """By which names the person is known, with those written on the request; records of several persons add none."""
    nama = {kunci_nama(n) for n in ditulis.splitlines()}
    for kunci, satu in baris.items():
        if kunci.label in SEORANG:
            nama |= {kunci_nama(n) for n in kunci.simpanan.names_in(satu)}
    return frozenset(n for n in nama if n) - TANPA_NAMA


def villages_of(baris: Mapping[Kunci, Any]) -> list[int]:
    """The villages whose records these are, to lock in order."""
    return sorted({b.desa_id for b in baris.values() if isinstance(b, Keluarga | Umkm)})
