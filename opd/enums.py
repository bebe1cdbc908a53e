"""Choice lists of the middle floor."""

from django.db.models import TextChoices


class Peran(TextChoices):
    """Roles (desain.md section 1). `kepala_opd` is never stored as a role: it follows from an open Jabatan."""

    ADMIN_SISTEM = "admin_sistem", "Admin sistem"
    PIMPINAN = "pimpinan", "Pimpinan"
    VERIFIKATOR = "verifikator", "Verifikator"
    KEPALA_OPD = "kepala_opd", "Kepala OPD"
    OPERATOR_OPD = "operator_opd", "Operator OPD"
    PEMBACA = "pembaca", "Pembaca"


class JenisOpd(TextChoices):
    SEKRETARIAT = "sekretariat", "Sekretariat"
    INSPEKTORAT = "inspektorat", "Inspektorat"
    DINAS = "dinas", "Dinas"
    BADAN = "badan", "Badan"
    BIRO = "biro", "Biro"
    SATUAN = "satuan", "Satuan"
    RUMAH_SAKIT = "rumah_sakit", "Rumah sakit"


class BuktiOpd(TextChoices):
    """How sure we are that a unit exists under this name."""

    TERLIHAT = "terlihat", "Terlihat pada sumber"
    DUGAAN = "dugaan", "Dugaan, perlu konfirmasi"
    DIKONFIRMASI = "dikonfirmasi", "Dikonfirmasi"


class StatusJabatan(TextChoices):
    DEFINITIF = "definitif", "Definitif"
    PLT = "plt", "Plt."
    PLH = "plh", "Plh."
    PJ = "pj", "Pj."


class PeranPenugasan(TextChoices):
    PENANGGUNG_JAWAB = "penanggung_jawab", "Penanggung jawab"
    PENDUKUNG = "pendukung", "Pendukung"


class CaraSelesai(TextChoices):
    LANJUT = "lanjut", "Dilanjutkan SK berikutnya"
    DIALIHKAN = "dialihkan", "Dialihkan ke OPD lain"
    SELESAI = "selesai", "Selesai"
    OPD_DILEBUR = "opd_dilebur", "OPD dilebur"


class PeranTim(TextChoices):
    KETUA = "ketua", "Ketua"
    SEKRETARIS = "sekretaris", "Sekretaris"
    ANGGOTA = "anggota", "Anggota"
    OPERATOR = "operator", "Operator"


class StatusPenggabungan(TextChoices):
    DILAPORKAN = "dilaporkan", "Dilaporkan, perlu konfirmasi"
    DIJALANKAN = "dijalankan", "Sudah dijalankan"
    DITOLAK = "ditolak", "Tidak benar"


class SumberDana(TextChoices):
    APBD_PROV = "apbd_prov", "APBD Provinsi"
    APBD_KAB = "apbd_kab", "APBD Kabupaten/Kota"
    APBN = "apbn", "APBN/DAK"
    DANA_DESA = "dana_desa", "Dana Desa"
    CSR = "csr", "CSR/TJSLP"
    BAZNAS = "baznas", "Baznas"
    NGO = "ngo", "NGO"
    SWADAYA = "swadaya", "Swadaya"
    LAINNYA = "lainnya", "Lainnya"


class CaraKunjungan(TextChoices):
    LAPANGAN = "lapangan", "Kunjungan lapangan"
    JARAK_JAUH = "jarak_jauh", "Jarak jauh"


class Berjalan(TextChoices):
    YA = "ya", "Masih berjalan"
    TIDAK = "tidak", "Tidak berjalan"
    TIDAK_DITEMUI = "tidak_ditemui", "Tidak ditemui"


class ButirPeriksa(TextChoices):
    """What a visit is to look at. An item keeps its slug for ever; one that is no longer asked leaves DAFTAR_PERIKSA only."""

    KEPALA_DESA = "kepala_desa", "Bertemu kepala desa, raja, atau perangkat desa"
    KELUARGA_MISKIN = "keluarga_miskin", "Mengunjungi keluarga miskin atau kelompok rentan"
    TINDAK_LALU = "tindak_lalu", "Membahas tindak lanjut kunjungan lalu"
    RENCANA_AKSI = "rencana_aksi", "Memeriksa pelaksanaan rencana aksi di lapangan"
    BANTUAN = "bantuan", "Memeriksa bantuan terdahulu: masih ada dan dipakai"
    PRODUKSI = "produksi", "Melihat proses produksi UMKM"
    BAHAN_BAKU = "bahan_baku", "Memeriksa stok dan bahan baku"
    KEMASAN = "kemasan", "Memeriksa kemasan, label, dan perizinan usaha"
    PEMBUKUAN = "pembukuan", "Memeriksa pembukuan usaha"
    DATA_PENJUALAN = "data_penjualan", "Mencatat data penjualan bulan berjalan"
    PEMASARAN = "pemasaran", "Membahas pemasaran dan pembeli"
    PERMODALAN = "permodalan", "Membahas permodalan dan kredit usaha"


