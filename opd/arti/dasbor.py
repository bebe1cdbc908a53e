"""Figures of the dashboard and of an OPD: what each means, how it is computed, and from what."""

from opd.arti.dasar import Arti, Kelompok

DASBOR = Kelompok(
    "dasbor",
    "Kartu dan bagian dasbor",
    sumber="Catatan OPD dan data resmi yang disebut pada setiap angka.",
    data=("penjualan", "kunjungan", "kegiatan"),
    teks="“Naik” dan “turun” membandingkan dengan akhir triwulan lalu, keduanya menurut catatan kini; halaman Apa yang berubah "
    "memakai catatan saat itu.",
    halaman=(("Dasbor", "dasbor"),),
    isi=(
        Arti(
            "keadaan-desa",
            "Keadaan desa",
            "Yang terburuk di antara: lewat {DESA_TANPA_KUNJUNGAN.nilai} hari tanpa kunjungan, UMKM diam (paling "
            "sedikit {DESA_UMKM_DIAM.nilai} % dari yang belum tutup), lewat {DESA_TANPA_KEGIATAN.nilai} hari tanpa kegiatan, "
            "dan tanpa rencana aksi (lewat {DESA_TANPA_RENCANA.nilai} hari sejak awal tahun) atau laporan penjualan (paling "
            "sedikit {DESA_TANPA_LAPORAN.nilai} % UMKM belum diketahui keadaannya). Selain itu tertib. Hari dihitung paling "
            "jauh sejak penugasan mulai.",
        ),
        Arti(
            "desa-tertib",
            "Desa tertib",
            "Banyaknya desa tertib dari semua desa yang mempunyai penanggung jawab pada hari itu. Tertib: dikunjungi dan "
            "berkegiatan dalam {DESA_TANPA_KUNJUNGAN.nilai} hari terakhir, kurang dari {DESA_UMKM_DIAM.nilai} % UMKM-nya diam, "
            "kurang dari {DESA_TANPA_LAPORAN.nilai} % belum diketahui karena penjualannya belum dilaporkan, dan rencana aksi "
            "tahun itu sudah diverifikasi {DESA_TANPA_RENCANA.nilai} hari sejak awal tahun.",
        ),
        Arti(
            "umkm-berjualan",
            "UMKM berjualan",
            "Bagian UMKM binaan seluruh provinsi yang berjualan, dari yang belum tutup. Berjualan: paling sedikit satu bulan "
            "beromzet dari {JENDELA_PENJUALAN.nilai} bulan terakhir yang jatuh tempo. Keempat jumlahnya selalu disebut.",
            rumus="berjualan ÷ (berjualan + diam + belum diketahui) × 100",
            sumber="Penjualan dan kunjungan yang dicatat OPD.",
            data=("penjualan", "kunjungan"),
        ),
        Arti(
            "dikunjungi-rutin",
            "Dikunjungi rutin",
            "Banyaknya desa binaan yang kunjungan lapangan terhitungnya paling lama {KUNJUNGAN_RUTIN.nilai} hari lalu. "
            "Terhitung: berfoto paling sedikit {FOTO_KUNJUNGAN.nilai} dan menyebut paling sedikit {WARGA_KUNJUNGAN.nilai} warga.",
            data=("kunjungan",),
        ),
        Arti(
            "opd-tanpa-tim",
            "OPD tanpa tim",
            "OPD penanggung jawab yang pada sedikitnya satu desanya tidak mempunyai tim yang berlaku hari itu.",
            sumber="Tim yang dicatat OPD dengan SK kepalanya.",
            data=(),
        ),
        Arti(
            "indeks-desa-naik",
            "Indeks desa naik",
            "Desa yang indeks terbarunya lebih tinggi dari garis dasar program: indeks sejenis terakhir sampai awal "
            "pendampingannya. Indeks yang terbarunya pun lebih tua dari pendampingan belum dapat diukur. IDM dan Indeks "
            "Desa tidak pernah dijumlahkan.",
            sumber="Kementerian Desa.",
            data=("indeks",),
        ),
        Arti(
            "umkm-mendesak",
            "UMKM mendesak",
            "UMKM binaan seluruh provinsi yang belum tutup dan pada Daftar pantau karena tanpa kabar, omzetnya turun, atau "
            "izinnya habis. Perlu ditemui: yang ada pada daftar itu hanya karena lama tidak ditemui atau salurannya belum "
            "disebut. Keduanya bersama ialah yang perlu perhatian.",
        ),
        Arti(
            "keadaan-maluku",
            "Keadaan Maluku",
            "Angka makro terbaru; bukan hasil program.",
            sumber="Rilis BPS dan RPJMD Maluku 2025–2029.",
            data=("makro",),
        ),
        Arti(
            "tiga-keputusan",
            "Tiga keputusan",
            "Paling banyak tiga, menurut urutan: desa tanpa OPD, lewat {DESA_TANPA_KUNJUNGAN.nilai} hari tanpa "
            "kunjungan, OPD tanpa tim, UMKM diam, laporan kosong, lewat {DESA_TANPA_KEGIATAN.nilai} hari tanpa kegiatan. Yang "
            "sudah ditegur dengan arahan tidak disebut selama jawabannya ditunggu.",
        ),
        Arti(
            "paling-berubah",
            "Paling berubah",
            "Di antara bagian desa tertib, desa dikunjungi rutin, dan UMKM berjualan: yang poinnya paling "
            "berubah sejak akhir triwulan lalu.",
        ),
        Arti(
            "daftar-merah",
            "Daftar merah",
            "Desa yang tidak tertib, terburuk di atas: yang masalahnya paling banyak, lalu yang terlama tanpa kunjungan, tanpa "
            "kegiatan, dan yang bagian UMKM-nya belum melapor paling besar. Tabel OPD, rincian keadaan desa, dan keputusan "
            "tentang kunjungan memakai urutan yang sama.",
        ),
        Arti(
            "arahan",
            "Arahan",
            "Satu arahan kepada satu OPD dihitung satu. Terlambat: belum dijawab sesudah tenggatnya. Setiap "
            "angka membuka daftarnya di Arahan.",
            data=(),
            halaman=(("Arahan", "arahan:daftar"),),
        ),
        Arti(
            "peta",
            "Peta",
            "Satu titik untuk setiap desa binaan. Warna dan bentuknya menurut keadaan desa. Menekan titik "
            "membuka kartu desanya. Titik: Kemendagri dan rujukan desa; garis pantai: Natural Earth.",
        ),
        Arti(
            "tabel-opd",
            "Tabel OPD",
            "Di OPD dan desa binaannya: satu baris untuk setiap desa binaan, disaring bersama petanya. Baris "
            "“Penugasan yang berakhir atau pendukung, dan desa tanpa OPD” memuat sisanya, sehingga jumlahnya "
            "sama dengan Provinsi. Angka Provinsi membuka daftarnya.",
            halaman=(("OPD dan desa binaannya", "dasbor_opd"),),
        ),
        Arti(
            "dana-menurut-sumber",
            "Dana menurut sumber",
            "Dana kegiatan triwulan dan tahun itu, di samping pagu versi rencana yang berlaku. Pagu membuka baris rencananya "
            "beserta belanja daripadanya; serapan ialah belanja itu dibagi pagunya. Di luar pagu ialah sisanya: kegiatan tanpa "
            "baris rencana, kegiatan menurut baris yang bukan dari versi yang berlaku, dan dari sumber yang tidak berpagu pada "
            "barisnya.",
            sumber="Kegiatan yang dicatat OPD dan pagu rencana yang berlaku; bukan realisasi SIPD.",
            data=("kegiatan",),
            halaman=(("Dana", "dasbor_dana"),),
        ),
    ),
)

