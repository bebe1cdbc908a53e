"""Costly answers take turns: a file that has to wait asks again by itself, a paper is drawn in the background.

Seen red: `export` and the print page without `JATAH.place()`, and a `Jatah` that forgets which places are its own.
"""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.urls import reverse

from desa.models import Catatan
from opd.jatah import JATAH, Jatah
from opd.models import Cetakan, Pekerjaan
from tests.pabrik import buat_pengguna, buat_penugasan, buat_umkm

PEGANG = "import fcntl, sys; fcntl.lockf(int(sys.argv[1]), fcntl.LOCK_EX, 1, 0); print(flush=True); sys.stdin.read()"


@pytest.fixture(autouse=True)
def satu(settings):
    settings.BERAT_SERENTAK = 1


@pytest.mark.django_db
def test_a_file_waits_for_its_turn_on_a_page_that_asks_again(klien):
    buat_umkm()
    klien.force_login(buat_pengguna("pembaca"))
    with JATAH.place() as dapat:
        jawaban = klien.get("/umkm/?q=a&unduh=csv")
        assert (dapat, jawaban.status_code, jawaban.headers["Refresh"]) == (True, 202, "5")
        assert 'href="/umkm/?q=a&amp;unduh=csv"' in jawaban.content.decode()
        assert klien.get("/umkm/?q=a").status_code == 200
    assert not Catatan.objects.filter(tindakan__startswith="mengunduh").exists()
    assert b"".join(klien.get("/umkm/?q=a&unduh=csv").streaming_content)
    assert Catatan.objects.filter(tindakan__startswith="mengunduh").count() == 1


@pytest.mark.django_db
def test_a_paper_that_would_wait_is_drawn_in_the_background(klien):
    penugasan = buat_penugasan()
    klien.force_login(buat_pengguna("operator_opd", opd=penugasan.opd))
    alamat = reverse("cetak:paparan", args=[penugasan.desa.kode])
    with JATAH.place():
        jawaban = klien.post(alamat, {"bentuk": "pdf", "nomor": ""})
    assert (jawaban.url, Cetakan.objects.count()) == (
        reverse("pekerjaan:detail", args=[Pekerjaan.objects.get().uuid]),
        0,
    )
    assert klien.post(alamat, {"bentuk": "pdf", "nomor": ""}).content[:5] == b"%PDF-"


def test_places_are_counted_over_threads_and_processes_and_end_with_them(settings):
    jatah = Jatah()
    settings.BERAT_SERENTAK = 2
    with jatah.place() as a, jatah.place() as b, jatah.place() as c:
        assert (a, b, c) == (True, True, False)
    settings.BERAT_SERENTAK = 1
    perintah = [sys.executable, "-S", "-c", PEGANG, str(jatah._berkas)]
    with subprocess.Popen(perintah, stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=[jatah._berkas]) as lain:
        assert lain.stdout is not None
        lain.stdout.readline()
        with jatah.place() as dapat:
            assert dapat is False
        lain.kill()
        lain.wait()
    with jatah.place() as dapat:
        assert dapat is True
