"""Keep a computed ranking as the draft of its year."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from binaan.models import Bobot, HitunganPeringkat, Sanggahan
from binaan.peringkat.masukan import Masukan, fingerprint
from desa.models import record
from desa.scoped import deed
from opd.models import Pengguna


@deed
def store_hitungan(
    masukan: Masukan,
    hasil: dict[str, Any],
    *,
    bobot: Bobot | None,
    at: datetime,
    sanggahan: Sanggahan | None = None,
    by: Pengguna | None = None,
) -> HitunganPeringkat:
    """The draft of the year (or of the version that answers `sanggahan`), written over the one before.

    Unchanged inputs only mark it as looked at again. `by` None is the nightly run, the system itself.
    """
    isi = masukan.as_json()
    sidik = fingerprint(isi)
    draf = HitunganPeringkat.objects.select_for_update().filter(tahun=masukan.tahun, sanggahan=sanggahan).first()
    if draf and (draf.sidik, draf.hasil, draf.bobot) == (sidik, hasil, bobot):
        HitunganPeringkat.objects.filter(pk=draf.pk).update(diperiksa_pada=at)
        draf.diperiksa_pada = at
        record(by, "memeriksa ulang hitungan peringkat", draf, at=at)
        return draf
    draf = draf or HitunganPeringkat(tahun=masukan.tahun, sanggahan=sanggahan)
    draf.bobot, draf.sampai, draf.dihitung_pada, draf.diperiksa_pada = bobot, masukan.sampai, at, at
    draf.sidik, draf.masukan, draf.hasil = sidik, isi, hasil
    draf.full_clean()
    draf.save()
    record(by, "menghitung peringkat", draf, at=at, perubahan={"sidik": ["", sidik]})
    return draf
