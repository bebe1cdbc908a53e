"""Which photos of other facts are like one: the database's counting of bits is the one of `is_mirip`, on both databases.

Seen red: with the limit one bit lower on PostgreSQL, and with the own fact left in.
"""

from __future__ import annotations

import random
from datetime import date

import pytest

from opd.actions.bukti import nearest, other_alike
from opd.foto import is_mirip
from tests.pabrik import buat_bukti, buat_kegiatan, buat_penugasan

pytestmark = pytest.mark.django_db
HARI = date(2026, 4, 1)
SIDIK = ("0000000000000000", "ffffffffffffffff", "8000000000000001", "f3a1c0de12345678")


def moved(sidik: str, bit: int, acak: random.Random) -> str:
    """The hash with so many of its bits turned over."""
    return f"{int(sidik, 16) ^ sum(1 << n for n in acak.sample(range(64), bit)):016x}"


def test_the_photos_alike_are_those_within_the_limit():
    acak, penugasan = random.Random(5), buat_penugasan()
    lain = [
        buat_bukti(kegiatan=buat_kegiatan(penugasan, HARI), phash=moved(s, bit, acak))
        for s in SIDIK
        for bit in (0, 1, 5, 6, 7, 30)
    ]
    sendiri = buat_kegiatan(penugasan, HARI)
    buat_bukti(kegiatan=sendiri, phash=SIDIK[0])
    semua = [(b.pk, b.phash) for b in lain]
    for sidik in ({SIDIK[0]}, set(SIDIK), {moved(SIDIK[3], 3, acak)}):
        dekat = other_alike(sendiri, sidik)
        assert dekat == [(pk, p) for pk, p in semua if any(is_mirip(s, p) for s in sidik)]
        assert [nearest(s, dekat) for s in sorted(sidik)] == [nearest(s, semua) for s in sorted(sidik)]
