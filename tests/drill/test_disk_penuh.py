"""A disk that is really full, under a real web process on PostgreSQL: media, the table space, the folder of large uploads.

Seen red: half of a large upload left in its folder.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as pengaturan
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection

from desa.models import Catatan
from opd.models import Kegiatan
from tests.pabrik import buat_pengguna, buat_penugasan
from tests.pengirim import Orang, activity
from tests.proses import serve

pytestmark = [
    pytest.mark.drill,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql" or os.geteuid() != 0, reason="memasang disk kecil menuntut root"
    ),
]
KECIL = 4096 * 1024
KUNCI = uuid.UUID(int=7)


@pytest.fixture
def disk() -> Iterator[Callable[[str], Path]]:
    """Small disks of a test, by name, that PostgreSQL's account may use too."""
    dipasang: list[Path] = []
    rumah = Path(tempfile.mkdtemp(prefix="binaan-disk-"))
    rumah.chmod(0o711)
    pilihan = f"size={KECIL},mode=777,uid={pwd.getpwnam('nobody').pw_uid}"

    def pasang(nama: str) -> Path:
        jalan = rumah / nama
        jalan.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", pilihan, "tmpfs", jalan], check=True)
        dipasang.append(jalan)
        return jalan

    yield pasang
    for jalan in dipasang:
        subprocess.run(["umount", "-l", jalan], check=True)
    shutil.rmtree(rumah)


def fill(disk_: Path, sisa: int = 0) -> Path:
    """Take all room but so many bytes; what gives it back when it goes."""
    pengganjal = disk_ / "pengganjal"
    with pengganjal.open("wb") as keluaran:
        ruang = os.statvfs(disk_)
        keluaran.write(bytes(max(ruang.f_bavail * ruang.f_frsize - sisa, 0)))
    return pengganjal


def written(media: Path) -> list[str]:
    return [p.name for p in media.rglob("*") if p.is_file() and p.name != "pengganjal"]


def facts() -> tuple[int, int]:
    return Kegiatan.objects.count(), Catatan.objects.filter(tindakan="mencatat kegiatan").count()


def operator(port: int) -> Orang:
    return Orang(port, buat_pengguna("operator_opd", opd=buat_penugasan().opd))


@pytest.mark.parametrize("sisa", [0, 4096, 16384])
def test_media_full(disk, settings, sisa):
    media = disk("media")
    settings.MEDIA_ROOT = str(media)
    with serve("-w", "1", MEDIA_ROOT=str(media)) as port:
        orang, isian = operator(port), lambda: activity(KUNCI, foto=1)
        pengganjal = fill(media, sisa)
        penuh = orang.send("/kegiatan/baru/", isian())
        assert (penuh.status, facts(), written(media)) == (507, (0, 0), [])
        assert "Ruang simpanan peladen penuh" in penuh.isi
        assert orang.ask("/kegiatan/").status == 200
        assert orang.ask("/kesehatan/siap/").status == 503
        pengganjal.unlink()
        assert (orang.send("/kegiatan/baru/", isian()).status, facts(), len(written(media))) == (302, (1, 1), 2)


def test_folder_of_large_uploads_full(disk):
    sementara = disk("sementara")
    with serve("-w", "1", TMPDIR=str(sementara)) as port:
        orang, besar = operator(port), activity(KUNCI) | {"uraian": "x", "bast": _large_pdf()}
        penuh = orang.send("/kegiatan/baru/", besar)
        assert (penuh.status, facts(), written(sementara)) == (507, (0, 0), [])
        subprocess.run(["mount", "-o", "remount,size=64m", sementara], check=True)
        besar["bast"] = _large_pdf()
        assert (orang.send("/kegiatan/baru/", besar).status, facts()) == (302, (1, 1))


def test_database_full(disk):
    ruang = disk("pg")
    with connection.cursor() as kursor:
        kursor.execute(f"CREATE TABLESPACE kecil LOCATION '{ruang}'")
        try:
            kursor.execute("ALTER TABLE opd_kegiatan SET TABLESPACE kecil")
            with serve("-w", "1") as port:
                _write_into_full(operator(port), kursor, ruang)
        finally:
            kursor.execute("DROP TABLE IF EXISTS ganjal")
            kursor.execute("ALTER TABLE opd_kegiatan SET TABLESPACE pg_default")
            kursor.execute("DROP TABLESPACE kecil")


def _write_into_full(orang: Orang, kursor, ruang: Path) -> None:
    kursor.execute("CREATE TABLE ganjal (isi text) TABLESPACE kecil")
    with pytest.raises(OperationalError):
        kursor.execute("INSERT INTO ganjal SELECT repeat(md5(n::text), 40) FROM generate_series(1, 10000) n")
    pengganjal = fill(ruang)
    penuh = orang.send("/kegiatan/baru/", activity(KUNCI, foto=1))
    assert (penuh.status, facts(), written(Path(pengaturan.MEDIA_ROOT))) == (507, (0, 0), [])
    pengganjal.unlink()
    kursor.execute("DROP TABLE ganjal")
    assert (orang.send("/kegiatan/baru/", activity(KUNCI, foto=1)).status, facts()) == (302, (1, 1))


def _large_pdf():
    return SimpleUploadedFile("bast.pdf", b"%PDF-1.7" + bytes(8 * 1024 * 1024), content_type="application/pdf")
