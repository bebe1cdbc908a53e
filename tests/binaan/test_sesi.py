"""Sessions: told, ended one by one and together, by password, role, age and idleness, in every process at once.

Seen red, one at a time: `drop_sessions` left out of each deed that calls it (that of an office in the panel too), the
owner left out of `end_session` and of `drop_sessions`, `_own` giving every row, the right of `end_sessions_of` left out,
`end_at` without the longest time and without the idle time, `note_seen` writing nothing and writing always, `_continues`
always true for who has not signed in, the cookie's age cut, the network told whole, and pages that a
browser may keep.
"""

import socket
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.utils import timezone

from desa.models import Catatan
from desa.waktu import hari_ini
from opd.actions.pengguna import IsiPeran, account_seen, change_pengguna, reset_password
from opd.actions.rujukan import ATURAN, change_reference, fingerprint
from opd.actions.sesi import end_sessions_of
from opd.enums import Peran
from opd.models import Jabatan, Pengguna, Sesi
from opd.perangkat import TIDAK_DIKENAL, device_family, short_address
from tests.binaan.test_masuk import buat_akun
from tests.pabrik import SANDI, buat_jabatan, buat_opd, buat_pengguna

pytestmark = pytest.mark.django_db
ANDROID = "Mozilla/5.0 (Linux; Android 8.1.0; SM-J260G) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/96.0 Mobile Safari/537.36"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


def masuk(pengguna: Pengguna, *, pakai: str = ANDROID, alamat: str = "36.72.110.9", **isi) -> Client:
    klien = Client(headers={"user-agent": pakai}, REMOTE_ADDR=alamat)
    assert klien.post("/masuk/", {"username": pengguna.username, "sandi": SANDI} | isi).status_code == 302
    return klien


def di_dalam(klien: Client) -> bool:
    return klien.get("/desa/").status_code == 200


def test_devices_are_told_in_plain_words_without_the_end_of_their_network(klien):
    pengguna = buat_akun()
    klien.force_login(pengguna)
    masuk(pengguna)
    masuk(buat_akun(), pakai=WINDOWS)
    teks = klien.get("/akun/").text
    assert ["Chrome di Android" in teks, "36.72.110.x" in teks, "36.72.110.9" in teks] == [True, True, False]
    assert "Firefox di Windows" not in teks
    assert teks.count("perangkat ini") == 1
    sendiri = Sesi.objects.get(pengguna=pengguna, jaringan="")
    assert sendiri.session_key not in teks


def test_one_device_is_ended_and_no_other():
    pengguna = buat_akun()
    sini, sana, situ = (masuk(pengguna) for _ in range(3))
    uuid = Sesi.objects.get(session_key=sana.cookies["sesi"].value).uuid
    jawab = sini.post("/akun/perangkat/keluarkan/", {"perangkat": uuid}, follow=True)
    assert "Perangkat itu sudah dikeluarkan." in jawab.text
    assert [di_dalam(k) for k in (sini, sana, situ)] == [True, False, True]
    catatan = Catatan.objects.get(tindakan="mengeluarkan perangkat")
    assert catatan.perubahan == {"perangkat": ["Chrome di Android", None]}
    assert "sudah keluar" in sini.post("/akun/perangkat/keluarkan/", {"perangkat": uuid}, follow=True).text


def test_all_others_are_ended_at_once():
    pengguna = buat_akun()
    sini, *lain = (masuk(pengguna) for _ in range(4))
    orang_lain = masuk(buat_akun())
    assert "3 perangkat lain sudah dikeluarkan." in sini.post("/akun/perangkat/keluarkan/", follow=True).text
    assert [di_dalam(k) for k in (sini, *lain, orang_lain)] == [True, False, False, False, True]
    assert "Tidak ada perangkat lain." in sini.post("/akun/perangkat/keluarkan/", follow=True).text
    assert Catatan.objects.filter(tindakan="mengeluarkan perangkat").count() == 1


