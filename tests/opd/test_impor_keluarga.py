"""Extracts of target families in changing layouts: columns said once, errors per cell, numbers that a sheet spoiled."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from desa.enums import SumberKesejahteraan
from desa.models import Catatan, Keluarga, StatusKeluarga
from desa.sandi import SandiRusak
from opd.actions.impor_keluarga import Ekstrak, map_columns, upload_extract
from opd.impor.peta import masked_cell
from opd.models import Impor, PetaKolom
from tests.opd.buku import buku, pilih, rencana, ringkas, terapkan
from tests.pabrik import SEKARANG, buat_desa, buat_pengguna, buat_penugasan
from tests.pabrik_keluarga import buat_keluarga

pytestmark = pytest.mark.django_db
JUDUL = ["NAMA_KRT", "NIK", "No. KK", "Desa/Kelurahan", "Desil Nasional", "L/P", "Alamat"]
PETA = {"kepala": "NAMA_KRT", "nik": "NIK", "kk": "No. KK", "desa": "Desa/Kelurahan", "desil": "Desil Nasional"}
PETA |= {"jenis_kelamin": "L/P", "alamat_rumah": "Alamat"}
PERIODE = date(2026, 3, 31)


@pytest.fixture
def dunia():
    penugasan = buat_penugasan()
    return penugasan.desa, buat_pengguna("operator_opd", opd=penugasan.opd)


def nik(n: int) -> str:
    return f"810515410180{n:04d}"


def kk(n: int) -> str:
    return f"810515120119{n:04d}"


def baris(desa, n: int, /, **lain):
    isi = {
        "nama": f"Warga Uji {n}",
        "nik": nik(n),
        "kk": kk(n),
        "desa": desa.nama,
        "desil": 1,
        "jk": "P",
        "alamat": "Dusun Dua",
    }
    return list((isi | lain).values())


def unggah(isi: bytes, by, peta=PETA, **lain) -> Impor:
    ekstrak = {"sumber": SumberKesejahteraan.P3KE, "periode": PERIODE, "tanggal": date(2026, 6, 1)} | lain
    impor = upload_extract(Ekstrak("petikan.xlsx", isi, **ekstrak), by=by, at=SEKARANG)
    return map_columns(impor, peta, by=by, at=SEKARANG) if peta else impor


# --- columns -------------------------------------------------------------------------------------------------------


def test_columns_are_guessed_said_once_and_used_again(klien, dunia):
    desa, operator = dunia
    klien.force_login(operator)
    isi = buku(["Petikan P3KE Tahun 2026"], JUDUL, baris(desa, 7))
    berkas = lambda: SimpleUploadedFile("petikan.xlsx", isi)  # noqa: E731
    kirim = {"sumber": "p3ke", "periode": "31/3/2026", "tanggal": "1/6/2026", "desa": ""}
    jawaban = klien.post(reverse("keluarga:impor"), kirim | {"berkas": berkas()}, follow=True)
    assert jawaban.request["PATH_INFO"].endswith("/kolom/")
    teks = jawaban.text
    assert [x in teks for x in ('value="NAMA_KRT" selected', "W•••• U•• 7", "••••••••••••••07", nik(7), "Warga")] == [
        True, True, True, False, False,
    ]  # fmt: skip
    alamat = jawaban.request["PATH_INFO"]
    jawaban = klien.post(alamat, PETA, follow=True)
    assert ("pratinjau" in jawaban.request["PATH_INFO"] or "Pratinjau" in jawaban.text, nik(7) in jawaban.text) == (
        True,
        False,
    )
    assert (PetaKolom.objects.get().peta, PetaKolom.objects.get().judul) == (PETA, JUDUL)
    jawaban = klien.post(reverse("keluarga:impor"), kirim | {"berkas": berkas()}, follow=True)
    assert "Pratinjau" in jawaban.text
    assert "************0007" in jawaban.text


def test_a_changed_layout_keeps_what_still_stands_there(dunia):
    desa, operator = dunia
    unggah(buku(JUDUL, baris(desa, 1)), operator, peta=PETA | {"kepala": "Alamat", "alamat_rumah": ""})
    lain = unggah(buku([*JUDUL, "Kolom Baru"], [*baris(desa, 1), "x"]), operator, peta=None)
    assert "peta" not in lain.pilihan
    assert PetaKolom.objects.count() == 1


def test_mapping_lacks_are_said_in_sentences(klien, dunia):
    desa, operator = dunia
    klien.force_login(operator)
    impor = unggah(buku(JUDUL, baris(desa, 1)), operator, peta=None)
    alamat = reverse("keluarga:kolom", args=[impor.uuid])
    jawaban = klien.post(alamat, {"kepala": "NAMA_KRT", "alamat_rumah": "Alamat"})
    assert [
        k in jawaban.text for k in ("Pilih kolom untuk NIK atau Nomor KK.", "pilih satu desa untuk semua baris")
    ] == [True] * 2
    jawaban = klien.post(alamat, {"kepala": "NIK", "nik": "NIK", "desa": "Desa/Kelurahan"})
    assert "dipilih untuk dua isian" in jawaban.text
    kirim = {"kepala": "NAMA_KRT", "nik": "NIK", "desa_semua": desa.kode}
    assert "Pratinjau" in klien.post(alamat, kirim, follow=True).text
    Impor.objects.update(pilihan={"semua": impor.pilihan["semua"]})
    assert klien.get(reverse("impor:pratinjau", args=[impor.uuid])).url == alamat


def test_sample_cells_show_no_person():
    semua = ["Yohanis Latu", "8105154101800099", 8105154101800099, "RT 02", None, "0812-3456-7890"]
    assert [masked_cell(s) for s in semua] == [
        "Y•••••• L•••", "••••••••••••••99", "••••••••••••••99", "R• 02", "", "••••••••••••90",
    ]  # fmt: skip


def test_file_without_headings_is_refused(klien, dunia):
    desa, operator = dunia
    klien.force_login(operator)
    for isi in (buku(baris(desa, 1), baris(desa, 2)), b"", b"bukan excel", b"PK\x03\x04rusak"):
        kirim = {"sumber": "p3ke", "tanggal": "1/6/2026", "berkas": SimpleUploadedFile("x.xlsx", isi)}
        assert klien.post(reverse("keluarga:impor"), kirim).status_code == 422
    assert Impor.objects.count() == 0


# --- rows ----------------------------------------------------------------------------------------------------------


def test_new_families_are_written_once_sealed_and_counted_in_one_note(dunia):
    desa, operator = dunia
    isi = buku(JUDUL, *(baris(desa, n) for n in range(1, 4)))
    impor = unggah(isi, operator)
    assert terapkan(impor, operator) == 3
    satu = Keluarga.objects.numbered("nik", nik(2)).get()
    assert (satu.kepala, satu.kk, satu.alamat_rumah, satu.jenis_kelamin) == ("Warga Uji 2", kk(2), "Dusun Dua", "P")
    status = satu.status.get()
    assert (status.peristiwa, status.desil, status.sumber, status.periode_data) == ("masuk", 1, "p3ke", PERIODE)
    (catatan,) = Catatan.objects.filter(tindakan="mengimpor keluarga sasaran")
    assert (catatan.objek_id, catatan.perubahan["keluarga baru"]) == (str(desa.pk), [None, 3])
    assert ringkas(rencana(unggah(isi, operator), operator)) == [(n, "sama") for n in (2, 3, 4)]


def test_new_vintage_is_a_new_fact_and_another_desil_of_the_same_a_contradiction(dunia):
    desa, operator = dunia
    terapkan(unggah(buku(JUDUL, baris(desa, 1)), operator), operator)
    baru = unggah(buku(JUDUL, baris(desa, 1, desil="Desil 3")), operator, periode=date(2026, 6, 30))
    assert (ringkas(rencana(baru, operator)), terapkan(baru, operator)) == ([(2, "berubah")], 1)
    assert list(StatusKeluarga.objects.values_list("peristiwa", "desil")) == [("masuk", 1), ("desil", 3)]
    (b,) = rencana(unggah(buku(JUDUL, baris(desa, 1, desil=4)), operator, periode=date(2026, 6, 30)), operator).baris
    assert (b.hasil, "satu tanggal data hanya menyebut satu desil" in b.sebab[0].kalimat) == ("ditolak", True)


@pytest.mark.parametrize(
    ("lain", "kalimat"),
    [
        ({"nik": "8,10515E+15"}, "sudah diubah oleh Excel"),
        ({"nik": 8105154101800090}, "sudah diubah oleh Excel"),
        ({"nik": "8105154101800000"}, "sudah diubah oleh Excel"),
        ({"nik": "TIDAK ADA"}, "hanya berisi angka"),
        ({"nik": None, "kk": None}, "Isi salah satunya"),
        ({"nama": None}, "nama kepala keluarga belum diisi"),
        ({"desil": 11}, "angka 1 sampai 10"),
        ({"jk": "X"}, "L atau P"),
        ({"desa": "Desa Entah"}, "tidak ditemukan"),
        ({"desa": None}, "desa belum diisi"),
        ({"nama": "N" * 121}, "lebih dari 120 huruf"),
    ],
)
def test_wrong_cell_is_refused_by_name(dunia, lain, kalimat):
    desa, operator = dunia
    (b,) = rencana(unggah(buku(JUDUL, baris(desa, 1, **lain)), operator), operator).baris
    assert (b.hasil, kalimat in b.sebab[0].kalimat) == ("ditolak", True), b.sebab


def test_numbers_in_many_spellings_are_one(dunia):
    desa, operator = dunia
    tulis = [f"'{nik(1)}", f" 8105 1541 0180 {2:04d}", f"81.05.15.410180.{3:04d}", int(nik(4))]
    isi = buku(JUDUL, *(baris(desa, n, nik=t) for n, t in enumerate(tulis, 1)))
    assert terapkan(unggah(isi, operator), operator) == 4
    assert {k.nik for k in Keluarga.objects.all()} == {nik(n) for n in range(1, 5)}


def test_column_that_lost_its_last_digits_is_refused_as_a_whole(dunia):
    desa, operator = dunia
    isi = buku(JUDUL, *(baris(desa, n, nik=f"81051541018{n:04d}0") for n in range(1, 11)))
    r = rencana(unggah(isi, operator), operator)
    assert ({b.hasil.value for b in r.baris}, "digit ke-16 hilang" in r.catatan[-1]) == ({"ditolak"}, True)


def test_odd_numbers_wait_for_one_tick(dunia):
    desa, operator = dunia
    impor = unggah(buku(JUDUL, baris(desa, 1, jk="L"), baris(desa, 2, nik=nik(2)[:-1])), operator)
    r = rencana(impor, operator)
    assert ringkas(r) == [(2, "perlu_pilihan"), (3, "perlu_pilihan")]
    assert ["tidak cocok dengan NIK" in r.baris[0].sebab[0].kalimat, "di sini 15" in r.baris[1].sebab[0].kalimat] == [
        True
    ] * 2
    assert ringkas(pilih(impor, operator, semua_janggal="ya")) == [(2, "baru"), (3, "baru")]
    assert terapkan(impor, operator) == 2


def test_twice_in_the_file_and_in_another_village(dunia):
    desa, operator = dunia
    lain = buat_keluarga(buat_desa(), kk=kk(3))
    isi = buku(JUDUL, baris(desa, 1), baris(desa, 2, kk=kk(1)), baris(desa, 3))
    r = rencana(unggah(isi, operator), operator)
    assert ringkas(r) == [(2, "ditolak"), (3, "ditolak"), (4, "baru")]
    assert "Baris 2, 3 menyebut No. KK yang sama" in r.baris[0].sebab[0].kalimat
    assert r.baris[2].peringatan == (f"Nomornya juga tercatat pada keluarga sasaran di {lain.desa.nama_lengkap}.",)
    dicatat = Catatan.objects.get(tindakan="memetakan kolom impor").perubahan
    assert dicatat["nomor yang ada di desa lain"] == [None, 1]


def test_village_of_another_opd_is_refused_and_one_village_serves_all_rows(dunia):
    desa, operator = dunia
    asing = buat_penugasan().desa
    (b,) = rencana(unggah(buku(JUDUL, baris(asing, 1)), operator), operator).baris
    assert "bukan desa dampingan OPD Anda" in b.sebab[0].kalimat
    polos = buku(["Nama", "NIK"], ["Warga Satu", nik(1)])
    impor = unggah(polos, operator, peta={"kepala": "Nama", "nik": "NIK"}, desa=desa.kode)
    assert (terapkan(impor, operator), Keluarga.objects.get().desa_id) == (1, desa.pk)
    impor = unggah(polos, operator, peta={"kepala": "Nama", "nik": "NIK"}, desa=asing.kode)
    assert ringkas(rencana(impor, operator)) == [(2, "ditolak")]
    assert ringkas(rencana(unggah(buku(JUDUL, baris(asing, 5)), v := buat_pengguna("verifikator")), v)) == [(2, "baru")]


def test_members_are_counted_and_a_family_without_head_is_refused(dunia):
    desa, operator = dunia
    judul, peta = (
        ["Nama", "NIK", "KK", "Desa", "SHDK"],
        {"kepala": "Nama", "nik": "NIK", "kk": "KK", "desa": "Desa", "hubungan": "SHDK"},
    )
    orang = [
        ["Kepala", nik(1), kk(1), desa.nama, "Kepala Keluarga"],
        ["Istri", nik(2), kk(1), desa.nama, "Istri"],
        ["Anak", nik(3), kk(1), desa.nama, "Anak"],
    ]
    impor = unggah(buku(judul, *orang), operator, peta=peta)
    assert (terapkan(impor, operator), Keluarga.objects.get().jumlah_anggota) == (1, 3)
    r = rencana(unggah(buku(judul, *orang, ["Yatim", nik(4), kk(9), desa.nama, "Anak"]), operator, peta=peta), operator)
    assert ringkas(r) == [(2, "sama"), (5, "ditolak")]


# --- the file ------------------------------------------------------------------------------------------------------


def test_file_is_sealed_while_it_waits_and_gone_when_it_is_done(dunia):
    desa, operator = dunia
    isi = buku(JUDUL, baris(desa, 1))
    impor = unggah(isi, operator)
    tersimpan = bytes(Impor.objects.get().isi)
    assert (impor.berkas == isi, b"xl/worksheets" in tersimpan, tersimpan[:7]) == (True, False, b"\x00segel:")
    terapkan(impor, operator)
    assert bytes(Impor.objects.get().isi) == b""
    lama = unggah(buku(JUDUL, baris(desa, 2)), operator)
    Impor.objects.filter(pk=lama.pk).update(diunggah_pada=SEKARANG - timedelta(days=8))
    unggah(buku(JUDUL, baris(desa, 3)), operator)
    lama.refresh_from_db()
    assert (bytes(lama.isi), lama.status) == (b"", "ditolak")


def test_sealed_bytes_of_another_upload_do_not_open(dunia):
    desa, operator = dunia
    satu, dua = (unggah(buku(JUDUL, baris(desa, n)), operator) for n in (1, 2))
    satu.isi = dua.isi
    with pytest.raises(SandiRusak):
        _ = satu.berkas


def test_nothing_kept_of_a_plan_names_a_person(dunia):
    desa, operator = dunia
    impor = unggah(buku(JUDUL, baris(desa, 1), baris(desa, 2, nik="X")), operator)
    kini = Impor.objects.get(pk=impor.pk)
    teks = f"{kini.ringkasan}{kini.pilihan}{[c.perubahan for c in Catatan.objects.all()]}"
    assert [x for x in ("Warga", nik(1), kk(1)) if x in teks] == []


def test_who_may_upload(klien, dunia):
    desa, operator = dunia
    for peran, boleh in (("verifikator", 200), ("admin_sistem", 403), ("pimpinan", 403), ("pembaca", 403)):
        klien.force_login(buat_pengguna(peran))
        assert klien.get(reverse("keluarga:impor")).status_code == boleh, peran
    impor = unggah(buku(JUDUL, baris(desa, 1)), operator)
    klien.force_login(buat_pengguna("operator_opd", opd=buat_penugasan().opd))
    for nama in ("keluarga:kolom", "impor:pratinjau", "impor:asli", "impor:kesalahan"):
        assert klien.get(reverse(nama, args=[impor.uuid])).status_code == 404, nama
    with pytest.raises(PermissionDenied):
        upload_extract(
            Ekstrak("x", b"", SumberKesejahteraan.P3KE, None, PERIODE), by=buat_pengguna("admin_sistem"), at=SEKARANG
        )
