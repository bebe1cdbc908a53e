"""Addresses of the lists behind the figures: each list's count or sum is the figure that links to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from desa.waktu import triwulan
from opd.rekap.deret_kegiatan import first_day
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
    rencana_daftar: str
    pantau_daftar: str
    kurva_daftar: str
    usaha_daftar: str
    kemajuan_daftar: str
    konteks_daftar: str
    dasbor: str

    @property
    def kini(self) -> bool:
        return self.rentang.until == self.hari_ini

    @property
    def _tahu(self) -> dict[str, object]:
        """Until when recordings count, if not until now."""
        return {"diketahui": self.diketahui}

    @property
    def _saat(self) -> dict[str, object]:
        """The date and the knowledge, where they are not today's."""
        return {"per": "" if self.kini else self.rentang.until} | self._tahu

    def _alamat(self, dasar: str, isi: dict[str, object]) -> str:
        """Slugs, codes, numbers and ISO dates only: nothing here needs quoting."""
        return dasar + "?" + "&".join([f"{k}={v}" for k, v in isi.items() if v])

    def opd(self, slug: str) -> str:
        return f"{self.opd_daftar}{slug}/"

    def desa(self, kode: str) -> str:
        return f"{self.desa_daftar}{kode}/"

    def umkm(self, keadaan: str = "", **isi: object) -> str:
        """UMKM binaan on the date, by state."""
        return self._alamat(self.umkm_daftar, isi | {"keadaan": keadaan} | self._saat)

    def kegiatan(self, *, tahun: bool = False, **isi: object) -> str:
        """Activities of the quarter (or year) so far; the list's sum is their rupiah."""
        penuh = self.kini or self.rentang.until == akhir_triwulan(self.rentang.awal_tw)
        if penuh and not tahun:
            return self._alamat(
                self.kegiatan_daftar, isi | {"tw": "{}-{}".format(*triwulan(self.rentang.until))} | self._tahu
            )
        dari = self.rentang.awal_tahun if tahun else self.rentang.awal_tw
        return self._alamat(self.kegiatan_daftar, isi | {"dari": dari, "sampai": self.rentang.until} | self._tahu)

    def setahun(self, **isi: object) -> str:
        """Activities of the twelve months that end with the date's."""
        hari = self.rentang.until
        return self._alamat(self.kegiatan_daftar, isi | {"dari": first_day(hari), "sampai": hari} | self._tahu)

    def kunjungan(self, **isi: object) -> str:
        """Visits that count, newest first."""
        return self._alamat(
            self.kunjungan_daftar, isi | {"sah": "1", "sampai": "" if self.kini else self.rentang.until} | self._tahu
        )

    def rencana(self, tahun: int, **isi: object) -> str:
        """The plans of the year, measured on the date."""
        return self._alamat(self.rencana_daftar, {"tahun": tahun} | isi | self._saat)

    def pantau(self, **isi: object) -> str:
        """The watch list of the whole province on the date."""
        return self._alamat(self.pantau_daftar, {"lingkup": "semua"} | isi | self._saat)

    def kurva(self, per: date) -> str:
        """The survival curve that stands for a day."""
        return self._alamat(self.kurva_daftar, {"per": per})

    def kelangsungan(self, per: date, nasib: str) -> str:
        """The enterprises of a fate in the result of a day."""
        return self._alamat(self.usaha_daftar, {"kelompok": "provinsi:", "per": per, "nasib": nasib})

    def kemajuan(self, keadaan: str, **isi: object) -> str:
        """The villages of a state against the programme's baseline on the date."""
        return self._alamat(self.kemajuan_daftar, {"keadaan": keadaan} | isi | self._saat)

    def konteks(self, kode: str) -> str:
        """All sources of a macro indicator."""
        return f"{self.konteks_daftar}#m-{kode}"

    def sel(self, huruf: str, kode: str, *lain: str) -> str:
        """A cell of the table, by its short way: hundreds of these stand on one page, so `SEL` leads on to the list.

        Relative to the table's own address; the date and the knowledge follow where they are not today's.
        """
        saat = [] if self.kini and not self.diketahui else [f"{self.rentang.until:%y%m%d}"]
        tahu = [f"{self.diketahui:%y%m%d}"] if self.diketahui else []
        return "/".join(["..", huruf, kode, *lain, *saat, *tahu])

    @property
    def saat(self) -> str:
        """The date and the knowledge as the end of an address: "" today, else "?per=2026-06-30"."""
        isi = self._alamat("", self._saat)
        return isi if len(isi) > 1 else ""

    def kartu_desa(self, kode: str) -> str:
        """The card of a village above the table of OPDs."""
        return self._alamat(f"{self.dasbor}opd/", {"pilih": kode} | self._saat) + "#kartu"

    def wilayah(self, kode: str, keadaan: str = "") -> str:
        """The table of OPDs, narrowed to a kabupaten and perhaps a state."""
        return self._alamat(f"{self.dasbor}opd/", {"kabupaten": kode, "keadaan": keadaan} | self._saat)

    def rinci(self, jenis: str, **isi: object) -> str:
        """The rows behind a figure that no other list shows."""
        return self._alamat(self.dasbor, {"rinci": jenis} | isi | self._saat)


def cell_target(t: Tautan, huruf: str, kode: str, opd: str) -> str:
    """The list behind a cell of the table. KeyError for no such cell."""
    return SEL[huruf](t, kode, opd)


def buat_tautan(rentang: Rentang, *, hari_ini: date, known_at: datetime | None, diketahui: date | None) -> Tautan:
    """Addresses for one dashboard."""
    nama = (
        "umkm:daftar", "kegiatan:daftar", "kunjungan:daftar", "opd:daftar", "desa:daftar", "rencana:daftar",
        "pantau:daftar", "kelangsungan:kurva", "kelangsungan:usaha", "kemajuan:desa", "konteks:makro", "dasbor",
    )  # fmt: skip
    daftar = (reverse(n) for n in nama)
    return Tautan(rentang, hari_ini, diketahui if known_at else None, *daftar)


SEL: dict[str, Callable[[Tautan, str, str], str]] = {
    "b": lambda t, kode, _: t.umkm("berjualan", desa=kode),
    "d": lambda t, kode, _: t.umkm("diam", desa=kode),
    "k": lambda t, kode, _: t.rinci("kosong", desa=kode),
    "g": lambda t, kode, _: t.kegiatan(desa=kode),
    "o": lambda t, kode, _: t.rinci("omzet", desa=kode),
    "r": lambda t, kode, _: t.rencana(t.rentang.until.year, desa=kode),
    "v": lambda t, kode, opd: t.kunjungan(desa=kode, opd=opd),
    "s": lambda t, kode, opd: t.setahun(desa=kode, opd=opd),
}
"""Where the cells of the table lead: berjualan, diam, kosong, kegiatan and its rupiah, omzet, the plans of the year;
of one OPD: visits, and the activities of twelve months.
"""
BEROPD = frozenset("vs")
