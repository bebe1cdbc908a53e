"""A borrowed phone is not enough: what concerns personal data, rights of others or the ranking asks for the password again.

Seen red, one at a time: the calls of `require_password` in the panel's forms, its deeds on an account, the lists with names and
the sheet of an upload's errors left out, MASA made a day, `note_typed` left out, the wrong password let through, the attempts
not counted, and the fields of the waiting form not carried on, and the password looked at in `__call__`, before the CSRF check.
"""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from binaan.models import Aplikasi
from desa.models import Catatan
from desa.waktu import hari_ini
from opd.actions.masuk import PER_AKUN_JARINGAN
from opd.enums import Peran
from opd.models import Pengguna, PercobaanMasuk, Sesi
from opd.sandi_ulang import SESI_SANDI
from tests.binaan.test_faktor import pasang
from tests.binaan.test_masuk import buat_akun
from tests.halaman_ketat import StrictClient
from tests.pabrik import SANDI, buat_opd, buat_pengguna
from tests.pabrik_peringkat import buat_sekda
from tests.walk.dunia import build

pytestmark = pytest.mark.django_db
TANYA = "Ketik ulang kata sandi"
LANJUT = {"sandi_ulang-sandi": SANDI}


def lama(klien: StrictClient) -> StrictClient:
    """As if the password had been typed more than ten minutes ago."""
    sesi = Sesi.objects.get(session_key=klien.cookies["sesi"].value)
    Sesi.objects.filter(pk=sesi.pk).update(mulai=sesi.mulai - timedelta(minutes=10, seconds=1))
    return klien


def masuk(pengguna: Pengguna) -> StrictClient:
    klien = StrictClient()
    klien.force_login(pengguna)
    return lama(klien)


