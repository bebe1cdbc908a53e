"""Whether a list that is turned page by page stands in one order only (check L8)."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy


def names_of(urutan: Iterable[object]) -> set[str]:
    """The columns that rows are sorted by; an expression has no name."""
    semua = [s.expression if isinstance(s, OrderBy) else s for s in urutan]
    return {s.name if isinstance(s, F) else str(s).lstrip("-") for s in semua if isinstance(s, F | str)}


def is_settled(kueri: QuerySet) -> bool:
    """Whether rows are sorted by a column, too, in which no two are alike: each stands on one page then, and once."""
    q, meta = kueri.query, kueri.model._meta
    nama = names_of(q.order_by or (meta.ordering if q.default_ordering else ()))
    return bool(nama & {"pk", *(f.name for f in meta.concrete_fields if f.unique)})


def watch_lists(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The lists whose order leaves rows to chance, filled as pages are turned from now on."""
    hasil: set[str] = set()
    asli = Paginator.page

    def page(self: Paginator, nomor: int) -> Page:
        if isinstance(self.object_list, QuerySet) and not is_settled(self.object_list):
            hasil.add(f"{self.object_list.model.__name__} menurut {self.object_list.query.order_by}")
        return asli(self, nomor)

    monkeypatch.setattr(Paginator, "page", page)
    return hasil
