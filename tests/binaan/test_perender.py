"""Fields are written to the letter as Django's own templates write them.

Seen red: attributes left unescaped, an empty value left out, and a select without its groups.
"""

from datetime import date

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.utils.functional import lazystr
from django.utils.safestring import SafeString

from binaan.perender import TULIS, Perender
from opd.forms.isian import PilihPanjang

JAHAT = "<b>\"'&</b>"
PILIHAN = [
    ("", "---"),
    (1, "satu"),
    (2000, 2000),
    (None, "tanpa"),
    ("G", [("a", JAHAT), ("b", lazystr("malas"))]),
    (JAHAT, SafeString("<i>aman</i>")),
]
SIFAT = [
    None,
    {"id": "id_x", "class": JAHAT, "required": True, "disabled": False, "maxlength": 1000, JAHAT: SafeString("&amp;")},
]
SEMUA = (
    *(forms.TextInput, forms.NumberInput, forms.EmailInput, forms.URLInput, forms.SearchInput, forms.TelInput),
    *(forms.ColorInput, forms.PasswordInput, forms.HiddenInput, forms.DateInput, forms.DateTimeInput, forms.TimeInput),
    *(forms.CheckboxInput, forms.FileInput, forms.Textarea),
)


@pytest.mark.parametrize("sifat", SIFAT)
def test_every_box_is_written_as_django_writes_it(sifat):
    dipakai = set()
    for jenis in SEMUA:
        widget = jenis(attrs=sifat)
        dipakai.add(widget.template_name)
        for nilai in (None, "", "x", JAHAT, 0, 1234567, 1.5, True, False, date(2026, 3, 1), SafeString("&amp;")):
            tulis = [widget.render("n&m", nilai, {"data-x": "1"}, p) for p in (Perender(), DjangoTemplates())]
            assert tulis[0] == tulis[1], (jenis, nilai)
    assert dipakai == {t for t in TULIS if "select" not in t}


@pytest.mark.parametrize("sifat", SIFAT)
@pytest.mark.parametrize("jenis", [forms.Select, forms.SelectMultiple])
def test_every_select_is_written_as_django_writes_it(jenis, sifat):
    for nilai in (None, "", "a", 1, [JAHAT, "b"], True):
        widget = jenis(attrs=sifat, choices=PILIHAN)
        tulis = [widget.render("n&m", nilai, {"data-x": "1"}, p) for p in (Perender(), DjangoTemplates())]
        assert tulis[0] == tulis[1]


def test_site_uses_it_and_other_widgets_keep_their_template():
    assert isinstance(get_default_renderer(), Perender)
    lain = forms.RadioSelect(choices=PILIHAN)
    assert lain.render("n", "a", None, Perender()) == lain.render("n", "a", None, DjangoTemplates())


def test_a_long_select_says_what_a_short_one_says():
    datar = [(k, v) for k, v in PILIHAN if k is not None and not isinstance(v, list)]

    def isi(teks):
        return [baris.strip() for baris in teks.splitlines() if baris.strip()]

    for nilai in ("", 1, JAHAT):
        panjang, pendek = (
            jenis(choices=datar).render("n", nilai, {"id": "i"}) for jenis in (PilihPanjang, forms.Select)
        )
        assert isi(panjang)[1:] == isi(pendek)[1:]
