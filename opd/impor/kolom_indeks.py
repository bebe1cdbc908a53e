"""The columns of the lists of village indices and of indicator scores."""

from desa.enums import DimensiDesa, DimensiIDM
from desa.impor.tabel import Kolom
from desa.rumus_indeks import MAKS_DIMENSI, SUBDIMENSI
from opd.impor.kolom_tempat import DESA, KABUPATEN, KECAMATAN, KODE

SUB = "sub_"
SUMBER = Kolom(
    "sumber", "Sumber", ("Sumber Data", "Nomor Keputusan", "Dasar", "Referensi"),
    "Nomor keputusan dan alamat berkasnya.", "Kepmendesa PDT 343/2025", lebar=40,
)  # fmt: skip

INDEKS = (
    KODE, DESA, KECAMATAN, KABUPATEN,
    Kolom(
        "jenis", "Jenis Indeks", ("Jenis", "Indeks"),
        "IDM atau Indeks Desa. Bila kosong, menurut tahunnya: IDM sampai 2024, Indeks Desa sejak 2025.",
        "Indeks Desa", pilihan="Jenis indeks",
    ),
    Kolom("tahun", "Tahun", ("Tahun Indeks", "Tahun Data"), "Tahun indeks, empat angka.", "2025"),
    Kolom(
        "nilai", "Nilai", ("Nilai Indeks", "Nilai IDM", "IDM", "Skor Indeks", "Skor Indeks Desa", "Indeks Desa", "Skor"),
        "IDM 0 sampai 1, misalnya 0,6542. Indeks Desa 0 sampai 100, misalnya 65,42.", "65,42",
    ),
    Kolom(
        "status", "Status", ("Status Desa", "Status Resmi", "Status IDM", "Status Indeks Desa"),
        "Status pada keputusan. Tidak dihitung dari nilainya.", "Berkembang", pilihan="Status", lebar=20,
    ),
    *(
        Kolom(
            d.value.lower(), d.value, (str(d.label), f"Nilai {d.value}", f"Indeks {d.label}"), "Hanya IDM, 0 sampai 1.", "0,7000"
        )
        for d in DimensiIDM
    ),
    *(
        Kolom(
            d.value, str(d.label), (f"Skor {d.label}", f"Dimensi {d.label}", f"Poin {d.label}"),
            f"Hanya Indeks Desa: poin dimensi, 0 sampai {MAKS_DIMENSI[d]}. Keenamnya diisi, atau dikosongkan.",
        )
        for d in DimensiDesa
    ),
    *(
        Kolom(
            f"{SUB}{s.value}", f"Sub {s.label}", (f"Sub-dimensi {s.label}", f"Subdimensi {s.label}"),
            f"Boleh kosong: poin sub-dimensi, 0 sampai {maks}.",
        )
        for isi in SUBDIMENSI.values()
        for s, maks in isi
    ),
    SUMBER,
    Kolom(
        "tanggal_data", "Tanggal Data", ("Tanggal", "Tanggal Keputusan", "Tanggal Penetapan"),
        "Tanggal keputusan atau tanggal data ditetapkan.", "01/09/2025",
    ),
    Kolom(
        "versi", "Versi", ("Versi Indeks",), "Terisi pada templat yang memuat indeks tercatat; jangan diubah.", teks=True,
    ),
)  # fmt: skip

SKOR = (
    KODE, DESA, KECAMATAN, KABUPATEN,
    Kolom("tahun", "Tahun", ("Tahun IDM", "Tahun Data"), "Tahun skor, 2016 sampai 2024.", "2024"),
    Kolom("dimensi", "Dimensi", ("Dimensi IDM", "Kelompok"), "IKS, IKE, atau IKL.", "IKS", pilihan="Dimensi"),
    Kolom("nomor", "Nomor", ("No", "No Indikator", "Nomor Indikator"), "Nomor indikator dalam dimensinya.", "1"),
    Kolom("indikator", "Indikator", ("Indikator IDM", "Nama Indikator"), "Boleh kosong; untuk mencocokkan nomornya.", lebar=34),
    Kolom("skor", "Skor", ("Nilai", "Skor Indikator"), "0 sampai 5, bilangan bulat.", "3"),
    Kolom("keterangan", "Keterangan", (), "Boleh kosong: keadaan yang memberi skor itu.", lebar=40),
    Kolom(
        "kegiatan", "Kegiatan", ("Kegiatan Yang Dapat Dilakukan", "Kegiatan yang Disarankan", "Saran"),
        "Boleh kosong: kegiatan yang disarankan lembar Kemendes.", lebar=40,
    ),
    SUMBER,
)  # fmt: skip
