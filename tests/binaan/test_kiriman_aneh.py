"""Requests that no browser sends. Each is refused in words, none breaks anything. Seen red: the panel before pages were asked
for the method, which answered TRACE as GET, and codes, months and postcodes that took any script's digits."""

import itertools
import re
import socket
import time
from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import Resolver404, resolve

from opd.models import BarisRencana, KopSurat
from tests.halaman_ketat import StrictClient
from tests.proses import serve
from tests.walk.dunia import Dunia, build
from tests.walk.jalan import addresses

METODE = ("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "PROPFIND", "PURGE", "G\u00cbT", "X" * 200)
JALAN = (
    "/%00", "/desa/%00/", "/desa/81.05.15.2001%00/", "/desa/%c0%af/", "/%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd", "/%ff%fe/",
    "/%2e%2e/%2e%2e/etc/passwd", "/static/../../binaan/settings.py", "/static/%2e%2e/%2e%2e/binaan/settings.py", "/static/%00",
    "/static/..%2f..%2fbinaan/settings.py", "/static/%c0%ae%c0%ae%c0%af", "/static/%ff", "/static//etc/passwd", "/%u002e%u002e/",
    "/media/rahasia.pdf", "/.env", "/.git/config", "/var/rahasia.env", "/%", "/%zz", "/?%", "/?%zz=%zz", "/?=", "/?&&&=&=",
    "/masuk/%0d%0aSet-Cookie:%20sesi=1", "/masuk/;a=b", "/MASUK/", "//masuk/", "/" + "a/" * 2000, "/?" + "a=1&" * 3000,
    "/foto/00000000-0000-0000-0000-000000000000.jpg", "/foto/zz.jpg", "/etalase/%F0%9F%98%80/", "/api/v1/%00", "/periksa/%00/",
)  # fmt: skip
NILAI = (
    "\x00",
    "\udcff",
    "a\x00b",
    "9" * 400,
    "-1",
    "1e9",
    "[]",
    "{}",
    "'",
    "%",
    "\u202e",
    "NaN",
    "0x1",
    "<x>",
    "../..",
    " ",
)
KUERI = (
    "q=%00", "q=%ff", "q=%c0%af", "q=%ed%a0%80", "q=a&q=b&q=%00", "q[]=1",
    "q[a]=1", "page=%00", "halaman=99999999999999999999",
    "halaman=-1", "halaman=a&halaman=2", "urut=__class__", "urut=password", "unduh=%00", "unduh=exe", "tahun=0", "tahun=99999",
    "tw=9",
    "per=9999-99-99", "per=0000-00-00", "opd=%00", "desa=%00", "kabupaten='", "next=%00", "_to_field=password", "o=1.2.3.-9",
    "e=1",
    "all=",
)  # fmt: skip


@pytest.fixture(scope="module")
def dunia(satu_modul) -> Dunia:
    return build()


@pytest.fixture
def klien(dunia) -> StrictClient:
    klien = StrictClient(raise_request_exception=False)
    klien.force_login(dunia.pengguna["verifikator"])
    return klien


@pytest.mark.django_db
def test_no_method_breaks_a_page(dunia, klien):
    for a in addresses(dunia)[::25]:
        for metode in METODE:
            jawaban = klien.generic(metode, a.url)
            assert jawaban.status_code < 500, (metode, a)
            assert metode in ("GET", "HEAD", "OPTIONS") or jawaban.status_code == 405 or a.url.startswith("/api/"), (
                metode,
                a,
            )
            assert metode != "HEAD" or not jawaban.getvalue(), a
            jawaban.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("jalan", JALAN)
@pytest.mark.parametrize("masuk", [False, True])
def test_no_path_breaks_the_site(klien, jalan, masuk):
    kirim = klien if masuk else Client(raise_request_exception=False)
    jawaban = kirim.get(jalan)
    assert jawaban.status_code in (200, 301, 302, 400, 401, 404), jalan
    isi = jawaban.getvalue()
    assert b"root:" not in isi
    assert b"SECRET_KEY" not in isi


@pytest.mark.django_db
@pytest.mark.parametrize("jarak", [100, pytest.param(1, marks=pytest.mark.drill)])
def test_no_query_breaks_a_page(dunia, klien, jarak):
    for a, kueri in itertools.product(addresses(dunia)[::jarak], KUERI):
        jawaban = klien.generic("GET", a.url, QUERY_STRING=kueri)
        jawaban.getvalue()
        assert jawaban.status_code < 500, (a, kueri)


@pytest.mark.drill
@pytest.mark.django_db
def test_no_value_breaks_any_field_of_a_filter(dunia, klien):
    """Every field of every form that is sent by GET, each wrong value in all of its fields at once, twice each."""
    jumlah = 0
    for a in addresses(dunia):
        jawaban = klien.get(a.url)
        if not jawaban.headers.get("Content-Type", "").startswith("text/html") or jawaban.streaming:
            continue
        bentuk = re.findall(r"<form(?![^>]*method=\"post\").*?</form>", jawaban.text, re.DOTALL | re.IGNORECASE)
        nama = sorted(set(re.findall(r'name="([^"]+)"', "".join(bentuk))))
        for nilai in NILAI if nama else ():
            isi = {n: [nilai, nilai[::-1]] for n in nama}
            assert (
                klien.get(
                    a.url, {n: [v.encode(errors="surrogateescape") for v in vs] for n, vs in isi.items()}
                ).status_code
                < 500
            ), (a, nilai)
            jumlah += 1
    assert jumlah > 500


@pytest.mark.django_db
def test_digits_of_another_script_are_no_code_and_no_month(klien):
    kode, bulan = "".join(chr(0x660 + int(h)) if h.isdecimal() else h for h in "81.05.15.2001"), "20\u0662\u0664-01"
    for alamat in (f"/dasbor/?rinci=desa&desa={kode}", f"/dasbor/opd/?kabupaten={kode[:5]}"):
        assert klien.get(alamat).status_code == 400, alamat
    for alamat in (f"/desa/{kode}/", f"/desa/81.05.15.2001/penjualan/{bulan}/"):
        with pytest.raises(Resolver404):
            resolve(alamat)
    for model, medan, nilai in (
        (KopSurat, "kode_pos", "\u0669" * 5),
        (BarisRencana, "kode_subkegiatan", f"2.17.07.1.01.{kode[-4:]}"),
    ):
        with pytest.raises(ValidationError):
            model._meta.get_field(medan).run_validators(nilai)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("jenis", "isi"),
    [
        ("application/x-www-form-urlencoded", b"username=%00&sandi=%ff&username=%c0%af"),
        ("application/x-www-form-urlencoded", b"&".join(b"a=1" for _ in range(6000))),
        ("application/x-www-form-urlencoded; charset=utf-7", b"username=+AGE-"),
        ("application/x-www-form-urlencoded; charset=tiada", b"username=a"),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=", b"--\r\n"),
        ("multipart/form-data; boundary=" + "b" * 300, b"--b\r\n"),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="a\x00"; filename="\x00../x"\r\n\r\nx\r\n--b--',
        ),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n*\r\n--b--',
        ),
        ("multipart/form-data; boundary=\u00e9", b"--\xe9--"),
        ("text/plain\x00", b"x"),
        ("", b"x"),
        ("application/json", b'{"a": 1e999, "b": "\\ud800"}'),
    ],
)
def test_no_body_breaks_the_form_it_is_sent_to(klien, dunia, jenis, isi):
    for alamat in ("/masuk/", "/kata-sandi/", "/kunjungan/baru/", "/api/v1/desa/", "/admin/"):
        jawaban = klien.generic("POST", alamat, isi, content_type=jenis)
        assert jawaban.status_code < 500, alamat


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("nama", "isi"),
    [
        ("Cookie", "sesi=\x00; csrf=\xff; =; ;;;a"),
        ("Cookie", "sesi=" + "a" * 8000),
        ("Cookie", "; ".join(f"k{n}=v" for n in range(500))),
        ("Accept-Encoding", "gzip;q=abc, *;q=-1"),
        ("Accept-Language", "x" * 5000),
        ("If-None-Match", '"\x00", W/"' + "a" * 3000),
        ("If-Modified-Since", "bukan tanggal"),
        ("If-Modified-Since", "Thu, 01 Jan 99999999 00:00:00 GMT"),
        ("Range", "bytes=-1,5-1,99999999999999999999-"),
        ("Range", "bytes=0-0," * 500),
        ("Authorization", "Bearer \x00"),
        ("Authorization", "Basic " + "=" * 100),
        ("Content-Length", "-1"),
        ("X-Forwarded-For", "\x00, ::::, " + "1," * 2000),
        ("Referer", "http://[::1"),
        ("Origin", "http://[::1"),
    ],
)
def test_no_header_breaks_a_page(dunia, nama, isi):
    klien = Client(raise_request_exception=False)
    for alamat in (
        "/masuk/",
        "/",
        "/etalase/",
        "/static/css/base.css",
        "/api/v1/desa/",
        "/data-terbuka/penugasan.csv",
        "/metrik/",
    ):
        jawaban = klien.get(alamat, headers={nama: isi})
        jawaban.getvalue()
        assert jawaban.status_code < 500, alamat
    assert klien.post("/masuk/", {"username": "a"}, headers={nama: isi}).status_code < 500


