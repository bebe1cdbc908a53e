"""Money, numbers and dates are read by the project's own fields everywhere. Seen red with `forms.DateField()` planted in
opd/forms/kegiatan.py and with a ModelForm over a date field left as Django makes it."""

import ast
import importlib

from django import forms
from django.forms import fields as bawaan

from tests.rumah.pohon import source_files, tree, where

TERLARANG = {"IntegerField", "DecimalField", "FloatField", "DateField", "DateTimeField", "TimeField", "DurationField"}
# The fields that are built on Django's, and small counts that nobody writes with thousands or decimals.
BERKAS_BOLEH = {"desa/angka.py"}
BOLEH = {"opd/forms/telepon.py forms.IntegerField"}  # the hidden number of a row, typed by nobody
KELAS_BOLEH = {"opd.forms.telepon.TeleponForm.kontak"}
KELAS_TERLARANG = {getattr(bawaan, nama) for nama in TERLARANG}


def test_no_page_reads_numbers_or_dates_as_django_does():
    temuan = set()
    for path in source_files():
        for simpul in ast.walk(tree(path)):
            nama = simpul.attr if isinstance(simpul, ast.Attribute) else ""
            milik_forms = nama in TERLARANG and isinstance(simpul.value, ast.Name) and simpul.value.id == "forms"
            if milik_forms and where(path) not in BERKAS_BOLEH:
                temuan.add(f"{where(path)} forms.{nama}")
    assert temuan - BOLEH == set()


def form_classes(kelas: type) -> set[type]:
    """Every form class of the project that is loaded."""
    anak = {k for langsung in kelas.__subclasses__() for k in (langsung, *form_classes(langsung))}
    return {k for k in anak if k.__module__.split(".")[0] in ("desa", "opd", "binaan")}


def test_no_form_class_holds_a_django_number_or_date():
    for path in source_files():
        if "/forms" in where(path) or "/admin/" in where(path):
            importlib.import_module(where(path).removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    temuan = {
        f"{k.__module__}.{k.__qualname__}.{nama}"
        for k in form_classes(forms.BaseForm)
        for nama, field in getattr(k, "base_fields", {}).items()
        if type(field) in KELAS_TERLARANG
    }
    assert temuan - KELAS_BOLEH == set()
