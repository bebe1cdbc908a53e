"""The draft annex of a trial SK, in the columns that the annex import reads. It is a draft: no number, no date, no decree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from desa.angka import format_tanggal
from desa.impor.tulis import Lembar, tulis_lembar
from opd.enums import PeranPenugasan
from opd.impor.kolom import LAMPIRAN
from opd.rekap.pasangan_opd import Pasangan
from opd.rekap.simulasi import Calon

_HITUNGAN = (
    ("Urut", 8), ("Desa dan letaknya", 52), ("Skor", 10), ("Sumbangan kriteria", 90), ("Bobot yang diketahui (%)", 16),
    ("Tetap terpilih bila bobot digeser", 18), ("Alasan OPD", 60),
)  # fmt: skip
_CADANGAN = _HITUNGAN[:6]


def draf_lampiran(
    pasangan: Sequence[Pasangan], cadangan: Sequence[Calon], *, geseran: int, cara: str, on: date
) -> bytes:
    """The workbook: "Lampiran" for the import, then how the villages and OPDs were found, and who came next.

    A village without an OPD is not in the annex, for the import refuses such a row; it stands in the calculation.
    """
    draf = f"DRAF hasil simulasi {format_tanggal(on)}. Bukan keputusan: belum ada SK, dan tidak ada yang ditetapkan."
    isi = "Nomor SK: ....................   Tanggal SK: ....................   (diisi sesudah SK terbit)"
    hitung = (draf, cara, "OPD diusulkan menurut bidangnya; angka dan caranya ada pada halaman simulasi.")
    return tulis_lembar(
        Lembar("Lampiran", (draf, isi), [(k.judul, k.lebar) for k in LAMPIRAN], [_baris(p) for p in pasangan if p.opd]),
        Lembar("Perhitungan", hitung, _HITUNGAN, [(*_hitungan(p.calon, geseran), p.alasan) for p in pasangan]),
        Lembar("Cadangan", (draf, cara), _CADANGAN, [_hitungan(c, geseran) for c in cadangan]),
    )


def _baris(p: Pasangan) -> list[str | None]:
    desa = p.calon.desa
    isi = {
        "opd": p.opd.nama if p.opd else None,
        "kode": desa.kode,
        "desa": desa.nama,
        "kecamatan": desa.kecamatan,
        "kabupaten": desa.kab,
        "peran": PeranPenugasan.PENANGGUNG_JAWAB.label.lower(),
    }
    return [isi.get(k.nama) for k in LAMPIRAN]


def _hitungan(c: Calon, geseran: int) -> tuple[object, ...]:
    return c.urut, c.desa.tempat, c.skor, c.uraian, c.persen_diketahui, f"{c.bertahan} dari {geseran}"
