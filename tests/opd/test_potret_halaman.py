"""Pages of potret: who sees which count, the way from form to verified, the board and its filters, tasks and budget."""

import re
import uuid
from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desa.models import PotretKesejahteraan
from opd.enums import Peran
from opd.rekap.tugas import tugas_saya
from tests.halaman_ketat import visible_text
from tests.pabrik import buat_opd, buat_pengguna, buat_penugasan, pada
from tests.pabrik_potret import buat_potret

pytestmark = pytest.mark.django_db
TERBANYAK = 12
ISI = {
    "sumber": "dtsen", "tanggal_data": "31/12/2024", "definisi": "desil_1", "definisi_lain": "", "dokumen": "BAST 1",
    "kk_total": "312", "kk_miskin": "", "kk_miskin_ekstrem": "32", "kk_desil_1": "", "kk_desil_2": "", "kk_desil_3": "",
    "kk_desil_4": "",
}  # fmt: skip


@pytest.fixture
def tugas():
    return buat_penugasan()


@pytest.fixture
def operator(tugas):
    return buat_pengguna(Peran.OPERATOR_OPD, opd=tugas.opd)


def kirim(**ubah):
    return ISI | {"uuid": str(uuid.uuid4())} | ubah


def test_a_potret_goes_from_form_to_verified(klien, tugas, operator):
    klien.force_login(operator)
    alamat = reverse("potret:baru", args=[tugas.desa.kode])
    jawab = klien.post(alamat, kirim())
    potret = PotretKesejahteraan.objects.get()
    assert (jawab.status_code, jawab.url) == (302, reverse("potret:detail", args=[potret.uuid]))
    assert "Putusan verifikator" not in klien.get(jawab.url).text
    assert klien.post(jawab.url, {"tindakan": "verifikasi"}).status_code == 403
    klien.force_login(buat_pengguna(Peran.VERIFIKATOR))
    assert "Putusan verifikator" in klien.get(jawab.url).text
    assert "Tulis apa yang harus diperbaiki." in klien.post(jawab.url, {"tindakan": "kembalikan"}).text
    klien.post(jawab.url, {"tindakan": "verifikasi"})
    potret.refresh_from_db()
    assert potret.status == "diverifikasi"


def test_a_jump_shows_the_box_and_keeps_what_was_typed(klien, tugas, operator):
    buat_potret(tugas.desa, date(2024, 6, 30))
    klien.force_login(operator)
    alamat = reverse("potret:baru", args=[tugas.desa.kode])
    isi = kirim(kk_miskin_ekstrem="5", dokumen="BAST dua")
    jawab = klien.post(alamat, isi).text
    assert all(kata in jawab for kata in ("bergeser lebih dari 50 %", 'name="yakin"', "BAST dua"))
    assert klien.post(alamat, isi | {"yakin": "on"}).status_code == 302


@pytest.mark.parametrize(
    ("ubah", "kata"),
    [
        ({"kk_miskin_ekstrem": "400"}, "KK miskin ekstrem tidak boleh melebihi seluruh KK"),
        ({"kk_desil_1": "300", "kk_desil_2": "13"}, "Jumlah KK desil 1 sampai 4 tidak boleh melebihi"),
        ({"kk_miskin_ekstrem": ""}, "Isi sedikitnya satu dari KK miskin ekstrem"),
        ({"kk_miskin_ekstrem": "-3"}, "angka"),
        ({"kk_miskin_ekstrem": "3,5"}, "bulat"),
        ({"kk_total": "9" * 40}, "angka"),
        ({"tanggal_data": "31/02/2025"}, "tanggal"),
        ({"tanggal_data": "01/01/2099"}, "belum terjadi"),
        ({"definisi": "lainnya"}, "Tulis artinya di sini."),
        ({"definisi_lain": "upah rendah"}, "Kosongkan."),
        ({"sumber": "lainnya"}, "pilihan"),
        ({"dokumen": "   "}, "wajib diisi"),
    ],
)
def test_bad_input_is_refused_in_words(klien, tugas, operator, ubah, kata):
    klien.force_login(operator)
    jawab = klien.post(reverse("potret:baru", args=[tugas.desa.kode]), kirim(**ubah))
    assert jawab.status_code == 422
    assert kata.lower() in visible_text(jawab.text).lower()
    assert PotretKesejahteraan.objects.count() == 0


