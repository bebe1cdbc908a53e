"""Activities by list: new ones, and a download edited and given back. Every rule of the form holds; nothing is lost or doubled.

Seen red without the look behind a Pengenal that was corrected since, without the lock, and with photos left behind.
"""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from desa.models import Catatan
from opd.actions import impor_terapkan
from opd.actions.batal_impor import undo_impor
from opd.actions.dasar import Bergerak
from opd.actions.impor_terapkan import apply_prepared, prepare_impor
from opd.actions.kegiatan import cancel_kegiatan, correct_kegiatan, isi_of
from opd.enums import Peran, StatusNaskah
from opd.models import DanaKegiatan, Impor, Kegiatan
from tests.opd.bolak import edited, taken
from tests.opd.buku import buku, kalimat, pilih, rencana, ringkas, terapkan, unggah
from tests.pabrik import SEKARANG, buat_bukti, buat_kegiatan, buat_pengguna, buat_penugasan, buat_penutupan, buat_umkm
from tests.pabrik_bantuan import buat_bantuan
from tests.pabrik_naskah import buat_baris, buat_kunci, buat_meja, buat_rencana

pytestmark = pytest.mark.django_db
MEI = date(2026, 5, 4)
JUDUL = ["Kegiatan", "Tanggal", "Kode Desa", "Baris Rencana Aksi", "Volume", "Satuan", "Sumber Dana Desa", "CSR/TJSLP"]
LALU, NANTI = SEKARANG + timedelta(minutes=1), SEKARANG + timedelta(hours=2)
UUID_LAIN = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def dunia():
    """A verified plan of 2026 with one line in paket, an operator, and three activities, the first on the line."""

    class D:
        tugas = buat_penugasan()

    D.desa, D.meja = D.tugas.desa, buat_meja(D.tugas)
    D.oleh = buat_pengguna(Peran.OPERATOR_OPD, opd=D.tugas.opd)
    D.rencana = buat_rencana(D.tugas, 2026, status=StatusNaskah.DIVERIFIKASI, meja=D.meja)
    D.baris = buat_baris(D.rencana, kegiatan="Bagi paket", pagu={"csr": 10_000_000})
    satu = {"volume": Decimal("8.5"), "satuan": "paket", "baris": D.baris, "uraian": "Dibagi\nper dusun"}
    D.satu = buat_kegiatan(D.tugas, MEI, judul="Bagi paket", dana={"csr": 4_000_000, "apbn": 500_000}, **satu)
    D.dua = buat_kegiatan(D.tugas, date(2026, 6, 1), judul="=Pelatihan", penerima_l=3, penerima_p=4)
    D.tiga = buat_kegiatan(D.tugas, date(2026, 6, 9), judul="Panen")
    return D


def baru(d, *baris, by=None, judul=JUDUL):
    return unggah("kegiatan", buku(judul, *baris, lembar="Kegiatan"), by=by or d.oleh)


def berlaku():
    """Title, day, volume, unit, line and money of what counts, by title."""
    return [
        (
            k.judul,
            k.tanggal,
            k.volume,
            k.satuan,
            k.baris_id,
            tuple(k.dana.order_by("sumber").values_list("sumber", "jumlah_rp")),
        )
        for k in Kegiatan.objects.in_force().order_by("judul", "pk")
    ]


# --- the round trip -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bentuk", ["xlsx", "csv"])
def test_an_edited_download_changes_what_was_edited_and_nothing_else(client, dunia, bentuk):
    d = dunia
    isi = taken(client, d.oleh, "/kegiatan/", bentuk)
    semula = unggah("kegiatan", isi, by=d.oleh)
    assert ringkas(rencana(semula, d.oleh)) == [(2, "sama"), (3, "sama"), (4, "sama")]
    assert (terapkan(semula, d.oleh), Kegiatan.objects.count()) == (0, 3)

    def ubah(baris):
        panen, latih, bagi = baris
        assert (panen["Kegiatan"], latih["Kegiatan"], bagi["Kegiatan"]) == ("Panen", "'=Pelatihan", "Bagi paket")
        bagi["Volume"], bagi["Sumber CSR/TJSLP (Rp)"], bagi["Sumber APBN/DAK (Rp)"] = "9,5", "Rp 4.500.000", "0"
        latih["Penerima perempuan (orang)"], latih["Tanggal"] = "12", "2 Juni 2026"
        return [latih, bagi]  # Panen deleted from the file stays

    impor = unggah("kegiatan", edited(isi, bentuk, ubah), by=d.oleh)
    r = rencana(impor, d.oleh)
    assert ringkas(r) == [(2, "berubah"), (3, "berubah")]
    assert [b.ringkas.partition(": ")[2] for b in r.baris] == [
        "tanggal 1 Juni 2026 → 2 Juni 2026, penerima perempuan 4 → 12",
        "volume 8,5 → 9,5, dana APBN/DAK Rp 500.000; CSR/TJSLP Rp 4.000.000 → CSR/TJSLP Rp 4.500.000",
    ]
    assert terapkan(impor, d.oleh) == 2
    assert berlaku() == [
        ("=Pelatihan", date(2026, 6, 2), None, "", None, ()),
        ("Bagi paket", MEI, Decimal("9.5"), "paket", d.baris.pk, (("csr", 4_500_000),)),
        ("Panen", date(2026, 6, 9), None, "", None, ()),
    ]


