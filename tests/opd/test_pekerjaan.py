"""Long work: asked for once, one at a time, taken over when its worker dies, stopped when taken back, told to its owner alone.

Seen red: the lease left out of the conditional updates, `complete_work` outside the transaction of what it stores, and the
right not asked again when the work runs; on PostgreSQL a connection that was ended and kept.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError, connection
from django.urls import reverse

from desa.models import Catatan, record
from opd.actions.antrean import (
    MENYERAH,
    PERCOBAAN_TERBANYAK,
    SEWA,
    Dibatalkan,
    HasilKerja,
    SewaHilang,
    complete_work,
    release_work,
    renew_lease,
    report_progress,
    take_work,
    work_waits,
)
from opd.actions.pekerjaan import ANTRE_TERBANYAK, IsiPekerjaan, cancel_work, request_work
from opd.actions.retensi import remove_due
from opd.enums import JenisPekerjaan
from opd.kerja import putar
from opd.kerja.putar import GANGGUAN, TIDAK_BERHAK, run_next
from opd.models import Pekerjaan, PeranPengguna
from tests.pabrik import SEKARANG, buat_pengguna
from tests.pabrik_pekerjaan import buat_pekerjaan

pytestmark = pytest.mark.django_db
NANTI = SEKARANG + SEWA + timedelta(seconds=1)


def isi(kunci: str = "a") -> IsiPekerjaan:
    return IsiPekerjaan(JenisPekerjaan.DAMPAK, kunci, f"Hitung {kunci}", {}, "/dampak/")


def keadaan(p: Pekerjaan) -> tuple[str, str]:
    p.refresh_from_db()
    return p.keadaan, p.kabar_pekerjaan


def jalankan(p: Pekerjaan, kerja) -> tuple[str, str]:
    """Where the work stands after a worker did it that way."""
    assert run_next({p.jenis: kerja}) is True
    return keadaan(p)


def selesai(p, lapor):
    lapor(1, 2, "Separuh.")
    return lambda: HasilKerja("Beres.")


# --- asking -------------------------------------------------------------------------------------------------------


def test_work_asked_for_twice_is_one_while_it_is_open():
    orang, lain = buat_pengguna("verifikator"), buat_pengguna("verifikator")
    satu, dua = (request_work(isi(), by=orang, at=SEKARANG) for _ in range(2))
    assert satu == dua != request_work(isi(), by=lain, at=SEKARANG)
    assert Catatan.objects.filter(tindakan="meminta pekerjaan").count() == 2
    assert jalankan(satu, selesai) == ("selesai", "Beres.")
    assert request_work(isi(), by=orang, at=SEKARANG) != satu


def test_nobody_fills_the_queue_and_nobody_without_a_role_asks():
    orang = buat_pengguna("verifikator")
    for n in range(ANTRE_TERBANYAK):
        request_work(isi(str(n)), by=orang, at=SEKARANG)
    with pytest.raises(ValidationError, match="Masih ada 10 pekerjaan"):
        request_work(isi("lagi"), by=orang, at=SEKARANG)
    with pytest.raises(PermissionDenied):
        request_work(isi(), by=buat_pengguna(), at=SEKARANG)


# --- one at a time, and a worker that dies ---------------------------------------------------------------------------


def test_one_runs_at_a_time_in_the_order_asked_for():
    pertama, kedua = buat_pekerjaan(), buat_pekerjaan()
    satu = take_work(at=SEKARANG)
    assert (satu, take_work(at=SEKARANG), work_waits(SEKARANG)) == (pertama, None, False)
    complete_work(satu, lambda: HasilKerja("ok"), at=SEKARANG)
    assert (work_waits(SEKARANG), take_work(at=SEKARANG)) == (True, kedua)


def test_work_of_a_dead_worker_is_taken_over_and_the_old_one_stores_nothing():
    p = buat_pekerjaan()
    lama = take_work(at=SEKARANG)
    report_progress(lama, 5, 10, "Separuh", at=SEKARANG)
    assert renew_lease(lama, at=SEKARANG + SEWA) is True
    assert take_work(at=NANTI) is None
    baru = take_work(at=NANTI + SEWA)
    assert (baru, baru.percobaan, baru.langkah, baru.sewa == lama.sewa) == (p, 2, 0, False)
    assert baru.kabar_pekerjaan == "Pekerjaan ini terputus di tengah jalan, jadi diulang dari awal (percobaan ke-2)."
    tertulis = []
    with pytest.raises(SewaHilang):
        complete_work(lama, lambda: tertulis.append(1), at=NANTI)
    with pytest.raises(SewaHilang):
        report_progress(lama, 6, 10, "", at=NANTI)
    assert (tertulis, renew_lease(lama, at=NANTI), keadaan(p)[0]) == ([], False, "berjalan")


def test_work_that_kills_its_workers_is_given_up():
    p, saat = buat_pekerjaan(), SEKARANG
    for n in range(PERCOBAAN_TERBANYAK):
        assert take_work(at=saat).percobaan == n + 1
        saat += SEWA + timedelta(seconds=1)
    assert (take_work(at=saat), keadaan(p)) == (None, ("gagal", MENYERAH))
    assert Catatan.objects.filter(tindakan="menghentikan pekerjaan yang gagal", oleh="sistem").count() == 1


def test_a_worker_that_has_to_leave_costs_no_attempt():
    p = buat_pekerjaan()
    release_work(take_work(at=SEKARANG), at=SEKARANG)
    assert (keadaan(p)[0], p.percobaan, p.sewa) == ("antre", 0, None)


# --- ends ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("galat", "akhir"),
    [
        (ValidationError("Kolom NIK hilang."), ("gagal", "Kolom NIK hilang.")),
        (PermissionDenied("Bukan tugas Anda."), ("gagal", "Bukan tugas Anda.")),
        (PermissionDenied(), ("gagal", TIDAK_BERHAK)),
        (RuntimeError("rahasia 8105"), ("gagal", GANGGUAN)),
        (OperationalError("database is locked"), ("antre", "Separuh.")),
    ],
)
def test_whatever_ends_it_stores_all_or_nothing(galat, akhir):
    orang = buat_pengguna("verifikator")
    p = buat_pekerjaan(diminta_oleh=orang)

    def kerja(p, lapor):
        lapor(1, 2, "Separuh.")

        def write():
            record(orang, "menulis setengah", p, at=SEKARANG)
            raise galat

        return write

    assert jalankan(p, kerja) == akhir
    assert not Catatan.objects.filter(tindakan="menulis setengah").exists()


def test_a_database_that_stays_busy_is_given_up():
    p = buat_pekerjaan()

    def kerja(p, lapor):
        raise OperationalError("database is locked")

    assert [jalankan(p, kerja) for _ in range(3)] == [("antre", ""), ("antre", ""), ("gagal", MENYERAH)]


def _end_all_connections() -> None:
    """What a restart of the database does to everybody but this thread."""
    try:
        with connection.cursor() as kursor:
            kursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
    finally:
        connection.close()


def putuskan() -> None:
    """The same, to this thread's connection too."""
    with ThreadPoolExecutor(1) as lain:
        lain.submit(_end_all_connections).result()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="sambungan SQLite tidak diputus peladen")
