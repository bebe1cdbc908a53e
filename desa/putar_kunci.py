"""Seal again under the current key what an older key sealed: batch by batch, resumable, safe beside readers and writers.

The rows of a batch are locked while they are read and written, so what somebody changes meanwhile is never lost. They are
written together: one by one, 100,000 families spent most of their time on repeating one statement. Before the first write
every key in use must be there and open what it sealed.
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
from django.db.models.functions import Substr

from desa.putar_berkas import JENIS, KEPALA, file_keys_in_use, files_by_key, opens_file, reseal_files
from desa.sandi import SandiRusak, current_key, key_of_bytes, seal, seal_bytes, unseal, unseal_bytes
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


def key_ids(teks: str) -> list[str]:
    """The ids of all keys, the current first."""
    return [b.strip().partition(":")[0] for b in teks.split(",")]


def data_keys_in_use() -> Counter[str]:
    """How many sealed values and files each key id holds; files not sealed yet under "". One query a text column."""
    hasil: Counter[str] = Counter()
    for model in sealed_models():
        for kolom in model.SEALED:
            hasil.update(_key_of(isi) for _, isi in _rows(model, kolom))
    return hasil + file_keys_in_use()


def _key_of(isi: Any) -> str:
    """The id of the key that sealed a stored value; "" for one that is not sealed."""
    return isi.partition(":")[0] if isinstance(isi, str) else key_of_bytes(bytes(isi[:80]))


def require_data_keys(*, berkas: bool = True) -> None:
    """Raise KunciKeliru unless every key in use is known, and opens the first or the last value that it sealed.

    A few queries a column, none reads a table; `berkas`: the files on the disk too, one by one.
    """
    ada = key_ids(settings.KUNCI_DATA)
    for model in sealed_models():
        for kolom in model.SEALED:
            _require_column_keys(model, kolom, ada)
    if berkas:
        _require_file_keys(ada)


def _require_column_keys(model: type[DeclaredModel], kolom: str, ada: list[str]) -> None:
    tabel = model._meta.verbose_name
    for nama, baris in _samples(model, kolom, ada):
        if nama not in ada:
            raise KunciKeliru(f"Kunci “{nama}” dipakai {tabel} tetapi tidak ada di KUNCI_DATA.")
        if not any(_opens(model, kolom, pk) for pk in baris):
            raise KunciKeliru(f"Kunci “{nama}” di KUNCI_DATA bukan yang menyegel {tabel}. Pakai kunci yang benar.")


def _samples(model: type[DeclaredModel], kolom: str, ada: list[str]) -> Iterator[tuple[str, list[Any]]]:
    """(key id, first and last row) of the keys that sealed values of a column; of keys not in `ada` one at least."""
    if isinstance(model._meta.get_field(kolom), BinaryField):
        contoh: dict[str, list[Any]] = {}
        for pk, isi in _rows(model, kolom):
            contoh[_key_of(isi)] = [*contoh.get(_key_of(isi), [])[:1], pk]
        yield from contoh.items()
        return
    terisi = model._base_manager.exclude(**{kolom: ""})
    dikenal = Q(*((f"{kolom}__startswith", f"{nama}:") for nama in ada), _connector=Q.OR)
    if (asing := terisi.exclude(dikenal).order_by().values_list(kolom, flat=True).first()) is not None:
        yield _key_of(asing), []
    for nama in ada:
        milik = terisi.filter(**{f"{kolom}__startswith": f"{nama}:"}).values_list("pk", flat=True)
        if baris := [*milik.order_by("pk")[:1], *milik.order_by("-pk")[:1]]:
            yield nama, baris


def _require_file_keys(ada: list[str]) -> None:
    """The same of the files on the disk; those not sealed yet need no key."""
    contoh: dict[str, list[str]] = {}
    for berkas, kunci in files_by_key():
        if kunci:
            contoh[kunci] = [*contoh.get(kunci, [])[:1], berkas]
    for nama, berkas_kunci in contoh.items():
        if nama not in ada:
            raise KunciKeliru(f"Kunci “{nama}” dipakai berkas unggahan tetapi tidak ada di KUNCI_DATA.")
        if not any(opens_file(b) for b in berkas_kunci):
            raise KunciKeliru(
                f"Kunci “{nama}” di KUNCI_DATA bukan yang menyegel berkas unggahan. Pakai kunci yang benar."
            )


def _rows(model: type[DeclaredModel], kolom: str) -> Iterator[tuple[Any, Any]]:
    """The filled values of a column by primary key, streamed; of a file's bytes the beginning, which tells its key."""
    semua = model._base_manager.order_by("pk")
    if isinstance(model._meta.get_field(kolom), BinaryField):
        awal = semua.exclude(**{kolom: b""}).annotate(awal=Substr(kolom, 1, KEPALA, output_field=BinaryField()))
        yield from awal.values_list("pk", "awal").iterator(chunk_size=2000)
    else:
        yield from semua.exclude(**{kolom: ""}).values_list("pk", kolom).iterator(chunk_size=5000)


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
    for nama, terbuka in reseal_files():
        if terbuka:
            hasil.disegel[JENIS] += 1
        else:
            hasil.rusak.append(f"berkas {nama}")
        yield hasil


def _reseal_model(model: type[DeclaredModel], hasil: HasilPutar) -> Iterator[HasilPutar]:
    kini, terakhir = current_key(settings.KUNCI_DATA), 0
    berkas = any(isinstance(model._meta.get_field(k), BinaryField) for k in model.SEALED)
    syarat = Q()
    if not berkas:
        for kolom in model.SEALED:
            syarat |= ~Q(**{kolom: ""}) & ~Q(**{f"{kolom}__startswith": f"{kini}:"})
    medan = ("pk", "uuid", *model.SEALED)
    while True:
        with transaction.atomic():
            semua = model._base_manager.filter(syarat, pk__gt=terakhir).order_by("pk").only(*medan)
            baris = list(semua.select_for_update(of=("self",))[: 5 if berkas else POTONGAN])
            ubah = [satu for satu in baris if _reseal_row(satu, kini, hasil)]
            if ubah:
                hasil.disegel[str(model._meta.verbose_name)] += model._base_manager.bulk_update(ubah, [*model.SEALED])
        if not baris:
            return
        terakhir = baris[-1].pk
        yield hasil


def _reseal_row(satu: DeclaredModel, kini: str, hasil: HasilPutar) -> bool:
    """Seal the columns of a row again, unsaved; whether any changed."""
    berubah = False
    for kolom, awalan in satu.SEALED.items():
        isi, konteks = getattr(satu, kolom), f"{awalan}:{satu.uuid}"
        if not isi or _key_of(isi) == kini:
            continue
        try:
            buka = _open(isi, konteks)
        except SandiRusak:
            hasil.rusak.append(f"{satu._meta.verbose_name} {satu.pk}")
            continue
        baru = seal(buka, konteks=konteks) if isinstance(buka, str) else seal_bytes(buka, konteks=konteks)
        setattr(satu, kolom, baru)
        berubah = True
    return berubah


def check_setting(teks: str) -> None:
    """Raise KunciKeliru when two keys share an id: what one sealed would be opened with the other."""
    ids = key_ids(teks)
    if len(set(ids)) < len(ids):
        raise KunciKeliru(
            "Dua kunci memakai pengenal yang sama. Beri setiap kunci pengenal sendiri, misalnya k1 dan k2."
        )
