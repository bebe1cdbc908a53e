"""The annex of an SK: planned row by row, settled by a person, applied whole or not at all."""

from dataclasses import replace
from datetime import date, datetime
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import transaction

from desa.models import Catatan, Desa
from opd.actions.impor import BELUM_SIAP, RencanaBerubah, record_refusal, save_pilihan
from opd.actions.impor_baris import apply_rows
from opd.actions.impor_terapkan import apply_impor
from opd.actions.penugasan import IsiPenugasan, open_penugasan
from opd.enums import Peran
from opd.impor.rujukan import PencariDesa, PencariOpd, kunci_opd
from opd.models import AliasOpd, Impor, Opd, Penugasan
from tests.opd.buku import HARI, buku, kalimat, pilih, rencana, ringkas, terapkan, unggah
from tests.pabrik import (
    SEKARANG,
    buat_desa,
    buat_kabupaten,
    buat_kecamatan,
    buat_kegiatan,
    buat_opd,
    buat_pengguna,
    buat_penugasan,
    buat_sk,
)

pytestmark = pytest.mark.django_db
JUDUL = ["OPD", "Kode Desa", "Desa", "Kecamatan", "Kabupaten", "Mulai", "Peran"]


@pytest.fixture
def dunia():
    """Two villages called Waru, one kelurahan, three OPDs, one decree."""
    sbt = buat_kabupaten(kode="81.05", nama="Seram Bagian Timur")
    sbb = buat_kabupaten(kode="81.06", nama="Seram Bagian Barat")
    teluk = buat_kecamatan(kode="81.05.15", nama="Teluk Waru", kabupaten=sbt)
    kairatu = buat_kecamatan(kode="81.06.01", nama="Kairatu", kabupaten=sbb)

    class D:
        waru = buat_desa(kode="81.05.15.2001", nama="Waru", kecamatan=teluk)
        waru2 = buat_desa(kode="81.06.01.2002", nama="Waru", kecamatan=kairatu)
        uraur = buat_desa(kode="81.06.01.2015", nama="Uraur", kecamatan=kairatu, jenis="negeri")
        lurah = buat_desa(kode="81.06.01.1001", nama="Piru", kecamatan=kairatu, jenis="kelurahan")
        tani = buat_opd(nama="Dinas Pertanian", singkatan="Distan")
        pangan = buat_opd(nama="Dinas Ketahanan Pangan", singkatan="DKP")
        laut = buat_opd(nama="Dinas Kelautan dan Perikanan", singkatan="DisKP")
        sk = buat_sk(nomor="90 Tahun 2023", tanggal=date(2023, 1, 10), mulai=date(2023, 1, 10))
        oleh = buat_pengguna(Peran.VERIFIKATOR)

    return D


def lampiran(d, *baris, judul=JUDUL, ubah=None):
    return unggah("lampiran", buku(judul, *baris, ubah=ubah), by=d.oleh, sk=d.sk)


def tersimpan():
    kueri = Penugasan.objects.in_force().order_by("mulai", "pk").select_related("opd", "desa")
    return [(p.opd.singkatan, p.desa.kode, p.mulai, p.selesai, p.cara_selesai, p.mulai_dari_sk) for p in kueri]


SK = date(2023, 1, 10)


def test_lampiran_opens_penugasan_and_the_same_file_twice_changes_nothing(dunia):
    d = dunia
    isi = buku(JUDUL, ["Distan", "8105152001.0", None, None, None, "16/01/2023"], ["DKP", None, "Negeri Uraur"])
    impor = unggah("lampiran", isi, by=d.oleh, sk=d.sk)
    assert (ringkas(rencana(impor, d.oleh)), Penugasan.objects.count()) == ([(2, "baru"), (3, "baru")], 0)
    assert terapkan(impor, d.oleh) == 2
    hasil = [
        ("DKP", "81.06.01.2015", SK, None, "", True),
        ("Distan", "81.05.15.2001", date(2023, 1, 16), None, "", False),
    ]
    assert tersimpan() == hasil
    lagi = unggah("lampiran", isi, by=d.oleh, sk=d.sk)
    assert (lagi.pk != impor.pk, lagi.ringkasan["dulu"]["oleh"]) == (True, d.oleh.nama)
    assert ringkas(rencana(lagi, d.oleh)) == [(2, "sama"), (3, "sama")]
    assert (terapkan(lagi, d.oleh), tersimpan()) == (0, hasil)
    impor.refresh_from_db()
    assert (impor.status, impor.berkas == isi, impor.ringkasan["hitungan"]["baru"]) == ("diterapkan", True, 2)
    with pytest.raises(ValidationError, match="sudah diterapkan"):
        terapkan(impor, d.oleh)


