"""Closed lists of words of the top floor."""

from django.db.models import TextChoices


class Putusan(TextChoices):
    """What a comparison of assisted with similar villages allows to say."""

    BELUM = "belum", "Belum dapat disimpulkan"
    SETARA = "setara", "Tidak tampak perbedaan"
    LEBIH_BAIK = "lebih_baik", "Berubah lebih baik"
    LEBIH_BURUK = "lebih_buruk", "Berubah kurang baik"


class KelompokKomponen(TextChoices):
    """What a component of the ranking speaks of; weights move inside a group only."""

    HASIL = "hasil", "Hasil"
    KELUARAN = "keluaran", "Keluaran"
    PROSES = "proses", "Proses"


class Komponen(TextChoices):
    """What the ranking of OPDs is made of. Which exist is code (binaan/peringkat/komponen.py), how much each weighs is data."""

    KK_EKSTREM = "kk_ekstrem", "Penurunan KK miskin ekstrem"
    ENTAS = "entas", "Keluarga entas yang bertahan"
    INDEKS = "indeks", "Perubahan indeks desa"
    BERJUALAN = "berjualan", "UMKM yang berjualan"
    OMZET = "omzet", "Pertumbuhan omzet"
    NAIK_KELAS = "naik_kelas", "UMKM naik kelas"
    BERTAHAN = "bertahan", "UMKM yang bertahan"
    CAPAIAN = "capaian", "Capaian rencana"
    SERAPAN = "serapan", "Serapan anggaran"
    KUNJUNGAN = "kunjungan", "Jeda kunjungan terlama"
    KETEPATAN = "ketepatan", "Ketepatan laporan"
    ARAHAN = "arahan", "Arahan dijawab tepat waktu"
    KEPALA = "kepala", "Kunjungan dihadiri kepala OPD"


class KeadaanNilai(TextChoices):
    """Whether a component can be read of a penugasan, and if not, whose fault that is."""

    TERISI = "terisi", "Dinilai"
    TIDAK_BERLAKU = "tidak_berlaku", "Tidak berlaku"
    TIDAK_DIISI = "tidak_diisi", "Tidak diisi"


class KelompokAkses(TextChoices):
    """How far the villages of an OPD lie from the capital of their kabupaten."""

    DEKAT = "dekat", "Dekat"
    SEDANG = "sedang", "Sedang"
    JAUH = "jauh", "Jauh"
    TIDAK_DIKETAHUI = "tidak_diketahui", "Belum diketahui"


class KeadaanPeringkat(TextChoices):
    """Whether an OPD takes part in a ranking."""

    DIPERINGKAT = "diperingkat", "Diperingkat"
    BELUM = "belum", "Belum diperingkat"
    DILEBUR = "dilebur", "Sudah dilebur"
    LUAR = "luar", "Di luar peringkat"


class PutusanSanggahan(TextChoices):
    """What became of an objection."""

    DIKABULKAN = "dikabulkan", "Dikabulkan"
    DITOLAK = "ditolak", "Ditolak"


class Dihargai(TextChoices):
    """Which ranking of a year is rewarded: the Sekda says so with the weights, before the year begins."""

    UMUM = "umum", "Peringkat umum"
    AKSES = "akses", "Peringkat dalam kelompok akses"
    KEDUANYA = "keduanya", "Peringkat umum dan dalam kelompok akses"


class JenisPenghargaan(TextChoices):
    """What a reward is given for."""

    UMUM = "umum", "Peringkat umum"
    AKSES = "akses", "Peringkat dalam kelompok akses"
    KHUSUS = "khusus", "Prestasi khusus"


class PutusanEvaluasi(TextChoices):
    """What the yearly evaluation of a village ends with."""

    LANJUT = "lanjut", "Dilanjutkan"
    ALIH = "alih", "Dialihkan"
    REPLIKASI = "replikasi", "Direplikasi"


class Cakupan(TextChoices):
    """Which parts of the data an application may read through the API."""

    WILAYAH = "wilayah", "OPD, desa, dan penugasan"
    KEGIATAN = "kegiatan", "Kegiatan, kunjungan, dan capaian rencana"
    UMKM = "umkm", "UMKM dan jumlah omzet"
    KESEJAHTERAAN = "kesejahteraan", "Indeks, potret kesejahteraan, dan angka makro"
    DASBOR = "dasbor", "Angka dasbor, keadaan desa, dan arahan"
    PERINGKAT = "peringkat", "Peringkat yang sudah dibekukan"


class JenisButir(TextChoices):
    """What a spot check may draw."""

    KEGIATAN = "kegiatan", "Kegiatan"
    KUNJUNGAN = "kunjungan", "Kunjungan"
    BANTUAN = "bantuan", "Bantuan"


class HasilUji(TextChoices):
    """What looking at it in the village found."""

    SESUAI = "sesuai", "Sesuai"
    TIDAK_SESUAI = "tidak_sesuai", "Tidak sesuai"
    TIDAK_DITEMUKAN = "tidak_ditemukan", "Tidak ditemukan"
