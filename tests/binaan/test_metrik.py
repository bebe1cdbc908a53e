"""Counters for Prometheus. Seen red: an empty METRIK_TOKEN compared, and a visitor's own id taken."""

import contextlib
import re
from http.client import HTTPConnection

import pytest

from binaan.operasi.metrik import LEBAR, METRIK
from tests.pabrik import buat_pengguna
from tests.proses import serve
from tests.walk.jalan import patterns


def counted(nama: str) -> list[float]:
    return dict(METRIK.rows()).get(nama, [0.0] * LEBAR)


@pytest.mark.django_db
def test_every_answer_is_counted_under_its_page(klien):
    awal, lain = counted("bantuan:daftar"), counted("lain")
    klien.force_login(buat_pengguna("pembaca"))
    klien.get("/bantuan/")
    klien.get("/tidak/ada/")
    kini = counted("bantuan:daftar")
    assert [kini[1] - awal[1], counted("lain")[3] - lain[3]] == [1, 1]
    assert kini[-3] - awal[-3] > 0


def test_every_page_has_its_counter():
    assert {nama for nama, p, _ in patterns() if p.name} == set(METRIK.nama) - {"lain"}


@pytest.mark.django_db
def test_metrics_are_in_the_text_format(klien):
    klien.get("/masuk/")
    teks = klien.get("/metrik/").text
    baris = [b for b in teks.splitlines() if not b.startswith("#")]
    assert all(re.fullmatch(r'binaan_\w+(\{(\w+="[^"]*",?)+\})? [0-9.e+-]+', b) for b in baris)
    assert 'binaan_permintaan_total{nama="masuk",status="2xx"}' in teks
    assert 'binaan_keadaan{bagian="basis_data"} 0' in teks
    assert "binaan_pekerjaan_antre 0" in teks


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("alamat", "token", "kepala", "status"),
    [
        (["127.0.0.1"], "", {}, 200),
        ([], "", {}, 404),
        ([], "", {"Authorization": "Bearer "}, 404),
        ([], "rahasia", {"Authorization": "Bearer rahasia"}, 200),
        ([], "rahasia", {"Authorization": "Bearer rahasib"}, 404),
        ([], "rahasia", {"Authorization": "Bearer é"}, 404),
        ([], "rahasia", {"X-Forwarded-For": "127.0.0.1"}, 404),
    ],
)
def test_metrics_are_for_known_addresses_and_tokens(klien, settings, alamat, token, kepala, status):
    settings.METRIK_ALAMAT, settings.METRIK_TOKEN = alamat, token
    assert klien.get("/metrik/", headers=kepala).status_code == status


def ask(port: int, jalan: str) -> str:
    """The answer on a connection of its own."""
    with contextlib.closing(HTTPConnection("127.0.0.1", port, timeout=20)) as sambungan:
        sambungan.request("GET", jalan)
        return sambungan.getresponse().read().decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.sekali
def test_all_processes_count_together():
    with serve("-w", "3") as port:
        for _ in range(40):
            ask(port, "/kesehatan/hidup/")
        assert 'binaan_permintaan_total{nama="kesehatan:hidup",status="2xx"} 40' in ask(port, "/metrik/")


@pytest.mark.django_db
@pytest.mark.parametrize(("proksi", "diambil"), [(0, False), (1, True)])
def test_an_id_is_taken_from_an_own_proxy_only(klien, settings, proksi, diambil):
    settings.JUMLAH_PROKSI = proksi
    bawaan = "0123456789abcdef" * 2
    assert (klien.get("/masuk/", headers={"X-Request-ID": bawaan})["X-Request-ID"] == bawaan) is diambil
    aneh = klien.get("/masuk/", headers={"X-Request-ID": "a\x1b[31m"})["X-Request-ID"]
    assert re.fullmatch("[0-9a-f]{32}", aneh)
