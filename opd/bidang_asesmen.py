"""What an asesmen asks, in one table: form, page, comparison, blank form, sample and columns are made from it.

Jateng's handbook has the same two parts (Form 1 inventarisasi potensi desa, Form 2 scanning cepat); its yearly repeat is
these fields again. An unknown value stays empty, never 0. A new line here is a new column: make its migration.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from desa.angka import DesimalField, format_ribuan
from desa.enums import Sinyal
from opd.ambang import KELUARGA_TERKECIL

BELUM_DIKETAHUI = "belum diketahui"
KELOMPOK_KECIL = KELUARGA_TERKECIL.nilai
"""Smaller groups of families are not shown as numbers to who may not read personal data (desain.md, section 4)."""


class Macam(StrEnum):
    """How a field is asked and compared."""

    BILANGAN = "bilangan"
    DESIMAL = "desimal"
    YA_TIDAK = "ya_tidak"
    PILIHAN = "pilihan"
    TEKS = "teks"


class Arah(StrEnum):
    """Which way is better."""

    NAIK = "naik"
    TURUN = "turun"
    NETRAL = "netral"


@dataclass(frozen=True, slots=True)
class Bidang:
    """One field. `sama` names the fields that must be equal for two values to be compared; `satuan` may be one of them."""

    nama: str
    label: str
    satuan: str
    macam: Macam
    arah: Arah
    bantuan: str = ""
    maks: int = 1_000_000
    sama: tuple[str, ...] = ()
    keluarga: bool = False

    @property
    def sebutan(self) -> str:
        """The label with its unit, as forms and papers name it; a label about KK says it already."""
        return f"{self.label} ({self.satuan})" if self.satuan and not self.keluarga else self.label

    def tertutup(self, nilai: Any) -> bool:
        """Whether the number is of so few families that it is kept from who may not read personal data."""
        return self.keluarga and self.nama != "kk" and nilai is not None and 0 < nilai < KELOMPOK_KECIL

    @property
    def seluruh(self) -> str:
        """The count that this one is part of, "" for none: families of low welfare, and of these all families of the village."""
        if not self.keluarga or self.nama == "kk":
            return ""
        return "kk" if self.nama == "kk_rendah" else "kk_rendah"

    def kata(self, nilai: Any, *, satuan: str = "", terbuka: bool = True) -> str:
        """A value as people read it, with its unit; `satuan` where another field holds it."""
        if nilai is None or nilai == "":
            return BELUM_DIKETAHUI
        if not terbuka and self.tertutup(nilai):
            return f"<{KELOMPOK_KECIL} {self.satuan}"
        match self.macam:
            case Macam.YA_TIDAK:
                return "ya" if nilai else "tidak"
            case Macam.PILIHAN:
                return str(Sinyal(nilai).label)
            case Macam.TEKS:
                return str(nilai)
        return f"{angka(nilai)} {satuan or self.satuan}".strip()


def angka(nilai: int | Decimal) -> str:
    """A count or quantity with no more decimals than it has."""
    return DesimalField().write(nilai) if isinstance(nilai, Decimal) else format_ribuan(nilai)


@dataclass(frozen=True, slots=True)
class Kelompok:
    """Fields that are asked together."""

    judul: str
    bidang: tuple[Bidang, ...]


@dataclass(frozen=True, slots=True)
class Bagian:
    """One of the two parts of the paper."""

    judul: str
    pengantar: str
    kelompok: tuple[Kelompok, ...]


def _angka(nama: str, label: str, satuan: str, arah: Arah = Arah.NAIK, **isi: Any) -> Bidang:
    return Bidang(nama, label, satuan, Macam.BILANGAN, arah, **isi)


def _ukur(nama: str, label: str, satuan: str, arah: Arah = Arah.NAIK, **isi: Any) -> Bidang:
    return Bidang(nama, label, satuan, Macam.DESIMAL, arah, **isi)


def _ya(nama: str, label: str) -> Bidang:
    return Bidang(nama, label, "", Macam.YA_TIDAK, Arah.NAIK)


def _teks(nama: str, label: str, bantuan: str = "") -> Bidang:
    return Bidang(nama, label, "", Macam.TEKS, Arah.NETRAL, bantuan)


def _kk(nama: str, label: str, arah: Arah = Arah.TURUN) -> Bidang:
    return Bidang(nama, label, "KK", Macam.BILANGAN, arah, keluarga=True)


POTENSI = Bagian(
    "Potensi desa",
    "Isi menurut keadaan pada tanggal asesmen. Yang belum diketahui dikosongkan, jangan diisi 0.",
    (
        Kelompok(
            "Lahan dan komoditas",
            (
                _ukur("lahan_pertanian_ha", "Lahan pertanian yang diusahakan", "ha"),
                _ukur("lahan_perkebunan_ha", "Lahan perkebunan yang diusahakan", "ha"),
                _ukur("budi_daya_ha", "Tambak, kolam, dan budi daya laut", "ha"),
                _ukur("lahan_tidur_ha", "Lahan yang dapat digarap tetapi tidur", "ha", Arah.TURUN),
                _teks(
                    "komoditas_unggulan", "Komoditas unggulan", "Satu yang utama, misalnya pala, kopra, ikan cakalang."
                ),
                _ukur(
                    "produksi_per_tahun",
                    "Produksi komoditas itu setahun",
                    "",
                    bantuan="Isi bersama komoditas dan satuannya.",
                    maks=999_999_999,
                    sama=("komoditas_unggulan", "produksi_satuan"),
                ),
                _teks("produksi_satuan", "Satuan produksi", "Misalnya ton, kg, ekor, butir."),
                _teks("komoditas_lain", "Komoditas lain"),
            ),
        ),
        Kelompok(
            "Usaha dan lembaga",
            (
                _angka("umkm_aktif", "UMKM yang berjalan", "usaha"),
                _angka("kelompok_usaha", "Kelompok tani, nelayan, atau usaha yang aktif", "kelompok"),
                _ya("bumdes_aktif", "BUM Desa aktif"),
                _angka("koperasi_aktif", "Koperasi aktif", "unit"),
                _ukur("jarak_pasar_km", "Jarak ke pasar terdekat", "km", Arah.TURUN, maks=2_000),
            ),
        ),
        Kelompok(
            "Prasarana dan layanan",
            (
                _ukur("listrik_jam", "Listrik menyala", "jam per hari", maks=24),
                Bidang("sinyal", "Sinyal telepon dan internet", "", Macam.PILIHAN, Arah.NAIK),
                _ukur("air_bersih_persen", "Rumah dengan air bersih", "persen", maks=100),
                _ukur("jalan_rusak_km", "Jalan desa yang rusak", "km", Arah.TURUN, maks=2_000),
                _ya("dermaga_baik", "Dermaga atau tambatan perahu dapat dipakai"),
                _angka("angkutan_per_minggu", "Angkutan umum darat atau laut", "kali per minggu", maks=1_000),
            ),
        ),
        Kelompok(
            "Wisata dan sumber daya manusia",
            (
                _teks("wisata", "Potensi wisata", "Misalnya pantai, air terjun, benteng, atraksi budaya."),
                _angka("sdm_terlatih_orang", "Warga yang terlatih usaha atau keterampilan", "orang"),
            ),
        ),
    ),
)
KELUARGA = Bagian(
    "Keadaan keluarga berkesejahteraan rendah",
    "Hanya jumlah kepala keluarga (KK), tanpa nama. Rinciannya bagian dari KK berkesejahteraan rendah; satu KK dapat "
    "terhitung pada beberapa baris.",
    (
        Kelompok(
            "Jumlah keluarga",
            (
                _kk("kk", "Seluruh KK di desa", Arah.NETRAL),
                _kk("kk_rendah", "KK berkesejahteraan rendah"),
            ),
        ),
        Kelompok(
            "Rumah dan layanan dasar",
            (
                _kk("kk_rumah_tidak_layak", "KK di rumah tidak layak huni"),
                _kk("kk_tanpa_jamban", "KK tanpa jamban"),
                _kk("kk_tanpa_air_bersih", "KK tanpa air bersih"),
                _kk("kk_tanpa_listrik", "KK tanpa listrik"),
            ),
        ),
        Kelompok(
            "Siapa mereka",
            (
                _kk("kk_perempuan", "KK dengan kepala keluarga perempuan"),
                _kk("kk_lansia_sendiri", "KK lansia yang tinggal sendiri"),
                _kk("kk_difabel", "KK dengan anggota difabel"),
                _kk("kk_putus_sekolah", "KK dengan anak putus sekolah"),
                _kk("kk_balita_stunting", "KK dengan balita stunting"),
            ),
        ),
        Kelompok(
            "Penghidupan dan perlindungan",
            (
                _kk("kk_tanpa_pekerjaan_tetap", "KK tanpa pekerjaan tetap"),
                _kk("kk_tanpa_lahan", "KK tanpa lahan garapan"),
                _kk("kk_tanpa_tabungan", "KK tanpa tabungan"),
                _kk("kk_tanpa_jkn", "KK yang belum punya JKN"),
                _kk("kk_penerima_bantuan", "KK penerima bantuan sosial", Arah.NETRAL),
            ),
        ),
    ),
)
BAGIAN = (POTENSI, KELUARGA)
SEMUA = tuple(b for bagian in BAGIAN for kelompok in bagian.kelompok for b in kelompok.bidang)
PER_NAMA = {b.nama: b for b in SEMUA}
RINCIAN_KELUARGA = tuple(b for b in SEMUA if b.keluarga and b.nama not in ("kk", "kk_rendah"))
"""Each is a part of the families of low welfare."""
