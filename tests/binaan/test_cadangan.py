"""A backup comes back row for row and byte for byte, or not at all.

Seen red: the files left out, the comparison left out, the tables counted at another moment than they were copied, tokens and
recovery codes left in what is restored, a restored database that orders text as the server does and not as the one it replaces,
and of two servers the first asked, though it only follows.
"""

from __future__ import annotations

import dataclasses
import sqlite3
import threading
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import environ
import psycopg
import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from binaan.cadangan.arsip import ArsipBaru, opened
from binaan.cadangan.buat import database_of
from binaan.cadangan.galat import CadanganGagal
from binaan.cadangan.keadaan import MEMULIHKAN
from binaan.cadangan.postgres import Postgres
from binaan.cadangan.pulih import restore, try_restore
from desa.models import Catatan, record
from desa.sandi import keys_by_id
from opd.enums import Peran
from opd.models import Bukti, Pengguna, Sesi
from tests import pabrik, pabrik_cadangan
from tests.kendala_subjek import buat_permintaan
from tests.pabrik import SEKARANG
from tests.pabrik_cadangan import (
    CAP,
    FOTO,
    KUNCI,
    altered,
    backup,
    databases,
    empty_database,
    flip,
    left_behind,
    media_of,
    one_value,
    tables,
)

tempat = pabrik_cadangan.tempat
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tempat")]


def test_restore_drill(tempat, settings):
    """K6: into nothing, then over what is there: every table, every file, and the password."""
    asal, foto = tables(connection.settings_dict), media_of(tempat / "media")
    assert len(asal) > 80
    assert foto
    berkas = backup(tempat)
    assert b"memuat" not in berkas.read_bytes()
    assert doors(connection.settings_dict) == [0, 1, 1, 1]
    settings.MEDIA_ROOT = str(tempat / "media-baru")
    with empty_database(tempat) as tujuan:
        hasil = restore(berkas, tujuan, timpa=False, cap=CAP)
        assert (hasil.lama, hasil.media, hasil.migrasi_sama) == ((), len(foto), True)
        assert tables(tujuan) == asal
        assert media_of(tempat / "media-baru") == foto
        assert check_password("kalimat-panjang-sekali", one_value(tujuan, SANDI))
        assert doors(tujuan) == [0, 0, 0, 0]

        (tempat / "media-baru" / "baru.txt").write_text("sesudah cadangan")
        with pytest.raises(CadanganGagal, match="sudah berisi"):
            restore(berkas, tujuan, timpa=False, cap=CAP)
        hasil = restore(berkas, tujuan, timpa=True, cap=CAP)
        assert [CAP.lower() in nama.lower() for nama in hasil.lama] == [True, True]
        assert tables(tujuan) == asal
        assert media_of(tempat / "media-baru") == foto
        assert (tempat / f"media-baru.lama-{CAP}" / "baru.txt").exists()
        assert left_behind(tempat) == []
        if connection.vendor == "postgresql":
            assert one_value(tujuan, URUTAN) == "C UTF8"
            assert one_value(tujuan, SISIPAN) > one_value(tujuan, "SELECT max(id) FROM desa_catatan")


def doors(setelan: dict[str, Any]) -> list[int]:
    """How many rows each table of what opens a door has."""
    tabel = ("django_session", "opd_sesi", "opd_kodepemulihan", "binaan_tokenaplikasi")
    return [one_value(setelan, f"SELECT count(*) FROM {t}") for t in tabel]


SANDI = "SELECT password FROM opd_pengguna WHERE username = 'pemulih'"
URUTAN = "SELECT datcollate || ' ' || pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"
SISIPAN = "SELECT nextval(pg_get_serial_sequence('desa_catatan', 'id'))"


def _cut(isi: bytearray) -> None:
    del isi[-1000:]


def _newer_form(isi: bytearray) -> None:
    isi[16:17] = b"2"


