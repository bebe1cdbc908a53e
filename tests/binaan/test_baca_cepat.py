"""Who opens pages faster than a person reads is held up, whichever process answers, and nobody else (check B4).

Seen red, one at a time: pages not counted, accounts counted together, POST held up too, suggestions counted, the note left
out, the mail left out and sent each time, and a refused mail let through as an error. That processes count together is
tests/opd/test_laju.py's to show.
"""

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from desa.models import Catatan
from opd.actions.baca_cepat import DITAHAN, note_page, too_fast
from opd.enums import Peran
from opd.laju import HITUNGAN
from tests.opd.test_pengingat import MENOLAK
from tests.pabrik import buat_pengguna

pytestmark = pytest.mark.django_db
BANYAK, HALAMAN = 3, "/bantuan/"


@pytest.fixture(autouse=True)
def batas(settings):
    settings.BACA_SEMENIT = BANYAK
    HITUNGAN.forget()


def dalam(pengguna) -> Client:
    klien = Client()
    klien.force_login(pengguna)
    return klien


def test_scraping_is_stopped_in_words_and_told():
    admin = buat_pengguna(Peran.ADMIN_SISTEM, surel="admin@contoh.go.id")
    pelaku = buat_pengguna(Peran.PEMBACA)
    satu, dua, rekan = dalam(pelaku), dalam(pelaku), dalam(admin)
    assert [k.get(HALAMAN).status_code for k in (satu, dua, satu, rekan)] == [200] * 4
    jawaban = dua.get(HALAMAN)
    assert (jawaban.status_code, jawaban["Retry-After"]) == (429, "60")
    assert f"lebih dari {BANYAK} halaman dalam satu menit" in jawaban.text
    assert "no-store" in jawaban["Cache-Control"]
    assert [k.get(HALAMAN).status_code for k in (satu, rekan)] == [429, 200]
    assert satu.post(HALAMAN).status_code == 405
    assert satu.post("/keluar/").status_code == 302
    assert [(c.oleh_id, c.perubahan) for c in Catatan.objects.filter(tindakan=DITAHAN)] == [
        (pelaku.pk, {"halaman semenit": [None, BANYAK]})
    ]
    assert [(m.to, pelaku.username in m.body) for m in mail.outbox] == [([admin.surel], True)]


def test_a_page_costs_no_query_and_what_comes_with_it_is_not_counted(settings):
    klien = dalam(buat_pengguna(Peran.PEMBACA))
    for _ in range(BANYAK + 1):
        assert klien.get("/cari/saran/?q=waru").status_code == 200
    kueri = []
    for banyak in (0, BANYAK):
        settings.BACA_SEMENIT = banyak
        with CaptureQueriesContext(connection) as catat:
            assert klien.get(HALAMAN).status_code == 200
        kueri.append(len(catat))
    assert kueri[0] == kueri[1]


def test_a_mail_server_that_refuses_breaks_no_page(settings):
    """Check K4: what is sent at once, not by the queue, is lost and logged; the note of it stays."""
    buat_pengguna(Peran.ADMIN_SISTEM, surel="admin@contoh.go.id")
    klien, settings.EMAIL_BACKEND = dalam(buat_pengguna(Peran.PEMBACA)), MENOLAK
    assert [klien.get(HALAMAN).status_code for _ in range(BANYAK + 1)] == [200] * BANYAK + [429]
    assert Catatan.objects.filter(tindakan=DITAHAN).count() == 1


def test_admins_are_told_once_an_hour_and_each_time_is_noted(monkeypatch):
    buat_pengguna(Peran.ADMIN_SISTEM, surel="admin@contoh.go.id")
    pengguna, detik = buat_pengguna(Peran.PEMBACA), [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: detik[0])
    for menit in range(3):
        detik[0] = 1000 + 61 * menit
        assert not too_fast(pengguna)
        for _ in range(BANYAK + 1):
            note_page(pengguna, at=timezone.now())
        assert too_fast(pengguna)
    assert (len(mail.outbox), Catatan.objects.filter(tindakan=DITAHAN).count()) == (1, 3)
