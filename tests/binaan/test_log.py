"""Log lines and mails of what broke. Seen red: the message of an exception printed, the address left in a line, one with letters
that Django escapes too, and a mail for every record."""

import json
import logging
import re
import threading
from collections.abc import Iterator

import pytest
from django.core import mail
from django.db import IntegrityError, connection

from binaan.operasi.baris_log import BarisJson, mask
from binaan.operasi.surel_galat import BENANG, SurelGalat, subject
from desa.models import Umkm
from tests import pabrik
from tests.pabrik import buat_desa, buat_pengguna

KANARI = "8101015708900001"


@pytest.fixture
def baris() -> Iterator[list[dict]]:
    """The log lines of production, as they come."""
    hasil: list[dict] = []

    class Tampung(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            hasil.append(json.loads(BarisJson().format(record)))

    tampung = Tampung()
    semua = [logging.getLogger(n) for n in ("", "django", "binaan.permintaan")]
    aras = [log.level for log in semua]
    for log in semua:
        log.addHandler(tampung)
        log.setLevel(logging.INFO)
    yield hasil
    for log, a in zip(semua, aras, strict=True):
        log.removeHandler(tampung)
        log.setLevel(a)


@pytest.mark.django_db
def test_a_request_is_one_line_without_data(klien, baris):
    desa = buat_desa(nama="Kanarinama")
    pengguna = buat_pengguna("pembaca")
    klien.force_login(pengguna)
    klien.get(f"/desa/{desa.kode}/", {"q": "Kanarinama"}, headers={"User-Agent": KANARI})
    klien.get(f"/tidak/{KANARI}/")
    klien.get("/tidak/kanarijalan/?q=kanarikueri")
    klien.get("/tidak/Siti%20Kanarib%C3%A9sar%0A/")
    klien.post("/masuk/", {"username": f"u{KANARI}", "sandi": KANARI})
    satu = next(b for b in baris if b.get("pola") == "/desa/<kode:kode>/")
    assert {k: satu[k] for k in ("pesan", "metode", "status", "pengguna")} == {
        "pesan": "permintaan",
        "metode": "GET",
        "status": 200,
        "pengguna": pengguna.pk,
    }
    assert satu["kueri"] > 0
    rahasia = f"{KANARI}|kanarijalan|kanarikueri|Kanarib|Kanarinama|{re.escape(desa.kode)}|{pengguna.username}"
    assert not re.search(rahasia, json.dumps(baris))


def broken_row() -> None:
    """A row that the database refuses; PostgreSQL quotes it."""
    Umkm.objects.filter(pk=pabrik.buat_umkm(nama=KANARI).pk).update(bentuk="tiada")


def record_of(galat: Exception) -> logging.LogRecord:
    """What Django logs of a view that raised."""
    kalimat, isi = "%s: %s", ("Internal Server Error", "/x/")
    jejak = (type(galat), galat, galat.__traceback__)
    return logging.LogRecord("django.request", logging.ERROR, "", 0, kalimat, isi, jejak)


def broken() -> logging.LogRecord:
    try:
        broken_row()
    except IntegrityError as galat:
        return record_of(galat)
    raise AssertionError


@pytest.mark.django_db
def test_an_exception_leaves_kind_and_places_never_its_words():
    isi = json.loads(BarisJson().format(broken()))
    assert KANARI not in json.dumps(isi)
    assert any(re.fullmatch(r"tests/binaan/test_log\.py:\d+ broken_row", j) for j in isi["jejak"])
    if connection.vendor == "postgresql":
        assert any(re.fullmatch(r"CheckViolation 23514 desa_umkm_\w+", j) for j in isi["jejak"])


@pytest.mark.parametrize(
    ("teks", "hasil"),
    [
        ("NIK 8101015708900001 ganda", "NIK … ganda"),
        ("telepon 0812-3456-7890", "telepon …"),
        ("kepada siti.aminah@contoh.id", "kepada …@…"),
        ("tahun 2026, 1.250 desa", "tahun 2026, 1.250 desa"),
    ],
)
def test_long_numbers_and_addresses_are_masked(teks, hasil):
    assert mask(teks) == hasil


def test_no_line_can_be_forged():
    r = logging.LogRecord("binaan", logging.WARNING, "", 0, 'a\r\n{"tingkat": 1}\x1b[31m\u2028\x9b', (), None)
    baris = BarisJson().format(r)
    assert len(baris.splitlines()) == 1
    assert baris.isprintable()
    assert baris.isascii()


@pytest.mark.django_db
def test_a_slow_query_is_noted_without_its_values(klien, baris, settings):
    settings.KUERI_LAMBAT_MS = 0
    klien.force_login(buat_pengguna("pembaca"))
    klien.get("/cari/", {"q": "kanarikata"})
    lambat = [b for b in baris if b["pesan"].startswith("Kueri lambat")]
    assert lambat
    assert all(b["pola"] for b in lambat)
    assert "kanarikata" not in json.dumps(baris)


@pytest.mark.django_db
def test_who_keeps_the_site_is_mailed_once_and_without_data(settings):
    settings.ADMINS = [("Pengelola", "pengelola@contoh.id")]
    record, surel = broken(), SurelGalat()
    surel.emit(record)
    surel.emit(record)
    for benang in threading.enumerate():
        if benang.name == BENANG:
            benang.join(10)
    assert [(s.to, s.subject) for s in mail.outbox] == [(["pengelola@contoh.id"], f"[Binaan] {subject(record)}")]
    assert KANARI not in mail.outbox[0].subject + mail.outbox[0].body
    assert "tests/binaan/test_log.py" in mail.outbox[0].body


@pytest.mark.parametrize("galat", [KeyError(KANARI), ValueError("Siti Kanarinama")])
def test_a_chain_of_exceptions_keeps_its_words_to_itself(galat):
    try:
        try:
            raise galat
        except Exception as asal:
            raise RuntimeError(f"gagal {asal}") from asal
    except RuntimeError as akhir:
        teks = BarisJson().format(record_of(akhir))
    assert [j for j in json.loads(teks)["jejak"] if ":" not in j] == ["RuntimeError", type(galat).__name__]
    assert not re.search(f"{KANARI}|Kanarinama", teks)


def test_nobody_outside_writes_mails(settings):
    settings.ADMINS = [("Pengelola", "pengelola@contoh.id")]
    nama = "django.security.DisallowedHost"
    SurelGalat().emit(logging.LogRecord(nama, logging.ERROR, "", 0, "Invalid HTTP_HOST header", (), None))
    assert (mail.outbox, [b for b in threading.enumerate() if b.name == BENANG]) == ([], [])


def test_a_flood_of_errors_is_no_flood_of_mails():
    surel = SurelGalat()
    assert sum(surel._may_send(f"tempat {n}", 0.0) for n in range(50)) == 20
    assert surel._may_send("tempat 60", 3599.0) is False
    assert surel._may_send("tempat 60", 3601.0) is True
    assert surel._may_send("tempat 60", 3700.0) is False
    assert surel._may_send("tempat 60", 4300.0) is True
