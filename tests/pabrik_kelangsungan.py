"""A stored survival result, made by the command itself from whatever the world holds."""

from __future__ import annotations

from datetime import date

from desa.waktu import akhir_hari
from opd.management.commands.hitung_kelangsungan import compute
from opd.models import HasilKelangsungan


def hitung(per: date) -> HasilKelangsungan:
    """The curves of a day, from everything recorded so far."""
    return compute(per, known_at=None, at=akhir_hari(per))
