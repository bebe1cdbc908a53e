"""The columns of a downloaded list of target families that may be edited; its numbers stand masked in it and are never read."""

from desa.impor.tabel import Kolom

DATA_KELUARGA = (
    Kolom(
        "pengenal", "Pengenal", ("Pengenal Keluarga", "UUID"), "Terisi pada unduhan daftar keluarga sasaran; jangan diubah.",
        teks=True, lebar=38,
    ),
    Kolom("versi", "Versi", ("Versi Keluarga",), "Terisi pada unduhan; jangan diubah.", lebar=8),
    Kolom("kepala", "Kepala Keluarga", ("Nama Kepala Keluarga",), "Nama kepala keluarga.", "Yohanis Latu", lebar=30),
    Kolom("jenis_kelamin", "Jenis Kelamin", ("L/P", "JK"), "L atau P.", "L"),
    Kolom("alamat_rumah", "Alamat Rumah", ("Alamat",), "Dusun, RT/RW, atau petunjuk rumahnya.", "Dusun Dua", lebar=34),
    Kolom("jumlah_anggota", "Jumlah Anggota", ("Jumlah Anggota (orang)",), "Orang, termasuk kepala keluarga.", "4"),
)  # fmt: skip
