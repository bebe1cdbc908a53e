"""The watch list as a sheet for a team that leaves with it; no personal data."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from desa.angka import format_tanggal
from desa.impor.tulis import tulis_daftar
from opd.rekap.pantau import BarisPantau

KOLOM = (
    ("Desa", 24), ("Kecamatan, kabupaten", 36), ("OPD pendamping", 36), ("Usaha", 32), ("Produk", 26), ("Alasan", 20),
    ("Sejak", 12), ("Hari", 8), ("Fakta", 80), ("Langkah berikut", 70), ("Kunjungan direncanakan", 22),
)  # fmt: skip


def sheet_of(baris: Iterable[BarisPantau], until: date) -> bytes:
    """One row per enterprise and reason, in the order of the page."""
    isi = [
        (
            b.usaha.desa, b.usaha.letak, b.penugasan.opd if b.penugasan else "", b.usaha.nama, b.usaha.produk,
            str(a.jenis.label), a.sejak, a.hari, a.fakta, a.saran, b.rencana[0] if b.rencana else None,
        )
        for b in baris
        for a in b.alasan
    ]  # fmt: skip
    return tulis_daftar("Daftar pantau", f"Usaha yang perlu perhatian per {format_tanggal(until)}", KOLOM, isi)
