"""What a revision of a plan changes, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from desa.angka import format_rupiah
from opd.models import Pengguna, RencanaAksi
from opd.rekap.isi_rencana import BarisTerbaca, read_rencana

TARGET = "Target TW"


@dataclass(frozen=True, slots=True)
class Beda:
    """One thing that differs, old and new in words."""

    bagian: str
    lama: str
    baru: str


@dataclass(frozen=True, slots=True)
class BedaBaris:
    """One line: "baru", "dihapus" or "berubah", and what differs; of a new or removed line all that it says or said."""

    kegiatan: str
    kata: str
    beda: tuple[Beda, ...]


def banding_rencana(user: Pengguna, lama: RencanaAksi, baru: RencanaAksi) -> tuple[BedaBaris, ...]:
    """The lines that differ between two versions, in the order of the newer; removed ones last. Six queries."""
    dulu = {b.baris.kunci: b for b in read_rencana(user, lama).baris}
    kini = {b.baris.kunci: b for b in read_rencana(user, baru).baris}
    hasil = []
    for kunci, b in kini.items():
        if kunci not in dulu:
            hasil.append(BedaBaris(b.baris.kegiatan, "baru", tuple(Beda(k, "", v) for k, v in _semua(b))))
        elif beda := tuple(_beda(dulu[kunci], b)):
            hasil.append(BedaBaris(b.baris.kegiatan, "berubah", beda))
    for kunci, b in dulu.items():
        if kunci not in kini:
            hasil.append(BedaBaris(b.baris.kegiatan, "dihapus", tuple(Beda(k, v, "") for k, v in _semua(b))))
    return tuple(hasil)


def _isi(b: BarisTerbaca) -> dict[str, str]:
    r = b.baris
    return {
        "Kegiatan": r.kegiatan,
        "Strategi": str(r.get_strategi_display()),
        "Sasaran": r.sasaran,
        "Satuan": r.satuan,
        **{f"{TARGET} {tw}": nilai for tw, nilai in b.target},
        "Arah": str(r.get_polaritas_display()),
        "Cara menghitung": str(r.get_akumulasi_display()),
        "Penanggung jawab": r.pic,
        "Kode subkegiatan": r.kode_subkegiatan,
        "Indikator": "; ".join(b.indikator),
        "Pagu": "; ".join(f"{sumber} {format_rupiah(rp)}" for sumber, rp in b.pagu),
    }


def _beda(lama: BarisTerbaca, baru: BarisTerbaca) -> Iterator[Beda]:
    dulu, kini = _isi(lama), _isi(baru)
    return (Beda(k, _write(k, dulu[k], lama), _write(k, kini[k], baru)) for k in kini if dulu[k] != kini[k])


def _semua(b: BarisTerbaca) -> Iterator[tuple[str, str]]:
    """All but its name, what is empty, and quarters without a target."""
    return ((k, _write(k, v, b)) for k, v in _isi(b).items() if k not in ("Kegiatan", "Satuan") and v not in ("", "0"))


def _write(bagian: str, nilai: str, b: BarisTerbaca) -> str:
    """A target with its unit."""
    return f"{nilai} {b.baris.satuan}" if bagian.startswith(TARGET) else nilai
