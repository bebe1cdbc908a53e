"""Long work that runs beside the pages: who asked for what, how far it got, and what came of it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from desa.models.dasar import together, valid_choice
from desa.scoped import DeclaredModel, GuardedQuerySet, names
from opd.enums import JenisPekerjaan, KeadaanPekerjaan, Peran

if TYPE_CHECKING:
    from opd.models.pengguna import Pengguna

TERBUKA = (KeadaanPekerjaan.ANTRE, KeadaanPekerjaan.BERJALAN)
BERAKHIR = tuple(k for k in KeadaanPekerjaan if k not in TERBUKA)


class PekerjaanQuerySet(GuardedQuerySet):
    def visible_to(self, user: Pengguna) -> Self:  # type: ignore[override]
        """One's own; admin_sistem sees of everybody's which kind it is and where it stands, never what it is about."""
        return (self.scoped() if user.holds(Peran.ADMIN_SISTEM) else self._own(user))._tanpa_personal()

    def managed_by(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self._own(user)._tanpa_personal()

    def personal_for(self, user: Pengguna) -> Self:  # type: ignore[override]
        """One's own, with what it is about and its result."""
        return self._own(user)

    def _own(self, user: Pengguna) -> Self:
        return self.scoped().filter(diminta_oleh=user.pk)

    def open(self) -> Self:
        """Waiting or running."""
        return self.filter(keadaan__in=TERBUKA)

    def lost_at(self, at: datetime) -> Self:
        """Running for a worker that has not been heard of since its lease ran out."""
        return self.filter(keadaan=KeadaanPekerjaan.BERJALAN, sewa_sampai__lt=at)

    def waiting(self) -> Self:
        """In the queue, in the order they are taken."""
        return self.filter(keadaan=KeadaanPekerjaan.ANTRE).order_by("pk")


class Pekerjaan(DeclaredModel):
    """One piece of long work, in the queue until a worker takes it for as long as its lease (`sewa`) is renewed.

    At most one runs at a time, whoever starts workers: the database says so. `isi_permintaan` holds what its kind needs to be
    done again from the start, `kunci` what it is about: asked for twice by one person while it is open, it is one row.
    `berkas_hasil` is the file that came of it, sealed as all files are.
    """

    OPEN = names(
        "id uuid jenis kunci diminta_oleh diminta_pada keadaan langkah dari mulai_pada selesai_pada batal_diminta_pada "
        "percobaan sewa sewa_sampai"
    )
    PERSONAL = names("judul_pekerjaan isi_permintaan kabar_pekerjaan tautan_hasil berkas_hasil nama_hasil")

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    jenis = models.CharField("jenis", max_length=20, choices=JenisPekerjaan)
    kunci = models.CharField("tentang", max_length=80, blank=True)
    judul_pekerjaan = models.CharField("judul", max_length=300)
    isi_permintaan = models.JSONField("permintaan", default=dict, blank=True)
    diminta_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="diminta oleh", on_delete=models.PROTECT, related_name="pekerjaan"
    )
    diminta_pada = models.DateTimeField("diminta pada")
    keadaan = models.CharField("keadaan", max_length=20, choices=KeadaanPekerjaan, default=KeadaanPekerjaan.ANTRE)
    langkah = models.PositiveIntegerField("langkah", default=0)
    dari = models.PositiveIntegerField("dari langkah", default=0)
    kabar_pekerjaan = models.CharField("kabar", max_length=500, blank=True)
    tautan_hasil = models.CharField("alamat hasil", max_length=300, blank=True)
    berkas_hasil = models.FileField("berkas hasil", upload_to="pekerjaan/", blank=True)
    nama_hasil = models.CharField("nama berkas hasil", max_length=120, blank=True)
    mulai_pada = models.DateTimeField("mulai pada", null=True, blank=True)
    selesai_pada = models.DateTimeField("selesai pada", null=True, blank=True)
    batal_diminta_pada = models.DateTimeField("pembatalan diminta pada", null=True, blank=True)
    percobaan = models.PositiveSmallIntegerField("percobaan", default=0)
    sewa = models.UUIDField("sewa", null=True, blank=True, editable=False)
    sewa_sampai = models.DateTimeField("sewa sampai", null=True, blank=True)

    objects = PekerjaanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "pekerjaan"
        ordering = ["-diminta_pada", "-id"]
        constraints = [
            valid_choice("jenis", JenisPekerjaan),
            valid_choice("keadaan", KeadaanPekerjaan),
            together("sewa", "sewa_sampai", name="sewa", pesan="Sewa pekerjaan menyebut tanda dan batas waktunya."),
            CheckConstraint(
                condition=Q(langkah__lte=F("dari")),
                name="%(app_label)s_%(class)s_kemajuan",
                violation_error_message="Langkah pekerjaan tidak melebihi banyaknya langkah.",
            ),
            CheckConstraint(
                condition=Q(keadaan="berjalan", sewa__isnull=False) | ~Q(keadaan="berjalan") & Q(sewa__isnull=True),
                name="%(app_label)s_%(class)s_dikerjakan",
                violation_error_message="Hanya pekerjaan yang berjalan yang dipegang pekerja.",
            ),
            CheckConstraint(
                condition=Q(keadaan__in=TERBUKA, selesai_pada__isnull=True)
                | Q(keadaan__in=BERAKHIR, selesai_pada__isnull=False),
                name="%(app_label)s_%(class)s_akhir",
                violation_error_message="Pekerjaan yang berakhir menyebut waktunya, yang masih terbuka tidak.",
            ),
            UniqueConstraint(
                fields=["jenis", "kunci", "diminta_oleh"],
                condition=Q(keadaan__in=TERBUKA),
                name="%(app_label)s_%(class)s_terbuka",
                violation_error_message="Pekerjaan yang sama sedang menunggu atau berjalan. Buka halaman Pekerjaan.",
            ),
            UniqueConstraint(
                fields=["keadaan"],
                condition=Q(keadaan="berjalan"),
                name="%(app_label)s_%(class)s_satu",
                violation_error_message="Pekerjaan lain sedang berjalan. Tunggu sampai selesai.",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(keadaan__in=TERBUKA), name="opd_pekerjaan_buka"),
            models.Index(fields=["diminta_oleh", "-diminta_pada"], name="opd_pekerjaan_milik"),
        ]

    @property
    def terbuka(self) -> bool:
        """Whether it still waits or runs."""
        return self.keadaan in TERBUKA

    @property
    def persen(self) -> int | None:
        """How far it got, 0 to 100; None before it said."""
        return self.langkah * 100 // self.dari if self.dari else None

    @property
    def lencana(self) -> str:
        """The badge class suffix that goes with its state."""
        return {"selesai": "baik", "gagal": "buruk", "berjalan": "awas"}.get(self.keadaan, "netral")

    def __str__(self) -> str:
        return f"Pekerjaan {self.get_jenis_display()} {self.uuid}"
