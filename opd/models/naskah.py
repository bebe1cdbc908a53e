"""What a plan and a quarterly report share: the desks they pass, who moved them, and delegation of the head's desk.

Flow (desain.md, section 3): draf -> diajukan -> disetujui -> diverifikasi, and dikembalikan from each desk.
Maker is never checker: the database itself refuses a paper approved or verified by who wrote or submitted it.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q

from desa.models.dasar import period_order, together, valid_choice
from desa.scoped import DeclaredModel, GuardedQuerySet, OpenQuerySet, names
from opd.enums import KelompokVerifikasi, Peran, StatusNaskah
from opd.models.opd import Jabatan, Opd
from opd.models.penugasan import Penugasan

if TYPE_CHECKING:
    from datetime import date

    from opd.models.pengguna import Pengguna

MELIHAT_SEMUA = (Peran.ADMIN_SISTEM, Peran.PIMPINAN, Peran.VERIFIKATOR)
TERBUKA = (StatusNaskah.DRAF, StatusNaskah.DIKEMBALIKAN)
"""The states in which the OPD writes."""

SENDIRI = (
    "Naskah tidak dapat disetujui atau diverifikasi oleh orang yang menyusun atau mengajukannya. Minta pejabat lain."
)


class NaskahQuerySet(GuardedQuerySet):
    """Papers: the own OPD and the province's desks read every state, everybody else only what was verified."""

    jalur = ""

    def visible_to(self, user: Pengguna) -> Self:  # type: ignore[override]
        if user.holds(*MELIHAT_SEMUA):
            return self.scoped()
        terbit = Q(**{f"{self.jalur}status": StatusNaskah.DIVERIFIKASI})
        milik = Q(**{f"{self.jalur}penugasan__opd__in": user.managed_opd()})
        return self.scoped().filter(terbit | milik)

    def published(self) -> Self:
        """What is verified, which every reader may read."""
        return self.scoped().filter(**{f"{self.jalur}status": StatusNaskah.DIVERIFIKASI})

    def managed_by(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped().filter(**{f"{self.jalur}penugasan__opd__in": user.managed_opd()})

    def personal_for(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.managed_by(user)


NASKAH_OPEN = names(
    "id uuid penugasan status versi kelompok dibuat_pada disunting_oleh disunting_pada diajukan_oleh diajukan_pada "
    "disetujui_oleh disetujui_pada diverifikasi_oleh diverifikasi_pada di_meja_sejak alasan_kembali"
)


def _pelaku(nama: str) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=nama, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )


class Naskah(DeclaredModel):
    """A paper that goes from desk to desk. `versi` counts every change, so nobody approves a text never read.

    The names of who submitted, approved and verified are those of the round under way; a return clears them, and
    `LangkahNaskah` keeps every round.
    """

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    penugasan = models.ForeignKey(
        Penugasan, verbose_name="penugasan", on_delete=models.PROTECT, related_name="%(class)s"
    )
    status = models.CharField("status", max_length=20, choices=StatusNaskah, default=StatusNaskah.DRAF)
    versi = models.PositiveIntegerField("versi isian", default=1)
    kelompok = models.CharField("kelompok verifikasi", max_length=20, choices=KelompokVerifikasi, blank=True)
    dibuat_pada = models.DateTimeField("dibuat pada")
    disunting_oleh = _pelaku("disunting oleh")
    disunting_pada = models.DateTimeField("disunting pada", null=True, blank=True)
    diajukan_oleh = _pelaku("diajukan oleh")
    diajukan_pada = models.DateTimeField("diajukan pada", null=True, blank=True)
    disetujui_oleh = _pelaku("disetujui oleh")
    disetujui_pada = models.DateTimeField("disetujui pada", null=True, blank=True)
    diverifikasi_oleh = _pelaku("diverifikasi oleh")
    diverifikasi_pada = models.DateTimeField("diverifikasi pada", null=True, blank=True)
    di_meja_sejak = models.DateTimeField("di meja ini sejak")
    alasan_kembali = models.CharField("alasan pengembalian", max_length=1000, blank=True)

    class Meta:
        abstract = True

    @property
    def terbuka(self) -> bool:
        """Whether the OPD still writes it."""
        return self.status in TERBUKA

    @property
    def pembuat(self) -> frozenset[int]:
        """Who wrote or submitted it: none of them may approve or verify."""
        return frozenset(p for p in (self.disunting_oleh_id, self.diajukan_oleh_id) if p)  # type: ignore[attr-defined]


def naskah_constraints(*lain: Any) -> list[Any]:
    """The constraints of every paper plus the model's own."""
    return [
        valid_choice("status", StatusNaskah),
        valid_choice("kelompok", KelompokVerifikasi, blank=True),
        *(
            together(f"{p}_oleh", f"{p}_pada", name=p, pesan=f"Nama dan waktu {p} harus lengkap.")
            for p in ("disunting", "diajukan", "disetujui", "diverifikasi")
        ),
        _bernama("diajukan", StatusNaskah.DIAJUKAN, StatusNaskah.DISETUJUI, StatusNaskah.DIVERIFIKASI),
        _bernama("disetujui", StatusNaskah.DISETUJUI, StatusNaskah.DIVERIFIKASI),
        _bernama("diverifikasi", StatusNaskah.DIVERIFIKASI),
        CheckConstraint(
            condition=_beda("disetujui_oleh", "diajukan_oleh", "disunting_oleh")
            & _beda("diverifikasi_oleh", "diajukan_oleh", "disunting_oleh", "disetujui_oleh"),
            name="%(app_label)s_%(class)s_bukan_sendiri",
            violation_error_message=SENDIRI,
        ),
        CheckConstraint(
            condition=Q(status=StatusNaskah.DIKEMBALIKAN, alasan_kembali__gt="")
            | (~Q(status=StatusNaskah.DIKEMBALIKAN) & Q(alasan_kembali="")),
            name="%(app_label)s_%(class)s_kembali",
            violation_error_message="Naskah yang dikembalikan harus menyebut alasannya.",
        ),
        *lain,
    ]


def _bernama(kata: str, *status: StatusNaskah) -> CheckConstraint:
    """Exactly in these states the paper names who did `kata`."""
    ada = Q(**{f"{kata}_oleh__isnull": False})
    return CheckConstraint(
        condition=(Q(status__in=status) & ada) | (~Q(status__in=status) & ~ada),
        name=f"%(app_label)s_%(class)s_nama_{kata}",
        violation_error_message=f"Naskah ini {kata} tepat bila menyebut siapa yang melakukannya.",
    )


def _beda(siapa: str, *lain: str) -> Q:
    """`siapa` is nobody, or none of the others."""
    syarat = Q()
    for nama in lain:
        syarat &= Q(**{f"{nama}__isnull": True}) | ~Q(**{siapa: F(nama)})
    return Q(**{f"{siapa}__isnull": True}) | syarat


TANPA_ALASAN = "Delegasi harus menyebut alasannya, misalnya dinas luar atau cuti."


class DelegasiQuerySet(OpenQuerySet):
    def open_on(self, on: date) -> Self:
        return self.filter(dicabut_pada__isnull=True, mulai__lte=on, selesai__gt=on)

    def managed_by(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped().filter(opd__in=user.managed_opd())


class Delegasi(DeclaredModel):
    """The head's desk lent to another official of the OPD for an absence, [mulai, selesai). Ended early by `dicabut_pada`."""

    OPEN = names("id opd jabatan penerima mulai selesai alasan dicatat_pada dicatat_oleh dicabut_pada")

    opd = models.ForeignKey(Opd, verbose_name="OPD", on_delete=models.PROTECT, related_name="delegasi")
    jabatan = models.ForeignKey(
        Jabatan, verbose_name="jabatan yang diwakili", on_delete=models.PROTECT, related_name="delegasi"
    )
    penerima = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="diwakili oleh", on_delete=models.PROTECT, related_name="delegasi"
    )
    mulai = models.DateField("mulai")
    selesai = models.DateField("sampai sebelum")
    alasan = models.CharField("alasan", max_length=300, error_messages={"blank": TANPA_ALASAN})
    dicatat_pada = models.DateTimeField("dicatat pada")
    dicatat_oleh = models.CharField("dicatat oleh", max_length=200)
    dicabut_pada = models.DateTimeField("dicabut pada", null=True, blank=True)

    objects = DelegasiQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "delegasi"
        ordering = ["-mulai", "id"]
        constraints = [
            period_order(),
            CheckConstraint(
                condition=~Q(alasan=""),
                name="%(app_label)s_%(class)s_alasan",
                violation_error_message=TANPA_ALASAN,
            ),
        ]

    def __str__(self) -> str:
        return f"Delegasi {self.jabatan}"
