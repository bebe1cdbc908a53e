"""What the sample's enterprises offer: name, kind, price, unit and story per line of trade of opd/contoh/nama.py."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tawaran:
    """One product as an enterprise of that trade would offer it."""

    nama: str
    kategori: str
    harga_rp: int
    satuan: str
    uraian: str


TAWARAN: dict[str, tuple[Tawaran, ...]] = {
    "Biji dan fuli pala": (
        Tawaran(
            "Pala kupas kering",
            "hasil_bumi",
            95_000,
            "kg",
            "Biji pala dari pohon tua di kebun keluarga, dijemur di atas para-para sampai berbunyi bila dikocok.\n\n"
            "Dipilih satu per satu; yang pecah tidak ikut dikirim.",
        ),
    ),
    "Manisan dan sirup pala": (
        Tawaran(
            "Manisan pala basah",
            "makanan",
            30_000,
            "toples 300 g",
            "Daging buah pala muda direndam gula dan sedikit kayu manis selama tiga hari. Rasanya segar, hangat di leher.",
        ),
        Tawaran(
            "Sirup pala",
            "minuman",
            45_000,
            "botol 500 ml",
            "Sirup daging pala tanpa pewarna. Satu botol cukup untuk dua puluh gelas, enak dengan es atau air hangat.",
        ),
    ),
    "Sagu lempeng": (
        Tawaran(
            "Sagu lempeng kenari",
            "makanan",
            25_000,
            "bungkus 250 g",
            "Sagu dari dusun sendiri, dibakar di forna tanah liat dan ditaburi kenari. Tahan tiga bulan dalam wadah kering.\n\n"
            "Dicelup ke teh atau kopi pagi, begitulah kami memakannya.",
        ),
    ),
    "Tepung dan bagea sagu": (
        Tawaran(
            "Bagea sagu kenari",
            "makanan",
            35_000,
            "kotak 400 g",
            "Kue kering sagu dengan kenari dan kayu manis, dipanggang dengan bara. Renyah di luar, lumat di lidah.",
        ),
    ),
    "Minyak kelapa murni": (
        Tawaran(
            "Minyak kelapa murni",
            "perawatan",
            60_000,
            "botol 250 ml",
            "Diperas dari santan kelapa kampung tanpa dipanaskan. Jernih dan wangi, untuk masak maupun kulit.",
        ),
    ),
    "Ikan asar": (
        Tawaran(
            "Ikan asar cakalang",
            "hasil_laut",
            55_000,
            "ekor 700 g",
            "Cakalang pancingan pagi, diasap dengan sabut kelapa sampai malam. Dikemas hampa udara, tahan sepuluh hari di "
            "lemari es.",
        ),
    ),
    "Abon ikan tuna": (
        Tawaran(
            "Abon tuna pedas",
            "makanan",
            40_000,
            "bungkus 150 g",
            "Suwiran tuna dengan rica dan daun jeruk, digoreng kering. Tanpa pengawet, tahan dua bulan.",
        ),
    ),
    "Kacang kenari": (
        Tawaran(
            "Kenari kupas",
            "hasil_bumi",
            120_000,
            "kg",
            "Kenari hutan yang dipecah dan dikupas dengan tangan. Untuk kue, sambal, atau dimakan begitu saja.",
        ),
    ),
    "Roti dan kue kenari": (
        Tawaran(
            "Roti kenari",
            "makanan",
            50_000,
            "loyang kecil",
            "Roti manis berisi kenari cincang, resep turun-temurun untuk hari raya. Dipanggang setelah dipesan.",
        ),
    ),
    "Minyak kayu putih": (
        Tawaran(
            "Minyak kayu putih sulingan",
            "perawatan",
            75_000,
            "botol 100 ml",
            "Disuling dari daun yang dipetik di padang sendiri, dengan ketel kayu. Hangatnya bertahan lama, tanpa campuran.",
        ),
    ),
    "Kain tenun ikat": (
        Tawaran(
            "Syal tenun ikat",
            "tenun",
            275_000,
            "lembar 45 × 180 cm",
            "Benang dicelup dengan akar mengkudu dan daun tarum, lalu ditenun dua minggu dengan alat duduk.\n\n"
            "Tidak ada dua lembar yang sama.",
        ),
    ),
    "Madu hutan": (
        Tawaran(
            "Madu hutan mentah",
            "hasil_bumi",
            110_000,
            "botol 500 ml",
            "Dipanen lestari: hanya bagian madunya yang diambil, sarangnya ditinggal supaya lebah kembali.",
        ),
    ),
    "Keripik pisang dan keladi": (
        Tawaran(
            "Keripik keladi asin gurih",
            "makanan",
            18_000,
            "bungkus 200 g",
            "Keladi kebun diiris tipis, digoreng dengan minyak kelapa buatan sendiri. Garamnya sedikit saja.",
        ),
    ),
    "Anyaman pandan dan bambu": (
        Tawaran(
            "Tas anyaman pandan",
            "kerajinan",
            85_000,
            "buah",
            "Pandan pantai dijemur, direbus, lalu dianyam rapat. Kuat untuk belanja, ringan dibawa.",
        ),
    ),
}

CARA_PESAN = (
    "Dikirim dari Ambon setiap Selasa dan Jumat. Ongkos kirim ditanggung pembeli.",
    "Ikut kapal setiap dua minggu; pesan paling lambat tiga hari sebelumnya.",
    "Paling sedikit 5 buah untuk kiriman ke luar pulau. Dapat diambil di kios desa.",
    "",
)
