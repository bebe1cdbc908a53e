"""An applied list taken back within a day: everything as it was, or nothing when somebody built on it since.

Seen red without the search for records that name a new enterprise, without the look at later deeds, and without the day.
"""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from desa.models import Catatan, Penjualan, PenjualanSaluran, PerkembanganUmkm, PotretKesejahteraan, Umkm
from opd.actions.batal_impor import undo_impor
from opd.actions.gabung_umkm import merge_umkm
from opd.actions.isi_umkm import IsiUmkm, stored_fields
from opd.actions.potret import verify_potret
from opd.actions.umkm import change_umkm
from opd.enums import Peran, StatusImpor
from opd.models import Impor, KunjunganUmkm
from tests.opd.buku import buku, rencana, ringkas, terapkan, unggah
from tests.pabrik import SEKARANG, buat_kunjungan, buat_pengguna, buat_penjualan, buat_penugasan, buat_umkm, pada
from tests.pabrik_naskah import buat_kunci
from tests.pabrik_usaha import buat_perkembangan

pytestmark = pytest.mark.django_db
JUDUL = ["Nama Usaha", "Kode Desa", "Produk", "Dibina Sejak", "Pemilik"]
NANTI = SEKARANG + timedelta(hours=2)
MEI, JUNI = date(2026, 5, 1), date(2026, 6, 1)


@pytest.fixture
def dunia():
    class D:
        tugas = buat_penugasan()
        verifikator = buat_pengguna(Peran.VERIFIKATOR)

    D.desa = D.tugas.desa
    D.oleh = buat_pengguna(Peran.OPERATOR_OPD, opd=D.tugas.opd)
    D.lama = buat_umkm(desa=D.desa, nama="Sagu Lama", produk="sagu", dibina_sejak=date(2025, 1, 5))
    return D


def umkm_list(d, *lain, pemilik=None):
    """A list applied: one enterprise new, one changed."""
    baru = ["Pala Baru", d.desa.kode, "pala", "01/02/2026", "Yosefa"]
    baris = [baru, ["Sagu Lama", d.desa.kode, "papeda", "06/01/2025", pemilik]]
    impor = unggah("umkm", buku(JUDUL, *baris, *lain, lembar="UMKM"), by=d.oleh)
    assert terapkan(impor, d.oleh) == 2 + len(lain)
    return Impor.objects.get(pk=impor.pk)


def undo(impor, by, at=NANTI, alasan="salah berkas"):
    return undo_impor(impor, alasan=alasan, by=by, at=at)


def refusal(impor, by, **lain):
    """The sentence, nothing being changed."""
    sebelum = (Umkm.objects.count(), Penjualan.objects.count(), Catatan.objects.count())
    with pytest.raises(ValidationError) as galat:
        undo(impor, by, **lain)
    assert (Umkm.objects.count(), Penjualan.objects.count(), Catatan.objects.count()) == sebelum
    assert Impor.objects.get(pk=impor.pk).status in (StatusImpor.DITERAPKAN, StatusImpor.DIBATALKAN)
    return " ".join(galat.value.messages)


def test_enterprises_of_a_list_are_as_they_were_and_the_mended_list_can_come(dunia):
    d = dunia
    sebelum = Umkm.objects.filter(pk=d.lama.pk).values("nama", "produk", "dibina_sejak", "pemilik").get()
    impor = umkm_list(d)
    assert Umkm.objects.count() == 2
    assert undo(impor, d.oleh) == 2
    assert list(Umkm.objects.values("nama", "produk", "dibina_sejak", "pemilik")) == [sebelum]
    impor.refresh_from_db()
    assert (impor.status, impor.dibatalkan_oleh, impor.dibatalkan_pada) == (StatusImpor.DIBATALKAN, d.oleh, NANTI)
    catatan = Catatan.objects.filter(pada=NANTI).order_by("pk")
    assert [(c.tindakan, c.alasan) for c in catatan] == [
        ("mengubah UMKM", "Pembatalan impor: salah berkas"),
        ("membatalkan pendaftaran UMKM", "Pembatalan impor: salah berkas"),
        ("membatalkan impor", "salah berkas"),
    ]
    assert "Yosefa" not in str([(c.objek, c.perubahan) for c in catatan])
    assert refusal(impor, d.oleh).startswith(f"Impor ini sudah dibatalkan oleh {d.oleh} pada ")
    lagi = unggah("umkm", impor.berkas, by=d.oleh)
    assert ringkas(rencana(lagi, d.oleh)) == [(2, "baru"), (3, "berubah")]


