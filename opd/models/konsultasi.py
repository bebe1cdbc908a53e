"""Klinik konsultasi: what an OPD asks about its village, the answer, and the target both agreed on.

Source: klinik konsultasi of the TGPP, "to discuss village poverty problems against agreed targets" (Antara, 17 May 2023).
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import CheckConstraint, Q

from desa.models import Indikator
from desa.models.dasar import together
from desa.scoped import DeclaredModel, GuardedQuerySet, names
from opd.enums import KeadaanKonsultasi
from opd.models.arahan import orang
from opd.models.penugasan import Penugasan

if TYPE_CHECKING:
    from opd.models.pengguna import Pengguna


class KonsultasiQuerySet(GuardedQuerySet):
    """Questions and answers are open to every signed-in role, so that one answer serves all; they name no person."""

    def visible_to(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped()

    def managed_by(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped().filter(penugasan__opd__in=user.managed_opd())

    def personal_for(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.managed_by(user)

    def unanswered(self) -> Self:
        return self.filter(dijawab_pada__isnull=True)

    def with_open_target(self) -> Self:
        """Answered with a target of which the OPD has not reported the outcome."""
        return self.filter(target_batas__isnull=False, hasil_pada__isnull=True)

    def unsettled(self) -> Self:
        """Unanswered, or with a target whose outcome is still to be reported."""
        return self.filter(Q(dijawab_pada__isnull=True) | Q(target_batas__isnull=False, hasil_pada__isnull=True))

    def with_names(self) -> Self:
        return self.select_related("penugasan__opd", "penugasan__desa__kecamatan__kabupaten")


class Konsultasi(DeclaredModel):
    """One question of an OPD, its answer with at most one agreed target, and what became of that target."""

    OPEN = names(
        "id uuid penugasan indikator topik pertanyaan ditanya_oleh ditanya_pada versi jawaban dijawab_oleh dijawab_pada "
        "target target_batas hasil hasil_oleh hasil_pada"
    )

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    penugasan = models.ForeignKey(
        Penugasan, verbose_name="penugasan", on_delete=models.PROTECT, related_name="konsultasi"
    )
    indikator = models.ForeignKey(
        Indikator, verbose_name="indikator", null=True, blank=True, on_delete=models.PROTECT, related_name="konsultasi"
    )
    topik = models.CharField("topik", max_length=150)
    pertanyaan = models.TextField("pertanyaan", max_length=3000)
    ditanya_oleh = orang("ditanyakan oleh")
    ditanya_pada = models.DateTimeField("ditanyakan pada")
    versi = models.PositiveIntegerField("versi isian", default=1)
    jawaban = models.TextField("jawaban", max_length=5000, blank=True)
    dijawab_oleh = orang("dijawab oleh", kosong=True)
    dijawab_pada = models.DateTimeField("dijawab pada", null=True, blank=True)
    target = models.CharField("target yang disepakati", max_length=500, blank=True)
    target_batas = models.DateField("target dicapai paling lambat", null=True, blank=True)
    hasil = models.TextField("hasil target", max_length=2000, blank=True)
    hasil_oleh = orang("hasil dilaporkan oleh", kosong=True)
    hasil_pada = models.DateTimeField("hasil dilaporkan pada", null=True, blank=True)

    objects = KonsultasiQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "konsultasi"
        ordering = ["-ditanya_pada", "-id"]
        constraints = [
            together("dijawab_oleh", "dijawab_pada", name="dijawab", pesan="Nama dan waktu penjawab harus lengkap."),
            together("hasil_oleh", "hasil_pada", name="hasil", pesan="Nama dan waktu pelapor hasil harus lengkap."),
            CheckConstraint(
                condition=Q(dijawab_oleh__isnull=True, jawaban="", target="")
                | (Q(dijawab_oleh__isnull=False) & ~Q(jawaban="")),
                name="%(app_label)s_%(class)s_berjawaban",
                violation_error_message="Konsultasi dijawab tepat bila memuat jawaban dan siapa yang menjawabnya.",
            ),
            CheckConstraint(
                condition=Q(target="", target_batas__isnull=True) | (~Q(target="") & Q(target_batas__isnull=False)),
                name="%(app_label)s_%(class)s_target",
                violation_error_message="Target yang disepakati harus bertanggal, dan tanggal itu harus menyebut targetnya.",
            ),
            CheckConstraint(
                condition=Q(hasil_oleh__isnull=True, hasil="")
                | (Q(hasil_oleh__isnull=False, target_batas__isnull=False) & ~Q(hasil="")),
                name="%(app_label)s_%(class)s_berhasil",
                violation_error_message="Hasil dilaporkan hanya untuk target yang disepakati, dengan isi dan pelapornya.",
            ),
        ]

    def __str__(self) -> str:
        return f"Konsultasi: {self.topik}"

    def keadaan(self, on: date) -> KeadaanKonsultasi:
        """How far the question is on a day."""
        if not self.dijawab_pada:
            return KeadaanKonsultasi.BELUM
        if self.hasil_pada:
            return KeadaanKonsultasi.DILAPORKAN
        if not self.target_batas:
            return KeadaanKonsultasi.DIJAWAB
        return KeadaanKonsultasi.LEWAT if self.target_batas < on else KeadaanKonsultasi.BERJALAN
