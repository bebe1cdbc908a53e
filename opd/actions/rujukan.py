"""Keep reference data: one deed to add a row and one to change it, for the models and columns listed here alone.

Old and new values go into the Catatan; of a PERSONAL value only that it changed. Nobody overwrites unseen: the writer
hands in the fingerprint of the row as it was shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models

from desa.enums import JenisAngka
from desa.models import (
    BatasStatus,
    DaftarPrioritas,
    DataKemiskinan,
    Desa,
    IndeksHarga,
    IndikatorMakro,
    Kbli,
    Kontak,
    NilaiMakro,
    record,
)
from desa.models.makro import KODE_KEMISKINAN
from desa.scoped import deed, names, penjaga
from desa.waktu import tanggal_wit
from opd.actions.dasar import BERUBAH, diff, save_checked
from opd.actions.sesi import drop_sessions
from opd.enums import BuktiOpd
from opd.models import AliasOpd, IndikatorOpd, Jabatan, Opd, Pengguna, Sk
from opd.permissions import can_maintain_penugasan, can_maintain_users

PRIBADI = {"nip": ("nip", "NIP"), "telepon": ("telepon_sandi", "nomor telepon")}
"""PERSONAL values that come in apart from the rest: attribute -> (column, words of the Catatan)."""

Izin = Callable[[Pengguna, models.Model | None, date], bool]


def _pemelihara(by: Pengguna, lama: models.Model | None, on: date) -> bool:
    return can_maintain_penugasan(by, on=on)


def _pemelihara_jabatan(by: Pengguna, lama: Any, on: date) -> bool:
    """An office tied to an account carries a head's rights: those are given and taken by admin_sistem alone."""
    return can_maintain_users(by, on=on) if lama is not None and lama.pengguna_id else can_maintain_penugasan(by, on=on)


@dataclass(frozen=True)
class Aturan:
    """What may be written of one model, and by whom: columns, columns given only at the start, many-to-many, PERSONAL."""

    kolom: frozenset[str]
    awal: frozenset[str] = frozenset()
    banyak: frozenset[str] = frozenset()
    pribadi: frozenset[str] = frozenset()
    izin: Izin = _pemelihara


ATURAN: dict[type[models.Model], Aturan] = {
    Desa: Aturan(names("jenis sebutan_kepala_lain kode_bps")),
    Kontak: Aturan(names("desa kecamatan jabatan nama mulai selesai sumber"), pribadi=names("telepon")),
    Kbli: Aturan(names("nama kata sumber"), awal=names("kode kunci")),
    BatasStatus: Aturan(names("jenis mulai_tahun sangat_tertinggal tertinggal berkembang maju dipastikan sumber")),
    IndeksHarga: Aturan(names("bulan nilai tahun_dasar sumber")),
    DaftarPrioritas: Aturan(names("nama dasar tanggal sumber catatan"), banyak=names("desa")),
    Sk: Aturan(names("nomor tanggal tentang berkas mulai selesai mengubah sumber catatan")),
    IndikatorMakro: Aturan(names("nama satuan arah definisi urutan"), awal=names("kode")),
    NilaiMakro: Aturan(names("indikator jenis tahun periode nilai nilai_atas sumber tanggal_data catatan")),
    DataKemiskinan: Aturan(
        names("kabupaten tahun periode persen_miskin presisi jumlah_ribu p1 p2 garis_rp sumber catatan")
    ),
    Opd: Aturan(
        names("nama singkatan jenis induk berlaku_mulai berlaku_selesai bukti sumber tanggal_data catatan"),
        awal=names("slug"),
    ),
    AliasOpd: Aturan(names("opd nama mulai selesai"), awal=names("kunci dicatat_oleh")),
    IndikatorOpd: Aturan(names("indikator opd catatan")),
    Jabatan: Aturan(
        names("opd nama_jabatan pemegang status mulai selesai pengguna sumber"),
        pribadi=names("nip"),
        izin=_pemelihara_jabatan,
    ),
}


def fingerprint(objek: models.Model, kolom: Iterable[str], banyak: Iterable[str] = ()) -> str:
    """What a row says in these columns and many-to-many fields, as 64 hexadecimal digits. One query for each of the latter."""
    isi = [f"{k}={objek.serializable_value(k)}" for k in sorted(kolom)]
    with penjaga(False):
        isi += [f"{nama}={sorted(getattr(objek, nama).values_list('pk', flat=True))}" for nama in sorted(banyak)]
    return sha256("\x1f".join(isi).encode()).hexdigest()


@deed
def create_reference(
    objek: models.Model,
    *,
    banyak: dict[str, Iterable[Any]] | None = None,
    pribadi: dict[str, str] | None = None,
    by: Pengguna,
    at: datetime,
) -> models.Model:
    """The unsaved row `objek`, saved with its many-to-many and PERSONAL values.

    Raises PermissionDenied, or ValidationError when a rule of the model is broken.
    """
    aturan = _require_right(objek, None, by=by, at=at)
    if isinstance(objek, Jabatan) and objek.pengguna_id and not can_maintain_users(by, on=tanggal_wit(at)):
        raise PermissionDenied("Akun hanya dihubungkan ke jabatan oleh admin sistem.")
    perubahan = _set_personal(objek, pribadi or {}, aturan)
    _require_rules(objek)
    save_checked(objek)
    isi = {k: getattr(objek, k) for k in sorted(aturan.kolom)}
    perubahan |= {k: [None, v if isinstance(v, str | int) else str(v)] for k, v in isi.items() if v}
    perubahan |= _set_many(objek, banyak or {}, aturan)
    record(by, f"menambah {objek._meta.verbose_name}", objek, at=at, perubahan=perubahan, opd_id=_opd_of(objek))
    return objek