def _sale(d):
    buat_penjualan(Umkm.objects.get(nama="Pala Baru"), JUNI)


def _visit(d):
    kunjungan = buat_kunjungan(d.tugas, JUNI, foto=0)
    KunjunganUmkm.objects.create(kunjungan=kunjungan, umkm=Umkm.objects.get(nama="Pala Baru"), berjalan="ya")


def _change(nama):
    def lakukan(d):
        u = Umkm.objects.get(nama=nama)
        isi = IsiUmkm(**stored_fields(u) | {"produk": "minyak"})
        change_umkm(u, isi, versi=u.versi, by=d.verifikator, at=SEKARANG + timedelta(minutes=5), yakin=True)

    return lakukan


@pytest.mark.parametrize(
    ("membangun", "sebab"),
    [
        (_sale, "Pala Baru sudah disebut pada penjualan"),
        (_visit, "Pala Baru sudah disebut pada "),
        (_change("Pala Baru"), "mengubah UMKM Pala Baru pada "),
        (_change("Sagu Lama"), "mengubah UMKM Sagu Lama pada "),
        (lambda d: buat_kunci(d.tugas, 1, SEKARANG + timedelta(minutes=1)), "terkunci oleh Laporan TW I 2026"),
    ],
)
def test_what_somebody_built_on_stays_and_the_sentence_names_it(dunia, membangun, sebab):
    impor = umkm_list(dunia)
    membangun(dunia)
    assert sebab in refusal(impor, dunia.oleh)


def test_owners_values_that_nobody_kept_are_not_guessed(dunia):
    assert "mengubah data pemilik Sagu Lama" in refusal(umkm_list(dunia, pemilik="Orang Lain"), dunia.oleh)


def test_only_within_a_day_by_who_applied_it_or_a_maintainer_and_with_a_reason(dunia):
    d = dunia
    impor = umkm_list(d)
    assert "sampai" in refusal(impor, d.oleh, at=SEKARANG + timedelta(hours=24, seconds=1))
    assert "Tulis alasannya" in refusal(impor, d.oleh, alasan=" ")
    assert "Jangan menulis nomor" in refusal(impor, d.oleh, alasan="NIK 8105154101800099")
    for orang in (buat_pengguna(Peran.OPERATOR_OPD, opd=d.tugas.opd), buat_pengguna(Peran.PEMBACA)):
        with pytest.raises(PermissionDenied):
            undo(impor, orang)
    assert undo(impor, d.verifikator, at=SEKARANG + timedelta(hours=24)) == 2


def test_sales_are_told_again_as_before_the_list(dunia):
    d = dunia
    lama = buat_penjualan(d.lama, MEI, 500_000)
    PenjualanSaluran.objects.create(penjualan=lama, saluran="toko", omzet_rp=500_000)
    judul = ["UMKM", "Kode Desa", "Bulan", "Omzet"]
    isi = buku(
        judul,
        ["Sagu Lama", d.desa.kode, "05/2026", 700_000],
        ["Sagu Lama", d.desa.kode, "06/2026", 900_000],
        lembar="Jual",
    )
    impor = unggah("penjualan", isi, by=d.oleh)
    assert terapkan(impor, d.oleh) == 2
    assert undo(Impor.objects.get(pk=impor.pk), d.oleh) == 2
    kini = Penjualan.objects.in_force()
    assert [(p.bulan, p.omzet_rp, list(p.saluran.values_list("saluran", "omzet_rp"))) for p in kini] == [
        (MEI, 500_000, [("toko", 500_000)])
    ]
    assert Penjualan.objects.filter(bulan=JUNI).count() == 2  # the one of the list, and the one that takes it out
    (catatan,) = Catatan.objects.filter(tindakan="mengembalikan penjualan Juni 2026")
    assert catatan.perubahan == {f"umkm {d.lama.pk}": ["Rp 900.000", "belum dilaporkan"]}


