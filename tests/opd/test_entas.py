"""Verval, *entas*, re-check, relapse: who may, when, with what evidence; what pages and figures show of it."""

from __future__ import annotations

import uuid
from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from desa.enums import PeristiwaKeluarga
from desa.models import Catatan, Keluarga, StatusKeluarga
from opd.actions.status_keluarga import IsiStatus, cancel_status, record_status, record_verval, verify_status
from opd.models import Penugasan
from opd.rekap.daftar_entas import daftar_entas
from opd.rekap.entas import EntasOpd, cell_of, read_entas, rekap_entas, rekap_jembatan, rekap_jembatan_lain
from opd.rekap.jalan_keluarga import Jembatan
from opd.rekap.tugas import tugas_saya
from tests.pabrik import SEKARANG, WIT, buat_desa, buat_jabatan, buat_pengguna, buat_penugasan, pada
from tests.pabrik_keluarga import buat_keluarga, buat_status
from tests.pabrik_naskah import buat_kunci

pytestmark = pytest.mark.django_db
P = PeristiwaKeluarga
HARI = date(2026, 7, 10)
PDF = b"%PDF-1.4 uji"


@pytest.fixture
def dunia():
    """A village with one family on its verified list for a year, its operator and a verifikator."""
    penugasan = buat_penugasan(mulai=date(2024, 1, 1))
    keluarga = buat_keluarga(penugasan.desa, masuk=date(2025, 2, 1))
    buat_status(keluarga, "verval", date(2025, 6, 1), hasil="layak", nomor_berita_acara="1/2025")
    return penugasan, keluarga, buat_pengguna("operator_opd", opd=penugasan.opd), buat_pengguna("verifikator")


def lembar() -> SimpleUploadedFile:
    return SimpleUploadedFile("ba.pdf", PDF)


def isi(peristiwa=P.ENTAS, tanggal=HARI, **lain) -> IsiStatus:
    return IsiStatus(peristiwa, tanggal, **{"nomor_berita_acara": "7/BA/2026", "keterangan": "Usaha kios tetap"} | lain)


def catat(keluarga, isi_, by, **lain):
    pilihan = {"uuid": uuid.uuid4(), "at": SEKARANG, "berkas": lembar()} | lain
    return record_status(keluarga, isi_, by=by, **pilihan)


def peristiwa(keluarga, hari=None) -> str | None:
    return Keluarga.objects.with_state(until=hari).get(pk=keluarga.pk).peristiwa


# --- the way ------------------------------------------------------------------------------------------------------------


def test_entas_counts_after_somebody_outside_verified_it_and_lasts_after_the_recheck(dunia):
    penugasan, keluarga, operator, verifikator = dunia
    usul = catat(keluarga, isi(tanggal=date(2025, 12, 1)), operator)
    assert (peristiwa(keluarga), usul.diverifikasi_pada) == ("masuk", None)
    verify_status(usul, by=verifikator, at=SEKARANG)
    assert peristiwa(keluarga) == "entas"
    assert rekap_entas(operator, until=HARI) == {penugasan.opd_id: EntasOpd(penugasan.opd_id, 1, 0, terbuka=True)}
    ulang = catat(keluarga, isi(P.BERTAHAN, date(2026, 6, 1), nomor_berita_acara=""), operator, berkas=None)
    assert rekap_entas(operator, until=HARI)[penugasan.opd_id].bertahan == 0
    verify_status(ulang, by=verifikator, at=SEKARANG)
    assert rekap_entas(operator, until=HARI)[penugasan.opd_id].bertahan == 1
    catat(keluarga, isi(P.KAMBUH, date(2026, 7, 1)), operator)
    assert (peristiwa(keluarga), rekap_entas(operator, until=HARI)[penugasan.opd_id]) == (
        "kambuh",
        EntasOpd(penugasan.opd_id, 1, 0, terbuka=True),
    )
    tindakan = list(Catatan.objects.order_by("pk").values_list("tindakan", flat=True))
    assert tindakan == [
        "mencatat status keluarga: entas",
        "memverifikasi status keluarga: entas",
        "mencatat status keluarga: pemeriksaan ulang: entas bertahan",
        "memverifikasi status keluarga: pemeriksaan ulang: entas bertahan",
        "mencatat status keluarga: kambuh",
    ]
    assert "kios" not in str(list(Catatan.objects.values_list()))


