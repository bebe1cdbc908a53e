"""What the installer sets of PostgreSQL: by the machine's memory, once, and the same that the bench measures on. And that it
counts what it writes, for who reads its files is told only when something was counted.

Seen red: without the comparison of `berubah` every upgrade starts PostgreSQL anew; with `taruh` behind a pipe a new schedule is
not counted.
"""

import os
import subprocess
from pathlib import Path

import pytest

from tests.pangkalan import installed

PASANG = """
. binaan/deploy/bagian.sh
SUMBER=. berubah=0
psql_admin() {{ echo {map}/postgresql.conf; }}
awk() {{ echo 4; }}
layanan() {{ echo "layanan $*"; }}
set -eu
atur_basis_data
echo ---
atur_basis_data
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="yang dipasang menjadi milik root")
def test_postgresql_gets_a_quarter_of_the_memory_once(tmp_path: Path) -> None:
    (tmp_path / "conf.d").mkdir()
    berkas = tmp_path / "conf.d" / "binaan.conf"
    hasil = subprocess.run(["sh", "-c", PASANG.format(map=tmp_path)], capture_output=True, text=True, check=True)
    assert hasil.stdout == f"  {berkas}\nlayanan restart postgresql\n---\n"
    aturan = dict(a.split("=") for a in installed(4))
    tertulis = dict(b.split(" = ") for b in berkas.read_text().splitlines() if not b.startswith("#"))
    assert tertulis == {n: aturan[n] for n in ("shared_buffers", "effective_cache_size", "work_mem")}
    assert (tertulis["shared_buffers"], tertulis["effective_cache_size"]) == ("1024MB", "2048MB")


TUGAS = """
. binaan/deploy/bagian.sh
SUMBER=. AKAR={map} rilis_baru=r berubah=0 pengatur=
taruh() {{ grep -v @ | grep -q . && kata "$1"; }}
tugas segel '*:0/10' segel_catatan
echo $berubah
"""


def test_a_unit_that_changes_is_counted(tmp_path: Path) -> None:
    perintah = tmp_path / "releases" / "r" / "management" / "commands" / "segel_catatan.py"
    perintah.parent.mkdir(parents=True)
    perintah.touch()
    hasil = subprocess.run(["sh", "-c", TUGAS.format(map=tmp_path)], capture_output=True, text=True, check=True)
    berkas = [f"  /etc/systemd/system/binaan-segel.{jenis}" for jenis in ("service", "timer")]
    assert hasil.stdout.splitlines() == [*berkas, "2"]
