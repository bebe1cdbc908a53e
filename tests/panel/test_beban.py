"""Each list asks the database as often for five rows as for one; the first page too."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from desa.waktu import hari_ini
from opd.enums import Peran
from opd.models import PenggabunganOpd
from opd.rekap.tugas import tugas_saya
from tests import pabrik
from tests.panel.dunia import MILIK, buat_sisi

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]


def count_queries(klien, alamat: str) -> int:
    klien.get(alamat)  # the first visit may write the session
    with CaptureQueriesContext(connection) as catat:
        assert klien.get(alamat).status_code == 200
    return len(catat)


@pytest.mark.parametrize("halaman", ["index", *(f"{n}_changelist" for n in MILIK)])
def test_pages_of_a_head_cost_the_same_at_one_and_five(klien, halaman: str) -> None:
    a = buat_sisi("Satu")
    klien.force_login(a.kepala)
    satu = count_queries(klien, reverse(f"admin:{halaman}"))
    for n in range(4):
        buat_sisi(f"Lagi {n}", kepala=a.kepala)
    lima = count_queries(klien, reverse(f"admin:{halaman}"))
    assert lima == satu
    assert lima <= (20 if halaman == "index" else 14)


@pytest.mark.parametrize(
    "nama", ["opd_penugasan", "opd_opd", "opd_jabatan", "opd_sk", "desa_desa", "opd_pengguna", "desa_catatan"]
)
def test_pages_of_maintainers_cost_the_same_at_one_and_five(klien, nama: str) -> None:
    klien.force_login(pabrik.buat_pengguna(Peran.ADMIN_SISTEM))
    buat_sisi("Satu")
    satu = count_queries(klien, reverse(f"admin:{nama}_changelist"))
    for n in range(4):
        buat_sisi(f"Lagi {n}")
    assert count_queries(klien, reverse(f"admin:{nama}_changelist")) == satu
    assert satu <= 12


def test_first_page_of_maintainers_names_what_needs_confirming(klien) -> None:
    opd = pabrik.buat_opd(bukti="dugaan")
    PenggabunganOpd.objects.create(nama_baru="Dinas Gabungan", sumber="uji")
    klien.force_login(verifikator := pabrik.buat_pengguna(Peran.VERIFIKATOR))
    teks = klien.get(reverse("admin:index")).content.decode()
    for t in tugas_saya(verifikator, until=hari_ini()):
        assert escape(t.kalimat) in teks
        assert escape(t.tautan) in teks
    assert ("Dinas Gabungan" in teks, opd.nama in teks) == (True, True)
