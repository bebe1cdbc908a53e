"""Pages of quarterly reports: from the first draft to the verified paper, which shows what was verified and what changed."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from desa.angka import format_tanggal
from desa.waktu import awal_triwulan, hari_ini, tambah_bulan, triwulan
from opd.actions.kegiatan import IsiKegiatan, correct_kegiatan, isi_of, record_kegiatan
from opd.actions.kunjungan import cancel_kunjungan
from opd.actions.penjualan import BarisPenjualan, record_month
from opd.enums import Peran, StatusNaskah
from opd.models import BukaKunci, LaporanTriwulan
from opd.rekap.isi_laporan import from_json
from opd.rekap.tautan_laporan import TautanLaporan
from tests import pabrik, pabrik_bantuan, pabrik_naskah
from tests.kapan import awal_lalu, tw_lalu
from tests.pabrik_naskah import buat_laporan, buat_laporan_beku

pytestmark = pytest.mark.django_db

NARASI = {"kendala": "Kapal jarang.", "tindak_lanjut": "Jadwal bersama.", "rencana_berikut": "Pelatihan sagu."}


@pytest.fixture
def dunia() -> Any:
    class D:
        penugasan = pabrik.buat_penugasan(mulai=tambah_bulan(awal_lalu(), -12))
        meja = pabrik_naskah.buat_meja(penugasan)
        umkm = pabrik.buat_umkm(desa=penugasan.desa, nama="Ikan Asar", dibina_sejak=tambah_bulan(awal_lalu(), -12))

    return D


def isi_triwulan(d, banyak: int = 1) -> None:
    """A quarter with everything, `banyak` times."""
    rencana = pabrik_naskah.buat_rencana(d.penugasan, awal_lalu().year, status="diverifikasi", meja=d.meja)
    for n in range(banyak):
        hari = awal_lalu() + timedelta(days=n)
        b = pabrik_naskah.buat_baris(rencana, satuan="ekor", pagu={"csr": 5_000_000})
        isi = {"volume": 4, "satuan": "ekor", "baris": b, "penerima_l": 2, "penerima_kk": 3}
        k = pabrik.buat_kegiatan(d.penugasan, hari, dana={"csr": 1_500_000}, **isi)
        pabrik.buat_bukti(kegiatan=k)
        pabrik.buat_kegiatan(d.penugasan, hari, dana={"apbn": 250_000})
        pabrik.buat_kunjungan(d.penugasan, hari)
        pabrik_bantuan.buat_bantuan(d.penugasan, hari, nama=("A",), nilai_rp=9_000)
        u = pabrik.buat_umkm(desa=d.penugasan.desa, dibina_sejak=tambah_bulan(awal_lalu(), -12))
        for m in range(3):
            pabrik.buat_penjualan(u, tambah_bulan(awal_lalu(), m), 1_000_000)


def alamat(nama: str, laporan: LaporanTriwulan) -> str:
    return reverse(f"laporan:{nama}", args=[laporan.uuid])


def teks(jawaban) -> str:
    return unescape(jawaban.content.decode())


# --- the whole way -------------------------------------------------------------------------------------------------


def test_report_goes_from_draft_to_verified_on_the_pages(client, dunia):
    d = dunia
    isi_triwulan(d)
    client.force_login(d.meja.operator)
    baru = {"uuid": str(uuid.uuid4()), "triwulan": f"{tw_lalu()[0]}-{tw_lalu()[1]}"}
    for _ in range(2):
        jawaban = client.post(reverse("laporan:baru"), baru)
    laporan = LaporanTriwulan.objects.get()
    assert jawaban.url == alamat("detail", laporan)
    halaman = teks(client.get(jawaban.url))
    assert "Isi kendala lebih dahulu" in halaman
    assert "Ajukan kepada kepala OPD" not in halaman
    foto = d.penugasan.kegiatan.filter(bukti__isnull=False).get().bukti.get()
    tulis = NARASI | {"versi": 1, "foto": [str(foto.uuid)]}
    assert str(foto.uuid) in teks(client.get(alamat("ubah", laporan)))
    assert client.post(alamat("ubah", laporan), tulis).status_code == 302
    halaman = teks(client.get(alamat("detail", laporan)))
    assert ["Kapal jarang." in halaman, "Ajukan kepada kepala OPD" in halaman] == [True, True]
    assert "diajukan kepada kepala OPD" in teks(client.post(alamat("ajukan", laporan), {"versi": 2}, follow=True))
    for orang, tindakan, versi in ((d.meja.kepala, "setujui", 3), (d.meja.verifikator, "verifikasi", 4)):
        client.force_login(orang)
        assert f'value="{tindakan}"' in teks(client.get(alamat("detail", laporan)))
        putuskan = reverse("naskah:putuskan", args=["laporan", laporan.uuid])
        jawaban = client.post(putuskan, {"versi": versi, "tindakan": tindakan})
        assert jawaban.url == alamat("detail", laporan)
    halaman = teks(client.get(alamat("detail", laporan)))
    laporan.refresh_from_db()
    assert [laporan.sha256 in halaman, "Dihitung ulang saat halaman ini dibuka: sama." in halaman] == [True, True]
    assert ["0 susulan sejak verifikasi" in halaman, f"/foto/{foto.uuid}.jpg" in halaman] == [True, True]
    client.force_login(pabrik.buat_pengguna(Peran.PEMBACA))
    assert "Kapal jarang." in teks(client.get(alamat("detail", laporan)))


# --- what a verified report shows ----------------------------------------------------------------------------------


def test_verified_report_shows_what_was_verified_and_says_what_changed(client, dunia):
    d = dunia
    k = pabrik.buat_kegiatan(d.penugasan, awal_lalu(), judul="Pelatihan", dana={"csr": 1_000_000})
    v = pabrik.buat_kunjungan(d.penugasan, awal_lalu())
    ada = pabrik.buat_penjualan(d.umkm, awal_lalu(), 500_000)
    saat = timezone.now() - timedelta(hours=2)
    laporan = buat_laporan_beku(d.penugasan, *tw_lalu(), meja=d.meja, at=saat, **NARASI)
    sampai = timezone.now() + timedelta(days=1)
    BukaKunci.objects.create(laporan=laporan, alasan="salah ketik", pada=saat, sampai=sampai, oleh=d.meja.verifikator)
    oleh = {"by": d.meja.operator, "at": timezone.now()}
    isi = IsiKegiatan(awal_lalu(), "Pelatihan sagu", dana=(("csr", 9_000_000),))
    correct_kegiatan(k, isi, uuid=uuid.uuid4(), alasan="nol kurang", **oleh)
    cancel_kunjungan(v, uuid=uuid.uuid4(), alasan="tercatat dua kali", **oleh)
    baru = [BarisPenjualan(d.umkm.pk, 700_000, dilihat=ada.pk)]
    record_month(d.penugasan.desa, awal_lalu(), baru, uuid=uuid.uuid4(), alasan="nota baru", **oleh)
    susul = IsiKegiatan(awal_lalu(), "Pembagian bibit")
    record_kegiatan(d.penugasan, susul, uuid=uuid.uuid4(), susulan="BAST baru tiba", **oleh)
    client.force_login(d.meja.verifikator)
    halaman = teks(client.get(alamat("detail", laporan)))
    for kalimat in (
        "1 susulan, 2 koreksi, 1 pembatalan sejak verifikasi",
        "Dihitung ulang saat halaman ini dibuka: sama.",
        "Kunci triwulan ini dibuka",
        f"Kegiatan “Pelatihan sagu”, {format_tanggal(awal_lalu())}, dikoreksi</a>. Alasan: nol kurang",
        "Nama kegiatan: Pelatihan → Pelatihan sagu",
        "Dana: CSR/TJSLP Rp 1.000.000 → CSR/TJSLP Rp 9.000.000",
        f"Kunjungan lapangan, {format_tanggal(awal_lalu())}, dibatalkan</a>. Alasan: tercatat dua kali",
        "Omzet: Rp 500.000 → Rp 700.000",
        f"Kegiatan “Pembagian bibit”, {format_tanggal(awal_lalu())}, dicatat susulan</a>. Alasan: BAST baru tiba",
    ):
        assert kalimat in halaman
    beku = halaman.split('id="j-sejak"')[0]
    assert ["Rp 1.000.000" in beku, "Rp 9.000.000" in beku, "Pembagian bibit" in beku] == [True, False, False]


def test_tampered_text_is_told_and_not_trusted(client, dunia):
    laporan = buat_laporan_beku(dunia.penugasan, *tw_lalu(), meja=dunia.meja, at=timezone.now(), **NARASI)
    LaporanTriwulan.objects.update(isi_beku=laporan.isi_beku.replace("Kapal jarang", "Kapal banyak"))
    client.force_login(dunia.meja.operator)
    halaman = teks(client.get(alamat("detail", laporan)))
    assert ["tidak cocok lagi dengan sidik jarinya" in halaman, "ini dibuka: berbeda." in halaman] == [True, True]


# --- every figure leads to its rows --------------------------------------------------------------------------------


@pytest.mark.parametrize("beku", [False, True])
def test_every_figure_leads_to_rows_that_make_it(client, dunia, beku):
    d = dunia
    isi_triwulan(d, 3)
    pabrik.buat_kegiatan(d.penugasan, awal_lalu() - timedelta(days=1), dana={"csr": 7})
    pabrik.buat_kunjungan(d.penugasan, awal_lalu(), foto=0)
    lain = pabrik.buat_penugasan(opd=d.penugasan.opd, mulai=d.penugasan.mulai)
    pabrik.buat_kegiatan(lain, awal_lalu(), dana={"csr": 11})
    if beku:
        saat = timezone.now() - timedelta(days=1)
        laporan = buat_laporan_beku(d.penugasan, *tw_lalu(), meja=d.meja, at=saat, **NARASI)
        BukaKunci.objects.create(
            laporan=laporan, alasan="uji", pada=saat, sampai=saat + timedelta(days=9), oleh=d.meja.kepala
        )
        k = d.penugasan.kegiatan.filter(baris__isnull=False, tanggal__gte=awal_lalu()).first()
        lain_isi = replace(isi_of(k), dana=(("csr", 200_000),))
        correct_kegiatan(k, lain_isi, uuid=uuid.uuid4(), alasan="uji", by=d.meja.operator, at=timezone.now())
    else:
        laporan = buat_laporan(d.penugasan, *tw_lalu())
    client.force_login(d.meja.verifikator)
    konteks = client.get(alamat("detail", laporan)).context
    isi, t = konteks["isi"], konteks["tautan"]
    assert isinstance(t, TautanLaporan)

    def daftar(tautan: str) -> Any:
        return client.get(tautan).context

    assert (
        (daftar(t.kegiatan)["jumlah"], daftar(t.kegiatan)["total_rp"])
        == (len(isi.kegiatan), isi.rupiah)
        == (6, 5_250_000)
    )
    assert daftar(t.kunjungan)["angka"]["jumlah"] == len(isi.kunjungan) == 4
    assert daftar(t.kunjungan_sah)["angka"]["jumlah"] == isi.kunjungan_sah == 3
    assert daftar(t.bantuan)["rekap"].jumlah == len(isi.bantuan) == 3
    assert daftar(t.luar)["jumlah"] == isi.rencana.luar_kegiatan
    for b, tw, tahun in t.baris_rencana:
        assert sum(v for v, _ in daftar(tw)["volume"]) == b.realisasi_tw
        assert sum(v for v, _ in daftar(tahun)["volume"]) == b.realisasi
        assert daftar(tahun)["total_rp"] == b.belanja_rp
    for _, jumlah, tautan in t.umkm:
        assert daftar(tautan)["jumlah"] == jumlah


# --- who may what --------------------------------------------------------------------------------------------------


def test_drafts_stay_with_the_opd_and_the_desks_of_the_province(client, dunia):
    d = dunia
    laporan = buat_laporan(d.penugasan, *tw_lalu())
    lain = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=pabrik.buat_opd())
    for orang, kode in ((lain, 404), (pabrik.buat_pengguna(Peran.PEMBACA), 404), (d.meja.verifikator, 200)):
        client.force_login(orang)
        assert client.get(alamat("detail", laporan)).status_code == kode
        assert client.get(alamat("ubah", laporan)).status_code == (404 if kode == 404 else 403)
        assert (str(laporan.uuid) in teks(client.get(reverse("laporan:daftar")))) is (kode == 200)


def test_unlocking_is_for_the_verifikator_and_asks_for_day_and_reason(client, dunia):
    d = dunia
    laporan = buat_laporan_beku(d.penugasan, *tw_lalu(), meja=d.meja, at=timezone.now(), **NARASI)
    client.force_login(d.meja.operator)
    assert client.get(alamat("buka_kunci", laporan)).status_code == 403
    client.force_login(d.meja.verifikator)
    assert "Buka kunci triwulan" in teks(client.get(alamat("detail", laporan)))
    kirim = {"sampai": f"{hari_ini() + timedelta(days=14):%d/%m/%Y}", "alasan": "Volume salah ketik."}
    jauh = kirim | {"sampai": f"{hari_ini() + timedelta(days=15):%d/%m/%Y}"}
    for salah, kalimat in ((jauh, "paling lama 14 hari"), (kirim | {"alasan": ""}, "wajib diisi")):
        halaman = teks(client.post(alamat("buka_kunci", laporan), salah))
        assert kalimat in halaman
        assert BukaKunci.objects.count() == 0
    assert client.post(alamat("buka_kunci", laporan), kirim).status_code == 302
    assert "sudah dibuka" in teks(client.post(alamat("buka_kunci", laporan), kirim))
    assert BukaKunci.objects.count() == 1
    halaman = teks(client.get(alamat("detail", laporan)))
    assert ["Alasan: Volume salah ketik." in halaman, "membuka kunci laporan triwulan" in halaman] == [True, True]
    draf = buat_laporan(d.penugasan, *triwulan(hari_ini()))
    assert client.get(alamat("buka_kunci", draf)).status_code == 404


def test_wrong_versions_and_wrong_photos_lose_nothing_typed(client, dunia):
    d = dunia
    laporan = buat_laporan(d.penugasan, *tw_lalu())
    client.force_login(d.meja.operator)
    halaman = teks(client.post(alamat("ubah", laporan), NARASI | {"versi": 9}))
    assert ["sejak Anda membukanya" in halaman, "Kapal jarang." in halaman] == [True, True]
    halaman = teks(client.post(alamat("ubah", laporan), NARASI | {"versi": 1, "foto": [str(uuid.uuid4())]}))
    assert ["Foto itu tidak ada pada triwulan ini" in halaman, "Kapal jarang." in halaman] == [True, True]
    halaman = teks(client.post(alamat("ubah", laporan), {"versi": 1, "kendala": "x" * 5001}))
    assert ["5000" in halaman, LaporanTriwulan.objects.get().versi] == [True, 1]


def test_begin_offers_only_what_is_due_and_says_when_all_is_done(client, dunia):
    d = dunia
    client.force_login(d.meja.operator)
    halaman = teks(client.get(reverse("laporan:baru"), {"tw": f"{tw_lalu()[0]}-{tw_lalu()[1]}"}))
    pilihan = re.findall(r'<option value="(\d+-\d)"', halaman)
    assert len(pilihan) == (6 if (hari_ini() - awal_triwulan(hari_ini())).days >= 0 else 5)
    assert f'<option value="{tw_lalu()[0]}-{tw_lalu()[1]}" selected>' in halaman
    for nilai in pilihan:
        tahun, tw = map(int, nilai.split("-"))
        buat_laporan(d.penugasan, tahun, tw)
    assert "Semua laporan yang diminta sudah dibuat" in teks(client.get(reverse("laporan:baru")))
    assert client.get(reverse("laporan:baru"), {"penugasan": "9"}).status_code == 200
    client.force_login(d.meja.verifikator)
    assert client.get(reverse("laporan:baru")).status_code == 403


@pytest.mark.parametrize(
    ("saring", "jumlah"), [({}, 2), ({"status": "draf"}, 1), ({"triwulan": "9"}, 0), ({"tahun": "x"}, 0)]
)
def test_list_filters(client, dunia, saring, jumlah):
    d = dunia
    buat_laporan(d.penugasan, *tw_lalu())
    lalu = triwulan(tambah_bulan(awal_lalu(), -3))
    buat_laporan(d.penugasan, *lalu, status=StatusNaskah.DIAJUKAN, meja=d.meja)
    client.force_login(d.meja.operator)
    jawaban = client.get(reverse("laporan:daftar"), saring)
    assert jawaban.context["halaman"].paginator.count == jumlah
    sempit = client.get(
        reverse("laporan:daftar"), {"tahun": lalu[0], "triwulan": lalu[1], "desa": d.penugasan.desa.kode}
    )
    assert sempit.context["halaman"].paginator.count == 1


# --- cost ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [StatusNaskah.DRAF, StatusNaskah.DIAJUKAN, StatusNaskah.DISETUJUI, "beku"])
def test_report_costs_the_same_queries_with_one_row_and_with_five(client, dunia, status):
    d, hitung = dunia, []
    orang = {StatusNaskah.DRAF: d.meja.operator, StatusNaskah.DIAJUKAN: d.meja.kepala}.get(status, d.meja.verifikator)
    client.force_login(orang)
    client.get("/")
    for banyak in (1, 4):
        LaporanTriwulan.objects.all().update(penugasan=pabrik.buat_penugasan(mulai=date(2020, 1, 1)))
        for n in range(banyak):
            hari = awal_lalu() + timedelta(days=n + banyak)
            k = pabrik.buat_kegiatan(d.penugasan, hari, dana={"csr": 5})
            pabrik.buat_bukti(kegiatan=k)
            pabrik.buat_kunjungan(d.penugasan, hari)
        if status == "beku":
            saat = timezone.now() - timedelta(days=2)
            laporan = buat_laporan_beku(d.penugasan, *tw_lalu(), meja=d.meja, at=saat)
            for n in range(banyak):
                pabrik.buat_kegiatan(
                    d.penugasan, awal_lalu() + timedelta(days=n), alasan_susulan="uji", dicatat_pada=timezone.now()
                )
                k = d.penugasan.kegiatan.in_force().order_by("pk")[n]
                pabrik.buat_kegiatan(d.penugasan, k.tanggal, menggantikan=k, dicatat_pada=timezone.now())
        else:
            laporan = buat_laporan(d.penugasan, *tw_lalu(), status=status, meja=d.meja)
        with CaptureQueriesContext(connection) as kueri:
            assert client.get(alamat("detail", laporan)).status_code == 200
        hitung.append(len(kueri))
        LaporanTriwulan.objects.filter(pk=laporan.pk).update(tahun=2023 + len(hitung))
    assert hitung[0] == hitung[1] <= 12


def test_list_costs_the_same_queries_with_one_row_and_with_five(client, dunia):
    d, hitung = dunia, []
    client.force_login(d.meja.verifikator)
    client.get("/")
    for banyak in (1, 5):
        while LaporanTriwulan.objects.count() < banyak:
            buat_laporan(pabrik.buat_penugasan(), *tw_lalu())
        with CaptureQueriesContext(connection) as kueri:
            client.get(reverse("laporan:daftar"))
        hitung.append(len(kueri))
    assert hitung[0] == hitung[1] <= 12


def test_frozen_text_is_read_back_as_it_was_written(dunia):
    isi_triwulan(dunia, 2)
    laporan = buat_laporan_beku(dunia.penugasan, *tw_lalu(), meja=dunia.meja, at=timezone.now(), **NARASI)
    isi = from_json(laporan.isi_beku)
    assert (len(isi.kegiatan), len(isi.rencana.baris), isi.umkm.omzet_rp) == (4, 2, 6_000_000)
