"""Aid handed over in a village: what, to whom, and whether it is still there and in use months later."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from desa.models import Umkm
from desa.models.dasar import FAKTA_OPEN, Fakta, FaktaQuerySet, fakta_constraints, valid_choice
from desa.scoped import DeclaredModel, GuardedQuerySet, Reader, names
from opd.enums import JenisBantuan, KeadaanBantuan
from opd.models.kegiatan import FaktaPenugasanQuerySet, Kegiatan
from opd.models.penugasan import Penugasan

if TYPE_CHECKING:
    from opd.models.pengguna import Pengguna

BULAN_PERIKSA = (3, 6, 12)
"""How many months after the hand-over an aid is looked at again."""


class Bantuan(Fakta):
    """One kind of aid handed over on a day, with its minutes (BAST). Recipients are counted here and named apart."""

    OPEN = FAKTA_OPEN | names("penugasan kegiatan tanggal jenis barang volume satuan nilai_rp bast jumlah_penerima")

    penugasan = models.ForeignKey(Penugasan, verbose_name="penugasan", on_delete=models.PROTECT, related_name="bantuan")
    kegiatan = models.ForeignKey(
        Kegiatan,
        verbose_name="bagian dari kegiatan",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="bantuan",
    )
    tanggal = models.DateField("tanggal serah terima")
    jenis = models.CharField("jenis bantuan", max_length=20, choices=JenisBantuan)
    barang = models.CharField(
        "yang diserahkan", max_length=200, help_text="Misalnya bibit pala, sapi, mesin parut sagu."
    )
    volume = models.DecimalField("volume", max_digits=12, decimal_places=2)
    satuan = models.CharField("satuan", max_length=40, help_text="Misalnya ekor, batang, unit, paket, rupiah.")
    nilai_rp = models.PositiveBigIntegerField("nilai (Rp)", null=True, blank=True)
    bast = models.FileField("berita acara serah terima (BAST)", upload_to="bast/", blank=True)
    jumlah_penerima = models.PositiveIntegerField("jumlah penerima", default=0, editable=False)

    objects = FaktaPenugasanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "bantuan"
        ordering = ["-tanggal", "-id"]
        constraints = fakta_constraints(
            valid_choice("jenis", JenisBantuan),
            CheckConstraint(
                condition=Q(volume__gt=0) & ~Q(satuan=""),
                name="%(app_label)s_%(class)s_volume",
                violation_error_message="Isi volume lebih besar dari 0 bersama satuannya, misalnya 10 ekor.",
            ),
        )
        indexes = [models.Index(fields=["penugasan", "tanggal"], name="opd_bantuan_tanggal")]

    def __str__(self) -> str:
        return self.barang


class BagianBantuanQuerySet(GuardedQuerySet):
    """Recipients: how many is open, who they are is for the OPD in charge and the verifikator."""

    def visible_to(self, user: Reader) -> Self:
        return self.scoped()._tanpa_personal()

    def managed_by(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped().filter(bantuan__penugasan__opd__in=user.managed_opd())._tanpa_personal()

    def personal_for(self, user: Pengguna) -> Self:  # type: ignore[override]
        milik = Q(bantuan__penugasan__desa__in=user.personal_desa()) | user.own_period("bantuan__penugasan__")
        return self.scoped().filter(milik)


class PenerimaBantuan(DeclaredModel):
    """One recipient: an enterprise of the register, or a person or group by name.

    `sidik_penerima` is a keyed hash of the NIK, or of name and village where no NIK was given; the NIK itself is not stored.
    """

    OPEN = names("id bantuan urutan umkm")
    PERSONAL = names("nama_penerima sidik_penerima")

    bantuan = models.ForeignKey(Bantuan, verbose_name="bantuan", on_delete=models.PROTECT, related_name="penerima")
    urutan = models.PositiveSmallIntegerField("urutan", default=0)
    umkm = models.ForeignKey(
        Umkm, verbose_name="UMKM", null=True, blank=True, on_delete=models.PROTECT, related_name="bantuan"
    )
    nama_penerima = models.CharField("nama penerima", max_length=120, blank=True)
    sidik_penerima = models.CharField("sidik penerima", max_length=120, blank=True)

    objects = BagianBantuanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "penerima bantuan"
        ordering = ["urutan", "id"]
        constraints = [
            CheckConstraint(
                condition=Q(umkm__isnull=False, nama_penerima="", sidik_penerima="")
                | (Q(umkm__isnull=True) & ~Q(nama_penerima="") & ~Q(sidik_penerima="")),
                name="%(app_label)s_%(class)s_siapa",
                violation_error_message="Penerima adalah satu UMKM, atau orang atau kelompok dengan namanya.",
            ),
            UniqueConstraint(
                fields=["bantuan", "umkm"],
                name="%(app_label)s_%(class)s_umkm",
                violation_error_message="UMKM ini sudah disebut sebagai penerima bantuan itu.",
            ),
        ]
        indexes = [models.Index(fields=["sidik_penerima"], name="opd_penerima_sidik")]

    def __str__(self) -> str:
        return f"Penerima {self.pk}"


class PemeriksaanQuerySet(FaktaQuerySet):
    def visible_to(self, user: Reader) -> Self:
        return self.scoped()

    def managed_by(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped().filter(bantuan__penugasan__opd__in=user.managed_opd())

    def personal_for(self, user: Pengguna) -> Self:  # type: ignore[override]
        milik = Q(bantuan__penugasan__desa__in=user.personal_desa()) | user.own_period("bantuan__penugasan__")
        return self.scoped().filter(milik)


class PemeriksaanBantuan(Fakta):
    """A look at an aid 3, 6 or 12 months later: still there, still in use?"""

    OPEN = FAKTA_OPEN | names("bantuan bulan_ke tanggal keadaan jumlah_ada catatan")

    bantuan = models.ForeignKey(Bantuan, verbose_name="bantuan", on_delete=models.PROTECT, related_name="pemeriksaan")
    bulan_ke = models.PositiveSmallIntegerField("pemeriksaan bulan ke-")
    tanggal = models.DateField("tanggal diperiksa")
    keadaan = models.CharField("keadaan", max_length=20, choices=KeadaanBantuan)
    jumlah_ada = models.DecimalField(
        "jumlah yang masih ada",
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    catatan = models.TextField("catatan", blank=True, max_length=2000)

    objects = PemeriksaanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "pemeriksaan bantuan"
        ordering = ["bulan_ke", "id"]
        constraints = fakta_constraints(
            valid_choice("keadaan", KeadaanBantuan),
            CheckConstraint(
                condition=Q(bulan_ke__in=BULAN_PERIKSA),
                name="%(app_label)s_%(class)s_bulan",
                violation_error_message="Bantuan diperiksa pada bulan ke-3, ke-6, dan ke-12.",
            ),
            UniqueConstraint(
                fields=["bantuan", "bulan_ke"],
                condition=Q(menggantikan__isnull=True),
                name="%(app_label)s_%(class)s_unik",
                violation_error_message="Pemeriksaan bulan itu sudah dicatat. Muat ulang halaman.",
            ),
        )

    def __str__(self) -> str:
        return f"Pemeriksaan bulan ke-{self.bulan_ke}"
