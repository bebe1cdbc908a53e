"""The lists of papers and of who answers for which village, as they go out."""

from __future__ import annotations

from typing import Any

from desa.ekspor.daftar import Daftar, KolomDaftar
from opd.ekspor.kolom import DARI_MEJA, day, joined, village
from opd.enums import StatusPenggabungan
from opd.impor.rencana import Hasil
from opd.rekap.daftar_rencana import BarisDaftar
from opd.rekap.meja import Meja
from opd.rekap.permintaan_subjek import BarisPermintaan


def _plan(b: BarisDaftar) -> str:
    return str(b.rencana) if b.rencana else "belum ada"


def _counted(nama: str) -> Any:
    return lambda b: getattr(b.rekap, nama) if b.rekap else None


RENCANA = Daftar(
    "Rencana aksi",
    "Rencana aksi per penugasan, urut nama OPD",
    (
        KolomDaftar("Desa", "desa", lebar=24),
        KolomDaftar("Letak", "letak", layar="Desa", lebar=40),
        KolomDaftar("Kode desa", "kode", layar="Desa", lebar=16),
        KolomDaftar("OPD", "opd", lebar=44),
        KolomDaftar("Rencana", _plan, lebar=30),
        KolomDaftar("Status", "rencana.get_status_display", layar="Rencana", lebar=18),
        KolomDaftar("Capaian", _counted("nilai"), satuan="%", lebar=14),
        KolomDaftar(
            "Predikat", lambda b: b.rekap.kata if b.rekap else "pendukung, tidak dihitung", "Capaian", lebar=24
        ),
        KolomDaftar("Serapan", _counted("serapan"), satuan="%", lebar=14),
    ),
    "Rencana aksi, kegiatan, dan dana yang dicatat OPD",
    ("Serapan yang kosong berarti tanpa pagu.",),
    kembali=DARI_MEJA,
)

LAPORAN = Daftar(
    "Laporan triwulan",
    "Laporan triwulan, triwulan terbaru di atas",
    (
        KolomDaftar("Laporan", "__str__", lebar=44),
        KolomDaftar("OPD", "penugasan.opd.nama", lebar=44),
        *village("penugasan.desa"),
        KolomDaftar("Status", "get_status_display", lebar=18),
        KolomDaftar("Sejak", day("di_meja_sejak"), layar="Status", lebar=12),
    ),
    "Laporan yang dapat dibaca pengunduh: milik OPD sendiri dalam semua keadaan, milik OPD lain yang terverifikasi",
    kembali=DARI_MEJA,
)


def _holders(meja: Meja) -> str:
    return joined("jabatan kosong" if meja.kosong else "", *(f"{p.nama}, {p.sebagai}" for p in meja.penghuni))


def _marks(b: Any) -> str:
    return joined("masa melengkapi berakhir" if b.tertutup else "", "tertahan" if b.tertahan else "")


MEJA = Daftar(
    "Meja naskah",
    "Naskah yang belum selesai, yang terlama menunggu di atas",
    (
        KolomDaftar("Naskah", "naskah.__str__", lebar=40),
        *village("naskah.penugasan.desa", layar="Naskah"),
        KolomDaftar("OPD", "naskah.penugasan.opd.nama", lebar=44),
        KolomDaftar("Status", "naskah.get_status_display", lebar=18),
        KolomDaftar("Tanda", _marks, layar="Status", lebar=24),
        KolomDaftar("Di meja", "meja.nama", lebar=30),
        KolomDaftar("Yang memutuskan", lambda b: _holders(b.meja), layar="Di meja", lebar=50),
        KolomDaftar("Sejak", "sejak", lebar=12),
        KolomDaftar("Hari", "meja.hari", lebar=8),
        KolomDaftar("Hari jabatan kosong", "meja.hari_kosong", layar="Hari", lebar=12),
    ),
    "Rencana aksi dan laporan yang belum diverifikasi",
)

PENUGASAN = Daftar(
    "Penugasan",
    "Penugasan OPD pada desa binaan",
    (
        *village("desa"),
        KolomDaftar("OPD", "opd.nama", lebar=44),
        KolomDaftar("Peran", "get_peran_display", layar="OPD", lebar=18),
        KolomDaftar("SK", "sk.__str__", lebar=34),
        KolomDaftar("Mulai", "mulai", layar="Masa", lebar=12),
        KolomDaftar("Selesai", "selesai", layar="Masa", lebar=12),
        KolomDaftar("Tim", lambda p: "ada tim" if p.bertim else "tanpa tim", lebar=12),
    ),
    "SK Gubernur dan lampirannya",
    ("Selesai yang kosong berarti masih berjalan.",),
    kembali="Bukan berkas ini: penugasan berasal dari lampiran SK yang diunggah verifikator pada Impor.",
)

