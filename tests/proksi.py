"""A wire between a client and a server that a test makes slow or bad: every piece of what is sent can be kept for a while."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

SEKALI, PAKET = 65536, 1460


@dataclass
class Proksi:
    """What passes waits so many seconds a piece: `pergi` on its way to the server, `pulang` on its way back. Both may be
    changed while it runs. `potong` counts the pieces, which are no larger than `sekali`.
    """

    ke: Callable[[], socket.socket]
    dengar: socket.socket
    pergi: Callable[[], float] = lambda: 0.0
    pulang: Callable[[], float] = lambda: 0.0
    potong: int = 0
    sekali: int = SEKALI
    sambungan: list[socket.socket] = field(default_factory=list)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                klien, _ = self.dengar.accept()
                try:
                    peladen = self.ke()
                except OSError:
                    klien.close()
                    continue
                self.sambungan += [klien, peladen]
                for dari, tujuan, arah in ((klien, peladen, "pergi"), (peladen, klien, "pulang")):
                    threading.Thread(target=self._pass, args=(dari, tujuan, arah), daemon=True).start()

    def _pass(self, dari: socket.socket, tujuan: socket.socket, arah: str) -> None:
        with contextlib.suppress(OSError):
            while isi := dari.recv(self.sekali):
                self.potong += 1
                if tunda := getattr(self, arah)():
                    time.sleep(tunda)
                tujuan.sendall(isi)
        with contextlib.suppress(OSError):
            tujuan.shutdown(socket.SHUT_WR if arah == "pulang" else socket.SHUT_RDWR)

    @contextlib.contextmanager
    def running(self) -> Iterator[Proksi]:
        self.dengar.listen(128)
        utas = threading.Thread(target=self._accept, daemon=True)
        utas.start()
        try:
            yield self
        finally:
            for s in (self.dengar, *self.sambungan):
                with contextlib.suppress(OSError):
                    s.shutdown(socket.SHUT_RDWR)
                s.close()
            utas.join(5)


def before_postgresql(soket: str, map_: Path) -> Proksi:
    """In front of the server whose socket lies in the folder `soket`; clients find it in the folder `map_`."""
    nama = ".s.PGSQL.5432"

    def sambung() -> socket.socket:
        s = socket.socket(socket.AF_UNIX)
        s.connect(f"{soket}/{nama}")
        return s

    dengar = socket.socket(socket.AF_UNIX)
    dengar.bind(str(map_ / nama))
    return Proksi(sambung, dengar)


def before_port(port: int) -> Proksi:
    """In front of what listens on that port of this machine; it has a port of its own."""
    return Proksi(lambda: socket.create_connection(("127.0.0.1", port)), socket.create_server(("127.0.0.1", 0)))
