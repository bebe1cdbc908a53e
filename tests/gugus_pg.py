"""Clusters of PostgreSQL of a test's own, as a server runs them: with a log of changes, killed, one the other's replica."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from tests.peladen_pg import PeladenPg, die_with_parent

AKUN = {"user": pwd.getpwnam("nobody").pw_uid, "extra_groups": []} if os.geteuid() == 0 else {}


@contextlib.contextmanager
def open_folder(*bagian: str) -> Iterator[tuple[Path, Path]]:
    """PostgreSQL's programs, and a folder with these parts that whoever runs a cluster may write to; it goes again."""
    biner = PeladenPg._biner(None)  # type: ignore[arg-type]
    assert biner is not None
    map_ = Path(tempfile.mkdtemp(prefix="binaan-gugus-"))
    map_.chmod(0o777)
    for nama in bagian:
        (map_ / nama).mkdir()
        (map_ / nama).chmod(0o777)
    try:
        yield biner, map_
    finally:
        shutil.rmtree(map_, ignore_errors=True)


class Gugus:
    """A cluster in `map_`, run as somebody who is not root; reached by its socket there and, with `alamat`, by TCP."""

    def __init__(self, biner: Path, map_: Path, *, alamat: str = "", port: int = 5432) -> None:
        self.biner, self.map, self.data, self.alamat, self.port = biner, map_, map_ / "data", alamat, port
        self.proses: subprocess.Popen[bytes] | None = None

    def init(self) -> None:
        self.run([self.biner / "initdb", "-D", self.data, "-U", "uji", "-A", "trust", "-E", "UTF8", "--no-sync"])

    def run(self, perintah: list[object] | str) -> None:
        lingkungan = {
            "PATH": f"{self.biner}:{os.environ['PATH']}",
            "LC_ALL": "C.UTF-8",
            "PGHOST": str(self.map),
            "PGPORT": str(self.port),
            "PGUSER": "uji",
        }
        isi = perintah if isinstance(perintah, str) else list(map(str, perintah))
        hasil = subprocess.run(
            isi, shell=isinstance(perintah, str), env=lingkungan, cwd=self.map, capture_output=True, text=True, **AKUN
        )  # type: ignore[call-overload]
        assert hasil.returncode == 0, hasil.stderr

    def start(self) -> None:
        perintah = [self.biner / "postgres", "-D", self.data, "-k", self.map, "-p", str(self.port)]
        perintah += ["-c", f"listen_addresses={self.alamat}"]
        with (self.map / "log").open("ab") as log:
            self.proses = subprocess.Popen(
                perintah, stdout=log, stderr=log, preexec_fn=die_with_parent, cwd=self.map, process_group=0, **AKUN
            )

    def connect(self, *, menulis: bool = True) -> psycopg.Connection:
        """Once it answers, or once it takes writes: a recovery has ended then."""
        for _ in range(600):
            assert self.proses is not None
            assert self.proses.poll() is None, (self.map / "log").read_text()[-800:]
            with contextlib.suppress(psycopg.OperationalError):
                s = psycopg.connect(host=str(self.map), port=self.port, user="uji", dbname="postgres", autocommit=True)
                if not menulis or s.execute("SELECT pg_is_in_recovery()").fetchone() == (False,):
                    return s
                s.close()
            time.sleep(0.1)
        raise AssertionError((self.map / "log").read_text()[-800:])

    def kill(self) -> None:
        """As a machine that loses its power, all of its processes at once."""
        if self.proses is not None and self.proses.poll() is None:
            os.killpg(self.proses.pid, signal.SIGKILL)
            self.proses.wait(60)

    @contextlib.contextmanager
    def running(self) -> Iterator[psycopg.Connection]:
        self.start()
        assert self.proses is not None
        try:
            yield self.connect()
        finally:
            self.proses.terminate()
            self.proses.wait(60)