def test_another_opd_reads_and_writes_nothing(klien, tugas):
    potret = buat_potret(tugas.desa)
    klien.force_login(buat_pengguna(Peran.KEPALA_OPD, opd=buat_opd()))
    assert klien.get(reverse("potret:detail", args=[potret.uuid])).status_code == 200
    for nama, arg in (("baru", tugas.desa.kode), ("koreksi", potret.uuid), ("batalkan", potret.uuid)):
        alamat = reverse(f"potret:{nama}", args=[arg])
        assert klien.get(alamat).status_code == klien.post(alamat, kirim(alasan="uji")).status_code == 403
    assert (
        klien.post(reverse("potret:detail", args=[potret.uuid]), {"tindakan": "kembalikan", "alasan": "x"}).status_code
        != 302
    )
    assert PotretKesejahteraan.objects.count() == 1


def test_the_paper_opens_for_the_opd_in_charge_and_the_verifikator_alone(klien, tugas, operator):
    potret = buat_potret(tugas.desa)
    potret.pindaian.save("uji.pdf", ContentFile(b"%PDF-1.4"))
    alamat = reverse("potret:berkas", args=[potret.uuid])
    hasil = {}
    for nama, u in {
        "operator": operator,
        "verifikator": buat_pengguna(Peran.VERIFIKATOR),
        "admin": buat_pengguna(Peran.ADMIN_SISTEM),
        "pimpinan": buat_pengguna(Peran.PIMPINAN),
        "lain": buat_pengguna(Peran.OPERATOR_OPD, opd=buat_opd()),
    }.items():
        klien.force_login(u)
        jawab = klien.get(alamat)
        hasil[nama] = jawab.status_code
        assert not jawab.streaming or b"".join(jawab.streaming_content) == b"%PDF-1.4"
    assert hasil == {"operator": 200, "verifikator": 200, "admin": 404, "pimpinan": 404, "lain": 404}


def test_no_page_shows_a_small_group_to_who_may_not_see_families(klien, tugas, operator):
    """Seen red with terbuka=True in `_table`."""
    angka = {"kk_total": 7_311, "kk_miskin": 2_417, "kk_miskin_ekstrem": 3, "kk_desil_1": 1_213}
    potret = buat_potret(tugas.desa, **angka)
    halaman = [reverse("potret:detail", args=[potret.uuid]), reverse("potret:desa", args=[tugas.desa.kode])]
    for peran in (Peran.PIMPINAN, Peran.ADMIN_SISTEM, Peran.PEMBACA):
        klien.force_login(buat_pengguna(peran))
        for alamat in halaman:
            teks = visible_text(klien.get(alamat).text)
            assert all(kata in teks for kata in ("7.311 KK", "<5 KK"))
            assert not re.search(r"\b3 KK|2\.417|1\.213", teks)
    klien.force_login(operator)
    assert "3 KK" in visible_text(klien.get(halaman[0]).text)
    assert "2417" not in klien.get(reverse("potret:daftar"), {"unduh": "csv"}).getvalue().decode()


def test_the_correction_with_its_counts_is_for_who_reads_them(klien, tugas, operator):
    """Seen red: admin_sistem, to whom the potret says "<5 KK", read the three in the form that corrects it."""
    potret = buat_potret(tugas.desa, kk_miskin_ekstrem=3)
    detail, alamat = (reverse(f"potret:{nama}", args=[potret.uuid]) for nama in ("detail", "koreksi"))
    lihat = {}
    for nama, u in {
        "operator": operator,
        "verifikator": buat_pengguna(Peran.VERIFIKATOR),
        "admin": buat_pengguna(Peran.ADMIN_SISTEM),
    }.items():
        klien.force_login(u)
        jawab, teks = klien.get(alamat), klien.get(detail).text
        terbaca = re.search(r'name="kk_miskin_ekstrem"[^>]* value="3"', jawab.text) is not None
        tautan = [reverse(f"potret:{n}", args=[potret.uuid]) in teks for n in ("koreksi", "batalkan")]
        lihat[nama] = jawab.status_code, terbaca, tautan
    assert lihat["operator"] == lihat["verifikator"] == (200, True, [True, True])
    assert lihat["admin"] == (403, False, [False, True])
    assert klien.post(alamat, kirim(alasan="uji")).status_code == 403
    assert PotretKesejahteraan.objects.count() == 1


