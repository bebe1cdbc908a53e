"""The map: small, inside its frame, one path per state, and never by colour alone."""

import gzip
import re
from collections import Counter
from itertools import combinations
from math import hypot
from xml.etree import ElementTree

from binaan.dasbor.jumlah import JumlahWilayah
from binaan.dasbor.layar_peta import SEKALIGUS, _draw_points, _draw_regions
from binaan.peta import LEBAR, MARKAH, PESISIR, TINGGI, Titik, contoh_markah, gambar_peta, letak, pesisir, susun_legenda
from binaan.peta_gugus import Gugus, draw_groups
from opd import ambang
from opd.rekap import desa as keadaan_desa
from opd.rekap.desa import KeadaanDesa

WARU = Titik("Waru", -3.4, 130.6, "Tertib", "baik")
LAURAN = Titik("Lauran", -7.95, 131.3, "UMKM diam", "awas")
TANPA = Titik("Tak bertitik", None, None, "Tertib", "baik")
URUTAN = (("buruk", "Lewat 90 hari tanpa kunjungan"), ("awas", "UMKM diam"), ("baik", "Tertib"))


def test_pesisir_is_small_and_its_source_stands_beside_it():
    assert len(gzip.compress(pesisir().encode())) <= 8_000
    assert "Natural Earth" in (PESISIR.parent / "README.md").read_text(encoding="utf-8")


def test_pesisir_is_closed_islands_of_whole_relative_steps_inside_the_frame():
    jalur = pesisir()
    assert re.fullmatch(r"(M-?\d+ -?\d+l(-?\d+ -?\d+ ?)+z)+", jalur)
    for pulau in jalur.rstrip("z").split("z"):
        awal, _, langkah = pulau[1:].partition("l")
        x, y = map(int, awal.split())
        angka = [*map(int, langkah.split())]
        for dx, dy in [(0, 0), *zip(angka[::2], angka[1::2], strict=True)]:
            x, y = x + dx, y + dy
            assert 0 <= x <= LEBAR
            assert 0 <= y <= TINGGI


def test_letak_is_in_units_of_the_map_and_none_outside():
    assert letak(-3.4, 130.6) == (510, 90)
    assert letak(-6.2, 106.8) is None


def test_gambar_has_one_path_per_class_that_has_points():
    titik = [WARU, WARU, LAURAN, TANPA]
    akar = ElementTree.fromstring(gambar_peta(titik, "Peta", susun_legenda(titik, URUTAN)))
    jalur = {p.get("class"): p.get("d").count("M") for p in akar.iter("path")}
    assert {k: v for k, v in jalur.items() if k != "darat"} == {"titik-desa baik": 2, "titik-desa awas": 1}
    assert akar.find("desc").text == (
        "Lewat 90 hari tanpa kunjungan: 0 desa; UMKM diam: 1 desa; Tertib: 3 desa. Tanpa titik: Tak bertitik"
    )


def test_each_class_has_a_shape_of_its_own():
    assert len(set(MARKAH.values())) == len(MARKAH)
    assert 'aria-hidden="true"' in contoh_markah("awas")


def test_gambar_of_no_village_is_still_a_map():
    akar = ElementTree.fromstring(gambar_peta([], "Peta", ()))
    assert (akar.get("role"), akar.find("desc").text) == ("img", "Tidak ada desa.")


def gugus(nama, *titik):
    tempat = [p for t in titik if t.lintang is not None and (p := letak(t.lintang, t.bujur))]
    return Gugus(
        nama,
        f"?kabupaten={nama}",
        Counter(t.keadaan for t in titik),
        (len(tempat), sum(x for x, _ in tempat), sum(y for _, y in tempat)),
    )


