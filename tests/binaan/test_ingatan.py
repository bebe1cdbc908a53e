"""What the pages before left is looked through after an answer, not while one is made.

Seen red: with `_tidy` not connected, with it looking at nothing, and with Django's own templates.
"""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
from django.core.signals import request_finished
from django.template.loader import render_to_string
from django.test import RequestFactory

from binaan.ingatan import SISA, _tidy, settle


class Simpul:
    """Something that holds itself, so that only a look for such lets go of it."""

    def __init__(self) -> None:
        self.diri: object = self


@pytest.fixture(autouse=True)
def _tanpa_pungut() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def left(banyak: int) -> weakref.ref[Simpul]:
    satu = [Simpul() for _ in range(banyak)][0]
    return weakref.ref(satu)


def test_what_a_page_left_goes_after_its_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gc, "freeze", gc.collect)
    monkeypatch.setattr(gc, "set_threshold", lambda *_: None)
    settle()
    assert request_finished.disconnect(dispatch_uid="ingatan")
    sisa = left(SISA)
    assert sisa() is not None
    _tidy()
    assert sisa() is None


def test_little_waits_for_the_pages_after_it() -> None:
    sisa = left(5)
    _tidy()
    assert sisa() is not None


@pytest.mark.django_db
def test_a_page_holds_its_rows_no_longer_than_it_is_written(rf: RequestFactory) -> None:
    baris = Simpul()
    baris.diri = None
    masih = weakref.ref(baris)
    assert render_to_string("polos.html", {"isi": [baris]}, rf.get("/"))
    del baris
    assert masih() is None
