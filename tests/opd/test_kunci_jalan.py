"""Every way in meets the same lock: pages, the panel, uploaded lists. Nothing typed is lost by a refusal."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from desa.angka import format_bulan
from desa.models import Penjualan, Umkm
from desa.waktu import awal_bulan, awal_triwulan, hari_ini, triwulan
from opd.actions.kunci import unlock_triwulan
from opd.enums import Peran, StatusNaskah
from opd.models import Asesmen, Bantuan, Kegiatan, Kunjungan
from tests import pabrik, pabrik_asesmen, pabrik_bantuan, pabrik_naskah
from tests.opd.buku import buku, kalimat, pilih, rencana, ringkas, terapkan, unggah
from tests.panel.test_tulis import sisipan

pytestmark = pytest.mark.django_db
ALASAN = "Berita acara baru tiba dari desa."
TERKUNCI = "Catatan ini terkunci oleh Laporan TW"


@pytest.fixture
def dunia():
    """A penugasan whose last quarter is verified; `hari` is the last day of it."""

    class D:
        penugasan = pabrik.buat_penugasan()
        operator = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)
        kepala = pabrik.buat_pengguna(Peran.KEPALA_OPD, opd=penugasan.opd)
        hari = awal_triwulan(hari_ini()) - timedelta(days=1)
        umkm = pabrik.buat_umkm(desa=penugasan.desa, nama="Pala Jaya", nib="0220001234567")

    tahun, tw = triwulan(D.hari)
    meja = pabrik_naskah.Meja(D.operator, D.kepala, pabrik.buat_pengguna(Peran.VERIFIKATOR))
    saat = timezone.now() - timedelta(hours=1)
    D.laporan = pabrik_naskah.buat_laporan(
        D.penugasan, tahun, tw, status=StatusNaskah.DIVERIFIKASI, meja=meja, pada=saat
    )
    D.wasit = meja.verifikator
    return D


def _isian(jenis: str, hari: date) -> dict[str, Any]:
    isi: dict[str, Any] = {"uuid": str(uuid.uuid4()), "tanggal": f"{hari:%d/%m/%Y}"}
    if jenis == "kegiatan":
        return isi | {"judul": "Pelatihan Kenari"}
    if jenis == "kunjungan":
        return isi | {"cara": "lapangan", "catatan": "Pelatihan Kenari"}
    if jenis == "asesmen":
        return isi | {"umkm_aktif": "7", "catatan": "Pelatihan Kenari"}
    return isi | {
        "jenis": "ternak",
        "barang": "Pelatihan Kenari",
        "volume": "2",
        "satuan": "ekor",
        "penerima": "Ina Latu",
    }


MODEL = {"kegiatan": Kegiatan, "kunjungan": Kunjungan, "serah": Bantuan, "asesmen": Asesmen}
BUAT = {
    "kegiatan": lambda p, hari: pabrik.buat_kegiatan(p, hari),
    "kunjungan": lambda p, hari: pabrik.buat_kunjungan(p, hari),
    "serah": lambda p, hari: pabrik_bantuan.buat_bantuan(p, hari, nama=("Ina Latu",)),
    "asesmen": lambda p, hari: pabrik_asesmen.buat_asesmen(p, hari),
}


@pytest.mark.parametrize("jenis", MODEL)
def test_late_fact_is_asked_for_its_reason_and_nothing_typed_is_lost(client, dunia, jenis):
    d = dunia
    client.force_login(d.operator)
    alamat, kirim = reverse(f"{jenis}:baru"), _isian(jenis, d.hari)
    awal = client.get(alamat).content.decode()
    assert 'data-susulan="[[' in awal
    assert 'data-tanggal="id_tanggal" hidden>' in awal
    tolak = client.post(alamat, kirim).content.decode()
    assert ["Tulis alasan susulan" in tolak, "Pelatihan Kenari" in tolak, 'data-tanggal="id_tanggal">' in tolak] == [
        True
    ] * 3
    assert MODEL[jenis].objects.count() == 0
    assert client.post(alamat, kirim | {"alasan_susulan": ALASAN}).status_code == 302
    fakta = MODEL[jenis].objects.get()
    assert (fakta.tanggal, fakta.alasan_susulan) == (d.hari, ALASAN)
    rinci = client.get(reverse(f"{jenis}:detail", args=[fakta.uuid])).content.decode()
    assert [f"Alasan: {ALASAN}" in rinci, 'href="koreksi/"' in rinci, "Terkunci oleh" in rinci] == [True, True, False]


@pytest.mark.parametrize("jenis", MODEL)
def test_fact_that_a_report_holds_offers_no_change_and_says_why(client, dunia, jenis):
    d = dunia
    fakta = BUAT[jenis](d.penugasan, d.hari)
    client.force_login(d.operator)
    rinci = client.get(reverse(f"{jenis}:detail", args=[fakta.uuid])).content.decode()
    assert ["Terkunci oleh" in rinci, 'href="koreksi/"' in rinci, 'href="batalkan/"' in rinci] == [True, False, False]
    for nama in ("koreksi", "batalkan"):
        jawaban = client.get(reverse(f"{jenis}:{nama}", args=[fakta.uuid]))
        assert (jawaban.status_code, TERKUNCI in jawaban.content.decode()) == (403, True)
    kirim = _isian(jenis, d.hari) | {"alasan": "uji"}
    for nama in ("koreksi", "batalkan"):
        jawaban = client.post(reverse(f"{jenis}:{nama}", args=[fakta.uuid]), kirim)
        assert (jawaban.status_code, TERKUNCI in jawaban.content.decode()) == (422, True)
    assert MODEL[jenis].objects.count() == 1
    sampai = timezone.now() + timedelta(days=2)
    unlock_triwulan(d.laporan, sampai=sampai, alasan="salah ketik", by=d.wasit, at=timezone.now())
    assert client.get(reverse(f"{jenis}:koreksi", args=[fakta.uuid])).status_code == 200


def test_fact_of_an_open_quarter_shows_no_reason(client, dunia):
    d = dunia
    fakta = pabrik.buat_kegiatan(d.penugasan, hari_ini())
    client.force_login(d.operator)
    assert client.get(reverse("kegiatan:koreksi", args=[fakta.uuid])).status_code == 200
    assert client.post(reverse("kegiatan:baru"), _isian("kegiatan", hari_ini())).status_code == 302
    assert set(Kegiatan.objects.values_list("alasan_susulan", flat=True)) == {""}


def test_sales_page_shows_what_is_held_and_takes_what_is_late(client, dunia):
    d = dunia
    bulan, baru = awal_bulan(d.hari), pabrik.buat_umkm(desa=d.penugasan.desa, nama="Kenari Baru")
    ada = pabrik.buat_penjualan(d.umkm, bulan, 1_500_000)
    client.force_login(d.operator)
    alamat = reverse("penjualan:isi", args=[d.penugasan.desa.kode, f"{bulan:%Y-%m}"])
    teks = client.get(alamat).content.decode()
    assert ["sudah dikunci oleh" in teks, '<span class="lencana">terkunci</span>' in teks, "Rp 1.500.000" in teks] == [
        True
    ] * 3
    kirim = {
        "uuid": str(uuid.uuid4()),
        f"dilihat_{d.umkm.pk}": ada.pk,
        f"omzet_{d.umkm.pk}": "1.500.000",
        f"libur_{d.umkm.pk}": "False",
        f"omzet_{baru.pk}": "700.000",
    }
    tolak = client.post(alamat, kirim).content.decode()
    assert ["Tulis alasan susulan" in tolak, 'value="700.000"' in tolak] == [True, True]
    ubah = client.post(alamat, kirim | {f"omzet_{d.umkm.pk}": "9.000", "alasan": "uji"}).content.decode()
    assert [TERKUNCI in ubah, 'value="9.000"' in ubah, Penjualan.objects.count()] == [True, True, 1]
    assert client.post(alamat, kirim | {"alasan_susulan": ALASAN}).status_code == 302
    assert Penjualan.objects.get(umkm=baru).alasan_susulan == ALASAN


def test_enterprise_registered_late_is_asked_for_its_reason(client, dunia):
    d = dunia
    client.force_login(d.operator)
    kirim = {
        "uuid": str(uuid.uuid4()),
        "nama": "Kenari Baru",
        "bentuk": "perorangan",
        "dibina_sejak": f"{d.hari:%d/%m/%Y}",
    }
    tolak = client.post(reverse("umkm:baru"), kirim).content.decode()
    assert ["Tulis alasan susulan" in tolak, 'value="Kenari Baru"' in tolak] == [True, True]
    assert client.post(reverse("umkm:baru"), kirim | {"alasan_susulan": ALASAN}).status_code == 302


@pytest.mark.parametrize("jenis", ["kegiatan", "kunjungan"])
def test_panel_asks_for_the_reason_once_the_form_was_sent(client, dunia, jenis):
    d = dunia
    client.force_login(d.kepala)
    alamat = reverse(f"admin:opd_{jenis}_add")
    assert "alasan_susulan" not in client.get(alamat).content.decode()
    isi = {"pengenal": uuid.uuid4(), "penugasan": d.penugasan.pk, "tanggal": f"{d.hari:%d/%m/%Y}"}
    isi |= {"judul": "Pelatihan Kenari"} | sisipan("dana") if jenis == "kegiatan" else {"cara": "lapangan"}
    isi |= sisipan("temuan")
    tolak = client.post(alamat, isi).content.decode()
    assert ["Tulis alasan susulan" in tolak, 'name="alasan_susulan"' in tolak] == [True, True]
    assert client.post(alamat, isi | {"alasan_susulan": ALASAN}).status_code == 302
    fakta = MODEL[jenis].objects.get()
    assert fakta.alasan_susulan == ALASAN
    MODEL[jenis].objects.update(alasan_susulan="")
    teks = client.get(reverse(f"admin:opd_{jenis}_change", args=[fakta.pk])).content.decode()
    assert ["Buka di situs" in teks, ">Koreksi</a>" in teks] == [True, False]


def test_panel_registers_an_enterprise_late_with_a_reason(client, dunia):
    d = dunia
    client.force_login(d.kepala)
    isi = {
        "pengenal": uuid.uuid4(),
        "desa": d.penugasan.desa.pk,
        "nama": "Kenari",
        "bentuk": "perorangan",
        "dibina_sejak": f"{d.hari:%d/%m/%Y}",
    }
    assert "Tulis alasan susulan" in client.post(reverse("admin:desa_umkm_add"), isi).content.decode()
    assert client.post(reverse("admin:desa_umkm_add"), isi | {"alasan_susulan": ALASAN}).status_code == 302


# --- uploaded lists (their clock stands at SEKARANG) ----------------------------------------------------------------

MEI, JUNI = date(2026, 5, 1), date(2026, 6, 1)


@pytest.fixture
def lama():
    """The second quarter of 2026 verified."""

    class D:
        penugasan = pabrik.buat_penugasan()
        oleh = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)
        umkm = pabrik.buat_umkm(desa=penugasan.desa, nama="Pala Jaya", nib="0220001234567")

    meja = pabrik_naskah.Meja(*(pabrik.buat_pengguna() for _ in range(3)))
    pabrik_naskah.buat_laporan(D.penugasan, 2026, 2, status=StatusNaskah.DIVERIFIKASI, meja=meja)
    return D


def test_sales_list_says_per_row_what_is_locked(lama):
    d = lama
    pabrik.buat_penjualan(d.umkm, MEI, 1_000_000)
    baris = [
        [d.umkm.nib, "Mei 2026", 1_200_000],
        [d.umkm.nib, "Juni 2026", 900_000],
        [d.umkm.nib, "Juli 2026", 800_000],
    ]
    impor = unggah("penjualan", buku(["NIB", "Bulan", "Omzet"], *baris, lembar="Penjualan"), by=d.oleh)
    r = rencana(impor, d.oleh)
    assert ringkas(r) == [(2, "ditolak"), (3, "perlu_pilihan"), (4, "baru")]
    assert kalimat(r, 2).startswith("Sel C2: Catatan ini terkunci oleh Laporan TW II 2026")
    assert kalimat(r, 3).startswith("Sel B3: TW II 2026 sudah dikunci")
    assert [t.kunci for t in r.tanya] == ["semua-susulan"]
    lagi = unggah("penjualan", buku(["NIB", "Bulan", "Omzet"], *baris[1:], lembar="Penjualan"), by=d.oleh)
    r = pilih(lagi, d.oleh, semua_susulan=ALASAN)
    assert (ringkas(r), kalimat(r, 2)) == ([(2, "baru"), (3, "baru")], "Susulan TW II 2026.")
    assert terapkan(lagi, d.oleh) == 2
    assert dict(Penjualan.objects.filter(bulan__gt=MEI).values_list("bulan", "alasan_susulan")) == {
        JUNI: ALASAN,
        date(2026, 7, 1): "",
    }


def test_enterprise_list_says_per_row_what_is_locked(lama):
    d = lama
    judul = ["Nama Usaha", "Kode Desa", "Dibina Sejak"]
    pabrik.buat_umkm(desa=d.penugasan.desa, nama="Kenari Jaya", dibina_sejak=MEI)
    baris = [
        ["Kenari Jaya", d.penugasan.desa.kode, "01/07/2026"],
        ["Pala Jaya", d.penugasan.desa.kode, "02/05/2026"],
        ["Ikan Asar", d.penugasan.desa.kode, "03/05/2026"],
    ]
    r = rencana(unggah("umkm", buku(judul, *baris, lembar="UMKM"), by=d.oleh), d.oleh)
    assert ringkas(r) == [(2, "ditolak"), (3, "ditolak"), (4, "perlu_pilihan")]
    assert [kalimat(r, n).split(":")[0] for n in (2, 3, 4)] == ["Sel C2", "Sel C3", "Sel C4"]
    impor = unggah("umkm", buku(judul, baris[2], lembar="UMKM"), by=d.oleh)
    pilih(impor, d.oleh, semua_susulan=ALASAN)
    assert (terapkan(impor, d.oleh), Umkm.objects.filter(nama="Ikan Asar").count()) == (1, 1)


def test_enterprise_list_says_per_row_what_a_report_has_counted(lama):
    d = lama
    pabrik.buat_umkm(desa=d.penugasan.desa, nama="Kenari Jaya")
    kode = d.penugasan.desa.kode
    baris = [["Kenari Jaya", kode, None, "01/07/2026"], ["Pala Jaya", kode, "koperasi", None]]
    judul = ["Nama Usaha", "Kode Desa", "Bentuk", "Dibina Sejak"]
    r = rencana(unggah("umkm", buku(judul, *baris, lembar="UMKM"), by=d.oleh), d.oleh)
    assert ringkas(r) == [(2, "ditolak"), (3, "ditolak")]
    assert [kalimat(r, n).split(":")[0] for n in (2, 3)] == ["Sel D2", "Sel C3"]


# --- in a browser ---------------------------------------------------------------------------------------------------


@pytest.mark.peramban
@pytest.mark.django_db(transaction=True)
def test_reason_shows_as_soon_as_the_date_lies_in_a_locked_quarter(halaman, masuk, dunia):
    page = halaman()
    masuk(page, dunia.operator.username)
    page.goto("/kegiatan/baru/")
    bidang = page.locator("[name=alasan_susulan]")
    expect(bidang).to_be_hidden()
    for teks in (f"{dunia.hari:%d/%m/%Y}", f"{dunia.hari.day} {format_bulan(dunia.hari)}", f"{dunia.hari:%Y-%m-%d}"):
        page.locator("[name=tanggal]").fill(teks)
        expect(bidang).to_be_visible()
        page.locator("[name=tanggal]").fill(f"{hari_ini():%d/%m/%Y}")
        expect(bidang).to_be_hidden()
