"""Keep a computed survival result."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from desa.models import record
from desa.scoped import deed
from opd.models import HasilKelangsungan


@deed
def store_kelangsungan(
    sampai: date, *, jumlah: int, isi: dict[str, Any], pribadi: dict[str, Any], usaha: list[Any], at: datetime
) -> HasilKelangsungan:
    """The result of a day, in place of an earlier one of the same day. Older results keep their curves, not their rows.

    Called by the daily command alone, as the system itself.
    """
    kolom = {"dihitung_pada": at, "jumlah": jumlah, "isi": isi, "pribadi": pribadi, "usaha": usaha}
    hasil, _ = HasilKelangsungan.objects.update_or_create(sampai=sampai, defaults=kolom)
    HasilKelangsungan.objects.filter(sampai__lt=sampai).exclude(usaha=[]).update(usaha=[])
    record(None, "menghitung kelangsungan usaha", hasil, at=at, perubahan={"usaha": [None, jumlah]})
    return hasil
