"""The lists about poverty as they go out; of families only to who may read them, their numbers masked as on the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from desa.angka import format_tanggal
from desa.ekspor.daftar import Daftar, KolomDaftar
from desa.enums import JenisIndeks
from desa.models import PotretKesejahteraan
from opd.ekspor.kolom import DATA_PRIBADI, DIHITUNG, first, identity, joined, place, village
from opd.rekap.indeks_batas import SINGKAT
from opd.rekap.keluarga import DesaKeluarga
from opd.rekap.kemajuan import TANPA_DAFTAR
from opd.rekap.potret import BarisPotret, Tunggu
from opd.rekap.sel import Sel


def _desk(t: Tunggu, opd: str) -> str:
    meja = f"dikembalikan ke {opd}" if t.kembali else "di meja verifikator"
    return f"{'Pembatalan ' if t.batal else ''}{t.potret} {meja} sejak {format_tanggal(t.sejak)}"


def _states(b: BarisPotret) -> str:
    return ", ".join(str(k.label) for k in b.keadaan)


POTRET = Daftar(
    "Potret",
    "Potret kesejahteraan per desa",
    (
        *place("penugasan"),
        KolomDaftar("OPD", "penugasan.opd", layar="OPD, sejak", lebar=40),
        KolomDaftar("Pendampingan sejak", "mulai", layar="OPD, sejak", lebar=18),
        KolomDaftar("Garis dasar", "dasar.get_sumber_display", lebar=20),
        KolomDaftar("Tanggal garis dasar", "dasar.tanggal_data", layar="Garis dasar", lebar=18),
        KolomDaftar("Potret terbaru", "terbaru.get_sumber_display", lebar=20),
        KolomDaftar("Tanggal potret terbaru", "terbaru.tanggal_data", layar="Potret terbaru", lebar=20),
        KolomDaftar("Menunggu", lambda b: joined(*(_desk(t, b.penugasan.opd) for t in b.tunggu)), lebar=60),
        KolomDaftar("Keadaan", _states, layar="Menunggu", lebar=34),
    ),
    "Potret yang dicatat OPD dan diverifikasi; jumlah keluarga tidak dimuat",
    ("Garis dasar: potret terakhir yang diverifikasi dan bertanggal paling lambat pada awal pendampingan.",),
    kembali="Bukan berkas ini: potret dikoreksi lewat templat terisi pada Impor, Potret kesejahteraan.",
)


def _count(nama: str) -> Any:
    return lambda b: _told(getattr(b[1], nama))


def _told(sel: Sel | None) -> str | int | None:
    """The count of a cell, or the word by which it is closed or has none."""
    return None if sel is None else sel.kata if sel.tanda else sel.nilai


def _origin(nama: str) -> Any:
    def baca(b: Any) -> str:
        potret: PotretKesejahteraan | None = getattr(b[1].banding, nama)
        if potret is None or getattr(b[1], nama) is None:
            return ""
        sesudah = " (setelah mulai)" if nama == "dasar" and b[1].banding.setelah_mulai else ""
        return f"{potret.get_sumber_display()}, {format_tanggal(potret.tanggal_data)}{sesudah}"

    return baca


KEMAJUAN = Daftar(
    "Kemajuan",
    "KK miskin ekstrem per desa terhadap garis dasar",
    (
        *first(*place("penugasan")),
        KolomDaftar("OPD", lambda b: b[0].penugasan.opd, layar="Desa", lebar=40),
        KolomDaftar("Garis dasar", _count("dasar"), satuan="KK", lebar=18),
        KolomDaftar("Sumber garis dasar", _origin("dasar"), layar="Garis dasar", lebar=34),
        KolomDaftar("Kini", _count("kini"), satuan="KK", lebar=18),
        KolomDaftar("Sumber kini", _origin("kini"), layar="Kini", lebar=30),
        KolomDaftar("Perubahan", lambda b: b[1].kata, lebar=44),
        KolomDaftar("Potret lain", _count("samping"), satuan="KK", lebar=18),
        KolomDaftar("Sumber potret lain", _origin("samping"), layar="Potret lain", lebar=30),
        KolomDaftar("Indeks desa", lambda b: b[2].kata, lebar=44),
    ),
    "Potret kesejahteraan yang diverifikasi",
    ("Potret dari sumber atau arti lain ditampilkan tanpa dibandingkan.", "Kelompok yang terlalu kecil tidak dibuka."),
    kembali=DIHITUNG,
)


def _measured(nama: str) -> Any:
    """A sum of KK; none where nothing can be compared."""
    return lambda o: getattr(o.kk, nama) if o.kk.terukur else None


def _change(o: Any) -> str:
    return o.kata_tugas or o.kk.perubahan


def _entas(ke: int) -> Any:
    """The families that became *entas* (0) or lasted (1), or the word by which they are closed or unknown."""

    def baca(o: Any) -> Any:
        sel: Sel = o.sel_entas[ke]
        return sel.nilai if sel.nilai is not None else sel.tanda or TANPA_DAFTAR

    return baca


def _kind(jenis: JenisIndeks, nama: str) -> Any:
    """A value of one kind of index; none where no village can be compared in it."""

    def baca(o: Any) -> Any:
        j = next((j for j in o.indeks.jenis if j.jenis == jenis), None)
        return getattr(j, nama) if j else None

    return baca


def _kinds() -> Iterator[KolomDaftar]:
    """Of each kind of index how many villages moved which way, and the mean of their changes."""
    for jenis, singkat in SINGKAT.items():
        for nama, judul in (("terukur", "terukur"), ("naik", "naik"), ("tetap", "tetap"), ("turun", "turun")):
            layar = "Perubahan indeks"
            yield KolomDaftar(f"{singkat} {judul}", _kind(jenis, nama), layar=layar, satuan="desa", lebar=16)
        yield KolomDaftar(f"{singkat} rata-rata", _kind(jenis, "tengah"), layar="Perubahan indeks", lebar=18)


KEMAJUAN_OPD = Daftar(
    "Kemajuan OPD",
    "Kemajuan per OPD terhadap garis dasar penugasannya",
    (
        KolomDaftar("OPD", "penugasan.opd", lebar=40),
        KolomDaftar("Garis dasar", _measured("dasar"), satuan="KK", lebar=16),
        KolomDaftar("Kini", _measured("kini"), satuan="KK", lebar=12),
        KolomDaftar("Perubahan KK", _change, lebar=40),
        *_kinds(),
        KolomDaftar("Keterangan indeks", lambda o: "" if o.indeks.jenis else o.indeks.sebab, layar="Perubahan indeks"),
        KolomDaftar("Entas", _entas(0), satuan="KK", lebar=26),
        KolomDaftar("Entas bertahan", _entas(1), layar="Entas", satuan="KK", lebar=26),
        KolomDaftar("Desa", "kk.desa", layar="Desa berdasar"),
        KolomDaftar("Desa berdasar", "kk.berdasar"),
        KolomDaftar("Dapat dibandingkan", "kk.terukur", satuan="desa"),
        KolomDaftar("Kelompok kecil", "kk.tertutup", layar="Dapat dibandingkan", satuan="desa"),
    ),
    "Potret kesejahteraan, status keluarga, dan indeks desa yang dicatat di sini",
    (
        "Jumlah dibagi jumlah; kelompok yang terlalu kecil tidak dibuka dan tidak dijumlahkan.",
        "IDM dan Indeks Desa tidak pernah dibandingkan satu sama lain.",
    ),
)


def _families(nama: str) -> Callable[[DesaKeluarga], str | int | None]:
    """None where nobody recorded a family."""
    return lambda b: None if b.kosong else _told(getattr(b, nama))


KELUARGA_DESA = Daftar(
    "Keluarga per desa",
    "Keluarga sasaran menurut desa dan keadaannya",
    (
        *village("desa"),
        KolomDaftar("Sasaran", _families("sasaran"), satuan="keluarga", lebar=18),
        KolomDaftar("Entas", _families("entas"), satuan="keluarga", lebar=18),
        KolomDaftar("Keluar dari daftar", _families("keluar"), satuan="keluarga", lebar=22),
    ),
    "Daftar keluarga sasaran yang dicatat OPD pendamping",
    ("Sel kosong berarti desa itu belum mempunyai daftar keluarga, bukan nol.",),
    kembali=DIHITUNG,
)

KELUARGA = Daftar(
    "Keluarga sasaran",
    "Keluarga sasaran menurut nama; nomor disamarkan",
    (
        KolomDaftar("Kepala keluarga", "kepala", lebar=30),
        KolomDaftar("Jenis kelamin", "jenis_kelamin", layar="Kepala keluarga", lebar=14),
        *village("desa"),
        KolomDaftar("Alamat rumah", "alamat", lebar=34),
        KolomDaftar("Nomor", "nomor", lebar=24),
        KolomDaftar("Keadaan", "nama_keadaan", lebar=20),
        KolomDaftar("Jumlah anggota", "jumlah_anggota", layar="Kepala keluarga", satuan="orang", lebar=12),
        identity("Kepala keluarga"),
        KolomDaftar("Versi", "versi", layar="Kepala keluarga", lebar=8),
    ),
    "Keluarga sasaran yang dicatat OPD pendamping",
    (
        DATA_PRIBADI,
        "Nama, jenis kelamin, alamat, dan jumlah anggota diubah di berkas ini lalu diunggah lagi lewat Impor, Perbaikan data "
        "keluarga. Baris yang dihapus tidak dihapus dari aplikasi, dan sel yang dikosongkan tidak mengubah apa pun.",
        "Nomor hanya dimuat empat angka terakhirnya dan tidak dibaca kembali. Nomor lengkap dibuka satu per satu pada halaman "
        "keluarganya, dengan kata sandi dan alasan. Keluarga baru dan keadaannya dicatat di aplikasi.",
        "Pengenal dan Versi mengikat baris pada keluarganya; jangan diubah.",
    ),
    kembali="Ya, lewat Impor, Perbaikan data keluarga: nama, jenis kelamin, alamat, dan jumlah anggota.",
)

ENTAS = Daftar(
    "Entas",
    "Keluarga yang entas atau menunggu; yang terlama di atas",
    (
        KolomDaftar("Kepala keluarga", "kepala", lebar=30),
        *village("desa"),
        KolomDaftar("Keadaan", "kata", lebar=34),
        KolomDaftar("Sejak", "sejak", lebar=12),
        identity("Kepala keluarga"),
    ),
    "Status keluarga yang dicatat OPD dan diverifikasi",
    (DATA_PRIBADI,),
    kembali="Tidak: entas memerlukan berita acara dan verifikasi di aplikasi.",
)
