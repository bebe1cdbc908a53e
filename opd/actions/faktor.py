"""The second factor: set up, used once per half minute, replaced, turned off by its owner or reset by somebody else.

The key and the codes exist in the clear only on the page that shows them and in the app; what is stored is sealed or hashed.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from desa.models import record
from desa.sandi import SandiRusak, seal, unseal
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import save_checked
from opd.actions.kabar_akun import tell_owner
from opd.actions.sesi import drop_sessions
from opd.kode_waktu import new_key, new_recovery_code, recovery_hash, step_of
from opd.models import FaktorKedua, KodePemulihan, Pengguna
from opd.permissions_akun import can_reset_factor, must_have_factor

BANYAK_KODE = 10
MASA_PASANG = timedelta(minutes=30)
"""How long a page that offers a key may be kept open before the key is confirmed."""
KODE_SALAH = "Kode ini tidak cocok. Tunggu kode berikutnya di aplikasi autentikator, lalu ketik keenam angkanya."
SUDAH_TERPASANG = "Verifikasi dua langkah sudah terpasang. Muat ulang halaman."
BELUM_TERPASANG = "Verifikasi dua langkah belum terpasang. Muat ulang halaman."
TAWARAN_LEWAT = "Halaman pemasangan ini sudah kedaluwarsa. Buka lagi, lalu pindai kode QR yang baru."
WAJIB = "Peran Anda mewajibkan verifikasi dua langkah, jadi tidak dapat dimatikan."


def offer_key(pengguna: Pengguna, *, at: datetime) -> str:
    """A new key for the page that offers it, sealed with its day and for this person; nothing is stored yet."""
    return seal(f"{int(at.timestamp())}:{new_key()}", konteks=f"faktor.tawaran:{pengguna.pk}")


def offered_key(tawaran: str, pengguna: Pengguna, *, at: datetime) -> str:
    """The key of an offer in the clear. Raises ValidationError when it is too old, altered or somebody else's."""
    try:
        sejak, _, rahasia = unseal(tawaran, konteks=f"faktor.tawaran:{pengguna.pk}").partition(":")
    except SandiRusak as galat:
        raise ValidationError(TAWARAN_LEWAT, code="lewat") from galat
    if not rahasia or at.timestamp() - int(sejak) > MASA_PASANG.total_seconds():
        raise ValidationError(TAWARAN_LEWAT, code="lewat")
    return rahasia


@deed
def confirm_factor(tawaran: str, *, kode: str, by: Pengguna, at: datetime) -> list[str]:
    """The offered key becomes the account's second factor once a code proves that the app has it; the recovery codes.

    Raises ValidationError for a wrong code, an old offer, or an account that has one already.
    """
    kini = Pengguna.objects.select_for_update(of=("self",)).get(pk=by.pk)
    if kini.faktor_sejak is not None:
        raise ValidationError(SUDAH_TERPASANG, code="sudah")
    rahasia = offered_key(tawaran, by, at=at)
    langkah = step_of(rahasia, kode, at=at)
    if langkah is None:
        raise ValidationError({"kode": KODE_SALAH}, code="salah")
    faktor = FaktorKedua(pengguna=by, dibuat_pada=at, langkah=langkah)
    faktor.rahasia = rahasia
    save_checked(faktor)
    Pengguna.objects.filter(pk=by.pk).update(faktor_sejak=at)
    by.faktor_sejak = at
    record(by, "memasang verifikasi dua langkah", by, at=at)
    return _mint_codes(faktor)


def _mint_codes(faktor: FaktorKedua) -> list[str]:
    """New recovery codes in place of all the old ones, in the clear for the one page that shows them."""
    KodePemulihan.objects.filter(faktor=faktor).delete()
    kode = [new_recovery_code() for _ in range(BANYAK_KODE)]
    KodePemulihan.objects.bulk_create(
        KodePemulihan(faktor=faktor, sidik_kode=recovery_hash(satu, faktor.uuid)) for satu in kode
    )
    return kode