def test_what_does_not_fit_is_refused_and_nothing_changes(tempat, settings):
    """K7: wrong key, cut, one flipped bit, other version, other keys of data, sample data in production."""
    berkas, dulu, foto = backup(tempat), tables(connection.settings_dict), media_of(tempat / "media")

    def refused(kalimat: str, arsip: Path = berkas) -> None:
        with pytest.raises(CadanganGagal, match=kalimat):
            restore(arsip, connection.settings_dict, timpa=True, cap=CAP)
        assert tables(connection.settings_dict) == dulu
        assert media_of(tempat / "media") == foto
        assert left_behind(tempat) == []

    for ubah in (flip, _cut):
        refused("terpotong, berubah", altered(berkas, ubah))
    refused("bentuk yang tidak dikenal", altered(berkas, _newer_form))
    for nama, nilai, kalimat in (
        ("KUNCI_CADANGAN", "c1:" + "D" * 42 + "A=", "disandi dengan kunci lain"),
        ("KUNCI_CADANGAN", "c2:" + "C" * 42 + "A=", "“c1”, yang tidak ada"),
        ("KUNCI_CADANGAN", "", "Isi KUNCI_CADANGAN"),
        ("KUNCI_DATA", "uji:" + "E" * 42 + "A=", "KUNCI_DATA “uji” bukan kunci"),
        ("KUNCI_INDEKS", "lain:" + "B" * 42 + "A=", "KUNCI_INDEKS “uji” bukan kunci"),
    ):
        lama = getattr(settings, nama)
        setattr(settings, nama, nilai)
        refused(kalimat)
        setattr(settings, nama, lama)


def rewritten(berkas: Path, **isi: Any) -> Path:
    """The same archive with another manifest, whole and under the right key."""
    kunci, lain = keys_by_id(KUNCI), berkas.with_name("ditulis-ulang.cadangan")
    with opened(berkas, kunci) as asal, lain.open("wb") as keluaran:
        baru, semua = ArsipBaru(keluaran, "c1", kunci["c1"]), list(asal.contents())
        baru.add_manifest(dataclasses.replace(asal.manifes, **isi))
        baru.add_database(b for nama, b in semua if not nama)
        for nama, b in semua:
            if nama:
                baru.add_file(nama, b)
        baru.finish()
    return lain


@pytest.mark.parametrize(
    ("isi", "kalimat"),
    [
        ({"peladen": 99}, "versi yang sama atau lebih baru"),
        ({"jenis": "oracle"}, "Pulihkan ke jenis yang sama"),
        ({"migrasi": [["desa", "9999_masa_depan"]]}, r"lebih baru \(desa\.9999_masa_depan\)"),
        ({"format": 2}, "bentuk yang tidak dikenal"),
        ({"contoh": True}, "data contoh"),
        ({"tabel": {"desa_catatan": [1, "x"]}}, "tidak sama dengan yang dicadangkan"),
    ],
)
def test_an_archive_of_another_place_or_version_is_refused(tempat, settings, isi, kalimat):
    """Whole and under the right key, but not for here: as a newer application would have written it."""
    dulu, berkas = tables(connection.settings_dict), rewritten(backup(tempat), **isi)
    settings.LINGKUNGAN = "produksi"
    with pytest.raises(CadanganGagal, match=kalimat):
        restore(berkas, connection.settings_dict, timpa=True, cap=CAP)
    assert tables(connection.settings_dict) == dulu
    assert left_behind(tempat) == []


def test_backup_beside_writers_is_one_moment(tempat):
    """K8: each transaction writes two rows; the archive holds both or none of each."""
    usai, desa = threading.Event(), pabrik.buat_desa()
    sebelum = Catatan.objects.count()

    def tulis() -> None:
        try:
            while not usai.is_set():
                with transaction.atomic():
                    record(None, "pasangan", desa, at=SEKARANG)
                    record(None, "pasangan", desa, at=SEKARANG)
        finally:
            connection.close()

    benang = [threading.Thread(target=tulis) for _ in range(3)]
    for b in benang:
        b.start()
    try:
        while Catatan.objects.count() < sebelum + 10:
            pass
        berkas = backup(tempat)
    finally:
        usai.set()
        for b in benang:
            b.join(30)
    pasangan = try_restore(berkas, connection.settings_dict).manifes.isi_tabel["desa_catatan"].jumlah - sebelum
    assert pasangan >= 10
    assert pasangan % 2 == 0


def test_of_two_servers_the_one_that_takes_writes_is_asked():
    """After the second was promoted the first follows it, and no database can be made there for the trial."""
    setelan = environ.Env.db_url_config("postgresql://binaan@10.0.0.1,10.0.0.2/binaan?target_session_attrs=read-write")
    assert "target_session_attrs=read-write" in Postgres(setelan)._conninfo()


