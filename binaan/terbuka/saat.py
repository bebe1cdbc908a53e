"""As of when open data speak: a quarter that is over, as it was recorded when its facts were due, and never anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from desa.angka import format_triwulan
from desa.versi_data import Sementara
from desa.waktu import akhir_hari, tanggal_wit
from opd.models import Pengguna
from opd.rekap.rentang import akhir_triwulan, triwulan_tempo

TUNGGU_HARI = 30
"""Days after a quarter's end until which what is recorded of it enters open data."""
SIMPAN_DETIK = 600
"""How long what everybody reads is kept by a process. A quarter that was published does not change, and whoever comes without
signing in must not make the province be counted anew with each page.
"""
SIMPANAN = Sementara()


@dataclass(frozen=True, slots=True)
class Saat:
    """The quarter's first day, its last, and the moment until which recordings count.

    Figures of a quarter stay as they were on that moment: were they renewed with each late report, the difference of two
    downloads would tell what a single enterprise sold or which family was counted.
    """

    awal: date
    per: date
    diketahui: datetime

    @property
    def triwulan(self) -> str:
        return format_triwulan(self.awal)

    @property
    def tercatat(self) -> date:
        """The day until which recordings count."""
        return tanggal_wit(self.diketahui)


def saat_publik(hari_ini: date) -> Saat:
    """The newest quarter that ended at least 30 days ago."""
    awal = triwulan_tempo(hari_ini, TUNGGU_HARI)
    per = akhir_triwulan(awal)
    return Saat(awal, per, akhir_hari(per + timedelta(days=TUNGGU_HARI)))


def umum() -> Pengguna:
    """Who reads for everybody: an account without any role, which sees no person and no small group of families."""
    return Pengguna(nama="umum")
