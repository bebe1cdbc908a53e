"""The columns of each list that can be imported, how people head them, and reading the cells they share."""

from typing import Any

from django.core.exceptions import ValidationError

from desa.enums import SaluranPenjualan
from desa.impor.berkas import BATAS_BARIS
from desa.impor.tabel import Baris, Kolom
from desa.validators import baca_kode_desa
from opd.enums import JenisImpor
from opd.impor.kolom_data_keluarga import DATA_KELUARGA
from opd.impor.kolom_indeks import INDEKS, SKOR
from opd.impor.kolom_kegiatan import KEGIATAN
from opd.impor.kolom_makro import MAKRO
from opd.impor.kolom_tempat import DESA, KABUPATEN, KECAMATAN, KODE
from opd.impor.rencana import Tanya, salah
from opd.impor.rujukan import PencariDesa, RujukanDesa

LAMPIRAN = (
    Kolom(
        "opd", "OPD", ("Nama OPD", "Perangkat Daerah", "Organisasi Perangkat Daerah", "SKPD", "Dinas", "Dinas/Badan",
                       "OPD Pembina", "OPD Penanggung Jawab", "OPD Pendamping", "Instansi"),
        "Nama OPD seperti pada SK. Boleh dipilih dari daftar.", "Dinas Pertanian", pilihan="OPD", lebar=48,
    ),
    KODE, DESA, KECAMATAN, KABUPATEN,
    Kolom(
        "mulai", "Mulai", ("Tanggal Mulai", "Mulai Tanggal", "TMT", "Berlaku Mulai", "Tgl Mulai", "Terhitung Mulai"),
        "Tanggal mulai pendampingan. Bila kosong, dipakai tanggal SK.", "16/01/2023",
    ),
    Kolom(
        "peran", "Peran", ("Sebagai", "Status", "Peran OPD"),
        "penanggung jawab atau pendukung. Bila kosong, penanggung jawab.", "penanggung jawab", pilihan="Peran",
    ),
)  # fmt: skip

UMKM = (
    Kolom(
        "nama", "Nama Usaha", ("Nama UMKM", "UMKM", "Usaha", "Nama Usaha/UMKM", "Nama Kelompok"),
        "Nama usaha atau kelompok.", "Kelompok Pala Waru", lebar=34,
    ),
    KODE, DESA, KECAMATAN, KABUPATEN,
    Kolom(
        "bentuk", "Bentuk", ("Bentuk Usaha", "Jenis Usaha", "Badan Usaha"),
        "perorangan, kelompok, koperasi atau BUM Desa. Bila kosong, perorangan.", "kelompok", pilihan="Bentuk",
    ),
    Kolom("pemilik", "Pemilik", ("Nama Pemilik", "Ketua", "Nama Ketua", "Pemilik/Ketua"), "Nama pemilik atau ketua.", lebar=24),
    Kolom(
        "telepon", "Telepon", ("No HP", "Nomor HP", "No. Telepon", "Nomor Telepon", "HP", "WA", "Nomor WA"),
        "Nomor telepon pemilik.", "0812-3456-7890", teks=True,
    ),
    Kolom(
        "nib", "NIB", ("Nomor Induk Berusaha", "No NIB", "Nomor NIB"),
        "13 angka, sel berformat Teks. Kosongkan bila belum ada.", "9120001234567", teks=True,
    ),
    Kolom("produk", "Produk", ("Produk Utama", "Nama Produk", "Jenis Produk"), "Produk utama.", "minyak pala", lebar=28),
    Kolom("mulai_usaha", "Tahun Mulai Usaha", ("Mulai Usaha", "Tahun Berdiri", "Tahun Usaha"), "Tahun, empat angka.", "2019"),
    Kolom(
        "dibina_sejak", "Dibina Sejak", ("Tanggal Dibina", "Mulai Dibina", "Dibina Mulai", "Binaan Sejak"),
        "Tanggal mulai dibina. Wajib untuk UMKM baru.", "01/02/2024",
    ),
    Kolom(
        "jenis_kelamin", "Jenis Kelamin", ("L/P", "JK", "Jenis Kelamin Pemilik"),
        "Jenis kelamin pemilik: L atau P.", "P", pilihan="Jenis kelamin",
    ),
    Kolom("nik", "NIK", ("NIK Pemilik", "No KTP", "Nomor KTP", "No. NIK"), "16 angka, sel berformat Teks.", teks=True, lebar=20),
    Kolom(
        "keluarga_miskin", "Keluarga Miskin", ("Pemilik Keluarga Miskin", "Dari Keluarga Miskin"),
        "Menurut OPD: ya atau tidak. Kosong berarti belum diketahui.", "tidak", pilihan="Keluarga miskin",
    ),
    Kolom("kbli", "KBLI", ("Kode KBLI", "No KBLI"), "Kode KBLI 2020, lima angka, sel berformat Teks.", "10794", teks=True),
    Kolom(
        "makanan_minuman", "Makanan/Minuman", ("Makanan dan Minuman", "Usaha Makanan/Minuman", "Pangan"),
        "ya bila menjual makanan atau minuman.", "ya", pilihan="Makanan/minuman",
    ),
    Kolom(
        "modal_usaha_rp", "Modal Usaha", ("Modal", "Modal Usaha (Rp)", "Modal (Rp)"),
        "Rupiah, tanpa tanah dan bangunan tempat usaha.", "15.000.000",
    ),
    Kolom(
        "penjualan_setahun_rp", "Penjualan Setahun", ("Omzet Setahun", "Omzet per Tahun", "Hasil Penjualan Tahunan"),
        "Rupiah dua belas bulan terakhir menurut pemilik.", "60.000.000",
    ),
)  # fmt: skip