@deed
def use_code(pengguna: Pengguna, kode: str, *, at: datetime) -> bool:
    """Whether this is a code of the app or a recovery code of the account, neither used before; it is used up then."""
    faktor = FaktorKedua.objects.filter(pengguna=pengguna).first()
    if faktor is None:
        return False
    langkah = step_of(faktor.rahasia, kode, at=at, sesudah=faktor.langkah)
    if langkah is not None:
        return bool(FaktorKedua.objects.filter(pk=faktor.pk, langkah__lt=langkah).update(langkah=langkah))
    sidik = recovery_hash(kode, faktor.uuid)
    if not sidik:
        return False
    belum = KodePemulihan.objects.filter(faktor=faktor, dipakai_pada__isnull=True)
    if not belum.filter(sidik_kode=sidik).update(dipakai_pada=at):
        return False
    record(pengguna, "memakai kode pemulihan", pengguna, at=at, perubahan={"sisa kode": [None, belum.count()]})
    return True


@deed
def renew_codes(*, by: Pengguna, at: datetime) -> list[str]:
    """Ten new recovery codes; the old ones open nothing any more. Raises ValidationError without a second factor."""
    faktor = FaktorKedua.objects.select_for_update().filter(pengguna=by).first()
    if faktor is None:
        raise ValidationError(BELUM_TERPASANG, code="belum")
    record(by, "membuat kode pemulihan baru", by, at=at)
    return _mint_codes(faktor)


@deed
def turn_off_factor(*, by: Pengguna, at: datetime) -> None:
    """Take the own second factor away; password and code were asked for. Raises PermissionDenied where a role needs it."""
    if must_have_factor(by, on=tanggal_wit(at)):
        raise PermissionDenied(WAJIB)
    _remove(by)
    record(by, "mematikan verifikasi dua langkah", by, at=at)
    _tell(by, "Verifikasi dua langkah akun Anda dimatikan dari akun itu sendiri.")


@deed
def reset_factor(pengguna: Pengguna, *, alasan: str, by: Pengguna | None, at: datetime) -> None:
    """Take away the second factor of somebody who lost it, and end every session; `by` None is the command of the server.

    Raises PermissionDenied for oneself and for anybody but admin_sistem, or ValidationError when there is none.
    """
    if by is not None and not can_reset_factor(by, pengguna, on=tanggal_wit(at)):
        raise PermissionDenied(
            "Verifikasi dua langkah hanya disetel ulang oleh admin sistem lain, tidak pernah sendiri."
        )
    if not alasan.strip():
        raise ValidationError({"alasan": "Tulis alasan penyetelan ulang ini, termasuk cara Anda memastikan orangnya."})
    kini = Pengguna.objects.select_for_update(of=("self",)).get(pk=pengguna.pk)
    _remove(kini)
    drop_sessions(kini)
    record(by, "menyetel ulang verifikasi dua langkah", kini, at=at, alasan=alasan.strip())
    _tell(kini, f"Verifikasi dua langkah akun Anda disetel ulang oleh {by.nama if by else 'pengelola peladen'}.")


def _remove(pengguna: Pengguna) -> None:
    """Delete key and codes. Raises ValidationError when there are none."""
    faktor = FaktorKedua.objects.filter(pengguna=pengguna)
    KodePemulihan.objects.filter(faktor__in=faktor).delete()
    if not faktor.delete()[0]:
        raise ValidationError(BELUM_TERPASANG, code="belum")
    Pengguna.objects.filter(pk=pengguna.pk).update(faktor_sejak=None)
    pengguna.faktor_sejak = None


def _tell(pengguna: Pengguna, kalimat: str) -> None:
    transaction.on_commit(partial(tell_owner, pengguna, "Verifikasi dua langkah berubah", kalimat))