@pytest.fixture
def papan():
    """Five villages: complete, old, without a baseline before the start, waiting, and returned."""
    mulai = date(2025, 1, 10)
    semua = {n: buat_penugasan(mulai=mulai) for n in ("lengkap", "lama", "tanpa", "menunggu", "kembali")}
    baru = date.today() - timedelta(days=30)  # noqa: DTZ011  the page reads the clock
    for n in ("lengkap", "lama", "menunggu", "kembali"):
        buat_potret(semua[n].desa, date(2024, 12, 31))
    for n in ("lengkap", "tanpa", "menunggu", "kembali"):
        buat_potret(semua[n].desa, baru)
    buat_potret(semua["menunggu"].desa, baru, sumber="p3ke", status="draf")
    buat_potret(semua["kembali"].desa, baru, sumber="p3ke", status="dikembalikan")
    return semua


def test_the_board_names_what_each_village_lacks(klien, papan):
    klien.force_login(buat_pengguna(Peran.PEMBACA))
    utama = klien.get("/kemiskinan/potret/").text
    assert "4 dari 5 desa" in visible_text(utama)
    for keadaan, nama in (
        ("tanpa_dasar", "tanpa"), ("lama", "lama"), ("menunggu", "menunggu"), ("kembali", "kembali"), ("lengkap", "lengkap"),
    ):  # fmt: skip
        isi = klien.get(f"/kemiskinan/potret/?keadaan={keadaan}").text
        ada = re.findall(r'href="/kemiskinan/potret/desa/([0-9.]+)/"', isi)
        assert ada == [papan[nama].desa.kode], keadaan
        angka = re.search(rf'keadaan={keadaan}".*?<span class="nilai">(\d+)', utama).group(1)
        assert int(angka) == len(ada)
    assert "di meja verifikator" in visible_text(klien.get("/kemiskinan/potret/?keadaan=menunggu").text)
    assert "dikembalikan ke" in visible_text(klien.get("/kemiskinan/potret/?keadaan=kembali").text)


def test_the_board_filters_by_place_and_day(klien, papan):
    p = papan["lengkap"]
    klien.force_login(buat_pengguna(Peran.OPERATOR_OPD, opd=p.opd))
    kabupaten = p.desa.kode[:5]
    for kueri in (f"opd={p.opd.slug}", "milik=1"):
        assert re.findall(r"potret/desa/([0-9.]+)/\"", klien.get(f"/kemiskinan/potret/?{kueri}").text) == [p.desa.kode]
    assert p.desa.kode in klien.get(f"/kemiskinan/potret/?kabupaten={kabupaten}").text
    dulu = visible_text(klien.get("/kemiskinan/potret/?per=01/02/2025").text)
    assert "Keadaan per 1 Februari 2025" in dulu
    tahu = visible_text(klien.get("/kemiskinan/potret/?diketahui=01/02/2024").text)
    assert "0 dari 0 desa" in tahu
    for salah in ("per=kemarin", "per=01/01/2099", "keadaan=apa", "opd=tidak-ada", "kabupaten=<script>"):
        assert "Saringan ini tidak dikenali" in klien.get(f"/kemiskinan/potret/?{salah}").text


def test_pages_of_potret_cost_the_same_with_one_row_and_five(klien, tugas, operator):
    klien.force_login(operator)
    desa = tugas.desa
    potret = buat_potret(desa)
    alamat = [
        "/kemiskinan/potret/",
        reverse("potret:desa", args=[desa.kode]),
        reverse("potret:detail", args=[potret.uuid]),
    ]
    alamat += [reverse("potret:koreksi", args=[potret.uuid]), "/kemiskinan/potret/excel/"]

    def hitung():
        hasil = []
        for a in alamat:
            with CaptureQueriesContext(
                connection,
            ) as kueri:
                klien.get(a)
            hasil.append(len(kueri))
        return hasil

    satu = hitung()
    for n in range(4):
        buat_potret(desa, date(2025, 1 + n, 1), status="draf")
        buat_potret(buat_penugasan(opd=tugas.opd).desa)
    assert hitung() == satu
    assert max(satu) <= TERBANYAK


