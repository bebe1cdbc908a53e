"""Signing in: counters in the database that slow down guessing, and changing one's own password."""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from django.db.models import Exists, OuterRef
from django.utils.crypto import salted_hmac

from desa.models import record
from desa.scoped import deed
from opd.models import Pengguna, PercobaanMasuk
from opd.retensi import PERCOBAAN_MASUK

PER_AKUN_JARINGAN = 5
MASA_AKUN = timedelta(minutes=15)
PER_AKUN = 15
PER_JARINGAN = 20
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
    """Note an attempt as wrong until proven right, and return it; None when too many wrong ones came before.

    The note is committed before counting, so of any number of parallel attempts at most the allowed number pass.
    A refused attempt leaves no note: waiting always ends the pause. Must run outside a transaction.
    """
    akun, jaringan = _sidik("akun", username), _sidik("jaringan", network_of(alamat))
    percobaan = PercobaanMasuk.objects.create(akun=akun, jaringan=jaringan, pada=at, berhasil=False)
    benar_kemudian = PercobaanMasuk.objects.filter(
        akun=OuterRef("akun"), jaringan=OuterRef("jaringan"), berhasil=True, pk__gt=OuterRef("pk")
    )
    salah = PercobaanMasuk.objects.filter(~Exists(benar_kemudian), jaringan=jaringan, berhasil=False)
    if (
        salah.filter(akun=akun, pada__gt=at - MASA_AKUN).count() > PER_AKUN_JARINGAN
        or salah.filter(pada__gt=at - MASA_JARINGAN).count() > PER_JARINGAN
        or _guessed_from_many(akun, jaringan, at=at)
    ):
        percobaan.delete()
        return None
    return percobaan


def _guessed_from_many(akun: str, jaringan: str, *, at: datetime) -> bool:
    """Whether many networks together try too many passwords for one account.

    A network from which the account signed in lately is not held up, so that guessing elsewhere locks nobody out.
    """
    semua = PercobaanMasuk.objects.filter(akun=akun)
    if semua.filter(berhasil=False, pada__gt=at - MASA_AKUN).count() <= PER_AKUN:
        return False
    return not semua.filter(jaringan=jaringan, berhasil=True, pada__gt=at - SIMPAN).exists()


@deed
def finish_attempt(percobaan: PercobaanMasuk, *, by: Pengguna, at: datetime) -> None:
    """The attempt was right: `by` signed in. Notes older than a week go."""
    percobaan.berhasil = True
    percobaan.save(update_fields=["berhasil"])
    PercobaanMasuk.objects.filter(pada__lt=at - SIMPAN).delete()
    record(by, "masuk", by, at=at)


@deed
def change_password(pengguna: Pengguna, *, baru: str, by: Pengguna, at: datetime) -> None:
    """Give `pengguna` a new password; every other session of the account ends with it."""
    pengguna.set_password(baru)
    pengguna.sandi_sementara_sejak = None
    pengguna.save(update_fields=["password", "sandi_sementara_sejak"])
    record(by, "mengganti kata sandi", pengguna, at=at)
