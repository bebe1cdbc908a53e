"""The villages of the dashboard's last few days, kept while nothing is written about them (opd/rekap/simpanan_desa.py)."""

from __future__ import annotations

from binaan.dasbor.hitungan import Hitungan
from opd.rekap.simpanan_desa import SimpananDesa

HARI, DULU = SimpananDesa[Hitungan](terbanyak=3), SimpananDesa[Hitungan](terbanyak=2)
"""Days as they are known now, and days as they were known at a past moment."""
