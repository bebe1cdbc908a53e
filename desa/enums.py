"""Choice lists of the ground floor. Values are Indonesian slugs, labels are what people read."""

from django.db.models import TextChoices


class JenisKabupaten(TextChoices):
    KABUPATEN = "kabupaten", "Kabupaten"
    KOTA = "kota", "Kota"


class JenisDesa(TextChoices):
    """Village kinds of Maluku (Perda Maluku 14/2005, Perda Malteng 1/2006, Perda Malra 3/2009)."""

    DESA = "desa", "Desa"
    KELURAHAN = "kelurahan", "Kelurahan"
    NEGERI = "negeri", "Negeri"
    NEGERI_ADMINISTRATIF = "negeri_administratif", "Negeri Administratif"
    OHOI = "ohoi", "Ohoi"
    DESA_PERSIAPAN = "desa_persiapan", "Desa Persiapan"


SEBUTAN_KEPALA = {
    JenisDesa.DESA: "Kepala Desa",
    JenisDesa.KELURAHAN: "Lurah",
    JenisDesa.NEGERI: "Raja",
    JenisDesa.NEGERI_ADMINISTRATIF: "Kepala Pemerintah Negeri Administratif",
    JenisDesa.OHOI: "Kepala Ohoi",
    JenisDesa.DESA_PERSIAPAN: "Penjabat Kepala Desa Persiapan",
}


class JenisIndeks(TextChoices):
    IDM = "idm", "Indeks Desa Membangun"
    INDEKS_DESA = "indeks_desa", "Indeks Desa"


class StatusDesa(TextChoices):
    """The five village statuses (Permendesa PDTT 2/2016 and Permendesa PDT 9/2024)."""

    SANGAT_TERTINGGAL = "sangat_tertinggal", "Sangat Tertinggal"
    TERTINGGAL = "tertinggal", "Tertinggal"
    BERKEMBANG = "berkembang", "Berkembang"
    MAJU = "maju", "Maju"
    MANDIRI = "mandiri", "Mandiri"


class DimensiIDM(TextChoices):
    IKS = "IKS", "Ketahanan Sosial"
    IKE = "IKE", "Ketahanan Ekonomi"
    IKL = "IKL", "Ketahanan Lingkungan"


class DimensiDesa(TextChoices):
    """The six dimensions of the Indeks Desa (Permendesa PDT 9/2024)."""

    LAYANAN_DASAR = "layanan_dasar", "Layanan dasar"
    SOSIAL = "sosial", "Sosial"
    EKONOMI = "ekonomi", "Ekonomi"
    LINGKUNGAN = "lingkungan", "Lingkungan"
    AKSESIBILITAS = "aksesibilitas", "Aksesibilitas"
    TATA_KELOLA = "tata_kelola", "Tata kelola pemerintahan desa"


class Subdimensi(TextChoices):
    """The 13 sub-dimensions of the Indeks Desa; which dimension each belongs to stands in `rumus_indeks.SUBDIMENSI`."""

    PENDIDIKAN = "pendidikan", "Pendidikan"
    KESEHATAN = "kesehatan", "Kesehatan"
    UTILITAS_DASAR = "utilitas_dasar", "Utilitas dasar"
    AKTIVITAS = "aktivitas", "Aktivitas"
    FASILITAS_MASYARAKAT = "fasilitas_masyarakat", "Fasilitas masyarakat"
    PRODUKSI_DESA = "produksi_desa", "Produksi desa"
    FASILITAS_PENDUKUNG_EKONOMI = "fasilitas_pendukung_ekonomi", "Fasilitas pendukung ekonomi"
    PENGELOLAAN_LINGKUNGAN = "pengelolaan_lingkungan", "Pengelolaan lingkungan"
    PENANGGULANGAN_BENCANA = "penanggulangan_bencana", "Penanggulangan bencana"
    KONDISI_AKSES_JALAN = "kondisi_akses_jalan", "Kondisi akses jalan"
    KEMUDAHAN_AKSES = "kemudahan_akses", "Kemudahan akses"
    KELEMBAGAAN_PELAYANAN = "kelembagaan_pelayanan", "Kelembagaan dan pelayanan"
    TATA_KELOLA_KEUANGAN = "tata_kelola_keuangan", "Tata kelola keuangan"


class PeriodeBPS(TextChoices):
    MARET = "maret", "Maret"
    SEPTEMBER = "september", "September"
    TAHUNAN = "tahunan", "Tahunan"


class JenisAngka(TextChoices):
    TARGET = "target", "Target"
    REALISASI = "realisasi", "Realisasi"


class ArahMakro(TextChoices):
    """Which way of an indicator is better."""

    TURUN = "turun", "Makin rendah makin baik"
    NAIK = "naik", "Makin tinggi makin baik"
    SASARAN = "sasaran", "Baik bila dalam rentang sasaran"


