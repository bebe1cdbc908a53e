"""Anchors: what the last link was, day by day, written where who rules the database does not write.

A chain shows what was altered inside it, not that its end was cut off: with the last links and rows gone, the rest still fits.
An anchor outside names a link that must be there. The file is one JSON object a line and is only ever added to.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.db.models import Sum

from desa.models import SegelCatatan


class JangkarRusak(ValueError):
    """The anchor file does not read, or may not lie where it does; the argument says what to do."""


@dataclass(frozen=True)
class Jangkar:
    """One link as it was: its number and seal, the last audit row it holds and how many rows the chain held."""

    pada: datetime
    nomor: int
    sampai_id: int
    jumlah: int
    sidik: str
    pemulihan: str = ""
    """Not empty: the database was restored from a backup on purpose, and earlier anchors beyond this link no longer hold."""

    def line(self) -> str:
        return json.dumps(asdict(self) | {"pada": self.pada.isoformat()}, ensure_ascii=False, sort_keys=True)


def current(*, at: datetime, pemulihan: str = "") -> Jangkar | None:
    """The anchor of the chain as it stands; None before anything was sealed."""
    akhir = SegelCatatan.objects.order_by("nomor").last()
    if akhir is None:
        return None
    jumlah = SegelCatatan.objects.filter(nomor__lte=akhir.nomor).aggregate(n=Sum("jumlah"))["n"]
    return Jangkar(at, akhir.nomor, akhir.sampai_id, jumlah, akhir.sidik, pemulihan)


def require_outside(berkas: Path, *dalam: Path) -> None:
    """Raise JangkarRusak when the file would lie in one of these directories."""
    for folder in dalam:
        if berkas.resolve().is_relative_to(folder.resolve()):
            raise JangkarRusak(f"JANGKAR_CATATAN harus di luar {folder}. Tunjuk berkas di tempat lain.")


def append(berkas: Path, jangkar: Jangkar) -> None:
    """Add one line, on the disk when this returns."""
    berkas.parent.mkdir(parents=True, exist_ok=True)
    pegangan = os.open(berkas, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
    with os.fdopen(pegangan, "a", encoding="utf-8") as keluaran:
        keluaran.write(jangkar.line() + "\n")
        keluaran.flush()
        os.fsync(keluaran.fileno())


def read(berkas: Path) -> list[Jangkar]:
    """The anchors that hold: those beyond the link of a later recovery were taken back by it. Raises JangkarRusak."""
    hasil: list[Jangkar] = []
    n = 1
    try:
        baris = berkas.read_text(encoding="utf-8").splitlines() if berkas.exists() else []
        for n, teks in enumerate(baris, 1):  # noqa: B007  said in the sentence below
            isi = json.loads(teks)
            jangkar = Jangkar(**isi | {"pada": datetime.fromisoformat(isi["pada"])})
            if jangkar.pemulihan:
                hasil = [j for j in hasil if j.nomor <= jangkar.nomor]
            hasil.append(jangkar)
    except (OSError, ValueError, TypeError, KeyError) as galat:
        raise JangkarRusak(
            f"Berkas jangkar {berkas} tidak terbaca pada baris {n}. Ambil salinannya dari surel atau penyimpanan lain."
        ) from galat
    return hasil
