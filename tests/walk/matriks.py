"""The access matrix: what each address answers to each role by GET and POST, kept beside the tests as a table.

Write it anew with `BINAAN_TULIS_MATRIKS=1 python -m pytest tests/walk/test_matriks.py tests/walk/test_jalan.py` and read the
difference before it is committed: each cell that changes is a door that opens or closes.
"""

import os
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.test import Client
from django.urls import resolve

from tests import pabrik
from tests.walk.dunia import Dunia

BERKAS = Path(__file__).with_name("MATRIKS.tsv")
TULIS = "BINAAN_TULIS_MATRIKS" in os.environ
CARA = ("GET", "POST")
BUKA, BERBUAT = "buka", "berbuat"
"""Opens; and opens and leaves a row of Catatan, sent as an empty form."""

Baris = tuple[str, str]
"""An address by its full name, and a method."""


def answer(jawaban: HttpResponse) -> str:
    """`buka` for what is shown, done, or refused only for what was typed; `masuk` for the sign-in page; else the refusal."""
    if jawaban.status_code == 302 and jawaban["Location"].startswith(("/masuk/", "/admin/login/")):
        return "masuk"
    return BUKA if jawaban.status_code in (200, 302, 400, 422) else str(jawaban.status_code)


@cache
def read() -> dict[str, dict[Baris, str]]:
    """The table: of each role what every address and method answers. Nobody changes what is given."""
    if not BERKAS.exists():
        return {}
    kepala, *isi = (b.split("\t") for b in BERKAS.read_text().splitlines())
    return {p: {(b[0], b[1]): b[n] for b in isi} for n, p in enumerate(kepala[2:], 2)}


def asked(klien: Client, peran: str, url: str) -> str:
    """What a page answers this role: of an address without a changing part the table knows it, which the walk compares."""
    ke = resolve(urlsplit(url).path)
    tetap = not ke.kwargs and not urlsplit(url).query
    return read()[peran][ke.view_name, "GET"] if tetap else answer(klien.get(url))


def check(peran: str, sel: dict[Baris, str], *, semua: bool = True) -> None:
    """Each cell that was walked for this role is the table's and, when `semua` were, the table has no other of these methods."""
    if TULIS and semua:
        _write(peran, sel)
    tabel = {
        k: v for k, v in read().get(peran, {}).items() if (k[1] in {cara for _, cara in sel} if semua else k in sel)
    }
    beda = {k: (tabel.get(k), sel.get(k)) for k in tabel.keys() | sel.keys() if tabel.get(k) != sel.get(k)}
    assert beda == {}, f"{peran}: yang tertulis dan yang terjawab berbeda"


def _write(peran: str, sel: dict[Baris, str]) -> None:
    tabel = dict(read())
    cara = {c for _, c in sel}
    lama = {k: v for k, v in tabel.get(peran, {}).items() if k[1] not in cara}
    tabel[peran] = lama | sel
    semua = sorted({k for kolom in tabel.values() for k in kolom}, key=lambda k: (k[0], CARA.index(k[1])))
    urut = sorted(tabel)
    baris = ["\t".join((*k, *(tabel[p].get(k, "") for p in urut))) for k in semua]
    BERKAS.write_text("\n".join(("\t".join(("alamat", "cara", *urut)), *baris)) + "\n")
    read.cache_clear()


def as_role(klien: Client, dunia: Dunia, peran: str) -> Client:
    """The role's browser; the account that was closed had a session before."""
    if peran == "nonaktif":
        akun = pabrik.buat_pengguna("verifikator")
        klien.force_login(akun)
        type(akun).objects.filter(pk=akun.pk).update(is_active=False)
    elif peran != "anonim":
        klien.force_login(dunia.pengguna[peran])
    return klien
