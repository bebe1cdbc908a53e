"""Real processes over the test database: where it is, a web server and a worker of its own."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection


def database_url() -> str:
    """The test database as the setting DATABASE_URL names it."""
    kini = connection.settings_dict
    if connection.vendor != "postgresql":
        return f"sqlite:///{kini['NAME']}"
    if kini["HOST"].startswith("/"):
        return f"postgresql://{kini['USER']}@/{kini['HOST']}/{kini['NAME']}"
    return f"postgresql://{kini['USER']}:{kini['PASSWORD']}@{kini['HOST']}/{kini['NAME']}"


def free_port() -> int:
    """A port of this computer that nobody listens on."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def _listens(port: int) -> bool:
    with socket.socket() as s:
        return s.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def serve(*pilihan: str, log: Path | None = None, **lingkungan: str) -> Iterator[int]:
    """The port of a real gunicorn, as script/run starts it, over the test database; what it writes goes to `log`."""
    port = free_port()
    perintah = [sys.executable, "-m", "gunicorn", "binaan.wsgi", "-b", f"127.0.0.1:{port}", "--threads", "4"]
    perintah += ["--reuse-port", "--preload", "--no-control-socket", "--log-level", "error", *pilihan]
    env = os.environ | {"DATABASE_URL": database_url()} | lingkungan
    with contextlib.ExitStack() as tumpukan:
        keluaran = tumpukan.enter_context(log.open("wb")) if log else None
        proses = subprocess.Popen(perintah, cwd=settings.BASE_DIR, env=env, stdout=keluaran, stderr=keluaran)
        try:
            batas = time.monotonic() + 300
            while not _listens(port):
                assert proses.poll() is None, "gunicorn berhenti sebelum melayani"
                assert time.monotonic() < batas, "gunicorn tidak mulai"
                time.sleep(0.05)
            yield port
        finally:
            proses.terminate()
            proses.wait(60)


def start_worker(*pilihan: str) -> subprocess.Popen[bytes]:
    """`manage.py kerjakan` over the test database; it leaves when the queue is empty."""
    perintah = [sys.executable, "-W", "ignore", "manage.py", "kerjakan", "--diam", "0", *pilihan]
    return subprocess.Popen(perintah, cwd=settings.BASE_DIR, env=os.environ | {"DATABASE_URL": database_url()})


def stop_workers() -> None:
    """End the workers that a web process started over the test database."""
    tanda = f"DATABASE_URL={database_url()}".encode()
    for p in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if b"kerjakan" in (p / "cmdline").read_bytes() and tanda in (p / "environ").read_bytes().split(b"\0"):
                os.kill(int(p.name), signal.SIGKILL)
