"""Who asks: a token in the Authorization header and nothing else, so no cookie ever opens the API."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from binaan.actions.aplikasi import note_use
from binaan.api.token import fingerprint
from binaan.enums import Cakupan
from binaan.models import TokenAplikasi
from desa.angka import format_tanggal
from desa.waktu import tanggal_wit
from opd.alamat import client_address
from opd.laju import count_within, within_rate
from opd.models import Pengguna

SEMENIT = 120
"""Requests a minute of one token."""
SALAH_SEMENIT = 30
"""Requests a minute of one network with a token that does not open."""

MINTA = "minta yang baru kepada admin sistem."


class Kenali(BaseAuthentication):
    """The reader of a token: an account without any role, which sees what every reader sees and nothing of persons."""

    def authenticate(self, request: Request) -> tuple[Pengguna, TokenAplikasi] | None:
        """Looked up anew for every request, so that what was revoked is refused with the next page."""
        jenis, _, isi = request.headers.get("Authorization", "").strip().partition(" ")
        if not jenis:
            return None
        if jenis.lower() != "bearer" or not isi.strip():
            raise exceptions.AuthenticationFailed("Tulis tajuk Authorization: Bearer diikuti tokennya.", "bentuk_token")
        hari = tanggal_wit(timezone.now())
        token = TokenAplikasi.objects.shown(fingerprint(isi.strip())).first()
        self._check(request, token, hari)
        assert token is not None  # noqa: S101  an unknown one was refused
        note_use(token, on=hari)
        return Pengguna(nama=token.aplikasi.nama), token

    def _check(self, request: Request, token: TokenAplikasi | None, hari: date) -> None:
        """Raises AuthenticationFailed for a token that does not open; Throttled when a network tries too many."""
        kode, kalimat = refusal(token, hari)
        if not kode:
            return
        if not within_rate("api", client_address(request), paling_banyak=SALAH_SEMENIT, detik=60):
            raise exceptions.Throttled(60)
        raise exceptions.AuthenticationFailed(kalimat, kode)

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Binaan Maluku"'


def refusal(token: TokenAplikasi | None, hari: date) -> tuple[str, str]:
    """Why a token does not open, as a word and a sentence; ("", "") when it does."""
    if token is None:
        return "token_salah", f"Token ini tidak dikenal. Periksa penyalinannya, atau {MINTA}"
    if token.dicabut_pada is not None:
        return "token_dicabut", f"Token ini dicabut {format_tanggal(tanggal_wit(token.dicabut_pada))}; {MINTA}"
    if token.aplikasi.ended_on(hari):
        sampai = format_tanggal(token.aplikasi.berlaku_sampai)
        return "token_berakhir", f"Masa berlaku aplikasi ini berakhir {sampai}; minta perpanjangan kepada admin sistem."
    return "", ""


class DalamCakupan(BasePermission):
    """Whether the token's application may read this part of the data."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not isinstance(request.auth, TokenAplikasi):
            return False
        perlu = getattr(view, "cakupan", None)
        if perlu is None or perlu in request.auth.aplikasi.daftar_cakupan:
            return True
        raise exceptions.PermissionDenied(
            f"Aplikasi ini tidak diberi cakupan “{Cakupan(perlu).label}”. Minta kepada admin sistem.", "cakupan"
        )


def throttle(token: TokenAplikasi) -> None:
    """Raises Throttled when the token asked too often."""
    if not count_within(f"token:{token.pk}", paling_banyak=SEMENIT, detik=60):
        raise exceptions.Throttled(60)