UMKM_UNDUHAN = (
    *UMKM,
    Kolom(
        "pengenal", "Pengenal", ("Pengenal UMKM", "ID UMKM", "UUID"),
        "Terisi pada unduhan daftar UMKM; jangan diubah. Kosongkan untuk UMKM baru.", teks=True, lebar=38,
    ),
    Kolom("versi", "Versi", ("Versi UMKM",), "Terisi pada unduhan daftar UMKM; jangan diubah.", lebar=8),
)  # fmt: skip
"""The same with what ties a row of a downloaded list to the enterprise it came from."""

KELUARGA = (
    Kolom(
        "kepala", "Nama Kepala Keluarga", ("Kepala Keluarga", "Nama KRT", "Nama Kepala Rumah Tangga", "Nama", "Nama Lengkap",
                                           "Nama KK", "Nama Individu", "Nama Anggota Keluarga", "Nama ART"),
        "Nama kepala keluarga.", "Yohanis Latu", lebar=30,
    ),
    Kolom(
        "nik", "NIK", ("NIK Kepala Keluarga", "NIK KRT", "No NIK", "Nomor NIK", "No KTP", "Nomor KTP", "NIK KK", "NIK Individu"),
        "16 angka, sel berformat Teks.", "8105151201800099", teks=True, lebar=20,
    ),
    Kolom(
        "kk", "Nomor KK", ("No KK", "NoKK", "KK", "NKK", "Nomor Kartu Keluarga", "No Kartu Keluarga", "Kartu Keluarga"),
        "16 angka, sel berformat Teks. NIK atau nomor KK harus ada.", "8105151201190077", teks=True, lebar=20,
    ),
    KODE, DESA, KECAMATAN, KABUPATEN,
    Kolom(
        "hubungan", "Hubungan Keluarga", ("Hubungan dengan Kepala Keluarga", "Status Hubungan", "SHDK", "Hub KRT", "Hubungan",
                                          "Status Hubungan Dalam Keluarga", "Hub Kepala Keluarga", "Hubungan KRT"),
        "Bila satu baris untuk setiap orang: kepala keluarga dicatat, yang lain dihitung sebagai anggota.", "kepala keluarga",
    ),
    Kolom(
        "jenis_kelamin", "Jenis Kelamin", ("L/P", "JK", "Kelamin", "Jenis Kelamin KRT"), "L atau P.", "L",
        pilihan="Jenis kelamin",
    ),
    Kolom(
        "alamat_rumah", "Alamat", ("Alamat Rumah", "Alamat Lengkap", "Dusun", "Nama Jalan", "Alamat Domisili", "RT/RW"),
        "Dusun, RT/RW, atau petunjuk rumahnya.", "Dusun Dua", lebar=28,
    ),
    Kolom("telepon", "Telepon", ("No HP", "Nomor HP", "HP", "No Telepon", "Nomor Telepon"), "Boleh kosong.", teks=True),
    Kolom(
        "jumlah_anggota", "Jumlah Anggota", ("Jumlah Anggota Keluarga", "Jml Anggota", "Jml ART", "Jumlah ART", "Jumlah Jiwa"),
        "Orang, termasuk kepala keluarga.", "4",
    ),
    Kolom(
        "desil", "Desil", ("Desil Nasional", "Desil Kesejahteraan", "Desil Keluarga", "Peringkat Desil", "Desil DTSEN"),
        "Seperti pada data sumber, 1 sampai 10. Memerlukan tanggal data sumber.", "1", pilihan="Desil",
    ),
)  # fmt: skip

