"""What the numbers of a comparison allow to say, and every reason why nothing can be concluded. Plain Python."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from binaan.dampak.panel import Golongan
from binaan.enums import Putusan
from opd.ambang import DAMPAK_BERARTI, DAMPAK_DESA, DAMPAK_KELIRU, DAMPAK_PEMBANDING

SKALA = {"idm": 1, "indeks_desa": 100}
"""The upper end of each kind of index."""
NYATA = 0.05


class Alasan(StrEnum):
    """Why nothing can be concluded."""

    TANPA_BINAAN = "tanpa_binaan"
    PERGANTIAN = "pergantian"
    SATU_TAHUN = "satu_tahun"
    BELUM_SESUDAH = "belum_sesudah"
    SEDIKIT = "sedikit"
    PEMBANDING = "pembanding"
    TAK_TERTAKSIR = "tak_tertaksir"
    TREN = "tren"
    TANGGAL = "tanggal"
    METODE = "metode"
    TIDAK_SEPAKAT = "tidak_sepakat"
    KECIL = "kecil"


def decide(k: dict[str, Any]) -> tuple[Putusan, list[Alasan]]:
    """The conclusion of a stored group, and the reasons if there is none."""
    if halangan := _obstacles(k):
        return Putusan.BELUM, halangan
    u = k["ukuran"]["nilai"]
    alasan = _doubts(k, u)
    d = u["dampak"]
    nyata = d["p"] < NYATA
    if not alasan and nyata:
        return (Putusan.LEBIH_BAIK if d["selisih"] > 0 else Putusan.LEBIH_BURUK), []
    if not alasan and _small_at_most(d, meaningful(k["jenis"])):
        return Putusan.SETARA, []
    return Putusan.BELUM, alasan or [Alasan.KECIL]


def _small_at_most(d: dict[str, Any], berarti: float) -> bool:
    """Whether the whole interval lies between two differences that matter, so that both can be ruled out.

    That a large difference would probably have been seen is not enough: the interval may still hold one.
    """
    return -berarti < d["bawah"] and d["atas"] < berarti


def meaningful(jenis: str) -> float:
    """The difference that matters, on the scale of an index."""
    return DAMPAK_BERARTI.nilai / 100 * SKALA[jenis]


def _obstacles(k: dict[str, Any]) -> list[Alasan]:
    """What keeps the comparison from being made at all."""
    if not k["dapat"]:
        return [Alasan.PERGANTIAN if k["pra"] is not None else Alasan.SATU_TAHUN]
    hasil = [] if k["akhir"] is not None else [Alasan.BELUM_SESUDAH]
    if k["jumlah"][Golongan.BINAAN] < DAMPAK_DESA.nilai:
        hasil.append(Alasan.SEDIKIT)
    elif k["jumlah"][Golongan.PEMBANDING] < DAMPAK_PEMBANDING.nilai:
        hasil.append(Alasan.PEMBANDING)
    if not hasil and not k["ukuran"]["nilai"]["dampak"]:
        hasil.append(Alasan.TAK_TERTAKSIR)
    return hasil


def _doubts(k: dict[str, Any], u: dict[str, Any]) -> list[Alasan]:
    """What makes a number that was computed unfit to conclude from."""
    ragu = {
        Alasan.TREN: bool(u["tren"]) and u["tren"]["p"] < NYATA,
        Alasan.TANGGAL: bool(u["tanggal_tiruan"]) and u["tanggal_tiruan"]["p"] < NYATA,
        Alasan.METODE: bool(k["tiruan"]) and k["tiruan"]["ditolak"] * 100 > DAMPAK_KELIRU.nilai,
        Alasan.TIDAK_SEPAKAT: (u["dampak"]["p"] < NYATA) != (u["p_acak"] < NYATA),
    }
    return [alasan for alasan, benar in ragu.items() if benar]
