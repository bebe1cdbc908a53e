"""PostgreSQL back to a moment, by the commands of binaan/cadangan/README.md: what was committed before is there, later is not.

Seen red: without `recovery_target_time`, and where a piece that lies there already is refused though it is the same.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings

from tests.gugus_pg import Gugus, open_folder

pytestmark = pytest.mark.drill
README = settings.BASE_DIR / "binaan" / "cadangan" / "README.md"


def recipe(bahasa: str, pertama: str, folder: Path) -> str:
    """A block of the README that begins so, with this test's folder in place of /cadangan."""
    [isi] = re.findall(rf"```{bahasa}\n({re.escape(pertama)}.*?)```", README.read_text(), re.DOTALL)
    return isi.replace("/cadangan", str(folder))


@pytest.fixture
def gugus() -> Iterator[Gugus]:
    with open_folder("cadangan", "cadangan/wal", "cadangan/dasar") as (biner, map_):
        satu = Gugus(biner, map_)
        satu.init()
        yield satu


def write_around_a_moment(gugus: Gugus) -> datetime:
    """Facts before the base copy, before a moment and after it; the moment. The log of all of it is archived."""
    with gugus.running() as s:
        s.execute("CREATE TABLE fakta (id int PRIMARY KEY, isi text)")
        s.execute("INSERT INTO fakta SELECT n, 'sebelum cadangan' FROM generate_series(1, 1000) n")
        gugus.run(recipe("sh", "pg_basebackup", gugus.map / "cadangan"))
        s.execute("INSERT INTO fakta SELECT n, 'sebelum saatnya' FROM generate_series(1001, 3000) n")
        time.sleep(1.1)
        (saat,) = s.execute("SELECT now()::timestamptz(0)").fetchone()
        time.sleep(1.1)
        s.execute("INSERT INTO fakta SELECT n, 'sesudah saatnya' FROM generate_series(3001, 3500) n")
        s.execute("UPDATE fakta SET isi = 'diubah' WHERE id <= 10")
        (akhir,) = s.execute("SELECT pg_walfile_name(pg_current_wal_lsn())").fetchone()
        s.execute("SELECT pg_switch_wal()")
        wait_archived(gugus, akhir)
        offer_again(gugus, akhir)
        s.execute("CREATE TABLE lagi ()")
        s.execute("SELECT pg_switch_wal()")
        wait_archived(gugus, akhir)
        s.close()
    return saat


def wait_archived(gugus: Gugus, nama: str) -> None:
    """Until the server has noted that this piece of its log lies in the archive."""
    batas = time.monotonic() + 60
    while not (gugus.data / "pg_wal" / "archive_status" / f"{nama}.done").exists():
        assert time.monotonic() < batas, f"{nama} tidak diarsipkan"
        time.sleep(0.1)


def offer_again(gugus: Gugus, nama: str) -> None:
    """As a server does that crashed after the piece was copied and before it noted so."""
    tanda = gugus.data / "pg_wal" / "archive_status" / f"{nama}.done"
    tanda.rename(tanda.with_suffix(".ready"))


def put_base_back(gugus: Gugus, saat: datetime) -> None:
    """The data directory is lost; the base copy takes its place and is told the moment."""
    shutil.rmtree(gugus.data)
    [dasar] = (gugus.map / "cadangan" / "dasar").iterdir()
    gugus.run(["cp", "-a", dasar, gugus.data])
    gugus.data.chmod(0o700)
    perintah = recipe("sh", "cat >> postgresql.auto.conf", gugus.map / "cadangan")
    perintah = re.sub(r"(recovery_target_time = )'[^']*'", rf"\1'{saat.isoformat()}'", perintah)
    gugus.run(f"cd data\n{perintah}")


def test_back_to_a_moment_between_two_writes(gugus):
    """K9, with the recipe as it is printed."""
    setelan = recipe("ini", "wal_level", gugus.map / "cadangan")
    assert "archive_timeout = 300\n" in setelan  # at most five minutes are lost
    with (gugus.data / "postgresql.conf").open("a") as keluaran:
        keluaran.write(setelan)
    saat = write_around_a_moment(gugus)
    put_base_back(gugus, saat)
    mulai = time.monotonic()
    with gugus.running() as s:
        jumlah = s.execute("SELECT isi, count(*) FROM fakta GROUP BY isi ORDER BY isi").fetchall()
        s.close()
    print(f"kembali ke {saat}: {time.monotonic() - mulai:.1f} s")
    assert jumlah == [("sebelum cadangan", 1000), ("sebelum saatnya", 2000)]
