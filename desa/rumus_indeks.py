"""The formulas of the two village indices, as far as they are known, and how an index is read from a form or a sheet.

IDM: each sub-index is the sum of its indicators' scores (0-5) over the largest possible sum; IDM is the mean of the three
unrounded sub-indices, printed with four decimals. Checked on the ministry's own sheets of 77 villages of Maluku: 2021 to
2023 agree in every sub-index and index; 2024 in IKE and IKL, and in IKS but for 26 villages whose scores come from another
release. The ministry's `tambahan_nilai` is the gain of a *full* score, (5 - skor) / (5 n 3), in all 15,400 rows.

Indeks Desa: points of 13 sub-dimensions in six dimensions. How they are normalised was not published with the cut-offs,
so nothing is computed from them here; the largest points come from one public programme and are marked so on the pages.

Law: Permendesa PDTT 2/2016, Permendesa PDT 9/2024.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError

from desa.angka import RUPIAH_TERBESAR, DesimalField, format_desimal
from desa.enums import DimensiDesa, DimensiIDM, JenisIndeks, StatusDesa, Subdimensi
from desa.validators import rapikan

BANYAK_INDIKATOR = {DimensiIDM.IKS: 35, DimensiIDM.IKE: 12, DimensiIDM.IKL: 3}
SKOR_TERBAIK = 5
TAHUN_IDM = (2016, 2024)
TAHUN_INDEKS_DESA = 2025
TEMPAT = 4
TERBESAR = {JenisIndeks.IDM: Decimal(1), JenisIndeks.INDEKS_DESA: Decimal(100)}

SUBDIMENSI: dict[DimensiDesa, tuple[tuple[Subdimensi, int], ...]] = {
    DimensiDesa.LAYANAN_DASAR: (
        (Subdimensi.PENDIDIKAN, 45),
        (Subdimensi.KESEHATAN, 100),
        (Subdimensi.UTILITAS_DASAR, 25),
    ),
    DimensiDesa.SOSIAL: ((Subdimensi.AKTIVITAS, 65), (Subdimensi.FASILITAS_MASYARAKAT, 20)),
    DimensiDesa.EKONOMI: ((Subdimensi.PRODUKSI_DESA, 40), (Subdimensi.FASILITAS_PENDUKUNG_EKONOMI, 120)),
    DimensiDesa.LINGKUNGAN: ((Subdimensi.PENGELOLAAN_LINGKUNGAN, 65), (Subdimensi.PENANGGULANGAN_BENCANA, 25)),
    DimensiDesa.AKSESIBILITAS: ((Subdimensi.KONDISI_AKSES_JALAN, 20), (Subdimensi.KEMUDAHAN_AKSES, 30)),
    DimensiDesa.TATA_KELOLA: ((Subdimensi.KELEMBAGAAN_PELAYANAN, 35), (Subdimensi.TATA_KELOLA_KEUANGAN, 45)),
}
"""Which sub-dimensions make a dimension, each with the most points it can have."""

MAKS_SUBDIMENSI = {s: maks for isi in SUBDIMENSI.values() for s, maks in isi}
MAKS_DIMENSI = {d: sum(maks for _, maks in isi) for d, isi in SUBDIMENSI.items()}
POIN_TERBANYAK = sum(MAKS_DIMENSI.values())
SUMBER_MAKS = (
    "Permendesa PDT 9/2024 menetapkan enam dimensi; ke-13 sub-dimensi dan poin terbanyaknya menurut lembar “Uji Petik "
    "Simulasi Skor dan Status Indeks Desa 2025” yang dikutip sebuah program publik, belum dipastikan dari naskah resmi."
)


def sub_indeks(dimensi: str, skor: Sequence[int]) -> Fraction | None:
    """IKS, IKE or IKL from the scores of its indicators; None unless every indicator has one."""
    banyak = BANYAK_INDIKATOR[DimensiIDM(dimensi)]
    return Fraction(sum(skor), SKOR_TERBAIK * banyak) if len(skor) == banyak else None


def idm(skor: Mapping[str, Sequence[int]]) -> Fraction | None:
    """IDM from the scores by dimension: the mean of the three unrounded sub-indices; None when a score is missing."""
    tiga = [sub_indeks(d, skor.get(d, ())) for d in DimensiIDM]
    lengkap = [s for s in tiga if s is not None]
    return sum(lengkap, Fraction(0)) / 3 if len(lengkap) == len(tiga) else None


def tambahan(dimensi: str, langkah: int = 1) -> Fraction:
    """What `langkah` steps of the score of one indicator add to the IDM."""
    return Fraction(langkah, SKOR_TERBAIK * BANYAK_INDIKATOR[DimensiIDM(dimensi)] * 3)


def empat_desimal(nilai: Fraction) -> Decimal:
    """The exact value with the four decimals that the ministry prints, half up."""
    tepat = Decimal(nilai.numerator) / Decimal(nilai.denominator)
    return tepat.quantize(Decimal(1).scaleb(-TEMPAT), rounding=ROUND_HALF_UP)


def baca_indeks(nilai: object, *, jenis: str) -> Decimal:
    """An index or sub-index with at most four decimals: "0,6542" and "0.6542" alike, for no index has thousands.

    A sheet's number cell is rounded to four decimals. "65,42" for an IDM, per cents, and letters are refused.
    """
    angka = _angka(nilai, _hint(jenis))
    if not 0 <= angka <= TERBESAR[JenisIndeks(jenis)]:
        raise ValidationError(_di_luar(angka, jenis), code="indeks_skala")
    return angka


def baca_poin(nilai: object) -> Decimal:
    """The points of a dimension or sub-dimension, read the same way; no negative ones and none above 635, the sum of all."""
    hint = "Tulis poin dengan koma desimal, misalnya 42 atau 42,5."
    angka = _angka(nilai, hint)
    if not 0 <= angka <= POIN_TERBANYAK:
        raise ValidationError(f"Poin bernilai 0 sampai {POIN_TERBANYAK}. {hint}", code="poin")
    return angka


def _angka(nilai: object, hint: str) -> Decimal:
    if isinstance(nilai, bool):
        raise ValidationError(f"Isi sel ini bukan angka. {hint}", code="indeks")
    if not isinstance(nilai, int | float | Decimal):
        return _dari_teks(rapikan(str(nilai)), hint)
    angka = Decimal(str(nilai))
    if not angka.is_finite() or abs(angka) > RUPIAH_TERBESAR:
        raise ValidationError(f"Isi sel ini bukan angka yang wajar. {hint}", code="indeks")
    return angka.quantize(Decimal(1).scaleb(-TEMPAT), rounding=ROUND_HALF_UP)


def _hint(jenis: str) -> str:
    contoh = "0,6542" if jenis == JenisIndeks.IDM else "65,42"
    return f"Tulis angka dengan koma desimal, misalnya {contoh}."


def _dari_teks(teks: str, hint: str) -> Decimal:
    if not re.fullmatch(r"[0-9]{1,6}([.,][0-9]{1,12})?", teks):
        raise ValidationError(f"“{teks[:30]}” bukan nilai indeks yang jelas. {hint}", code="indeks")
    angka = Decimal(teks.replace(",", "."))
    if angka != angka.quantize(Decimal(1).scaleb(-TEMPAT), rounding=ROUND_HALF_UP):
        raise ValidationError(f"Nilai indeks paling banyak {TEMPAT} angka di belakang koma. {hint}", code="indeks")
    return angka


def _di_luar(angka: Decimal, jenis: str) -> str:
    if angka < 0:
        return f"Nilai indeks tidak negatif. {_hint(jenis)}"
    if jenis == JenisIndeks.IDM:
        return (
            "IDM dan sub-indeksnya bernilai 0 sampai 1. Bila sumber menulis persen, bagi seratus: 65,42 menjadi 0,6542."
        )
    return f"Indeks Desa bernilai 0 sampai 100. {_hint(jenis)}"


def tulis_indeks(nilai: Decimal, jenis: str) -> str:
    """An IDM with four decimals, an Indeks Desa with two unless it has more: "0,6500", "66,50", "66,5432"."""
    tempat = TEMPAT if jenis == JenisIndeks.IDM or nilai != round(nilai, 2) else 2
    return format_desimal(nilai, tempat)


def jenis_tahun(tahun: int) -> JenisIndeks | None:
    """Which index a year has: IDM to 2024, Indeks Desa from 2025; None before 2016."""
    if tahun >= TAHUN_INDEKS_DESA:
        return JenisIndeks.INDEKS_DESA
    return JenisIndeks.IDM if tahun >= TAHUN_IDM[0] else None


def status_menurut(batas: Sequence[tuple[Decimal, StatusDesa]], nilai: Decimal) -> StatusDesa:
    """The status of a value by upper bounds that belong to their status, lowest first; above the last: mandiri."""
    return next((status for tertinggi, status in batas if nilai <= tertinggi), StatusDesa.MANDIRI)


class IndeksField(DesimalField):
    """A value on an index's scale, read by `baca_indeks`; `jenis` is set by the form before cleaning."""

    jenis: str = JenisIndeks.INDEKS_DESA

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(tempat=TEMPAT, **kwargs)

    def read(self, value: object) -> Decimal:
        return baca_indeks(value, jenis=self.jenis)


class PoinField(DesimalField):
    """The points of a dimension or sub-dimension."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(tempat=TEMPAT, **kwargs)

    def read(self, value: object) -> Decimal:
        return baca_poin(value)
