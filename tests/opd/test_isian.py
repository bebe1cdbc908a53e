"""A long select says what Django's own does. Seen red: `selected` left out, and a label without its escaping."""

from __future__ import annotations

import pytest
from django import forms
from lxml import html

from opd.forms.isian import PilihPanjang

PILIHAN = [("", "Semua desa"), ("81.05", "Waru & <Kec>"), ("81.06", 'Soa "Dua"')]


def _read(teks: str) -> tuple[dict[str, str], list[tuple[dict[str, str], str]]]:
    pohon = html.fragment_fromstring(teks)
    return dict(pohon.attrib), [(dict(p.attrib), p.text_content()) for p in pohon]


@pytest.mark.sekali
@pytest.mark.parametrize("nilai", [None, "", "81.05", "tidak ada"])
def test_long_select_is_written_as_any_other(nilai):
    sifat = {"id": "id_desa", "class": "x", "aria-invalid": "true", "disabled": True}
    panjang, biasa = (w(attrs={"data-x": "1"}, choices=PILIHAN) for w in (PilihPanjang, forms.Select))
    assert _read(panjang.render("desa", nilai, sifat)) == _read(biasa.render("desa", nilai, sifat))
