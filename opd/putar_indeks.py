"""Hash again under the current key what an older key hashed, so that persons stay findable and the old key can go.

Families get a row under the new key beside the old one, which goes when all have it; owners' and recipients' columns are
rewritten. A recipient's NIK is stored nowhere: its hash is renewed where a family or an owner has that NIK, or the hash is of
a name; else it keeps the old key in use until the person decides to know that recipient by name alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from desa.enums import JenisSidik
from desa.models import Keluarga, SidikKeluarga, Umkm
from desa.models.keluarga import number_hashes
from desa.putar_kunci import POTONGAN, KunciKeliru, key_ids
from desa.sandi import SandiRusak, current_key
from opd.models import PenerimaBantuan
from opd.rekap.bantuan import recipient_hashes

CONTOH = 20
"""Rows of a table that are looked at before the first write, until one opens."""


@dataclass
class HasilIndeks:
    """What a run did: hashes renewed per table, rows that could not be opened, recipients whose NIK nobody knows."""

    disidik: Counter[str] = field(default_factory=Counter)
    rusak: list[str] = field(default_factory=list)
    tanpa_nik: int = 0


def _hashes() -> list[QuerySet[Any, str]]:
    """Every column of hashes, flat."""
    return [
        SidikKeluarga.objects.order_by().values_list("sidik_nomor", flat=True),
        Umkm._base_manager.order_by().exclude(sidik_nik="").values_list("sidik_nik", flat=True),
        PenerimaBantuan.objects.order_by().exclude(sidik_penerima="").values_list("sidik_penerima", flat=True),
    ]


def index_keys_in_use() -> Counter[str]:
    """How many hashes each key id holds. Three queries."""
    return Counter(s.partition(":")[0] for kueri in _hashes() for s in kueri)


def require_index_keys() -> None:
    """Raise KunciKeliru unless every key in use is known, and gives the hashes that it gave. A few queries."""
    ada = key_ids(settings.KUNCI_INDEKS)
    for kueri in _hashes():
        dikenal = Q(*((f"{kueri._fields[0]}__startswith", f"{nama}:") for nama in ada), _connector=Q.OR)  # type: ignore[attr-defined]
        if (asing := kueri.exclude(dikenal).first()) is not None:
            nama = asing.partition(":")[0]
            raise KunciKeliru(f"Kunci “{nama}” dipakai untuk mencari orang tetapi tidak ada di KUNCI_INDEKS.")
    for nama in ada:
        keluarga = SidikKeluarga.objects.filter(sidik_nomor__startswith=f"{nama}:").select_related("keluarga")
        umkm = Umkm._base_manager.filter(sidik_nik__startswith=f"{nama}:").exclude(nik_sandi="")
        _require_same(nama, ((s.sidik_nomor, s.keluarga) for s in keluarga.order_by("pk")[:CONTOH]))
        _require_same(nama, ((u.sidik_nik, u) for u in umkm.order_by("pk")[:CONTOH]))


def _require_same(nama: str, contoh: Iterable[tuple[str, Keluarga | Umkm]]) -> None:
    """Raise KunciKeliru when the first row that opens was hashed with another key."""
    for sidik, pemilik in contoh:
        try:
            nomor = [pemilik.nik, getattr(pemilik, "kk", "")]
        except SandiRusak:
            continue
        if sidik not in {s for n in nomor for jenis in JenisSidik for s in number_hashes(jenis, n)}:
            raise KunciKeliru(
                f"Kunci “{nama}” di KUNCI_INDEKS bukan kunci yang dipakai semula. Pakai kunci yang benar."
            )
        return


def rehash(hasil: HasilIndeks, *, sebagai_nama: bool) -> Iterator[HasilIndeks]:
    """Renew every hash, a batch to a transaction; yields after each. `sebagai_nama`: a NIK nobody knows gives way to the name."""
    kini = current_key(settings.KUNCI_INDEKS)
    yield from _families(hasil, kini)
    yield from _owners(hasil, kini)
    yield from _recipients(hasil, kini, sebagai_nama=sebagai_nama)
    yield from _drop_old(hasil, kini)


def _hashed(keluarga: Iterable[int], kini: str) -> set[int]:
    """Which of these families have a hash under the current key."""
    # Not as a subquery: PostgreSQL would read the whole table for each batch, 13 s at 400,000 hashes.
    ada = SidikKeluarga.objects.filter(keluarga__in=list(keluarga), sidik_nomor__startswith=f"{kini}:")
    return set(ada.values_list("keluarga", flat=True))


def _drop_old(hasil: HasilIndeks, kini: str) -> Iterator[HasilIndeks]:
    """Take away the older hashes of families that have the current one, a batch at a time: whoever writes waits for each."""
    terakhir = 0
    while True:
        lama = SidikKeluarga.objects.filter(pk__gt=terakhir).exclude(sidik_nomor__startswith=f"{kini}:").order_by("pk")
        milik = dict(lama.values_list("pk", "keluarga")[:POTONGAN])
        if not milik:
            return
        sudah, terakhir = _hashed(milik.values(), kini), max(milik)
        SidikKeluarga.objects.filter(pk__in=[pk for pk, k in milik.items() if k in sudah]).delete()
        yield hasil


def _families(hasil: HasilIndeks, kini: str) -> Iterator[HasilIndeks]:
    terakhir = 0
    while True:
        with transaction.atomic():
            semua = Keluarga.objects.filter(pk__gt=terakhir, pengosongan="").order_by("pk")
            semua = semua.only("pk", "uuid", "desa_id", "nik_sandi", "kk_sandi")
            keluarga = list(semua.select_for_update(of=("self",))[:POTONGAN])
            sudah = _hashed((k.pk for k in keluarga), kini)
            belum = [k for k in keluarga if k.pk not in sudah]
            baru = [s for k in belum for s in _new_hashes(k, kini, hasil)]
            SidikKeluarga.objects.bulk_create(baru, ignore_conflicts=True)
        if not keluarga:
            return
        terakhir = keluarga[-1].pk
        if belum:
            hasil.disidik["keluarga"] += len(belum)
            yield hasil


def _new_hashes(keluarga: Keluarga, kini: str, hasil: HasilIndeks) -> list[SidikKeluarga]:
    try:
        return [s for s in keluarga.hashes() if s.sidik_nomor.startswith(f"{kini}:")]
    except SandiRusak:
        hasil.rusak.append(f"keluarga {keluarga.pk}")
        return []


def _owners(hasil: HasilIndeks, kini: str) -> Iterator[HasilIndeks]:
    terakhir = 0
    while True:
        semua = Umkm._base_manager.exclude(sidik_nik="").exclude(sidik_nik__startswith=f"{kini}:")
        umkm = list(
            semua.filter(pk__gt=terakhir).order_by("pk").only("pk", "uuid", "nik_sandi", "sidik_nik")[:POTONGAN]
        )
        if not umkm:
            return
        terakhir = umkm[-1].pk
        with transaction.atomic():
            for u in umkm:
                try:
                    baru = number_hashes(JenisSidik.NIK, u.nik)[0]
                except SandiRusak:
                    hasil.rusak.append(f"UMKM {u.pk}")
                    continue
                lama = Umkm._base_manager.filter(pk=u.pk, sidik_nik=u.sidik_nik)
                hasil.disidik["UMKM"] += lama.update(sidik_nik=baru)
        yield hasil


def _recipients(hasil: HasilIndeks, kini: str, *, sebagai_nama: bool) -> Iterator[HasilIndeks]:
    dikenal, terakhir = _known_numbers(kini), 0
    while True:
        semua = PenerimaBantuan.objects.exclude(sidik_penerima="").exclude(sidik_penerima__startswith=f"{kini}:")
        penerima = list(semua.filter(pk__gt=terakhir).order_by("pk").select_related("bantuan__penugasan")[:POTONGAN])
        if not penerima:
            return
        terakhir = penerima[-1].pk
        with transaction.atomic():
            for p in penerima:
                nama = recipient_hashes(p.nama_penerima, "", desa_id=p.bantuan.penugasan.desa_id)
                baru = nama[0] if sebagai_nama or p.sidik_penerima in nama else ""
                if not (baru := dikenal.get(p.sidik_penerima, baru)):
                    hasil.tanpa_nik += 1
                    continue
                lama = PenerimaBantuan.objects.filter(pk=p.pk, sidik_penerima=p.sidik_penerima)
                hasil.disidik["penerima bantuan"] += lama.update(sidik_penerima=baru)
        yield hasil


def _known_numbers(kini: str) -> dict[str, str]:
    """Every NIK of a recipient that a family or an owner has too, from its older hash to the current one."""
    lama = PenerimaBantuan.objects.exclude(sidik_penerima="").exclude(sidik_penerima__startswith=f"{kini}:")
    if not lama.exists():
        return {}
    hasil: dict[str, str] = {}
    sumber = (Umkm._base_manager.exclude(nik_sandi=""), Keluarga.objects.exclude(nik_sandi=""))
    for kueri in sumber:
        for satu in kueri.only("pk", "uuid", "nik_sandi").iterator(chunk_size=POTONGAN):
            try:
                baru, *tua = number_hashes(JenisSidik.NIK, satu.nik)
            except SandiRusak:
                continue
            hasil |= dict.fromkeys(tua, baru)
    return hasil
