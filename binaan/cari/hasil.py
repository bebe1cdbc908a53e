"""One thing found, and the kinds of things there are to find."""

from __future__ import annotations

from dataclasses import dataclass

JENIS = {
    "perintah": "Yang dapat dilakukan",
    "desa": "Desa",
    "opd": "OPD",
    "umkm": "UMKM",
    "kegiatan": "Kegiatan",
    "arahan": "Arahan dan rakor",
    "dokumen": "SK dan naskah cetak",
    "petunjuk": "Petunjuk dan arti angka",
}
"""The kinds in the order in which they are shown."""

MIRIP = "ejaan mirip"
"""The remark on what was found although it is spelt otherwise."""


@dataclass(frozen=True, slots=True)
class Hasil:
    """A line of the results: where it leads, its name, what tells it from others of that name, and a remark on its state."""

    judul: str
    alamat: str
    ket: str = ""
    tanda: str = ""


@dataclass(frozen=True, slots=True)
class Bagian:
    """What was found of one kind; `lagi` says there is more than is shown."""

    jenis: str
    isi: tuple[Hasil, ...]
    lagi: bool = False

    @property
    def judul(self) -> str:
        return JENIS[self.jenis]

    @property
    def semua(self) -> bool:
        """Whether a page shows the rest: of rows that were found as they were typed."""
        return self.lagi and self.jenis not in ("perintah", "petunjuk") and not any(h.tanda == MIRIP for h in self.isi)
