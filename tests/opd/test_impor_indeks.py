"""Lists of village indices and of indicator scores: what is refused in which cell, and what applying them writes."""

from __future__ import annotations

import io
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied
from openpyxl import load_workbook

from desa.models import Catatan, IndeksDesa, NilaiIndikator
from opd.actions.indeks import stored_sub
from opd.enums import Peran
from tests.opd.buku import buku, kalimat, pilih, rencana, ringkas, terapkan, unggah
from tests.opd.test_indeks_desa import ENAM, skor_lengkap
from tests.pabrik import buat_batas, buat_desa, buat_indeks, buat_opd, buat_pengguna

pytestmark = pytest.mark.django_db
JUDUL = ["Kode Desa", "Desa", "Tahun", "Nilai", "IKS", "IKE", "IKL", "Status", "Sumber", "Tanggal Data"]
ENAM_JUDUL = ["Layanan dasar", "Sosial", "Ekonomi", "Lingkungan", "Aksesibilitas", "Tata kelola pemerintahan desa"]
SUMBER = ["Kepmendesa uji", "01/07/2024"]


def daftar(oleh, *baris, judul=JUDUL, jenis="indeks"):
    return unggah(jenis, buku(judul, *baris, lembar="Data"), by=oleh)


def idm(kode, nilai="0,6500", tahun=2024, status="Berkembang", **lain):
    tiga = [lain.get(k, v) for k, v in (("iks", "0,7"), ("ike", "0.6"), ("ikl", 0.65))]
    return [kode, lain.get("desa"), tahun, nilai, *tiga, status, *SUMBER]


def test_list_writes_new_changes_old_and_the_same_twice_is_nothing():
    buat_batas()
    oleh, satu, dua = buat_pengguna(Peran.VERIFIKATOR), buat_desa(), buat_desa()
    buat_indeks(dua, 2024, nilai="0.6000", status="tertinggal")
    baris = [idm(satu.kode), idm(dua.kode, 0.65), idm(satu.kode, tahun=2023, status="DESA MAJU")]
    impor = daftar(oleh, *baris)
    plan = rencana(impor, oleh)
    assert ringkas(plan) == [(2, "baru"), (3, "berubah"), (4, "baru")]
    assert plan.baris[1].peringatan[0] == "Tadinya 0,6000, Tertinggal, sumber uji."
    assert "berstatus Berkembang, sedangkan status resminya Maju" in plan.baris[2].peringatan[0]
    assert terapkan(impor, oleh) == 3
    semua = IndeksDesa.objects.order_by("desa__pk", "tahun").values_list("desa", "tahun", "nilai", "status", "ike")
    assert list(semua) == [
        (satu.pk, 2023, D("0.6500"), "maju", D("0.6000")), (satu.pk, 2024, D("0.6500"), "berkembang", D("0.6000")),
        (dua.pk, 2024, D("0.6500"), "berkembang", D("0.6000")),
    ]  # fmt: skip
    ubah = Catatan.objects.get(tindakan="mengubah indeks desa")
    assert (ubah.perubahan["status"], ubah.alasan) == (["tertinggal", "berkembang"], "Impor daftar.xlsx")
    assert Catatan.objects.filter(tindakan="mencatat indeks desa").count() == 2
    lagi = daftar(oleh, *baris)
    assert {h for _, h in ringkas(rencana(lagi, oleh))} == {"sama"}


def test_indeks_desa_with_dimensions_and_sub_dimensions():
    oleh, desa = buat_pengguna(Peran.ADMIN_SISTEM), buat_desa()
    judul = ["Kode Desa", "Tahun", "Nilai", "Status", "Sumber", "Tanggal Data", *ENAM_JUDUL, "Sub Kesehatan"]
    baris = [desa.kode, 2025, "66,5", "Berkembang", "Kepmendesa", "01/09/2025", *map(float, ENAM.values()), "60.5"]
    impor = daftar(oleh, baris, judul=judul)
    assert terapkan(impor, oleh) == 1
    i = IndeksDesa.objects.get()
    assert ({k: getattr(i, k) for k in ENAM}, stored_sub(i)) == (ENAM, {"kesehatan": D("60.5")})
    tanpa = daftar(oleh, baris[:6], judul=judul[:6])
    assert ringkas(rencana(tanpa, oleh)) == [(2, "sama")]


def test_bad_cells_are_named_and_nothing_is_written():
    oleh, desa, lurah = buat_pengguna(Peran.VERIFIKATOR), buat_desa(), buat_desa(jenis="kelurahan")
    baris = [
        idm(desa.kode, "65,42"), idm("81.99.99.2999"), idm(lurah.kode), idm(desa.kode, status="HEBAT"),
        idm(desa.kode, tahun=2025), idm(desa.kode, tahun=1999), idm(desa.kode, iks=None), idm(desa.kode, "=1+1"),
        idm(desa.kode, desa="Lain Sekali"), idm(desa.kode), idm(desa.kode, "0,7000"), idm(desa.kode, None),
        idm(desa.kode, status=None),
    ]  # fmt: skip
    impor = daftar(oleh, *baris)
    plan = rencana(impor, oleh)
    assert [h for _, h in ringkas(plan)] == ["ditolak"] * 9 + ["baru"] + ["ditolak"] * 3
    harus = [
        "Sel D2: IDM dan sub-indeksnya bernilai 0 sampai 1", "Sel A3: kode desa 81.99.99.2999 tidak ada",
        "adalah kelurahan", "Sel H5: status “HEBAT” tidak dikenal", "Sel E6: IKS, IKE, dan IKL milik IDM",
        "Sel C7: tahun 1999 di luar 2016", "Sel E8: IKS belum diisi", "Sel D9", "Sel A10: kode",
        None, "sudah ada pada baris 11", "Sel D13: nilai indeks belum diisi", "Sel H14: status resmi belum diisi",
    ]  # fmt: skip
    for b, kata in zip(plan.baris, harus, strict=True):
        assert kata is None or kata in kalimat(plan, b.nomor)
    assert not plan.siap
    assert not IndeksDesa.objects.exists()


