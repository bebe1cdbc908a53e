"""Readings of personal data and exports are sealed like any deed; retention breaks no link."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from desa.models import Catatan, Keluarga, SegelCatatan
from desa.rantai.periksa import check_chain
from desa.rantai.segel import seal_rows
from desa.waktu import WIT
from opd.actions.retensi import remove_due
from opd.rekap.pembacaan import MELIHAT_NAMA
from tests import pabrik
from tests.desa.test_rantai import HAPUS, superuser
from tests.pabrik_keluarga import buat_keluarga, buat_status

pytestmark = pytest.mark.django_db
KINI = datetime(2026, 7, 20, 9, tzinfo=WIT)


def test_readings_and_exports_are_sealed_and_missed_when_they_go(klien):
    penugasan = pabrik.buat_penugasan()
    buat_keluarga(penugasan.desa)
    klien.force_login(pabrik.buat_pengguna("verifikator"))
    klien.get(reverse("keluarga:daftar"), {"keadaan": "semua"})
    b"".join(klien.get("/umkm/", {"unduh": "csv"}).streaming_content)
    dibaca = Catatan.objects.get(tindakan__startswith=MELIHAT_NAMA)
    diunduh = Catatan.objects.get(tindakan__startswith="mengunduh")
    assert seal_rows(at=KINI).baris == Catatan.objects.count()
    for c in (dibaca, diunduh):
        superuser(HAPUS, c.pk)
    assert [(t.jenis, t.catatan) for t in check_chain().temuan] == [("hilang", dibaca.pk), ("hilang", diunduh.pk)]


def test_retention_leaves_the_chain_whole():
    penugasan = pabrik.buat_penugasan(mulai=date(2024, 1, 1))
    keluarga = buat_keluarga(penugasan.desa, kepala="Pindah", nik="8105154101800099")
    buat_status(keluarga, "keluar", date(2026, 7, 1), keterangan_keluarga="pindah ke Ambon")
    remove_due(KINI)
    seal_rows(at=KINI)
    sebelum = SegelCatatan.objects.count()
    kelak = KINI + timedelta(days=366 * 5)
    remove_due(kelak)
    assert Keluarga.objects.get(pk=keluarga.pk).kepala != "Pindah"
    seal_rows(at=kelak)
    hasil = check_chain()
    assert (hasil.segel > sebelum, hasil.temuan, hasil.mundur) == (True, [], [])
