"""Charts: gaps stay gaps, words are escaped, numbers in attributes know no locale."""

import re
from xml.etree import ElementTree

from django.utils import translation

from desa.grafik import LEBAR_HURUF, Butir, bagian, batang, garis, ukur


def parts(svg, tag):
    return [e for e in ElementTree.fromstring(svg).iter() if e.tag == tag]


def test_ukur_writes_a_dot_and_no_grouping():
    assert [ukur(0), ukur(12.0), ukur(12.34), ukur(1234567.89)] == ["0", "12", "12.3", "1234567.9"]


def test_batang_is_an_image_with_title_and_description():
    svg = batang("Omzet", [Butir("Waru", 10.0, "Rp 10"), Butir("Uraur", None)])
    akar = ElementTree.fromstring(svg)
    judul, uraian = (akar.find(t) for t in ("title", "desc"))
    assert akar.get("role") == "img"
    assert akar.get("aria-labelledby") == f"{judul.get('id')} {uraian.get('id')}"
    assert (judul.text, uraian.text) == ("Omzet", "Waru: Rp 10; Uraur: tidak ada data")


def test_batang_draws_no_bar_for_an_unknown_value_and_the_largest_fills_the_width():
    svg = batang("x", [Butir("a", 5), Butir("b", 10, kelas="buruk"), Butir("c", None)], lebar=360, lebar_nama=70)
    assert [(r.get("class"), r.get("width")) for r in parts(svg, "rect")] == [
        ("batang aksen", "100"),
        ("batang buruk", "200"),
    ]
    assert parts(svg, "text")[-1].text == "tidak ada data"


def test_batang_leaves_room_for_a_long_value():
    svg = batang("Dana", [Butir("APBD", 1_847_350_000, "Rp 1.847.350.000")])
    (ujung,) = re.findall(r'class="nilai-grafik" x="([\d.]+)"', svg)
    assert float(ujung) + len("Rp 1.847.350.000") * LEBAR_HURUF <= 640


def test_garis_with_a_gap_is_two_lines_and_a_lone_month_is_a_dot():
    nilai = [1, 2, None, 3, None, 4, 5, 6]
    svg = garis("x", [Butir(str(n), v) for n, v in enumerate(nilai)])
    jalur = [p.get("d") for p in parts(svg, "path") if p.get("class") == "garis"]
    assert [d.count("L") for d in jalur] == [1, 2]
    assert len(parts(svg, "circle")) == 1


def test_bagian_shares_add_up_to_the_whole_and_nothing_is_an_empty_frame():
    svg = bagian("x", [Butir("a", 1, kelas="baik"), Butir("b", 3, kelas="buruk"), Butir("c", 0)], lebar=400)
    assert [(r.get("class"), r.get("x"), r.get("width")) for r in parts(svg, "rect")] == [
        ("wadah", None, "400"), ("batang baik", "0", "100"), ("batang buruk", "100", "300"),
    ]  # fmt: skip
    assert len(parts(bagian("x", [Butir("a", 0)]), "rect")) == 1


def test_every_chart_of_nothing_is_still_an_image():
    for gambar in (batang, garis, bagian):
        akar = ElementTree.fromstring(gambar("Kosong", []))
        assert akar.find("desc").text == "Tidak ada data."


def test_text_is_escaped_and_nothing_is_inline():
    svg = batang('<b>"x"', [Butir("<script>alert(1)</script>", 1, "<i>")])
    assert "<script" not in svg
    assert "<b>" not in svg
    assert "<i>" not in svg
    assert not re.search(r"\sstyle=|\son\w+=", svg)


def test_attributes_do_not_follow_the_locale():
    with translation.override("id"):
        svg = garis("x", [Butir("a", 1.5), Butir("b", 1000.25), Butir("c", 3)])
    for e in ElementTree.fromstring(svg).iter():
        assert "," not in "".join(v for k, v in e.attrib.items())
