"""Days that tests speak of, read when a test asks: who keeps one from import keeps yesterday once the day turns."""

from datetime import date

from desa.waktu import awal_triwulan, hari_ini, tambah_bulan, triwulan


def awal_lalu() -> date:
    """The first day of the last quarter that ended."""
    return tambah_bulan(awal_triwulan(hari_ini()), -3)


def tw_lalu() -> tuple[int, int]:
    """Year and number of that quarter."""
    return triwulan(awal_lalu())