ALIAS_SALURAN = {
    SaluranPenjualan.LANGSUNG: ("Jual Langsung", "Penjualan Langsung", "Di Rumah"),
    SaluranPenjualan.TOKO: ("Toko/Kios", "Kios", "Warung"),
    SaluranPenjualan.RESELLER: ("Pengecer", "Agen"),
    SaluranPenjualan.MARKETPLACE: ("Lokapasar", "Toko Daring", "Online"),
    SaluranPenjualan.E_KATALOG: ("Ekatalog", "Katalog Elektronik"),
    SaluranPenjualan.PAMERAN: ("Bazar", "Pameran/Bazar"),
    SaluranPenjualan.LUAR_DAERAH: ("Luar Maluku", "Antarpulau"),
}

USAHA = (
    Kolom("pengenal", "Pengenal UMKM", ("ID UMKM", "UUID"), "Terisi dari templat; jangan diubah.", lebar=38, teks=True),
    Kolom("nib", "NIB", ("Nomor Induk Berusaha", "No NIB"), "13 angka. Boleh kosong bila pengenal atau nama terisi.", teks=True),
    Kolom("umkm", "UMKM", ("Nama UMKM", "Nama Usaha", "Usaha"), "Nama usaha.", lebar=34),
    KODE, DESA, KECAMATAN, KABUPATEN,
)  # fmt: skip

PENJUALAN = (
    *USAHA,
    Kolom("bulan", "Bulan", ("Bulan Penjualan", "Periode", "Bulan/Tahun"), "Bulan dan tahun.", "05/2026"),
    Kolom(
        "omzet", "Omzet", ("Omzet (Rp)", "Omset", "Penjualan", "Omzet Rp", "Nilai Penjualan", "Omset (Rp)", "Pendapatan"),
        "Rupiah penuh, atau tulis: tidak berjualan. Kosong berarti belum dilaporkan; bila saluran diisi, dihitung darinya.",
        "1.500.000",
    ),
    *(
        Kolom(s.value, s.label, ALIAS_SALURAN.get(s, ()), f"Rupiah yang terjual lewat saluran {s.label.lower()}. Boleh kosong.")
        for s in SaluranPenjualan
    ),
    Kolom("versi", "Versi", ("Versi Penjualan",), "Terisi dari templat; jangan diubah.", lebar=10),
)  # fmt: skip

PERKEMBANGAN = (
    *USAHA,
    Kolom(
        "tanggal", "Tanggal Dilihat", ("Tanggal", "Tgl Dilihat", "Tanggal Kunjungan"),
        "Hari usaha ini dilihat; menentukan triwulannya.", "25/06/2026",
    ),
    Kolom("pekerja_l", "Pekerja Laki-laki", ("Pekerja L", "Tenaga Kerja L"), "Orang.", "1"),
    Kolom("pekerja_p", "Pekerja Perempuan", ("Pekerja P", "Tenaga Kerja P"), "Orang.", "2"),
    Kolom(
        "pekerja_terlatih", "Pekerja Terlatih", ("Pernah Dilatih", "Ikut Pelatihan"),
        "Di antaranya pernah ikut pelatihan.", "1",
    ),
    Kolom("pelanggan_bulan", "Pelanggan Sebulan", ("Pelanggan", "Jumlah Pelanggan"), "Orang dalam sebulan.", "40"),
    Kolom("produksi_volume", "Produksi Sebulan", ("Produksi", "Volume Produksi"), "Angka; satuannya di kolom berikut.", "120"),
    Kolom("produksi_satuan", "Satuan Produksi", ("Satuan",), "Misalnya kg, botol, lembar.", "kg"),
    Kolom(
        "pembukuan", "Pembukuan", ("Catatan Keuangan",), "tidak ada, catatan sederhana, atau pembukuan.",
        "catatan sederhana", pilihan="Pembukuan",
    ),
    Kolom(
        "berizin", "Sudah Punya NIB", ("Punya NIB", "Berizin"),
        "ya atau tidak. Templat mengisinya menurut legalitas yang tercatat.", "ya", pilihan="Ya atau tidak",
    ),
    Kolom(
        "aset_rp", "Aset", ("Aset Usaha", "Aset (Rp)"),
        "Rupiah, tanpa tanah dan bangunan. Hanya dibaca OPD pendamping.", "15.000.000",
    ),
    Kolom("pajak_rp", "Pajak Setahun", ("Pajak", "Pajak (Rp)"), "Rupiah yang dibayar setahun terakhir.", "0"),
    Kolom(
        "kredit", "Pernah Kredit", ("KUR atau Kredit", "Kredit Bank"),
        "Pernah mendapat KUR atau kredit bank: ya atau tidak.", "tidak", pilihan="Ya atau tidak",
    ),
    Kolom(
        "kredit_rp", "Kredit Terakhir", ("Jumlah Kredit", "Kredit (Rp)"),
        "Rupiah. Hanya bila pernah mendapat kredit.", "10.000.000",
    ),
    Kolom("versi", "Versi", ("Versi Perkembangan",), "Terisi dari templat; jangan diubah.", lebar=10),
)  # fmt: skip

