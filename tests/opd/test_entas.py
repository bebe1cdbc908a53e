"""Verval, *entas*, re-check, relapse: who may, when, with what evidence; what pages and figures show of it."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from desa.enums import PeristiwaKeluarga
from desa.models import Catatan, StatusKeluarga
from opd.actions.status_keluarga import cancel_status, record_verval, verify_status
from opd.rekap.entas import EntasOpd, read_entas, rekap_entas, rekap_jembatan, rekap_jembatan_lain
from opd.rekap.jalan_keluarga import Jembatan
from opd.rekap.kemajuan import JumlahEntas
from tests.pabrik import SEKARANG, WIT, buat_jabatan, buat_pengguna, buat_penugasan, pada
from tests.pabrik_keluarga import HARI_ENTAS as HARI
from tests.pabrik_keluarga import buat_dunia_entas, buat_keluarga, buat_status, lembar, peristiwa_kini
from tests.pabrik_keluarga import catat_status as catat
from tests.pabrik_keluarga import isi_status as isi
from tests.pabrik_naskah import buat_kunci

pytestmark = pytest.mark.django_db
P = PeristiwaKeluarga
dunia = pytest.fixture(buat_dunia_entas)


# --- the way ------------------------------------------------------------------------------------------------------------


def test_entas_counts_after_somebody_outside_verified_it_and_lasts_after_the_recheck(dunia):
    penugasan, keluarga, operator, verifikator = dunia
    usul = catat(keluarga, isi(tanggal=date(2025, 12, 1)), operator)
    assert (peristiwa_kini(keluarga), usul.diverifikasi_pada) == ("masuk", None)
    verify_status(usul, by=verifikator, at=SEKARANG)
    assert peristiwa_kini(keluarga) == "entas"
    assert rekap_entas(operator, until=HARI) == {penugasan.opd_id: EntasOpd(penugasan.opd_id, 1, 0, terbuka=True)}
    ulang = catat(keluarga, isi(P.BERTAHAN, date(2026, 6, 1), nomor_berita_acara=""), operator, berkas=None)
    assert rekap_entas(operator, until=HARI)[penugasan.opd_id].bertahan == 0
    verify_status(ulang, by=verifikator, at=SEKARANG)
    assert rekap_entas(operator, until=HARI)[penugasan.opd_id].bertahan == 1
    catat(keluarga, isi(P.KAMBUH, date(2026, 7, 1)), operator)
    assert (peristiwa_kini(keluarga), rekap_entas(operator, until=HARI)[penugasan.opd_id]) == (
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
    assert (peristiwa_kini(keluarga), StatusKeluarga.objects.filter(peristiwa="entas").count()) == ("masuk", 4)


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
    assert peristiwa_kini(keluarga) == "masuk"


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
    assert [peristiwa_kini(k) for k, _ in putusan] == ["masuk", "keluar", "keluar"]
    baru = StatusKeluarga.objects.filter(tanggal=HARI)
    assert len({s.berkas_berita_acara.name for s in baru}) == 1
    with pytest.raises(ValidationError, match=f"{lain[0].kepala}: Keluarga ini sekarang keluar"):
        record_verval(
            [(keluarga, isi(P.VERVAL, hasil="layak")), *semua[1:]], uuid=uuid.uuid4(), by=operator, at=SEKARANG
        )
    assert StatusKeluarga.objects.filter(keluarga=keluarga, tanggal=HARI).count() == 1


@pytest.mark.parametrize(
    ("sesudah", "banyak", "tampak"),
    [("kambuh", 3, False), ("keluar", 3, False), ("kambuh", 6, True), ("kambuh", 0, True)],
)
def test_no_two_pages_tell_a_few_that_relapsed_or_left_after_entas(sesudah, banyak, tampak):
    """The list says how many are *entas* today, the bridge and the OPD how many became so. Seen red without the comparison."""
    p = buat_penugasan(mulai=date(2025, 1, 10))
    for n in range(30):
        k = buat_keluarga(p.desa, masuk=date(2025, 2, 1))
        if n < 14:
            buat_status(k, "entas", date(2025, 9, 1))
        if n < banyak:
            buat_status(k, sesudah, date(2026, 1, 5), **({"hasil": "pindah"} if sesudah == "keluar" else {}))
        if 14 <= n < 20:
            buat_status(k, "keluar", date(2026, 1, 5), hasil="pindah")
    hari = date(2026, 7, 1)
    for peran, boleh in (("pembaca", tampak), ("verifikator", True)):
        user = buat_pengguna(peran)
        (sel,) = read_entas(user, until=hari, known_at=None, today=hari).sel.values()
        assert (sel.entas.nilai, sel.kata) == ((14, "14 KK, bertahan 0 KK") if boleh else (None, "ditutup"))
        if peran == "pembaca":
            assert [b.jembatan.entas for b in rekap_jembatan_lain(user, until=hari).baris] == [14] * tampak


def test_entas_after_a_handover_are_closed_where_the_rest_is_a_few():
    lama = buat_penugasan(mulai=date(2024, 1, 1), selesai=date(2025, 6, 30))
    baru = buat_penugasan(desa=lama.desa, mulai=date(2025, 7, 1))
    for n in range(30):
        k = buat_keluarga(lama.desa, masuk=date(2024, 2, 1))
        if n < 12:
            buat_status(k, "entas", date(2025, 3, 1) if n < 3 else date(2025, 12, 1))
    hari = date(2026, 7, 1)
    sel = read_entas(buat_pengguna("pembaca"), until=hari, known_at=None, today=hari).sel
    assert {opd: s.entas.teks for opd, s in sel.items()} == {lama.opd_id: "<5", baru.opd_id: "ditutup"}


def test_a_family_that_became_entas_twice_is_one_and_lasts_as_it_last_did():
    p = buat_penugasan(mulai=date(2024, 1, 1))
    k = buat_keluarga(p.desa, masuk=date(2024, 2, 1))
    for peristiwa, hari in (("entas", date(2025, 1, 5)), ("kambuh", date(2025, 6, 5)), ("entas", date(2026, 1, 5))):
        buat_status(k, peristiwa, hari)
    assert rekap_entas(buat_pengguna("verifikator"), until=date(2026, 7, 1)) == {
        p.opd_id: EntasOpd(p.opd_id, 1, 0, True)
    }


def unduhan(klien) -> str:
    return klien.get("/kemiskinan/kemajuan/", {"unduh": "csv"}).getvalue().decode()


def test_without_a_list_nothing_is_known_of_entas(klien):
    p = buat_penugasan(mulai=date(2024, 1, 1))
    klien.force_login(buat_pengguna("pembaca"))
    isi = klien.get("/kemiskinan/kemajuan/").text
    assert "belum ada daftar keluarga" in isi
    assert "0 dari 1 desa punya daftar keluarga" in isi
    assert "belum ada daftar keluarga;belum ada daftar keluarga;" in unduhan(klien)
    buat_keluarga(p.desa, masuk=date(2024, 2, 1))
    assert "1 dari 1 desa punya daftar keluarga" in klien.get("/kemiskinan/kemajuan/").text
    assert ";0;0;1;" in unduhan(klien)


def test_a_sum_of_nothing_but_closed_cells_is_closed_and_never_zero():
    tertutup = JumlahEntas(3, 2, bertahan_tertutup=3, entas=7, bertahan=0, desa=3, berdaftar=3)
    assert (tertutup.kata_entas, tertutup.kata_bertahan) == ("7 KK", "ditutup")
    assert replace(tertutup, tertutup=3, entas=0).kata_entas == "ditutup"
    kosong = JumlahEntas(0, 0, bertahan_tertutup=0, entas=0, bertahan=0, desa=3, berdaftar=1)
    assert (kosong.kata_entas, kosong.kata_bertahan) == ("0 KK", "0 KK")
    assert replace(kosong, berdaftar=0).kata_entas == "belum ada daftar keluarga"
