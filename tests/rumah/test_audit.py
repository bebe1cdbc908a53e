"""script/audit tells apart: a known hole, none, and nobody to ask, which is no pass.

Seen red: with an empty answer, and one that leaves packages out, taken for a good one.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

BAIK = {"name": "satu", "version": "1.0", "vulns": []}
BERLUBANG = {"name": "dua", "version": "2.0", "vulns": [{"id": "CVE-1", "fix_versions": ["2.1"], "aliases": []}]}
BERSIH = "{} paket ditanyakan; tidak ada lubang yang dikenal di antaranya."
TAK_TERTANYA = {"name": "tiga", "skip_reason": "not found"}


def audit(map_: Path, jawaban: str) -> tuple[int, str, str]:
    """What the script says when pip-audit answers so."""
    (map_ / "script").mkdir()
    (map_ / ".venv/bin").mkdir(parents=True)
    shutil.copy(settings.BASE_DIR / "script/audit", map_ / "script")
    (map_ / "jawaban").write_text(jawaban)
    palsu = map_ / ".venv/bin/pip-audit"
    palsu.write_text(f"#!/bin/sh\ncat '{map_}/jawaban'\necho 'Failed to connect' >&2\nexit 1\n")
    palsu.chmod(0o755)
    (map_ / ".venv/bin/python").symlink_to(sys.executable)
    hasil = subprocess.run(["sh", "script/audit"], cwd=map_, capture_output=True, text=True, check=False)
    return hasil.returncode, hasil.stdout.strip(), hasil.stderr


@pytest.mark.parametrize(
    ("paket", "kode", "kata"),
    [
        ([BAIK], 0, BERSIH.format(1)),
        ([BAIK, BERLUBANG, TAK_TERTANYA], 1, "dua 2.0: CVE-1, ganti dengan 2.1"),
        ([BAIK, TAK_TERTANYA], 3, BERSIH.format(1)),
        ([], 3, BERSIH.format(0)),
        (None, 3, BERSIH.format(0)),
    ],
    ids=["none", "a hole", "one not asked", "nothing", "no answer"],
)
def test_nobody_to_ask_is_a_failure_of_its_own_kind(tmp_path, paket, kode, kata):
    hasil, keluar, galat = audit(tmp_path, "" if paket is None else json.dumps({"dependencies": paket}))
    assert (hasil, keluar) == (kode, kata)
    assert ("BELUM terlaksana, bukan lulus" in galat, "Failed to connect" in galat) == (kode == 3, kode == 3)
