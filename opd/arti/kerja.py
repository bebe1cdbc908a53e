"""Figures of the work in the villages: what each means, how it is computed, and from what."""

from opd.arti.dasar import Arti, Kelompok

KUNJUNGAN = Kelompok(
    "kunjungan",
    "Kunjungan, kegiatan, dan dana",
    sumber="Kunjungan dan kegiatan yang dicatat OPD.",
    data=("kunjungan", "kegiatan"),
    teks="Tugas di Beranda muncul setelah {KUNJUNGAN_PANTAU.nilai} hari tanpa kunjungan.",
    halaman=(("Kunjungan", "kunjungan:daftar"), ("Kegiatan", "kegiatan:daftar")),
    isi=(
        Arti(
            "kunjungan-terhitung",
            "Kunjungan terhitung",
            "Kunjungan lapangan berfoto paling sedikit {FOTO_KUNJUNGAN.nilai} dan menyebut paling sedikit "
            "{WARGA_KUNJUNGAN.nilai} warga.",
            data=("kunjungan",),
        ),
        Arti(
            "hari-tanpa-kunjungan",
            "Hari tanpa kunjungan",
            "Hari sejak kunjungan terhitung yang terakhir pada penugasan itu. Bila belum pernah, hari sejak "
            "penugasan mulai.",
            rumus="tanggal hitung − tanggal kunjungan terhitung yang terakhir",
            data=("kunjungan",),
        ),
        Arti(
            "rutin-jarang-lama",
            "Rutin, jarang, lama",
            "Rutin: sampai {KUNJUNGAN_RUTIN.nilai} hari. Jarang: sampai {KUNJUNGAN_JARANG.nilai} hari. Lama: "
            "lebih dari itu. “Belum pernah” disebut tersendiri.",
        ),
        Arti(
            "daftar-periksa-n-dari-m-diperiksa",
            "Daftar periksa: n dari m diperiksa",
            "Butir berjawab “ya”, dari butir berjawab “ya” atau “tidak”. Yang “tidak berlaku” tidak ikut.",
        ),
        Arti(
            "warga-ditemui",
            "Warga ditemui",
            "Banyaknya warga yang disebut pada kunjungan itu. Yang ditemui pada dua kunjungan terhitung dua kali.",
            data=("kunjungan",),
        ),
        Arti(
            "kegiatan-dan-volume",
            "Kegiatan dan volume",
            "Banyaknya kegiatan pada daftar itu, dan jumlah volumenya per satuan. Satuan yang berbeda tidak dijumlahkan; yang "
            "dibatalkan atau sudah diganti koreksi tidak dihitung.",
            data=("kegiatan",),
        ),
        Arti(
            "penerima-kegiatan",
            "Penerima kegiatan",
            "Laki-laki, perempuan, difabel, dan keluarga yang disebut pada kegiatan itu. Penerima dihitung sekali setiap "
            "kegiatan; yang menerima dua kegiatan terhitung dua kali.",
            data=("kegiatan",),
        ),
        Arti(
            "bantuan-diserahkan",
            "Bantuan diserahkan",
            "Banyaknya penyerahan dengan berita acara, jumlah penerimanya, dan jumlah nilai rupiahnya. Penyerahan tanpa nilai "
            "rupiah ikut banyaknya, tidak ditaksir nilainya.",
            sumber="Serah terima bantuan yang dicatat OPD.",
            data=(),
            halaman=(("Serah terima bantuan", "serah:daftar"),),
        ),
        Arti(
            "bantuan-masih-dipakai",
            "Bantuan masih dipakai",
            "Penyerahan yang pada pemeriksaan terakhirnya masih ada dan dipakai, dari yang sudah diperiksa.",
            rumus="masih dipakai pada pemeriksaan terakhir ÷ sudah diperiksa",
            sumber="Pemeriksaan bantuan 3, 6, dan 12 bulan sesudah diserahkan.",
            data=(),
        ),
        Arti(
            "kegiatan-triwulan",
            "Kegiatan triwulan",
            "Banyaknya kegiatan bertanggal sejak awal triwulan. Pembandingnya bagian triwulan lalu yang sama panjang.",
            data=("kegiatan",),
        ),
        Arti(
            "kegiatan-setahun",
            "Kegiatan 12 bulan",
            "Banyaknya kegiatan pada dua belas bulan kalender terakhir, bulan ini ikut; garis kecilnya satu titik setiap bulan.",
            data=("kegiatan",),
        ),
        Arti(
            "dana-kegiatan",
            "Dana kegiatan",
            "Jumlah rupiah pada kegiatan itu, menurut sumber dananya. Ini catatan OPD, bukan realisasi SIPD.",
            sumber="Kegiatan yang dicatat OPD; bukan realisasi SIPD.",
            data=("kegiatan",),
        ),
        Arti(
            "di-luar-rencana",
            "Di luar rencana",
            "Kegiatan tanpa baris pada rencana aksi yang berlaku. Tetap dicatat, tetapi tidak dihitung dalam "
            "capaian rencana dan serapan.",
        ),
    ),
)

