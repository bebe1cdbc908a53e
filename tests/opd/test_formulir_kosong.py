"""Blank forms ask what the screen asks, in its words; with a penugasan they carry its names and nothing personal."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from desa.waktu import hari_ini
from opd.bidang_asesmen import BAGIAN, SEMUA
from opd.enums import DAFTAR_PERIKSA, Berjalan, CaraKunjungan, JawabanButir, Peran
from opd.forms.asesmen import FormAsesmen
from opd.forms.kegiatan import FormKegiatan
from opd.forms.kosong import BUKAN_KERTAS, KERTAS, NamaDesa
from opd.forms.kunjungan import FormKunjungan
from tests import pabrik

pytestmark = pytest.mark.django_db
FORM = {"asesmen": FormAsesmen, "kunjungan": FormKunjungan, "kegiatan": FormKegiatan}


def kertas(client: Any, jenis: str, **kueri: Any) -> str:
    jawaban = client.get(reverse(f"formulir:{jenis}"), kueri)
    assert jawaban.status_code == 200
    return unescape(jawaban.content.decode())


@pytest.fixture
def pembaca(client):
    client.force_login(pabrik.buat_pengguna(Peran.PEMBACA))


def labels(jenis: str, **nama: tuple[str, ...]) -> list[str]:
    return [i.label for b in KERTAS[jenis](NamaDesa(**nama)) for i in b.isian]


@pytest.mark.sekali
@pytest.mark.parametrize("jenis", FORM)
def test_every_field_of_the_screen_stands_once_on_paper(client, pembaca, jenis):
    layar = [str(f.label) for n, f in FORM[jenis].base_fields.items() if n not in (*BUKAN_KERTAS, "anggota")]
    layar += [b.sebutan for b in SEMUA] if jenis == "asesmen" else []
    assert sorted(labels(jenis)) == sorted(layar)
    teks = kertas(client, jenis)
    assert [label for label in layar if label not in teks] == []


def test_paper_keeps_the_order_of_the_screen():
    penugasan = pabrik.buat_penugasan()
    operator = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)
    tim = pabrik.buat_tim(penugasan)
    layar = FormKunjungan(user=operator, penugasan=penugasan, initial={"tanggal": hari_ini()})
    urut = [str(f.label) for n, f in layar.fields.items() if n in layar.base_fields and n not in BUKAN_KERTAS]
    assert labels("kunjungan", tim=tuple(a.nama for a in tim.anggota.all())) == urut
    isian = [b.sebutan for bagian in BAGIAN for k in bagian.kelompok for b in k.bidang]
    assert labels("asesmen") == ["Tanggal asesmen", *isian, "Catatan"]


def test_choices_are_boxes_to_tick(client, pembaca):
    teks = kertas(client, "kunjungan")
    daftar = (*(b.label for b in DAFTAR_PERIKSA), *JawabanButir.labels)
    for kata in ("Masalah", "Saran", "jatuh tempo", *CaraKunjungan.labels, *Berjalan.labels, *daftar):
        assert kata in teks
    assert "pilih –" not in teks
    asesmen = kertas(client, "asesmen")
    assert ["Internet, tidak stabil" in asesmen, "Belum diketahui" in asesmen] == [True, False]


def test_penugasan_fills_in_village_opd_sk_and_open_enterprises(client, pembaca):
    p = pabrik.buat_penugasan()
    tim = pabrik.buat_tim(p)
    for nama, lain in (("Pala Jaya", {}), ("Kenari Tutup", {"tutup_pada": hari_ini()})):
        pabrik.buat_umkm(desa=p.desa, nama=nama, pemilik="Pemilik Rahasia-Kenari", **lain)
    for jenis in ("kunjungan", "kegiatan"):
        teks = kertas(client, jenis, penugasan=p.pk)
        assert [k in teks for k in (p.desa.nama_lengkap, p.opd.nama, str(p.sk), "Pala Jaya")] == [True] * 4
        assert (tim.anggota.first().nama in teks) == (jenis == "kunjungan")
        assert ["Kenari Tutup" in teks, "Rahasia-Kenari" in teks] == [False, False]
    assert f"/asesmen/baru/?penugasan={p.pk}" in kertas(client, "asesmen", penugasan=p.pk)


@pytest.mark.parametrize("nilai", ["999999999", "abc", "1 OR 1=1", "9" * 15])
def test_unknown_penugasan_is_not_found(client, pembaca, nilai):
    assert client.get(reverse("formulir:kegiatan"), {"penugasan": nilai}).status_code == 404


def test_as_many_digits_as_a_person_has_are_led_away(client, pembaca):
    jawaban = client.get(reverse("formulir:kegiatan"), {"penugasan": "9" * 40})
    assert (jawaban.status_code, jawaban.url) == (302, reverse("formulir:kegiatan"))


def test_strangers_sign_in_first(client):
    assert client.get(reverse("formulir:asesmen")).status_code == 302


@pytest.mark.sekali
@pytest.mark.parametrize("jenis", FORM)
def test_entry_form_leads_to_its_paper(client, jenis):
    p = pabrik.buat_penugasan()
    client.force_login(pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=p.opd))
    assert f"{reverse(f'formulir:{jenis}')}?penugasan={p.pk}" in client.get(reverse(f"{jenis}:baru")).content.decode()


@pytest.mark.parametrize("jenis", FORM)
def test_paper_costs_the_same_at_any_size(client, pembaca, jenis, django_assert_max_num_queries):
    p, jumlah = pabrik.buat_penugasan(), []
    for banyak in (1, 4):
        for _ in range(banyak):
            pabrik.buat_umkm(desa=p.desa)
        with django_assert_max_num_queries(12) as kueri:
            kertas(client, jenis, penugasan=p.pk)
        jumlah.append(len(kueri))
    assert jumlah[0] == jumlah[1]
