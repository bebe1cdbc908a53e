"""Which cases a decision may still speak of: not those whose OPD was told by an arahan and may yet answer it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from django.urls import reverse

from binaan.dasbor.baca import Ringkasan, baca
from binaan.dasbor.kata import ribuan
from binaan.dasbor.pokok import Pokok
from binaan.dasbor.teratas import URUTAN, by_months, months_of
from desa.angka import format_tanggal
from desa.waktu import tambah_bulan
from opd.models import Pengguna
from opd.models.arahan import PerkaraArahan
from opd.rekap.arahan import Ditegur, Teguran, baca_perkara
from opd.rekap.desa import RekapDesa
from opd.rekap.penugasan import BarisPenugasan

BULAN_ARAHAN = 12
"""For so many months an arahan is told of, where nothing says since when the fact stands."""


class Ditunggu(NamedTuple):
    """How many decisions wait for the answer to an arahan, in words, and their list."""

    kalimat: str
    alamat: str

    @property
    def singkat(self) -> str:
        """How many, where each line counts."""
        return self.kalimat.partition(":")[0]


class Kasus(NamedTuple):
    """The case that a rule decides on: what it is about, and what became of an arahan about it (" Arahan … ", or "")."""

    isi: Any
    lalu: str


@dataclass(frozen=True, slots=True)
class Perkara:
    """The figures of a day with the arahan about its cases. `semua` reads all villages, for a list whose first are settled."""

    r: Pokok
    ditegur: Ditegur
    semua: Callable[[], Ringkasan]

    def village(self, perkara: PerkaraArahan, nama: str) -> Kasus | None:
        """The first village of a list that is not waited for."""
        daftar, (masuk, urut) = getattr(self.r.desa.daftar, nama), URUTAN[nama]
        kasus = self._first(perkara, daftar.baris)
        if kasus is None and daftar.jumlah > len(daftar.baris):
            kasus = self._first(perkara, sorted(filter(masuk, self.semua().desa), key=urut))
        return kasus

    def months(self) -> Kasus | None:
        """The same of villages whose OPD is to fill in months of sales: (how many, its penugasan)."""
        perkara, daftar = PerkaraArahan.PENJUALAN_KOSONG, self.r.desa.daftar.kosong
        kasus = self._first(perkara, daftar.baris)
        if kasus is None and daftar.jumlah > len(daftar.baris):
            kasus = self._first(perkara, by_months(months_of(self.semua().kosong_per_opd)))
        return kasus

    def alone(self, sendiri: Iterable[BarisPenugasan]) -> list[Kasus]:
        """The villages that nobody answers for and that nobody was told about, in their order."""
        semua = ((b, self.ditegur.newest(PerkaraArahan.TANPA_OPD, b.desa_id, sejak=b.selesai)) for b in sendiri)
        return [Kasus(b, _became(t)) for b, t in semua if not (t and t.ditunggu)]

    def _first(self, perkara: PerkaraArahan, baris: Iterable[Any]) -> Kasus | None:
        for b in baris:
            p = b.penugasan if isinstance(b, RekapDesa) else b[1]
            t = self.ditegur.newest(perkara, p.desa_id, p.opd_id, sejak=self._since(perkara, b))
            if t is None or not t.ditunggu:
                return Kasus(b, _became(t))
        return None

    def _since(self, perkara: PerkaraArahan, b: Any) -> date:
        """When the fact began: an arahan before that was about another time."""
        mulai = None
        if perkara == PerkaraArahan.BELUM_DIKUNJUNGI:
            mulai = b.kunjungan.terakhir
        elif perkara == PerkaraArahan.TANPA_KEGIATAN:
            mulai = b.kegiatan_terakhir
        return mulai or tambah_bulan(self.r.until, -BULAN_ARAHAN)


def read_cases(user: Pengguna, r: Pokok) -> Perkara:
    """The day's figures with what was ordered about them. One query, and those of `baca` where a list runs out."""
    saat: dict[str, Any] = {"until": r.until, "known_at": r.known_at}
    return Perkara(r, baca_perkara(user, **saat), partial(baca, user, **saat))


def waiting(p: Perkara) -> Ditunggu | None:
    """One line about the decisions that wait for an answer; None for none."""
    semua = p.ditegur.ditunggu
    if not semua:
        return None
    awal = semua[0]
    kata = f"sudah ditegur {format_tanggal(awal.tanggal)}, dijawab paling lambat {format_tanggal(awal.batas)}"
    if len(semua) > 1:
        kata = f"yang terdekat {kata}"
    kalimat = f"{ribuan(len(semua))} keputusan menunggu jawaban arahan: {kata}"
    return Ditunggu(kalimat, f"{reverse('arahan:daftar')}?keadaan=ditunggu&perkara=keputusan")


def _became(t: Teguran | None) -> str:
    """What became of an arahan that is not waited for any more."""
    if t is None:
        return ""
    if t.terlambat:
        return f" Arahan {format_tanggal(t.tanggal)} tidak dijawab sampai {format_tanggal(t.batas)}."
    return f" Arahan {format_tanggal(t.tanggal)} sudah dijawab, tetapi keadaannya belum berubah."
