"""Where a request says it comes from, under which name it asks, and where it wants to be sent. Seen red: safe_next letting
anything that begins with a slash through, and a form exempt from the check of its origin that admin_sistem has no right to."""

import re
from urllib.parse import urlencode

import pytest
from django.test import Client

from opd.enums import Peran
from tests import pabrik
from tests.halaman_ketat import StrictClient
from tests.jaga import is_forged
from tests.pengalihan import AKHIR, JAHAT, stays_here, variants
from tests.walk.dunia import Dunia, build
from tests.walk.jalan import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]

SANDI = "kata sandi yang panjang"


@pytest.fixture(scope="module")
def dunia(satu_modul) -> Dunia:
    return build()


@pytest.fixture(scope="module")
def pengguna(satu_modul):
    orang = pabrik.buat_pengguna(Peran.VERIFIKATOR)
    orang.set_password(SANDI)
    orang.save(update_fields=["password"])
    return orang


def test_the_tricks_are_tricks():
    semua = variants()
    assert len(semua) == len(set(semua)) >= 400
    assert sum(not stays_here(v) for v in semua) >= 250
    assert [stays_here(v) for v in ("/desa/", "https://testserver/x", "/\\jahat.example", "/\t/jahat.example")] == [
        True,
        True,
        False,
        False,
    ]


def test_signing_in_never_leads_away(pengguna):
    klien = Client()
    for tujuan in variants()[:: len(AKHIR)]:
        klien.logout()
        jawaban = klien.post("/masuk/", {"username": pengguna.username, "sandi": SANDI, "next": tujuan})
        assert (jawaban.status_code, stays_here(jawaban["Location"])) == (302, True), (tujuan, jawaban["Location"])
    for tujuan in variants():
        kedua = klien.get(f"/masuk/?{urlencode({'next': tujuan})}")
        assert (kedua.status_code, stays_here(kedua["Location"])) == (302, True), (tujuan, kedua["Location"])
        panel = klien.get(f"/admin/login/?{urlencode({'next': tujuan})}")
        assert (panel.status_code, stays_here(panel["Location"])) == (302, True), (tujuan, panel["Location"])


def test_the_sign_in_page_names_no_other_site(client):
    for tujuan in variants():
        halaman = client.get(f"/masuk/?{urlencode({'next': tujuan})}").text
        bawaan = re.search(r'name="next" value="([^"]*)"', halaman)
        assert bawaan is None or stays_here(bawaan[1]), (tujuan, bawaan[1])


@pytest.mark.parametrize("masuk", [False, True])
def test_an_address_of_two_slashes_leads_nowhere_else(pengguna, masuk):
    klien = Client()
    if masuk:
        klien.force_login(pengguna)
    for jalan in variants():
        if not jalan.startswith("/"):
            continue
        jawaban = klien.get("/", PATH_INFO=jalan.encode().decode("latin-1"))
        assert jawaban.status_code in (200, 301, 302, 400, 404), jalan
        assert stays_here(jawaban.headers.get("Location", "/")), (jalan, jawaban["Location"])


NAMA_SALAH = (
    JAHAT, f"testserver.{JAHAT}", f"testserver@{JAHAT}", f"{JAHAT}:80", f"testserver:80@{JAHAT}",
    f"testserver#{JAHAT}", f"testserver/{JAHAT}",
    "", " ", "testserver:abc", "testserver testserver", f"testserver,{JAHAT}", "[::1",
    "127.0.0.1.nip.io", "localhost\\", "%00", "..", "-",
)  # fmt: skip
PENERUS = (
    "X-Forwarded-Host", "X-Forwarded-Server", "X-Host", "X-HTTP-Host-Override", "Forwarded", "X-Original-URL", "X-Rewrite-URL",
    "X-Forwarded-Prefix", "X-Original-Host", "Base-Url", "X-Forwarded-Scheme", "X-Forwarded-Port", "Proxy-Host", "Destination",
)  # fmt: skip


@pytest.mark.parametrize("nama", NAMA_SALAH)
def test_another_name_of_the_site_is_refused(nama):
    for alamat in ("/masuk/", "/publik/", "/kesehatan/hidup/", "/api/v1/"):
        jawaban = Client(raise_request_exception=False).get(alamat, HTTP_HOST=nama)
        assert (jawaban.status_code, JAHAT in jawaban.text) == (400, False), alamat


def test_no_header_beside_host_names_the_site(dunia, pengguna):
    klien = Client(headers=dict.fromkeys(PENERUS, JAHAT) | {"Forwarded": f"host={JAHAT};proto=https"})
    for alamat in (
        "/masuk/",
        "/publik/",
        "/publik/desa/",
        "/data-terbuka/",
        "/data-terbuka/penugasan.json",
        "/etalase/",
        "/api/v1/",
    ):
        jawaban = klien.get(alamat)
        assert (jawaban.status_code, JAHAT in jawaban.text) == (200, False), alamat
    assert JAHAT not in klien.get("/desa/")["Location"]
    klien.force_login(pengguna)
    for alamat in ("/", f"/desa/{dunia.desa.kode}/", "/admin/", "/bantuan/"):
        jawaban = klien.get(alamat)
        assert (jawaban.status_code, JAHAT in jawaban.text) == (200, False), alamat


def test_a_form_of_another_site_is_refused_everywhere(dunia, settings):
    """With its token and all: the browser says where the form stood."""
    klien = StrictClient(enforce_csrf_checks=True)
    klien.force_login(dunia.pengguna["admin_sistem"])
    tanda = klien.get("/kata-sandi/").cookies["csrf"].value
    settings.CSRF_FAILURE_VIEW = "tests.jaga.tolak"  # the page around it is the same for every form
    for a in addresses(dunia):
        jawaban = klien.post(a.url, {"csrfmiddlewaretoken": tanda}, headers={"Origin": f"https://{JAHAT}"})
        assert jawaban.status_code == 405 or is_forged(jawaban), a


def test_a_referer_of_another_site_is_refused_over_tls(pengguna):
    klien = Client(enforce_csrf_checks=True)
    tanda = klien.get("/masuk/", secure=True).cookies["csrf"].value
    isi = {"csrfmiddlewaretoken": tanda, "username": pengguna.username, "sandi": SANDI}
    hasil = {
        r: klien.post("/masuk/", isi, secure=True, headers={"Referer": r} if r else {}).status_code
        for r in (
            "",
            f"https://{JAHAT}/",
            f"https://testserver.{JAHAT}/",
            "http://testserver/",
            "null",
            "https://testserver/masuk/",
        )
    }
    assert hasil == dict.fromkeys(hasil, 403) | {"https://testserver/masuk/": 302}
