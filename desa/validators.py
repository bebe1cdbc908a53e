"""Text and official numbers as people type them, brought to one stored form, or refused in one sentence.

The same functions serve forms, the admin panel, Excel and CSV, so a value means the same on every way in.
"""

import re
import unicodedata
from datetime import date

from django.core.exceptions import ValidationError

NIB_DIKOSONGKAN = "dikosongkan"
"""What stands for the NIB of one person's enterprise whose owner was erased: that there was one stays a count."""
PESAN_NIB = "NIB terdiri atas 13 angka. Periksa 13 angka pada dokumen NIB."
PESAN_KODE_DESA = (
    "Kode desa terdiri atas 10 angka seperti 81.05.15.2001 (kode Kemendagri, bukan kode BPS). Periksa kode desa ini."
)
PESAN_TELEPON = (
    "Nomor telepon ini tidak dikenali. Tulis satu nomor seperti 0812-3456-7890 atau +62 812 3456 7890, atau kosongkan."
)
PESAN_NOMOR_SURAT = (
    "Nomor surat terdiri atas huruf, angka, dan tanda baca biasa, sedikitnya satu angka. Ketik ulang menurut buku agenda, "
    "misalnya 400.3/121/DKP/2026."
)

_SPASI = re.compile(r" +")


def rapikan(text: str, *, baris: bool = False) -> str:
    """`text` in NFC, without control, bidi and zero-width characters, spaces collapsed and trimmed.

    Line ends become spaces, unless `baris` asks to keep them (long text such as a visit's notes).
    """
    if text.isascii() and text.isprintable():
        return _SPASI.sub(" ", text).strip()
    text = unicodedata.normalize("NFC", str(text).replace("\r\n", "\n").replace("\r", "\n"))
    rapi = "".join(_huruf(huruf) for huruf in text)
    if not baris:
        return _SPASI.sub(" ", rapi.replace("\n", " ")).strip()
    return "\n".join(_SPASI.sub(" ", satu).strip() for satu in rapi.split("\n")).strip()


def _huruf(huruf: str) -> str:
    """One character as it is kept: itself, a space, a line end, or nothing."""
    if huruf == "\n":
        return huruf
    if huruf == "\t":
        return " "
    kategori = unicodedata.category(huruf)
    if kategori == "Zs":
        return " "
    if kategori in ("Zl", "Zp"):
        return "\n"
    return "" if kategori in ("Cc", "Cf", "Cs") or _is_no_letter(ord(huruf)) else huruf


def _is_no_letter(nomor: int) -> bool:
    """Whether Unicode keeps this number free for ever; two of them no workbook may hold."""
    return nomor & 0xFFFE == 0xFFFE or 0xFDD0 <= nomor <= 0xFDEF


def kunci_nama(text: str) -> str:
    """A name as it is compared and searched: no accents, no case, no punctuation, "Tu'a" = "tua"."""
    polos = unicodedata.normalize("NFKD", rapikan(text)).casefold()
    polos = "".join(h for h in polos if not unicodedata.combining(h))
    polos = re.sub(r"['’‘`ʼ]", "", polos)
    return _SPASI.sub(" ", re.sub(r"[^\w]+|_", " ", polos)).strip()


def baca_kode_desa(nilai: object) -> str:
    """A Kemendagri village code as `81.05.15.2001` from `8105152001`, `8105152001.0`, a number, or with dots.

    Raises ValidationError with its sentence for anything else; never pads a short code.
    """
    teks = _teks_angka(nilai)
    teks = teks.removesuffix(".0") if re.fullmatch(r"[0-9]{10}\.0", teks) else teks
    if re.fullmatch(r"[0-9]{2}[. -]?[0-9]{2}[. -]?[0-9]{2}[. -]?[0-9]{4}", teks):
        angka = re.sub(r"[^0-9]", "", teks)
        return f"{angka[:2]}.{angka[2:4]}.{angka[4:6]}.{angka[6:]}"
    raise ValidationError(PESAN_KODE_DESA, code="kode_desa")