RENCANA = Kelompok(
    "rencana",
    "Rencana aksi",
    sumber="Rencana aksi yang diverifikasi dan kegiatan yang dicatat OPD.",
    data=("kegiatan",),
    teks="Dihitung dari kegiatan yang dicatat pada baris rencana. Hanya triwulan yang sudah berakhir dinilai, "
    "selama OPD itu masih bertugas pada hari terakhirnya.",
    halaman=(("Rencana aksi", "rencana:daftar"),),
    isi=(
        Arti(
            "capaian-satu-baris",
            "Capaian satu baris",
            "Realisasi dibagi target, dalam persen. “Dijumlahkan tiap triwulan”: jumlah triwulan yang sudah "
            "berakhir. “Angka berjalan”: sampai triwulan terakhir yang berakhir. “Rata-rata”: rata-rata "
            "triwulan yang bertarget. “Hanya dinilai pada akhir tahun”: seluruh tahun terhadap target TW IV, "
            "sesudah TW IV berakhir.",
        ),
        Arti(
            "makin-kecil-makin-baik",
            "Makin kecil makin baik",
            "(2 − realisasi ÷ target) × 100, paling rendah 0. Bila belum ada yang dicatat, capaiannya 0, bukan penuh.",
        ),
        Arti(
            "belum-jatuh-tempo-tanpa-target",
            "Belum jatuh tempo, tanpa target",
            "Belum ada target pada triwulan yang berakhir; atau targetnya 0. Keduanya tidak ikut dihitung.",
        ),
        Arti(
            "satuan-lain",
            "Satuan lain",
            "Volume kegiatan hanya dijumlahkan bila satuannya sama dengan satuan baris. Yang berbeda disebut "
            "jumlahnya.",
        ),
        Arti(
            "capaian-rencana",
            "Capaian rencana",
            "Rata-rata capaian semua baris yang jatuh tempo; setiap baris berbobot sama dan dihitung paling "
            "banyak 100 %. Untuk OPD dan provinsi: rata-rata semua baris, bukan rata-rata persen. Nilai "
            "dengan bobot pagu disebut di sampingnya dan tidak diperingkat. Tanpa rencana terverifikasi: 0.",
        ),
        Arti(
            "versi-yang-dinilai",
            "Versi yang dinilai",
            "Versi pertama yang diverifikasi tahun itu. Revisi hanya pembanding, kecuali verifikator "
            "menandainya “keadaan kahar” dengan alasan.",
        ),
        Arti(
            "predikat",
            "Predikat",
            "Di atas {PREDIKAT_SANGAT_TINGGI.nilai} % Sangat Tinggi; di atas {PREDIKAT_TINGGI.nilai} % "
            "Tinggi; di atas {PREDIKAT_SEDANG.nilai} % Sedang; di atas {PREDIKAT_RENDAH.nilai} % Rendah; "
            "selebihnya Sangat Rendah. Belum ada baris yang jatuh tempo: belum dinilai.",
        ),
        Arti(
            "serapan",
            "Serapan",
            "Dana kegiatan dari sumber yang berpagu pada barisnya, dibagi pagu setahun versi yang berlaku. "
            "Dana lain disebut “di luar rencana”. Ini catatan OPD, bukan realisasi SIPD.",
            rumus="dana kegiatan dari sumber berpagu ÷ pagu setahun × 100",
        ),
        Arti(
            "target-menumpuk",
            "Target menumpuk",
            "Lebih dari {TARGET_TW_IV.nilai} % target setahun baru dijanjikan pada TW IV.",
            data=(),
        ),
        Arti(
            "target-realisasi-pagu",
            "Target, realisasi, pagu",
            "Target dan pagu menurut versi rencana yang disebut; realisasi ialah volume kegiatan bersatuan sama pada baris itu, "
            "dan belanja ialah dana kegiatannya.",
        ),
    ),
)

FOTO = Kelompok(
    "foto",
    "Tanda pada foto",
    sumber="Keterangan di dalam berkas foto dan titik desa.",
    isi=(
        Arti(
            "waktu-cocok",
            "Waktu cocok",
            "Foto diambil paling jauh {foto_hari} hari dari tanggal kejadian, menurut jam kamera.",
        ),
        Arti(
            "tempat-cocok",
            "Tempat cocok",
            "Dalam {foto_km} km dari titik desa. Titik itu menandai wilayah desa, bukan rumah-rumahnya.",
        ),
        Arti(
            "tidak-ada-pada-foto",
            "Tidak ada pada foto",
            "Kamera tidak menyimpan keterangannya, atau titik desa belum diketahui.",
        ),
        Arti(
            "foto-mirip",
            "Foto mirip",
            "Hampir sama dengan foto pada catatan lain. Tandanya tidak menolak foto dan tidak mengubah hitungan.",
        ),
    ),
)