def test_upload_of_the_same_bytes_opens_the_waiting_preview_again(dunia):
    isi = buku(JUDUL, ["Distan", "8105152001"])
    assert unggah("lampiran", isi, by=dunia.oleh, sk=dunia.sk) == unggah("lampiran", isi, by=dunia.oleh, sk=dunia.sk)


def test_ambiguous_village_is_chosen_among_candidates_with_their_place(dunia):
    d = dunia
    impor = lampiran(d, ["Distan", None, "Desa Waru"], ["DKP", None, "waru", None, "SBB"])
    r = rencana(impor, d.oleh)
    assert ringkas(r) == [(2, "perlu_pilihan"), (3, "baru")]
    assert r.baris[0].tanya[0].opsi == (
        ("81.05.15.2001", "Waru, Kec. Teluk Waru, Kab. Seram Bagian Timur (81.05.15.2001)"),
        ("81.06.01.2002", "Waru, Kec. Kairatu, Kab. Seram Bagian Barat (81.06.01.2002)"),
    )
    with pytest.raises(ValidationError, match="perlu pilihan"):
        terapkan(impor, d.oleh)
    assert ringkas(pilih(impor, d.oleh, desa_2="81.05.15.2001")) == [(2, "baru"), (3, "baru")]
    assert ringkas(pilih(impor, d.oleh, desa_2="81.06.01.2015")) == [(2, "perlu_pilihan"), (3, "baru")]
    pilih(impor, d.oleh, desa_2="81.05.15.2001")
    assert terapkan(impor, d.oleh) == 2
    assert [b[:2] for b in tersimpan()] == [("Distan", "81.05.15.2001"), ("DKP", "81.06.01.2002")]


def test_unknown_opd_choice_becomes_a_dated_alias_with_an_audit_row(dunia):
    d = dunia
    impor = lampiran(
        d, ["Dinas Pertannian Rakyat", "8105152001"], ["dinas pertannian rakyat Prov. Maluku", "8106012015"]
    )
    r = rencana(impor, d.oleh)
    assert ringkas(r) == [(2, "perlu_pilihan"), (3, "perlu_pilihan")]
    (tanya,) = r.tanya
    assert (len(tanya.opsi), tanya.opsi[0]) == (3, (str(d.tani.pk), "Dinas Pertanian (Distan)"))
    save_pilihan(impor, {tanya.kunci: str(d.tani.pk)}, by=d.oleh, at=SEKARANG)
    assert ringkas(rencana(impor, d.oleh)) == [(2, "baru"), (3, "baru")]
    assert "2 desa dalam berkas ini (baris 2, 3)" in kalimat(rencana(impor, d.oleh), 2)
    assert AliasOpd.objects.count() == 0
    terapkan(impor, d.oleh)
    (alias,) = AliasOpd.objects.all()
    assert (alias.opd, alias.nama, alias.mulai, alias.dicatat_oleh) == (
        d.tani, "Dinas Pertannian Rakyat", HARI, d.oleh.label
    )  # fmt: skip
    assert Catatan.objects.filter(tindakan="mencatat nama lain OPD").count() == 1
    lagi = lampiran(d, ["DINAS PERTANNIAN RAKYAT", "8105152001"])
    assert ringkas(rencana(lagi, d.oleh)) == [(2, "sama")]


def test_closed_opd_is_refused_with_its_successor(dunia):
    d = dunia
    d.pangan.dilebur_ke, d.pangan.berlaku_selesai = d.tani, date(2026, 1, 1)
    d.pangan.save()
    r = rencana(lampiran(d, ["DKP", "8106012015"]), d.oleh)
    assert ringkas(r) == [(2, "ditolak")]
    assert kalimat(r, 2) == (
        "Sel A2: Dinas Ketahanan Pangan tidak berlaku lagi sejak 1 Januari 2026. Penerusnya Dinas Pertanian. Ganti OPD-nya."
    )


def test_kelurahan_needs_a_tick(dunia):
    d = dunia
    impor = lampiran(d, ["DKP", "81.06.01.1001"])
    r = rencana(impor, d.oleh)
    assert (ringkas(r), "indeks desa tidak berlaku" in kalimat(r, 2)) == ([(2, "perlu_pilihan")], True)
    assert ringkas(pilih(impor, d.oleh, kelurahan_2="ya")) == [(2, "baru")]
    assert terapkan(impor, d.oleh) == 1