@pytest.mark.parametrize("bentuk", ["xlsx", "csv"])
def test_long_text_keeps_its_lines_and_a_name_has_one(client, dunia, bentuk):
    """Seen red with every cell read as one line."""
    d, uraian = dunia, "Baris satu\n– butir a\n\n– butir b"
    isi = taken(client, d.oleh, "/kegiatan/", bentuk)
    ubah = {"Uraian": uraian, "Kegiatan": "Bagi\npaket"}
    impor = unggah("kegiatan", edited(isi, bentuk, lambda b: [b[2] | ubah]), by=d.oleh)
    [baris] = rencana(impor, d.oleh).baris
    assert baris.ringkas.partition(": ")[2] == "uraian Dibagi ↵ per dusun → Baris satu ↵ – butir a ↵  ↵ – butir b"
    assert terapkan(impor, d.oleh) == 1
    assert Kegiatan.objects.in_force().get(judul="Bagi paket").uraian == uraian
    lagi = unggah("kegiatan", taken(client, d.oleh, "/kegiatan/", bentuk), by=d.oleh)
    assert {b.hasil for b in rencana(lagi, d.oleh).baris} == {"sama"}


def test_photos_enterprises_minutes_and_aid_come_along(client, dunia):
    d = dunia
    foto, umkm = buat_bukti(kegiatan=d.satu), buat_umkm(desa=d.desa, dibina_sejak=date(2025, 1, 1))
    d.satu.umkm.add(umkm)
    Kegiatan.objects.filter(pk=d.satu.pk).update(bast="bast/uji.pdf")
    bantuan = buat_bantuan(d.tugas, MEI, kegiatan=d.satu)
    isi = taken(client, d.oleh, "/kegiatan/", "csv")
    impor = unggah("kegiatan", edited(isi, "csv", lambda b: [b[2] | {"Volume": "9,5"}]), by=d.oleh)
    assert terapkan(impor, d.oleh) == 1
    kini = Kegiatan.objects.in_force().get(judul="Bagi paket")
    assert (kini.menggantikan, kini.uraian, list(kini.umkm.all())) == (d.satu, "Dibagi\nper dusun", [umkm])
    assert (kini.alasan_koreksi, kini.bast.name) == ("Impor daftar.xlsx", "bast/uji.pdf")
    assert [(b.sha256, b.berkas.name) for b in kini.bukti.all()] == [(foto.sha256, foto.berkas.name)]
    bantuan.refresh_from_db()
    assert bantuan.kegiatan == kini
    catatan = Catatan.objects.get(tindakan="mengoreksi kegiatan", objek_id=str(kini.pk))
    assert (catatan.opd_id, catatan.objek, catatan.perubahan) == (
        d.tugas.opd_id, "Bagi paket", {"volume": ["8.50", "9.5"]},
    )  # fmt: skip


def test_the_same_file_sent_twice_makes_nothing_twice(client, dunia):
    d = dunia
    isi = taken(client, d.oleh, "/kegiatan/", "csv")

    def ubah(baris):
        baris[0]["Volume"], baris[0]["Satuan"] = "3", "Ton"
        return [*baris, {**baris[0], "Kegiatan": "Tanam", "Pengenal": ""}]

    dua_kali = edited(isi, "csv", ubah)
    for jumlah in (2, 0):
        assert terapkan(unggah("kegiatan", dua_kali, by=d.oleh), d.oleh) == jumlah
    assert Kegiatan.objects.in_force().count() == 4
    r = rencana(unggah("kegiatan", dua_kali, by=d.oleh), d.oleh)
    assert ringkas(r) == [(2, "sama"), (3, "sama"), (4, "sama"), (5, "sama")]
    assert kalimat(r, 5) == "Kegiatan ini sudah tercatat."


