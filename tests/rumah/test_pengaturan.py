"""Two sets of settings.

Seen red by dropping each name from WAJIB, by removing the call of refuse_sample(), secure cookies, the limit of pages a minute,
the slow hash of passwords, jit=off,
max_parallel_workers_per_gather=0 and random_page_cost=1.1, with a private key in static/, a key of data in binaan/deploy/kelola,
with an account made by a migration, and without SILENCED_SYSTEM_CHECKS.
"""

import json
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.db import connection

from binaan import instalasi
from binaan.rahasia import ensure_rahasia
from desa.models import Instalasi, Kontak
from opd.models import Pengguna
from tests.pabrik import buat_desa

PRODUKSI = {
    "LINGKUNGAN": "produksi",
    "SECRET_KEY": "q8Zr2LkV0xWn5TbYc7JdHs3GfPm9UeAi6BoKw4CjXt1NyQvRl-zS",
    "ALLOWED_HOSTS": "binaan.malukuprov.go.id",
    "DATABASE_URL": "postgresql://binaan:rahasia@127.0.0.1:1/binaan",
    "MEDIA_ROOT": "/srv/binaan/media",
    "KUNCI_DATA": "k1:" + "A" * 43 + "=",
    "KUNCI_INDEKS": "k1:" + "B" * 42 + "A=",
    "EMAIL_URL": "smtp+tls://binaan:rahasia@127.0.0.1:587",
}

DIJANJIKAN = {
    "PASSWORD_HASHERS": ["opd.sidik_sandi.SidikArgon2", "django.contrib.auth.hashers.PBKDF2PasswordHasher"],
    "SESI_DIAM_MENIT": 480,
    "SESI_BERSAMA_MENIT": 30,
    "SESI_PALING_LAMA_JAM": 12,
    "BACA_SEMENIT": 120,
    "WAJIB_DUA_FAKTOR": True,
    "SESSION_COOKIE_NAME": "__Host-sesi",
    "CSRF_COOKIE_NAME": "__Host-csrf",
    "SESSION_COOKIE_SECURE": True,
}

RAHASIA = re.compile(
    rb"-----BEGIN [A-Z ]*PRIVATE KEY|\b(?:SECRET_KEY|KUNCI_\w+|METRIK_TOKEN)=[\"']?(?:\w+:)?[\w+/=-]{20,}"
    rb"|\b(?:ghp|glpat|xox[bp])[_-]\w{20,}"
)
"""A private key, a setting with its secret, and the tokens of places where code is kept."""

CONTOH_SUREL = "Tulis misalnya smtp+tls://akun:sandi@peladen:587, atau dummymail:// bila surel tidak dipakai."


