"""Sessions in the database, each with whose it is, since when, last seen, on what and from where."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q

from desa.scoped import DeclaredModel, OpenQuerySet, names
from opd.enums import Peran

if TYPE_CHECKING:
    from opd.models.pengguna import Pengguna

JEDA_TERLIHAT = timedelta(minutes=5)
"""How often at most it is written down that a session was seen."""


class SesiQuerySet(OpenQuerySet):
    """One's own sessions; admin_sistem also those of others, without the network they came from."""

    def visible_to(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self._own(user)._tanpa_personal()

    def managed_by(self, user: Pengguna) -> Self:  # type: ignore[override]
        return (self.scoped() if user.holds(Peran.ADMIN_SISTEM) else self._own(user))._tanpa_personal()

    def personal_for(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self._own(user).defer("session_data")

    def _own(self, user: Pengguna) -> Self:
        return self.scoped().filter(pengguna=user.pk)

    def alive_at(self, at: datetime) -> Self:
        """Those that still open something."""
        return self.filter(expire_date__gt=at)


class Sesi(DeclaredModel):
    """A session as `opd.sesi.SessionStore` keeps it. Without `pengguna` it is that of somebody who has not signed in.

    It ends after `diam_menit` without being seen, and in any case `SESI_PALING_LAMA_JAM` after it began (`expire_date` is
    the nearer of both). A deleted row is a session that has ended, for every process at once.
    """

    OPEN = names("expire_date pengguna uuid mulai terlihat diam_menit perangkat")
    PERSONAL = names("session_key session_data jaringan")

    session_key = models.CharField("kunci sesi", max_length=40, primary_key=True)
    session_data = models.TextField("isi sesi")
    expire_date = models.DateTimeField("berakhir", db_index=True)
    pengguna = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="pengguna",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sesi",
    )
    uuid = models.UUIDField("pengenal", unique=True)
    mulai = models.DateTimeField("masuk sejak")
    terlihat = models.DateTimeField("terakhir terlihat")
    diam_menit = models.PositiveSmallIntegerField("berakhir bila diam (menit)")
    perangkat = models.CharField("perangkat", max_length=60, blank=True)
    jaringan = models.CharField("jaringan", max_length=45, blank=True)

    objects = SesiQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "sesi"
        ordering = ["-terlihat"]
        constraints = [
            CheckConstraint(
                condition=Q(diam_menit__gte=1),
                name="%(app_label)s_%(class)s_diam",
                violation_error_message="Sesi berakhir sesudah sedikitnya satu menit tanpa kegiatan.",
            )
        ]

    def __str__(self) -> str:
        return self.perangkat or "perangkat tidak dikenal"

    def end_at(self, at: datetime) -> datetime:
        """When it ends if nothing more is heard of it after `at`."""
        paling_lama = timedelta(hours=settings.SESI_PALING_LAMA_JAM)
        return min(at + timedelta(minutes=self.diam_menit), self.mulai + paling_lama)