class PeriodeMakro(TextChoices):
    """What a macro figure is about: a year, a quarter, or one month; months sort as they run."""

    TAHUNAN = "tahunan", "Tahunan"
    TW_I = "tw1", "TW I"
    TW_II = "tw2", "TW II"
    TW_III = "tw3", "TW III"
    TW_IV = "tw4", "TW IV"
    JANUARI = "01", "Januari"
    FEBRUARI = "02", "Februari"
    MARET = "03", "Maret"
    APRIL = "04", "April"
    MEI = "05", "Mei"
    JUNI = "06", "Juni"
    JULI = "07", "Juli"
    AGUSTUS = "08", "Agustus"
    SEPTEMBER = "09", "September"
    OKTOBER = "10", "Oktober"
    NOVEMBER = "11", "November"
    DESEMBER = "12", "Desember"


class Presisi(TextChoices):
    PASTI = "pasti", "Pasti"
    DIPOTONG = "dipotong", "Dipotong ke bilangan bulat"


class Sinyal(TextChoices):
    TIDAK_ADA = "tidak_ada", "Tidak ada sinyal"
    LEMAH = "lemah", "Lemah, hanya di titik tertentu"
    TELEPON = "telepon", "Telepon dan SMS saja"
    DATA = "data", "Internet, tidak stabil"
    BAIK = "baik", "Internet baik"


class BentukUsaha(TextChoices):
    """Koperasi and BUM Desa are no UMKM in law (UU 20/2008) and are counted apart."""

    PERORANGAN = "perorangan", "Perorangan"
    KELOMPOK = "kelompok", "Kelompok"
    KOPERASI = "koperasi", "Koperasi"
    BUMDES = "bumdes", "BUM Desa"


class JenisKelamin(TextChoices):
    LAKI_LAKI = "L", "Laki-laki"
    PEREMPUAN = "P", "Perempuan"


class KeluargaMiskin(TextChoices):
    """Whether the owner is of a poor family, as the OPD says; no register of families decides it yet."""

    YA = "ya", "Ya"
    TIDAK = "tidak", "Tidak"
    BELUM_DIKETAHUI = "belum_diketahui", "Belum diketahui"


class SaluranPenjualan(TextChoices):
    """Where an enterprise's customers buy."""

    LANGSUNG = "langsung", "Langsung"
    PASAR = "pasar", "Pasar"
    TOKO = "toko", "Toko"
    RESELLER = "reseller", "Reseller"
    MARKETPLACE = "marketplace", "Marketplace"
    E_KATALOG = "e_katalog", "E-katalog"
    PAMERAN = "pameran", "Pameran"
    LUAR_DAERAH = "luar_daerah", "Luar daerah"


class JenisLegalitas(TextChoices):
    NIB = "nib", "NIB"
    PIRT = "pirt", "PIRT"
    HALAL = "halal", "Halal"
    MEREK = "merek", "Merek"
    BPOM_MD = "bpom_md", "BPOM MD"
    SNI = "sni", "SNI"
    SLHS = "slhs", "SLHS"


class StatusLegalitas(TextChoices):
    """What is stored; *kedaluwarsa* is derived from the date."""

    BELUM = "belum", "Belum ada"
    PROSES = "proses", "Sedang diurus"
    TERBIT = "terbit", "Terbit"
    TIDAK_PERLU = "tidak_perlu", "Tidak perlu"


class JabatanKontak(TextChoices):
    CAMAT = "camat", "Camat"
    KEPALA_DESA = "kepala_desa", "Kepala desa"
    SEKRETARIS_DESA = "sekretaris_desa", "Sekretaris desa"
    PENDAMPING_DESA = "pendamping_desa", "Pendamping desa"


class KategoriProduk(TextChoices):
    """What a product of the public showcase is."""

    MAKANAN = "makanan", "Makanan olahan"
    MINUMAN = "minuman", "Minuman"
    HASIL_LAUT = "hasil_laut", "Ikan dan hasil laut"
    HASIL_BUMI = "hasil_bumi", "Rempah dan hasil kebun"
    KERAJINAN = "kerajinan", "Kerajinan dan anyaman"
    TENUN = "tenun", "Tenun dan pakaian"
    PERAWATAN = "perawatan", "Minyak, perawatan, dan kesehatan"
    JASA = "jasa", "Jasa dan wisata"
    LAIN = "lain", "Lainnya"


class Ketersediaan(TextChoices):
    TERSEDIA = "tersedia", "Tersedia"
    PESANAN = "pesanan", "Dibuat bila dipesan"
    MUSIMAN = "musiman", "Hanya pada musimnya"
    HABIS = "habis", "Sedang habis"


class CaraPersetujuan(TextChoices):
    """How an owner agreed to be shown."""

    TERTULIS = "tertulis", "Surat bertanda tangan"
    LISAN = "lisan", "Lisan di hadapan saksi"


class AdaTidak(TextChoices):
    """A known answer; the empty text is "tidak diketahui"."""

    YA = "ya", "Ya"
    TIDAK = "tidak", "Tidak"


class Pembukuan(TextChoices):
    """How an enterprise keeps its books, the poorest first."""

    TIDAK_ADA = "tidak_ada", "Tidak ada"
    SEDERHANA = "sederhana", "Catatan sederhana"
    PEMBUKUAN = "pembukuan", "Pembukuan"


