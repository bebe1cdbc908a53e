"""What the API tells: the figures of the pages to the last digit, small groups closed, and nothing of persons.

Seen red with a potret read as for the OPD in charge, an owner's name and a NIB planted in a row, a draft ranking let through,
a sum over facts that a correction replaced, and *entas* read without their cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework import serializers

from binaan.api.urls import SUMBER, load_view
from binaan.dasbor import simpanan_wilayah
from binaan.dasbor.angka import key_numbers
from binaan.dasbor.baca import baca
from binaan.dasbor.pokok import ringkas
from binaan.dasbor.tautan import buat_tautan
from binaan.models import Peringkat
from binaan.peringkat.hasil import rows_of
from desa.models import Instalasi, PotretKesejahteraan
from desa.waktu import hari_ini
from opd.enums import Peran
from opd.laju import HITUNGAN
from opd.models import DanaKegiatan, Pengguna
from opd.rekap.desa import rekap_desa
from opd.rekap.entas import read_entas
from opd.rekap.kemajuan import by_opd, sum_entas
from opd.rekap.kemiskinan import rekap_kemiskinan, total
from opd.rekap.makro import rekap_makro
from opd.rekap.rencana import rekap_rencana
from opd.rekap.simpanan_desa import SimpananDesa
from tests import pabrik, pabrik_keluarga, pabrik_potret
from tests.binaan.test_api import Penanya
from tests.pabrik_api import buat_token
from tests.walk.dunia import KANARI, Dunia, build

RAHASIA = "bm_" + "r" * 43
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def dunia(satu_modul) -> Dunia:
    isi = build()
    buat_token(RAHASIA)
    return isi


@pytest.fixture
def penanya(dunia) -> Penanya:
    HITUNGAN.forget()
    return Penanya()


@pytest.fixture
def pembaca(dunia) -> Pengguna:
    return dunia.pengguna[Peran.PEMBACA]


# --- persons ----------------------------------------------------------------------------------------------------------


def columns(bentuk: serializers.BaseSerializer) -> Iterator[tuple[str, str]]:
    """(name of the column, where it comes from) of a row and of what stands in it."""
    for nama, kolom in getattr(bentuk, "child", bentuk).fields.items():
        yield nama, kolom.source
        if isinstance(kolom, serializers.BaseSerializer):
            yield from columns(kolom)


PRIBADI = {n.removesuffix("_sandi") for m in apps.get_models() for n in getattr(m, "PERSONAL", ())} | {
    "surel",
    "nib",
    "hp",
}


@pytest.mark.parametrize("nama", SUMBER)
def test_no_column_comes_from_a_personal_field(nama):
    isi = list(columns(load_view(SUMBER[nama]).cls.bentuk()))
    assert isi
    bagian = {b for kolom, sumber in isi for b in (kolom, *sumber.split("."))}
    assert bagian & PRIBADI == set()


def test_every_row_is_written_by_a_form_of_its_own():
    """A ModelSerializer would take along whatever column is added to its table."""
    for view in SUMBER.values():
        assert not issubclass(load_view(view).cls.bentuk, serializers.ModelSerializer)


def test_no_answer_holds_a_personal_value(penanya):
    for nama in SUMBER:
        teks = penanya.ask(nama, batas=500).text
        assert [k for k in KANARI if k in teks] == [], nama
        assert re.findall(r"\b(?:\d{16}|\+?62\d{9,}|08\d{9,})\b", teks) == [], nama


def test_reader_without_an_account_sees_what_pembaca_sees(dunia, pembaca):
    """The API's reader is no row of the database, so every scope it uses is compared."""
    lain = {"opd.SuratKeluar", "binaan.PilihanKolom"}  # one's own: it has none
    for model in apps.get_models():
        atur = model._default_manager
        if hasattr(atur.all(), "visible_to") and model._meta.label not in lain and model is not Instalasi:
            tampak = [set(atur.visible_to(u).values_list("pk", flat=True)) for u in (pembaca, Pengguna(nama="API"))]
            assert tampak[0] == tampak[1], model._meta.label


