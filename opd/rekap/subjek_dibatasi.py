"""Persons whose data a restriction keeps sealed, or who were erased: who asks for access is found and answered all the same.

The caller has checked `can_read_subject`. Rows are completed in memory alone; nobody saves them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from desa.enums import Pengosongan
from desa.sandi import SandiRusak
from desa.validators import kunci_nama
from opd.models import Nisan, PermintaanSubjek
from opd.rekap.nisan import Nomor, nisan_hash, nisan_key
from opd.rekap.simpanan_pribadi import Kunci

LEWAT = {
    Pengosongan.DIBATASI: "datanya dibatasi atas permintaannya",
    Pengosongan.DIHAPUS: "datanya dihapus atas permintaannya",
}
Nilai = Mapping[str, Any]
BERSAMA = frozenset({"warga_ditemui"})
"""Fields that name several persons: of these a restriction keeps the person's own lines in their places, the others empty."""


def requests_about(kunci: Iterable[Kunci]) -> list[PermintaanSubjek]:
    """The requests about one of these records. One query; there are few requests."""
    dicari = set(map(str, kunci))
    return [p for p in PermintaanSubjek.objects.all().scoped() if not dicari.isdisjoint(p.rekaman)]


def kept_values() -> dict[Kunci, Nilai]:
    """What restrictions in force took out of each record, in the clear. One query."""
    hasil: dict[Kunci, Nilai] = {}
    for p in PermintaanSubjek.objects.exclude(simpanan_sandi="").scoped():
        try:
            simpanan = json.loads(p.simpanan)
        except SandiRusak:
            continue
        for teks, nilai in simpanan.items():
            if (k := Kunci.read(teks)) is not None:
                hasil[k] = {
                    n: lines_back(isi, hasil.get(k, {}).get(n, "")) if n in BERSAMA else isi for n, isi in nilai.items()
                }
    return hasil


def lines_back(teks: str, disimpan: str) -> str:
    """A field that names several persons, one a line, with the lines that are kept of it put back in their places."""
    kini, lama = teks.split("\n"), disimpan.split("\n")
    return "\n".join((lama[n] if n < len(lama) else "") or baris for n, baris in enumerate(kini))


def complete(baris: Mapping[Kunci, Any]) -> frozenset[Kunci]:
    """Write what restrictions keep onto these rows in memory; which rows that were. One query."""
    disimpan = {k: v for k, v in kept_values().items() if k in baris}
    for kunci, nilai in disimpan.items():
        for nama, isi in nilai.items():
            setattr(baris[kunci], nama, lines_back(getattr(baris[kunci], nama), isi) if nama in BERSAMA else isi)
    return frozenset(disimpan)


def emptied_by(nomor: Nomor) -> Iterator[tuple[Kunci, str]]:
    """The records that a restriction or an erasure of this number or name was about, and which of the two. Two queries."""
    if not nomor[1] or not Nisan.objects.all().scoped().exists():
        return
    sidik = nisan_hash(nisan_key(), nomor)
    for n in Nisan.objects.filter(jenis=nomor[0], sidik_nisan=sidik).scoped().select_related("permintaan"):
        lewat = LEWAT.get(Pengosongan(n.keadaan), "datanya dihapus, masa simpannya habis")
        yield from ((k, lewat) for k in map(Kunci.read, n.permintaan.rekaman) if k is not None)


def restricted_like(nama: str, telepon: str) -> Iterator[tuple[Kunci, str]]:
    """The restricted records that bear this name or phone. One query, none for neither."""
    kata = set(kunci_nama(nama).split())
    for kunci, nilai in kept_values().items() if kata or telepon else ():
        sendiri = {w for kolom in kunci.simpanan.nama for w in kunci_nama(str(nilai.get(kolom) or "")).split()}
        if (kata and kata <= sendiri) or (telepon and telepon in (nilai.get("telepon"), nilai.get("whatsapp"))):
            yield kunci, LEWAT[Pengosongan.DIBATASI]
