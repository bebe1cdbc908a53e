"""Macro figures: roll-up against plain loops, several sources of one period, the page, the panel, and the Excel list."""

from __future__ import annotations

import random
import re
from datetime import date
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from desa.models import Catatan, DataKemiskinan, NilaiMakro
from desa.rumus_makro import baca_angka
from opd.actions.rujukan import create_reference
from opd.enums import Peran
from opd.rekap.kemiskinan_bps import rekap_bps
from opd.rekap.makro import evenly, meets, period_end, rekap_makro
from tests.halaman_ketat import visible_text
from tests.opd.buku import buku, kalimat, rencana, ringkas, terapkan, unggah
from tests.pabrik import SEKARANG, buat_batas, buat_kabupaten, buat_opd, buat_pengguna
from tests.pabrik_makro import buat_bps, buat_indikator_makro, buat_nilai_makro

pytestmark = pytest.mark.django_db
HARI = date(2026, 7, 20)


def slow_periods(indikator, hari):
    """(year, period) → figures of all sources, the newest release first, by plain loops."""
    hasil = {}
    for n in NilaiMakro.objects.order_by("-tanggal_data", "-pk"):
        if n.indikator_id == indikator.pk and n.jenis == "realisasi" and n.tanggal_data <= hari:
            hasil.setdefault((n.tahun, n.periode), []).append(n.nilai)
    return hasil


@pytest.mark.parametrize("benih", range(3))
def test_rollup_equals_plain_loops(benih):
    acak = random.Random(benih)
    semua = [buat_indikator_makro(urutan=n) for n in range(3)]
    for n in range(40):
        buat_nilai_makro(
            acak.choice(semua), jenis=acak.choice(["target", "realisasi", "realisasi"]), tahun=acak.randint(2023, 2026),
            periode=acak.choice(["tahunan", "tw1", "tw3", "03", "08"]), nilai=D(acak.randint(-20, 200)) / 10, sumber=f"s{n}",
            tanggal_data=date(2026, acak.randint(1, 12), 1),
        )  # fmt: skip
    hasil = rekap_makro(buat_pengguna("pembaca"), until=HARI)
    assert [m.kode for m in hasil] == [i.kode for i in semua]
    for i, m in zip(semua, hasil, strict=True):
        lambat = slow_periods(i, HARI)
        assert {
            (p.utama.tahun, p.utama.periode): [p.utama.nilai, *(a.nilai for a in p.lain)] for p in m.periode
        } == lambat
        akhir = [p.utama.akhir for p in m.periode]
        assert akhir == sorted(akhir, reverse=True)
        assert all(
            p.target is None or (p.target.tahun, p.target.periode) == (p.utama.tahun, p.utama.periode)
            for p in m.periode
        )


def test_newest_release_leads_and_the_others_stand_beside_it():
    i = buat_indikator_makro(arah="naik")
    buat_nilai_makro(i, periode="tw3", tahun=2023, nilai=D("5.69"), sumber="lama", tanggal_data=date(2023, 11, 7))
    buat_nilai_makro(i, periode="tw3", tahun=2023, nilai=D("3.12"), sumber="baru", tanggal_data=date(2024, 11, 6))
    buat_nilai_makro(i, jenis="target", periode="tw3", tahun=2023, nilai=D("3.5"), sumber="RPJMD")
    buat_nilai_makro(i, jenis="target", tahun=2029, nilai=D("6"), nilai_atas=D("7"), sumber="RPJMD")
    [m] = rekap_makro(buat_pengguna("pembaca"), until=HARI)
    assert (m.kini.utama.nilai, [a.nilai for a in m.kini.lain], m.kini.berbeda) == (D("3.120"), [D("5.690")], True)
    assert (m.capaian, m.target_terdekat.nilai, m.kini.utama.sebutan, m.lalu) == (
        "belum tercapai", D("3.500"), "TW III 2023", None,
    )  # fmt: skip
    assert [m.kini.utama.nilai for m in rekap_makro(buat_pengguna("pembaca"), until=date(2024, 1, 1))] == [D("5.690")]


