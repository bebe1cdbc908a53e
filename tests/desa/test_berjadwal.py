"""Timers of two web machines: a task is done once a day, by the one that did it before, and by the other when that one is gone.

Seen red: without the wait, without the look at the last run, without the lock, and with a run noted that failed; with a machine
held up by its own run, by one with other options, and by one dated ahead.
"""

from __future__ import annotations

import io
import platform
import time
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from desa.management.commands import berjadwal
from desa.management.commands.berjadwal import MENJALANKAN
from desa.models import Catatan
from desa.rantai.keadaan import note_about_installation

TUGAS = "segel_catatan"


def run_on(monkeypatch, peladen: str, *argumen: str) -> str:
    monkeypatch.setattr(platform, "node", lambda: peladen)
    keluaran = io.StringIO()
    call_command("berjadwal", "--tunggu=0", *(argumen or (TUGAS,)), stdout=keluaran)
    return keluaran.getvalue()


def runs() -> list[tuple[str, str]]:
    semua = Catatan.objects.filter(tindakan=MENJALANKAN).order_by("id")
    return [(c.perubahan["tugas"][1], c.perubahan["peladen"][1]) for c in semua]


def ran(peladen: str, jam_lalu: float, tugas: str = TUGAS) -> None:
    at = timezone.now() - timedelta(hours=jam_lalu)
    note_about_installation(MENJALANKAN, {"tugas": tugas, "peladen": peladen}, at=at)


@pytest.mark.django_db
def test_a_task_is_done_once_a_day_on_either_machine(monkeypatch):
    run_on(monkeypatch, "satu")
    assert run_on(monkeypatch, "dua") == f"{TUGAS} sudah dijalankan satu.\n"
    run_on(monkeypatch, "satu", "periksa_catatan")
    assert runs() == [(TUGAS, "satu"), ("periksa_catatan", "satu")]


@pytest.mark.django_db
@pytest.mark.parametrize("datang", [True, False], ids=["it comes", "it is gone"])
def test_the_machine_that_did_any_of_it_goes_first_and_the_other_stands_in(monkeypatch, datang):
    ran("satu", 23, tugas="cadangkan")
    menunggu = []

    def sleep(detik: float) -> None:
        menunggu.append(detik)
        if datang:
            ran("satu", 0)

    monkeypatch.setattr(time, "sleep", sleep)
    run_on(monkeypatch, "dua")
    assert menunggu == [0]
    assert runs()[1:] == [(TUGAS, "satu" if datang else "dua")]
    run_on(monkeypatch, runs()[-1][1], "periksa_catatan")
    assert menunggu == [0]


@pytest.mark.django_db
def test_what_was_started_late_or_by_hand_is_done_again_in_time(monkeypatch):
    """Else a backup made at noon takes the place of that of the night."""
    ran("satu", 10)
    run_on(monkeypatch, "satu")
    assert runs() == [(TUGAS, "satu")] * 2


@pytest.mark.django_db
def test_other_options_are_another_task(monkeypatch):
    """As of `rekap --periksa` beside `rekap`."""
    ran("satu", 1)
    run_on(monkeypatch, "dua", TUGAS, "--tunggu=0.1")
    assert runs() == [(TUGAS, "satu"), (f"{TUGAS} --tunggu=0.1", "dua")]


@pytest.mark.django_db
def test_a_run_under_a_clock_that_was_ahead_holds_nobody_up(monkeypatch):
    """K11. Else nothing daily would be done until that day comes."""
    ran("satu", -24 * 300)
    run_on(monkeypatch, "dua")
    assert runs() == [(TUGAS, "satu"), (TUGAS, "dua")]


@pytest.mark.django_db
def test_a_run_that_failed_is_left_to_the_other(monkeypatch):
    with pytest.raises(CommandError):
        run_on(monkeypatch, "satu", "setel_ulang_faktor", "tidak.ada", "--alasan=x")
    assert runs() == []


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite serves one machine")
def test_of_two_at_once_one_does_it(monkeypatch):
    with berjadwal._claimed(TUGAS) as pertama, berjadwal._claimed("cadangkan") as lain:
        assert (pertama, lain) == (True, True)
        assert run_on(monkeypatch, "dua") == f"{TUGAS} sedang dijalankan peladen lain.\n"
    assert runs() == []
    run_on(monkeypatch, "dua")
    assert runs() == [(TUGAS, "dua")]
