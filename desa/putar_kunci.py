"""Seal again under the current key what an older key sealed: row by row, resumable, safe beside readers and writers.

A row is written only if it still holds what was read, so a value that somebody changes meanwhile stays theirs (and is sealed
under the current key anyway). Before the first write every key in use must be there and open what it sealed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import BinaryField, Q

from desa.sandi import SEGEL, SandiRusak, seal, seal_bytes, unseal, unseal_bytes
from desa.scoped import DeclaredModel

POTONGAN = 500


class KunciKeliru(Exception):
    """A key in use is missing or is another one than the rows were sealed with; the argument says which. Nothing was written."""


@dataclass
class HasilPutar:
    """What a run did: rows sealed again per table, and the rows that no key opens, as "table number"."""

    disegel: Counter[str] = field(default_factory=Counter)
    rusak: list[str] = field(default_factory=list)


def sealed_models() -> list[type[DeclaredModel]]:
    """The tables with sealed columns."""
    return [m for m in apps.get_models() if issubclass(m, DeclaredModel) and m.SEALED]


def current_key(teks: str) -> str:
    """The id of the key that seals now."""
    return teks.split(",")[0].strip().partition(":")[0]


def key_ids(teks: str) -> list[str]:
    """The ids of all keys, the current first."""
    return [b.strip().partition(":")[0] for b in teks.split(",")]


def data_keys_in_use() -> Counter[str]:
    """How many sealed values each key id holds. One query a text column; files one by one."""
    hasil: Counter[str] = Counter()
    for model in sealed_models():
        for kolom in model.SEALED:
            hasil.update(_key_of(isi) for _, isi in _rows(model, kolom))
    return hasil


def _key_of(isi: Any) -> str:
    """The id of the key that sealed a stored value; "" for one that is not sealed."""
    if isinstance(isi, str):
        return isi.partition(":")[0]
    mentah = bytes(isi[:80])
    return mentah.removeprefix(SEGEL).partition(b":")[0].decode(errors="replace") if mentah.startswith(SEGEL) else ""


def require_data_keys() -> None:
    """Raise KunciKeliru unless every key in use is known, and opens the first and the last value that it sealed."""
    ada = set(key_ids(settings.KUNCI_DATA))
    for model in sealed_models():
        for kolom in model.SEALED:
            contoh: dict[str, list[Any]] = {}
            for pk, isi in _rows(model, kolom):
                contoh[_key_of(isi)] = [*contoh.get(_key_of(isi), [])[:1], pk]
            for nama, baris in contoh.items():
                if nama not in ada:
                    raise KunciKeliru(
                        f"Kunci “{nama}” dipakai {model._meta.verbose_name} tetapi tidak ada di KUNCI_DATA."
                    )
                if not any(_opens(model, kolom, pk) for pk in baris):
                    tabel = model._meta.verbose_name
                    raise KunciKeliru(
                        f"Kunci “{nama}” di KUNCI_DATA bukan yang menyegel {tabel}. Pakai kunci yang benar."
                    )


def _rows(model: type[DeclaredModel], kolom: str) -> Iterator[tuple[Any, Any]]:
    """The filled values of a column by primary key, streamed."""
    berkas = isinstance(model._meta.get_field(kolom), BinaryField)
    kosong: Any = b"" if berkas else ""
    semua = model._base_manager.exclude(**{kolom: kosong}).order_by("pk").values_list("pk", kolom)
    yield from semua.iterator(chunk_size=20 if berkas else 5000)


def _opens(model: type[DeclaredModel], kolom: str, pk: Any) -> bool:
    uuid, isi = model._base_manager.filter(pk=pk).values_list("uuid", kolom).get()
    try:
        _open(isi, f"{model.SEALED[kolom]}:{uuid}")
    except SandiRusak:
        return False
    return True


def _open(isi: Any, konteks: str) -> Any:
    return unseal(isi, konteks=konteks) if isinstance(isi, str) else unseal_bytes(bytes(isi), konteks=konteks)


def reseal(hasil: HasilPutar) -> Iterator[HasilPutar]:
    """Seal again everything that an older key sealed, a batch to a transaction; yields after each."""
    for model in sealed_models():
        yield from _reseal_model(model, hasil)


def _reseal_model(model: type[DeclaredModel], hasil: HasilPutar) -> Iterator[HasilPutar]:
    kini, terakhir = current_key(settings.KUNCI_DATA), 0
    berkas = any(isinstance(model._meta.get_field(k), BinaryField) for k in model.SEALED)
    syarat = Q()
    if not berkas:
        for kolom in model.SEALED:
            syarat |= ~Q(**{kolom: ""}) & ~Q(**{f"{kolom}__startswith": f"{kini}:"})
    while True:
        semua = model._base_manager.filter(syarat, pk__gt=terakhir).order_by("pk")
        baris = list(semua.values("pk", "uuid", *model.SEALED)[: 5 if berkas else POTONGAN])
        if not baris:
            return
        terakhir = baris[-1]["pk"]
        with transaction.atomic():
            for satu in baris:
                _reseal_row(model, satu, kini, hasil)
        yield hasil


def _reseal_row(model: type[DeclaredModel], satu: dict[str, Any], kini: str, hasil: HasilPutar) -> None:
    baru: dict[str, Any] = {}
    for kolom, awalan in model.SEALED.items():
        isi, konteks = satu[kolom], f"{awalan}:{satu['uuid']}"
        if not isi or _key_of(isi) == kini:
            continue
        try:
            buka = _open(isi, konteks)
        except SandiRusak:
            hasil.rusak.append(f"{model._meta.verbose_name} {satu['pk']}")
            continue
        baru[kolom] = seal(buka, konteks=konteks) if isinstance(buka, str) else seal_bytes(buka, konteks=konteks)
    if baru:
        lama = {kolom: satu[kolom] for kolom in baru}
        hasil.disegel[str(model._meta.verbose_name)] += model._base_manager.filter(pk=satu["pk"], **lama).update(**baru)


def check_setting(teks: str) -> None:
    """Raise KunciKeliru when two keys share an id: what one sealed would be opened with the other."""
    ids = key_ids(teks)
    if len(set(ids)) < len(ids):
        raise KunciKeliru(
            "Dua kunci memakai pengenal yang sama. Beri setiap kunci pengenal sendiri, misalnya k1 dan k2."
        )
