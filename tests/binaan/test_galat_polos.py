"""What leaves beside the pages tells no person: plain logs, reports, addresses, mails, and the arguments of long work (G4).

The JSON log and the mails of what broke: test_log.py. Seen red, one after the other: the formatter of the log as it comes;
Django's own reporter; an address with a NIK answered as it is; the name of an uploaded file kept as typed; its rows handed to
the worker.
"""

from __future__ import annotations

import logging
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse
from django.utils.log import AdminEmailHandler
from django.views.debug import SafeExceptionReporterFilter

import manage
from binaan.middleware import tanpa_nomor_orang
from binaan.operasi.galat_polos import BarisPolos, print_trace
from desa.models import Catatan, Keluarga
from desa.nomor_orang import holds_number, without_numbers
from opd.actions import impor_terapkan
from opd.enums import KeadaanPekerjaan, Peran
from opd.kerja.impor import apply_list
from opd.kerja.putar import run_next
from opd.models import Impor, Pekerjaan, SuratKeluar
from tests.opd.buku import buku
from tests.opd.test_impor_keluarga import JUDUL, PETA, baris
from tests.pabrik import buat_pengguna, buat_penugasan
from tests.walk.dunia import KANARI, build

pytestmark = pytest.mark.django_db
NIK, KK, TELEPON, NAMA = "8105154101800099", "8105151201190077", "081299988877", "Warga Kanari Merah"
RAHASIA = (NIK, KK, TELEPON, TELEPON[1:], NAMA)


def told_of(isi: str) -> list[str]:
    return [r for r in RAHASIA if r in isi]


@pytest.mark.parametrize(
    ("teks", "ada", "sisa"),
    [
        (NIK, True, "…"),
        (f"/keluarga/{NIK}/", True, "/keluarga/…/"),
        ("8105 1541.0180-0099 a", True, "… a"),
        (f"NIK{NIK}9", True, "NIK…"),
        ("81.05.15.2001 dan 9120001234567", False, "81.05.15.2001 dan 9120001234567"),
        ("12345678-1234-4123-8123-123456789012", False, "12345678-1234-4123-8123-123456789012"),
        ("a" * 20 + "1234567890123456" + "b" * 28, False, "a" * 20 + "1234567890123456" + "b" * 28),
    ],
)
def test_a_number_of_a_person_is_told_from_a_uuid_and_a_fingerprint(teks, ada, sisa):
    assert (holds_number(teks), without_numbers(teks)) == (ada, sisa)


def fails(request: HttpRequest) -> None:
    """A view with everything in its hands, failing over a value."""
    nik, nama = request.POST["nik"], NAMA
    try:
        int(nama)
    except ValueError as galat:
        raise RuntimeError(f"tidak dapat menyimpan '{nik}' {nik}") from galat


urlpatterns = [path("gagal/", fails), path("keluar/", fails, name="keluar")]


@pytest.fixture
def gagal(settings) -> Any:
    client = Client()
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = []
    client.raise_request_exception = False
    return lambda: client.post(f"/gagal/?q={KK}", {"nik": NIK, "nama": NAMA}, headers={"referer": f"http://x/?q={NIK}"})


def test_log_of_an_error_says_where_and_nothing_of_whom(gagal, settings):
    """The handler of the settings, over every logger that tells an error."""
    atur = settings.LOGGING["formatters"]["baris"]
    tulis = logging.StreamHandler(StringIO())
    tulis.setFormatter(BarisPolos(atur["format"], style=atur["style"]))
    pencatat = logging.getLogger("django")
    pencatat.addHandler(tulis)
    try:
        gagal()
        pencatat.warning("Not Found: %s", f"/keluarga/{NIK}/")
    finally:
        pencatat.removeHandler(tulis)
    isi = tulis.stream.getvalue()
    assert told_of(isi) == []
    assert ["RuntimeError" in isi, "ValueError" in isi, " fails" in isi, "/keluarga/…/" in isi] == [True] * 4
    assert atur["()"] == f"{BarisPolos.__module__}.{BarisPolos.__qualname__}"


