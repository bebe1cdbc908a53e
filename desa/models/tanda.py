"""That something of a village changed, whoever wrote it and by whatever way."""

from __future__ import annotations

import uuid

from django.db import models

from desa.scoped import DeclaredModel, OpenQuerySet, names


class TandaUbah(DeclaredModel):
    """A mark that the database itself renews in every transaction that writes about a village (opd/pemicu.py).

    As long as a village has the same marks, nothing was written about it: what was read of it after they were still holds.
    A mark is never used twice, so this holds through a restore as well. `desa` is the id of a village, deleted ones too; 0:
    something that all of them show was written; or minus the id of a kabupaten: something was written about one of its villages.
    """

    OPEN = names("tanda desa")
    DERIVED = True

    tanda = models.UUIDField("tanda", primary_key=True, default=uuid.uuid4, editable=False)
    desa = models.BigIntegerField("nomor desa", db_index=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "tanda perubahan desa"

    def __str__(self) -> str:
        return str(self.tanda)
