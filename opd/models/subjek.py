"""What a data subject asked for and what came of it, and the tombstones that keep an erased person from coming back.

Law: UU 27/2022 art. 30 (correction), 41 (restriction), 43 and 44 (erasure). One person proposes, another confirms.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from desa.enums import JenisNisan, Pengosongan
from desa.models.dasar import together, valid_choice
from desa.sandi import seal, unseal
from desa.scoped import DeclaredModel, GuardedQuerySet, names
from opd.enums import JenisPermintaan, PengajuPermintaan, Peran, StatusPermintaan

if TYPE_CHECKING:
    from opd.models.pengguna import Pengguna


class PermintaanSubjekQuerySet(GuardedQuerySet):
    """Requests: for those who answer them. A page for anybody else would tell that somebody asked."""

    def _answering(self, user: Pengguna) -> Self:
        boleh = user.holds(Peran.VERIFIKATOR, Peran.ADMIN_SISTEM)
        return self.scoped() if boleh else self.scoped().none()

    def restricting(self) -> Self:
        """The restrictions that last."""
        return self.filter(jenis=JenisPermintaan.PEMBATASAN, status=StatusPermintaan.DILAKSANAKAN)

    def visible_to(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self._answering(user)._tanpa_personal()

    def managed_by(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self._answering(user)._tanpa_personal()

    def personal_for(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped().none()


class PermintaanSubjek(DeclaredModel):
    """One request about the records `rekaman` (model's label and number), proposed by one person and decided by another.

    A restriction ends on its own day, `dibatasi_sampai`, or earlier by a request of its own. While it lasts `simpanan` holds,
    sealed, what was taken out of the records: no page, list, export or import can show what is not there. Its end puts it
    back. `nama_subjek` finds the person's lines in records of several.
    """

    OPEN = names(
        "id uuid jenis nomor diterima pengaju alasan rekaman dibatasi_sampai status mengakhiri diusulkan_oleh "
        "diusulkan_pada diputus_oleh diputus_pada alasan_putusan hasil"
    )
    PERSONAL = names("simpanan_sandi nama_subjek_sandi")
    SEALED = {"simpanan_sandi": "permintaan.simpanan", "nama_subjek_sandi": "permintaan.nama"}

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    jenis = models.CharField("yang diminta", max_length=20, choices=JenisPermintaan)
    nomor = models.CharField("nomor permintaan", max_length=100)
    diterima = models.DateField("diterima tanggal")
    pengaju = models.CharField("diajukan oleh", max_length=20, choices=PengajuPermintaan)
    alasan = models.CharField("alasan", max_length=500)
    rekaman = models.JSONField("catatan yang disangkut", default=list)
    dibatasi_sampai = models.DateField("pembatasan berakhir pada", null=True, blank=True)
    status = models.CharField("keadaan", max_length=20, choices=StatusPermintaan, default=StatusPermintaan.MENUNGGU)
    mengakhiri = models.ForeignKey(
        "self", verbose_name="mengakhiri", null=True, blank=True, on_delete=models.PROTECT, related_name="pengakhir"
    )
    diusulkan_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="diusulkan oleh", on_delete=models.PROTECT, related_name="+"
    )
    diusulkan_pada = models.DateTimeField("diusulkan pada")
    diputus_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="diputuskan oleh",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    diputus_pada = models.DateTimeField("diputuskan pada", null=True, blank=True)
    alasan_putusan = models.CharField("alasan putusan", max_length=500, blank=True)
    hasil = models.JSONField("hasil", default=dict, blank=True)
    simpanan_sandi = models.TextField("yang disimpan selama dibatasi (tersandi)", blank=True, editable=False)

    nama_subjek_sandi = models.TextField("nama pada catatan bersama (tersandi)", blank=True, editable=False)

    objects = PermintaanSubjekQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "permintaan subjek data"
        ordering = ["-diusulkan_pada", "-id"]
        constraints = [
            valid_choice("jenis", JenisPermintaan),
            valid_choice("pengaju", PengajuPermintaan),
            valid_choice("status", StatusPermintaan),
            together(
                "diputus_oleh", "diputus_pada", name="diputus", pesan="Putusan permintaan menyebut waktu dan orangnya."
            ),
            CheckConstraint(
                condition=Q(diputus_oleh__isnull=True) | ~Q(diputus_oleh=F("diusulkan_oleh")),
                name="%(app_label)s_%(class)s_dua_orang",
                violation_error_message="Yang mengusulkan tidak memutuskan. Minta verifikator atau admin sistem lain.",
            ),
            CheckConstraint(
                condition=Q(status="menunggu", diputus_pada__isnull=True)
                | ~Q(status="menunggu") & Q(diputus_pada__isnull=False)
                | Q(status="ditarik", diputus_pada__isnull=True),
                name="%(app_label)s_%(class)s_keadaan",
                violation_error_message="Permintaan yang menunggu belum diputuskan, dan yang diputuskan menyebut putusannya.",
            ),
            CheckConstraint(
                condition=Q(simpanan_sandi="") | Q(jenis="pembatasan", status="dilaksanakan"),
                name="%(app_label)s_%(class)s_simpanan",
                violation_error_message="Yang disimpan hanya milik pembatasan yang sedang berlaku.",
            ),
            CheckConstraint(
                condition=Q(dibatasi_sampai__isnull=True) | Q(jenis="pembatasan", dibatasi_sampai__gt=F("diterima")),
                name="%(app_label)s_%(class)s_sampai",
                violation_error_message="Hanya pembatasan yang menyebut hari berakhirnya, sesudah hari diterimanya.",
            ),
            CheckConstraint(
                condition=Q(nama_subjek_sandi="") | Q(status="menunggu"),
                name="%(app_label)s_%(class)s_nama",
                violation_error_message="Nama hanya disimpan selama permintaannya menunggu putusan.",
            ),
            CheckConstraint(
                condition=Q(jenis="pengakhiran", mengakhiri__isnull=False)
                | ~Q(jenis="pengakhiran") & Q(mengakhiri__isnull=True),
                name="%(app_label)s_%(class)s_mengakhiri",
                violation_error_message="Pengakhiran menyebut pembatasan yang diakhirinya.",
            ),
            UniqueConstraint(
                fields=["mengakhiri"],
                condition=Q(status__in=("menunggu", "dilaksanakan")),
                name="%(app_label)s_%(class)s_satu_akhir",
                violation_error_message="Pengakhiran pembatasan ini sudah diusulkan. Muat ulang halaman.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_jenis_display()} {self.nomor}"

    @property
    def nama_subjek(self) -> str:
        """The name as records of several persons have it, one a line, until the request is decided."""
        return unseal(self.nama_subjek_sandi, konteks=f"permintaan.nama:{self.uuid}")

    @nama_subjek.setter
    def nama_subjek(self, nilai: str) -> None:
        self.nama_subjek_sandi = seal(nilai, konteks=f"permintaan.nama:{self.uuid}")

    @property
    def simpanan(self) -> str:
        """What a restriction took out, as JSON in the clear; for the deed that puts it back."""
        return unseal(self.simpanan_sandi, konteks=f"permintaan.simpanan:{self.uuid}")

    @simpanan.setter
    def simpanan(self, nilai: str) -> None:
        self.simpanan_sandi = seal(nilai, konteks=f"permintaan.simpanan:{self.uuid}")


class NisanQuerySet(GuardedQuerySet):
    """Read by deeds and planners alone; on no page."""

    def visible_to(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped().none()

    def managed_by(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped().none()

    def personal_for(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped().none()


class Nisan(DeclaredModel):
    """A number or name that must not come in again: a keyed hash, the day and on which request. Nothing leads back from it.

    The hash has a key of its own (`Instalasi.kunci_nisan`), which KUNCI_DATA seals: when keys rotate that one is sealed again,
    and the tombstones, whose numbers nobody has any more, keep working.
    """

    OPEN = names("id jenis keadaan hari permintaan")
    PERSONAL = names("sidik_nisan")

    jenis = models.CharField("jenis tanda", max_length=10, choices=JenisNisan)
    sidik_nisan = models.CharField("sidik", max_length=64)
    keadaan = models.CharField("keadaan", max_length=20, choices=Pengosongan)
    hari = models.DateField("sejak")
    permintaan = models.ForeignKey(
        PermintaanSubjek, verbose_name="permintaan", on_delete=models.PROTECT, related_name="nisan"
    )

    objects = NisanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "nisan"
        constraints = [
            valid_choice("jenis", JenisNisan),
            valid_choice("keadaan", Pengosongan),
            UniqueConstraint(
                fields=["sidik_nisan", "jenis"],
                name="%(app_label)s_%(class)s_unik",
                violation_error_message="Nomor atau nama ini sudah dibatasi atau dihapus atas permintaan lain.",
            ),
        ]

    def __str__(self) -> str:
        return f"Nisan {self.pk}"
