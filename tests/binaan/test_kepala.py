"""Headers and cookies of every kind of answer, with the settings of production. Seen red: kepala_aman and CSPMiddleware taken
out, SECURE_HSTS_SECONDS halved, and CSRF_COOKIE_HTTPONLY off."""

import json
from collections.abc import Iterator
from functools import cache

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from desa.models import Produk
from opd.enums import Peran
from tests import pabrik
from tests.nilai_kepala import TERTINGGI, cookie_faults, points, score
from tests.rumah.test_pengaturan import PRODUKSI, manage
from tests.walk.dunia import Dunia, build

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]

DIPAKAI = (
    "CSRF_COOKIE_HTTPONLY CSRF_COOKIE_NAME CSRF_COOKIE_SAMESITE CSRF_COOKIE_SECURE SECURE_CONTENT_TYPE_NOSNIFF"
    " SECURE_CROSS_ORIGIN_OPENER_POLICY SECURE_HSTS_INCLUDE_SUBDOMAINS SECURE_HSTS_PRELOAD SECURE_HSTS_SECONDS"
    " SECURE_REDIRECT_EXEMPT SECURE_REFERRER_POLICY SECURE_SSL_REDIRECT SESSION_COOKIE_HTTPONLY SESSION_COOKIE_NAME"
    " SESSION_COOKIE_SAMESITE SESSION_COOKIE_SECURE X_FRAME_OPTIONS"
).split()


UNTUK_SITUS_LAIN = {"data terbuka"}
"""What pages of other sites may load, and so does not say same-origin."""
UNTUK_SEMUA = {"data terbuka", "openapi"}
"""What scripts of other sites may read."""


@cache
def production() -> dict[str, object]:
    """The settings that headers and cookies follow from, as a process in production has them."""
    kode = f"import json; from django.conf import settings as s; print(json.dumps({{n: getattr(s, n) for n in {DIPAKAI}}}))"
    return json.loads(manage("shell", "-v", "0", "-c", kode, **PRODUKSI).stdout)


@pytest.fixture(scope="module")
def dunia(satu_modul) -> Dunia:
    return build()


@pytest.fixture(autouse=True)
def produksi() -> Iterator[None]:
    with override_settings(ROOT_URLCONF="tests.alamat_rusak", METRIK_TOKEN="rahasia", **production()):
        yield


def client_of(pengguna: object = None) -> Client:
    klien = Client(raise_request_exception=False)
    if pengguna is not None:
        klien.force_login(pengguna)
    return klien


def addresses_of_each_kind(d: Dunia) -> dict[str, tuple[str, int, str]]:
    """Kind of answer -> (address, status, as whom)."""
    desa, kode = d.desa.kode, Produk.objects.get().kode
    return {
        "masuk": ("/masuk/", 200, ""),
        "beranda": ("/", 200, "verifikator"),
        "desa": (f"/desa/{desa}/", 200, "pembaca"),
        "dasbor": ("/dasbor/", 200, "pimpinan"),
        "panel": ("/admin/", 200, "admin_sistem"),
        "daftar panel": (reverse("admin:opd_pengguna_changelist"), 200, "admin_sistem"),
        "json sendiri": ("/cari/saran/?q=desa", 200, "pembaca"),
        "unduhan": (reverse("umkm:daftar") + "?unduh=csv", 200, "verifikator"),
        "buku Excel": (reverse("impor:templat", args=["umkm"]), 200, "verifikator"),
        "bukti": (reverse("foto:berkas", args=[d.uuid["foto"]]), 200, "kepala_opd"),
        "foto umum": (reverse("etalase:foto", args=[kode]), 200, ""),
        "etalase": ("/etalase/", 200, ""),
        "publik": ("/publik/", 200, ""),
        "data terbuka": ("/data-terbuka/penugasan.csv", 200, ""),
        "robots": ("/robots.txt", 200, ""),
        "statik": ("/static/css/base.css", 200, ""),
        "skrip": ("/static/js/draf.js", 200, ""),
        "statik tiada": ("/static/css/tiada.css", 404, "pembaca"),
        "dokumen api": ("/api/v1/", 200, ""),
        "openapi": ("/api/v1/openapi.json", 200, ""),
        "api tanpa token": ("/api/v1/desa/", 401, ""),
        "api rusak": ("/api/rusak/", 500, "pembaca"),
        "ke masuk": ("/desa/", 302, ""),
        "tanpa garis miring": ("/desa", 301, "pembaca"),
        "tiada": ("/tiada/", 404, "pembaca"),
        "dilarang": ("/dilarang/", 403, "pembaca"),
        "curiga": ("/curiga/", 400, "pembaca"),
        "rusak": ("/rusak/", 500, "pembaca"),
        "metode": ("/keluar/", 405, "pembaca"),
        "hidup": ("/kesehatan/hidup/", 200, ""),
        "siap": ("/kesehatan/siap/", 200, ""),
        "metrik": ("/metrik/", 200, ""),
    }


