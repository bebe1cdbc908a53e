"""What a page and the API say when a request could not be served, by cause."""

from __future__ import annotations

from dataclasses import dataclass

from desa.gangguan import Sebab, cause_of

KIRIM_LAGI = (
    "Bila sedang mengirim isian, kembali ke formulirnya dan kirim lagi: yang sudah tersimpan tidak tercatat dua kali."
)


@dataclass(frozen=True)
class Gangguan:
    """A status, a word for programs and sentences for people."""

    status: int
    kata: str
    judul: str
    pengantar: str
    lanjut: str
    tunggu_detik: int = 0


RUSAK = Gangguan(
    500,
    "rusak",
    "Terjadi gangguan pada aplikasi",
    "Tindakan terakhir Anda mungkin belum tersimpan. Gangguan ini sudah dicatat.",
    "Tunggu satu menit, lalu muat ulang halaman.",
)
PER_SEBAB = {
    Sebab.PUTUS: Gangguan(
        503,
        "terputus",
        "Basis data sedang tidak terhubung",
        "Biasanya pulih sendiri dalam satu menit. Tindakan terakhir Anda mungkin belum tersimpan.",
        f"Tunggu sebentar, lalu muat ulang halaman. {KIRIM_LAGI}",
        5,
    ),
    Sebab.LAMBAT: Gangguan(
        503,
        "lambat",
        "Basis data sedang sangat sibuk",
        "Permintaan ini dihentikan karena terlalu lama menunggu. Tindakan terakhir Anda mungkin belum tersimpan.",
        f"Tunggu sebentar, lalu muat ulang halaman. {KIRIM_LAGI}",
        10,
    ),
    Sebab.DITINGGAL: Gangguan(
        499,  # as nginx calls it; no fault of ours, so no mail of it
        "ditinggal",
        "Halaman ini tidak ditunggu lagi",
        "Sambungannya sudah ditutup sebelum halaman selesai disusun.",
        "Muat ulang halaman bila masih diperlukan.",
    ),
    Sebab.PENUH: Gangguan(
        507,
        "penuh",
        "Ruang simpanan peladen penuh",
        "Tindakan terakhir Anda belum tersimpan. Halaman yang hanya dibaca tetap dapat dibuka.",
        f"Beri tahu admin sistem di Diskominfo. {KIRIM_LAGI}",
    ),
}


def told(galat: BaseException | None) -> Gangguan:
    """What to say of this error."""
    sebab = cause_of(galat)
    return PER_SEBAB[sebab] if sebab else RUSAK
