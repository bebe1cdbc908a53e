"""Factories of buyers, supplies, fairs and requests for a market."""

from __future__ import annotations

from datetime import date
from typing import Any

from desa.models import Umkm
from opd.enums import Peran
from opd.models import HasilPameran, Opd, Pameran, Pasokan, Pembeli, Penugasan, PermintaanPasar
from opd.models.terdaftar import kunci_badan
from tests import pabrik
from tests.pabrik import SEKARANG


def buat_pembeli(*, telepon: str = "", **isi: Any) -> Pembeli:
    """A shop in Makassar that looks for fish floss."""
    dasar: dict[str, Any] = {"nama": f"Toko {pabrik.nomor()}", "jenis": "toko", "dicari": "Abon tuna"}
    dasar |= {"dicatat_pada": SEKARANG} | isi
    if "kabupaten" not in dasar:
        dasar.setdefault("kota_luar", "Makassar")
    dasar["dicatat_oleh"] = dasar.get("dicatat_oleh") or pabrik.buat_pengguna(Peran.VERIFIKATOR)
    pembeli = Pembeli(kunci_nama=kunci_badan(dasar["nama"]), **dasar)
    pembeli.telepon = telepon
    pembeli.save()
    return pembeli


def buat_pasokan(pembeli: Pembeli | None = None, umkm: Umkm | None = None, **isi: Any) -> Pasokan:
    """A supply that runs since March 2026."""
    dasar: dict[str, Any] = {
        "pembeli": pembeli or buat_pembeli(),
        "umkm": umkm or pabrik.buat_umkm(),
        "barang": "Abon tuna, 20 kg tiap bulan",
        "mulai": date(2026, 3, 2),
        "dicatat_pada": SEKARANG,
    }
    dasar |= isi
    dasar["dicatat_oleh"] = dasar.get("dicatat_oleh") or pabrik.buat_pengguna()
    return Pasokan.objects.create(**dasar)


def buat_pameran(**isi: Any) -> Pameran:
    """A fair of three days in Ambon in May 2026."""
    dasar: dict[str, Any] = {
        "nama": f"Pameran {pabrik.nomor()}",
        "tempat": "Lapangan Merdeka, Ambon",
        "penyelenggara": "Pemerintah Kota Ambon",
        "mulai": date(2026, 5, 8),
        "akhir": date(2026, 5, 10),
        "dicatat_pada": SEKARANG,
    }
    dasar |= isi
    dasar["dicatat_oleh"] = dasar.get("dicatat_oleh") or pabrik.buat_pengguna(Peran.VERIFIKATOR)
    return Pameran.objects.create(**dasar)


def buat_hasil(pameran: Pameran | None = None, umkm: Umkm | None = None, **isi: Any) -> HasilPameran:
    """Rp 2.000.000 sold at a fair, and two orders of Rp 500.000 together."""
    dasar: dict[str, Any] = {"omzet_rp": 2_000_000, "barang": "Abon tuna", "pesanan": 2, "pesanan_rp": 500_000}
    dasar |= {"dicatat_pada": SEKARANG, "pencatat": "uji"} | isi
    pameran, umkm = pameran or buat_pameran(), umkm or pabrik.buat_umkm()
    return HasilPameran.objects.create(pameran=pameran, umkm=umkm, **dasar)


def buat_minta(
    umkm: Umkm | None = None, opd: Opd | None = None, penugasan: Penugasan | None = None, **isi: Any
) -> PermintaanPasar:
    """A request for a market that waits."""
    penugasan = penugasan or pabrik.buat_penugasan()
    dasar: dict[str, Any] = {
        "umkm": umkm or pabrik.buat_umkm(desa=penugasan.desa),
        "penugasan": penugasan,
        "opd": opd or pabrik.buat_opd(),
        "alasan_pasar": "diam",
        "permintaan": "Carikan pembeli abon, 20 kg sebulan.",
        "diminta_pada": SEKARANG,
    }
    dasar |= isi
    dasar["diminta_oleh"] = dasar.get("diminta_oleh") or pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)
    return PermintaanPasar.objects.create(**dasar)
