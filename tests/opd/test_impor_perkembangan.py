"""Quarterly states from a sheet: what is refused names its cell, rupiah stay with the uploader, and the template reads back.

Seen red with clashes() empty, with jumps() empty, with `_own` giving the verifikator every upload, and with rupiah in `_sebut`.
"""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from desa.models import Catatan, Legalitas, PerkembanganUmkm, Umkm
from opd.enums import Peran
from opd.impor.templat import templat_perkembangan
from opd.models import Impor
from tests import pabrik
from tests.opd.buku import HARI, buku, kalimat, pilih, rencana, ringkas, terapkan, unggah
from tests.pabrik import pada
from tests.pabrik_legalitas import buat_legalitas
from tests.pabrik_naskah import buat_kunci
from tests.pabrik_usaha import buat_perkembangan

pytestmark = pytest.mark.django_db
NIB = "0220001234567"
JUDUL = ["NIB", "Tanggal Dilihat", "Pekerja L", "Pelanggan", "Produksi", "Satuan", "Pembukuan", "Aset", "Pernah Kredit"]
TW = date(2026, 4, 1)


@pytest.fixture
def dunia() -> Any:
    """An enterprise with a NIB in a village whose OPD's operator uploads."""

    class D:
        penugasan = pabrik.buat_penugasan()
        oleh = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)
        umkm = pabrik.buat_umkm(desa=penugasan.desa, nama="Pala Jaya", nib=NIB)

    return D


def daftar(d: Any, *baris: list[Any], judul: list[str] = JUDUL) -> Impor:
    return unggah("perkembangan", buku(judul, *baris), by=d.oleh)


def test_states_are_read_written_and_read_again_as_the_same(dunia):
    baris = [NIB, "12 Mei 2026", "2", "1.500", "40,5", "kg", "Catatan sederhana", "Rp 71.828.182", "belum"]
    r = rencana(daftar(dunia, baris), dunia.oleh)
    assert [(b.hasil.value, b.ringkas) for b in r.baris] == [
        (
            "baru",
            "Pala Jaya, TW II 2026: dilihat 12 Mei 2026, pekerja laki-laki 2, aset (Rp) terisi, pelanggan sebulan 1.500, "
            "pembukuan: catatan sederhana, produksi sebulan 40,5 kg, pernah mendapat KUR atau kredit bank: tidak",
        )
    ]
    assert terapkan(Impor.objects.get(), dunia.oleh) == 1
    p = PerkembanganUmkm.objects.get()
    assert (p.pekerja_l, p.pelanggan_bulan, p.produksi_volume, p.aset_rp, p.kredit, p.berizin) == (
        2, 1500, Decimal("40.50"), 71_828_182, "tidak", "",
    )  # fmt: skip
    assert ringkas(rencana(daftar(dunia, [*baris, None]), dunia.oleh)) == [(2, "sama")]
    assert "71828182" not in " ".join(f"{c.perubahan}{c.alasan}" for c in Catatan.objects.all())


def test_empty_cell_keeps_what_is_stored_and_a_correction_has_its_reason(dunia):
    lama = buat_perkembangan(dunia.umkm, date(2026, 5, 12), pekerja_l=1, aset_rp=5_000_000)
    impor = daftar(dunia, [NIB, "12/05/2026", 2, None, None, None, None, None, None])
    assert ringkas(rencana(impor, dunia.oleh)) == [(2, "berubah")]
    terapkan(impor, dunia.oleh)
    kini = PerkembanganUmkm.objects.in_force().get()
    assert (kini.menggantikan, kini.pekerja_l, kini.aset_rp) == (lama, 2, 5_000_000)
    assert kini.alasan_koreksi == "Impor perkembangan daftar.xlsx"


def test_no_credit_takes_its_stored_sum_away(dunia):
    buat_perkembangan(dunia.umkm, date(2026, 5, 12), kredit="ya", kredit_rp=5_000_000, aset_rp=1_000_000)
    impor = daftar(dunia, [NIB, "12/05/2026", None, None, None, None, None, None, "tidak"])
    assert ringkas(rencana(impor, dunia.oleh)) == [(2, "berubah")]
    terapkan(impor, dunia.oleh)
    kini = PerkembanganUmkm.objects.in_force().get()
    assert (kini.kredit, kini.kredit_rp, kini.aset_rp) == ("tidak", None, 1_000_000)


