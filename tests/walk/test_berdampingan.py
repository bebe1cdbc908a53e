"""A form on a row that somebody else changed meanwhile (check I2): nothing is overwritten, both values stand side by side,
what was typed stays, and saving again is then an open decision.

Seen red: `put_errors` laying nothing beside, and a form that edits left out of the list below.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django import forms
from django.forms import BaseForm
from django.urls import get_resolver, reverse

from desa.waktu import hari_ini
from tests.walk.dunia import Dunia, build

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]
SUNTING = {
    "umkm:ubah": "nama",
    "keluarga:ubah": "alamat_rumah",
    "produk:ubah": "nama",
    "mitra:ubah": "alamat",
    "pembeli:ubah": "alamat",
    "janji:ubah": "uraian",
    "pameran:ubah": "tempat",
    "rakor:ubah": "tempat",
    "laporan:ubah": "kendala",
    "rencana:ubah_baris": "kegiatan",
    "legalitas:ubah": "nomor",
    "penugasan:tim": "nomor_sk",
    "peringkat:bobot_ubah": "keterangan",
    "tenggat:atur": "tw1",
}
"""Page of a form that edits a shared row -> a field of it that is typed."""
TINDAKAN = {
    "FormAlasan",
    "FormAlasanProduk",
    "FormBatalBuka",
    "FormBatalKeadaan",
    "FormBukaUmkm",
    "FormCabut",
    "FormGeser",
    "FormHasil",
    "FormHasilPasar",
    "FormHenti",
    "FormJawab",
    "FormJawaban",
    "FormKeluarUmkm",
    "FormKembali",
    "FormPencairan",
    "FormPutusan",
    "FormTarget",
    "FormTarik",
    "FormTautan",
    "FormTerima",
    "FormTetapkan",
    "FormTolak",
    "FormTutupUmkm",
    "FormVersi",
}
"""Deeds on what was read: refused when it moved, and read again before they are done."""


def words(medan: str) -> tuple[str, str]:
    """What two people type into a field."""
    if medan == "tw1":
        return f"25/04/{next_year()}", f"27/04/{next_year()}"
    return (f"ID{'1' * 17}", f"ID{'2' * 17}") if medan == "nomor" else ("Kata Orang Lain 9", "Kata Saya 7")


def next_year() -> int:
    """Whose deadlines lie far enough ahead on any day."""
    return hari_ini().year + 1


@pytest.fixture(scope="module")
def dunia(satu_modul) -> Dunia:
    return build()


def address(d: Dunia, nama: str) -> tuple[str, str]:
    """The page, and who may use it."""
    kelompok = nama.partition(":")[0]
    uuid = d.uuid.get(nama) or d.uuid.get(kelompok)
    if nama == "penugasan:tim":
        return reverse(nama, args=[d.penugasan.pk]), "kepala_opd"
    if nama == "rencana:ubah_baris":
        return reverse(nama, args=[d.uuid["rencana"], d.uuid["baris"]]), "operator_opd"
    if nama == "legalitas:ubah":
        return reverse(nama, args=[uuid, "halal"]), "operator_opd"
    if nama == "tenggat:atur":
        return reverse(nama, args=[next_year()]), "verifikator"
    siapa = "verifikator" if kelompok in ("rakor", "peringkat", "pameran") else "operator_opd"
    return reverse(nama, args=[uuid]), siapa


def sent(form: BaseForm) -> dict[str, Any]:
    """What a browser sends of a form as it is shown."""
    isi = {}
    for b in form:
        if isinstance(b.field, forms.FileField):
            continue
        nilai = b.value()
        if isinstance(b.field, forms.BooleanField):
            isi |= {b.html_name: "on"} if nilai else {}
        elif isinstance(nilai, list | tuple | set | frozenset):
            isi[b.html_name] = [str(n) for n in nilai]
        else:
            isi[b.html_name] = b.field.widget.format_value(b.field.prepare_value(nilai)) or ""
            if isinstance(isi[b.html_name], list):
                isi[b.html_name] = isi[b.html_name][0] if isi[b.html_name] else ""
    return isi


@pytest.mark.parametrize("nama", SUNTING)
def test_what_two_people_changed_stands_side_by_side(klien, dunia, nama):
    alamat, siapa = address(dunia, nama)
    klien.force_login(dunia.pengguna[siapa])
    awal, medan = sent(klien.get(alamat).context["form"]), SUNTING[nama]
    kata_lain, kata_saya = words(medan)
    assert medan in awal
    awal |= {"yakin": "on"} | ({"alasan": "uji"} if awal.get("alasan") == "" else {})
    pertama = klien.post(alamat, awal | {medan: kata_lain})
    assert pertama.status_code == 302, pertama.context["form"].errors
    kedua = klien.post(alamat, awal | {medan: kata_saya})
    teks = kedua.content.decode()
    assert kedua.status_code in (200, 422)
    assert re.search(rf"{kata_saya}</td>\s*<td[^>]*>{kata_lain}</td>", teks)
    assert "Muat ulang halaman" not in teks
    form = kedua.context["form"]
    assert form[medan].value() == kata_saya
    assert sent(klien.get(alamat).context["form"])[medan] == kata_lain
    assert klien.post(alamat, sent(form) | {"yakin": "on"}).status_code == 302
    assert sent(klien.get(alamat).context["form"])[medan] == kata_saya


def test_every_form_that_shows_both_is_tried_above(klien, dunia):
    dicoba: set[type] = set()
    for nama in SUNTING:
        alamat, siapa = address(dunia, nama)
        klien.force_login(dunia.pengguna[siapa])
        dicoba.update(type(klien.get(alamat).context["form"]).mro())
    assert {k.__name__ for k in _all_forms(forms.Form) - dicoba if hasattr(k, "sunting")} == set()


def _all_forms(kelas: type[forms.Form]) -> set[type[forms.Form]]:
    return {kelas}.union(*map(_all_forms, kelas.__subclasses__()))


def test_every_form_beside_a_version_edits_or_is_a_deed():
    """A form with a version either shows both values (`sunting`), or decides on a state that its page shows."""
    assert get_resolver().url_patterns  # loads every form
    bersama = {k for k in _all_forms(forms.Form) if "versi" in k.base_fields}
    assert {k.__name__ for k in bersama if not hasattr(k, "sunting")} == TINDAKAN
