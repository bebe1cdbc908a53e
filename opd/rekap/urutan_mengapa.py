"""All villages in the order of one criterion, the neediest first: what a rank on the card "Mengapa desa ini?" counts."""

from __future__ import annotations

from dataclasses import dataclass

from opd.rekap.kriteria import MAKIN_BESAR, Angka, DesaRingkas, Kriteria, Tangga, Ukuran, value_text
from opd.rekap.mengapa import Bahan


@dataclass(frozen=True)
class BarisUrutan:
    """A village, its rank (equals share one), its value as people read it, and as a number."""

    urut: int
    desa: DesaRingkas
    nilai: str
    angka: Angka


@dataclass(frozen=True)
class Urutan:
    """The list of one criterion, of which vintage, and how many villages of the population have no value."""

    kriteria: Kriteria
    vintase: str
    sumber: str
    baris: tuple[BarisUrutan, ...]
    tanpa_nilai: int


def order_villages(bahan: Bahan, kriteria: Kriteria, *, kode_kab: str = "", pembanding: bool = False) -> Urutan:
    """The villages of the province, or of one kabupaten, that have a value: as many as the rank says. No query."""
    kosong = Ukuran(kriteria, {}, "")
    ukuran = (bahan.pembanding if pembanding else bahan.ukuran).get(kriteria, kosong)
    desa = [d for d in bahan.populasi if not d.kelurahan and kode_kab in ("", d.kode_kab)]
    ada = [d for d in desa if d.pk in ukuran.nilai]
    arah = -1 if kriteria in MAKIN_BESAR else 1
    ada.sort(key=lambda d: (arah * ukuran.nilai[d.pk], d.nama, d.kode))
    tangga = Tangga(ukuran, [d.pk for d in desa])
    baris = tuple(
        BarisUrutan(p.urut, d, value_text(kriteria, ukuran.nilai[d.pk]), ukuran.nilai[d.pk])
        for d in ada
        if (p := tangga.rank(d.pk))
    )
    return Urutan(kriteria, ukuran.vintase, ukuran.sumber, baris, len(desa) - len(ada))