def test_known_at_reads_the_day_before_the_verification(dunia):
    penugasan, keluarga, operator, verifikator = dunia
    usul = catat(keluarga, isi(tanggal=date(2025, 12, 1)), operator, at=datetime(2026, 1, 10, tzinfo=WIT))
    verify_status(usul, by=verifikator, at=datetime(2026, 3, 1, tzinfo=WIT))
    dari, sampai = date(2025, 7, 1), date(2026, 1, 31)
    dulu = rekap_jembatan(operator, dari=dari, until=sampai, known_at=datetime(2026, 2, 1, tzinfo=WIT)).jumlah
    kini = rekap_jembatan(operator, dari=dari, until=sampai).jumlah
    assert (dulu, kini) == (Jembatan(awal=1), Jembatan(awal=1, entas=1))


@pytest.mark.parametrize(
    ("ubah", "kalimat"),
    [
        ({"tanggal": date(2025, 11, 30)}, "mulai 1 Desember 2025"),
        ({"tanggal": date(2026, 7, 21)}, "belum terjadi"),
        ({"nomor_berita_acara": " "}, "nomor berita acara"),
        ({"keterangan": ""}, "apa yang ditemukan"),
        ({"peristiwa": P.BERTAHAN}, "sekarang sasaran, jadi “Pemeriksaan ulang: entas bertahan” tidak dapat"),
        ({"peristiwa": P.KAMBUH}, "sekarang sasaran"),
    ],
)
def test_entas_that_does_not_fit_is_refused(dunia, ubah, kalimat):
    _, keluarga, operator, _ = dunia
    with pytest.raises(ValidationError) as galat:
        catat(keluarga, isi(**ubah), operator)
    assert kalimat in " ".join(galat.value.messages)
    assert StatusKeluarga.objects.filter(peristiwa__in=["entas", "bertahan", "kambuh"]).count() == 0


def test_entas_without_minutes_or_verval_is_refused(dunia):
    penugasan, keluarga, operator, _ = dunia
    with pytest.raises(ValidationError, match="Unggah berita acara"):
        catat(keluarga, isi(), operator, berkas=None)
    belum = buat_keluarga(penugasan.desa, masuk=date(2025, 1, 1))
    with pytest.raises(ValidationError, match="belum diverval layak"):
        catat(belum, isi(), operator)


def test_nothing_is_recorded_while_a_proposal_waits(dunia):
    _, keluarga, operator, _ = dunia
    catat(keluarga, isi(), operator)
    with pytest.raises(ValidationError, match="Entas tanggal 10 Juli 2026 masih menunggu verifikasi"):
        catat(keluarga, isi(P.VERVAL, hasil="meninggal"), operator)


def test_recheck_before_six_months_and_odd_leaving_are_refused(dunia):
    _, keluarga, operator, _ = dunia
    buat_status(keluarga, "entas", date(2026, 2, 1))
    with pytest.raises(ValidationError, match="mulai 1 Agustus 2026"):
        catat(keluarga, isi(P.BERTAHAN), operator)
    with pytest.raises(ValidationError, match="hanya keluar karena meninggal"):
        catat(keluarga, isi(P.KELUAR, hasil="mampu"), operator)
    assert catat(keluarga, isi(P.KELUAR, hasil="meninggal"), operator).hasil == "meninggal"


def test_same_form_twice_is_one_row_and_other_content_is_refused(dunia):
    _, keluarga, operator, _ = dunia
    pengenal = uuid.uuid4()
    satu, dua = (catat(keluarga, isi(), operator, uuid=pengenal) for _ in range(2))
    assert (satu.pk, StatusKeluarga.objects.filter(peristiwa="entas").count()) == (dua.pk, 1)
    with pytest.raises(ValidationError, match="isi berbeda"):
        catat(keluarga, isi(keterangan="Lain"), operator, uuid=pengenal)


def test_late_fact_in_a_locked_quarter_needs_its_reason(dunia):
    penugasan, keluarga, operator, _ = dunia
    buat_kunci(penugasan, 2)
    with pytest.raises(ValidationError, match="Tulis alasan susulan"):
        catat(keluarga, isi(tanggal=date(2026, 5, 1)), operator)
    assert catat(keluarga, isi(tanggal=date(2026, 5, 1)), operator, susulan="Berita acara terlambat").alasan_susulan


# --- rights -------------------------------------------------------------------------------------------------------------


def test_referee_does_not_play(dunia):
    penugasan, keluarga, operator, verifikator = dunia
    usul = catat(keluarga, isi(), operator)
    merangkap = buat_pengguna("verifikator")
    buat_jabatan(opd=penugasan.opd, pengguna=merangkap)
    for orang in (operator, merangkap, buat_pengguna("pimpinan"), buat_pengguna("admin_sistem")):
        with pytest.raises(PermissionDenied):
            verify_status(usul, by=orang, at=SEKARANG)
    sendiri = buat_keluarga(penugasan.desa)
    buat_status(sendiri, "verval", date(2025, 3, 1), hasil="layak")
    dari_verifikator = catat(sendiri, isi(), verifikator)
    with pytest.raises(PermissionDenied):
        verify_status(dari_verifikator, by=verifikator, at=SEKARANG)
    verify_status(usul, by=verifikator, at=SEKARANG)
    with pytest.raises(ValidationError, match=f"Sudah diverifikasi oleh {verifikator.nama}"):
        verify_status(usul, by=buat_pengguna("verifikator"), at=SEKARANG)


