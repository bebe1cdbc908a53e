"""Papers of what stands today: presentation, monitoring report, PP 39 forms. Their figures are those of the pages and lists.

Seen red: a quarter left out of the year, a sum over capped rows, the next edition given the old code, an owner's name.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desa.angka import format_rupiah
from desa.templatetags.angka import persen
from desa.waktu import awal_triwulan, hari_ini, tambah_bulan, triwulan
from opd.enums import Peran
from opd.laju import HITUNGAN
from opd.models import BarisRencana, Cetakan, Kegiatan
from tests import pabrik, pabrik_bantuan, pabrik_naskah
from tests.halaman_ketat import StrictClient, visible_text
from tests.opd.baca_naskah import figures, halaman_pdf, teks_docx
from tests.walk.dunia import KANARI, build

pytestmark = pytest.mark.django_db


def awal_tahun() -> date:
    return date(hari_ini().year, 1, 1)


@pytest.fixture(autouse=True)
def penerbit(client):
    HITUNGAN.forget()
    client.force_login(pabrik.buat_pengguna(Peran.VERIFIKATOR))


def cetak(client: Any, alamat: str, bentuk: str = "pdf") -> str:
    jawaban = client.post(alamat, {"bentuk": bentuk})
    assert jawaban.status_code == 200, jawaban
    assert "attachment" in jawaban.headers["Content-Disposition"]
    return " ".join(halaman_pdf(jawaban.content)) if bentuk == "pdf" else teks_docx(jawaban.content)


def buat_tahun(banyak: int = 1, meja: Any = None, **isi: Any) -> Any:
    """A penugasan with a plan, and each month so far `banyak` activities, visits, hand-overs."""
    p = pabrik.buat_penugasan(mulai=awal_tahun() - timedelta(days=400), **isi)
    p.meja = meja or pabrik_naskah.buat_meja(p)
    rencana = pabrik_naskah.buat_rencana(p, hari_ini().year, status="diverifikasi", meja=p.meja)
    b = pabrik_naskah.buat_baris(rencana, satuan="ekor", pagu={"csr": 91_000_000}, kode_subkegiatan="2.17.07.1.01.0002")
    for bulan in range(1, max(hari_ini().month, 2)):
        for _ in range(banyak):
            hari = date(hari_ini().year, bulan, 1)
            k = pabrik.buat_kegiatan(p, hari, dana={"csr": 1_234_567}, volume=3, satuan="ekor", baris=b, penerima_kk=2)
            pabrik.buat_bukti(kegiatan=k)
            pabrik.buat_kunjungan(p, hari)
            pabrik_bantuan.buat_bantuan(p, hari, nama=("A",), nilai_rp=9_876)
    return p


@pytest.mark.sekali
def test_presentation_says_the_figures_of_its_page(client):
    p = buat_tahun(desa=pabrik.buat_desa(nama="Wailolong Kecil"))
    pabrik.buat_indeks(p.desa, 2024)
    layar = visible_text(client.get(f"/desa/{p.desa.kode}/paparan/").text)
    pdf, docx = (cetak(client, f"/cetak/paparan/{p.desa.kode}/", b) for b in ("pdf", "docx"))
    assert figures(pdf) == figures(docx)
    assert {a for a in figures(pdf) if "Rp" in a or "%" in a} == {a for a in figures(layar) if "Rp" in a or "%" in a}
    assert "Wailolong Kecil" in pdf
    tanpa = pabrik.buat_desa()
    assert "Belum ada OPD yang mendampingi desa ini" in cetak(client, f"/cetak/paparan/{tanpa.kode}/")


def test_monitoring_report_sums_the_year_as_its_lists_do(client):
    p = buat_tahun(banyak=2)
    pabrik.buat_kegiatan(p, awal_tahun() - timedelta(days=1), dana={"csr": 5})
    pabrik.buat_kegiatan(pabrik.buat_penugasan(), hari_ini(), dana={"csr": 7})
    pdf, docx = (cetak(client, f"/cetak/monev/{p.pk}/", b) for b in ("pdf", "docx"))
    assert figures(pdf) == figures(docx)
    masa = {"opd": p.opd.slug, "desa": p.desa.kode, "dari": awal_tahun().isoformat(), "sampai": hari_ini().isoformat()}
    daftar = client.get("/kegiatan/", masa)
    n = daftar.context["halaman"].paginator.count
    assert f"{n} kegiatan dengan belanja {format_rupiah(n * 1_234_567)}, {n} kunjungan lapangan terhitung" in pdf
    assert f"dan {n} penyerahan bantuan" in pdf
    assert format_rupiah(n * 1_234_567) in visible_text(daftar.text)
    assert (
        f"{client.get('/kunjungan/', masa | {'sah': 1}).context['halaman'].paginator.count} kunjungan lapangan" in pdf
    )
    rencana = visible_text(client.get(f"/desa/{p.desa.kode}/paparan/").text)
    for angka in [a for a in figures(rencana) if "%" in a]:
        assert angka in pdf
    assert "foto kegiatan dan kunjungan" in pdf


def test_monitoring_report_of_little_says_what_is_missing(client):
    desa = pabrik.buat_desa(nama="N" + "egeri Panjang Sekali " * 3)
    p = pabrik.buat_penugasan(desa=desa, mulai=hari_ini() - timedelta(days=3), peran="pendukung")
    pdf = cetak(client, f"/cetak/monev/{p.pk}/")
    kata = (
        "Tidak ada kegiatan yang dicatat dalam tahun ini.", "dilaporkan OPD penanggung jawab desa ini", "(jabatan kosong)",
        "Belum ada laporan triwulan tahun ini yang diverifikasi", desa.nama.strip(),
    )  # fmt: skip
    assert [k in pdf for k in kata] == [True] * len(kata)


def test_a_year_is_chosen_among_those_of_the_penugasan_and_another_is_refused(client):
    p = buat_tahun()
    halaman = client.get(f"/cetak/monev/{p.pk}/")
    tahun, pilihan = hari_ini().year, [k for k, _, _ in halaman.context["c"].pilihan]
    assert pilihan == [str(tahun), str(tahun - 1), str(tahun - 2)][: len(pilihan)]
    assert f"31 Desember {tahun - 1}" in client.get(f"/cetak/monev/{p.pk}/", {"masa": tahun - 1}).text
    assert client.get(f"/cetak/monev/{p.pk}/", {"masa": ""}).context["c"].per == hari_ini()
    for aneh in ("1900", "x" * 500, "2026'--"):
        tolak = client.get(f"/cetak/monev/{p.pk}/", {"masa": aneh}, follow=True)
        assert tolak.redirect_chain == [(f"/penugasan/{p.pk}/", 302)]
        assert "Naskah ini tidak ada untuk “" in tolak.text
    nanti = pabrik.buat_penugasan(mulai=hari_ini() + timedelta(days=1))
    assert client.get(f"/cetak/monev/{nanti.pk}/").status_code == 404
    diganti = pabrik.buat_penugasan(dikoreksi_pada=pabrik.SEKARANG, alasan_koreksi="uji")
    assert client.get(f"/cetak/monev/{diganti.pk}/").status_code == 404


def test_other_content_is_the_next_edition_and_the_old_paper_says_so(client):
    p = buat_tahun()
    alamat = f"/cetak/monev/{p.pk}/"
    cetak(client, alamat)
    cetak(client, alamat, "docx")
    satu = Cetakan.objects.get()
    assert "kegiatan" in satu.isi
    pabrik.buat_kegiatan(p, hari_ini(), dana={"csr": 11})
    assert "Terbitan ke-2" in cetak(client, alamat)
    baru = Cetakan.objects.get(nomor=2)
    assert (baru.kunci, baru.sha256 != satu.sha256) == (satu.kunci, True)
    client.logout()
    assert "Terbitan ke-2" in visible_text(client.get(f"/periksa/{satu.kode}/").text)
    assert "Asli dan terbaru" in visible_text(client.get(f"/periksa/{baru.kode}/").text)


def test_forms_of_pp_39_hold_the_figures_of_report_and_plan(client):
    p = buat_tahun()
    awal = tambah_bulan(awal_triwulan(hari_ini()), -3)
    laporan = pabrik_naskah.buat_laporan_beku(
        p, *triwulan(awal), meja=p.meja, at=pabrik.pada(hari_ini()), kendala="Kapal jarang."
    )
    lain = buat_tahun(opd=p.opd, meja=p.meja)
    halaman = visible_text(client.get(f"/laporan/{laporan.uuid}/").text)
    for bentuk in ("pdf", "docx"):
        a = cetak(client, f"/cetak/formulir-a/{laporan.uuid}/", bentuk)
        assert ["2.17.07.1.01.0002" in a, "Kapal jarang." in a, "FORMULIR A" in a] == [True] * 3
        assert set(figures(a)) - set(figures(halaman)) == set()
        b = cetak(client, f"/cetak/formulir-b/{p.opd.slug}/", bentuk)
        if awal.year == hari_ini().year:  # till April the last quarter is one of last year, whose plan there is none of
            assert format_rupiah(2 * 91_000_000) in b
            assert (p.desa.nama in b, lain.desa.nama in b, b.count("2.17.07.1.01.0002")) == (True, True, 2)
    if awal.year == hari_ini().year:
        opd = visible_text(client.get(f"/opd/{p.opd.slug}/").text)
        assert [x for x in figures(opd) if "%" in x][0] in b


def test_pages_of_papers_cost_the_same_for_one_and_for_five_of_everything(client):
    satu, lima = buat_tahun(), buat_tahun(banyak=5)
    for buat in ("/cetak/monev/{0.pk}/", "/cetak/paparan/{0.desa.kode}/", "/cetak/formulir-b/{0.opd.slug}/"):
        hitung = []
        for p in (satu, lima):
            with CaptureQueriesContext(connection) as kueri:
                assert client.get(buat.format(p)).status_code == 200
            hitung.append(len(kueri))
        assert hitung[0] == hitung[1] <= 12, buat


@pytest.mark.sekali
def test_no_paper_holds_personal_data():
    """Not even for the verifikator, who may read it on its pages. Once: the papers are drawn up on both databases beside this."""
    dunia, klien = build(), StrictClient()
    klien.force_login(dunia.pengguna["verifikator"])
    for alamat in (
        f"/cetak/monev/{dunia.penugasan.pk}/", f"/cetak/paparan/{dunia.desa.kode}/", f"/cetak/formulir-b/{dunia.opd.slug}/",
        f"/cetak/laporan/{dunia.uuid['cetak']}/", f"/cetak/formulir-a/{dunia.uuid['cetak']}/",
    ):  # fmt: skip
        teks = cetak(klien, alamat)
        assert len(teks) > 500
        assert [k for k in KANARI if k in teks] == [], alamat
    assert [k for k in KANARI for c in Cetakan.objects.all() if k in c.isi] == []


@pytest.mark.sekali
def test_a_table_too_long_for_pdf_is_said_and_comes_as_docx(client):
    p = pabrik.buat_penugasan(mulai=awal_tahun())
    satu = pabrik.buat_kegiatan(p, awal_tahun())
    kolom = {
        "penugasan": p,
        "tanggal": awal_tahun(),
        "judul": "Kegiatan",
        "dicatat_pada": satu.dicatat_pada,
        "pencatat": "uji",
    }
    Kegiatan.objects.bulk_create(Kegiatan(**kolom) for _ in range(1_000))
    jawaban = client.post(f"/cetak/monev/{p.pk}/", {"bentuk": "pdf", "nomor": "400/1"})
    assert "Naskah ini memuat 1.001 baris, terlalu panjang untuk PDF. Pilih DOCX." in jawaban.text
    assert ("400/1" in jawaban.text, Cetakan.objects.count()) == (True, 0)
    assert client.post(f"/cetak/monev/{p.pk}/", {"bentuk": "docx"}).headers["Content-Disposition"].endswith('.docx"')


@pytest.mark.sekali
def test_percent_of_the_plan_is_the_one_of_the_page(client):
    p = buat_tahun()
    capaian = client.get(f"/desa/{p.desa.kode}/paparan/").context["rencana"]
    assert f"Capaian rencana : {persen(capaian.nilai)}" in cetak(client, f"/cetak/monev/{p.pk}/")


@pytest.mark.sekali
def test_money_of_the_lines_is_of_the_version_in_force_and_their_achievement_of_the_one_that_measures(client):
    p, tahun = buat_tahun(), hari_ini().year
    lama = BarisRencana.objects.get(rencana__penugasan=p)
    baru = pabrik_naskah.buat_rencana(p, tahun, status="diverifikasi", meja=p.meja, nomor=2)
    pabrik_naskah.buat_baris(baru, (1, 1, 1, 1), satuan="ekor", kunci=lama.kunci, pagu={"csr": 50_000_000})
    pabrik_naskah.buat_baris(baru, kegiatan="Baris Susulan", pagu={"csr": 7_000_000})
    r = client.get(f"/desa/{p.desa.kode}/paparan/").context["rencana"]
    assert (r.ukuran.nomor, r.berlaku.nomor, r.berlaku.jumlah.pagu_rp) == (1, 2, 57_000_000)
    formulir = [f"/cetak/formulir-b/{p.opd.slug}/"] if hari_ini().month > 3 else []
    for alamat in (f"/cetak/monev/{p.pk}/", *formulir):
        teks = cetak(client, alamat, "docx")
        ada = [format_rupiah(rp) in teks for rp in (91_000_000, 50_000_000, 7_000_000, 57_000_000)]
        assert ada == [False, True, True, True], alamat
        assert ("Baris Susulan" in teks, persen(r.nilai) in teks) == (True, True), alamat
    assert cetak(client, f"/cetak/monev/{p.pk}/", "docx").count(persen(r.serapan)) == 2


def test_a_penugasan_that_ended_on_new_year_has_no_report_of_that_year(client):
    lalu = hari_ini().year - 1
    p = pabrik.buat_penugasan(mulai=date(lalu, 3, 1), selesai=awal_tahun())
    assert client.get(f"/cetak/monev/{p.pk}/", {"masa": lalu + 1}).status_code == 302
    halaman = client.get(f"/cetak/monev/{p.pk}/").context["c"]
    assert ([k for k, _, _ in halaman.pilihan], halaman.per) == ([str(lalu)], date(lalu, 12, 31))
    assert f"Tahun {lalu}, 1 Maret {lalu} sampai 31 Desember" in cetak(client, f"/cetak/monev/{p.pk}/")


def test_an_indeks_desa_is_written_as_on_the_village_page(client):
    p = buat_tahun()
    pabrik.buat_indeks(p.desa, 2025, jenis="indeks_desa", nilai=Decimal("66.5"), status="berkembang")
    kata = "Indeks Desa 2025"
    assert f"{kata} : 66,50 (" in cetak(client, f"/cetak/paparan/{p.desa.kode}/", "docx")
    assert f"{kata}: 66,50" in visible_text(client.get(f"/desa/{p.desa.kode}/paparan/").text)