def manage(*perintah: str, **lingkungan: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py in a clean environment."""
    dasar = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}
    argumen = [sys.executable, "manage.py", *perintah]
    return subprocess.run(
        argumen, cwd=settings.BASE_DIR, env=dasar | lingkungan, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("nama", sorted(PRODUKSI.keys() - {"LINGKUNGAN"}))
def test_produksi_refuses_to_start_without(nama):
    hasil = manage("check", **{k: v for k, v in PRODUKSI.items() if k != nama})
    assert hasil.returncode == 1
    assert hasil.stderr == f"Binaan Maluku tidak dapat dijalankan. Isi dahulu pengaturan {nama}.\n"


@pytest.mark.parametrize(
    ("isi", "pesan"),
    [
        ({"SECRET_KEY": "pendek"}, "SECRET_KEY terlalu lemah. Isi dengan sedikitnya 50 karakter acak."),
        ({"SECRET_KEY": "django-insecure-" + "x1y2z3" * 9}, "SECRET_KEY terlalu lemah. Isi dengan sedikitnya 50 karakter acak."),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY terlalu lemah. Isi dengan sedikitnya 50 karakter acak."),
        ({"KUNCI_DATA": "k1:AAAA"}, "KUNCI_DATA harus berbentuk id:base64 dari 32 bita."),
        ({"KUNCI_INDEKS": "bukan kunci"}, "KUNCI_INDEKS harus berbentuk id:base64 dari 32 bita."),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS harus menyebut nama situs, bukan tanda bintang."),
        ({"EMAIL_URL": "consolemail://"}, f"EMAIL_URL harus menyebut peladen surel. {CONTOH_SUREL}"),
        ({"EMAIL_URL": "peladen:587"}, f"EMAIL_URL tidak dikenali. {CONTOH_SUREL}"),
        ({"LINGKUNGAN": "production"}, "LINGKUNGAN harus berisi lokal atau produksi."),
        ({"PEKERJA": "dua"}, "PEKERJA harus berisi otomatis atau luar."),
        ({"BINAAN_DB": "uji"}, "BINAAN_DB harus berisi contoh atau nyata."),
    ],
)  # fmt: skip
def test_produksi_refuses_weak_settings(isi, pesan):
    hasil = manage("check", **PRODUKSI | isi)
    assert (hasil.returncode, hasil.stderr) == (1, f"Binaan Maluku tidak dapat dijalankan. {pesan}\n")


def test_check_deploy_is_clean():
    hasil = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUKSI)
    assert (hasil.returncode, hasil.stderr.strip()) == (0, "")


def test_check_deploy_warns_of_passwords_without_a_second_factor(settings):
    """Seen red with the check not registered, and with it silent."""
    hasil = manage("check", "--deploy", **PRODUKSI, WAJIB_DUA_FAKTOR="0")
    assert (hasil.returncode, hasil.stderr.count("?: ")) == (0, 1)
    assert f"(binaan.W001) {instalasi.TANPA_DUA_FAKTOR}" in hasil.stderr
    settings.WAJIB_DUA_FAKTOR = False
    assert instalasi.check_dua_faktor() == []  # not production


def test_produksi_has_what_the_checks_promise():
    """Checks A2, A6, B4 and F4, whose own tests set a limit of theirs or run with a faster hash."""
    kode = f"import json; from django.conf import settings as s; print(json.dumps({{n: getattr(s, n) for n in {[*DIJANJIKAN]}}}))"
    assert json.loads(manage("shell", "-v", "0", "-c", kode, **PRODUKSI).stdout) == DIJANJIKAN


def sample_wsgi(database_url: str) -> subprocess.CompletedProcess[str]:
    """Load the web process with production settings over a database."""
    argumen = [sys.executable, "-c", "import binaan.wsgi"]
    lingkungan = {"PATH": os.environ["PATH"], **PRODUKSI, "DATABASE_URL": database_url}
    return subprocess.run(argumen, cwd=settings.BASE_DIR, env=lingkungan, capture_output=True, text=True, check=False)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="satu basis data cukup: yang diuji ialah penolakannya")
@pytest.mark.parametrize(
    ("contoh", "pesan"),
    [
        (True, instalasi.PESAN),
        (False, "Kunci “uji” dipakai kontak tetapi tidak ada di KUNCI_DATA."),
        (False, ""),
    ],
)
def test_produksi_refuses_a_sample_database_and_a_foreign_key(contoh, pesan):
    Instalasi.objects.update_or_create(pk=1, defaults={"contoh": contoh})
    if pesan and not contoh:
        kontak = Kontak(desa=buat_desa(), jabatan="kepala_desa", nama="Uji")
        kontak.telepon = "+6281299988877"
        kontak.save()
    hasil = sample_wsgi(f"sqlite:///{connection.settings_dict['NAME']}")
    ditolak = [b for b in hasil.stderr.splitlines() if b.startswith("Binaan Maluku tidak dapat dijalankan.")]
    assert ditolak == ([f"Binaan Maluku tidak dapat dijalankan. {pesan}"] if pesan else [])
    assert hasil.returncode == (3 if pesan else 0)


@pytest.mark.django_db
def test_sample_is_found_by_the_system_check(settings):
    Instalasi.objects.update_or_create(pk=1, defaults={"contoh": True})
    assert instalasi.check_instalasi(databases=["default"]) == []
    settings.LINGKUNGAN = "produksi"
    assert [p.id for p in instalasi.check_instalasi(databases=["default"])] == ["binaan.E001"]


def test_rahasia_is_made_once_and_closed_to_others(tmp_path):
    berkas = ensure_rahasia(tmp_path / "var" / "rahasia.env")
    isi = berkas.read_text()
    assert [b.split("=")[0] for b in isi.splitlines()] == ["SECRET_KEY", "KUNCI_DATA", "KUNCI_INDEKS"]
    assert berkas.stat().st_mode & 0o777 == 0o600
    assert ensure_rahasia(berkas).read_text() == isi
    assert list(berkas.parent.iterdir()) == [berkas]


def test_secrets_are_kept_out_of_git():
    abaikan = (settings.BASE_DIR / ".gitignore").read_text().splitlines()
    assert "/var/" in abaikan
    pohon = [
        b
        for nama in ("binaan", "desa", "opd", "script", "static", "templates")
        for b in (settings.BASE_DIR / nama).rglob("*")
    ]
    berkas = [b for b in (*pohon, *settings.BASE_DIR.glob("*")) if b.is_file() and b.suffix != ".pyc"]
    assert len(berkas) > 1000
    assert [str(b) for b in berkas if RAHASIA.search(b.read_bytes())] == []


@pytest.mark.django_db
def test_nothing_is_said_of_a_database_that_is_as_it_should_be():
    """What `migrate` and script/run would say to whoever starts the application."""
    assert [m for m in run_checks(databases=["default"]) if not m.is_silenced()] == []


@pytest.mark.django_db
def test_a_new_database_knows_nobody():
    """Check A10: accounts are made by buat_admin and by people, none by a migration."""
    assert not Pengguna.objects.exists()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="hanya PostgreSQL menyusun dan membagi kueri")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pilihan", "nilai"), [("jit", "off"), ("max_parallel_workers_per_gather", "0"), ("random_page_cost", "1.1")]
)
def test_postgresql_neither_compiles_nor_shares_out_what_it_is_asked(pilihan, nilai):
    with connection.cursor() as kursor:
        kursor.execute(f"SHOW {pilihan}")
        assert kursor.fetchone() == (nilai,)
