"""Keep a computed comparison."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from binaan.models import HasilDampak
from desa.models import record
from desa.scoped import deed
from opd.models import Pengguna


@deed
def store_dampak(
    sampai: date, *, sidik: str, isi: dict[str, Any], desa: list[Any], at: datetime, by: Pengguna | None = None
) -> HasilDampak:
    """The newest result: a new row when anything in it is new, else the newest one, marked as looked at again.

    `by` None is the command, the system itself.
    """
    lama = HasilDampak.objects.newest().select_for_update().first()
    if lama and (lama.sidik, lama.isi, lama.desa) == (sidik, isi, desa):
        HasilDampak.objects.filter(pk=lama.pk).update(diperiksa_pada=at)
        record(by, "memeriksa ulang dampak", lama, at=at)
        return lama
    hasil = HasilDampak(
        sampai=sampai, dihitung_pada=at, diperiksa_pada=at, sidik=sidik, putusan=isi["putusan"], isi=isi, desa=desa
    )
    hasil.full_clean()
    hasil.save(force_insert=True)
    record(by, "menghitung dampak", hasil, at=at, perubahan={"putusan": [lama and lama.putusan, hasil.putusan]})
    return hasil
