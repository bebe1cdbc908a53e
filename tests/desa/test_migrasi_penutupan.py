"""The closures that stood in `Umkm` become rows, and go back: on a small database of its own, as it was before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any

import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

SAAT, TUTUP = datetime(2026, 7, 3, 1, 0, tzinfo=UTC), date(2026, 7, 1)
LAMA, BARU, AKHIR = "0014_indeks_dimensi", "0016_isi_penutupan", "0017_umkm_tanpa_alasan_tutup"


@pytest.fixture
def lama(django_db_blocker: Any) -> Iterator[str]:
    dasar = connections["default"].settings_dict
    connections.databases["lama"] = dasar | {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:", "OPTIONS": {}}
    with django_db_blocker.unblock():
        yield "lama"
        connections["lama"].close()
    del connections["lama"], connections.databases["lama"]


def pindah(alias: str, nama: str) -> Any:
    """The floor's models at that migration."""
    pelaku = MigrationExecutor(connections[alias])
    return pelaku.migrate([("desa", nama)]).apps


def isi(apps: Any, alias: str) -> tuple[Any, Any]:
    """An enterprise that closed, one that did not, and the audit row of the first."""
    buat = {
        n: apps.get_model("desa", n).objects.using(alias).create for n in ("Kabupaten", "Kecamatan", "Desa", "Umkm")
    }
    kabupaten = buat["Kabupaten"](kode="81.05", nama="Uji", jenis="kabupaten")
    kecamatan = buat["Kecamatan"](kode="81.05.15", nama="Uji", kabupaten_id=kabupaten.pk)
    desa = buat["Desa"](kode="81.05.15.2001", nama="Uji", kecamatan_id=kecamatan.pk, jenis="negeri")
    dasar = {"desa_id": desa.pk, "dibina_sejak": date(2025, 1, 1), "dicatat_pada": SAAT}
    tutup = {"tutup_pada": TUTUP, "alasan_tutup": "Modal habis", "tutup_dicatat_pada": SAAT}
    satu, dua = buat["Umkm"](nama="Tutup", **dasar, **tutup), buat["Umkm"](nama="Jalan", **dasar)
    apps.get_model("desa", "Catatan").objects.using(alias).create(
        pada=SAAT, oleh_id=7, oleh="Operator", tindakan="mencatat UMKM tutup", objek_jenis="desa.umkm",
        objek_id=str(satu.pk), objek="Tutup",
    )  # fmt: skip
    return satu, dua


def test_closures_become_rows_once_and_go_back(lama):
    satu, dua = isi(pindah(lama, LAMA), lama)
    apps = pindah(lama, BARU)
    salin = import_module("desa.migrations.0016_isi_penutupan").salin
    with connections[lama].schema_editor() as penyunting:
        salin(apps, penyunting)
    kini = pindah(lama, AKHIR)
    kolom = ("umkm_id", "tutup_pada", "alasan", "dicatat_pada", "pencatat_id", "pencatat", "dibuka_pada")
    assert list(kini.get_model("desa", "PenutupanUmkm").objects.using(lama).values_list(*kolom)) == [
        (satu.pk, TUTUP, "Modal habis", SAAT, 7, "Operator", None)
    ]
    dahulu = pindah(lama, LAMA).get_model("desa", "Umkm").objects.using(lama).order_by("pk")
    assert list(dahulu.values_list("pk", "tutup_pada", "alasan_tutup", "tutup_dicatat_pada")) == [
        (satu.pk, TUTUP, "Modal habis", SAAT),
        (dua.pk, None, "", None),
    ]