def test_ending_the_device_at_hand_signs_out():
    klien = masuk(buat_akun())
    uuid = Sesi.objects.get(session_key=klien.cookies["sesi"].value).uuid
    assert klien.post("/akun/perangkat/keluarkan/", {"perangkat": uuid}).headers["Location"] == "/masuk/"
    assert not di_dalam(klien)


def test_nobody_ends_the_device_of_another():
    korban, klien = masuk(buat_akun()), masuk(buat_akun())
    uuid = Sesi.objects.get(session_key=korban.cookies["sesi"].value).uuid
    assert "sudah keluar" in klien.post("/akun/perangkat/keluarkan/", {"perangkat": uuid}, follow=True).text
    for buruk in ("x", str(uuid4()), "' OR 1=1", "9" * 5000):
        assert klien.post("/akun/perangkat/keluarkan/", {"perangkat": buruk}).status_code == 302
    assert di_dalam(korban)
    assert klien.get("/akun/perangkat/keluarkan/").status_code == 405


# --- ended by what happens to the account ----------------------------------------------------------------------


def test_a_new_password_ends_all_other_devices_and_keeps_this_one():
    pengguna = buat_akun()
    sini, sana = masuk(pengguna), masuk(pengguna)
    baru = "kenari-perahu-hujan"
    sini.post("/kata-sandi/", {"lama": SANDI, "baru": baru, "ulang": baru})
    (sesi,) = Sesi.objects.filter(pengguna=pengguna)
    assert [di_dalam(k) for k in (sini, sana)] == [True, False]
    assert (sesi.perangkat, sesi.jaringan) == ("Chrome di Android", "36.72.110.x")


def test_a_reset_a_closed_account_and_an_ended_role_end_every_device():
    admin = buat_pengguna(Peran.ADMIN_SISTEM)
    for cara in ("setel", "tutup", "peran"):
        pengguna = buat_akun()
        klien = masuk(pengguna)
        peran = pengguna.peran.get()
        isi = IsiPeran(peran.peran, peran.opd, peran.mulai, hari_ini() if cara == "peran" else None, peran.pk)
        if cara == "setel":
            reset_password(pengguna, sandi="kenari-perahu-hujan", by=admin, at=timezone.now())
        else:
            aktif = cara != "tutup"
            oleh = {"sidik": account_seen(pengguna), "by": admin, "at": timezone.now()}
            change_pengguna(pengguna, nama="Nama Baru", is_active=aktif, surel=None, peran=(isi,), **oleh)
        assert Sesi.objects.filter(pengguna=pengguna).count() == 0, cara
        assert not di_dalam(klien), cara


@pytest.mark.parametrize(
    ("isi", "masih"),
    [
        (lambda: {"selesai": hari_ini()}, False),
        (lambda: {"pengguna": buat_pengguna()}, False),
        (lambda: {"mulai": hari_ini() + timedelta(days=1)}, False),
        (lambda: {"selesai": hari_ini() + timedelta(days=1)}, True),
        (lambda: {"pemegang": "Nama Baru"}, True),
    ],
)
def test_an_office_that_ends_in_the_panel_ends_every_device_at_once(isi, masih):
    pengguna = buat_akun()
    jabatan = buat_jabatan(opd=buat_opd(), pengguna=pengguna)
    klien, orang_lain = masuk(pengguna), masuk(buat_akun())
    sidik = fingerprint(jabatan, ATURAN[Jabatan].kolom)
    admin = buat_pengguna(Peran.ADMIN_SISTEM)
    change_reference(jabatan, isi(), sidik=sidik, by=admin, at=timezone.now())
    assert [di_dalam(klien), di_dalam(orang_lain)] == [masih, True]


def test_a_new_name_ends_no_device():
    pengguna = buat_akun()
    klien = masuk(pengguna)
    admin = buat_pengguna(Peran.ADMIN_SISTEM)
    oleh = {"sidik": account_seen(pengguna), "by": admin, "at": timezone.now()}
    change_pengguna(pengguna, nama="Baru", is_active=True, surel=None, peran=(), **oleh)
    assert di_dalam(klien)


