"""What the sample's plans say of each kind of activity: for whom, against which problems, by which strategy."""

from __future__ import annotations

from dataclasses import dataclass

from opd.enums import Akumulasi, Strategi

BEBAN, PENDAPATAN, KANTONG = Strategi.BEBAN_PENGELUARAN, Strategi.PENDAPATAN, Strategi.KANTONG_KEMISKINAN


@dataclass(frozen=True)
class Tujuan:
    """Whom the activity serves ("{n} keluarga petani"), the indicators it acts on by name, and how its target counts."""

    sasaran: str
    indikator: tuple[str, ...]
    strategi: Strategi = PENDAPATAN
    akumulasi: Akumulasi = Akumulasi.NON_KUMULATIF


TUJUAN = {
    "Pelatihan pembukuan sederhana bagi pelaku UMKM": Tujuan(
        "{n} pelaku UMKM", ("Lembaga Ekonomi", "Ketersediaan Kursus")
    ),
    "Pendampingan pendaftaran NIB": Tujuan(
        "{n} pelaku usaha tanpa NIB", ("Keragaman Produksi", "Kredit"), akumulasi=Akumulasi.KUMULATIF
    ),
    "Penyaluran paket kemasan dan label produk": Tujuan(
        "{n} usaha rumahan", ("Keragaman Produksi", "Toko/ Warung Kelontong")
    ),
    "Pertemuan dengan kelompok usaha dan pemerintah desa": Tujuan("{n} anggota kelompok usaha", ("Lembaga Ekonomi",)),
    "Fasilitasi pameran produk desa di Ambon": Tujuan(
        "{n} usaha dengan produk siap jual", ("Pasar", "Pertokoan", "Keragaman Produksi")
    ),
    "Sosialisasi Kredit Usaha Rakyat bersama bank": Tujuan("{n} pelaku usaha", ("Kredit", "Bank & BPR")),
    "Bantuan alat pengolahan sagu": Tujuan("{n} keluarga pengolah sagu", ("Keragaman Produksi", "Lembaga Ekonomi")),
    "Pembagian anakan pala": Tujuan("{n} keluarga petani pala", ("Keragaman Produksi",)),
    "Pembagian bibit cengkih": Tujuan("{n} keluarga petani cengkih", ("Keragaman Produksi",)),
    "Bantuan ternak sapi": Tujuan("{n} keluarga peternak", ("Keragaman Produksi", "Lembaga Ekonomi")),
    "Demonstrasi menu pangan lokal B2SA": Tujuan("{n} ibu dan kader desa", ("Aktivitas Posyandu",), BEBAN),
    "Bantuan bibit dan tali rumput laut": Tujuan("{n} keluarga pembudi daya", ("Keragaman Produksi",)),
    "Pelatihan pengolahan abon dan ikan asar": Tujuan("{n} perempuan pengolah ikan", ("Keragaman Produksi", "Pasar")),
    "Pembentukan dan pembinaan koperasi desa": Tujuan(
        "{n} calon anggota koperasi", ("Lembaga Ekonomi", "Kredit"), akumulasi=Akumulasi.KUMULATIF
    ),
    "Pelatihan pengurus BUM Desa": Tujuan("{n} pengurus BUM Desa", ("Lembaga Ekonomi",)),
    "Perbaikan jaringan air bersih": Tujuan(
        "{n} keluarga tanpa air bersih", ("Air Minum", "Air Mandi & Cuci"), KANTONG
    ),
    "Pelayanan kesehatan keliling": Tujuan("{n} warga desa", ("Akses Sarkes", "Dokter", "Nakes Lain"), BEBAN),
    "Penyuluhan gizi dan pencegahan stunting": Tujuan(
        "{n} keluarga dengan balita", ("Aktivitas Posyandu", "Akses Poskesdes"), BEBAN
    ),
    "Pemasangan titik internet di balai desa": Tujuan(
        "{n} keluarga di sekitar balai desa",
        ("Internet Kantor Desa", "Akses Internet Warga", "Sinyal Tlp"),
        KANTONG,
        Akumulasi.AKHIR_PERIODE,
    ),
    "Perekaman dan pencetakan dokumen kependudukan": Tujuan(
        "{n} warga tanpa dokumen", ("Tingkat Kepesertaan BPJS", "PMKS"), BEBAN
    ),
    "Bantuan buku dan sudut baca desa": Tujuan(
        "{n} anak usia sekolah", ("Ketersediaan Taman Baca/ Perpus Desa",), KANTONG, Akumulasi.AKHIR_PERIODE
    ),
    "Bantuan sembako bagi keluarga miskin": Tujuan("{n} keluarga miskin", ("PMKS",), BEBAN),
    "Pelatihan tukang dan tenaga terampil": Tujuan("{n} pemuda putus sekolah", ("Ketersediaan Kursus",)),
    "Penanaman mangrove di pesisir": Tujuan("{n} keluarga pesisir", ("Kualitas Lingkungan", "Rawan Bencana"), KANTONG),
    "Pelatihan siaga bencana tingkat desa": Tujuan("{n} warga desa", ("Tanggap Bencana", "Rawan Bencana"), KANTONG),
    "Pembinaan olahraga pemuda desa": Tujuan("{n} pemuda desa", ("Kelompok OR", "Kegiatan OR"), KANTONG),
    "Pelatihan pemandu wisata desa": Tujuan("{n} pemuda desa", ("Kedai & Penginapan",)),
}
"""By the name of the activity (teks.ACARA)."""

PIC = ("CONTOH Kepala Bidang Pemberdayaan", "CONTOH Kepala Bidang Ekonomi Desa", "CONTOH Ketua tim pendamping", "")
KODE = {"diskop-ukm": "2.17.07.1.01", "dpmd": "2.13.04.1.01"}
"""The first part of the subkegiatan codes of the OPDs whose people sign in; invented like all of the sample."""
ALASAN_REVISI = "CONTOH Hasil rakor: target dinaikkan karena peserta lebih banyak dari perkiraan."
ALASAN_KAHAR_REVISI = "CONTOH Gelombang tinggi menghentikan pelayaran; sisa target disesuaikan."
ALASAN_KAHAR = "CONTOH Kapal perintis berhenti berlayar enam minggu menurut maklumat pelayaran."
ALASAN_KEMBALI = "CONTOH Sasaran baris pertama belum jelas. Sebutkan siapa penerimanya dan dari kelompok mana."
ALASAN_TOLAK = "CONTOH Kenaikan target baris pertama belum didukung pagu. Sesuaikan pagu atau targetnya."