POTRET = (
    KODE, DESA, KECAMATAN, KABUPATEN,
    Kolom(
        "sumber", "Sumber", ("Sumber Data", "Data"), "DTSEN, P3KE, DTKS, Regsosek, atau musyawarah desa.", "DTSEN",
        pilihan="Sumber",
    ),
    Kolom(
        "tanggal_data", "Tanggal Data", ("Per Tanggal", "Keadaan Per", "Tanggal", "Vintage"),
        "Hari keadaan yang dihitung, bukan hari datanya diterima.", "31/12/2024",
    ),
    Kolom(
        "definisi", "Arti Miskin Ekstrem", ("Definisi", "Definisi Miskin Ekstrem"),
        "Pilih dari daftar. Bila tidak ada, tulis: Lainnya: lalu artinya.", "Desil 1", pilihan="Arti", lebar=44,
    ),
    Kolom(
        "dokumen", "Dokumen Sumber", ("Dokumen", "Berita Acara", "Dasar"),
        "Naskah asal angkanya, misalnya nomor berita acara. Jangan menulis nama warga.", "BAST P3KE 12/2024", lebar=34,
    ),
    Kolom(
        "kk_total", "Seluruh KK", ("Jumlah KK", "Total KK", "KK Total", "KK"),
        "Kosongkan bila belum diketahui; jangan diisi 0.", "312",
    ),
    Kolom("kk_miskin", "KK Miskin", ("Jumlah KK Miskin",), "Kosongkan bila belum diketahui.", "96"),
    Kolom(
        "kk_miskin_ekstrem", "KK Miskin Ekstrem", ("KK Ekstrem", "Jumlah KK Miskin Ekstrem"),
        "Kosongkan bila belum diketahui.", "32",
    ),
    *(
        Kolom(f"kk_desil_{n}", f"KK Desil {n}", (f"Desil {n}",), "Kosongkan bila belum diketahui.") for n in range(1, 5)
    ),
    Kolom(
        "pengenal", "Pengenal", ("Pengenal Potret", "UUID"),
        "Terisi pada templat yang memuat potret tercatat; jangan diubah. Kosongkan untuk potret baru.", teks=True, lebar=38,
    ),
)  # fmt: skip

KOLOM = {
    JenisImpor.LAMPIRAN: LAMPIRAN,
    JenisImpor.UMKM: UMKM_UNDUHAN,
    JenisImpor.KELUARGA: KELUARGA,
    JenisImpor.DATA_KELUARGA: DATA_KELUARGA,
    JenisImpor.PENJUALAN: PENJUALAN,
    JenisImpor.PERKEMBANGAN: PERKEMBANGAN,
    JenisImpor.KEGIATAN: KEGIATAN,
    JenisImpor.INDEKS: INDEKS,
    JenisImpor.SKOR: SKOR,
    JenisImpor.POTRET: POTRET,
    JenisImpor.MAKRO: MAKRO,
}
WAJIB: dict[str, tuple[tuple[str, ...], ...]] = {
    JenisImpor.LAMPIRAN: (("opd",), ("kode", "desa")),
    JenisImpor.UMKM: (("nama",), ("kode", "desa")),
    JenisImpor.KELUARGA: (("kepala",), ("nik", "kk")),
    JenisImpor.DATA_KELUARGA: (("pengenal",), ("versi",)),
    JenisImpor.PENJUALAN: (("pengenal", "nib", "umkm"), ("bulan",), ("omzet", *SaluranPenjualan.values)),
    JenisImpor.PERKEMBANGAN: (("pengenal", "nib", "umkm"), ("tanggal",)),
    JenisImpor.INDEKS: (("kode", "desa"), ("tahun",), ("nilai",), ("status",), ("sumber",), ("tanggal_data",)),
    JenisImpor.SKOR: (("kode", "desa"), ("tahun",), ("dimensi",), ("nomor",), ("skor",), ("sumber",)),
    JenisImpor.KEGIATAN: (("judul",), ("tanggal",), ("kode", "desa")),
    JenisImpor.POTRET: (
        ("kode", "desa"),
        ("sumber",),
        ("tanggal_data",),
        ("definisi",),
        ("dokumen",),
        ("kk_miskin_ekstrem", "kk_miskin", "kk_desil_1"),
    ),
    JenisImpor.MAKRO: (("indikator",), ("jenis",), ("tahun",), ("nilai",), ("sumber",)),
}


