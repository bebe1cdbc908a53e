"""Figures of the ranking of OPDs; its components have a help page of their own."""

from opd.arti.dasar import Arti, Kelompok

PERINGKAT = Kelompok(
    "peringkat-opd",
    "Peringkat OPD",
    sumber="Angka yang sama dengan halaman lain, dibekukan bersama masukannya.",
    teks="Setiap komponen, arah, dan bobotnya ada di halaman Peringkat dan penghargaan.",
    halaman=(("Peringkat", "peringkat:daftar"),),
    isi=(
        Arti(
            "nilai-peringkat",
            "Nilai",
            "Nilai OPD, 0 sampai 100: rata-rata penugasannya menurut hari dalam tahun itu. Setiap komponen naik lurus dari "
            "batas nol ke batas penuhnya, lalu dikalikan bobotnya.",
            rumus="Σ nilai komponen × bobot ÷ 100",
        ),
        Arti(
            "urutan-peringkat",
            "Peringkat",
            "Urutan nilai di antara OPD yang mendampingi desa paling sedikit {PERINGKAT_HARI.nilai} hari pada tahun itu. Nilai "
            "yang sama setelah dibulatkan disebut seri.",
        ),
        Arti(
            "wajar-antara",
            "Rentang wajar",
            "Peringkat terbaik dan terburuk yang masih wajar: {SELANG_YAKIN.nilai} % dari hitungan ulang, dengan setiap bobot "
            "digeser acak paling banyak {GESER_BOBOT.nilai} % serta desa dan usaha diundi ulang.",
        ),
        Arti(
            "hasil-keluaran-proses",
            "Hasil, keluaran, proses",
            "Tiga kelompok komponen; ketiganya berjumlah nilai. Komponen yang tidak berlaku memindahkan bobotnya ke komponen "
            "lain di kelompoknya; yang tidak diisi bernilai nol.",
        ),
        Arti(
            "poin-dan-bobot",
            "Poin dan bobot",
            "Bobot: bagian komponen itu dari 100, sesudah bobot komponen yang tidak berlaku dibagikan di kelompoknya. Poin: "
            "nilai komponen (0 sampai 100) dikalikan bobotnya; nilai nol dan nilai penuh ialah batas tempat nilainya 0 dan 100.",
            rumus="nilai komponen × bobot ÷ 100",
        ),
        Arti(
            "kelompok-akses",
            "Kelompok akses",
            "Menurut lama perjalanan dari ibu kota kabupaten: dekat sampai {AKSES_DEKAT.nilai} jam, sedang sampai "
            "{AKSES_SEDANG.nilai} jam, selebihnya jauh. OPD juga diperingkat di dalam kelompoknya.",
        ),
    ),
)