TENGGAT = Daftar(
    "Tenggat laporan",
    "Ketepatan laporan triwulan",
    (
        KolomDaftar("OPD", "penugasan.opd.nama", lebar=44),
        KolomDaftar("Peran", "penugasan.get_peran_display", layar="OPD", lebar=18),
        *village("penugasan.desa"),
        KolomDaftar("Triwulan", "batas.nama", layar="Laporan", lebar=14),
        KolomDaftar("Laporan", "sebutan_status", lebar=18),
        KolomDaftar("Sejak", "sejak", layar="Laporan", lebar=12),
        KolomDaftar("Di meja", lambda b: b.meja or "Selesai", lebar=30),
        KolomDaftar("Jabatan kosong", "kosong", layar="Di meja", lebar=10),
        KolomDaftar("Ketepatan", "ketepatan", lebar=18),
        KolomDaftar("Tenggat", "batas.batas", layar="Ketepatan", lebar=12),
        KolomDaftar("Disetujui", "disetujui", layar="Ketepatan", lebar=12),
        KolomDaftar("Lewat", lambda b: max(b.hari_lewat, 0), layar="Ketepatan", satuan="hari", lebar=12),
        KolomDaftar("Hari jabatan kosong", "hari_kosong", layar="Ketepatan", satuan="hari", lebar=14),
        KolomDaftar("Dikembalikan", "dikembalikan", layar="Ketepatan", satuan="kali", lebar=14),
        KolomDaftar("Dijawab lewat 7 hari", "lambat_dijawab", layar="Ketepatan", satuan="kali", lebar=14),
    ),
    "Laporan triwulan dan kalender tenggat",
)


def _rows(hasil: str) -> Any:
    return lambda i: i.ringkasan.get("hitungan", {}).get(hasil, 0)


IMPOR = Daftar(
    "Impor",
    "Unggahan daftar, terbaru di atas",
    (
        KolomDaftar("Berkas", "nama_berkas", lebar=44),
        KolomDaftar("SHA-256", "sha256", layar="Berkas", lebar=68),
        KolomDaftar("Jenis", "get_jenis_display", lebar=24),
        KolomDaftar("SK", "sk.__str__", layar="Jenis", lebar=24),
        KolomDaftar("Diunggah", "diunggah_pada", lebar=18),
        KolomDaftar("Diunggah oleh", "diunggah_oleh.__str__", layar="Diunggah", lebar=30),
        KolomDaftar("Keadaan", "get_status_display", lebar=22),
        KolomDaftar("Diterapkan", "diterapkan_pada", layar="Keadaan", lebar=18),
        *(KolomDaftar(str(h.label), _rows(h), layar="Hasil", satuan="baris", lebar=12) for h in Hasil),
        KolomDaftar("Dibatalkan", "dibatalkan_pada", layar="Hasil", lebar=18),
        KolomDaftar("Dibatalkan oleh", "dibatalkan_oleh.__str__", layar="Hasil", lebar=30),
    ),
    "Unggahan yang dapat dibaca pengunduh",
)


def _merger(g: Any) -> str:
    if g.status == StatusPenggabungan.DIJALANKAN:
        return "dijalankan"
    return "perlu konfirmasi" if g.status == StatusPenggabungan.DILAPORKAN else "tidak benar"


PENGGABUNGAN = Daftar(
    "Penggabungan OPD",
    "Penggabungan OPD yang dilaporkan, dijalankan, atau tidak benar",
    (
        KolomDaftar("OPD yang digabung", lambda g: " dan ".join(o.nama for o in g.asal), lebar=60),
        KolomDaftar("Menjadi", lambda g: g.menjadi.nama if g.menjadi else g.nama_baru, lebar=50),
        KolomDaftar("Keterangan nama", "status_nama", layar="Menjadi", lebar=30),
        KolomDaftar("Keadaan", _merger, lebar=18),
        KolomDaftar("Tanggal berlaku", "tanggal", layar="Keadaan", lebar=14),
        KolomDaftar("Sumber", "sumber", lebar=60),
    ),
    "Berita dan peraturan yang disebut pada setiap baris",
)


def _overdue(b: BarisPermintaan) -> str:
    return "lewat batas" if b.lewat else ""


PERMINTAAN = Daftar(
    "Permintaan subjek data",
    "Pembatasan dan penghapusan yang diminta, terbaru di atas; tidak menyebut siapa orangnya",
    (
        KolomDaftar("Nomor", "permintaan.nomor", lebar=20),
        KolomDaftar("Yang diminta", "permintaan.get_jenis_display", lebar=24),
        KolomDaftar("Catatan", "rekaman", layar="Yang diminta", satuan="catatan", lebar=14),
        KolomDaftar("Dibatasi sampai", "permintaan.dibatasi_sampai", layar="Yang diminta", lebar=14),
        KolomDaftar("Diterima", "permintaan.diterima", lebar=12),
        KolomDaftar("Dijawab paling lambat", "batas", layar="Diterima", lebar=14),
        KolomDaftar("Batas", _overdue, layar="Diterima", lebar=14),
        KolomDaftar("Keadaan", "permintaan.get_status_display", lebar=20),
        KolomDaftar("Diusulkan", "permintaan.diusulkan_oleh.__str__", lebar=30),
        KolomDaftar("Diputuskan", "permintaan.diputus_oleh.__str__", lebar=30),
        KolomDaftar("Diputuskan pada", "permintaan.diputus_pada", layar="Diputuskan", lebar=18),
    ),
    "Permintaan yang dicatat verifikator",
    kembali=DARI_MEJA,
)
