"""Every threshold of the programme's figures, in one table (desain.md, section 4). Pages print `arti` beside the colour."""

from dataclasses import dataclass

from desa.enums import JenisPembiayaan


@dataclass(frozen=True)
class Ambang:
    """One threshold: its value, unit, and meaning in words."""

    nilai: int
    satuan: str
    arti: str


KUNJUNGAN_RUTIN = Ambang(90, "hari", "Kunjungan lapangan terakhir paling lama 90 hari lalu: rutin.")
KUNJUNGAN_JARANG = Ambang(
    180, "hari", "Kunjungan lapangan terakhir 91 sampai 180 hari lalu: jarang; lebih dari itu: lama."
)
FOTO_KUNJUNGAN = Ambang(2, "foto", "Kunjungan lapangan dihitung bila berfoto paling sedikit 2.")
WARGA_KUNJUNGAN = Ambang(1, "warga", "Kunjungan lapangan dihitung bila menyebut paling sedikit 1 warga.")
KUNJUNGAN_PANTAU = Ambang(60, "hari", "Tugas mengunjungi desa muncul setelah 60 hari tanpa kunjungan lapangan.")
JENDELA_PENJUALAN = Ambang(3, "bulan", "Keadaan UMKM dibaca dari tiga bulan kalender terakhir yang sudah jatuh tempo.")
TUNGGU_PENJUALAN = Ambang(15, "hari", "Penjualan sebulan jatuh tempo 15 hari setelah bulan itu berakhir.")
BANDING_OMZET = Ambang(
    3, "bulan", "Omzet yang lazim ialah nilai tengah paling banyak tiga bulan berjualan terakhir UMKM itu."
)
PENCILAN_OMZET = Ambang(
    3,
    "kali simpangan",
    "Pencilan omzet: logaritma pertumbuhannya berjarak lebih dari 3 kali median simpangan mutlak dari nilai tengahnya, "
    "atau omzetnya turun menjadi nol; simpangan 0 dihitung 10 %. Disebut satu per satu dan tetap dihitung.",
)
PENCILAN_TERKECIL = Ambang(5, "UMKM", "Pencilan omzet dicari bila paling sedikit 5 UMKM dapat dibandingkan.")
DESA_TANPA_KUNJUNGAN = Ambang(
    90, "hari", "Tanpa kunjungan: kunjungan lapangan terakhir, atau mulai penugasan, lebih dari 90 hari lalu."
)
DESA_UMKM_DIAM = Ambang(25, "persen", "UMKM diam: paling sedikit 25 % UMKM yang belum tutup di desa itu diam.")
DESA_TANPA_KEGIATAN = Ambang(
    90, "hari", "Tanpa kegiatan: kegiatan terakhir, atau mulai penugasan, lebih dari 90 hari lalu."
)
DESA_TANPA_RENCANA = Ambang(
    90,
    "hari",
    "Tanpa rencana: lebih dari 90 hari sejak awal tahun, atau mulai penugasan, belum ada rencana aksi tahun itu "
    "yang diverifikasi.",
)
DESA_TANPA_LAPORAN = Ambang(
    25,
    "persen",
    "Tanpa laporan penjualan: paling sedikit 25 % UMKM yang belum tutup di desa itu belum diketahui keadaannya.",
)
JAWAB_KEMBALI = Ambang(7, "hari", "Jawaban arahan yang dikembalikan dijawab lagi dalam 7 hari.")
ASESMEN_AWAL = Ambang(30, "hari", "Asesmen awal diingatkan setelah 30 hari penugasan tanpa asesmen.")
ASESMEN_ULANG = Ambang(12, "bulan", "Asesmen ulang diingatkan 12 bulan setelah asesmen terakhir.")
PANTAU_KABAR = Ambang(
    60, "hari", "Tanpa kabar: lebih dari 60 hari tanpa laporan penjualan dan tanpa kunjungan yang menemui usahanya."
)
PANTAU_KUNJUNGAN = Ambang(60, "hari", "Tidak ditemui: lebih dari 60 hari sejak kunjungan terakhir yang menemuinya.")
PANTAU_TURUN = Ambang(
    3, "bulan", "Omzet turun: tiga bulan terakhir yang jatuh tempo masing-masing di bawah bulan sebelumnya."
)
NASKAH_TERTAHAN = Ambang(
    7,
    "hari",
    "Naskah tertahan: lebih dari 7 hari di meja kepala OPD atau verifikator, atau dikembalikan dan belum diajukan lagi; "
    "hari dengan jabatan kosong tidak dihitung.",
)
LAPORAN_KEMBALI = Ambang(7, "hari", "Laporan yang dikembalikan diajukan lagi dalam 7 hari.")
TENGGAT_DIUMUMKAN = Ambang(
    30, "hari", "Tenggat laporan diumumkan paling lambat 30 hari sebelumnya; sesudah itu hanya dapat diundurkan."
)
TARGET_INGATKAN = Ambang(14, "hari", "Target klinik konsultasi diingatkan sejak 14 hari sebelum tanggalnya.")
TINDAK_INGATKAN = Ambang(7, "hari", "Tindak lanjut kunjungan diingatkan sejak 7 hari sebelum jatuh temponya.")
DUKUNGAN_DITOLAK = Ambang(
    14, "hari", "Dukungan yang ditolak diberitahukan 14 hari kepada OPD yang memintanya, atau sampai diminta lagi."
)
LEGALITAS_INGATKAN = Ambang(90, "hari", "Legalitas diingatkan sejak 90 hari sebelum masa berlakunya habis.")
DILIHAT_JENDELA = Ambang(30, "hari", "Dilihat: berapa kali halaman produk dibuka umum dalam 30 hari terakhir.")
TARGET_TW_IV = Ambang(60, "persen", "Target menumpuk: lebih dari 60 % target setahun baru dijanjikan pada TW IV.")
TANDA_NAIK = Ambang(10, "persen", "Tanda naik kelas berupa angka bergerak bila bergeser paling sedikit 10 %.")
JARAK_POTRET = Ambang(2, "triwulan", "Naik kelas diukur dari dua catatan yang terpaut paling sedikit 2 triwulan.")
PERKEMBANGAN_TEMPO = Ambang(
    15,
    "hari",
    "Perkembangan UMKM setriwulan jatuh tempo 15 hari setelah triwulan itu berakhir; sesudah itu diingatkan.",
)
SEL_TERKECIL = Ambang(
    5, "UMKM", "Jumlah pembiayaan dari kurang dari 5 UMKM ditutup bagi OPD lain dan pembaca; selebihnya dibulatkan."
)
PEMBIAYAAN_TERBIT = Ambang(
    15, "hari", "Jumlah pembiayaan bagi OPD lain dan pembaca: akhir triwulan, menurut catatan 15 hari sesudahnya."
)
PLAFON_RP = {
    JenisPembiayaan.KUR_SUPER_MIKRO: 10_000_000,
    JenisPembiayaan.KUR_MIKRO: 100_000_000,
    JenisPembiayaan.KUR_KECIL: 500_000_000,
}
"""The most that one KUR lends. Law: Permenko Perekonomian 7/2025 (domain.md, 4.5)."""
KELUARGA_TERKECIL = Ambang(
    5,
    "keluarga",
    "Jumlah di bawah 5 keluarga ditulis <5 bagi yang tidak berwenang membaca keluarganya, dan jumlah seluruhnya tidak memuatnya.",
)
ENTAS_TERDAFTAR = Ambang(
    6, "bulan", "Entas dapat diusulkan bila keluarga itu sasaran yang sudah diverifikasi paling sedikit 6 bulan."
)
ENTAS_PERIKSA = Ambang(
    6,
    "bulan",
    "Entas bertahan: keluarga diperiksa ulang paling cepat 6 bulan sesudah entas, lalu tidak kembali ke daftar.",
)
PREDIKAT_SANGAT_TINGGI = Ambang(90, "persen", "Predikat Sangat Tinggi: capaian rencana di atas 90 %.")
PREDIKAT_TINGGI = Ambang(75, "persen", "Predikat Tinggi: capaian rencana di atas 75 sampai 90 %.")
PREDIKAT_SEDANG = Ambang(65, "persen", "Predikat Sedang: capaian rencana di atas 65 sampai 75 %.")
PREDIKAT_RENDAH = Ambang(
    50, "persen", "Predikat Rendah: capaian rencana di atas 50 sampai 65 %; selebihnya Sangat Rendah."
)

