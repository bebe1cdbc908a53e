"""Data quality: each kind is found where it is and nowhere else, every count opens its rows, an OPD reads its own alone.

Seen red: a re-use counted after the first photo's activity was cancelled, a count of the province on an OPD's own page.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binaan.dasbor.baca import baca
from binaan.mutu.jenis import ARTI, JenisTemuan, Kelompok
from binaan.mutu.temuan import read_quality
from desa.waktu import hari_ini
from opd.enums import Peran
from opd.enums import TindakanNaskah as T
from opd.models import Kegiatan, Opd, Penugasan
from opd.rekap.daftar_rencana import daftar_rencana
from tests import pabrik, pabrik_naskah, pabrik_tenggat
from tests.halaman_ketat import visible_text

pytestmark = pytest.mark.django_db
J = JenisTemuan
HARI, AWAL = date(2026, 7, 20), date(2026, 4, 6)
TAHUN = HARI.year
SALAH = {J.TIM: 1, J.RENCANA: 1, J.PENJUALAN: 3, J.LAPORAN: 3, J.SUSULAN: 1, J.OMZET: 1, J.BERLEBIH: 1, J.SATUAN: 1}
SALAH |= {J.MENUMPUK: 1, J.WAKTU: 1, J.TEMPAT: 1, J.ULANG: 1, J.SERATUS: 3}


def tugaskan(opd: Opd, *, bertim: bool = True) -> Penugasan:
    p = pabrik.buat_penugasan(opd=opd)
    if bertim:
        pabrik.buat_tim(p)
    return p


def rencanakan(p: Penugasan, *baris: tuple[tuple[int, int, int, int], int, str]) -> None:
    """A verified plan whose lines have these targets, and what was done of each in TW II, in that unit."""
    meja = pabrik_naskah.Meja(*(pabrik.buat_pengguna() for _ in range(3)))
    rencana = pabrik_naskah.buat_rencana(p, TAHUN, status="diverifikasi", meja=meja)
    for target, volume, satuan in baris:
        b = pabrik_naskah.buat_baris(rencana, target)
        if volume:
            pabrik.buat_kegiatan(p, AWAL, baris=b, volume=volume, satuan=satuan)


def jual(p: Penugasan, *, kali: int = 1, lapor: bool = True) -> None:
    """An enterprise mentored since last year, whose sales of TW II are `kali` those of the year before."""
    umkm = pabrik.buat_umkm(desa=p.desa, dibina_sejak=date(2025, 1, 10))
    for bulan in (4, 5, 6) if lapor else ():
        pabrik.buat_penjualan(umkm, date(2025, bulan, 1), 1_000_000)
        pabrik.buat_penjualan(umkm, date(2026, bulan, 1), 1_000_000 * kali)


def buat_salah(opd: Opd) -> None:
    """Three villages of an OPD with everything that data can show against themselves."""
    a, b, c = tugaskan(opd), tugaskan(opd, bertim=False), tugaskan(opd)
    rencanakan(a, *[((10, 10, 10, 10), 20, "paket")] * 3)
    rencanakan(
        b, ((10, 10, 10, 10), 60, "paket"), ((10, 10, 10, 10), 5, "unit"), ((0, 0, 0, 9), 0, ""), ((9, 9, 9, 9), 18, "paket")
    )  # fmt: skip
    for n in range(6):
        jual(a, kali=60 if n == 5 else 1)
    jual(c, lapor=False)
    pertama = pabrik.buat_kegiatan(a, AWAL)
    asal = pabrik.buat_bukti(kegiatan=pertama, cocok_waktu="tidak_cocok")
    pabrik.buat_bukti(kegiatan=pertama, cocok_tempat="tidak_cocok")
    kunjungan = pabrik.buat_kunjungan(b, AWAL + timedelta(days=3), foto=1, alasan_susulan="sinyal mati")
    pabrik.buat_bukti(kunjungan=kunjungan, mirip_dengan=asal, phash=asal.phash)


def buat_bersih(opd: Opd) -> None:
    p = tugaskan(opd)
    rencanakan(p, ((10, 10, 10, 10), 18, "paket"))
    jalan = [(T.AJUKAN, date(2026, 4, 10)), (T.SETUJUI, date(2026, 4, 20))]
    pabrik_tenggat.buat_jalan(p, TAHUN, 1, *jalan)
    pabrik.buat_kunjungan(p, AWAL)


def masuk(client, peran: Peran = Peran.VERIFIKATOR, **isi):
    orang = pabrik.buat_pengguna(peran, **isi)
    client.force_login(orang)
    return orang


def test_every_kind_is_found_where_it_is_and_nowhere_else():
    opd, bersih = pabrik.buat_opd(), pabrik.buat_opd()
    buat_salah(opd)
    buat_bersih(bersih)
    user = pabrik.buat_pengguna(Peran.PEMBACA)
    mutu = read_quality(user, tahun=TAHUN, on=HARI)
    assert (dict(mutu.per_jenis), {t.tempat.slug for t in mutu.temuan}) == (SALAH, {opd.slug})
    assert [(b.slug, b.total) for b in mutu.per_opd()] == [(opd.slug, sum(SALAH.values())), (bersih.slug, 0)]
    assert set(SALAH) == set(J) == set(ARTI)
    [ulang] = [t for t in mutu.temuan if t.jenis == J.ULANG]
    assert ulang.uraian.startswith("sama dengan foto kegiatan 6 April 2026 di Desa Uji")
    # The same figures as on the dashboard and the list of plans.
    assert sum(len(b) for _, b in baca(user, until=HARI).kosong_per_opd) == SALAH[J.PENJUALAN]
    assert sum(b.belum for b in daftar_rencana(user, tahun=TAHUN, until=HARI)) == SALAH[J.RENCANA]


def ganti(lama: Kegiatan, *, batal: bool = False) -> Kegiatan:
    """The activity that corrects another, or cancels it."""
    return pabrik.buat_kegiatan(lama.penugasan, lama.tanggal, menggantikan=lama, batal=batal, alasan_koreksi="uji")


def test_a_photo_is_used_again_only_while_another_fact_that_counts_shows_it():
    p, q = tugaskan(pabrik.buat_opd()), tugaskan(pabrik.buat_opd())
    user = pabrik.buat_pengguna(Peran.PEMBACA)

    def ulang() -> list[str]:
        temuan = read_quality(user, tahun=TAHUN, on=HARI).temuan
        return [t.tempat.slug for t in temuan if t.jenis == J.ULANG]

    pertama = pabrik.buat_kegiatan(p, AWAL)
    asal = pabrik.buat_bukti(kegiatan=pertama)
    kedua = pabrik.buat_kegiatan(q, AWAL)
    pabrik.buat_bukti(kegiatan=kedua, mirip_dengan=asal, phash="0" * 16)
    assert ulang() == [q.opd.slug]
    koreksi = ganti(pertama)
    assert ulang() == []
    pabrik.buat_bukti(kegiatan=koreksi, phash=asal.phash)
    assert ulang() == [q.opd.slug]
    ganti(koreksi, batal=True)
    assert ulang() == []
    pabrik.buat_bukti(kegiatan=kedua, phash=asal.phash)
    assert ulang() == []


def counts(html: str) -> list[tuple[str, int]]:
    """Every link of the page to findings, with the count that it carries."""
    semua = re.findall(r'<a href="(/mutu/temuan/\?[^"]+)">([\d.]+)</a>', html)
    return [(unescape(a), int(n.replace(".", ""))) for a, n in semua]


def test_every_count_opens_as_many_rows_and_an_opd_reads_its_own_alone(client):
    opd, bersih = pabrik.buat_opd(), pabrik.buat_opd()
    buat_salah(opd)
    buat_bersih(bersih)
    masuk(client, Peran.PIMPINAN)
    html = client.get("/mutu/", {"tahun": TAHUN}).text
    tautan = counts(html)
    assert len(tautan) > 2 * len(Kelompok)
    for alamat, n in tautan:
        assert f"<caption>{n} temuan</caption>" in client.get(alamat).text, alamat
    assert all(a.langkah in html for a in ARTI.values())
    semua = client.get("/mutu/temuan/", {"tahun": TAHUN, "unduh": "csv"}).getvalue().decode("utf-8-sig").splitlines()
    assert len(semua) - 1 == sum(
        n for alamat, n in dict(tautan).items() if alamat.count("=") == 2 and "kelompok=" in alamat
    )
    masuk(client, Peran.OPERATOR_OPD, opd=bersih)
    sendiri = client.get("/mutu/", {"tahun": TAHUN}).text
    assert (opd.nama in sendiri, bersih.nama in sendiri, len(counts(sendiri)) < len(tautan)) == (False, True, True)
    assert opd.nama not in client.get("/mutu/temuan/", {"tahun": TAHUN, "opd": opd.slug}).text


def test_nothing_found_and_nothing_to_look_at_say_what_comes_next(client):
    p = pabrik.buat_penugasan(mulai=hari_ini())
    masuk(client, Peran.OPERATOR_OPD, opd=p.opd)
    assert "Tim pendamping" in client.get("/mutu/temuan/", {"tahun": p.mulai.year}).text
    pabrik.buat_tim(p)
    meja = pabrik_naskah.Meja(*(pabrik.buat_pengguna() for _ in range(3)))
    pabrik_naskah.buat_rencana(p, p.mulai.year, status="diverifikasi", meja=meja)
    assert "Tidak ada temuan." in client.get("/mutu/", {"tahun": p.mulai.year}).text
    masuk(client, Peran.OPERATOR_OPD, opd=pabrik.buat_opd())
    assert "Belum ada penugasan pada tahun" in client.get("/mutu/").text


def test_nonsense_in_the_address_is_no_filter(client):
    masuk(client)
    for alamat in ("/mutu/?tahun=x", "/mutu/?tahun=99999", "/mutu/temuan/?kelompok=%00&jenis=x&opd=x&halaman=-1"):
        assert "elum ada penugasan" in visible_text(client.get(alamat).text) or "cocok" in client.get(alamat).text


def test_pages_cost_the_same_with_one_opd_and_with_five(client):
    hitung = []
    for banyak in (1, 4):
        for _ in range(banyak):
            buat_salah(pabrik.buat_opd())
        masuk(client)
        for alamat in ("/mutu/", "/mutu/temuan/"):
            client.get(alamat)
            with CaptureQueriesContext(
                connection,
            ) as kueri:
                assert client.get(alamat, {"tahun": TAHUN}).status_code == 200
            hitung.append(len(kueri))
    assert hitung[:2] == hitung[2:]
    assert max(hitung) <= 12
