"""Tasks that licences make: renew what ends soon or has ended."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from desa.angka import format_tanggal
from desa.enums import JenisLegalitas, StatusLegalitas
from desa.models import Legalitas, Umkm
from opd.ambang import LEGALITAS_INGATKAN
from opd.models import Pengguna
from opd.rekap.legalitas import alive
from opd.rekap.penugasan import BarisPenugasan
from opd.rekap.tugas_dasar import DaftarTugas, Tugas, address, day_of, place_of

KOLOM = {
    "umkm": "umkm__uuid",
    "nama": "umkm__nama",
    "jenis": "jenis",
    "sampai": "berlaku_sampai",
    "desa": "umkm__desa_id",
}


def daftar_legalitas(user: Pengguna, baris: tuple[BarisPenugasan, ...], until: date) -> dict[str, DaftarTugas]:
    """One task per licence that ends within 90 days, or ended, in the villages of `baris`."""
    per = {b.desa_id: b for b in baris}
    if not per:
        return {}
    batas = until + timedelta(days=LEGALITAS_INGATKAN.nilai)
    hidup = Umkm.objects.visible_to(user).filter(alive(until), desa__in=list(per)).order_by().values("pk")
    habis = Legalitas.objects.visible_to(user).filter(
        ~Q(jenis=JenisLegalitas.NIB), umkm__in=hidup, status=StatusLegalitas.TERBIT, berlaku_sampai__lte=batas
    )

    def buat(r: dict[str, Any], until: date) -> Tugas:
        return _perbarui(r, per[r["desa"]], until)

    return {"legalitas": DaftarTugas(habis, KOLOM, buat)}


def _perbarui(r: dict[str, Any], b: BarisPenugasan, until: date) -> Tugas:
    sampai, jenis = day_of(r["sampai"], until), JenisLegalitas(r["jenis"])
    kapan = "habis" if sampai < until else "akan habis"
    return Tugas(
        "legalitas",
        f"{jenis.label} {r['nama']} di {b.desa} {kapan} pada {format_tanggal(sampai)}.",
        sampai - timedelta(days=LEGALITAS_INGATKAN.nilai),
        address("legalitas:ubah", UUID(r["umkm"]), jenis.value),
        "Perbarui legalitas",
        b.penugasan_id,
        place_of(b),
        "Dampingi perpanjangannya, lalu catat nomor dan masa berlaku yang baru.",
        sampai,
    )
