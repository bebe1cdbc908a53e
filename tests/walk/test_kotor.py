"""What people type stays text (check F1), and what is another's is answered as what does not exist (C7)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import Error, models, transaction
from django.test import Client
from django.urls import resolve, reverse
from django.urls.exceptions import NoReverseMatch

from tests.walk.dunia import Dunia, build
from tests.walk.jalan import addresses
from tests.walk.matriks import as_role

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]

KOTOR = "\"'><x-uji onclick=alert(1)>{{7*7}}</textarea></script><x-uji>"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
BUKAN_TEKS = {"password", "slug", "kode", "berkas", "nama_hasil"}
"""Columns that no form takes text for: they are made or chosen, and soiled they would lead to no page."""
PENDEK = "'\"><x-uji>"


@pytest.fixture(scope="module")
def dunia(satu_modul) -> Dunia:
    return build()


def soil() -> int:
    """Put markup behind whatever text the database takes it in; in how many columns it stands then."""
    kotor = 0
    for model in apps.get_models():
        for kolom in model._meta.concrete_fields:
            if not isinstance(kolom, models.CharField | models.TextField) or kolom.choices or kolom.primary_key:
                continue
            if kolom.name in BUKAN_TEKS or isinstance(kolom, models.FileField):
                continue
            kotor += any(put(model, kolom, isi) for isi in (KOTOR, PENDEK))
    return kotor


def put(model: type[models.Model], kolom: models.Field, isi: str) -> bool:
    """Write it behind what each row has; False where the database refuses or nothing stands."""
    semua = [(b.pk, getattr(b, kolom.attname)) for b in model._base_manager.all() if getattr(b, kolom.attname)]
    semua = [(pk, lama) for pk, lama in semua if not lama.startswith("{")]  # what is frozen as JSON
    ruang = kolom.max_length or 10**6
    try:
        with transaction.atomic():
            for pk, lama in semua:
                model._base_manager.filter(pk=pk).update(**{kolom.attname: (lama + isi)[: max(ruang, len(lama))]})
    except (Error, ValueError, TypeError):
        return False
    return bool(semua)


def test_markup_in_every_text_is_shown_as_text(dunia):
    """Seen red with a title printed unescaped and with an attribute without its quotes."""
    semua = addresses(dunia)
    with transaction.atomic():
        assert soil() > 150
        for peran in ("verifikator",):
            klien = as_role(Client(raise_request_exception=False), dunia, peran)
            tampil = 0
            for a in semua:
                jawaban = klien.get(a.url)
                assert jawaban.status_code < 500, a
                if jawaban.headers.get("Content-Type", "").startswith("text/html"):
                    html = jawaban.text
                    assert "<x-uji" not in html, f"{a}: {html[max(0, html.find('<x-uji') - 200) :][:300]}"
                    assert not re.search(r"<[a-z][^<>\"']*\sonclick=", html), a
                    tampil += "&lt;x-uji" in html
            assert tampil > 60
        transaction.set_rollback(True)


def made_up(dunia: Dunia) -> Iterator[tuple[str, str]]:
    """Each address that names a row by its uuid or key, and the same address for a row that does not exist."""
    for a in addresses(dunia):
        cocok = resolve(a.url)
        bagian = {k: uuid.UUID(int=7) if isinstance(v, uuid.UUID) else v for k, v in cocok.kwargs.items()}
        if bagian != cocok.kwargs:
            try:
                yield a.url, reverse(a.nama, kwargs=bagian)
            except NoReverseMatch:
                continue


def _plain(html: str, url: str) -> str:
    return TOKEN.sub("", html.replace(url, ""))


@pytest.mark.parametrize("peran", ["operator_opd_lain", "pembaca"])
def test_what_is_anothers_is_answered_as_what_does_not_exist(dunia, peran):
    """Seen red with a page that said of another's draft that it is not yours."""
    klien = as_role(Client(), dunia, peran)
    sama = 0
    for ada, tiada in made_up(dunia):
        asing, kosong = klien.get(ada), klien.get(tiada)
        if asing.status_code == 404:
            assert (kosong.status_code, _plain(kosong.text, tiada)) == (404, _plain(asing.text, ada)), ada
            sama += 1
    assert sama > 15
