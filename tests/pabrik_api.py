"""Factories of applications and their tokens."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from binaan.api.token import TAMPAK, fingerprint, mint_token
from binaan.enums import Cakupan
from binaan.models import Aplikasi, TokenAplikasi
from desa.waktu import hari_ini
from opd.enums import Peran
from opd.models import Pengguna
from tests.pabrik import buat_pengguna, nomor

SEMUA = " ".join(Cakupan.values)


def buat_aplikasi(
    *, oleh: Pengguna | None = None, cakupan: str = SEMUA, sampai: date | None = None, **isi: Any
) -> Aplikasi:
    """An application that may read everything, for a month."""
    oleh = oleh or buat_pengguna(Peran.ADMIN_SISTEM)
    dasar = {"nama": f"Aplikasi {nomor()}", "pemilik": "Dinas Uji", "tujuan": "uji", "dibuat_pada": timezone.now()}
    sampai = sampai or hari_ini() + timedelta(days=30)
    return Aplikasi.objects.create(**dasar | isi, cakupan=cakupan, berlaku_sampai=sampai, dibuat_oleh=oleh)


def buat_token(
    rahasia: str = "", *, aplikasi: Aplikasi | None = None, oleh: Pengguna | None = None, **isi: Any
) -> TokenAplikasi:
    """A token that shows as `rahasia`."""
    aplikasi = aplikasi or buat_aplikasi(oleh=oleh)
    rahasia = rahasia or mint_token()
    dasar = {"awalan": rahasia[:TAMPAK], "sidik": fingerprint(rahasia), "dibuat_pada": timezone.now()}
    return TokenAplikasi.objects.create(**dasar | isi, aplikasi=aplikasi, dibuat_oleh=aplikasi.dibuat_oleh)


def bearer(rahasia: str) -> dict[str, str]:
    """The header that shows it, for a test client."""
    return {"HTTP_AUTHORIZATION": f"Bearer {rahasia}"}
