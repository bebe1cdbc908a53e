"""Money, numbers, dates and months as Indonesians write them: one reader and one writer for every way in and out.

Readers take what a form (str) or a sheet's cell (int, float, Decimal, date, datetime) holds and return one documented
value, or raise ValidationError with one sentence. Numbers as dates (Excel serials) come from cells only.
"""

import re
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from desa.validators import rapikan
from desa.waktu import WIT, awal_bulan, hari_dalam_bulan

BULAN = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
BULAN_SINGKAT = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
_NAMA_BULAN = {nama.casefold(): n for n, nama in enumerate(BULAN, 1)}
_NAMA_BULAN |= {nama.casefold(): n for n, nama in enumerate(BULAN_SINGKAT, 1)}
_NAMA_BULAN |= {
    "pebruari": 2, "peb": 2, "ags": 8, "agt": 8, "agust": 8, "sept": 9, "nopember": 11, "nop": 11,
    "january": 1, "february": 2, "march": 3, "may": 5, "june": 6, "july": 7, "august": 8, "aug": 8,
    "october": 10, "oct": 10, "december": 12, "dec": 12,
}  # fmt: skip
_NAMA_HARI = re.compile(r"^(senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad),? ", re.IGNORECASE)

RUPIAH_TERBESAR = 999_999_999_999_999
TAHUN_TERKECIL, TAHUN_TERBESAR = 1900, 2100

_HINT_RUPIAH = "Tulis rupiah penuh dengan angka saja, misalnya 1500000 atau 1.500.000."
_HINT_TANGGAL = "Tulis tanggal, bulan, tahun, misalnya 25/06/2026 atau 25 Juni 2026."
_HINT_BULAN = "Tulis bulan dan tahun, misalnya Mei 2026 atau 05/2026."
_RIBUAN = re.compile(r"[1-9][0-9]{0,2}(\.[0-9]{3})+|[0-9]+")
_SINGKATAN = re.compile(r"([0-9.,]+) ?(rb|ribu|k|jt|juta|m|mio|milyar|miliar|mlr|t|triliun)\b\.?", re.IGNORECASE)


def baca_rupiah(nilai: object) -> int:
    """Whole rupiah from "1.500.000", "Rp 1.500,-", "1500", "1.500,00" or a number cell.

    A dot only groups thousands, a comma only starts sen; sen other than 00, "1,5", "1,234.56", "5 jt", exponents,
    underscores, other scripts' digits, negatives and more than 15 digits are refused.
    """
    if isinstance(nilai, (int, float, Decimal)):
        return _bulat_dari_sel(nilai, _HINT_RUPIAH, "Rupiah ditulis tanpa sen.")
    teks = rapikan(str(nilai))
    if singkat := _SINGKATAN.fullmatch(_tanpa_rp(teks)):
        raise ValidationError(f"“{teks}” memakai singkatan “{singkat[2]}”. {_HINT_RUPIAH}", code="rupiah_singkatan")
    angka = re.sub(r" ?,-+$|,--?$", "", _tanpa_rp(teks))
    if re.fullmatch(r"[-−–—]+", angka):
        raise ValidationError(
            f"“{teks}” bukan jumlah rupiah. Tulis 0, atau kosongkan bila belum diketahui.", code="rupiah"
        )
    if re.match(r"[-−(]", angka):
        raise ValidationError("Rupiah tidak boleh negatif. Tulis angka nol atau lebih.", code="rupiah_negatif")
    utuh, koma, sen = angka.partition(",")
    if not _RIBUAN.fullmatch(utuh):
        raise ValidationError(f"“{_pendek(teks)}” bukan jumlah rupiah yang jelas. {_HINT_RUPIAH}", code="rupiah")
    if koma and not re.fullmatch(r"0{1,2}", sen):
        if re.fullmatch(r"[0-9]{2}", sen):
            raise ValidationError(f"Rupiah ditulis tanpa sen. {_HINT_RUPIAH}", code="rupiah_sen")
        raise ValidationError(f"“{_pendek(teks)}” bukan jumlah rupiah yang jelas. {_HINT_RUPIAH}", code="rupiah")
    return _dalam_batas(int(utuh.replace(".", "")) if len(utuh) <= 40 else RUPIAH_TERBESAR + 1)


def baca_bilangan(nilai: object) -> int:
    """A whole number of people, units or photos ≥ 0: "1.500" is 1500, "1,5" and "1.5" are refused."""
    hint = "Tulis bilangan bulat dengan angka saja, misalnya 12 atau 1.500."
    if isinstance(nilai, (int, float, Decimal)):
        return _bulat_dari_sel(nilai, hint, "Angka ini harus bulat.")
    teks = rapikan(str(nilai))
    if not _RIBUAN.fullmatch(teks):
        raise ValidationError(f"“{_pendek(teks)}” bukan bilangan bulat. {hint}", code="bilangan")
    return _dalam_batas(int(teks.replace(".", "")) if len(teks) <= 40 else RUPIAH_TERBESAR + 1)


