"""How often somebody may ask, counted by all processes together.

Seen red with the counts in a dict of each process, without the lock, and with the first free cell taken before the own one."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.conf import settings

from opd.laju import SEL, TEBAKAN, Hitungan

BERSAMA = """
import os
from opd.laju import Hitungan
h = Hitungan()
h.open()
anak = []
for _ in range(4):
    pid = os.fork()
    if not pid:
        for _ in range(10_000):
            h.add("token", detik=60)
        os._exit(0)
    anak.append(pid)
for pid in anak:
    os.waitpid(pid, 0)
print(h.add("token", detik=60))
"""


def test_processes_forked_from_one_count_together_and_miss_nothing():
    jalan = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", BERSAMA],
        cwd=settings.BASE_DIR, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert jalan.stdout.split() == ["40001"]


def test_a_stretch_of_time_ends_and_begins_anew(monkeypatch):
    h, detik = Hitungan(), [1000.0]
    monkeypatch.setattr("opd.laju.time.monotonic", lambda: detik[0])
    assert [h.add("a", detik=60) for _ in range(3)] == [1, 2, 3]
    assert h.add("b", detik=60) == 1
    detik[0] += 59
    assert h.add("a", detik=60) == 4
    detik[0] += 1
    assert [h.add("a", detik=60) for _ in range(2)] == [1, 2]


@pytest.mark.parametrize("banyak", [TEBAKAN, TEBAKAN + 1])
def test_keys_that_meet_in_a_cell_are_told_apart(banyak):
    """More than there are places for go uncounted: nobody is held up for another."""
    h, detik = Hitungan(), 1000
    h.open()
    kunci = [7 + n * SEL for n in range(banyak)]
    assert [h._add(k, detik, 60) for k in kunci] == [1] * banyak
    lagi = [h._add(k, detik + 59, 60) for k in kunci]
    assert lagi == [2] * TEBAKAN + [1] * (banyak - TEBAKAN)


def test_a_place_that_fell_free_before_the_own_one_is_passed_over():
    h = Hitungan()
    h.open()
    assert [h._add(7, 1000, 60), h._add(7 + SEL, 1030, 60)] == [1, 1]
    assert [h._add(7 + SEL, 1060, 60), h._add(7, 1060, 60)] == [2, 1]
