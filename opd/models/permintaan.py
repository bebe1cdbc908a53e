"""What requests from one OPD to another share: who asked for what, the answer, and the way back.

`menunggu -> diterima | ditolak`, and `ditarik` from the first two. After a merger the successor answers; the row keeps the
OPD that was asked.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import CheckConstraint, Q

from desa.models.dasar import together, valid_choice
from desa.scoped import DeclaredModel, GuardedQuerySet, names
from opd.enums import StatusDukungan
from opd.models.arahan import orang

if TYPE_CHECKING:
    from opd.models.opd import Opd
    from opd.models.pengguna import Pengguna
    from opd.models.penugasan import Penugasan

MENUNGGU, DITERIMA, DITOLAK, DITARIK = StatusDukungan
PERMINTAAN_OPEN = names(
    "id uuid penugasan opd permintaan status versi diminta_oleh diminta_pada jawaban dijawab_oleh dijawab_pada "
    "alasan_tarik ditarik_oleh ditarik_pada"
)


class PermintaanQuerySet(GuardedQuerySet):
    """The two OPDs write; who reads beside them, each kind of request says."""

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


class Permintaan(DeclaredModel):
    """One request to one OPD. A kind adds `penugasan` (who asks), `opd` (who is asked), and what it is about."""

    penugasan: models.ForeignKey[Penugasan, Penugasan]
    opd: models.ForeignKey[Opd, Opd]

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
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

    class Meta:
        abstract = True
        ordering = ["-diminta_pada", "-id"]


def permintaan_constraints(*lain: Any) -> list[Any]:
    """The constraints of every request plus the kind's own."""
    return [
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
        *lain,
    ]
