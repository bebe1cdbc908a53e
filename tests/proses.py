"""Real processes over the test database: where it is, and a worker of its own."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
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
