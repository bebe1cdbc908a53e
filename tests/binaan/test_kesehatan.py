"""Alive and ready.

Seen red: 200 whatever is found, the silence of the queue overlooked, open pages asking who it is, the age of the backup left out,
that of its trial, and a backup believed that is dated ahead.
"""

import contextlib
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
from django.db import connection, connections
from django.utils import timezone

from binaan.cadangan.keadaan import MENCADANGKAN, note_trial
from binaan.operasi import sehat
from binaan.operasi.sehat import BAIK, TERGANGGU, TIDAK_SIAP, check_health
from desa.rantai.keadaan import note_about_installation
from desa.rantai.segel import seal_rows
from opd.pekerja import NAMA_SAMBUNGAN
from tests.pabrik_pekerjaan import buat_pekerjaan
from tests.proses import free_port, serve

KODE = re.compile(r"kode <strong>([0-9A-F]{4}-[0-9A-F]{4})</strong>")


def states() -> dict[str, str]:
    """How each part is now."""
    return {b.nama: b.keadaan for b in check_health(timezone.now()).bagian}


@pytest.mark.django_db
def test_alive_asks_nobody(klien, django_assert_num_queries):
    with django_assert_num_queries(0):
        jawaban = klien.get("/kesehatan/hidup/")
    assert (jawaban.status_code, jawaban.text) == (200, "Hidup.\n")
    assert "no-store" in jawaban["Cache-Control"]


@pytest.mark.django_db
def test_ready_says_every_part(klien, django_assert_max_num_queries):
    sehat.expected_migrations()
    with django_assert_max_num_queries(4):
        jawaban = klien.get("/kesehatan/siap/")
    isi = jawaban.json()
    assert jawaban.status_code == 200
    assert (isi["siap"], isi["keadaan"]) == (True, BAIK)
    assert list(isi["bagian"]) == ["basis_data", "migrasi", "berkas", "pekerja"]
    assert "no-store" in jawaban["Cache-Control"]
    assert klien.cookies == {}


@pytest.mark.django_db
def test_production_says_whether_it_is_backed_up_and_sealed(klien, settings, django_assert_max_num_queries):
    """K10. Each of them disturbs and is no reason to take the pages away."""
    settings.LINGKUNGAN = "produksi"
    at = timezone.now()
    sehat.expected_migrations()
    with django_assert_max_num_queries(8):
        jawaban = klien.get("/kesehatan/siap/")
    assert (jawaban.status_code, jawaban.json()["bagian"]["cadangan"]["keadaan"]) == (200, TERGANGGU)
    note_about_installation(MENCADANGKAN, {"arsip": "a.cadangan"}, at=at)
    for salah, keadaan in (("", BAIK), ("Terpotong.", TERGANGGU)):
        note_trial("a.cadangan", salah, at=at)
        assert (states()["cadangan"], states()["catatan"]) == (keadaan, BAIK)
    note_trial("a.cadangan", "", at=at)
    lama = at + timedelta(hours=27)
    assert [b.keadaan for b in check_health(lama).bagian if b.nama in ("cadangan", "catatan")] == [TERGANGGU, TERGANGGU]
    seal_rows(at=at)
    assert [b.keadaan for b in check_health(lama).bagian if b.nama == "catatan"] == [BAIK]


@pytest.mark.django_db
def test_an_old_backup_and_an_old_trial_disturb_each_by_itself(settings):
    """K10."""
    settings.LINGKUNGAN, at = "produksi", timezone.now()
    for dicadangkan, diuji, kata in (
        (27, 1, "Belum ada cadangan"),
        (25, 27, "belum diuji"),
        (25, 25, "Dicadangkan dan diuji"),
    ):
        note_about_installation(MENCADANGKAN, {"arsip": "a.cadangan"}, at=at - timedelta(hours=dicadangkan))
        note_trial("a.cadangan", "", at=at - timedelta(hours=diuji))
        [bagian] = [b for b in check_health(at).bagian if b.nama == "cadangan"]
        assert (kata in bagian.kata, bagian.keadaan) == (True, BAIK if dicadangkan == diuji else TERGANGGU)
        at += timedelta(days=9)
    note_about_installation(MENCADANGKAN, {"arsip": "a.cadangan"}, at=at + timedelta(days=300))  # under a wrong clock
    [bagian] = [b for b in check_health(at).bagian if b.nama == "cadangan"]
    assert "Belum ada cadangan" in bagian.kata


@pytest.mark.django_db
def test_ready_answers_503_before_its_migrations(klien):
    with connection.cursor() as kursor:
        kursor.execute("DELETE FROM django_migrations WHERE app = 'opd' AND name LIKE '0002%'")
    jawaban = klien.get("/kesehatan/siap/")
    assert jawaban.status_code == 503
    assert jawaban.json()["bagian"]["migrasi"] == {
        "keadaan": TIDAK_SIAP,
        "kata": "1 migrasi belum dijalankan; jalankan manage.py migrate.",
    }


