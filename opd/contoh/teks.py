"""What the sample's activities and visits say, by the trade of the OPD."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Acara:
    """A kind of activity: its name, volume range with unit, rupiah range, and the OPDs it belongs to (none: all)."""

    judul: str
    volume: tuple[int, int]
    satuan: str
    rupiah: tuple[int, int]
    opd: tuple[str, ...] = ()


ACARA = (
    Acara("Pelatihan pembukuan sederhana bagi pelaku UMKM", (12, 35), "orang", (6_000_000, 18_000_000)),
    Acara("Pendampingan pendaftaran NIB", (5, 20), "orang", (2_000_000, 6_000_000)),
    Acara("Penyaluran paket kemasan dan label produk", (50, 400), "paket", (4_000_000, 16_000_000)),
    Acara("Pertemuan dengan kelompok usaha dan pemerintah desa", (1, 1), "kali", (1_500_000, 5_000_000)),
    Acara("Fasilitasi pameran produk desa di Ambon", (3, 12), "produk", (8_000_000, 30_000_000)),
    Acara("Sosialisasi Kredit Usaha Rakyat bersama bank", (15, 45), "orang", (2_500_000, 7_000_000)),
    Acara("Bantuan alat pengolahan sagu", (1, 4), "unit", (18_000_000, 65_000_000), ("disperindag", "distan")),
    Acara("Pembagian anakan pala", (300, 1500), "batang", (9_000_000, 45_000_000), ("distan", "dishut")),
    Acara("Pembagian bibit cengkih", (200, 1200), "batang", (7_000_000, 36_000_000), ("distan", "dishut")),
    Acara("Bantuan ternak sapi", (4, 12), "ekor", (48_000_000, 144_000_000), ("distan",)),
    Acara("Demonstrasi menu pangan lokal B2SA", (20, 60), "orang", (5_000_000, 14_000_000), ("dkp-pangan", "dinkes")),
    Acara("Bantuan bibit dan tali rumput laut", (30, 150), "bentang", (9_000_000, 38_000_000), ("dkp",)),
    Acara("Pelatihan pengolahan abon dan ikan asar", (10, 25), "orang", (8_000_000, 22_000_000), ("dkp", "diskop-ukm")),
    Acara("Pembentukan dan pembinaan koperasi desa", (1, 2), "lembaga", (4_000_000, 12_000_000), ("diskop-ukm",)),
    Acara("Pelatihan pengurus BUM Desa", (6, 14), "orang", (5_000_000, 15_000_000), ("dpmd",)),
    Acara("Perbaikan jaringan air bersih", (200, 900), "meter", (40_000_000, 160_000_000), ("pupr", "prkp")),
    Acara("Pelayanan kesehatan keliling", (60, 220), "orang", (9_000_000, 26_000_000), ("dinkes", "rsud-haulussy")),
    Acara("Penyuluhan gizi dan pencegahan stunting", (20, 55), "KK", (3_000_000, 9_000_000), ("dinkes", "dp3a")),
    Acara("Pemasangan titik internet di balai desa", (1, 2), "unit", (12_000_000, 40_000_000), ("diskominfo",)),
    Acara(
        "Perekaman dan pencetakan dokumen kependudukan", (40, 180), "orang", (4_000_000, 11_000_000), ("disdukcapil",)
    ),
    Acara("Bantuan buku dan sudut baca desa", (100, 350), "buku", (5_000_000, 15_000_000), ("dispusip", "disdikbud")),
    Acara("Bantuan sembako bagi keluarga miskin", (15, 60), "KK", (6_000_000, 24_000_000), ("dinsos",)),
    Acara("Pelatihan tukang dan tenaga terampil", (8, 20), "orang", (9_000_000, 24_000_000), ("disnakertrans", "pupr")),
    Acara("Penanaman mangrove di pesisir", (500, 3000), "batang", (4_000_000, 14_000_000), ("dishut", "dlh")),
    Acara("Pelatihan siaga bencana tingkat desa", (20, 50), "orang", (5_000_000, 14_000_000), ("bpbd",)),
    Acara("Pembinaan olahraga pemuda desa", (15, 40), "orang", (3_000_000, 9_000_000), ("dispora",)),
    Acara("Pelatihan pemandu wisata desa", (6, 18), "orang", (6_000_000, 18_000_000), ("dispar",)),
)
URAIAN = (
    "Dihadiri kelompok usaha, pemerintah desa, dan pendamping desa. Hasil dicatat bersama.",
    "Peserta mempraktikkan langsung dengan bahan dari desa. Sebagian membutuhkan alat tambahan.",
    "Cuaca buruk menunda keberangkatan satu hari. Kegiatan tetap terlaksana penuh.",
    "Pembeli dari ibu kota kabupaten ikut hadir dan memesan contoh produk.",
    "Kegiatan dilanjutkan dengan pembagian tugas untuk bulan berikutnya.",
)
CATATAN = (
    "Produksi berjalan, pasar masih terbatas di desa. Perlu pembeli tetap di ibu kota kabupaten.",
    "Bahan baku cukup, kemasan masih kantong plastik biasa.",
    "Kelompok aktif bertemu setiap minggu, pembukuan mulai diisi.",
    "Kapal hanya datang dua minggu sekali, sebagian produk rusak sebelum dijual.",
    "Anggota muda mulai ikut, perlu pelatihan lanjutan.",
    "Modal habis untuk membeli bahan, diarahkan ke KUR.",
    "Hasil panen menurun karena hujan panjang.",
)
TINDAK_LANJUT = (
    "Mencari pembeli di ibu kota kabupaten.",
    "Mengusulkan kemasan dan label pada triwulan berikut.",
    "Membantu berkas NIB bagi usaha yang belum punya.",
    "Menghubungi Dinas Perhubungan tentang jadwal kapal.",
    "Menjadwalkan pelatihan pembukuan.",
    "",
)
MASALAH = ("Pembeli sedikit", "Bahan baku datang dari pulau lain", "Kemasan belum layak jual", "Modal kurang", "")
SARAN = (
    "Tawarkan ke toko di ibu kota kabupaten",
    "Beli bahan bersama kelompok",
    "Pakai kemasan berlabel",
    "Ajukan KUR",
)
TINDAK_UMKM = (
    "Menyiapkan berkas NIB bersama pemiliknya.",
    "Mengantar contoh produk ke toko di ibu kota kabupaten.",
    "Mengajukan KUR ke bank unit terdekat.",
    "Mencetak label dan kemasan 100 lembar.",
    "Mengajari pembukuan harian sederhana.",
)
HASIL_TINDAK = (
    "CONTOH Sudah dikerjakan bersama perangkat desa.",
    "CONTOH Berkasnya lengkap dan sudah diserahkan.",
    "CONTOH Dua toko bersedia menjual dengan titip barang.",
    "CONTOH Sudah dilatih; pembukuan diisi setiap hari.",
)
MODA = ("kapal perintis", "perahu motor", "mobil dan perahu motor", "mobil", "ojek lalu jalan kaki")
KENDALA = (
    "CONTOH Kapal perintis hanya sekali dua minggu, sehingga bahan pelatihan terlambat tiba.",
    "CONTOH Sinyal lemah; laporan penjualan UMKM dikumpulkan lewat sekretaris desa.",
    "CONTOH Sebagian pelaku UMKM sedang musim melaut dan belum dapat ditemui.",
    "CONTOH Anggaran triwulan ini baru cair pada bulan terakhir.",
    "CONTOH Kemasan yang dipesan dari Ambon tertahan di pelabuhan.",
)
LANGKAH_TRIWULAN = (
    "CONTOH Jadwal kunjungan disatukan dengan OPD lain yang ke kecamatan yang sama.",
    "CONTOH Pelatihan dipindah ke balai desa pada malam hari.",
    "CONTOH Pembeli di ibu kota kabupaten dihubungi dan pesanan pertama dikirim.",
    "CONTOH Berkas NIB dikumpulkan di kantor desa dan didaftarkan sekaligus.",
)
RENCANA_BERIKUT = (
    "CONTOH Pelatihan pembukuan bagi UMKM yang belum melapor, bersama pendamping desa.",
    "CONTOH Kunjungan lapangan bulan pertama dan ketiga; kepala OPD ikut pada kunjungan kedua.",
    "CONTOH Pemasangan label dan kemasan bagi usaha yang sudah ber-NIB.",
    "CONTOH Pertemuan dengan Baznas tentang modal usaha bagi keluarga miskin.",
)