def test_sales_corrected_since_stay(dunia):
    d = dunia
    isi = buku(["UMKM", "Kode Desa", "Bulan", "Omzet"], ["Sagu Lama", d.desa.kode, "06/2026", 900_000], lembar="Jual")
    impor = unggah("penjualan", isi, by=d.oleh)
    terapkan(impor, d.oleh)
    buat_penjualan(d.lama, JUNI, 1, menggantikan=Penjualan.objects.get(), alasan_koreksi="salah", pencatat="Ani")
    assert "Ani mengoreksi penjualan Sagu Lama Juni 2026" in refusal(Impor.objects.get(pk=impor.pk), d.oleh)


def test_sales_of_an_enterprise_merged_since_hold_the_whole_list(dunia):
    """Seen red: the months that went along with the merger stayed, and the list counted as taken back."""
    d = dunia
    lain, tetap = (buat_umkm(desa=d.desa, nama=nama) for nama in ("Madu Hutan", "Ikan Asar"))
    baris = [[u.nama, d.desa.kode, "06/2026", 900_000] for u in (d.lama, lain)]
    impor = unggah("penjualan", buku(["UMKM", "Kode Desa", "Bulan", "Omzet"], *baris, lembar="Jual"), by=d.oleh)
    assert terapkan(impor, d.oleh) == 2
    merge_umkm(tetap, lain, versi=(1, 1), pilihan={}, alasan="tercatat dua kali", by=d.oleh, at=SEKARANG)
    assert "sudah digabungkan" in refusal(Impor.objects.get(pk=impor.pk), d.oleh)
    assert Penjualan.objects.in_force().filter(omzet_rp=900_000).count() == 2


def test_states_and_potret_are_taken_back_by_rows_of_their_own(dunia):
    d = dunia
    ada = buat_perkembangan(d.lama, date(2026, 5, 2), pekerja_l=1)
    isi = buku(["UMKM", "Kode Desa", "Tanggal Dilihat", "Pekerja L"], ["Sagu Lama", d.desa.kode, "02/05/2026", 3])
    impor = unggah("perkembangan", isi, by=d.oleh)
    terapkan(impor, d.oleh)
    assert undo(Impor.objects.get(pk=impor.pk), d.oleh) == 1
    assert [p.pekerja_l for p in PerkembanganUmkm.objects.in_force()] == [ada.pekerja_l]
    judul = ["Kode Desa", "Sumber", "Tanggal Data", "Arti Miskin Ekstrem", "Dokumen Sumber", "KK Miskin Ekstrem"]
    isi = buku(judul, [d.desa.kode, "DTSEN", "31/12/2024", "desil 1", "BAST 1", 32])
    dua = [unggah("potret", isi, by=d.oleh)]
    terapkan(dua[0], d.oleh)
    assert undo(Impor.objects.get(pk=dua[0].pk), d.oleh) == 1
    assert [p.status for p in PotretKesejahteraan.objects.order_by("pk")] == ["draf", "ditarik"]
    dua.append(unggah("potret", isi, by=d.oleh))
    terapkan(dua[1], d.oleh)
    verify_potret(PotretKesejahteraan.objects.pending().get(), by=d.verifikator, at=pada(SEKARANG.date(), 20))
    assert "sudah diverifikasi oleh" in refusal(Impor.objects.get(pk=dua[1].pk), d.oleh)


