"""Licences: one truth for the NIB, what is required by which product, the table of who lacks what, and the tasks."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from desa.enums import JenisLegalitas as J
from desa.models import Catatan, Legalitas, Umkm
from desa.validators import baca_nomor_legalitas
from desa.waktu import hari_ini
from opd.actions.legalitas import IsiLegalitas, set_legalitas
from opd.rekap.legalitas import KeadaanLegalitas, hitung_kurang, rekap_legalitas, susun_sel, wajib
from opd.rekap.tugas import tugas_saya
from tests.pabrik import SEKARANG, buat_kbli, buat_pengguna, buat_penugasan, buat_umkm
from tests.pabrik_legalitas import HALAL, buat_legalitas

pytestmark = pytest.mark.django_db
NIB = "9120001234567"
SESUDAH = date(2026, 10, 18)


@pytest.fixture
def dunia():
    """An enterprise that sells food and the operator in charge."""
    penugasan = buat_penugasan()
    umkm = buat_umkm(desa=penugasan.desa, makanan_minuman=True)
    return umkm, buat_pengguna("operator_opd", opd=penugasan.opd)


# --- numbers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("jenis", "tulis", "simpan"),
    [
        ("nib", "9120 0012 34567", NIB),
        ("pirt", "P-IRT No. 2062371010123-29", "2062371010123-29"),
        ("halal", "id 35110000123450222", HALAL),
        ("merek", "IDM000123456", "IDM000123456"),
        ("bpom_md", "MD 2313 1234 5678", "MD231312345678"),
        ("sni", " SNI 01-4321-1996 ", "SNI 01-4321-1996"),
    ],
)
def test_number_is_read_as_people_type_it(jenis, tulis, simpan):
    assert baca_nomor_legalitas(jenis, tulis) == simpan


@pytest.mark.parametrize(
    ("jenis", "tulis"),
    [("nib", "BELUM ADA"), ("nib", "912000123456"), ("pirt", "206237"), ("halal", "351"), ("merek", "X")],
)
def test_number_of_another_form_is_told(jenis, tulis):
    with pytest.raises(ValidationError, match="Periksa|Jika|pilih"):
        baca_nomor_legalitas(jenis, tulis)


# --- what is required ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kbli", "pangan", "hari", "perlu"),
    [
        (None, False, SESUDAH, {"nib"}),
        ("13122", False, SESUDAH, {"nib"}),
        ("10794", False, SESUDAH, {"nib", "halal", "pirt"}),
        ("10794", False, SESUDAH - timedelta(days=1), {"nib", "pirt"}),
        ("11040", False, SESUDAH, {"nib", "halal", "pirt"}),
        ("56102", False, SESUDAH, {"nib", "halal"}),
        (None, True, SESUDAH, {"nib", "halal", "pirt"}),
        ("47242", True, SESUDAH, {"nib", "halal"}),
    ],
)
def test_required_by_product_and_day(kbli, pangan, hari, perlu):
    assert wajib(kbli, pangan, on=hari) == perlu


def test_states_of_a_day_are_derived():
    until = date(2026, 11, 1)
    baris = {
        "halal": ("terbit", until - timedelta(days=1)),
        "bpom_md": ("terbit", until + timedelta(days=90)),
        "merek": ("terbit", until + timedelta(days=91)),
        "sni": ("tidak_perlu", None),
    }
    sel = {s.jenis: s for s in susun_sel(NIB, "10794", False, baris, until=until)}
    assert {j: (s.keadaan.value, s.kurang, s.segera) for j, s in sel.items()} == {
        "nib": ("terbit", False, False),
        "pirt": ("belum", False, False),
        "halal": ("kedaluwarsa", True, False),
        "merek": ("terbit", False, False),
        "bpom_md": ("terbit", False, True),
        "sni": ("tidak_perlu", False, False),
        "slhs": ("belum", False, False),
    }


# --- the deed --------------------------------------------------------------------------------------------------------


def test_nib_has_one_place(dunia):
    umkm, operator = dunia
    kirim = {"by": operator, "at": SEKARANG}
    set_legalitas(umkm, J.NIB, IsiLegalitas("terbit", "9120-0012-34567"), versi=1, **kirim)
    baris = Legalitas.objects.get()
    assert (Umkm.objects.get().nib, baris.nomor, baris.status) == (NIB, "", "proses")
    (satu,) = rekap_legalitas(operator, umkm=Umkm.objects.visible_to(operator), until=hari_ini())
    assert satu.sel[0].keadaan == KeadaanLegalitas.TERBIT
    set_legalitas(umkm, J.NIB, IsiLegalitas("belum"), versi=3, **kirim)
    assert (Umkm.objects.get().nib, Legalitas.objects.get().status) == ("", "belum")
    assert [c.perubahan["nib"] for c in Catatan.objects.order_by("pk")] == [["", "diubah"]] * 2


def test_stale_page_never_takes_a_nib_away(dunia):
    umkm, operator = dunia
    Umkm.objects.filter(pk=umkm.pk).update(nib=NIB, versi=2)  # by an import or the enterprise's own form
    with pytest.raises(ValidationError, match="sudah diubah orang lain"):
        set_legalitas(umkm, J.NIB, IsiLegalitas("proses"), versi=1, by=operator, at=SEKARANG)
    assert Umkm.objects.get().nib == NIB


def test_nib_of_another_enterprise_is_refused(dunia):
    umkm, operator = dunia
    buat_umkm(nib=NIB)
    with pytest.raises(ValidationError, match="NIB ini sudah dipakai"):
        set_legalitas(umkm, J.NIB, IsiLegalitas("terbit", NIB), versi=1, by=operator, at=SEKARANG)
    assert Legalitas.objects.count() == 0


@pytest.mark.parametrize(
    ("isi", "kalimat"),
    [
        (IsiLegalitas("terbit"), "harus bernomor"),
        (IsiLegalitas("belum", HALAL), "Yang belum ada tidak bernomor"),
        (IsiLegalitas("terbit", "123"), "ID dan 17 angka"),
        (IsiLegalitas("terbit", HALAL, date(2099, 1, 1)), "belum terjadi"),
        (IsiLegalitas("terbit", HALAL, date(2026, 1, 2), date(2026, 1, 1)), "sesudah tanggal terbit"),
    ],
)
def test_wrong_licence_is_told(dunia, isi, kalimat):
    umkm, operator = dunia
    with pytest.raises(ValidationError, match=kalimat):
        set_legalitas(umkm, J.HALAL, isi, versi=0, by=operator, at=SEKARANG)


def test_second_writer_and_foreign_opd_are_refused(dunia):
    umkm, operator = dunia
    isi = IsiLegalitas("terbit", HALAL)
    set_legalitas(umkm, J.HALAL, isi, versi=0, by=operator, at=SEKARANG)
    with pytest.raises(ValidationError, match="sudah diubah orang lain"):
        set_legalitas(umkm, J.HALAL, isi, versi=0, by=operator, at=SEKARANG)
    asing = buat_pengguna("operator_opd", opd=buat_penugasan().opd)
    with pytest.raises(PermissionDenied):
        set_legalitas(umkm, J.HALAL, isi, versi=1, by=asing, at=SEKARANG)


# --- pages -----------------------------------------------------------------------------------------------------------


def test_form_keeps_the_paper_and_shows_it_to_who_may(client, dunia):
    umkm, operator = dunia
    client.force_login(operator)
    alamat = reverse("legalitas:ubah", args=[umkm.uuid, "halal"])
    isi = {"versi": "0", "status": "terbit", "nomor": HALAL, "berlaku_sampai": "1/1/2028"}
    client.post(alamat, isi | {"pindaian": SimpleUploadedFile("a.pdf", b"%PDF-1.4 uji")})
    baru = Legalitas.objects.get()
    assert (baru.nomor, baru.berlaku_sampai, bool(baru.pindaian)) == (HALAL, date(2028, 1, 1), True)
    unduh = reverse("legalitas:berkas", args=[umkm.uuid, "halal"])
    assert "Unduh berkas Halal" in client.get(reverse("legalitas:umkm", args=[umkm.uuid])).content.decode()
    hasil = {}
    for nama in ("operator", "verifikator", "pimpinan", "pembaca", "asing"):
        lain = buat_penugasan().opd if nama == "asing" else None
        orang = operator if nama == "operator" else buat_pengguna("operator_opd" if lain else nama, opd=lain)
        client.force_login(orang)
        jawaban = client.get(unduh)
        assert not jawaban.streaming or b"".join(jawaban.streaming_content)
        hasil[nama] = jawaban.status_code
    assert hasil == {"operator": 200, "verifikator": 200, "pimpinan": 404, "pembaca": 404, "asing": 404}
    assert [client.get(alamat).status_code, client.get(unduh.replace("halal", "xx")).status_code] == [403, 404]


def test_refused_form_keeps_what_was_typed(client, dunia):
    umkm, operator = dunia
    client.force_login(operator)
    jawaban = client.post(
        reverse("legalitas:ubah", args=[umkm.uuid, "pirt"]), {"versi": "0", "status": "terbit", "nomor": "12-34"}
    )
    isi = jawaban.content.decode()
    assert ["PIRT terdiri atas 15 angka" in isi, 'value="12-34"' in isi] == [True, True]


def test_each_number_opens_as_many_rows(client, dunia):
    umkm, operator = dunia
    hari = hari_ini()
    lain = buat_umkm(desa=umkm.desa, kbli=buat_kbli(), nib=NIB)
    buat_legalitas(lain, berlaku_sampai=hari + timedelta(days=20))
    buat_umkm(desa=umkm.desa, tutup_pada=date(2026, 1, 1), makanan_minuman=True)
    buat_umkm(makanan_minuman=True)
    client.force_login(operator)
    alamat = reverse("legalitas:daftar")
    halaman = client.get(alamat, {"milik": "1"})
    angka = {nilai: n for nilai, _, n in halaman.context["ringkas"]}
    assert angka == {
        j: client.get(alamat, {"milik": "1", "jenis": j, "keadaan": "kurang"}).context["jumlah"] for j in angka
    }
    assert (angka["nib"], halaman.context["jumlah"]) == (1, 2)
    hitung = [client.get(alamat, {"keadaan": k}).context["jumlah"] for k in ("segera", "terbit", "xx", "")]
    assert hitung == [1, 1, 0, 3]


def test_totals_match_a_slow_twin(dunia):
    umkm, operator = dunia
    for n in range(6):
        u = buat_umkm(desa=umkm.desa, makanan_minuman=n % 2 == 0, nib=f"{n:013d}" if n % 3 else "")
        if n % 2:
            buat_legalitas(u, "halal" if n % 3 else "merek", nomor="IDM000123456", berlaku_sampai=date(2026, 1, n + 1))
    until = date(2026, 11, 1)
    semua = rekap_legalitas(operator, umkm=Umkm.objects.visible_to(operator), until=until)
    lambat = dict.fromkeys(J.values, 0)
    for u in Umkm.objects.all():
        lambat["nib"] += not u.nib
        terbit = {r.jenis for r in u.legalitas.all() if r.berlaku_sampai is None or r.berlaku_sampai >= until}
        for j in ("halal", "pirt"):
            lambat[j] += u.makanan_minuman and j not in terbit
    assert hitung_kurang(semua) == lambat


def test_excel_has_the_rows_and_nobody_s_name(client, dunia):
    umkm, operator = dunia
    Umkm.objects.filter(pk=umkm.pk).update(nama="=1+1", pemilik="Rahasia Kenari")
    client.force_login(operator)
    isi = client.get(reverse("legalitas:daftar"), {"milik": "1", "unduh": "xlsx"}).getvalue()
    lembar = load_workbook(io.BytesIO(isi)).worksheets[0]
    baris = [[s.value for s in b] for b in lembar.iter_rows(min_row=2)]
    assert (baris[0][0], baris[0][3], "Kenari" in str(baris)) == ("'=1+1", "Belum ada (wajib)", False)


def test_end_within_90_days_becomes_a_task(dunia):
    umkm, operator = dunia
    hari = hari_ini()
    buat_legalitas(umkm, berlaku_sampai=hari + timedelta(days=90))
    buat_legalitas(umkm, "merek", berlaku_sampai=hari + timedelta(days=91))
    buat_legalitas(umkm, "pirt", berlaku_sampai=hari - timedelta(days=1))
    buat_legalitas(umkm, "sni", status="proses", nomor="", berlaku_sampai=hari)
    buat_legalitas(buat_umkm(desa=umkm.desa, tutup_pada=date(2026, 1, 1)), berlaku_sampai=hari)
    buat_legalitas(buat_umkm(), berlaku_sampai=hari)
    tugas = [t for t in tugas_saya(operator, until=hari) if t.jenis == "legalitas"]
    assert [(t.kalimat.split(" ")[0], t.tautan) for t in tugas] == [
        ("PIRT", reverse("legalitas:ubah", args=[umkm.uuid, "pirt"])),
        ("Halal", reverse("legalitas:ubah", args=[umkm.uuid, "halal"])),
    ]


@pytest.mark.parametrize("nama", ["daftar", "umkm", "ubah"])
def test_query_count_does_not_grow(client, dunia, django_assert_max_num_queries, nama):
    umkm, operator = dunia
    client.force_login(operator)
    argumen = {"daftar": [], "umkm": [umkm.uuid], "ubah": [umkm.uuid, "halal"]}[nama]
    alamat = reverse(f"legalitas:{nama}", args=argumen)
    buat_legalitas(umkm, pindaian=ContentFile(b"%PDF-", "a.pdf"))
    client.get(alamat)
    with django_assert_max_num_queries(12) as satu:
        client.get(alamat)
    for n in range(4):
        buat_legalitas(buat_umkm(desa=umkm.desa))
        buat_legalitas(umkm, ["pirt", "merek", "sni", "slhs"][n])
    with django_assert_max_num_queries(12) as lima:
        client.get(alamat)
    assert len(lima) == len(satu)
