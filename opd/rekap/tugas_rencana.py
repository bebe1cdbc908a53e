"""Tasks that plans make: draw up the plan of the running year, and hand in what is still a draft."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.db.models.functions import TruncDate

from desa.angka import format_tanggal
from desa.waktu import WIT
from opd.enums import StatusNaskah
from opd.models import Pengguna, Penugasan, RencanaAksi
from opd.rekap.penugasan import BarisPenugasan
from opd.rekap.tugas_dasar import DaftarTugas, Tugas, address, day_of, place_of


def daftar_rencana(user: Pengguna, baris: tuple[BarisPenugasan, ...], until: date) -> dict[str, DaftarTugas]:
    """One task per village of `baris` that has no plan of the year yet, and one per draft."""
    per = {b.penugasan_id: b for b in baris}
    if not per:
        return {}
    ada = RencanaAksi.objects.managed_by(user).filter(penugasan=OuterRef("pk"), tahun=until.year)
    kosong = Penugasan.objects.managed_by(user).filter(~Exists(ada), pk__in=list(per))

    def buat(r: dict[str, Any], until: date) -> Tugas:
        return _susun(per[r["pk"]], until)

    def lanjutkan(r: dict[str, Any], until: date) -> Tugas:
        return _draf(r, per[r["penugasan"]], until)

    draf = RencanaAksi.objects.managed_by(user).filter(penugasan__in=list(per), status=StatusNaskah.DRAF)
    draf = draf.annotate(hari=TruncDate("di_meja_sejak", tzinfo=WIT))
    kolom = {"uuid": "uuid", "penugasan": "penugasan_id", "tahun": "tahun", "nomor": "nomor", "sejak": "hari"}
    return {
        "rencana": DaftarTugas(kosong, {"pk": "pk"}, buat),
        "rencana_draf": DaftarTugas(draf, kolom, lanjutkan),
    }


def _draf(r: dict[str, Any], b: BarisPenugasan, until: date) -> Tugas:
    sejak = day_of(r["sejak"], until)
    return Tugas(
        "rencana",
        f"{RencanaAksi(tahun=r['tahun'], nomor=r['nomor'])} untuk {b.desa} masih draf sejak {format_tanggal(sejak)}.",
        sejak,
        address("rencana:detail", UUID(r["uuid"])),
        "Lanjutkan",
        b.penugasan_id,
        place_of(b),
        "Lengkapi barisnya, lalu ajukan kepada kepala OPD.",
    )


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
