"""Writing an applied list of macro figures; each row is one figure of one source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied

from desa.models import DataKemiskinan, NilaiMakro, record
from desa.waktu import tanggal_wit
from opd.actions.dasar import diff, save_checked
from opd.impor.makro import IsiBarisMakro
from opd.models import Pengguna
from opd.permissions_indeks import can_record_indeks


def apply_makro(isi_semua: Sequence[IsiBarisMakro], alasan: str, *, by: Pengguna, at: datetime) -> None:
    """Write what the plan says; the caller is a deed that made the plan under its lock."""
    if not can_record_indeks(by, on=tanggal_wit(at)):
        raise PermissionDenied("Angka makro dicatat oleh verifikator atau admin sistem.")
    for isi in isi_semua:
        model: Any = DataKemiskinan if isi.bps else NilaiMakro
        if isi.lama_id is None:
            baru = model(**isi.kunci, **isi.kolom)
            save_checked(baru)
            perubahan = {
                k: [None, v if isinstance(v, str | int) else str(v)] for k, v in isi.kolom.items() if v is not None
            }
            record(by, f"menambah {model._meta.verbose_name}", baru, at=at, alasan=alasan, perubahan=perubahan)
            continue
        kini = model.objects.select_for_update(of=("self",)).get(pk=isi.lama_id)
        perubahan = diff(kini, isi.kolom)
        for nama, nilai in isi.kolom.items():
            setattr(kini, nama, nilai)
        save_checked(kini, update_fields=sorted(isi.kolom))
        record(by, f"mengubah {model._meta.verbose_name}", kini, at=at, alasan=alasan, perubahan=perubahan)
