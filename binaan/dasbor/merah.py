"""The red list: villages that are not in order, all that is wrong with each, and with whom it lies."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from binaan.dasbor.kata import ribuan
from binaan.dasbor.pokok import Pokok
from binaan.dasbor.tautan import Tautan
from opd.rekap.desa import KeadaanDesa, RekapDesa


@dataclass(frozen=True, slots=True)
class BarisMerah:
    """One village and its troubles in words."""

    desa: str
    alamat: str
    opd: str
    masalah: str

    @property
    def nama(self) -> str:
        """The village alone, where its OPD stands beside it."""
        return self.desa.partition(",")[0]

    @property
    def terberat(self) -> str:
        """The first of its troubles, and how many more there are."""
        pertama, *lain = self.masalah.split("; ")
        return f"{pertama} dan {len(lain)} masalah lain" if lain else pertama

    @property
    def tempat_singkat(self) -> str:
        """The village and its kabupaten, where each line of a wall counts."""
        return f"{self.nama}, {self.desa.rpartition(', ')[2]}"


@dataclass(frozen=True, slots=True)
class DaftarMerah:
    """The worst first, how many there are in all, and where they are listed."""

    baris: tuple[BarisMerah, ...]
    jumlah: int
    semua: str

    @property
    def lain(self) -> int:
        """How many of them `baris` leaves out."""
        return self.jumlah - len(self.baris)


def susun_merah(r: Pokok, t: Tautan) -> DaftarMerah:
    """In the order of `worst_first`."""
    merah = r.desa.daftar.merah
    baris = (
        BarisMerah(d.penugasan.tempat, reverse("desa:detail", args=[d.penugasan.kode]), d.penugasan.opd, troubles(d))
        for d in merah.baris
    )
    return DaftarMerah(tuple(baris), merah.jumlah, t.rinci("desa"))


def troubles(d: RekapDesa) -> str:
    """All that is wrong with a village, in words; as many as `banyak_masalah`."""
    kata = []
    if KeadaanDesa.BELUM_DIKUNJUNGI in d.semua:
        hari = ribuan(d.kunjungan.hari_tanpa)
        kata.append(
            f"{hari} hari tanpa kunjungan" if d.kunjungan.terakhir else f"belum pernah dikunjungi ({hari} hari)"
        )
    if KeadaanDesa.UMKM_DIAM in d.semua:
        kata.append(f"{d.umkm.diam} dari {d.umkm.belum_tutup} UMKM diam")
    if KeadaanDesa.TANPA_KEGIATAN in d.semua:
        hari = ribuan(d.hari_tanpa_kegiatan)
        kata.append(f"{hari} hari tanpa kegiatan" if d.kegiatan_terakhir else f"belum ada kegiatan ({hari} hari)")
    if d.tanpa_rencana:
        kata.append("tanpa rencana")
    if d.tanpa_laporan:
        kata.append(f"{d.umkm.belum_diketahui} dari {d.umkm.belum_tutup} UMKM belum melapor")
    if not d.penugasan.bertim:
        kata.append("tanpa tim")
    return "; ".join(kata)
