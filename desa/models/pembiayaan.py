"""What an enterprise applied for to finance itself, and what came of it. Source: domain.md R22 and 4.5 (KUR)."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, F, Q

from desa.enums import JenisPembiayaan, StatusPembiayaan
from desa.models.dasar import reasoned, together, valid_choice
from desa.models.umkm import Umkm
from desa.scoped import DeclaredModel, GuardedQuerySet, Reader, names


class PembiayaanQuerySet(GuardedQuerySet):
    """Who applied and what came of it is an owner's finance (UU 27/2022): rows are for the OPD in charge of the village.

    Everybody else has sums only, from opd/rekap/pembiayaan.py, which alone uses `summed`.
    """

    def visible_to(self, user: Reader) -> Self:
        return self.scoped().filter(umkm__desa__in=user.own_desa())._tanpa_personal()

    def managed_by(self, user: Reader) -> Self:
        return self.visible_to(user)

    def personal_for(self, user: Reader) -> Self:
        return self.scoped().filter(umkm__desa__in=user.own_desa())

    def summed(self) -> Self:
        """Every row, to be added up and never shown."""
        return self.scoped()

    def in_force(self, known_at: datetime | None = None) -> Self:
        """Applications recorded by then and not taken back by then."""
        if known_at is None:
            return self.filter(dibatalkan_pada__isnull=True)
        return self.filter(
            Q(dibatalkan_pada__isnull=True) | Q(dibatalkan_pada__gt=known_at), dicatat_pada__lte=known_at
        )


class Pembiayaan(DeclaredModel):
    """One application and its steps: diajukan, then disetujui or ditolak, then dicairkan. Each step has its day and rupiah.

    A step taken by mistake is taken back with a reason; an application recorded by mistake is cancelled with one.
    """

    OPEN = names(
        "id uuid umkm jenis lembaga status diajukan_pada diputus_pada diputus_dicatat_pada dicairkan_pada "
        "dicairkan_dicatat_pada versi dicatat_pada pencatat_id pencatat dibatalkan_pada alasan_batal"
    )
    PERSONAL = names("diajukan_rp disetujui_rp alasan_tolak dicairkan_rp")

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    umkm = models.ForeignKey(Umkm, verbose_name="UMKM", on_delete=models.PROTECT, related_name="pembiayaan")
    jenis = models.CharField("jenis", max_length=20, choices=JenisPembiayaan)
    lembaga = models.CharField("lembaga", max_length=120)
    status = models.CharField("status", max_length=20, choices=StatusPembiayaan, default=StatusPembiayaan.DIAJUKAN)
    diajukan_pada = models.DateField("diajukan pada")
    diajukan_rp = models.PositiveBigIntegerField("jumlah diajukan (Rp)")
    diputus_pada = models.DateField("diputuskan pada", null=True, blank=True)
    diputus_dicatat_pada = models.DateTimeField("putusan dicatat pada", null=True, blank=True)
    disetujui_rp = models.PositiveBigIntegerField("jumlah disetujui (Rp)", null=True, blank=True)
    alasan_tolak = models.CharField("alasan ditolak", max_length=300, blank=True)
    dicairkan_pada = models.DateField("dicairkan pada", null=True, blank=True)
    dicairkan_dicatat_pada = models.DateTimeField("pencairan dicatat pada", null=True, blank=True)
    dicairkan_rp = models.PositiveBigIntegerField("jumlah dicairkan (Rp)", null=True, blank=True)
    versi = models.PositiveIntegerField("versi isian", default=1, editable=False)
    dicatat_pada = models.DateTimeField("dicatat pada")
    pencatat_id = models.BigIntegerField("nomor pencatat", null=True, blank=True)
    pencatat = models.CharField("dicatat oleh", max_length=200)
    dibatalkan_pada = models.DateTimeField("dibatalkan pada", null=True, blank=True)
    alasan_batal = models.CharField("alasan pembatalan", max_length=500, blank=True)

    objects = PembiayaanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "pembiayaan"
        ordering = ["-diajukan_pada", "-id"]
        constraints = [
            valid_choice("jenis", JenisPembiayaan),
            valid_choice("status", StatusPembiayaan),
            CheckConstraint(
                condition=Q(diajukan_rp__gt=0),
                name="%(app_label)s_%(class)s_diajukan",
                violation_error_message="Jumlah yang diajukan harus lebih dari 0.",
            ),
            CheckConstraint(
                condition=Q(status="diajukan", diputus_pada__isnull=True, disetujui_rp__isnull=True, alasan_tolak="")
                | (Q(status="ditolak", diputus_pada__isnull=False, disetujui_rp__isnull=True) & ~Q(alasan_tolak=""))
                | Q(
                    status__in=("disetujui", "dicairkan"),
                    diputus_pada__isnull=False,
                    disetujui_rp__isnull=False,  # a comparison with NULL passes a CHECK
                    disetujui_rp__gt=0,
                    alasan_tolak="",
                ),
                name="%(app_label)s_%(class)s_putusan",
                violation_error_message="Putusan harus bertanggal; persetujuan menyebut jumlahnya, penolakan menyebut alasannya.",
            ),
            CheckConstraint(
                condition=Q(
                    status="dicairkan", dicairkan_pada__isnull=False, dicairkan_rp__isnull=False, dicairkan_rp__gt=0
                )
                | (~Q(status="dicairkan") & Q(dicairkan_pada__isnull=True, dicairkan_rp__isnull=True)),
                name="%(app_label)s_%(class)s_pencairan",
                violation_error_message="Pencairan harus bertanggal dan menyebut jumlahnya.",
            ),
            CheckConstraint(
                condition=Q(dicairkan_rp__isnull=True) | Q(dicairkan_rp__lte=F("disetujui_rp")),
                name="%(app_label)s_%(class)s_cair_setuju",
                violation_error_message="Yang dicairkan tidak boleh melebihi yang disetujui. Periksa jumlahnya.",
            ),
            CheckConstraint(
                condition=(Q(diputus_pada__isnull=True) | Q(diputus_pada__gte=F("diajukan_pada")))
                & (Q(dicairkan_pada__isnull=True) | Q(dicairkan_pada__gte=F("diputus_pada"))),
                name="%(app_label)s_%(class)s_urutan",
                violation_error_message="Tanggal sebuah langkah tidak boleh sebelum langkah sebelumnya. Periksa tanggalnya.",
            ),
            together(
                "diputus_pada",
                "diputus_dicatat_pada",
                name="putusan_dicatat",
                pesan="Waktu pencatatan putusan harus ikut tersimpan.",
            ),
            together(
                "dicairkan_pada",
                "dicairkan_dicatat_pada",
                name="pencairan_dicatat",
                pesan="Waktu pencatatan pencairan harus ikut tersimpan.",
            ),
            reasoned(
                "dibatalkan_pada",
                "alasan_batal",
                name="batal",
                pesan="Pengajuan yang dibatalkan harus menyebut alasannya.",
            ),
        ]
        indexes = [models.Index(fields=["umkm", "diajukan_pada"], name="desa_pembiayaan_umkm")]

    def __str__(self) -> str:
        return f"Pembiayaan {self.umkm_id} {self.diajukan_pada:%Y-%m-%d}"
