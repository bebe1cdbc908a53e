"""Monthly sales from a sheet: one row per enterprise and month, in bulk, with the rules of the monthly form."""

import os
import time
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from desa.models import Catatan, Penjualan, PenjualanSaluran, PenutupanUmkm, Umkm
from desa.waktu import tambah_bulan
from opd.enums import Peran
from opd.impor.templat import templat_penjualan
from tests.opd.buku import buku, kalimat, pilih, rencana, ringkas, terapkan, unggah
from tests.pabrik import (
    buat_desa,
    buat_opd,
    buat_pengguna,
    buat_penjualan,
    buat_penugasan,
    buat_penutupan,
    buat_umkm,
)

pytestmark = pytest.mark.django_db
JUDUL = ["NIB", "UMKM", "Kode Desa", "Bulan", "Omzet"]
NIB = "0220001234567"
MEI, JUNI = date(2026, 5, 1), date(2026, 6, 1)


@pytest.fixture
def dunia():
    class D:
        opd = buat_opd()
        desa = buat_desa()
        oleh = buat_pengguna(Peran.OPERATOR_OPD, opd=opd)

    buat_penugasan(opd=D.opd, desa=D.desa)
    D.umkm = buat_umkm(desa=D.desa, nama="Pala Jaya", nib=NIB)
    return D


def daftar(d, *baris, judul=JUDUL):
    return unggah("penjualan", buku(judul, *baris, lembar="Penjualan"), by=d.oleh)


def berlaku():
    return [(p.umkm.nama, p.bulan, p.omzet_rp, p.berjualan) for p in Penjualan.objects.in_force().order_by("bulan")]


def test_sales_are_recorded_and_the_same_file_twice_changes_nothing(dunia):
    d = dunia
    baris = [
        [NIB, None, None, "Mei 2026", "Rp 1.500.000,-"],
        [None, "pala jaya", d.desa.kode, "06/2026", "Tidak Berjualan"],
    ]
    impor = daftar(d, *baris)
    assert ringkas(rencana(impor, d.oleh)) == [(2, "baru"), (3, "baru")]
    assert terapkan(impor, d.oleh) == 2
    assert berlaku() == [("Pala Jaya", MEI, 1_500_000, True), ("Pala Jaya", JUNI, 0, False)]
    assert sorted(Catatan.objects.filter(objek_jenis="desa.desa").values_list("tindakan", flat=True)) == [
        "mencatat penjualan Juni 2026", "mencatat penjualan Mei 2026"
    ]  # fmt: skip
    lagi = daftar(d, *baris)
    assert (ringkas(rencana(lagi, d.oleh)), terapkan(lagi, d.oleh)) == ([(2, "sama"), (3, "sama")], 0)
    assert Penjualan.objects.count() == 2


def test_a_changed_month_is_a_correction_and_an_empty_one_is_no_zero(dunia):
    d = dunia
    lama = buat_penjualan(d.umkm, MEI, 1_000_000)
    impor = daftar(d, [NIB, None, None, "Mei 2026", 1_200_000], [NIB, None, None, "Juni 2026", None])
    r = rencana(impor, d.oleh)
    assert (ringkas(r), r.baris[0].ringkas) == (
        [(2, "berubah"), (3, "sama")],
        "Pala Jaya, Mei 2026: Rp 1.000.000 → Rp 1.200.000",
    )
    assert terapkan(impor, d.oleh) == 1
    assert berlaku() == [("Pala Jaya", MEI, 1_200_000, True)]
    lama.refresh_from_db()
    assert (lama.pengganti.omzet_rp, lama.pengganti.alasan_koreksi) == (1_200_000, "Impor penjualan daftar.xlsx")


def test_a_cancelled_month_is_reported_again(dunia):
    d = dunia
    lama = buat_penjualan(d.umkm, MEI, 1_000_000)
    buat_penjualan(d.umkm, MEI, 0, menggantikan=lama, batal=True, alasan_koreksi="salah UMKM")
    impor = daftar(d, [NIB, None, None, "Mei 2026", 900_000])
    assert ringkas(rencana(impor, d.oleh)) == [(2, "baru")]
    terapkan(impor, d.oleh)
    assert berlaku() == [("Pala Jaya", MEI, 900_000, True)]


def test_a_tenfold_jump_needs_a_tick(dunia):
    d = dunia
    buat_penjualan(d.umkm, date(2026, 4, 1), 1_000_000)
    impor = daftar(d, [NIB, None, None, "Mei 2026", 15_000_000], [NIB, None, None, "Juni 2026", 14_000_000])
    r = rencana(impor, d.oleh)
    assert ringkas(r) == [(2, "perlu_pilihan"), (3, "baru")]
    assert kalimat(r, 2) == (
        "Sel E2: Rp 15.000.000 sangat jauh dari Rp 1.000.000 pada April 2026. "
        "Periksa jumlah nolnya, atau centang “angka ini benar”."
    )
    assert ringkas(pilih(impor, d.oleh, yakin_2="ya")) == [(2, "baru"), (3, "baru")]