@pytest.mark.django_db(transaction=True)
def test_a_worker_outlives_a_restart_of_its_database(monkeypatch):
    monkeypatch.setattr(putar, "DENYUT", 0.05)
    p = buat_pekerjaan()
    putuskan()
    assert run_next({p.jenis: selesai}) is False
    assert jalankan(p, lambda p, lapor: putuskan() or selesai(p, lapor)) == ("antre", "")

    def kerja(p, lapor):
        time.sleep(0.3)
        putuskan()
        connection.close()
        awal, batas = Pekerjaan.objects.get().sewa_sampai, time.monotonic() + 30
        while Pekerjaan.objects.get().sewa_sampai == awal:
            assert time.monotonic() < batas, "sewanya tidak diperpanjang lagi"
            time.sleep(0.05)
        return selesai(p, lapor)

    assert jalankan(p, kerja) == ("selesai", "Beres.")


def test_the_right_is_asked_again_when_it_runs():
    p = buat_pekerjaan()
    PeranPengguna.objects.filter(pengguna=p.diminta_oleh).update(selesai=SEKARANG.date() - timedelta(days=1))
    assert jalankan(p, selesai) == ("gagal", TIDAK_BERHAK)


def test_a_result_is_sealed_and_goes_after_two_weeks(settings, tmp_path, klien, django_capture_on_commit_callbacks):
    settings.MEDIA_ROOT = tmp_path
    p = buat_pekerjaan()
    jalankan(p, lambda p, lapor: lambda: HasilKerja("Jadi.", berkas=b"%PDF-isi", nama_berkas="naskah.pdf"))
    (berkas,) = (f for f in tmp_path.rglob("*") if f.is_file())
    assert b"%PDF" not in berkas.read_bytes()
    klien.force_login(p.diminta_oleh)
    jawaban = klien.get(reverse("pekerjaan:berkas", args=[p.uuid]))
    assert (jawaban.content, jawaban["Content-Type"]) == (b"%PDF-isi", "application/pdf")
    p.refresh_from_db()
    for lama, sisa in ((timedelta(days=14), 1), (timedelta(days=14, seconds=1), 0)):
        with django_capture_on_commit_callbacks(execute=True):
            remove_due(p.selesai_pada + lama)
        assert (Pekerjaan.objects.count(), berkas.exists()) == (sisa, bool(sisa))