def test_report_of_django_tells_nobody(gagal, settings):
    """As `mail_admins` would send it, and with the stock filter of forms on, because DEBUG is off."""
    settings.ADMINS = [("Admin", "admin@contoh.invalid")]
    surat = AdminEmailHandler(include_html=True)
    pencatat = logging.getLogger("django.request")
    pencatat.addHandler(surat)
    try:
        gagal()
    finally:
        pencatat.removeHandler(surat)
    (satu,) = mail.outbox
    isi = satu.body + "".join(str(a[0]) for a in satu.alternatives)
    assert (told_of(isi), " fails" in isi, "RuntimeError" in isi) == ([], True, True)
    assert SafeExceptionReporterFilter().is_active(None)


def test_error_of_a_command_is_told_the_same_way(capsys, monkeypatch):
    with pytest.raises(RuntimeError) as galat:
        raise RuntimeError(f"gagal pada '{NAMA}'") from KeyError(NIK)
    print_trace(galat.type, galat.value, galat.tb)
    isi = capsys.readouterr().err
    assert (told_of(isi), "RuntimeError" in isi, "KeyError" in isi, __name__ in isi.replace("/", ".")) == (
        [],
        True,
        True,
        True,
    )
    monkeypatch.setattr(manage, "execute_from_command_line", lambda argv: None)
    monkeypatch.setattr("sys.excepthook", None)
    manage.main()
    assert manage.sys.excepthook is print_trace


# --- addresses ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "alamat", ["/umkm/", "/desa/", "/mitra/", "/keluarga/daftar/", "/admin/", "/kemiskinan/kemajuan/"]
)
def test_address_with_a_number_leads_to_the_one_without_it(klien, alamat):
    klien.force_login(buat_pengguna(Peran.VERIFIKATOR))
    jawaban = klien.get(alamat, {"q": f"{NIK[:8]} {NIK[8:]}", "halaman": "1"})
    assert (jawaban.status_code, jawaban.url) == (302, f"{alamat}?halaman=1")
    assert "tidak ditulis pada alamat halaman" in klien.get("/desa/").text
    jawaban = klien.get(alamat, {NIK: "x"})
    assert (jawaban.status_code, jawaban.url) == (302, alamat)


def test_no_redirect_leaves_the_site(rf):
    permintaan = rf.get("/", {"q": NIK})
    permintaan.path, permintaan.user = "//jahat.contoh/", AnonymousUser()
    assert tanpa_nomor_orang(lambda request: HttpResponse())(permintaan)["Location"] == "/%2Fjahat.contoh/"


# --- mails and long work -----------------------------------------------------------------------------------------------


def test_reminders_tell_nobody(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    build()
    for p in apps.get_model("opd", "Pengguna").objects.all():
        type(p).objects.filter(pk=p.pk).update(surel=f"{p.username}@contoh.invalid")
    call_command("kirim_pengingat", stdout=StringIO())
    isi = "\n".join(f"{m.subject}\n{m.body}" for m in mail.outbox)
    isi += repr(list(SuratKeluar.objects.values_list()))
    assert len(mail.outbox) >= 1
    assert [k for k in KANARI if k in isi] == []


def test_arguments_of_long_work_tell_nobody(klien, monkeypatch):
    """The name of the file is somebody's own choice; the rows stay in the upload, sealed, while a worker applies it."""
    monkeypatch.setattr(impor_terapkan, "BARIS_PANJANG", 1)
    penugasan = buat_penugasan()
    klien.force_login(buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd))
    satu = baris(penugasan.desa, 1, nama=NAMA, nik=NIK, kk=KK)
    berkas = SimpleUploadedFile(f"daftar {NIK}.xlsx", buku(JUDUL, satu))
    isi = {"berkas": berkas, "sumber": "p3ke", "tanggal": "1/6/2026", "periode": "31/3/2026"}
    klien.post(klien.post(reverse("keluarga:impor"), isi).url, PETA)
    impor = Impor.objects.get()
    klien.post(reverse("impor:terapkan", args=[impor.uuid]), {"sidik": impor.sidik})
    for keadaan in (KeadaanPekerjaan.ANTRE, KeadaanPekerjaan.SELESAI):
        kerja = Pekerjaan.objects.values().get()
        assert (kerja["keadaan"], kerja["kunci"], told_of(str(kerja))) == (keadaan, str(impor.uuid), [])
        assert run_next({kerja["jenis"]: apply_list}) is (keadaan == KeadaanPekerjaan.ANTRE)
    assert (impor.nama_berkas, Keluarga.objects.get().nik) == ("daftar ….xlsx", NIK)
    assert told_of(str(list(Catatan.objects.values()))) == []