@pytest.mark.parametrize(
    ("baris", "potongan"),
    [
        ([NIB, None, None, "Mei 2026", "1,5 jt"], "Sel E2: “1,5 jt” memakai singkatan “jt”."),
        ([NIB, None, None, "Mei 2026", "1,234.56"], "Sel E2: “1,234.56” bukan jumlah rupiah yang jelas."),
        ([NIB, None, None, "Mei 2026", -5], "Sel E2: Angka ini tidak boleh negatif."),
        ([NIB, None, None, "Mey 2026", 5], "Sel D2: “Mey 2026” bukan bulan yang dikenali."),
        ([NIB, None, None, None, 5], "Sel D2: bulan belum diisi."),
        ([NIB, None, None, "Agustus 2026", 5], "Sel D2: Agustus 2026 belum berjalan."),
        ([NIB, None, None, "Mei 2024", 5], "Sel D2: Pala Jaya baru dibina sejak 10 Januari 2025."),
        (["9999999999998", None, None, "Mei 2026", 5], "Sel A2: UMKM ini tidak ditemukan di desa dampingan Anda."),
        ([None, "Tidak Ada", None, "Mei 2026", 5], "Sel B2: UMKM ini tidak ditemukan di desa dampingan Anda."),
        ([None, None, None, "Mei 2026", 5], "Sel B2: UMKM belum diisi."),
        ([NIB, None, None, "Mei 2026", "=1+1"], "Sel E2 berisi rumus."),
    ],
)
def test_bad_cell_is_named(dunia, baris, potongan):
    r = rencana(daftar(dunia, baris), dunia.oleh)
    assert (ringkas(r), kalimat(r, 2).startswith(potongan)) == ([(2, "ditolak")], True), kalimat(r, 2)


def test_closed_enterprise_takes_no_later_month(dunia):
    buat_penutupan(dunia.umkm, date(2026, 4, 20))
    r = rencana(daftar(dunia, [NIB, None, None, "April 2026", 5], [NIB, None, None, "Mei 2026", 5]), dunia.oleh)
    assert ringkas(r) == [(2, "baru"), (3, "ditolak")]


def test_two_rows_for_one_month_and_same_names_in_two_villages(dunia):
    d = dunia
    kedua = buat_desa()
    buat_penugasan(opd=d.opd, desa=kedua)
    kembar = buat_umkm(desa=kedua, nama="Pala Jaya")
    r = rencana(daftar(d, [NIB, None, None, "Mei 2026", 5], [NIB, None, None, "05/2026", 6]), d.oleh)
    assert "Baris 2 dan 3 menyebut UMKM dan bulan yang sama." in kalimat(r, 3)
    impor = daftar(d, [None, "Pala Jaya", None, "Mei 2026", 5])
    assert ringkas(rencana(impor, d.oleh)) == [(2, "perlu_pilihan")]
    pilih(impor, d.oleh, umkm_2=str(kembar.uuid))
    terapkan(impor, d.oleh)
    assert Penjualan.objects.get().umkm == kembar


def test_other_opds_enterprises_cannot_be_reached_by_id_or_nib(dunia):
    asing = buat_umkm(nib="9111111111119", nama="Asing")
    buat_penugasan(desa=asing.desa)
    judul = ["Pengenal UMKM", *JUDUL]
    impor = daftar(
        dunia, [str(asing.uuid), None, None, None, "Mei 2026", 5], [None, asing.nib, None, None, "Mei 2026", 5],
        ["bukan-uuid", None, None, None, "Mei 2026", 5], [None, None, "Asing", None, "Mei 2026", 5], judul=judul,
    )  # fmt: skip
    assert ringkas(rencana(impor, dunia.oleh)) == [(n, "ditolak") for n in (2, 3, 4, 5)]


def isi_templat() -> bytes:
    semua = (Umkm.objects.all(), Penjualan.objects.all(), PenjualanSaluran.objects.all(), PenutupanUmkm.objects.all())
    return templat_penjualan(*semua, dari=date(2026, 4, 1), sampai=JUNI)