def test_small_groups_are_closed_as_on_the_pages(penanya, dunia):
    p = pabrik_potret.buat_potret(dunia.desa, date(2026, 2, 1), kk_total=200, kk_miskin=40, kk_miskin_ekstrem=3)
    baris = next(b for b in penanya.read("potret", desa=dunia.desa.kode) if b["tanggal_data"] == str(p.tanggal_data))
    assert baris["kk_miskin_ekstrem"] == {"nilai": None, "tanda": "<5"}
    assert baris["kk_miskin"] == {"nilai": None, "tanda": "ditutup"}
    assert baris["kk_total"] == {"nilai": 200, "tanda": ""}
    assert (
        len(penanya.read("potret"))
        == PotretKesejahteraan.objects.verified().filter(tanggal_data__lte=hari_ini()).count()
    )


def test_entas_are_closed_as_on_the_pages_and_read_for_today_alone(penanya, pembaca):
    hari = hari_ini()
    kosong, sedikit, banyak = (pabrik.buat_penugasan(mulai=hari - timedelta(days=900)) for _ in range(3))
    for p, n in ((sedikit, 3), (banyak, 7)):
        for ke in range(20):
            k = pabrik_keluarga.buat_keluarga(p.desa, masuk=hari - timedelta(days=800))
            if ke < n:
                pabrik_keluarga.buat_status(k, "entas", hari - timedelta(days=300))
    isi = {b["opd"]: b for b in penanya.read("entas")}
    assert {p.opd.slug: isi[p.opd.slug]["entas"] for p in (kosong, sedikit, banyak)} == {
        kosong.opd.slug: {"nilai": None, "tanda": ""},
        sedikit.opd.slug: {"nilai": None, "tanda": "<5"},
        banyak.opd.slug: {"nilai": 7, "tanda": ""},
    }
    entas = read_entas(pembaca, until=hari, known_at=None, today=hari)
    opd = by_opd(rekap_kemiskinan(pembaca, until=hari), entas, until=hari)
    assert {k: b["keterangan"] for k, b in isi.items()} == {o.penugasan.opd_slug: o.kata_entas for o in opd}
    jumlah = sum_entas(opd, len(opd))
    assert sum(b["entas"]["nilai"] or 0 for b in isi.values()) == jumlah.entas
    assert sum(b["bertahan"]["nilai"] or 0 for b in isi.values()) == jumlah.bertahan
    assert [b["opd"] for b in penanya.read("entas", opd=banyak.opd.slug)] == [banyak.opd.slug]
    assert penanya.ask("entas", per=str(hari - timedelta(days=30))).status_code == 400


# --- figures ----------------------------------------------------------------------------------------------------------


def test_figures_are_those_of_the_dashboard(penanya, pembaca):
    hari = hari_ini()
    r = ringkas(pembaca, until=hari)
    angka = key_numbers(r, buat_tautan(r.rentang, hari_ini=hari, known_at=None, diketahui=None))
    isi = penanya.read("angka")
    assert [(a["nama"], a["nilai"], a["teks"]) for a in isi] == [
        (a.nama, None if a.nilai is None else str(a.nilai), a.teks) for a in angka
    ]
    nilai = {a["nama"]: a["nilai"] for a in isi}
    tahun = penanya.read("kegiatan", dari=f"{hari.year}-01-01")
    assert nilai[f"Kegiatan {hari.year}"] == str(len(tahun))
    assert nilai[f"Dana kegiatan {hari.year}"] == str(sum(d["jumlah_rp"] for k in tahun for d in k["dana"]))
    assert nilai["UMKM berjualan"] == str(sum(k["umkm_berjualan"] for k in penanya.read("keadaan-desa")))
    assert nilai["Desa binaan"] == str(penanya.ask("keadaan-desa").json()["jumlah"])
    assert nilai["Omzet triwulan jatuh tempo"] in (None, str(sum(o["omzet_rp"] for o in penanya.read("omzet"))))


def test_rows_of_roll_ups_are_those_of_the_pages(penanya, pembaca):
    hari = hari_ini()
    desa = {d.penugasan.kode: d for d in rekap_desa(pembaca, until=hari)}
    assert {b["desa"]: (b["keadaan"], b["hari_sejak_kunjungan"]) for b in penanya.read("keadaan-desa")} == {
        k: (d.keadaan.value, d.kunjungan.hari) for k, d in desa.items()
    }
    rencana = {b.penugasan.penugasan_id: b for b in rekap_rencana(pembaca, tahun=hari.year, until=hari)}
    assert {b["penugasan"]: (b["capaian"], b["serapan"], b["keterangan"]) for b in penanya.read("capaian")} == {
        k: (None if b.nilai is None else str(b.nilai), None if b.serapan is None else str(b.serapan), b.kata)
        for k, b in rencana.items()
    }
    j = total(b.program for b in rekap_kemiskinan(pembaca, until=hari))
    terukur = [b["program"] for b in penanya.read("kemajuan") if b["program"]["kini"] and b["program"]["penurunan"]]
    assert sum(b["kini"]["nilai"] for b in terukur) == j.kini
    assert [m["kode"] for m in penanya.read("makro")] == sorted(m.kode for m in rekap_makro(pembaca, until=hari))
    jumlah = baca(pembaca, until=hari).jumlah_omzet
    assert sum(o["omzet_rp"] for o in penanya.read("omzet")) == jumlah.omzet_rp


