"""The summary as plain text, ready to send: the same cards, decisions and red list as the screen, word for word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from binaan.dasbor.kartu import Kartu
from binaan.dasbor.kata import ribuan
from desa.angka import format_tanggal, format_waktu
from desa.waktu import not_recorded_yet
from opd.whatsapp import whatsapp

JUDUL = "*Dasbor desa binaan Maluku*"
CONTOH = f"{JUDUL} (CONTOH, bukan data sebenarnya)"


@dataclass(frozen=True)
class Ringkas:
    """What the one screen shows (`main_screen`), as text; `alamat` leads to it. Of sample data it says so."""

    layar: Mapping[str, Any]
    diketahui: datetime
    alamat: str

    @property
    def teks(self) -> str:
        return f"{JUDUL}\n{self._isi()}"

    @property
    def teks_contoh(self) -> str:
        return f"{CONTOH}\n{self._isi()}"

    @property
    def wa(self) -> str:
        return whatsapp(self.teks)

    @property
    def wa_contoh(self) -> str:
        return whatsapp(self.teks_contoh)

    def _isi(self) -> str:
        layar, merah = self.layar, self.layar["merah"]
        isi = [f"Keadaan per {format_tanggal(layar['until'])}, menurut catatan sampai {format_waktu(self.diketahui)}."]
        if kalimat := not_recorded_yet(layar["until"], self.diketahui):
            isi.append(kalimat)
        if layar["gerak"]:
            isi.append(f"Paling berubah: {layar['gerak'].kalimat}")
        isi += ["", "*Perlu keputusan*"]
        isi += [f"{n}. {k.kalimat}" for n, k in enumerate(layar["keputusan"], 1)] or [
            "Tidak ada yang perlu diputuskan."
        ]
        if layar["ditunggu"]:
            isi.append(f"{layar['ditunggu'].kalimat}.")
        isi += ["", f"*Angka kunci* (perubahan {layar['menurut']})", *_figures(layar["kartu_dibawa"])]
        if merah.baris:
            isi += ["", f"*Belum tertib: {merah.jumlah} desa*"]
            isi += [f"- {m.desa}: {m.masalah} ({m.opd})" for m in merah.baris]
            if merah.lain:
                isi.append(f"- dan {ribuan(merah.lain)} lain")
        return "\n".join([*isi, "", self.alamat])


def _figures(kartu: Iterable[Kartu]) -> list[str]:
    """ "- Desa tertib: 21 dari 46 desa binaan; turun 8,6 poin …"."""
    baris = []
    for k in kartu:
        # "830 KK, turun 24,6 %", but "20 dari 46 desa binaan" and "belum dapat diukur (belum ada …)"
        sambung = ", " if k.nilai[-1:].isalpha() and k.satuan[:1] != "(" else " "
        satuan = f"{sambung}{k.satuan}" if k.satuan else ""
        asal = f". {k.asal}" if k.asal else ""
        baris.append(f"- {k.nama}: {k.nilai}{satuan}{f'; {k.perubahan}' if k.perubahan else ''}{asal}")
    return baris
