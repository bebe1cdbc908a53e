"""Who read names: one audit row a view, with which rows and never a name. Seen red: without `note_families` in the list."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from desa.models import Catatan
from opd.actions.baca import note_reading
from opd.rekap.pembacaan import MELIHAT_NAMA, listings_of, shown_keys
from opd.rekap.simpanan_pribadi import Kunci
from tests import pabrik, pabrik_bantuan
from tests.pabrik_keluarga import buat_keluarga

pytestmark = pytest.mark.django_db
NAMA, NIK = "Yakoba Tuasikal", "8105154101800099"


@pytest.fixture
def dunia():
    penugasan = pabrik.buat_penugasan()
    return (
        penugasan,
        buat_keluarga(penugasan.desa, kepala=NAMA, nik=NIK),
        pabrik.buat_pengguna("operator_opd", opd=penugasan.opd),
    )


def readings():
    return list(Catatan.objects.filter(tindakan__startswith=MELIHAT_NAMA).order_by("pk"))


def test_a_list_of_names_leaves_one_row(klien, dunia):
    penugasan, keluarga, operator = dunia
    lain = buat_keluarga(penugasan.desa)
    klien.force_login(operator)
    klien.get(reverse("keluarga:daftar"), {"keadaan": "semua"})
    (c,) = readings()
    assert (c.oleh_id, c.tindakan, c.objek_jenis, c.objek_id) == (
        operator.pk,
        "melihat nama pada daftar keluarga",
        "desa.desa",
        str(penugasan.desa_id),
    )
    assert (shown_keys(c), c.perubahan["keadaan"]) == (
        {Kunci("desa.keluarga", keluarga.pk), Kunci("desa.keluarga", lain.pk)},
        [None, "semua"],
    )
    assert [k in str(c.__dict__) for k in (NAMA, NIK)] == [False, False]


def test_a_list_without_names_and_a_page_of_nobody_leave_nothing(klien, dunia):
    klien.force_login(dunia[2])
    klien.get(reverse("keluarga:daftar"), {"keadaan": "keluar"})
    klien.get(reverse("keluarga:ringkas"))
    klien.force_login(pabrik.buat_pengguna("pimpinan"))
    klien.get(reverse("kunjungan:detail", args=[pabrik.buat_kunjungan(dunia[0], date(2026, 1, 5)).uuid]))
    assert readings() == []


def test_the_same_view_within_a_minute_is_one_row(dunia):
    penugasan, keluarga, operator = dunia
    saat, kunci = pabrik.SEKARANG.replace(second=5), [Kunci("desa.keluarga", keluarga.pk)]
    for detik in (0, 20, 40, 70):
        note_reading(operator, "daftar keluarga", kunci, at=saat + timedelta(seconds=detik), tentang=penugasan.desa)
    note_reading(operator, "daftar keluarga", kunci, at=saat, tentang=penugasan.desa, saring={"keadaan": "semua"})
    note_reading(pabrik.buat_pengguna("verifikator"), "daftar keluarga", kunci, at=saat, tentang=penugasan.desa)
    assert [c.oleh_id == operator.pk for c in readings()] == [True, True, True, False]


def test_a_reading_costs_one_query(dunia, django_assert_num_queries):
    penugasan, keluarga, operator = dunia
    assert operator.sebagai
    with django_assert_num_queries(1):
        note_reading(
            operator,
            "daftar keluarga",
            [Kunci("desa.keluarga", keluarga.pk)],
            at=pabrik.SEKARANG,
            tentang=penugasan.desa,
        )


def test_pages_of_one_record_say_who_was_on_them(klien, dunia):
    penugasan, keluarga, operator = dunia
    kunjungan = pabrik.buat_kunjungan(penugasan, date(2026, 1, 5), warga_ditemui=NAMA)
    bantuan = pabrik_bantuan.buat_bantuan(penugasan, date(2026, 1, 6), nama=(NAMA,))
    klien.force_login(operator)
    klien.get(reverse("keluarga:detail", args=[keluarga.uuid]))
    klien.get(reverse("keluarga:ubah", args=[keluarga.uuid]))
    klien.get(reverse("kunjungan:detail", args=[kunjungan.uuid]))
    klien.get(reverse("serah:detail", args=[bantuan.uuid]))
    klien.post(reverse("keluarga:cari"), {"cari": "yakoba"})
    penerima = bantuan.penerima.get()
    assert [(c.tindakan.removeprefix(f"{MELIHAT_NAMA} pada "), *shown_keys(c)) for c in readings()] == [
        ("halaman keluarga", Kunci("desa.keluarga", keluarga.pk)),
        ("halaman kunjungan", Kunci("opd.kunjungan", kunjungan.pk)),
        ("halaman bantuan", Kunci("opd.penerimabantuan", penerima.pk)),
        ("pencarian keluarga", Kunci("desa.keluarga", keluarga.pk)),
    ]


def test_readings_are_found_by_record_and_not_told_on_its_page(klien, dunia):
    _, keluarga, operator = dunia
    klien.force_login(operator)
    for _ in range(2):
        jawaban = klien.get(reverse("keluarga:detail", args=[keluarga.uuid]))
    assert MELIHAT_NAMA not in jawaban.text
    assert [c.oleh_id for c in listings_of([Kunci("desa.keluarga", keluarga.pk)])] == [operator.pk]
    assert listings_of([Kunci("desa.umkm", keluarga.pk), Kunci("desa.keluarga", keluarga.pk + 1)]) == []
