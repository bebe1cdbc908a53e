"""What was counted of the villages, kept in the database for every process and machine (`HitunganDesa`).

A row says by its mark what it was counted under, so it may be written at any time and by several at once: one that was
overtaken meanwhile is never read.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar

from django.db import DatabaseError, InterfaceError, transaction
from django.db.models import QuerySet

from binaan.dasbor.hitungan import Hitungan
from binaan.dasbor.teks_hitungan import from_text, to_text, valid_under
from binaan.models import HitunganDesa
from desa.waktu import akhir_hari, tanggal_wit
from opd.rekap.simpanan_desa import SEMUANYA, Tanda

PETAK_TUGAS, PETAK_KINI, PETAK_DULU = 2, 3, 3
"""How many days the command keeps (today and the next), and how many of those that pages asked for: as they are known now, and
as they were known at the end of a past day.
"""
SEKALI = 500
SEDIKIT = 64
"""Up to how many villages are read from the facts at once: to write them would let go of every page that is kept, in any
process (desa/versi_data.py).
"""

Tanya = tuple[date, datetime | None]
"""A day, and the moment as of which it is known (None: now)."""
Baca = Callable[[Collection[int] | None], dict[int, Hitungan]]
Terhitung = Mapping[int, tuple[str, Any]]
"""By village: the marks it was counted under, and what was counted (None: nothing to count)."""
T = TypeVar("T")


def task_slot(hari: date) -> int:
    """Where `manage.py rekap` keeps a day."""
    return hari.toordinal() % PETAK_TUGAS


def page_slot(tanya: Tanya) -> int:
    """Where pages keep one."""
    hari, diketahui = tanya
    if diketahui is None:
        return PETAK_TUGAS + hari.toordinal() % PETAK_KINI
    return PETAK_TUGAS + PETAK_KINI + hari.toordinal() % PETAK_DULU


def asked_again(tanya: Tanya) -> bool:
    """Whether anybody may ask for it once more: a past moment that is no day's end is asked about once."""
    return tanya[1] is None or tanya[1] == akhir_hari(tanggal_wit(tanya[1]))


def tabled(tanya: Tanya, tanda: Tanda, baca: Baca, *, semua: bool = True) -> Baca:
    """`baca`, but for many villages those that the table has as they are now, which are not read; what is, goes there.

    `semua`: `tanda` are the marks of every village.
    """
    if not tanda or not asked_again(tanya):
        return baca

    def cari(desa: Collection[int] | None) -> dict[int, Hitungan]:
        if desa is not None and len(desa) <= SEDIKIT:
            return baca(desa)
        dicari = list(tanda if desa is None else desa)
        perlu = {pk: t for pk in dicari if (t := tanda[pk]) is not None}
        ada = read_rows(tanya, perlu, semua=semua and len(perlu) > SEKALI)
        sisa = stale({pk: tanda[pk] for pk in dicari}, ada)
        baru = _missing(sisa, len(tanda), baca)
        if len(sisa) > SEDIKIT:
            write_later(tanya, {pk: (perlu[pk], baru.get(pk)) for pk in sisa if pk in perlu})
        return {pk: h for pk, h in ada.items() if h is not None} | baru

    return cari


def stale(tanda: Tanda, ada: Collection[int]) -> list[int]:
    """Of `tanda` those that are not `ada`, and with them who has the same marks: who hangs together is read together."""
    hilang = {t for pk, t in tanda.items() if pk not in ada}
    return [pk for pk, t in tanda.items() if t in hilang]


def _missing(sisa: Collection[int], semua: int, baca: Baca) -> dict[int, Hitungan]:
    """Many of them are read with all others, without naming them."""
    return baca(None if len(sisa) > max(SEMUANYA, semua // 4) else sisa) if sisa else {}


def read_rows(
    tanya: Tanya,
    tanda: Mapping[int, str],
    jenis: type[T] = Hitungan,
    *,
    semua: bool = False,  # type: ignore[assignment]
) -> dict[int, T | None]:
    """The villages of `tanda` (`semua`: of which there are no others) that were counted on the day under the marks they have
    now. One query.
    """
    hari, diketahui = tanya
    petak = (page_slot(tanya),) if diketahui else (page_slot(tanya), task_slot(hari))
    baris = rows_of(tanya).filter(petak__in=petak)
    baris = baris.filter(desa__gt=0) if semua else baris.filter(desa__in=list(tanda))
    hasil: dict[int, T | None] = {}
    for pk, t, isi in baris.values_list("desa", "tanda", "isi"):
        if pk in tanda and pk not in hasil and t == valid_under(tanda[pk]):
            hasil[pk] = from_text(isi, jenis)
    return hasil


def rows_of(tanya: Tanya) -> QuerySet[HitunganDesa]:
    """The rows of a day, in whichever slot."""
    hari, diketahui = tanya
    semua = HitunganDesa.objects.for_pages().filter(hari=hari)
    return semua.filter(diketahui=diketahui) if diketahui else semua.filter(diketahui__isnull=True)


def write_rows(tanya: Tanya, isi: Terhitung, petak: int) -> None:
    """Keep them in place of what the slot holds of these villages; by their ids, so that two writers never lock crosswise."""
    hari, diketahui = tanya
    baris = [
        HitunganDesa(desa=pk, petak=petak, hari=hari, diketahui=diketahui, tanda=valid_under(tanda), isi=to_text(h))
        for pk, (tanda, h) in sorted(isi.items())
    ]
    HitunganDesa.objects.bulk_create(
        baris,
        batch_size=SEKALI,
        update_conflicts=True,
        unique_fields=("petak", "desa"),
        update_fields=("hari", "diketahui", "tanda", "isi"),
    )


def write_later(tanya: Tanya, isi: Terhitung) -> None:
    """Keep what a page read, once its transaction is over: what only reads must not begin to write."""
    transaction.on_commit(partial(_try_to_write, tanya, isi), robust=True)


def _try_to_write(tanya: Tanya, isi: Terhitung) -> None:
    """A page is none the worse for what could not be kept."""
    with contextlib.suppress(DatabaseError, InterfaceError):
        write_rows(tanya, isi, page_slot(tanya))
