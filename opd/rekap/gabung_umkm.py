"""What a merger of two records of one enterprise would do: months that both reported, and what else lies on the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desa.angka import format_bulan, format_rupiah
from desa.models import MasaTutup, Penjualan, PenutupanUmkm, Umkm
from opd.models import Pengguna


@dataclass(frozen=True, slots=True)
class Benturan:
    """A month that both records reported, each otherwise."""

    bulan: date
    tetap: Penjualan
    lama: Penjualan

    @property
    def kunci(self) -> str:
        return f"bulan_{self.bulan:%Y_%m}"

    @property
    def label(self) -> str:
        return f"Penjualan {format_bulan(self.bulan)}"

    @property
    def pilihan(self) -> tuple[tuple[str, str], ...]:
        return (
            ("tetap", f"{sebut(self.tetap)} (yang dipertahankan)"),
            ("lama", f"{sebut(self.lama)} (yang digabungkan)"),
        )


def sebut(p: Penjualan) -> str:
    """A month's report in words."""
    return format_rupiah(p.omzet_rp) if p.berjualan else "tidak berjualan"


def terkini(user: Pengguna, umkm: Umkm) -> dict[date, Penjualan]:
    """The last row of every month's chain, cancelled ones too. One query."""
    kueri = Penjualan.objects.visible_to(user).filter(umkm=umkm, pengganti__isnull=True)
    return {p.bulan: p for p in kueri}


def closures_of(user: Pengguna, *umkm: Umkm) -> list[list[MasaTutup]]:
    """When each of these was closed, oldest first. One query."""
    per: dict[int, list[MasaTutup]] = {u.pk: [] for u in umkm}
    for p in PenutupanUmkm.objects.visible_to(user).in_force().filter(umkm__in=per).order_by("tutup_pada"):
        per[p.umkm_id].append(p.masa)
    return list(per.values())


def benturan(user: Pengguna, tetap: Umkm, lama: Umkm) -> list[Benturan]:
    """Months reported in both with another result, oldest first. Two queries."""
    satu, dua = terkini(user, tetap), terkini(user, lama)
    hasil = []
    for bulan in sorted(satu.keys() & dua.keys()):
        a, b = satu[bulan], dua[bulan]
        if not a.batal and not b.batal and (a.omzet_rp, a.berjualan) != (b.omzet_rp, b.berjualan):
            hasil.append(Benturan(bulan, a, b))
    return hasil