DAMPAK_DESA = Ambang(
    10, "desa", "Dampak disimpulkan bila paling sedikit 10 desa binaan lengkap datanya dan punya pembanding."
)
DAMPAK_PEMBANDING = Ambang(20, "desa", "Dampak disimpulkan bila paling sedikit 20 desa pembanding sepadan.")
DAMPAK_BERARTI = Ambang(
    3,
    "perseratus",
    "Perbedaan yang berarti: 3 perseratus dari skala indeks (0,03 pada IDM), kira-kira seperempat jarak satu status.",
)
DAMPAK_KELIRU = Ambang(
    10, "persen", "Cara menghitung dampak dipakai bila keliru paling banyak pada 10 % kelompok tiruan; semestinya 5 %."
)

TABEL_DESA = (
    DESA_TANPA_KUNJUNGAN,
    FOTO_KUNJUNGAN,
    WARGA_KUNJUNGAN,
    DESA_UMKM_DIAM,
    JENDELA_PENJUALAN,
    TUNGGU_PENJUALAN,
    DESA_TANPA_KEGIATAN,
    DESA_TANPA_RENCANA,
    DESA_TANPA_LAPORAN,
)
"""What the state of a village hangs on, in the order of the states."""

TABEL = (
    KUNJUNGAN_RUTIN,
    KUNJUNGAN_JARANG,
    FOTO_KUNJUNGAN,
    WARGA_KUNJUNGAN,
    KUNJUNGAN_PANTAU,
    JENDELA_PENJUALAN,
    TUNGGU_PENJUALAN,
    BANDING_OMZET,
    PENCILAN_OMZET,
    PENCILAN_TERKECIL,
    DESA_TANPA_KUNJUNGAN,
    DESA_UMKM_DIAM,
    DESA_TANPA_KEGIATAN,
    DESA_TANPA_RENCANA,
    DESA_TANPA_LAPORAN,
    JAWAB_KEMBALI,
    LAPORAN_KEMBALI,
    TENGGAT_DIUMUMKAN,
    TARGET_INGATKAN,
    ASESMEN_AWAL,
    ASESMEN_ULANG,
    TINDAK_INGATKAN,
    LEGALITAS_INGATKAN,
    NASKAH_TERTAHAN,
    DUKUNGAN_DITOLAK,
    DILIHAT_JENDELA,
    TARGET_TW_IV,
    TANDA_NAIK,
    JARAK_POTRET,
    PERKEMBANGAN_TEMPO,
    SEL_TERKECIL,
    PREDIKAT_SANGAT_TINGGI,
    PREDIKAT_TINGGI,
    PREDIKAT_SEDANG,
    PREDIKAT_RENDAH,
)
"""What the dashboard prints."""

