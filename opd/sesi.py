"""The session engine (settings, SESSION_ENGINE): Django's own in the database, on rows that say whose session it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db import connections, router
from django.utils import timezone

from opd.models import Sesi

MASIH_BERLAKU = "SELECT * FROM opd_sesi WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """A session in `Sesi`. What the row says of it stays over every save; signing in begins it anew."""

    baris: Sesi | None = None
    """The row as it was read, described or last written."""

    @classmethod
    def get_model_class(cls) -> type[Sesi]:
        return Sesi

    def _get_session_from_db(self) -> Sesi | None:
        """As Django's, in words that need not be put together for every request."""
        sambungan = connections[router.db_for_read(Sesi)]
        saat = sambungan.ops.adapt_datetimefield_value(timezone.now())
        isi = Sesi._base_manager.db_manager(sambungan.alias).raw(MASIH_BERLAKU, [self.session_key, saat])
        self.baris = next(iter(isi), None)
        if self.baris is None:
            self._session_key = None
        return self.baris

    def get_expiry_age(self, **kwargs: Any) -> int:
        """How long the browser keeps the cookie: as long as any session may last. When it ends is the row's to say."""
        return settings.SESI_PALING_LAMA_JAM * 3600

    def describe(self, *, perangkat: str, jaringan: str, diam_menit: int) -> None:
        """Say of the session that begins now on what and from where, and how long it may stay idle."""
        self.baris = _begun(timezone.now(), perangkat=perangkat, jaringan=jaringan, diam_menit=diam_menit)
        self.modified = True

    def create_model_instance(self, data: dict[str, Any]) -> Sesi:
        """The row to be written: what is known of the session, with its content and its end."""
        pengguna_id, at = int(data[SESSION_KEY]) if SESSION_KEY in data else None, timezone.now()
        lama = self.baris
        if lama is None or not _continues(lama, pengguna_id):
            lama = _begun(at)
        kunci = self._get_or_create_session_key()
        baris = Sesi(
            session_key=kunci,
            session_data=self.encode(data),
            expire_date=lama.end_at(at),
            pengguna_id=pengguna_id,
            uuid=lama.uuid if lama.session_key == kunci else uuid4(),
            mulai=lama.mulai,
            terlihat=at,
            diam_menit=lama.diam_menit,
            perangkat=lama.perangkat,
            jaringan=lama.jaringan,
        )
        if pengguna_id is not None:
            self.baris = baris
        return baris


def _begun(at: datetime, *, perangkat: str = "", jaringan: str = "", diam_menit: int = 0) -> Sesi:
    """A session that begins now and is not written yet."""
    return Sesi(
        uuid=uuid4(),
        mulai=at,
        terlihat=at,
        perangkat=perangkat,
        jaringan=jaringan,
        diam_menit=diam_menit or settings.SESI_DIAM_MENIT,
    )


def _continues(lama: Sesi, pengguna_id: int | None) -> bool:
    """Whether a session with `pengguna_id` in it is the one of that row: signing in, and as another person, begins anew."""
    if lama.pengguna_id is None:
        return lama._state.adding or pengguna_id is None
    return lama.pengguna_id == pengguna_id
