"""No request breaks the site (checks F9, F11, F12): random hostile forms and questions to every address never end in a 500.

Seen red with a filter that read a number by int(), and with a view that took a form's id without looking at it."""

from __future__ import annotations

import traceback
from random import Random

import pytest
from django.conf import settings
from django.test import Client

from opd.laju import HITUNGAN
from tests.walk.acak import Isian, filled, forms, spoilt_queries
from tests.walk.dunia import Dunia, build
from tests.walk.jalan import addresses
from tests.walk.matriks import as_role
from tests.walk.test_matriks import undone

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]
PERAN = ("admin_sistem", "verifikator", "pimpinan", "kepala_opd", "operator_opd")


@pytest.fixture(scope="module")
def dunia(satu_modul) -> Dunia:
    return build()


def broken(klien: Client, kirim: bool, url: str, isi: dict[str, object]) -> str:
    """What the site stumbled over, or nothing. Whatever was written is taken back."""
    sesi = klien.cookies[settings.SESSION_COOKIE_NAME].value
    HITUNGAN.forget()
    try:
        with undone():
            jawaban = klien.post(url, isi) if kirim else klien.get(url, isi)
            if jawaban.streaming:
                list(jawaban.streaming_content)
        galat = "" if jawaban.status_code < 500 or jawaban.status_code == 503 else str(jawaban.status_code)
    except Exception:
        galat = traceback.format_exc(limit=-4)
    klien.cookies[settings.SESSION_COOKIE_NAME] = sesi
    return galat and f"{'POST' if kirim else 'GET'} {url} {str(isi)[:300]}\n{galat}"


def walk(dunia: Dunia, peran: str, per_alamat: int, acak: Random, bagian: float = 1) -> tuple[int, list[str]]:
    """So many hostile requests to every address, or to a part of them, and to its forms: how many were sent, what broke."""
    klien = as_role(Client(), dunia, peran)
    terkirim, galat = 0, []
    semua = addresses(dunia)
    for a in acak.sample(semua, int(len(semua) * bagian)):
        jawaban = klien.get(a.url)
        html = jawaban.text if jawaban.headers.get("Content-Type", "").startswith("text/html") else ""
        isian = forms(a.url, html) if jawaban.status_code == 200 else []
        tanya = spoilt_queries(a.url, isian, acak)
        for _ in range(per_alamat):
            galat.append(broken(klien, False, a.url, next(tanya)))
            pilihan = [i for i in isian if i.kirim and not i.url.endswith("/keluar/")] or [Isian(a.url, True)]
            satu = acak.choice(pilihan)
            galat.append(broken(klien, True, satu.url, filled(satu, acak)))
            terkirim += 2
    return terkirim, [g for g in galat if g]


@pytest.mark.parametrize("peran", ["verifikator"])
def test_some_hostile_requests_break_nothing(dunia, peran):
    terkirim, galat = walk(dunia, peran, 1, Random(), bagian=0.1)
    assert not galat, "\n".join(galat)
    assert terkirim > 90


@pytest.mark.drill
@pytest.mark.parametrize("peran", PERAN)
def test_ten_thousand_hostile_requests_break_nothing(dunia, peran):
    terkirim, galat = walk(dunia, peran, 3, Random(peran))
    assert not galat, "\n".join(galat)
    assert terkirim > 2_500
