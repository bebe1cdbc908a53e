"""Tasks that asesmen make: the first within 30 days of a penugasan, its repeat 12 months after the last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, OuterRef, Subquery

from desa.angka import format_tanggal
from desa.waktu import tambah_bulan
from opd.ambang import ASESMEN_AWAL, ASESMEN_ULANG
from opd.models import Asesmen, Pengguna, Penugasan
from opd.rekap.penugasan import BarisPenugasan
from opd.rekap.tugas_dasar import DaftarTugas, Tugas, address, day_of, place_of


def daftar_asesmen(
    user: Pengguna, baris: tuple[BarisPenugasan, ...], rantai: Mapping[int, date], until: date
) -> dict[str, DaftarTugas]:
    """One task per village of `baris` without an asesmen since its chain began (`rantai`), or with one a year old."""
    if not baris:
        return {}
    per = {b.penugasan_id: b for b in baris}
    semua = Asesmen.objects.visible_to(user).in_force().filter(penugasan__desa=OuterRef("desa"), tanggal__lte=until)
    akhir = Subquery(semua.order_by().values("penugasan__desa").annotate(h=Max("tanggal")).values("h"))
    kueri = Penugasan.objects.visible_to(user).filter(pk__in=per).annotate(akhir=akhir)
    lama = tambah_bulan(until, -ASESMEN_ULANG.nilai)

    def buat(r: dict[str, Any], until: date) -> Tugas | None:
        b = per[r["pk"]]
        terakhir = day_of(r["akhir"], date.min)
        if terakhir < rantai[b.desa_id]:
            return _awal(b, until) if (until - b.mulai).days >= ASESMEN_AWAL.nilai else None
        return _ulang(b, terakhir, until) if terakhir <= lama else None

    return {"asesmen": DaftarTugas(kueri, {"pk": "pk", "akhir": "akhir"}, buat)}


def _awal(b: BarisPenugasan, until: date) -> Tugas:
    return _tugas(
        b,
        f"{b.desa} sudah {(until - b.mulai).days} hari didampingi tanpa asesmen awal.",
        b.mulai + timedelta(days=ASESMEN_AWAL.nilai),
        "Isi asesmen awal",
        "Potensi desa dan keadaan keluarga pada awal pendampingan; tanpa itu perubahan tidak dapat ditunjukkan.",
    )


def _ulang(b: BarisPenugasan, terakhir: date, until: date) -> Tugas:
    return _tugas(
        b,
        f"Asesmen {b.desa} terakhir {format_tanggal(terakhir)}; sudah waktunya diulang.",
        tambah_bulan(terakhir, ASESMEN_ULANG.nilai),
        "Isi asesmen ulang",
        "Isinya sama dengan asesmen sebelumnya, yang ditampilkan di samping setiap isian.",
    )


def _tugas(b: BarisPenugasan, kalimat: str, sejak: date, tombol: str, keterangan: str) -> Tugas:
    alamat = address("asesmen:baru", penugasan=b.penugasan_id)
    return Tugas("asesmen", kalimat, sejak, alamat, tombol, b.penugasan_id, place_of(b), keterangan)
