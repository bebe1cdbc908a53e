"""What a person has to do: by deadline, each with why and one button; and what comes next when there is nothing."""

import ast
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binaan.orientasi import ORIENTASI
from desa.waktu import hari_ini, tambah_bulan
from opd.enums import Peran
from opd.models import Pengguna
from opd.rekap.tugas import baca_bahan, tugas_saya
from opd.rekap.tugas_dasar import Tugas
from opd.rekap.tugas_urut import CARA, Berikut, coming_up, in_order
from tests.pabrik import (
    buat_kunjungan,
    buat_opd,
    buat_pengguna,
    buat_penjualan,
    buat_penugasan,
    buat_sk,
    buat_tim,
    buat_umkm,
)
from tests.pabrik_arahan import buat_arahan

pytestmark = pytest.mark.django_db
HARI = date(2026, 6, 30)


def tugas(jenis="tim", sejak=HARI, batas=None, kalimat="Kalimat."):
    return Tugas(jenis, kalimat, sejak, "/x/", "Kerjakan", batas=batas)


def test_tasks_stand_by_the_day_they_are_due():
    """A deadline to come after what is late, and what only waits counts since it waits."""
    lewat, nanti = (
        tugas("arahan", HARI, HARI - timedelta(2)),
        tugas("laporan", HARI - timedelta(50), HARI + timedelta(9)),
    )
    lama, kini = tugas("tim", HARI - timedelta(7)), tugas("foto", HARI - timedelta(1), HARI)
    urut = in_order([nanti, kini, lewat, lama], HARI)
    assert [t.tugas for t in urut] == [lama, lewat, kini, nanti]
    assert [t.kapan for t in urut] == [
        "Menunggu sejak 23 Juni 2026, 7 hari",
        "Paling lambat 28 Juni 2026, lewat 2 hari",
        "Paling lambat 30 Juni 2026, hari ini",
        "Paling lambat 9 Juli 2026, 9 hari lagi",
    ]
    assert [t.kelas for t in urut] == ["awas", "buruk", "awas", "netral"]


def test_every_kind_of_task_says_why_and_how_long():
    kata = set()
    for p in [
        *(settings.BASE_DIR / "opd" / "rekap").glob("tugas*.py"),
        settings.BASE_DIR / "binaan/peringkat/tugas.py",
    ]:
        for n in ast.walk(ast.parse(p.read_text())):
            if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "Tugas" and isinstance(n.args[0], ast.Constant):
                kata.add(n.args[0].value)
    assert len(kata) >= 25
    assert kata - set(CARA) == set()
    assert all(c.judul and 0 < c.menit <= 60 and c.mengapa.endswith(".") for c in CARA.values())


def test_what_comes_next_is_dated():
    p = buat_penugasan(mulai=date(2025, 1, 1))
    user = buat_pengguna(Peran.OPERATOR_OPD, opd=p.opd)
    buat_umkm(desa=p.desa, dibina_sejak=p.mulai)
    buat_kunjungan(p, HARI - timedelta(10))
    bahan = baca_bahan(user, until=HARI)
    alamat = f"/kunjungan/baru/?penugasan={p.pk}"
    assert coming_up(user, bahan, until=HARI) == (
        Berikut(date(2026, 7, 15), "Penjualan Juni 2026 jatuh tempo.", "/penjualan/"),
        Berikut(date(2026, 7, 30), "Laporan TW II 2026 paling lambat disetujui kepala OPD.", "/tenggat/"),
        Berikut(date(2026, 8, 20), f"{p.desa.nama} perlu dikunjungi sebelum hari ini.", alamat),
    )
    besok = date(2026, 8, 20)
    assert [t for t in tugas_saya(user, until=besok, bahan=baca_bahan(user, until=besok)) if t.jenis == "kunjungan"]
    kini = besok - timedelta(1)
    assert not [t for t in tugas_saya(user, until=kini, bahan=baca_bahan(user, until=kini)) if t.jenis == "kunjungan"]


def test_the_end_of_a_decree_is_told_to_who_keeps_them():
    sk = buat_sk(nomor="91/2026", tanggal=date(2024, 1, 1), mulai=date(2024, 1, 1), selesai=date(2026, 12, 31))
    buat_sk(nomor="90/2023", selesai=date(2026, 6, 29))
    for peran, ada in ((Peran.VERIFIKATOR, True), (Peran.PEMBACA, False)):
        user = buat_pengguna(peran)
        semua = coming_up(user, baca_bahan(user, until=HARI), until=HARI)
        kalimat = f"{sk} berakhir; siapkan SK penggantinya."
        assert (Berikut(date(2026, 12, 31), kalimat, "/penugasan/") in semua) == ada
        assert not [b for b in semua if "90/2023" in b.kalimat]


def lengkap():
    """A village with nothing to do but what nobody can have done yet; and who works for it."""
    hari = hari_ini()
    p = buat_penugasan(mulai=hari - timedelta(3))
    buat_tim(p)
    return p, buat_pengguna(Peran.OPERATOR_OPD, opd=p.opd)


