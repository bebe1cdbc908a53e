"""A month of sales belongs to who answers for the village on its last day, on the page and in lists alike.

Seen red with every month linked for who may edit the enterprise, and with the quarter due linked for who answers today.
"""

import io
import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from desa.angka import format_bulan
from desa.models import Penjualan
from desa.waktu import awal_bulan, awal_triwulan, hari_ini, tambah_bulan, triwulan
from opd.enums import Peran
from opd.models import Impor, Penugasan
from opd.permissions_usaha import Giliran, Masa, answers_on
from opd.rekap.perkembangan import due_quarter
from opd.rekap.tugas import tugas_saya
from opd.rekap.umkm import jendela
from tests.opd.buku import buku
from tests.pabrik import buat_pengguna, buat_penugasan, buat_umkm
from tests.pabrik_usaha import buat_perkembangan

pytestmark = pytest.mark.django_db


@pytest.fixture
def dunia(client):
    """An OPD handed its village over some days ago; its operator is signed in. Returns enterprise, old and new month."""
    selesai = hari_ini() - timedelta(days=3)
    lama = buat_penugasan(selesai=selesai)
    buat_penugasan(desa=lama.desa, mulai=selesai)
    client.force_login(buat_pengguna(Peran.OPERATOR_OPD, opd=lama.opd))
    return buat_umkm(desa=lama.desa), tambah_bulan(awal_bulan(selesai), -1), awal_bulan(selesai)


def test_old_opd_completes_its_own_months_and_no_later_one(client, dunia):
    umkm, lalu, kini = dunia
    status = []
    for bulan in (lalu, kini):
        alamat = f"/desa/{umkm.desa.kode}/penjualan/{bulan:%Y-%m}/"
        isi = {"uuid": uuid4(), f"omzet_{umkm.pk}": "1.000.000"}
        status.append((client.get(alamat).status_code, client.post(alamat, isi).status_code))
    assert status == [(200, 302), (403, 403)]
    assert list(Penjualan.objects.values_list("bulan", flat=True)) == [lalu]


def test_list_of_the_old_opd_stops_at_the_handover(client, dunia):
    umkm, lalu, kini = dunia
    isi = buku(["Nama UMKM", "Bulan", "Omzet"], *[[umkm.nama, f"{b:%m/%Y}", 1_000_000] for b in (lalu, kini)])
    jawaban = client.post("/impor/penjualan/", {"berkas": SimpleUploadedFile("jual.xlsx", isi)})
    assert client.get(jawaban.url).text.count(f"{format_bulan(kini)} diisi OPD berikutnya.") == 1
    assert (
        Impor.objects.get().ringkasan["hitungan"] | {"ditolak": 1, "baru": 1}
        == Impor.objects.get().ringkasan["hitungan"]
    )


def test_template_holds_the_months_that_its_reader_may_fill_in(client, dunia):
    umkm, lalu, kini = dunia
    baru = Penugasan.objects.get(desa=umkm.desa, selesai__isnull=True)
    alamat = f"/impor/templat/penjualan.xlsx?dari={lalu:%m/%Y}&sampai={kini:%m/%Y}"
    muat = []
    for user in (None, buat_pengguna(Peran.OPERATOR_OPD, opd=baru.opd), buat_pengguna(Peran.VERIFIKATOR)):
        if user:
            client.force_login(user)
        lembar = load_workbook(io.BytesIO(client.get(alamat).content)).worksheets[0]
        muat.append(
            [k.value for baris in lembar.iter_rows() for k in baris if k.value in map(format_bulan, (lalu, kini))]
        )
    assert muat == [[format_bulan(lalu)], [format_bulan(kini)], [format_bulan(lalu), format_bulan(kini)]]


def test_maintainer_records_any_month(client, dunia):
    umkm, _, kini = dunia
    client.force_login(buat_pengguna(Peran.VERIFIKATOR))
    assert client.get(f"/desa/{umkm.desa.kode}/penjualan/{kini:%Y-%m}/").status_code == 200