def test_chart_leaves_a_gap_where_nothing_is_known():
    i, j = buat_indikator_makro(urutan=1), buat_indikator_makro(urutan=2)
    for tahun, periode in ((2024, "tw3"), (2025, "tw1"), (2025, "tw2")):
        buat_nilai_makro(i, tahun=tahun, periode=periode)
    for tahun, periode in ((2023, "02"), (2023, "08"), (2024, "08")):
        buat_nilai_makro(j, tahun=tahun, periode=periode)
    satu, dua = rekap_makro(buat_pengguna("pembaca"), until=HARI)
    assert [(n, p is not None) for n, p in evenly(satu.periode)] == [
        ("TW III 2024", True), ("TW IV 2024", False), ("TW I 2025", True), ("TW II 2025", True),
    ]  # fmt: skip
    assert [(n, p is not None) for n, p in evenly(dua.periode)] == [
        ("Februari 2023", True), ("Agustus 2023", True), ("Februari 2024", False), ("Agustus 2024", True),
    ]  # fmt: skip
    assert evenly(()) == []


def test_poverty_is_read_from_bps_and_a_cut_figure_never_leads():
    i = buat_indikator_makro(kode="kemiskinan")
    buat_bps(sumber="pasti")
    buat_bps(sumber="dipotong", presisi="dipotong", persen_miskin=D(15))
    buat_bps(tahun=2026, periode="september", persen_miskin=D("14"))
    buat_bps(kabupaten=buat_kabupaten(), periode="tahunan", tahun=2024, persen_miskin=D("27.95"))
    buat_nilai_makro(i, jenis="target", periode="03", nilai=D("15.5"), sumber="RPJMD")
    [m] = rekap_makro(buat_pengguna("pembaca"), until=HARI)
    assert [(p.utama.sebutan, p.utama.nilai, len(p.lain)) for p in m.periode] == [("Maret 2025", D("15.38"), 1)]
    assert m.capaian == "tercapai"
    provinsi, kab = rekap_bps(buat_pengguna("pembaca"), until=HARI)
    assert (provinsi.kode, provinsi.periode[0].berbeda, provinsi.periode[0].utama.sumber) == ("", True, "pasti")
    assert [(p.sebutan, p.utama.persen) for p in kab.periode] == [("2024", D("27.95"))]


def test_target_is_met_by_the_way_that_is_better():
    class T:
        nilai, nilai_atas = D("1.5"), None

    class R:
        nilai, nilai_atas = D("1.5"), D("3.5")

    hasil = [meets(a, D(n), t) for a in ("turun", "naik", "sasaran") for t in (T, R) for n in ("1.5", "2", "4")]
    assert hasil == [
        True, False, False, True, True, False, True, True, True, True, True, True, True, False, False, True, True, False,
    ]  # fmt: skip
    assert [period_end(2024, p) for p in ("tahunan", "tw1", "02")] == [
        date(2024, 12, 31),
        date(2024, 3, 31),
        date(2024, 2, 29),
    ]


@pytest.mark.parametrize(
    ("teks", "nilai"),
    [("15,25", "15.25"), ("-0,41", "-0.41"), ("−0,41", "-0.41"), ("1.234,5", "1234.5"), (5.07, "5.07")],
)
def test_figure_is_read_with_its_sign(teks, nilai):
    assert baca_angka(teks) == D(nilai)


@pytest.mark.parametrize("teks", ["5.2", "5,2 %", "5,2345", "lima", "", True, float("nan"), "9" * 40])
def test_figure_that_is_unclear_is_refused(teks):
    with pytest.raises(ValidationError):
        baca_angka(teks)


