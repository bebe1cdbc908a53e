"""The columns of the list of macro figures: targets, realised ones, and BPS poverty of a place."""

from desa.impor.tabel import Kolom
from opd.impor.kolom_indeks import SUMBER

MAKRO = (
    Kolom(
        "indikator", "Indikator", ("Nama Indikator", "Indikator Makro"),
        "Nama indikator seperti di halaman Konteks makro.", "Penduduk miskin", pilihan="Indikator", lebar=30,
    ),
    Kolom(
        "wilayah", "Wilayah", ("Kabupaten", "Kabupaten/Kota", "Kab/Kota"),
        "Kosong berarti Provinsi Maluku. Kabupaten/kota hanya untuk realisasi penduduk miskin.", pilihan="Wilayah", lebar=26,
    ),
    Kolom("jenis", "Jenis", ("Target/Realisasi",), "target atau realisasi.", "realisasi", pilihan="Jenis"),
    Kolom("tahun", "Tahun", (), "Empat angka.", "2025"),
    Kolom(
        "periode", "Periode", ("Bulan", "Triwulan", "Semester"),
        "Tahunan, TW I sampai TW IV, atau nama bulan. Bila kosong, tahunan.", "September", pilihan="Periode",
    ),
    Kolom("nilai", "Nilai", ("Angka", "Persen", "Nilai (%)"), "Koma untuk desimal; boleh negatif.", "15,25"),
    Kolom("nilai_atas", "Sampai Dengan", ("Nilai Atas", "Batas Atas"), "Hanya target yang berupa rentang.", "6,2"),
    Kolom(
        "jumlah_ribu", "Jumlah (Ribu Jiwa)", ("Ribu Jiwa", "Jumlah Penduduk Miskin"),
        "Hanya realisasi penduduk miskin.", "286,86",
    ),
    Kolom(
        "garis_rp", "Garis Kemiskinan", ("Garis Kemiskinan (Rp)", "GK"),
        "Rupiah per kapita per bulan; hanya penduduk miskin.", "797.060",
    ),
    SUMBER,
    Kolom(
        "tanggal_data", "Tanggal Data", ("Tanggal", "Tanggal Rilis"),
        "Tanggal rilis atau dokumen. Boleh kosong untuk realisasi penduduk miskin.", "16/02/2026",
    ),
    Kolom(
        "catatan", "Catatan", ("Keterangan",),
        "Boleh kosong. Lebih dari satu baris (Alt+Enter) hanya untuk realisasi penduduk miskin.", lebar=40, berbaris=True,
    ),
)  # fmt: skip
