"""The ground floor's nouns."""

from desa.models.catatan import Actor, Catatan, CatatanTetap, Instalasi, make_catatan, record
from desa.models.dasar import Fakta, FaktaQuerySet
from desa.models.indeks import (
    SKOR_BERMASALAH,
    BatasStatus,
    DataKemiskinan,
    IndeksDesa,
    Indikator,
    NilaiIndikator,
    NilaiSubdimensi,
)
from desa.models.indeks_harga import IndeksHarga
from desa.models.kbli import Kbli
from desa.models.keluarga import Keluarga, SidikKeluarga, StatusKeluarga
from desa.models.kesejahteraan import PotretKesejahteraan
from desa.models.legalitas import Legalitas
from desa.models.makro import IndikatorMakro, NilaiMakro
from desa.models.pembiayaan import Pembiayaan
from desa.models.penutupan import MasaTutup, PenutupanUmkm
from desa.models.perkembangan import PerkembanganUmkm
from desa.models.produk import DilihatProduk, PersetujuanTampil, Produk
from desa.models.saluran import PenjualanSaluran
from desa.models.segel import SegelCatatan
from desa.models.tanda import TandaUbah
from desa.models.umkm import Penjualan, Umkm
from desa.models.wilayah import DaftarPrioritas, Desa, Kabupaten, Kecamatan, KondisiDesa, Kontak

__all__ = [
    "SKOR_BERMASALAH",
    "Actor",
    "BatasStatus",
    "Catatan",
    "CatatanTetap",
    "DaftarPrioritas",
    "DataKemiskinan",
    "Desa",
    "DilihatProduk",
    "Fakta",
    "FaktaQuerySet",
    "IndeksDesa",
    "IndeksHarga",
    "Indikator",
    "IndikatorMakro",
    "Instalasi",
    "Kabupaten",
    "Kbli",
    "Kecamatan",
    "Keluarga",
    "KondisiDesa",
    "Kontak",
    "Legalitas",
    "MasaTutup",
    "NilaiIndikator",
    "NilaiMakro",
    "NilaiSubdimensi",
    "Pembiayaan",
    "Penjualan",
    "PenutupanUmkm",
    "PersetujuanTampil",
    "PotretKesejahteraan",
    "Produk",
    "PerkembanganUmkm",
    "PenjualanSaluran",
    "SegelCatatan",
    "SidikKeluarga",
    "StatusKeluarga",
    "TandaUbah",
    "Umkm",
    "make_catatan",
    "record",
]
