"""Rows for the constraints of village indices, their dimensions and thresholds, and of macro figures."""

from decimal import Decimal
from typing import Any

from desa.models import BatasStatus, IndeksDesa, NilaiMakro, NilaiSubdimensi
from desa.models.indeks import DIMENSI
from tests import pabrik
from tests.pabrik_makro import buat_indikator_makro, buat_nilai_makro


def _idm() -> IndeksDesa:
    return pabrik.buat_indeks(pabrik.buat_desa())


def _indeks_desa() -> IndeksDesa:
    return pabrik.buat_indeks(pabrik.buat_desa(), 2025)


def _sub() -> NilaiSubdimensi:
    return NilaiSubdimensi.objects.create(indeks=_indeks_desa(), subdimensi="pendidikan", poin=30)


def _batas() -> BatasStatus:
    return pabrik.buat_batas("idm", 2016 + pabrik.nomor() % 5000)


def _makro() -> NilaiMakro:
    return buat_nilai_makro(jenis="target")


SATU_BARIS: dict[str, tuple[Any, dict[str, Any]]] = {
    "desa_indeksdesa_skala": (_idm, {"nilai": Decimal("1.5")}),
    "desa_indeksdesa_tahun": (_idm, {"tahun": 2025}),
    "desa_indeksdesa_dimensi": (_indeks_desa, {"sosial": Decimal(5)}),
    "desa_indeksdesa_poin": (_indeks_desa, dict.fromkeys(DIMENSI, Decimal(-1))),
    "desa_nilaisubdimensi_poin": (_sub, {"poin": Decimal(-1)}),
    "desa_nilaimakro_tahun": (_makro, {"tahun": 25}),
    "desa_nilaimakro_rentang": (_makro, {"nilai_atas": Decimal(0)}),
    "desa_batasstatus_urut": (_batas, {"maju": Decimal("0.5")}),
}
DUA_BARIS: dict[str, tuple[Any, str]] = {
    "desa_indeksdesa_unik": (_idm, "desa jenis tahun"),
    "desa_nilaisubdimensi_unik": (_sub, "indeks subdimensi"),
    "desa_nilaimakro_unik": (_makro, "indikator jenis tahun periode sumber"),
    "desa_batasstatus_unik": (_batas, "jenis mulai_tahun"),
}
BUAT = {
    "indeksdesa": _idm,
    "nilaisubdimensi": _sub,
    "batasstatus": _batas,
    "indikatormakro": buat_indikator_makro,
    "nilaimakro": _makro,
}
