"""What every part of the sample shares: one seeded source of chance, one day, one clock, and how diligent each OPD is."""

import random
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property

from desa.models import Catatan, MasaTutup, Umkm
from desa.waktu import WIT, awal_bulan, tambah_bulan
from opd.models import Opd, Pengguna, Penugasan

BULAN_PENJUALAN = 18


@dataclass(frozen=True)
class Watak:
    """How an OPD behaves. Days between acts, chance that a village's month of sales is entered, days without news."""

    nama: str
    jeda_kunjungan: int
    jeda_kegiatan: int
    lapor: float
    sepi_hari: int = 0
    bertim: float = 1.0
    berfoto: float = 0.9


UNGGUL = Watak("unggul", 42, 45, 0.98, bertim=1.0, berfoto=1.0)
BIASA = Watak("biasa", 78, 80, 0.9, berfoto=0.85, bertim=0.95)
TERLAMBAT = Watak("terlambat", 120, 130, 0.75, sepi_hari=95, bertim=0.7, berfoto=0.6)
DIAM = Watak("diam", 160, 170, 0.6, sepi_hari=215, bertim=0.25, berfoto=0.4)
WATAK = (UNGGUL,) * 11 + (BIASA,) * 20 + (TERLAMBAT,) * 10 + (DIAM,) * 5


@dataclass
class Dunia:
    """The sample in the making: `per` is its last day, `mulai` the first day of its SK."""

    per: date
    benih: int = 20230110
    jumlah_umkm: int = 600
    maks_foto: int | None = None
    acak: random.Random = field(init=False)
    opd: dict[str, Opd] = field(default_factory=dict)
    akun: dict[str, Pengguna] = field(default_factory=dict)
    penugasan: list[Penugasan] = field(default_factory=list)
    watak: dict[int, Watak] = field(default_factory=dict)
    catatan: list[Catatan] = field(default_factory=list)
    buka_kembali: dict[uuid.UUID, MasaTutup] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.acak = random.Random(self.benih)

    @cached_property
    def mulai(self) -> date:
        """The first day of the sample SK: two months before the first month of sales."""
        return tambah_bulan(self.bulan_pertama, -2)

    @cached_property
    def sejak(self) -> date:
        """Since when the sample's people are in office: before the weights of its first ranked year were drafted."""
        return min(self.mulai, date(self.per.year - 3, 7, 1))

    @cached_property
    def bulan_pertama(self) -> date:
        return tambah_bulan(awal_bulan(self.per), -BULAN_PENJUALAN)

    @cached_property
    def bulan(self) -> list[date]:
        """The months of sales, the last one ended before `per`."""
        return [tambah_bulan(self.bulan_pertama, i) for i in range(BULAN_PENJUALAN)]

    def uuid(self) -> uuid.UUID:
        return uuid.UUID(int=self.acak.getrandbits(128), version=4)

    def pada(self, hari: date, jam: int = 10) -> datetime:
        """A moment of that day in WIT, never after the sample's last moment."""
        return min(datetime.combine(hari, time(jam, self.acak.randint(0, 59)), WIT), self.akhir)

    @cached_property
    def akhir(self) -> datetime:
        """The last moment of the sample: the start of `per`, so that nothing lies in the future."""
        return datetime.combine(self.per, time(0, 5), WIT)

    def lalu(self, hari: int) -> date:
        return self.per - timedelta(days=hari)

    def tutup_sementara(self, umkm: Umkm, hari: date) -> bool:
        """Whether an enterprise that opened again was closed on that day."""
        masa = self.buka_kembali.get(umkm.uuid)
        return masa is not None and masa.covers(hari)

    def penugasan_pada(self, desa_id: int, hari: date) -> Penugasan | None:
        """Who answers for the village on that day."""
        for p in self.penugasan:
            if p.desa_id == desa_id and p.covers(hari):
                return p
        return None
