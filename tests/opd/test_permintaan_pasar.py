"""The list of requests for a market: whose turn it is and since when, who reads which, filters, the sheet, and its queries.

Seen red with the turn left to the OPD that was merged, and with a declined request waiting although another was asked.
"""

from __future__ import annotations

import io
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from desa.angka import format_tanggal
from desa.waktu import hari_ini
from opd.enums import Peran
from tests import pabrik
from tests.pabrik_pasar import buat_minta

pytestmark = pytest.mark.django_db
DAFTAR = reverse("permintaan_pasar:daftar")


@pytest.fixture
def dunia() -> Any:
    """One request in every state, asked of one OPD by another 30 days ago, answered 10 days ago."""

    class D:
        penugasan = pabrik.buat_penugasan()
        diminta = pabrik.buat_opd(nama="Dinas Perindustrian Uji")
        oleh = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)
        dulu, lalu = (timezone.now() - timedelta(days=n) for n in (30, 10))

        def minta(self, nama: str, **isi: Any) -> Any:
            umkm = isi.pop("umkm", None) or pabrik.buat_umkm(desa=self.penugasan.desa, nama=nama)
            return buat_minta(umkm, self.diminta, self.penugasan, diminta_pada=self.dulu, diminta_oleh=self.oleh, **isi)

    d = D()
    jawab = {"dijawab_oleh": d.oleh, "dijawab_pada": d.lalu}
    hasil = {"hasil": "Toko Ina memesan.", "hasil_oleh": d.oleh, "hasil_pada": d.lalu}
    d.menunggu, d.terima = d.minta("Menunggu"), d.minta("Diterima", status="diterima", **jawab)
    d.minta("Berhasil", status="diterima", **jawab, **hasil)
    d.tolak = d.minta("Ditolak", status="ditolak", jawaban="Bukan urusan kami.", **jawab)
    d.minta("Ditarik", status="ditarik", ditarik_oleh=d.oleh, ditarik_pada=d.lalu, alasan_tarik="sudah laku")
    return d


def daftar(client: Any, **saring: str) -> dict[str, str]:
    """{enterprise: whose turn} of the page."""
    teks = client.get(DAFTAR, saring).text
    baris = re.findall(r"<tr>(?:(?!</tr>).)*?<th scope=\"row\">.*?</tr>", teks, re.DOTALL)
    kolom = [[" ".join(unescape(re.sub(r"<[^>]+>", " ", s)).split()) for s in re.split(r"</t[hd]>", b)] for b in baris]
    return {k[0].split()[0]: k[4] for k in kolom}


def test_list_says_whose_turn_it_is_and_since_when(client, dunia):
    d, hari = dunia, hari_ini()
    client.force_login(d.oleh)
    akhir = [f"sejak {format_tanggal(hari - timedelta(days=n))} ({n} hari)" for n in (30, 10)]
    assert daftar(client) == {
        "Menunggu": f"Dinas Perindustrian Uji menjawab, {akhir[0]}",
        "Diterima": f"Dinas Perindustrian Uji mencatat hasilnya, {akhir[1]}",
        "Berhasil": "selesai",
        "Ditolak": f"{d.penugasan.opd.nama} meminta OPD lain atau mencari sendiri, {akhir[1]}",
        "Ditarik": "selesai",
    }
    d.diminta.dilebur_ke, d.diminta.berlaku_selesai = pabrik.buat_opd(nama="Dinas Penerus"), hari
    d.diminta.save()
    buat_minta(d.tolak.umkm, pabrik.buat_opd(), d.penugasan, diminta_pada=timezone.now())
    kini = daftar(client, keadaan="ditolak") | daftar(client, q="menunggu")
    assert kini == {"Ditolak": "selesai", "Menunggu": f"Dinas Penerus menjawab, {akhir[0]}"}


@pytest.mark.parametrize(
    ("saring", "ada"),
    [
        ({"keadaan": "terbuka"}, {"Menunggu", "Diterima"}),
        ({"keadaan": "hasil"}, {"Berhasil"}),
        ({"keadaan": "diterima"}, {"Diterima", "Berhasil"}),
        ({"arah": "masuk"}, set()),
        ({"q": "dit"}, {"Diterima", "Ditolak", "Ditarik"}),
        ({"opd": "tidak-ada", "keadaan": "aneh"}, {"Menunggu", "Diterima", "Berhasil", "Ditolak", "Ditarik"}),
    ],
)
def test_filters(client, dunia, saring, ada):
    client.force_login(dunia.oleh)
    assert set(daftar(client, **saring)) == ada


@pytest.mark.parametrize(("peran", "banyak"), [(Peran.PEMBACA, 2), (Peran.VERIFIKATOR, 5), (Peran.PIMPINAN, 5)])
def test_others_read_what_was_accepted_and_the_provinces_desks_all_on_page_and_sheet(client, dunia, peran, banyak):
    client.force_login(pabrik.buat_pengguna(peran))
    assert len(daftar(client)) == banyak
    isi = client.get(DAFTAR, {"unduh": "xlsx"}).getvalue()
    lembar = load_workbook(io.BytesIO(isi)).active
    assert (lembar.max_row - 1, lembar["A1"].value, lembar["N1"].value) == (banyak, "UMKM", "Giliran")


def test_list_asks_the_same_with_five_requests_and_with_ten(client, dunia):
    client.force_login(dunia.oleh)
    jumlah = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as kueri:
            client.get(DAFTAR)
        jumlah.append(len(kueri))
        for n in range(5):
            dunia.minta(f"Baru{n}")
    assert jumlah[0] == jumlah[1] <= 12
