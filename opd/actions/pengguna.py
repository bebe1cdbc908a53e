"""Open and close accounts, give and take roles, reset a password. Deeds of admin_sistem alone."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from desa.models import record
from desa.scoped import deed, penjaga
from desa.waktu import tanggal_wit
from opd.actions.dasar import BERUBAH, diff, save_checked
from opd.actions.sesi import drop_sessions
from opd.enums import Peran
from opd.models import Opd, Pengguna, PeranPengguna
from opd.permissions import can_maintain_users

HURUF = "abcdefghjkmnpqrstuvwxyz"
ANGKA = "23456789"
SUDAH_BERJALAN = (
    "Peran yang sudah berjalan tidak diganti menjadi peran atau OPD lain, karena apa yang terbuka baginya dahulu harus tetap "
    "tercatat. Isi tanggal selesainya, lalu beri peran baru di baris kosong."
)
SATU_ADMIN = "Harus ada sedikitnya satu admin sistem yang aktif. Beri peran itu kepada orang lain dahulu."


@dataclass(frozen=True)
class IsiPeran:
    """A role from-to; `pk` None is a new one."""

    peran: str
    opd: Opd | None
    mulai: date
    selesai: date | None = None
    pk: int | None = None

    def columns(self) -> dict[str, Any]:
        return {"peran": self.peran, "opd": self.opd, "mulai": self.mulai, "selesai": self.selesai}


def make_password() -> str:
    """A temporary password to read out on the telephone: four groups of letters and digits, about 80 bits."""
    return "-".join("".join(secrets.choice(HURUF + ANGKA) for _ in range(3)) + secrets.choice(ANGKA) for _ in range(4))


@deed
def create_pengguna(
    *, username: str, nama: str, surel: str, peran: tuple[IsiPeran, ...], sandi: str, by: Pengguna, at: datetime
) -> Pengguna:
    """A new account with its roles and a temporary password. Raises PermissionDenied or ValidationError."""
    _require_right(by, at)
    pengguna = Pengguna(username=username, nama=nama, surel=surel, sandi_sementara_sejak=at)
    pengguna.set_password(sandi)
    save_checked(pengguna)
    record(by, "membuka akun", pengguna, at=at, perubahan={"username": [None, username], "nama": [None, nama]})
    _save_roles(pengguna, peran, by=by, at=at)
    return pengguna


def account_seen(pengguna: Pengguna) -> str:
    """A short text that changes whenever name, state or roles of the account do, for a form to bring back. One query."""
    peran = PeranPengguna.objects.filter(pengguna=pengguna).order_by("pk")
    with penjaga(False):
        isi = list(peran.values_list("pk", "peran", "opd", "kelompok", "mulai", "selesai"))
    return sha256(repr((pengguna.nama, pengguna.is_active, isi)).encode()).hexdigest()[:16]


@deed
def change_pengguna(
    pengguna: Pengguna,
    *,
    nama: str,
    is_active: bool,
    surel: str | None,
    peran: tuple[IsiPeran, ...],
    sidik: str,
    by: Pengguna,
    at: datetime,
) -> Pengguna:
    """The account with a new name, state and roles; `surel` None leaves the stored address, "" takes it away.

    Raises PermissionDenied, or ValidationError when it is not the account that was seen (`account_seen`): a page opened
    before another admin closed it, or ended a role, would open that again.
    """
    _require_right(by, at)
    kini = Pengguna.objects.select_for_update(of=("self",)).get(pk=pengguna.pk)
    if account_seen(kini) != sidik:
        raise ValidationError(BERUBAH, code="berubah")
    if kini.pk == by.pk and not is_active:
        raise ValidationError({"is_active": "Anda tidak dapat menonaktifkan akun sendiri. Minta admin sistem lain."})
    perubahan = diff(kini, {"nama": nama, "is_active": is_active})
    kini.nama, kini.is_active = nama, is_active
    if surel is not None and surel != kini.surel:
        kini.surel = surel
        perubahan["alamat surel"] = ["", "diubah" if surel else "dihapus"]
    if perubahan:
        save_checked(kini, update_fields=["nama", "is_active", "surel"])
        record(by, "mengubah akun", kini, at=at, perubahan=perubahan)
    berakhir = _save_roles(kini, peran, by=by, at=at)
    if berakhir or not kini.is_active:
        drop_sessions(kini)
    _require_admin(at)
    return kini


@deed
def reset_password(pengguna: Pengguna, *, sandi: str, by: Pengguna, at: datetime) -> Pengguna:
    """Give the account a temporary password; every session it has ends."""
    _require_right(by, at)
    kini = Pengguna.objects.select_for_update(of=("self",)).get(pk=pengguna.pk)
    kini.set_password(sandi)
    kini.sandi_sementara_sejak = kini.sandi_sejak = at
    kini.save(update_fields=["password", "sandi_sementara_sejak", "sandi_sejak"])
    drop_sessions(kini)
    record(by, "menyetel ulang kata sandi", kini, at=at)
    return kini


def _require_right(by: Pengguna, at: datetime) -> None:
    if not can_maintain_users(by, on=tanggal_wit(at)):
        raise PermissionDenied("Akun dan peran hanya diatur oleh admin sistem.")


def _require_admin(at: datetime) -> None:
    admin = PeranPengguna.objects.filter(peran=Peran.ADMIN_SISTEM, pengguna__is_active=True)
    if not admin.open_on(tanggal_wit(at)).exists():
        raise ValidationError(SATU_ADMIN, code="satu_admin")


def _save_roles(pengguna: Pengguna, peran: tuple[IsiPeran, ...], *, by: Pengguna, at: datetime) -> bool:
    """New and changed roles, each with its Catatan. Closing frees before opening takes. Whether one has ended by this day.

    Raises ValidationError if one that has begun would become another: what it opened on the days before is asked after a leak.
    """
    berakhir = False
    tersimpan = {p.pk: p for p in PeranPengguna.objects.filter(pengguna=pengguna).select_related("opd")}
    if any(p.pk is not None and p.pk not in tersimpan for p in peran):
        raise PermissionDenied("Peran ini milik akun lain.")
    for isi in sorted(peran, key=lambda p: p.pk is None):
        satu = tersimpan[isi.pk] if isi.pk else PeranPengguna(pengguna=pengguna)
        perubahan = diff(satu, isi.columns()) if isi.pk else {k: [None, str(v)] for k, v in isi.columns().items() if v}
        if not perubahan:
            continue
        if isi.pk and {"peran", "opd"} & perubahan.keys() and satu.mulai < tanggal_wit(at):
            raise ValidationError(SUDAH_BERJALAN, code="sudah_berjalan")
        berakhir |= "selesai" in perubahan and isi.selesai is not None and isi.selesai <= tanggal_wit(at)
        for nama, nilai in isi.columns().items():
            setattr(satu, nama, nilai)
        save_checked(satu)
        tindakan = "mengubah peran" if isi.pk else "memberi peran"
        record(by, tindakan, pengguna, at=at, perubahan=perubahan, opd_id=isi.opd.pk if isi.opd else None)
    pengguna.forget_roles()
    return berakhir