# --- taking it back --------------------------------------------------------------------------------------------------


def test_waiting_work_is_taken_back_at_once_and_by_its_owner_alone():
    p = buat_pekerjaan()
    with pytest.raises(PermissionDenied):
        cancel_work(p, by=buat_pengguna("admin_sistem"), at=SEKARANG)
    cancel_work(p, by=p.diminta_oleh, at=SEKARANG)
    assert keadaan(p)[0] == "dibatalkan"
    assert take_work(at=SEKARANG) is None
    with pytest.raises(ValidationError, match="sudah berakhir"):
        cancel_work(p, by=p.diminta_oleh, at=SEKARANG)


@pytest.mark.parametrize("kapan", ["melapor", "sebelum menyimpan"])
def test_running_work_stops_at_its_next_step(kapan):
    p = buat_pekerjaan()

    def kerja(p, lapor):
        for _ in range(2):  # pressed twice, recorded once
            cancel_work(p, by=p.diminta_oleh, at=SEKARANG)
        if kapan == "melapor":
            lapor(1, 2, "Separuh.")
        return lambda: pytest.fail("ditulis sesudah dibatalkan")

    assert jalankan(p, kerja)[0] == "dibatalkan"
    assert Catatan.objects.filter(tindakan="membatalkan pekerjaan").count() == 1


def test_work_taken_back_and_then_lost_is_not_begun_again():
    p = buat_pekerjaan()
    take_work(at=SEKARANG)
    cancel_work(p, by=p.diminta_oleh, at=SEKARANG)
    assert (take_work(at=NANTI), keadaan(p)[0]) == (None, "dibatalkan")


def test_cancelled_too_late_it_stays_done():
    p = buat_pekerjaan()
    satu = take_work(at=SEKARANG)
    cancel_work(p, by=p.diminta_oleh, at=SEKARANG)
    with pytest.raises(Dibatalkan):
        complete_work(satu, lambda: HasilKerja("x"), at=SEKARANG)
    q = buat_pekerjaan("selesai")
    with pytest.raises(ValidationError, match="sudah berakhir"):
        cancel_work(q, by=q.diminta_oleh, at=SEKARANG)
