"""Let go of uploaded lists that name a person: the copy they were read from is not needed once their rows are written.

A list that comes later and names somebody who was erased or restricted loses that person's lines alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Max

from desa.enums import JenisSidik
from desa.impor.berkas import BerkasDitolak, all_cells
from desa.impor.lupakan import blank_lines
from desa.validators import kunci_nama
from opd.enums import StatusImpor
from opd.impor.peta import read_headings
from opd.impor.rencana import Hasil, Rencana
from opd.models import Impor
from opd.rekap.nisan import refusals

NAMA_KHAS = 6
"""Letters from which a single name is looked for; shorter ones stand in every list."""


@dataclass(frozen=True)
class Dicari:
    """By what a person is found in a list: numbers and phones as digits, names as `kunci_nama` writes them."""

    nomor: frozenset[str]
    nama: frozenset[str]

    @cached_property
    def angka(self) -> set[str]:
        return {n.lstrip("+").removeprefix("62").lstrip("0") for n in self.nomor if n}

    @cached_property
    def sebutan(self) -> set[str]:
        return {n for n in self.nama if " " in n or len(n) >= NAMA_KHAS}

    def numbered(self, teks: str) -> bool:
        """Whether one of the numbers stands in a text, however its digits are written."""
        rapat = "".join(c for c in digits(teks) if c.isdigit())
        return bool(rapat) and any(n in rapat for n in self.angka)


def digits(teks: str) -> str:
    """A text with plain digits and nothing within a number that separates them."""
    return re.sub(r"(?<=[0-9])[ .\u2019'-](?=[0-9])", "", unicodedata.normalize("NFKC", teks))


@dataclass(frozen=True)
class DaftarMenyebut:
    """The kept lists that name a person, among those up to the number `sampai`."""

    pk: tuple[int, ...] = ()
    sampai: int = 0


def lists_naming(dicari: Dicari, *, sesudah: int = 0) -> DaftarMenyebut:
    """Look through every kept list numbered above `sesudah`. It reads whole files: call it before a transaction."""
    semua = Impor.objects.filter(pk__gt=sesudah).scoped()
    sampai = semua.aggregate(n=Max("pk"))["n"] or sesudah
    ketemu = []
    for pk in list(semua.exclude(isi=b"").order_by("pk").values_list("pk", flat=True)):
        impor = Impor.objects.filter(pk=pk).scoped().first()
        if impor is not None and _names(impor.berkas, dicari):
            ketemu.append(pk)
    return DaftarMenyebut(tuple(ketemu), sampai)


def forget_lists(pk: Collection[int]) -> int:
    """Drop the bytes of these lists; how many still had any.

    One that waited for its decision is set aside: its uploader sees why, and uploads it without that row.
    """
    jumlah = 0
    for impor in Impor.objects.filter(pk__in=pk).exclude(isi=b"").select_for_update(of=("self",)).order_by("pk"):
        _let_go(impor)
        impor.save(update_fields=["isi", "status", "ringkasan"])
        jumlah += 1
    return jumlah


def _let_go(impor: Impor) -> None:
    impor.isi, impor.ringkasan = b"", {**impor.ringkasan, "dihapus": True}
    if impor.status == StatusImpor.PRATINJAU:
        impor.status = StatusImpor.DITOLAK


def forget_rows(impor: Impor, rencana: Rencana) -> tuple[str, ...]:
    """Empty the lines of persons whom the plan skips, in the unsaved `impor`; which of its fields that changed.

    Why they are skipped stays in `ringkasan`, where the next plan finds it. A list that names nobody else, or them where no
    line holds it, goes whole.
    """
    lewat = [b for b in rencana.baris if b.lupakan]
    if not lewat:
        return ()
    dicari = Dicari(frozenset(n for b in lewat for n in b.lupakan if n.isdigit()), frozenset())
    nama = {b.nomor: {kunci_nama(n) for n in b.lupakan if not n.isdigit()} for b in lewat}
    dulu = impor.ringkasan.get("dilewati", {})
    impor.ringkasan["dilewati"] = dulu | {str(b.nomor): [b.ringkas, *b.peringatan] for b in lewat}
    try:
        isi = blank_lines(impor.berkas, lambda n, teks: dicari.numbered(teks) or kunci_nama(teks) in nama.get(n, ()))
    except BerkasDitolak:
        isi = impor.berkas
    if all(b.hasil == Hasil.DILEWATI for b in rencana.baris) or _names(isi, dicari):
        _let_go(impor)
    else:
        impor.berkas = isi
    return "isi", "status"


def forget_refused(impor: Impor) -> None:
    """The same of a list of which nobody has said yet which column is what: by the numbers that stand anywhere in it."""
    nomor = {n for teks in all_cells(impor.berkas) for n in re.findall(r"(?<![0-9])[0-9]{16}(?![0-9])", digits(teks))}
    tolak = {n[1]: p for n, p in refusals({(jenis, n) for jenis in JenisSidik for n in nomor}).items()}
    if not tolak:
        return
    dicari, lewat = Dicari(frozenset(tolak), frozenset()), {}

    def kena(n: int, teks: str) -> bool:
        if dicari.numbered(teks):
            kalimat = next(p.kalimat for nomor, p in tolak.items() if nomor in digits(teks))
            lewat[str(n)] = ["Keluarga", kalimat]
            return True
        return False

    try:
        isi = blank_lines(impor.berkas, kena)
    except BerkasDitolak:
        isi = impor.berkas
    impor.ringkasan["dilewati"] = lewat
    if _names(isi, dicari) or not read_headings(isi).contoh:
        _let_go(impor)
    else:
        impor.berkas = isi


def _names(isi: bytes, dicari: Dicari) -> bool:
    if not isi:
        return False
    try:
        sel = list(all_cells(isi))
    except BerkasDitolak:
        return True  # what cannot be read cannot be shown to hold nobody
    nama = dicari.sebutan
    for teks in sel:
        if dicari.numbered(teks):
            return True
        if nama and any(f" {n} " in f" {kunci_nama(teks)} " for n in nama):
            return True
    return False
