"""How the cells of a list of enterprises are read that hold a word of a few."""

from uuid import UUID

from django.core.exceptions import ValidationError

from desa.enums import BentukUsaha, JenisKelamin, KeluargaMiskin
from desa.validators import kunci_nama

BENTUK = {kunci_nama(b.label): b for b in BentukUsaha} | {
    "bumdes": BentukUsaha.BUMDES, "bum desa": BentukUsaha.BUMDES, "badan usaha milik desa": BentukUsaha.BUMDES,
    "bumneg": BentukUsaha.BUMDES, "poktan": BentukUsaha.KELOMPOK, "kelompok tani": BentukUsaha.KELOMPOK,
    "kub": BentukUsaha.KELOMPOK, "kelompok usaha": BentukUsaha.KELOMPOK, "perseorangan": BentukUsaha.PERORANGAN,
    "usaha perorangan": BentukUsaha.PERORANGAN, "umkm": BentukUsaha.PERORANGAN,
}  # fmt: skip
YA_TIDAK = {"ya": True, "y": True, "iya": True, "tidak": False, "t": False, "bukan": False}
KELAMIN = {
    "l": JenisKelamin.LAKI_LAKI, "laki laki": JenisKelamin.LAKI_LAKI, "lakilaki": JenisKelamin.LAKI_LAKI,
    "pria": JenisKelamin.LAKI_LAKI, "p": JenisKelamin.PEREMPUAN, "perempuan": JenisKelamin.PEREMPUAN,
    "wanita": JenisKelamin.PEREMPUAN, "pr": JenisKelamin.PEREMPUAN, "lk": JenisKelamin.LAKI_LAKI,
}  # fmt: skip


def read_uuid(nilai: object) -> UUID:
    try:
        return UUID(str(nilai).strip())
    except ValueError as keliru:
        raise ValidationError("pengenal ini tidak utuh. Salin lagi dari unduhannya, atau kosongkan.") from keliru


def read_sex(nilai: object) -> str:
    if (kelamin := KELAMIN.get(kunci_nama(str(nilai)))) is None:
        raise ValidationError("jenis kelamin ditulis L atau P.")
    return kelamin.value


def read_yes(nilai: object) -> bool:
    if (jawab := YA_TIDAK.get(kunci_nama(str(nilai)))) is None:
        raise ValidationError("isi ya atau tidak.")
    return jawab


def read_poor(nilai: object) -> str:
    return (KeluargaMiskin.YA if read_yes(nilai) else KeluargaMiskin.TIDAK).value
