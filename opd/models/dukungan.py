"""What one OPD asks another to do for a line of its plan, and the answer.

Source: the decree makes one OPD answerable, yet most problem indicators belong to another agency's task (domain.md, R14).
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from desa.models.dasar import together, valid_choice
from desa.scoped import DeclaredModel, GuardedQuerySet, names
from opd.enums import StatusDukungan, StatusNaskah
from opd.models.arahan import orang
from opd.models.naskah import MELIHAT_SEMUA
from opd.models.opd import Opd
from opd.models.penugasan import Penugasan
from opd.models.rencana import BarisRencana

if TYPE_CHECKING:
    from opd.models.pengguna import Pengguna

MENUNGGU, DITERIMA, DITOLAK, DITARIK = StatusDukungan


class DukunganBarisQuerySet(GuardedQuerySet):
    """The two OPDs and the province's desks read every request, everybody else what was promised to a verified plan."""

    def visible_to(self, user: Pengguna) -> Self:  # type: ignore[override]
        if user.holds(*MELIHAT_SEMUA):
            return self.scoped()
        terbit = BarisRencana.objects.filter(rencana__status=StatusNaskah.DIVERIFIKASI).values("kunci")
        return self.scoped().filter(self._of(user) | Q(status=DITERIMA, kunci__in=terbit))

    def managed_by(self, user: Pengguna) -> Self:  # type: ignore[override]
        """Rows the own OPD asked or is asked by; after a merger the successor's too."""
        return self.scoped().filter(self._of(user))

    def personal_for(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.managed_by(user)

    def _of(self, user: Pengguna) -> Q:
        milik = user.managed_opd().values("pk")
        return Q(penugasan__opd__in=milik) | Q(opd__in=milik)

    def waiting(self) -> Self:
        return self.filter(status=MENUNGGU)

    def with_names(self) -> Self:
        return self.select_related(
            "opd__dilebur_ke", "penugasan__opd__dilebur_ke", "penugasan__desa__kecamatan__kabupaten"
        )


class DukunganBaris(DeclaredModel):
    """One request to one OPD for one line. It follows the line through the versions of the plan by `kunci`.

    `kegiatan` and `sasaran` say what was asked for: the line as it stood then, which the OPD asked may not read as a draft.
    After a merger the successor answers; the row keeps the OPD that was asked.
    """

    OPEN = names(
        "id uuid penugasan tahun kunci kegiatan sasaran opd permintaan status versi diminta_oleh diminta_pada jawaban "
        "dijawab_oleh dijawab_pada alasan_tarik ditarik_oleh ditarik_pada"
    )

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    penugasan = models.ForeignKey(
        Penugasan, verbose_name="penugasan", on_delete=models.PROTECT, related_name="dukungan"
    )
    tahun = models.PositiveSmallIntegerField("tahun rencana")
    kunci = models.UUIDField("pengenal baris")
    kegiatan = models.CharField("kegiatan", max_length=200)
    sasaran = models.CharField("sasaran", max_length=200, blank=True)
    opd = models.ForeignKey(
        Opd, verbose_name="OPD yang diminta", on_delete=models.PROTECT, related_name="dukungan_diminta"
    )
    permintaan = models.TextField("permintaan", max_length=1500)
    status = models.CharField("keadaan", max_length=20, choices=StatusDukungan, default=StatusDukungan.MENUNGGU)
    versi = models.PositiveIntegerField("versi isian", default=1)
    diminta_oleh = orang("diminta oleh")
    diminta_pada = models.DateTimeField("diminta pada")
    jawaban = models.TextField("jawaban", max_length=1500, blank=True)
    dijawab_oleh = orang("dijawab oleh", kosong=True)
    dijawab_pada = models.DateTimeField("dijawab pada", null=True, blank=True)
    alasan_tarik = models.CharField("alasan penarikan", max_length=500, blank=True)
    ditarik_oleh = orang("ditarik oleh", kosong=True)
    ditarik_pada = models.DateTimeField("ditarik pada", null=True, blank=True)

    objects = DukunganBarisQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "permintaan dukungan"
        ordering = ["-diminta_pada", "-id"]
        constraints = [
            valid_choice("status", StatusDukungan),
            together("dijawab_oleh", "dijawab_pada", name="dijawab", pesan="Nama dan waktu penjawab harus lengkap."),
            together("ditarik_oleh", "ditarik_pada", name="ditarik", pesan="Nama dan waktu penarik harus lengkap."),
            CheckConstraint(
                condition=Q(status__in=[DITERIMA, DITOLAK], dijawab_oleh__isnull=False)
                | Q(status=MENUNGGU, dijawab_oleh__isnull=True, jawaban="")
                | Q(status=DITARIK),
                name="%(app_label)s_%(class)s_berjawaban",
                violation_error_message="Permintaan diterima atau ditolak tepat bila menyebut siapa yang menjawabnya.",
            ),
            CheckConstraint(
                condition=~Q(status=DITOLAK) | ~Q(jawaban=""),
                name="%(app_label)s_%(class)s_alasan",
                violation_error_message="Permintaan yang ditolak harus menyebut alasannya.",
            ),
            CheckConstraint(
                condition=Q(status=DITARIK, ditarik_oleh__isnull=False, alasan_tarik__gt="")
                | (~Q(status=DITARIK) & Q(ditarik_oleh__isnull=True, alasan_tarik="")),
                name="%(app_label)s_%(class)s_tarik",
                violation_error_message="Permintaan yang ditarik harus menyebut siapa yang menariknya dan alasannya.",
            ),
            UniqueConstraint(
                fields=["kunci", "opd"],
                condition=Q(status="menunggu"),
                name="%(app_label)s_%(class)s_satu_terbuka",
                violation_error_message="Permintaan kepada OPD ini untuk baris itu masih menunggu jawaban.",
            ),
        ]
        indexes = [models.Index(fields=["kunci"], name="opd_dukunganbaris_kunci")]

    def __str__(self) -> str:
        return f"Permintaan dukungan {self.opd.singkatan}: {self.kegiatan}"