def test_pages_tell_the_outcome_and_take_a_list_back(client, dunia):
    d = dunia
    client.force_login(d.oleh)
    isi = buku(JUDUL, ["Pala Baru", d.desa.kode, "pala", "01/02/2026", "Yosefa"], ["Sagu Lama", d.desa.kode, "sagu"])
    client.post("/impor/umkm/", {"berkas": SimpleUploadedFile("daftar.xlsx", isi)})
    impor = Impor.objects.get()
    client.post(reverse("impor:terapkan", args=[impor.uuid]), {"sidik": impor.sidik})
    satu, batal = (reverse(f"impor:{n}", args=[impor.uuid]) for n in ("pratinjau", "batalkan"))
    daftar = client.get("/impor/").text
    assert [k in daftar for k in ("1 baru, 1 tidak berubah", impor.sha256[:12], "Diterapkan")] == [True] * 3
    assert batal in client.get(satu).text
    kosong = client.post(batal, {"alasan": ""})
    assert (kosong.status_code, "Bidang ini wajib diisi" in kosong.text, Umkm.objects.count()) == (422, True, 2)
    assert client.post(batal, {"alasan": "salah berkas"}).url == satu
    teks = client.get(satu).text
    assert ["Dibatalkan" in teks, batal in teks, "salah berkas" in teks] == [True, False, True]
    assert "sudah dibatalkan" in client.post(batal, {"alasan": "lagi"}).text
    assert [c.tindakan for c in Catatan.objects.filter(objek_jenis="opd.impor").order_by("pk")] == [
        "mengunggah impor", "menerapkan impor", "membatalkan impor",
    ]  # fmt: skip
    [baris] = csv.DictReader(
        client.get("/impor/", {"unduh": "csv"}).getvalue().decode("utf-8-sig").splitlines(), delimiter=";"
    )
    hasil = {k.removesuffix(" (baris)"): v for k, v in baris.items() if k.endswith(" (baris)")}
    assert hasil == {
        "Ditolak": "0",
        "Perlu pilihan": "0",
        "Dilewati": "0",
        "Berubah": "0",
        "Baru": "1",
        "Tidak berubah": "1",
    }
    tentang = [baris[k] for k in ("SHA-256", "Keadaan", "Dibatalkan oleh")]
    assert tentang == [impor.sha256, "Dibatalkan", str(d.oleh)]


def test_a_list_of_a_kind_not_taken_back_says_what_to_do(client, dunia):
    impor = Impor.objects.create(
        jenis="makro", nama_berkas="makro.xlsx", berkas=b"x", ukuran=1, sha256="0" * 64, diunggah_oleh=dunia.verifikator,
        diunggah_pada=SEKARANG, status="diterapkan", diterapkan_oleh=dunia.verifikator, diterapkan_pada=SEKARANG,
    )  # fmt: skip
    client.force_login(dunia.verifikator)
    assert "mengunggah daftar yang benar" in client.get(reverse("impor:batalkan", args=[impor.uuid])).text


@pytest.mark.parametrize(
    ("jenis", "lihat"),
    [
        ("keluarga", ("keluarga:daftar", "keluarga")),
        ("penjualan", ("umkm:daftar", "UMKM")),
        ("potret", ("potret:daftar", "potret")),
        ("indeks", ("indeks:daftar", "indeks desa")),
        ("skor", ("indeks:daftar", "indeks desa")),
        ("makro", ("konteks:makro", "konteks makro")),
    ],
)
def test_an_applied_list_leads_to_where_its_rows_stand(client, dunia, jenis, lihat):
    impor = Impor.objects.create(
        jenis=jenis, nama_berkas="daftar.xlsx", berkas=b"x", ukuran=1, sha256="0" * 64, diunggah_oleh=dunia.verifikator,
        diunggah_pada=SEKARANG, status="diterapkan", diterapkan_oleh=dunia.verifikator, diterapkan_pada=SEKARANG,
    )  # fmt: skip
    client.force_login(dunia.verifikator)
    ke, kata = lihat
    teks = client.get(reverse("impor:pratinjau", args=[impor.uuid])).text
    assert re.findall(r'href="([^"]+)">Lihat ([^<]+)<', teks) == [(reverse(ke), kata)]
