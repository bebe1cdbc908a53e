"""Each number of the dashboard leads to a list whose count or sum is that number: every link is followed."""

import html
import re
from datetime import date

import pytest

from desa.angka import baca_rupiah, baca_tanggal
from desa.models import Desa
from desa.waktu import hari_ini
from opd.enums import Peran
from opd.models import Penugasan
from tests.dunia import AKHIR, Dunia
from tests.pabrik import buat_kunjungan, buat_pengguna
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