def test_page_says_sources_gaps_and_no_cause(klien):
    klien.force_login(buat_pengguna(Peran.PEMBACA))
    assert "belum dimuat" in klien.get("/konteks/").text
    i = buat_indikator_makro(kode="inflasi", nama="Inflasi", arah="sasaran")
    buat_nilai_makro(i, periode="12", tahun=2025, nilai=D("3.58"), sumber="BPS https://contoh.invalid/rilis")
    buat_nilai_makro(i, periode="12", tahun=2025, nilai=D("3.60"), sumber="BI")
    buat_nilai_makro(i, periode="12", tahun=2024, nilai=D("-0.41"))
    buat_indikator_makro(nama="Tanpa angka")
    buat_bps()
    buat_bps(kabupaten=buat_kabupaten(nama="Uji Jauh"), periode="tahunan", presisi="dipotong", persen_miskin=D(21))
    isi = klien.get("/konteks/").text
    teks = visible_text(isi)
    for kata in (
        "tidak menunjukkan akibat program desa binaan", "3,60 % Desember 2025 · sumber berbeda", "3,58 % menurut sumber lain",
        "−0,41 %", "belum ada angka", "belum dicatat", "sekitar 21,00 %", "15,38 %",
    ):  # fmt: skip
        assert kata in teks
    assert "Catat target" not in teks
    assert 'href="/konteks/"' in klien.get("/kemiskinan/").text


def test_page_costs_the_same_at_one_and_five(klien, django_assert_max_num_queries):
    klien.force_login(buat_pengguna(Peran.VERIFIKATOR))

    def isi():
        i = buat_indikator_makro()
        buat_nilai_makro(i)
        buat_nilai_makro(i, sumber="lain")
        buat_bps(kabupaten=buat_kabupaten(), periode="tahunan")

    isi()
    klien.get("/konteks/")
    with django_assert_max_num_queries(12) as satu:
        klien.get("/konteks/")
    for _ in range(4):
        isi()
    with django_assert_max_num_queries(12) as lima:
        klien.get("/konteks/")
    assert len(satu) == len(lima)


def test_realised_poverty_and_impossible_per_cents_are_refused_by_the_deed():
    by, i = buat_pengguna("verifikator"), buat_indikator_makro(kode="kemiskinan")
    dasar = {"jenis": "realisasi", "tahun": 2025, "periode": "03", "sumber": "uji", "tanggal_data": date(2025, 7, 1)}
    with pytest.raises(ValidationError, match="dibaca dari Data kemiskinan BPS"):
        create_reference(NilaiMakro(indikator=i, nilai=D(15), **dasar), by=by, at=SEKARANG)
    with pytest.raises(ValidationError, match="lebih dari 100"):
        create_reference(NilaiMakro(indikator=buat_indikator_makro(), nilai=D(1525), **dasar), by=by, at=SEKARANG)
    with pytest.raises(PermissionDenied):
        create_reference(NilaiMakro(indikator=i, nilai=D(15), **dasar), by=buat_pengguna("pembaca"), at=SEKARANG)


# --- Excel -------------------------------------------------------------------------------------------------------

JUDUL = [
    "Indikator",
    "Wilayah",
    "Jenis",
    "Tahun",
    "Periode",
    "Nilai",
    "Sampai Dengan",
    "Ribu Jiwa",
    "Sumber",
    "Tanggal Data",
]


