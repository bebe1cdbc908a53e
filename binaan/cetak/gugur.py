"""When the papers of the ranking no longer hold: said to anybody who checks one, and nothing more. Two queries at most."""

from __future__ import annotations

from binaan.models import EvaluasiTahunan, Penghargaan, Peringkat
from binaan.peringkat.segel import intact
from desa.angka import format_waktu
from opd.models import Pengguna


def replaced_ranking(kunci: str) -> str:
    """A later version stands beside this one, printed or not; one whose seal does not fit replaces nothing."""
    semua = Peringkat.objects.visible_to(Pengguna()).light().select_related("bobot")
    baru = semua.filter(menggantikan__uuid=kunci).first()
    if baru is None or not intact(baru):
        return ""
    saat = format_waktu(baru.dibekukan_pada)
    return f"Versi {baru.nomor}, dibekukan {saat}, sudah menggantikannya. Mintalah daftar versi terbaru."


def replaced_evaluation(kunci: str) -> str:
    """A later evaluation of the village's year stands beside this one; the list of a year is never void."""
    semua = EvaluasiTahunan.objects.visible_to(Pengguna())
    baru = semua.filter(menggantikan__uuid=kunci).values_list("ditetapkan_pada", flat=True) if len(kunci) == 36 else ()
    return f"Desa ini dievaluasi lagi {format_waktu(baru[0])}. Mintalah naskah terbarunya." if baru else ""


def cancelled_reward(kunci: str) -> str:
    """The reward was taken back."""
    semua = Penghargaan.objects.visible_to(Pengguna()).filter(uuid=kunci, dibatalkan_pada__isnull=False)
    saat = semua.values_list("dibatalkan_pada", flat=True).first()
    return f"Penghargaan ini dibatalkan {format_waktu(saat)}." if saat else ""