def test_a_key_let_go_after_the_backup_is_not_asked_for(tempat, settings):
    """Only the key that sealed then has to be there; another one under its name never."""
    kini, lama = settings.KUNCI_DATA, "lama:" + "F" * 42 + "A="
    settings.KUNCI_DATA = f"{kini},{lama}"
    berkas = backup(tempat)
    settings.KUNCI_DATA = kini
    assert try_restore(berkas, connection.settings_dict).baris > 0
    settings.KUNCI_DATA = f"{kini},lama:" + "G" * 42 + "A="
    with pytest.raises(CadanganGagal, match="KUNCI_DATA “lama” bukan kunci"):
        try_restore(berkas, connection.settings_dict)


def test_a_photo_sealed_on_the_disk_stays_readable(tempat, settings):
    """The files travel sealed; the keys of data stay outside the archive."""
    nama, berkas = Bukti.objects.get().berkas.name, backup(tempat)
    settings.MEDIA_ROOT = str(tempat / "lain")
    with empty_database(tempat) as tujuan:
        restore(berkas, tujuan, timpa=False, cap=CAP)
    assert Bukti.objects.get().berkas.storage.open(nama).read() == FOTO


LAGI = "Laksanakan lagi, karena diputus sesudah cadangan ini"


@pytest.fixture
def tanpa_sisa() -> Iterator[None]:
    """Whatever is kept of the database that was replaced goes with the test."""
    yield
    connection.close()
    for nama in databases("%\\_lama\\_%"):
        with connection.cursor() as kursor:
            kursor.execute(f'DROP DATABASE "{nama}" WITH (FORCE)')
    for berkas in Path(str(connection.settings_dict["NAME"])).parent.glob("*.lama-*"):
        berkas.unlink()


def test_command_restores_over_the_database_in_use(tempat, tanpa_sisa):
    """Another process keeps a connection open: on SQLite it reads the restored state, on PostgreSQL it was ended."""
    berkas = backup(tempat)
    pabrik.buat_pengguna(Peran.PEMBACA, username="sesudah-cadangan")
    for hari in (-1, 1):  # what was decided before the backup is in it
        putusan = {"diputus_oleh": pabrik.buat_pengguna(), "diputus_pada": SEKARANG + timedelta(days=hari)}
        buat_permintaan(nomor=f"{hari + 2}/2026", status="dilaksanakan", **putusan)
        record(None, "menyetel ulang kata sandi", putusan["diputus_oleh"], at=putusan["diputus_pada"])
    lain = database_of(connection.settings_dict)
    s = sqlite3.connect(lain.berkas) if connection.vendor == "sqlite" else lain.connect(autocommit=True)
    hitung = "SELECT count(*) FROM opd_pengguna WHERE username = 'sesudah-cadangan'"
    assert s.execute(hitung).fetchone() == (1,)
    keluaran = StringIO()
    call_command("pulihkan", str(berkas), "--timpa", stdout=keluaran)
    assert keluaran.getvalue().startswith("Dipulihkan: keadaan ")
    assert keluaran.getvalue().count("Yang lama disimpan: ") == 2
    lagi = [b for b in keluaran.getvalue().splitlines() if b.startswith("Laksanakan lagi")]
    assert [b[-7:] for b in lagi[:1]] == ["3/2026."]
    assert lagi[1:] == [f"{LAGI}: menyetel ulang kata sandi {putusan['diputus_oleh']}."]
    assert "token aplikasi dari cadangan tidak dipakai lagi" in keluaran.getvalue()
    assert (Pengguna.objects.filter(username="sesudah-cadangan").count(), Sesi.objects.count()) == (0, 0)
    assert Catatan.objects.order_by("id").last().tindakan == MEMULIHKAN
    if connection.vendor == "sqlite":
        assert s.execute(hitung).fetchone() == (0,)
    else:
        with pytest.raises(psycopg.OperationalError):
            s.execute(hitung)
    s.close()
    with pytest.raises(CommandError, match="Basis data dan berkas tidak berubah"):
        call_command("pulihkan", str(berkas))
