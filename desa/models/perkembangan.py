"""The state of an enterprise in a quarter: what *naik kelas* is read from (desain.md, section 4)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from desa.enums import AdaTidak, Pembukuan
from desa.models.dasar import FAKTA_OPEN, Fakta, FaktaQuerySet, fakta_constraints, valid_choice
from desa.models.umkm import Umkm
from desa.scoped import Reader, names


class PerkembanganQuerySet(FaktaQuerySet):
    """Rupiah of an enterprise are its owner's finances: only the OPD in charge of the village reads them (UU 27/2022)."""

    def visible_to(self, user: Reader) -> Self:
        return self.scoped()._tanpa_personal()

    def managed_by(self, user: Reader) -> Self:
        return self.scoped().filter(umkm__desa__in=user.own_desa())._tanpa_personal()

    def personal_for(self, user: Reader) -> Self:
        return self.scoped().filter(umkm__desa__in=user.own_desa())


class PerkembanganUmkm(Fakta):
    """What was found at an enterprise on a day of a quarter. Empty means "tidak diketahui" and is never 0.

    One chain of rows per enterprise and quarter: the first has no `menggantikan`, each correction replaces the last.
    """

    OPEN = FAKTA_OPEN | names(
        "umkm triwulan tanggal pekerja_l pekerja_p pekerja_terlatih pelanggan_bulan pembukuan produksi_volume "
        "produksi_satuan berizin kredit"
    )
    PERSONAL = names("aset_rp pajak_rp kredit_rp")

    umkm = models.ForeignKey(Umkm, verbose_name="UMKM", on_delete=models.PROTECT, related_name="perkembangan")
    triwulan = models.DateField("triwulan", help_text="Tanggal pertama triwulan itu.")
    tanggal = models.DateField("tanggal dilihat")
    pekerja_l = models.PositiveIntegerField("pekerja laki-laki", null=True, blank=True)
    pekerja_p = models.PositiveIntegerField("pekerja perempuan", null=True, blank=True)
    pekerja_terlatih = models.PositiveIntegerField("pekerja yang pernah dilatih", null=True, blank=True)
    aset_rp = models.PositiveBigIntegerField("aset (Rp)", null=True, blank=True)
    pelanggan_bulan = models.PositiveIntegerField("pelanggan sebulan", null=True, blank=True)
    pembukuan = models.CharField("pembukuan", max_length=20, choices=Pembukuan, blank=True)
    produksi_volume = models.DecimalField("produksi sebulan", max_digits=14, decimal_places=2, null=True, blank=True)
    produksi_satuan = models.CharField("satuan produksi", max_length=40, blank=True)
    berizin = models.CharField("sudah mempunyai NIB", max_length=10, choices=AdaTidak, blank=True)
    pajak_rp = models.PositiveBigIntegerField("pajak dibayar setahun terakhir (Rp)", null=True, blank=True)
    kredit = models.CharField("pernah mendapat KUR atau kredit bank", max_length=10, choices=AdaTidak, blank=True)
    kredit_rp = models.PositiveBigIntegerField("kredit terakhir (Rp)", null=True, blank=True)

    objects = PerkembanganQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "perkembangan UMKM"
        ordering = ["umkm", "triwulan", "id"]
        constraints = fakta_constraints(
            valid_choice("pembukuan", Pembukuan, blank=True),
            valid_choice("berizin", AdaTidak, blank=True),
            valid_choice("kredit", AdaTidak, blank=True),
            UniqueConstraint(
                fields=["umkm", "triwulan"],
                condition=Q(menggantikan__isnull=True),
                name="%(app_label)s_%(class)s_triwulan",
                violation_error_message="Perkembangan UMKM ini pada triwulan itu sudah ada. Buka catatannya untuk mengoreksi.",
            ),
            CheckConstraint(
                condition=Q(triwulan__day=1, triwulan__month__in=(1, 4, 7, 10)),
                name="%(app_label)s_%(class)s_awal_triwulan",
                violation_error_message="Triwulan ditulis sebagai tanggal pertamanya.",
            ),
            CheckConstraint(
                condition=Q(tanggal__gte=F("triwulan")),
                name="%(app_label)s_%(class)s_tanggal",
                violation_error_message="Tanggal dilihat harus di dalam triwulannya.",
            ),
            CheckConstraint(
                condition=Q(produksi_volume__isnull=True, produksi_satuan="")
                | (Q(produksi_volume__isnull=False) & ~Q(produksi_satuan="")),
                name="%(app_label)s_%(class)s_produksi",
                violation_error_message="Isi produksi bersama satuannya, misalnya 40 kg.",
            ),
            CheckConstraint(
                condition=Q(kredit_rp__isnull=True) | Q(kredit="ya", kredit_rp__gt=0),
                name="%(app_label)s_%(class)s_kredit_rp",
                violation_error_message="Jumlah kredit hanya diisi bila UMKM ini mendapat kredit, dan lebih dari 0.",
            ),
            CheckConstraint(
                condition=Q(pekerja_terlatih__isnull=True)
                | Q(pekerja_l__isnull=True)
                | Q(pekerja_p__isnull=True)
                | Q(pekerja_terlatih__lte=F("pekerja_l") + F("pekerja_p")),
                name="%(app_label)s_%(class)s_terlatih",
                violation_error_message="Pekerja yang pernah dilatih tidak lebih banyak dari seluruh pekerja.",
            ),
        )
        indexes = [models.Index(fields=["umkm", "tanggal"], name="desa_perkembangan_umkm")]

    def __str__(self) -> str:
        return f"Perkembangan {self.umkm_id} {self.tanggal:%Y-%m-%d}"

    @property
    def pekerja(self) -> int | None:
        """Women and men together; None while one of the two is not known."""
        return None if self.pekerja_l is None or self.pekerja_p is None else self.pekerja_l + self.pekerja_p
