"""Where archives are kept: their names, the newest, and which of the old ones go."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

AKHIRAN = ".cadangan"
SEBAGIAN = ".sebagian"
NAMA = re.compile(r"binaan-(\d{8}T\d{6}Z)\.cadangan")
BASI = 24 * 60 * 60
"""Seconds after which what a killed run left half written is removed."""


def name_at(at: datetime) -> str:
    return f"binaan-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}{AKHIRAN}"


def moment_of(berkas: Path) -> datetime:
    """When an archive was made, by its name."""
    cocok = NAMA.fullmatch(berkas.name)
    if cocok is None:
        raise ValueError(berkas.name)
    return datetime.strptime(cocok.group(1), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def archives(folder: Path) -> list[Path]:
    """Every archive of a folder, the newest first."""
    ada = [p for p in folder.glob(f"*{AKHIRAN}") if NAMA.fullmatch(p.name)] if folder.exists() else []
    return sorted(ada, key=lambda p: p.name, reverse=True)


def surplus(semua: Iterable[Path], *, harian: int, bulanan: int) -> list[Path]:
    """Which archives go: all but the newest of each of the last `harian` days and `bulanan` months that have one."""
    urut = sorted(semua, key=lambda p: p.name, reverse=True)
    tinggal: set[Path] = set(urut[:1])
    for bentuk, banyak in (("%Y%m%d", harian), ("%Y%m", bulanan)):
        terbaru: dict[str, Path] = {}
        for p in urut:
            terbaru.setdefault(f"{moment_of(p):{bentuk}}", p)
        tinggal |= set(list(terbaru.values())[:banyak])
    return [p for p in urut if p not in tinggal]


def rotate(folder: Path, *, harian: int, bulanan: int) -> list[Path]:
    """Remove what is surplus, and what a killed run left behind; the archives that went."""
    pergi = surplus(archives(folder), harian=harian, bulanan=bulanan)
    for p in pergi:
        p.unlink(missing_ok=True)
    remove_forgotten(folder, f".*{SEBAGIAN}")
    return pergi


def remove_forgotten(folder: Path, pola: str) -> None:
    """Remove what a killed run left half done more than a day ago."""
    for p in folder.glob(pola):
        if time.time() - p.stat().st_mtime < BASI:
            continue
        if p.is_dir():
            shutil.rmtree(p, ignore_errors=True)
        else:
            p.unlink(missing_ok=True)
