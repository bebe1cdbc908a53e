"""The kept counts of all villages (`HitunganDesa`) brought up to date, and compared with the facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import NamedTuple
from uuid import UUID

from binaan.dasbor.hitungan import Hitungan, read_villages
from binaan.dasbor.simpanan_tabel import SEKALI, task_slot, write_rows
from binaan.dasbor.teks_hitungan import from_text, valid_under
from binaan.models import HitunganDesa
from desa.models import Desa
from opd.models import Pengguna
from opd.rekap.daftar_json import read_lists
from opd.rekap.simpanan_desa import Tanda, mark_lists, marks_of


class Beda(NamedTuple):
    """A village whose kept count is not what the facts give: its code, the day, and the fields that differ."""

    kode: str
    hari: date
    bidang: tuple[str, ...]


def _marks() -> Tanda:
    orang = Pengguna()  # a village has the same figures for every reader
    return marks_of(read_lists(orang, mark_lists(orang)))


def _groups(semua: Sequence[int]) -> Iterator[Sequence[int]]:
    return (semua[n : n + SEKALI] for n in range(0, len(semua), SEKALI))


def build(hari: date) -> int:
    """Count the villages that the table does not have as they are now; how many. Five queries and a write for each 500."""
    tanda = _marks()
    baris = HitunganDesa.objects.for_pages().filter(petak=task_slot(hari), hari=hari)
    ada = dict(baris.values_list("desa", "tanda"))
    perlu = {pk: t for pk, t in sorted(tanda.items()) if t is not None and ada.get(pk) != valid_under(t)}
    for satu in _groups(list(perlu)):
        isi = read_villages(Pengguna(), hari, satu)
        write_rows(hari, {pk: (perlu[pk], isi.get(pk)) for pk in satu}, task_slot(hari))
    return len(perlu)


def sweep() -> int:
    """Let go of rows that nobody will read any more; how many."""
    berlaku = {pk: valid_under(t) for pk, t in _marks().items() if t is not None}
    baris = HitunganDesa.objects.for_pages()
    buang = [pk for pk, desa, t in baris.values_list("pk", "desa", "tanda").iterator() if berlaku.get(desa) != t]
    for satu in _groups(buang):
        baris.filter(pk__in=satu).delete()
    return len(buang)


def empty() -> None:
    """Let go of everything."""
    HitunganDesa.objects.for_pages().delete()


def compare(lapor: Callable[[int], None]) -> list[Beda]:
    """Every row that a page would believe against the facts; `lapor` is told how many were compared."""
    hasil: list[Beda] = []
    petak = HitunganDesa.objects.for_pages().order_by("petak", "hari").values_list("petak", "hari").distinct()
    for p, hari in petak:
        tanda = {pk: valid_under(t) for pk, t in _marks().items() if t is not None}
        for satu in _groups(sorted(tanda)):
            baris = HitunganDesa.objects.for_pages().filter(petak=p, hari=hari, desa__in=satu)
            ada = {pk: isi for pk, t, isi in baris.values_list("desa", "tanda", "isi") if t == tanda[pk]}
            beda = list(_differences(ada, read_villages(Pengguna(), hari, list(ada))))
            hasil += _still_true(beda, hari, tanda)
            lapor(len(ada))
    return hasil


def _differences(ada: dict[int, str], nyata: dict[int, Hitungan]) -> Iterator[tuple[int, tuple[str, ...]]]:
    for pk, isi in ada.items():
        lama, baru = from_text(isi), nyata.get(pk)
        if lama != baru:
            semua = [f.name for f in fields(Hitungan)]
            yield pk, tuple(n for n in semua if lama is None or baru is None or getattr(lama, n) != getattr(baru, n))


def _still_true(beda: Iterable[tuple[int, tuple[str, ...]]], hari: date, tanda: Mapping[int, UUID]) -> Iterator[Beda]:
    """Those of them about which nothing was written while they were compared."""
    beda = list(beda)
    kini = _marks() if beda else {}
    kode = dict(Desa.objects.filter(pk__in=[pk for pk, _ in beda]).values_list("pk", "kode"))
    for pk, bidang in beda:
        if (t := kini.get(pk)) is not None and valid_under(t) == tanda[pk]:
            yield Beda(kode[pk], hari, bidang)
