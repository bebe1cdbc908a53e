"""The way of one paper in words: every step, and at whose desk it lies now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from opd.enums import KATA_TINDAKAN, TindakanNaskah
from opd.models import LangkahNaskah, Pengguna
from opd.models.naskah import Naskah
from opd.rekap.meja import Meja, Papan, kind_of, meja_naskah


@dataclass(frozen=True, slots=True)
class LangkahTerbaca:
    """One step: "Budi mengajukan", as what, when, and why when it was sent back."""

    oleh: str
    kata: str
    sebagai: str
    pada: datetime
    alasan: str


@dataclass(frozen=True, slots=True)
class Perjalanan:
    """All steps, oldest first; `meja` None once the paper is verified."""

    dibuat_pada: datetime
    langkah: tuple[LangkahTerbaca, ...]
    meja: Meja | None


def read_steps(user: Pengguna, naskah: Naskah) -> list[LangkahNaskah]:
    """The steps of one paper, oldest first, with who made them. One query."""
    milik = LangkahNaskah.objects.visible_to(user).filter(**{kind_of(naskah): naskah.pk})
    return list(milik.select_related("oleh").defer("oleh__password", "oleh__surel"))


def perjalanan(naskah: Naskah, langkah: Sequence[LangkahNaskah], papan: Papan) -> Perjalanan:
    """The way of one paper, from its steps and the board it stands on. No query."""
    terbaca = tuple(
        LangkahTerbaca(k.oleh.nama, KATA_TINDAKAN[TindakanNaskah(k.tindakan)][0], k.sebagai, k.pada, k.alasan)
        for k in langkah
    )
    return Perjalanan(naskah.dibuat_pada, terbaca, meja_naskah(naskah, papan))
