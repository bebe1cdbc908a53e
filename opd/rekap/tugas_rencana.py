"""Tasks that plans make: draw up the plan of the running year."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef

from opd.models import Pengguna, Penugasan, RencanaAksi
from opd.rekap.penugasan import BarisPenugasan
from opd.rekap.tugas_dasar import DaftarTugas, Tugas, address, place_of


def daftar_rencana(user: Pengguna, baris: tuple[BarisPenugasan, ...], until: date) -> dict[str, DaftarTugas]:
    """One task per village of `baris` that has no plan of the year yet, in any state."""
    per = {b.penugasan_id: b for b in baris}
    if not per:
        return {}
    ada = RencanaAksi.objects.managed_by(user).filter(penugasan=OuterRef("pk"), tahun=until.year)
    kosong = Penugasan.objects.managed_by(user).filter(~Exists(ada), pk__in=list(per))

    def buat(r: dict[str, Any], until: date) -> Tugas:
        return _susun(per[r["pk"]], until)

    return {"rencana": DaftarTugas(kosong, {"pk": "pk"}, buat)}


def _susun(b: BarisPenugasan, until: date) -> Tugas:
    return Tugas(
        "rencana",
        f"Rencana aksi {until.year} untuk {b.desa} belum disusun.",
        max(b.mulai, date(until.year, 1, 1)),
        address("rencana:baru", penugasan=b.penugasan_id),
        "Susun rencana",
        b.penugasan_id,
        place_of(b),
        "Pilih indikator bermasalah desa, kegiatan, target tiap triwulan, dan pagunya.",
    )
