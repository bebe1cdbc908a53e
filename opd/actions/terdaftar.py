"""Add an outside party to its register, change, close or reopen it, show its contact: partners (mitra) and buyers (pembeli).

Contacts never reach a Catatan. The deeds of each register (actions/mitra.py, actions/pembeli.py) name themselves and open
the transaction; what they do stands here once.
"""

from __future__ import annotations

import uuid as uuid_
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError

from desa.models import record
from desa.waktu import tanggal_wit
from opd.actions.dasar import SUDAH_ADA, MintaYakin, changed_meanwhile, diff, save_checked
from opd.actions.fakta import require_alasan
from opd.actions.nisan import require_not_erased
from opd.models import Opd, Pengguna
from opd.models.terdaftar import Terdaftar, kunci_badan
from opd.permissions_mitra import can_add_terdaftar, can_edit_terdaftar
from opd.rekap.nisan import contact_of

T = TypeVar("T", bound=Terdaftar)

PRIBADI = {"nama_kontak": "nama kontak diubah", "telepon": "nomor telepon diubah", "surel": "surel diubah"}
"""Personal fields, and how a Catatan says that they changed."""


class IsiTerdaftar(Protocol):
    """What the form says. A personal field that is None means "leave as stored"."""

    @property
    def nama_kontak(self) -> str | None: ...
    @property
    def telepon(self) -> str | None: ...
    @property
    def surel(self) -> str | None: ...
    def columns(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Kontak:
    """The contact in the clear, for one recorded look."""

    nama_kontak: str
    telepon: str
    surel: str


@dataclass(frozen=True)
class Register(Generic[T]):
    """One register: its model, and the noun its sentences and its Catatan use."""

    model: type[T]
    kata: str

    @property
    def bukan_pencatat(self) -> str:
        return f"{self.kata.capitalize()} didaftarkan oleh kepala atau operator OPD, atau verifikator."

    @property
    def bukan_pemilik(self) -> str:
        return f"{self.kata.capitalize()} ini diubah oleh OPD yang mendaftarkannya atau verifikator."

    def create(self, isi: IsiTerdaftar, *, uuid: uuid_.UUID, by: Pengguna, at: datetime, yakin: bool) -> T:
        """A new row; the stored one when this form was sent before.

        Raises PermissionDenied, or MintaYakin when one of like name is there already and `yakin` does not say it is another.
        """
        hari = tanggal_wit(at)
        if not can_add_terdaftar(by, on=hari):
            raise PermissionDenied(self.bukan_pencatat)
        if (ada := self._semua().filter(uuid=uuid).first()) is not None:
            if ada.dicatat_oleh_id != by.pk or diff(ada, isi.columns()) or personal_changes(ada, isi):
                raise ValidationError(SUDAH_ADA, code="sudah_ada")
            return ada
        baru = self.model(uuid=uuid, dicatat_oleh=by, dicatat_pada=at, **isi.columns())
        baru.opd = Opd.objects.filter(pk__in=by.opd_ids(hari)).order_by("pk").first()
        self._name(baru, yakin=yakin)
        personal_changes(baru, isi)
        save_checked(baru)
        record(by, f"mendaftarkan {self.kata}", baru, at=at, opd_id=baru.opd_id)
        return baru

    def change(self, lama: T, isi: IsiTerdaftar, *, versi: int, by: Pengguna, at: datetime, yakin: bool) -> T:
        """The row as `isi` says it; what is the same changes nothing. Raises as `create`, or when changed meanwhile."""
        kini = self._locked(lama)
        perubahan = diff(kini, isi.columns())
        for nama, nilai in isi.columns().items():
            setattr(kini, nama, nilai)
        pribadi = personal_changes(kini, isi)
        perubahan |= pribadi
        if not perubahan:
            return kini
        self._require_right(kini, versi=versi, by=by, at=at)
        if pribadi:
            _require_contact(kini)
        self._name(kini, yakin=yakin or "nama" not in perubahan)
        kini.versi = versi + 1
        save_checked(kini)
        record(by, f"mengubah {self.kata}", kini, at=at, opd_id=kini.opd_id, perubahan=perubahan)
        return kini

    def close(self, lama: T, *, versi: int, alasan: str, by: Pengguna, at: datetime) -> T:
        """Nothing new is taken of it any more, with the reason. What there is stays."""
        kini, alasan = self._locked(lama), require_alasan(alasan)
        if kini.ditutup_pada is not None:
            return kini
        self._require_right(kini, versi=versi, by=by, at=at)
        return self._set_closed(kini, "menutup", at, alasan, tersimpan=alasan, by=by, at=at)

    def reopen(self, lama: T, *, versi: int, alasan: str, by: Pengguna, at: datetime) -> T:
        """A closed one takes part again, with the reason."""
        kini, alasan = self._locked(lama), require_alasan(alasan)
        if kini.ditutup_pada is None:
            return kini
        self._require_right(kini, versi=versi, by=by, at=at)
        return self._set_closed(kini, "membuka kembali", None, alasan, tersimpan="", by=by, at=at)

    def show_kontak(self, lama: T, *, by: Pengguna, at: datetime) -> Kontak:
        """The contact in the clear; that it was read is recorded. Raises PermissionDenied."""
        kini = self._semua().personal_for(by).filter(pk=lama.pk).first()
        if kini is None:
            raise PermissionDenied(f"Kontak {self.kata} hanya untuk OPD dan verifikator.")
        record(by, f"melihat kontak {self.kata}", kini, at=at, opd_id=kini.opd_id)
        return Kontak(kini.nama_kontak, kini.telepon, kini.surel)

    def _set_closed(
        self,
        kini: T,
        tindakan: str,
        pada: datetime | None,
        alasan: str,
        *,
        tersimpan: str,
        by: Pengguna,
        at: datetime,
    ) -> T:
        kini.ditutup_pada, kini.alasan_tutup, kini.versi = pada, tersimpan, kini.versi + 1
        save_checked(kini, update_fields=["ditutup_pada", "alasan_tutup", "versi"])
        record(by, f"{tindakan} {self.kata}", kini, at=at, opd_id=kini.opd_id, alasan=alasan)
        return kini

    def _semua(self) -> Any:
        return self.model._default_manager.all()

    def _locked(self, lama: T) -> T:
        """The row as it stands, locked."""
        self._semua().select_for_update().get(pk=lama.pk)
        return self._semua().select_related("opd__dilebur_ke").get(pk=lama.pk)

    def _require_right(self, kini: T, *, versi: int, by: Pengguna, at: datetime) -> None:
        if not can_edit_terdaftar(by, kini, on=tanggal_wit(at)):
            raise PermissionDenied(self.bukan_pemilik)
        if kini.versi != versi:
            raise ValidationError(changed_meanwhile(kini), code="berubah")

    def _name(self, baris: T, *, yakin: bool) -> None:
        """Set the key, and ask about another one of like name."""
        baris.kunci_nama = kunci_badan(baris.nama)
        serupa = self._semua().filter(kunci_nama=baris.kunci_nama).exclude(pk=baris.pk).first()
        if serupa is not None and not yakin:
            raise MintaYakin(
                f"“{serupa.nama}” sudah ada di register. Pakai yang itu, atau centang bahwa ini {self.kata} lain.",
                code="serupa",
            )


def _require_contact(kini: Terdaftar) -> None:
    """Raise ValidationError for a contact of this very party that was erased or restricted on request."""
    for bidang in PRIBADI:
        require_not_erased(bidang, contact_of(kini, getattr(kini, bidang)))


def personal_changes(baris: Terdaftar, isi: IsiTerdaftar) -> dict[str, list[Any]]:
    """Write what is given of the contact, and say only that it changed."""
    hasil: dict[str, list[Any]] = {}
    for nama, kata in PRIBADI.items():
        nilai = getattr(isi, nama)
        if nilai is not None and nilai != getattr(baris, nama):
            setattr(baris, nama, nilai)
            hasil[f"data {nama.removeprefix('nama_')}"] = ["", kata]
    return hasil
