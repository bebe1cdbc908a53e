"""The components of the ranking: what each measures, how it enters, and the weights an OPD meets when nobody drafted others.

A component is read of one penugasan, from the figures that its pages show. Its score runs in a straight line from `nol` (0) to
`penuh` (100) and stays there beyond both. Counts of one to four families stand at the bound that is worst for the OPD, the
same for everybody, so that no rank tells of a family.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Context, Decimal, localcontext
from enum import Enum
from fractions import Fraction
from typing import Any

from binaan.enums import KelompokKomponen, Komponen
from desa.angka import DesimalField
from opd.ambang import (
    ENTAS_PERIKSA,
    ENTAS_TERDAFTAR,
    KELUARGA_TERKECIL,
    KUNJUNGAN_JARANG,
    KUNJUNGAN_RUTIN,
    OMZET_TERKECIL,
    POTRET_SUSULAN,
    UNDUR_WILSON,
)

ATURAN = 3
"""Raised whenever the same inputs would give another score or interval, so that a frozen ranking names the rules it was made by.
Rules by which a ranking was frozen stay in the code from then on; nothing was ever frozen by those before 3.
"""
JUMLAH_BOBOT = 100
K = Komponen
HASIL, KELUARAN, PROSES = KelompokKomponen


class Cara(Enum):
    """How what was read becomes one number."""

    WILSON = "batas bawah Wilson 95 % dari bagiannya, sehingga 2 dari 2 tidak mengalahkan 45 dari 50"
    PERSEN = "persen apa adanya, sebab semua yang wajib ikut dihitung dan bukan contoh dari yang lebih banyak"
    ANGKA = "angka apa adanya"
    MEDIAN = "nilai tengah"


@dataclass(frozen=True, slots=True)
class Definisi:
    """One component. `baris`: what the rows behind it are; `bobot`, `nol`, `penuh` are those of a new draft."""

    kelompok: KelompokKomponen
    cara: Cara
    satuan: str
    bobot: int
    nol: int
    penuh: int
    baris: str
    arti: str
    tidak_berlaku: str
    tidak_diisi: str = "–"

    @property
    def naik(self) -> bool:
        """Whether more is better."""
        return self.penuh > self.nol

    @property
    def arah(self) -> str:
        return "makin besar makin baik" if self.naik else "makin kecil makin baik"


_KECIL = KELUARGA_TERKECIL.nilai
_SETAHUN = ENTAS_TERDAFTAR.nilai + ENTAS_PERIKSA.nilai

DEFINISI: dict[Komponen, Definisi] = {
    K.KK_EKSTREM: Definisi(
        HASIL, Cara.WILSON, "%", 12, 0, 50, "potret",
        "Bagian KK miskin ekstrem pada garis dasar penugasan yang tidak lagi miskin ekstrem menurut potret terverifikasi terbaru "
        f"dari sumber dan arti yang sama. Yang naik dihitung 0. Sisa 1 sampai {_KECIL - 1} KK dihitung {_KECIL - 1} bagi "
        "semua OPD.",
        f"Garis dasar 0 atau di bawah {_KECIL} KK; belum ada potret, atau belum ada potret sebanding sesudah garis dasar dari "
        "sumber yang diterbitkan pihak lain (DTSEN, P3KE, DTKS, Regsosek); garis dasar musyawarah desa atau penugasannya belum "
        f"{POTRET_SUSULAN.nilai} bulan.",
        "Ada garis dasar dari sumber yang dapat dicatat OPD sendiri (musyawarah desa), paling sedikit "
        f"{_KECIL} KK, tetapi sesudah {POTRET_SUSULAN.nilai} bulan belum disusul potret sebanding.",
    ),
    K.ENTAS: Definisi(
        HASIL, Cara.WILSON, "%", 8, 0, 30, "keluarga",
        f"Dari keluarga sasaran yang diverval layak paling lambat {_SETAHUN} bulan sebelumnya dan tidak keluar karena sebab "
        "lain, bagian yang entas selama penugasan "
        f"ini dan terbukti bertahan pada pemeriksaan ulang. Bagi semua OPD: 1 sampai {_KECIL - 1} keluarga entas dihitung 1, "
        f"juga dalam pembaginya; 1 sampai {_KECIL - 1} yang bertahan dihitung 1, dan di bawah {2 * _KECIL - 1} keluarga entas "
        f"sebagian pun dihitung 1; selebihnya 1 sampai {_KECIL - 1} yang entas tetapi belum terbukti bertahan dihitung "
        f"{_KECIL - 1}; 1 sampai {_KECIL - 1} keluarga lain dalam pembaginya dihitung {_KECIL - 1}.",
        f"Penugasan belum {_SETAHUN} bulan, jadi yang entas selama penugasan itu belum dapat terbukti bertahan; keluarga yang "
        f"diverval di bawah {_KECIL}.",
        f"Belum ada keluarga sasaran yang diverval layak paling lambat {_SETAHUN} bulan sebelumnya.",
    ),
    K.INDEKS: Definisi(
        HASIL, Cara.ANGKA, "poin (skala 0–100)", 5, 0, 5, "indeks",
        "Indeks terbaru dikurangi garis dasar penugasan, hanya di dalam jenis indeks yang berlaku pada tahun itu (IDM sampai "
        "2024, "
        "Indeks Desa sejak 2025), dalam poin pada skala 0–100. Yang turun dihitung 0.",
        "Kelurahan; jenis indeks itu baru satu tahun; indeks terbarunya terbit sebelum penugasan mulai.",
    ),
    K.BERJUALAN: Definisi(
        HASIL, Cara.WILSON, "%", 10, 0, 75, "umkm",
        "Bagian UMKM binaan belum tutup yang berjualan pada tiga bulan terakhir yang jatuh tempo. Yang belum diketahui tetap "
        "dibagi, jadi tidak melapor tidak menguntungkan.",
        "–",
        "Belum ada UMKM binaan, atau semuanya tutup.",
    ),
    K.OMZET: Definisi(
        HASIL, Cara.MEDIAN, "%", 10, 0, 25, "umkm",
        "Pertumbuhan omzet triwulan terakhir yang berakhir pada masa yang dinilai terhadap triwulan yang sama setahun "
        "sebelumnya, per UMKM, dengan yang tutup "
        "dihitung −100 %. Rupiahnya nominal: kenaikan harga sengaja tidak dikeluarkan, sebab mengenai semua OPD kurang lebih "
        "sama dan tidak mengubah urutannya. Yang turun dihitung 0.",
        f"UMKM yang dapat dibandingkan di bawah {OMZET_TERKECIL.nilai}: yang belum setahun dibina, yang omzet tahun sebelumnya "
        "nol, dan yang bulannya kurang hanya sebelum penugasan mulai tidak dapat dibandingkan.",
        "Belum ada UMKM binaan; atau yang melapor lengkap kurang dari separuh yang dapat dibandingkan, atau di bawah "
        f"{OMZET_TERKECIL.nilai}.",
    ),
    K.NAIK_KELAS: Definisi(
        HASIL, Cara.WILSON, "%", 8, 0, 50, "umkm",
        "Dari UMKM yang perkembangannya terukur sejak penugasan mulai, bagian yang tandanya bertambah lebih banyak daripada "
        "berkurang.",
        "Penugasan kurang dari dua triwulan.",
        "Belum ada UMKM yang perkembangannya dicatat dua kali dengan jarak dua triwulan.",
    ),
    K.BERTAHAN: Definisi(
        HASIL, Cara.WILSON, "%", 7, 0, 75, "umkm",
        "Dari UMKM yang diamati sejak penugasan mulai, bagian yang masih berjalan 180 hari sebelum hari hitungan. Yang "
        "berhenti dan "
        "yang hilang kontak tidak dihitung berjalan.",
        "Semua UMKM terlalu baru atau sudah berhenti sebelum penugasan mulai.",
        "Belum ada UMKM yang dibina.",
    ),
    K.CAPAIAN: Definisi(
        KELUARAN, Cara.ANGKA, "%", 15, 0, 100, "rencana",
        "Capaian rencana tahun itu seperti pada halaman rencana aksi, sebelum dibulatkan: rata-rata capaian baris yang jatuh "
        "tempo, paling banyak "
        "100 %, "
        "terhadap versi pertama yang diverifikasi.",
        "Belum ada baris yang jatuh tempo.",
        "Belum ada rencana yang diverifikasi, atau kepala OPD baru menyetujui yang pertama sesudah tahun itu berakhir.",
    ),
    K.SERAPAN: Definisi(
        KELUARAN, Cara.ANGKA, "%", 5, 0, 95, "rencana",
        "Belanja dari sumber yang berpagu dibagi pagu setahun dari versi yang berlaku. Yang di luar rencana tidak dihitung.",
        "Rencananya tanpa pagu.",
        "Belum ada rencana yang diverifikasi, atau kepala OPD baru menyetujui yang pertama sesudah tahun itu berakhir.",
    ),
    K.KUNJUNGAN: Definisi(
        PROSES, Cara.ANGKA, "hari", 8, KUNJUNGAN_JARANG.nilai, KUNJUNGAN_RUTIN.nilai, "kunjungan",
        "Hari berturut-turut terlama tanpa kunjungan lapangan yang dihitung (berfoto dan menyebut warga), dari awal tahun "
        "atau awal "
        "penugasan sampai akhirnya. Kunjungan beruntun pada akhir tahun karena itu tidak menolong.",
        f"Tanpa satu kunjungan pun pada penugasan yang paling lama {KUNJUNGAN_RUTIN.nilai} hari pada tahun itu.",
        f"Tanpa satu kunjungan pun pada penugasan yang lebih lama dari {KUNJUNGAN_RUTIN.nilai} hari pada tahun itu.",
    ),
    K.KETEPATAN: Definisi(
        PROSES, Cara.PERSEN, "%", 6, 0, 100, "laporan",
        "Laporan triwulan tahun itu yang tepat waktu dari yang sudah dapat dinilai. Hari di meja verifikator dan hari dengan "
        "jabatan "
        "kosong tidak dihitung.",
        "Belum ada laporan yang wajib.",
    ),
    K.ARAHAN: Definisi(
        PROSES, Cara.PERSEN, "%", 3, 0, 100, "arahan",
        "Arahan yang diberikan tahun itu kepada OPD dan setiap putarannya dijawab paling lambat pada tenggatnya. Sama bagi "
        "semua desa "
        "OPD itu.",
        "Tidak ada arahan yang sudah dapat dinilai.",
    ),
    K.KEPALA: Definisi(
        PROSES, Cara.ANGKA, "kali setahun", 3, 0, 2, "kunjungan",
        "Kunjungan lapangan yang dihitung dan dihadiri kepala OPD, disetarakan dengan setahun penuh; yang sehari dihitung "
        "sekali.",
        f"Tanpa satu pun pada penugasan yang paling lama {KUNJUNGAN_RUTIN.nilai} hari pada tahun itu.",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Butir:
    """One component as a set of weights has it."""

    komponen: Komponen
    bobot: int
    nol: Fraction
    penuh: Fraction

    @property
    def definisi(self) -> Definisi:
        return DEFINISI[self.komponen]

    @property
    def kelompok(self) -> KelompokKomponen:
        return self.definisi.kelompok

    @property
    def nol_teks(self) -> str:
        """ "180 hari"."""
        return f"{_plain(self.nol)} {self.definisi.satuan}"

    @property
    def penuh_teks(self) -> str:
        return f"{_plain(self.penuh)} {self.definisi.satuan}"

    def score(self, nilai: Fraction) -> Fraction:
        """0 to 1: where the value lies between `nol` and `penuh`."""
        return min(max((nilai - self.nol) / (self.penuh - self.nol), Fraction(0)), Fraction(1))

    def key_json(self) -> dict[str, Any]:
        """What a ranking is computed with, without words that a later release may put better."""
        return {"komponen": self.komponen.value, "bobot": self.bobot, "nol": str(self.nol), "penuh": str(self.penuh)}

    def as_json(self) -> dict[str, Any]:
        """As a set of weights keeps it: with the words that were in force when it was written."""
        d = self.definisi
        return {
            "komponen": self.komponen.value, "nama": str(self.komponen.label), "kelompok": d.kelompok.value, "arti": d.arti,
            "tidak_berlaku": d.tidak_berlaku, "tidak_diisi": d.tidak_diisi, "cara": d.cara.value, "arah": d.arah,
            "satuan": d.satuan, "bobot": self.bobot, "nol": str(self.nol), "penuh": str(self.penuh),
            "nol_teks": self.nol_teks, "penuh_teks": self.penuh_teks,
        }  # fmt: skip


def _plain(nilai: Fraction) -> str:
    """A scale as people write it: "95", "2,5"."""
    return DesimalField().write(float(nilai))


def butir_of(isi: Iterable[Mapping[str, Any]]) -> tuple[Butir, ...]:
    """The components of a stored set, in the order of the code; one the code does not know any more is refused loudly."""
    per = {Komponen(b["komponen"]): b for b in isi}
    return tuple(Butir(k, per[k]["bobot"], Fraction(per[k]["nol"]), Fraction(per[k]["penuh"])) for k in K if k in per)


def standard() -> tuple[Butir, ...]:
    """The weights of a new draft; they add up to 100."""
    return tuple(Butir(k, d.bobot, Fraction(d.nol), Fraction(d.penuh)) for k, d in DEFINISI.items())


def reweighed(butir: Iterable[Butir], bobot: Mapping[Komponen, int]) -> tuple[Butir, ...]:
    """The same components with other weights."""
    return tuple(replace(b, bobot=bobot.get(b.komponen, b.bobot)) for b in butir)


def refusals(butir: Iterable[Butir]) -> dict[str, str]:
    """Why a set of weights cannot be used, by component ("" for the whole); empty when it can."""
    semua = tuple(butir)
    salah: dict[str, str] = {}
    for b in semua:
        if b.nol == b.penuh or (b.penuh > b.nol) != b.definisi.naik:
            besar = "lebih besar" if b.definisi.naik else "lebih kecil"
            salah[b.komponen.value] = f"Nilai penuh {b.komponen.label} harus {besar} daripada nilai nolnya."
    jumlah = sum(b.bobot for b in semua)
    if jumlah != JUMLAH_BOBOT:
        salah[""] = f"Jumlah bobot {jumlah}, harus {JUMLAH_BOBOT}. {_advice(jumlah)}"
    return salah


def _advice(jumlah: int) -> str:
    beda = jumlah - JUMLAH_BOBOT
    return f"Kurangi {beda}." if beda > 0 else f"Tambah {-beda}."


def wilson(x: int, n: int) -> Fraction:
    """The lower bound of the 95 % Wilson interval of x out of n in percent, exact to twelve decimals; 0 of nothing.

    `Decimal` rounds its square root correctly on every machine, so the same counts give the same number everywhere.
    """
    if not n:
        return Fraction(0)
    z2 = Fraction(UNDUR_WILSON) ** 2
    akar = _root(z2 * (Fraction(x * (n - x), n) + z2 / 4))
    return _cut((x + z2 / 2 - akar) * 100 / (n + z2))


def _root(nilai: Fraction) -> Fraction:
    with localcontext(Context(prec=40)):
        return Fraction((Decimal(nilai.numerator) / Decimal(nilai.denominator)).sqrt())


def _cut(nilai: Fraction) -> Fraction:
    return max(Fraction(round(nilai * 10**12), 10**12), Fraction(0))