def test_another_opd_may_not_record(dunia):
    _, keluarga, _, _ = dunia
    asing = buat_pengguna("operator_opd", opd=buat_penugasan().opd)
    for orang in (asing, buat_pengguna("pimpinan"), buat_pengguna("admin_sistem")):
        with pytest.raises(PermissionDenied):
            catat(keluarga, isi(), orang)


def test_proposal_is_cancelled_by_the_opd_turned_down_by_the_verifikator_and_kept(dunia):
    _, keluarga, operator, verifikator = dunia
    for orang, kata in ((operator, "membatalkan"), (verifikator, "menolak usulan")):
        usul, pengenal = catat(keluarga, isi(), operator), uuid.uuid4()
        with pytest.raises(ValidationError, match="alasannya"):
            cancel_status(usul, uuid=pengenal, alasan=" ", by=orang, at=SEKARANG)
        satu, dua = (cancel_status(usul, uuid=pengenal, alasan="Salah", by=orang, at=SEKARANG) for _ in range(2))
        assert satu.pk == dua.pk
        assert Catatan.objects.order_by("-pk")[0].tindakan == f"{kata} status keluarga: entas"
    assert (peristiwa(keluarga), StatusKeluarga.objects.filter(peristiwa="entas").count()) == ("masuk", 4)


def test_verified_entas_is_taken_back_by_a_verifikator_alone_and_only_as_the_last(dunia):
    _, keluarga, operator, verifikator = dunia
    usul = catat(keluarga, isi(tanggal=date(2025, 12, 1)), operator)
    verify_status(usul, by=verifikator, at=SEKARANG)
    with pytest.raises(PermissionDenied):
        cancel_status(usul, uuid=uuid.uuid4(), alasan="Salah", by=operator, at=SEKARANG)
    kambuh = catat(keluarga, isi(P.KAMBUH), operator)
    with pytest.raises(ValidationError, match="Batalkan yang terbaru"):
        cancel_status(usul, uuid=uuid.uuid4(), alasan="Salah", by=verifikator, at=SEKARANG)
    cancel_status(kambuh, uuid=uuid.uuid4(), alasan="Salah", by=operator, at=SEKARANG)
    cancel_status(usul, uuid=uuid.uuid4(), alasan="Salah", by=verifikator, at=SEKARANG)
    assert peristiwa(keluarga) == "masuk"


def test_verified_report_holds_what_it_counted(dunia):
    penugasan, keluarga, operator, _ = dunia
    keluar = catat(keluarga, isi(P.VERVAL, date(2026, 5, 1), hasil="pindah"), operator, at=pada(date(2026, 5, 2)))
    buat_kunci(penugasan, 2)
    with pytest.raises(ValidationError, match="terkunci oleh Laporan TW II 2026"):
        cancel_status(keluar, uuid=uuid.uuid4(), alasan="Salah", by=operator, at=SEKARANG)


# --- verval of a village ------------------------------------------------------------------------------------------------


def test_verval_records_all_or_none_with_one_paper(dunia):
    penugasan, keluarga, operator, _ = dunia
    lain = [buat_keluarga(penugasan.desa) for _ in range(2)]
    putusan = [(keluarga, "layak"), (lain[0], "tidak_ditemukan"), (lain[1], "mampu")]
    semua = [(k, isi(P.VERVAL, hasil=h)) for k, h in putusan]
    assert record_verval(semua, uuid=uuid.uuid4(), by=operator, at=SEKARANG, berkas=lembar()) == 3
    assert [peristiwa(k) for k, _ in putusan] == ["masuk", "keluar", "keluar"]
    baru = StatusKeluarga.objects.filter(tanggal=HARI)
    assert len({s.berkas_berita_acara.name for s in baru}) == 1
    with pytest.raises(ValidationError, match=f"{lain[0].kepala}: Keluarga ini sekarang keluar"):
        record_verval(
            [(keluarga, isi(P.VERVAL, hasil="layak")), *semua[1:]], uuid=uuid.uuid4(), by=operator, at=SEKARANG
        )
    assert StatusKeluarga.objects.filter(keluarga=keluarga, tanggal=HARI).count() == 1


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
        sel, per = read_entas(pengguna, until=until, known_at=None, today=HARI)
        return sel[opd].kata, per

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
    assert [peristiwa(k) for k in (keluarga, lain)] == ["masuk", "keluar"]


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