def baca_desimal(nilai: object, *, tempat: int = 2) -> Decimal:
    """A number ≥ 0 with at most `tempat` decimals after a comma: "1.234,5" is 1234.5; "12.5" is refused."""
    hint = "Tulis koma untuk desimal dan titik untuk ribuan, misalnya 12,5 atau 1.250."
    if isinstance(nilai, bool):
        raise ValidationError(f"Isi sel ini bukan angka. {hint}", code="desimal")
    if isinstance(nilai, (int, float, Decimal)):
        hasil = Decimal(str(nilai))
    else:
        teks = rapikan(str(nilai))
        utuh, koma, pecahan = teks.partition(",")
        if not _RIBUAN.fullmatch(utuh) or (koma and not re.fullmatch(r"[0-9]{1,12}", pecahan)) or len(teks) > 40:
            raise ValidationError(f"“{_pendek(teks)}” bukan angka yang jelas. {hint}", code="desimal")
        hasil = Decimal(f"{utuh.replace('.', '')}.{pecahan or 0}")
    if not hasil.is_finite() or hasil < 0 or hasil > RUPIAH_TERBESAR:
        raise ValidationError(f"Angka ini terlalu kecil atau terlalu besar. {hint}", code="desimal")
    if hasil != hasil.quantize(Decimal(1).scaleb(-tempat), rounding=ROUND_HALF_UP):
        raise ValidationError(f"Angka ini memuat lebih dari {tempat} angka di belakang koma.", code="desimal_tempat")
    return hasil


def _tanpa_rp(teks: str) -> str:
    return re.sub(r"^(rp\.?|idr) ?", "", teks, flags=re.IGNORECASE)


def _pendek(teks: str) -> str:
    return teks if len(teks) <= 30 else f"{teks[:29]}…"


def _bulat_dari_sel(nilai: int | float | Decimal, hint: str, pecahan: str) -> int:
    """A number cell as a whole number within the limits."""
    if isinstance(nilai, bool):
        raise ValidationError(f"Isi sel ini bukan angka. {hint}", code="bukan_angka")
    try:
        utuh = int(nilai)
    except (ValueError, OverflowError, InvalidOperation) as salah:
        raise ValidationError(f"Isi sel ini bukan angka. {hint}", code="bukan_angka") from salah
    if utuh != nilai:
        raise ValidationError(f"{pecahan} {hint}", code="pecahan")
    return _dalam_batas(utuh)


def _dalam_batas(utuh: int) -> int:
    if utuh < 0:
        raise ValidationError("Angka ini tidak boleh negatif. Tulis angka nol atau lebih.", code="negatif")
    if utuh > RUPIAH_TERBESAR:
        raise ValidationError(
            "Angka ini terlalu besar. Periksa jumlah angkanya (paling banyak 15).", code="terlalu_besar"
        )
    return utuh


def baca_tanggal(nilai: object, *, sistem_1904: bool = False) -> date:
    """A date from "25/06/2026", "25-06-2026", "25 Juni 2026", "25 Jun 2026", "2026-06-25", a date cell or its serial.

    The day always stands first; "06/25/2026", two-digit years and days that do not exist are refused.
    """
    if isinstance(nilai, datetime):
        nilai = nilai.astimezone(WIT).date() if nilai.tzinfo else nilai.date()
    if isinstance(nilai, date):
        return _tahun_wajar(nilai)
    if isinstance(nilai, (int, float)) and not isinstance(nilai, bool):
        return _dari_serial(nilai, sistem_1904=sistem_1904)
    teks = _NAMA_HARI.sub("", rapikan(str(nilai)))
    if cocok := re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})([T ]00:00(:00(\.0+)?)?)?", teks):
        return _susun(int(cocok[3]), int(cocok[2]), int(cocok[1]))
    if cocok := re.fullmatch(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})( 00[:.]00([:.]00)?)?", teks):
        return _susun(int(cocok[1]), int(cocok[3]), int(cocok[4]))
    if cocok := re.fullmatch(r"([0-9]{1,2})[ /.-]+([A-Za-z]+)\.?[ /.,-]+([0-9]{4})", teks):
        bulan = _NAMA_BULAN.get(cocok[2].casefold())
        if bulan is None:
            raise ValidationError(f"Nama bulan “{_pendek(cocok[2])}” tidak dikenali. {_HINT_TANGGAL}", code="tanggal")
        return _susun(int(cocok[1]), bulan, int(cocok[3]))
    raise ValidationError(f"“{_pendek(teks)}” bukan tanggal yang dikenali. {_HINT_TANGGAL}", code="tanggal")