DAFTAR_PERIKSA = tuple(ButirPeriksa)
"""The items asked of a new visit, in their order."""


class JawabanButir(TextChoices):
    YA = "ya", "Ya"
    TIDAK = "tidak", "Tidak"
    TIDAK_BERLAKU = "tidak_berlaku", "Tidak berlaku"


class Kecocokan(TextChoices):
    """What comparing a photo's time or place with the event gave; the raw values are not kept."""

    COCOK = "cocok", "Cocok"
    TIDAK_COCOK = "tidak_cocok", "Tidak cocok"
    TIDAK_ADA = "tidak_ada", "Tidak ada keterangan pada foto"


class JenisImpor(TextChoices):
    LAMPIRAN = "lampiran", "Lampiran SK"
    UMKM = "umkm", "Daftar UMKM"
    KELUARGA = "keluarga", "Keluarga sasaran"
    DATA_KELUARGA = "data_keluarga", "Perbaikan data keluarga"
    PENJUALAN = "penjualan", "Penjualan bulanan"
    PERKEMBANGAN = "perkembangan", "Perkembangan triwulan"
    KEGIATAN = "kegiatan", "Kegiatan"
    POTRET = "potret", "Potret kesejahteraan"
    INDEKS = "indeks", "Indeks desa"
    SKOR = "skor", "Skor indikator IDM"
    MAKRO = "makro", "Angka makro"


IMPOR_PEMELIHARA = frozenset({JenisImpor.LAMPIRAN, JenisImpor.INDEKS, JenisImpor.SKOR, JenisImpor.MAKRO})
"""Lists that verifikator and admin_sistem alone import."""
IMPOR_KELUARGA = frozenset({JenisImpor.KELUARGA, JenisImpor.DATA_KELUARGA})
"""Lists of poor families: for who may read them alone, and kept no longer than until they are applied or set aside."""
IMPOR_OPD = frozenset({JenisImpor.PERKEMBANGAN, JenisImpor.KEGIATAN})
"""Lists that an OPD alone writes: nobody else's account imports them, or opens one that was uploaded."""


class StatusImpor(TextChoices):
    PRATINJAU = "pratinjau", "Menunggu diterapkan"
    DITERAPKAN = "diterapkan", "Diterapkan"
    DITOLAK = "ditolak", "Ditolak"
    DIBATALKAN = "dibatalkan", "Dibatalkan"


class JenisBantuan(TextChoices):
    """Kinds of aid. The same kind to the same recipient within a year is asked about before saving."""

    BIBIT = "bibit", "Bibit dan tanaman"
    TERNAK = "ternak", "Ternak dan pakan"
    TANGKAP = "tangkap", "Perahu dan alat tangkap"
    ALAT = "alat", "Alat dan mesin usaha"
    BAHAN = "bahan", "Bahan baku usaha"
    MODAL = "modal", "Modal usaha (uang)"
    PANGAN = "pangan", "Pangan"
    RUMAH = "rumah", "Perbaikan rumah"
    SANITASI = "sanitasi", "Air bersih dan sanitasi"
    LAINNYA = "lainnya", "Lainnya"


class KeadaanBantuan(TextChoices):
    """What a later check found."""

    DIPAKAI = "dipakai", "Masih ada dan dipakai"
    TIDAK_DIPAKAI = "tidak_dipakai", "Masih ada, tidak dipakai"
    RUSAK = "rusak", "Rusak, sakit, atau mati"
    TIDAK_ADA = "tidak_ada", "Sudah tidak ada"


class StatusNaskah(TextChoices):
    """Where a plan or a quarterly report stands (desain.md, section 3)."""

    DRAF = "draf", "Draf"
    DIAJUKAN = "diajukan", "Diajukan"
    DISETUJUI = "disetujui", "Disetujui kepala OPD"
    DIVERIFIKASI = "diverifikasi", "Diverifikasi"
    DIKEMBALIKAN = "dikembalikan", "Dikembalikan"


