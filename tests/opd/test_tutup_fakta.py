"""Facts name an enterprise that was open on their day, whether it is open today or not.

Seen red with the enterprises offered by their state of today, and with each of the three checks of the day left out.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from desa.angka import format_tanggal
from desa.waktu import hari_ini
from opd.actions.bantuan import IsiBantuan, correct_bantuan, record_bantuan
from opd.actions.kegiatan import IsiKegiatan, correct_kegiatan, record_kegiatan
from opd.actions.kunjungan import IsiKunjungan, correct_kunjungan, record_kunjungan
from opd.enums import Peran
from tests.pabrik import SEKARANG, buat_pengguna, buat_penugasan, buat_penutupan, buat_umkm

pytestmark = pytest.mark.django_db
TUTUP, BUKA = date(2026, 4, 3), date(2026, 6, 1)


def kunjungan(hari: date, pk: int, keadaan: str = "ya") -> IsiKunjungan:
    return IsiKunjungan(hari, "lapangan", temuan=((pk, keadaan, "", ""),))


def kegiatan(hari: date, pk: int) -> IsiKegiatan:
    return IsiKegiatan(tanggal=hari, judul="Pelatihan", umkm=frozenset([pk]))


def bantuan(hari: date, pk: int) -> IsiBantuan:
    return IsiBantuan(hari, "alat", "mesin parut", Decimal(1), "unit", umkm=frozenset([pk]))


FAKTA: list[Any] = [
    (kunjungan, record_kunjungan, correct_kunjungan, "catatan"),
    (kegiatan, record_kegiatan, correct_kegiatan, "uraian"),
    (bantuan, record_bantuan, correct_bantuan, "barang"),
]


@pytest.mark.parametrize(("buat", "catat", "koreksi", "teks"), FAKTA)
def test_day_of_the_fact_decides_whether_a_closed_enterprise_may_be_named(buat, catat, koreksi, teks):
    penugasan = buat_penugasan()
    umkm, oleh = buat_umkm(desa=penugasan.desa), buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)
    buat_penutupan(umkm, TUTUP, BUKA)
    buat_penutupan(umkm, date(2026, 7, 10))
    kirim: dict[str, Any] = {"by": oleh, "at": SEKARANG}

    def tolak(hari: date) -> list[str]:
        try:
            catat(penugasan, buat(hari, umkm.pk), uuid=uuid.uuid4(), **kirim)
        except ValidationError as galat:
            return galat.message_dict["tanggal"]
        return []

    sehari = timedelta(days=1)
    assert [tolak(h) for h in (TUTUP - sehari, BUKA, date(2026, 7, 9))] == [[]] * 3
    akhir = "Periksa tanggalnya, atau catat buka kembali lebih dahulu."
    masa = f"{umkm.nama} tercatat tutup sejak 3 April 2026 sampai buka kembali pada 1 Juni 2026. {akhir}"
    assert [tolak(h) for h in (TUTUP, BUKA - sehari)] == [[masa]] * 2
    assert tolak(date(2026, 7, 10)) == [f"{umkm.nama} tercatat tutup sejak 10 Juli 2026. {akhir}"]
    lama = catat(penugasan, buat(BUKA, umkm.pk), uuid=uuid.uuid4(), **kirim)
    buat_penutupan(umkm, BUKA, BUKA + sehari)
    alasan = kirim | {"alasan": "Salah tulis."}
    baru = koreksi(lama, replace(buat(BUKA, umkm.pk), **{teks: "Lain"}), uuid=uuid.uuid4(), **alasan)
    with pytest.raises(ValidationError, match="tercatat tutup sejak 3 April"):
        koreksi(baru, buat(BUKA - sehari, umkm.pk), uuid=uuid.uuid4(), **alasan)


@pytest.mark.parametrize("keadaan", ["tidak", "tidak_ditemui"])
def test_visit_that_found_the_closed_enterprise_closed_is_taken(keadaan):
    penugasan = buat_penugasan()
    umkm, oleh = buat_umkm(desa=penugasan.desa), buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)
    buat_penutupan(umkm, TUTUP)
    isi = kunjungan(TUTUP, umkm.pk, keadaan)
    assert record_kunjungan(penugasan, isi, uuid=uuid.uuid4(), by=oleh, at=SEKARANG).temuan.count() == 1


@pytest.mark.parametrize("halaman", ["kunjungan", "kegiatan", "serah"])
def test_form_offers_who_was_open_in_the_penugasan_the_closed_last_and_said(client, halaman):
    penugasan = buat_penugasan(mulai=hari_ini() - timedelta(days=90))
    desa, tutup = penugasan.desa, hari_ini() - timedelta(days=20)
    lama, baru, buka = (buat_umkm(desa=desa, nama=n) for n in ("Aneka Lama", "Bina Baru", "Cahaya Buka"))
    buat_penutupan(lama, penugasan.mulai)
    buat_penutupan(baru, tutup)
    client.force_login(buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd))
    teks = client.get(f"{reverse(f'{halaman}:baru')}?penugasan={penugasan.pk}").text
    assert ["Aneka Lama" in teks, f"tutup sejak {format_tanggal(tutup)}" in teks] == [False, True]
    assert 0 < teks.index("Cahaya Buka") < teks.index("Bina Baru")
    assert (lama.nama, buka.tutup_pada) == ("Aneka Lama", None)
