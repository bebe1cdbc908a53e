"""What one OPD asks another to do for a line of its plan, and the answer.

Source: the decree makes one OPD answerable, yet most problem indicators belong to another agency's task (domain.md, R14).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q, UniqueConstraint

from desa.scoped import names
from opd.enums import StatusNaskah
from opd.models.naskah import MELIHAT_SEMUA
from opd.models.opd import Opd
from opd.models.penugasan import Penugasan
from opd.models.permintaan import (
    DITERIMA,
    PERMINTAAN_OPEN,
    Permintaan,
    PermintaanQuerySet,
    permintaan_constraints,
)
from opd.models.rencana import BarisRencana

if TYPE_CHECKING:
    from opd.models.pengguna import Pengguna


class DukunganBarisQuerySet(PermintaanQuerySet):
    """The two OPDs and the province's desks read every request, everybody else what was promised to a verified plan."""

    def visible_to(self, user: Pengguna) -> Self:  # type: ignore[override]
        if user.holds(*MELIHAT_SEMUA):
            return self.scoped()
        terbit = BarisRencana.objects.filter(rencana__status=StatusNaskah.DIVERIFIKASI).values("kunci")
        return self.scoped().filter(self._of(user) | Q(status=DITERIMA, kunci__in=terbit))


class DukunganBaris(Permintaan):
    """One request to one OPD for one line. It follows the line through the versions of the plan by `kunci`.

    `kegiatan` and `sasaran` say what was asked for: the line as it stood then, which the OPD asked may not read as a draft.
    After a merger the successor answers; the row keeps the OPD that was asked.
    """

    OPEN = PERMINTAAN_OPEN | names("tahun kunci kegiatan sasaran")

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

    objects = DukunganBarisQuerySet.as_manager()

    class Meta(Permintaan.Meta):
        verbose_name = verbose_name_plural = "permintaan dukungan"
        constraints = permintaan_constraints(
            UniqueConstraint(
                fields=["kunci", "opd"],
                condition=Q(status="menunggu"),
                name="%(app_label)s_%(class)s_satu_terbuka",
                violation_error_message="Permintaan kepada OPD ini untuk baris itu masih menunggu jawaban.",
            ),
        )
        indexes = [models.Index(fields=["kunci"], name="opd_dukunganbaris_kunci")]

    def __str__(self) -> str:
        return f"Permintaan dukungan {self.opd.singkatan}: {self.kegiatan}"
