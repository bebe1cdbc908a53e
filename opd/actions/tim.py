"""Form a team for a penugasan under the SK of the OPD's head, and keep it right. Members are never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File

from desa.models import record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import BERUBAH, diff, lock_penugasan, save_checked
from opd.models import AnggotaTim, Pengguna, Penugasan, Tim
from opd.permissions import can_manage_team

TANPA_ANGGOTA = "Tim berisi sedikitnya satu anggota. Isi nama dan perannya."


@dataclass(frozen=True)
class IsiAnggota:
    """One member; `pk` None is a new one."""

    nama: str
    peran: str
    pk: int | None = None


@dataclass(frozen=True)
class IsiTim:
    """What the form says of a team. `berkas` None leaves the stored file."""

    nomor_sk: str
    tanggal_sk: date
    mulai: date
    selesai: date | None = None
    berkas: File | None = None
    anggota: tuple[IsiAnggota, ...] = ()

    def columns(self) -> dict[str, Any]:
        """The plain columns of Tim."""
        return {k: getattr(self, k) for k in ("nomor_sk", "tanggal_sk", "mulai", "selesai")}

    def fingerprint(self) -> str:
        """A short text that changes whenever the team does, for a form to bring back."""
        return sha256(repr((self.columns(), self.anggota)).encode()).hexdigest()[:16]


@deed
def create_tim(penugasan: Penugasan, isi: IsiTim, *, by: Pengguna, at: datetime) -> Tim:
    """A new team with its members. Raises PermissionDenied, or ValidationError when another team is still open."""
    penugasan = _lock(penugasan.pk, by=by, at=at)
    _require_days(penugasan, isi, on=tanggal_wit(at))
    if not isi.anggota:
        raise ValidationError(TANPA_ANGGOTA, code="tanpa_anggota")
    tim = Tim(penugasan=penugasan, **isi.columns())
    if isi.berkas:
        tim.berkas = isi.berkas
    save_checked(tim)
    perubahan = diff(Tim(), isi.columns()) | _save_members(tim, isi.anggota)
    record(by, "membentuk tim", tim, at=at, opd_id=penugasan.opd_id, perubahan=perubahan)
    return tim


@deed
def change_tim(tim: Tim, isi: IsiTim, *, lama: IsiTim, by: Pengguna, at: datetime) -> Tim:
    """The team as `isi` says; `lama` is what the writer saw. Members may be named anew and added, not taken away."""
    penugasan = _lock(tim.penugasan_id, by=by, at=at)
    kini = Tim.objects.select_for_update(of=("self",)).get(pk=tim.pk)
    if read_isi(kini) != lama:
        raise ValidationError(BERUBAH, code="berubah")
    _require_days(penugasan, isi, on=tanggal_wit(at))
    perubahan = diff(kini, isi.columns())
    for nama, nilai in isi.columns().items():
        setattr(kini, nama, nilai)
    kolom = list(perubahan)
    if isi.berkas:
        kini.berkas = isi.berkas
        kolom.append("berkas")
        perubahan["berkas"] = ["", "berkas baru"]
    if kolom:
        save_checked(kini, update_fields=kolom)
    perubahan |= _save_members(kini, isi.anggota)
    if perubahan:
        record(by, "mengubah tim", kini, at=at, opd_id=penugasan.opd_id, perubahan=perubahan)
    return kini


def read_isi(tim: Tim) -> IsiTim:
    """What a stored team says, without its file. One query. For deeds and for forms on a scoped row."""
    anggota = AnggotaTim.objects.filter(tim=tim).scoped().order_by("pk")
    isi = tuple(IsiAnggota(a.nama, a.peran, a.pk) for a in anggota)
    return IsiTim(tim.nomor_sk, tim.tanggal_sk, tim.mulai, tim.selesai, None, isi)


def _lock(penugasan_id: int, *, by: Pengguna, at: datetime) -> Penugasan:
    (penugasan,) = lock_penugasan(penugasan_id)
    if not can_manage_team(by, penugasan, on=tanggal_wit(at)):
        raise PermissionDenied("Tim hanya diatur oleh OPD yang bertugas di desa ini.")
    return penugasan


def _require_days(penugasan: Penugasan, isi: IsiTim, *, on: date) -> None:
    if isi.tanggal_sk > on:
        raise ValidationError({"tanggal_sk": "Tanggal SK belum terjadi. Isi tanggal hari ini atau sebelumnya."})
    if not penugasan.covers(isi.mulai):
        raise ValidationError({"mulai": "Tanggal ini di luar masa penugasan. Periksa tanggal mulai tim."})
    if penugasan.selesai and isi.selesai and isi.selesai > penugasan.selesai:
        raise ValidationError({"selesai": "Tim tidak dapat melampaui masa penugasan. Periksa tanggal selesainya."})


def _save_members(tim: Tim, anggota: Sequence[IsiAnggota]) -> dict[str, list[Any]]:
    """Save new and renamed members; what changed, per member, in words. Roles are freed before they are taken."""
    tersimpan = {a.pk: a for a in AnggotaTim.objects.filter(tim=tim)}
    if any(a.pk is not None and a.pk not in tersimpan for a in anggota):
        raise PermissionDenied("Anggota ini bukan anggota tim tersebut.")
    hasil: dict[str, list[Any]] = {}
    for isi in sorted(anggota, key=lambda a: (a.pk is None, a.pk is not None and a.peran == "ketua")):
        satu = tersimpan.get(isi.pk) if isi.pk else None
        lama = str(satu) if satu else None
        if satu is None:
            satu = AnggotaTim(tim=tim)
        elif (satu.nama, satu.peran) == (isi.nama, isi.peran):
            continue
        satu.nama, satu.peran = isi.nama, isi.peran
        save_checked(satu)
        hasil[f"anggota {len(hasil) + 1}"] = [lama, str(satu)]
    return hasil
