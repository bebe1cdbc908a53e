"""The tasks that a data subject's request makes: to be decided by another within three days, and a restriction that ends soon."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import TruncDate

from desa.angka import format_tanggal
from desa.waktu import WIT
from opd.enums import JenisPermintaan, Peran, StatusPermintaan
from opd.models import Pengguna, PermintaanSubjek
from opd.rekap.permintaan_subjek import JAWAB_HARI
from opd.rekap.tugas_dasar import DaftarTugas, Tugas, address, day_of

DIINGATKAN_HARI = 14
"""How long before a restriction ends on its own day the verifikator is told."""
KOLOM_AKHIR = {"uuid": "uuid", "nomor": "nomor", "sampai": "dibatasi_sampai", "hari": "hari"}
KOLOM = {"uuid": "uuid", "jenis": "jenis", "nomor": "nomor", "diterima": "diterima"}


def daftar_permintaan(user: Pengguna, until: date) -> dict[str, DaftarTugas]:
    """The requests that wait for a word of this reader."""
    if not user.holds(Peran.VERIFIKATOR, Peran.ADMIN_SISTEM, on=until):
        return {}
    menunggu = PermintaanSubjek.objects.visible_to(user).filter(status=StatusPermintaan.MENUNGGU)
    hasil = {"permintaan_subjek": DaftarTugas(menunggu.exclude(diusulkan_oleh=user), KOLOM, _putuskan)}
    if user.holds(Peran.VERIFIKATOR, on=until):
        batas = until + timedelta(days=DIINGATKAN_HARI)
        berlaku = (
            PermintaanSubjek.objects.visible_to(user).restricting().annotate(hari=TruncDate("diputus_pada", tzinfo=WIT))
        )
        berakhir = berlaku.filter(Q(dibatasi_sampai__lte=batas) | Q(dibatasi_sampai=None))
        hasil["pembatasan_berakhir"] = DaftarTugas(berakhir, KOLOM_AKHIR, _tinjau)
    return hasil


def _putuskan(r: dict[str, Any], until: date) -> Tugas:
    return Tugas(
        "permintaan_subjek",
        f"{JenisPermintaan(r['jenis']).label} {r['nomor']} menunggu putusan Anda.",
        day_of(r["diterima"], until),
        address("permintaan_subjek:detail", UUID(r["uuid"])),
        "Putuskan",
        keterangan="Undang-undang memberi waktu 3 × 24 jam sejak permintaannya diterima.",
        batas=day_of(r["diterima"], until) + timedelta(days=JAWAB_HARI),
    )


def _tinjau(r: dict[str, Any], until: date) -> Tugas:
    """A restriction that ends soon, or one of before restrictions had a day."""
    if not r["sampai"]:
        return Tugas(
            "permintaan_subjek",
            f"Pembatasan {r['nomor']} belum menyebut hari berakhirnya.",
            day_of(r["hari"], until),
            address("permintaan_subjek:perpanjang", UUID(r["uuid"])),
            "Isi harinya",
            keterangan="Tanpa hari itu pembatasannya berlaku terus. Isi harinya, atau usulkan berakhir.",
        )
    sampai = day_of(r["sampai"], until)
    return Tugas(
        "permintaan_subjek",
        f"Pembatasan {r['nomor']} berakhir {format_tanggal(sampai)}.",
        sampai - timedelta(days=DIINGATKAN_HARI),
        address("permintaan_subjek:detail", UUID(r["uuid"])),
        "Tinjau",
        keterangan="Hari itu datanya kembali sendiri. Perpanjang bila keberatannya belum selesai, dan beri tahu orangnya.",
    )
