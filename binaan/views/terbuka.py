"""Open data: the list of sets, one set with its metadata, and its files. For everybody, from any site."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from binaan.terbuka.baris import Nilai
from binaan.terbuka.kumpulan import KUMPULAN, PER_KUNCI, Kumpulan
from binaan.terbuka.saat import saat_publik
from binaan.terbuka.tulis import BENTUK, file_of, read_rows, words_of
from binaan.views.publik import missing, page, public_page
from desa.waktu import hari_ini
from opd.konteks import is_sample

CUPLIKAN = 10
"""How many rows a set's page shows."""


@public_page
def daftar(request: HttpRequest) -> HttpResponse:
    """Every set there is."""
    isi = {"kumpulan": KUMPULAN, "saat": saat_publik(hari_ini()), **settings.DATA_TERBUKA}
    return page("publik/data.html", isi | {"alamat": request.build_absolute_uri(request.path)})


@public_page
def kumpulan(request: HttpRequest, kunci: str) -> HttpResponse:
    """One set: metadata, columns, the first rows."""
    k, saat = PER_KUNCI.get(kunci), saat_publik(hari_ini())
    if k is None:
        return missing(request)
    baris = read_rows(k, saat)
    isi = {
        "k": k,
        "metadata": k.told(saat),
        "baris": [_words(k, isi) for _, isi in baris[:CUPLIKAN]],
        "jumlah": len(baris),
        "saat": saat,
        "alamat": request.build_absolute_uri(request.path),
    }
    return page("publik/kumpulan.html", isi)


def _words(k: Kumpulan, isi: tuple[Nilai, ...]) -> list[tuple[str, bool]]:
    """The cells of a row as text, and whether each is a number."""
    return [(words_of(n, c.satuan), isinstance(n, int | Decimal)) for n, c in zip(isi, k.kolom, strict=True)]


@public_page
def berkas(request: HttpRequest, kunci: str, bentuk: str) -> HttpResponse:
    """The set as a file; pages of other sites may fetch it."""
    k, saat = PER_KUNCI.get(kunci), saat_publik(hari_ini())
    if k is None:
        return missing(request)
    jawaban = HttpResponse(file_of(k, bentuk, saat), content_type=BENTUK[bentuk][1])
    awalan = "CONTOH-" if is_sample() else ""
    nama = f"{awalan}desa-binaan-{k.kunci}-{saat.per:%Y-%m-%d}.{bentuk}"
    jawaban["Content-Disposition"] = f'attachment; filename="{nama}"'
    jawaban["Access-Control-Allow-Origin"] = "*"
    jawaban["Cross-Origin-Resource-Policy"] = "cross-origin"
    return jawaban
