"""Figures of poverty and of the impact of assistance: what each means, how it is computed, and from what."""

from opd.arti.dasar import Arti, Kelompok

KEMISKINAN = Kelompok(
    "kemiskinan",
    "Kemiskinan",
    sumber="Potret kesejahteraan yang sudah diverifikasi.",
    data=("potret",),
    teks="Setiap angka menyebut sumber, tanggal data, dan arti miskin ekstrem menurut sumber itu.",
    halaman=(("Potret kesejahteraan", "potret:daftar"),),
    isi=(
        Arti(
            "garis-dasar-program",
            "Garis dasar program",
            "Potret terakhir yang diverifikasi dan bertanggal paling lambat pada awal pendampingan desa yang "
            "tidak terputus lebih dari {celah_hari} hari, oleh OPD mana pun. Untuk desa dan provinsi.",
        ),
        Arti(
            "garis-dasar-penugasan",
            "Garis dasar penugasan",
            "Yang sama pada awal penugasan OPD itu; bila tidak ada, potret pertama sesudahnya, ditandai "
            "“setelah mulai”. Untuk OPD.",
        ),
        Arti(
            "kk-miskin-ekstrem-kini",
            "KK miskin ekstrem kini",
            "Potret terbaru yang punya garis dasar lebih lama dari sumber dan arti yang sama. Potret lebih "
            "baru dari sumber lain ditampilkan di sampingnya tanpa dibandingkan. Jumlah beberapa desa menyebut sumber "
            "dan tanggal datanya, dari yang terlama sampai yang terbaru. Angka resminya adalah jumlah tanpa kelompok "
            "kecil: sama bagi semua pembaca dan pada setiap cetakan.",
        ),
        Arti(
            "turun-naik",
            "Turun, naik (%)",
            "Garis dasar dikurangi kini, dibagi garis dasar; per OPD dan provinsi jumlah dibagi jumlah. "
            "“Tidak berlaku” bila garis dasarnya 0 KK, “tidak dapat dibandingkan” bila sumber atau artinya "
            "berganti (pada jumlah: di semua desa yang berdasar), “belum dapat diukur” bila potretnya baru satu. "
            "Banyaknya desa yang tercakup selalu disebut.",
            rumus="(garis dasar − kini) ÷ garis dasar × 100",
            halaman=(("Kemajuan", "kemajuan:daftar"),),
        ),
        Arti(
            "kk-pada-potret",
            "KK pada potret",
            "Banyaknya keluarga menurut sumber, tanggal data, dan arti yang disebut potret itu. Potret dari sumber atau arti "
            "yang berbeda tidak dibandingkan.",
        ),
        Arti(
            "kk-entas-opd",
            "KK entas",
            "Keluarga yang entas selama OPD itu menjadi penanggung jawab desanya, sesudah diverifikasi di luar OPD, dan "
            "dari situ yang bertahan pada pemeriksaan ulang. Setiap keluarga dihitung sekali, juga bila kambuh lalu entas "
            "lagi; yang ternyata tercatat ganda tidak dihitung. Yang kambuh disebut pada Jembatan. OPD yang tidak lagi "
            "mendampingi tetap memiliki entasnya. Desa tanpa daftar keluarga belum diketahui, bukan nol. Angka yang "
            "berselisih kurang dari {KELUARGA_TERKECIL.nilai} KK dari Jembatan atau daftar keluarga, atau yang bersama angka "
            "OPD lain di desa itu menyingkapnya, ditutup bagi yang tidak boleh membaca data keluarga. "
            "Jumlahnya hanya dari angka yang terlihat, dan angka resmi seluruh desa ada pada "
            "Jembatan; kecuali bagi verifikator selalu per hari ini.",
            sumber="Status keluarga yang dicatat OPD dan diverifikasi.",
            data=(),
            halaman=(("Jembatan", "keluarga:jembatan"),),
        ),
        Arti(
            "potret-terbaru",
            "Potret terbaru",
            "{POTRET_BARU.arti}",
        ),
        Arti(
            "kelompok-kecil",
            "Kelompok kecil",
            "Jumlah di bawah {KELUARGA_TERKECIL.nilai} KK ditulis “<{KELUARGA_TERKECIL.nilai} KK”, dan angka yang dapat "
            "menyingkapnya “ditutup”, bagi semua kecuali OPD pendamping desa dan verifikator. Jumlah dan persen hanya "
            "dibuat dari angka yang Anda lihat, sehingga tidak ada yang dapat dihitung dari selisih.",
        ),
    ),
)

DAMPAK = Kelompok(
    "dampak",
    "Dampak",
    sumber="Indeks desa dari Kementerian Desa dan penugasan menurut SK.",
    teks="Halaman Dampak menjawab apakah desa binaan membaik lebih banyak daripada desa serupa yang tidak "
    "dibina. Dihitung di peladen, tidak pada saat halaman dibuka.",
    halaman=(("Dampak", "dampak:ringkas"),),
    isi=(
        Arti(
            "selisih",
            "Selisih",
            "Perubahan indeks desa binaan sejak tahun terakhir sebelum dibina, dikurangi perubahan desa "
            "sebanding pada tahun yang sama, sesudah tingkat dan tren awalnya diperhitungkan. Satuannya titik "
            "indeks.",
            rumus="perubahan desa binaan − perubahan desa sebanding",
        ),
        Arti(
            "desa-sebanding",
            "Desa sebanding",
            "Desa yang tidak dibina dengan indeks dan tren paling dekat sebelum pendampingan: lima bagi "
            "setiap desa binaan.",
        ),
        Arti(
            "kisaran-95",
            "Kisaran 95 %",
            "Selisih yang masih sesuai dengan data. Bila memuat nol, perbedaannya dapat terjadi karena kebetulan.",
        ),
        Arti(
            "p-dan-p-undian",
            "p dan p undian",
            "Peluang melihat selisih sebesar itu bila pendampingan tidak berpengaruh; yang kedua dengan "
            "mengundi ulang desa mana yang disebut dibina. Di bawah 0,05 disebut nyata. p subindeks dikoreksi "
            "karena tiga yang dilihat (Holm), kisaran 95 %-nya tidak.",
        ),
        Arti(
            "terkecil-dikenali",
            "Terkecil dikenali",
            "Perbedaan yang akan terlihat dalam 8 dari 10 pengukuran seperti ini. Makin sedikit desa, makin besar.",
        ),
        Arti(
            "belum-dapat-disimpulkan",
            "Belum dapat disimpulkan",
            "Ditulis beserta sebabnya: {DAMPAK_DESA.arti} {DAMPAK_PEMBANDING.arti} {DAMPAK_KELIRU.arti} Juga "
            "bila kedua kelompok sudah bergerak berbeda sebelum pendampingan, bila dua uji tidak sepakat, "
            "atau bila yang dapat dikenali masih lebih besar daripada yang berarti. {DAMPAK_BERARTI.arti}",
        ),
        Arti(
            "desa-yang-mulai-dibina-2025-atau-2026",
            "Desa yang mulai dibina 2025 atau 2026",
            "Tidak dapat dinilai dengan cara ini: IDM berakhir 2024 dan Indeks Desa mulai 2025, sehingga "
            "tidak ada satu indeks sebelum dan sesudahnya.",
        ),
    ),
)
