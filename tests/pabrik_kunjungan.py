"""Factories of what a visit leaves behind."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from opd.enums import DAFTAR_PERIKSA, JawabanButir
from opd.models import JawabanPeriksa, Kunjungan, Penugasan, TindakLanjutKunjungan
from tests import pabrik

SEMUA_YA = tuple((b.value, JawabanButir.YA.value, "") for b in DAFTAR_PERIKSA)
"""A whole checklist as the action takes it."""


def buat_tindak(kunjungan: Kunjungan, jatuh_tempo: date | None = None, **isi: Any) -> TindakLanjutKunjungan:
    """An open follow-up, due 14 days after its visit."""
    dasar = {
        "isi": f"Tindak lanjut uji {pabrik.nomor()}",
        "jatuh_tempo": jatuh_tempo or kunjungan.tanggal + timedelta(14),
    }
    return TindakLanjutKunjungan.objects.create(kunjungan=kunjungan, **dasar | isi)


def buat_jawaban(kunjungan: Kunjungan, **isi: Any) -> JawabanPeriksa:
    dasar = {"butir": DAFTAR_PERIKSA[0], "jawaban": JawabanButir.YA}
    return JawabanPeriksa.objects.create(kunjungan=kunjungan, **dasar | isi)


def buat_kunjungan_bertindak(penugasan: Penugasan, tanggal: date, jatuh_tempo: date | None = None) -> Kunjungan:
    """A visit with one open follow-up for the village and one answered item."""
    kunjungan = pabrik.buat_kunjungan(penugasan, tanggal)
    buat_tindak(kunjungan, jatuh_tempo)
    buat_jawaban(kunjungan)
    return kunjungan
