"""The server's clock jumps an hour (check K11): nothing opens by it, nobody stays shut out, and the audit chain keeps its order.

A jump forward makes what is stored older by an hour, a jump back makes it younger; so the tests move what is stored.
Seen red: the chain sealed in the order of its times in place of its numbers; sessions that may be idle for 45 minutes; a code
that only its own step refuses a second time; and wrong passwords not counted that seem to come from the future.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from desa.models import record
from desa.rantai.periksa import check_chain
from desa.rantai.segel import HasilSegel, seal_rows
from opd.actions.faktor import use_code
from opd.actions.masuk import PER_AKUN_JARINGAN
from opd.models import PercobaanMasuk
from tests.binaan.test_faktor import berfaktor, kode
from tests.binaan.test_masuk import buat_akun, kirim
from tests.binaan.test_sesi import di_dalam, masuk, undur
from tests.pabrik import SANDI, SEKARANG, buat_desa

pytestmark = pytest.mark.django_db
SEJAM = timedelta(hours=1)


def test_audit_rows_keep_the_order_in_which_they_were_written():
    desa = buat_desa()
    for saat in (SEKARANG, SEKARANG + SEJAM, SEKARANG, SEKARANG - SEJAM, SEKARANG + timedelta(minutes=1)):
        record(None, "menulis", desa, at=saat)
        assert seal_rows(at=saat) == HasilSegel(baris=1, segel=1)
    hasil = check_chain()
    assert (hasil.baris, hasil.segel, hasil.temuan) == (5, 5, [])


@pytest.mark.parametrize("menit", [60, -60])
def test_a_session_outlives_the_jump_and_not_its_longest_time(menit):
    klien = masuk(buat_akun())
    undur(klien, minutes=menit)
    assert di_dalam(klien)
    undur(klien, hours=13)
    assert not di_dalam(klien)


def test_a_code_opens_once_though_the_clock_went_back():
    pengguna, pemulihan = berfaktor()
    kini = timezone.now()
    nanti = kode(pengguna, hours=1)
    assert use_code(pengguna, nanti, at=kini + SEJAM)
    assert [use_code(pengguna, k, at=kini) for k in (nanti, kode(pengguna))] == [False, False]
    assert use_code(pengguna, pemulihan[0], at=kini)
    assert use_code(pengguna, kode(pengguna, hours=1, seconds=60), at=kini + SEJAM + timedelta(seconds=60))


@pytest.mark.parametrize(("lompat", "status"), [(SEJAM, 302), (-SEJAM, 429)])
def test_a_pause_never_ends_by_a_clock_that_went_back(client, lompat, status):
    pengguna = buat_akun()
    for _ in range(PER_AKUN_JARINGAN):
        kirim(client, pengguna.username, "salah")
    PercobaanMasuk.objects.update(pada=timezone.now() - lompat)
    assert kirim(client, pengguna.username, SANDI).status_code == status
    PercobaanMasuk.objects.update(pada=timezone.now() - timedelta(minutes=16))
    assert kirim(client, pengguna.username, SANDI).status_code == 302
