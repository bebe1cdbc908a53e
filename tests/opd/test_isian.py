"""A long select says what Django's own does, and what is wrong is said at its field.

Seen red: `selected` left out, a label without its escaping, and an error without its id in _parts/_bidang.html.
"""

from __future__ import annotations

import pytest
from django import forms
from django.template.loader import render_to_string
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


class TigaBidang(forms.Form):
    nama = forms.CharField(label="Nama", help_text="Seperti pada KTP.")
    cara = forms.ChoiceField(label="Cara", choices=(("a", "A"), ("b", "B")), widget=forms.RadioSelect)
    setuju = forms.BooleanField(label="Setuju")


def test_what_is_wrong_is_said_at_its_field_and_read_out_with_it():
    """Check N5: a line in the summary leads there, and the field says of itself that it is wrong, and why."""
    form = TigaBidang({})
    form.full_clean()
    pohon = html.fragment_fromstring(render_to_string("_parts/_isian.html", {"form": form, "kembali": "/"}))
    tujuan = pohon.xpath("//*[contains(@class, 'ringkasan-galat')]//a/@href")
    assert len(tujuan) == 3
    for bidang, ke in zip(form, tujuan, strict=True):
        isian = pohon.get_element_by_id(ke.removeprefix("#"))
        galat = pohon.get_element_by_id(f"{bidang.auto_id}_error")
        assert galat.get("id") in isian.get("aria-describedby").split()
        assert (galat.get("class"), galat.text) == ("galat", bidang.errors[0])
        assert bidang.use_fieldset or isian.get("aria-invalid") == "true"


@pytest.mark.django_db
def test_villages_to_choose_from_are_named_in_full(django_assert_num_queries):
    semua = sorted((buat_penugasan().desa for _ in range(3)), key=lambda d: (d.nama, d.kode))
    pembaca = buat_pengguna("pembaca")
    with django_assert_num_queries(1):
        pilihan = desa_choices(pembaca)
    assert list(pilihan) == [("", "Semua desa"), *((d.kode, d.nama_lengkap) for d in semua)]