def test_groups_are_linked_circles_that_say_in_words_what_their_ring_shows():
    titik = [WARU] * 3 + [LAURAN]
    akar = ElementTree.fromstring(
        draw_groups([gugus("A", *titik), gugus("B", TANPA)], "Peta", susun_legenda(titik, URUTAN))
    )
    (tautan,) = akar.iter("a")
    assert (tautan.get("href"), tautan.get("aria-label")) == ("?kabupaten=A", "A: 4 desa; UMKM diam 1, Tertib 3")
    assert tautan.find("text").text == "4"
    cincin = [(c.get("class"), c.get("stroke-dasharray")) for c in tautan.iter("circle") if c.get("pathLength")]
    assert cincin == [("cincin awas", "25.00 100"), ("cincin baik", "75.00 100")]
    assert (akar.get("role"), akar.find("desc").text.endswith("Tanpa titik: B")) == ("group", True)


def test_circles_neither_lie_on_each_other_nor_leave_the_map():
    tepi = Titik("Tepi", -2.5, 125.5, "Tertib", "baik")
    akar = ElementTree.fromstring(
        draw_groups([gugus(n, *[WARU] * 200) for n in "ABC"] + [gugus("D", tepi)], "Peta", ())
    )
    bulat = [
        tuple(float(c.get(k)) for k in ("cx", "cy", "r")) for c in akar.iter("circle") if c.get("class") == "gugus"
    ]
    assert len(bulat) == 4
    assert all(hypot(x - u, y - v) >= r + s for (x, y, r), (u, v, s) in combinations(bulat, 2))
    assert all(r <= x <= LEBAR - r and r <= y <= TINGGI - r for x, y, r in bulat)


def test_of_more_kabupaten_than_a_province_has_the_worst_are_shown_and_the_others_in_one_row():
    """Seen red: with all of them, and with the first ones by code."""
    baik, buruk = KeadaanDesa.TERTIB, KeadaanDesa.UMKM_DIAM
    semua = [
        JumlahWilayah(f"{n:02d}.01", f"Kab. {n}", {baik: 100 - n, buruk: n}, (1, 10 * n, 10 * n)) for n in range(11, 41)
    ]
    isi = _draw_regions(semua, lambda kode, keadaan: f"?kabupaten={kode}&keadaan={keadaan}")
    *tampil, lain = isi["wilayah"]["baris"]
    assert [b.nama for b in tampil] == [f"Kab. {n}" for n in range(31, 41)]
    n, d = list(KeadaanDesa).index(buruk), list(KeadaanDesa).index(baik)
    assert (lain.nama, lain.isi[n], lain.isi[d], lain.isi[-1]) == (
        "20 kabupaten/kota lain",
        (sum(range(11, 31)), ""),
        (2000 - sum(range(11, 31)), ""),
        (2000, ""),
    )
    assert isi["wilayah"]["kaki"][-1] == 3000
    assert isi["peta"].count('class="gugus"') == len(tampil) == SEKALIGUS - 1
    assert len(_draw_regions(semua[:SEKALIGUS], lambda *_: "")["wilayah"]["baris"]) == SEKALIGUS


def test_the_legend_says_which_islands_and_how_many_villages_the_map_lacks():
    """Seen red: with villages outside the frame counted as shown."""
    jauh = Titik("Jauh", -6.2, 106.8, "Tertib", "baik")
    assert "tidak ada di peta" not in _draw_points([WARU, LAURAN])["keterangan_peta"]
    for isi in (
        _draw_points([WARU, TANPA, jauh]),
        _draw_regions([JumlahWilayah("81.01", "A", {KeadaanDesa.TERTIB: 3}, (1, 510, 90))], lambda *_: ""),
    ):
        assert "terlalu kecil bagi skala itu tidak tergambar" in isi["keterangan_peta"]
        assert isi["keterangan_peta"].endswith(
            " 2 desa tidak ada di peta: koordinatnya belum dicatat atau di luar bingkainya."
        )


def test_beside_the_map_stand_all_thresholds_of_its_states_and_few_others():
    dipakai = {a for a in vars(keadaan_desa).values() if isinstance(a, ambang.Ambang)}
    dasar = {ambang.FOTO_KUNJUNGAN, ambang.WARGA_KUNJUNGAN, ambang.JENDELA_PENJUALAN, ambang.TUNGGU_PENJUALAN}
    assert len(dipakai) == 5
    assert set(ambang.TABEL_DESA) == dipakai | dasar
    assert set(ambang.TABEL_DESA) <= set(ambang.TABEL)
