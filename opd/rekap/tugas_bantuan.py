"""Tasks that aid makes: look at it again 3, 6 and 12 months after the hand-over."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from desa.angka import DesimalField, format_tanggal
from opd.models import Pengguna
from opd.rekap.bantuan import bantuan_tempo, due_check
from opd.rekap.penugasan import BarisPenugasan
from opd.rekap.tugas_dasar import DaftarTugas, Tugas, address, day_of, place_of

KOLOM = {k: k for k in ("uuid", "barang", "volume", "satuan", "tanggal", "akhir")} | {"desa": "penugasan__desa_id"}


def daftar_bantuan(user: Pengguna, baris: tuple[BarisPenugasan, ...], until: date) -> dict[str, DaftarTugas]:
    """One task per aid whose check is due in the villages of `baris`."""
    per = {b.desa_id: b for b in baris}
    if not per:
        return {}

    def buat(r: dict[str, Any], until: date) -> Tugas:
        return _periksa(r, per[r["desa"]], until)

    return {"bantuan": DaftarTugas(bantuan_tempo(user, desa=list(per), until=until), KOLOM, buat)}


def _periksa(r: dict[str, Any], b: BarisPenugasan, until: date) -> Tugas:
    tanggal = day_of(r["tanggal"], until)
    bulan, tempo = due_check(tanggal, until) or (0, until)
    banyak = DesimalField().write(Decimal(str(r["volume"])))
    return Tugas(
        "bantuan",
        f"Bantuan {banyak} {r['satuan']} {r['barang']} di {b.desa} belum diperiksa pada bulan ke-{bulan}.",
        tempo,
        address("serah:periksa", UUID(r["uuid"]), bulan=bulan),
        "Periksa bantuan",
        b.penugasan_id,
        place_of(b),
        f"Diserahkan {format_tanggal(tanggal)}. Lihat apakah masih ada dan dipakai.",
        tempo,
    )