POTRET_BARU = Ambang(12, "bulan", "Potret terbaru: tanggal datanya paling lama 12 bulan lalu; lebih dari itu: lama.")
POTRET_LONJAKAN = Ambang(
    50, "persen", "KK miskin dan miskin ekstrem yang bergeser lebih dari 50 % dari potret sebelumnya ditanyakan dahulu."
)
POTRET_TOTAL = Ambang(
    20, "persen", "Seluruh KK desa yang bergeser lebih dari 20 % dari potret sebelumnya ditanyakan dahulu."
)
TABEL_KEMISKINAN = (POTRET_BARU, POTRET_LONJAKAN, POTRET_TOTAL)
"""What the pages of poverty print beside their figures."""

DIANGGAP_BERHENTI = Ambang(
    180,
    "hari",
    "Dianggap berhenti: 180 hari berturut-turut dilaporkan tanpa penjualan; tanpa kabar selama itu: hilang kontak.",
)

SIMULASI_BOBOT = Ambang(
    50,
    "persen",
    "Simulasi SK: desa dinilai bila paling sedikit 50 % bobot jatuh pada kriteria yang diketahui nilainya.",
)
SIMULASI_GESER = Ambang(20, "persen", "Simulasi SK: kepekaan diuji dengan menggeser setiap bobot 20 % naik dan turun.")
TABEL_SIMULASI = (SIMULASI_BOBOT, SIMULASI_GESER)