@pytest.mark.parametrize(
    ("sel", "potongan"),
    [
        ([NIB, "21/07/2030", 1], "Sel B2: tanggal ini belum terjadi."),
        ([NIB, "1/1/2025", 1], "Sel B2: UMKM ini baru dibina sejak"),
        ([NIB, None, 1], "Sel B2: tanggal dilihat belum diisi."),
        ([NIB, "kemarin", 1], "Sel B2: “kemarin” bukan tanggal yang dikenali."),
        ([NIB, "12/5/2026"], "Sel B2: isi sedikitnya satu keadaan usaha"),
        ([NIB, "12/5/2026", "dua"], "Sel C2: “dua” bukan bilangan bulat."),
        ([NIB, "12/5/2026", 100_001], "Sel C2: angka ini paling banyak 100.000."),
        ([NIB, "12/5/2026", None, None, 4], "Sel F2: isi produksi bersama satuannya"),
        ([NIB, "12/5/2026", None, None, 4, "x" * 41], "Sel F2: satuan ini lebih dari 40 huruf."),
        (
            [NIB, "12/5/2026", None, None, None, None, "rapi"],
            "Sel G2: isi tidak ada, catatan sederhana, atau pembukuan.",
        ),
        ([NIB, "12/5/2026", None, None, None, None, None, "5 jt"], "Sel H2: “5 jt” memakai singkatan “jt”."),
        ([NIB, "12/5/2026", None, None, None, None, None, None, "mungkin"], "Sel I2: isi ya atau tidak."),
        (["0220001234568", "12/5/2026", 1], "Sel A2: UMKM ini tidak ditemukan di desa dampingan Anda."),
    ],
)
def test_bad_row_is_refused_with_its_cell_in_the_sheet_given_back(client, dunia, sel, potongan):
    impor = daftar(dunia, sel)
    r = rencana(impor, dunia.oleh)
    assert (ringkas(r), kalimat(r, 2).startswith(potongan)) == ([(2, "ditolak")], True), kalimat(r, 2)
    client.force_login(dunia.oleh)
    isi = client.get(reverse("impor:kesalahan", args=[impor.uuid])).content
    assert [b[-1].value for b in load_workbook(io.BytesIO(isi)).active.iter_rows()] == ["Kesalahan", kalimat(r, 2)]


def test_every_bad_cell_of_a_row_is_named_at_once(dunia):
    r = rencana(daftar(dunia, [NIB, "31/09/2026", "dua", 4, None, None, None, "5 jt"]), dunia.oleh)
    assert [g.sel for g in r.baris[0].sebab] == ["B2", "C2", "H2"]


def test_same_quarter_twice_and_a_tenfold_figure_are_asked_about(dunia):
    r = rencana(daftar(dunia, [NIB, "12/5/2026", 1], [NIB, "1/6/2026", 2]), dunia.oleh)
    assert [kalimat(r, n) for n in (2, 3)] == [
        "Sel B2: baris 2 dan 3 menyebut UMKM dan triwulan yang sama. Sisakan satu baris.",
        "Sel B3: baris 2 dan 3 menyebut UMKM dan triwulan yang sama. Sisakan satu baris.",
    ]
    buat_perkembangan(dunia.umkm, date(2026, 2, 3), aset_rp=5_000_000)
    impor = daftar(dunia, [NIB, "12/5/2026", None, None, None, None, None, 71_828_182])
    r = rencana(impor, dunia.oleh)
    assert (ringkas(r), "71.828" in kalimat(r, 2), "aset sangat jauh" in kalimat(r, 2)) == (
        [(2, "perlu_pilihan")], False, True,
    )  # fmt: skip
    assert ringkas(pilih(impor, dunia.oleh, yakin_2="ya")) == [(2, "baru")]
    assert terapkan(impor, dunia.oleh) == 1


def test_locked_quarter_holds_what_it_had_and_asks_why_a_row_is_late(dunia):
    buat_perkembangan(dunia.umkm, date(2026, 5, 12), pekerja_l=1)
    pabrik.buat_umkm(desa=dunia.penugasan.desa, nama="Kenari", nib="0220001234568")
    buat_kunci(dunia.penugasan, 2, pada(date(2026, 7, 10)))
    impor = daftar(dunia, [NIB, "12/5/2026", 2], ["0220001234568", "12/5/2026", 2])
    r = rencana(impor, dunia.oleh)
    assert (ringkas(r), "terkunci oleh Laporan TW II 2026" in kalimat(r, 2)) == (
        [(2, "ditolak"), (3, "perlu_pilihan")], True,
    )  # fmt: skip
    impor = daftar(dunia, ["0220001234568", "12/5/2026", 2])
    pilih(impor, dunia.oleh, semua_susulan="Sinyal putus.")
    terapkan(impor, dunia.oleh)
    assert PerkembanganUmkm.objects.get(pekerja_l=2).alasan_susulan == "Sinyal putus."


