"""K5: 100,000 rows forwards, back and forwards again; and the release before serving on the schema of this one.

Nothing is deployed yet, so "back" is the newest five migrations of each app, and the release before is the tree as it stood
before the newest migration came. Seen red: without the refusal, without `lock_timeout`, and with triggers that a migration does
not put back (that of `binaan_bobot` on SQLite was lost so).
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from tests.pangkalan import Pangkalan, prepared

pytestmark = pytest.mark.drill
MUNDUR, BARIS, TUNGGU = 5, 100_000, 900
SENDIRI = ("django_migrations", "desa_tandaubah")
"""What migrating itself writes: its own list, and the mark that everything kept is to be counted anew."""
BENTUK = """
SELECT 'kolom', format('%s.%s %s %s %s', table_name, column_name, data_type, is_nullable, column_default)
  FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'syarat', format('%s %s', conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint
  WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'indeks', indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'pemicu', pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'fungsi', pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = pg_proc.oid AND d.deptype = 'e')
"""
BEBAN = """
import json, os, sys
from argparse import Namespace
from pathlib import Path
from tests.beban.__main__ import load
from tests.beban.hasil import failed
from tests.pangkalan import Pangkalan
hasil, _ = load(Pangkalan(dict(os.environ), Path(sys.argv[1]), sys.argv[2]), Namespace(menit=1, benih=1), orang=10, jeda=0.3)
gagal, simpan = [str(c) for c in hasil.contoh if failed(c)], [c for c in hasil.contoh if c.jenis.endswith("simpan")]
print(json.dumps([gagal, hasil.ditolak, len(hasil.contoh), len(simpan)]))
"""
Kolom = dict[str, list[str]]


@pytest.fixture(scope="module")
def pangkalan() -> Iterator[Pangkalan]:
    """With BINAAN_SIMPAN it is kept in that folder for the next run."""
    simpan = os.environ.get("BINAAN_SIMPAN")
    with prepared("sedang", Path(simpan) if simpan else None) as p:
        p.run("segel_catatan", diam=True)
        yield p


def migrate(p: Pangkalan, *argumen: str) -> tuple[int, str]:
    """How it ended, and its last words."""
    perintah = [sys.executable, "manage.py", "migrate", "-v", "0", *argumen]
    hasil = subprocess.run(perintah, env=p.lingkungan, capture_output=True, text=True, timeout=TUNGGU)
    return hasil.returncode, hasil.stderr.strip()


def shape(s: psycopg.Connection) -> set[tuple[str, str]]:
    return set(s.execute(BENTUK).fetchall())


def columns(s: psycopg.Connection) -> Kolom:
    hasil: Kolom = {}
    tanya = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2"
    for tabel, kolom in s.execute(tanya).fetchall():
        if tabel not in SENDIRI:
            hasil.setdefault(tabel, []).append(kolom)
    return hasil


def content(s: psycopg.Connection, kolom: Kolom) -> dict[str, tuple[int, int]]:
    """By table: how many rows, and a sum over the hashes of them all in these columns."""
    hasil = {}
    for tabel, nama in kolom.items():
        semua = ", ".join(f'"{n}"' for n in nama)
        sidik = f"('x' || substr(md5(ROW({semua})::text), 1, 15))::bit(60)::bigint"
        hasil[tabel] = s.execute(f'SELECT count(*), coalesce(sum({sidik}), 0) FROM "{tabel}"').fetchone()  # type: ignore[arg-type]
    return hasil


def before() -> dict[str, str]:
    """By app: the migration before its newest five."""
    semua = sorted(MigrationLoader(None).disk_migrations)
    return {a: [n for app, n in semua if app == a][-MUNDUR - 1] for a in ("binaan", "opd", "desa")}


def test_going_back_is_refused_where_it_would_lose_what_was_recorded(pangkalan):
    pangkalan.run("segel_catatan", diam=True)  # another test may have let the seals go
    with pangkalan.connect() as s:
        dulu = shape(s)
        kode, kata = migrate(pangkalan, "desa", "0026")
        assert (kode, "Traceback" in kata) == (1, False)
        assert "Mundur sejauh itu membuang isi segel catatan (" in kata
        assert shape(s) == dulu


def test_a_table_in_use_is_waited_for_five_seconds_and_nothing_is_half_done(pangkalan):
    with pangkalan.connect() as s, pangkalan.connect() as pembaca:
        dulu = shape(s)
        with pembaca.transaction():
            pembaca.execute("SELECT count(*) FROM opd_kegiatan")
            kode, kata = migrate(pangkalan, "opd", before()["opd"], "--buang-isi")
        assert (kode, kata.splitlines()[-1].startswith("CommandError: Tabelnya sedang dipakai lebih lama")) == (1, True)
        assert migrate(pangkalan) == (0, "")
        assert shape(s) == dulu


def test_rows_and_shape_are_the_same_after_back_and_forwards(pangkalan):
    with pangkalan.connect() as s:
        kini, awal, utuh = shape(s), columns(s), content(s, columns(s))
        assert sum(banyak for banyak, _ in utuh.values()) >= BARIS
        for app, nama in before().items():
            mulai = time.monotonic()
            assert migrate(pangkalan, app, nama, "--buang-isi") == (0, "")
            print(f"mundur {app} sampai {nama}: {time.monotonic() - mulai:.1f} s")
        lama = columns(s)
        bersama = {t: [k for k in awal[t] if k in lama[t]] for t in awal if t in lama}
        isi = content(s, bersama)
        mulai = time.monotonic()
        assert migrate(pangkalan) == (0, "")
        baris, tabel = sum(n for n, _ in isi.values()), len(awal) - len(bersama)
        kolom = sum(map(len, awal.values())) - sum(map(len, bersama.values()))
        print(f"maju: {time.monotonic() - mulai:.1f} s; {baris:,} baris, {tabel} tabel dan {kolom} kolom baru")
        assert shape(s) == kini
        assert content(s, bersama) == isi
        assert {t: n for t, (n, _) in isi.items()} == {t: utuh[t][0] for t in bersama}


def test_on_sqlite_no_trigger_is_lost_on_the_way_back(tmp_path):
    """There a table that changes is built anew, and its triggers go with the old one."""
    berkas = tmp_path / "uji.sqlite3"
    p = Pangkalan(os.environ | {"DATABASE_URL": f"sqlite:///{berkas}", "BINAAN_DB": "contoh"}, tmp_path)

    def triggers(*tanpa: str) -> set[str]:
        with contextlib.closing(sqlite3.connect(berkas)) as s:
            semua = {n for (n,) in s.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
        return {n for n in semua if not n.startswith(tanpa)} if tanpa else semua

    assert migrate(p) == (0, "")
    utuh = triggers()
    kemudian = ("binaan_ujipetik", "binaan_butirpetik", "binaan_hasilpetik")
    lama = triggers(*kemudian)
    assert migrate(p, "binaan", "0006", "--buang-isi") == (0, "")
    assert triggers(*kemudian) == lama
    assert migrate(p) == (0, "")
    assert triggers() == utuh


def test_the_release_before_serves_on_this_schema(pangkalan, tmp_path):
    """What runs between `migrate` and the restart: ten people read, write and decide, and nobody sees an error."""
    cari = ["git", "log", "-1", "--format=%H", "--diff-filter=A", "--", "*/migrations/0*.py"]
    baru = subprocess.run(cari, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True).stdout.strip()
    arsip = subprocess.run(["git", "archive", f"{baru}^"], cwd=settings.BASE_DIR, capture_output=True, check=True)
    subprocess.run(["tar", "-x", "-C", str(tmp_path)], input=arsip.stdout, check=True)
    perintah = [sys.executable, "-c", BEBAN, str(pangkalan.map), pangkalan.basis]
    hasil = subprocess.run(
        perintah, cwd=tmp_path, env=pangkalan.lingkungan, capture_output=True, text=True, check=False
    )
    assert hasil.returncode == 0, hasil.stderr[-2000:]
    gagal, ditolak, banyak, simpan = json.loads(hasil.stdout.splitlines()[-1])
    print(f"rilis sebelum {baru[:8]}: {banyak} permintaan, {simpan} simpan")
    assert (gagal, ditolak) == ([], [])
    assert (banyak > 50, simpan > 0) == (True, True)
