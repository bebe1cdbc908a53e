"""Figures of enterprises: what each means, how it is computed, and from what."""

from opd.arti.dasar import Arti, Kelompok

UMKM = Kelompok(
    "umkm",
    "UMKM dan penjualan",
    sumber="Penjualan dan kunjungan yang dicatat OPD.",
    data=("penjualan", "kunjungan"),
    teks="Jendela: {JENDELA_PENJUALAN.nilai} bulan kalender terakhir yang berakhir paling sedikit "
    "{TUNGGU_PENJUALAN.nilai} hari lalu.",
    halaman=(("UMKM", "umkm:daftar"),),
    isi=(
        Arti(
            "umkm-binaan",
            "UMKM binaan",
            "Usaha yang sedang dibina pada hari itu. Koperasi dan BUM Desa dihitung terpisah, karena menurut "
            "undang-undang bukan UMKM.",
            data=(),
        ),
        Arti(
            "berjualan",
            "Berjualan",
            "Paling sedikit satu dari {JENDELA_PENJUALAN.nilai} bulan terakhir yang jatuh tempo beromzet lebih dari nol. "
            "Kunjungan saja tidak cukup.",
            data=("penjualan",),
        ),
        Arti(
            "diam",
            "Diam",
            "Tidak ada omzet, dan semua bulan dalam jendela dilaporkan nol atau “tidak berjualan”, atau "
            "kunjungan terakhir dalam jendela menemukan usahanya tidak berjalan.",
        ),
        Arti(
            "tutup",
            "Tutup",
            "Tercatat tutup pada hari itu, dengan tanggal dan alasan. Yang dicatat buka kembali tutup sejak "
            "tanggal tutupnya sampai sehari sebelum buka; untuk hari-hari itu ia tetap terhitung tutup, juga "
            "sesudah buka lagi.",
        ),
        Arti(
            "belum_diketahui",
            "Belum diketahui",
            "Selebihnya: laporannya belum lengkap.",
        ),
        Arti(
            "persen-berjualan",
            "Persen berjualan",
            "Berjualan dibagi semua yang belum tutup (berjualan, diam, dan belum diketahui).",
            rumus="berjualan ÷ (berjualan + diam + belum diketahui) × 100",
            data=("penjualan",),
        ),
        Arti(
            "omzet-triwulan",
            "Omzet triwulan",
            "Jumlah omzet UMKM yang melaporkan ketiga bulannya, untuk triwulan terakhir yang jatuh tempo. Banyaknya "
            "pelapor selalu disebut. Dua triwulan tidak dibandingkan langsung, karena pelapornya berbeda.",
            data=("penjualan",),
            halaman=(("Omzet UMKM", "omzet:deret"),),
        ),
        Arti(
            "omzet-riil",
            "Omzet riil",
            "Rupiah setiap bulan dikalikan IHK bulan acuan dan dibagi IHK bulan itu. Bulan tanpa IHK tidak "
            "disesuaikan dan tidak ditebak.",
            rumus="omzet sebulan × IHK bulan acuan ÷ IHK bulan itu",
            sumber="Penjualan yang dicatat OPD dan IHK dari BPS Provinsi Maluku.",
        ),
        Arti(
            "pencilan-omzet",
            "Pencilan omzet",
            "{PENCILAN_OMZET.arti} {PENCILAN_TERKECIL.arti}",
        ),
        Arti(
            "laporan-penjualan-kosong",
            "Laporan penjualan kosong",
            "Banyaknya pasangan bulan dan usaha dalam jendela yang belum dilaporkan; hanya usaha yang dibina "
            "dan tidak tutup pada akhir bulan itu. Bulan yang tertutup seluruhnya tidak dapat diisi; bulan "
            "terjadinya tutup atau buka kembali boleh. Pada baris sebuah OPD hanya bulan yang menjadi "
            "bagiannya; bulan OPD sebelum serah terima hanya masuk jumlah provinsi.",
            data=("penjualan",),
        ),
        Arti(
            "perlu-perhatian",
            "Perlu perhatian",
            "Usaha binaan yang belum tutup dengan sedikitnya satu alasan pada Daftar pantau: tanpa kabar atau "
            "tidak ditemui lebih dari {PANTAU_KABAR.nilai} hari, atau omzetnya turun {PANTAU_TURUN.nilai} "
            "bulan berturut-turut, penjualannya belum menyebut saluran, atau izinnya habis dalam "
            "{LEGALITAS_INGATKAN.nilai} hari. Kunjungan yang tidak menemui usahanya bukan kabar; dicatat buka "
            "kembali ialah kabar. Mendesak: tanpa kabar, omzet turun, atau izin habis; selebihnya perlu ditemui. Jumlahnya per "
            "OPD ada di Daftar pantau per OPD.",
            halaman=(("Daftar pantau", "pantau:daftar"), ("Daftar pantau per OPD", "pantau:opd")),
        ),
        Arti(
            "kelangsungan-usaha",
            "Kelangsungan usaha",
            "Bagian usaha yang masih berjalan sekian bulan sesudah mulai dibina (Kaplan–Meier), pada "
            "Kelangsungan usaha. Berhenti: tercatat tutup, atau {DIANGGAP_BERHENTI.nilai} hari dilaporkan "
            "tanpa penjualan. Berhenti yang pertama yang dihitung; yang buka kembali memulai masa baru di "
            "luar kurva, dan banyaknya disebut. Hilang kontak: tanpa kabar berjalan selama itu; bagiannya "
            "selalu disebut, dan garis kedua menghitungnya berhenti. Dihitung sekali sehari.",
            data=(),
            halaman=(("Kelangsungan usaha", "kelangsungan:kurva"),),
        ),
        Arti(
            "naik-kelas",
            "Naik kelas",
            "Catatan perkembangan pertama sesudah dibina dibandingkan dengan yang terakhir, terpaut paling "
            "sedikit {JARAK_POTRET.nilai} triwulan, menurut sembilan tanda Kemenkop UKM: izin, omzet dan "
            "aset, pelanggan, pajak, pekerja, pekerja terlatih, pembukuan, produksi, dan akses kredit. Tanda "
            "angka bergerak bila bergeser paling sedikit {TANDA_NAIK.nilai} %. Rupiah disesuaikan inflasi "
            "bila IHK kedua triwulannya ada. Omzet dan aset satu tanda: naik bila salah satunya naik dan yang "
            "lain tidak turun. Naik kelas bila tanda yang naik lebih banyak daripada yang turun. Yang tutup, "
            "baru sekali dicatat, atau terlalu dekat disebut belum dapat diukur.",
            rumus="UMKM dengan tanda naik lebih banyak daripada tanda turun ÷ UMKM terukur × 100",
            sumber="Perkembangan UMKM setriwulan yang dicatat OPD.",
            data=(),
            halaman=(("Naik kelas", "naik_kelas:ringkas"),),
        ),
        Arti(
            "catatan-perkembangan",
            "Catatan perkembangan",
            "Pekerja, pelanggan, produksi, aset, dan pajak seperti dilihat pada triwulan itu. Yang tidak diketahui ditulis –, "
            "bukan nol.",
            sumber="Perkembangan UMKM setriwulan yang dicatat OPD.",
            data=(),
        ),
        Arti(
            "kelas-usaha",
            "Kelas usaha",
            "Mikro, kecil, atau menengah menurut PP 7/2021 Pasal 35: menurut modal tanpa tanah dan bangunan, dan menurut "
            "penjualan setahun. Bila keduanya berbeda, keduanya disebut.",
            sumber="Perkembangan UMKM dan laporan penjualan 12 bulan.",
            data=("penjualan",),
        ),
        Arti(
            "legalitas-belum-punya",
            "Legalitas belum punya",
            "UMKM belum tutup yang menurut bidang usahanya wajib mempunyai izin itu, tetapi belum terbit atau sudah habis.",
            sumber="Legalitas UMKM yang dicatat OPD.",
            data=(),
            halaman=(("Legalitas", "legalitas:daftar"),),
        ),
        Arti(
            "pembiayaan",
            "Pembiayaan",
            "Pengajuan yang tidak dibatalkan, menurut tanggal setiap langkahnya. Persen: rupiah disetujui "
            "dibagi rupiah diajukan, dan rupiah dicairkan dibagi rupiah disetujui. OPD membaca jumlah pasti "
            "desanya sendiri, verifikator semuanya. Bagi yang lain jumlahnya per akhir triwulan menurut "
            "catatan {PEMBIAYAAN_TERBIT.nilai} hari sesudahnya, pengajuan dibulatkan ke kelipatan "
            "{SEL_TERKECIL.nilai} dan rupiah ke pinjaman terbesar sejenis; yang memuat kurang dari "
            "{SEL_TERKECIL.nilai} UMKM, atau satu jumlah di atas pembulatannya, ditutup, dan saringannya "
            "hanya jenis dan bentuk. Dengan begitu keuangan satu usaha tidak dapat dihitung dari selisih dua "
            "hari, dua saringan, atau angka beberapa OPD.",
            sumber="Pengajuan yang dicatat OPD.",
            data=(),
            halaman=(("Pembiayaan UMKM", "pembiayaan:ringkas"),),
        ),
        Arti(
            "pertumbuhan-omzet-setahun",
            "Pertumbuhan omzet setahun",
            "Nilai tengah (median) pertumbuhan setiap UMKM terhadap triwulan yang sama tahun lalu. Ikut: yang "
            "melaporkan keenam bulannya dan beromzet tahun lalu. Di sampingnya, median bila yang tutup "
            "dihitung −100 %. Yang tidak ikut disebut jumlah dan sebabnya.",
            rumus="median dari (omzet triwulan ini ÷ omzet triwulan yang sama tahun lalu − 1) × 100",
            data=("penjualan",),
        ),
    ),
)
