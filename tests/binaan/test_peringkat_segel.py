"""The seal of a frozen ranking: only the application sets it, keys rotate under it, and what was removed is missed.

Seen red: with an unkeyed hash the made-up version counted as the newest.
"""

from __future__ import annotations

import base64
import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from binaan.cetak.gugur import replaced_ranking
from binaan.enums import JenisPenghargaan
from binaan.models import Peringkat
from binaan.peringkat.hitung import verify
from binaan.peringkat.masukan import fingerprint
from binaan.peringkat.segel import intact, seal_of
from binaan.peringkat.tindakan_sanggah import IsiPenghargaan, give_reward
from desa.models import Catatan, Instalasi
from opd.models import Opd
from tests.pabrik import buat_pengguna
from tests.pabrik_peringkat import BEKU, buat_peringkat, buat_sanggahan, buat_sekda

pytestmark = pytest.mark.django_db


def periksa():
    """What the command says, and whether it ended red."""
    keluar = StringIO()
    try:
        call_command("periksa_peringkat", stdout=keluar)
    except CommandError:
        return keluar.getvalue(), True
    return keluar.getvalue(), False


def test_who_only_writes_to_the_database_puts_no_version_beside_a_frozen_one(client):
    lama = buat_peringkat()
    palsu = Peringkat.objects.get()
    palsu.pk, palsu.uuid, palsu.nomor, palsu.menggantikan, palsu.sanggahan = (
        None,
        uuid.uuid4(),
        2,
        lama,
        buat_sanggahan(lama),
    )
    palsu.sidik = fingerprint({"tahun": palsu.tahun, "nomor": 2})
    palsu.save()
    assert (intact(lama), intact(palsu), verify(palsu)[-1]) == (True, False, "segel")
    client.force_login(buat_pengguna("pembaca"))
    halaman = {p: client.get("/peringkat/", {"lembar": str(p.uuid)}).text for p in (lama, palsu)}
    assert ["tidak cocok dengan segelnya" in t for t in halaman.values()] == [False, True]
    assert replaced_ranking(str(lama.uuid)) == ""
    a = Opd.objects.get(slug=palsu.hasil["tabel"][0]["slug"])
    isi = IsiPenghargaan(JenisPenghargaan.UMUM, "Terbaik", a, BEKU.date())
    with pytest.raises(ValidationError, match="tidak cocok lagi dengan segelnya"):
        give_reward(palsu, isi, uuid=uuid.uuid4(), by=buat_sekda(), at=BEKU + timedelta(days=20))
    Instalasi.objects.update(kunci_segel_sandi="")
    assert (intact(lama), seal_of(lama) == lama.sidik) == (False, False)


def test_a_seal_outlives_the_rotation_of_keys(settings):
    p = buat_peringkat()
    dulu = Instalasi.objects.get().kunci_segel_sandi
    baru = f"uji-baru:{base64.b64encode(b'z' * 32).decode()}"
    settings.KUNCI_DATA = f"{baru},{settings.KUNCI_DATA}"
    call_command("putar_kunci", stdout=StringIO())
    settings.KUNCI_DATA = baru
    assert (Instalasi.objects.get().kunci_segel_sandi.partition(":")[0], dulu == "") == ("uji-baru", False)
    assert intact(Peringkat.objects.get(), masukan=True)
    settings.KUNCI_DATA = f"lain:{base64.b64encode(b'y' * 32).decode()}"
    assert not intact(p)


def test_a_frozen_ranking_that_was_removed_is_missed():
    Catatan.objects.create(
        pada=BEKU, oleh="uji", sebagai="uji", tindakan="membekukan peringkat", objek_jenis="binaan.peringkat",
        objek_id="999999", objek="Peringkat 2024 versi 1",
    )  # fmt: skip
    kata, merah = periksa()
    assert (kata.splitlines()[-1], merah) == ("HILANG, padahal pernah dibekukan: Peringkat 2024 versi 1.", True)
