"""Signing in, throttling, signing out, and the own password.

Seen red, one at a time: the limit of one account, of one network, and of many networks guessing one account left out and
doubled, its 15 minutes made ten, the hour of a network half, a refused attempt kept, X-Forwarded-For believed whoever wrote it,
and another sentence for a name that is not there.
"""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from binaan.views.masuk import SALAH, TERLALU_SERING
from desa.models import Catatan
from opd.actions.masuk import PER_AKUN_JARINGAN, PER_JARINGAN, begin_attempt, network_of
from opd.enums import Peran
from opd.kata_sandi import KataSetempatValidator
from opd.models import PercobaanMasuk
from tests.pabrik import SANDI, buat_opd, buat_pengguna

pytestmark = pytest.mark.django_db


def buat_akun(peran="pembaca", **isi):
    pengguna = buat_pengguna(peran, **isi)
    pengguna.set_password(SANDI)
    pengguna.save()
    return pengguna


def kirim(client, nama, sandi, **isi):
    alamat = {"REMOTE_ADDR": isi.pop("alamat", "10.0.0.1")}
    return client.post("/masuk/", {"username": nama, "sandi": sandi} | isi, **alamat)


def test_masuk_page_shows_no_navigation(client):
    jawab = client.get("/masuk/")
    assert jawab.status_code == 200
    assert "Kata sandi" in jawab.text
    assert 'aria-label="Utama"' not in jawab.text


def test_stranger_is_sent_to_masuk(client):
    jawab = client.get("/desa/")
    assert (jawab.status_code, jawab["Location"]) == (302, "/masuk/?next=/desa/")


def test_masuk_with_right_password_rotates_session_and_is_recorded(client):
    pengguna = buat_akun()
    client.get("/masuk/")
    client.session["x"] = 1
    jawab = kirim(client, pengguna.username.upper(), SANDI)
    assert (jawab.status_code, jawab["Location"]) == (302, "/")
    assert Catatan.objects.filter(oleh_id=pengguna.pk, tindakan="masuk").count() == 1
    assert PercobaanMasuk.objects.get().berhasil is True


def test_masuk_discards_session_key_of_before(client):
    pengguna = buat_akun()
    sesi = client.session
    sesi["x"] = 1
    sesi.save()
    lama = sesi.session_key
    kirim(client, pengguna.username, SANDI)
    assert client.session.session_key != lama


def test_masuk_answers_known_and_unknown_names_alike(client):
    pengguna = buat_akun()
    dikenal = kirim(client, pengguna.username, "salah sekali")
    asing = kirim(client, "tidak-ada-orangnya", "salah sekali")
    assert dikenal.status_code == asing.status_code == 422
    assert SALAH in dikenal.text
    assert SALAH in asing.text
    assert f'value="{pengguna.username}"' in dikenal.text
    assert "salah sekali" not in dikenal.text


def test_masuk_refuses_inactive_account(client):
    pengguna = buat_akun(is_active=False)
    assert SALAH in kirim(client, pengguna.username, SANDI).text


def test_masuk_pauses_an_account_after_five_wrong_passwords(client):
    pengguna = buat_akun()
    for _ in range(5):
        assert kirim(client, pengguna.username, "salah").status_code == 422
    jawab = kirim(client, pengguna.username, SANDI)
    assert jawab.status_code == 429
    assert TERLALU_SERING in jawab.text
    assert kirim(client, buat_akun().username, SANDI).status_code == 302


def test_masuk_pause_ends_though_tries_go_on(client):
    pengguna = buat_akun()
    for _ in range(PER_AKUN_JARINGAN + 3):
        kirim(client, pengguna.username, "salah")
    assert PercobaanMasuk.objects.count() == PER_AKUN_JARINGAN
    assert [after(m, client, pengguna.username, SANDI) for m in (14, 16)] == [429, 302]


def after(menit: int, client, nama: str, sandi: str) -> int:
    """How a try is answered when all before it are so many minutes old."""
    PercobaanMasuk.objects.update(pada=timezone.now() - timedelta(minutes=menit))
    return kirim(client, nama, sandi).status_code


def test_masuk_stops_one_password_tried_on_many_accounts(client):
    jawaban = [kirim(client, f"akun{n}", "Musim-Panas-2026").status_code for n in range(21)]
    assert jawaban == [422] * 20 + [429]
    assert kirim(client, "akun-lain", "x", alamat="10.0.0.2").status_code == 422
    assert [after(m, client, "akun-baru", "x") for m in (59, 61)] == [429, 422]


def test_masuk_success_forgives_the_typing_errors_before_it(client):
    pengguna = buat_akun()
    for _ in range(PER_AKUN_JARINGAN):
        kirim(client, pengguna.username, "salah")
        assert kirim(Client(), pengguna.username, SANDI).status_code in (302, 429)
    assert begin_attempt(pengguna.username, alamat="10.0.0.1", at=timezone.now()) is not None


def test_masuk_ignores_forged_forwarded_header(client):
    for n in range(PER_JARINGAN):
        client.post(
            "/masuk/",
            {"username": f"a{n}", "sandi": "x"},
            REMOTE_ADDR="10.0.0.1",
            headers={"x-forwarded-for": f"1.2.3.{n}"},
        )
    jawab = client.post(
        "/masuk/", {"username": "b", "sandi": "x"}, REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": "9.9.9.9"}
    )
    assert jawab.status_code == 429


