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
MEMBACA = (
    MELIHAT_NAMA,
    "melihat ",
    "membuka nomor ",
    "salah kata sandi saat membuka nomor",
    "membuka berkas subjek data",
    "mengunduh berkas subjek data",
    "menelusuri akun",
    "mengunduh daftar terdampak",
)
"""How the tindakan of deeds begins that read personal data of the record they stand on."""
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
    """The readings of lists and pages that showed one of these records, newest first. One query.

    The numbers are looked for in the text of the row, and read again: ",12," may be another model's.
    """
    dicari = set(kunci)
    semua = Catatan.objects.filter(tindakan__startswith=MELIHAT_NAMA).scoped()
    semua = semua.filter(pada__gte=sejak) if sejak else semua
    mungkin = Q(pk__in=[])
    for k in dicari:
        mungkin |= Q(teks__contains=f",{k.pk},")
    baris: QuerySet[Catatan] = semua.annotate(teks=Cast("perubahan", TextField())).filter(mungkin)
    return [c for c in baris.order_by("-pada", "-pk") if not dicari.isdisjoint(shown_keys(c))]
