"""The lists of what leaders asked for, and of what OPDs asked each other, as they go out."""

from __future__ import annotations

from typing import Any

from desa.ekspor.daftar import Daftar, KolomDaftar
from opd.ekspor.kolom import DARI_MEJA, day, first, village
from opd.models import TindakLanjut


def _answering(t: TindakLanjut) -> str:
    return f"{t.opd.nama} (dijawab {t.opd.dilebur_ke.nama})" if t.opd.dilebur_ke else t.opd.nama


def _state(t: TindakLanjut) -> Any:
    return "dicabut" if t.arahan.dicabut_pada else t.get_status_display()


ARAHAN = Daftar(
    "Arahan",
    "Tindak lanjut arahan, yang terlama lewat di atas",
    (
        *first(
            KolomDaftar("Arahan", "arahan.isi", lebar=70),
            KolomDaftar("Pemberi", "arahan.sebagai_pemberi", layar="Arahan", lebar=28),
            KolomDaftar("Tanggal arahan", "arahan.tanggal", layar="Arahan", lebar=14),
            KolomDaftar("OPD", _answering, lebar=44),
            KolomDaftar("Dijawab paling lambat", "batas", lebar=14),
            KolomDaftar("Keadaan", _state, lebar=24),
        ),
        KolomDaftar("Lewat", lambda b: max(b[1], 0), layar="Keadaan", satuan="hari", lebar=12),
    ),
    "Arahan pimpinan dan jawaban OPD",
    kembali=DARI_MEJA,
)

RAKOR = Daftar(
    "Rakor",
    "Rapat koordinasi, terbaru di atas",
    (
        KolomDaftar("Perihal", "perihal", lebar=50),
        KolomDaftar("Tanggal", "tanggal", lebar=12),
        KolomDaftar("Tempat", "tempat", lebar=34),
        KolomDaftar("Arahan", "jumlah_arahan", lebar=10),
    ),
    "Rakor yang dicatat pimpinan dan verifikator",
)


KLINIK = Daftar(
    "Klinik",
    "Pertanyaan klinik konsultasi; yang belum dijawab di atas",
    (
        *first(
            KolomDaftar("Topik", "topik", lebar=36),
            KolomDaftar("Pertanyaan", "pertanyaan", layar="Topik", lebar=70),
            KolomDaftar("OPD", "penugasan.opd.nama", layar="OPD dan desa", lebar=40),
            *village("penugasan.desa", layar="OPD dan desa"),
            KolomDaftar("Diajukan", day("ditanya_pada"), lebar=12),
        ),
        KolomDaftar("Keadaan", lambda b: b[1], lebar=18),
        *first(KolomDaftar("Batas target", lambda k: None if k.hasil_pada else k.target_batas, "Keadaan", lebar=12)),
    ),
    "Pertanyaan OPD dan jawabannya",
)

DUKUNGAN = Daftar(
    "Dukungan",
    "Permintaan dukungan antar-OPD; yang menunggu jawaban di atas",
    (
        KolomDaftar("Kegiatan", "kegiatan", lebar=44),
        KolomDaftar("Permintaan", "permintaan", layar="Kegiatan", lebar=60),
        KolomDaftar("Diminta oleh", "penugasan.opd.nama", lebar=40),
        *village("penugasan.desa", layar="Diminta oleh"),
        KolomDaftar("Rencana tahun", "tahun", layar="Diminta oleh", lebar=10),
        KolomDaftar("Kepada", "opd.nama", lebar=40),
        KolomDaftar("Sejak", day("diminta_pada"), lebar=12),
        KolomDaftar("Keadaan", "get_status_display", lebar=16),
    ),
    "Permintaan yang dicatat OPD",
    kembali=DARI_MEJA,
)
