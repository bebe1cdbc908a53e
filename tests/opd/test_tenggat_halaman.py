"""The page of deadlines: every number opens the rows it counts, who may announce, and what a form that does not fit keeps."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest

from desa.waktu import awal_triwulan, hari_ini
from opd.enums import Peran
from opd.enums import TindakanNaskah as T
from opd.models import Tenggat
from opd.rekap.ketepatan import per_triwulan, rekap_ketepatan
from opd.rekap.tenggat import kalender
from tests import pabrik
from tests.halaman_ketat import visible_text
from tests.kapan import awal_lalu, tw_lalu
from tests.pabrik_tenggat import buat_jalan

pytestmark = pytest.mark.django_db

ALAMAT = "/tenggat/"


def isi_dunia(n: int = 1) -> None:
    """For each n five reports of the last quarter: none, a draft, submitted, approved, verified."""
    tahun, tw = tw_lalu()
    sesudah = awal_triwulan(hari_ini())
    jalan = [(T.AJUKAN, sesudah), (T.SETUJUI, sesudah), (T.VERIFIKASI, sesudah)]
    for _ in range(n):
        for banyak in (None, 0, 1, 2, 3):
            p = pabrik.buat_penugasan(mulai=awal_lalu())
            if banyak is not None:
                buat_jalan(p, tahun, tw, *jalan[:banyak], pada=pabrik.pada(sesudah, 0))


def masuk(client, peran: Peran = Peran.PEMBACA, **isi):
    orang = pabrik.buat_pengguna(peran, **isi)
    client.force_login(orang)
    return orang


def jumlah(client, **kueri) -> int:
    tahun, tw = tw_lalu()
    jawaban = client.get(ALAMAT, {"tahun": tahun, "tw": tw} | kueri)
    cocok = re.search(r"<caption>([\d.]+) laporan", jawaban.content.decode())
    return int(cocok[1]) if cocok else 0


def test_every_number_opens_the_rows_it_counts(client):
    tahun, tw = tw_lalu()
    isi_dunia()
    orang = masuk(client)
    batas = kalender(orang, tahun, until=hari_ini())
    r = per_triwulan(batas, rekap_ketepatan(orang, batas, until=hari_ini()), until=hari_ini())[tw - 1].laporan
    assert (r.wajib, r.diajukan, r.disetujui, r.diverifikasi) == (5, 3, 2, 1)
    hitung = {"": r.wajib, "diajukan": r.diajukan, "disetujui": r.disetujui, "diverifikasi": r.diverifikasi}
    hitung |= {"lewat": r.lewat, "tepat": r.tepat, "dinilai": r.dinilai}
    assert {k: jumlah(client, keadaan=k) for k in hitung} == hitung
    html = client.get(ALAMAT, {"tahun": tahun}).content.decode()
    for k, n in hitung.items():
        assert not n or f'href="?tahun={tahun}&amp;tw={tw}&amp;keadaan={k}#papan">{n}</a>' in html
    opd = rekap_ketepatan(orang, batas, until=hari_ini())[0].penugasan.opd
    assert jumlah(client, opd=opd.slug) == jumlah(client, opd=opd.slug, tw=0) == 1


def test_year_of_one_opd_is_summed_up(client):
    awal = date(hari_ini().year - 1, 1, 1)
    p = pabrik.buat_penugasan(mulai=awal, selesai=date(hari_ini().year - 1, 7, 1))
    pabrik.buat_jabatan(opd=p.opd)
    buat_jalan(p, awal.year, 1, (T.AJUKAN, date(awal.year, 4, 2)), (T.SETUJUI, date(awal.year, 4, 30)))
    buat_jalan(p, awal.year, 2, (T.AJUKAN, date(awal.year, 7, 2)), (T.SETUJUI, date(awal.year, 7, 31)))
    pabrik.buat_penugasan(mulai=awal)
    masuk(client)
    html = client.get(ALAMAT, {"tahun": awal.year, "tw": 0, "opd": p.opd.slug}).content.decode()
    assert "<caption>2 laporan; 1 dari 2 tepat waktu (50,0 %)." in html
    assert f"TW I {awal.year}<br>" in html


def test_unknown_filters_mean_no_filter(client):
    isi_dunia()
    masuk(client)
    for kueri in ({"tw": "9"}, {"keadaan": "'; --"}, {"opd": "x" * 500}, {"tahun": "abc"}, {"halaman": "-4"}):
        assert jumlah(client, **kueri) == 5, kueri


def test_year_ahead_says_what_is_not_due_yet(client):
    isi_dunia()
    masuk(client)
    teks = visible_text(client.get(ALAMAT, {"tahun": hari_ini().year + 1}).content.decode())
    assert f"TW I {hari_ini().year + 1} berakhir 31 Maret {hari_ini().year + 1}" in teks
    assert "Tahun" in teks
    assert f"Tahun {hari_ini().year + 2}" not in teks


def test_reminder_is_ready_for_who_may_remind_only(client):
    tahun, tw = tw_lalu()
    isi_dunia()
    for peran, boleh in ((Peran.VERIFIKATOR, True), (Peran.PIMPINAN, True), (Peran.PEMBACA, False)):
        masuk(client, peran)
        html = client.get(ALAMAT, {"tahun": tahun, "tw": tw}).content.decode()
        assert html.count("data-salin") == (3 if boleh else 0)
        assert ("https://wa.me/?text=Yth." in html) == boleh
    teks = "Mohon diselesaikan di aplikasi. Terima kasih."
    masuk(client, Peran.VERIFIKATOR)
    assert teks in unescape(client.get(ALAMAT, {"tahun": tahun, "tw": tw}).content.decode())


@pytest.mark.parametrize("peran", list(Peran))
def test_only_a_verifikator_opens_the_form(client, peran):
    orang = masuk(client, peran, opd=pabrik.buat_opd() if peran.endswith("_opd") else None)
    boleh = peran == Peran.VERIFIKATOR
    alamat = f"{ALAMAT}{hari_ini().year}/"
    assert client.get(alamat).status_code == (200 if boleh else 403)
    assert (f'href="{alamat}"' in client.get(ALAMAT, {"tahun": hari_ini().year}).content.decode()) == boleh
    if not boleh:
        assert client.post(alamat, {"versi": 0, "tw4": "1/2/2099"}).status_code == 403
        assert not Tenggat.objects.filter(ditetapkan_oleh=orang).exists()


def test_announced_from_the_page_and_sent_twice_it_is_one(client):
    orang = masuk(client, Peran.VERIFIKATOR)
    depan = hari_ini().year + 1
    alamat = f"{ALAMAT}{depan}/"
    form = client.get(alamat).context["form"]
    assert form.initial == {"versi": 0} | {
        f"tw{b.triwulan}": b.batas
        for b in kalender(orang, depan, until=hari_ini())
        if (b.batas - hari_ini()).days >= 30
    }
    isi = {"versi": 0, "tw1": f"25 April {depan}", "tw2": f"25/7/{depan}", "tw3": f"25-10-{depan}", "tw4": ""}
    for _ in range(2):
        jawaban = client.post(alamat, isi)
        assert (jawaban.status_code, jawaban["Location"]) == (302, f"{ALAMAT}?tahun={depan}")
    batas = [date(depan, 4, 25), date(depan, 7, 25), date(depan, 10, 25)]
    assert list(Tenggat.objects.filter(tahun=depan).values_list("batas", flat=True)) == batas
    teks = visible_text(client.get(ALAMAT, {"tahun": depan}).content.decode())
    assert f"25 April {depan}, tinggal" in teks
    assert f"oleh {orang.nama}" in teks
    assert f"30 Januari {depan + 1}" in teks
    assert "batas bawaan" in teks


@pytest.mark.parametrize("isi", ["besok", "31/2/2027", "1" * 400, "<b>25/4/2027</b>", "25/4/27"])
def test_date_that_is_none_stays_typed_beside_its_sentence(client, isi):
    masuk(client, Peran.VERIFIKATOR)
    depan = hari_ini().year + 1
    jawaban = client.post(f"{ALAMAT}{depan}/", {"versi": 0, "tw1": isi, "tw2": f"25/7/{depan}"})
    html = unescape(jawaban.content.decode())
    assert jawaban.status_code == 422
    assert f'value="{isi}"' in html
    assert f'value="25/7/{depan}"' in html
    assert "Belum tersimpan" in html
    assert not Tenggat.objects.exists()


def test_refusal_of_the_deed_stands_beside_its_field(client):
    masuk(client, Peran.VERIFIKATOR)
    depan = hari_ini().year + 1
    jawaban = client.post(f"{ALAMAT}{depan}/", {"versi": 0, "tw1": f"1/3/{depan}"})
    assert "harus sesudah triwulannya berakhir" in jawaban.context["form"].errors["tw1"][0]
    usang = client.post(f"{ALAMAT}{depan}/", {"versi": 7, "tw1": f"25/4/{depan}"})
    assert "sudah diubah orang lain" in usang.context["form"].non_field_errors()[0]


@pytest.mark.parametrize("tahun", [1, 2022, 9999, 123456789])
def test_year_out_of_reach_is_not_found(client, tahun):
    masuk(client, Peran.VERIFIKATOR)
    assert client.get(f"{ALAMAT}{tahun}/").status_code == 404


@pytest.mark.parametrize("disaring", [False, True])
@pytest.mark.parametrize("peran", [Peran.VERIFIKATOR, Peran.PEMBACA])
def test_query_count_does_not_grow(client, django_assert_max_num_queries, peran, disaring):
    tahun, tw = tw_lalu()
    kueri = {"tahun": tahun, "tw": tw, "keadaan": "lewat"} if disaring else {}
    isi_dunia(1)
    masuk(client, peran)
    with django_assert_max_num_queries(12) as satu:
        assert client.get(ALAMAT, kueri).status_code == 200
    isi_dunia(4)
    with django_assert_max_num_queries(12) as lima:
        client.get(ALAMAT, kueri)
    assert len(satu) == len(lima)


def test_deadline_far_past_is_read_only(client):
    masuk(client, Peran.VERIFIKATOR)
    lama = hari_ini().year - 3
    assert f"{ALAMAT}{lama}/" not in client.get(ALAMAT, {"tahun": lama}).content.decode()
