"""Names that answer when nothing is spelt as it was typed. Read in Python, so that both databases find the same.

Two queries: the 1.235 villages with the OPDs, and of the enterprises those that hold half of the longest word.
"""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, F, Q, Value
from django.urls import reverse

from binaan.cari.hasil import MIRIP, Bagian, Hasil
from binaan.cari.kata import Kata, halves
from desa.models import Desa, Umkm
from opd.models import Opd, Pengguna

HURUF_SEPARUH = 4
"""The shortest word of which half says enough to narrow down by."""
UMKM_DIBACA = 2_000
"""The most enterprises that are compared letter by letter."""
ALAMAT = {"desa": "desa:detail", "opd": "opd:detail", "umkm": "umkm:detail"}


def find_alike(user: Pengguna, kata: Kata, *, banyak: int) -> tuple[Bagian, ...]:
    """Villages, OPDs and enterprises whose name misses the words by one letter each, the nearest first."""
    ketemu: dict[str, list[tuple[int, str, str, str]]] = {"desa": [], "opd": [], "umkm": []}
    for jenis, kunci, nama, rinci in (*_places(user), *_enterprises(user, kata)):
        nilai = kata.fits(nama)
        if nilai is not None:
            ketemu[jenis].append((nilai, nama, str(kunci), rinci))
    return tuple(
        Bagian(jenis, tuple(_line(jenis, *isi) for isi in sorted(semua)[:banyak]), len(semua) > banyak)
        for jenis, semua in ketemu.items()
        if semua
    )


def _line(jenis: str, _nilai: int, nama: str, kunci: str, rinci: str) -> Hasil:
    return Hasil(nama, reverse(ALAMAT[jenis], args=[kunci]), rinci, MIRIP)


def _places(user: Pengguna) -> Any:
    isi = ("jenis_cari", "kunci_cari", "nama", "rinci_cari")
    desa = Desa.objects.visible_to(user).annotate(rinci_cari=F("kecamatan__nama"), kunci_cari=F("kode"))
    opd = Opd.objects.visible_to(user).annotate(rinci_cari=F("singkatan"), kunci_cari=F("slug"))
    dua = (_kind(q.order_by(), jenis).values_list(*isi) for q, jenis in ((desa, "desa"), (opd, "opd")))
    return next(dua).union(next(dua), all=True)


def _enterprises(user: Pengguna, kata: Kata) -> Any:
    panjang = max(kata.lipat, key=len, default="")
    if len(panjang) < HURUF_SEPARUH:
        return ()
    depan, belakang = halves(panjang)
    umkm = Umkm.objects.visible_to(user).filter(Q(nama__icontains=depan) | Q(nama__icontains=belakang)).order_by()
    isi = _kind(umkm, "umkm").values_list("jenis_cari", "uuid", "nama", "desa__nama")
    return isi[:UMKM_DIBACA]


def _kind(rows: Any, jenis: str) -> Any:
    return rows.annotate(jenis_cari=Value(jenis, output_field=CharField()))
