"""Each number of the dashboard leads to a list whose count or sum is that number: every link is followed."""

import html
import re
from datetime import date

import pytest

from desa.angka import baca_rupiah, baca_tanggal
from desa.models import Desa
from desa.waktu import hari_ini, tambah_bulan
from opd.enums import Peran
from opd.models import Penugasan
from tests.binaan.test_dasbor import desa_binaan
from tests.dunia import AKHIR, Dunia
from tests.pabrik import (
    buat_indeks,
    buat_kegiatan,
    buat_kunjungan,
    buat_pengguna,
    buat_penjualan,
    buat_penugasan,
    buat_umkm,
)
from tests.pabrik_naskah import buat_baris, buat_rencana
from tests.pabrik_potret import buat_potret

pytestmark = pytest.mark.django_db

TAUTAN = re.compile(r'<a href="([^"]+)"[^>]*>([^<]+)</a>')
NILAI = re.compile(r'nilai-nama">([^<]+)</span><span class="nilai">([^<]+)</span>')
ANGKA = re.compile(r"^(?:Rp )?[0-9.]+(?: dari [0-9.]+)?(?: desa| KK)?$")
DAFTAR_SEMUA = ("umkm", "kegiatan", "kunjungan", "pantau", "kemajuan")
DAFTAR = re.compile(r"^/(umkm|kegiatan|kunjungan)/\?")
SEL = re.compile(r"^\.\./[bdgvs]/")
PANTAU, KEMAJUAN = "/pantau/?", "/kemiskinan/kemajuan/desa/?"


def angka(teks: str) -> int:
    return baca_rupiah(teks.removeprefix("Rp ").split(" ")[0])


def list_values(klien, alamat: str) -> tuple[dict[str, int], str]:
    """The totals a list prints above its rows, and the page itself."""
    isi = klien.get(alamat).content.decode()
    assert "Saringan ini tidak dikenali" not in isi, alamat
    return {nama: angka(html.unescape(nilai)) for nama, nilai in NILAI.findall(isi)}, isi


def followed(klien, until: date, alamat_dasbor: str) -> tuple[dict[str, int], list[str]]:
    """How many links to each list were followed, and those whose list says something else."""
    isi = klien.get(alamat_dasbor).content.decode()
    jumlah, beda = dict.fromkeys(DAFTAR_SEMUA, 0), []
    for mentah, teks in TAUTAN.findall(isi):
        alamat, teks = html.unescape(mentah), html.unescape(teks).strip()
        if SEL.match(alamat):
            alamat = klien.get(f"/dasbor/{alamat.removeprefix('../')}").headers["Location"]
        if ANGKA.match(teks) and alamat.startswith((PANTAU, KEMAJUAN)):
            jumlah["pantau" if alamat.startswith(PANTAU) else "kemajuan"] += 1
            if not rows_agree(klien, alamat, teks):
                beda.append(f"{teks} di {alamat}")
        cocok = DAFTAR.match(alamat)
        if not cocok or not ANGKA.match(teks):
            continue
        jumlah[cocok[1]] += 1
        nilai, daftar = list_values(klien, alamat)
        if cocok[1] == "kunjungan":
            benar = days_agree(daftar, angka(teks), until)
        else:
            harap = {"umkm": {"Ditampilkan"}, "kegiatan": {"Kegiatan", "Dana"}}[cocok[1]]
            benar = angka(teks) in {nilai[h] for h in harap}
        if not benar:
            beda.append(f"{teks} ≠ {nilai} di {alamat}")
    return jumlah, beda


def rows_agree(klien, alamat: str, teks: str) -> bool:
    """The watch list shows as many enterprises; the villages of a state are as many, or their families now."""
    isi = klien.get(alamat).context
    if alamat.startswith(PANTAU):
        return isi["tampil"] == angka(teks)
    return angka(teks) in (isi["halaman"].paginator.count, isi["jumlah"].kini)


def days_agree(daftar: str, hari: int, until: date) -> bool:
    """A number of days leads to visits of which the newest lies that many days before the dashboard's date."""
    tanggal = re.findall(r'href="/kunjungan/[0-9a-f-]{36}/">([^<]+)</a>', daftar)
    return bool(tanggal) and (until - baca_tanggal(tanggal[0])).days == hari


