"""Shared parts of models: checks made from enums, and the base of dated facts."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import CheckConstraint, Exists, F, OuterRef, Q, TextChoices

from desa.scoped import DeclaredModel, GuardedQuerySet, names


def valid_choice(field: str, enum: type[TextChoices], *, blank: bool = False) -> CheckConstraint:
    """The database's side of `choices=`: only the enum's values, and the empty text if `blank`."""
    nilai = [*enum.values, ""] if blank else enum.values
    return CheckConstraint(
        condition=Q(**{f"{field}__in": nilai}),
        name="%(app_label)s_%(class)s_" + field,
        violation_error_message=f"Pilihan untuk {field.replace('_', ' ')} tidak dikenal. Pilih dari daftar.",
    )


def period_order(mulai: str = "mulai", selesai: str = "selesai") -> CheckConstraint:
    """Half-open periods [mulai, selesai): the end lies after the start or is unknown."""
    return CheckConstraint(
        condition=Q(**{f"{selesai}__isnull": True})
        | Q(**{f"{mulai}__isnull": True})
        | Q(**{f"{selesai}__gt": F(mulai)}),
        name="%(app_label)s_%(class)s_" + f"{mulai}_{selesai}",
        violation_error_message="Tanggal selesai harus setelah tanggal mulai.",
    )


def together(*fields: str, name: str, pesan: str) -> CheckConstraint:
    """Nullable fields that mean one event: all filled or all empty."""
    ada = Q(**{f"{f}__isnull": False for f in fields})
    kosong = Q(**{f"{f}__isnull": True for f in fields})
    return CheckConstraint(
        condition=ada | kosong, name="%(app_label)s_%(class)s_" + name, violation_error_message=pesan
    )


def reasoned(field: str, alasan: str, *, name: str, pesan: str) -> CheckConstraint:
    """A dated event carries a reason, and a reason its event."""
    return CheckConstraint(
        condition=(Q(**{f"{field}__isnull": True}) & Q(**{alasan: ""}))
        | (Q(**{f"{field}__isnull": False}) & ~Q(**{alasan: ""})),
        name="%(app_label)s_%(class)s_" + name,
        violation_error_message=pesan,
    )


FAKTA_OPEN = names("id uuid dicatat_pada pencatat_id pencatat menggantikan batal alasan_koreksi alasan_susulan")


class FaktaQuerySet(GuardedQuerySet):
    """Dated facts: a correction is a new row, so a day can be read as it was known then."""

    def in_force(self, known_at: datetime | None = None) -> Self:
        """Rows that count: neither replaced nor cancelled, as known at `known_at` (default: now)."""
        # Not by a join, which would match every row against all that replace nothing.
        pengganti = self.model._base_manager.filter(menggantikan=OuterRef("pk"), menggantikan__isnull=False)
        if known_at is None:
            return self.filter(~Exists(pengganti), batal=False)
        diganti = Exists(pengganti.filter(dicatat_pada__lte=known_at))
        return self.filter(~diganti, dicatat_pada__lte=known_at, batal=False)


class Fakta(DeclaredModel):
    """A dated fact: what happened on a day, recorded at a moment, replaced only by another row.

    `uuid` is minted in the form, so the same form sent twice is one row. A cancelled fact is a replacing row with `batal`.
    `alasan_susulan` marks a fact that came after its quarter was locked (desain.md, section 3).
    """

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    dicatat_pada = models.DateTimeField("dicatat pada")
    pencatat_id = models.BigIntegerField("nomor pencatat", null=True, blank=True)
    pencatat = models.CharField("dicatat oleh", max_length=200)
    menggantikan = models.OneToOneField(
        "self", verbose_name="menggantikan", null=True, blank=True, on_delete=models.PROTECT, related_name="pengganti"
    )
    batal = models.BooleanField("dibatalkan", default=False)
    alasan_koreksi = models.CharField("alasan koreksi", max_length=500, blank=True)
    alasan_susulan = models.CharField("alasan susulan", max_length=300, blank=True)

    class Meta:
        abstract = True
        constraints = [
            CheckConstraint(
                condition=Q(batal=False) | (Q(menggantikan__isnull=False) & ~Q(alasan_koreksi="")),
                name="%(app_label)s_%(class)s_batal",
                violation_error_message="Pembatalan harus menyebut catatan yang dibatalkan dan alasannya.",
            )
        ]


def fakta_constraints(*lain: Any) -> list[Any]:
    """The constraints of every fact plus the model's own."""
    return [*Fakta.Meta.constraints, *lain]
