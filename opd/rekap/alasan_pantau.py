"""Why an enterprise stands on the watch list: the fact, its day, and the next act that suits it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from desa.angka import format_bulan, format_persen, format_rupiah, format_tanggal
from desa.enums import JenisLegalitas
from desa.waktu import akhir_bulan
from opd.ambang import PANTAU_KUNJUNGAN
from opd.rekap.hitung import persen


class AlasanPantau(TextChoices):
    TANPA_KABAR = "tanpa_kabar", "Tanpa kabar"
    OMZET_TURUN = "omzet_turun", "Omzet turun"
    TANPA_KUNJUNGAN = "tanpa_kunjungan", f"Lewat {PANTAU_KUNJUNGAN.nilai} hari tidak ditemui"
    TANPA_SALURAN = "tanpa_saluran", "Tanpa saluran jual"
    IZIN_HABIS = "izin_habis", "Izin habis"


class TingkatPantau(TextChoices):
    """How pressing an enterprise is: for one of the reasons in `GENTING`, or for the others alone."""

    MENDESAK = "mendesak", "Mendesak"
    DITEMUI = "ditemui", "Perlu ditemui"


GENTING = frozenset((AlasanPantau.TANPA_KABAR, AlasanPantau.OMZET_TURUN, AlasanPantau.IZIN_HABIS))
"""What will not mend by itself at the next visit: nobody knows whether it lives, it sells less, or it loses its licence."""
SARAN = {
    AlasanPantau.TANPA_KABAR: "Hubungi atau datangi pemiliknya, lalu isi penjualan bulan yang belum dilaporkan.",
    AlasanPantau.OMZET_TURUN: "Datangi; tanyakan pembeli, bahan baku, dan harga, lalu catat masalah dan sarannya.",
    AlasanPantau.TANPA_KUNJUNGAN: "Rencanakan kunjungan dan catat keadaan usahanya.",
    AlasanPantau.TANPA_SALURAN: "Tanyakan di mana produknya dijual, lalu isi salurannya pada penjualan bulan itu; bila belum "
    "terjual, carikan pembelinya di Produk tanpa pasar.",
    AlasanPantau.IZIN_HABIS: "Bantu pemiliknya memperpanjang, lalu perbarui legalitasnya.",
}
WARNA = {
    AlasanPantau.TANPA_KABAR: "buruk",
    AlasanPantau.OMZET_TURUN: "buruk",
    AlasanPantau.TANPA_KUNJUNGAN: "awas",
    AlasanPantau.TANPA_SALURAN: "netral",
    AlasanPantau.IZIN_HABIS: "awas",
}


@dataclass(frozen=True, slots=True)
class Alasan:
    """One reason: the day behind it, how many days ago that is, and the fact in words.

    Of a province's list one page is read, so the words are made when they are.
    """

    jenis: AlasanPantau
    sejak: date
    hari: int
    kata: Callable[[], str]

    @property
    def fakta(self) -> str:
        return self.kata()

    @property
    def saran(self) -> str:
        return SARAN[self.jenis]

    @property
    def warna(self) -> str:
        return WARNA[self.jenis]


def without_news(kabar: date, laporan: date | None, ditemui: date | None, dibuka: date | None, until: date) -> Alasan:
    """No sales row, no visit and no opening for too long; `kabar` is the day of the last of them, or mentoring began."""
    hari = (until - kabar).days

    def kata() -> str:
        jual = f"penjualan terakhir {format_bulan(laporan)}" if laporan else "penjualan belum pernah dilaporkan"
        temu = f"terakhir ditemui {format_tanggal(ditemui)}" if ditemui else "belum pernah ditemui"
        buka = f", buka kembali {format_tanggal(dibuka)}" if dibuka else ""
        return f"{hari} hari tanpa kabar: {jual}, {temu}{buka}."

    return Alasan(AlasanPantau.TANPA_KABAR, kabar, hari, kata)


def fallen(omzet: tuple[int | None, ...], bulan: tuple[date, ...], until: date) -> Alasan | None:
    """Each of the last months due below the one before it; None when one is missing or did not fall."""
    ada = [o for o in omzet if o is not None]
    if len(ada) < len(bulan) or any(b >= a for a, b in zip(ada, ada[1:], strict=False)):
        return None
    akhir = akhir_bulan(bulan[-1])

    def kata() -> str:
        susut = format_persen(persen(ada[0] - ada[-1], ada[0]) or 0)
        return (
            f"Omzet turun {len(bulan) - 1} bulan berturut-turut, {susut}: dari {format_rupiah(ada[0])} "
            f"({format_bulan(bulan[0])}) menjadi {format_rupiah(ada[-1])} ({format_bulan(bulan[-1])})."
        )

    return Alasan(AlasanPantau.OMZET_TURUN, akhir, (until - akhir).days, kata)


def unseen(temu: date, ditemui: date | None, dicari: date | None, until: date) -> Alasan:
    """No visit met it for too long; `temu` is the day it was met last, or of the start of mentoring."""
    hari = (until - temu).days

    def kata() -> str:
        kapan = "Terakhir ditemui" if ditemui else "Belum pernah ditemui sejak dibina"
        luput = f"; {format_tanggal(dicari)} dicari tetapi tidak ditemui" if dicari and dicari > temu else ""
        return f"{kapan} {format_tanggal(temu)}, {hari} hari lalu{luput}."

    return Alasan(AlasanPantau.TANPA_KUNJUNGAN, temu, hari, kata)


def without_channel(
    omzet: tuple[int | None, ...], bulan: tuple[date, ...], produk: date | None, until: date
) -> Alasan | None:
    """Nothing in the months due names a channel, and no buyer is supplied: it sold all the same, or it has a product on record
    (`produk`: since when) for all of the last of them. `omzet` begins with the month before them.
    """
    laku = [b for b, o in zip(bulan[1:], omzet[1:], strict=True) if o]
    if laku:
        sejak = akhir_bulan(laku[-1])
    elif produk is not None and produk < bulan[-1]:
        sejak = produk
    else:
        return None

    def kata() -> str:
        if laku:
            return f"Berjualan sampai {format_bulan(laku[-1])}, tetapi saluran penjualannya belum disebut."
        return f"Produknya terdaftar sejak {format_tanggal(sejak)}, tetapi tanpa saluran dan tanpa pembeli."

    return Alasan(AlasanPantau.TANPA_SALURAN, sejak, (until - sejak).days, kata)


def expiring(jenis: str, berlaku_sampai: date, until: date) -> Alasan:
    """A licence that ended, or ends soon; `hari` is below 0 before its day."""
    hari = (until - berlaku_sampai).days

    def kata() -> str:
        kapan = f"{hari} hari lalu" if hari > 0 else f"{-hari} hari lagi" if hari else "hari ini"
        return f"{JenisLegalitas(jenis).label} berlaku sampai {format_tanggal(berlaku_sampai)}, {kapan}."

    return Alasan(AlasanPantau.IZIN_HABIS, berlaku_sampai, hari, kata)