def test_two_rows_for_one_village_are_refused_naming_both(dunia):
    r = rencana(lampiran(dunia, ["Distan", "8105152001"], ["DKP", None, "Waru", "Teluk Waru"]), dunia.oleh)
    assert ringkas(r) == [(2, "ditolak"), (3, "ditolak")]
    assert "ditulis pada baris 2 dan 3" in kalimat(r, 2)
    r = rencana(lampiran(dunia, ["Distan", "8105152001"], ["DKP", "8105152001", *[None] * 4, "Pendukung"]), dunia.oleh)
    assert ringkas(r) == [(2, "baru"), (3, "baru")]


@pytest.mark.parametrize(
    ("baris", "potongan"),
    [
        (["Distan", "81.99.99.2001"], "Sel B2: kode desa 81.99.99.2001 tidak ada dalam daftar Kemendagri."),
        (["Distan", "810515"], "Sel B2: Kode desa terdiri atas 10 angka"),
        (["Distan", "8105152001", "Uraur"], "Sel B2: kode 81.05.15.2001 adalah Waru"),
        (["Distan", None, None], "Sel B2: desa belum diisi."),
        (["Distan", None, "Zzzzzz"], "Sel C2: desa “Zzzzzz” tidak ditemukan."),
        ([None, "8105152001"], "Sel A2: nama OPD belum diisi."),
        (["Distan", "8105152001", None, None, None, "31/02/2023"], "Sel F2: Tanggal 31 Februari 2023 tidak ada."),
        (["Distan", "8105152001", None, None, None, "02/25/2023"], "Sel F2: Tidak ada bulan ke-25."),
        (["Distan", "8105152001", None, None, None, None, "ketua"], "Sel G2: peran “ketua” tidak dikenal."),
        (["=A1", "8105152001"], "Sel A2 berisi rumus."),
    ],
)
def test_bad_row_names_its_cell_and_says_what_to_do(dunia, baris, potongan):
    impor = lampiran(dunia, baris)
    r = rencana(impor, dunia.oleh)
    assert ringkas(r) == [(2, "ditolak")]
    assert kalimat(r, 2).startswith(potongan)
    with pytest.raises(ValidationError, match="ditolak"):
        terapkan(impor, dunia.oleh)
    assert Penugasan.objects.count() == 0


def test_merged_cells_are_refused_row_by_row(dunia):
    impor = lampiran(dunia, ["Distan", "8105152001"], [None, "8106012015"], ubah=lambda ws: ws.merge_cells("A2:A3"))
    r = rencana(impor, dunia.oleh)
    assert (ringkas(r), "Sel A2:A3 digabung." in kalimat(r, 3)) == ([(2, "ditolak"), (3, "ditolak")], True)


@pytest.mark.parametrize("mulai", ["10 Januari 2023", 44936, datetime(2023, 1, 10), "2023-01-10", "10-01-2023"])
def test_start_is_read_as_text_serial_or_date(dunia, mulai):
    impor = lampiran(dunia, ["Distan", "8105152001", None, None, None, mulai])
    terapkan(impor, dunia.oleh)
    assert tersimpan() == [("Distan", "81.05.15.2001", SK, None, "", False)]


def test_changed_row_asks_koreksi_or_perubahan(dunia):
    d = dunia
    lama = buat_penugasan(sk=d.sk, opd=d.tani, desa=d.waru, mulai=SK, mulai_dari_sk=True)
    impor = lampiran(d, ["DKP", "8105152001"])
    r = rencana(impor, d.oleh)
    assert ringkas(r) == [(2, "perlu_pilihan")]
    assert kalimat(r, 2).startswith("Berbeda dari yang tersimpan: OPD tersimpan Dinas Pertanian.")
    assert ringkas(pilih(impor, d.oleh, cara_2="perubahan")) == [(2, "perlu_pilihan")]
    assert "setelah 10 Januari 2023" in kalimat(pilih(impor, d.oleh, tanggal_2="01/01/2023"), 2)
    r = pilih(impor, d.oleh, tanggal_2="01/07/2026")
    assert (ringkas(r), r.baris[0].ringkas) == (
        [(2, "berubah")],
        "Perubahan per 1 Juli 2026: Dinas Ketahanan Pangan → Waru, Kec. Teluk Waru, Kab. Seram Bagian Timur "
        "(OPD tersimpan Dinas Pertanian, mulai tersimpan 10 Januari 2023)",
    )
    terapkan(impor, d.oleh)
    assert tersimpan() == [
        ("Distan", "81.05.15.2001", SK, date(2026, 7, 1), "dialihkan", True),
        ("DKP", "81.05.15.2001", date(2026, 7, 1), None, "", False),
    ]
    lama.refresh_from_db()
    lagi = lampiran(d, ["DKP", "8105152001"])
    assert ringkas(rencana(lagi, d.oleh)) == [(2, "sama")]