@pytest.mark.parametrize(
    "benih", [1, pytest.param(2, marks=pytest.mark.drill), pytest.param(3, marks=pytest.mark.drill)]
)
def test_tautan_of_today_and_of_a_past_quarter_lead_to_their_rows(klien, benih):
    Dunia(benih)
    for penugasan in Penugasan.objects.in_force():
        buat_kunjungan(penugasan, penugasan.mulai)
    for desa in Desa.objects.filter(penugasan__isnull=False).distinct():
        for tanggal, kk in ((date(2024, 12, 31), 30), (date(2026, 5, 1), 21)):
            buat_potret(desa, tanggal, kk_miskin_ekstrem=kk, kk_total=200)
    klien.force_login(buat_pengguna(Peran.PEMBACA))
    diikuti = dict.fromkeys(DAFTAR_SEMUA, 0)
    tahu = {date(2026, 6, 30): "&diketahui=2026-07-05", date(2026, 5, 11): "", AKHIR: "&diketahui=2026-06-20"}
    for per in (*tahu, hari_ini()):
        for halaman in ("/dasbor/", "/dasbor/opd/"):
            jumlah, beda = followed(klien, per, f"{halaman}?per={per}{tahu.get(per, '')}")
            assert beda == []
            diikuti = {k: n + jumlah[k] for k, n in diikuti.items()}
    assert min(diikuti.values()) >= 4


def rows_of_part(klien, alamat: str, teks: str) -> bool:
    """Whether the rows behind a part of a card come to its number: their last column's sum of rupiah, else their villages, else
    they themselves.
    """
    rincian = klien.get(alamat).context["rincian"]
    n = angka((re.search(r"([\d.]+) UMKM\)", teks) or re.search(r"(\d[\d.]*)", teks))[1])
    if teks.startswith("Rp "):
        return n == sum(angka(baris[-1].teks) for baris in rincian.baris)
    return n in (len({baris[0].tautan for baris in rincian.baris}), len(rincian.baris))


def test_every_part_of_a_card_has_its_rows(klien):
    """Seen red with the parts as plain numbers: money outside the pagu, growth and who is left out of it, indices, koperasi."""
    hari = hari_ini()
    awal = hari.replace(day=1)
    a, b = desa_binaan(), buat_penugasan(mulai=date(2024, 5, 1))
    baris = buat_baris(buat_rencana(a, hari.year, status="diverifikasi"), pagu={"csr": 1000}, strategi="pendapatan")
    buat_kegiatan(a, hari, baris=baris, dana={"csr": 40, "apbn": 7})
    buat_kegiatan(buat_penugasan(desa=a.desa, peran="pendukung", mulai=a.mulai), hari, dana={"csr": 9})
    for n in range(3):
        u = buat_umkm(desa=b.desa, dibina_sejak=b.mulai)
        for mundur in range(1, 20):
            if n or mundur % 5:
                buat_penjualan(u, tambah_bulan(awal, -mundur), 1_000 * (mundur + n))
    for bentuk in ("koperasi", "bumdes"):
        buat_umkm(desa=a.desa, dibina_sejak=a.mulai, bentuk=bentuk)
    buat_indeks(b.desa, 2023, nilai="0.5000")
    buat_indeks(b.desa, 2024, nilai="0.4000")
    klien.force_login(buat_pengguna(Peran.PEMBACA))
    diikuti, beda = set(), []
    for kartu in klien.get("/dasbor/").context["kartu"]:
        for bagian in kartu.bagian:
            if re.match(r"(?:Rp )?(?!0\b)\d", bagian.teks) or "UMKM)" in bagian.teks:
                assert bagian.tautan, f"{kartu.nama}: {bagian.nama} {bagian.teks}"
            if bagian.tautan.startswith("/umkm/?bentuk="):
                diikuti.add(bagian.nama)
                beda += [bagian] * (list_values(klien, bagian.tautan)[0]["Ditampilkan"] != angka(bagian.teks))
            elif "rinci=" in bagian.tautan and not bagian.teks.endswith("%"):
                diikuti.add(bagian.nama)
                beda += [bagian] * (not rows_of_part(klien, bagian.tautan, bagian.teks))
    assert beda == []
    assert {
        "di luar pagu rencana", "Bila tutup dihitung −100 %", "Belum setahun dibina", "Laporan bulanan tidak lengkap", "Turun",
        "Belum dapat diukur", "di antaranya baru data sebelum pendampingan", "Terpisah, koperasi", "Terpisah, BUM Desa",
    } <= diikuti  # fmt: skip
