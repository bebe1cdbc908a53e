"""When the papers of the ranking no longer hold: said to anybody who checks one, and nothing more. One query each."""

from __future__ import annotations

from binaan.models import Penghargaan, Peringkat
from desa.angka import format_waktu
from opd.models import Pengguna


def replaced_ranking(kunci: str) -> str:
    """A later version stands beside this one, printed or not."""
    semua = Peringkat.objects.visible_to(Pengguna())
    baru = semua.filter(menggantikan__uuid=kunci).values_list("nomor", "dibekukan_pada").first()
    if baru is None:
        return ""
    return f"Versi {baru[0]}, dibekukan {format_waktu(baru[1])}, sudah menggantikannya. Mintalah daftar versi terbaru."


def cancelled_reward(kunci: str) -> str:
    """The reward was taken back."""
    semua = Penghargaan.objects.visible_to(Pengguna()).filter(uuid=kunci, dibatalkan_pada__isnull=False)
    saat = semua.values_list("dibatalkan_pada", flat=True).first()
    return f"Penghargaan ini dibatalkan {format_waktu(saat)}." if saat else ""
