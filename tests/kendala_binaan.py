"""Rows of tests/test_kendala.py for the top floor: impact, weights, rankings, and what follows them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any
from uuid import uuid4

from binaan.models import HitunganDesa
from tests import pabrik_dampak
from tests.pabrik import SEKARANG
from tests.pabrik_api import buat_aplikasi, buat_token
from tests.pabrik_peringkat import (
    buat_bobot,
    buat_evaluasi,
    buat_hitungan,
    buat_masa,
    buat_penghargaan,
    buat_peringkat,
    buat_sanggahan,
    masukan,
)
from tests.pabrik_petik import buat_butir, buat_hasil, buat_uji

_tahun = count(2026)


def _bobot() -> Any:
    return buat_bobot(next(_tahun), ditetapkan=False)


def _hitungan() -> Any:
    return buat_hitungan(masukan(tahun=next(_tahun)))


def _masa() -> Any:
    return buat_masa(next(_tahun))


def _peringkat() -> Any:
    return buat_peringkat(tahun=next(_tahun))


def _sanggahan() -> Any:
    return buat_sanggahan(_peringkat())


def _penghargaan() -> Any:
    return buat_penghargaan(_peringkat())


def _uji() -> Any:
    return buat_uji(tahun=next(_tahun))


def _butir() -> Any:
    return buat_butir(_uji())


def _hasil() -> Any:
    return buat_hasil(_butir())


def _hitungan_desa() -> Any:
    return HitunganDesa.objects.create(desa=next(_tahun), petak=0, hari=SEKARANG.date(), tanda=uuid4(), isi="")


SATU_BARIS: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "binaan_bobot_tahun": (_bobot, {"tahun": 2022}),
    "binaan_bobot_ditetapkan": (_bobot, {"ditetapkan_pada": SEKARANG}),
    "binaan_hitunganperingkat_tahun": (_hitungan, {"tahun": 2022}),
    "binaan_masakoreksi_tahun": (_masa, {"tahun": 2022}),
    "binaan_peringkat_tahun": (_peringkat, {"tahun": 2022}),
    "binaan_peringkat_versi": (_peringkat, {"nomor": 2}),
    "binaan_sanggahan_diputus": (_sanggahan, {"putusan": "dikabulkan"}),
    "binaan_penghargaan_tahun": (_penghargaan, {"tahun": 2022}),
    "binaan_penghargaan_batal": (_penghargaan, {"dibatalkan_pada": SEKARANG}),
    "binaan_evaluasitahunan_tahun": (buat_evaluasi, {"tahun": 2022}),
    "binaan_aplikasi_cakupan": (buat_aplikasi, {"cakupan": ""}),
    "binaan_tokenaplikasi_dicabut": (buat_token, {"dicabut_pada": SEKARANG, "alasan": "bocor"}),
    "binaan_tokenaplikasi_alasan": (buat_token, {"alasan": "bocor"}),
    "binaan_ujipetik_tahun": (_uji, {"tahun": 2022}),
    "binaan_ujipetik_triwulan": (_uji, {"triwulan": 5}),
    "binaan_ujipetik_diundi": (_uji, {"benih": "ab"}),
    "binaan_hasilpetik_catatan": (_hasil, {"hasil": "tidak_sesuai"}),
}

DUA_BARIS: dict[str, tuple[Callable[[], Any], str]] = {
    "binaan_bobot_nomor": (_bobot, "tahun nomor"),
    "binaan_bobot_draf": (_bobot, "tahun"),
    "binaan_hitungandesa_petak": (_hitungan_desa, "petak desa"),
    "binaan_hitunganperingkat_satu": (_hitungan, "tahun"),
    "binaan_peringkat_nomor": (_peringkat, "tahun nomor"),
    "binaan_sanggahan_sekali": (_sanggahan, "peringkat opd komponen"),
    "binaan_penghargaan_sekali": (_penghargaan, "tahun opd nama"),
    "binaan_evaluasitahunan_pertama": (buat_evaluasi, "tahun desa"),
    "binaan_ujipetik_sekali": (_uji, "tahun triwulan"),
    "binaan_butirpetik_urutan": (_butir, "uji urutan"),
    "binaan_butirpetik_sekali": (_butir, "uji jenis objek"),
    "binaan_hasilpetik_pertama": (_hasil, "butir"),
}

BUAT: dict[str, Callable[[], Any]] = {
    "hasildampak": lambda: pabrik_dampak.hitung(SEKARANG.date()),
    "bobot": _bobot,
    "hitungandesa": _hitungan_desa,
    "hitunganperingkat": _hitungan,
    "masakoreksi": _masa,
    "peringkat": _peringkat,
    "sanggahan": _sanggahan,
    "penghargaan": _penghargaan,
    "evaluasitahunan": buat_evaluasi,
    "aplikasi": buat_aplikasi,
    "tokenaplikasi": buat_token,
    "ujipetik": _uji,
    "butirpetik": _butir,
    "hasilpetik": _hasil,
}
