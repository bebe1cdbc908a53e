"""Audit rows in words: which field went from what to what."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from desa.angka import DesimalField, format_ribuan, format_tanggal
from desa.models import Catatan
from desa.nama_dikosongkan import without_names


@dataclass(frozen=True, slots=True)
class Perubahan:
    """One field's old and new value, ready to read; "" when there was none."""

    label: str
    lama: str
    baru: str


@dataclass(frozen=True, slots=True)
class BarisRiwayat:
    """One deed."""

    pada: datetime
    oleh: str
    sebagai: str
    tindakan: str
    alasan: str
    perubahan: tuple[Perubahan, ...]


def baca_riwayat(model: type[models.Model], catatan: Iterable[Catatan], *, sebutan: str = "") -> list[BarisRiwayat]:
    """The rows in the order given, with `sebutan` for the names of an enterprise that has one (`name_of_emptied`)."""
    return [
        BarisRiwayat(
            c.pada, c.oleh, c.sebagai, c.tindakan, c.alasan, _perubahan(model, without_names(c.perubahan, sebutan))
        )
        for c in catatan
    ]


def _perubahan(model: type[models.Model], isi: dict[str, list[Any]]) -> tuple[Perubahan, ...]:
    hasil = []
    for nama, (lama, baru) in isi.items():
        try:
            medan: Any = model._meta.get_field(nama)
        except FieldDoesNotExist:
            medan = None
        label = str(getattr(medan, "verbose_name", nama.replace("_", " ")))
        hasil.append(Perubahan(label[:1].upper() + label[1:], _kata(medan, lama), _kata(medan, baru)))
    return tuple(hasil)


def _kata(medan: Any, nilai: Any) -> str:
    """A stored value as people read it."""
    if nilai is None or nilai == "" or nilai == "None":
        return ""
    if isinstance(nilai, list):
        return ", ".join(map(str, nilai))
    pilihan = dict(getattr(medan, "flatchoices", None) or ())
    if nilai in pilihan:
        return str(pilihan[nilai])
    if isinstance(nilai, bool) or nilai in ("True", "False"):
        return "ya" if nilai in (True, "True") else "tidak"
    if isinstance(nilai, int) and isinstance(medan, models.PositiveIntegerField | models.PositiveBigIntegerField):
        return format_ribuan(nilai)
    if isinstance(nilai, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", nilai):
        return format_tanggal(date.fromisoformat(nilai))
    if isinstance(medan, models.DecimalField):
        return _desimal(medan, nilai)
    return str(nilai)


def _desimal(medan: Any, nilai: Any) -> str:
    """With a comma and no more decimals than it has; text that is no number stays as it is."""
    try:
        return DesimalField(tempat=medan.decimal_places).write(Decimal(str(nilai)))
    except InvalidOperation:
        return str(nilai)