def test_koreksi_replaces_and_is_refused_once_facts_exist(dunia):
    d = dunia
    lama = buat_penugasan(sk=d.sk, opd=d.tani, desa=d.waru, mulai=SK)
    impor = lampiran(d, ["DKP", "8105152001"])
    assert ringkas(pilih(impor, d.oleh, semua_cara="koreksi", semua_alasan="Salah ketik")) == [(2, "berubah")]
    buat_kegiatan(penugasan=lama, tanggal=date(2025, 5, 5))
    r = rencana(impor, d.oleh)
    assert (ringkas(r), "sudah mencatat kegiatan atau kunjungan" in kalimat(r, 2)) == ([(2, "ditolak")], True)
    Penugasan.objects.filter(pk=lama.pk).update(desa=d.waru2)
    lain = buat_penugasan(sk=d.sk, opd=d.tani, desa=d.waru, mulai=SK)
    terapkan(impor, d.oleh)
    lain.refresh_from_db()
    assert (lain.alasan_koreksi, lain.pengganti.opd) == ("Salah ketik", d.pangan)


def test_a_new_sk_continues_all_rows_with_one_answer(dunia):
    d = dunia
    for opd, desa in ((d.tani, d.waru), (d.pangan, d.uraur)):
        buat_penugasan(sk=d.sk, opd=opd, desa=desa, mulai=SK)
    baru = buat_sk(nomor="12 Tahun 2026", tanggal=date(2026, 2, 1), mulai=date(2026, 2, 1))
    impor = unggah("lampiran", buku(JUDUL, ["Distan", "8105152001"], ["DKP", "8106012015"]), by=d.oleh, sk=baru)
    assert ringkas(rencana(impor, d.oleh)) == [(2, "perlu_pilihan"), (3, "perlu_pilihan")]
    assert ringkas(pilih(impor, d.oleh, semua_cara="perubahan")) == [(2, "berubah"), (3, "berubah")]
    terapkan(impor, d.oleh)
    mulai = date(2026, 2, 1)
    assert sorted(tersimpan()) == sorted(
        [
            ("Distan", "81.05.15.2001", SK, mulai, "lanjut", False),
            ("DKP", "81.06.01.2015", SK, mulai, "lanjut", False),
            ("Distan", "81.05.15.2001", mulai, None, "", False),
            ("DKP", "81.06.01.2015", mulai, None, "", False),
        ]
    )


def test_villages_missing_from_the_file_stay_and_are_listed(dunia):
    d = dunia
    buat_penugasan(sk=d.sk, opd=d.pangan, desa=d.uraur, mulai=SK)
    r = rencana(lampiran(d, ["Distan", "8105152001"]), d.oleh)
    assert r.tidak_ada == ["Dinas Ketahanan Pangan → Uraur, Kec. Kairatu, Kab. Seram Bagian Barat"]
    terapkan(Impor.objects.get(), d.oleh)
    assert len(tersimpan()) == 2


def test_change_between_preview_and_apply_is_refused_with_the_difference(dunia):
    d = dunia
    impor = lampiran(d, ["Distan", "8105152001"], ["DKP", "8106012015"])
    dilihat = impor.sidik
    open_penugasan(IsiPenugasan(d.sk, d.laut, d.waru, SK), by=d.oleh, at=SEKARANG)
    with pytest.raises(RencanaBerubah) as galat:
        apply_impor(impor, sidik=dilihat, by=d.oleh, at=SEKARANG)
    (beda,) = galat.value.beda
    assert beda.startswith("Baris 2: tadinya baru, kini perlu pilihan (Dinas Pertanian → Waru")
    assert len(tersimpan()) == 1
    record_refusal(impor, galat.value, by=d.oleh, at=SEKARANG)
    impor.refresh_from_db()
    assert (impor.status, impor.ringkasan["beda"]) == ("pratinjau", [beda])
    assert Catatan.objects.filter(tindakan="penerapan impor ditolak").count() == 1


def test_apply_is_all_or_nothing_when_a_row_fails_late(dunia):
    d = dunia
    impor = lampiran(d, ["Distan", "8105152001"])
    (baris,) = rencana(impor, d.oleh).baris
    kembar = replace(baris, nomor=3, isi=replace(baris.isi, opd_id=d.pangan.pk))
    with pytest.raises(ValidationError, match="Baris 3: .* sudah ditangani Dinas Pertanian"), transaction.atomic():
        apply_rows(impor, [baris, kembar], by=d.oleh, at=SEKARANG)
    assert tersimpan() == []


