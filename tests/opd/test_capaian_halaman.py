"""Capaian rencana on the pages: the figure, its word, and that every number leads to rows that come to it."""

from __future__ import annotations

import html
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from opd.enums import Peran, StatusNaskah
from opd.models import RencanaAksi
from opd.rekap.daftar_rencana import daftar_rencana
from tests import pabrik, pabrik_naskah
from tests.pabrik import buat_kegiatan, pada

pytestmark = pytest.mark.django_db
TAHUN = 2025
"""A year that is over whatever day it is."""


@pytest.fixture
def dunia() -> Any:
    """A verified plan of two lines, half done, with money inside and outside of it."""
    penugasan = pabrik.buat_penugasan()
    meja = pabrik_naskah.buat_meja(penugasan)
    rencana = pabrik_naskah.buat_rencana(penugasan, TAHUN, status=StatusNaskah.DIVERIFIKASI, meja=meja)
    satu = pabrik_naskah.buat_baris(rencana, (10, 10, 0, 0), satuan="ekor", pagu={"csr": 100})
    pabrik_naskah.buat_baris(rencana, (0, 5, 0, 0), urutan=1)
    for hari, volume in ((date(TAHUN, 2, 1), 4), (date(TAHUN, 2, 9), "2.5"), (date(TAHUN, 5, 1), 10)):
        buat_kegiatan(penugasan, hari, volume=Decimal(volume), satuan="ekor", baris=satu, dana={"csr": 20})
    buat_kegiatan(penugasan, date(TAHUN, 6, 1), dana={"apbn": 7})
    return penugasan, meja, rencana


def tautan(halaman: str) -> list[str]:
    """The addresses of lists of activities on a page."""
    return [html.unescape(a) for a in re.findall(r'href="(/kegiatan/\?[^"]+)"', halaman)]


def test_plan_shows_how_far_it_got_and_every_number_leads_to_its_rows(client, dunia):
    _, meja, rencana = dunia
    client.force_login(meja.operator)
    halaman = client.get(reverse("rencana:detail", args=[rencana.uuid])).text
    for teks in ("41,3 %", "Sangat Rendah", "60,0 %", "82,5 %", "16,5 dari 20 ekor", "Rp 60 dari pagu Rp 100"):
        assert teks in halaman
    volume = {}
    for alamat in tautan(halaman):
        daftar = client.get(alamat)
        volume[alamat.partition("sampai=")[2][11:].partition("&tw=")[2]] = (
            daftar.context["jumlah"],
            daftar.context["total_rp"],
            daftar.context.get("volume"),
        )
    assert volume == {
        "2025-1": (2, 40, [(Decimal("6.5"), "ekor")]),
        "2025-2": (1, 20, [(Decimal(10), "ekor")]),
        "": (1, 7, None),
    }


def test_figures_of_an_earlier_day_carry_the_day_on(client, dunia):
    penugasan, meja, rencana = dunia
    client.force_login(meja.operator)
    alamat = reverse("rencana:detail", args=[rencana.uuid]) + "?per=2025-03-31&diketahui=2025-02-05"
    halaman = client.get(alamat).text
    assert "Keadaan per 31 Maret 2025, menurut yang dicatat sampai 5 Februari 2025" in halaman
    assert "40,0 %" in halaman
    [satu] = tautan(halaman)
    assert satu.endswith(
        "&sampai=2025-03-31&diketahui=2025-02-05&baris=" + str(rencana.baris.first().kunci) + "&tw=2025-1"
    )
    assert client.get(satu).context["volume"] == [(Decimal(4), "ekor")]


def test_list_counts_what_has_no_plan_and_leads_there(client, dunia):
    penugasan, _, rencana = dunia
    lain = pabrik.buat_penugasan()
    pabrik_naskah.buat_rencana(lain, TAHUN, baris=1)
    pendukung = pabrik.buat_penugasan(desa=lain.desa, peran="pendukung")
    pabrik_naskah.buat_rencana(pendukung, TAHUN, status=StatusNaskah.DIVERIFIKASI, baris=1)
    client.force_login(pabrik.buat_pengguna(Peran.PEMBACA))
    halaman = client.get(reverse("rencana:daftar"), {"tahun": TAHUN})
    gabung = halaman.context["gabung"]
    assert (gabung.penugasan, gabung.tanpa_rencana, gabung.nilai) == (2, 1, Decimal("41.3"))
    assert len(halaman.context["halaman"].object_list) == 3
    for teks in ("41,3 %", "1 penugasan", "belum ada rencana", "pendukung, tidak dihitung"):
        assert teks in halaman.text
    belum = client.get(reverse("rencana:daftar"), {"tahun": TAHUN, "status": "belum"}).context
    assert [b.kode for b in belum["halaman"].object_list] == [lain.desa.kode]
    satu = client.get(reverse("rencana:daftar"), {"tahun": TAHUN, "opd": penugasan.opd.slug}).context
    assert [b.rencana.uuid for b in satu["halaman"].object_list] == [rencana.uuid]
    assert satu["gabung"].tanpa_rencana == 0
    assert client.get(reverse("rencana:daftar"), {"opd": "tidak-ada"}).context["gabung"].penugasan == 0


