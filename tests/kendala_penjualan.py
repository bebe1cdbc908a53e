"""Rows for the constraints of sales by channel and of consumer prices."""

from datetime import date
from typing import Any

from desa.models import IndeksHarga, PenjualanSaluran
from tests import pabrik

H = date(2026, 1, 1)


def _saluran() -> PenjualanSaluran:
    penjualan = pabrik.buat_penjualan(pabrik.buat_umkm(), H, saluran={"pasar": 1_000_000})
    return penjualan.saluran.get()


def _ihk() -> IndeksHarga:
    return IndeksHarga.objects.create(bulan=H, nilai="110.10", tahun_dasar=1990 + pabrik.nomor() % 100, sumber="uji")


SATU_BARIS: dict[str, tuple[Any, dict[str, Any]]] = {
    "desa_penjualansaluran_omzet": (_saluran, {"omzet_rp": 0}),
    "desa_indeksharga_nilai": (_ihk, {"nilai": 0}),
    "desa_indeksharga_awal_bulan": (_ihk, {"bulan": date(2026, 1, 2)}),
    "desa_indeksharga_tahun_dasar": (_ihk, {"tahun_dasar": 22}),
}
DUA_BARIS: dict[str, tuple[Any, str]] = {
    "desa_penjualansaluran_unik": (_saluran, "penjualan saluran"),
    "desa_indeksharga_unik": (_ihk, "bulan tahun_dasar"),
}
BUAT = {"penjualansaluran": _saluran}
