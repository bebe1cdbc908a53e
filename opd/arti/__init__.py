"""The definition of every figure, by its key."""

from opd.arti.dasar import Arti, Kelompok
from opd.arti.dasbor import DASBOR, OPD
from opd.arti.desa import DESA, KONTEKS, PILIH
from opd.arti.kemiskinan import DAMPAK, KEMISKINAN
from opd.arti.kerja import FOTO, KUNJUNGAN, RENCANA
from opd.arti.kerja_sama import MITRA, PASAR
from opd.arti.mutu import MUTU
from opd.arti.peringkat import PERINGKAT
from opd.arti.usaha import UMKM

KELOMPOK = {
    k.kunci: k
    for k in (
        UMKM,
        KUNJUNGAN,
        RENCANA,
        MITRA,
        PASAR,
        DASBOR,
        OPD,
        DESA,
        KONTEKS,
        KEMISKINAN,
        DAMPAK,
        PERINGKAT,
        MUTU,
        FOTO,
        PILIH,
    )
}
"""The groups in the order in which help lists them."""
ARTI = {a.kunci: (k, a) for k in KELOMPOK.values() for a in k.isi}
"""Each figure with its group."""

__all__ = ["ARTI", "KELOMPOK", "Arti", "Kelompok"]
