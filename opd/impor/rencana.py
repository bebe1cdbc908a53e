"""What an uploaded list would do, row by row: computed on every look, written only when the person applies it."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import TextChoices
from django.utils.crypto import salted_hmac

from desa.impor.tabel import Baris, Galat


class Hasil(TextChoices):
    """What becomes of a row. The order is the order on the preview: what blocks comes first."""

    DITOLAK = "ditolak", "Ditolak"
    PERLU_PILIHAN = "perlu_pilihan", "Perlu pilihan"
    DILEWATI = "dilewati", "Dilewati"
    BERUBAH = "berubah", "Berubah"
    BARU = "baru", "Baru"
    SAMA = "sama", "Tidak berubah"


@dataclass(frozen=True)
class Tanya:
    """A question the person answers on the preview. `kunci` is the form field, `opsi` the answers to choose from."""

    kunci: str
    jenis: str
    label: str
    opsi: tuple[tuple[str, str], ...] = ()
    nilai: str = ""


@dataclass(frozen=True)
class BarisRencana:
    """One row of the list: its result, why, in which cell, and what it still asks. `isi` is what applying it writes.

    `rinci` is shown on the preview alone: no digest and nothing that is kept of a plan holds it, nor `lupakan`, the numbers
    and the name by which the kept list is to lose the row.
    """

    nomor: int
    hasil: Hasil
    ringkas: str
    sebab: tuple[Galat, ...] = ()
    peringatan: tuple[str, ...] = ()
    tanya: tuple[Tanya, ...] = ()
    isi: Any = None
    jejak: tuple[Any, ...] = ()
    rinci: str = ""
    lupakan: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return str(self.hasil.label)

    @property
    def lencana(self) -> str:
        """The badge class suffix that goes with the word."""
        return {"ditolak": "buruk", "perlu_pilihan": "awas", "baru": "baik", "berubah": "awas"}.get(
            self.hasil, "netral"
        )

    @property
    def sidik(self) -> str:
        """A short keyed digest of all that this row would do and of the stored rows it would touch.

        Keyed, because a phone number could be found again from a plain one by trying them all.
        """
        bahan = [self.nomor, self.hasil, self.ringkas, [g.kalimat for g in self.sebab], [str(j) for j in self.jejak]]
        return salted_hmac("opd.impor.baris", json.dumps(bahan), algorithm="sha256").hexdigest()[:12]


@dataclass(frozen=True)
class Rencana:
    """The whole plan: rows, notes about the file, and what the database has that the file does not name.

    `di_desa_lain`: of a list of families, rows whose number another village has.
    """

    baris: list[BarisRencana]
    catatan: list[str] = field(default_factory=list)
    tanya: list[Tanya] = field(default_factory=list)
    tidak_ada: list[str] = field(default_factory=list)
    alias: dict[str, tuple[str, int]] = field(default_factory=dict)
    di_desa_lain: int = 0

    @property
    def hitungan(self) -> dict[str, int]:
        """How many rows per result, every result named; one that is left out only where there is one."""
        ada = Counter(b.hasil for b in self.baris)
        return {h.value: ada[h] for h in Hasil if ada[h] or h != Hasil.DILEWATI}

    @property
    def perubahan(self) -> int:
        """How many rows applying would write."""
        return sum(b.hasil in (Hasil.BARU, Hasil.BERUBAH) for b in self.baris)

    @property
    def siap(self) -> bool:
        """All or nothing: no row refused, none waiting for a choice."""
        return not any(b.hasil in (Hasil.DITOLAK, Hasil.PERLU_PILIHAN) for b in self.baris)

    @property
    def sidik(self) -> str:
        """The fingerprint of the plan: another one means that something changed since it was shown."""
        bahan = [b.sidik for b in self.baris] + [f"{k}={v[1]}" for k, v in sorted(self.alias.items())]
        return hashlib.sha256("\n".join(bahan).encode()).hexdigest()

    def kesalahan(self) -> dict[int, str]:
        """Per sheet row the sentences for the column "Kesalahan" of the sheet given back."""
        hasil: dict[int, str] = {}
        for b in self.baris:
            kalimat = [g.kalimat for g in b.sebab]
            if b.hasil == Hasil.PERLU_PILIHAN:
                kalimat += [f"Perlu dipilih di halaman pratinjau: {t.label}." for t in b.tanya if not t.nilai]
            if kalimat:
                hasil[b.nomor] = " ".join(dict.fromkeys(kalimat))
        return hasil

    def ingatan(self) -> dict[str, Any]:
        """What is stored of a plan that was shown: counts, and one digest per row for telling later what changed."""
        return {"hitungan": self.hitungan, "baris": {str(b.nomor): [b.hasil.value, b.sidik] for b in self.baris}}


def told_counts(hitungan: dict[str, int]) -> str:
    """ "3 baru, 12 sama": how many rows came to what, what blocks first."""
    return ", ".join(f"{hitungan[h]} {h.label.lower()}" for h in Hasil if hitungan.get(h))


def perbedaan(ingatan: dict[str, Any], kini: Rencana) -> list[str]:
    """Sentences that say which rows differ between the plan remembered and the plan now."""
    lama = ingatan.get("baris", {})
    hasil = []
    for b in kini.baris:
        sebelum, sidik = lama.get(str(b.nomor), ["", ""])
        if sidik == b.sidik:
            continue
        awal = Hasil(sebelum).label if sebelum else "tidak ada"
        sebab = f" {b.sebab[0].kalimat}" if b.sebab else ""
        hasil.append(f"Baris {b.nomor}: tadinya {awal.lower()}, kini {b.label.lower()} ({b.ringkas}).{sebab}")
    return hasil


def skip(nomor: int, ringkas: str, kalimat: str, lupakan: tuple[str, ...] = ()) -> BarisRencana:
    """The row left out, which holds up no other. `ringkas` and the sentence name nobody."""
    return BarisRencana(nomor, Hasil.DILEWATI, ringkas, peringatan=(kalimat,), jejak=(kalimat,), lupakan=lupakan)


def with_skipped(rencana: Rencana, dilewati: Mapping[str, list[str]]) -> Rencana:
    """The plan with the rows that the kept list lost before, in their places."""
    ada = {b.nomor for b in rencana.baris}
    lewat = [skip(int(nomor), *isi) for nomor, isi in dilewati.items() if int(nomor) not in ada]
    return replace(rencana, baris=sorted([*rencana.baris, *lewat], key=lambda b: b.nomor)) if lewat else rencana


def tolak(baris: Baris, ringkas: str, *galat: Galat) -> BarisRencana:
    """The row refused."""
    return BarisRencana(baris.nomor, Hasil.DITOLAK, ringkas, sebab=galat)


class Salah(Exception):
    """A cell that cannot be read: carries its Galat up to the planner of the row."""

    def __init__(self, galat: Galat) -> None:
        self.galat = galat
        super().__init__(galat.kalimat)


def salah(baris: Baris, nama: str, judul: dict[str, str], kalimat: str) -> Salah:
    """The Salah of one cell; the sentence names the cell."""
    sel = baris.sel.get(nama, "")
    awalan = f"Sel {sel}: " if sel else ""
    return Salah(Galat(baris.nomor, judul.get(nama, ""), sel, f"{awalan}{kalimat}"))