def test_every_kind_of_answer_is_worth_the_most(dunia):
    salah = {}
    for jenis, (alamat, status, siapa) in addresses_of_each_kind(dunia).items():
        jawaban = client_of(dunia.pengguna[siapa] if siapa else None).get(alamat, secure=True)
        jawaban.getvalue()
        harap = TERTINGGI + (5 if jawaban.cookies else 0) - (10 if jenis in UNTUK_SITUS_LAIN else 0)
        if (jawaban.status_code, score(jawaban)) != (status, harap):
            salah[jenis] = (alamat, jawaban.status_code, score(jawaban), points(jawaban))
    assert salah == {}, "\n".join(map(str, salah.items()))


def test_refusals_before_any_page_are_worth_the_most(dunia, settings):
    settings.BATAS_KIRIMAN_BITA = 50
    klien = client_of(dunia.pengguna["pembaca"])
    ketat = Client(enforce_csrf_checks=True)
    jawaban = {
        "nama situs asing": klien.get("/masuk/", secure=True, headers={"Host": "jahat.example"}),
        "terlalu besar": klien.post("/masuk/", {"username": "x" * 200}, secure=True),
        "tanpa tanda": ketat.post("/keluar/", b"", content_type="text/plain", secure=True),
        "sandi keliru": client_of().post("/masuk/", b"", content_type="text/plain", secure=True),
    }
    assert {k: (j.status_code, score(j) - (5 if j.cookies else 0)) for k, j in jawaban.items()} == {
        "nama situs asing": (400, TERTINGGI),
        "terlalu besar": (413, TERTINGGI),
        "tanpa tanda": (403, TERTINGGI),
        "sandi keliru": (422, TERTINGGI),
    }


def test_no_error_page_tells_of_the_code(dunia):
    klien = client_of(dunia.pengguna["pembaca"])
    for alamat in ("/rusak/", "/api/rusak/", "/curiga/", "/dilarang/", "/tiada/"):
        teks = klien.get(alamat, secure=True).content.decode()
        assert not any(
            k in teks for k in ("kanari", "Traceback", "RuntimeError", "SELECT", ".py", "/work/", "Django")
        ), alamat


def test_pages_of_somebody_are_kept_by_nobody(dunia):
    for jenis, (alamat, status, siapa) in addresses_of_each_kind(dunia).items():
        jawaban = client_of(dunia.pengguna[siapa] if siapa else None).get(alamat, secure=True)
        jawaban.getvalue()
        if siapa and status == 200:
            assert {"no-store", "private"} & set(jawaban.headers.get("Cache-Control", "").split(", ")), jenis
        assert jawaban.headers["Permissions-Policy"].startswith("accelerometer=(), "), jenis
        assert ("Access-Control-Allow-Origin" in jawaban.headers) is (jenis in UNTUK_SEMUA), jenis
        assert jawaban.headers["Cross-Origin-Opener-Policy"] == "same-origin", jenis
        assert len(jawaban.headers["X-Request-ID"]) == 32, jenis


def test_without_tls_there_is_only_the_way_to_it(dunia):
    for alamat in ("/masuk/", "/admin/", "/api/v1/desa/", "/static/css/base.css", "/etalase/", "/metrik/", "/tiada/"):
        jawaban = Client().get(alamat)
        jawaban.getvalue()
        assert (jawaban.status_code, jawaban["Location"]) == (301, f"https://testserver{alamat}")
        assert not jawaban.cookies
    assert Client().get("/kesehatan/hidup/").status_code == 200


def test_cookies_belong_to_this_host_alone():
    pengguna = pabrik.buat_pengguna(Peran.PEMBACA)
    pengguna.set_password("kata sandi yang panjang")
    pengguna.save(update_fields=["password"])
    klien = Client()
    halaman = klien.get("/masuk/", secure=True)
    sesudah = klien.post("/masuk/", {"username": pengguna.username, "sandi": "kata sandi yang panjang"}, secure=True)
    kue = {**halaman.cookies, **sesudah.cookies}
    assert (sesudah.status_code, set(kue)) == (302, {"__Host-sesi", "__Host-csrf"})
    assert [c for nama, m in kue.items() for c in cookie_faults(nama, m)] == []
    keluar = klien.post("/keluar/", secure=True)
    assert set(keluar.cookies) <= set(kue)


@pytest.mark.parametrize(
    ("tajuk", "isi", "nilai"),
    [
        ("Content-Security-Policy", None, 75),
        ("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'", 125),
        (
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self' 'unsafe-inline'; frame-ancestors 'none'",
            80,
        ),
        ("Strict-Transport-Security", None, 80),
        ("Strict-Transport-Security", "max-age=3600", 120),
        ("X-Content-Type-Options", None, 125),
        ("Referrer-Policy", "unsafe-url", 120),
        ("Cross-Origin-Resource-Policy", None, 120),
        ("Access-Control-Allow-Origin", "https://jahat.example", 50),
        ("Location", "http://testserver/", 80),
    ],
)
def test_the_score_falls_with_each_header(tajuk, isi, nilai):
    jawaban = client_of().get("/robots.txt", secure=True)
    assert score(jawaban) == TERTINGGI
    if isi is None:
        del jawaban.headers[tajuk]
    else:
        jawaban.headers[tajuk] = isi
    assert score(jawaban) == nilai