BATAS: dict[str, int] = {
    JenisImpor.PENJUALAN: 25_000,
    JenisImpor.PERKEMBANGAN: 500,
    JenisImpor.SKOR: 10_000,
    JenisImpor.KELUARGA: 25_000,
}
"""How many rows a list may have where that is not the usual; 600 enterprises for three years are 21,600 months of sales.
States are written one by one, each with its own audit row."""


def row_limit(jenis: str) -> int:
    """How many rows of data a list of that kind may have."""
    return BATAS.get(jenis, BATAS_BARIS)


def baca_sel(baris: Baris, nama: str, judul: dict[str, str], baca: Any, **kw: Any) -> Any:
    """The value of a cell through a reader, None when empty; a ValidationError becomes the Salah of that cell."""
    nilai = baris.nilai.get(nama)
    if nilai is None:
        return None
    try:
        return baca(nilai, **kw)
    except ValidationError as keliru:
        raise salah(baris, nama, judul, keliru.messages[0]) from keliru


def temukan_desa(
    baris: Baris, judul: dict[str, str], cari: PencariDesa, dipilih: str
) -> tuple[RujukanDesa | None, Tanya | None]:
    """The village a row means, and the question when several may be meant (already answered or not)."""
    nama, kecamatan, kabupaten = baris.teks("desa"), baris.teks("kecamatan"), baris.teks("kabupaten")
    kode = baca_sel(baris, "kode", judul, baca_kode_desa)
    if kode:
        return _dari_kode(baris, judul, cari, kode, nama), None
    if not nama:
        kolom = "kode" if "kode" in baris.sel else "desa"
        raise salah(
            baris, kolom, judul, "desa belum diisi. Isi kode desa, atau nama desa dengan kecamatan dan kabupatennya."
        )
    calon = cari.cari(nama, kecamatan, kabupaten)
    if len(calon) == 1:
        return _berlaku(baris, judul, "desa", calon[0]), None
    calon = calon or cari.senama(nama)
    if not calon:
        raise salah(baris, "desa", judul, f"desa “{nama}” tidak ditemukan. Periksa ejaannya atau isi kode desanya.")
    opsi = tuple((d.kode, f"{d.label} ({d.kode})") for d in calon)
    terpilih = next((d for d in calon if d.kode == dipilih), None)
    tanya = Tanya(
        f"desa-{baris.nomor}", "pilih", f"Desa “{nama}” yang dimaksud", opsi, terpilih.kode if terpilih else ""
    )
    return (_berlaku(baris, judul, "desa", terpilih) if terpilih else None), tanya


def _dari_kode(baris: Baris, judul: dict[str, str], cari: PencariDesa, kode: str, nama: str) -> RujukanDesa:
    desa = cari.per_kode.get(kode)
    if desa is None:
        raise salah(baris, "kode", judul, f"kode desa {kode} tidak ada dalam daftar Kemendagri. Periksa kodenya.")
    if nama and not cari.mirip(nama, desa):
        raise salah(
            baris,
            "kode",
            judul,
            f"kode {kode} adalah {desa.label}, sedangkan nama tertulis “{nama}”. Perbaiki salah satunya.",
        )
    return _berlaku(baris, judul, "kode", desa)


def _berlaku(baris: Baris, judul: dict[str, str], kolom: str, desa: RujukanDesa) -> RujukanDesa:
    if desa.selesai is not None:
        raise salah(baris, kolom, judul, f"{desa.label} tidak berlaku lagi sebagai desa. Pakai desa penggantinya.")
    return desa