def test_list_shows_the_newest_version_its_reader_may_see(dunia):
    penugasan, meja, rencana = dunia
    revisi = pabrik_naskah.buat_rencana(penugasan, TAHUN, nomor=2, pada=pada(date(TAHUN, 9, 1)))
    pembaca, hari = pabrik.buat_pengguna(Peran.PEMBACA), date(TAHUN, 12, 31)

    def terlihat(user: Any, **isi: Any) -> list[Any]:
        return [b.rencana and b.rencana.uuid for b in daftar_rencana(user, tahun=TAHUN, until=hari, **isi)]

    assert (terlihat(meja.operator), terlihat(pembaca)) == ([revisi.uuid], [rencana.uuid])
    assert terlihat(meja.operator, known_at=pada(date(TAHUN, 6, 1))) == [rencana.uuid]


def test_later_version_is_beside_and_says_which_one_is_judged(client, dunia):
    penugasan, meja, rencana = dunia
    revisi = pabrik_naskah.buat_rencana(penugasan, TAHUN, nomor=2, status=StatusNaskah.DIVERIFIKASI, meja=meja)
    pabrik_naskah.buat_baris(revisi, (5, 5, 0, 0), satuan="ekor", kunci=rencana.baris.first().kunci)
    client.force_login(meja.kepala)
    halaman = client.get(reverse("rencana:detail", args=[revisi.uuid])).text
    assert "Pembanding saja. Yang dinilai" in halaman
    assert "165,0 %" in halaman
    RencanaAksi.objects.filter(pk=revisi.pk).update(kahar=True, alasan_kahar="Gempa bumi")
    assert "karena keadaan kahar: Gempa bumi" in client.get(reverse("rencana:detail", args=[revisi.uuid])).text
    assert "Yang dinilai" in client.get(reverse("rencana:detail", args=[rencana.uuid])).text


def test_village_and_opd_say_the_predikat(client):
    hari = pabrik.SEKARANG.date()
    penugasan = pabrik.buat_penugasan()
    b = pabrik_naskah.buat_baris(
        pabrik_naskah.buat_rencana(penugasan, hari.year, status=StatusNaskah.DIVERIFIKASI), (10, 0, 0, 0)
    )
    buat_kegiatan(penugasan, date(hari.year, 2, 1), volume=7, satuan="paket", baris=b, judul="Bagi benih")
    client.force_login(pabrik.buat_pengguna(Peran.PEMBACA))
    for alamat in (
        reverse("desa:detail", args=[penugasan.desa.kode]),
        reverse("opd:detail", args=[penugasan.opd.slug]),
    ):
        halaman = client.get(alamat).text
        assert [t in halaman for t in ("Capaian rencana", "70,0 %", "sedang")] == [True] * 3
    assert f"rencana: {b.kegiatan}" in client.get(reverse("desa:detail", args=[penugasan.desa.kode])).text


def test_plan_of_forty_lines_opens_at_once(client, dunia, django_assert_max_num_queries):
    penugasan, meja, _ = dunia
    indikator = pabrik_naskah.buat_masalah(penugasan).indikator
    rencana = pabrik_naskah.buat_rencana(penugasan, 2026, status=StatusNaskah.DIVERIFIKASI, meja=meja)
    for n in range(40):
        b = pabrik_naskah.buat_baris(rencana, urutan=n, indikator=indikator, pagu={"csr": 5, "apbn": 6})
        buat_kegiatan(penugasan, date(2026, 2, 1), volume=2, satuan="paket", baris=b, dana={"csr": 1})
    client.force_login(meja.operator)
    alamat = reverse("rencana:detail", args=[rencana.uuid])
    client.get(alamat)
    with django_assert_max_num_queries(12):
        assert client.get(alamat).status_code == 200
