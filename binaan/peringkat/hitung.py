"""Compute a year's ranking with its intervals, and keep it as the draft. For the command alone: it loads numpy."""

from __future__ import annotations

import platform
from datetime import date, datetime
from typing import Any

from binaan.models import Bobot, HitunganPeringkat, Peringkat, Sanggahan
from binaan.peringkat.baca import read_masukan, replace_opd
from binaan.peringkat.komponen import ATURAN, Butir, butir_of, standard
from binaan.peringkat.masukan import ULANGAN, Masukan, fingerprint, masukan_of, seed_of
from binaan.peringkat.segel import intact
from binaan.peringkat.selang import intervals, versions
from binaan.peringkat.simpan import store_hitungan
from binaan.peringkat.skor import rank_all, results_json


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


def compute_year(
    tahun: int,
    *,
    until: date,
    known_at: datetime | None,
    at: datetime,
    ulangan: int = ULANGAN,
    benih: int | None = None,
) -> HitunganPeringkat:
    """The draft of a year from everything recorded by `known_at`. Without enacted weights the standard ones, as a trial."""
    bobot = Bobot.objects.enacted().filter(tahun=tahun).newest().first()
    butir: tuple[Butir, ...] = butir_of(bobot.isi) if bobot else standard()
    masukan = read_masukan(tahun, butir, until=until, known_at=known_at)
    hasil = results(masukan, ulangan=ulangan, benih=benih)
    return store_hitungan(masukan, hasil, bobot=bobot, at=at)


def compute_objection(
    sanggahan: Sanggahan,
    *,
    until: date,
    known_at: datetime | None,
    at: datetime,
    ulangan: int = ULANGAN,
    benih: int | None = None,
) -> HitunganPeringkat:
    """The draft of the version that answers a granted objection: only what it is about is read anew."""
    dasar = Peringkat.objects.current().get(tahun=sanggahan.peringkat.tahun)
    lama = masukan_of(dasar.masukan)
    baru = read_masukan(lama.tahun, lama.butir, until=until, known_at=known_at, opd={sanggahan.opd.slug})
    masukan = masukan_of(replace_opd(dasar.masukan, baru, sanggahan.opd.slug, sanggahan.komponen))
    hasil = results(masukan, ulangan=ulangan, benih=benih)
    return store_hitungan(masukan, hasil, bobot=dasar.bobot, at=at, sanggahan=sanggahan)


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
