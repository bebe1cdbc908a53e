"""The one-page presentation of a village: each figure is its list, nothing of another OPD, and the state of every part."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desa.waktu import hari_ini, tambah_bulan
from opd.enums import Akumulasi, Peran, StatusNaskah
from opd.models import Penugasan
from opd.rekap.paparan import baris_paparan, lanjutan_desa, usaha_desa
from opd.rekap.penugasan import row_of
from opd.rekap.rencana import rekap_rencana
from opd.rekap.rentang import bulan_triwulan, triwulan_tempo
from tests import pabrik, pabrik_arahan, pabrik_bantuan, pabrik_kunjungan, pabrik_naskah

pytestmark = pytest.mark.django_db
SAAT = date(2026, 8, 15)
BATAS_KUERI = 12


@pytest.fixture
def pembaca(client):
    pengguna = pabrik.buat_pengguna(Peran.PEMBACA)
    client.force_login(pengguna)
    return pengguna


def alamat(penugasan: Penugasan) -> str:
    return f"/desa/{penugasan.desa.kode}/paparan/"


def lanjutan(user: Any, p: Penugasan, until: date = SAAT) -> Any:
    return lanjutan_desa(user, p.desa, row_of(p), until=until)


def test_lines_give_what_was_due_and_lead_to_the_activities_that_add_up(client, pembaca):
    p = pabrik.buat_penugasan()
    rencana = pabrik_naskah.buat_rencana(p, 2026, status=StatusNaskah.DIVERIFIKASI)
    satu = pabrik_naskah.buat_baris(rencana, (10, 10, 5, 5), satuan="ekor")
    pabrik_naskah.buat_baris(rencana, (0, 0, 0, 4), urutan=1)
    rata = pabrik_naskah.buat_baris(rencana, (6, 6, 6, 6), urutan=2, akumulasi=Akumulasi.RATA_RATA)
    for hari, volume in ((date(2026, 2, 1), 4), (date(2026, 5, 1), 12), (date(2026, 8, 1), 9)):
        pabrik.buat_kegiatan(p, hari, volume=Decimal(volume), satuan="ekor", baris=satu)
    pabrik.buat_kegiatan(p, date(2026, 2, 1), volume=Decimal(3), satuan="paket", baris=rata)
    [rekap] = rekap_rencana(pembaca, tahun=2026, until=SAAT, penugasan=[row_of(p)])
    baris = baris_paparan(rekap, until=SAAT)
    assert [(b.setahun, b.target, b.realisasi, b.rekap.capaian.nilai, bool(b.alamat)) for b in baris] == [
        ("30", "20", "16", Decimal("80.0"), True),
        ("4", "", "", None, False),
        ("6", "6", "1,5", Decimal("25.0"), False),
    ]
    assert client.get(baris[0].alamat).context["volume"] == [(Decimal(16), "ekor")]


def test_photos_come_from_the_newest_events_and_one_of_each_first(pembaca):
    p = pabrik.buat_penugasan()
    lama = pabrik.buat_kunjungan(p, date(2026, 3, 1), foto=1)
    baru = pabrik.buat_kunjungan(p, date(2026, 7, 1), foto=3)
    kegiatan = pabrik.buat_kegiatan(p, date(2026, 6, 1), judul="Panen pala")
    pabrik.buat_bukti(kegiatan=kegiatan, keterangan="di kebun")
    batal = pabrik.buat_kegiatan(p, date(2026, 7, 9))
    pabrik.buat_bukti(kegiatan=batal)
    pabrik.buat_kegiatan(p, date(2026, 7, 9), menggantikan=batal, batal=True, alasan_koreksi="uji")
    pabrik.buat_kunjungan(p, date(2026, 8, 16))
    pabrik.buat_kunjungan(pabrik.buat_penugasan(), date(2026, 8, 1))
    foto = lanjutan(pembaca, p).foto
    assert [(f.fakta, f.judul, f.keterangan) for f in foto] == [
        (baru.uuid, "Kunjungan", ""),
        (kegiatan.uuid, "Panen pala", "di kebun"),
        (lama.uuid, "Kunjungan", ""),
        (baru.uuid, "Kunjungan", ""),
    ]


def test_last_visit_is_the_last_that_counts_and_of_this_penugasan(pembaca):
    desa = pabrik.buat_desa()
    dulu = pabrik.buat_penugasan(desa=desa, mulai=date(2025, 1, 10), selesai=date(2026, 1, 1))
    pabrik.buat_kunjungan(dulu, date(2025, 12, 1))
    p = pabrik.buat_penugasan(desa=desa, mulai=date(2026, 1, 1))
    k = lanjutan(pembaca, p).kunjungan
    assert (k.uuid, k.hari, k.keadaan) == (None, None, "belum_pernah")
    sah = pabrik.buat_kunjungan(p, date(2026, 5, 1))
    pabrik.buat_kunjungan(p, date(2026, 6, 1), foto=1)
    k = lanjutan(pembaca, p).kunjungan
    assert (k.uuid, k.tanggal, k.hari, k.keadaan) == (sah.uuid, date(2026, 5, 1), 106, "jarang")


def test_next_steps_are_what_is_open_earliest_first(pembaca):
    p, lain = pabrik.buat_penugasan(), pabrik.buat_penugasan()
    for o, batas in ((p, date(2026, 8, 1)), (lain, date(2026, 8, 2))):
        pabrik_arahan.buat_arahan(o.opd, isi="Data ulang UMKM.", batas=batas)
        pabrik_bantuan.buat_bantuan(o, date(2026, 4, 20))
    pabrik_arahan.buat_arahan(p.opd, isi="Dicabut.", dicabut_pada=pabrik.pada(SAAT), alasan_cabut="uji")
    pabrik_arahan.buat_konsultasi(p, dijawab=True, target="Satu NIB", target_batas=date(2026, 9, 1))
    kunjungan, umkm = pabrik.buat_kunjungan(p, date(2026, 6, 1)), pabrik.buat_umkm(desa=p.desa, nama="Sagu Ina")
    pabrik_kunjungan.buat_tindak(kunjungan, date(2026, 8, 20), isi="Bawa timbangan.", umkm=umkm)
    selesai = {"selesai_pada": pabrik.pada(SAAT), "selesai_oleh": pembaca, "hasil": "Sudah."}
    pabrik_kunjungan.buat_tindak(kunjungan, date(2026, 7, 1), **selesai)
    langkah = lanjutan(pembaca, p).langkah
    assert [(x.kalimat, x.batas, x.lewat) for x in langkah] == [
        ("Periksa bantuan 10 ekor sapi bali pada bulan ke-3", date(2026, 7, 20), True),
        ("Jawab arahan: Data ulang UMKM.", date(2026, 8, 1), True),
        ("Tindak lanjut kunjungan pada Sagu Ina: Bawa timbangan.", date(2026, 8, 20), False),
        ("Target klinik: Satu NIB", date(2026, 9, 1), False),
    ]


def test_next_plan_is_that_of_the_newest_verified_report(pembaca):
    p = pabrik.buat_penugasan()
    meja = pabrik_naskah.buat_meja(p)
    for tw, status in ((1, StatusNaskah.DIVERIFIKASI), (2, StatusNaskah.DISETUJUI)):
        pabrik_naskah.buat_laporan(p, 2026, tw, status=status, meja=meja, rencana_berikut=f"Sesudah TW {tw}.")
    laporan = lanjutan(pembaca, p).laporan
    assert (laporan.tw, laporan.isi) == ("TW I 2026", "Sesudah TW 1.")


def test_enterprises_and_omzet_are_of_this_village_alone(client, pembaca):
    hari = hari_ini()
    p, lain = pabrik.buat_penugasan(), pabrik.buat_penugasan()
    tw = triwulan_tempo(hari)
    for desa, rp in ((p.desa, 100), (p.desa, 20), (lain.desa, 7)):
        umkm = pabrik.buat_umkm(desa=desa)
        for bulan in bulan_triwulan(tw):
            pabrik.buat_penjualan(umkm, bulan, rp)
    pabrik.buat_umkm(desa=p.desa)
    usaha = usaha_desa(pembaca, p.desa, until=hari)
    assert (usaha.omzet.omzet_rp, usaha.omzet.n, usaha.omzet.binaan) == (360, 2, 3)
    daftar = client.get("/umkm/", {"desa": p.desa.kode, "keadaan": "berjualan"})
    assert daftar.context["jumlah"] == usaha.hitung.berjualan
    teks = client.get(alamat(p)).text
    assert "Rp 360" in teks
    assert f"{usaha.hitung.berjualan}</a> dari {usaha.hitung.belum_tutup} UMKM" in teks


def test_sheet_names_place_opd_decree_status_and_problems_in_words(client, pembaca):
    desa = pabrik.buat_desa(nama="Uraur", jenis="negeri")
    sk = pabrik.buat_sk(nomor="90 Tahun 2023", tanggal=date(2023, 1, 10))
    p = pabrik.buat_penugasan(desa=desa, sk=sk)
    pabrik.buat_penugasan(desa=desa, peran="pendukung", opd=pabrik.buat_opd(singkatan="DPMDX"))
    pabrik.buat_indeks(desa, 2024, iks="0.7100", ike="0.6100", ikl="0.6990", nilai="0.6730", status="berkembang")
    for n in range(7):
        pabrik_naskah.buat_masalah(p, 1, indikator=pabrik_naskah.buat_indikator(nama=f"Masalah {n}"))
    teks = client.get(alamat(p)).text
    for kata in ("Negeri Uraur", p.opd.nama, "SK 90 Tahun 2023", "10 Januari 2023", "pendukung: DPMDX", "Berkembang"):
        assert kata in teks
    assert (teks.count(">hijau</strong>"), teks.count(">merah</strong>")) == (2, 1)
    assert (teks.count("skor 1"), "2 indikator lain" in teks) == (5, True)
    assert "Belum ada rencana aksi" in teks


def test_sheet_of_a_village_without_an_opd_or_index_says_so(client, pembaca):
    desa = pabrik.buat_desa(jenis="kelurahan")
    teks = client.get(f"/desa/{desa.kode}/paparan/").text
    for kata in ("Belum ada OPD yang mendampingi", "Tidak berlaku", "belum ada UMKM binaan", "Belum ada foto"):
        assert kata in teks
    assert client.get("/desa/81.99.99.2999/paparan/").status_code == 404


def test_a_village_whose_assistance_ended_says_since_when_and_by_whom_it_was(client, pembaca):
    """Guards against "Belum ada OPD" wherever nobody answers for the village today."""
    tutup = {"cara_selesai": "selesai", "alasan_selesai": "uji", "selesai_dicatat_pada": pabrik.pada(date(2024, 6, 30))}
    p = pabrik.buat_penugasan(mulai=date(2023, 2, 1), selesai=date(2024, 6, 30), **tutup)
    kalimat = f"Tidak lagi didampingi sejak 30 Juni 2024 (terakhir {p.opd.nama})"
    for alamat in ("", "paparan/"):
        teks = client.get(f"/desa/{p.desa.kode}/{alamat}").text
        assert (kalimat in teks, "Belum ada OPD" in teks) == (True, False)
    pabrik.buat_penugasan(desa=p.desa, mulai=date(2024, 6, 30))
    assert "Tidak lagi didampingi" not in client.get(f"/desa/{p.desa.kode}/").text


def test_village_and_penugasan_lead_to_the_sheet(client, pembaca):
    p = pabrik.buat_penugasan()
    for halaman in (f"/desa/{p.desa.kode}/", f"/penugasan/{p.pk}/"):
        assert f'href="{alamat(p)}"' in client.get(halaman).text


def test_sheet_query_budget(client, pembaca):
    hari = hari_ini()
    hasil = []
    for n in (1, 5):
        p = pabrik.buat_penugasan(mulai=tambah_bulan(hari, -18))
        rencana = pabrik_naskah.buat_rencana(p, hari.year, status=StatusNaskah.DIVERIFIKASI, baris=n)
        for i in range(n):
            pabrik.buat_indeks(p.desa, 2024 - i)
            pabrik.buat_umkm(desa=p.desa)
            kegiatan = pabrik.buat_kegiatan(p, hari - timedelta(days=i), baris=rencana.baris.first())
            pabrik.buat_bukti(kegiatan=kegiatan)
            pabrik_kunjungan.buat_kunjungan_bertindak(p, hari - timedelta(days=i))
            pabrik_arahan.buat_arahan(p.opd, tanggal=hari, batas=hari)
            pabrik_arahan.buat_konsultasi(p, dijawab=True, target="Uji", target_batas=hari)
            pabrik_bantuan.buat_bantuan(p, hari - timedelta(days=100))
        with CaptureQueriesContext(connection) as kueri:
            assert client.get(alamat(p)).status_code == 200
        hasil.append(len(kueri))
    assert hasil[0] == hasil[1] <= BATAS_KUERI