def baca_nib(nilai: object) -> str:
    """A NIB as text of 13 digits; spaces, dots and dashes between them are allowed.

    Empty, "-", "belum ada" and one digit repeated are refused too: leaving the field empty says that there is no NIB.
    A number that a sheet shortened (`9.12E+12`) or one with another length is refused, never padded.
    """
    if isinstance(nilai, float) or (isinstance(nilai, int) and nilai % 10**6 == 0):
        raise ValidationError(
            "NIB ini tersimpan sebagai angka di Excel sehingga bisa berubah. "
            "Ubah format selnya menjadi Teks, lalu ketik ulang 13 angkanya.",
            code="nib_angka",
        )
    teks = _teks_angka(nilai)
    if re.fullmatch(r"[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+", teks):
        raise ValidationError(
            "NIB ini sudah disingkat oleh Excel. Ubah format selnya menjadi Teks, lalu ketik ulang 13 angkanya.",
            code="nib_angka",
        )
    angka = re.sub(r"[ .-]", "", teks)
    if not re.fullmatch(r"[0-9]+", angka):
        raise ValidationError(
            "NIB hanya berisi angka. Jika UMKM ini belum punya NIB, kosongkan kolom NIB.", code="nib_bukan_angka"
        )
    if len(angka) != 13:
        raise ValidationError(
            f"NIB terdiri atas 13 angka, di sini {len(angka)}. Periksa dokumen NIB.", code="nib_panjang"
        )
    if len(set(angka)) == 1:
        raise ValidationError(
            "NIB ini hanya mengulang satu angka. Salin dari dokumen NIB, atau kosongkan bila belum ada.",
            code="nib_isian",
        )
    return angka


def baca_kbli(nilai: object) -> str:
    """A KBLI code as text of five digits. A code that a sheet shortened by its leading zero is refused, never padded."""
    kode = re.sub(r"[ .-]", "", _teks_angka(nilai))
    if not re.fullmatch(r"[0-9]{5}", kode):
        raise ValidationError(
            "Kode KBLI terdiri atas lima angka, misalnya 10794. Bila angka 0 di depannya hilang di Excel, ubah format "
            "selnya menjadi Teks; bila kodenya belum diketahui, kosongkan.",
            code="kbli",
        )
    return kode


def baca_nik(nilai: object) -> str:
    """A NIK as text of 16 digits; spaces, dots and dashes between them are allowed. Law: UU 24/2013 (the NIK is 16 digits)."""
    teks = _teks_angka(nilai)
    if isinstance(nilai, float) or re.fullmatch(r"[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+", teks):
        raise ValidationError(
            "NIK ini sudah diubah oleh Excel. Ubah format selnya menjadi Teks, lalu ketik ulang 16 angkanya.",
            code="nik_angka",
        )
    angka = re.sub(r"[ .-]", "", teks)
    if not re.fullmatch(r"[0-9]{16}", angka):
        raise ValidationError("NIK terdiri atas 16 angka. Periksa KTP atau kartu keluarga.", code="nik")
    return angka


def baca_nomor_keluarga(nilai: object, sebutan: str = "NIK") -> str:
    """A NIK or no. KK as text of digits, whatever its length: extracts hold odd ones, and those are asked about, not refused.

    Spaces, dots, dashes and apostrophes between them are allowed. A number that a sheet shortened is refused, never padded: a
    cell keeps 15 digits, so that the sixteenth became 0; and no NIK or KK ends in 0000, for people are counted from 0001.
    """
    teks = _teks_angka(nilai).lstrip("'’‘`")
    pendek = re.fullmatch(r"[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+", teks)
    angka = re.sub(r"[ .'’‘`-]", "", teks)
    dipotong = isinstance(nilai, int) and nilai >= 10**15 and nilai % 10 == 0
    if isinstance(nilai, float) or pendek or dipotong or re.fullmatch(r"[0-9]{12}0000", angka):
        raise ValidationError(
            f"{sebutan} ini sudah diubah oleh Excel: sel angka hanya menyimpan 15 angka, sisanya hilang. Ambil lagi dari data "
            "asalnya: ubah dahulu format kolomnya menjadi Teks, baru salin atau ketik 16 angkanya.",
            code="nik_angka",
        )
    if not re.fullmatch(r"[0-9]{6,20}", angka):
        raise ValidationError(f"{sebutan} hanya berisi angka, biasanya 16. Periksa kartu keluarga.", code="nik")
    return angka


def janggal_nik(nik: str, *, perempuan: bool | None = None) -> str:
    """What is odd about a NIK of 16 digits, or "": its birth date exists, and a woman's day carries 40 more.

    A foreign area prefix is nothing odd: it names where the person was first registered.
    """
    hari, bulan, tahun = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    try:
        date(2000 + tahun, bulan, hari - 40 if hari > 40 else hari)
    except ValueError:
        return "Angka ke-7 sampai ke-12 NIK ini bukan tanggal lahir. Periksa KTP atau kartu keluarga."
    if perempuan is not None and perempuan != (hari > 40):
        return "Jenis kelamin yang dipilih tidak cocok dengan NIK ini. Periksa KTP atau kartu keluarga."
    return ""


