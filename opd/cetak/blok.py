"""What an official paper is made of. It is described once, by these blocks, and printed by two renderers (`pdf`, `word`), so
that both say the same to the digit: every figure stands here already as the text that is printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

SALINAN_BACA = "SALINAN BACA – tanpa nomor dan tanda tangan"
BacaFoto = Callable[[UUID], bytes | None]
"""The stored JPEG of a photo; None where it is gone or not for this reader."""


@dataclass(frozen=True, slots=True)
class Kop:
    """The head of the first page: whose paper it is, the lines below the name, the logo (PNG or JPEG, b"" for none)."""

    nama: str
    baris: tuple[str, ...] = ()
    logo: bytes = b""


@dataclass(frozen=True, slots=True)
class Bab:
    """A heading; `tingkat` 2 stands under 1."""

    teks: str
    tingkat: int = 1


@dataclass(frozen=True, slots=True)
class Paragraf:
    """Text; an empty line in it begins a new paragraph."""

    teks: str
    kecil: bool = False


@dataclass(frozen=True, slots=True)
class Tengah:
    """A line of a certificate in the middle of the page; a larger one is bold."""

    teks: str
    besar: int = 13

    @property
    def tebal(self) -> bool:
        return self.besar > Tengah("").besar


@dataclass(frozen=True, slots=True)
class Fakta:
    """Names with their values, one under the other."""

    isi: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Kolom:
    """A column: its heading, its share of the width, whether it holds numbers (right-aligned)."""

    nama: str
    lebar: int
    angka: bool = False


@dataclass(frozen=True, slots=True)
class Tabel:
    """A table whose head is repeated on every page; `kaki` are the lines of sums, `kosong` what is said without rows."""

    nama: str
    kolom: tuple[Kolom, ...]
    baris: tuple[tuple[str, ...], ...]
    kaki: tuple[tuple[str, ...], ...] = ()
    kosong: str = ""


@dataclass(frozen=True, slots=True)
class Foto:
    """A photo by its row, the file it was when the paper was made, and what stands under it."""

    uuid: UUID
    sha256: str
    keterangan: str


@dataclass(frozen=True, slots=True)
class LembarFoto:
    """Photos, two side by side."""

    isi: tuple[Foto, ...]


Blok = Bab | Paragraf | Tengah | Fakta | Tabel | LembarFoto


@dataclass(frozen=True, slots=True)
class TandaTangan:
    """Who signs: place and day, as what, who. Without `nama` the office is empty and a line is left to write on."""

    tempat: str
    jabatan: str
    nama: str = ""
    nip: str = ""


@dataclass(frozen=True, slots=True)
class Segel:
    """How anybody checks the paper: its code, the public address, the hash of its content, which edition it is."""

    kode: str
    alamat: str
    sha256: str
    terbitan: int
    terbit_pada: datetime | None = None


@dataclass(frozen=True, slots=True)
class Isi:
    """What a paper says, apart from who heads and signs it: this is what is frozen and hashed. `lampiran` stands last."""

    judul: str
    anak_judul: tuple[str, ...]
    per: date
    blok: tuple[Blok, ...]
    lampiran: tuple[Blok, ...] = ()

    @property
    def piagam(self) -> bool:
        """Whether it is a certificate, which is set large and fills its one page."""
        return bool(self.blok) and all(isinstance(b, Tengah) for b in self.blok)


@dataclass(frozen=True, slots=True)
class Dokumen:
    """A whole paper. `tanda` is printed across every page ("KONSEP", "CONTOH"); `kaki` names it at every foot; `salinan` is a
    copy to read, without signature block; its number and seal are those of the edition that says the same, if there is one.
    """

    isi: Isi
    kop: Kop
    kaki: str
    tanda_tangan: TandaTangan | None = None
    nomor: str = ""
    tanda: str = ""
    segel: Segel | None = None
    lanskap: bool = False
    salinan: bool = False

    @property
    def saat(self) -> datetime:
        """The moment in the file's properties: when its edition went out, else its day, so that equal papers are equal files."""
        saat = self.segel.terbit_pada if self.segel else None
        return saat or datetime.combine(self.isi.per, time(), UTC)

    @property
    def di_bawah_judul(self) -> tuple[str, ...]:
        """The line under the title: its number, or that it is a copy."""
        if self.salinan and self.segel:
            nomor = f"nomor {self.nomor}" if self.nomor else "tanpa nomor"
            return (f"SALINAN BACA dari terbitan ke-{self.segel.terbitan}, {nomor} – tanpa tanda tangan",)
        if self.salinan:
            return (SALINAN_BACA,)
        return (f"Nomor: {self.nomor}",) if self.nomor else ()
