"""Each object page tells its history in words: who, as what, when, which value from what to what."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from desa.angka import format_rupiah
from opd.actions.kegiatan import IsiKegiatan, correct_kegiatan, record_kegiatan
from opd.actions.kunjungan import IsiKunjungan, correct_kunjungan, record_kunjungan
from opd.enums import Peran
from tests import pabrik
from tests.pabrik import SEKARANG

pytestmark = pytest.mark.django_db

HARI = SEKARANG.date() - timedelta(days=9)


def test_kegiatan_page_tells_what_a_correction_changed(client):
    penugasan = pabrik.buat_penugasan()
    operator = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)
    usaha = pabrik.buat_umkm(desa=penugasan.desa, nama="Sagu Mama Tin")
    isi = IsiKegiatan(HARI, "Pelatihan sagu", dana=(("apbd_prov", 1_500_000),))
    lama = record_kegiatan(penugasan, isi, uuid=uuid.uuid4(), by=operator, at=SEKARANG)
    isi = replace(isi, dana=(("apbd_prov", 1_500_000), ("csr", 250_000)), umkm=frozenset({usaha.pk}), penerima_kk=12)
    baru = correct_kegiatan(lama, isi, uuid=uuid.uuid4(), alasan="Dana CSR terlewat.", by=operator, at=SEKARANG)
    client.force_login(operator)
    halaman = client.get(reverse("kegiatan:detail", args=[baru.uuid])).content.decode()
    rp = format_rupiah(1_500_000)
    for kalimat in (
        f"{operator.label} mengoreksi kegiatan",
        f"{operator.label} mencatat kegiatan",
        "Dana CSR terlewat.",
        f"Dana: APBD Provinsi {rp} → APBD Provinsi {rp}; CSR/TJSLP {format_rupiah(250_000)}",
        "UMKM yang dijangkau: kosong → Sagu Mama Tin",
        "Keluarga penerima (KK): kosong → 12",
    ):
        assert kalimat in halaman, kalimat


def test_kunjungan_page_names_no_villager_in_its_history(client):
    penugasan = pabrik.buat_penugasan()
    operator = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)
    usaha = pabrik.buat_umkm(desa=penugasan.desa, nama="Ikan Asap Waai")
    isi = IsiKunjungan(HARI, "lapangan", warga_ditemui="Yohanis Rahasia")
    lama = record_kunjungan(penugasan, isi, uuid=uuid.uuid4(), by=operator, at=SEKARANG)
    isi = replace(isi, warga_ditemui="Marta Rahasia", temuan=((usaha.pk, "ya", "Es mahal", ""),))
    baru = correct_kunjungan(lama, isi, uuid=uuid.uuid4(), alasan="Nama keliru.", by=operator, at=SEKARANG)
    pembaca = pabrik.buat_pengguna(Peran.PEMBACA)
    client.force_login(pembaca)
    halaman = client.get(reverse("kunjungan:detail", args=[baru.uuid])).content.decode()
    assert "Temuan: kosong → Ikan Asap Waai: masih berjalan, Es mahal" in halaman
    assert "nama warga diubah" in halaman
    assert "Rahasia" not in halaman


def test_umkm_and_penugasan_pages_say_so_when_nothing_changed(client):
    penugasan = pabrik.buat_penugasan()
    usaha = pabrik.buat_umkm(desa=penugasan.desa)
    client.force_login(pabrik.buat_pengguna(Peran.PEMBACA))
    for alamat in (reverse("umkm:detail", args=[usaha.uuid]), reverse("penugasan:detail", args=[penugasan.pk])):
        assert "belum ada perubahan sesudahnya" in client.get(alamat).content.decode()
