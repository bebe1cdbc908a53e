"""The kept counts of all villages (`HitunganDesa`) brought up to date, and compared with the facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import NamedTuple
from uuid import UUID

from binaan.dasbor.hitungan import Hitungan, read_villages
from binaan.dasbor.simpanan_tabel import SEKALI, Tanya, rows_of, task_slot, write_rows
from binaan.dasbor.teks_hitungan import from_text, valid_under
from binaan.models import HitunganDesa
from desa.models import Desa
from opd.models import Pengguna
from opd.rekap.daftar_json import read_lists
from opd.rekap.simpanan_desa import Tanda, mark_lists, marks_of


class Beda(NamedTuple):
    """A village whose kept count is not what the facts give: its code, the day, as known when, and the fields that differ."""

    kode: str
    tanya: Tanya
    bidang: tuple[str, ...]


def _marks(diketahui: datetime | None = None) -> Tanda:
    """The marks under which a day is counted, as it is known now or was at a past moment."""
    orang = Pengguna()  # a village has the same figures for every reader
    return marks_of(read_lists(orang, mark_lists(orang, diketahui)))


def _valid(diketahui: datetime | None = None) -> dict[int, UUID]:
    return {pk: valid_under(t) for pk, t in _marks(diketahui).items() if t is not None}


def _groups(semua: Sequence[int]) -> Iterator[Sequence[int]]:
    return (semua[n : n + SEKALI] for n in range(0, len(semua), SEKALI))


def build(hari: date) -> int:
    """Count the villages that the table does not have as they are now; how many. Five queries and a write for each 500."""
    tanda = _marks()
    ada = dict(rows_of((hari, None)).filter(petak=task_slot(hari)).values_list("desa", "tanda"))
    perlu = {pk: t for pk, t in sorted(tanda.items()) if t is not None and ada.get(pk) != valid_under(t)}
    for satu in _groups(list(perlu)):
        isi = read_villages(Pengguna(), hari, satu)
        write_rows((hari, None), {pk: (perlu[pk], isi.get(pk)) for pk in satu}, task_slot(hari))
    return len(perlu)


def sweep() -> int:
    """Let go of rows that nobody will read any more; how many."""
    kini, dulu = _valid(), _valid(datetime.max.replace(tzinfo=UTC))
    semua = HitunganDesa.objects.for_pages()
    baris = semua.values_list("pk", "desa", "tanda", "diketahui").iterator()
    buang = [pk for pk, desa, t, saat in baris if (dulu if saat else kini).get(desa) != t]
    for satu in _groups(buang):
        semua.filter(pk__in=satu).delete()
    return len(buang)


def empty() -> None:
    """Let go of everything."""
    HitunganDesa.objects.for_pages().delete()


def compare(lapor: Callable[[int], None]) -> list[Beda]:
    """Every row that a page would believe against the facts; `lapor` is told how many were compared."""
    hasil: list[Beda] = []
    hari = HitunganDesa.objects.for_pages().order_by("petak").values_list("petak", "hari", "diketahui").distinct()
    for petak, kapan, saat in hari:
        tanda, tanya = _valid(saat), (kapan, saat)
        for satu in [sorted(tanda)] if saat else _groups(sorted(tanda)):  # a past moment is read of all together
            baris = rows_of(tanya).filter(petak=petak, desa__in=satu).values_list("desa", "tanda", "isi")
            ada = {pk: isi for pk, t, isi in baris if t == tanda[pk]}
            nyata = read_villages(Pengguna(), kapan, None if saat else list(ada), known_at=saat)
            hasil += _still_true(list(_differences(ada, nyata)), tanya, tanda)
            lapor(len(ada))
    return hasil


def _differences(ada: dict[int, str], nyata: dict[int, Hitungan]) -> Iterator[tuple[int, tuple[str, ...]]]:
    for pk, isi in ada.items():
        lama, baru = from_text(isi), nyata.get(pk)
        if lama != baru:
            semua = [f.name for f in fields(Hitungan)]
            yield pk, tuple(n for n in semua if lama is None or baru is None or getattr(lama, n) != getattr(baru, n))


def _still_true(beda: Sequence[tuple[int, tuple[str, ...]]], tanya: Tanya, tanda: Mapping[int, UUID]) -> Iterator[Beda]:
    """Those of them about which nothing was written while they were compared."""
    kini = _valid(tanya[1]) if beda else {}
    kode = dict(Desa.objects.filter(pk__in=[pk for pk, _ in beda]).values_list("pk", "kode"))
    for pk, bidang in beda:
        if kini.get(pk) == tanda[pk]:
            yield Beda(kode[pk], tanya, bidang)
