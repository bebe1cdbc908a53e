"""How new the data behind a figure is: the newest record of each kind, of the province or of a village, against plain loops."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from desa.waktu import WIT
from opd.enums import Peran
from opd.rekap.mutakhir import Mutakhir, mutakhir
from opd.templatetags.arti import arti
from tests.pabrik import (
    buat_indeks,
    buat_kegiatan,
    buat_kunjungan,
    buat_pengguna,
    buat_penjualan,
    buat_penugasan,
    buat_umkm,
)

pytestmark = pytest.mark.django_db
PAGI = datetime(2026, 3, 1, 0, 30, tzinfo=WIT)


def isi_dunia():
    satu, dua = (buat_penugasan(mulai=date(2025, 1, 1)) for _ in range(2))
    for n, p in enumerate((satu, dua)):
        u = buat_umkm(desa=p.desa)
        for bulan in range(1, 4):
            buat_penjualan(u, date(2025, bulan, 1), 1_000_000, dicatat_pada=PAGI + timedelta(days=10 * n - bulan))
        buat_kegiatan(p, date(2025, 5, 1), dicatat_pada=PAGI - timedelta(days=30 * n))
    buat_kunjungan(satu, date(2025, 6, 1), dicatat_pada=PAGI)
    buat_indeks(satu.desa, 2024, tanggal_data=date(2024, 12, 31))
    return satu, dua


def test_newest_of_the_province_and_of_a_village():
    satu, dua = isi_dunia()
    user = buat_pengguna(Peran.PEMBACA)
    assert mutakhir(user) == Mutakhir(
        {
            "penjualan": date(2026, 3, 10),
            "kegiatan": date(2026, 3, 1),
            "kunjungan": date(2026, 3, 1),
            "indeks": date(2024, 12, 31),
        }
    )
    assert mutakhir(user, desa=[dua.desa_id]) == Mutakhir(
        {"penjualan": date(2026, 3, 10), "kegiatan": date(2026, 1, 30)}
    )
    assert mutakhir(user, desa=[satu.desa_id]).per["penjualan"] == date(2026, 2, 28)
    assert mutakhir(user).of(("kunjungan", "makro")) == date(2026, 3, 1)
    assert mutakhir(user).of(("makro",)) is None


def test_pages_of_a_village_and_its_opd_date_their_own_data(klien):
    satu, dua = isi_dunia()
    klien.force_login(buat_pengguna(Peran.PEMBACA))
    for p, hari in ((satu, "1 Maret 2026"), (dua, "10 Maret 2026")):
        for alamat in (reverse("desa:detail", args=[p.desa.kode]), reverse("opd:detail", args=[p.opd.slug])):
            teks = klien.get(alamat).text
            assert f"Data terakhir: {hari}." in teks
            assert ("Data terakhir: 10 Maret 2026." in teks) == (p == dua)


def test_question_mark_says_definition_formula_source_and_where_to_read_on():
    teks = arti("persen-berjualan", Mutakhir({"penjualan": date(2026, 3, 10)}))
    for kata in ('aria-label="Arti Persen berjualan"', "<b>Rumus:</b> berjualan ÷", "Sumber: Penjualan dan kunjungan",
                 "Data terakhir: 10 Maret 2026.", 'href="/bantuan/arti-angka/umkm/#persen-berjualan"'):  # fmt: skip
        assert kata in teks
    assert "Data terakhir" not in arti("persen-berjualan")
    assert "Data terakhir" not in arti("persen-berjualan", "")
