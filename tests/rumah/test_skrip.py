"""`script/test` ends red when any of its parts does. Seen red: lint's code left out, and a part without tests taken for
proof in a whole run and when nothing at all was found by name."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

AKAR = Path(__file__).parents[2]
BAGIAN = ("lint", "sqlite", "sqlite2", "peramban", "postgresql")
PYTHON = """#!/bin/sh
case "$*" in *"-m peramban"*) bagian=peramban ;; *) bagian=${BINAAN_TEST_DB:+postgresql} ;; esac
case "$bagian,$*" in ,*" tests/opd "*) bagian=sqlite2 ;; esac
bagian=${bagian:-sqlite}
exit "$(cat "kode-$bagian")"
"""


def write_script(jalur: Path, isi: str) -> None:
    jalur.parent.mkdir(parents=True, exist_ok=True)
    jalur.write_text(isi)
    jalur.chmod(0o755)


def end_of(map_: Path, kode: dict[str, int], *argumen: str) -> int:
    """The exit code of `script/test` when its parts end with these."""
    (map_ / "script").mkdir()
    shutil.copy(AKAR / "script" / "test", map_ / "script" / "test")
    write_script(map_ / "script" / "_siap.sh", "siapkan() { :; }\n")
    write_script(map_ / "script" / "lint", f"#!/bin/sh\nexit {kode['lint']}\n")
    write_script(map_ / ".venv" / "bin" / "python", PYTHON)
    for bagian in BAGIAN:
        (map_ / f"kode-{bagian}").write_text(str(kode[bagian]))
    lingkungan = os.environ | {"BINAAN_CHROMIUM": "/bin/sh"}  # one is there: nothing is looked for or installed
    perintah = [map_ / "script" / "test", *argumen]
    return subprocess.run(perintah, env=lingkungan, capture_output=True, check=False).returncode


@pytest.mark.parametrize("merah", BAGIAN)
@pytest.mark.parametrize("kode", [1, 2, 5])
def test_a_red_part_of_a_whole_run_is_red(tmp_path, merah, kode):
    assert end_of(tmp_path, dict.fromkeys(BAGIAN, 0) | {merah: kode}) == 1


@pytest.mark.parametrize(
    ("kode", "keluar"),
    [
        ({}, 0),
        ({"peramban": 5}, 0),
        ({"sqlite": 5, "postgresql": 5}, 0),
        ({"sqlite": 5, "peramban": 5, "postgresql": 5}, 1),
        ({"peramban": 5, "postgresql": 1}, 1),
        ({"peramban": 5, "lint": 5}, 1),
        ({"peramban": 4, "sqlite": 4, "postgresql": 4}, 1),
    ],
)
def test_tests_picked_by_name_may_lack_a_kind(tmp_path, kode, keluar):
    assert end_of(tmp_path, dict.fromkeys(BAGIAN, 0) | kode, "tests/rumah") == keluar


def test_what_is_picked_by_name_is_asked_of_sqlite_once(tmp_path):
    assert end_of(tmp_path, dict.fromkeys(BAGIAN, 0) | {"sqlite2": 1}, "tests/rumah") == 0


def test_an_option_alone_picks_nothing(tmp_path):
    assert end_of(tmp_path, dict.fromkeys(BAGIAN, 0) | {"peramban": 5}, "-x") == 1