def test_what_another_corrected_or_cancelled_meanwhile_is_named_and_not_overwritten(client, dunia):
    d = dunia
    isi = taken(client, d.oleh, "/kegiatan/", "csv")
    lain, pada = buat_pengguna(Peran.OPERATOR_OPD, opd=d.tugas.opd, nama="Ona Latu"), {"at": SEKARANG}
    correct_kegiatan(d.tiga, isi_of(d.dua), uuid=UUID_LAIN, alasan="salah", by=lain, yakin=True, **pada)
    cancel_kegiatan(d.satu, uuid=uuid4(), alasan="tidak jadi", by=lain, **pada)

    r = rencana(unggah("kegiatan", isi, by=d.oleh), d.oleh)
    assert ringkas(r) == [(2, "sama"), (3, "sama"), (4, "sama")]
    assert "dikoreksi oleh Ona Latu pada " in kalimat(r, 2)
    assert "tidak ada yang ditimpa" in kalimat(r, 2)
    assert "dibatalkan oleh Ona Latu" in kalimat(r, 4)
    ubah = edited(isi, "csv", lambda baris: [b | {"Uraian": "baru"} for b in baris])
    r = rencana(unggah("kegiatan", ubah, by=d.oleh), d.oleh)
    assert ringkas(r) == [(2, "ditolak"), (3, "berubah"), (4, "ditolak")]
    assert "dikoreksi oleh Ona Latu" in kalimat(r, 2)
    assert "Unduh lagi daftarnya" in kalimat(r, 2)


@pytest.mark.parametrize(
    ("ubah", "sebab"),
    [
        ({"Pengenal": "1f0e"}, "pengenal ini tidak utuh"),
        ({"Pengenal": "00000000-0000-4000-8000-000000000000"}, "pengenal ini bukan kegiatan OPD Anda"),
        ({"Tanggal": "31/12/2030"}, "tanggal ini belum terjadi"),
        ({"Tanggal": "01/01/2020"}, "tanggal ini di luar masa penugasan"),
        ({"Tanggal": "06/25/2026"}, "Tidak ada bulan ke-25"),
        ({"Volume": "5"}, "isi volume bersama satuannya"),
        ({"Volume": "12.5", "Satuan": "ha"}, "bukan angka yang jelas"),
        ({"Penerima difabel (orang)": "9"}, "Penerima difabel tidak boleh melebihi"),
        ({"Sumber Dana Desa (Rp)": "5 jt"}, "memakai singkatan"),
        ({"Sumber Dana Desa (Rp)": "-1"}, "Rupiah tidak boleh negatif"),
        ({"Baris rencana aksi": "Tidak ada"}, "baris “Tidak ada” tidak ada pada rencana 2026"),
        ({"Baris rencana aksi": "Bagi paket"}, "dihitung dalam paket"),
        ({"Kegiatan": "x" * 201}, "lebih dari 200 huruf"),
    ],
)
def test_a_row_that_breaks_a_rule_of_the_form_is_refused_beside_its_cell(client, dunia, ubah, sebab):
    isi = taken(client, dunia.oleh, "/kegiatan/", "csv")
    r = rencana(unggah("kegiatan", edited(isi, "csv", lambda b: [b[0] | ubah, *b[1:]]), by=dunia.oleh), dunia.oleh)
    assert (ringkas(r)[0], sebab.lower() in kalimat(r, 2).lower()) == ((2, "ditolak"), True), kalimat(r, 2)


# --- new rows, lines, locks ---------------------------------------------------------------------------------------------


def test_new_rows_follow_the_line_and_the_wrong_ones_say_why(dunia):
    d = dunia
    impor = baru(
        d,
        ["Antar paket", "05/05/2026", d.desa.kode, "bagi PAKET", 2, None, 1_000_000, "Rp 2.000.000"],
        ["Rapat", date(2026, 5, 6), d.desa.kode, "di luar rencana", None, None, None, None],
        ["Rapat desa", "07/05/2026", d.desa.kode, None, "1.250,5", "ha", None, None],
        ["Tanpa hari", None, d.desa.kode, None, None, None, None, None],
        ["Kembar", "07/05/2026", d.desa.kode, None, None, None, None, None],
        ["kembar", "07/05/2026", d.desa.kode, None, None, None, None, None],
        ["Tahun lalu", "07/05/2025", d.desa.kode, "Bagi paket", 1, "paket", None, None],
    )
    r = rencana(impor, d.oleh)
    assert ringkas(r) == [
        (2, "baru"),
        (3, "baru"),
        (4, "baru"),
        (5, "ditolak"),
        (6, "ditolak"),
        (7, "ditolak"),
        (8, "ditolak"),
    ]
    assert "tanggal belum diisi" in kalimat(r, 5)
    assert "Baris 6 dan 7 menyebut kegiatan yang sama" in kalimat(r, 6)
    assert "tidak ada pada rencana 2025" in kalimat(r, 8)
    with pytest.raises(ValidationError):
        terapkan(impor, d.oleh)
    assert Kegiatan.objects.count() == 3
    lagi = baru(d, ["Antar paket", "05/05/2026", d.desa.kode, "bagi PAKET", 2, None, 1_000_000, "Rp 2.000.000"])
    assert terapkan(lagi, d.oleh) == 1
    dana = (("csr", 2_000_000), ("dana_desa", 1_000_000))
    assert ("Antar paket", date(2026, 5, 5), Decimal(2), "paket", d.baris.pk, dana) in berlaku()


