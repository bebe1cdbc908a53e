"""Factories of spot checks: a frame, a draw, a fact drawn, a finding."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from binaan.models import ButirPetik, HasilPetik, UjiPetik
from binaan.mutu.undian import Baris, count_per_opd, fingerprint, seed_of, write_frame
from tests import pabrik

AKHIR, KUNCI, KURS = date(2026, 6, 30), date(2026, 7, 6), date(2026, 7, 7)
"""A quarter's last day, the Monday on which its frame was locked, and the day of the rate."""


def buat_uji(*baris: Baris, diundi: bool = False, **isi: Any) -> UjiPetik:
    """The frame of TW II 2026 with these facts (or one that is nowhere), drawn or only locked; its facts are not drawn."""
    semua = baris or (Baris("kegiatan", uuid4(), "opd-lain", "81.05.15.2001", AKHIR),)
    kerangka = write_frame(semua)
    sidik, oleh = fingerprint(kerangka), isi.pop("oleh", None) or pabrik.buat_pengguna()
    dasar: dict[str, Any] = {
        "tahun": 2026, "triwulan": 2, "persen": 5, "kerangka": kerangka, "sidik_kerangka": sidik, "jumlah": len(semua),
        "per_opd": count_per_opd(semua), "dikunci_oleh": oleh, "dikunci_pada": pabrik.pada(KUNCI), "dikunci_sebagai": "Uji",
    }  # fmt: skip
    if diundi:
        dasar |= {
            "kurs_tanggal": KURS, "kurs_rp": 16_287, "benih": seed_of(sidik, KURS, 16_287), "diundi_oleh": oleh,
            "diundi_pada": pabrik.pada(KURS, 17), "diundi_sebagai": "Uji",
        }  # fmt: skip
    return UjiPetik.objects.create(**dasar | isi)


def buat_butir(uji: UjiPetik | None = None, **isi: Any) -> ButirPetik:
    """A fact drawn: without a word of it an activity that is nowhere."""
    dasar: dict[str, Any] = {"urutan": pabrik.nomor(), "jenis": "kegiatan", "objek": uuid4(), "tanggal": AKHIR}
    dasar |= {"sebutan": "Kegiatan uji petik"} | isi
    for nama, buat in (("opd", pabrik.buat_opd), ("desa", pabrik.buat_desa)):
        dasar[nama] = dasar.get(nama) or buat()
    return ButirPetik.objects.create(uji=uji or buat_uji(diundi=True), **dasar)


def buat_hasil(butir: ButirPetik | None = None, hasil: str = "sesuai", **isi: Any) -> HasilPetik:
    """What a check found."""
    dasar: dict[str, Any] = {
        "tanggal": KURS, "catatan": "" if hasil == "sesuai" else "Barangnya tidak ada.", "diperiksa_pada": pabrik.pada(KURS, 18),
        "diperiksa_sebagai": "Verifikator",
    }  # fmt: skip
    dasar["diperiksa_oleh"] = isi.pop("diperiksa_oleh", None) or pabrik.buat_pengguna()
    return HasilPetik.objects.create(butir=butir or buat_butir(), hasil=hasil, **dasar | isi)