def test_new_opd_leaves_the_months_before_to_the_one_that_answered(client, dunia):
    umkm, lalu, kini = dunia
    baru = Penugasan.objects.get(desa=umkm.desa, selesai__isnull=True)
    user = buat_pengguna(Peran.OPERATOR_OPD, opd=baru.opd)
    client.force_login(user)
    buka = [client.get(f"/desa/{umkm.desa.kode}/penjualan/{b:%Y-%m}/").status_code for b in (lalu, kini)]
    assert buka == [403, 200]
    jual = buku(["Nama UMKM", "Bulan", "Omzet"], [umkm.nama, f"{lalu:%m/%Y}", 1_000_000])
    jawaban = client.post("/impor/penjualan/", {"berkas": SimpleUploadedFile("jual.xlsx", jual)})
    assert (
        f"{format_bulan(lalu)} diisi OPD yang mendampingi desa ini pada akhir bulan itu."
        in client.get(jawaban.url).text
    )
    milik_lama = {t.alamat for t in tugas_saya(user, until=hari_ini()) if t.jenis == "penjualan"}
    assert not any(f"/{b:%Y-%m}/" in a for a in milik_lama for b in jendela(hari_ini()))


@pytest.mark.sekali
def test_no_page_leads_to_a_month_or_quarter_that_its_reader_may_not_write(client, dunia):
    """Each link to a form opens it; what another OPD fills in is said instead, to who fills in the rest.

    Once: whose a month is the other tests here ask both databases.
    """
    umkm, _, kini = dunia
    lama, baru = (Penugasan.objects.get(desa=umkm.desa, selesai__isnull=b) for b in (False, True))
    for hari in (lama.selesai, tambah_bulan(lama.selesai, -9)):
        buat_perkembangan(umkm, awal_triwulan(hari), pekerja_l=1)
    awal = due_quarter(hari_ini())
    halaman = [
        f"/desa/{umkm.desa.kode}/penjualan/",
        f"/umkm/{umkm.uuid}/",
        reverse("perkembangan:daftar", args=[umkm.uuid]),
        reverse("perkembangan:desa", args=[umkm.desa.kode, *triwulan(awal)]),
    ]
    orang = [buat_pengguna(Peran.OPERATOR_OPD, opd=p.opd) for p in (lama, baru)]
    orang += [buat_pengguna(p) for p in (Peran.VERIFIKATOR, Peran.PEMBACA)]
    kata, jumlah = [], []
    for user in orang:
        client.force_login(user)
        teks = [client.get(h).text for h in halaman]
        tautan = {t for isi in teks for t in re.findall(r'href="(/[^"#]*(?:/penjualan/20|/perkembangan/)[^"#]*)', isi)}
        assert {t: client.get(t.replace("&amp;", "&")).status_code for t in tautan} == dict.fromkeys(tautan, 200)
        jumlah.append([sum(k in t for t in tautan) for k in ("/penjualan/20", "/baru/?triwulan=")])
        kata.append(["diisi opd sebelumnya" in isi.lower() for isi in teks])
    assert kata == [[False] * 4, [True] * 4, [False] * 4, [False] * 4]
    baru = 1 if awal_bulan(hari_ini()) == kini else 2
    assert jumlah == [[18 - baru, 1], [baru, 0], [18, 0], [0, 0]]


def test_month_when_nobody_answered_is_for_who_came_after():
    masa = (Masa(date(2026, 1, 10), date(2026, 3, 1), False), Masa(date(2026, 5, 20), None, True))
    assert [answers_on(masa, date(2026, n, 28)) for n in range(1, 7)] == [False, False, True, True, True, True]
    selesai = (Masa(date(2026, 1, 10), date(2026, 3, 1), True),)
    assert [answers_on(selesai, hari) for hari in (date(2025, 12, 31), date(2026, 2, 28), date(2026, 3, 1))] == [
        True, True, False,
    ]  # fmt: skip
    assert answers_on((), date(2026, 1, 1)) is False


def test_other_opd_is_told_to_who_writes_other_days_only():
    a, b, c = (Masa(date(2026, n, 1), date(2026, n + 2, 1), n == 3) for n in (1, 3, 5))
    hari = [date(2026, n, 15) for n in (2, 4, 6)]
    assert [Giliran((a, b, c)).theirs(h) for h in hari] == ["OPD sebelumnya", "", "OPD berikutnya"]
    assert [g.theirs(hari[0]) for g in (Giliran(()), Giliran((a, b), semua=True))] == ["", ""]
