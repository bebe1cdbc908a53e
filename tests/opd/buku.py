"""Sheets as people type them, for the import tests."""

import io
from collections.abc import Callable
from typing import Any

from openpyxl import Workbook

from desa.impor.tabel import Tabel
from opd.actions.impor import Unggahan, save_pilihan, upload_impor
from opd.actions.impor_terapkan import apply_impor
from opd.impor.rencana import Rencana
from opd.impor.susun import baca_berkas, susun_impor
from opd.models import Impor, Pengguna, Sk
from tests.pabrik import SEKARANG

HARI = SEKARANG.date()


def buku(*baris: list[Any], lembar: str = "Lampiran", ubah: Callable[[Any], None] | None = None) -> bytes:
    """An .xlsx with these rows."""
    wb = Workbook()
    ws = wb.active
    ws.title = lembar
    for satu in baris:
        ws.append(satu)
    if ubah:
        ubah(ws)
    aliran = io.BytesIO()
    wb.save(aliran)
    return aliran.getvalue()


def unggah(jenis: str, isi: bytes, *, by: Pengguna, sk: Sk | None = None, nama: str = "daftar.xlsx") -> Impor:
    """The upload, kept and waiting on its preview."""
    tabel: Tabel = baca_berkas(jenis, isi)
    return upload_impor(Unggahan(jenis, nama, isi, tabel), sk=sk, by=by, at=SEKARANG)


def rencana(impor: Impor, by: Pengguna) -> Rencana:
    """The plan as it stands."""
    impor.refresh_from_db()
    return susun_impor(impor, by=by, at=SEKARANG)


def pilih(impor: Impor, by: Pengguna, **jawaban: str) -> Rencana:
    """The plan after these answers; `cara_2="koreksi"` answers question cara-2."""
    save_pilihan(impor, {k.replace("_", "-"): v for k, v in jawaban.items()}, by=by, at=SEKARANG)
    return rencana(impor, by)


def terapkan(impor: Impor, by: Pengguna) -> int:
    """How many rows applying the plan of now wrote."""
    return apply_impor(impor, sidik=rencana(impor, by).sidik, by=by, at=SEKARANG)


def ringkas(r: Rencana) -> list[tuple[int, str]]:
    """(row, result) of every row."""
    return [(b.nomor, b.hasil.value) for b in r.baris]


def kalimat(r: Rencana, nomor: int) -> str:
    """What is said of one row."""
    (b,) = [b for b in r.baris if b.nomor == nomor]
    return " ".join([*(g.kalimat for g in b.sebab), *b.peringatan])
