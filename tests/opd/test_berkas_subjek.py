"""Finding a person, and everything that is stored on one."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from desa.models import Keluarga, make_catatan
from opd.actions.buka_keluarga import MEMBUKA
from opd.models import Impor
from opd.rekap.berkas_subjek import DISAMARKAN, gather
from opd.rekap.cari_subjek import (
    LEWAT_NAMA,
    LEWAT_NAMA_SAMA,
    LEWAT_NIK,
    LEWAT_TAUTAN,
    LEWAT_TELEPON,
    Pencarian,
    find_subject,
)
from opd.rekap.pembacaan import MELIHAT_NAMA, shown_text
from opd.rekap.simpanan_pribadi import Kunci
from tests import pabrik, pabrik_bantuan, pabrik_mitra, pabrik_produk, pabrik_usaha
from tests.opd.buku import buku, terapkan
from tests.opd.test_impor_keluarga import JUDUL, baris, unggah
from tests.pabrik_keluarga import buat_keluarga

pytestmark = pytest.mark.django_db
NIK, TELEPON = "8105154101800099", "+6281299988877"
NAMA = "Yakoba Tuasikal"


@pytest.fixture
def dunia():
    """A woman on the list with an enterprise, aid, a visit that names her and another, and others who are not she."""
    penugasan = pabrik.buat_penugasan()
    keluarga = buat_keluarga(penugasan.desa, kepala=NAMA, nik=NIK, telepon=TELEPON)
    umkm = pabrik.buat_umkm(desa=penugasan.desa, pemilik="Ny. Yakoba T.", nik=NIK, keluarga_sasaran=keluarga)
    pabrik_usaha.buat_perkembangan(umkm, date(2026, 3, 1), aset_rp=71_828_182)
    kunjungan = pabrik.buat_kunjungan(penugasan, date(2026, 2, 2), warga_ditemui=f"{NAMA}\nOrang Lain")
    bantuan = pabrik_bantuan.buat_bantuan(penugasan, date(2026, 2, 3), nama=(NAMA,))
    buat_keluarga(kepala=NAMA)
    buat_keluarga(penugasan.desa, kepala="Yakobus Tuasikal")
    return keluarga, umkm, kunjungan, bantuan.penerima.get()


def cari(**isi):
    return {t.kunci: t.lewat for t in find_subject(Pencarian(**isi))}


def kunci(baris):
    return Kunci(baris._meta.label_lower, baris.pk)


def test_a_nik_finds_the_person_everywhere(dunia):
    keluarga, umkm, kunjungan, penerima = dunia
    assert cari(nik=NIK) == {
        kunci(keluarga): LEWAT_NIK,
        kunci(umkm): LEWAT_NIK,
        kunci(penerima): LEWAT_NAMA_SAMA,
        kunci(kunjungan): LEWAT_NAMA_SAMA,
    }
    assert cari(nik="8105154101800098") == {}


def test_name_and_village_or_phone_find_the_person(dunia):
    keluarga, umkm, kunjungan, penerima = dunia
    lewat = {kunci(b): LEWAT_NAMA for b in (keluarga, kunjungan, penerima)} | {kunci(umkm): LEWAT_TAUTAN}
    assert cari(nama="tuasikal YAKOBA", desa_id=keluarga.desa_id) == lewat
    assert cari(nama="Yakoba", desa_id=pabrik.buat_desa().pk) == {}
    assert cari(telepon=TELEPON)[kunci(keluarga)] == LEWAT_TELEPON
    mitra = pabrik_mitra.buat_mitra(nama_kontak="Yakoba Mitra", telepon=TELEPON)
    assert cari(telepon=TELEPON)[kunci(mitra)] == LEWAT_TELEPON
    jabatan = pabrik.buat_jabatan(opd=pabrik.buat_opd(), pemegang="Yakoba Kadis")
    assert cari(nama="yakoba") == {kunci(mitra): LEWAT_NAMA, kunci(jabatan): LEWAT_NAMA}


def test_numbers_found_are_masked(dunia):
    assert {t.nomor for t in find_subject(Pencarian(nik=NIK))} == {"************0099", ""}


def isian(berkas, baris):
    (rekaman,) = (r for r in berkas.rekaman if r.kunci == kunci(baris))
    return {i.nama: i.nilai for i in rekaman.isian}


def test_the_file_holds_all_that_belongs_to_the_chosen(dunia):
    keluarga, umkm, kunjungan, penerima = dunia
    berkas = gather(map(kunci, dunia))
    label = [k.label for k in berkas.kunci]
    assert sorted(set(label)) == sorted(
        ["desa.keluarga", "desa.sidikkeluarga", "desa.statuskeluarga", "desa.umkm", "desa.perkembanganumkm"]
        + ["opd.penerimabantuan", "opd.kunjungan"]
    )
    assert isian(berkas, keluarga)["NIK kepala keluarga"] == "************0099"
    assert isian(berkas, umkm.perkembangan.get())["Aset (Rp)"] == DISAMARKAN
    assert isian(berkas, kunjungan)["Warga yang ditemui"] == f"{NAMA}; 1 nama orang lain tidak ditampilkan"
    penuh = gather(map(kunci, dunia), terbuka=True)
    assert isian(penuh, keluarga)["NIK kepala keluarga"] == NIK
    assert isian(penuh, keluarga)["Telepon keluarga"] == TELEPON
    assert isian(penuh, umkm.perkembangan.get())["Aset (Rp)"] == "Rp 71.828.182"
    assert "Orang Lain" not in str(penuh)


def test_the_file_tells_of_the_enterprise_too(dunia):
    umkm = dunia[1]
    pabrik.buat_penjualan(umkm, date(2026, 1, 1), 1_250_000)
    dunia[2].temuan.create(umkm=umkm, berjalan="ya", masalah="Orang Lain berutang")
    pabrik_produk.buat_produk(umkm, nama="Abon cakalang", harga_rp=25_000)
    berkas = gather([kunci(umkm)])
    isi = {
        r.judul.removesuffix(f" {umkm.nama}"): [(i.nama, i.nilai) for i in r.isian]
        for r in berkas.rekaman
        if r.sumber == "catatan OPD"
    }
    assert isi == {
        "Penjualan bulanan": [("Januari 2026", "Rp 1.250.000")],
        "Temuan kunjungan": [("2 Februari 2026", "Masih berjalan; masalah tertulis")],
        "Produk": [("Abon cakalang", "Rp 25.000")],
    }


def test_the_file_says_who_wrote_and_who_read(dunia):
    keluarga = dunia[0]
    oleh, saat = pabrik.buat_pengguna("verifikator"), pabrik.SEKARANG
    tulis = ("mencatat keluarga sasaran", MEMBUKA)
    for tindakan in tulis:
        make_catatan(oleh, tindakan, keluarga, at=saat, alasan="surat 12").save()
    lain = buat_keluarga(keluarga.desa)
    for pk in (keluarga.pk, lain.pk):
        isi = {"desa.keluarga": [None, shown_text([pk, 10_000 + pk])], "opd.kunjungan": [None, shown_text([lain.pk])]}
        make_catatan(oleh, f"{MELIHAT_NAMA} pada daftar keluarga", keluarga.desa, at=saat, perubahan=isi).save()
    berkas = gather([kunci(keluarga)])
    assert [k.tindakan for k in berkas.perubahan] == ["mencatat keluarga sasaran"]
    assert [(k.tindakan, k.oleh) for k in berkas.pembacaan] == [
        (f"{MELIHAT_NAMA} pada daftar keluarga", oleh.label),
        (MEMBUKA, oleh.label),
    ]


def test_of_a_paper_with_several_names_only_the_own_is_shown(dunia):
    """Others on it, a witness for instance, are persons of their own."""
    izin = pabrik_produk.buat_persetujuan(pabrik_produk.buat_produk(dunia[1]), penyetuju=NAMA, saksi="Orang Lain")
    isi = isian(gather(map(kunci, dunia)), izin)
    assert (isi["Pemberi persetujuan"], isi["Saksi"]) == (NAMA, "1 nama orang lain tidak ditampilkan")


def test_the_file_names_the_list_of_a_family_and_of_its_entry_on_the_day_here():
    p = pabrik.buat_penugasan()
    operator = pabrik.buat_pengguna("operator_opd", opd=p.opd)
    impor = unggah(buku(JUDUL, baris(p.desa, 1)), operator)
    terapkan(impor, operator)
    Impor.objects.update(diunggah_pada=datetime(2026, 7, 20, 4, 0, tzinfo=pabrik.WIT))  # the 19th in UTC
    keluarga = Keluarga.objects.get()
    dari = {r.sumber for r in gather([kunci(keluarga)]).rekaman if r.kunci.label != "desa.sidikkeluarga"}
    assert dari == {"Keluarga sasaran, berkas petikan.xlsx diunggah 20 Juli 2026, baris 2"}
