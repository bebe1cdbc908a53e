"""What a plan of a long list was made of, in a few numbers: equal again under the locks means that the plan still fits.

Only for lists whose plan costs seconds. Rows are counted per village, with their highest number and the sum of their versions:
whoever adds, corrects or empties one changes it. What decides who may write what (locks of quarters, whose villages they are)
is compared as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, QuerySet, Sum, Value

from desa.models import Keluarga, Penjualan, PenutupanUmkm, StatusKeluarga, Umkm
from desa.waktu import tanggal_wit
from opd.enums import JenisImpor
from opd.models import Bukti, Kegiatan, Nisan, Pengguna, RencanaAksi
from opd.permissions_usaha import village_periods
from opd.rekap.kunci import read_kunci

Sumber = tuple[Callable[[], QuerySet[Any]], str, str]
"""Rows, by which path they reach their village, and the field that counts their changes ("": they never change)."""

SUMBER: Mapping[str, tuple[Sumber, ...]] = {
    JenisImpor.KELUARGA: (
        (Keluarga.objects.all, "desa", "versi"),
        (StatusKeluarga.objects.all, "keluarga__desa", ""),
    ),
    JenisImpor.DATA_KELUARGA: ((Keluarga.objects.all, "desa", "versi"),),
    JenisImpor.KEGIATAN: (
        (Kegiatan.objects.all, "penugasan__desa", ""),
        (Bukti.objects.all, "kegiatan__penugasan__desa", ""),
        (RencanaAksi.objects.all, "penugasan__desa", "versi"),
        (PenutupanUmkm.objects.all, "umkm__desa", ""),
    ),
    JenisImpor.UMKM: ((Umkm.semua.all, "desa", "versi"),),
    JenisImpor.PENJUALAN: (
        (Umkm.semua.all, "desa", "versi"),
        (Penjualan.objects.all, "umkm__desa", ""),
        (PenutupanUmkm.objects.all, "umkm__desa", ""),
    ),
}


@dataclass(frozen=True)
class Cap:
    """Per village what is stored there, and what holds everywhere."""

    desa: Mapping[int, tuple[Any, ...]]
    umum: tuple[Any, ...]

    def of(self, desa: Collection[int]) -> tuple[Any, ...]:
        """The same of these villages alone."""
        return self.umum, tuple((pk, self.desa.get(pk)) for pk in sorted(desa))


def read_cap(jenis: str, *, by: Pengguna, at: datetime, desa: Collection[int] | None = None) -> Cap | None:
    """The stamp of these villages (None: of all); None for a kind whose plan is cheap. At most seven queries."""
    if jenis not in SUMBER:
        return None
    hasil: dict[int, tuple[Any, ...]] = {}
    for n, (baris, jalur, versi) in enumerate(SUMBER[jenis]):
        kueri = baris() if desa is None else baris().filter(**{f"{jalur}__in": desa})
        angka = (Count("pk"), Max("pk"), Sum(versi) if versi else Value(0))
        for desa_id, *isi in kueri.order_by().values_list(jalur).annotate(**dict(zip("abc", angka, strict=True))):
            hasil[desa_id] = (*hasil.get(desa_id, ()), (n, *isi))
    milik, masa = by.managed_desa(), village_periods(by, on=tanggal_wit(at))
    for k in read_kunci(at=at, desa=milik if desa is None else desa).semua:
        hasil[k.desa_id] = (*hasil.get(k.desa_id, ()), k)
    for desa_id, isi in masa.items():
        if desa is None or desa_id in desa:
            hasil[desa_id] = (*hasil.get(desa_id, ()), isi)
    return Cap(hasil, tuple(Nisan.objects.scoped().aggregate(a=Count("pk"), b=Max("pk")).values()))
