"""Factories of aid and its checks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from opd.models import Bantuan, PemeriksaanBantuan, PenerimaBantuan, Penugasan
from opd.rekap.bantuan import recipient_hash
from tests import pabrik


def buat_bantuan(
    penugasan: Penugasan, tanggal: date, *, nama: tuple[str, ...] = (), umkm: tuple[Any, ...] = (), **isi: Any
) -> Bantuan:
    """An aid with its recipients; a name may carry a NIK after a semicolon."""
    dasar = {"jenis": "ternak", "barang": "sapi bali", "volume": 10, "satuan": "ekor"}
    dasar |= {"dicatat_pada": pabrik.pada(tanggal, 15), "pencatat": "uji", "jumlah_penerima": len(nama) + len(umkm)}
    bantuan = Bantuan.objects.create(penugasan=penugasan, tanggal=tanggal, **dasar | isi)
    for n, satu in enumerate(nama):
        siapa, _, nik = satu.partition(";")
        sidik = recipient_hash(siapa, nik, desa_id=penugasan.desa_id)
        PenerimaBantuan.objects.create(bantuan=bantuan, urutan=n, nama_penerima=siapa, sidik_penerima=sidik)
    for u in umkm:
        PenerimaBantuan.objects.create(bantuan=bantuan, umkm=u)
    return bantuan


def buat_pemeriksaan(bantuan: Bantuan, bulan_ke: int = 3, keadaan: str = "dipakai", **isi: Any) -> PemeriksaanBantuan:
    tanggal = isi.pop("tanggal", bantuan.tanggal + timedelta(days=31 * bulan_ke))
    dasar = {"dicatat_pada": pabrik.pada(tanggal, 15), "pencatat": "uji"}
    return PemeriksaanBantuan.objects.create(
        bantuan=bantuan, bulan_ke=bulan_ke, tanggal=tanggal, keadaan=keadaan, **dasar | isi
    )
