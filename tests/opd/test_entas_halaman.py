"""What pages, lists, tasks and figures show of *entas*, and to whom."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from desa.enums import PeristiwaKeluarga
from desa.models import Keluarga, StatusKeluarga
from opd.models import Penugasan
from opd.rekap.daftar_entas import daftar_entas
from opd.rekap.entas import EntasOpd, cell_of, read_entas, rekap_entas, rekap_jembatan, rekap_jembatan_lain
from opd.rekap.jalan_keluarga import Jembatan
from opd.rekap.sel import rest_is_vague
from opd.rekap.tugas import tugas_saya
from tests.pabrik import SEKARANG, beri_peran, buat_desa, buat_jabatan, buat_pengguna, buat_penugasan, pada
from tests.pabrik_keluarga import HARI_ENTAS as HARI
from tests.pabrik_keluarga import PDF, buat_dunia_entas, buat_keluarga, buat_status, lembar, peristiwa_kini
from tests.pabrik_keluarga import catat_status as catat
from tests.pabrik_keluarga import isi_status as isi

pytestmark = pytest.mark.django_db
P = PeristiwaKeluarga
dunia = pytest.fixture(buat_dunia_entas)


# --- figures ------------------------------------------------------------------------------------------------------------


def test_bridge_of_others_stands_alone_or_together(dunia):
    penugasan, keluarga, operator, _ = dunia
    asing, pimpinan = buat_pengguna("operator_opd", opd=buat_penugasan().opd), buat_pengguna("pimpinan")
    for _ in range(6):
        buat_keluarga(penugasan.desa)
    penuh = buat_desa()
    for _ in range(8):
        buat_keluarga(penuh)
    for orang in (asing, pimpinan):
        rekap = rekap_jembatan_lain(orang, until=HARI)
        sendiri = {penugasan.desa_id: Jembatan(masuk=7), penuh.pk: Jembatan(masuk=8)}
        assert ({b.desa.pk: b.jembatan for b in rekap.baris}, rekap.jumlah) == (sendiri, Jembatan(masuk=15))
    buat_status(keluarga, "keluar", date(2026, 3, 1))
    rekap = rekap_jembatan_lain(pimpinan, until=HARI)
    assert [b.desa for b in rekap.baris] == [penuh]
    assert (rekap.tertutup, rekap.gabungan, rekap.jumlah) == ((penugasan.desa,), None, Jembatan(masuk=8))
    assert rekap_jembatan(operator, dari=date(2026, 1, 1), until=HARI).jumlah == Jembatan(awal=7, keluar=1)
    assert rekap_jembatan(pimpinan, dari=date(2026, 1, 1), until=HARI).baris == ()


@pytest.mark.parametrize(
    ("keluar", "bersama"), [((1, 2), None), ((1, 2, 1), None), ((1, 2, 2), (21, 5)), ((2, 4), None)]
)
def test_closed_villages_are_added_only_where_none_is_told_by_the_sum(dunia, keluar, bersama):
    for n in keluar:
        desa = buat_desa()
        for i in range(7):
            k = buat_keluarga(desa)
            if i < n:
                buat_status(k, "keluar", date(2026, 3, 1))
    rekap = rekap_jembatan_lain(dunia[2], until=HARI)
    harap = Jembatan(masuk=bersama[0], keluar=bersama[1]) if bersama else None
    assert (len(rekap.tertutup), rekap.gabungan, rekap.jumlah) == (len(keluar), harap, harap or Jembatan())


def isi_desa(desa, entas, keluar, banyak=20, hari=date(2025, 9, 1)):
    for n in range(banyak):
        k = buat_keluarga(desa, masuk=date(2025, 2, 1))
        if n < entas:
            buat_status(k, "entas", hari)
        elif n < entas + keluar:
            buat_status(k, "keluar", date(2026, 3, 1))


@pytest.mark.parametrize(
    ("desa", "bersama"),
    [
        (((6, 1), (7, 2), (8, 2)), True),
        (((1, 1), (1, 2), (3, 2)), True),
        (((6, 1), (7, 2), (2, 2)), False),  # 15 less the 6 and 7 of the list
        (((6, 4), (7, 4), (8, 4)), False),  # "<5" three times, and 12 together
        (((6, 1), (7, 2), (15, 2)), False),  # the three that still stand on the third list
    ],
)
def test_a_sum_of_closed_villages_tells_no_few_beside_the_list(desa, bersama):
    """Seen red with the sum compared as a whole alone."""
    for entas, keluar in desa:
        isi_desa(buat_desa(), entas, keluar)
    rekap = rekap_jembatan_lain(buat_pengguna("pembaca"), until=HARI)
    assert (len(rekap.tertutup), rekap.gabungan is not None) == (3, bersama)
    assert (rekap.seluruh.pindah, rekap.seluruh.luar) == ((sum(e for e, _ in desa), 0) if bersama else (0, 3))


@pytest.mark.parametrize(("pertama", "bersama"), [(0, True), (3, False)])
def test_a_sum_of_closed_villages_tells_no_few_beside_the_progress_of_opds(klien, pertama, bersama):
    """25 moves, less the 6 and 7 of two OPDs, are 12 of two that followed each other: 3 closed, 9 closed. Seen red likewise."""
    lama = buat_penugasan(mulai=date(2024, 1, 1), selesai=date(2025, 6, 30))
    buat_penugasan(desa=lama.desa, mulai=date(2025, 7, 1))
    for n in range(12):
        buat_status(buat_keluarga(lama.desa, masuk=date(2024, 2, 1)), "entas", date(2025, 3 if n < pertama else 9, 1))
    isi_desa(lama.desa, 0, 2)
    for entas, keluar in ((6, 1), (7, 2)):
        isi_desa(buat_penugasan(mulai=date(2024, 1, 1)).desa, entas, keluar)
    user = buat_pengguna("pembaca")
    rekap = rekap_jembatan_lain(user, until=HARI)
    assert (len(rekap.tertutup), rekap.gabungan is not None) == (3, bersama)
    klien.force_login(user)
    halaman = [" ".join(klien.get(reverse(n)).text.split()) for n in ("keluarga:jembatan", "kemajuan:daftar")]
    if bersama:
        assert "<strong>25 kali entas</strong>." in halaman[0]
        assert "Angka resmi seluruh desa" not in halaman[1]
    else:
        assert "hanya menjumlahkan 13 KK, karena kelompok kecil pada 2 OPD ditutup di sana" in halaman[0]
        assert ": ditutup." in halaman[1]


@pytest.mark.parametrize(
    ("kecil", "lain", "samar"),
    [((), (), True), ((2,), (), False), ((2, 3), (), False), ((1, 1, 2), (), False), ((1, 2, 2), (), True),
     ((4, 4, 4), (), False), ((3,), (9,), False), ((1, 1), (5,), False), ((1, 2), (6,), True), ((), (5, 5, 5), False)],
)  # fmt: skip
def test_a_rest_of_closed_counts_is_told_where_it_names_none(kecil, lain, samar):
    assert rest_is_vague(kecil, lain) == samar


def test_bridge_and_progress_name_each_other_and_one_figure(klien):
    """A reader who sees few OPDs reads on both pages what the whole is. Seen red without the two sentences."""
    for entas, keluar in ((6, 1), (2, 2), (3, 2), (1, 0)):
        isi_desa(buat_penugasan(mulai=date(2024, 1, 1)).desa, entas, keluar)
    klien.force_login(buat_pengguna("pembaca"))
    jembatan, kemajuan = (
        " ".join(klien.get(reverse(n)).text.split()) for n in ("keluarga:jembatan", "kemajuan:daftar")
    )
    assert "<strong>12 kali entas</strong>." in jembatan
    assert "hanya menjumlahkan 6 KK, karena kelompok kecil pada 3 OPD ditutup di sana" in jembatan
    assert "12 kali entas, termasuk kelompok kecil yang di sini tidak dijumlahkan." in kemajuan
    assert "kali entas" not in klien.get(reverse("kemajuan:daftar"), {"kabupaten": "81.01"}).text


def test_entas_belongs_to_who_answered_on_its_day(dunia):
    penugasan, keluarga, operator, _ = dunia
    buat_status(keluarga, "entas", date(2026, 2, 1))
    Penugasan.objects.filter(pk=penugasan.pk).update(
        selesai=date(2026, 3, 1), cara_selesai="dialihkan", selesai_dicatat_pada=pada(date(2026, 3, 1))
    )
    baru = buat_penugasan(desa=penugasan.desa, mulai=date(2026, 3, 1))
    assert set(rekap_entas(operator, until=HARI)) == {penugasan.opd_id}
    buat_status(keluarga, "kambuh", date(2026, 4, 1))
    buat_status(keluarga, "entas", date(2026, 6, 1))
    assert {k: (e.entas, e.bertahan) for k, e in rekap_entas(operator, until=HARI).items()} == {
        penugasan.opd_id: (1, 0),
        baru.opd_id: (1, 0),
    }


def test_entas_of_an_opd_closes_a_few_and_every_other_day_to_others(dunia):
    penugasan, _, operator, verifikator = dunia
    for hari in (date(2025, 9, 1),) * 5 + (date(2026, 6, 1),) * 2:
        k = buat_keluarga(penugasan.desa)
        buat_status(k, "entas", hari)
    buat_status(k, "bertahan", date(2026, 7, 1), diverifikasi_pada=SEKARANG, pemverifikasi_id=1, pemverifikasi="uji")
    opd, lama = penugasan.opd_id, date(2026, 1, 31)

    def baca(pengguna, until):
        baca = read_entas(pengguna, until=until, known_at=None, today=HARI)
        return baca.sel[opd].kata, baca.per

    sekarang = ("7 KK, bertahan 1 KK", HARI)
    assert [baca(verifikator, h) for h in (lama, HARI)] == [("5 KK, bertahan 0 KK", lama), sekarang]
    assert [baca(operator, h) for h in (lama, HARI)] == [sekarang] * 2
    assert [baca(buat_pengguna("pimpinan"), h) for h in (lama, HARI)] == [("7 KK, bertahan <5 KK", HARI)] * 2


@pytest.mark.parametrize(
    ("entas", "bertahan", "terbuka", "tertutup"),
    [
        (0, 0, "0 KK, bertahan 0 KK", "0 KK, bertahan 0 KK"),
        (3, 3, "3 KK, bertahan 3 KK", "<5 KK, bertahan <5 KK"),
        (8, 6, "8 KK, bertahan 6 KK", "8 KK, bertahan ditutup"),
        (8, 2, "8 KK, bertahan 2 KK", "8 KK, bertahan <5 KK"),
        (12, 6, "12 KK, bertahan 6 KK", "12 KK, bertahan 6 KK"),
    ],
)
def test_words_of_entas_tell_no_rest_of_a_few(entas, bertahan, terbuka, tertutup):
    satu = EntasOpd(1, entas, bertahan, terbuka=False)
    assert [cell_of(satu, terbuka=b).kata for b in (True, False)] == [terbuka, tertutup]


def test_list_of_entas_names_what_waits_longest_first(dunia):
    penugasan, keluarga, operator, verifikator = dunia
    lama = buat_keluarga(penugasan.desa)
    buat_status(lama, "entas", date(2025, 8, 1))
    catat(keluarga, isi(), operator)
    baris = daftar_entas(operator, until=HARI)
    assert [(b.uuid, b.perlu, b.sejak) for b in baris] == [
        (lama.uuid, "periksa", date(2026, 2, 1)),
        (keluarga.uuid, "menunggu", HARI),
    ]
    assert [b.uuid for b in daftar_entas(verifikator, until=HARI, pilihan="menunggu")] == [keluarga.uuid]
    assert [b.uuid for b in daftar_entas(verifikator, until=HARI, pilihan="entas")] == [lama.uuid]
    assert daftar_entas(buat_pengguna("operator_opd", opd=buat_penugasan().opd), until=HARI) == []


# --- pages --------------------------------------------------------------------------------------------------------------


def test_page_leads_from_verval_to_the_verified_entas(klien, dunia):
    penugasan, keluarga, operator, verifikator = dunia
    klien.force_login(operator)
    halaman = reverse("keluarga:detail", args=[keluarga.uuid])
    assert "Usulkan entas" in klien.get(halaman).content.decode()
    alamat = reverse("keluarga:catat", args=[keluarga.uuid, "entas"])
    kirim = {"uuid": str(uuid.uuid4()), "tanggal": "1 Februari 2026", "nomor_berita_acara": "9/2026"}
    jawaban = klien.post(alamat, kirim | {"keterangan": "Kios"})
    assert (
        "Belum tersimpan" in jawaban.content.decode(),
        StatusKeluarga.objects.filter(peristiwa="entas").count(),
    ) == (True, 0)
    kirim |= {"keterangan": "Kios tetap", "berkas_berita_acara": lembar()}
    teks = klien.post(alamat, kirim, follow=True).content.decode()
    assert ["Entas tercatat" in teks, "menunggu verifikasi" in teks, "Usulkan entas" in teks] == [True, True, False]
    berkas = klien.get(reverse("keluarga:entas"), {"unduh": "csv"}).getvalue().decode()
    assert f"{keluarga.kepala};{keluarga.desa.nama};" in berkas
    status = StatusKeluarga.objects.get(peristiwa="entas")
    assert klien.post(reverse("keluarga:verifikasi", args=[status.uuid])).status_code == 403
    klien.force_login(verifikator)
    teks = klien.get(halaman).content.decode()
    assert ["Verifikasi</button>" in teks, "Tolak" in teks] == [True, True]
    assert klien.get(reverse("keluarga:berkas", args=[status.uuid])).getvalue() == PDF
    teks = klien.post(reverse("keluarga:verifikasi", args=[status.uuid]), follow=True).content.decode()
    assert ["sekarang dihitung" in teks, "Diperiksa ulang mulai 1 Agustus 2026" in teks] == [True, True]


def test_verval_form_keeps_what_was_typed_and_records(klien, dunia):
    penugasan, keluarga, operator, _ = dunia
    lain = buat_keluarga(penugasan.desa)
    klien.force_login(operator)
    alamat = reverse("keluarga:verval")
    kirim = {"uuid": str(uuid.uuid4()), "tanggal": "10/07/2026", "nomor_berita_acara": "3/BA"}
    teks = klien.post(alamat, kirim).content.decode()
    assert ["Belum ada keluarga yang diberi hasil" in teks, "3/BA" in teks] == [True, True]
    kirim |= {f"hasil-{keluarga.uuid}": "layak", f"hasil-{lain.uuid}": "pindah"}
    assert "Hasil verval 2 keluarga tercatat" in klien.post(alamat, kirim, follow=True).content.decode()
    assert [peristiwa_kini(k) for k in (keluarga, lain)] == ["masuk", "keluar"]
    buat_keluarga(penugasan.desa)
    teks = klien.get(alamat).text
    assert ["Layak, tetap sasaran; 10 Juli 2026" in teks, "belum pernah" in teks] == [True, True]


@pytest.mark.parametrize("pengosongan", ["dihapus", "kedaluwarsa"])
def test_a_family_nobody_knows_any_more_does_not_come_back_to_the_list(klien, dunia, pengosongan):
    _, keluarga, operator, _ = dunia
    buat_status(keluarga, "keluar", date(2026, 3, 1))
    klien.force_login(operator)
    halaman = reverse("keluarga:detail", args=[keluarga.uuid])
    assert "Masukkan kembali" in klien.get(halaman).text
    Keluarga.objects.filter(pk=keluarga.pk).update(pengosongan=pengosongan, kepala="x", nik_sandi="", kk_sandi="")
    assert "Masukkan kembali" not in klien.get(halaman).text
    with pytest.raises(ValidationError, match="tidak diketahui lagi keluarga siapa"):
        catat(keluarga, isi(P.MASUK, nomor_berita_acara="", keterangan=""), operator, berkas=None)


def test_strangers_see_the_bridge_alone(klien, dunia):
    _, keluarga, operator, _ = dunia
    status = catat(keluarga, isi(), operator)
    for orang in (buat_pengguna("operator_opd", opd=buat_penugasan().opd), buat_pengguna("pembaca")):
        klien.force_login(orang)
        for nama in ("batalkan", "berkas"):
            assert klien.get(reverse(f"keluarga:{nama}", args=[status.uuid])).status_code == 404
        assert klien.post(reverse("keluarga:verifikasi", args=[status.uuid])).status_code == 404
        assert klien.get(reverse("keluarga:catat", args=[keluarga.uuid, "entas"])).status_code == 404
        teks = klien.get(reverse("keluarga:jembatan")).content.decode()
        assert ["ditutup, tidak ikut" in teks, keluarga.kepala in teks] == [True, False]
    assert [klien.get(reverse(f"keluarga:{n}")).status_code for n in ("verval", "entas")] == [403, 403]


def test_bridge_page_reads_days_and_refuses_wrong_ones(klien, dunia):
    _, keluarga, operator, _ = dunia
    klien.force_login(operator)
    alamat = reverse("keluarga:jembatan")
    assert (
        "1 Februari 2025 sampai 30 Juni 2026"
        in klien.get(alamat, {"dari": "1 Februari 2025", "per": "30 Juni 2026"}).content.decode()
    )
    for salah, kalimat in (
        ({"dari": "1 Juli 2026", "per": "30 Juni 2026"}, "sebelum tanggal akhirnya"),
        ({"per": "1 Juli 2099"}, "belum terjadi"),
        ({"per": "kemarin"}, "anggal"),
    ):
        jawaban = klien.get(alamat, salah)
        assert (jawaban.status_code, kalimat in jawaban.content.decode()) == (200, True), salah


@pytest.mark.parametrize("nama", ["entas", "jembatan", "verval"])
def test_query_count_does_not_grow(klien, dunia, django_assert_max_num_queries, nama):
    penugasan, _, operator, _ = dunia
    klien.force_login(operator)
    hasil = []
    for _ in range(2):
        for _ in range(3):
            k = buat_keluarga(penugasan.desa)
            buat_status(buat_keluarga(penugasan.desa), "entas", date(2025, 8, 1))
            buat_keluarga(buat_penugasan().desa)
            buat_status(k, "verval", date(2025, 8, 1), hasil="layak")
        with django_assert_max_num_queries(12) as kueri:
            klien.get(reverse(f"keluarga:{nama}"))
        hasil.append(len(kueri))
    assert hasil[0] == hasil[1]


# --- tasks --------------------------------------------------------------------------------------------------------------


def tugas(pengguna, jenis) -> list[tuple[str, date]]:
    return [(t.kalimat, t.sejak) for t in tugas_saya(pengguna, until=HARI) if t.jenis == jenis]


def test_tasks_count_families_by_village_without_a_name(dunia):
    penugasan, keluarga, operator, verifikator = dunia
    desa = penugasan.desa
    for hari in (date(2025, 8, 1), date(2025, 12, 1), date(2026, 6, 1)):
        buat_status(buat_keluarga(desa), "entas", hari)
    lama = buat_keluarga(desa)
    buat_status(lama, "entas", date(2025, 5, 1))
    buat_status(
        lama, "bertahan", date(2025, 12, 1), diverifikasi_pada=SEKARANG, pemverifikasi_id=1, pemverifikasi="uji"
    )
    catat(keluarga, isi(), operator)
    ulang = [(f"2 keluarga entas di {desa.nama} sudah waktunya diperiksa ulang.", date(2026, 2, 1))]
    usul = [(f"Entas 1 keluarga di {desa.nama} menunggu verifikasi.", HARI)]
    assert (tugas(operator, "periksa_entas"), tugas(operator, "verifikasi_entas")) == (ulang, [])
    assert (tugas(verifikator, "verifikasi_entas"), tugas(verifikator, "periksa_entas")) == (usul, [])
    merangkap = buat_pengguna("verifikator")
    buat_jabatan(opd=penugasan.opd, pengguna=merangkap)
    asing = buat_pengguna("operator_opd", opd=buat_penugasan().opd)
    assert [tugas(o, "verifikasi_entas") + tugas(asing, "periksa_entas") for o in (merangkap, asing)] == [[], []]


def test_tasks_of_another_tell_no_count_of_families_to_who_may_not_read_them(klien, dunia):
    penugasan, _, operator, _ = dunia
    buat_status(buat_keluarga(penugasan.desa), "entas", date(2025, 8, 1))
    kalimat = f"1 keluarga entas di {penugasan.desa.nama}"
    lain = buat_penugasan().opd
    beri_peran(operator, "operator_opd", opd=lain)
    hasil = {}
    for siapa, milik in (("admin_sistem", None), ("kepala_opd", penugasan.opd), ("kepala_opd", lain)):
        klien.force_login(buat_pengguna(siapa, opd=milik))
        teks = klien.get(reverse("serah_tugas:isi"), {"dari": operator.pk}).text
        hasil[siapa, milik] = (f"Yang menunggu pada {operator.nama}" in teks, kalimat in teks)
    assert hasil == {
        ("admin_sistem", None): (True, False),
        ("kepala_opd", penugasan.opd): (True, True),
        ("kepala_opd", lain): (True, False),
    }
