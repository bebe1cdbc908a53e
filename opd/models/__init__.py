"""The middle floor's nouns."""

from opd.models.arahan import Arahan, Rakor, TindakLanjut
from opd.models.asesmen import Asesmen
from opd.models.bantuan import Bantuan, PemeriksaanBantuan, PenerimaBantuan
from opd.models.cetakan import Cetakan, KopSurat
from opd.models.dukungan import DukunganBaris
from opd.models.faktor import FaktorKedua, KodePemulihan
from opd.models.hasil_kunjungan import JawabanPeriksa, TindakLanjutKunjungan
from opd.models.impor import Impor
from opd.models.kegiatan import Bukti, DanaKegiatan, Kegiatan, Kunjungan, KunjunganUmkm
from opd.models.kelangsungan import HasilKelangsungan
from opd.models.konsultasi import Konsultasi
from opd.models.laporan import BukaKunci, LangkahNaskah, LaporanTriwulan
from opd.models.mitra import JanjiMitra, Mitra, SerahMitra
from opd.models.naskah import Delegasi, Naskah
from opd.models.opd import AliasOpd, IndikatorOpd, Jabatan, Opd, PenggabunganOpd
from opd.models.pameran import HasilPameran, Pameran
from opd.models.pasar import PermintaanPasar
from opd.models.pekerjaan import Pekerjaan
from opd.models.pembeli import Pasokan, Pembeli
from opd.models.pengguna import Pengguna, PeranAktif, PeranPengguna, PercobaanMasuk
from opd.models.penugasan import AnggotaTim, Penugasan, Sk, Tim
from opd.models.peta_kolom import PetaKolom
from opd.models.rencana import BarisRencana, PaguBaris, RencanaAksi
from opd.models.rencana_kunjungan import PindahRencana, RencanaKunjungan
from opd.models.sesi import Sesi
from opd.models.subjek import Nisan, PermintaanSubjek
from opd.models.surat import SuratKeluar
from opd.models.tenggat import Tenggat

__all__ = [
    "AliasOpd",
    "AnggotaTim",
    "Arahan",
    "Asesmen",
    "Bantuan",
    "BarisRencana",
    "BukaKunci",
    "Bukti",
    "Cetakan",
    "DanaKegiatan",
    "Delegasi",
    "DukunganBaris",
    "FaktorKedua",
    "HasilPameran",
    "HasilKelangsungan",
    "Impor",
    "IndikatorOpd",
    "Jabatan",
    "JanjiMitra",
    "JawabanPeriksa",
    "Kegiatan",
    "KodePemulihan",
    "Konsultasi",
    "KopSurat",
    "Kunjungan",
    "KunjunganUmkm",
    "LangkahNaskah",
    "LaporanTriwulan",
    "Mitra",
    "Naskah",
    "Nisan",
    "Opd",
    "PaguBaris",
    "Pameran",
    "Pasokan",
    "Pekerjaan",
    "Pembeli",
    "PemeriksaanBantuan",
    "PenerimaBantuan",
    "PenggabunganOpd",
    "Pengguna",
    "Penugasan",
    "PeranAktif",
    "PeranPengguna",
    "PercobaanMasuk",
    "PermintaanPasar",
    "PermintaanSubjek",
    "PetaKolom",
    "PindahRencana",
    "Rakor",
    "RencanaAksi",
    "RencanaKunjungan",
    "SerahMitra",
    "Sesi",
    "Sk",
    "SuratKeluar",
    "Tenggat",
    "Tim",
    "TindakLanjut",
    "TindakLanjutKunjungan",
]