def baca_bulan(nilai: object, *, sistem_1904: bool = False) -> date:
    """The first day of a month from "Mei 2026", "05/2026", "2026-05", or any date that `baca_tanggal` reads."""
    if isinstance(nilai, str):
        teks = rapikan(nilai)
        if cocok := re.fullmatch(r"([A-Za-z]+)\.?[ /.-]*([0-9]{4})", teks):
            if bulan := _NAMA_BULAN.get(cocok[1].casefold()):
                return _susun(1, bulan, int(cocok[2]))
        elif cocok := re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{4})", teks):
            return _bulan_angka(int(cocok[1]), int(cocok[2]))
        elif cocok := re.fullmatch(r"([0-9]{4})[/.-]([0-9]{1,2})", teks):
            return _bulan_angka(int(cocok[2]), int(cocok[1]))
    try:
        return awal_bulan(baca_tanggal(nilai, sistem_1904=sistem_1904))
    except ValidationError as salah:
        isi = _pendek(rapikan(str(nilai)))
        raise ValidationError(f"“{isi}” bukan bulan yang dikenali. {_HINT_BULAN}", code="bulan") from salah


def _bulan_angka(bulan: int, tahun: int) -> date:
    if not 1 <= bulan <= 12:
        raise ValidationError(f"Tidak ada bulan ke-{bulan}. {_HINT_BULAN}", code="bulan")
    return _susun(1, bulan, tahun)


def _susun(hari: int, bulan: int, tahun: int) -> date:
    if not 1 <= bulan <= 12:
        raise ValidationError(
            f"Tidak ada bulan ke-{bulan}. Tulis tanggal dahulu, lalu bulan, misalnya 25/06/2026.", code="tanggal_bulan"
        )
    if not TAHUN_TERKECIL <= tahun <= TAHUN_TERBESAR:
        raise ValidationError(f"Tahun {tahun} di luar jangkauan. {_HINT_TANGGAL}", code="tanggal_tahun")
    if not 1 <= hari <= hari_dalam_bulan(tahun, bulan):
        raise ValidationError(
            f"Tanggal {hari} {BULAN[bulan - 1]} {tahun} tidak ada. Periksa hari, bulan dan tahunnya.",
            code="tanggal_tidak_ada",
        )
    return date(tahun, bulan, hari)


def _dari_serial(nilai: int | float, *, sistem_1904: bool) -> date:
    """A date from the day number that a sheet stores; only numbers that give the years 1950 to 2100."""
    awal = date(1904, 1, 1) if sistem_1904 else date(1899, 12, 30)
    if not 0 < nilai < 80_000 or nilai != nilai // 1:
        raise ValidationError(f"Angka ini bukan tanggal. {_HINT_TANGGAL}", code="tanggal_serial")
    hasil = awal + timedelta(days=int(nilai))
    if not 1950 <= hasil.year <= TAHUN_TERBESAR:
        raise ValidationError(f"Angka ini bukan tanggal. {_HINT_TANGGAL}", code="tanggal_serial")
    return hasil


def _tahun_wajar(d: date) -> date:
    if not TAHUN_TERKECIL <= d.year <= TAHUN_TERBESAR:
        raise ValidationError(f"Tahun {d.year} di luar jangkauan. {_HINT_TANGGAL}", code="tanggal_tahun")
    return d


def bulatkan(nilai: int | float | Decimal, tempat: int = 1) -> Decimal:
    """`nilai` rounded half-up to `tempat` decimals: the one rounding of the application, done last."""
    return Decimal(str(nilai)).quantize(Decimal(1).scaleb(-tempat), rounding=ROUND_HALF_UP)


def format_desimal(nilai: int | float | Decimal, tempat: int = 1) -> str:
    """12.345 → "12,3"; 1234.5 → "1.234,5"."""
    return f"{bulatkan(nilai, tempat):,.{tempat}f}".translate(str.maketrans(",.", ".,")).replace("-", "−")


def format_ribuan(nilai: int | float | Decimal) -> str:
    """1234 → "1.234"."""
    return format_desimal(nilai, 0)


def format_rupiah(nilai: int | float | Decimal) -> str:
    """1500000 → "Rp 1.500.000"; −500 → "−Rp 500"."""
    teks = format_ribuan(nilai)
    return f"−Rp {teks[1:]}" if teks.startswith("−") else f"Rp {teks}"


