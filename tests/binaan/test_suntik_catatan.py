"""H5: control characters that somebody sends stay inert: one line in the log, one row in the record, text on the page.

Seen red: a log message written with the path as it came, and one with the name of who tried to sign in.
"""

from __future__ import annotations

import logging
import re
from io import StringIO

import pytest
from django.conf import settings
from django.urls import reverse

from binaan.operasi.baris_log import BarisJson
from binaan.operasi.galat_polos import BarisPolos
from desa.models import Catatan, record
from desa.rantai.periksa import check_chain
from desa.rantai.segel import seal_rows
from opd.enums import Peran
from opd.models import PercobaanMasuk
from tests import pabrik
from tests.pabrik import SEKARANG

pytestmark = pytest.mark.django_db
SUNTIKAN = "baris\r\n2026-07-20 09:00:00 WARNING django: PALSU \x1b[31mmerah\x1b[0m\u2028\u202e<b>tebal</b>"
BENTUK = settings.LOGGING["formatters"]["baris"]
KENDALI = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")


@pytest.fixture(params=["baris", "json"])
def keluaran(request, settings):
    """What the log of the server would hold, in each of its formats."""
    settings.KUERI_LAMBAT_MS = 10**6  # a busy machine adds no line
    isi = StringIO()
    penangan = logging.StreamHandler(isi)
    biasa = BarisPolos(BENTUK["format"], style=BENTUK["style"])
    penangan.setFormatter(BarisJson() if request.param == "json" else biasa)
    semua = [logging.getLogger(nama) for nama in ("django", "opd", "binaan", "binaan.permintaan")]
    aras = [log.level for log in semua]
    for log in semua:
        log.addHandler(penangan)
        log.setLevel(logging.INFO)
    yield isi
    for log, a in zip(semua, aras, strict=True):
        log.removeHandler(penangan)
        log.setLevel(a)


@pytest.mark.parametrize("cara", ["alamat", "kueri", "masuk", "kepala"])
def test_log_lines_are_not_forged(client, keluaran, cara):
    if cara != "masuk":  # strangers are sent to sign in, whatever they ask for
        client.force_login(pabrik.buat_pengguna(Peran.PEMBACA))
    if cara == "alamat":
        client.get("/tidak-ada/" + "".join(f"%{b:02x}" for b in SUNTIKAN.encode()) + "/")
    elif cara == "kueri":
        client.get(reverse("keutuhan") + "x/", {"q": SUNTIKAN})
    elif cara == "masuk":
        nama = SUNTIKAN[:60]  # longer ones are no name
        client.post(reverse("masuk"), {"username": nama, "sandi": SUNTIKAN})
        assert PercobaanMasuk.objects.count() == 1
    else:
        client.get(
            "/tidak-ada/", headers={"user-agent": SUNTIKAN.replace("\r\n", " "), "x-forwarded-for": "1.1.1.1\t2"}
        )
    baris = keluaran.getvalue().splitlines()
    assert KENDALI.findall(keluaran.getvalue()) == []
    assert [b for b in baris if b.endswith("PALSU") or b.startswith("2026-07-20 09:00:00")] == []
    assert len(baris) == 2  # one of Django, one of every request


def test_record_holds_it_as_one_row_and_shows_it_as_text(client):
    desa = pabrik.buat_desa()
    c = record(None, "memuat", desa, at=SEKARANG, perubahan={"nama": [None, SUNTIKAN]}, alasan=SUNTIKAN)
    seal_rows(at=SEKARANG)
    assert (Catatan.objects.count(), check_chain().temuan) == (1, [])
    client.force_login(pabrik.buat_pengguna(Peran.ADMIN_SISTEM))
    halaman = client.get(f"/admin/desa/catatan/{c.pk}/change/").content.decode()
    assert "&lt;b&gt;tebal&lt;/b&gt;" in halaman
    assert "<b>tebal" not in halaman