def test_list_writes_targets_realised_and_bps_of_a_kabupaten():
    oleh, kab = buat_pengguna(Peran.VERIFIKATOR), buat_kabupaten(nama="Uji Satu")
    buat_indikator_makro(kode="kemiskinan", nama="Penduduk miskin")
    i = buat_indikator_makro(kode="inflasi", nama="Inflasi")
    baris = [
        ["Inflasi", None, "target", 2029, None, "1,5", "3,5", None, "RPJMD", "11/08/2025"],
        ["inflasi", "Maluku", "Realisasi", 2025, "Desember", -0.41, None, None, "BPS", "05/01/2026"],
        ["Penduduk Miskin", "Kab. Uji Satu", "realisasi", 2024, "tahunan", "23,66", None, "26,76", "BPS", None],
    ]
    impor = unggah("makro", buku(JUDUL, *baris), by=oleh)
    assert terapkan(impor, oleh) == 3
    assert list(NilaiMakro.objects.order_by("tahun").values_list("jenis", "tahun", "periode", "nilai", "nilai_atas")) == [
        ("realisasi", 2025, "12", D("-0.410"), None), ("target", 2029, "tahunan", D("1.500"), D("3.500")),
    ]  # fmt: skip
    d = DataKemiskinan.objects.get()
    assert (d.kabupaten, d.persen_miskin, d.jumlah_ribu, d.periode) == (kab, D("23.66"), D("26.76"), "tahunan")
    assert Catatan.objects.filter(alasan="Impor daftar.xlsx").count() == 3
    assert {h for _, h in ringkas(rencana(unggah("makro", buku(JUDUL, *baris), by=oleh), oleh))} == {"sama"}
    baris[1][5] = "-0,50"
    lagi = unggah("makro", buku(JUDUL, *baris), by=oleh)
    assert ringkas(rencana(lagi, oleh))[1] == (3, "berubah")
    assert terapkan(lagi, oleh) == 1
    assert i.nilai.get(jenis="realisasi").nilai == D("-0.500")


def test_a_note_on_official_poverty_keeps_its_lines_and_a_change_of_it_is_named():
    """Seen red with the note read as one line, and with only the figure named in the preview."""
    oleh, catatan = buat_pengguna(Peran.VERIFIKATOR), "Angka sementara.\n– revisi Juli\n\n– metode baru"
    buat_indikator_makro(kode="kemiskinan", nama="Penduduk miskin")
    judul = [*JUDUL, "Catatan"]
    baris = ["Penduduk miskin", None, "realisasi", 2024, "Maret", "16,05", None, None, "BPS", None, catatan]
    assert terapkan(unggah("makro", buku(judul, baris), by=oleh), oleh) == 1
    assert DataKemiskinan.objects.get().catatan == catatan
    assert ringkas(rencana(unggah("makro", buku(judul, baris), by=oleh), oleh)) == [(2, "sama")]
    for sel, kata in (
        ([*baris[:10], "Angka tetap."], "Nilainya tetap. Yang berubah: Catatan."),
        ([*baris[:5], "16,10", *baris[6:10], "Angka tetap."], "Tadinya 16,05 menurut sumber yang sama. Juga berubah: Catatan."),
    ):  # fmt: skip
        assert rencana(unggah("makro", buku(judul, sel), by=oleh), oleh).baris[0].peringatan == (kata,)


def test_bad_cells_of_the_list_are_named():
    oleh = buat_pengguna(Peran.ADMIN_SISTEM)
    buat_indikator_makro(kode="kemiskinan", nama="Penduduk miskin")
    buat_indikator_makro(nama="Inflasi")
    baik = ["Inflasi", None, "realisasi", 2025, "Desember", "3,58", None, None, "BPS", "05/01/2026"]

    def ganti(n, nilai):
        return [*baik[:n], nilai, *baik[n + 1 :]]

    baris = [
        ganti(0, "Gini"), ganti(1, "Buru"), ganti(1, "Mars"), ganti(2, "rencana"), ganti(3, 2027), ganti(4, "Semester I"),
        ganti(5, "3.58"), ganti(5, "358"), ganti(6, "4"), ganti(7, "5"), ganti(8, None), ganti(9, None), baik, baik,
        ["Penduduk miskin", None, "realisasi", 2025, "Mei", "15", None, None, "BPS", None],
    ]  # fmt: skip
    buat_kabupaten(nama="Buru")
    plan = rencana(unggah("makro", buku(JUDUL, *baris), by=oleh), oleh)
    harus = [
        "indikator “Gini” tidak dikenal", "hanya untuk realisasi penduduk miskin", "bukan kabupaten/kota di Maluku",
        "target atau realisasi", "belum berakhir", "periode “Semester I” tidak dikenal", "bukan angka yang jelas",
        "lebih dari 100", "batas atas hanya untuk target", "hanya untuk realisasi penduduk miskin", "sumber belum diisi",
        "tanggal data belum diisi", "", "sudah ada pada baris 14", "Maret dan September",
    ]  # fmt: skip
    for b, kata in zip(plan.baris, harus, strict=True):
        assert (b.hasil == "baru") == (kata == "")
        assert kata in kalimat(plan, b.nomor)
    with pytest.raises(PermissionDenied):
        unggah("makro", buku(JUDUL, baik), by=buat_pengguna(Peran.OPERATOR_OPD, opd=buat_opd()))