class JenisPembiayaan(TextChoices):
    """Where an enterprise's money comes from. KUR: Permenko Perekonomian 7/2025."""

    KUR_SUPER_MIKRO = "kur_super_mikro", "KUR super mikro"
    KUR_MIKRO = "kur_mikro", "KUR mikro"
    KUR_KECIL = "kur_kecil", "KUR kecil"
    KREDIT_LAIN = "kredit_lain", "Kredit lain"
    BAZNAS = "baznas", "Baznas"
    CSR = "csr", "CSR"
    DANA_BERGULIR = "dana_bergulir", "Dana bergulir"


class StatusPembiayaan(TextChoices):
    DIAJUKAN = "diajukan", "Diajukan"
    DISETUJUI = "disetujui", "Disetujui"
    DITOLAK = "ditolak", "Ditolak"
    DICAIRKAN = "dicairkan", "Dicairkan"


class SumberKesejahteraan(TextChoices):
    """Where a list of poor families, or a count of them, comes from."""

    DTSEN = "dtsen", "DTSEN"
    P3KE = "p3ke", "P3KE"
    DTKS = "dtks", "DTKS"
    REGSOSEK = "regsosek", "Regsosek"
    MUSDES = "musdes", "Musyawarah desa"
    LAINNYA = "lainnya", "Lainnya"


class JenisSidik(TextChoices):
    """Which number a keyed hash was made of."""

    NIK = "nik", "NIK kepala keluarga"
    KK = "kk", "Nomor kartu keluarga"


class JenisNisan(TextChoices):
    """By what a person who was erased or restricted is known again: numbers, the name in one village, or whose contact it was."""

    NIK = "nik", "NIK"
    KK = "kk", "Nomor kartu keluarga"
    NIB = "nib", "NIB usaha perorangan"
    NAMA = "nama", "Nama di satu desa"
    KONTAK = "kontak", "Kontak satu mitra atau pembeli"


class Pengosongan(TextChoices):
    """Why a record tells nothing of its person any more (UU 27/2022 art. 41, 43, 44). It is still counted."""

    DIBATASI = "dibatasi", "Dibatasi atas permintaan"
    DIHAPUS = "dihapus", "Dihapus atas permintaan"
    KEDALUWARSA = "kedaluwarsa", "Dihapus, masa simpan habis"


class PeristiwaKeluarga(TextChoices):
    """What can happen to a target family. The first four move it into or out of the list, see `PINDAH_KELUARGA`."""

    MASUK = "masuk", "Masuk daftar sasaran"
    ENTAS = "entas", "Entas"
    KAMBUH = "kambuh", "Kambuh"
    KELUAR = "keluar", "Keluar dari daftar"
    DESIL = "desil", "Desil dicatat"
    VERVAL = "verval", "Verifikasi dan validasi"
    BERTAHAN = "bertahan", "Pemeriksaan ulang: entas bertahan"


class HasilVerval(TextChoices):
    """What the village found of a family on the list; all but the first are reasons to leave it, never *entas*."""

    LAYAK = "layak", "Layak, tetap sasaran"
    MENINGGAL = "meninggal", "Meninggal"
    PINDAH = "pindah", "Pindah"
    MAMPU = "mampu", "Sudah mampu saat didata"
    TIDAK_DITEMUKAN = "tidak_ditemukan", "Tidak ditemukan"
    GANDA = "ganda", "Tercatat ganda"


class KeadaanKeluarga(TextChoices):
    """Where a family stands on a day; read from its last move, never stored."""

    SASARAN = "sasaran", "Sasaran"
    ENTAS = "entas", "Entas"
    KELUAR = "keluar", "Keluar dari daftar"


PINDAH_KELUARGA = {
    PeristiwaKeluarga.MASUK: KeadaanKeluarga.SASARAN,
    PeristiwaKeluarga.KAMBUH: KeadaanKeluarga.SASARAN,
    PeristiwaKeluarga.ENTAS: KeadaanKeluarga.ENTAS,
    PeristiwaKeluarga.KELUAR: KeadaanKeluarga.KELUAR,
}
"""Each move and where it leads. The bridge awal + masuk − entas − keluar + kambuh = kini counts these rows alone."""


class DefinisiEkstrem(TextChoices):
    """What "miskin ekstrem" meant in a count. The line moved more than once, so each count says its own (domain.md, 4.1)."""

    PPP_1_9 = "ppp_1_9", "Pengeluaran di bawah US$ 1,9 PPP per orang per hari"
    PPP_2_15 = "ppp_2_15", "Pengeluaran di bawah US$ 2,15 PPP per orang per hari"
    RP_400_RIBU = "rp_400_ribu", "Pengeluaran di bawah Rp 400 ribu per orang per bulan"
    DESIL_1 = "desil_1", "Desil 1"
    MUSDES = "musdes", "Ditetapkan musyawarah desa"
    LAINNYA = "lainnya", "Lainnya, ditulis sendiri"


class StatusPotret(TextChoices):
    DRAF = "draf", "Menunggu verifikasi"
    DIKEMBALIKAN = "dikembalikan", "Dikembalikan"
    DIVERIFIKASI = "diverifikasi", "Diverifikasi"
    DITARIK = "ditarik", "Ditarik"
