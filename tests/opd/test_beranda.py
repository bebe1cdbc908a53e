"""Beranda: tasks by village, every button, every role, and what is said when nothing waits."""

from collections import Counter
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import timezone

from desa.waktu import awal_bulan, hari_ini, tambah_bulan
from opd.models import PenggabunganOpd
from opd.rekap.tugas import first_tasks, tugas_saya
from opd.rekap.tugas_dasar import Tempat, Tugas
from opd.rekap.tugas_urut import SEJENIS, SEKALIGUS, SEMUA, pressing
from opd.views.beranda import grouped
from tests.opd.test_rekap_tugas import buat_impor, diamkan, operator, rapi
from tests.pabrik import (
    beri_peran,
    buat_kegiatan,
    buat_opd,
    buat_pengguna,
    buat_penugasan,
    buat_sk,
    buat_umkm,
)

pytestmark = pytest.mark.django_db


def test_beranda_groups_by_village_and_the_oldest_group_comes_first():
    a, b = Tempat("A", "81.01.01.2001", "Kec. X, Kab. Y", "Dinas"), Tempat("B", "81.01.01.2002", "Kec. X", "Dinas")
    isi = [("foto", 1, b), ("tim", 2, a), ("kunjungan", 3, b), ("impor", 4, None), ("konfirmasi_opd", 5, None)]
    tugas = [Tugas(j, "k", date(2026, 1, hari), "/", "Buka", tempat=t) for j, hari, t in isi]
    assert [(k.tempat, k.judul, k.tugas) for k in grouped(tugas)] == [
        (b, "", [tugas[0], tugas[2]]),
        (a, "", [tugas[1]]),
        (None, "Impor yang menunggu diterapkan", [tugas[3]]),
        (None, "Data yang perlu konfirmasi", [tugas[4]]),
    ]


def test_the_most_pressing_are_shown_and_no_kind_crowds_the_others_out():
    satu = [Tugas("foto", f"Foto {n}.", date(2026, 1, 1), "/", "Buka") for n in range(SEMUA)]
    lain = [Tugas(j, "k", date(2026, 2, 1), "/", "Buka") for j in ("tim", "laporan")]
    assert pressing(satu) == satu
    assert pressing([*satu[:-2], *lain]) == [*satu[:-2], *lain]
    assert pressing([*satu, *lain]) == [*satu[: SEKALIGUS - 2], *lain]
    banyak = [Tugas(j, f"{n}", date(2026, 1, 1), "/", "Buka") for j in ("foto", "tim", "bantuan") for n in range(30)]
    tampil = pressing(banyak)
    assert tampil == [t for t in banyak if t in tampil]
    assert [sum(t.jenis == j for t in tampil) for j in ("foto", "tim", "bantuan")] == [
        SEKALIGUS - 2 * SEJENIS,
        SEJENIS,
        SEJENIS,
    ]


def test_beranda_with_many_tasks_counts_each_kind_and_its_list_has_as_many(client):
    opd, sk = buat_opd(), buat_sk()
    for _ in range(5):
        penuh(opd, sk=sk)
    orang = operator(opd)
    client.force_login(orang)
    jawab, semua = client.get("/"), tugas_saya(orang, until=hari_ini())
    assert len(semua) > SEMUA > SEKALIGUS == sum(len(k.tugas) for k in jawab.context["kelompok"])
    per_jenis = jawab.context["per_jenis"]
    assert sum(n for _, _, n in per_jenis) == len(semua)
    for jenis, judul, n in per_jenis:
        alamat = f"/tugas/?jenis={jenis}"
        assert f'<a href="{alamat}">{judul}</a>' in jawab.text
        assert client.get(alamat).context["halaman"].paginator.count == n
    tanpa_jumlah = jawab.text.split('id="semua-tugas"')[0].split("<main")[1]
    assert "tugas</span>" not in tanpa_jumlah
    assert f"{SEKALIGUS} yang paling mendesak dari" in tanpa_jumlah


@pytest.mark.parametrize("banyak", [1, 2, 3, 9])
def test_the_first_tasks_are_the_first_of_all_and_the_others_are_counted(banyak):
    opd, sk = buat_opd(), buat_sk()
    for _ in range(2):
        p = penuh(opd, sk=sk)
        for hari in (date(2026, 6, 2), date(2026, 6, 2), date(2026, 5, 2)):
            buat_kegiatan(p, hari)
    orang = operator(opd)
    semua = tugas_saya(orang, until=hari_ini())
    tugas, jumlah = first_tasks(orang, until=hari_ini(), banyak=banyak)
    assert jumlah == Counter(t.jenis for t in semua)
    foto, terbaca = ([t for t in daftar if t.jenis == "foto"] for daftar in (semua, tugas))
    assert terbaca == foto[: {1: 1, 2: 2, 3: 4, 9: 8}[banyak]]
    assert [t for t in tugas if t.jenis != "foto"] == [t for t in semua if t.jenis != "foto"]


