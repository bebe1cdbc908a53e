"""Uploaded lists: the file as it came, what was chosen on the preview, and what became of it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q

from desa.models.dasar import reasoned, together, valid_choice
from desa.sandi import seal_bytes, unseal_bytes
from desa.scoped import DeclaredModel, GuardedQuerySet, Reader, names
from opd.enums import IMPOR_KELUARGA, IMPOR_OPD, JenisImpor, Peran, StatusImpor
from opd.models.penugasan import Sk

if TYPE_CHECKING:
    from opd.models.pengguna import Pengguna


BERNAMA = (JenisImpor.UMKM, *sorted(IMPOR_KELUARGA), JenisImpor.POTRET)
"""Lists that name persons or tell of few families."""


class ImporQuerySet(GuardedQuerySet):
    def _own(self, user: Pengguna) -> Self:
        """Own uploads; maintainers see annexes and sales too, the verifikator also lists of owners and of poor families.

        What an OPD alone imports nobody else's account opens: a list of states holds rupiah that only the OPD in charge reads.
        """
        sendiri, umum = Q(diunggah_oleh=user.pk), ~Q(jenis__in=IMPOR_OPD)
        if user.holds(Peran.VERIFIKATOR):
            return self.scoped().filter(sendiri | umum)
        if user.holds(Peran.ADMIN_SISTEM):
            return self.scoped().filter(sendiri | umum & ~Q(jenis__in=BERNAMA))
        return self.scoped().filter(sendiri)

    def visible_to(self, user: Reader) -> Self:
        return self._own(user)._tanpa_personal()  # type: ignore[arg-type]

    def managed_by(self, user: Reader) -> Self:
        return self._own(user)._tanpa_personal()  # type: ignore[arg-type]

    def personal_for(self, user: Reader) -> Self:
        """Rows with the bytes: some lists name persons."""
        return self._own(user)  # type: ignore[arg-type]


class Impor(DeclaredModel):
    """One uploaded list. `pilihan` maps a sheet row to what the person chose; `sidik` is the plan that was shown.

    Its bytes are sealed, for lists name persons: read and write them as `berkas`. An extract of families keeps them only until
    it is applied or set aside.
    """

    OPEN = names(
        "id uuid jenis sk nama_berkas ukuran sha256 diunggah_oleh diunggah_pada status pilihan sidik ringkasan "
        "diterapkan_oleh diterapkan_pada dibatalkan_oleh dibatalkan_pada alasan_batal"
    )
    PERSONAL = names("isi")
    SEALED = {"isi": "impor.isi"}

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    jenis = models.CharField("jenis", max_length=20, choices=JenisImpor)
    sk = models.ForeignKey(Sk, verbose_name="SK", null=True, blank=True, on_delete=models.PROTECT, related_name="impor")
    nama_berkas = models.CharField("nama berkas", max_length=200)
    isi = models.BinaryField("isi berkas (tersandi)", blank=True)
    ukuran = models.PositiveIntegerField("ukuran (bita)")
    sha256 = models.CharField("SHA-256", max_length=64)
    diunggah_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="diunggah oleh", on_delete=models.PROTECT, related_name="impor"
    )
    diunggah_pada = models.DateTimeField("diunggah pada")
    status = models.CharField("status", max_length=20, choices=StatusImpor, default=StatusImpor.PRATINJAU)
    pilihan = models.JSONField("pilihan", default=dict, blank=True)
    sidik = models.CharField("sidik rencana", max_length=64, blank=True)
    ringkasan = models.JSONField("ringkasan", default=dict, blank=True)
    diterapkan_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="diterapkan oleh",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="impor_diterapkan",
    )
    diterapkan_pada = models.DateTimeField("diterapkan pada", null=True, blank=True)
    dibatalkan_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="dibatalkan oleh",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="impor_dibatalkan",
    )
    dibatalkan_pada = models.DateTimeField("dibatalkan pada", null=True, blank=True)
    alasan_batal = models.CharField("alasan pembatalan", max_length=300, blank=True)

    objects = ImporQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "impor"
        ordering = ["-diunggah_pada", "-id"]
        constraints = [
            valid_choice("jenis", JenisImpor),
            valid_choice("status", StatusImpor),
            together(
                "diterapkan_oleh",
                "diterapkan_pada",
                name="diterapkan",
                pesan="Waktu dan pelaku penerapan harus lengkap.",
            ),
            together(
                "dibatalkan_oleh",
                "dibatalkan_pada",
                name="dibatalkan",
                pesan="Waktu dan pelaku pembatalan harus lengkap.",
            ),
            reasoned(
                "dibatalkan_pada",
                "alasan_batal",
                name="batal",
                pesan="Impor yang dibatalkan harus bertanggal dan beralasan.",
            ),
            CheckConstraint(
                condition=~Q(jenis="lampiran") | Q(sk__isnull=False),
                name="%(app_label)s_%(class)s_sk",
                violation_error_message="Lampiran harus menyebut SK-nya.",
            ),
        ]

    @property
    def unmapped(self) -> bool:
        """Whether nobody has said yet which column of an extract is what."""
        return self.jenis == JenisImpor.KELUARGA and self.status == StatusImpor.PRATINJAU and "peta" not in self.pilihan

    @property
    def berkas(self) -> bytes:
        """The uploaded bytes in the clear; only on rows from `personal_for`."""
        return unseal_bytes(bytes(self.isi), konteks=f"impor.isi:{self.uuid}")

    @berkas.setter
    def berkas(self, isi: bytes) -> None:
        self.isi = seal_bytes(isi, konteks=f"impor.isi:{self.uuid}")

    def __str__(self) -> str:
        return f"{self.get_jenis_display()} {self.nama_berkas}"
