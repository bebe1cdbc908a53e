"""The middle floor's nouns."""

from opd.models.impor import Impor
from opd.models.kegiatan import Bukti, DanaKegiatan, Kegiatan, Kunjungan, KunjunganUmkm
from opd.models.opd import AliasOpd, IndikatorOpd, Jabatan, Opd, PenggabunganOpd
from opd.models.pengguna import Pengguna, PeranAktif, PeranPengguna, PercobaanMasuk
from opd.models.penugasan import AnggotaTim, Penugasan, Sk, Tim

__all__ = [
    "AliasOpd",
    "AnggotaTim",
    "Bukti",
    "DanaKegiatan",
    "Impor",
    "IndikatorOpd",
    "Jabatan",
    "Kegiatan",
    "Kunjungan",
    "KunjunganUmkm",
    "Opd",
    "PenggabunganOpd",
    "Pengguna",
    "Penugasan",
    "PeranAktif",
    "PeranPengguna",
    "PercobaanMasuk",
    "Sk",
    "Tim",
]
