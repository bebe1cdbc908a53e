"""The columns by which every list names its village."""

from desa.impor.tabel import Kolom

KODE = Kolom(
    "kode", "Kode Desa", ("Kode Kemendagri", "Kode Wilayah", "Kode Desa Kemendagri", "Kode"),
    "Kode Kemendagri 10 angka. Boleh kosong bila Desa, Kecamatan dan Kabupaten diisi.", "81.05.15.2001", teks=True,
)  # fmt: skip
DESA = Kolom(
    "desa", "Desa", ("Nama Desa", "Desa Binaan", "Negeri", "Ohoi", "Desa/Negeri", "Desa/Negeri/Ohoi", "Desa/Kelurahan",
                     "Nama Desa/Negeri", "Lokasi", "Desa Sasaran"),
    "Nama desa, negeri, ohoi atau kelurahan. Boleh dipilih dari daftar.", "Waru", pilihan="Desa", lebar=44,
)  # fmt: skip
KECAMATAN = Kolom(
    "kecamatan", "Kecamatan", ("Kec", "Nama Kecamatan"), "Perlu bila nama desanya ada di beberapa tempat."
)
KABUPATEN = Kolom(
    "kabupaten", "Kabupaten", ("Kab", "Kabupaten/Kota", "Kab/Kota", "Nama Kabupaten", "Kota"),
    "Perlu bila nama desanya ada di beberapa tempat.", lebar=24,
)  # fmt: skip
