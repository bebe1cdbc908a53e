"""One person's browser as far as a server notices: cookies, gzip, forms sent as they were shown, a connection a request.

nginx opens a connection for each request too. What was asked is timed from before the connection to the last byte.
"""

from __future__ import annotations

import gzip
import http.client
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlencode, urljoin

from lxml import html

BATAS_DETIK = 60
BATAS_ALIH = 3
DITOLAK = 422
"""What a form refuses in words; the page stands again with what was typed."""
DIUSIR = 401
"""In place of a redirect to the sign-in page: who had signed in gets no page."""
ALAMAT_MASUK = "/masuk/"


class Jawaban(NamedTuple):
    """One answer: status (0: none came), where it sends the reader, and what it says."""

    alamat: str
    status: int
    ke: str
    isi: bytes

    @property
    def pohon(self) -> html.HtmlElement:
        return html.fromstring(self.isi.decode())

    def form(self, medan: str) -> html.FormElement | None:
        """The form with a field or a button whose name begins so."""
        for f in self.pohon.forms if self.isi else ():
            if f.xpath(f".//*[starts-with(@name, '{medan}')]"):
                return f
        return None


class Contoh(NamedTuple):
    """One request as it was felt: what page, when (seconds), how long (ms), status and bytes."""

    jenis: str
    saat: float
    ms: float
    status: int
    bita: int


def felt(status: int, ke: str) -> int:
    """The status as whoever signed in feels it: the sign-in page is quick, and no answer to what was asked."""
    return DIUSIR if status in (301, 302) and ke.startswith(ALAMAT_MASUK) else status


class Peramban:
    """Asks `port` of this machine from the address `dari`, and tells `catat` of each answer."""

    def __init__(self, port: int, dari: str, catat: Callable[[Contoh], None]) -> None:
        self.port, self.dari, self.catat = port, dari, catat
        self.kuki: dict[str, str] = {}

    def get(self, jenis: str, alamat: str) -> Jawaban:
        """The page, after whatever it redirects to; each step is a request of its own."""
        jawaban = self._ask(jenis, "GET", alamat)
        for _ in range(BATAS_ALIH):
            if jawaban.status not in (301, 302):
                break
            jawaban = self._ask(jenis, "GET", jawaban.ke)
        return jawaban

    def send(self, jenis: str, dari: Jawaban, form: html.FormElement, isian: Mapping[str, str]) -> Jawaban:
        """What stands in the form, with these fields changed, sent as the page would; the answer before any redirect."""
        isi = [(n, v) for n, v in form.form_values() if n not in isian]
        isi += isian.items()
        alamat = urljoin(dari.alamat, form.get("action") or dari.alamat)
        return self._ask(jenis, "POST", alamat, urlencode(isi).encode(), "application/x-www-form-urlencoded")

    def send_file(
        self, jenis: str, dari: Jawaban, form: html.FormElement, isian: Mapping[str, str], foto: Iterable[bytes]
    ) -> Jawaban:
        """The same with photos."""
        isi = [(n, v) for n, v in form.form_values() if n not in isian]
        isi += isian.items()
        batas = uuid.uuid4().hex
        bagian = [f'--{batas}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode() for n, v in isi]
        kepala = f'--{batas}\r\nContent-Disposition: form-data; name="foto"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
        bagian += [kepala.encode() + f + b"\r\n" for f in foto]
        badan = b"".join(bagian) + f"--{batas}--\r\n".encode()
        return self._ask(jenis, "POST", dari.alamat, badan, f"multipart/form-data; boundary={batas}")

    def _ask(self, jenis: str, metode: str, alamat: str, badan: bytes = b"", bentuk: str = "") -> Jawaban:
        kepala = {
            "Cookie": "; ".join(f"{n}={v}" for n, v in self.kuki.items()),
            "Accept-Encoding": "gzip",
            "X-Forwarded-For": self.dari,
            "Connection": "close",
            **({"Content-Type": bentuk, "Origin": f"http://127.0.0.1:{self.port}"} if bentuk else {}),
        }
        mulai, saat = time.perf_counter(), time.monotonic()
        sambungan = http.client.HTTPConnection("127.0.0.1", self.port, timeout=BATAS_DETIK)
        try:
            sambungan.request(metode, alamat, badan or None, kepala)
            r = sambungan.getresponse()
            isi = r.read()
        except (OSError, http.client.HTTPException):
            self.catat(Contoh(jenis, saat, (time.perf_counter() - mulai) * 1000, 0, 0))
            return Jawaban(alamat, 0, "", b"")
        finally:
            sambungan.close()
        ke = urljoin(alamat, r.getheader("Location", ""))
        status = felt(r.status, ke)
        self.catat(Contoh(jenis, saat, (time.perf_counter() - mulai) * 1000, status, len(isi)))
        for baris in r.msg.get_all("Set-Cookie") or ():
            self.kuki |= {n: k.value for n, k in SimpleCookie(baris).items()}
        if r.getheader("Content-Encoding") == "gzip":
            isi = gzip.decompress(isi)
        return Jawaban(alamat, status, ke, isi)
