"""Small random worlds with plans: versions, kahar, lines that come and go, activities for lines, others and none."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from desa.models import Indikator
from opd.enums import Akumulasi, Polaritas, StatusNaskah
from opd.models import BarisRencana, Kegiatan, Penugasan, RencanaAksi
from tests.dunia import AKHIR, SUMBER, Dunia
from tests.pabrik import buat_kegiatan, buat_pengguna, pada
from tests.pabrik_naskah import Meja, buat_baris, buat_indikator, buat_rencana

SATUAN = ("ekor", "Ekor", "batang")


class DuniaRencana(Dunia):
    """A random world whose penugasan have plans for 2025 and 2026, or none."""

    def __init__(self, benih: int) -> None:
        super().__init__(benih)
        self.indikator: Indikator = buat_indikator()
        self.meja = Meja(buat_pengguna(), buat_pengguna(), buat_pengguna())
        for penugasan in Penugasan.objects.in_force().order_by("pk"):
            for tahun in (2025, 2026):
                self.isi_rencana(penugasan, tahun)

    def isi_rencana(self, penugasan: Penugasan, tahun: int) -> None:
        a, baris, saat = self.acak, list[BarisRencana](), date(tahun, 1, 2)
        for nomor in range(1, a.randint(0, 3) + 1):
            saat += timedelta(days=a.randint(0, 90))
            isi: dict[str, Any] = {"nomor": nomor, "pada": pada(saat), "meja": self.meja}
            if nomor > 1 and a.random() < 0.4:
                isi |= {"kahar": True, "alasan_kahar": "banjir"}
            terbuka = a.random() < 0.25
            rencana = buat_rencana(penugasan, tahun, status=StatusNaskah.DRAF if terbuka else "diverifikasi", **isi)
            baris += self.isi_baris(rencana, baris)
            if terbuka:
                break
        self.isi_kegiatan(penugasan, tahun, baris)

    def isi_baris(self, rencana: RencanaAksi, dulu: list[BarisRencana]) -> list[BarisRencana]:
        """Lines kept from the version before, and new ones."""
        a, hasil = self.acak, []
        lama = {b.kunci for b in dulu if b.rencana.nomor == rencana.nomor - 1}
        kunci: list[Any] = [k for k in sorted(lama) if a.random() < 0.7] + [None] * a.randint(0, 2)
        for n, k in enumerate(kunci):
            target = tuple(a.choice((0, 0, 5, 10, 25)) for _ in range(4))
            isi: dict[str, Any] = {"kunci": k} if k else {}
            isi |= {"akumulasi": a.choice(Akumulasi.values), "polaritas": a.choice((*Polaritas.values, "positif"))}
            isi |= {"satuan": a.choice(SATUAN), "urutan": n, "indikator": self.indikator}
            isi["pagu"] = {s: a.randint(1, 9) * 1_000_000 for s in SUMBER if a.random() < 0.5}
            hasil.append(buat_baris(rencana, target if any(target) else (0, 0, 0, 5), **isi))
        return hasil

    def isi_kegiatan(self, penugasan: Penugasan, tahun: int, baris: list[BarisRencana]) -> None:
        a = self.acak
        akhir = min((penugasan.selesai or AKHIR) - timedelta(days=1), date(tahun, 12, 31))
        awal = max(penugasan.mulai, date(tahun, 1, 1))
        for _ in range(a.randint(0, 6) if awal <= akhir else 0):
            tanggal = self.hari(awal, akhir)
            isi: dict[str, Any] = {"baris": a.choice([*baris, None]), "dicatat_pada": self.saat(tanggal)}
            if a.random() < 0.8:
                isi |= {"volume": Decimal(a.randint(0, 60)) / 4, "satuan": a.choice(SATUAN)}
            dana = {s: a.randint(1, 50) * 100_000 for s in SUMBER if a.random() < 0.5}
            kegiatan = buat_kegiatan(penugasan, tanggal, dana=dana, **isi)
            if a.random() < 0.2:
                baru = self.ganti(kegiatan, Kegiatan, baris=a.choice([*baris, None]))
                for sumber, jumlah in dana.items():
                    baru.dana.create(sumber=sumber, jumlah_rp=jumlah + 1)