@pytest.mark.parametrize("peran", [Peran.PIMPINAN, Peran.PEMBACA])
def test_only_maintainers_import_an_annex(dunia, peran):
    impor = lampiran(dunia, ["Distan", "8105152001"])
    lain = buat_pengguna(peran)
    operator = buat_pengguna(Peran.OPERATOR_OPD, opd=dunia.tani)
    for orang in (lain, operator):
        with pytest.raises(PermissionDenied):
            unggah("lampiran", buku(JUDUL, ["DKP", "8106012015"]), by=orang, sk=dunia.sk)
        with pytest.raises(PermissionDenied):
            apply_impor(impor, sidik=impor.sidik, by=orang, at=SEKARANG)
    assert (Penugasan.objects.count(), Impor.objects.count()) == (0, 1)


def test_not_ready_plan_says_so(dunia):
    impor = lampiran(dunia, ["Distan", "x"])
    with pytest.raises(ValidationError) as galat:
        terapkan(impor, dunia.oleh)
    assert galat.value.messages == [BELUM_SIAP]


def test_command_shows_then_applies_and_creates_the_sk(dunia, tmp_path):
    d = dunia
    berkas = tmp_path / "lampiran.csv"
    berkas.write_text("opd;kode desa;mulai\nDistan;81.05.15.2001;16 Januari 2023\n", encoding="utf-8-sig")
    keluar = StringIO()
    oleh = ["--oleh", d.oleh.username]
    with pytest.raises(CommandError, match="belum tercatat"):
        call_command("impor_lampiran", berkas, "--sk", "7 Tahun 2025", *oleh)
    baru = ["--sk", "7 Tahun 2025", "--tanggal", "01/02/2025", "--tentang", "Perubahan"]
    call_command("impor_lampiran", berkas, *baru, *oleh, stdout=keluar)
    assert "Belum ada yang disimpan." in keluar.getvalue()
    call_command("impor_lampiran", berkas, "--sk", "7 tahun 2025", *oleh, "--terapkan", stdout=keluar)
    assert "Diterapkan: 1 baris disimpan." in keluar.getvalue()
    assert [(p.sk.nomor, p.mulai) for p in Penugasan.objects.all()] == [("7 Tahun 2025", date(2023, 1, 16))]
    berkas.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    with pytest.raises(CommandError, match="Excel lama"):
        call_command("impor_lampiran", berkas, "--sk", "7 Tahun 2025", *oleh)


def test_villages_are_found_whatever_their_kind_is_called(dunia):
    teluk = dunia.waru.kecamatan
    buat_desa(kode="81.05.15.2009", nama="Negeri Lima", kecamatan=teluk)
    cari = PencariDesa(Desa.objects.all())
    assert [
        [x.kode for x in cari.cari(*q)]
        for q in (
            ("Negeri Lima",), ("Ohoi Uraur",), ("URAUR", "Kec. Kairatu", "SBB"), ("Uraur", "", "Kab. Seram Bagian Timur"),
            ("Waru, Kec. Kairatu, Kab. Seram Bagian Barat",), ("Waru", "teluk  waru"),
        )
    ] == [["81.05.15.2009"], ["81.06.01.2015"], ["81.06.01.2015"], [], ["81.06.01.2002"], ["81.05.15.2001"]]  # fmt: skip


def test_opd_names_are_compared_without_their_dress():
    assert kunci_opd("Dis. Pertanian & Pangan Prov. Maluku") == kunci_opd("DINAS PERTANIAN dan PANGAN")


def test_nearest_opd_is_told_by_the_words_that_differ(dunia):
    for nama in ("Dinas Pendidikan dan Kearsipan", "Dinas Pariwisata dan Olahraga"):
        buat_opd(nama=nama)
    cari = PencariOpd(Opd.objects.all(), AliasOpd.objects.all(), on=HARI)
    assert [o.nama for o in cari.terdekat("Dinas Tani dan Kebun", 1)] == ["Dinas Pertanian"]


def test_upload_keeps_who_when_and_fingerprint(dunia):
    impor = lampiran(dunia, ["Distan", "8105152001"])
    (catatan,) = Catatan.objects.filter(tindakan="mengunggah impor")
    assert (catatan.oleh, catatan.perubahan) == (
        dunia.oleh.label, {"sha256": [None, impor.sha256], "baris": [None, 1]}
    )  # fmt: skip
    assert (impor.diunggah_oleh, impor.ukuran, len(impor.sha256)) == (dunia.oleh, len(impor.berkas), 64)
