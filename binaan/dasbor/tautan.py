"""Addresses of the lists behind the figures: each list's count or sum is the figure that links to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote

from django.urls import reverse

from desa.waktu import triwulan
from opd.rekap.rentang import Rentang, akhir_triwulan


@dataclass(frozen=True, slots=True)
class Tautan:
    """Builds addresses for one date; today's need no date, so they stay short."""

    rentang: Rentang
    hari_ini: date
    diketahui: date | None
    umkm_daftar: str
    kegiatan_daftar: str
    kunjungan_daftar: str
    opd_daftar: str
    desa_daftar: str

    @property
    def kini(self) -> bool:
        return self.rentang.until == self.hari_ini

    def _alamat(self, dasar: str, isi: dict[str, object]) -> str:
        """Slugs, codes, numbers and ISO dates only: nothing here needs quoting."""
        return dasar + "?" + "&".join([f"{k}={v}" for k, v in isi.items() if v])

    def opd(self, slug: str) -> str:
        return f"{self.opd_daftar}{slug}/"

    def desa(self, kode: str) -> str:
        return f"{self.desa_daftar}{kode}/"

    def umkm(self, keadaan: str = "", **isi: object) -> str:
        """UMKM binaan on the date, by state."""
        return self._alamat(
            self.umkm_daftar, isi | {"keadaan": keadaan, "per": "" if self.kini else self.rentang.until}
        )

    def kegiatan(self, *, tahun: bool = False, **isi: object) -> str:
        """Activities of the quarter (or year) so far; the list's sum is their rupiah."""
        penuh = self.kini or self.rentang.until == akhir_triwulan(self.rentang.awal_tw)
        if penuh and not tahun:
            return self._alamat(self.kegiatan_daftar, isi | {"tw": "{}-{}".format(*triwulan(self.rentang.until))})
        dari = self.rentang.awal_tahun if tahun else self.rentang.awal_tw
        return self._alamat(self.kegiatan_daftar, isi | {"dari": dari, "sampai": self.rentang.until})

    def kunjungan(self, **isi: object) -> str:
        """Visits that count, newest first."""
        return self._alamat(
            self.kunjungan_daftar, isi | {"sah": "1", "sampai": "" if self.kini else self.rentang.until}
        )

    def rinci(self, jenis: str, **isi: object) -> str:
        """The rows behind a figure that no other list shows."""
        per = "" if self.kini else self.rentang.until
        return self._alamat("", {"rinci": jenis} | isi | {"per": per, "diketahui": self.diketahui})


def buat_tautan(rentang: Rentang, *, hari_ini: date, known_at: datetime | None, diketahui: date | None) -> Tautan:
    """Addresses for one dashboard."""
    nama = ("umkm:daftar", "kegiatan:daftar", "kunjungan:daftar", "opd:daftar", "desa:daftar")
    daftar = (reverse(n) for n in nama)
    return Tautan(rentang, hari_ini, diketahui if known_at else None, *daftar)


def whatsapp(teks: str) -> str:
    """WhatsApp with the text ready; the sender picks the receiver."""
    return f"https://wa.me/?text={quote(teks)}"