def test_masuk_counts_from_trusted_proxy(client, settings):
    settings.JUMLAH_PROKSI = 1
    for n in range(PER_JARINGAN):
        client.post("/masuk/", {"username": f"a{n}", "sandi": "x"}, headers={"x-forwarded-for": f"6.6.6.{n}, 1.1.1.1"})
    jawab = client.post("/masuk/", {"username": "b", "sandi": "x"}, headers={"x-forwarded-for": "1.1.1.1"})
    assert jawab.status_code == 429


@pytest.mark.parametrize(
    ("tujuan", "hasil"),
    [
        ("/desa/?q=waru", "/desa/?q=waru"),
        ("https://jahat.example/", "/"),
        ("//jahat.example", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_masuk_follows_next_only_on_this_site(client, tujuan, hasil):
    pengguna = buat_akun()
    assert kirim(client, pengguna.username, SANDI, next=tujuan)["Location"] == hasil


def test_masuk_tells_a_reader_that_the_panel_is_not_theirs(client):
    client.force_login(buat_akun("pembaca"))
    assert client.get("/masuk/?next=/admin/").status_code == 403
    client.force_login(buat_akun("kepala_opd", opd=buat_opd()))
    assert client.get("/masuk/?next=/admin/")["Location"] == "/admin/"


def test_keluar_needs_post_and_ends_the_session(client):
    client.force_login(buat_akun())
    kunci = client.cookies["sesi"].value
    assert client.get("/keluar/").status_code == 405
    assert client.post("/keluar/")["Location"] == "/masuk/"
    client.cookies["sesi"] = kunci
    assert client.get("/desa/").status_code == 302


def test_kata_sandi_changes_and_ends_other_sessions():
    pengguna = buat_akun()
    sini, sana = Client(), Client()
    for c in (sini, sana):
        c.force_login(pengguna)
    isi = {"lama": SANDI, "baru": "kenari-perahu-hujan", "ulang": "kenari-perahu-hujan"}
    assert sini.post("/kata-sandi/", isi).status_code == 302
    assert sini.get("/kata-sandi/").status_code == 200
    assert sana.get("/kata-sandi/").status_code == 302
    pengguna.refresh_from_db()
    assert pengguna.check_password("kenari-perahu-hujan")
    catatan = Catatan.objects.get(tindakan="mengganti kata sandi")
    assert catatan.perubahan == {}


@pytest.mark.parametrize(
    ("lama", "baru", "ulang", "galat"),
    [
        ("bukan ini", "kenari-perahu-hujan", "kenari-perahu-hujan", "Kata sandi sekarang tidak cocok"),
        (SANDI, "pendek", "pendek", "12"),
        (SANDI, "kenari-perahu-hujan", "kenari-perahu-hujam", "tidak sama"),
    ],
)
def test_kata_sandi_refuses(client, lama, baru, ulang, galat):
    pengguna = buat_akun()
    client.force_login(pengguna)
    jawab = client.post("/kata-sandi/", {"lama": lama, "baru": baru, "ulang": ulang})
    assert jawab.status_code == 422
    assert galat in jawab.text
    pengguna.refresh_from_db()
    assert pengguna.check_password(SANDI)


def test_kata_setempat_refuses_local_words():
    with pytest.raises(Exception, match="mudah ditebak"):
        KataSetempatValidator().validate("MalukuManise2026")
    assert KataSetempatValidator().validate("kenari-perahu-hujan") is None


def test_network_of_groups_ipv6_by_64():
    assert network_of("2001:db8:1:2:3::9") == network_of("2001:db8:1:2::1") != network_of("2001:db8:1:3::1")
    assert (network_of("::ffff:10.0.0.1"), network_of("bukan alamat")) == ("10.0.0.1", "")


@pytest.mark.parametrize(("peran", "tujuan"), [(Peran.PIMPINAN, "/dasbor/"), (Peran.VERIFIKATOR, "/")])
def test_masuk_lands_leaders_on_the_dashboard(klien, peran, tujuan):
    pengguna = buat_pengguna(peran)
    isi = {"username": pengguna.username, "sandi": SANDI}
    assert klien.post("/masuk/?next=/", isi).url == tujuan
    klien.post("/keluar/")
    assert klien.post("/masuk/?next=/opd/", isi).url == "/opd/"


@pytest.mark.parametrize("tujuan", ["123", "dasbor", "umkm:detail", "a" * 20])
def test_masuk_takes_next_for_a_path_and_never_for_a_name(client, tujuan):
    pengguna = buat_akun()
    jawab = client.post("/masuk/", {"username": pengguna.username, "sandi": SANDI, "next": tujuan})
    assert (jawab.status_code, jawab.url) == (302, "/")
    assert client.get("/masuk/", {"next": tujuan}).url == "/"


def test_masuk_stops_many_networks_guessing_one_account_but_not_its_owner(client):
    pengguna = buat_akun()
    assert kirim(Client(), pengguna.username, SANDI, alamat="10.9.9.9").status_code == 302
    jawaban = [kirim(client, pengguna.username, "salah", alamat=f"10.0.1.{n}").status_code for n in range(17)]
    assert jawaban == [422] * 15 + [429] * 2
    assert kirim(client, pengguna.username, SANDI, alamat="10.0.2.1").status_code == 429
    assert kirim(client, pengguna.username, SANDI, alamat="10.9.9.9").status_code == 302