def baca_telepon(nilai: object) -> str:
    """An Indonesian phone number as `+62…`; reads `0812…`, `62812…`, `+62 812-…`, `812…` (zero lost in a sheet)."""
    angka = re.sub(r"[ ().\-/]", "", _teks_angka(nilai))
    if not re.fullmatch(r"\+?[0-9]+", angka):
        raise ValidationError(PESAN_TELEPON, code="telepon")
    if angka.startswith("+") and not angka.startswith("+62"):
        raise ValidationError(PESAN_TELEPON, code="telepon")
    angka = angka.removeprefix("+")
    if angka.startswith("62"):
        angka = angka[2:]
    angka = angka.removeprefix("0")
    if not re.fullmatch(r"[1-9][0-9]{7,11}", angka):
        raise ValidationError(PESAN_TELEPON, code="telepon")
    return f"+62{angka}"


def _teks_angka(nilai: object) -> str:
    """A cell or form value that should be digits, as text: 8105152001.0 from a sheet becomes "8105152001".

    An apostrophe in front, by which sheets are told that digits are text, is taken off.
    """
    if isinstance(nilai, bool):
        return ""
    if isinstance(nilai, float):
        return str(int(nilai)) if nilai.is_integer() and abs(nilai) < 10**15 else str(nilai)
    return rapikan(str(nilai)).lstrip("'’")


def validate_nib(nilai: str) -> None:
    """Refuse a stored NIB that is not exactly 13 ASCII digits."""
    if not re.fullmatch(r"[0-9]{13}", nilai):
        raise ValidationError(PESAN_NIB, code="nib")


def validate_kode_desa(nilai: str) -> None:
    """Refuse a stored village code that is not `81.05.15.2001`-shaped."""
    if not re.fullmatch(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}", nilai):
        raise ValidationError(PESAN_KODE_DESA, code="kode_desa")


def validate_telepon(nilai: str) -> None:
    """Refuse a stored phone number that is not `+62…`."""
    if not re.fullmatch(r"\+62[1-9][0-9]{7,11}", nilai):
        raise ValidationError(PESAN_TELEPON, code="telepon")


def validate_rapi(nilai: str) -> None:
    """Refuse text that still holds control, bidi or zero-width characters."""
    if rapikan(nilai, baris=True) != nilai:
        raise ValidationError(
            "Teks ini memuat karakter tersembunyi atau spasi berlebih. Ketik ulang tanpa menyalin dari dokumen lain.",
            code="tidak_rapi",
        )


def validate_nomor_surat(nilai: str) -> None:
    """Refuse the number of a letter that holds anything but plain letters, digits and punctuation, or not one digit.

    So what looks like another paper's number is that number: no hidden character, no letter of another script in it.
    """
    if not re.fullmatch(r"[!-~]+( [!-~]+)*", nilai) or not re.search(r"[0-9]", nilai):
        raise ValidationError(PESAN_NOMOR_SURAT, code="nomor_surat")


POLA_LEGALITAS = {
    "pirt": (r"[0-9]{15}", "Nomor PIRT terdiri atas 15 angka, misalnya 2062371010123-29. Periksa sertifikatnya."),
    "halal": (r"ID[0-9]{17}", "Nomor sertifikat halal terdiri atas ID dan 17 angka. Periksa sertifikatnya."),
    "merek": (
        r"IDM[0-9]{9}",
        "Nomor merek terdaftar terdiri atas IDM dan 9 angka. Selama masih diurus, pilih Sedang diurus.",
    ),
    "bpom_md": (
        r"MD[0-9]{12,16}",
        "Nomor BPOM terdiri atas MD dan sedikitnya 12 angka. Periksa label atau surat izinnya.",
    ),
}
"""Kind of licence -> how its number looks once spaces, dots and dashes are gone, and the sentence for any other."""


def baca_nomor_legalitas(jenis: str, nilai: str) -> str:
    """A licence's number as it is stored. Raises ValidationError when it cannot be one of that kind."""
    if jenis == "nib":
        return baca_nib(nilai)
    if jenis not in POLA_LEGALITAS:
        return rapikan(nilai)
    pola, pesan = POLA_LEGALITAS[jenis]
    rapat = re.sub(r"^(P-?IRT)?(NO)?", "", re.sub(r"[ .:/]", "", rapikan(nilai).upper()))
    rapat = rapat.replace("-", "")
    if not re.fullmatch(pola, rapat):
        raise ValidationError(pesan, code="nomor")
    return f"{rapat[:13]}-{rapat[13:]}" if jenis == "pirt" else rapat
