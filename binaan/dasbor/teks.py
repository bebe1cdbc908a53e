"""The summary as plain text, ready to send: the same cards, decisions and red list as the screen, word for word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from binaan.dasbor.kartu import Kartu
from binaan.dasbor.kata import ribuan
from binaan.dasbor.keputusan import MASIH
from desa.angka import format_tanggal, format_waktu
from desa.waktu import not_recorded_yet
from opd.whatsapp import whatsapp

JUDUL = "*Dasbor desa binaan Maluku*"
CONTOH = f"{JUDUL} (CONTOH, bukan data sebenarnya)"
TERPANJANG = 1_000
"""How many characters a message may have that is read at once on a phone."""
SEKILAS = 6
"""How many of the figures stand on the first screen."""
KECAMATAN = re.compile(r", Kec\. [^,]+(?=, Ka)")
"""What a short message leaves out of where a village lies."""


@dataclass(frozen=True)
class Kiriman:
    """A text ready to send; of sample data it says so."""

    isi: str

    @property
    def teks(self) -> str:
        return f"{JUDUL}\n{self.isi}"

    @property
    def teks_contoh(self) -> str:
        return f"{CONTOH}\n{self.isi}"

    @property
    def wa(self) -> str:
        return whatsapp(self.teks)

    @property
    def wa_contoh(self) -> str:
        return whatsapp(self.teks_contoh)


@dataclass(frozen=True)
class Ringkas:
    """What the one screen shows (`main_screen`), as text; `alamat` leads to it."""

    layar: Mapping[str, Any]
    diketahui: datetime
    alamat: str

    @property
    def pendek(self) -> Kiriman:
        """The decisions and the figures of the first screen, in at most `TERPANJANG` characters."""
        layar = self.layar
        angka = [_short(k) for k in layar["kartu_dibawa"][:SEKILAS]]
        tunggu = [f"{layar['ditunggu'].singkat}."] if layar["ditunggu"] else []
        awal, akhir = [self._day(), "", "*Perlu keputusan*"], [*tunggu, "", "*Angka kunci*", *angka, "", self.alamat]
        sisa = TERPANJANG - len("\n".join((CONTOH, *awal, *akhir)))
        return Kiriman("\n".join([*awal, *_fitted([KECAMATAN.sub("", k) for k in self._decisions()], sisa), *akhir]))

    @property
    def lengkap(self) -> Kiriman:
        """Every figure, and the red list."""
        layar, merah = self.layar, self.layar["merah"]
        isi = [self._day()]
        if layar["gerak"]:
            isi.append(f"Paling berubah: {layar['gerak'].kalimat}")
        isi += ["", "*Perlu keputusan*", *self._decisions(), *self._waiting()]
        isi += ["", f"*Angka kunci* (perubahan {layar['menurut']})", *_figures(layar["kartu_dibawa"])]
        isi += [f"{k.nama}: {k.asal}." for k in layar["kartu_dibawa"] if k.asal]
        if merah.baris:
            isi += ["", f"*Belum tertib: {merah.jumlah} desa*"]
            isi += [f"- {m.desa}: {m.masalah} ({m.opd})" for m in merah.baris]
            if merah.lain:
                isi.append(f"- dan {ribuan(merah.lain)} lain")
        return Kiriman("\n".join([*isi, "", self.alamat]))

    def _day(self) -> str:
        until = self.layar["until"]
        hari = f"Keadaan per {format_tanggal(until)}, menurut catatan sampai {format_waktu(self.diketahui)}."
        return "\n".join(filter(None, (hari, not_recorded_yet(until, self.diketahui))))

    def _decisions(self) -> list[str]:
        semua = [f"{n}. {k.kalimat}" for n, k in enumerate(self.layar["keputusan"], 1)]
        return semua or ["Tidak ada yang perlu diputuskan."]

    def _waiting(self) -> list[str]:
        return [f"{self.layar['ditunggu'].kalimat}."] if self.layar["ditunggu"] else []


def _fitted(baris: Sequence[str], sisa: int) -> list[str]:
    """The lines; too long together, without how many more there are of each, and only then the longest cut between words."""
    if sum(len(b) + 1 for b in baris) > sisa:
        baris = [b.partition(MASIH)[0] for b in baris]
    satu = max(map(len, baris))
    while sum(min(len(b), satu) + 1 for b in baris) > sisa:
        satu -= 1
    return [b if len(b) <= satu else f"{b[: satu - 1].rpartition(' ')[0]}…" for b in baris]


def _short(k: Kartu) -> str:
    """ "- Desa tertib: 21 dari 46 (45,7 %, turun 8,6 poin)"."""
    return f"- {k.nama}: {k.nilai}{f' ({k.singkat})' if k.singkat else ''}"


def _figures(kartu: Iterable[Kartu]) -> list[str]:
    """ "- Desa tertib: 21 dari 46 desa binaan; turun 8,6 poin …"."""
    baris = []
    for k in kartu:
        # "830 KK, turun 24,6 %" and "82,2 %, Tinggi", but "20 dari 46 desa binaan" and "belum dapat diukur (belum ada …)"
        sambung = ", " if k.nilai[-1:].isalpha() and k.satuan[:1] != "(" or k.satuan[:2].istitle() else " "
        satuan = f"{sambung}{k.satuan}" if k.satuan else ""
        baris.append(f"- {k.nama}: {k.nilai}{satuan}{f'; {k.perubahan}' if k.perubahan else ''}")
    return baris