def test_channels_are_read_added_up_and_corrected(dunia):
    d = dunia
    judul = ["NIB", "Bulan", "Omzet", "Pasar", "E-Katalog", "Luar Maluku"]
    impor = daftar(
        d, [NIB, "Mei 2026", None, 300, None, "Rp 200"], [NIB, "Juni 2026", 700, 400, 300, None], judul=judul
    )  # fmt: skip
    assert (ringkas(rencana(impor, d.oleh)), terapkan(impor, d.oleh)) == ([(2, "baru"), (3, "baru")], 2)
    bagian = PenjualanSaluran.objects.order_by("penjualan__bulan", "omzet_rp").values_list("saluran", "omzet_rp")
    assert (berlaku()[0], list(bagian)) == (
        ("Pala Jaya", MEI, 500, True),
        [("luar_daerah", 200), ("pasar", 300), ("e_katalog", 300), ("pasar", 400)],
    )
    lagi = rencana(daftar(d, [NIB, "Mei 2026", 500, 500, None, None], judul=judul), d.oleh)
    assert (ringkas(lagi), lagi.baris[0].ringkas) == (
        [(2, "berubah")],
        "Pala Jaya, Mei 2026: Rp 500 (Pasar Rp 300, Luar daerah Rp 200) → Rp 500 (Pasar Rp 500)",
    )
    assert ringkas(rencana(daftar(d, [NIB, None, None, "Mei 2026", 500]), d.oleh)) == [(2, "sama")]
    r = rencana(unggah("penjualan", isi_templat(), by=d.oleh), d.oleh)
    assert [b.hasil.value for b in r.baris] == ["sama"] * 3


@pytest.mark.parametrize(
    ("sel", "potongan"),
    [
        ([600, 300, 200], "Sel C2: jumlah saluran Rp 500, sedangkan omzetnya Rp 600."),
        (["tidak berjualan", 300, None], "Sel C2: tidak berjualan, tetapi salurannya terisi."),
        ([None, "5 jt", None], "Sel D2: “5 jt” memakai singkatan “jt”."),
        ([None, -1, None], "Sel D2: Angka ini tidak boleh negatif."),
    ],
)
def test_bad_channel_is_named(dunia, sel, potongan):
    judul = ["NIB", "Bulan", "Omzet", "Pasar", "Toko"]
    r = rencana(daftar(dunia, [NIB, "Mei 2026", *sel], judul=judul), dunia.oleh)
    assert (ringkas(r), kalimat(r, 2).startswith(potongan)) == ([(2, "ditolak")], True), kalimat(r, 2)


def test_template_comes_with_enterprises_and_months_and_reads_back_as_the_same(dunia):
    d = dunia
    buat_penjualan(d.umkm, MEI, 1_500_000)
    buat_penjualan(d.umkm, date(2026, 4, 1), 0)
    lama = buat_penjualan(d.umkm, JUNI, 5_000, saluran={"pasar": 5_000})
    buat_penjualan(d.umkm, JUNI, 0, menggantikan=lama, batal=True, alasan_koreksi="salah UMKM")
    isi = isi_templat()
    r = rencana(unggah("penjualan", isi, by=d.oleh), d.oleh)
    assert [(b.nomor, b.hasil.value, b.ringkas) for b in r.baris] == [
        (2, "sama", "Pala Jaya, April 2026: tidak berjualan"),
        (3, "sama", "Pala Jaya, Mei 2026: Rp 1.500.000"),
        (4, "sama", "Pala Jaya, Juni 2026"),
    ]


def _processor() -> float:
    """Seconds of processor time so far: of this process, and of the server behind its connection."""
    if connection.vendor != "postgresql":
        return time.process_time()
    with connection.cursor() as kursor:
        kursor.execute("SELECT pg_backend_pid()")
        jejak = Path(f"/proc/{kursor.fetchone()[0]}/stat").read_text().rpartition(")")[2].split()
    return time.process_time() + sum(map(int, jejak[11:13])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.drill
def test_600_enterprises_times_36_months_with_channels_in_20_seconds():
    """Seconds of processor time, PostgreSQL's own among them, so that a busy machine does not decide."""
    oleh = buat_pengguna(Peran.VERIFIKATOR)
    desa_list = [buat_desa() for _ in range(46)]
    daftar_umkm = [buat_umkm(desa=desa_list[n % 46], dibina_sejak=date(2023, 1, 1)) for n in range(600)]
    bulan = [tambah_bulan(date(2023, 7, 1), n) for n in range(36)]
    baris = [[str(u.uuid), f"{b:%m/%Y}", 1_000_000 + u.pk, 400_000, 600_000 + u.pk] for u in daftar_umkm for b in bulan]
    salah = [[str(daftar_umkm[0].uuid), "07/2023", "5 jt", None, None], ["bukan", "07/2023", 5, None, None]]
    judul = ["Pengenal UMKM", "Bulan", "Omzet", "Pasar", "Toko"]
    isi, keliru = buku(judul, *baris), buku(judul, *baris, *salah)
    mulai = _processor()
    r = rencana(unggah("penjualan", keliru, by=oleh), oleh)
    assert [b.nomor for b in r.baris if b.sebab] == [21_602, 21_603]
    periksa = _processor()
    assert terapkan(unggah("penjualan", isi, by=oleh), oleh) == 21_600
    selesai = _processor()
    print(f"{connection.vendor}: periksa {periksa - mulai:.1f} s, unggah dan terapkan {selesai - periksa:.1f} s")
    assert (Penjualan.objects.count(), PenjualanSaluran.objects.count()) == (21_600, 43_200)
    assert selesai - periksa <= 20
