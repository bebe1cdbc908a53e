"""The village of a row: found by its code, its name, or the answer to which of several is meant; refused where not one's own."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from desa.impor.tabel import Baris, Galat, Tabel
from desa.models import Desa
from opd.impor.kolom import temukan_desa
from opd.impor.rencana import BarisRencana, Hasil, Tanya, salah
from opd.impor.rujukan import PencariDesa, RujukanDesa


@dataclass(frozen=True)
class Tempat:
    """A row (its code put right), its village, the code it was written with where that is an old one, and what was asked."""

    baris: Baris
    desa: RujukanDesa
    kode_asal: str = ""
    tanya: tuple[Tanya, ...] = ()


class PencariTempat:
    """Finds the villages of a list for a person who may write for those in `boleh` (None: all). One query."""

    def __init__(self, tabel: Tabel, pilihan: Mapping[str, Any], *, boleh: Set[int] | None = None) -> None:
        self.judul, self.boleh, self.desa = tabel.judul, boleh, PencariDesa(Desa.objects.all())
        self.pilihan_baris: Mapping[str, Any] = pilihan.get("baris", {})

    def find(self, baris: Baris, kasar: str) -> Tempat | BarisRencana:
        """The village, or the row that asks which one is meant. Raises Salah for an unknown one and for another OPD's."""
        dipilih = self.pilihan_baris.get(str(baris.nomor), {}).get("desa", "")
        desa, tanya = temukan_desa(baris, self.judul, self.desa, dipilih)
        soal = (tanya,) if tanya else ()
        if desa is None:
            kalimat = f"Sel {baris.sel['desa']}: “{baris.teks('desa')}” dapat berarti beberapa desa. Pilih desanya."
            galat = Galat(baris.nomor, "Desa", baris.sel["desa"], kalimat)
            return BarisRencana(baris.nomor, Hasil.PERLU_PILIHAN, kasar, (galat,), tanya=soal)
        check_own(baris, self.judul, desa, self.boleh)
        return Tempat(baris, desa, tanya=soal)


def check_own(baris: Baris, judul: dict[str, str], desa: RujukanDesa, boleh: Set[int] | None) -> None:
    """Raises Salah for a village that its uploader may not write for."""
    if boleh is not None and desa.pk not in boleh:
        kolom = "kode" if baris.teks("kode") else "desa"
        raise salah(baris, kolom, judul, f"{desa.label} bukan desa dampingan OPD Anda. Hapus baris ini.")
