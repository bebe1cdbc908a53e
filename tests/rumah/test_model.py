"""House rules for models. Each was seen red: a `choices` field without its constraint, an undeclared field, a
constraint without a sentence, a CASCADE, and a model missing from the glossary were planted in desa/models/umkm.py."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from desa.scoped import DeclaredModel, OpenQuerySet

MODEL = [m for label in ("desa", "opd", "binaan") for m in apps.get_app_config(label).get_models()]
LINGKUP = ("visible_to", "managed_by", "personal_for")
# Parts of a whole that is written and removed together with it.
BOLEH_CASCADE: set[str] = set()
# Rupiah per person and month, far below the limit of a plain integer.
RUPIAH_KECIL = {"desa.DataKemiskinan.garis_rp"}
# One row about the installation itself; it belongs to nobody.
TANPA_LINGKUP = {"desa.Instalasi"}


def conditions(q: Q) -> list[tuple[str, object]]:
    """The (lookup, value) pairs of a condition, flat."""
    hasil: list[tuple[str, object]] = []
    for anak in q.children:
        hasil += conditions(anak) if isinstance(anak, Q) else [anak]
    return hasil


def closed_values(model: type[models.Model], field: models.Field) -> set[object]:
    """The values a CheckConstraint of its own allows for `field`."""
    for c in model._meta.constraints:
        pasangan = conditions(c.condition) if isinstance(c, CheckConstraint) else []
        if len(pasangan) == 1 and pasangan[0][0] == f"{field.name}__in":
            return set(pasangan[0][1])  # type: ignore[call-overload]
    return set()


@pytest.mark.parametrize("model", MODEL, ids=lambda m: m._meta.label)
def test_choices_are_held_by_the_database(model):
    for field in model._meta.local_fields:
        if field.choices:
            # A constraint may allow more than one form offers (kepala_opd), never less.
            sah = {nilai for nilai, _ in field.flatchoices}
            assert sah <= closed_values(model, field), f"{model._meta.label}.{field.name} tanpa CheckConstraint"


@pytest.mark.parametrize("model", MODEL, ids=lambda m: m._meta.label)
def test_every_field_is_open_or_personal(model):
    assert issubclass(model, DeclaredModel)
    ada = {f.name for f in (*model._meta.local_fields, *model._meta.local_many_to_many)}
    assert ada == model.OPEN | model.PERSONAL
    assert frozenset() == model.OPEN & model.PERSONAL


@pytest.mark.parametrize("model", MODEL, ids=lambda m: m._meta.label)
def test_every_model_has_the_three_scopes(model):
    if model._meta.label not in TANPA_LINGKUP:
        kueri = model._default_manager.all()
        assert issubclass(type(kueri), OpenQuerySet)
        assert all(callable(getattr(kueri, nama)) for nama in LINGKUP)


@pytest.mark.parametrize("model", MODEL, ids=lambda m: m._meta.label)
def test_every_constraint_says_an_indonesian_sentence(model):
    for c in model._meta.constraints:
        if isinstance(c, CheckConstraint | UniqueConstraint):
            pesan = str(c.violation_error_message)
            assert pesan != str(c.default_violation_error_message), f"{c.name} tanpa kalimat"
            assert re.fullmatch(r"[A-Z].{10,}\.", pesan), f"{c.name}: {pesan}"


@pytest.mark.parametrize("model", MODEL, ids=lambda m: m._meta.label)
def test_foreign_keys_protect(model):
    for field in model._meta.local_fields:
        if field.remote_field and f"{model._meta.label}.{field.name}" not in BOLEH_CASCADE:
            assert field.remote_field.on_delete is models.PROTECT, f"{model._meta.label}.{field.name}"


@pytest.mark.parametrize("model", MODEL, ids=lambda m: m._meta.label)
def test_money_is_whole_rupiah(model):
    for field in model._meta.local_fields:
        assert not isinstance(field, models.FloatField)
        if field.name.endswith("_rp") and f"{model._meta.label}.{field.name}" not in RUPIAH_KECIL:
            assert isinstance(field, models.PositiveBigIntegerField), f"{model._meta.label}.{field.name}"


@pytest.mark.parametrize("model", MODEL, ids=lambda m: m._meta.label)
def test_every_model_stands_in_the_glossary(model):
    tabel = [b for b in (settings.BASE_DIR / "README.md").read_text().splitlines() if b.startswith("|")]
    assert any(f"`{model.__name__}`" in baris for baris in tabel), (
        f"{model.__name__} tidak ada di daftar istilah README"
    )


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_have_names():
    berkas = [
        p.stem for app in ("desa", "opd", "binaan") for p in (settings.BASE_DIR / app / "migrations").glob("0*.py")
    ]
    assert [nama for nama in berkas if re.search(r"auto|\d{8}", nama)] == []
