"""Figures of a village: what each means, how it is computed, and from what."""

from opd.arti.dasar import Arti, Kelompok

DESA = Kelompok(
    "desa",
    "Halaman desa",
    sumber="Kementerian Desa, asesmen OPD, dan daftar keluarga sasaran.",
    isi=(
        Arti(
            "status-desa",
            "Status desa",
            "Status resmi dari Kementerian Desa, dengan tahunnya. Kelurahan: tidak berlaku.",
            sumber="Kementerian Desa.",
            data=("indeks",),
        ),
        Arti(
            "idm-dan-indeks-desa",
            "IDM dan Indeks Desa",
            "IDM (0–1) sampai 2024. Indeks Desa (0–100) sejak 2025. Keduanya tidak dibandingkan. Batas IDM "
            "(Permendesa PDTT 2/2016): {idm}; Mandiri di atasnya.",
            sumber="Kementerian Desa.",
            data=("indeks",),
        ),
        Arti(
            "hijau-dan-merah",
            "Hijau dan merah",
            "Sub-indeks (IKS, IKE, IKL) mulai {hijau} disebut hijau: paruh atas rentang Berkembang atau lebih "
            "baik. Selebihnya merah. Aturan ini milik aplikasi; tidak ada aturan resmi untuk katanya.",
        ),
        Arti(
            "indikator-bermasalah",
            "Indikator bermasalah",
            "Indikator IDM dengan skor 0 sampai 2; paling baik 5. “Siapa dapat bertindak” diatur verifikator.",
            sumber="Lembar Kementerian Desa.",
        ),
        Arti(
            "naik-satu-tingkat",
            "Naik satu tingkat",
            "Berapa IDM bertambah bila skor satu indikator naik satu: 1/525 pada IKS, 1/180 pada IKE, 1/45 "
            "pada IKL. Statusnya sesudah naik hanya perkiraan menurut batas status; yang berlaku ialah status "
            "dari menteri. Kenaikan Indeks Desa tidak diperkirakan, karena cara menormalkannya tidak "
            "diumumkan.",
            rumus="1/525 pada IKS, 1/180 pada IKE, 1/45 pada IKL",
            halaman=(("Batas status", "indeks:batas"),),
        ),
        Arti(
            "perubahan-indeks",
            "Perubahan indeks",
            "Indeks terbaru dikurangi garis dasarnya, selalu dari jenis yang sama. Belum dapat diukur bila "
            "baru satu tahun yang diketahui, atau bila indeks terbarunya lebih tua daripada pendampingan; tidak dapat "
            "dibandingkan bila jenisnya berganti. Di provinsi garis dasarnya indeks terakhir sampai awal pendampingan desanya; "
            "per OPD sampai awal penugasannya, atau yang pertama sesudahnya dengan tanda “setelah mulai”. Rata-rata desa yang "
            "dapat dibandingkan, banyaknya disebut.",
            rumus="indeks terbaru − garis dasar, jenis indeks yang sama",
            sumber="Kementerian Desa.",
            data=("indeks",),
        ),
        Arti(
            "desa-prioritas",
            "Desa prioritas",
            "Desa pada daftar bernama, misalnya 14 desa tertinggal, dengan dasar dan tanggalnya.",
        ),
        Arti(
            "asesmen-membaik-memburuk-tetap",
            "Asesmen: membaik, memburuk, tetap",
            "Isi asesmen itu dibandingkan dengan asesmen awal, yaitu yang pertama sejak desa didampingi tanpa "
            "jeda lebih dari {celah_hari} hari, oleh OPD mana pun. Arah yang baik ditetapkan per hal: UMKM yang "
            "berjalan lebih baik bila naik, KK tanpa jamban lebih baik bila turun; jumlah KK dan penerima "
            "bantuan hanya disebut naik atau turun. “Belum diketahui” bila salah satunya kosong; produksi "
            "hanya dibandingkan bila komoditas dan satuannya sama. Kelompok di bawah {KELUARGA_TERKECIL.nilai} KK ditulis "
            "“<{KELUARGA_TERKECIL.nilai}” bagi yang tidak boleh membaca data pribadi.",
        ),
        Arti(
            "keluarga-sasaran-entas-keluar",
            "Keluarga sasaran, entas, keluar",
            "Menurut peristiwa terakhir setiap keluarga sampai hari itu: masuk daftar atau kambuh berarti "
            "sasaran; entas dihitung sesudah diverifikasi di luar OPD; meninggal, pindah, sudah mampu, tidak "
            "ditemukan, atau tercatat ganda berarti keluar, bukan entas. Di bawah {KELUARGA_TERKECIL.nilai} keluarga "
            "tertulis <{KELUARGA_TERKECIL.nilai} bagi yang tidak berwenang, dan jumlah seluruhnya tidak memuatnya.",
            halaman=(("Keluarga sasaran", "keluarga:ringkas"),),
        ),
        Arti(
            "jembatan-keluarga-sasaran",
            "Jembatan keluarga sasaran",
            "Awal + masuk − entas − keluar lain + kambuh = kini, dihitung dari perpindahan setiap keluarga ke "
            "dan dari daftar sasaran. Yang keluar sesudah entas tidak mengurangi daftar lagi; yang kembali "
            "sesudah keluar dihitung masuk. Desa yang punya bagian kecil hanya dijumlahkan bersama, dan hanya bila "
            "sisanya terhadap yang terbaca di halaman lain tidak menyingkap satu desa atau OPD.",
            halaman=(("Jembatan", "keluarga:jembatan"),),
        ),
        Arti(
            "entas-bertahan",
            "Entas bertahan",
            "{ENTAS_PERIKSA.arti} Yang kambuh, atau keluar lalu masuk daftar lagi, tidak bertahan; yang meninggal atau pindah "
            "sesudah pemeriksaan itu tetap bertahan. Hanya ini yang diperingkat.",
        ),
        Arti(
            "sinyal-dan-akses",
            "Sinyal dan akses",
            "Keadaan pada tanggal yang tertulis. Keadaan dapat berubah sesudahnya.",
        ),
    ),
)