def penuh(opd, **isi):
    """A penugasan with every task there is, on today's clock."""
    p = buat_penugasan(opd=opd, **isi)
    diamkan(buat_umkm(desa=p.desa), hari_ini())
    buat_umkm(desa=p.desa)
    buat_kegiatan(p, tambah_bulan(awal_bulan(hari_ini()), -1))
    return p


@pytest.mark.sekali
def test_beranda_every_button_opens_a_page_for_who_sees_it(client):
    p = penuh(buat_opd())
    orang = operator(p.opd)
    client.force_login(orang)
    teks = unescape(client.get("/").text)
    tugas = tugas_saya(orang, until=hari_ini())
    assert {t.jenis for t in tugas} == {
        "kunjungan",
        "penjualan",
        "perkembangan",
        "umkm_diam",
        "foto",
        "tim",
        "rencana",
        "laporan",
        "asesmen",
        "potret",
    }
    for t in tugas:
        assert f'href="{t.tautan}"' in teks
        assert client.get(t.tautan).status_code == 200
    assert p.desa.nama in client.get(f"/kunjungan/baru/?penugasan={p.pk}").text


def test_beranda_of_the_head_leads_to_the_form_of_the_team(client):
    p = penuh(buat_opd())
    client.force_login(buat_pengguna("kepala_opd", opd=p.opd))
    alamat = f"/penugasan/{p.pk}/tim/"
    assert alamat in client.get("/").text
    assert resolve(alamat).view_name == "penugasan:tim"


@pytest.mark.parametrize(
    ("peran", "kalimat", "langkah"),
    [
        ("pembaca", "Selamat datang", "/dasbor/"),
        ("pimpinan", "Tidak ada yang perlu diputuskan hari ini.", "/opd/"),
        ("verifikator", "Tidak ada data yang menunggu konfirmasi", "/impor/"),
        ("admin_sistem", "Tidak ada data yang menunggu konfirmasi", "/dasbor/"),
        ("operator_opd", "OPD Anda tidak mempunyai desa binaan", "/penugasan/"),
    ],
)
def test_beranda_says_when_nothing_waits_and_what_to_do_next(client, peran, kalimat, langkah):
    client.force_login(buat_pengguna(peran, opd=buat_opd() if peran == "operator_opd" else None))
    teks = client.get("/").text
    assert kalimat in teks
    assert f'href="{langkah}' in teks.split("<main", 1)[1]
    assert "tugas per" not in teks


def test_beranda_of_a_tidy_opd_offers_the_next_visit(client):
    p = rapi(hari=hari_ini())
    client.force_login(operator(p.opd))
    teks = client.get("/").text
    assert "Tidak ada yang menunggu Anda hari ini" in teks
    assert "/kunjungan/baru/" in teks


@pytest.mark.sekali
def test_beranda_escapes_what_people_typed(client):
    p = rapi(hari=hari_ini())
    buat_kegiatan(p, hari_ini(), judul="<script>alert(1)</script>")
    buat_impor(operator(p.opd), nama_berkas="<img src=x onerror=alert(1)>.xlsx")
    orang = operator(p.opd)
    beri_peran(orang, "verifikator")
    client.force_login(orang)
    teks = client.get("/").text
    assert ("<script>alert" in teks, "<img src=x" in teks) == (False, False)
    assert "&lt;script&gt;alert" in teks


def test_beranda_is_closed_to_strangers_and_to_posts(client):
    assert client.get("/")["Location"].startswith("/masuk/")
    client.force_login(buat_pengguna("pembaca"))
    assert client.post("/").status_code == 405


def kueri(client, alamat="/"):
    with CaptureQueriesContext(connection) as c:
        assert client.get(alamat).status_code == 200
    return len(c)


@pytest.mark.parametrize("juga", [None, "verifikator"])
def test_beranda_query_budget(client, juga):
    jumlah = []
    for n in (1, 5):
        opd, sk = buat_opd(), buat_sk()
        for _ in range(n):
            penuh(opd, sk=sk)
        orang = buat_pengguna("kepala_opd", opd=opd)
        if juga:
            beri_peran(orang, juga)
            for _ in range(n):
                buat_opd(bukti="dugaan", tanggal_data=date(2025, 1, 1))
                PenggabunganOpd.objects.create(nama_baru="Dinas", sumber="uji")
                buat_impor(orang, diunggah_pada=timezone.now())
        client.force_login(orang)
        client.get("/")  # the first page of a session may store the session itself
        jumlah.append(kueri(client))
    assert jumlah[0] == jumlah[1] <= 12
