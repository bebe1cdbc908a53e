"""What a village has and how its poor families live, asked at the start of a penugasan and each year after."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, F, Q

from desa.angka import format_ribuan
from desa.enums import Sinyal
from desa.models.dasar import FAKTA_OPEN, Fakta, fakta_constraints, valid_choice
from desa.scoped import names
from opd.bidang_asesmen import RINCIAN_KELUARGA, SEMUA, Bidang, Macam
from opd.models.kegiatan import FaktaPenugasanQuerySet
from opd.models.penugasan import Penugasan

PANJANG_TEKS = 200


def _bounded(nama: str, batas: str, pesan: str) -> CheckConstraint:
    """A count is known only with the one it is part of, and not above it."""
    ada = Q(**{f"{batas}__isnull": False, f"{nama}__lte": F(batas)})
    return CheckConstraint(
        condition=Q(**{f"{nama}__isnull": True}) | ada,
        name="%(app_label)s_%(class)s_" + nama,
        violation_error_message=f"{pesan} Periksa kedua angkanya.",
    )


def _within(b: Bidang) -> CheckConstraint:
    """A quantity lies between 0 and the most that makes sense."""
    return CheckConstraint(
        condition=Q(**{f"{b.nama}__isnull": True}) | Q(**{f"{b.nama}__range": (0, b.maks)}),
        name="%(app_label)s_%(class)s_" + b.nama,
        violation_error_message=f"{b.label} diisi 0 sampai {format_ribuan(b.maks)}. Periksa angkanya.",
    )


class Asesmen(Fakta):
    """One asesmen of a penugasan, at most one a year in force. The first of the village's chain is the awal.

    Its fields are the table `opd.bidang_asesmen`, added below; families are counted, never named.
    """

    OPEN = FAKTA_OPEN | names("penugasan tanggal catatan") | {b.nama for b in SEMUA}

    penugasan = models.ForeignKey(Penugasan, verbose_name="penugasan", on_delete=models.PROTECT, related_name="asesmen")
    tanggal = models.DateField("tanggal")
    catatan = models.TextField("catatan", blank=True, max_length=2000)

    objects = FaktaPenugasanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "asesmen"
        ordering = ["-tanggal", "-id"]
        constraints = fakta_constraints(
            valid_choice("sinyal", Sinyal, blank=True),
            *(_within(b) for b in SEMUA if b.macam is Macam.DESIMAL),
            CheckConstraint(
                condition=Q(produksi_per_tahun__isnull=True, produksi_satuan="")
                | (Q(produksi_per_tahun__isnull=False) & ~Q(produksi_satuan="") & ~Q(komoditas_unggulan="")),
                name="%(app_label)s_%(class)s_produksi",
                violation_error_message="Isi produksi bersama komoditas unggulan dan satuannya, misalnya pala 12 ton.",
            ),
            _bounded("kk_rendah", "kk", "KK berkesejahteraan rendah tidak boleh melebihi seluruh KK di desa."),
            *(
                _bounded(b.nama, "kk_rendah", f"{b.label} tidak boleh melebihi KK berkesejahteraan rendah.")
                for b in RINCIAN_KELUARGA
            ),
        )
        indexes = [models.Index(fields=["penugasan", "tanggal"], name="opd_asesmen_tanggal")]

    def __str__(self) -> str:
        return f"Asesmen {self.tanggal.year}"


def _column(b: Bidang) -> models.Field:
    match b.macam:
        case Macam.BILANGAN:
            return models.PositiveIntegerField(b.sebutan, null=True, blank=True)
        case Macam.DESIMAL:
            batas = [MinValueValidator(Decimal(0))]
            return models.DecimalField(
                b.sebutan, max_digits=12, decimal_places=2, null=True, blank=True, validators=batas
            )
        case Macam.YA_TIDAK:
            return models.BooleanField(b.sebutan, null=True, blank=True)
        case Macam.PILIHAN:
            return models.CharField(b.sebutan, max_length=20, choices=Sinyal, blank=True)
        case Macam.TEKS:
            return models.CharField(b.sebutan, max_length=PANJANG_TEKS, blank=True)


for _b in SEMUA:
    Asesmen.add_to_class(_b.nama, _column(_b))  # type: ignore[attr-defined]
