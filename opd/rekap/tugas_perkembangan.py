"""Tasks that missing quarterly states make: one for each village, whatever the number of its enterprises."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Subquery

from desa.angka import format_tanggal
from desa.models import Desa
from desa.waktu import triwulan
from opd.models import Pengguna
from opd.rekap.penugasan import BarisPenugasan
from opd.rekap.perkembangan import due_day, due_quarter, lacking
from opd.rekap.rentang import sebut_triwulan
from opd.rekap.tugas_dasar import DaftarTugas, Tugas, address, place_of


def daftar_perkembangan(user: Pengguna, baris: Iterable[BarisPenugasan], until: date) -> dict[str, DaftarTugas]:
    """One task per village of `baris` where an UMKM lacks the state of the last quarter that is due."""
    per = {b.desa_id: b for b in baris}
    if not per:
        return {}
    kurang = lacking(user, until=until).filter(desa=OuterRef("pk")).order_by().values("desa").annotate(n=Count("pk"))
    desa = Desa.objects.visible_to(user).filter(pk__in=per).annotate(kurang=Subquery(kurang.values("n")))

    def buat(r: dict[str, Any], until: date) -> Tugas | None:
        return _isi(r, per[r["desa"]], until) if r["kurang"] else None  # asked of the database, it would count twice

    return {"perkembangan": DaftarTugas(desa, {"desa": "pk", "kurang": "kurang"}, buat)}


def _isi(r: dict[str, Any], b: BarisPenugasan, until: date) -> Tugas:
    awal = due_quarter(until)
    tempo = due_day(awal)
    lewat = f"lewat {(until - tempo).days} hari" if until > tempo else "hari ini"
    return Tugas(
        "perkembangan",
        f"Perkembangan {sebut_triwulan(awal)} di {b.desa} belum dicatat untuk {r['kurang']} UMKM.",
        tempo,
        address("perkembangan:desa", b.kode, *triwulan(awal)),
        "Catat perkembangan",
        b.penugasan_id,
        place_of(b),
        f"Jatuh tempo {format_tanggal(tempo)}, {lewat}. Satu per satu, atau sekaligus dengan Excel.",
        tempo,
    )
