"""What the installer sets of PostgreSQL: by the machine's memory, once, and the same that the bench measures on.

Seen red: without the comparison of `berubah` every upgrade starts PostgreSQL anew.
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
