"""The audit row, and the flag that tells a sample database from a real one."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Protocol, Self

from django.db import models

from desa.sandi import seal, unseal
from desa.scoped import DeclaredModel, GuardedQuerySet, Reader, names


class Actor(Protocol):
    """All an audit row asks of a user."""

    pk: Any

    @property
    def label(self) -> str: ...
    @property
    def sebagai(self) -> str: ...


class CatatanTetap(RuntimeError):
    """An audit row was to be changed or deleted."""


class CatatanQuerySet(GuardedQuerySet):
    def visible_to(self, user: Reader) -> Self:
        """Every signed-in role reads what was done; the rows hold no PERSONAL value."""
        return self.scoped()

    def managed_by(self, user: Reader) -> Self:
        return self.scoped().none()

    def personal_for(self, user: Reader) -> Self:
        return self.scoped().none()

    def about(self, objek: models.Model) -> Self:
        """The history of one object, newest first."""
        return self.filter(objek_jenis=objek._meta.label_lower, objek_id=str(objek.pk)).order_by("-pada", "-id")

    def update(self, **kwargs: Any) -> int:
        raise CatatanTetap("Catatan tidak dapat diubah.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise CatatanTetap("Catatan tidak dapat dihapus.")


class Catatan(DeclaredModel):
    """Who did what, as what, when, to which object, old -> new. Append-only: labels and ids, no foreign keys.

    Never holds a PERSONAL value or a label built from one. On PostgreSQL triggers refuse UPDATE, DELETE and TRUNCATE.
    `sekali` is what a page shown twice within a minute shares, so that its reading is one row (opd/actions/baca.py).
    """

    OPEN = names("id pada oleh_id oleh sebagai tindakan objek_jenis objek_id objek perubahan alasan opd_id sekali")

    pada = models.DateTimeField("pada", db_index=True)
    oleh_id = models.BigIntegerField("nomor pelaku", null=True)
    oleh = models.CharField("oleh", max_length=200)
    sebagai = models.CharField("sebagai", max_length=200)
    tindakan = models.CharField("tindakan", max_length=120)
    objek_jenis = models.CharField("jenis objek", max_length=60)
    objek_id = models.CharField("nomor objek", max_length=60)
    objek = models.CharField("objek", max_length=300)
    perubahan = models.JSONField("perubahan", default=dict)
    alasan = models.CharField("alasan", max_length=500, blank=True)
    opd_id = models.BigIntegerField("nomor OPD", null=True)
    sekali = models.CharField("tanda pembacaan", max_length=64, null=True, unique=True, editable=False)

    objects = CatatanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "catatan"
        ordering = ["-pada", "-id"]
        indexes = [models.Index(fields=["objek_jenis", "objek_id", "-pada"], name="desa_catatan_objek")]

    def __str__(self) -> str:
        return f"{self.oleh} {self.tindakan}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise CatatanTetap("Catatan tidak dapat diubah.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise CatatanTetap("Catatan tidak dapat dihapus.")


def make_catatan(
    by: Actor | None,
    tindakan: str,
    objek: models.Model,
    *,
    at: datetime,
    perubahan: dict[str, list[Any]] | None = None,
    alasan: str = "",
    opd_id: int | None = None,
) -> Catatan:
    """An unsaved audit row, for writing many at once with `bulk_create`. `perubahan` maps a field to [old, new].

    A model whose own label may name a person says with `sebutan_catatan` what stands here instead.
    """
    terlarang = getattr(objek, "PERSONAL", frozenset()) & set(perubahan or {})
    if terlarang:
        raise ValueError(f"Catatan tidak boleh memuat data pribadi: {sorted(terlarang)}")
    return Catatan(
        pada=at,
        oleh_id=by.pk if by else None,
        oleh=by.label if by else "sistem",
        sebagai=by.sebagai if by else "sistem",
        tindakan=tindakan,
        objek_jenis=objek._meta.label_lower,
        objek_id=str(objek.pk),
        objek=getattr(objek, "sebutan_catatan", str(objek))[:300],
        perubahan=perubahan or {},
        alasan=alasan,
        opd_id=opd_id,
    )


def record(
    by: Actor | None,
    tindakan: str,
    objek: models.Model,
    *,
    at: datetime,
    perubahan: dict[str, list[Any]] | None = None,
    alasan: str = "",
    opd_id: int | None = None,
) -> Catatan:
    """Write one audit row in the caller's transaction. `by` None means the system itself."""
    catatan = make_catatan(by, tindakan, objek, at=at, perubahan=perubahan, alasan=alasan, opd_id=opd_id)
    catatan.save(force_insert=True)
    return catatan


class Instalasi(DeclaredModel):
    """What this database is: one row; `contoh` marks a sample database, which production settings refuse.

    `kunci_nisan` is the key under which tombstones are hashed, `kunci_segel` the one that seals what was frozen; each is made
    with the first of them (desa/segel.py) and sealed as personal data is.
    """

    OPEN = names("id uuid contoh")
    PERSONAL = names("kunci_nisan_sandi kunci_segel_sandi")
    SEALED = {"kunci_nisan_sandi": "instalasi.nisan", "kunci_segel_sandi": "instalasi.segel"}

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    kunci_nisan_sandi = models.TextField("kunci nisan (tersandi)", blank=True, editable=False)
    kunci_segel_sandi = models.TextField("kunci segel (tersandi)", blank=True, editable=False)
    contoh = models.BooleanField("basis data contoh", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "instalasi"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(id=1),
                name="%(app_label)s_%(class)s_tunggal",
                violation_error_message="Hanya ada satu baris instalasi.",
            )
        ]

    def __str__(self) -> str:
        return "basis data contoh" if self.contoh else "basis data nyata"

    @property
    def kunci_nisan(self) -> str:
        """The key in the clear, base64; "" before the first tombstone."""
        return unseal(self.kunci_nisan_sandi, konteks=f"instalasi.nisan:{self.uuid}")

    @kunci_nisan.setter
    def kunci_nisan(self, nilai: str) -> None:
        self.kunci_nisan_sandi = seal(nilai, konteks=f"instalasi.nisan:{self.uuid}")

    @property
    def kunci_segel(self) -> str:
        """The key in the clear, base64; "" before anything was frozen."""
        return unseal(self.kunci_segel_sandi, konteks=f"instalasi.segel:{self.uuid}")

    @kunci_segel.setter
    def kunci_segel(self, nilai: str) -> None:
        self.kunci_segel_sandi = seal(nilai, konteks=f"instalasi.segel:{self.uuid}")