def test_days_of_the_opd_before_are_left_to_it(dunia):
    desa = pabrik.buat_desa()
    pabrik.buat_penugasan(desa=desa, selesai=date(2026, 6, 1))
    baru = pabrik.buat_penugasan(desa=desa, mulai=date(2026, 6, 1))
    dunia.oleh = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=baru.opd)
    nib = pabrik.buat_umkm(desa=desa, nib="0220001234568").nib
    r = rencana(daftar(dunia, [nib, "12/5/2026", 2], [nib, "1/7/2026", 2]), dunia.oleh)
    assert (ringkas(r), "diisi OPD yang mendampingi desa ini" in kalimat(r, 2)) == ([(2, "ditolak"), (3, "baru")], True)


def isi_templat(d: Any) -> bytes:
    bahan = (Umkm.objects.filter(desa=d.penugasan.desa), PerkembanganUmkm.objects.all(), Legalitas.objects.all())
    return templat_perkembangan(*bahan, awal=TW, on=HARI)


def test_template_fills_in_what_is_known_and_reads_back_as_the_same(dunia):
    rupiah = {"aset_rp": 9_000_000, "pajak_rp": 0, "kredit_rp": 4_000_000}
    isi = {"pekerja_l": 1, "pekerja_p": 2, "pekerja_terlatih": 1, "pelanggan_bulan": 40, "pembukuan": "sederhana"}
    isi |= {"produksi_volume": Decimal("12.50"), "produksi_satuan": "kg", "berizin": "tidak", "kredit": "ya", **rupiah}
    buat_perkembangan(dunia.umkm, date(2026, 5, 12), **isi)
    pabrik.buat_umkm(desa=dunia.penugasan.desa, nama="Anyaman Ohoi")
    punya = pabrik.buat_umkm(desa=dunia.penugasan.desa, nama="Bagea Ina", nib="0220001234569")
    buat_legalitas(punya, "nib", status="proses", nomor="", berlaku_sampai=date(2026, 6, 29))
    pabrik.buat_umkm(desa=dunia.penugasan.desa, nama="Tutup", tutup_pada=date(2026, 6, 1))
    isi = isi_templat(dunia)
    lembar = load_workbook(io.BytesIO(isi))["Perkembangan"]
    judul = [s.value for s in lembar[1]]
    kolom = [judul.index(n) for n in ("UMKM", "Sudah Punya NIB", "Aset")]
    assert [tuple(b[k].value for k in kolom) for b in lembar.iter_rows(min_row=2)] == [
        ("Anyaman Ohoi", "tidak", None), ("Bagea Ina", "tidak", None), ("Pala Jaya", "tidak", 9_000_000),
    ]  # fmt: skip
    r = rencana(unggah("perkembangan", isi, by=dunia.oleh), dunia.oleh)
    assert [b.hasil.value for b in r.baris] == ["sama"] * 3


def test_only_who_works_for_an_opd_uploads_and_nobody_else_opens_it(client, dunia):
    baris = [NIB, "12/5/2026", None, None, None, None, None, 71_828_182]
    impor = daftar(dunia, baris)
    lain = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=pabrik.buat_penugasan().opd)
    orang = [(lain, 200, 404), *((pabrik.buat_pengguna(p), 403, 404) for p in (Peran.VERIFIKATOR, Peran.ADMIN_SISTEM))]
    for siapa, unggahan, pratinjau in orang:
        client.force_login(siapa)
        assert client.get(reverse("impor:unggah", args=["perkembangan"])).status_code == unggahan
        assert client.get(reverse("impor:pratinjau", args=[impor.uuid])).status_code == pratinjau
        teks = client.get(reverse("impor:templat", args=["perkembangan"]), {"triwulan": "2026-2"})
        assert b"Pala Jaya" not in teks.content
    client.force_login(dunia.oleh)
    assert client.get(reverse("impor:templat", args=["perkembangan"]), {"triwulan": "2031-2"}).status_code == 422
    assert client.get(reverse("impor:templat", args=["perkembangan"]), {"triwulan": "2026-2"}).status_code == 200
