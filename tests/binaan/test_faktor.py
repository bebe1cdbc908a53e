"""The second factor: nothing opens before it, no code opens twice, and nobody takes it away alone.

Seen red, one at a time: the step not written, the last step compared neither in `step_of` nor in the update (either alone
holds), GESER wider and narrower, `dipakai_pada` ignored, the key stored in the clear, `enter` called after the password alone,
the mark of the password left out of `_waiting`, its five minutes too, `cycle_key` left out, the counters of codes and of
passwords without a code left out, the middleware `wajib_dua_faktor` left out, the comparison with oneself out of
`can_reset_factor`, `drop_sessions` out of the reset, the right out of `turn_off_factor`, and an offer good for anybody.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from desa.models import Catatan
from desa.putar_kunci import sealed_models
from opd.actions.faktor import (
    BANYAK_KODE,
    KODE_SALAH,
    confirm_factor,
    offer_key,
    offered_key,
    reset_factor,
    turn_off_factor,
    use_code,
)
from opd.actions.masuk import PER_AKUN_JARINGAN
from opd.enums import Peran
from opd.kode_waktu import code_at, recovery_hash, step_of
from opd.models import FaktorKedua, KodePemulihan, Pengguna, PercobaanMasuk, Sesi
from tests.binaan.test_masuk import buat_akun, kirim
from tests.pabrik import SANDI, buat_opd, buat_pengguna

pytestmark = pytest.mark.django_db
RAHASIA = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # the key of RFC 6238, appendix B
WAJIB = (Peran.PIMPINAN, Peran.VERIFIKATOR, Peran.ADMIN_SISTEM)


def pasang(pengguna: Pengguna) -> list[str]:
    """Set up the second factor a while ago; the recovery codes."""
    at = timezone.now() - timedelta(minutes=10)
    tawaran = offer_key(pengguna, at=at)
    return confirm_factor(tawaran, kode=code_at(offered_key(tawaran, pengguna, at=at), at), by=pengguna, at=at)


def kode(pengguna: Pengguna, **geser: int) -> str:
    return code_at(FaktorKedua.objects.get(pengguna=pengguna).rahasia, timezone.now() + timedelta(**geser))


def berfaktor(peran: str = "pembaca", **isi) -> tuple[Pengguna, list[str]]:
    pengguna = buat_akun(peran, **isi)
    return pengguna, pasang(pengguna)


def langkah_satu(pengguna: Pengguna, **isi) -> Client:
    klien = Client()
    jawab = kirim(klien, pengguna.username, SANDI, **isi)
    assert jawab.headers["Location"].startswith("/masuk/kode/")
    return klien


def langkah_dua(klien: Client, kode: str, **isi):
    return klien.post("/masuk/kode/", {"kode": kode, **isi}, REMOTE_ADDR="10.0.0.1")


# --- codes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("detik", "angka"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_codes_are_those_of_rfc_6238(detik, angka):
    at = datetime.fromtimestamp(detik, UTC)
    assert code_at(RAHASIA, at) == angka
    assert step_of(RAHASIA, f" {angka[:3]} {angka[3:]} ", at=at) == detik // 30


@pytest.mark.parametrize(("geser", "cocok"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)])
def test_a_clock_may_be_off_by_one_step(geser, cocok):
    at = datetime(2026, 7, 15, 9, 0, 15, tzinfo=UTC)
    angka = code_at(RAHASIA, at + timedelta(seconds=geser))
    assert (step_of(RAHASIA, angka, at=at) is not None) is cocok


@pytest.mark.parametrize(
    "buruk", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "-12345", "1" * 60, "\x00" * 6, "' OR 1"]
)
def test_what_is_no_code_opens_nothing(buruk):
    pengguna, _ = berfaktor()
    assert step_of(RAHASIA, buruk, at=timezone.now()) is None
    assert recovery_hash(buruk, FaktorKedua.objects.get().uuid) == ""
    assert not use_code(pengguna, buruk, at=timezone.now())


def test_a_code_opens_once_and_none_before_it_any_more():
    pengguna, _ = berfaktor()
    at = timezone.now()
    kini, lalu = kode(pengguna), kode(pengguna, seconds=-30)
    assert [use_code(pengguna, k, at=at) for k in (kini, kini, lalu)] == [True, False, False]
    assert use_code(pengguna, kode(pengguna, seconds=60), at=at + timedelta(seconds=60))


def test_a_recovery_code_opens_once_however_it_is_typed():
    pengguna, pemulihan = berfaktor()
    assert len(set(pemulihan)) == BANYAK_KODE
    pertama, kedua = pemulihan[:2]
    at = timezone.now()
    assert use_code(pengguna, pertama.upper().replace("-", " "), at=at)
    assert not use_code(pengguna, pertama, at=at)
    assert use_code(pengguna, kedua.replace("-", ""), at=at)
    sisa = [c.perubahan for c in Catatan.objects.filter(tindakan="memakai kode pemulihan").order_by("pk")]
    assert sisa == [{"sisa kode": [None, 9]}, {"sisa kode": [None, 8]}]
    lain, _ = berfaktor()
    assert not use_code(lain, pemulihan[2], at=at)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("jenis", ["aplikasi", "pemulihan"])
def test_of_many_at_once_one_code_opens_one(jenis):
    pengguna, pemulihan = berfaktor()
    satu, at = kode(pengguna) if jenis == "aplikasi" else pemulihan[0], timezone.now()

    def coba(_: int) -> bool:
        try:
            return use_code(pengguna, satu, at=at)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as kolam:
        assert sum(kolam.map(coba, range(12))) == 1


def test_key_and_codes_are_nowhere_in_the_clear():
    pengguna, pemulihan = berfaktor()
    faktor = FaktorKedua.objects.get()
    assert FaktorKedua in sealed_models()
    assert faktor.rahasia not in faktor.rahasia_sandi
    sidik = set(KodePemulihan.objects.values_list("sidik_kode", flat=True))
    assert not any(k in s or k.replace("-", "") in s for k in pemulihan for s in sidik)
    assert Catatan.objects.filter(tindakan="memasang verifikasi dua langkah").get().perubahan == {}
    for lain in (pengguna, buat_pengguna(Peran.ADMIN_SISTEM)):
        assert FaktorKedua.objects.personal_for(lain).count() == (lain == pengguna)


# --- signing in ------------------------------------------------------------------------------------------------


def test_password_alone_opens_nothing():
    pengguna, _ = berfaktor("verifikator")
    klien = langkah_satu(pengguna)
    for alamat in ("/", "/desa/", "/admin/", "/akun/", "/akun/verifikasi/", "/kata-sandi/"):
        assert klien.get(alamat).headers["Location"].partition("?")[0] in ("/masuk/", "/admin/login/"), alamat
    assert Sesi.objects.filter(pengguna=pengguna).count() == 0
    assert Catatan.objects.filter(tindakan="masuk").count() == 0


def test_password_and_code_open_the_page_asked_for():
    pengguna, _ = berfaktor()
    klien = langkah_satu(pengguna, next="/desa/?q=waru", bersama="on")
    awal = klien.cookies["sesi"].value
    jawab = langkah_dua(klien, kode(pengguna), next="/desa/?q=waru")
    assert (jawab.status_code, jawab.headers["Location"]) == (302, "/desa/?q=waru")
    assert klien.get("/desa/").status_code == 200
    assert klien.cookies["sesi"].value != awal
    assert Sesi.objects.get(pengguna=pengguna).diam_menit == 30
    assert Catatan.objects.get(tindakan="masuk").perubahan == {"langkah": [None, "dua"]}
    assert set(PercobaanMasuk.objects.values_list("berhasil", flat=True)) == {True}


def test_a_recovery_code_signs_in_too():
    pengguna, pemulihan = berfaktor()
    assert langkah_dua(langkah_satu(pengguna), pemulihan[0]).headers["Location"] == "/"
    assert KODE_SALAH in langkah_dua(langkah_satu(pengguna), pemulihan[0]).text


def test_session_of_before_is_not_that_of_the_second_step():
    pengguna, _ = berfaktor()
    klien = Client()
    sesi = klien.session
    sesi["x"] = 1
    sesi.save()
    klien.cookies["sesi"] = tanam = sesi.session_key
    kirim(klien, pengguna.username, SANDI)
    penyerang = Client()
    penyerang.cookies["sesi"] = tanam
    assert langkah_dua(penyerang, kode(pengguna)).headers["Location"].startswith("/masuk/?")


@pytest.mark.parametrize("cara", ["lama", "sandi", "tutup", "tanpa"])
def test_second_step_needs_a_fresh_and_true_first_one(cara):
    pengguna, _ = berfaktor()
    klien = Client() if cara == "tanpa" else langkah_satu(pengguna)
    if cara == "lama":
        sesi = klien.session
        sesi["menunggu_kode"] = sesi["menunggu_kode"] | {"sejak": int(timezone.now().timestamp()) - 301}
        sesi.save()
    elif cara == "sandi":
        pengguna.set_password("kenari-perahu-hujan")
        pengguna.save()
    elif cara == "tutup":
        Pengguna.objects.filter(pk=pengguna.pk).update(is_active=False)
    jawab = langkah_dua(klien, kode(pengguna))
    assert (jawab.status_code, jawab.headers["Location"]) == (302, "/masuk/?next=%2F")
    assert klien.get("/desa/").status_code == 302


def test_codes_are_throttled_like_passwords():
    pengguna, _ = berfaktor()
    klien = langkah_satu(pengguna)
    jawaban = [langkah_dua(klien, f"{n:06d}").status_code for n in range(PER_AKUN_JARINGAN + 1)]
    assert jawaban == [422] * PER_AKUN_JARINGAN + [429]
    assert langkah_dua(langkah_satu(pengguna), kode(pengguna)).status_code == 429
    PercobaanMasuk.objects.update(pada=timezone.now() - timedelta(minutes=16))
    assert langkah_dua(langkah_satu(pengguna), kode(pengguna)).status_code == 302


def test_right_passwords_without_a_code_are_throttled_too():
    pengguna, _ = berfaktor()
    for _ in range(PER_AKUN_JARINGAN):
        langkah_satu(pengguna)
    assert kirim(Client(), pengguna.username, SANDI).status_code == 429


# --- set up ----------------------------------------------------------------------------------------------------


def tawaran_di(teks: str) -> str:
    return re.search(r'name="tawaran" value="([^"]+)"', teks).group(1)


def test_own_page_sets_it_up_and_shows_the_codes_once(klien):
    pengguna = buat_akun()
    klien.force_login(pengguna)
    halaman = klien.get("/akun/verifikasi/").text
    tawaran = tawaran_di(halaman)
    rahasia = offered_key(tawaran, pengguna, at=timezone.now())
    assert [f"secret={rahasia}" in halaman, 'class="qr"' in halaman] == [True, True]
    assert FaktorKedua.objects.count() == 0
    salah = klien.post("/akun/verifikasi/", {"tawaran": tawaran, "kode": "000000"})
    assert ["tidak cocok" in salah.text, tawaran_di(salah.text) == tawaran] == [True, True]
    isi = {"tawaran": tawaran, "kode": code_at(rahasia, timezone.now())}
    jadi = klien.post("/akun/verifikasi/", isi).text
    ada = re.findall(r"<code>([a-z0-9-]{19})</code>", jadi)
    assert len(ada) == BANYAK_KODE
    lagi = klien.post("/akun/verifikasi/", isi).text
    assert ["Terpasang sejak" in lagi, "10 dari 10 kode" in lagi, ada[0] in lagi] == [True, True, False]
    assert FaktorKedua.objects.count() == 1


@pytest.mark.parametrize("buruk", ["", "x", "uji:AAAA", "a" * 401, "\x00"])
def test_offer_that_is_none_gets_a_new_one(klien, buruk):
    klien.force_login(buat_akun())
    jawab = klien.post("/akun/verifikasi/", {"tawaran": buruk, "kode": "123456"})
    assert jawab.status_code == 422
    assert tawaran_di(jawab.text) != buruk


def test_offer_of_another_or_of_yesterday_is_refused():
    satu, lain, at = buat_akun(), buat_akun(), timezone.now()
    for tawaran in (offer_key(lain, at=at), offer_key(satu, at=at - timedelta(minutes=31))):
        with pytest.raises(ValidationError, match="kedaluwarsa"):
            confirm_factor(tawaran, kode="123456", by=satu, at=at)
    pasang(satu)
    with pytest.raises(ValidationError, match="sudah terpasang"):
        pasang(satu)


@pytest.mark.sekali
@pytest.mark.parametrize("peran", [p.value for p in Peran])
def test_roles_that_need_it_are_led_there_first(klien, settings, peran):
    """Once: which roles they are, the code says and no database."""
    settings.WAJIB_DUA_FAKTOR = True
    opd = buat_opd() if peran in (Peran.KEPALA_OPD, Peran.OPERATOR_OPD) else None
    pengguna = buat_pengguna(peran, opd=opd)
    klien.force_login(pengguna)
    jawab = klien.get("/desa/")
    if peran not in WAJIB:
        assert jawab.status_code == 200
        return
    assert jawab.headers["Location"] == "/akun/verifikasi/"
    assert klien.get("/admin/").headers["Location"] == "/akun/verifikasi/"
    assert "Peran Anda mewajibkan" in klien.get("/akun/verifikasi/").text
    assert [klien.get(a).status_code for a in ("/akun/", "/bantuan/", "/kata-sandi/")] == [200, 200, 200]
    pasang(pengguna)
    assert klien.get("/desa/").status_code == 200
    settings.WAJIB_DUA_FAKTOR = False


def test_sample_asks_for_no_second_factor(klien):
    klien.force_login(buat_pengguna(Peran.VERIFIKATOR))
    assert klien.get("/desa/").status_code == 200


# --- taken away ------------------------------------------------------------------------------------------------


def test_turning_off_and_new_codes_need_password_and_code(klien):
    pengguna, lama = berfaktor()
    klien.force_login(pengguna)
    for alamat in ("/akun/verifikasi/matikan/", "/akun/verifikasi/kode-pemulihan/"):
        assert klien.get(alamat).status_code == 200
        assert "tidak cocok dengan akun" in klien.post(alamat, {"sandi": "x", "kode": kode(pengguna)}).text
        assert KODE_SALAH in klien.post(alamat, {"sandi": SANDI, "kode": "000000"}).text
    PercobaanMasuk.objects.all().delete()
    jadi = klien.post("/akun/verifikasi/kode-pemulihan/", {"sandi": SANDI, "kode": lama[0]}).text
    baru = re.findall(r"<code>([a-z0-9-]{19})</code>", jadi)
    assert len(set(baru) - set(lama)) == BANYAK_KODE
    assert not use_code(pengguna, lama[1], at=timezone.now())
    assert klien.post("/akun/verifikasi/matikan/", {"sandi": SANDI, "kode": baru[0]}).headers["Location"] == "/akun/"
    pengguna.refresh_from_db()
    assert (pengguna.faktor_sejak, FaktorKedua.objects.count(), KodePemulihan.objects.count()) == (None, 0, 0)
    assert kirim(Client(), pengguna.username, SANDI).headers["Location"] == "/"


@pytest.mark.sekali
@pytest.mark.parametrize("peran", WAJIB)
def test_roles_that_need_it_never_turn_it_off(klien, settings, peran):
    """Once: which roles they are, the code says and no database."""
    settings.WAJIB_DUA_FAKTOR = True
    pengguna, pemulihan = berfaktor(peran)
    klien.force_login(pengguna)
    jawab = klien.post("/akun/verifikasi/matikan/", {"sandi": SANDI, "kode": pemulihan[0]})
    assert jawab.status_code == 403
    with pytest.raises(PermissionDenied):
        turn_off_factor(by=pengguna, at=timezone.now())
    assert FaktorKedua.objects.count() == 1


def test_another_admin_resets_it_with_a_reason(klien, settings, django_capture_on_commit_callbacks):
    admin, (pengguna, _) = buat_pengguna(Peran.ADMIN_SISTEM), berfaktor("pimpinan")
    Pengguna.objects.filter(pk=pengguna.pk).update(surel="sekda@contoh.invalid")
    masih = langkah_satu(pengguna)
    langkah_dua(masih, kode(pengguna))
    alamat = f"/admin/opd/pengguna/{pengguna.pk}/verifikasi/"
    klien.force_login(buat_pengguna(Peran.VERIFIKATOR))
    assert [klien.get(alamat).status_code, klien.post(alamat, {"alasan": "x"}).status_code] == [403, 403]
    klien.force_login(admin)
    assert klien.get(alamat).status_code == 200
    assert klien.post(alamat, {"alasan": "  "}).status_code == 422
    assert FaktorKedua.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        assert klien.post(alamat, {"alasan": "Ponsel hilang, ditemui langsung"}).status_code == 302
    assert masih.get("/desa/").status_code == 302
    catatan = Catatan.objects.get(tindakan="menyetel ulang verifikasi dua langkah")
    assert (catatan.oleh_id, catatan.alasan) == (admin.pk, "Ponsel hilang, ditemui langsung")
    (surat,) = mail.outbox
    assert (surat.to, f"disetel ulang oleh {admin.nama}" in surat.body) == (["sekda@contoh.invalid"], True)
    assert "belum memasang" in klien.get(alamat).text
    settings.WAJIB_DUA_FAKTOR = True
    assert kirim(masih, pengguna.username, SANDI).status_code == 302
    assert masih.get("/desa/").headers["Location"] == "/akun/verifikasi/"


def test_nobody_resets_the_own_second_factor(klien):
    admin, _ = berfaktor(Peran.ADMIN_SISTEM)
    klien.force_login(admin)
    alamat = f"/admin/opd/pengguna/{admin.pk}/verifikasi/"
    assert f"setel_ulang_faktor {admin.username}" in klien.get(alamat).text
    assert klien.post(alamat, {"alasan": "Ponsel hilang"}).status_code == 403
    for orang in (admin, buat_pengguna(Peran.PIMPINAN), buat_pengguna(Peran.KEPALA_OPD, opd=buat_opd())):
        with pytest.raises(PermissionDenied):
            reset_factor(admin, alasan="x", by=orang, at=timezone.now())
    assert FaktorKedua.objects.count() == 1


def test_a_lone_admin_is_helped_by_the_command(capsys):
    admin, _ = berfaktor(Peran.ADMIN_SISTEM)
    call_command("setel_ulang_faktor", admin.username, alasan="Surat kepala dinas 12/2026")
    assert "disetel ulang" in capsys.readouterr().out
    catatan = Catatan.objects.get(tindakan="menyetel ulang verifikasi dua langkah")
    assert (catatan.oleh, catatan.alasan) == ("sistem", "Surat kepala dinas 12/2026")
    with pytest.raises(CommandError, match="belum terpasang"):
        call_command("setel_ulang_faktor", admin.username, alasan="lagi")
    with pytest.raises(CommandError, match="tidak ada"):
        call_command("setel_ulang_faktor", "siapa", alasan="x")


def test_a_mail_server_that_refuses_changes_nothing(settings, django_capture_on_commit_callbacks):
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1
    pengguna, _ = berfaktor()
    Pengguna.objects.filter(pk=pengguna.pk).update(surel="a@contoh.invalid")
    with django_capture_on_commit_callbacks(execute=True):
        reset_factor(pengguna, alasan="x", by=buat_pengguna(Peran.ADMIN_SISTEM), at=timezone.now())
    assert FaktorKedua.objects.count() == 0
