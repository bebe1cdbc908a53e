"""Papers that take long to draw, printed beside the pages: what was sent to the print page is sent to it once more.

So each paper is described in one place, its view, and whoever may not open it any more gets no file either. The edition is
issued and recorded before it is drawn, as on the page; drawn again after a kill it is the same edition.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib.messages.storage.base import BaseStorage
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, QueryDict
from django.urls import resolve
from django.utils import timezone

from opd.actions.antrean import HasilKerja
from opd.actions.cetak import Lembar
from opd.actions.pekerjaan import IsiPekerjaan, request_work
from opd.cetak.blok import Isi, LembarFoto, Tabel
from opd.enums import JenisPekerjaan
from opd.kerja.putar import Lapor
from opd.models import Pekerjaan

DETIK_FOTO = 0.025
DETIK_BARIS = {"pdf": 0.0014, "docx": 0.0001}
"""Of the processor, measured: a photo of a megapixel, and a row of eight cells."""
DETIK_LAMA = 2.0
"""From this long on a paper does not keep its page waiting: some 80 photos."""
ALAMAT_TERPANJANG = 300
TIDAK_ADA = "Naskah ini tidak ada lagi, atau tidak dapat Anda buka. Tidak ada yang dicetak."
DITOLAK = "Naskah ini tidak dapat dicetak seperti yang diminta. Buka halamannya untuk melihat sebabnya."


def takes_long(isi: Isi, bentuk: str) -> bool:
    """Whether drawing it would keep its page waiting."""
    semua = (*isi.blok, *isi.lampiran)
    foto = sum(len(b.isi) for b in semua if isinstance(b, LembarFoto))
    baris = sum(len(b.baris) for b in semua if isinstance(b, Tabel))
    return foto * DETIK_FOTO + baris * DETIK_BARIS[bentuk] >= DETIK_LAMA


class _Pesan(BaseStorage):
    """Messages that no browser fetches."""

    def _get(self, *args: Any, **kwargs: Any) -> tuple[list[Any], bool]:
        return [], True

    def _store(self, messages: Any, response: Any, *args: Any, **kwargs: Any) -> list[Any]:
        return []


class PermintaanLatar(HttpRequest):
    """What was sent to a print page, sent again by the worker for the same person; `pesan` holds what the page would say."""

    def __init__(self, p: Pekerjaan) -> None:
        super().__init__()
        isi, situs = p.isi_permintaan, urlsplit(p.isi_permintaan["situs"])
        alamat = urlsplit(isi["alamat"])
        self._skema, self.method, self.user = situs.scheme, "POST", p.diminta_oleh
        self.path = self.path_info = alamat.path
        self.META = {"HTTP_HOST": situs.netloc, "SERVER_NAME": situs.hostname or "", "SERVER_PORT": "443"}
        self.GET, self.POST = QueryDict(alamat.query), QueryDict(urlencode(isi["isian"]))
        self.session: dict[str, Any] = {}
        self._messages = _Pesan(self)

    def _get_scheme(self) -> str:
        return self._skema

    @property
    def pesan(self) -> str:
        return " ".join(str(m.message) for m in self._messages._queued_messages)


def ask_paper(request: HttpRequest, nama: str, lembar: Lembar) -> Pekerjaan:
    """The paper of this print page, drawn in the background as its form asks."""
    alamat, isian = request.get_full_path(), {"bentuk": lembar.bentuk, "nomor": lembar.nomor}
    isi = IsiPekerjaan(
        JenisPekerjaan.NASKAH,
        sha256(repr((alamat, sorted(isian.items()))).encode()).hexdigest(),
        f"Cetak {nama} ({lembar.bentuk.upper()})"[:300],
        {"alamat": alamat, "isian": isian, "situs": request.build_absolute_uri("/")},
        alamat if len(alamat) <= ALAMAT_TERPANJANG else request.path,
    )
    return request_work(isi, by=request.user, at=timezone.now())


def print_paper(p: Pekerjaan, lapor: Lapor) -> Callable[[], HasilKerja]:
    """The file that the print page answers with, kept with the work."""
    lapor(0, 2, "Menyusun dan menggambar naskah.")
    permintaan = PermintaanLatar(p)
    jawaban = _answer(permintaan)
    if not jawaban.has_header("Content-Disposition"):
        raise ValidationError(permintaan.pesan or DITOLAK)
    lapor(1, 2, "Menyimpan berkasnya.")
    nama = jawaban["Content-Disposition"].partition('filename="')[2].rstrip('"')
    return lambda: HasilKerja("Naskah selesai dicetak.", berkas=jawaban.content, nama_berkas=nama)


def _answer(permintaan: PermintaanLatar) -> Any:
    try:
        cocok = resolve(permintaan.path)
        return cocok.func(permintaan, *cocok.args, **cocok.kwargs)
    except Http404 as galat:
        raise ValidationError(TIDAK_ADA) from galat
