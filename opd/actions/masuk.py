"""Signing in: counters in the database that slow down guessing, and changing one's own password."""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.crypto import salted_hmac

from desa.models import record
from desa.scoped import deed
from opd.actions.sesi import drop_sessions
from opd.models import Pengguna, PercobaanMasuk
from opd.retensi import PERCOBAAN_MASUK

PER_AKUN_JARINGAN = 5
MASA_AKUN = timedelta(minutes=15)
PER_AKUN = 15
PER_JARINGAN = 20
PER_AKUN_DIKENAL = 3
MASA_JARINGAN = timedelta(hours=1)
SIMPAN = PERCOBAAN_MASUK.masa
TERLALU_SERING = "Terlalu banyak percobaan masuk yang salah. Tunggu 15 menit, lalu coba lagi."


def _sidik(jenis: str, nilai: str) -> str:
    """A keyed hash, so that the counters name neither account nor address."""
    return salted_hmac(f"opd.masuk.{jenis}", nilai, algorithm="sha256").hexdigest()


def network_of(alamat: str) -> str:
    """The network an address counts for: itself for IPv4, its /64 for IPv6; "" when it is no address."""
    try:
        ip = ip_address(alamat.strip())
    except ValueError:
        return ""
    if isinstance(ip, IPv6Address):
        return str(ip.ipv4_mapped) if ip.ipv4_mapped else ip.exploded[:19]
    return str(ip)


def begin_attempt(username: str, *, alamat: str, at: datetime) -> PercobaanMasuk | None:
    """Note an attempt as wrong until proven right, and return it; None when too many wrong ones came before."""
    return _begin(_sidik("akun", username), _sidik("jaringan", network_of(alamat)), at)


def begin_reentry(pengguna: Pengguna, *, at: datetime) -> PercobaanMasuk | None:
    """The same for the password typed again by who is signed in: counted for the account alone, wherever it is used."""
    return _begin(_sidik("ulang", str(pengguna.pk)), _sidik("ulang", str(pengguna.pk)), at)


def begin_code(pengguna: Pengguna, *, alamat: str, at: datetime) -> PercobaanMasuk | None:
    """The same for the code of a second factor, whose counters are its own."""
    return _begin(_sidik("kode", str(pengguna.pk)), _sidik("kode-jaringan", network_of(alamat)), at)


def _begin(akun: str, jaringan: str, at: datetime) -> PercobaanMasuk | None:
    """The note is committed before counting, so of any number of parallel attempts at most the allowed number pass.

    A refused attempt leaves no note: waiting always ends the pause. Must run outside a transaction.
    """
    percobaan = PercobaanMasuk.objects.create(akun=akun, jaringan=jaringan, pada=at, berhasil=False)
    benar_kemudian = PercobaanMasuk.objects.filter(
        akun=OuterRef("akun"), jaringan=OuterRef("jaringan"), berhasil=True, pk__gt=OuterRef("pk")
    )
    salah = PercobaanMasuk.objects.filter(~Exists(benar_kemudian), jaringan=jaringan, berhasil=False)
    if (
        salah.filter(akun=akun, pada__gt=at - MASA_AKUN).count() > PER_AKUN_JARINGAN
        or _sprayed(salah.filter(pada__gt=at - MASA_JARINGAN), akun, jaringan, at=at)
        or _guessed_from_many(akun, jaringan, at=at)
    ):
        percobaan.delete()
        return None
    return percobaan


def _signed_in_from(akun: str, jaringan: str, *, at: datetime) -> bool:
    """Whether the account signed in from that network lately."""
    benar = PercobaanMasuk.objects.filter(akun=akun, jaringan=jaringan, berhasil=True)
    return benar.filter(pada__gt=at - SIMPAN).exists()


def _sprayed(salah: QuerySet[PercobaanMasuk], akun: str, jaringan: str, *, at: datetime) -> bool:
    """Whether one network tries too many passwords, whatever the accounts; `salah` are its wrong ones of the last hour.

    A whole office stands behind one address: who signed in from there lately still has a few tries, so that nobody's
    guessing shuts the office out. All that guessing gains is `PER_AKUN_DIKENAL` tries an hour on such an account.
    """
    if salah.count() <= PER_JARINGAN:
        return False
    return salah.filter(akun=akun).count() > PER_AKUN_DIKENAL or not _signed_in_from(akun, jaringan, at=at)


def _guessed_from_many(akun: str, jaringan: str, *, at: datetime) -> bool:
    """Whether many networks together try too many passwords for one account.

    A network from which the account signed in lately is not held up, so that guessing elsewhere locks nobody out.
    """
    salah = PercobaanMasuk.objects.filter(akun=akun, berhasil=False, pada__gt=at - MASA_AKUN)
    return salah.count() > PER_AKUN and not _signed_in_from(akun, jaringan, at=at)


@deed
def finish_attempt(percobaan: PercobaanMasuk, *, by: Pengguna, at: datetime) -> None:
    """The attempt was right: `by` signed in. Notes older than a week go."""
    percobaan.berhasil = True
    percobaan.save(update_fields=["berhasil"])
    PercobaanMasuk.objects.filter(pada__lt=at - SIMPAN).delete()
    record(by, "masuk", by, at=at)


@deed
def finish_code(percobaan: PercobaanMasuk, *, sandi: int, by: Pengguna, at: datetime) -> None:
    """The code was right, and so is now the attempt `sandi` whose password waited for it."""
    PercobaanMasuk.objects.filter(pk__in=(percobaan.pk, sandi)).update(berhasil=True)
    PercobaanMasuk.objects.filter(pada__lt=at - SIMPAN).delete()
    record(by, "masuk", by, at=at, perubahan={"langkah": [None, "dua"]})


@deed
def change_password(pengguna: Pengguna, *, baru: str, sesi: str = "", by: Pengguna, at: datetime) -> None:
    """Give `pengguna` a new password; every session of the account ends with it but the one with the key `sesi`."""
    pengguna.set_password(baru)
    pengguna.sandi_sementara_sejak, pengguna.sandi_sejak = None, at
    pengguna.save(update_fields=["password", "sandi_sementara_sejak", "sandi_sejak"])
    drop_sessions(pengguna, kecuali=sesi)
    record(by, "mengganti kata sandi", pengguna, at=at)
