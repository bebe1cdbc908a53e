"""A long select says what Django's own does. Seen red: `selected` left out, and a label without its escaping."""

from __future__ import annotations

import pytest
from django import forms
from lxml import html

from opd.forms.fakta import desa_choices
from opd.forms.isian import PilihPanjang
from tests.pabrik import buat_pengguna, buat_penugasan

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


@pytest.mark.django_db
def test_villages_to_choose_from_are_named_in_full(django_assert_num_queries):
    semua = sorted((buat_penugasan().desa for _ in range(3)), key=lambda d: (d.nama, d.kode))
    pembaca = buat_pengguna("pembaca")
    with django_assert_num_queries(1):
        pilihan = desa_choices(pembaca)
    assert list(pilihan) == [("", "Semua desa"), *((d.kode, d.nama_lengkap) for d in semua)]