# What follows goes over a socket to a real gunicorn: Django's test client would tidy it up.
AWAL = b"GET /kesehatan/hidup/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
KIRIM = b"POST /masuk/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
DITOLAK = {
    "kepala 64 KB": AWAL + b"X-A: " + b"a" * 65536 + b"\r\n\r\n",
    "200 kepala": AWAL + b"".join(b"X-%d: a\r\n" % n for n in range(200)) + b"\r\n",
    "alamat 64 KB": b"GET /" + b"a" * 65536 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "dua panjang": KIRIM + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhaloo",
    "panjang dan potongan": KIRIM
    + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    + AWAL
    + b"\r\n",
    "potongan samar": KIRIM + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "potongan dua kali": KIRIM + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    "potongan dan identity": KIRIM + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "panjang bertanda": KIRIM + b"Content-Length: +5\r\n\r\nhaloo",
    "panjang negatif": KIRIM + b"Content-Length: -5\r\n\r\nhaloo",
    "panjang heks": KIRIM + b"Content-Length: 0x5\r\n\r\nhaloo",
    "ukuran potongan salah": KIRIM + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhalo\r\n0\r\n\r\n",
    "spasi sebelum titik dua": AWAL + b"Content-Length : 5\r\n\r\nhaloo",
    "kepala tanpa nama": AWAL + b": a\r\n\r\n",
    "NUL pada nama": AWAL + b"X-\x00A: a\r\n\r\n",
    "NUL pada isi": AWAL + b"X-A: a\x00b\r\n\r\n",
    "baris dilipat": AWAL + b"X-A: a\r\n b\r\n\r\n",
    "versi lain": b"GET / HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n",
    "tanpa versi": b"GET /\r\n\r\n",
    "bukan HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 64 + b"\r\n\r\n",
    "metode ngawur": b"G@T / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "dua nama situs": b"GET /masuk/ HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: jahat.example\r\n\r\n",
    "alamat mutlak asing": b"GET http://jahat.example/masuk/ HTTP/1.1\r\nHost: jahat.example\r\n\r\n",
    "CONNECT": b"CONNECT jahat.example:443 HTTP/1.1\r\nHost: jahat.example:443\r\n\r\n",
}


