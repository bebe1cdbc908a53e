"""The access matrix (check C1): every address as every role, by a sent form and by methods nobody serves.

What GET answers is compared by the walk of every role, what strangers are answered by theirs (test_jalan)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver

from tests.jaga import tanpa_bingkai
from tests.walk.dunia import Dunia, build
from tests.walk.jalan import BERTOKEN, addresses, patterns
from tests.walk.matriks import BERBUAT, BUKA, CARA, answer, as_role, check, read

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]

PERAN = (
    "admin_sistem",
    "anonim",
    "kepala_opd",
    "kepala_opd_lain",
    "nonaktif",
    "operator_opd",
    "operator_opd_lain",
    "pembaca",
    "pimpinan",
    "tanpa_peran",
    "verifikator",
)
ASING = {"anonim", "nonaktif"}
TERTUTUP = {
    *("admin:autocomplete", "admin:binaan_bobot_add", "admin:binaan_tokenaplikasi_add", "admin:desa_catatan_add"),
    *("admin:desa_desa_add", "admin:desa_kecamatan_add", "admin:login", "admin:opd_laporantriwulan_add"),
    *("admin:opd_penggabunganopd_add", "admin:opd_rencanaaksi_add", "admin:opd_suratkeluar_add", "keluar"),
    *("peringkat:batal", "peringkat:bekukan", "peringkat:beri", "peringkat:bobot_tetapkan", "peringkat:kabulkan"),
    *("permintaan_subjek:tarik", "rencana:geser_baris"),
}
"""What nobody of the table opens: where nothing is added, what leads to the page to sign in, and deeds of the Sekda, of who
proposed it, and of a form that is never sent empty. Their own tests say who may."""


@pytest.fixture(scope="module")
def dunia(satu_modul) -> Dunia:
    return build()


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def note_deeds(catatan: list[str], execute: Callable, sql: str, *isi: Any) -> Any:
    """Note each row of Catatan: what every deed and every recorded look leaves."""
    if sql.startswith('INSERT INTO "desa_catatan"'):
        catatan.append(sql)
    return execute(sql, *isi)


@pytest.mark.parametrize("peran", [p for p in PERAN if p not in ASING])
def test_every_address_answers_a_sent_form_as_the_table_says(dunia, peran, monkeypatch):
    """Who may not is told so by the page that the walk of every role reads; here its number is enough."""
    monkeypatch.setattr(get_resolver(), "resolve_error_handler", tanpa_bingkai)
    klien = as_role(Client(raise_request_exception=False), dunia, peran)
    kue = {k: m.value for k, m in klien.cookies.items()}
    sel = {}
    for a in addresses(dunia):
        klien.cookies = SimpleCookie(kue)  # what is undone takes a sign-out back too
        catatan: list[str] = []
        with undone(), connection.execute_wrapper(partial(note_deeds, catatan)):
            jawaban = answer(klien.post(a.url))
        sel[a.nama, "POST"] = BERBUAT if catatan and jawaban == BUKA else jawaban
    check(peran, sel)


@pytest.mark.parametrize("cara", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "BELUM-ADA"])
def test_no_other_method_reaches_any_address(dunia, cara, django_assert_num_queries):
    klien = as_role(Client(), dunia, "admin_sistem")
    semua = [a for a in addresses(dunia) if not a.nama.startswith(BERTOKEN)]  # which answers in words of its own
    with django_assert_num_queries(0):
        assert {klien.generic(cara, a.url).status_code for a in semua} == {405}


def test_the_table_has_every_address_role_and_method():
    tabel = read()
    nama = {nama for nama, _, _ in patterns()} - {"admin:catch_all"}
    assert set(tabel) == set(PERAN)
    assert {p: {k for k, v in kolom.items() if v} for p, kolom in tabel.items()} == dict.fromkeys(
        PERAN, {(n, c) for n in nama for c in CARA}
    )


def test_every_address_opens_for_somebody():
    """What nobody finds proves no right. Seen red without the papers of the world, which then were 404 for every role."""
    tabel = read()
    berhak = [kolom for p, kolom in tabel.items() if p not in ASING | {"tanpa_peran"}]
    dibuka = {nama for kolom in berhak for (nama, _), jawaban in kolom.items() if jawaban in (BUKA, BERBUAT)}
    tertutup = {nama for nama, _ in tabel["pembaca"]} - dibuka
    assert {nama for nama in tertutup if not nama.startswith(BERTOKEN)} == TERTUTUP


def test_who_is_nobody_opens_nothing_that_asks_for_an_account():
    """The columns of strangers, of closed accounts and of accounts without a role, against each other."""
    tabel = read()
    assert tabel["nonaktif"] == tabel["anonim"]
    terbuka = {k for k, v in tabel["anonim"].items() if v == BUKA and k[1] != "GET"}
    assert {nama for nama, _ in terbuka} == {"masuk"}