@deed
def change_reference(
    objek: models.Model,
    isi: dict[str, Any],
    *,
    sidik: str,
    banyak: dict[str, Iterable[Any]] | None = None,
    pribadi: dict[str, str] | None = None,
    by: Pengguna,
    at: datetime,
) -> models.Model:
    """The row with the columns of `isi`; `pribadi` holds only values that change. Without a change nothing is recorded.

    Whose account headed an OPD by an office and does so no more is signed out everywhere. Raises PermissionDenied, or
    ValidationError when a rule is broken or somebody changed the row since it was shown.
    """
    kini = type(objek)._default_manager.select_for_update(of=("self",)).get(pk=objek.pk)
    aturan = _require_right(kini, kini, by=by, at=at)
    if fingerprint(kini, aturan.kolom, aturan.banyak) != sidik:
        raise ValidationError(BERUBAH, code="berubah")
    _require_known(isi, aturan.kolom)
    perubahan = diff(kini, isi)
    if "pengguna" in perubahan and not can_maintain_users(by, on=tanggal_wit(at)):
        raise PermissionDenied("Akun hanya dihubungkan ke jabatan oleh admin sistem.")
    kolom = {*perubahan, *(PRIBADI[nama][0] for nama in pribadi or {})}
    pemegang = _head(kini, tanggal_wit(at))
    for nama, nilai in isi.items():
        setattr(kini, nama, nilai)
    perubahan |= _set_personal(kini, pribadi or {}, aturan)
    _require_rules(kini)
    if kolom:
        save_checked(kini, update_fields=sorted(kolom))
    if pemegang is not None and _head(kini, tanggal_wit(at)) != pemegang:
        drop_sessions(pemegang)
    perubahan |= _set_many(kini, banyak or {}, aturan)
    if perubahan:
        record(by, f"mengubah {kini._meta.verbose_name}", kini, at=at, perubahan=perubahan, opd_id=_opd_of(kini))
    return kini


def _require_right(objek: models.Model, lama: models.Model | None, *, by: Pengguna, at: datetime) -> Aturan:
    aturan = ATURAN.get(type(objek))
    if aturan is None or not aturan.izin(by, lama, tanggal_wit(at)):
        raise PermissionDenied(f"{objek._meta.verbose_name} tidak dapat Anda ubah.")
    return aturan


def _head(objek: models.Model, on: date) -> Pengguna | None:
    """The account that heads an OPD by this office on a day."""
    berlaku = isinstance(objek, Jabatan) and objek.mulai <= on and (objek.selesai is None or objek.selesai > on)
    return objek.pengguna if berlaku else None  # type: ignore[attr-defined]


def _require_known(nama: Iterable[str], dikenal: frozenset[str]) -> None:
    asing = set(nama) - dikenal
    if asing:
        raise PermissionDenied(f"Kolom ini tidak dapat ditulis: {', '.join(sorted(asing))}.")


def _require_rules(objek: models.Model) -> None:
    """Rules that the database cannot say."""
    if isinstance(objek, Opd) and objek.bukti == BuktiOpd.DIKONFIRMASI and not objek.sumber.strip():
        raise ValidationError({"sumber": "OPD yang dikonfirmasi harus menyebut sumbernya, misalnya nomor Perda."})
    if isinstance(objek, NilaiMakro):
        _require_macro(objek)
    if isinstance(objek, Sk) and objek.mengubah_id is not None and objek.mengubah_id == objek.pk:
        raise ValidationError({"mengubah": "SK tidak mengubah dirinya sendiri. Pilih SK lain."})


def _require_macro(n: NilaiMakro) -> None:
    """Realised poverty stands with the figures of BPS alone, and a per cent is one."""
    if n.jenis == JenisAngka.REALISASI and n.indikator.kode == KODE_KEMISKINAN:
        raise ValidationError(
            {"indikator": "Realisasi penduduk miskin dibaca dari Data kemiskinan BPS. Catat angkanya di sana."}
        )
    if n.indikator.satuan == "%" and any(abs(v) > 100 for v in (n.nilai, n.nilai_atas) if v is not None):
        raise ValidationError({"nilai": "Persen ini lebih dari 100. Periksa koma desimalnya."})


def _set_personal(objek: models.Model, pribadi: dict[str, str], aturan: Aturan) -> dict[str, list[Any]]:
    _require_known(pribadi, aturan.pribadi)
    for nama, nilai in pribadi.items():
        setattr(objek, nama, nilai)
    return {PRIBADI[nama][1]: ["", "diubah"] for nama in pribadi}


def _set_many(objek: models.Model, banyak: dict[str, Iterable[Any]], aturan: Aturan) -> dict[str, list[Any]]:
    """Set the many-to-many fields; what was added and taken away, in words."""
    _require_known(banyak, aturan.banyak)
    hasil: dict[str, list[Any]] = {}
    for nama, baru in banyak.items():
        pengelola = getattr(objek, nama)
        lama, baru = set(pengelola.all()), set(baru)
        if lama != baru:
            pengelola.set(baru)
            hasil[nama] = [sorted(map(str, lama - baru)), sorted(map(str, baru - lama))]
    return hasil


def _opd_of(objek: models.Model) -> int | None:
    return objek.pk if isinstance(objek, Opd) else getattr(objek, "opd_id", None)
