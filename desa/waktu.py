"""The province's clock and calendar: every month, quarter and "today" is counted in WIT."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import timezone

WIT = ZoneInfo("Asia/Jayapura")
BELUM_TERCATAT = "Yang terjadi sesudah itu belum dapat tercatat saat itu, sehingga tidak dihitung."


def hari_ini() -> date:
    """Today's date in WIT. Only views and commands call this; everything else takes `on=` or `until=`."""
    return tanggal_wit(timezone.now())


def tanggal_wit(saat: datetime) -> date:
    """The WIT calendar date of an aware moment: 31 Dec 15:30 UTC is 1 Jan in Ambon."""
    return saat.astimezone(WIT).date()


def akhir_hari(d: date) -> datetime:
    """The last moment of the day in WIT: what was recorded on it counts as known."""
    return datetime.combine(d + timedelta(days=1), time(), WIT) - timedelta(microseconds=1)


def not_recorded_yet(until: date, known_at: datetime | None) -> str:
    """What to say beside figures of a day that was still to come when their recordings end; else ""."""
    return BELUM_TERCATAT if known_at is not None and tanggal_wit(known_at) < until else ""


def awal_bulan(d: date) -> date:
    """The first day of the month of `d`."""
    return date(d.year, d.month, 1)


def tambah_bulan(d: date, n: int) -> date:
    """`d` moved by `n` months (negative allowed); a day the month lacks becomes its last day."""
    tahun, bulan0 = divmod(d.year * 12 + d.month - 1 + n, 12)
    return date(tahun, bulan0 + 1, min(d.day, hari_dalam_bulan(tahun, bulan0 + 1)))


def hari_dalam_bulan(tahun: int, bulan: int) -> int:
    """How many days the month has."""
    if bulan == 12:
        return 31
    return (date(tahun, bulan + 1, 1) - date(tahun, bulan, 1)).days


@lru_cache(maxsize=4096)
def akhir_bulan(d: date) -> date:
    """The last day of the month of `d`."""
    return date(d.year, d.month, hari_dalam_bulan(d.year, d.month))


def daftar_bulan(dari: date, sampai: date) -> list[date]:
    """First days of every month from the month of `dari` to the month of `sampai`, both included."""
    awal = awal_bulan(dari)
    jumlah = (sampai.year - awal.year) * 12 + sampai.month - awal.month + 1
    return [tambah_bulan(awal, n) for n in range(max(jumlah, 0))]


def triwulan(d: date) -> tuple[int, int]:
    """Year and quarter (1 to 4) of `d`."""
    return d.year, (d.month - 1) // 3 + 1


def awal_triwulan(d: date) -> date:
    """The first day of the quarter of `d`."""
    return date(d.year, (d.month - 1) // 3 * 3 + 1, 1)


def mulai_triwulan(tahun: int, tw: int) -> date:
    """The first day of quarter `tw` (1 to 4) of the year."""
    return date(tahun, tw * 3 - 2, 1)