def test_admin_ends_every_device_of_another_and_nobody_else_does(klien):
    pengguna, admin = buat_akun(), buat_pengguna(Peran.ADMIN_SISTEM)
    korban = masuk(pengguna)
    alamat = f"/admin/opd/pengguna/{pengguna.pk}/perangkat/"
    klien.force_login(buat_pengguna(Peran.VERIFIKATOR))
    assert [klien.get(alamat).status_code, klien.post(alamat).status_code] == [403, 403]
    with pytest.raises(PermissionDenied):
        end_sessions_of(pengguna, by=buat_pengguna(Peran.PIMPINAN), at=timezone.now())
    klien.force_login(admin)
    halaman = klien.get(alamat).text
    assert ["Chrome di Android" in halaman, "36.72" in halaman] == [True, False]
    assert klien.post(alamat).status_code == 302
    assert not di_dalam(korban)
    assert "Tidak ada perangkat" in klien.get(alamat).text
    assert Catatan.objects.get(tindakan="mengeluarkan semua perangkat").perubahan == {"perangkat": [1, None]}


# --- ended by time ---------------------------------------------------------------------------------------------


def undur(klien: Client, **lama: int) -> None:
    """As if the session had been used for the last time so long ago."""
    sesi = Sesi.objects.get(session_key=klien.cookies["sesi"].value)
    selang = timedelta(**lama)
    sesi.mulai, sesi.terlihat = sesi.mulai - selang, sesi.terlihat - selang
    sesi.expire_date = sesi.end_at(sesi.terlihat)
    sesi.save()


@pytest.mark.parametrize(
    ("bersama", "menit", "masih"), [("", 479, True), ("", 481, False), ("on", 29, True), ("on", 31, False)]
)
def test_an_idle_session_ends_sooner_on_a_shared_device(bersama, menit, masih):
    klien = masuk(buat_akun(), bersama=bersama)
    undur(klien, minutes=menit)
    assert di_dalam(klien) is masih


def test_a_used_session_lives_on_until_the_longest_time_is_over():
    klien = masuk(buat_akun())
    for _ in range(3):
        undur(klien, minutes=230)
        assert di_dalam(klien)
    undur(klien, minutes=31)
    jawab = klien.get("/desa/?q=waru")
    assert (jawab.status_code, jawab.headers["Location"]) == (302, "/masuk/?next=/desa/%3Fq%3Dwaru")


def test_being_seen_is_written_every_five_minutes_and_no_oftener():
    klien = masuk(buat_akun())
    klien.get("/akun/")

    def tulis() -> list[str]:
        with connection.execute_wrapper(lambda lanjut, sql, *isi: (catat.append(sql), lanjut(sql, *isi))[1]):
            klien.get("/akun/")
        return [q for q in catat if q.startswith(("UPDATE", "INSERT", "DELETE"))]

    catat: list[str] = []
    assert tulis() == []
    undur(klien, minutes=6)
    catat.clear()
    (satu,) = tulis()
    assert satu.startswith('UPDATE "opd_sesi" SET "terlihat"')
    assert "session_data" not in satu


def test_cookie_outlives_idleness_but_not_the_longest_time(settings):
    klien = masuk(buat_akun())
    assert klien.cookies["sesi"]["max-age"] == settings.SESI_PALING_LAMA_JAM * 3600
    assert [klien.cookies["sesi"][k] for k in ("httponly", "samesite")] == [True, "Lax"]


# --- fixation, replay, other processes -------------------------------------------------------------------------


def test_signing_in_begins_a_session_of_its_own():
    pengguna, klien = buat_akun(), Client()
    sesi = klien.session
    sesi["x"] = 1
    sesi.save()
    tanam = sesi.session_key
    klien.cookies["sesi"] = tanam
    klien.post("/masuk/", {"username": pengguna.username, "sandi": SANDI})
    assert klien.cookies["sesi"].value != tanam
    penyerang = Client()
    penyerang.cookies["sesi"] = tanam
    assert [di_dalam(klien), di_dalam(penyerang)] == [True, False]
    assert Sesi.objects.filter(session_key=tanam).count() == 0