def test_older_code_of_a_village_is_understood():
    oleh, desa = buat_pengguna(Peran.VERIFIKATOR), buat_desa()
    buat_indeks(desa, 2023, kode_asal="81.05.02.2006")
    impor = daftar(oleh, idm("81.05.02.2006"))
    [b] = rencana(impor, oleh).baris
    assert (b.hasil, b.peringatan) == ("baru", ("Kode 81.05.02.2006 ialah kode lama desa ini.",))
    terapkan(impor, oleh)
    assert IndeksDesa.objects.get(tahun=2024).kode_asal == "81.05.02.2006"


def test_scores_are_written_with_their_gain_and_one_audit_row_a_village():
    oleh, desa = buat_pengguna(Peran.VERIFIKATOR), buat_desa()
    skor_lengkap(buat_desa(), 2023)
    lama = NilaiIndikator.objects.create(
        desa=desa, indikator=NilaiIndikator.objects.first().indikator, tahun=2024, skor=1, sumber="uji"
    )
    judul = ["Kode Desa", "Tahun", "Dimensi", "No", "Indikator", "Skor", "Sumber"]
    i = lama.indikator
    baris = [
        [desa.kode, 2024, i.dimensi, i.nomor, i.nama, 2, "lembar"], [desa.kode, 2024, "ikl", 1, None, "3", "lembar"],
        [desa.kode, 2024, "IKE", 13, None, 3, "lembar"], [desa.kode, 2024, "IKE", 1, "Sampah rumah tangga", 3, "lembar"],
        [desa.kode, 2025, "IKE", 1, None, 3, "lembar"], [desa.kode, 2024, "IKE", 2, None, 6, "lembar"],
        [desa.kode, 2024, "IKL", 1, None, 4, "lembar"],
    ]  # fmt: skip
    plan = rencana(daftar(oleh, *baris, judul=judul, jenis="skor"), oleh)
    assert [h for _, h in ringkas(plan)] == ["berubah", "baru", "ditolak", "ditolak", "ditolak", "ditolak", "ditolak"]
    kata = " ".join(g.kalimat for b in plan.baris for g in b.sebab)
    for satu in (
        "tidak ada indikator IKE bernomor 13",
        "sedangkan tertulis “Sampah",
        "tahun 2025 di luar",
        "skor 6 di luar",
        "sudah ada pada baris 3",
    ):
        assert satu in kata
    impor = daftar(oleh, *baris[:2], judul=judul, jenis="skor")
    assert terapkan(impor, oleh) == 2
    isi = {(n.indikator.dimensi, n.indikator.nomor): (n.skor, n.tambahan_nilai) for n in desa.nilai_indikator.all()}
    assert isi[i.dimensi, i.nomor][0] == 2
    assert isi["IKL", 1] == (3, D("0.04444444"))
    [catatan] = Catatan.objects.filter(tindakan="mencatat skor indikator 2024")
    assert catatan.perubahan == {
        "desa": [None, desa.nama_lengkap],
        f"{i.dimensi} {i.nomor}": [1, 2],
        "IKL 1": [None, 3],
    }


def test_templates_and_uploads_are_for_maintainers(client):
    skor_lengkap(buat_desa())
    for jenis, baris in (("indeks", 1), ("skor", 51)):
        client.force_login(buat_pengguna(Peran.VERIFIKATOR))
        lembar = load_workbook(io.BytesIO(client.get(f"/impor/templat/{jenis}.xlsx").content)).active
        assert lembar.max_row == baris
        client.force_login(buat_pengguna(Peran.OPERATOR_OPD, opd=buat_opd()))
        assert client.get(f"/impor/{jenis}/").status_code == 403
        with pytest.raises(PermissionDenied):
            daftar(buat_pengguna(Peran.OPERATOR_OPD, opd=buat_opd()), idm("x"))


def test_village_named_twice_is_asked_about():
    oleh, satu, dua = buat_pengguna(Peran.VERIFIKATOR), buat_desa(nama="Waru"), buat_desa(nama="Waru")
    impor = daftar(oleh, idm(None, desa="Waru"))
    assert ringkas(rencana(impor, oleh)) == [(2, "perlu_pilihan")]
    assert ringkas(pilih(impor, oleh, desa_2=dua.kode)) == [(2, "baru")]
    assert terapkan(impor, oleh) == 1
    assert (satu.indeks.count(), dua.indeks.count()) == (0, 1)
