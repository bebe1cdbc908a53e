"""Partners beside the government, what they pledged for a village, and what was handed over of it.

Source: Forum CSR and Baznas at the coordination meetings; a partner is no OPD of the province (domain.md, R14).
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import CheckConstraint, Q

from desa.models import Kabupaten
from desa.models.dasar import FAKTA_OPEN, Fakta, FaktaQuerySet, fakta_constraints, reasoned, valid_choice
from desa.scoped import DeclaredModel, GuardedQuerySet, names
from opd.enums import BentukJanji, JenisMitra
from opd.models.arahan import orang
from opd.models.penugasan import Penugasan
from opd.models.rencana import BarisRencana
from opd.models.terdaftar import TERDAFTAR_OPEN, TERDAFTAR_PERSONAL, Terdaftar, closed_with_reason

if TYPE_CHECKING:
    from opd.models.pengguna import Pengguna

UKURAN = "Isi nilai rupiahnya, atau volume bersama satuannya, atau keduanya; semuanya lebih besar dari 0."


def _measured() -> CheckConstraint:
    """Rupiah, or a volume with its unit, or both; never 0."""
    rupiah = Q(nilai_rp__isnull=True) | Q(nilai_rp__gt=0)
    volume = Q(volume__isnull=True, satuan="") | (Q(volume__gt=0) & ~Q(satuan=""))
    ada = Q(nilai_rp__isnull=False) | Q(volume__isnull=False)
    return CheckConstraint(
        condition=rupiah & volume & ada, name="%(app_label)s_%(class)s_ukuran", violation_error_message=UKURAN
    )


class Mitra(Terdaftar):
    """A partner of the register. `opd` is who added it; None: a verifikator did."""

    OPEN = TERDAFTAR_OPEN | names("jenis kabupaten")
    PERSONAL = TERDAFTAR_PERSONAL
    SEALED = {"telepon_sandi": "mitra.telepon"}

    nama = models.CharField("nama mitra", max_length=150)
    jenis = models.CharField("jenis", max_length=20, choices=JenisMitra)
    kabupaten = models.ForeignKey(
        Kabupaten, verbose_name="kabupaten/kota", null=True, blank=True, on_delete=models.PROTECT, related_name="mitra"
    )

    class Meta(Terdaftar.Meta):
        verbose_name = verbose_name_plural = "mitra"
        constraints = [valid_choice("jenis", JenisMitra), closed_with_reason("Mitra")]


class JanjiMitraQuerySet(GuardedQuerySet):
    """Pledges are open to every signed-in role; the OPD of the penugasan writes them."""

    def visible_to(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped()

    def managed_by(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped().filter(penugasan__opd__in=user.managed_opd())

    def personal_for(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.managed_by(user)

    def in_force(self) -> Self:
        """Pledges that were not taken back."""
        return self.filter(dibatalkan_pada__isnull=True)

    def with_names(self) -> Self:
        nama = ("mitra", "penugasan__opd__dilebur_ke", "penugasan__desa__kecamatan__kabupaten", "baris")
        return self.select_related(*nama).defer(*(f"mitra__{f}" for f in sorted(Mitra.PERSONAL)))


class JanjiMitra(DeclaredModel):
    """What a partner promised for a village, for a line of its plan or for none. Changed in place, each change audited.

    `baris` is the line of a verified version; through later versions the pledge follows it by the line's `kunci`.
    """

    OPEN = names(
        "id uuid mitra penugasan baris tanggal bentuk uraian nilai_rp volume satuan versi dicatat_oleh dicatat_pada "
        "dibatalkan_pada alasan_batal"
    )

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    mitra = models.ForeignKey(Mitra, verbose_name="mitra", on_delete=models.PROTECT, related_name="janji")
    penugasan = models.ForeignKey(
        Penugasan, verbose_name="penugasan", on_delete=models.PROTECT, related_name="janji_mitra"
    )
    baris = models.ForeignKey(
        BarisRencana,
        verbose_name="baris rencana",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="janji_mitra",
    )
    tanggal = models.DateField("tanggal janji")
    bentuk = models.CharField("bentuk", max_length=20, choices=BentukJanji)
    uraian = models.CharField("yang dijanjikan", max_length=300)
    nilai_rp = models.PositiveBigIntegerField("nilai (Rp)", null=True, blank=True)
    volume = models.DecimalField("volume", max_digits=12, decimal_places=2, null=True, blank=True)
    satuan = models.CharField("satuan", max_length=40, blank=True)
    versi = models.PositiveIntegerField("versi isian", default=1)
    dicatat_oleh = orang("dicatat oleh")
    dicatat_pada = models.DateTimeField("dicatat pada")
    dibatalkan_pada = models.DateTimeField("dibatalkan pada", null=True, blank=True)
    alasan_batal = models.CharField("alasan pembatalan", max_length=500, blank=True)

    objects = JanjiMitraQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "janji mitra"
        ordering = ["-tanggal", "-id"]
        constraints = [
            valid_choice("bentuk", BentukJanji),
            _measured(),
            CheckConstraint(
                condition=~Q(bentuk="uang") | Q(nilai_rp__isnull=False),
                name="%(app_label)s_%(class)s_uang",
                violation_error_message="Janji berupa uang harus menyebut nilai rupiahnya.",
            ),
            reasoned(
                "dibatalkan_pada",
                "alasan_batal",
                name="batal",
                pesan="Janji yang dibatalkan harus menyebut alasannya.",
            ),
        ]
        indexes = [models.Index(fields=["mitra", "tanggal"], name="opd_janjimitra_mitra")]

    def __str__(self) -> str:
        return f"Janji {self.mitra}: {self.uraian}"


class SerahMitraQuerySet(FaktaQuerySet):
    def visible_to(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped()

    def managed_by(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped().filter(janji__penugasan__opd__in=user.managed_opd())

    def personal_for(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.managed_by(user)


class SerahMitra(Fakta):
    """What a partner handed over of a pledge on a day, in the measures of the pledge.

    It is no part of the frozen quarterly report: money that an OPD did not spend. So no quarter locks it.
    """

    OPEN = FAKTA_OPEN | names("janji tanggal nilai_rp volume satuan keterangan")

    janji = models.ForeignKey(JanjiMitra, verbose_name="janji", on_delete=models.PROTECT, related_name="serah")
    tanggal = models.DateField("tanggal diserahkan")
    nilai_rp = models.PositiveBigIntegerField("nilai (Rp)", null=True, blank=True)
    volume = models.DecimalField("volume", max_digits=12, decimal_places=2, null=True, blank=True)
    satuan = models.CharField("satuan", max_length=40, blank=True)
    keterangan = models.CharField("keterangan", max_length=300, blank=True)

    objects = SerahMitraQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "penyerahan mitra"
        ordering = ["-tanggal", "-id"]
        constraints = fakta_constraints(_measured())
        indexes = [models.Index(fields=["janji", "tanggal"], name="opd_serahmitra_janji")]

    def __str__(self) -> str:
        return f"Penyerahan {self.tanggal:%Y-%m-%d}"
