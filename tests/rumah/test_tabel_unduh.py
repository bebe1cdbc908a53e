"""A page with a table of data lets it be taken out, or says here why not. Seen red with a table in a template of its own."""

import re

from django.conf import settings

AKAR = settings.BASE_DIR / "templates"
UNDUH = ("unduh=True", "_parts/_unduh.html")
SISIP = re.compile(r'{% include "([^"]+)"')

TANPA_UNDUH = {
    "satu catatan, bukan daftar; barisnya diunduh pada daftar jenisnya": """
        arahan/detail asesmen/detail desa/detail desa/paparan indeks/_deret indeks/_merah janji/detail
        keluarga/_jembatan kunjungan/detail laporan/_kegiatan laporan/_lapangan laporan/_rencana legalitas/umkm mengapa/_tabel
        pameran/detail penggabungan/detail penugasan/tim peringkat/bobot_detail peringkat/opd
        peringkat/rincian perkembangan/_naik perkembangan/daftar potret/_tabel rencana/_baris rencana/banding serah/detail
        umkm/_kelas umkm/detail""",
    "isian atau antrean kerja: yang tampil menunggu dijawab di sini": """
        admin/sisipan formulir/_tabel impor/pratinjau impor/selesai kegiatan/isi keluarga/ganda keluarga/kolom keluarga/verval
        kunjungan/isi penjualan/isi penjualan/pilih peringkat/bobot_isi peringkat/evaluasi_isi perkembangan/desa
        persetujuan/kertas potret/verifikasi simulasi/hitung umkm/gabung""",
    "ringkasan: setiap angkanya membuka daftar yang dapat diunduh, atau dicetak sebagai naskah": """
        binaan/dasbor_banding binaan/dasbor_berubah binaan/dasbor_kejadian
        binaan/dasbor_lembar dampak/_data dampak/_daya
        dampak/_deret dampak/_taksiran dampak/_tren kelangsungan/kurva kemiskinan/daftar mitra/rekap
        pembiayaan/ringkas""",
    "acuan dengan sumbernya sendiri, tersedia pada data terbuka atau pada berkas penerbitnya": """
        indeks/batas konteks/konteks omzet/harga peringkat/bobot publik/desa publik/kumpulan""",
    "penjelasan, bukan data": "binaan/bantuan/arti-angka binaan/bantuan/data-pribadi",
    "orang: berkasnya hanya dibuat dengan alasan, dari halaman orang itu sendiri": """
        subjek/_kejadian subjek/cari subjek/kebocoran""",
    "pekerjaan milik pembacanya sendiri, hilang sesudah 14 hari": "pekerjaan/daftar",
    "perangkat yang sedang masuk, hilang begitu keluar": "admin/perangkat akun/_perangkat",
}
"""Why a table is not taken out -> the templates that hold it."""


def templates():
    """Name -> text of every template."""
    return {str(t.relative_to(AKAR)).removesuffix(".html"): t.read_text() for t in AKAR.rglob("*.html")}


def test_every_table_of_data_goes_out_or_says_why_not():
    semua = templates()
    berunduh = {n for n, t in semua.items() if any(u in t for u in UNDUH)}
    sisipan = {s.removesuffix(".html") for n in berunduh for s in SISIP.findall(semua[n])}
    tanpa = {n for n, t in semua.items() if "<table" in t} - berunduh - sisipan
    disebut = [n for isi in TANPA_UNDUH.values() for n in isi.split()]
    assert sorted(disebut) == sorted(tanpa)
