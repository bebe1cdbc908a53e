"""What changed since a past day: each figure as it was shown then and as it is now, and the acts recorded in between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from binaan.dasbor.angka import Angka, beda
from binaan.dasbor.kata import BELUM_TERUKUR
from desa.models import Catatan, Penjualan
from desa.rujukan.selaras import TINDAKAN as MEMUAT_RUJUKAN
from opd.models import Pengguna, RencanaAksi
from opd.rekap.pembacaan import MEMBACA, starts_with

SEBAB: dict[str, tuple[str, tuple[str, ...]]] = {
    "penugasan": ("Penugasan dan tim", ("opd.penugasan", "opd.tim", "opd.sk", "opd.opd")),
    "kunjungan": ("Kunjungan", ("opd.kunjungan", "opd.rencanakunjungan")),
    "kegiatan": ("Kegiatan", ("opd.kegiatan",)),
    "rencana": ("Rencana aksi", ("opd.rencanaaksi",)),
    "penjualan": ("Penjualan", ("desa.desa", "desa.penjualan")),
    "umkm": ("UMKM", ("desa.umkm", "desa.penutupanumkm")),
    "pasar": ("Legalitas, produk, dan pasokan", ("desa.legalitas", "desa.produk", "opd.pasokan")),
    "potret": ("Potret kesejahteraan", ("desa.potretkesejahteraan",)),
}
"""Kinds of acts: the word, and what they are about. Acts about families and their numbers are not among them.

Months of sales are entered village by village and imported by the thousand, so they are counted themselves (`count_sales`).
"""

BUKAN_SEBAB = (*MEMBACA, "membaca ", "mencetak ", "mengunduh ", MEMUAT_RUJUKAN)
"""How the tindakan of acts begins that change no figure: reading, printing, taking out, and the loading of names and codes."""


@dataclass(frozen=True, slots=True)
class Sebab:
    """So many acts of one kind since then."""

    kunci: str
    nama: str
    jumlah: int


@dataclass(frozen=True, slots=True)
class BarisBeda:
    """One figure on both days; `ulang` says what the past one is by today's records, where that is another."""

    nama: str
    dulu: Angka
    kini: Angka
    beda: str
    sebab: tuple[Sebab, ...]
    ulang: str = ""

    @property
    def berubah(self) -> bool:
        return self.dulu.nilai != self.kini.nilai

    @property
    def geser(self) -> str:
        """Which months count instead of which, where the figure is about the newest months of sales."""
        return f"{self.dulu.jendela} → {self.kini.jendela}" if self.dulu.jendela != self.kini.jendela else ""

    @property
    def waktu_saja(self) -> bool:
        """It changed though nobody recorded anything that moves it: days went by."""
        return self.berubah and not self.sebab


@dataclass(frozen=True, slots=True)
class Kejadian:
    """How often one act was recorded."""

    tindakan: str
    jumlah: int


def acts_between(user: Pengguna, dari: datetime, sampai: datetime, kunci: str = "") -> QuerySet[Catatan]:
    """What was recorded after `dari` up to `sampai`, of one kind or all, the newest first; reading and printing moved nothing."""
    jenis = SEBAB[kunci][1] if kunci else [j for _, semua in SEBAB.values() for j in semua]
    semua = Catatan.objects.visible_to(user).filter(pada__gt=dari, pada__lte=sampai, objek_jenis__in=jenis)
    return semua.exclude(starts_with(BUKAN_SEBAB)).order_by("-pada", "-pk")


def without_closed_reasons(user: Pengguna, catatan: Iterable[Catatan]) -> list[Catatan]:
    """The rows, those about a plan that `user` may not read without their reason: it speaks of what the draft says. One query."""
    isi, label = list(catatan), RencanaAksi._meta.label_lower
    pk = [c.objek_id for c in isi if c.objek_jenis == label and c.alasan]
    buka = RencanaAksi.objects.visible_to(user).filter(pk__in=pk).values_list("pk", flat=True) if pk else ()
    terbaca = {str(n) for n in buka}
    for c in isi:
        if c.objek_jenis == label and c.objek_id not in terbaca:
            c.alasan = ""
    return isi


def count_acts(user: Pengguna, dari: datetime, sampai: datetime) -> dict[str, list[Kejadian]]:
    """Kind → its acts and how often, the most frequent first. One query."""
    ruang = {jenis: kunci for kunci, (_, semua) in SEBAB.items() for jenis in semua}
    hitung: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    kueri: Any = acts_between(user, dari, sampai).order_by().values_list("objek_jenis", "tindakan")
    for jenis, tindakan, n in kueri.annotate(n=Count("pk")):
        hitung[ruang[jenis]][tindakan] += n
    return {
        kunci: [Kejadian(t, n) for t, n in sorted(isi.items(), key=lambda x: (-x[1], x[0]))]
        for kunci, isi in hitung.items()
    }


def count_sales(user: Pengguna, dari: datetime, sampai: datetime) -> int:
    """How many months of sales of an enterprise were recorded or corrected in between. One query."""
    return Penjualan.objects.visible_to(user).filter(dicatat_pada__gt=dari, dicatat_pada__lte=sampai).count()


def _by_records_of_today(dulu: Angka, ulang: Angka, kini: Angka) -> str:
    """ "27 desa (turun 1)": the past figure as the dashboard's cards compare with it; "" where both pasts are the same."""
    if dulu.nilai == ulang.nilai:
        return ""
    return f"{ulang.teks} ({beda(ulang, kini) or ('tetap' if ulang.nilai == kini.nilai else BELUM_TERUKUR)})"


def compare_numbers(
    dulu: tuple[Angka, ...], ulang: tuple[Angka, ...], kini: tuple[Angka, ...], jumlah: Mapping[str, int]
) -> tuple[BarisBeda, ...]:
    """The figures side by side, those that changed first, in their order; `ulang` are those of then by the records of now.

    `jumlah`: how much of each kind was recorded in between.
    """
    baris = []
    for a, c, b in zip(dulu, ulang, kini, strict=True):
        sebab = tuple(Sebab(k, SEBAB[k][0], jumlah[k]) for k in b.sebab if jumlah.get(k))
        nama = b.nama if a.nama == b.nama else f"{b.nama} (dahulu {a.nama})"
        baris.append(BarisBeda(nama, a, b, beda(a, b), sebab, _by_records_of_today(a, c, b)))
    return tuple(sorted(baris, key=lambda x: not x.berubah))
