"""A list that names somebody erased is planned without that line, and the kept copy does not hold it any more (G6).

Seen red: without `forget_rows` the kept list held NIK and name; without the second look a note on another sheet kept them.
"""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook
from openpyxl.comments import Comment

from desa.impor.berkas import BerkasDitolak, all_cells
from desa.impor.lupakan import blank_lines
from desa.models import Keluarga, Umkm
from opd.actions.impor_keluarga import map_columns
from opd.models import Impor, PetaKolom
from tests.opd.buku import buku, rencana, ringkas, terapkan
from tests.opd.buku import unggah as unggah_daftar
from tests.opd.test_impor_keluarga import JUDUL, PETA, baris, kk, nik, unggah
from tests.opd.test_pembatasan_bersama import of
from tests.opd.test_permintaan_subjek import laksanakan, usul
from tests.pabrik import SEKARANG, buat_pengguna, buat_penugasan
from tests.pabrik_keluarga import buat_keluarga

pytestmark = pytest.mark.django_db
UMKM = ["Nama UMKM", "Kode desa", "Bentuk", "Dibina sejak", "Pemilik", "NIK pemilik"]


@pytest.fixture
def dunia(settings, tmp_path):
    """A village where family 1 was erased on request, and its operator."""
    settings.MEDIA_ROOT = tmp_path
    penugasan = buat_penugasan()
    laksanakan(usul((of(buat_keluarga(penugasan.desa, kepala="Warga Uji 1", nik=nik(1), kk=kk(1))),)))
    return penugasan.desa, buat_pengguna("operator_opd", opd=penugasan.opd)


def kept(impor: Impor) -> str:
    impor.refresh_from_db()
    return "\n".join(all_cells(impor.berkas)) if impor.isi else ""


def test_lines_of_an_erased_person_leave_the_kept_extract_at_once(dunia):
    desa, operator = dunia
    petikan = [JUDUL, baris(desa, 2), baris(desa, 1), baris(desa, 3)]
    impor = unggah(buku(*petikan), operator)
    isi = kept(impor)
    assert [n in isi for n in (nik(1), kk(1), "Warga Uji 1", nik(2), kk(3))] == [False, False, False, True, True]
    assert ringkas(rencana(impor, operator)) == [(2, "baru"), (3, "dilewati"), (4, "baru")]
    assert nik(1) not in str(impor.ringkasan)
    assert impor.sidik == rencana(impor, operator).sidik
    assert terapkan(impor, operator) == 2
    assert Keluarga.objects.filter(desa=desa).count() == 3


def test_members_of_the_skipped_family_go_with_it_and_refuse_nothing(dunia):
    desa, operator = dunia
    petikan = [
        [*JUDUL, "Hubungan"],
        [*baris(desa, 1), "Kepala Keluarga"],
        [*baris(desa, 9, nama="Anak Uji", kk=kk(1)), "Anak"],
        [*baris(desa, 2), "Kepala Keluarga"],
    ]
    impor = unggah(buku(*petikan), operator, PETA | {"hubungan": "Hubungan"})
    assert ("Anak Uji" in kept(impor), ringkas(rencana(impor, operator))) == (
        False, [(2, "dilewati"), (3, "dilewati"), (4, "baru")],
    )  # fmt: skip


def test_mapping_that_is_known_blanks_with_the_upload(dunia):
    desa, operator = dunia
    unggah(buku(JUDUL, baris(desa, 2)), operator)
    assert PetaKolom.objects.count() == 1
    impor = unggah(buku(JUDUL, baris(desa, 1), baris(desa, 3)), operator, None)
    assert (nik(1) in kept(impor), nik(3) in kept(impor)) == (False, True)


def test_extract_whose_columns_nobody_said_loses_the_line_before_that(dunia):
    desa, operator = dunia
    petikan = [[*baris(desa, 2)], [*baris(desa, 1)], [*baris(desa, 3)]]
    petikan[1][1] = f"{nik(1)[:4]} {nik(1)[4:]}"
    impor = unggah(buku(JUDUL, *petikan), operator, None)
    assert ([n in kept(impor) for n in ("Warga Uji 1", kk(1), nik(2))], impor.unmapped) == ([False, False, True], True)
    map_columns(impor, PETA, by=operator, at=SEKARANG)
    impor.refresh_from_db()
    assert ringkas(rencana(impor, operator)) == [(2, "baru"), (3, "dilewati"), (4, "baru")]
    assert terapkan(impor, operator) == 2


@pytest.mark.parametrize(
    "catat",
    [
        lambda ws: ws.parent.create_sheet("Catatan").append([f"lihat NIK {nik(1)} dan {nik(2)}"]),
        lambda ws: setattr(ws["A1"], "comment", Comment(f"lihat {nik(1)}", "x")),
    ],
)
def test_second_sheet_and_remark_keep_nothing(dunia, catat):
    desa, operator = dunia
    impor = unggah(buku(JUDUL, baris(desa, 1), baris(desa, 2), ubah=catat), operator, None)
    assert nik(1) not in kept(impor)


def test_list_of_nobody_else_goes_whole_and_says_which_line(dunia, klien):
    desa, operator = dunia
    impor = unggah(buku(JUDUL, baris(desa, 1)), operator, None)
    assert (kept(impor), impor.status) == ("", "ditolak")
    klien.force_login(operator)
    assert "Unggah lagi tanpa barisnya (baris 2)." in klien.get(reverse("impor:pratinjau", args=[impor.uuid])).text


@pytest.mark.parametrize("bentuk", ["xlsx", "csv"])
def test_owner_who_was_erased_leaves_the_list_of_enterprises(dunia, klien, bentuk):
    desa, operator = dunia
    isi = [UMKM, *([f"Usaha {n}", desa.kode, "perorangan", "1/6/2026", f"Pemilik Uji {n}", nik(n)] for n in (1, 2))]
    berkas = buku(*isi) if bentuk == "xlsx" else "\n".join(";".join(b) for b in isi).encode()
    impor = unggah_daftar("umkm", berkas, by=operator)
    assert [n in kept(impor) for n in (nik(1), "Pemilik Uji 1", nik(2))] == [False, False, True]
    klien.force_login(operator)
    teks = klien.get(reverse("impor:pratinjau", args=[impor.uuid])).text
    assert "sudah dikosongkan pada berkas yang disimpan" in teks
    kirim = {"berkas": SimpleUploadedFile("daftar.xlsx", berkas)}
    assert klien.post(reverse("impor:unggah", args=["umkm"]), kirim).status_code == 302
    assert (Impor.objects.filter(jenis="umkm").count(), nik(1) in kept(impor)) == (1, False)
    assert (terapkan(impor, operator), list(Umkm.objects.values_list("pemilik", flat=True))) == (1, ["Pemilik Uji 2"])


def test_blank_lines_moves_nothing():
    isi = buku(["a", 1], ["b", 8105154101800001], ["c", 3], ubah=lambda ws: ws.merge_cells("A2:A3"))
    lembar = load_workbook(filename=io.BytesIO(blank_lines(isi, lambda _, t: "8105" in t))).active
    assert [[s.value for s in b] for b in lembar.iter_rows()] == [["a", 1], [None, None], [None, 3]]
    assert (
        blank_lines(b"a;b\r\nx;8105\r\nc;d", lambda n, t: n == 2 and t.strip() == "8105").decode("utf-8-sig")
        == "a;b\r\n\nc;d"
    )
    with pytest.raises(BerkasDitolak):
        blank_lines(b'a;b\r\n"x\r\ny";8105\r\nc;d', lambda _, t: "8105" in t)
