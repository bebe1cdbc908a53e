"""Rows of tests/test_kendala.py for uploaded lists."""

from __future__ import annotations

from typing import Any

from opd.models import Impor
from tests import pabrik
from tests.pabrik import SEKARANG


def impor() -> Impor:
    return Impor.objects.create(
        jenis="umkm",
        nama_berkas="uji.xlsx",
        berkas=b"x",
        ukuran=1,
        sha256="0" * 64,
        diunggah_oleh=pabrik.buat_pengguna("verifikator"),
        diunggah_pada=SEKARANG,
    )


SATU_BARIS: dict[str, Any] = {
    "opd_impor_diterapkan": (impor, {"diterapkan_pada": SEKARANG}),
    "opd_impor_sk": (impor, {"jenis": "lampiran"}),
    "opd_impor_dibatalkan": (impor, {"dibatalkan_pada": SEKARANG, "alasan_batal": "salah berkas"}),
    "opd_impor_batal": (impor, {"alasan_batal": "salah berkas"}),
}
