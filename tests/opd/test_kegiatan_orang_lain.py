"""A list of everybody's activities goes back with the own rows edited: rows of others pass as they were taken out, no other way.

Seen red with the rows of others not compared.
"""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from opd.enums import Peran, StatusNaskah
from opd.impor.kegiatan import MILIK_LAIN
from opd.models import Kegiatan
from tests.opd.bolak import edited, taken
from tests.opd.buku import kalimat, rencana, ringkas, terapkan, unggah
from tests.pabrik import buat_kegiatan, buat_pengguna, buat_penugasan
from tests.pabrik_naskah import buat_baris, buat_meja, buat_rencana

pytestmark = pytest.mark.django_db


@pytest.fixture
def berbagi():
    """Beside the own activities one of another OPD in the same village, one elsewhere, and one of an own penugasan that ended."""

    class D:
        tugas = buat_penugasan()

    D.oleh, D.desa = buat_pengguna(Peran.OPERATOR_OPD, opd=D.tugas.opd), D.tugas.desa
    buat_kegiatan(D.tugas, date(2026, 6, 1), judul="Bagi paket", dana={"csr": 4_000_000})
    buat_kegiatan(D.tugas, date(2026, 6, 9), judul="Panen")
    D.lain = buat_penugasan(desa=D.desa, peran="pendukung")
    garis = buat_baris(
        buat_rencana(D.lain, 2026, status=StatusNaskah.DIVERIFIKASI, meja=buat_meja(D.lain)), kegiatan="Tanam pala"
    )
    isi = {"baris": garis, "volume": Decimal("2.5"), "satuan": garis.satuan, "dana": {"csr": 7_000, "apbn": 1}}
    buat_kegiatan(D.lain, date(2026, 6, 20), judul="Milik lain", uraian="Dua\nbaris", penerima_l=2, **isi)
    buat_kegiatan(buat_penugasan(), date(2026, 6, 21), judul="Di desa lain")
    usai = buat_penugasan(opd=D.tugas.opd, mulai=date(2024, 1, 1), selesai=date(2025, 1, 1), cara_selesai="selesai")
    D.usai = buat_kegiatan(usai, date(2024, 6, 1), judul="Dahulu")
    return D


def kembalikan(d, isi, judul, **ubah):
    """The upload of the whole list with the cells of one row changed, and its plan."""
    berkas = edited(isi, "csv", lambda b: [r | ubah if r["Kegiatan"] == judul else r for r in b])
    impor = unggah("kegiatan", berkas, by=d.oleh)
    return impor, rencana(impor, d.oleh)


def test_a_list_of_the_whole_province_goes_back_with_the_own_rows_edited(client, berbagi):
    d = berbagi
    isi = taken(client, d.oleh, "/kegiatan/", "csv")
    impor, r = kembalikan(d, isi, "Panen", Volume="3", Satuan="ton")
    assert [h for _, h in ringkas(r)] == ["sama", "sama", "berubah", "sama", "sama"]
    assert [b.peringatan for b in r.baris[1::3]] == [
        (MILIK_LAIN.format(opd.singkatan),) for opd in (d.lain.opd, d.tugas.opd)
    ]
    assert (terapkan(impor, d.oleh), Kegiatan.objects.count()) == (1, 6)
    with pytest.raises(PermissionDenied):
        unggah("kegiatan", isi, by=buat_pengguna(Peran.VERIFIKATOR))


def test_a_changed_row_of_others_is_refused_beside_its_cell_and_nothing_is_written(client, berbagi):
    d = berbagi
    isi = taken(client, d.oleh, "/kegiatan/", "csv")
    ubahan = {
        "Kegiatan": "Milik kita", "Tanggal": "2026-06-19", "Baris rencana aksi": "di luar rencana", "Volume": "2,6",
        "Satuan": "ekor", "Sumber CSR/TJSLP (Rp)": "0", "Sumber Dana Desa (Rp)": "5", "Uraian": "Tiga",
        "Penerima laki-laki (orang)": "3",
    }  # fmt: skip
    for kepala, nilai in ubahan.items():
        impor, r = kembalikan(d, isi, "Milik lain", **{kepala: nilai})
        assert (r.baris[1].hasil, d.lain.opd.singkatan in kalimat(r, 3)) == ("ditolak", True), kepala
        assert r.baris[1].sebab[0].kolom.casefold().startswith(kepala.casefold().partition(" (")[0])
    tempat = {"Kode desa": d.usai.penugasan.desa.kode, "Desa": "", "Kecamatan": "", "Kabupaten/kota": ""}
    for judul, ubah in (
        ("Milik lain", tempat),
        ("Di desa lain", {"Pengenal": ""}),
        ("Dahulu", {"Penerima difabel (orang)": "1"}),
    ):
        impor, r = kembalikan(d, isi, judul, **ubah)
        assert (r.siap, r.hitungan["ditolak"]) == (False, 1), judul
    with pytest.raises(ValidationError):
        terapkan(impor, d.oleh)
    assert Kegiatan.objects.count() == 5