def format_persen(nilai: int | float | Decimal) -> str:
    """12.345 → "12,3 %"."""
    return f"{format_desimal(nilai, 1)} %"


def format_tanggal(d: date) -> str:
    """date(2023, 5, 16) → "16 Mei 2023"; an aware moment is read in WIT."""
    if isinstance(d, datetime) and d.tzinfo:
        d = d.astimezone(WIT)
    return f"{d.day} {BULAN[d.month - 1]} {d.year}"


def format_bulan(d: date) -> str:
    """date(2023, 5, 1) → "Mei 2023"."""
    return f"{BULAN[d.month - 1]} {d.year}"


def format_triwulan(d: date) -> str:
    """date(2026, 5, 12) → "TW II 2026"."""
    return f"TW {('I', 'II', 'III', 'IV')[(d.month - 1) // 3]} {d.year}"


def format_bulan_singkat(d: date) -> str:
    """date(2023, 5, 1) → "Mei 23"."""
    return f"{BULAN_SINGKAT[d.month - 1]} {d:%y}"


def format_waktu(saat: datetime) -> str:
    """An aware moment → "16 Mei 2023 14.05 WIT"."""
    setempat = saat.astimezone(WIT)
    return f"{format_tanggal(setempat)} {setempat:%H.%M} WIT"


class _BacaField(forms.Field):
    """A text field whose value is read and shown by this module."""

    pesan_kosong = "Bidang ini wajib diisi."
    atribut: dict[str, str] = {}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {}).setdefault("required", self.pesan_kosong)
        kwargs.setdefault("widget", forms.TextInput(attrs=dict(self.atribut)))
        super().__init__(**kwargs)

    def read(self, value: object) -> object:
        raise NotImplementedError

    def write(self, value: Any) -> str:
        raise NotImplementedError

    def to_python(self, value: Any) -> Any:
        if value is None or (isinstance(value, str) and not rapikan(value)):
            return None
        return self.read(value)

    def prepare_value(self, value: Any) -> Any:
        return self.write(value) if value is not None and not isinstance(value, str) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except ValidationError:
            return True


class _AngkaField(_BacaField):
    """Shared bounds of the number fields. `pribadi` marks personal data, as in TeksField (opd/forms/isian.py)."""

    atribut = {"inputmode": "numeric", "autocomplete": "off", "class": "angka"}

    def __init__(
        self, *, min_value: int | None = None, max_value: int | None = None, pribadi: bool = False, **kwargs: Any
    ) -> None:
        self.min_value, self.max_value, self.pribadi = min_value, max_value, pribadi
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | ({"data-pribadi": ""} if self.pribadi else {})

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        if self.min_value is not None and value < self.min_value:
            raise ValidationError(f"Angka ini paling sedikit {format_ribuan(self.min_value)}.", code="min_value")
        if self.max_value is not None and value > self.max_value:
            raise ValidationError(f"Angka ini paling banyak {format_ribuan(self.max_value)}.", code="max_value")


class RupiahField(_AngkaField):
    """Whole rupiah: the only form field for money."""

    def read(self, value: object) -> int:
        return baca_rupiah(value)

    def write(self, value: Any) -> str:
        return format_ribuan(value)


class BilanganField(_AngkaField):
    """A count of people, units or days."""

    def read(self, value: object) -> int:
        return baca_bilangan(value)

    def write(self, value: Any) -> str:
        return format_ribuan(value)


class DesimalField(_AngkaField):
    """A number with decimals after a comma (hectares, hours)."""

    atribut = {"inputmode": "decimal", "autocomplete": "off", "class": "angka"}

    def __init__(self, *, tempat: int = 2, **kwargs: Any) -> None:
        self.tempat = tempat
        super().__init__(**kwargs)

    def read(self, value: object) -> Decimal:
        return baca_desimal(value, tempat=self.tempat)

    def write(self, value: Any) -> str:
        teks = format_desimal(value, self.tempat)
        return teks.rstrip("0").rstrip(",") if "," in teks else teks


class TanggalField(_BacaField):
    """A date, day first: the only form field for dates."""

    atribut = {"autocomplete": "off", "placeholder": "hh/bb/tttt"}

    def read(self, value: object) -> date:
        return baca_tanggal(value)

    def write(self, value: Any) -> str:
        return f"{value:%d/%m/%Y}"


class BulanField(_BacaField):
    """A month, stored as its first day."""

    atribut = {"autocomplete": "off", "placeholder": "bb/tttt"}

    def read(self, value: object) -> date:
        return baca_bulan(value)

    def write(self, value: Any) -> str:
        return f"{value:%m/%Y}"