OPD = Kelompok(
    "opd",
    "Halaman OPD",
    sumber="Penugasan menurut SK, jabatan, dan naskah yang melewati meja.",
    isi=(
        Arti(
            "penanggung-jawab",
            "Penanggung jawab",
            "OPD yang menurut SK bertanggung jawab atas desa itu pada hari yang disebut; paling banyak satu. Angka desa dihitung "
            "sekali, pada OPD ini; OPD pendukung tidak menghitungnya lagi.",
            sumber="SK dan penugasan yang dicatat verifikator.",
        ),
        Arti(
            "kunjungan-lapangan-terakhir",
            "Kunjungan lapangan terakhir",
            "Tanggal kunjungan terhitung yang terakhir.",
            data=("kunjungan",),
        ),
        Arti(
            "umkm-berjualan-x-dari-y",
            "UMKM berjualan x dari y",
            "y ialah UMKM yang belum tutup di desanya.",
        ),
        Arti(
            "arahan-dijawab-tepat-waktu",
            "Arahan dijawab tepat waktu",
            "Arahan yang setiap putaran jawabannya datang sampai tenggatnya: jawaban pertama menurut tenggat "
            "arahan, jawaban ulang dalam {JAWAB_KEMBALI.nilai} hari sejak dikembalikan atau sampai tenggat "
            "semula bila lebih lama. Dibagi semua arahan yang sudah dijawab atau terlambat; yang belum jatuh "
            "tempo dan yang dicabut tidak dihitung. Sesudah OPD dilebur, keterlambatan baru menjadi milik OPD "
            "penerus.",
            rumus="dijawab tepat waktu ÷ (sudah dijawab + terlambat) × 100",
        ),
        Arti(
            "ketepatan-laporan",
            "Ketepatan laporan",
            "Laporan tepat waktu: pertama kali disetujui kepala OPD sampai tenggatnya, dan setiap "
            "pengembalian diajukan lagi dalam {LAPORAN_KEMBALI.nilai} hari. Dibagi semua laporan yang sudah "
            "disetujui atau lewat tenggat. Tenggat diumumkan paling lambat {TENGGAT_DIUMUMKAN.nilai} hari "
            "sebelumnya, selain itu berlaku batas sebelumnya. Hari di meja verifikator dan hari dengan "
            "jabatan kepala kosong tidak dihitung; penugasan kurang dari {wajib_lapor_hari} hari dalam triwulan tidak wajib "
            "melapor.",
            rumus="tepat waktu ÷ (sudah disetujui + lewat tenggat) × 100",
            halaman=(("Tenggat laporan", "tenggat:daftar"),),
        ),
        Arti(
            "naskah-tertahan",
            "Naskah tertahan",
            "{NASKAH_TERTAHAN.arti}",
            halaman=(("Meja naskah", "meja:daftar"),),
        ),
        Arti(
            "hari-di-meja",
            "Hari di meja",
            "Hari kalender sejak naskah itu sampai di meja yang disebut, tanpa hari dengan jabatan kosong. Terlama: yang paling "
            "lama di antara naskah di meja itu.",
            rumus="hari ini − hari sampai di meja − hari jabatan kosong",
        ),
        Arti(
            "laporan-wajib",
            "Laporan wajib",
            "Satu laporan untuk setiap penugasan paling sedikit {wajib_lapor_hari} hari dalam triwulan yang sudah berakhir. "
            "Sudah diajukan, disetujui, dan diverifikasi dihitung dari yang wajib itu.",
            halaman=(("Tenggat laporan", "tenggat:daftar"),),
        ),
        Arti(
            "perlu-konfirmasi",
            "Perlu konfirmasi",
            "Keberadaan OPD dengan nama itu masih dugaan, atau penggabungannya baru dilaporkan. Belum ada "
            "naskah resmi yang dilihat.",
        ),
        Arti(
            "tanpa-tim",
            "Tanpa tim",
            "Belum ada tim dengan SK Kepala OPD yang berlaku hari ini.",
        ),
    ),
)
