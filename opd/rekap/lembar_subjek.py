"""The subject file as a workbook: what is stored, who entered and changed it, who saw it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from desa.angka import format_waktu
from desa.impor.tulis import Lembar, tulis_lembar
from opd.rekap.berkas_subjek import BerkasSubjek, Kejadian

KOLOM_DATA = (("Catatan", 44), ("Tentang Anda sebagai", 28), ("Keterangan", 34), ("Isi", 50), ("Asal data", 50))
KOLOM_KEJADIAN = (
    ("Waktu", 28),
    ("Oleh", 30),
    ("Sebagai", 34),
    ("Yang dilakukan", 44),
    ("Pada catatan", 44),
    ("Alasan", 50),
)
TEKS_BEBAS = (
    "Tidak termasuk: nama Anda yang mungkin ditulis orang dalam catatan bebas, notulen, atau jawaban. "
    "Teks bebas tidak dicari."
)


def sheet_of(berkas: BerkasSubjek, at: datetime) -> bytes:
    """Three sheets; the first says of when it is and what it leaves out."""
    judul = (f"Data pribadi yang tersimpan di Binaan Maluku per {format_waktu(at)}", TEKS_BEBAS)
    data = [(r.judul, r.siapa, i.nama, i.nilai, r.sumber) for r in berkas.rekaman for i in r.isian]
    return tulis_lembar(
        Lembar("Data", judul, KOLOM_DATA, data),
        Lembar("Pencatatan", ("Siapa mencatat dan mengubahnya",), KOLOM_KEJADIAN, _rows(berkas.perubahan)),
        Lembar("Pembacaan", ("Siapa melihat, membuka, atau mengunduhnya",), KOLOM_KEJADIAN, _rows(berkas.pembacaan)),
    )


def _rows(kejadian: Iterable[Kejadian]) -> list[tuple[str, ...]]:
    return [(format_waktu(k.pada), k.oleh, k.sebagai, k.tindakan, k.tentang, k.alasan) for k in kejadian]
