"""Row scopes, the guard that no page forgets them, and the base of every model.

Three scopes answer "which rows?" (README of this floor): `visible_to` for OPEN fields, `managed_by` for rows a user may
edit, `personal_for` for rows whose PERSONAL fields the user may read. The first two load no PERSONAL field: touching one
raises `DataPribadi`. While the guard is on (tests switch it on around every request), a guarded QuerySet that is
evaluated without a scope raises `LingkupHilang`; deeds run with the guard off, for they check rights themselves.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, Self, TypeVar

from django.core.exceptions import FieldError, PermissionDenied, ValidationError
from django.db import connection, models, router, transaction
from django.db.models import Q, QuerySet

from desa.simpanan import files_with_rows

if TYPE_CHECKING:
    from desa.models.wilayah import Desa

P = ParamSpec("P")
R = TypeVar("R")

_penjaga: ContextVar[bool] = ContextVar("penjaga_lingkup", default=False)


class LingkupHilang(RuntimeError):
    """A guarded QuerySet was evaluated inside a request without a scope. A bug, never shown to a user in production."""


class DataPribadi(PermissionDenied):
    """A PERSONAL field was read on a row that was not loaded through `personal_for`."""


class Bersamaan(ValidationError):
    """Another request saved this very form while the deed ran: done once more, the deed finds what is stored."""


class Reader(Protocol):
    """All the ground floor asks of a user."""

    def readable_desa(self) -> QuerySet[Desa]: ...
    def managed_desa(self) -> QuerySet[Desa]: ...
    def personal_desa(self) -> QuerySet[Desa]: ...
    def own_desa(self) -> QuerySet[Desa]: ...
    def may_maintain_reference(self) -> bool: ...


@contextlib.contextmanager
def penjaga(aktif: bool) -> Iterator[None]:
    """Switch the scope guard on or off for a block."""
    token = _penjaga.set(aktif)
    try:
        yield
    finally:
        _penjaga.reset(token)


def deed(fungsi: Callable[P, R]) -> Callable[P, R]:
    """Mark an action: one transaction, its files with it, scope guard off (the action itself checks rights).

    Sent twice at once, on PostgreSQL the second may look for the first before it is there: it is done once more.
    """

    def sekali(*args: P.args, **kwargs: P.kwargs) -> R:
        with penjaga(False), files_with_rows(), transaction.atomic():
            return fungsi(*args, **kwargs)

    @functools.wraps(fungsi)
    def jalan(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return sekali(*args, **kwargs)
        except Bersamaan:
            if connection.in_atomic_block:  # whoever holds the transaction begins again
                raise
        return sekali(*args, **kwargs)

    return jalan


def names(text: str) -> frozenset[str]:
    """The field names written in one string: `names("kode nama")`."""
    return frozenset(text.split())


class OpenQuerySet(models.QuerySet):
    """Rows every signed-in person may read: reference data, OPDs, decrees. Only PERSONAL fields are held back."""

    _lingkup = False

    def _clone(self) -> Self:
        salinan = super()._clone()
        salinan._lingkup = self._lingkup
        return salinan

    def scoped(self) -> Self:
        """This QuerySet, marked as scoped. For use inside scope methods only."""
        salinan = self._chain()
        salinan._lingkup = True
        return salinan

    def _tanpa_personal(self) -> Self:
        pribadi = getattr(self.model, "PERSONAL", frozenset())
        return self.defer(*sorted(pribadi)) if pribadi else self

    def visible_to(self, user: Reader) -> Self:
        """Rows whose OPEN fields `user` may read."""
        return self.scoped()._tanpa_personal()

    def managed_by(self, user: Reader) -> Self:
        """Rows that `user` may edit: reference data belongs to its maintainers."""
        return self.scoped()._tanpa_personal() if user.may_maintain_reference() else self.scoped().none()

    def personal_for(self, user: Reader) -> Self:
        """Rows with PERSONAL fields readable by `user`."""
        return self.scoped() if user.may_maintain_reference() else self.scoped().none()


class GuardedQuerySet(OpenQuerySet):
    """Rows that belong to somebody. Evaluating one inside a request without a scope is an error under test."""

    def _periksa(self) -> None:
        if _penjaga.get() and not self._lingkup:
            raise LingkupHilang(f"{self.model.__name__} dibaca tanpa visible_to, managed_by, atau personal_for.")

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._periksa()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        self._periksa()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        if self._result_cache is None:
            self._periksa()
        return super().count()

    def exists(self) -> bool:
        if self._result_cache is None:
            self._periksa()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._periksa()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._periksa()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._periksa()
        return super().delete()

    def visible_to(self, user: Reader) -> Self:
        raise NotImplementedError

    def managed_by(self, user: Reader) -> Self:
        raise NotImplementedError

    def personal_for(self, user: Reader) -> Self:
        raise NotImplementedError


class DeclaredModel(models.Model):
    """Base of every model: each field is declared OPEN or PERSONAL, and a held-back PERSONAL field stays closed."""

    OPEN: frozenset[str] = frozenset()
    PERSONAL: frozenset[str] = frozenset()
    SEALED: Mapping[str, str] = {}
    """Sealed columns -> what their additional data begins with, before ":" and the row's uuid (desa/sandi.py)."""
    DERIVED = False
    """Whether its rows are made anew from others, so that nothing is lost with them."""
    _semua_lulus = False

    class Meta:
        abstract = True

    def refresh_from_db(self, using: Any = None, fields: Any = None, from_queryset: Any = None) -> None:
        if fields is not None and self.PERSONAL & set(fields) & self.get_deferred_fields():
            raise DataPribadi("Data pribadi ini hanya untuk OPD pendamping desa dan verifikator.")
        super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)

    def full_clean(self, exclude: Any = None, **kwargs: Any) -> None:
        """Validate everything but the PERSONAL fields held back from this row, which cannot have changed."""
        tertahan = {f for f in self.get_deferred_fields() if f in self.PERSONAL}
        with penjaga(False):
            super().full_clean(exclude={*(exclude or ()), *tertahan}, **kwargs)

    def validate_constraints(self, exclude: Any = None) -> None:
        """As Django does it, with one query for all checks of the row as long as every one of them holds."""
        self._semua_lulus = self._holds_every_check(exclude)
        try:
            super().validate_constraints(exclude=exclude)
        finally:
            self._semua_lulus = False

    def get_constraints(self) -> Any:
        """The constraints that are still to be asked about."""
        semua = super().get_constraints()
        if not self._semua_lulus:
            return semua
        return [(model, [k for k in isi if not isinstance(k, models.CheckConstraint)]) for model, isi in semua]

    def _holds_every_check(self, exclude: Any) -> bool:
        """Whether no check of the row is false; False as well when one of them looks at an excluded field."""
        syarat = [k.condition for k in self._meta.constraints if isinstance(k, models.CheckConstraint)]
        if not syarat:
            return False
        nilai = self._get_field_expression_map(meta=self._meta, exclude=exclude)
        try:
            return Q(*syarat).check(nilai, using=router.db_for_write(type(self), instance=self))
        except FieldError:
            return False
