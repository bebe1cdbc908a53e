"""Figures of partners and markets: what each means, how it is computed, and from what."""

from opd.arti.dasar import Arti, Kelompok

MITRA = Kelompok(
    "mitra",
    "Mitra",
    sumber="Janji dan penyerahan yang dicatat OPD.",
    halaman=(("Janji mitra", "janji:daftar"),),
    isi=(
        Arti(
            "dijanjikan",
            "Dijanjikan",
            "Jumlah nilai rupiah janji yang tidak dibatalkan. Janji tanpa nilai rupiah dihitung banyaknya dan "
            "ditulis volumenya, tidak ditaksir.",
        ),
        Arti(
            "diserahkan",
            "Diserahkan",
            "Jumlah rupiah penyerahan untuk janji itu, kapan pun diserahkan sampai hari ini. Yang dikoreksi "
            "atau dibatalkan tidak dihitung.",
        ),
        Arti(
            "terpenuhi",
            "Terpenuhi",
            "Diserahkan dibagi dijanjikan, dalam rupiah; untuk satu janji tanpa nilai rupiah, dalam satuannya.",
            rumus="diserahkan ÷ dijanjikan × 100",
        ),
        Arti(
            "desa",
            "Desa",
            "Banyaknya desa yang disebut janji-janji itu; satu desa dihitung sekali.",
        ),
        Arti(
            "rekap-forum-csr",
            "Rekap Forum CSR",
            "Janji yang bertanggal tahun itu, per mitra dan baris rencana, dan semua penyerahan untuk janji "
            "itu. Tidak termasuk laporan triwulan yang dibekukan.",
        ),
    ),
)

PASAR = Kelompok(
    "pasar",
    "Pasar dan pameran",
    sumber="Hasil yang dicatat OPD pendamping.",
    halaman=(("Pameran", "pameran:daftar"),),
    isi=(
        Arti(
            "produk-tanpa-pasar",
            "Produk tanpa pasar",
            "UMKM binaan yang tidak tutup (koperasi dan BUM Desa dihitung terpisah), hari ini tidak tercatat "
            "memasok seorang pembeli pun, dan: diam; atau berjualan tetapi semua salurannya pada tiga bulan "
            "yang jatuh tempo hanya “langsung”; atau salurannya belum disebut. Yang belum diketahui "
            "keadaannya tidak termasuk.",
        ),
        Arti(
            "pemasok",
            "Pemasok",
            "UMKM yang hari itu tercatat memasok pembeli itu; yang pasokannya sudah diakhiri tidak dihitung.",
            halaman=(("Pembeli", "pembeli:daftar"),),
        ),
        Arti(
            "dilihat",
            "Dilihat",
            "{DILIHAT_JENDELA.arti} Tidak menghitung orang.",
            sumber="Hitungan pada etalase umum.",
            halaman=(("Produk", "produk:daftar"),),
        ),
        Arti(
            "terjual",
            "Terjual",
            "Jumlah yang terjual tiap UMKM di pameran itu. Bukan tambahan omzet: omzet hanya dihitung dari "
            "Penjualan bulanan. Yang dikoreksi atau dibatalkan tidak dihitung.",
        ),
        Arti(
            "pesanan",
            "Pesanan",
            "Banyaknya pesanan yang dibawa pulang dan nilainya; belum tentu menjadi penjualan.",
        ),
        Arti(
            "penjualan-kurang",
            "Penjualan kurang",
            "Penjualan yang dilaporkan untuk bulan-bulan pameran – saluran “pameran” bila salurannya dirinci, "
            "kalau tidak seluruhnya – lebih kecil daripada yang terjual di pameran. Salah satunya keliru atau "
            "belum lengkap.",
        ),
    ),
)