@pytest.mark.django_db
def test_a_database_ahead_of_the_code_will_do(klien):
    with connection.cursor() as kursor:
        kursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('opd', '9999_nanti', CURRENT_TIMESTAMP)"
        )
    assert klien.get("/kesehatan/siap/").status_code == 200


@pytest.mark.django_db
def test_ready_answers_503_without_a_place_for_files(klien, settings, tmp_path):
    bukan_folder = tmp_path / "media"
    bukan_folder.touch()
    settings.MEDIA_ROOT = str(bukan_folder)
    jawaban = klien.get("/kesehatan/siap/")
    assert (jawaban.status_code, jawaban.json()["bagian"]["berkas"]["keadaan"]) == (503, TIDAK_SIAP)
    assert str(tmp_path) not in jawaban.text


@pytest.mark.django_db
def test_looking_leaves_no_file_behind(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "baru")
    states()
    assert list((tmp_path / "baru").iterdir()) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("keadaan", "diminta", "sewa_habis", "harap"),
    [
        ("antre", 119, None, BAIK),
        ("antre", 125, None, TERGANGGU),
        ("berjalan", 3600, -20, BAIK),
        ("berjalan", 3600, 125, TERGANGGU),
    ],
)
def test_work_that_nobody_takes_disturbs_and_pages_stay(klien, settings, keadaan, diminta, sewa_habis, harap):
    kini, settings.PEKERJA = timezone.now(), "otomatis"
    sewa = {"sewa_sampai": kini - timedelta(seconds=sewa_habis)} if sewa_habis else {}
    buat_pekerjaan(keadaan, diminta_pada=kini - timedelta(seconds=diminta), **sewa)
    assert states()["pekerja"] == harap
    assert klien.get("/kesehatan/siap/").status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite tells nobody who else is connected")
def test_a_worker_of_its_own_unit_is_heard_by_its_connection(settings):
    settings.PEKERJA = "luar"
    assert states()["pekerja"] == TERGANGGU
    lain = connections["default"].copy()
    lain.settings_dict["OPTIONS"] = {"application_name": NAMA_SAMBUNGAN}
    with lain.cursor() as kursor:
        kursor.execute("SELECT 1")
    try:
        assert states()["pekerja"] == BAIK
    finally:
        lain.close()


@pytest.fixture
def tanpa_basis_data(tmp_path) -> Iterator[tuple[int, Path]]:
    """Port and log of a web process whose database is not there, with the log lines of production."""
    log = tmp_path / "log"
    tiada = f"postgresql://a:b@127.0.0.1:{free_port()}/c"
    with serve("-w", "2", log=log, DATABASE_URL=tiada, BENTUK_LOG="json") as port:
        yield port, log


def ask(port: int, jalan: str, **kepala: str) -> tuple[HTTPResponse, str]:
    """The answer to somebody who was signed in."""
    with contextlib.closing(HTTPConnection("127.0.0.1", port, timeout=20)) as sambungan:
        sambungan.request("GET", jalan, headers={"Cookie": "sesi=kanarisesi"} | kepala)
        jawaban = sambungan.getresponse()
        return jawaban, jawaban.read().decode()


@pytest.mark.django_db
@pytest.mark.sekali
def test_without_its_database_it_says_so_and_where_to_look(tanpa_basis_data):
    port, log = tanpa_basis_data
    assert ask(port, "/kesehatan/hidup/")[1] == "Hidup.\n"
    siap, isi = ask(port, "/kesehatan/siap/")
    assert (siap.status, json.loads(isi)["bagian"]["basis_data"]["keadaan"]) == (503, TIDAK_SIAP)
    jawaban, halaman = ask(port, "/desa/81.05.15.2001/?q=kanarikueri")
    pengenal, kode = jawaban.headers["X-Request-ID"], KODE.search(halaman)
    assert (jawaban.status, kode and kode[1].replace("-", "").lower()) == (503, pengenal[:8])
    assert "Basis data sedang tidak terhubung" in halaman
    assert not re.search(r"Traceback|psycopg|SELECT|\.py|127\.0\.0\.1|site-packages", halaman)
    teks = log.read_text()
    milik = [b for b in map(json.loads, teks.splitlines()) if b.get("permintaan") == pengenal]
    assert [b["pesan"] for b in milik] == ["Service Unavailable: /desa/<kode:kode>/", "permintaan"]
    assert any(j.startswith("psycopg/") for j in milik[0]["jejak"])
    assert (milik[1]["status"], milik[1]["pengguna"]) == (503, None)
    assert not re.search("kanari|81.05", teks)


@pytest.mark.django_db
@pytest.mark.sekali
def test_an_api_without_its_database_says_so_as_json(tanpa_basis_data):
    jawaban, isi = ask(tanpa_basis_data[0], "/api/v1/desa/", Authorization=f"Bearer bm_{'x' * 43}")
    assert (jawaban.status, json.loads(isi)["kode"]) == (503, "terputus")
