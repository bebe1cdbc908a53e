"""Money, numbers and dates are read by the project's own fields everywhere. Seen red with `forms.DateField()` planted in
opd/forms/kegiatan.py and with a ModelForm over a date field left as Django makes it."""

import ast
import importlib
import re
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.forms import fields as bawaan
from django.test import RequestFactory

from opd.views.halaman import render
from tests.rumah.pohon import source_files, tree, where

TERLARANG = {"IntegerField", "DecimalField", "FloatField", "DateField", "DateTimeField", "TimeField", "DurationField"}
# The fields that are built on Django's, and small counts that nobody writes with thousands or decimals.
BERKAS_BOLEH = {"desa/angka.py"}
# Hidden numbers that a page sends back, typed by nobody.
BOLEH = {"opd/forms/telepon.py kontak", "opd/admin/umkm.py versi_dilihat"}
KELAS_BOLEH = {"opd.forms.telepon.TeleponForm.kontak", "opd.admin.umkm.UmkmForm.versi_dilihat"}
KELAS_TERLARANG = {getattr(bawaan, nama) for nama in TERLARANG}


def django_fields(pohon: ast.Module) -> set[str]:
    """Names that are given one of Django's number or date fields, and "?" where one is used without a name."""
    nama_untuk: dict[ast.AST, str] = {}
    for simpul in ast.walk(pohon):
        if isinstance(simpul, ast.Assign) and isinstance(simpul.targets[0], ast.Name):
            nama_untuk |= dict.fromkeys(ast.walk(simpul.value), simpul.targets[0].id)
    hasil = set()
    for simpul in ast.walk(pohon):
        if isinstance(simpul, ast.Attribute) and simpul.attr in TERLARANG:
            sumber = simpul.value
            if isinstance(sumber, ast.Name) and sumber.id == "forms":
                hasil.add(nama_untuk.get(simpul, "?"))
    return hasil


def test_no_page_reads_numbers_or_dates_as_django_does():
    temuan = set()
    for path in source_files():
        if where(path) not in BERKAS_BOLEH:
            temuan |= {f"{where(path)} {nama}" for nama in django_fields(tree(path))}
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


def test_fields_of_personal_data_are_marked_so_that_no_draft_outlives_the_tab():
    """Seen red with `pribadi=True` taken from the owner's name in opd/forms/umkm.py."""
    nama_pribadi = {n.removesuffix("_sandi") for m in apps.get_models() for n in getattr(m, "PERSONAL", ())}
    nama_pribadi -= {"password", "surel"}
    temuan = {
        f"{k.__qualname__}.{nama}"
        for k in form_classes(forms.BaseForm)
        for nama, field in getattr(k, "base_fields", {}).items()
        if nama.removesuffix("_baru") in nama_pribadi and "data-pribadi" not in field.widget.attrs
    }
    assert temuan == set()


@pytest.mark.django_db
def test_what_a_form_refuses_is_answered_422_in_one_place():
    """Seen red with one view left on Django's own `render`, and with a page that answers 200 to what it refused."""
    polos = [where(p) for p in source_files() if where(p).startswith("opd/views/") and _renders_what_was_sent(p)]
    assert polos == []
    for cara, isi, status in (("post", {}, 422), ("post", {"kode": "a"}, 200), ("get", {}, 200)):
        permintaan = getattr(RequestFactory(), cara)("/", isi)
        permintaan.user = AnonymousUser()
        assert render(permintaan, "polos.html", {"form": _Uji(isi)}).status_code == status


class _Uji(forms.Form):
    kode = forms.CharField()


def _renders_what_was_sent(path: Path) -> bool:
    teks = path.read_text()
    asing = re.search(r"^from django\.shortcuts import .*\brender\b", teks, re.M)
    return bool(asing and re.search(r"request\.POST\b|\btry_(deed|sure)\(", teks))
