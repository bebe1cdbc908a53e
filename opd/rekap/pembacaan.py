"""Which audit rows say that somebody read, took out or brought in personal data, and whose.

A list or page with names leaves one row (opd/actions/baca.py): its `perubahan` maps a model's label to the numbers of the rows
shown, as [None, ",12,13,"]. Everything else stands on the record it opened.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from desa.models import Catatan
from opd.rekap.simpanan_pribadi import PER_LABEL, Kunci

MELIHAT_NAMA = "melihat nama"
"""How the tindakan of every reading of names begins."""
MENCARI = f"{MELIHAT_NAMA} pada pencarian subjek data"
MEMBUKA_BERKAS = "membuka berkas subjek data"
MENYERAHKAN_BERKAS = "menyerahkan berkas subjek data"
MENELUSURI = "menelusuri akun yang bocor"
MENGUNDUH_DAFTAR = "mengunduh daftar"
"""How the tindakan of taking a list out begins; one with names of persons begins as a reading of names does."""
MENGUNDUH_TERDAMPAK = f"{MENGUNDUH_DAFTAR} terdampak kebocoran"
BERDAFTAR = (MELIHAT_NAMA, MEMBUKA_BERKAS, MENYERAHKAN_BERKAS, MENELUSURI, MENGUNDUH_TERDAMPAK)
"""Deeds whose row names the records that were shown; no page of a single record tells of them in its history."""
MEMBACA = (*BERDAFTAR, MENGUNDUH_DAFTAR, "melihat ", "membuka nomor ", "salah kata sandi saat membuka")
"""How the tindakan of deeds begins that read personal data of the record they stand on."""
MENGIMPOR = "mengimpor keluarga sasaran"
"""What stands on the village of families that a list brought in."""
BERKAS_IMPOR = ("mengunggah impor", "mengunduh ", "memetakan kolom impor", "menerapkan impor", "membuang impor")
"""The same of deeds on an uploaded list."""


def starts_with(awalan: Iterable[str]) -> Q:
    """Whose tindakan begins with one of these."""
    q = Q(pk__in=[])
    for kata in awalan:
        q |= Q(tindakan__startswith=kata)
    return q


def shown_text(pk: Iterable[int]) -> str:
    """Numbers of rows as an audit row keeps them."""
    return f",{','.join(map(str, pk))},"


def rows_shown(kunci: Iterable[Kunci]) -> dict[str, list[str | None]]:
    """The records that were shown, as the `perubahan` of an audit row."""
    per: dict[str, list[int]] = {}
    for k in kunci:
        per.setdefault(k.label, []).append(k.pk)
    return {label: [None, shown_text(pk)] for label, pk in per.items()}


def shown_keys(catatan: Catatan) -> set[Kunci]:
    """The records that a reading showed."""
    return {
        Kunci(label, int(pk))
        for label, isi in catatan.perubahan.items()
        if label in PER_LABEL
        for pk in str(isi[1]).split(",")
        if pk
    }


def listings_of(kunci: Iterable[Kunci], *, sejak: datetime | None = None) -> list[Catatan]:
    """The readings of lists, pages and files that showed one of these records, newest first. One query.

    The numbers are looked for in the text of the row, and read again: ",12," may be another model's.
    """
    dicari = set(kunci)
    semua = Catatan.objects.filter(starts_with(BERDAFTAR)).scoped()
    semua = semua.filter(pada__gte=sejak) if sejak else semua
    mungkin = Q(pk__in=[])
    for k in dicari:
        mungkin |= Q(teks__contains=f",{k.pk},")
    baris: QuerySet[Catatan] = semua.annotate(teks=Cast("perubahan", TextField())).filter(mungkin)
    return [c for c in baris.order_by("-pada", "-pk") if not dicari.isdisjoint(shown_keys(c))]