def isian(teks: str) -> dict[str, str]:
    """The hidden fields of the question."""
    return {n: unescape(v) for n, v in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', teks)}


def isi_akun(**isi: str) -> dict[str, str]:
    kosong = {f"peran-{k}": n for k, n in (("TOTAL_FORMS", "0"), ("INITIAL_FORMS", "0"))}
    return kosong | {"username": "orang.baru", "nama": "Orang <b>Baru</b> & “Kawan”", "surel_baru": ""} | isi


def test_saving_an_account_waits_for_the_password_and_loses_nothing():
    klien, alamat = masuk(buat_akun(Peran.ADMIN_SISTEM)), reverse("admin:opd_pengguna_add")
    assert klien.get(alamat).status_code == 200
    tanya = klien.post(alamat, isi_akun())
    assert (tanya.status_code, TANYA in tanya.text, "<b>Baru" in tanya.text) == (200, True, False)
    assert Pengguna.objects.filter(username="orang.baru").count() == 0
    bawa = {k: v for k, v in isian(tanya.text).items() if k != "csrfmiddlewaretoken"}
    assert bawa == isi_akun()
    salah = klien.post(alamat, bawa | {"sandi_ulang-sandi": "bukan ini"})
    assert (salah.status_code, "tidak cocok" in salah.text) == (422, True)
    assert isian(salah.text)["nama"] == isi_akun()["nama"]
    assert klien.post(alamat, bawa | LANJUT).status_code == 200
    assert Pengguna.objects.get(username="orang.baru").nama == isi_akun()["nama"]
    assert klien.post(alamat, isi_akun(username="orang.lain")).status_code == 200
    assert Pengguna.objects.filter(username="orang.lain").count() == 1


def test_signing_in_counts_and_wears_off_after_ten_minutes():
    pengguna, orang = buat_akun(Peran.ADMIN_SISTEM), buat_akun()
    klien, alamat = StrictClient(), reverse("admin:opd_pengguna_sandi", args=[orang.pk])
    klien.force_login(pengguna)
    assert TANYA not in klien.post(alamat).text
    klien.force_login(pengguna)
    lama(klien)
    assert TANYA in klien.post(alamat).text
    sesi = klien.session
    sesi[SESI_SANDI] = int(Sesi.objects.get(session_key=sesi.session_key).terlihat.timestamp()) - 480
    sesi.save()
    assert TANYA not in klien.post(alamat).text


def test_guessing_here_is_throttled():
    klien, alamat = masuk(buat_akun(Peran.ADMIN_SISTEM)), reverse("admin:opd_pengguna_add")
    jawaban = [klien.post(alamat, {"sandi_ulang-sandi": "x"}).status_code for _ in range(PER_AKUN_JARINGAN + 1)]
    assert jawaban == [422] * PER_AKUN_JARINGAN + [429]
    assert klien.post(alamat, isi_akun() | LANJUT).status_code == 429
    assert Pengguna.objects.filter(username="orang.baru").count() == 0


def test_the_question_gives_nobody_a_right(klien):
    klien = masuk(buat_akun(Peran.VERIFIKATOR))
    assert klien.post(reverse("admin:opd_pengguna_add"), isi_akun() | LANJUT).status_code == 403
    assert klien.post("/desa/", LANJUT).status_code == 405
    assert StrictClient().post("/desa/", LANJUT).status_code in (302, 405)
    assert klien.post("/", LANJUT | {"sandi_ulang-buka": "1"}).headers["Location"] == "/"


def test_the_password_is_not_looked_at_for_a_page_of_somebody_else():
    """A form on another site can carry the field, but not the mark that this site gives its own forms."""
    klien = StrictClient(enforce_csrf_checks=True)
    klien.force_login(buat_akun(Peran.ADMIN_SISTEM))
    lama(klien)
    for sandi in ("bukan ini", SANDI):
        jawab = klien.post("/", {"sandi_ulang-sandi": sandi, "sandi_ulang-buka": "1"})
        assert (jawab.status_code, PercobaanMasuk.objects.count(), SESI_SANDI in klien.session) == (403, 0, False)


@pytest.mark.sekali
def test_every_such_deed_waits():
    """Of every kind one: the deed is asked for with an old password and has done nothing."""
    dunia = build()
    admin, verifikator = dunia.pengguna["admin_sistem"], dunia.pengguna["verifikator"]
    orang = dunia.pengguna["pembaca"]
    pasang(orang)
    panel = [
        ("opd_pengguna_add", []),
        ("opd_pengguna_change", [orang.pk]),
        ("opd_pengguna_sandi", [orang.pk]),
        ("opd_pengguna_perangkat", [orang.pk]),
        ("opd_pengguna_verifikasi", [orang.pk]),
        ("opd_jabatan_add", []),
        ("binaan_aplikasi_add", []),
    ]
    klien = masuk(admin)
    sebelum = Catatan.objects.count()
    for nama, args in panel:
        assert TANYA in klien.post(reverse(f"admin:{nama}", args=args), {"alasan": "x"}).text, nama
    assert Catatan.objects.count() == sebelum
    asli, kesalahan = (reverse(f"impor:{n}", args=[dunia.uuid["impor"]]) for n in ("asli", "kesalahan"))
    aplikasi, sekda = Aplikasi.objects.first(), buat_sekda()
    for orang, alamat, kirim in (
        (admin, reverse("admin:binaan_aplikasi_token", args=[aplikasi.pk]), True),
        (verifikator, asli, False),
        (verifikator, kesalahan, False),
        (sekda, f"/peringkat/{hari_ini().year}/bekukan/", True),
        (sekda, reverse("peringkat:bobot_tetapkan", args=[dunia.uuid["peringkat:bobot_tetapkan"]]), True),
    ):
        klien = masuk(orang)
        jawab = klien.post(alamat) if kirim else klien.get(alamat)
        assert TANYA in jawab.text, alamat
    klien = masuk(verifikator)
    daftar = reverse("keluarga:daftar")
    for alamat in (f"{daftar}?unduh=xlsx", f"{daftar}?unduh=csv"):
        tanya = klien.get(alamat)
        assert (TANYA in tanya.text, isian(tanya.text)["sandi_ulang-buka"]) == (True, "1")
    assert klien.get(daftar).status_code == 200


def test_a_list_of_names_goes_out_after_the_password():
    dunia = build()
    verifikator = dunia.pengguna["verifikator"]
    verifikator.set_password(SANDI)
    verifikator.save()
    klien = masuk(verifikator)
    alamat = reverse("keluarga:daftar") + "?unduh=csv"
    assert TANYA in klien.get(alamat).text
    jawab = klien.post(alamat, LANJUT | {"sandi_ulang-buka": "1"})
    assert jawab.headers["Location"] == alamat
    assert kind(klien.get(alamat)).startswith("text/csv")


def kind(jawaban) -> str:
    """What a file is, once it was read to its end."""
    assert b"".join(jawaban.streaming_content)
    return jawaban.headers["Content-Type"]


def test_a_page_without_names_asks_nothing():
    klien = masuk(buat_akun(Peran.KEPALA_OPD, opd=buat_opd()))
    for alamat in ("/desa/?unduh=csv", "/opd/?unduh=csv"):
        assert kind(klien.get(alamat)).startswith("text/csv")
    assert [klien.get(alamat).status_code for alamat in ("/", "/akun/")] == [200, 200]
    assert kind(masuk(buat_pengguna(Peran.PEMBACA)).get("/desa/?unduh=csv")).startswith("text/csv")
