"""The sample: that it is the same when made again, all valid in full, and that it never enters a real database."""

import hashlib
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import models, transaction

from desa.models import Instalasi, KondisiDesa, Penjualan, Umkm
from opd.contoh.buat import buat_contoh
from opd.contoh.teks import ACARA
from opd.contoh.teks_rencana import TUJUAN
from opd.models import (
    AnggotaTim,
    Arahan,
    Asesmen,
    Jabatan,
    Kegiatan,
    Konsultasi,
    Kunjungan,
    LangkahNaskah,
    LaporanTriwulan,
    Penugasan,
    Rakor,
    Tim,
    TindakLanjut,
)
from tests.opd.contoh_uji import PER, assert_all_valid, load_rujukan
from tests.pabrik import SANDI, buat_pengguna

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def rujukan(satu_modul, tmp_path_factory) -> None:
    """Reference data, loaded once; a sample made by a test here goes with that test."""
    load_rujukan(tmp_path_factory.mktemp("rujukan"))


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings) -> None:
    """A place of its own for photos."""
    settings.MEDIA_ROOT = str(tmp_path / "media")


def test_contoh_plans_know_the_purpose_of_every_activity():
    assert {a.judul for a in ACARA} == TUJUAN.keys()


def digest() -> str:
    """A fingerprint of what people would see, without primary keys, secrets and the uuids that deeds mint from keys."""
    sidik = hashlib.sha256()
    semua = (Penugasan, Umkm, Penjualan, Kegiatan, Kunjungan, Tim, AnggotaTim, Jabatan, KondisiDesa)
    for model in (*semua, Asesmen, Rakor, Arahan, TindakLanjut, Konsultasi, LaporanTriwulan, LangkahNaskah):
        kolom = [
            f.name
            for f in model._meta.concrete_fields
            if not f.primary_key
            and f.name not in ("telepon_sandi", "nik_sandi", "nip", "pencatat_id", "uuid", "isi_beku", "sha256")
            if not isinstance(f, models.ForeignKey)
        ]
        baris = sorted(map(str, model._default_manager.exclude(sumber_nyata(model)).values_list(*kolom)))
        sidik.update("\n".join(baris).encode())
    return sidik.hexdigest()


def sumber_nyata(model: type[models.Model]) -> models.Q:
    """The two real pairings are loaded at another moment each time."""
    return models.Q(mulai_dari_sk=True) if model is Penugasan else models.Q(pk__isnull=True)


def perintah(tmp_path: Path, **isi: object) -> str:
    keluar = StringIO()
    call_command("buat_contoh", berkas_akun=tmp_path / "akun.json", stdout=keluar, **isi)
    return keluar.getvalue()


@pytest.mark.drill
def test_contoh_of_a_day_is_the_same_when_made_again():
    hasil = []
    for _ in range(2):
        with transaction.atomic():
            buat_contoh(per=PER, sandi=SANDI, jumlah_umkm=400, maks_foto=0)
            hasil.append(digest())
            transaction.set_rollback(True)
    assert hasil[0] == hasil[1]


def test_contoh_refuses_production(tmp_path, settings):
    settings.LINGKUNGAN = "produksi"
    with pytest.raises(CommandError) as galat:
        perintah(tmp_path)
    assert str(galat.value) == "Data contoh tidak dibuat pada lingkungan produksi."


def test_contoh_refuses_the_real_database(tmp_path, settings):
    settings.BASIS_DATA = "nyata"
    with pytest.raises(CommandError) as galat:
        perintah(tmp_path)
    assert str(galat.value) == "Data contoh tidak dibuat di basis data nyata."


def test_contoh_refuses_a_database_with_people(tmp_path):
    buat_pengguna()
    with pytest.raises(CommandError) as galat:
        perintah(tmp_path)
    assert str(galat.value) == (
        "Basis data ini sudah berisi pengguna atau penugasan. Data contoh hanya untuk basis data kosong."
    )
    assert not Instalasi.objects.filter(contoh=True).exists()


def test_contoh_cannot_show_accounts_of_a_real_database(tmp_path):
    with pytest.raises(CommandError) as galat:
        perintah(tmp_path, tampilkan=True)
    assert str(galat.value) == "Basis data ini tidak berisi data contoh."


@pytest.mark.drill
def test_contoh_in_full_is_all_valid():
    assert_all_valid(buat_contoh(per=PER, sandi=SANDI))
