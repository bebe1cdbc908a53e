"""Rows for the constraints of village indices, their dimensions and their thresholds."""

from decimal import Decimal
from typing import Any

from desa.models import BatasStatus, IndeksDesa, NilaiSubdimensi
from desa.models.indeks import DIMENSI
from tests import pabrik


def _idm() -> IndeksDesa:
    return pabrik.buat_indeks(pabrik.buat_desa())


def _indeks_desa() -> IndeksDesa:
    return pabrik.buat_indeks(pabrik.buat_desa(), 2025)


def _sub() -> NilaiSubdimensi:
    return NilaiSubdimensi.objects.create(indeks=_indeks_desa(), subdimensi="pendidikan", poin=30)


def _batas() -> BatasStatus:
    return pabrik.buat_batas("idm", 2016 + pabrik.nomor() % 5000)


SATU_BARIS: dict[str, tuple[Any, dict[str, Any]]] = {
    "desa_indeksdesa_skala": (_idm, {"nilai": Decimal("1.5")}),
    "desa_indeksdesa_tahun": (_idm, {"tahun": 2025}),
    "desa_indeksdesa_dimensi": (_indeks_desa, {"sosial": Decimal(5)}),
    "desa_indeksdesa_poin": (_indeks_desa, dict.fromkeys(DIMENSI, Decimal(-1))),
    "desa_nilaisubdimensi_poin": (_sub, {"poin": Decimal(-1)}),
    "desa_batasstatus_urut": (_batas, {"maju": Decimal("0.5")}),
}
DUA_BARIS: dict[str, tuple[Any, str]] = {
    "desa_indeksdesa_unik": (_idm, "desa jenis tahun"),
    "desa_nilaisubdimensi_unik": (_sub, "indeks subdimensi"),
    "desa_batasstatus_unik": (_batas, "jenis mulai_tahun"),
}
BUAT = {"indeksdesa": _idm, "nilaisubdimensi": _sub, "batasstatus": _batas}
