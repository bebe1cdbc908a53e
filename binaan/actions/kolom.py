"""Keep which columns of the dashboard's table somebody wants to see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError

from binaan.dasbor.kolom import BAWAAN, TERBANYAK, tidy
from binaan.models import PilihanKolom
from desa.models import record
from desa.scoped import deed
from opd.models import Pengguna


@deed
def choose_columns(kolom: Iterable[str], *, by: Pengguna, at: datetime) -> PilihanKolom:
    """The choice of `by`, in place of an earlier one; the same choice again writes nothing.

    Raises ValidationError for none, or for more than fit.
    """
    pilih = tidy(kolom)
    if not 1 <= len(pilih) <= TERBANYAK:
        raise ValidationError(f"Pilih satu sampai {TERBANYAK} kolom.", code="jumlah")
    baru = " ".join(pilih)
    pilihan, dibuat = PilihanKolom.objects.select_for_update().get_or_create(
        pengguna=by, defaults={"kolom": " ".join(BAWAAN), "diubah_pada": at}
    )
    lama = pilihan.kolom
    if baru != lama or dibuat:
        pilihan.kolom, pilihan.diubah_pada = baru, at
        pilihan.save(update_fields=["kolom", "diubah_pada"])
        record(by, "memilih kolom dasbor", pilihan, at=at, perubahan={"kolom": [lama, baru]})
    return pilihan
