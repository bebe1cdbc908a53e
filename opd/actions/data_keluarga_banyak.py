"""What is stored of many target families changed at once, out of an edited download whose plan was shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F

from desa.models import Catatan, Keluarga, make_catatan
from desa.sisipan import Sisipan, prepare_inserts
from opd.actions.dasar import BERUBAH, named
from opd.actions.isi_keluarga import changes_of
from opd.actions.kunci import lock_villages
from opd.impor.data_keluarga import IsiBaris
from opd.impor.rencana import BarisRencana
from opd.models import Impor, Pengguna
from opd.permissions_keluarga import BUKAN_KELUARGA


@dataclass(frozen=True)
class DataSiap:
    """Row by row its number, what it writes, and all their audit rows, which name nobody."""

    baris: Sequence[tuple[int, IsiBaris, Mapping[str, Any]]]
    catatan: Sisipan


def prepare_data(impor: Impor, baris: Sequence[BarisRencana], *, by: Pengguna, at: datetime) -> DataSiap:
    """What the rows of a plan write. One query."""
    isi = [(b.nomor, b.isi, {n: getattr(b.isi.isi, n) for n in b.isi.berubah}) for b in baris]
    ada = Keluarga.objects.in_bulk([i.lama_id for _, i, _ in isi])
    apa, alasan = "mengubah data keluarga sasaran", f"Impor {impor.get_jenis_display()}"
    catatan = [
        make_catatan(by, apa, ada[i.lama_id], at=at, alasan=alasan, perubahan=changes_of(list(kolom)))
        for _, i, kolom in isi
    ]
    return DataSiap(isi, prepare_inserts(Catatan, catatan))


def apply_data(siap: DataSiap, *, by: Pengguna, at: datetime) -> None:
    """Write them, each only at the version that its reader saw; raises ValidationError naming the row that moved."""
    desa = {i.desa_id for _, i, _ in siap.baris}
    if by.personal_desa().filter(pk__in=desa).count() < len(desa):
        raise PermissionDenied(BUKAN_KELUARGA)
    lock_villages(*desa, at=at)
    for nomor, i, kolom in siap.baris:
        kini = Keluarga.objects.filter(pk=i.lama_id, versi=i.versi, pengosongan="")
        if not kini.update(versi=F("versi") + 1, **kolom):
            raise named(nomor, ValidationError(BERUBAH, code="berubah"))
    siap.catatan.write()
