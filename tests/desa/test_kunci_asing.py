"""Joins compare columns as they are (desa/pg/base.py), so a key must have the type of what it names.

Seen red: with the key to a village taken for text.
"""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

from opd.models import Penugasan

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite asks no column for its type"),
]


def test_every_key_has_the_type_of_what_it_names() -> None:
    kunci = [f for model in apps.get_models() for f in model._meta.get_fields() if f.many_to_one and f.concrete]
    assert Penugasan._meta.get_field("desa") in kunci
    assert [f for f in kunci if f.db_type(connection) != f.target_field.db_type(connection)] == []
