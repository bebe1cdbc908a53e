"""Papers of the province: the recap says what the dashboard says, LP2KD and RAT sum to what plans and activities hold.

Seen red: a strategy left out, the money of a replaced version, a foot that left out the OPD whose time ended.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from binaan.dasbor.baca import baca
from binaan.dasbor.kartu import susun_kartu
from binaan.dasbor.pokok import ringkas
from binaan.dasbor.tautan import buat_tautan
from desa.angka import format_rupiah, format_tanggal
from desa.waktu import BELUM_TERCATAT, hari_ini, tambah_bulan
from opd.enums import Peran, Strategi
from opd.models import Cetakan, DanaKegiatan, LaporanTriwulan, PaguBaris
from opd.rekap.rentang import rentang
from opd.rekap.tkpk import rekap_tkpk
from tests import pabrik, pabrik_naskah, pabrik_potret
from tests.opd.baca_naskah import even, figures, halaman_pdf, teks_docx

pytestmark = pytest.mark.django_db


@pytest.fixture
def sekda(client):
    pengguna = pabrik.buat_pengguna(Peran.PIMPINAN)
    client.force_login(pengguna)
    return pengguna


def cetak(client: Any, alamat: str, bentuk: str = "pdf") -> str:
    jawaban = client.post(alamat, {"bentuk": bentuk})
    assert "attachment" in jawaban.headers["Content-Disposition"]
    return " ".join(halaman_pdf(jawaban.content)) if bentuk == "pdf" else teks_docx(jawaban.content)


def buat_provinsi(banyak: int = 2) -> list[Any]:
    """Villages with a line of each strategy, money from two sources, activities in and outside the plan."""
    hasil = []
    for n in range(banyak):
        p = pabrik.buat_penugasan(mulai=date(hari_ini().year - 1, 1, 10))
        meja = pabrik_naskah.buat_meja(p)
        rencana = pabrik_naskah.buat_rencana(p, hari_ini().year, status="diverifikasi", meja=meja)
        for m, strategi in enumerate(Strategi):
            pagu = {"csr": 3_000_000 + n, "apbn": 500_000 + m}
            b = pabrik_naskah.buat_baris(
                rencana, strategi=strategi, pagu=pagu, urutan=m, sasaran=f"{n} keluarga nelayan"
            )
            pabrik.buat_kegiatan(
                p, date(hari_ini().year, 1, 1), dana={"csr": 1_000_111 + m}, volume=4, satuan="paket", baris=b
            )
        pabrik.buat_kegiatan(p, date(hari_ini().year, 1, 1), dana={"apbn": 77})
        pabrik.buat_kunjungan(p, hari_ini())
        pabrik_naskah.buat_laporan(
            p,
            hari_ini().year,
            1,
            status="diverifikasi",
            meja=meja,
            kendala="Ombak tinggi.",
            pada=pabrik.pada(hari_ini()),
        )
        hasil.append(p)
    return hasil


def test_recap_says_the_figures_of_the_dashboard(client, sekda):
    buat_provinsi()
    lama = pabrik.buat_penugasan(mulai=date(hari_ini().year - 1, 1, 1), selesai=date(hari_ini().year, 1, 2))
    pabrik.buat_kegiatan(lama, date(hari_ini().year, 1, 1), dana={"csr": 13})
    pdf, docx = (cetak(client, "/cetak/provinsi/rekap/", b) for b in ("pdf", "docx"))
    assert figures(pdf) == figures(docx)
    r = baca(sekda, until=hari_ini())
    pokok = ringkas(sekda, until=hari_ini())
    kartu = susun_kartu(pokok, buat_tautan(rentang(hari_ini()), hari_ini=hari_ini(), known_at=None, diketahui=None))
    layar = even(client.get("/dasbor/").text)
    for k in kartu:
        assert (k.nama in docx, k.nilai in docx, k.nilai in layar) == (True, True, True), k
    tw = sum(d.tw_rp for d in r.dana)
    assert docx.count(f"{sum(k.tw for k in r.kegiatan)} {format_rupiah(tw)}") >= 1
    assert f"{len(r.desa)} desa, yang paling perlu perhatian di atas" in docx


def test_recap_of_a_past_day_knows_what_was_known_then(client, sekda):
    p = pabrik.buat_penugasan(mulai=date(hari_ini().year - 2, 1, 10))
    per = date(hari_ini().year - 1, 6, 30)
    teks = cetak(client, f"/cetak/provinsi/rekap/?per={per.isoformat()}&diketahui={per.isoformat()}", "docx")
    assert f"Keadaan per 30 Juni {hari_ini().year - 1}" in teks
    assert f"menurut yang sudah dicatat sampai 30 Juni {hari_ini().year - 1}" in teks
    assert Cetakan.objects.get().kunci == f"{per.isoformat()}/{per.isoformat()}"
    assert (p.desa.nama != "", BELUM_TERCATAT in teks) == (True, False)
    dahulu = (per - timedelta(days=1)).isoformat()
    assert BELUM_TERCATAT in cetak(client, f"/cetak/provinsi/rekap/?per={per.isoformat()}&diketahui={dahulu}", "docx")
    awal = (p.mulai - timedelta(days=1)).isoformat()
    besok = (hari_ini() + timedelta(days=1)).isoformat()
    for aneh in ("2026-02-31", "9999-01-01", "1000-01-01", "x" * 300, besok, awal):
        assert client.get("/cetak/provinsi/rekap/", {"per": aneh}).status_code == 400, aneh


def test_recap_is_the_same_paper_for_every_role_that_issues_it(client):
    buat_provinsi(1)
    for peran in (Peran.PIMPINAN, Peran.VERIFIKATOR):
        client.force_login(pabrik.buat_pengguna(peran))
        cetak(client, "/cetak/provinsi/rekap/")
        cetak(client, "/cetak/provinsi/lp2kd/")
    assert sorted(Cetakan.objects.values_list("jenis", "nomor")) == [("lp2kd", 1), ("rekap_provinsi", 1)]


def test_recap_tells_of_poor_families_as_everybody_may_read_it(client):
    """Seen red with the sum as its writer sees it: a village more, and a second number of the same paper."""
    akhir_tahun = date(hari_ini().year - 1, 12, 31)
    for kini in (40, 3):
        p = pabrik.buat_penugasan(mulai=date(hari_ini().year - 1, 1, 10))
        for hari, n in ((p.mulai - timedelta(days=9), 50), (akhir_tahun, kini)):
            pabrik_potret.buat_potret(p.desa, hari, kk_miskin_ekstrem=n)
    for peran in (Peran.VERIFIKATOR, Peran.PEMBACA):
        client.force_login(pabrik.buat_pengguna(peran))
        docx = cetak(client, "/cetak/provinsi/rekap/", "docx")
        assert (
            "KK miskin ekstrem 40 KK turun 20,0 % dari 50 KK pada garis dasar; 1 dari 2 desa dapat dibandingkan" in docx
        )
        assert "Punya garis dasar: 2 dari 2 desa" in docx
        assert "Kelompok kecil, tidak dijumlahkan: 1 desa" in docx
        assert format_tanggal(akhir_tahun) in docx
    assert list(Cetakan.objects.values_list("jenis", "nomor")) == [("rekap_provinsi", 1)]


def test_lp2kd_sums_to_what_is_planned_and_spent(client, sekda):
    buat_provinsi(3)
    pdf, docx = (cetak(client, "/cetak/provinsi/lp2kd/", b) for b in ("pdf", "docx"))
    assert figures(pdf) == figures(docx)
    pagu = PaguBaris.objects.aggregate(n=Sum("pagu_rp"))["n"]
    berpagu = DanaKegiatan.objects.filter(kegiatan__baris__isnull=False, sumber="csr")
    belanja = berpagu.aggregate(n=Sum("jumlah_rp"))["n"]
    assert f"Anggaran : {format_rupiah(pagu)}" in docx
    assert f"Realisasi : {format_rupiah(belanja)}, serapan" in docx
    isi = rekap_tkpk(sekda, tahun=hari_ini().year, until=hari_ini())
    for s in Strategi:
        milik = [b.rekap for b in isi if b.strategi == s]
        jumlah = f"{format_rupiah(sum(b.pagu_rp for b in milik))} {format_rupiah(sum(b.belanja_rp for b in milik))}"
        assert (str(s.label) in docx, jumlah in docx, len(milik)) == (True, True, 3)
    assert docx.count("Ombak tinggi.") == 9
    assert "9 baris dari 3 penugasan" in docx
    semua = DanaKegiatan.objects.aggregate(n=Sum("jumlah_rp"))["n"]
    luar = f"{format_rupiah(semua - belanja)}; seluruh dana kegiatan {format_rupiah(semua)}"
    assert (semua > belanja, f"Di luar pagu rencana : {luar}" in docx) == (True, True)


def test_lp2kd_loses_no_word_of_trouble_and_follow_up(client, sekda):
    """Guards against texts cut to fit their cells."""
    [p] = buat_provinsi(1)
    panjang = {
        "kendala": "Kapal perintis tidak singgah. " * 20 + "Akhir kendala",
        "tindak_lanjut": "Jadwal " * 60 + "selesai",
    }
    LaporanTriwulan.objects.filter(penugasan=p).update(**panjang)
    pdf, docx = (cetak(client, "/cetak/provinsi/lp2kd/", b) for b in ("pdf", "docx"))
    for teks in (even(pdf), even(docx)):
        assert [even(t) in teks for t in panjang.values()] == [True, True]
    assert (docx.count("Lampiran nomor 1"), docx.count(panjang["tindak_lanjut"]), "…" in docx) == (6, 1, False)


def test_recap_says_why_a_village_has_no_omzet(client, sekda):
    p, q = (pabrik.buat_penugasan(mulai=date(hari_ini().year - 1, 1, 10)) for _ in range(2))
    u = pabrik.buat_umkm(desa=p.desa, dibina_sejak=date(hari_ini().year - 1, 1, 10))
    pabrik.buat_penjualan(u, tambah_bulan(hari_ini().replace(day=1), -1), 1_000_000)
    docx = cetak(client, "/cetak/provinsi/rekap/", "docx")
    assert (docx.count("belum ada yang melapor lengkap"), q.desa.nama in docx) == (1, True)
    assert f"menurut yang sudah dicatat sampai {format_tanggal(hari_ini())}" in docx


def test_rat_writes_the_targets_of_each_quarter(client, sekda):
    [p] = buat_provinsi(1)
    docx = cetak(client, "/cetak/provinsi/rat/", "docx")
    assert docx.count("10 10 10 10 40 paket") == 3
    assert (p.opd.singkatan in docx, "CSR/TJSLP" in docx, "0 keluarga nelayan" in docx) == (True, True, True)
    assert "Jumlah" in docx
    kosong = cetak(client, f"/cetak/provinsi/rat/?masa={hari_ini().year - 1}")
    assert kosong.count("Tidak ada baris rencana pada strategi ini.") == 3
    assert client.get("/cetak/provinsi/lain/").status_code == 404
    for kueri in ("masa=1999", "tahun=1999"):  # seen red with the newest year's paper in its place
        tolak = client.get(f"/cetak/provinsi/rat/?{kueri}", follow=True)
        assert tolak.redirect_chain == [("/dasbor/", 302)]
        assert f"Naskah ini tidak ada untuk “1999”. Yang ada: {hari_ini().year}, " in tolak.text


def test_only_the_version_in_force_and_the_newest_report_count(client, sekda):
    p = pabrik.buat_penugasan(mulai=date(hari_ini().year - 1, 1, 10))
    meja = pabrik_naskah.buat_meja(p)
    for nomor, rp in ((1, 111), (2, 222)):
        rencana = pabrik_naskah.buat_rencana(p, hari_ini().year, status="diverifikasi", meja=meja, nomor=nomor)
        pabrik_naskah.buat_baris(rencana, pagu={"csr": rp})
    for tw, status in ((1, "diverifikasi"), (2, "diverifikasi"), (3, "disetujui")):
        saat = pabrik.pada(hari_ini())
        pabrik_naskah.buat_laporan(p, hari_ini().year, tw, status=status, meja=meja, kendala=f"Kendala {tw}", pada=saat)
    [b] = rekap_tkpk(sekda, tahun=hari_ini().year, until=hari_ini())
    assert (b.rekap.pagu_rp, b.uraian.tw, b.uraian.kendala) == (222, "TW II", "Kendala 2")


def test_papers_of_the_province_cost_the_same_for_four_and_for_six_villages(client, sekda):
    """Up to three kabupaten are counted without looking for them in the table, which costs a query less."""
    hitung: dict[str, list[int]] = {}
    for banyak in (4, 2):
        buat_provinsi(banyak)
        for alamat in ("/cetak/provinsi/rekap/", "/cetak/provinsi/lp2kd/", "/cetak/provinsi/rat/"):
            for cara in ("get", "post"):
                with CaptureQueriesContext(connection) as kueri:
                    assert getattr(client, cara)(alamat, {"bentuk": "docx"}).status_code == 200
                hitung.setdefault(f"{cara} {alamat}", []).append(len(kueri))
    # The first paper of all is an edition of its own; from then on nothing depends on how much there is.
    assert {k: v for k, v in hitung.items() if v[0] != v[1]} == {}
    assert max(v[0] for k, v in hitung.items() if k.startswith("get")) <= 12


def test_the_sekda_signs(client, sekda):
    setda = pabrik.buat_opd(slug="setda", nama="Sekretariat Daerah")
    pabrik.buat_jabatan(opd=setda, nama_jabatan="Sekretaris Daerah", pemegang="Pejabat Sekda", status="plh")
    teks = cetak(client, "/cetak/provinsi/rekap/")
    assert ("SEKRETARIAT DAERAH" in teks, "Plh. Sekretaris Daerah," in teks, "Pejabat Sekda" in teks) == (
        True,
        True,
        True,
    )
