"""How far a village's sales are reported, month by month: the strip above the form and the list of months."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from desa.models import Desa, MasaTutup, Penjualan, Umkm
from desa.waktu import akhir_bulan, awal_bulan, tambah_bulan
from opd.models import Pengguna
from opd.permissions_usaha import Giliran
from opd.rekap.penutupan import closures, masa_tutup


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


def rekap_bulan(user: Pengguna, desa: Desa, giliran: Giliran, *, sampai: date, jumlah: int) -> list[KeadaanBulan]:
    """The `jumlah` months up to that of `sampai`, newest first; `giliran` says whose each is. Two queries.

    An enterprise is due when it is mentored and not closed on the month's last day.
    """
    kini = awal_bulan(sampai)
    umkm = list(
        Umkm.objects.visible_to(user)
        .filter(desa=desa)
        .annotate(json_tutup=closures(user))
        .values_list("pk", "dibina_sejak", "dibina_sampai", "json_tutup")
    )
    lapor: dict[date, set[int]] = defaultdict(set)
    kueri = Penjualan.objects.visible_to(user).in_force().filter(umkm__desa=desa)
    for bulan, pk in kueri.filter(bulan__gte=tambah_bulan(kini, 1 - jumlah)).order_by().values_list("bulan", "umkm_id"):
        lapor[bulan].add(pk)
    hasil = []
    for n in range(jumlah):
        bulan = tambah_bulan(kini, -n)
        akhir = akhir_bulan(bulan)
        wajib = {pk for pk, sejak, keluar, tutup in umkm if due(akhir, sejak, keluar, masa_tutup(tutup))}
        milik, oleh = giliran.mine(akhir), giliran.theirs(akhir)
        hasil.append(KeadaanBulan(bulan, len(wajib), len(wajib & lapor[bulan]), bulan == kini, milik, oleh))
    return hasil


def due(akhir: date, sejak: date, sampai: date | None, tutup: Iterable[MasaTutup]) -> bool:
    """Whether an enterprise owes the month that ends on `akhir`."""
    return sejak <= akhir and (sampai is None or akhir < sampai) and not any(m.covers(akhir) for m in tutup)
