"""The kept counts of all villages, kabupaten, and provinces (`HitunganDesa`) brought up to date, and compared with the facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from itertools import chain
from typing import NamedTuple
from uuid import UUID

from binaan.dasbor.hitungan import Hitungan, read_villages
from binaan.dasbor.jumlah import JumlahDesa, add_villages
from binaan.dasbor.simpanan_provinsi import NOMOR, SEDIKIT, kabupaten_of, put_together
from binaan.dasbor.simpanan_tabel import SEKALI, Tanya, read_rows, rows_of, task_slot, write_rows
from binaan.dasbor.teks_hitungan import from_text, valid_under
from binaan.models import HitunganDesa
from desa.models import Desa, Kabupaten
from opd.models import Pengguna
from opd.rekap.daftar_json import read_lists
from opd.rekap.simpanan_desa import (
    Tanda,
    joint_marks,
    mark_lists,
    marks_in,
    marks_of,
    provinces_of,
    region_mark_lists,
    region_marks_of,
)


class Beda(NamedTuple):
    """What is kept of a village, kabupaten, or province where the facts give something else: its code, the day, as known when,
    and the fields that differ.
    """

    kode: str
    tanya: Tanya
    bidang: tuple[str, ...]

    @property
    def sebutan(self) -> str:
        """What the code is of: that of a province has one part, of a kabupaten two, of a village four."""
        return ("Provinsi", "Kabupaten/kota")[self.kode.count(".")] if self.kode.count(".") < 2 else "Desa"


def _marks(diketahui: datetime | None = None) -> Tanda:
    """The marks under which a day is counted, as it is known now or was at a past moment."""
    orang = Pengguna()  # a village has the same figures for every reader
    return marks_of(read_lists(orang, mark_lists(orang, diketahui)))


def _valid(diketahui: datetime | None = None) -> dict[int, UUID]:
    return {pk: valid_under(t) for pk, t in _marks(diketahui).items() if t is not None}


def _valid_regions(diketahui: datetime | None = None) -> dict[int, UUID]:
    """The same of every kabupaten, by minus its id, and of every province where they are kept."""
    return {n: valid_under(t) for n, t in _region_marks(diketahui).items() if t is not None}


def _region_marks(diketahui: datetime | None = None) -> Tanda:
    """By the numbers that their rows have."""
    orang = Pengguna()
    terbaca = read_lists(orang, region_mark_lists(orang, diketahui))
    tanda = region_marks_of(terbaca)
    milik = kabupaten_of(tanda, provinces_of(terbaca))
    provinsi = joint_marks(tanda, milik) if len(milik) > SEDIKIT else {}
    return {-k: t for k, t in tanda.items()} | {-NOMOR - p: t for p, t in provinsi.items()}


def _groups(semua: Sequence[int]) -> Iterator[Sequence[int]]:
    return (semua[n : n + SEKALI] for n in range(0, len(semua), SEKALI))


def build(hari: date) -> int:
    """Count the villages that the table does not have as they are now; how many. A query and a write for each 500, and
    three queries for each kabupaten with any of them.
    """
    tanda = _marks()
    ada = dict(rows_of((hari, None)).filter(petak=task_slot(hari)).values_list("desa", "tanda"))
    perlu = {pk: t for pk, t in sorted(tanda.items()) if t is not None and ada.get(pk) != valid_under(t)}
    for satu in _groups(list(perlu)):
        isi = read_villages(hari, satu)
        write_rows((hari, None), {pk: (perlu[pk], isi.get(pk)) for pk in satu}, task_slot(hari))
    _build_regions(hari)
    return len(perlu)


def _build_regions(hari: date) -> None:
    """Kabupaten of the rows of their villages, then provinces of theirs; one about which somebody writes meanwhile is counted the
    next time.
    """
    semua, tanya = _region_marks(), (hari, None)
    ada = dict(rows_of(tanya).filter(petak=task_slot(hari), desa__lt=0).values_list("desa", "tanda"))
    for n in sorted((n for n, t in semua.items() if t is not None and ada.get(n) != valid_under(t)), reverse=True):
        jumlah = _of_villages(tanya, -n) if n > -NOMOR else _of_kabupaten(tanya, semua, -n - NOMOR)
        if jumlah is not None and (t := semua[n]) is not None:
            write_rows(tanya, {n: (t, jumlah)}, task_slot(hari))


def _of_villages(tanya: Tanya, kabupaten: int) -> JumlahDesa | None:
    """A kabupaten of the rows of its villages; None where the table has not all of them as they are now."""
    [tanda] = marks_in([kabupaten]).values()
    baris = read_rows(tanya, {pk: t for pk, t in tanda.items() if t is not None})
    isi = [h for _, h in sorted(baris.items()) if h is not None]  # the table gives them in an order of its own
    return add_villages(isi, tanya[0]) if len(baris) == len(tanda) else None


def _of_kabupaten(tanya: Tanya, tanda: Tanda, provinsi: int) -> JumlahDesa | None:
    """A province of the rows of its kabupaten, of which `tanda` are the marks; None likewise."""
    milik = [-k for k in Kabupaten.objects.filter(kode__startswith=f"{provinsi:02}.").values_list("pk", flat=True)]
    baris = read_rows(tanya, {n: t for n in milik if (t := tanda[n]) is not None}, JumlahDesa)
    isi = [j for _, j in sorted(baris.items(), reverse=True) if j is not None]
    return put_together(isi, tanya) if len(isi) == len(milik) else None


def sweep() -> int:
    """Let go of rows that nobody will read any more; how many."""
    kini, dulu = (_valid(t) | _valid_regions(t) for t in (None, datetime.max.replace(tzinfo=UTC)))
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
    hasil = _compare_regions(lapor)
    hari = (
        HitunganDesa.objects.for_pages()
        .filter(desa__gt=0)
        .order_by("petak")
        .values_list("petak", "hari", "diketahui")
        .distinct()
    )
    for petak, kapan, saat in hari:
        tanda, tanya = _valid(saat), (kapan, saat)
        for satu in [sorted(tanda)] if saat else _groups(sorted(tanda)):  # a past moment is read of all together
            baris = rows_of(tanya).filter(petak=petak, desa__in=satu).values_list("desa", "tanda", "isi")
            ada = {pk: isi for pk, t, isi in baris if t == tanda[pk]}
            nyata = read_villages(kapan, None if saat else list(ada), known_at=saat)
            hasil += _still_true(list(_differences(ada, nyata)), tanya, tanda)
            lapor(len(ada))
    return hasil


def _compare_regions(lapor: Callable[[int], None]) -> list[Beda]:
    """Every row of a kabupaten that a page would believe against its villages as the facts give them."""
    hasil: list[Beda] = []
    semua = HitunganDesa.objects.for_pages().filter(desa__lt=0).order_by("hari", "diketahui")
    for tanya in semua.values_list("hari", "diketahui").distinct():
        desa: dict[int, list[int]] = {-k: [] for k in Kabupaten.objects.values_list("pk", flat=True)}
        for pk, k in Desa.objects.order_by("pk").values_list("pk", "kecamatan__kabupaten"):
            desa[-k].append(pk)
        for bagian in [list(desa)] if tanya[1] else [[k] for k in desa]:  # a past moment is read of all together
            hasil += _compare_some(tanya, {k: desa[k] for k in bagian}, lapor)
        hasil += _compare_provinces(tanya, lapor)
    return hasil


def _compare_provinces(tanya: Tanya, lapor: Callable[[int], None]) -> Iterator[Beda]:
    """Rows of provinces against those of their kabupaten, which were compared themselves."""
    tanda = _region_marks(tanya[1])
    for n, t, isi in rows_of(tanya).filter(desa__lt=-NOMOR).values_list("desa", "tanda", "isi"):
        teks = tanda.get(n)
        if teks is None or t != valid_under(teks):
            continue
        benar = _of_kabupaten(tanya, tanda, -n - NOMOR)
        beda = _fields_apart(from_text(isi, JumlahDesa), benar) if benar is not None else ()
        if beda and _region_marks(tanya[1]).get(n) == teks:
            yield Beda(f"{-n - NOMOR:02}", tanya, beda)
        lapor(1)


def _fields_apart(satu: JumlahDesa | None, benar: JumlahDesa) -> tuple[str, ...]:
    nama = (f.name for f in fields(JumlahDesa))
    return tuple(sorted(n for n in nama if getattr(satu, n, None) != getattr(benar, n)))


def _compare_some(tanya: Tanya, desa: Mapping[int, Sequence[int]], lapor: Callable[[int], None]) -> Iterator[Beda]:
    """Of these kabupaten (by minus their ids) with the ids of their villages."""
    hari, diketahui = tanya
    tanda = _valid_regions(diketahui)
    baris = rows_of(tanya).filter(desa__in=list(desa)).values_list("desa", "tanda", "isi")
    ada = [(k, from_text(isi, JumlahDesa)) for k, t, isi in baris if t == tanda.get(k)]
    if not ada:
        return
    nyata = read_villages(hari, list(chain.from_iterable(desa.values())), known_at=diketahui)
    for k, satu in ada:
        benar = add_villages([nyata[pk] for pk in desa[k] if pk in nyata], hari)
        beda = _fields_apart(satu, benar)
        if beda and _valid_regions(diketahui).get(k) == tanda[k]:
            yield Beda(Kabupaten.objects.get(pk=-k).kode, tanya, beda)
        lapor(1)


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
