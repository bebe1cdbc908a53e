"""How far a village's sales are reported, month by month: the strip above the form and the list of months."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Subquery

from desa.models import Desa, MasaTutup, Penjualan, Umkm
from desa.waktu import akhir_bulan, awal_bulan, tambah_bulan
from opd.models import Pengguna
from opd.permissions_usaha import Giliran
from opd.rekap.daftar_json import day_of, json_rows, read_about
from opd.rekap.penutupan import closure_list, closures_of


@dataclass(frozen=True)
class KeadaanBulan:
    """How far the sales of a month are reported: `lapor` of `wajib` enterprises.

    `milik`: the reader may write it; `oleh`: which other OPD does ("OPD sebelumnya"), where the reader writes other months.
    """

    bulan: date
    wajib: int
    lapor: int
    berjalan: bool
    milik: bool = False
    oleh: str = ""

    @property
    def terbuka(self) -> bool:
        """Whether the reader has something to fill in here."""
        return self.milik and self.wajib > 0

    @property
    def alamat(self) -> str:
        return f"{self.bulan:%Y-%m}"

    @property
    def kata(self) -> str:
        if not self.wajib:
            return "tidak ada UMKM binaan"
        if self.lapor >= self.wajib:
            return "lengkap"
        if self.berjalan:
            return "bulan berjalan"
        return f"kurang {self.wajib - self.lapor} UMKM" if self.lapor else "belum dilaporkan"

    @property
    def warna(self) -> str:
        """The badge that goes with the words."""
        if not self.wajib or (self.berjalan and self.lapor < self.wajib):
            return "netral"
        return "baik" if self.lapor >= self.wajib else "awas" if self.lapor else "buruk"


@dataclass(frozen=True)
class SelBulan:
    """One month of one enterprise: the colour and the words of its cell; `milik` and `oleh` as in `KeadaanBulan`."""

    bulan: date
    warna: str
    singkat: str
    kata: str
    milik: bool = False
    oleh: str = ""


def own_cell(sel: SelBulan, giliran: Giliran) -> SelBulan:
    """The cell with whose month it is."""
    akhir = akhir_bulan(sel.bulan)
    return replace(sel, milik=giliran.mine(akhir), oleh=giliran.theirs(akhir))


def month_cell(bulan: date, penjualan: Penjualan | None, tutup: Iterable[MasaTutup] = (), *, on: date) -> SelBulan:
    """What is known of the month; one that still runs, or at whose end the enterprise was closed, is not missing."""
    if penjualan is None:
        for m in tutup:
            if m.covers(akhir_bulan(bulan)):
                kata = "tutup sepanjang bulan" if m.whole_month(bulan) else "tutup pada akhir bulan, boleh dilaporkan"
                return SelBulan(bulan, "netral", "tutup", kata)
        jalan = awal_bulan(on) == bulan
        return SelBulan(bulan, "netral" if jalan else "buruk", "jalan" if jalan else "kosong", "belum dilaporkan")
    if penjualan.berjualan:
        return SelBulan(bulan, "baik", "ada", "dilaporkan")
    return SelBulan(bulan, "netral", "libur", "tidak berjualan")


@dataclass(frozen=True, slots=True)
class BukuBulan:
    """A village's months of sales: of each enterprise since when and until when it is mentored and when it was closed, and by
    month which of them reported it.
    """

    usaha: dict[int, tuple[date, date | None, tuple[MasaTutup, ...]]]
    lapor: dict[date, set[int]]

    def owed(self, bulan: date) -> set[int]:
        """The enterprises that owe a month: mentored and not closed on its last day."""
        akhir = akhir_bulan(bulan)
        return {
            pk
            for pk, (sejak, keluar, tutup) in self.usaha.items()
            if sejak <= akhir and (keluar is None or akhir < keluar) and not any(m.covers(akhir) for m in tutup)
        }

    def missing(self, bulan: date) -> set[int]:
        """Those of them that have not reported it."""
        return self.owed(bulan) - self.lapor.get(bulan, set())


def read_months(desa: Desa, dari: date) -> BukuBulan:
    """The months of a village from `dari` on, the same for every reader. One query."""
    terbaca = read_about([desa.pk], _lists, dari)
    tutup, lapor = closures_of(terbaca), defaultdict(set)
    for bulan, pk in terbaca["lapor"] or ():
        lapor[day_of(bulan)].add(pk)
    usaha = {
        pk: (day_of(sejak), day_of(keluar) if keluar else None, tutup.get(pk, ()))
        for pk, sejak, keluar in terbaca["usaha"] or ()
    }
    return BukuBulan(usaha, dict(lapor))


def _lists(desa: Sequence[int], dari: date) -> dict[str, Subquery]:
    siapa = Pengguna()
    umkm = Umkm.objects.visible_to(siapa).filter(desa__in=desa)
    lapor = Penjualan.objects.visible_to(siapa).in_force().filter(umkm__desa__in=desa, bulan__gte=dari)
    return closure_list(siapa, umkm=umkm) | {
        "usaha": json_rows(umkm, "pk", "dibina_sejak", "dibina_sampai"),
        "lapor": json_rows(lapor, "bulan", "umkm_id"),
    }


def rekap_bulan(desa: Desa, giliran: Giliran, *, sampai: date, jumlah: int) -> list[KeadaanBulan]:
    """The `jumlah` months up to that of `sampai`, newest first; `giliran` says whose each is. One query."""
    kini = awal_bulan(sampai)
    return tell_months(read_months(desa, tambah_bulan(kini, 1 - jumlah)), giliran, kini=kini, jumlah=jumlah)


def tell_months(buku: BukuBulan, giliran: Giliran, *, kini: date, jumlah: int) -> list[KeadaanBulan]:
    """The same of months that were read already."""
    hasil = []
    for n in range(jumlah):
        bulan = tambah_bulan(kini, -n)
        wajib, akhir = buku.owed(bulan), akhir_bulan(bulan)
        lapor = len(wajib & buku.lapor.get(bulan, set()))
        hasil.append(KeadaanBulan(bulan, len(wajib), lapor, bulan == kini, giliran.mine(akhir), giliran.theirs(akhir)))
    return hasil
