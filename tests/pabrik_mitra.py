"""Factories of partners, their pledges and hand-overs."""

from __future__ import annotations

from datetime import date
from typing import Any

from opd.enums import Peran
from opd.models import JanjiMitra, Mitra, Penugasan, SerahMitra
from opd.models.terdaftar import kunci_badan
from tests import pabrik
from tests.pabrik import SEKARANG


def buat_mitra(*, telepon: str = "", **isi: Any) -> Mitra:
    dasar: dict[str, Any] = {"nama": f"PT Mitra {pabrik.nomor()}", "jenis": "perusahaan", "dicatat_pada": SEKARANG}
    dasar |= isi
    dasar["dicatat_oleh"] = dasar.get("dicatat_oleh") or pabrik.buat_pengguna(Peran.VERIFIKATOR)
    mitra = Mitra(kunci_nama=kunci_badan(dasar["nama"]), **dasar)
    mitra.telepon = telepon
    mitra.save()
    return mitra


def buat_janji(mitra: Mitra | None = None, penugasan: Penugasan | None = None, **isi: Any) -> JanjiMitra:
    """A pledge of Rp 10.000.000 for a village."""
    dasar: dict[str, Any] = {
        "mitra": mitra or buat_mitra(),
        "penugasan": penugasan or pabrik.buat_penugasan(),
        "tanggal": date(2026, 3, 2),
        "bentuk": "barang",
        "uraian": "Mesin parut sagu",
        "nilai_rp": 10_000_000,
        "dicatat_pada": SEKARANG,
    }
    dasar |= isi
    dasar["dicatat_oleh"] = dasar.get("dicatat_oleh") or pabrik.buat_pengguna()
    return JanjiMitra.objects.create(**dasar)


def buat_serah(janji: JanjiMitra | None = None, **isi: Any) -> SerahMitra:
    """A hand-over of Rp 4.000.000."""
    janji = janji or buat_janji()
    dasar = {"tanggal": date(2026, 4, 2), "nilai_rp": 4_000_000, "dicatat_pada": SEKARANG, "pencatat": "uji"}
    return SerahMitra.objects.create(janji=janji, **dasar | isi)
