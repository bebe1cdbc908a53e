"""The public check of a paper, and the letterhead's logo: hostile input of strangers and of an OPD.

Seen red: the title of another paper's edition, a superseded paper called newest, the limit left out, an SVG let in.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desa.models import Catatan
from opd.cetak.gambar import size_of
from opd.enums import Peran
from opd.laju import HITUNGAN
from opd.models import KopSurat
from opd.views.periksa import SEMENIT
from tests import pabrik
from tests.halaman_ketat import visible_text
from tests.pabrik_cetak import buat_cetakan, buat_kop, gambar

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tenang():
    """Nobody has checked anything yet."""
    HITUNGAN.forget()


def periksa(client: Any, kode: str, status: int = 200) -> str:
    jawaban = client.get(f"/periksa/{kode}/")
    assert jawaban.status_code == status
    assert jawaban.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in jawaban.headers["X-Robots-Tag"]
    return visible_text(jawaban.text)


def test_check_says_what_the_paper_is_and_nothing_that_it_says(client):
    c = buat_cetakan(judul="Laporan TW II 2026, Waru, Distan", isi='{"rahasia": "Kapal perintis"}')
    buat_cetakan(judul="Naskah Lain")
    with CaptureQueriesContext(connection) as kueri:
        teks = periksa(client, c.kode)
    ada = (
        "Asli dan terbaru",
        "tanpa nomor",
        "Laporan TW II 2026, Waru, Distan",
        c.sha256,
        c.kode,
        "30 Juni 2026",
        "ke-1",
    )
    assert [k in teks for k in ada] == [True] * len(ada)
    assert [k in teks for k in ("Kapal perintis", "rahasia", "Naskah Lain", "Masuk")] == [False] * 4
    assert len(kueri) <= 3
    assert client.cookies == {}


def test_a_superseded_paper_names_the_newer_one_without_a_way_to_it(client):
    lama = buat_cetakan(kunci="a")
    baru = buat_cetakan(kunci="a", nomor=2, sha256="f" * 64)
    buat_cetakan(kunci="a", jenis="paparan", nomor=3)
    jawaban = client.get(f"/periksa/{lama.kode}/")
    teks = visible_text(jawaban.text)
    assert "Asli, tetapi bukan yang terbaru. Terbitan ke-2 (20 Juli 2026 09.00 WIT) sudah menggantikannya." in teks
    assert [k in jawaban.text for k in (baru.kode, baru.sha256, "terbitan ke-3")] == [False] * 3
    assert "Asli dan terbaru" in periksa(client, baru.kode)


def test_a_tampered_code_is_told_what_that_means(client):
    kode = buat_cetakan().kode
    salah = ("A" if kode[-1] != "A" else "B") + kode[1:]
    for coba in (salah, kode[:-1], "x", "1" * 400):
        teks = periksa(client, coba, 404)
        assert "Kode ini tidak dikenal" in teks
        assert "naskah itu bukan terbitan aplikasi ini" in teks


def test_a_typed_code_is_read_as_people_write_it(client):
    kode = buat_cetakan().kode
    tulis = "-".join(kode[n : n + 4].lower() for n in range(0, 16, 4))
    assert client.get("/periksa/", {"kode": f"  {tulis} "}).url == f"/periksa/{kode}/"
    assert "Asli dan terbaru" in periksa(client, tulis)
    for salah in ("ABC", "O" * 16, "é" * 16, "A" * 61):
        jawaban = client.get("/periksa/", {"kode": salah})
        assert (jawaban.status_code, "16 huruf dan angka" in jawaban.text) == (422, True)
    assert "Ketik kodenya lebih dahulu." in client.get("/periksa/", {"kode": ""}).text


def test_too_many_checks_from_one_network_wait_and_others_do_not(client):
    kode = buat_cetakan().kode
    for _ in range(SEMENIT):
        client.get("/periksa/AAAA/")
    jawaban = client.get(f"/periksa/{kode}/")
    assert (jawaban.status_code, jawaban.headers["Retry-After"]) == (429, "60")
    assert "Tunggu satu menit" in jawaban.text
    assert client.get(f"/periksa/{kode}/", REMOTE_ADDR="10.9.8.7").status_code == 200


# --- letterhead ----------------------------------------------------------------------------------------------------

ISI = {"alamat": "Jalan Pattimura Nomor 1", "kota": "Ambon", "kode_pos": "97128", "pos_el": "dinas@malukuprov.go.id"}


@pytest.fixture
def opd(client):
    opd = pabrik.buat_opd()
    client.force_login(pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=opd))
    return opd


def kirim(client: Any, opd: Any, isi: bytes | None = None, **lain: Any) -> Any:
    import io

    berkas = {}
    if isi is not None:
        berkas["logo"] = io.BytesIO(isi)
        berkas["logo"].name = "logo.png"
    return client.post(f"/opd/{opd.slug}/kop/", ISI | berkas | lain)


def test_letterhead_is_kept_with_a_logo_written_anew(client, opd):
    asli = gambar("JPEG", (2000, 1000), comment=b"pembuat: kanari")
    assert kirim(client, opd, asli).status_code == 302
    kop = KopSurat.objects.get()
    with kop.logo.open("rb") as berkas:
        isi = berkas.read()
    assert (isi[:4], size_of(isi), b"kanari" in isi) == (b"\x89PNG", (480, 240), False)
    assert (kop.alamat, kop.kode_pos) == ("Jalan Pattimura Nomor 1", "97128")
    assert [c.tindakan for c in Catatan.objects.about(kop)] == ["mengubah kop surat"]
    jawaban = client.get(f"/opd/{opd.slug}/kop/logo.png")
    assert (jawaban.content, jawaban.headers["Content-Type"]) == (isi, "image/png")
    assert "Kop surat ini sudah diubah orang lain" in kirim(client, opd).text
    dilihat = client.get(f"/opd/{opd.slug}/kop/").context["form"].initial["dilihat"]
    assert kirim(client, opd, dilihat=dilihat, tanpa_logo="on").status_code == 302
    assert not KopSurat.objects.get().logo


@pytest.mark.parametrize(
    ("berkas", "kata"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "Logo SVG tidak diterima"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><svg/>', "Logo SVG tidak diterima"),
        (b"GIF89a" + b"0" * 40, "Logo harus berupa PNG atau JPEG"),
        (gambar()[:60], "rusak atau terpotong"),
        (b"\x89PNG\r\n\x1a\n" + b"<svg><script>", "rusak atau terpotong"),
        (gambar(sisi=(4000, 3001)), "12 megapiksel"),
        (b"\xff\xd8\xff" + b"0" * (2 * 1024 * 1024), "lebih besar dari 2 MB"),
    ],
)
def test_a_logo_that_is_none_is_refused_in_a_sentence_and_what_was_typed_stays(client, opd, berkas, kata):
    jawaban = kirim(client, opd, berkas)
    assert (jawaban.status_code, kata in jawaban.text) == (422, True)
    assert "Jalan Pattimura Nomor 1" in jawaban.text
    assert KopSurat.objects.count() == 0


def test_letterhead_belongs_to_its_opd_its_successor_and_the_maintainers(client):
    penerus = pabrik.buat_opd()
    opd = pabrik.buat_opd(dilebur_ke=penerus, berlaku_selesai=pabrik.SEKARANG.date())
    buat_kop(opd)
    hasil = {}
    for nama, milik in (
        ("kepala_opd", penerus),
        ("operator_opd", pabrik.buat_opd()),
        ("verifikator", None),
        ("pembaca", None),
    ):
        client.force_login(pabrik.buat_pengguna(Peran(nama), opd=milik) if milik else pabrik.buat_pengguna(Peran(nama)))
        hasil[nama] = [client.get(f"/opd/{opd.slug}/kop/").status_code, kirim(client, opd).status_code]
    assert hasil == {
        "kepala_opd": [200, 422], "operator_opd": [403, 403], "verifikator": [200, 422], "pembaca": [403, 403]
    }  # fmt: skip
