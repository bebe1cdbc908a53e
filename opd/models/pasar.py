"""What the OPD of a village asks another for an enterprise without a market, the answer, and what came of it.

Source: the mentoring OPD seldom trades; industry and trade belong to another agency's task (domain.md, R14).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from desa.models import Umkm
from desa.models.dasar import together, valid_choice
from desa.scoped import names
from opd.enums import AlasanPasar
from opd.models.arahan import orang
from opd.models.naskah import MELIHAT_SEMUA
from opd.models.opd import Opd
from opd.models.penugasan import Penugasan
from opd.models.permintaan import (
    DITARIK,
    DITERIMA,
    MENUNGGU,
    PERMINTAAN_OPEN,
    Permintaan,
    PermintaanQuerySet,
    permintaan_constraints,
)

if TYPE_CHECKING:
    from opd.models.pengguna import Pengguna


class PermintaanPasarQuerySet(PermintaanQuerySet):
    """The two OPDs and the province's desks read every request, everybody else those that were accepted."""

    def visible_to(self, user: Pengguna) -> Self:  # type: ignore[override]
        if user.holds(*MELIHAT_SEMUA):
            return self.scoped()
        return self.scoped().filter(self._of(user) | Q(status=DITERIMA))

    def unfinished(self) -> Self:
        """What the OPD asked still has to answer, or to report on."""
        return self.filter(Q(status=MENUNGGU) | Q(status=DITERIMA, hasil_pada__isnull=True))

    def with_names(self) -> Self:
        pribadi = (f"umkm__{f}" for f in sorted(Umkm.PERSONAL))
        return super().with_names().select_related("umkm").defer(*pribadi)


class PermintaanPasar(Permintaan):
    """One request to one OPD for one enterprise. `alasan_pasar`: why it had no market when that was asked."""

    OPEN = PERMINTAAN_OPEN | names("umkm alasan_pasar hasil hasil_oleh hasil_pada")

    penugasan = models.ForeignKey(
        Penugasan, verbose_name="penugasan", on_delete=models.PROTECT, related_name="permintaan_pasar"
    )
    umkm = models.ForeignKey(Umkm, verbose_name="UMKM", on_delete=models.PROTECT, related_name="permintaan_pasar")
    opd = models.ForeignKey(
        Opd, verbose_name="OPD yang diminta", on_delete=models.PROTECT, related_name="permintaan_pasar"
    )
    alasan_pasar = models.CharField("sebab tanpa pasar", max_length=20, choices=AlasanPasar)
    hasil = models.TextField("hasil", max_length=1500, blank=True)
    hasil_oleh = orang("hasil oleh", kosong=True)
    hasil_pada = models.DateTimeField("hasil pada", null=True, blank=True)

    objects = PermintaanPasarQuerySet.as_manager()

    class Meta(Permintaan.Meta):
        verbose_name = verbose_name_plural = "permintaan pasar"
        constraints = permintaan_constraints(
            valid_choice("alasan_pasar", AlasanPasar),
            together("hasil_oleh", "hasil_pada", name="hasil", pesan="Nama dan waktu pencatat hasil harus lengkap."),
            CheckConstraint(
                condition=Q(hasil="", hasil_pada__isnull=True)
                | Q(hasil__gt="", hasil_pada__isnull=False, status__in=[DITERIMA, DITARIK]),
                name="%(app_label)s_%(class)s_hasil_diterima",
                violation_error_message="Hasil dicatat bersama waktunya, untuk permintaan yang diterima.",
            ),
            UniqueConstraint(
                fields=["umkm", "opd"],
                condition=Q(status=MENUNGGU),
                name="%(app_label)s_%(class)s_satu_terbuka",
                violation_error_message="Permintaan kepada OPD ini untuk UMKM itu masih menunggu jawaban.",
            ),
        )
        indexes = [models.Index(fields=["umkm"], name="opd_permintaanpasar_umkm")]

    def __str__(self) -> str:
        return f"Permintaan pasar {self.opd.singkatan}"
