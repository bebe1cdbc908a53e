"""The columns of a list of activities."""

from desa.impor.tabel import Kolom
from opd.enums import SumberDana
from opd.impor.kolom_tempat import DESA, KABUPATEN, KECAMATAN, KODE

DANA = "dana_"

KEGIATAN = (
    Kolom("judul", "Kegiatan", ("Nama Kegiatan", "Judul Kegiatan"), "Nama kegiatan.", "Pelatihan pengolahan pala", lebar=44),
    Kolom(
        "tanggal", "Tanggal", ("Tgl", "Tanggal Kegiatan", "Tanggal Pelaksanaan", "Waktu Pelaksanaan"),
        "Hari kegiatan dilaksanakan.", "25/06/2026",
    ),
    KODE, DESA, KECAMATAN, KABUPATEN,
    Kolom(
        "baris", "Baris Rencana Aksi", ("Baris Rencana", "Kegiatan Rencana Aksi", "Rencana Aksi"),
        "Seperti pada rencana aksi yang berlaku pada tahun kegiatannya. Kosong pada kegiatan baru berarti di luar rencana.",
        "di luar rencana", pilihan="Baris rencana", lebar=40,
    ),
    Kolom("volume", "Volume", ("Jumlah", "Volume Kegiatan"), "Angka; satuannya di kolom berikut.", "25"),
    Kolom(
        "satuan", "Satuan", ("Satuan Volume",), "Misalnya ha, ekor, orang. Bila kosong, menurut baris rencananya.", "orang",
    ),
    *(
        Kolom(
            f"{DANA}{s.value}", f"Sumber {s.label}", (f"Sumber {s.label} (Rp)", f"Dana dari {s.label}", s.label),
            f"Rupiah dari {s.label}. Boleh kosong; 0 berarti tidak ada dana dari sumber ini.",
        )
        for s in SumberDana
    ),
    Kolom(
        "uraian", "Uraian", ("Uraian Kegiatan", "Keterangan Kegiatan"),
        "Boleh kosong. Boleh lebih dari satu baris (Alt+Enter). Jangan menulis nama warga.", lebar=40, berbaris=True,
    ),
    Kolom("penerima_l", "Penerima Laki-laki", ("Penerima L", "Penerima Laki-laki (orang)"), "Orang.", "10"),
    Kolom("penerima_p", "Penerima Perempuan", ("Penerima P", "Penerima Perempuan (orang)"), "Orang.", "15"),
    Kolom(
        "penerima_difabel", "Penerima Difabel", ("Penerima Difabel (orang)", "Difabel"),
        "Orang, di antara laki-laki dan perempuan.", "1",
    ),
    Kolom("penerima_kk", "Keluarga Penerima", ("Penerima KK", "Keluarga Penerima (KK)", "KK Penerima"), "KK.", "20"),
    Kolom(
        "pengenal", "Pengenal", ("Pengenal Kegiatan", "ID Kegiatan", "UUID"),
        "Terisi pada unduhan daftar kegiatan; jangan diubah. Kosongkan untuk kegiatan baru.", teks=True, lebar=38,
    ),
)  # fmt: skip
