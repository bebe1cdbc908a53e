"""Check the chain: every link against its seal, every sealed audit row against its mark, and the chain against its anchors."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from desa.angka import format_ribuan, format_waktu
from desa.models import Catatan, SegelCatatan
from desa.rantai.jangkar import Jangkar
from desa.rantai.segel import KOLOM, KUNCI, PADA, TANDA, mark, rows_after, seal_of
from desa.segel import known_key

SEKALI_BACA = 5000
TERBANYAK = TUKAR_TERBANYAK = 200
MUNDUR = timedelta(hours=3)
"""A row this much older than the link before its own was not there when it says it was written: nothing runs that long."""


@dataclass(frozen=True)
class Temuan:
    """One thing that is wrong, in one sentence; `catatan` and `segel` are the numbers it is about, `tanda` what was sealed."""

    jenis: str
    kalimat: str
    catatan: int | None = None
    segel: int | None = None
    tanda: bytes = b""


@dataclass
class Hasil:
    """What was checked and what was found, in the order of the chain; of very many findings the first, and how many there are."""

    segel: int = 0
    baris: int = 0
    jangkar: int = 0
    temuan: list[Temuan] = field(default_factory=list)
    banyak_temuan: int = 0
    mundur: list[Temuan] = field(default_factory=list)
    banyak_mundur: int = 0

    def found(self, semua: Iterable[Temuan]) -> None:
        for t in semua:
            self.banyak_temuan += 1
            if len(self.temuan) < TERBANYAK:
                self.temuan.append(t)

    def doubtful(self, semua: Iterable[Temuan]) -> None:
        for t in semua:
            self.banyak_mundur += 1
            if len(self.mundur) < TERBANYAK:
                self.mundur.append(t)


Baris = tuple[int, datetime, bytes]
"""Number, moment and mark of a row as it stands now."""


def check_chain(jangkar: Sequence[Jangkar] = ()) -> Hasil:
    """Everything that is wrong, the first first. Reads every sealed row once; changes nothing."""
    hasil, kunci, sebelum = Hasil(), known_key(KUNCI), None
    akhir = SegelCatatan.objects.order_by("nomor").last()
    ada = _Aliran(_rows(akhir.sampai_id if akhir else 0))
    menurut_nomor = {j.nomor: j for j in jangkar}
    for segel in _links(akhir):
        hasil.segel += 1
        salah = _check_link(kunci, segel, sebelum)
        baris = ada.up_to(segel.sampai_id)
        hasil.baris += len(baris)
        if salah:
            hasil.found([salah])
        else:
            hasil.found(_check_rows(segel, baris))
            hasil.doubtful(_backdated(segel, sebelum, baris))
        if j := menurut_nomor.get(segel.nomor):
            hasil.found(_check_anchor(j, segel))
        sebelum = segel
    _name_swaps(hasil.temuan)
    hasil.jangkar = len(menurut_nomor)
    hasil.found(_cut_off(menurut_nomor.values(), akhir))
    return hasil


class _Aliran:
    """The rows one after the other, taken link by link."""

    def __init__(self, baris: Iterator[Baris]) -> None:
        self._baris, self._tertahan = baris, next(baris, None)

    def up_to(self, nomor: int) -> list[Baris]:
        hasil: list[Baris] = []
        while self._tertahan is not None and self._tertahan[0] <= nomor:
            hasil.append(self._tertahan)
            self._tertahan = next(self._baris, None)
        return hasil


def _rows(sampai: int) -> Iterator[Baris]:
    """Every row up to that number, in pages: no cursor stays open, no table is held in memory."""
    dari: int | None = None
    while True:
        halaman = rows_after(dari, SEKALI_BACA)
        for b in halaman:
            if b[0] > sampai:
                return
            yield b[0], b[PADA], mark(b)
        if len(halaman) < SEKALI_BACA:
            return
        dari = halaman[-1][0]


def _links(akhir: SegelCatatan | None) -> Iterator[SegelCatatan]:
    dari: int | None = None
    while akhir is not None:
        kueri = SegelCatatan.objects.order_by("nomor")
        halaman = list((kueri if dari is None else kueri.filter(nomor__gt=dari))[:200])
        yield from (s for s in halaman if s.nomor <= akhir.nomor)
        if not halaman or halaman[-1].nomor >= akhir.nomor:
            return
        dari = halaman[-1].nomor


def _check_link(kunci: bytes, segel: SegelCatatan, sebelum: SegelCatatan | None) -> Temuan | None:
    """What is wrong with the link itself. After a missing or altered one the next is judged by what stands before it."""
    seharusnya = sebelum.nomor + 1 if sebelum else 1
    if segel.nomor != seharusnya:
        return Temuan("segel hilang", f"Segel nomor {seharusnya} sampai {segel.nomor - 1} hilang.", None, seharusnya)
    cocok = kunci and hmac.compare_digest(seal_of(kunci, segel, sebelum.sidik if sebelum else ""), segel.sidik)
    if not cocok or segel.dari_id != (sebelum.sampai_id if sebelum else 0):
        return Temuan(
            "segel diubah",
            f"Segel nomor {segel.nomor} dari {format_waktu(segel.disegel_pada)} tidak cocok dengan kunci dan segel sebelumnya.",
            None,
            segel.nomor,
        )
    return None


def _check_rows(segel: SegelCatatan, baris: list[Baris]) -> Iterator[Temuan]:
    """What differs between the rows sealed in this link and those that stand there now, in the order of their numbers."""
    dulu = dict(TANDA.iter_unpack(segel.tanda))
    kini = {nomor: (pada, tanda) for nomor, pada, tanda in baris}
    if list(dulu.items()) == [(nomor, tanda) for nomor, _, tanda in baris]:
        return
    disegel = f"disegel {format_waktu(segel.disegel_pada)} pada segel nomor {segel.nomor}"
    for nomor in sorted(dulu.keys() | kini.keys()):
        if nomor not in kini:
            yield Temuan("hilang", f"Catatan nomor {nomor} hilang ({disegel}).", nomor, segel.nomor)
        elif nomor not in dulu:
            sisip = f"Catatan nomor {nomor} bertanggal {format_waktu(kini[nomor][0])} disisipkan: tidak ada ketika {disegel}."
            yield Temuan("disisipkan", sisip, nomor, segel.nomor)
        elif dulu[nomor] != kini[nomor][1]:
            ubah = f"Catatan nomor {nomor} bertanggal {format_waktu(kini[nomor][0])} diubah sesudah {disegel}."
            yield Temuan("diubah", ubah, nomor, segel.nomor, dulu[nomor])


def _name_swaps(temuan: list[Temuan]) -> None:
    """Say of altered rows whose content stands under the number of another one that they were swapped."""
    diubah = {t.catatan: n for n, t in enumerate(temuan) if t.jenis == "diubah"}
    if not 2 <= len(diubah) <= TUKAR_TERBANYAK:
        return
    isi = list(Catatan.objects.filter(id__in=diubah).values_list(*KOLOM))
    for nomor, n in diubah.items():
        asal = next((b[0] for b in isi if b[0] != nomor and mark((nomor, *b[1:])) == temuan[n].tanda), None)
        if asal is not None:
            kalimat = (
                f"Catatan nomor {nomor} ditukar: isinya kini di bawah nomor {asal}. Segel nomor {temuan[n].segel}."
            )
            temuan[n] = Temuan("ditukar", kalimat, nomor, temuan[n].segel)


def _backdated(segel: SegelCatatan, sebelum: SegelCatatan | None, baris: list[Baris]) -> Iterator[Temuan]:
    """Rows that say they were written long before a link that did not hold them."""
    if sebelum is None:
        return
    for nomor, pada, _ in baris:
        if pada < sebelum.disegel_pada - MUNDUR:
            kalimat = (
                f"Catatan nomor {nomor} bertanggal {format_waktu(pada)}, tetapi belum ada ketika segel nomor {sebelum.nomor} "
                f"dibuat pada {format_waktu(sebelum.disegel_pada)}."
            )
            yield Temuan("bertanggal mundur", kalimat, nomor, segel.nomor)


def _check_anchor(j: Jangkar, segel: SegelCatatan) -> Iterator[Temuan]:
    if (j.sidik, j.sampai_id) != (segel.sidik, segel.sampai_id):
        kalimat = f"Segel nomor {segel.nomor} bukan lagi yang ditulis pada jangkar {format_waktu(j.pada)}."
        yield Temuan("tidak cocok dengan jangkar", kalimat, None, segel.nomor)


def _cut_off(jangkar: Iterable[Jangkar], akhir: SegelCatatan | None) -> Iterator[Temuan]:
    """The first anchor that names a link which is not there any more."""
    ada = akhir.nomor if akhir else 0
    lepas = sorted((j for j in jangkar if j.nomor > ada), key=lambda j: j.nomor)
    if lepas:
        j = lepas[0]
        kalimat = (
            f"Ekor rantai terpotong: jangkar {format_waktu(j.pada)} menyebut segel nomor {j.nomor} sampai catatan nomor "
            f"{j.sampai_id} ({format_ribuan(j.jumlah)} catatan), yang kini tidak ada."
        )
        yield Temuan("ekor terpotong", kalimat, None, j.nomor)
