"""People at a real web process: they ask for pages, send activities, send again what was not answered, and keep what was."""

from __future__ import annotations

import contextlib
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from desa.models import Catatan
from opd.models import Kegiatan, Penugasan
from tests.opd.foto_uji import jpeg
from tests.pabrik import buat_pengguna

TOKEN = "a" * 32
TUNGGU = 60


@dataclass(frozen=True)
class Jawaban:
    """What came back; status 0 when the connection broke first."""

    status: int
    isi: str = ""
    detik: float = 0.0


class Orang:
    """Somebody signed in at a port; every question is a connection of its own."""

    def __init__(self, port: int, pengguna: Any) -> None:
        klien = Client()
        klien.force_login(pengguna)
        sesi = klien.cookies[settings.SESSION_COOKIE_NAME].value
        self.port = port
        self.kue = f"{settings.SESSION_COOKIE_NAME}={sesi}; {settings.CSRF_COOKIE_NAME}={TOKEN}"

    def ask(self, jalan: str) -> Jawaban:
        return self._ask("GET", jalan, None, {})

    def send(self, jalan: str, isian: dict[str, Any]) -> Jawaban:
        badan = encode_multipart(BOUNDARY, isian | {"csrfmiddlewaretoken": TOKEN})
        return self._ask("POST", jalan, badan, {"Content-Type": MULTIPART_CONTENT})

    def _ask(self, cara: str, jalan: str, badan: bytes | None, kepala: dict[str, str]) -> Jawaban:
        awal = time.monotonic()
        try:
            with contextlib.closing(HTTPConnection("127.0.0.1", self.port, timeout=TUNGGU)) as s:
                s.request(cara, jalan, badan, kepala | {"Cookie": self.kue})
                jawaban = s.getresponse()
                return Jawaban(jawaban.status, jawaban.read().decode(errors="replace"), time.monotonic() - awal)
        except (OSError, HTTPException):
            return Jawaban(0, "", time.monotonic() - awal)


def activity(kunci: uuid.UUID, *, foto: int = 0, **lain: Any) -> dict[str, Any]:
    """What the browser sends for a small activity with money, and a photo when `foto` says which."""
    isian: dict[str, Any] = {"uuid": str(kunci), "tanggal": "1 Juli 2026", "judul": f"Pelatihan {kunci}"}
    isian |= {"sumber_1": "apbd_prov", "jumlah_1": "1.500.000"}
    if foto:
        isian["foto"] = SimpleUploadedFile("foto.jpg", jpeg(foto), content_type="image/jpeg")
    return isian | lain


@dataclass
class Beban:
    """So many operators at once, each writing for an OPD of its own."""

    port: int
    penugasan: list[Penugasan]
    foto_tiap: int = 4
    diakui: list[uuid.UUID] = field(default_factory=list)
    dikirim: set[uuid.UUID] = field(default_factory=set)
    jawaban: list[tuple[float, Jawaban]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.orang = [Orang(self.port, buat_pengguna("operator_opd", opd=p.opd)) for p in self.penugasan]
        self.usai = threading.Event()

    @contextlib.contextmanager
    def running(self) -> Iterator[Beban]:
        """While the block runs they write; what has no answer yet at its end is sent until it has one."""
        utas = [threading.Thread(target=self._write, args=(o,)) for o in self.orang]
        for u in utas:
            u.start()
        try:
            yield self
        finally:
            self.usai.set()
            for u in utas:
                u.join()

    def _write(self, orang: Orang) -> None:
        n = 0
        while not self.usai.is_set():
            kunci, n = uuid.uuid4(), n + 1
            self.dikirim.add(kunci)
            foto = n if n % self.foto_tiap == 0 else 0
            batas = time.monotonic() + TUNGGU
            while self._send(orang, kunci, foto) != 302 and time.monotonic() < batas:
                time.sleep(0.05)

    def _send(self, orang: Orang, kunci: uuid.UUID, foto: int) -> int:
        j = orang.send("/kegiatan/baru/", activity(kunci, foto=foto))
        self.jawaban.append((time.monotonic(), j))
        if j.status == 302:
            self.diakui.append(kunci)
        return j.status

    @property
    def hitungan(self) -> Counter[int]:
        """How many answers of each status."""
        return Counter(j.status for _, j in self.jawaban)

    def check_whole(self) -> None:
        """Each acknowledged activity is there once and whole: money, audit row, photo that opens; and nothing else is there."""
        ada = {k.uuid: k for k in Kegiatan.objects.prefetch_related("dana", "bukti")}
        assert len(self.diakui) == len(set(self.diakui))
        assert set(self.diakui) <= set(ada) <= self.dikirim
        catatan = Counter(Catatan.objects.filter(tindakan="mencatat kegiatan").values_list("objek_id", flat=True))
        assert catatan == Counter(str(k.pk) for k in ada.values())
        assert [k for k in ada.values() if len(k.dana.all()) != 1] == []
        for k in ada.values():
            for b in k.bukti.all():
                assert b.berkas.open().read(3) == b.kecil.open().read(3) == b"\xff\xd8\xff"