class TindakanNaskah(TextChoices):
    """What moves a plan or a report from one desk to the next."""

    AJUKAN = "ajukan", "Ajukan"
    TARIK = "tarik", "Tarik kembali"
    SETUJUI = "setujui", "Setujui"
    KEMBALIKAN = "kembalikan", "Kembalikan"
    VERIFIKASI = "verifikasi", "Verifikasi"
    TOLAK = "tolak", "Kembalikan dari verifikasi"


KATA_TINDAKAN = {
    TindakanNaskah.AJUKAN: ("mengajukan", "diajukan"),
    TindakanNaskah.TARIK: ("menarik kembali", "ditarik kembali"),
    TindakanNaskah.SETUJUI: ("menyetujui", "disetujui"),
    TindakanNaskah.KEMBALIKAN: ("mengembalikan", "dikembalikan"),
    TindakanNaskah.VERIFIKASI: ("memverifikasi", "diverifikasi"),
    TindakanNaskah.TOLAK: ("mengembalikan dari verifikasi", "dikembalikan"),
}
"""Each act as the Catatan and the journey say it, and as the sentence to who came second says it."""


class JenisSurat(TextChoices):
    """Kinds of e-mail that the application sends by itself."""

    PENGINGAT_LAPORAN = "pengingat_laporan", "Pengingat laporan triwulan"


class KelompokVerifikasi(TextChoices):
    """Which group of verifikator a paper goes to, by the strategy of most of its lines."""

    BANSOS = "bansos", "Kelompok bantuan sosial"
    PEMBERDAYAAN = "pemberdayaan", "Kelompok pemberdayaan"


class Strategi(TextChoices):
    """The three strategies. Law: Inpres 4/2022 and Inpres 8/2025."""

    BEBAN_PENGELUARAN = "beban_pengeluaran", "Pengurangan beban pengeluaran"
    PENDAPATAN = "pendapatan", "Peningkatan pendapatan"
    KANTONG_KEMISKINAN = "kantong_kemiskinan", "Penurunan kantong kemiskinan"


class Polaritas(TextChoices):
    POSITIF = "positif", "Makin besar makin baik"
    NEGATIF = "negatif", "Makin kecil makin baik"


class Akumulasi(TextChoices):
    """How the targets of the four quarters make the year (desain.md, section 4, capaian fisik)."""

    NON_KUMULATIF = "non_kumulatif", "Dijumlahkan tiap triwulan"
    KUMULATIF = "kumulatif", "Angka berjalan sampai triwulan itu"
    RATA_RATA = "rata_rata", "Rata-rata triwulan"
    AKHIR_PERIODE = "akhir_periode", "Hanya dinilai pada akhir tahun"


class KeadaanKonsultasi(TextChoices):
    """How far a question of the klinik is; it follows from what was answered and reported."""

    BELUM = "belum", "belum dijawab"
    DIJAWAB = "dijawab", "dijawab"
    BERJALAN = "berjalan", "target berjalan"
    LEWAT = "lewat", "target lewat"
    DILAPORKAN = "dilaporkan", "target dilaporkan"


class StatusTindakLanjut(TextChoices):
    """Where one round of an OPD's answer to an arahan stands; a return opens the next round."""

    BELUM_DIJAWAB = "belum_dijawab", "Belum dijawab"
    DIJAWAB = "dijawab", "Dijawab, menunggu pemeriksaan"
    SELESAI = "selesai", "Selesai"
    DIKEMBALIKAN = "dikembalikan", "Dikembalikan"


class StatusDukungan(TextChoices):
    """Where a request to another OPD for a line of the plan stands."""

    MENUNGGU = "menunggu", "Menunggu jawaban"
    DITERIMA = "diterima", "Diterima"
    DITOLAK = "ditolak", "Ditolak"
    DITARIK = "ditarik", "Ditarik"


class JenisPermintaan(TextChoices):
    """What a data subject asks for beside reading and correcting (UU 27/2022 art. 41, 43)."""

    PEMBATASAN = "pembatasan", "Pembatasan pemrosesan"
    PENGHAPUSAN = "penghapusan", "Penghapusan data"
    PENGAKHIRAN = "pengakhiran", "Pengakhiran pembatasan"


class PengajuPermintaan(TextChoices):
    """Who asked, by the tie to the person; the name stands in the paper, not here."""

    SENDIRI = "sendiri", "Orangnya sendiri"
    KUASA = "kuasa", "Kuasanya"
    WALI = "wali", "Orang tua atau wali"
    AHLI_WARIS = "ahli_waris", "Ahli waris"
    PENGENDALI = "pengendali", "Pengendali data atas temuannya sendiri"


