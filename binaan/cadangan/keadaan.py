"""How the backups stand: when the last was made, and when one was last restored for a trial. For a page and a health check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from desa.models import Catatan
from desa.rantai.keadaan import HARIAN_PALING_LAMA, last_about_installation, note_about_installation
from desa.scoped import Reader

if TYPE_CHECKING:
    from binaan.cadangan.buat import Cadangan

MENCADANGKAN, MENGUJI, MEMULIHKAN = (
    "mencadangkan basis data",
    "menguji pemulihan cadangan",
    "memulihkan basis data dari cadangan",
)


@dataclass(frozen=True)
class KeadaanCadangan:
    """`kalimat_uji`: why the last trial failed; "" when it did not."""

    at: datetime
    dibuat_pada: datetime | None
    arsip: str
    diuji_pada: datetime | None
    arsip_uji: str
    kalimat_uji: str

    @property
    def terlambat(self) -> bool:
        """Whether the last backup is older than 26 hours."""
        return self.dibuat_pada is None or self.at - self.dibuat_pada > HARIAN_PALING_LAMA

    @property
    def uji_terlambat(self) -> bool:
        return self.diuji_pada is None or self.at - self.diuji_pada > HARIAN_PALING_LAMA


def state_of_backup(user: Reader, *, at: datetime) -> KeadaanCadangan:
    """Two queries."""
    dibuat, diuji = (last_about_installation(user, t, at=at) for t in (MENCADANGKAN, MENGUJI))
    return KeadaanCadangan(
        at=at,
        dibuat_pada=dibuat.pada if dibuat else None,
        arsip=_archive(dibuat),
        diuji_pada=diuji.pada if diuji else None,
        arsip_uji=_archive(diuji),
        kalimat_uji=diuji.alasan if diuji else "",
    )


def _archive(catatan: Catatan | None) -> str:
    return str(catatan.perubahan.get("arsip", [None, ""])[1]) if catatan else ""


def note_backup(c: Cadangan, *, at: datetime) -> None:
    isi = {"arsip": c.berkas.name, "bita": c.bita, "baris": c.baris, "berkas": c.media}
    note_about_installation(MENCADANGKAN, isi, at=at)


def note_trial(arsip: str, salah: str, *, at: datetime) -> None:
    note_about_installation(MENGUJI, {"arsip": arsip, "sama": not salah}, alasan=salah, at=at)


def note_restore(dibuat: datetime, *, at: datetime) -> None:
    note_about_installation(MEMULIHKAN, {"keadaan": dibuat.isoformat()}, at=at)
