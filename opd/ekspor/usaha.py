"""The lists of enterprises as they go out. No list here holds a field of the owner."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from desa.angka import format_triwulan
from desa.ekspor.daftar import Daftar, KolomDaftar
from desa.enums import BentukUsaha, JenisLegalitas
from desa.models import Desa
from opd.ekspor.kolom import DATA_PRIBADI, DIHITUNG, first, identity, joined, second, village
from opd.rekap.deret_omzet import BarisOmzet, Triwulan
from opd.rekap.legalitas import ATURAN, BarisLegalitas
from opd.rekap.naik_kelas import NaikKelas
from opd.rekap.umkm import KeadaanUmkm

KEADAAN, BENTUK = ({k.value: str(k.label) for k in jenis} for jenis in (KeadaanUmkm, BentukUsaha))


class UmkmKeluar(NamedTuple):
    """An enterprise as a file tells it: no model, of which building thousands costs more than all the rest."""

    nama: str
    produk: str
    desa_id: int
    bentuk: str
    keadaan: str
    dibina_sejak: date
    uuid: UUID
    versi: int
    desa: Desa


UMKM = Daftar(
    "UMKM",
    "UMKM binaan menurut nama",
    (
        KolomDaftar("UMKM", "nama", lebar=34),
        KolomDaftar("Produk", "produk", layar="UMKM", lebar=28),
        *village("desa"),
        KolomDaftar("Bentuk", lambda u: BENTUK[u.bentuk], lebar=14),
        KolomDaftar("Keadaan", lambda u: KEADAAN[u.keadaan], lebar=18),
        KolomDaftar("Dibina sejak", "dibina_sejak", lebar=14),
        identity("UMKM"),
        KolomDaftar("Versi", "versi", layar="UMKM", lebar=8),
    ),
    "UMKM yang dicatat OPD pendamping; keadaan dibaca dari tiga bulan penjualan terakhir yang sudah jatuh tempo",
    (
        "Berkas ini dapat diubah lalu diunggah lagi pada Impor. Baris yang dihapus dari berkas tidak dihapus dari aplikasi, dan "
        "sel yang dikosongkan tidak mengubah apa pun.",
        "Pengenal dan Versi mengikat baris pada UMKM-nya; jangan diubah. Kosongkan keduanya untuk UMKM baru.",
    ),
    kembali="Ya, lewat Impor, Daftar UMKM: UMKM desa sendiri.",
)


def _licence(nomor: int) -> Callable[[BarisLegalitas], str]:
    return lambda b: f"{b.sel[nomor].keadaan.label}{' (wajib)' if b.sel[nomor].kurang else ''}"


def _ends(nomor: int) -> Callable[[BarisLegalitas], date | None]:
    return lambda b: b.sel[nomor].berlaku_sampai


LEGALITAS = Daftar(
    "Legalitas",
    "Legalitas UMKM menurut nama",
    (
        KolomDaftar("UMKM", "nama", lebar=34),
        KolomDaftar("Desa", "desa", layar="UMKM", lebar=24),
        KolomDaftar("Letak", "tempat", layar="UMKM", lebar=40),
        *(
            k
            for n, j in enumerate(JenisLegalitas)
            for k in (
                KolomDaftar(str(j.label), _licence(n), lebar=22),
                KolomDaftar(f"{j.label} berlaku sampai", _ends(n), layar=str(j.label), lebar=14),
            )
        ),
    ),
    "Legalitas yang dicatat OPD pendamping",
    tuple(f"{j.label}: {kata}" for j, kata in ATURAN.items()),
)

PRODUK = Daftar(
    "Produk UMKM",
    "Produk UMKM menurut nama; dilihat dalam 30 hari terakhir",
    (
        KolomDaftar("Produk", "nama", lebar=34),
        KolomDaftar("Kategori", "get_kategori_display", layar="Produk", lebar=22),
        KolomDaftar("UMKM", "umkm.nama", layar="UMKM dan desa", lebar=34),
        *village("umkm.desa", layar="UMKM dan desa"),
        KolomDaftar("Harga", "harga_rp", satuan="Rp"),
        KolomDaftar("Satuan harga", "satuan", layar="Harga", lebar=12),
        KolomDaftar("Keadaan", "keadaan", lebar=26),
        KolomDaftar("Dilihat", "dilihat_kali", satuan="kali", lebar=12),
    ),
    "Produk yang dicatat OPD pendamping",
)

PEMBIAYAAN = Daftar(
    "Pembiayaan",
    "Pengajuan pembiayaan UMKM desa sendiri, terbaru di atas",
    (
        KolomDaftar("Pengajuan", "get_jenis_display", lebar=24),
        KolomDaftar("Lembaga", "lembaga", layar="Pengajuan", lebar=28),
        KolomDaftar("UMKM", "umkm.nama", lebar=34),
        *village("umkm.desa", layar="UMKM"),
        KolomDaftar("Status", "get_status_display", lebar=18),
        KolomDaftar("Diajukan", "diajukan_rp", satuan="Rp"),
        KolomDaftar("Tanggal pengajuan", "diajukan_pada", layar="Diajukan", lebar=14),
        KolomDaftar("Disetujui", "disetujui_rp", satuan="Rp"),
        KolomDaftar("Tanggal putusan", "diputus_pada", layar="Disetujui", lebar=14),
        KolomDaftar("Dicairkan", "dicairkan_rp", satuan="Rp"),
        KolomDaftar("Tanggal pencairan", "dicairkan_pada", layar="Dicairkan", lebar=14),
    ),
    "Pengajuan yang dicatat OPD pendamping",
    (DATA_PRIBADI,),
)


def _rise(h: NaikKelas) -> str:
    if h.sebab:
        return "belum dapat diukur"
    return "naik kelas" if h.naik else "tidak naik kelas"


def _compared(h: NaikKelas) -> str:
    return f"{format_triwulan(h.awal.triwulan)} dan {format_triwulan(h.akhir.triwulan)}" if h.awal and h.akhir else ""


NAIK_KELAS = Daftar(
    "Naik kelas",
    "Naik kelas per UMKM, urut nama",
    (
        *first(KolomDaftar("UMKM", "nama", lebar=34), *village("desa")),
        KolomDaftar("Hasil", lambda b: _rise(b[1]), lebar=20),
        KolomDaftar("Sebab", lambda b: b[1].sebab, layar="Hasil", lebar=30),
        KolomDaftar("Tanda naik", lambda b: ", ".join(str(t.label) for t in b[1].didapat), lebar=40),
        KolomDaftar("Tanda turun", lambda b: ", ".join(str(t.label) for t in b[1].hilang), lebar=40),
        KolomDaftar("Dibandingkan", lambda b: _compared(b[1]) if b[1].tanda else "", lebar=28),
    ),
    "Keadaan triwulanan yang dicatat OPD pendamping; rupiah pemilik tidak dimuat",
    kembali=DIHITUNG,
)


def _risen(apa: str, *lagi: KolomDaftar) -> tuple[KolomDaftar, ...]:
    return (
        KolomDaftar(apa, lambda k: k.nama or "Tanpa OPD pendamping", lebar=44),
        *lagi,
        KolomDaftar("Naik kelas", "jumlah.naik", satuan="UMKM", lebar=14),
        KolomDaftar("Dari yang terukur", "jumlah.persen", satuan="%", lebar=18),
        KolomDaftar("Terukur", "jumlah.terukur", satuan="UMKM", lebar=14),
        KolomDaftar("Belum dapat diukur", "jumlah.tak_terukur", satuan="UMKM", lebar=20),
    )


_TRIWULANAN = "Keadaan triwulanan yang dicatat OPD pendamping"
NAIK_OPD = Daftar(
    "Naik kelas per OPD", "UMKM naik kelas menurut OPD, urut nama", _risen("OPD"), _TRIWULANAN, kembali=DIHITUNG
)
NAIK_DESA = Daftar(
    "Naik kelas per desa",
    "UMKM naik kelas menurut desa, urut nama",
    _risen("Desa", KolomDaftar("Kode desa", "nilai", layar="Desa", lebar=16)),
    _TRIWULANAN,
    kembali=DIHITUNG,
)

KELANGSUNGAN = Daftar(
    "Kelangsungan usaha",
    "Usaha di balik hitungan kelangsungan, yang paling dahulu dibina di atas",
    (
        KolomDaftar("Usaha", lambda b: b[0].nama, lebar=34),
        KolomDaftar("Episode", lambda b: b[1].episode, layar="Usaha", lebar=10),
        *first(*village("desa")),
        KolomDaftar("Nasib", lambda b: b[1].nasib, lebar=18),
        KolomDaftar("Dibina sejak", lambda b: b[1].asal, lebar=14),
        KolomDaftar("Diamati dari", lambda b: b[1].masuk, layar="Diamati", lebar=14),
        KolomDaftar("Diamati sampai", lambda b: b[1].keluar, layar="Diamati", lebar=14),
        KolomDaftar("Lama", lambda b: b[1].bulan, layar="Lama (bulan)", satuan="bulan", lebar=14),
    ),
    "Hitungan kelangsungan yang tersimpan, dari penjualan yang dicatat OPD",
    kembali=DIHITUNG,
)


def _growth(b: BarisOmzet, belum: str) -> str:
    if b.persen is not None:
        return joined("pencilan" if b.pencilan else "", "tutup" if b.tutup else "")
    return str(b.alasan.label) if b.alasan else belum


def _left_out(t: Triwulan) -> str:
    return "; ".join(f"{a.label}: {n}" for a, n in t.keluar)


OMZET_TRIWULAN = Daftar(
    "Omzet per triwulan",
    "Omzet UMKM delapan triwulan terakhir yang sudah jatuh tempo, terbaru di atas",
    (
        KolomDaftar("Triwulan", "nama", lebar=16),
        KolomDaftar("Omzet", lambda t: t.omzet_rp if t.n else None, satuan="Rp", lebar=20),
        KolomDaftar("UMKM melapor penuh", "n", lebar=20),
        KolomDaftar("UMKM binaan", "binaan", layar="UMKM melapor penuh", lebar=16),
        KolomDaftar("Pertumbuhan (nilai tengah)", "median", satuan="%", lebar=28),
        KolomDaftar("UMKM dibandingkan", "n_tumbuh", layar="Pertumbuhan (nilai tengah)", lebar=20),
        KolomDaftar("Dengan yang tutup −100 %", "median_tutup", satuan="%", lebar=28),
        KolomDaftar("UMKM dibandingkan, dengan yang tutup", "n_tutup", layar="Dengan yang tutup −100 %", lebar=34),
        KolomDaftar("Tidak ikut dihitung", "n_keluar", lebar=20),
        KolomDaftar("Sebab tidak ikut", _left_out, layar="Tidak ikut dihitung", lebar=60),
        KolomDaftar("Pencilan", "n_pencilan", lebar=12),
    ),
    "Penjualan bulanan yang dicatat OPD pendamping",
    ("Rupiah yang kosong berarti belum ada laporan penuh, dan persen yang kosong belum dapat diukur; bukan nol.",),
    kembali=DIHITUNG,
)


def omzet_list(nama: str, lalu: str, *, tutup: bool, tanpa_harga: bool) -> Daftar:
    """The enterprises behind a quarter's figure `nama` and the same of the year before."""
    belum = "IHK belum ada" if tanpa_harga else "dihitung pada OPD berikutnya"
    return Daftar(
        "Omzet",
        f"UMKM di balik angka omzet {nama}",
        (
            *second(KolomDaftar("UMKM", "nama", lebar=34), *village("desa")),
            KolomDaftar(nama, lambda b: b[0].omzet_rp, satuan="Rp", layar=nama),
            KolomDaftar("Tiga bulan dilaporkan", lambda b: b[0].lengkap, layar=nama, lebar=12),
            KolomDaftar(lalu, lambda b: b[0].lalu_rp, satuan="Rp", layar=lalu),
            KolomDaftar("Pertumbuhan", lambda b: b[0].persen_tutup if tutup else b[0].persen, satuan="%", lebar=16),
            KolomDaftar("Keterangan", lambda b: _growth(b[0], belum), layar="Pertumbuhan", lebar=34),
        ),
        "Penjualan bulanan yang dicatat OPD pendamping",
        ("Rupiah yang kosong berarti laporannya tidak lengkap, bukan nol.",),
        kembali=DIHITUNG,
    )