def test_a_session_begins_when_somebody_signs_in_and_not_before():
    pengguna, klien = buat_akun(), Client()
    sesi = klien.session
    sesi["x"] = 1
    sesi.save()
    lama = timezone.now() - timedelta(hours=11)
    Sesi.objects.filter(session_key=sesi.session_key).update(mulai=lama)
    klien.cookies["sesi"] = sesi.session_key
    klien.force_login(pengguna)
    assert Sesi.objects.get(pengguna=pengguna).mulai > lama + timedelta(hours=10)


def test_a_made_up_session_key_is_never_adopted():
    pengguna, klien = buat_akun(), Client()
    klien.cookies["sesi"] = "a" * 32
    klien.post("/masuk/", {"username": pengguna.username, "sandi": SANDI})
    assert klien.cookies["sesi"].value != "a" * 32
    for buruk in ("", "x", "\x00", "' OR 1=1 --", "a" * 5000):
        asing = Client()
        asing.cookies["sesi"] = buruk
        assert asing.get("/desa/").status_code == 302


def test_pages_of_a_signed_out_person_stay_nowhere():
    klien = masuk(buat_akun())
    assert klien.get("/desa/").headers["Cache-Control"] == "private, no-store"
    kunci = klien.cookies["sesi"].value
    klien.post("/keluar/")
    klien.cookies["sesi"] = kunci
    assert not di_dalam(klien)


def _ask(alamat: tuple[str, int], kunci: str) -> str:
    """The status line of a page asked of another process with that session."""
    with socket.create_connection(alamat, timeout=60) as s:
        s.sendall(
            f"GET /desa/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sesi={kunci}\r\nConnection: close\r\n\r\n".encode()
        )
        return s.makefile("rb").readline().decode().split(" ")[1]


def test_a_session_ended_here_is_dead_in_another_process_at_once(gunicorn):
    klien = masuk(buat_akun())
    kunci = klien.cookies["sesi"].value
    assert _ask(gunicorn, kunci) == "200"
    Sesi.objects.filter(session_key=kunci).delete()
    assert _ask(gunicorn, kunci) == "302"
    lagi = masuk(akun := buat_akun())
    Pengguna.objects.filter(pk=akun.pk).update(is_active=False)
    assert _ask(gunicorn, lagi.cookies["sesi"].value) == "302"


# --- words -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pengenal", "kata"),
    [
        (ANDROID, "Chrome di Android"),
        (WINDOWS, "Firefox di Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari di iPhone"),
        ("Mozilla/5.0 (Linux; Android 13) SamsungBrowser/23.0 Chrome/115.0 Safari/537.36", "Samsung Internet di Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0", "Edge di Windows"),
        ("curl/8.0", TIDAK_DIKENAL),
        ("<script>alert(1)</script>\x00" * 500, TIDAK_DIKENAL),
        ("", TIDAK_DIKENAL),
    ],
)  # fmt: skip
def test_device_family_uses_words_of_our_own(pengenal, kata):
    assert device_family(pengenal) == kata


@pytest.mark.parametrize(
    ("alamat", "pendek"),
    [
        ("36.72.110.9", "36.72.110.x"),
        ("::ffff:36.72.110.9", "36.72.110.x"),
        ("2001:0db8:0001:2::9", "2001:db8:1:…"),
        ("unix:", ""),
        ("<b>", ""),
    ],
)
def test_short_address_leaves_the_end_away(alamat, pendek):
    assert short_address(alamat) == pendek


def test_account_page_costs_the_same_for_many_devices(klien, django_assert_num_queries):
    pengguna = buat_akun()
    klien.force_login(pengguna)
    klien.get("/akun/")
    with connection.execute_wrapper(lambda lanjut, *isi: (satu.append(1), lanjut(*isi))[1]):
        satu: list[int] = []
        klien.get("/akun/")
    for _ in range(4):
        masuk(pengguna)
    assert len(satu) <= 12
    with django_assert_num_queries(len(satu)):
        klien.get("/akun/")