KONTEKS = Kelompok(
    "konteks",
    "Konteks makro",
    sumber="Rilis BPS dan RPJMD Maluku 2025–2029, disebut pada setiap angka.",
    data=("makro",),
    isi=(
        Arti(
            "realisasi-dan-target",
            "Realisasi dan target",
            "Angka seluruh Maluku menurut rilis dan rencana, dengan sumber masing-masing. Bukan hasil program "
            "desa binaan, dan tidak membuktikan sebab akibat.",
        ),
        Arti(
            "sumber-berbeda",
            "Sumber berbeda",
            "Beberapa rilis menyebut angka lain untuk periode yang sama. Rilis terbaru ditulis dahulu, yang "
            "lain berdiri di sampingnya; tidak ada yang dirata-ratakan.",
        ),
        Arti(
            "tercapai",
            "Tercapai",
            "Realisasi suatu periode dibandingkan dengan target periode itu juga. Tanpa target, tidak ada penilaian.",
        ),
        Arti(
            "kemiskinan-bps",
            "Kemiskinan menurut BPS",
            "Penduduk miskin: yang pengeluarannya di bawah garis kemiskinan, dalam persen dan ribu jiwa. Garis kemiskinan dalam "
            "rupiah per kapita per bulan. Kedalaman (P1): rata-rata jarak pengeluaran penduduk miskin dari garis itu. Keparahan "
            "(P2): jarak itu dikuadratkan, sehingga yang termiskin lebih berbobot.",
            sumber="BPS, disebut pada setiap angka.",
        ),
    ),
)

PILIH = Kelompok(
    "pilih",
    "Memilih desa",
    sumber="IDM, potret kesejahteraan, lembar skor indikator, keadaan akses desa, daftar prioritas, dan UMKM yang tercatat.",
    teks="Halaman Mengapa desa ini dan simulasi SK berikutnya.",
    halaman=(("Mengapa desa ini", "mengapa:daftar"),),
    isi=(
        Arti(
            "peringkat",
            "Peringkat",
            "Satu ditambah banyaknya desa yang lebih membutuhkan, di antara desa yang nilainya diketahui pada "
            "tahun dan jenis indeks yang sama; banyaknya disebut di sebelahnya. Yang nilainya sama "
            "berperingkat sama. Kelurahan tidak ikut.",
        ),
        Arti(
            "hari-sk",
            "Hari SK",
            "Tanggal SK, atau hari mulai bila desa itu masuk belakangan. Yang dipakai ialah data terbaru yang "
            "bertanggal sampai hari itu; bila tidak ada, data pertama sesudahnya, dan itu disebut.",
        ),
        Arti(
            "seperempat",
            "Seperempat",
            "Dari desa yang diperingkat; yang nilainya sama memakai tengah tempatnya.",
        ),
        Arti(
            "skor-simulasi",
            "Skor simulasi",
            "Rata-rata tertimbang peringkat persen setiap kriteria, 0 sampai 100, dua angka di belakang koma "
            "karena 1.200 desa tidak dapat dibedakan dengan satu. Nilai yang tidak diketahui memindahkan "
            "bobotnya ke kriteria lain desa itu.",
        ),
        Arti(
            "tetap-terpilih",
            "Tetap terpilih",
            "Setiap bobot digeser {SIMULASI_GESER.nilai} % naik dan turun, satu per satu; dihitung pada "
            "berapa geseran desa itu tetap masuk.",
        ),
    ),
)