def test_a_new_row_named_like_a_stored_one_asks_whether_it_is_that(dunia):
    d = dunia
    impor = baru(d, ["panen", "09/06/2026", d.desa.kode, None, 4, "ton", None, None])
    assert ringkas(rencana(impor, d.oleh)) == [(2, "perlu_pilihan")]
    assert ringkas(pilih(impor, d.oleh, kegiatan_2="baru")) == [(2, "baru")]
    assert ringkas(pilih(impor, d.oleh, kegiatan_2=str(d.tiga.uuid))) == [(2, "berubah")]
    assert terapkan(impor, d.oleh) == 1
    assert Kegiatan.objects.in_force().count() == 3


def test_figures_out_of_proportion_are_asked_about(dunia):
    d = dunia
    impor = baru(d, ["Antar", "05/05/2026", d.desa.kode, "Bagi paket", 5000, "paket", None, 500_000_000])
    r = rencana(impor, d.oleh)
    assert ringkas(r) == [(2, "perlu_pilihan")]
    assert "lebih dari 10 kali target setahun" in kalimat(r, 2)
    assert "10 kali pagu setahun" in kalimat(r, 2)
    assert ringkas(pilih(impor, d.oleh, yakin_2="ya")) == [(2, "baru")]


def test_a_locked_quarter_holds_its_rows_and_a_late_one_says_why(client, dunia):
    d = dunia
    isi = taken(client, d.oleh, "/kegiatan/", "csv")
    buat_kunci(d.tugas, 2, SEKARANG - timedelta(days=1))
    r = rencana(unggah("kegiatan", isi, by=d.oleh), d.oleh)
    assert ringkas(r) == [(2, "sama"), (3, "sama"), (4, "sama")]
    ubah = edited(isi, "csv", lambda b: [b[0] | {"Uraian": "baru"}, {**b[1], "Kegiatan": "Susul", "Pengenal": ""}])
    impor = unggah("kegiatan", ubah, by=d.oleh)
    r = rencana(impor, d.oleh)
    assert ringkas(r) == [(2, "ditolak"), (3, "perlu_pilihan")]
    assert "terkunci oleh Laporan TW II 2026" in kalimat(r, 2)
    susul = baru(d, ["Susul", "05/05/2026", d.desa.kode, None, None, None, None, None])
    assert ringkas(pilih(susul, d.oleh, semua_susulan="nota terlambat")) == [(2, "baru")]
    assert terapkan(susul, d.oleh) == 1
    assert Kegiatan.objects.get(judul="Susul").alasan_susulan == "nota terlambat"


def test_a_day_on_which_a_reached_enterprise_was_closed_is_refused(client, dunia):
    umkm = buat_umkm(desa=dunia.desa, nama="Sagu", dibina_sejak=date(2025, 1, 1))
    dunia.tiga.umkm.add(umkm)
    buat_penutupan(umkm, date(2026, 5, 1), date(2026, 6, 1))
    isi = edited(taken(client, dunia.oleh, "/kegiatan/", "csv"), "csv", lambda b: [b[0] | {"Tanggal": "2026-05-20"}])
    r = rencana(unggah("kegiatan", isi, by=dunia.oleh), dunia.oleh)
    assert (ringkas(r), "sagu tercatat tutup" in kalimat(r, 2).lower()) == ([(2, "ditolak")], True)


# --- undo ---------------------------------------------------------------------------------------------------------------


def applied(client, d):
    """One corrected, one new."""

    def ubah(baris):
        return [
            baris[2] | {"Volume": "9"},
            {**baris[0], "Kegiatan": "Tanam", "Pengenal": "", "Sumber Dana Desa (Rp)": "700.000"},
        ]

    impor = unggah("kegiatan", edited(taken(client, d.oleh, "/kegiatan/", "csv"), "csv", ubah), by=d.oleh)
    assert terapkan(impor, d.oleh) == 2
    return Impor.objects.get(pk=impor.pk)