def test_page_says_what_is_due_next_when_nothing_waits(klien):
    klien.force_login(buat_pengguna(Peran.PEMBACA))
    teks = klien.get("/tugas/").text
    assert "Tidak ada tugas yang menunggu Anda hari ini." in teks
    assert "Yang berikut jatuh tempo" in teks
    assert "paling lambat disetujui kepala OPD" in teks


@pytest.mark.sekali
def test_page_gives_each_task_one_button_and_a_filter(klien):
    """Once: both databases are asked for the tasks themselves (test_rekap_tugas)."""
    p, operator = lengkap()
    buat_arahan(p.opd, batas=hari_ini() + timedelta(5))
    klien.force_login(operator)
    teks = klien.get("/tugas/").text
    semua = tugas_saya(Pengguna.objects.get(pk=operator.pk), until=hari_ini())
    assert {"arahan", "potret"} <= {t.jenis for t in semua}
    for t in semua:
        assert teks.count(f'href="{t.tautan.replace("&", "&amp;")}"') >= 1
        assert CARA[t.jenis].mengapa in teks
    assert "5 hari lagi · kira-kira 15 menit" in teks
    saring = klien.get("/tugas/?jenis=arahan")
    assert [t.tugas.jenis for t in saring.context["halaman"]] == ["arahan"]
    assert "sudah lewat atau lama menunggu" in teks
    assert f"1 dari {len(semua)} tugas per" in saring.text
    assert "sudah lewat" not in saring.text
    assert "dari" not in teks.split(" tugas per")[0].rpartition('"pengantar">')[2]
    assert "Tidak ada tugas jenis ini" in klien.get("/tugas/?jenis=foto").text
    for kacau in ("x", "\x00", "9" * 10_000, "<script>"):
        assert len(klien.get("/tugas/", {"jenis": kacau}, follow=True).context["halaman"]) == len(semua)


def test_leaders_see_the_decisions_that_wait(klien):
    buat_penugasan(mulai=hari_ini() - timedelta(200))
    klien.force_login(buat_pengguna(Peran.PIMPINAN))
    jawab = klien.get("/tugas/")
    assert jawab.context["keputusan"] == klien.get("/dasbor/").context["keputusan"] != ()
    assert "Keputusan yang menunggu Anda" in jawab.text
    klien.force_login(buat_pengguna(Peran.PEMBACA))
    assert "Keputusan yang menunggu Anda" not in klien.get("/tugas/").text


@pytest.mark.sekali
def test_who_is_new_in_the_role_finds_the_first_steps_open(klien):
    """Once: the walk of every role asks both databases for the pages that the steps lead to."""
    assert set(ORIENTASI) == set(Peran)
    opd = buat_opd()
    buat_penugasan(opd=opd)
    for peran in Peran:
        user = buat_pengguna(peran, opd=opd if peran in (Peran.OPERATOR_OPD, Peran.KEPALA_OPD) else None)
        klien.force_login(user)
        for lama, buka in ((5, True), (29, True), (30, False)):
            user.peran.update(mulai=hari_ini() - timedelta(lama))
            opd.jabatan.update(mulai=hari_ini() - timedelta(lama))
            assert ('<details class="lipat" open>' in klien.get("/tugas/").text) == buka, (peran, lama)
        jawab = klien.get("/tugas/")
        assert {
            x.alamat for _, semua in jawab.context["orientasi"] for x in semua if klien.get(x.alamat).status_code != 200
        } == set()


@pytest.mark.parametrize("peran", [Peran.OPERATOR_OPD, Peran.VERIFIKATOR, Peran.PIMPINAN])
def test_page_query_budget(klien, peran):
    """A leader's page reads the dashboard for its decisions, and keeps to the dashboard's budget.

    Five villages and nine: of fewer kabupaten nothing kept is looked up, which is a query less.
    """
    opd = buat_opd()
    klien.force_login(buat_pengguna(peran, opd=opd if peran == Peran.OPERATOR_OPD else None))
    jumlah = []
    for n in (5, 4):
        for _ in range(n):
            p = buat_penugasan(opd=opd, mulai=hari_ini() - timedelta(200))
            u = buat_umkm(desa=p.desa, dibina_sejak=p.mulai)
            buat_penjualan(u, tambah_bulan(hari_ini().replace(day=1), -4), 1_000)
            buat_arahan(opd)
        with CaptureQueriesContext(connection) as kueri:
            klien.get("/tugas/")
        jumlah.append(len(kueri))
    assert jumlah[0] == jumlah[1] <= (15 if peran == Peran.PIMPINAN else 12)


def test_start_of_sales_leads_to_the_one_village_or_asks_which(klien):
    opd = buat_opd()
    p = buat_penugasan(opd=opd)
    klien.force_login(buat_pengguna(Peran.OPERATOR_OPD, opd=opd))
    assert klien.get("/penjualan/")["Location"] == f"/desa/{p.desa.kode}/penjualan/"
    dua = buat_penugasan(opd=opd)
    teks = klien.get("/penjualan/").text
    assert all(f"/desa/{x.desa.kode}/penjualan/" in teks for x in (p, dua))
    klien.force_login(buat_pengguna(Peran.PEMBACA))
    assert "diisi oleh OPD penanggung jawab desa" in klien.get("/penjualan/").text
