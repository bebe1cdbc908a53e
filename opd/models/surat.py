"""The spool of e-mail: what is to be sent to whom, and whether it went out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from desa.models.dasar import together, valid_choice
from desa.scoped import DeclaredModel, GuardedQuerySet, names
from opd.enums import JenisSurat, Peran

if TYPE_CHECKING:
    from opd.models.pengguna import Pengguna

LAMA_KIRIM = timedelta(minutes=15)
"""How long a letter taken up for sending belongs to that run; a run that broke off leaves it to the next one after that."""


class SuratKeluarQuerySet(GuardedQuerySet):
    """Everybody reads the own letters, admin_sistem all of them. Nobody edits one."""

    def visible_to(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped() if user.holds(Peran.ADMIN_SISTEM) else self.scoped().filter(kepada=user)

    def managed_by(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped().none()

    def personal_for(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped().none()

    def waiting(self) -> Self:
        """Neither sent nor passed over."""
        return self.filter(dikirim_pada__isnull=True, dilewati_pada__isnull=True)

    def unsent_at(self, at: datetime) -> Self:
        """Not sent, and not in the hands of a run that may still send it."""
        bebas = Q(diambil_pada__isnull=True) | Q(diambil_pada__lt=at - LAMA_KIRIM)
        return self.filter(bebas, dikirim_pada__isnull=True)

    def free_at(self, at: datetime) -> Self:
        """Those that may be sent now."""
        return self.waiting() & self.unsent_at(at)


class SuratKeluar(DeclaredModel):
    """One reminder to one person: of which quarter, and at which step before (negative) or after its deadline.

    All that waits for a person goes out as one e-mail. What has become untrue before it went out is passed over
    (`dilewati_pada`), never deleted. The address is the account's own and is not kept here, nor in `galat`.
    """

    OPEN = names(
        "id kepada jenis tahun triwulan batas langkah perihal isi dibuat_pada diambil_pada pengambil dikirim_pada "
        "dilewati_pada galat"
    )

    kepada = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="kepada", on_delete=models.PROTECT, related_name="surat"
    )
    jenis = models.CharField("jenis", max_length=30, choices=JenisSurat)
    tahun = models.PositiveSmallIntegerField("tahun")
    triwulan = models.PositiveSmallIntegerField("triwulan")
    batas = models.DateField("tenggat")
    langkah = models.SmallIntegerField("hari dari tenggat")
    perihal = models.CharField("perihal", max_length=200)
    isi = models.TextField("isi")
    dibuat_pada = models.DateTimeField("dibuat pada")
    diambil_pada = models.DateTimeField("diambil pada", null=True, blank=True)
    pengambil = models.UUIDField("pengambil", null=True, blank=True, editable=False)
    dikirim_pada = models.DateTimeField("dikirim pada", null=True, blank=True)
    dilewati_pada = models.DateTimeField("dilewati pada", null=True, blank=True)
    galat = models.CharField("galat terakhir", max_length=200, blank=True)

    objects = SuratKeluarQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "surat keluar"
        ordering = ["-dibuat_pada", "-id"]
        constraints = [
            valid_choice("jenis", JenisSurat),
            together("diambil_pada", "pengambil", name="diambil", pesan="Waktu dan pengambil surat harus lengkap."),
            CheckConstraint(
                condition=Q(dikirim_pada__isnull=True) | Q(dilewati_pada__isnull=True),
                name="%(app_label)s_%(class)s_satu_akhir",
                violation_error_message="Surat yang sudah dikirim tidak dapat dilewati.",
            ),
            UniqueConstraint(
                fields=["kepada", "jenis", "tahun", "triwulan", "batas", "langkah"],
                name="%(app_label)s_%(class)s_unik",
                violation_error_message="Pengingat ini sudah ditulis untuk orang itu.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["kepada"],
                condition=Q(dikirim_pada__isnull=True, dilewati_pada__isnull=True),
                name="opd_suratkeluar_menunggu",
            )
        ]

    def __str__(self) -> str:
        return self.perihal
