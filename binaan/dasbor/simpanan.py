"""The villages of the dashboard's last few days, kept while nothing is written about them (opd/rekap/simpanan_desa.py)."""

from __future__ import annotations

from binaan.dasbor.hitungan import Hitungan
from binaan.dasbor.jumlah import JumlahDesa
from opd.rekap.simpanan_desa import SimpananDesa

HARI, DULU = SimpananDesa[Hitungan](terbanyak=3), SimpananDesa[Hitungan](terbanyak=2)
"""Days as they are known now, and days as they were known at a past moment."""
GUGUS = SimpananDesa[JumlahDesa](terbanyak=5)
"""What a few villages of one kabupaten come to."""
WILAYAH = SimpananDesa[JumlahDesa](terbanyak=5)
"""What the villages of each kabupaten come to, by its id, on days of both kinds."""
PROVINSI = SimpananDesa[JumlahDesa](terbanyak=5)
"""What those of each province come to, by its code."""
