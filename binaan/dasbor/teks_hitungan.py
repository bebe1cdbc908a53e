"""A `Hitungan`, or what many come to, as text and back, to the last bit: its fields in their order as JSON, without names.

What each field holds is read from the annotations of the dataclasses, and a value of another type is refused: what comes back
is equal to what went in, and of the same type. The penugasan and plans that stand in several rows of a village are written
once, and referred to by their number.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from hashlib import blake2b
from pathlib import Path
from types import UnionType
from typing import Any, NamedTuple, TypeVar, get_args, get_origin, get_type_hints
from uuid import UUID

from django.conf import settings

from binaan.dasbor.hitungan import Hitungan
from opd.rekap.angka_rencana import RekapRencana
from opd.rekap.penugasan import BarisPenugasan

BERBAGI: tuple[type, ...] = (BarisPenugasan, RekapRencana)
KODE = ("desa/**/*.py", "opd/**/*.py", "binaan/dasbor/**/*.py", "binaan/peta*.py")
"""Where what is counted, and how, is written."""


class Bersama:
    """The rows of one village that others refer to, one list for each class of BERBAGI."""

    def __init__(self) -> None:
        self.isi: tuple[list[Any], ...] = tuple([] for _ in BERBAGI)
        self.nomor: dict[int, int] = {}


T = TypeVar("T")
Tulis = Callable[[Any, Bersama], Any]
Baca = Callable[[Any, Sequence[Sequence[Any]]], Any]


class Bentuk(NamedTuple):
    """How a value becomes one that JSON has, and back; None: it is one already."""

    tulis: Tulis
    baca: Baca | None


def _exact(tipe: type, jadi: Callable[[Any], Any] | None, kembali: Callable[[Any], Any] | None) -> Bentuk:
    def tulis(v: Any, b: Bersama) -> Any:
        if type(v) is not tipe:
            raise TypeError(f"{v!r} bukan {tipe.__name__}")
        return v if jadi is None else jadi(v)

    if kembali is None:
        return Bentuk(tulis, None)
    ubah = kembali
    return Bentuk(tulis, lambda v, b: ubah(v))


def _fraction(teks: str) -> Fraction:
    """In hexadecimal digits, of which there may be any number."""
    atas, _, bawah = teks.partition("/")
    return Fraction(int(atas, 16), int(bawah, 16))


DASAR: dict[type, Bentuk] = {
    **{t: _exact(t, None, None) for t in (int, str, bool, float)},
    date: _exact(date, date.isoformat, date.fromisoformat),
    Decimal: _exact(Decimal, str, Decimal),
    UUID: _exact(UUID, str, UUID),
    Fraction: _exact(Fraction, lambda v: f"{v.numerator:x}/{v.denominator:x}", _fraction),
    bytes: _exact(bytes, lambda v: b64encode(v).decode(), b64decode),
}


@cache
def _shape(tipe: Any) -> Bentuk:
    """Raises TypeError for a type that has none."""
    if tipe in BERBAGI:
        return _shared(tipe)
    if tipe in DASAR:
        return DASAR[tipe]
    if isinstance(tipe, type) and issubclass(tipe, Enum):
        return _exact(tipe, lambda v: v.value, tipe._value2member_map_.__getitem__)
    if get_origin(tipe) is UnionType:
        [satu] = [t for t in get_args(tipe) if t is not type(None)]
        return _maybe(_shape(satu))
    if get_origin(tipe) is tuple:
        return _tuple(get_args(tipe))
    if get_origin(tipe) is Mapping:
        return _mapping(*get_args(tipe))
    return _record(tipe)


def _maybe(satu: Bentuk) -> Bentuk:
    baca = satu.baca
    return Bentuk(
        lambda v, b: None if v is None else satu.tulis(v, b),
        None if baca is None else lambda v, b: None if v is None else baca(v, b),
    )


def _tuple(jenis: tuple[Any, ...]) -> Bentuk:
    if jenis[-1] is not Ellipsis:
        return _row([_shape(t) for t in jenis], tuple, tuple)
    tulis, baca = _shape(jenis[0])

    def tulis_semua(v: Any, b: Bersama) -> Any:
        return [tulis(x, b) for x in v]

    if baca is None:
        return Bentuk(tulis_semua, lambda v, b: tuple(v))
    return Bentuk(tulis_semua, lambda v, b: tuple([baca(x, b) for x in v]))


def _mapping(kunci: Any, nilai: Any) -> Bentuk:
    pasang = _tuple((tuple[kunci, nilai], ...))
    baca = pasang.baca or (lambda v, b: v)
    return Bentuk(lambda v, b: pasang.tulis(v.items(), b), lambda v, b: dict(baca(v, b)))


def _record(tipe: Any) -> Bentuk:
    """A dataclass or a NamedTuple."""
    if is_dataclass(tipe):
        nama = [f.name for f in fields(tipe)]
    elif issubclass(tipe, tuple) and hasattr(tipe, "_fields"):
        nama = list(tipe._fields)
    else:
        raise TypeError(f"{tipe!r} tidak dapat ditulis")
    petunjuk = get_type_hints(tipe)
    return _row([_shape(petunjuk[n]) for n in nama], lambda v: [getattr(v, n) for n in nama], lambda v: tipe(*v))


def _row(bentuk: Sequence[Bentuk], urai: Callable[[Any], Any], susun: Callable[[Any], Any]) -> Bentuk:
    ubah = [(n, s.baca) for n, s in enumerate(bentuk) if s.baca is not None]
    tulis = [s.tulis for s in bentuk]

    def baca(v: Any, b: Sequence[Sequence[Any]]) -> Any:
        for n, satu in ubah:
            v[n] = satu(v[n], b)
        return susun(v)

    return Bentuk(lambda v, b: [t(x, b) for t, x in zip(tulis, urai(v), strict=True)], baca)


def _shared(tipe: type) -> Bentuk:
    ke, satu = BERBAGI.index(tipe), _record(tipe)

    def tulis(v: Any, b: Bersama) -> int:
        if id(v) not in b.nomor:
            isi = satu.tulis(v, b)
            b.nomor[id(v)] = len(b.isi[ke])
            b.isi[ke].append(isi)
        return b.nomor[id(v)]

    return Bentuk(tulis, lambda v, b: b[ke][v])


def to_text(h: Any) -> str:
    """The record as text, "" for none. Raises TypeError where a field holds what its annotation does not say."""
    if h is None:
        return ""
    b = Bersama()
    isi = _record_of(type(h)).tulis(h, b)
    return json.dumps([*b.isi, isi], separators=(",", ":"), ensure_ascii=False)


def from_text(teks: str, jenis: type[T] = Hitungan) -> T | None:  # type: ignore[assignment]
    """What `to_text` was given."""
    if not teks:
        return None
    *bersama, isi = json.loads(teks)
    b: list[list[Any]] = []
    for tipe, baris in zip(BERBAGI, bersama, strict=True):
        baca = _record_of(tipe).baca
        b.append([baca(satu, b) for satu in baris] if baca else baris)
    baca = _record_of(jenis).baca
    hasil: T = baca(isi, b) if baca else isi
    return hasil


@cache
def _record_of(tipe: type) -> Bentuk:
    return _record(tipe)


@cache
def code_print() -> bytes:
    """What changes whenever the code that counts, or its dataclasses, change: a text of other code is never read."""
    sidik = blake2b(digest_size=16)
    for berkas in code_files():
        sidik.update(f"{berkas.relative_to(settings.BASE_DIR)}\n".encode() + berkas.read_bytes())
    return sidik.digest()


def code_files() -> list[Path]:
    """The files of `KODE`, in an order that is always the same."""
    semua = (berkas for pola in KODE for berkas in Path(settings.BASE_DIR).glob(pola))
    return sorted(berkas for berkas in semua if "migrations" not in berkas.parts)


def valid_under(tanda: str) -> UUID:
    """The mark of a text made by this code of a village with these marks (`marks_of`)."""
    return UUID(bytes=blake2b(tanda.encode(), digest_size=16, key=code_print()).digest())