TABEL_PANTAU = (PANTAU_KABAR, PANTAU_TURUN, PANTAU_KUNJUNGAN)
TABEL_USAHA = (*TABEL_PANTAU, DIANGGAP_BERHENTI)
"""What the pages of enterprises print beside their figures."""
TABEL_DAMPAK = (DAMPAK_DESA, DAMPAK_PEMBANDING, DAMPAK_BERARTI, DAMPAK_KELIRU)
"""What the page of the comparison with unassisted villages prints."""

PERINGKAT_HARI = Ambang(
    180, "hari", "Diperingkat bila OPD itu mendampingi desa paling sedikit 180 hari pada tahun yang dinilai."
)
PERINGKAT_KOREKSI = Ambang(
    14, "hari", "Nilai sementara terbuka untuk dikoreksi paling sedikit 14 hari sebelum dibekukan."
)
OMZET_TERKECIL = Ambang(
    5,
    "UMKM",
    "Pertumbuhan omzet dinilai bila paling sedikit 5 UMKM, dan separuh dari yang dapat dibandingkan, melapor lengkap.",
)
POTRET_SUSULAN = Ambang(
    12,
    "bulan",
    "Garis dasar kemiskinan dari musyawarah desa disusul OPD paling lambat 12 bulan sesudahnya, atau sesudah penugasannya mulai.",
)
SANGGAH_HARI = Ambang(14, "hari", "Peringkat beku dapat disanggah sampai 14 hari sesudah hari pembekuannya.")
AKSES_DEKAT = Ambang(2, "jam", "Kelompok akses dekat: perjalanan dari ibu kota kabupaten paling lama 2 jam.")
AKSES_SEDANG = Ambang(6, "jam", "Kelompok akses sedang: lebih dari 2 sampai 6 jam; lebih dari itu: jauh.")
GESER_BOBOT = Ambang(20, "persen", "Selang peringkat: setiap bobot digeser acak paling banyak 20 % naik atau turun.")
SELANG_YAKIN = Ambang(95, "persen", "Selang peringkat memuat 95 % dari peringkat pada hitungan ulang.")
UNDUR_WILSON = "1.96"
"""The normal quantile of a 95 % interval, exact."""
TABEL_PERINGKAT = (
    PERINGKAT_HARI,
    PERINGKAT_KOREKSI,
    OMZET_TERKECIL,
    POTRET_SUSULAN,
    SANGGAH_HARI,
    AKSES_DEKAT,
    AKSES_SEDANG,
    GESER_BOBOT,
    SELANG_YAKIN,
)
"""What the pages of the ranking print."""

FOTO_SERUPA = Ambang(
    6,
    "bit",
    "Foto dipakai ulang: sidik gambarnya berbeda paling banyak 6 dari 64 bit dari foto kegiatan atau kunjungan lain.",
)
REALISASI_BERLEBIH = Ambang(
    200, "persen", "Baris rencana yang realisasinya lebih dari 200 % dari target yang sudah jatuh tempo."
)
SERBA_SERATUS = Ambang(
    3,
    "baris",
    "Baris rencana aksi yang paling sedikit 3 barisnya sudah dinilai dan semuanya tepat 100 %: lapangan jarang serapi itu.",
)
UJI_PETIK_TEMPO = Ambang(30, "hari", "Uji petik diundi paling lambat 30 hari sesudah triwulannya berakhir.")
TABEL_MUTU = (FOTO_SERUPA, REALISASI_BERLEBIH, SERBA_SERATUS, UJI_PETIK_TEMPO)
"""What the pages on the quality of the data go by."""

SEMUA = (
    ("Kunjungan, usaha, naskah, dan rencana", TABEL),
    ("Daftar pantau dan kelangsungan usaha", TABEL_USAHA),
    ("Pembiayaan", (PEMBIAYAAN_TERBIT,)),
    ("Kemiskinan dan keluarga", (*TABEL_KEMISKINAN, KELUARGA_TERKECIL, ENTAS_TERDAFTAR, ENTAS_PERIKSA)),
    ("Dampak", TABEL_DAMPAK),
    ("Peringkat", TABEL_PERINGKAT),
    ("Mutu data", TABEL_MUTU),
    ("Simulasi SK", TABEL_SIMULASI),
)
"""Every threshold once, by what it is about: the help page prints them all."""
