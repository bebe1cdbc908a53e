"""Which definitions stand in the sheet "Keterangan" of a list that goes out, by the list's name (`desa/ekspor/daftar.py`)."""

from __future__ import annotations

from collections.abc import Iterator

from opd.arti import ARTI

BERKAS: dict[str, tuple[str, ...]] = {
    "UMKM": ("umkm-binaan", "berjualan", "diam", "tutup", "belum_diketahui"),
    "Omzet": ("omzet-triwulan", "pertumbuhan-omzet-setahun", "pencilan-omzet"),
    "Omzet per triwulan": ("omzet-triwulan", "pertumbuhan-omzet-setahun", "pencilan-omzet"),
    "Naik kelas": ("naik-kelas",),
    "Naik kelas per OPD": ("naik-kelas", "umkm-binaan"),
    "Naik kelas per desa": ("naik-kelas", "umkm-binaan"),
    "Mutu data per OPD": ("temuan-mutu",),
    "Ketepatan laporan": ("ketepatan-laporan",),
    "Keluarga per desa": ("keluarga-sasaran-entas-keluar", "kelompok-kecil"),
    "Pembiayaan": ("pembiayaan",),
    "Kelangsungan usaha": ("kelangsungan-usaha",),
    "Daftar pantau": ("perlu-perhatian",),
    "Pantau per OPD": ("perlu-perhatian",),
    "Produk tanpa pasar": ("produk-tanpa-pasar",),
    "Indeks desa": ("idm-dan-indeks-desa", "perubahan-indeks", "indikator-bermasalah"),
    "Desa": ("status-desa", "penanggung-jawab"),
    "OPD": ("penanggung-jawab", "tanpa-tim"),
    "Mengapa desa ini": ("peringkat", "hari-sk"),
    "Rencana aksi": ("capaian-rencana", "predikat", "serapan"),
    "Tenggat laporan": ("ketepatan-laporan",),
    "Kegiatan": ("dana-kegiatan", "di-luar-rencana"),
    "Dana menurut sumber": ("dana-menurut-sumber", "serapan"),
    "Dana menurut strategi": ("dana-kegiatan", "di-luar-rencana"),
    "Kunjungan": ("kunjungan-terhitung",),
    "Asesmen": ("asesmen-membaik-memburuk-tetap",),
    "Potret": ("garis-dasar-program", "potret-terbaru", "kelompok-kecil"),
    "Kemajuan": ("kk-miskin-ekstrem-kini", "turun-naik", "garis-dasar-program", "kelompok-kecil"),
    "Kemajuan OPD": ("turun-naik", "garis-dasar-penugasan", "perubahan-indeks", "kk-entas-opd", "kelompok-kecil"),
    "Keluarga sasaran": ("keluarga-sasaran-entas-keluar",),
    "Janji mitra": ("dijanjikan", "diserahkan", "terpenuhi"),
    "Peringkat": ("urutan-peringkat", "nilai-peringkat", "wajar-antara", "hasil-keluaran-proses", "kelompok-akses"),
}


def meanings(nama: str) -> Iterator[tuple[str, str]]:
    """The figures of a list with what they mean and how they are computed."""
    for kunci in BERKAS.get(nama, ()):
        _, a = ARTI[kunci]
        yield a.nama, f"{a.definisi} Rumus: {a.rumus}." if a.rumus else a.definisi