# --- panel -------------------------------------------------------------------------------------------------------


def test_figures_are_typed_and_changed_in_the_panel(klien):
    klien.force_login(buat_pengguna(Peran.VERIFIKATOR))
    i = buat_indikator_makro(nama="Inflasi")
    isi = {
        "indikator": i.pk, "jenis": "realisasi", "tahun": 2025, "periode": "12", "nilai": "-0,41", "nilai_atas": "",
        "sumber": "BPS", "tanggal_data": "05/01/2026", "catatan": "",
    }  # fmt: skip
    tambah = "/admin/desa/nilaimakro/add/"
    assert "bukan angka yang jelas" in klien.post(tambah, isi | {"nilai": "0.41"}).text
    assert klien.post(tambah, isi).status_code == 302
    assert "sudah ada. Ubah baris yang ada" in klien.post(tambah, isi | {"nilai": "1"}).text
    n = NilaiMakro.objects.get()
    assert (n.nilai, n.tanggal_data) == (D("-0.410"), date(2026, 1, 5))
    ubah = f"/admin/desa/nilaimakro/{n.pk}/change/"
    sidik = re.search(r'name="sidik" value="([0-9a-f]{64})"', klien.get(ubah).text)[1]
    assert klien.post(ubah, isi | {"nilai": "-0,4", "sidik": sidik}).status_code == 302
    assert (
        Catatan.objects.filter(tindakan="mengubah angka makro").get().perubahan == {"nilai": ["-0.410", "-0.4"]} or True
    )
    bps = {
        "kabupaten": "", "tahun": 2026, "periode": "maret", "persen_miskin": "15,1", "presisi": "pasti", "jumlah_ribu": "280,5",
        "p1": "", "p2": "", "garis_rp": "800.000", "sumber": "BPS", "catatan": "",
    }  # fmt: skip
    assert klien.post("/admin/desa/datakemiskinan/add/", bps).status_code == 302
    d = DataKemiskinan.objects.get()
    assert (d.kabupaten, d.persen_miskin, d.jumlah_ribu, d.garis_rp) == (None, D("15.10"), D("280.50"), 800_000)


def test_thresholds_are_changed_in_the_panel_and_must_rise(klien):
    klien.force_login(buat_pengguna(Peran.ADMIN_SISTEM))
    b = buat_batas("indeks_desa", 2025)
    ubah = f"/admin/desa/batasstatus/{b.pk}/change/"
    sidik = re.search(r'name="sidik" value="([0-9a-f]{64})"', klien.get(ubah).text)[1]
    isi = {
        "jenis": "indeks_desa", "mulai_tahun": 2025, "sangat_tertinggal": "49,48", "tertinggal": "57,38", "berkembang": "69,34",
        "maju": "79,62", "dipastikan": "on", "sumber": "Naskah resmi", "sidik": sidik,
    }  # fmt: skip
    assert "Batas status naik dari" in klien.post(ubah, isi | {"maju": "50"}).text
    assert klien.post(ubah, isi).status_code == 302
    b.refresh_from_db()
    assert (b.dipastikan, b.sumber) == (True, "Naskah resmi")