@pytest.fixture(scope="module")
def peladen(django_db_setup) -> Iterator[int]:
    """The port of a gunicorn that answers what asks no database."""
    with serve("-w", "1") as port:
        yield port


def send(port: int, isi: bytes) -> bytes:
    """What comes back until the server closes or is silent for two seconds."""
    jawaban = b""
    with socket.create_connection(("127.0.0.1", port), timeout=2) as s:
        try:
            s.sendall(isi)
            while bagian := s.recv(65536):
                jawaban += bagian
        except (TimeoutError, ConnectionError):
            pass
    return jawaban


@pytest.mark.parametrize("nama", DITOLAK)
def test_a_request_that_two_servers_would_read_differently_is_refused(peladen, nama):
    jawaban = send(peladen, DITOLAK[nama])
    status = re.findall(rb"HTTP/1\.[01] (\d{3})", jawaban)
    assert [s for s in status if s[:1] != b"4" and s not in (b"501", b"505")] == [], jawaban[:300]
    assert b"Hidup." not in jawaban
    assert not re.search(rb"Traceback|\.py\b|/work/|site-packages", jawaban)
    assert send(peladen, AWAL + b"Connection: close\r\n\r\n").endswith(b"Hidup.\n")


def test_whoever_sends_slowly_holds_up_nobody(peladen):
    lambat = [socket.create_connection(("127.0.0.1", peladen), timeout=5) for _ in range(3)]
    try:
        for s in lambat:
            s.sendall(b"POST /masuk/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nu")
        time.sleep(0.2)
        awal = time.monotonic()
        assert send(peladen, AWAL + b"Connection: close\r\n\r\n").endswith(b"Hidup.\n")
        assert time.monotonic() - awal < 2
    finally:
        for s in lambat:
            s.close()
