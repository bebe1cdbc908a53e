"""Compute a year's ranking with its intervals, and keep it as the draft. For commands and the worker: it loads numpy."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from binaan.enums import PutusanSanggahan
from binaan.models import Bobot, HitunganPeringkat, Peringkat, Sanggahan
from binaan.peringkat.baca import read_masukan, replace_opd
from binaan.peringkat.komponen import ATURAN, Butir, butir_of, standard
from binaan.peringkat.masukan import ULANGAN, Masukan, fingerprint, masukan_of, seed_of
from binaan.peringkat.segel import intact
from binaan.peringkat.selang import intervals, versions
from binaan.peringkat.simpan import store_hitungan
from binaan.peringkat.skor import rank_all, results_json
from opd.models import Pengguna


def results(masukan: Masukan, *, ulangan: int = ULANGAN, benih: int | None = None) -> dict[str, Any]:
    """The table, the intervals, and what they were made with; the seed is the year's unless another is tried."""
    tabel, benih = rank_all(masukan), seed_of(masukan.tahun) if benih is None else benih
    return {
        "tabel": results_json(tabel),
        "selang": intervals(masukan, tabel, ulangan=ulangan, benih=benih),
        "benih": benih,
        "ulangan": ulangan,
        "pustaka": {"python": platform.python_version(), **versions()},
    }


@dataclass(frozen=True)
class Terhitung:
    """A ranking worked out and not kept yet."""

    masukan: Masukan
    hasil: dict[str, Any]
    bobot: Bobot | None
    sanggahan: Sanggahan | None = None

    def store(self, *, at: datetime, by: Pengguna | None = None) -> HitunganPeringkat:
        """Keep it as the draft, in the name of who asked for it (None: the nightly run)."""
        return store_hitungan(self.masukan, self.hasil, bobot=self.bobot, sanggahan=self.sanggahan, at=at, by=by)


def years(tahun: int | None, *, on: date) -> tuple[int, ...]:
    """The years to compute: the one asked for, else last year and this one."""
    return (on.year - 1, on.year) if tahun is None else (tahun,)


def waiting() -> list[Sanggahan]:
    """Granted objections whose new version is not frozen yet."""
    semua = Sanggahan.objects.filter(putusan=PutusanSanggahan.DIKABULKAN, jawaban__isnull=True)
    return list(semua.select_related("peringkat", "opd").order_by("diputus_pada", "pk"))


def compute_year(tahun: int, *, at: datetime, **pilihan: Any) -> HitunganPeringkat:
    """The draft of a year, worked out and kept; options as `work_out_year`."""
    return work_out_year(tahun, **pilihan).store(at=at)


def compute_objection(sanggahan: Sanggahan, *, at: datetime, **pilihan: Any) -> HitunganPeringkat:
    """The draft of the version that answers a granted objection, worked out and kept; options as `work_out_objection`."""
    return work_out_objection(sanggahan, **pilihan).store(at=at)


def work_out_year(
    tahun: int,
    *,
    until: date,
    known_at: datetime | None,
    ulangan: int = ULANGAN,
    benih: int | None = None,
) -> Terhitung:
    """The draft of a year from everything recorded by `known_at`. Without enacted weights the standard ones, as a trial."""
    bobot = Bobot.objects.enacted().filter(tahun=tahun).newest().first()
    butir: tuple[Butir, ...] = butir_of(bobot.isi) if bobot else standard()
    masukan = read_masukan(tahun, butir, until=until, known_at=known_at)
    return Terhitung(masukan, results(masukan, ulangan=ulangan, benih=benih), bobot)


def work_out_objection(
    sanggahan: Sanggahan,
    *,
    until: date,
    known_at: datetime | None,
    ulangan: int = ULANGAN,
    benih: int | None = None,
) -> Terhitung:
    """The draft of the version that answers a granted objection: only what it is about is read anew."""
    dasar = Peringkat.objects.current().get(tahun=sanggahan.peringkat.tahun)
    lama = masukan_of(dasar.masukan)
    baru = read_masukan(lama.tahun, lama.butir, until=until, known_at=known_at, opd={sanggahan.opd.slug})
    masukan = masukan_of(replace_opd(dasar.masukan, baru, sanggahan.opd.slug, sanggahan.komponen))
    return Terhitung(masukan, results(masukan, ulangan=ulangan, benih=benih), dasar.bobot, sanggahan)


def verify(p: Peringkat) -> list[str]:
    """What differs when a frozen ranking is computed again from its stored inputs; empty when every bit is the same."""
    masukan = masukan_of(p.masukan)
    hasil = results(masukan, ulangan=p.hasil["ulangan"], benih=p.hasil["benih"])
    sama = {
        f"dihitung menurut aturan {masukan.aturan}, yang dikenal {ATURAN}": masukan.aturan == ATURAN,
        "masukan": masukan.as_json() == p.masukan and fingerprint(p.masukan) == p.sidik_masukan,
        "bobot": masukan.butir == butir_of(p.bobot.isi),
        "nilai dan peringkat": hasil["tabel"] == p.hasil["tabel"],
        f"selang ({_libraries(p.hasil)}; sekarang {_libraries(hasil)})": hasil["selang"] == p.hasil["selang"],
        "segel": intact(p),
    }
    return [nama for nama, benar in sama.items() if not benar]


def _libraries(hasil: dict[str, Any]) -> str:
    """ "numpy 2.4.6, python 3.11.7"."""
    return ", ".join(f"{nama} {versi}" for nama, versi in sorted(hasil["pustaka"].items()))
