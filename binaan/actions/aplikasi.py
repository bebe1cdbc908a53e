"""Applications of the API and their tokens: deeds of admin_sistem alone."""

from __future__ import annotations

import uuid as uuid_
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from binaan.api.token import TAMPAK, fingerprint
from binaan.enums import Cakupan
from binaan.models import Aplikasi, TokenAplikasi
from desa.models import record
from desa.scoped import deed, penjaga
from desa.waktu import tanggal_wit
from opd.actions.dasar import BERUBAH, SUDAH_ADA, diff, save_checked
from opd.actions.dilihat import short_wait
from opd.enums import Peran
from opd.models import Pengguna

BUKAN_ADMIN = "Aplikasi dan tokennya hanya diatur oleh admin sistem."
SUDAH_TAMPIL = "Token ini sudah dibuat dan hanya tampil sekali. Bila belum sempat disalin, cabut lalu buat yang baru."
PALING_LAMA = 366
"""Days ahead that an application may be allowed to read; then somebody looks at it again."""


@dataclass(frozen=True)
class IsiAplikasi:
    """What the form says of an application."""

    nama: str
    pemilik: str
    tujuan: str
    cakupan: tuple[str, ...]
    berlaku_sampai: date

    def columns(self) -> dict[str, Any]:
        return {
            "nama": self.nama, "pemilik": self.pemilik, "tujuan": self.tujuan,
            "cakupan": tidy_cakupan(self.cakupan), "berlaku_sampai": self.berlaku_sampai,
        }  # fmt: skip


def tidy_cakupan(cakupan: Iterable[str]) -> str:
    """The known words, each once, in the order of `Cakupan`."""
    dipilih = set(cakupan)
    return " ".join(c.value for c in Cakupan if c.value in dipilih)


@deed
def create_aplikasi(isi: IsiAplikasi, *, uuid: uuid_.UUID, by: Pengguna, at: datetime) -> Aplikasi:
    """A new application, still without a token. Raises PermissionDenied or ValidationError."""
    _require_admin(by, at)
    if (ada := Aplikasi.objects.filter(uuid=uuid).first()) is not None:
        if diff(ada, isi.columns()):
            raise ValidationError(SUDAH_ADA, code="sudah_ada")
        return ada
    _check_period(isi.berlaku_sampai, at)
    aplikasi = Aplikasi(uuid=uuid, dibuat_oleh=by, dibuat_pada=at, **isi.columns())
    save_checked(aplikasi)
    perubahan = {k: [None, str(v)] for k, v in isi.columns().items()}
    record(by, "mendaftarkan aplikasi", aplikasi, at=at, perubahan=perubahan)
    return aplikasi


@deed
def change_aplikasi(aplikasi: Aplikasi, isi: IsiAplikasi, *, versi: int, by: Pengguna, at: datetime) -> Aplikasi:
    """Another name, owner, purpose, reach or end; it holds for all its tokens with their next request."""
    _require_admin(by, at)
    kini = Aplikasi.objects.select_for_update(of=("self",)).get(pk=aplikasi.pk)
    perubahan = diff(kini, isi.columns())
    if not perubahan:
        return kini
    if kini.versi != versi:
        raise ValidationError(BERUBAH, code="berubah")
    if "berlaku_sampai" in perubahan:
        _check_period(isi.berlaku_sampai, at)
    for nama, nilai in isi.columns().items():
        setattr(kini, nama, nilai)
    kini.versi = versi + 1
    save_checked(kini, update_fields=[*isi.columns(), "versi"])
    record(by, "mengubah aplikasi", kini, at=at, perubahan=perubahan)
    return kini


@deed
def issue_token(aplikasi: Aplikasi, *, token: str, uuid: uuid_.UUID, by: Pengguna, at: datetime) -> TokenAplikasi:
    """A token more for the application; `token` itself is not stored. Raises ValidationError for a form sent twice."""
    _require_admin(by, at)
    if aplikasi.ended_on(tanggal_wit(at)):
        raise ValidationError("Masa berlaku aplikasi ini sudah berakhir. Ubah dahulu tanggalnya.", code="berakhir")
    if TokenAplikasi.objects.filter(uuid=uuid).exists():
        raise ValidationError(SUDAH_TAMPIL, code="sudah_ada")
    baru = TokenAplikasi(
        uuid=uuid, aplikasi=aplikasi, awalan=token[:TAMPAK], sidik=fingerprint(token), dibuat_oleh=by, dibuat_pada=at
    )
    save_checked(baru)
    record(by, "membuat token aplikasi", aplikasi, at=at, perubahan={"token": [None, baru.awalan]})
    return baru


@deed
def revoke_token(token: TokenAplikasi, *, alasan: str, by: Pengguna, at: datetime) -> TokenAplikasi:
    """Stop a token: whatever shows it next is refused. Raises ValidationError when it was revoked before."""
    _require_admin(by, at)
    if not alasan.strip():
        raise ValidationError({"alasan": "Tulis alasan pencabutan token ini."})
    dicabut = TokenAplikasi.objects.filter(pk=token.pk, dicabut_pada__isnull=True).update(
        dicabut_pada=at, dicabut_oleh=by, alasan=alasan.strip()
    )
    if not dicabut:
        raise ValidationError("Token ini sudah dicabut. Muat ulang halaman.", code="berubah")
    kini = TokenAplikasi.objects.select_related("aplikasi").get(pk=token.pk)
    record(
        by, "mencabut token aplikasi", kini.aplikasi, at=at, alasan=kini.alasan,
        perubahan={"token": [kini.awalan, "dicabut"]},
    )  # fmt: skip
    return kini


def note_use(token: TokenAplikasi, *, on: date) -> None:
    """That the token was used on that day, once a day. Never raises: the answer matters more."""
    if token.terakhir_dipakai is not None and token.terakhir_dipakai >= on:
        return
    belum = TokenAplikasi.objects.filter(pk=token.pk).exclude(terakhir_dipakai__gte=on)
    try:
        with penjaga(False), short_wait(), transaction.atomic():
            belum.update(terakhir_dipakai=on)
    except DatabaseError:
        return


def _require_admin(by: Pengguna, at: datetime) -> None:
    if not by.holds(Peran.ADMIN_SISTEM, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_ADMIN)


def _check_period(sampai: date, at: datetime) -> None:
    hari = tanggal_wit(at)
    if not 0 <= (sampai - hari).days <= PALING_LAMA:
        raise ValidationError(
            {
                "berlaku_sampai": f"Isi tanggal antara hari ini dan {PALING_LAMA} hari lagi; sesudahnya dapat diperpanjang."
            }
        )