class StatusPermintaan(TextChoices):
    """Where a request stands; `berakhir` is a restriction that was lifted or gave way to an erasure."""

    MENUNGGU = "menunggu", "Menunggu putusan"
    DILAKSANAKAN = "dilaksanakan", "Dilaksanakan"
    DITOLAK = "ditolak", "Ditolak"
    DITARIK = "ditarik", "Ditarik"
    BERAKHIR = "berakhir", "Berakhir"


class JenisMitra(TextChoices):
    """Who helps beside the government. Law: UU 40/2007 art. 74, UU 23/2011 (Baznas)."""

    PERUSAHAAN = "perusahaan", "Perusahaan (CSR/TJSLP)"
    BAZNAS = "baznas", "Baznas"
    NGO = "ngo", "NGO atau yayasan"
    BANK = "bank", "Bank"
    KAMPUS = "kampus", "Perguruan tinggi"
    OPD_KABUPATEN = "opd_kabupaten", "OPD kabupaten/kota"
    LAINNYA = "lainnya", "Lainnya"


class JenisPembeli(TextChoices):
    """Who buys what enterprises of the villages make."""

    TOKO = "toko", "Toko"
    PASAR = "pasar", "Pasar"
    RESELLER = "reseller", "Reseller"
    HOTEL_RESTORAN = "hotel_restoran", "Hotel atau restoran"
    EKSPORTIR = "eksportir", "Eksportir"
    INSTANSI = "instansi", "Instansi"
    LAINNYA = "lainnya", "Lainnya"


class ModaAngkut(TextChoices):
    """How goods reach a buyer."""

    KAPAL_PERINTIS = "kapal_perintis", "Kapal perintis"
    FERI = "feri", "Feri"
    DARAT = "darat", "Darat"
    UDARA = "udara", "Udara"


class AlasanPasar(TextChoices):
    """Why an enterprise's goods have no market (opd/rekap/pasar.py)."""

    DIAM = "diam", "Diam: tiga bulan tanpa penjualan"
    LANGSUNG = "langsung", "Hanya terjual langsung"
    TANPA_SALURAN = "tanpa_saluran", "Saluran penjualan belum disebut"


class BentukJanji(TextChoices):
    UANG = "uang", "Uang"
    BARANG = "barang", "Barang"
    JASA = "jasa", "Jasa"


class KeadaanTayang(TextChoices):
    """Whether everybody sees a product, or what must be settled first."""

    TAYANG = "tayang", "Tampil di etalase"
    BELUM_SETUJU = "belum_setuju", "Belum ada persetujuan yang berlaku"
    DITARIK = "ditarik", "Ditarik"
    UMKM_BERAKHIR = "umkm_berakhir", "UMKM tutup atau tidak lagi dibina"


class JenisCetakan(TextChoices):
    """Kinds of official papers that carry a code to be checked by."""

    LAPORAN = "laporan_triwulan", "Laporan triwulan"
    PAPARAN = "paparan", "Paparan desa"
    MONEV = "monev", "Laporan monitoring dan evaluasi desa"
    REKAP = "rekap_provinsi", "Rekapitulasi provinsi"
    LP2KD = "lp2kd", "Tabel LP2KD"
    RAT = "rat", "Tabel Rencana Aksi Tahunan (RAT)"
    FORMULIR_A = "pp39_a", "Formulir A PP 39/2006"
    FORMULIR_B = "pp39_b", "Formulir B PP 39/2006"
    PERINGKAT = "peringkat", "Daftar peringkat"
    PIAGAM = "piagam", "Piagam penghargaan"
    EVALUASI = "evaluasi", "Evaluasi tahunan"
    MUTU = "mutu_data", "Ringkasan mutu data"
    ARAHAN = "arahan_terbuka", "Daftar arahan yang belum selesai"


class JenisPekerjaan(TextChoices):
    """Kinds of long work that is done beside the pages."""

    IMPOR = "impor", "Impor"
    NASKAH = "naskah", "Naskah"
    PERINGKAT = "peringkat", "Peringkat"
    DAMPAK = "dampak", "Dampak"
    PAKET = "paket", "Paket rakor"


class KeadaanPekerjaan(TextChoices):
    """Where a piece of long work stands."""

    ANTRE = "antre", "Antre"
    BERJALAN = "berjalan", "Berjalan"
    SELESAI = "selesai", "Selesai"
    GAGAL = "gagal", "Gagal"
    DIBATALKAN = "dibatalkan", "Dibatalkan"
