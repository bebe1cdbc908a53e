"""Open data: what a stranger may take away, while it is open, and what no file tells.

Seen red with small counts written out, money of penugasan recorded late left out, a late report let into a quarter that is
out, a formula in a CSV, latitude first."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binaan.terbuka import saat as saat_
from binaan.terbuka.kumpulan import KUMPULAN
from binaan.terbuka.ringkas import figures
from binaan.terbuka.saat import Saat, saat_publik
from binaan.terbuka.tulis import BENTUK
from desa.angka import format_rupiah
from desa.waktu import hari_ini, tambah_bulan
from opd.enums import SumberDana
from opd.models import Penugasan
from tests import pabrik, pabrik_potret
from tests.halaman_ketat import visible_text
from tests.walk.dunia import KANARI, build

pytestmark = pytest.mark.django_db
AKAR = "/data-terbuka/"
KUNCI = [k.kunci for k in KUMPULAN]


@pytest.fixture
def saat() -> Saat:
    return saat_publik(hari_ini())


@pytest.fixture
def tugas(saat) -> Penugasan:
    desa = pabrik.buat_desa(lintang="-3.100000", bujur="130.500000", nama="=Waru")
    return pabrik.buat_penugasan(desa=desa, mulai=saat.awal - timedelta(days=400), dicatat_pada=pabrik.pada(saat.awal))


def read(client: Any, kunci: str, bentuk: str = "json") -> Any:
    jawaban = client.get(f"{AKAR}{kunci}.{bentuk}")
    assert jawaban.status_code == 200
    return jawaban


def rows(client: Any, kunci: str) -> list[dict[str, Any]]:
    return read(client, kunci).json()["data"]


def sell(tugas: Penugasan, saat: Saat, n: int, *, pada: date | None = None) -> None:
    """So many enterprises of the village report all three months, recorded on a day (in time, unless said)."""
    at = pabrik.pada(pada or saat.per + timedelta(days=5))
    for _ in range(n):
        umkm = pabrik.buat_umkm(
            desa=tugas.desa, dibina_sejak=saat.awal - timedelta(days=200), dicatat_pada=pabrik.pada(saat.awal)
        )
        for b in range(3):
            pabrik.buat_penjualan(umkm, tambah_bulan(saat.awal, b), 1_000_000, dicatat_pada=at)


@pytest.mark.parametrize("hari", [date(2026, 7, 30), date(2026, 7, 29), date(2026, 1, 1)])
def test_quarter_is_the_newest_that_is_thirty_days_over(hari):
    s = saat_publik(hari)
    harap = {
        date(2026, 7, 30): date(2026, 6, 30),
        date(2026, 7, 29): date(2026, 3, 31),
        date(2026, 1, 1): date(2025, 9, 30),
    }
    assert s.per == harap[hari]
    assert (s.diketahui.date() - s.per).days == saat_.TUNGGU_HARI


def test_everything_is_closed_while_public_pages_are_off(client, tugas, settings):
    alamat = [AKAR, f"{AKAR}penugasan/", *(f"{AKAR}penugasan.{b}" for b in BENTUK)]
    assert {client.get(a).status_code for a in alamat} == {200}
    settings.HALAMAN_PUBLIK = False
    assert {client.get(a).status_code for a in alamat} == {404}


@pytest.mark.parametrize("kunci", KUNCI)
def test_set_is_the_same_in_every_form_and_names_its_metadata(client, tugas, saat, kunci):
    sell(tugas, saat, 6)
    isi = read(client, kunci).json()
    peta = read(client, kunci, "geojson").json()
    lembar = list(csv.DictReader(io.StringIO(read(client, kunci, "csv").content.decode("utf-8-sig"), newline="")))
    assert [f["properties"] for f in peta["features"]] == isi["data"]
    assert [list(b) for b in lembar] == [list(b) for b in isi["data"]]
    assert [k["nama"] for k in isi["kolom"]] == list(lembar[0]) if lembar else True
    wajib = {
        "konsep",
        "definisi",
        "klasifikasi",
        "ukuran",
        "satuan",
        "sumber",
        "periode",
        "penanggung_jawab",
        "lisensi",
        "pemutakhiran",
    }
    assert wajib <= isi["metadata"].keys()
    assert all(isi["metadata"].values())
    assert visible_text(client.get(f"{AKAR}{kunci}/").text).count("Metadata") == 1


def test_licence_and_offices_are_those_of_the_settings(client, tugas, settings):
    settings.DATA_TERBUKA = settings.DATA_TERBUKA | {
        "lisensi": "Lisensi Uji",
        "alamat_lisensi": "https://lisensi.contoh/",
        "walidata": "Walidata Uji",
    }
    isi = read(client, "penugasan").json()["metadata"]
    assert (isi["lisensi"], isi["alamat_lisensi"], isi["walidata"]) == (
        "Lisensi Uji",
        "https://lisensi.contoh/",
        "Walidata Uji",
    )
    halaman = client.get(AKAR).text
    assert '<a href="https://lisensi.contoh/" rel="license noopener noreferrer">Lisensi Uji</a>' in halaman


def test_point_is_longitude_first_and_a_formula_does_not_run(client, tugas):
    peta = read(client, "penugasan", "geojson")
    assert peta["Content-Type"] == "application/geo+json"
    assert peta.json()["features"][0]["geometry"] == {"type": "Point", "coordinates": [130.5, -3.1]}
    assert ",'=Waru," in read(client, "penugasan", "csv").content.decode("utf-8-sig")
    assert rows(client, "penugasan")[0]["desa"] == "=Waru"


def test_other_sites_may_fetch_and_caches_ask_again(client, tugas):
    j = read(client, "penugasan")
    assert (j["Access-Control-Allow-Origin"], j["Cross-Origin-Resource-Policy"]) == ("*", "cross-origin")
    assert set(j["Cache-Control"].split(", ")) == {"public", "no-cache"}
    assert client.get(f"{AKAR}penugasan.json", HTTP_IF_NONE_MATCH=j["ETag"]).status_code == 304
    besar = client.get(f"{AKAR}penugasan.json", HTTP_ACCEPT_ENCODING="gzip")
    assert besar["Content-Encoding"] == "gzip"
    assert not j.cookies


@pytest.mark.parametrize(
    ("n", "pelapor", "omzet"),
    [
        (0, (0, ""), (None, "belum ada yang melapor lengkap")),
        (4, (None, "<5"), (None, "ditutup")),
        (5, (5, ""), (15_000_000, "")),
    ],
)
def test_omzet_of_fewer_than_five_is_closed(client, tugas, saat, n, pelapor, omzet):
    sell(tugas, saat, n)
    [b] = rows(client, "omzet")
    assert (b["umkm_melapor"], b["umkm_melapor_tanda"]) == pelapor
    assert (b["omzet_rp"], b["omzet_rp_tanda"]) == omzet


def test_late_report_changes_nothing_that_is_out(client, tugas, saat):
    sell(tugas, saat, 5)
    sebelum = rows(client, "omzet")
    sell(tugas, saat, 1, pada=saat.diketahui.date() + timedelta(days=1))
    assert rows(client, "omzet") == sebelum


def test_money_adds_up_to_the_public_figure_though_the_sk_was_recorded_late(client, tugas, saat):
    lambat = pabrik.buat_penugasan(mulai=tugas.mulai, dicatat_pada=saat.diketahui + timedelta(days=1))
    for t, rp in ((tugas, 4_000_000), (lambat, 7_000_000)):
        pabrik.buat_kegiatan(t, saat.per - timedelta(days=3), dana={SumberDana.APBD_PROV: rp})
    assert {(b["opd"], b["jumlah_rp"]) for b in rows(client, "dana")} == {
        (tugas.opd.nama, 4_000_000),
        (lambat.opd.nama, 7_000_000),
    }
    [angka] = [a for a in figures(saat) if a.kunci == "dana"]
    assert angka.nilai == format_rupiah(11_000_000)


def test_small_counts_of_enterprises_and_families_are_closed(client, tugas, saat):
    sell(tugas, saat, 6)
    for _ in range(2):
        pabrik.buat_umkm(
            desa=tugas.desa, dibina_sejak=saat.awal - timedelta(days=90), dicatat_pada=pabrik.pada(saat.awal)
        )
    for hari, n in ((tugas.mulai - timedelta(days=5), 30), (saat.per - timedelta(days=9), 3)):
        pabrik_potret.buat_potret(
            tugas.desa,
            hari,
            kk_miskin_ekstrem=n,
            kk_miskin=80,
            dicatat_pada=pabrik.pada(hari),
            diperiksa_pada=pabrik.pada(hari),
        )
    [k] = rows(client, "keadaan")
    assert (k["umkm_belum_tutup"], k["umkm_berjualan"], k["umkm_berjualan_tanda"]) == (8, None, "ditutup")
    [m] = rows(client, "kemiskinan")
    assert (m["dasar_kk"], m["kini_kk"], m["kini_kk_tanda"], m["penurunan_persen"]) == (30, None, "<5", None)


def test_no_file_and_no_page_tells_of_a_person(client):
    build()
    for kunci in KUNCI:
        for alamat in (f"{kunci}/", *(f"{kunci}.{b}" for b in BENTUK)):
            teks = client.get(AKAR + alamat).content.decode("utf-8-sig")
            assert [k for k in KANARI if k in teks] == [], alamat


@pytest.mark.sekali
def test_queries_do_not_grow_with_the_villages(client, tugas, saat):
    def hitung() -> dict[str, int]:
        hasil = {}
        for kunci in KUNCI:
            with CaptureQueriesContext(connection) as q:
                read(client, kunci, "csv")
            hasil[kunci] = len(q)
        return hasil

    satu = hitung()
    for _ in range(4):
        pabrik.buat_penugasan(mulai=tugas.mulai, dicatat_pada=tugas.dicatat_pada)
    assert hitung() == satu
    assert max(satu.values()) <= 12


def test_unknown_set_and_form_are_missing(client):
    assert [client.get(AKAR + a).status_code for a in ("lain/", "lain.csv", "penugasan.xml")] == [404, 404, 404]


def test_json_is_plain(client, tugas):
    assert json.loads(read(client, "dana").content)["data"] == []