def test_a_verifikator_verifies_what_was_compared_and_nothing_else(klien, tugas):
    lama = buat_potret(tugas.desa, date(2024, 6, 30), kk_miskin_ekstrem=44)
    verifikator = buat_pengguna(Peran.VERIFIKATOR)
    satu, dua = (buat_potret(tugas.desa, date(2025, n, 1), status="draf") for n in (1, 2))
    sendiri = buat_potret(buat_penugasan().desa, status="draf", pencatat_id=verifikator.pk)
    alamat = reverse("potret:verifikasi")
    klien.force_login(buat_pengguna(Peran.ADMIN_SISTEM))
    assert (klien.get(alamat).status_code, klien.post(alamat, {"potret": [satu.pk]}).status_code) == (403, 403)
    klien.force_login(verifikator)
    isi = klien.get(alamat).text
    assert re.findall(r'name="potret" value="(\d+)"', isi) == [str(satu.pk), str(dua.pk)]
    assert f"{lama.kk_miskin_ekstrem} KK" in visible_text(isi)
    for salah, kata in (
        ([], "Centang potret"),
        ([sendiri.pk], "sudah diputuskan orang lain"),
        (["x"], "sudah diputuskan"),
    ):
        assert kata in klien.post(alamat, {"potret": salah}).text
    assert "1 potret diverifikasi." in klien.post(alamat, {"potret": [satu.pk]}, follow=True).text
    status = PotretKesejahteraan.objects.order_by("pk").values_list("status", flat=True)
    assert list(status) == ["diverifikasi", "diverifikasi", "draf", "draf"]
    assert "sudah diputuskan orang lain" in klien.post(alamat, {"potret": [satu.pk, dua.pk]}).text


def test_the_verification_page_costs_the_same_with_one_potret_and_five(klien):
    klien.force_login(buat_pengguna(Peran.VERIFIKATOR))
    jumlah = []
    for n in (1, 4):
        for _ in range(n):
            desa = buat_penugasan().desa
            buat_potret(desa, date(2024, 6, 30))
            buat_potret(desa, status="draf", dicatat_pada=pada(date(2026, 7, 1)))
        with CaptureQueriesContext(connection) as kueri:
            klien.get(reverse("potret:verifikasi"))
        jumlah.append(len(kueri))
    assert jumlah[0] == jumlah[1] <= TERBANYAK


def test_beranda_asks_for_the_first_potret_the_returned_and_the_waiting(tugas, operator):
    hari = date(2026, 7, 20)
    verifikator = buat_pengguna(Peran.VERIFIKATOR)

    def ambil(user):
        return [
            (t.jenis, t.kalimat, t.sejak, t.tautan)
            for t in tugas_saya(user, until=hari)
            if t.jenis.startswith("potret")
        ]

    desa = tugas.desa
    assert ambil(operator) == [
        (
            "potret",
            f"{desa.nama} belum punya potret kesejahteraan.",
            tugas.mulai,
            reverse("potret:baru", args=[desa.kode]),
        )
    ]
    satu = buat_potret(desa, status="draf", dicatat_pada=pada(date(2026, 7, 1)))
    assert (ambil(operator), [t[3] for t in ambil(verifikator)]) == ([], [reverse("potret:detail", args=[satu.uuid])])
    buat_potret(buat_penugasan().desa, status="draf", dicatat_pada=pada(date(2026, 7, 2)))
    assert ambil(verifikator) == [
        (
            "potret_verifikasi",
            "2 potret kesejahteraan menunggu verifikasi, yang terlama sejak 1 Juli 2026.",
            date(2026, 7, 1),
            reverse("potret:verifikasi"),
        )
    ]
    PotretKesejahteraan.objects.filter(pk=satu.pk).update(
        status="dikembalikan", diperiksa_pada=pada(date(2026, 7, 5)), alasan_kembali="Tanggalnya keliru."
    )
    assert [t[1:] for t in ambil(operator)] == [
        (
            f"Potret DTSEN 31 Desember 2024 {desa.nama} dikembalikan 5 Juli 2026: Tanggalnya keliru.",
            date(2026, 7, 5),
            reverse("potret:koreksi", args=[satu.uuid]),
        )
    ]
