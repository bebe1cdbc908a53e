"""What a revision of a plan changes, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from desa.angka import format_rupiah
from opd.models import Pengguna, RencanaAksi
from opd.rekap.isi_rencana import BarisTerbaca, read_rencana


@dataclass(frozen=True, slots=True)
class Beda:
    """One thing that differs, old and new in words."""

    bagian: str
    lama: str
    baru: str


@dataclass(frozen=True, slots=True)
class BedaBaris:
    """One line: "baru", "dihapus" or "berubah", and what differs."""

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
            hasil.append(BedaBaris(b.baris.kegiatan, "baru", tuple(_semua(b))))
        elif beda := tuple(_beda(dulu[kunci], b)):
            hasil.append(BedaBaris(b.baris.kegiatan, "berubah", beda))
    hasil += [BedaBaris(b.baris.kegiatan, "dihapus", ()) for k, b in dulu.items() if k not in kini]
    return tuple(hasil)


def _isi(b: BarisTerbaca) -> dict[str, str]:
    r = b.baris
    return {
        "Kegiatan": r.kegiatan,
        "Strategi": str(r.get_strategi_display()),
        "Sasaran": r.sasaran,
        "Satuan": r.satuan,
        **{f"Target TW {tw}": nilai for tw, nilai in b.target},
        "Arah": str(r.get_polaritas_display()),
        "Cara menghitung": str(r.get_akumulasi_display()),
        "Penanggung jawab": r.pic,
        "Kode subkegiatan": r.kode_subkegiatan,
        "Indikator": "; ".join(b.indikator),
        "Pagu": "; ".join(f"{sumber} {format_rupiah(rp)}" for sumber, rp in b.pagu),
    }


def _beda(lama: BarisTerbaca, baru: BarisTerbaca) -> Iterator[Beda]:
    dulu, kini = _isi(lama), _isi(baru)
    return (Beda(k, dulu[k], kini[k]) for k in kini if dulu[k] != kini[k])


def _semua(b: BarisTerbaca) -> Iterator[Beda]:
    return (Beda(k, "", v) for k, v in _isi(b).items() if v)