def test_an_applied_list_is_taken_back_within_a_day(client, dunia):
    d = dunia
    buat_bukti(kegiatan=d.satu)
    bantuan, sebelum = buat_bantuan(d.tugas, MEI, kegiatan=d.satu), berlaku()
    impor = applied(client, d)
    assert undo_impor(impor, alasan="salah berkas", by=d.oleh, at=NANTI) == 2
    assert berlaku() == sebelum
    kini = Kegiatan.objects.in_force().get(judul="Bagi paket")
    bantuan.refresh_from_db()
    assert (kini.bukti.count(), bantuan.kegiatan) == (1, kini)
    catatan = Catatan.objects.filter(pada=NANTI).order_by("pk").values_list("tindakan", "alasan")
    assert list(catatan) == [
        ("mengoreksi kegiatan", "Pembatalan impor: salah berkas"),
        ("membatalkan kegiatan", "Pembatalan impor: salah berkas"),
        ("membatalkan impor", "salah berkas"),
    ]
    with pytest.raises(ValidationError, match="24 jam|sudah dibatalkan"):
        undo_impor(impor, alasan="lagi", by=d.oleh, at=NANTI)
    lagi = unggah("kegiatan", impor.berkas, by=d.oleh)  # mended and sent again
    assert ringkas(rencana(lagi, d.oleh)) == [(2, "berubah"), (3, "baru")]


@pytest.mark.parametrize(
    ("membangun", "sebab"),
    [
        (lambda d, k: correct_kegiatan(k, isi_of(k), uuid=UUID_LAIN, alasan="x", by=d.oleh, at=LALU), "mengoreksi “Tanam” pada "),
        (lambda d, k: buat_bantuan(d.tugas, MEI, kegiatan=k, dicatat_pada=LALU), "serah terima bantuan"),
        (lambda d, k: buat_kunci(d.tugas, 2, LALU), "terkunci oleh Laporan TW II 2026"),
    ],
)  # fmt: skip
def test_what_somebody_built_on_is_not_taken_back(client, dunia, membangun, sebab):
    d = dunia
    impor = applied(client, d)
    membangun(d, Kegiatan.objects.in_force().get(judul="Tanam"))
    sebelum = (Kegiatan.objects.count(), DanaKegiatan.objects.count(), Catatan.objects.count())
    with pytest.raises(ValidationError) as galat:
        undo_impor(impor, alasan="salah berkas", by=d.oleh, at=NANTI)
    assert sebab in " ".join(galat.value.messages)
    assert (Kegiatan.objects.count(), DanaKegiatan.objects.count(), Catatan.objects.count()) == sebelum


def _add(d):
    buat_kegiatan(d.tugas, MEI)


def _photo(d):
    buat_bukti(kegiatan=d.satu)


def _plan(d):
    buat_rencana(d.tugas, 2025, status=StatusNaskah.DIVERIFIKASI, meja=d.meja)


@pytest.mark.parametrize("gerak", [_add, _photo, _plan, lambda d: buat_kunci(d.tugas, 1, SEKARANG)])
def test_a_long_list_whose_ground_moved_is_not_written(client, dunia, monkeypatch, gerak):
    d = dunia
    monkeypatch.setattr(impor_terapkan, "BARIS_PANJANG", 1)
    isi = edited(taken(client, d.oleh, "/kegiatan/", "csv"), "csv", lambda b: [b[2] | {"Volume": "9"}])
    impor = unggah("kegiatan", isi, by=d.oleh)
    siap = prepare_impor(impor, sidik=impor.sidik, by=d.oleh, at=SEKARANG)
    gerak(d)
    sebelum = Kegiatan.objects.count()
    with pytest.raises(Bergerak):
        apply_prepared(siap, sidik=impor.sidik, by=d.oleh, at=SEKARANG)
    assert Kegiatan.objects.count() == sebelum
    assert (terapkan(impor, d.oleh), Kegiatan.objects.count()) == (1, sebelum + 1)


def test_the_preview_asks_no_more_of_the_database_for_more_rows(client, dunia, django_assert_max_num_queries):
    semua = [[f"Rapat {n}", "05/05/2026", dunia.desa.kode, None, 1, "kali", 1000, None] for n in range(40)]
    impor = baru(dunia, *semua)
    with django_assert_max_num_queries(16):
        assert len(rencana(impor, dunia.oleh).baris) == 40
