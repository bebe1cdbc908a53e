"""Which villages are compared over which years, what may be concluded, and what the command keeps."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from binaan.dampak.hasil import read_hasil
from binaan.dampak.hitung import BENIH, ULANGAN, compute, parameters
from binaan.dampak.panel import Golongan, Penanda, Rancangan, designs, fill, read_masukan
from binaan.dampak.putusan import Alasan, decide
from binaan.enums import Putusan
from binaan.models import HasilDampak
from desa.models import Catatan, IndeksDesa
from tests.pabrik import WIT, buat_desa, buat_indeks, buat_penugasan
from tests.pabrik_dampak import MULAI, baca_idm, hitung, masukan_nyata, panel_nyata

NYATA = ("81.05.15.2001", "81.06.01.2015")
HARI = date(2026, 6, 30)


def lemah(banyak: int = 20) -> list[str]:
    """Every other village of the weaker half of the real panel."""
    urut = sorted(panel_nyata(), key=lambda k: float(baca_idm()[2022][k][0]))
    return urut[: banyak * 2 : 2]


def utama(masukan):
    """The group that the sentence is about."""
    return compute(masukan, ulangan=100)[0]["kelompok"][0]


def test_two_real_pairings_cannot_be_judged_and_say_which_years_lack():
    isi, desa = compute(masukan_nyata(NYATA), ulangan=100)
    k = isi["kelompok"][0]
    assert (isi["putusan"], isi["alasan"]) == (Putusan.BELUM, [Alasan.SEDIKIT])
    assert (k["pra"], k["dasar"], k["akhir"], k["kurang_tahun"]) == (2021, 2022, 2024, {2021: 2, 2022: 2})
    assert k["jumlah"] == dict.fromkeys(Golongan, 0) | {Golongan.KURANG_DATA: 2, Golongan.TIDAK_SEPADAN: 77}
    assert [(d["kode"], d["kurang"]) for d in desa if d["golongan"] == "kurang_data"] == [
        (k, [2021, 2022]) for k in NYATA
    ]
    assert k["tiruan"]["desa"] == 77
    assert [n for n, *_ in k["daya"]] == [10, 20, 30, 46]


@pytest.mark.parametrize(
    ("banyak", "naik", "putusan", "alasan"),
    [
        (20, 0.08, Putusan.LEBIH_BAIK, []),
        (20, -0.08, Putusan.LEBIH_BURUK, []),
        (20, 0.0, Putusan.BELUM, [Alasan.KECIL]),
        (9, 0.08, Putusan.BELUM, [Alasan.SEDIKIT]),
    ],
)
def test_conclusion_follows_what_was_put_in(banyak, naik, putusan, alasan):
    k = utama(masukan_nyata(lemah(banyak), naik=naik))
    assert (k["putusan"], k["alasan"]) == (putusan, alasan)
    assert k["jumlah"][Golongan.BINAAN] == banyak


def test_a_rise_put_in_moves_every_estimate_by_just_that():
    tanpa, dengan = (utama(masukan_nyata(lemah(), naik=n))["ukuran"] for n in (0.0, 0.03))
    for nama in ("nilai", "iks", "ike", "ikl"):
        beda = dengan[nama]["dampak"]["selisih"] - tanpa[nama]["dampak"]["selisih"]
        assert beda == pytest.approx(0.03, abs=2e-6)
        assert dengan[nama]["dampak"]["galat"] == tanpa[nama]["dampak"]["galat"]
        assert dengan[nama]["tren"] == tanpa[nama]["tren"]


@pytest.mark.parametrize(
    ("mulai", "rancangan", "alasan"),
    [
        (date(2022, 12, 31), (2023, "idm", 2021, 2022, 2024), Alasan.SEDIKIT),
        (date(2023, 12, 30), (2023, "idm", 2021, 2022, 2024), Alasan.SEDIKIT),
        (date(2023, 12, 31), (2024, "idm", 2022, 2023, 2024), Alasan.SEDIKIT),
        (date(2025, 3, 1), (2025, "idm", 2023, 2024, None), Alasan.PERGANTIAN),
        (date(2026, 3, 1), (2026, "indeks_desa", None, 2025, None), Alasan.SATU_TAHUN),
        (date(2027, 3, 1), (2027, "indeks_desa", 2025, 2026, None), Alasan.BELUM_SESUDAH),
        (date(2016, 3, 1), (2016, "idm", None, 2015, None), Alasan.SATU_TAHUN),
    ],
)
def test_start_decides_the_years_and_no_comparison_spans_two_kinds(mulai, rancangan, alasan):
    k = utama(masukan_nyata(lemah(5), mulai=mulai))
    assert tuple(k[n] for n in ("tahun_mulai", "jenis", "pra", "dasar", "akhir")) == rancangan
    assert k["putusan"] == Putusan.BELUM
    assert k["alasan"][0] == alasan


def test_nobody_assisted_is_said():
    isi, desa = compute(masukan_nyata([]), ulangan=100)
    assert (isi["putusan"], isi["alasan"], isi["kelompok"], desa) == (Putusan.BELUM, [Alasan.TANPA_BINAAN], [], [])


def test_villages_cared_for_otherwise_are_on_neither_side_and_later_ones_compare():
    dulu, pendukung, nanti = [k for k in panel_nyata() if k not in lemah()][:3]
    m = masukan_nyata(lemah())
    m.penanda[dulu] = Penanda(date(2021, 5, 1), date(2021, 5, 1))
    m.penanda[pendukung] = Penanda(None, date(2024, 1, 1))
    m.penanda[nanti] = Penanda(date(2025, 1, 1), date(2025, 1, 1))
    panel = fill(m, designs(m)[0])
    assert panel.dikeluarkan == tuple(sorted((dulu, pendukung)))
    assert (set(panel.binaan), nanti in panel.lain, len(panel.lain)) == (set(lemah()), True, 55)


def test_group_with_most_complete_villages_comes_first():
    m = masukan_nyata(lemah(3))
    m.penanda.update(dict.fromkeys((*NYATA, "81.01.01.2001"), Penanda(date(2025, 3, 1), date(2025, 3, 1))))
    assert [(r.tahun_mulai, len(r.binaan)) for r in designs(m)] == [(2023, 3), (2025, 3)]


def test_last_year_is_the_one_most_villages_have():
    m = masukan_nyata(lemah())
    for kode in lemah()[:5]:
        del m.nilai["idm"][2024][kode]  # type: ignore[misc]
    assert designs(m)[0].akhir == 2023


def test_figures_of_the_other_kind_change_no_number():
    m = masukan_nyata(lemah())
    baru = {2025: dict.fromkeys(panel_nyata(), ("61.2500",))}
    n = replace(m, nilai=m.nilai | {"indeks_desa": baru}, sumber=m.sumber | {"indeks_desa": {2025: ["uji"]}})
    assert utama(n) == utama(m)


def test_same_inputs_give_the_same_bits_and_any_cell_another_hash():
    m, parameter = masukan_nyata(lemah()), parameters(100, 1)
    assert compute(m, ulangan=100, benih=1) == compute(masukan_nyata(lemah()), ulangan=100, benih=1)
    lain = masukan_nyata(lemah(), naik=0.0001)
    cetak = {m.sidik(parameter), lain.sidik(parameter), masukan_nyata(lemah(19)).sidik(parameter)}
    cetak |= {m.sidik(parameters(101, 1)), m.sidik(parameters(100, 2))}
    assert (len(cetak), m.sidik(parameter)) == (5, masukan_nyata(reversed(lemah())).sidik(parameter))


def angka(**isi):
    """A stored group with every number in order; `isi` puts one out of order."""
    taksiran = {"selisih": 0.01, "p": 0.4, "bawah": -0.005, "atas": 0.025}
    u = {"dampak": taksiran, "p_acak": 0.4, "tren": {"p": 0.5}, "tanggal_tiruan": {"p": 0.5}}
    dasar = {"jenis": "idm", "dapat": True, "pra": 2021, "akhir": 2024, "tiruan": {"ditolak": 0.05}}
    jumlah = {Golongan.BINAAN: 10, Golongan.PEMBANDING: 20}
    for nama, nilai in isi.items():
        (u if nama in u else jumlah if nama in jumlah else dasar)[nama] = nilai
    return dasar | {"jumlah": jumlah, "ukuran": {"nilai": u}}


@pytest.mark.parametrize(
    ("isi", "putusan", "alasan"),
    [
        ({}, Putusan.SETARA, []),
        ({"dampak": {"selisih": 0.0205, "p": 0.056, "bawah": -0.0005, "atas": 0.0415}}, Putusan.BELUM, [Alasan.KECIL]),
        ({"dampak": {"selisih": -0.01, "p": 0.4, "bawah": -0.03, "atas": 0.01}}, Putusan.BELUM, [Alasan.KECIL]),
        ({"jenis": "indeks_desa", "dampak": {"selisih": 1, "p": 0.4, "bawah": -0.9, "atas": 2.9}}, Putusan.SETARA, []),
        ({"tren": {"p": 0.04}}, Putusan.BELUM, [Alasan.TREN]),
        ({"tanggal_tiruan": {"p": 0.04}}, Putusan.BELUM, [Alasan.TANGGAL]),
        ({"tiruan": {"ditolak": 0.101}}, Putusan.BELUM, [Alasan.METODE]),
        ({"p_acak": 0.04}, Putusan.BELUM, [Alasan.TIDAK_SEPAKAT]),
        ({"dampak": None}, Putusan.BELUM, [Alasan.TAK_TERTAKSIR]),
        ({Golongan.PEMBANDING: 19}, Putusan.BELUM, [Alasan.PEMBANDING]),
        ({"tren": {"p": 0.01}, "tiruan": {"ditolak": 0.2}}, Putusan.BELUM, [Alasan.TREN, Alasan.METODE]),
        ({"tren": None, "tanggal_tiruan": None, "tiruan": None}, Putusan.SETARA, []),
    ],
)
def test_every_doubt_keeps_the_conclusion_back(isi, putusan, alasan):
    assert decide(angka(**isi)) == (putusan, alasan)


def dunia(n: int = 1):
    """Villages with four years of IDM: n assisted since the decree, n never."""
    hasil = []
    for i in range(2 * n):
        desa = buat_desa()
        for tahun in (2021, 2022, 2023, 2024):
            buat_indeks(desa, tahun, nilai=f"0.{5000 + 37 * i + tahun % 7}")
        if i < n:
            buat_penugasan(desa=desa, mulai=MULAI)
        hasil.append(desa)
    return hasil


@pytest.mark.django_db
def test_inputs_are_what_is_recorded_by_the_day():
    binaan, lain = dunia()
    buat_penugasan(desa=lain, mulai=MULAI, dikoreksi_pada=datetime(2023, 2, 1, tzinfo=WIT), alasan_koreksi="keliru")
    buat_penugasan(desa=lain, mulai=date(2024, 5, 1), peran="pendukung")
    m = read_masukan(date(2024, 6, 30))
    assert m.penanda == {binaan.kode: Penanda(MULAI, MULAI), lain.kode: Penanda(None, date(2024, 5, 1))}
    assert sorted(m.nilai["idm"]) == [2021, 2022, 2023]
    assert m.nilai["idm"][2022][binaan.kode] == ("0.5006", "0.6000", "0.5000", "0.5500")
    assert (m.day("idm", 2022), m.day("idm", 2020)) == (date(2022, 12, 31), date(2020, 12, 31))


@pytest.mark.django_db
def test_village_started_under_two_decrees_counts_from_the_first():
    binaan, _ = dunia()
    buat_penugasan(desa=binaan, mulai=date(2021, 2, 1), selesai=date(2022, 2, 1))
    m = read_masukan(HARI)
    assert designs(m) == [Rancangan(2021, "idm", 2019, 2020, 2024, (binaan.kode,))]


@pytest.mark.django_db
def test_command_keeps_one_row_until_something_is_new(capsys):
    desa = dunia(3)
    for _ in range(2):
        call_command("hitung_dampak", ulangan=100)
    lama = HasilDampak.objects.get()
    assert lama.diperiksa_pada > lama.dihitung_pada
    IndeksDesa.objects.filter(desa=desa[0], tahun=2024).update(nilai="0.9000")
    call_command("hitung_dampak", ulangan=100)
    baru = HasilDampak.objects.newest().first()
    assert (HasilDampak.objects.count(), baru.pk > lama.pk, baru.sidik != lama.sidik) == (2, True, True)
    lama.refresh_from_db()
    assert len(lama.desa) == 6
    keluar = capsys.readouterr().out.splitlines()
    assert ["diperiksa ulang" in b for b in keluar] == [False, True, False]
    tindakan = Catatan.objects.order_by("pk").values_list("tindakan", flat=True)
    assert list(tindakan) == ["menghitung dampak", "memeriksa ulang dampak", "menghitung dampak"]


@pytest.mark.django_db
def test_empty_world_is_computed():
    assert hitung(HARI).isi["alasan"] == ["tanpa_binaan"]


@pytest.mark.django_db
@pytest.mark.parametrize("pilihan", [{"ulangan": 5}, {"ulangan": 10**9}, {"benih": -1}])
def test_command_refuses_what_makes_no_sense(pilihan):
    with pytest.raises(CommandError, match="--ulangan 100"):
        call_command("hitung_dampak", **pilihan)


@pytest.mark.drill
@pytest.mark.django_db
def test_shipped_reference_data_say_that_nothing_can_be_concluded_yet():
    """The same bits on both databases, and twice."""
    for perintah in ("muat_rujukan", "muat_rujukan_opd"):
        call_command(perintah, stdout=StringIO())
    pertama, kedua = (hitung(HARI, ulangan=ULANGAN, benih=BENIH) for _ in range(2))
    assert (pertama.pk, pertama.isi, pertama.sidik) == (kedua.pk, kedua.isi, kedua.sidik)
    dari_berkas = json.loads(json.dumps(compute(masukan_nyata(NYATA))[0]))
    assert pertama.isi["kelompok"] == dari_berkas["kelompok"]
    (k,) = read_hasil(pertama).kelompok
    assert (k.n, k.binaan, k.panel, k.putusan, k.alasan) == (0, 2, 77, Putusan.BELUM, (Alasan.SEDIKIT,))
    assert 3 <= k.persen_keliru <= 8