def test_enterprises_of_a_state_are_as_many_as_the_figure_says(penanya, pembaca):
    semua = penanya.read("umkm", batas=1)
    assert len(semua) == len({u["uuid"] for u in semua})
    desa = rekap_desa(pembaca, until=hari_ini())
    for keadaan in ("berjualan", "diam", "tutup", "belum_diketahui"):
        umkm = [u for u in penanya.read("umkm", keadaan=keadaan) if u["bentuk"] not in ("koperasi", "bumdes")]
        assert len(umkm) == sum(getattr(d.umkm, keadaan) for d in desa), keadaan


def test_activity_that_was_corrected_counts_once(penanya, dunia):
    lama = pabrik.buat_kegiatan(dunia.penugasan, hari_ini(), dana={"apbd_prov": 1_000_000})
    baru = pabrik.buat_kegiatan(
        dunia.penugasan, hari_ini(), dana={"apbd_prov": 2_000_000}, menggantikan=lama, alasan_koreksi="keliru"
    )
    isi = {k["uuid"]: k for k in penanya.read("kegiatan", dari=str(hari_ini()))}
    assert str(lama.uuid) not in isi
    assert isi[str(baru.uuid)]["dana"] == [{"sumber": "apbd_prov", "jumlah_rp": 2_000_000}]
    assert DanaKegiatan.objects.filter(kegiatan=lama).exists()


def test_frozen_rankings_leave_as_they_were_frozen_and_drafts_never(penanya, dunia):
    beku = Peringkat.objects.get()
    isi = penanya.read("peringkat")
    assert {b["opd"]: (b["peringkat"], b["skor"]) for b in isi} == {
        b.slug: (b.peringkat, None if b.skor is None else str(b.skor)) for b in rows_of(beku.hasil)
    }
    assert {(b["tahun"], b["versi"], b["berlaku"], b["sidik"]) for b in isi} == {(beku.tahun, 1, True, beku.sidik)}
    assert penanya.read("peringkat", tahun=str(hari_ini().year)) == []


def test_a_day_before_the_first_penugasan_and_one_to_come_are_told(penanya):
    lebih, lama, nanti = (penanya.ask("angka", per=p) for p in ("2019-01-05", "2020-01-05", "2099-01-01"))
    assert [s.status_code for s in (lebih, lama, nanti)] == [400, 400, 400]
    assert "belum ada penugasan" in lama.json()["pesan"] == lebih.json()["pesan"]
    assert "belum terjadi" in nanti.json()["pesan"]


@pytest.mark.sekali
def test_queries_do_not_grow_with_the_rows(penanya, dunia, monkeypatch):
    monkeypatch.setattr(simpanan_wilayah, "SEDIKIT", 0)  # more kabupaten than these are looked for in the table

    def hitung() -> dict[str, int]:
        hasil = {}
        SimpananDesa.forget_all()
        for nama in SUMBER:
            with CaptureQueriesContext(connection) as q:
                assert penanya.ask(nama).status_code == 200
            hasil[nama] = len(q)
        return hasil

    penanya.ask("opd")  # the day's first use is noted
    satu = hitung()
    for _ in range(3):
        p = pabrik.buat_penugasan(mulai=dunia.penugasan.mulai)
        pabrik.buat_kegiatan(p, hari_ini(), dana={"apbd_prov": 5})
        pabrik.buat_kunjungan(p, hari_ini())
        pabrik.buat_umkm(desa=p.desa)
        pabrik.buat_indeks(p.desa, 2024)
        pabrik_potret.buat_potret(p.desa, date(2026, 2, 1))
    lima = hitung()
    assert {n: lima[n] for n in lima if lima[n] != satu[n]} == {}
    assert max(lima.values()) <= 15
