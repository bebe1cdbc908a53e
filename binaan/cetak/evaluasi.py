"""The yearly evaluation as blocks: of one village with the figures it rests on, and of all villages of a year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from binaan.dasbor.kata import ribuan
from binaan.models import EvaluasiTahunan
from binaan.peringkat.evaluasi import BarisEvaluasi, count_decisions
from desa.angka import format_waktu
from opd.cetak.blok import Bab, Blok, Fakta, Isi, Kolom, Tabel

PROGRAM = "Program Satu OPD Satu Desa Binaan"
KOLOM_DESA = (
    Kolom("Desa", 26), Kolom("OPD", 20), Kolom("Putusan", 12), Kolom("Alasan", 34), Kolom("Langkah berikut", 30),
    Kolom("Ditetapkan", 18),
)  # fmt: skip
KOLOM_BELUM = (Kolom("Desa", 70), Kolom("OPD", 70))
KOLOM_ANGKA = (Kolom("Komponen", 40), Kolom("Angka", 25), Kolom("Yang dihitung", 60))


def year_blocks(baris: Sequence[BarisEvaluasi], tahun: int, *, until: date) -> Isi:
    """Every village that had an OPD in charge in the year: what was decided and why, and where nothing is yet."""
    sudah = tuple(_decided(b, b.evaluasi) for b in baris if b.evaluasi)
    belum = tuple((b.penugasan.tempat, b.penugasan.opd) for b in baris if not b.evaluasi)
    blok: tuple[Blok, ...] = (
        Fakta(tuple((nama, f"{ribuan(n)} desa") for _, nama, n in count_decisions(baris))),
        Bab("A. Putusan"),
        Tabel("", KOLOM_DESA, sudah, (), "Belum ada desa yang dievaluasi."),
        Bab("B. Belum dievaluasi"),
        Tabel("", KOLOM_BELUM, belum, (), "Semua desa sudah dievaluasi."),
    )
    return Isi("EVALUASI TAHUNAN DESA BINAAN", (PROGRAM, f"Tahun {tahun}"), until, blok)


def _decided(b: BarisEvaluasi, e: EvaluasiTahunan) -> tuple[str, ...]:
    return b.penugasan.tempat, b.penugasan.opd, str(e.get_putusan_display()), e.alasan, e.langkah, _by(e)


def _by(e: EvaluasiTahunan) -> str:
    return f"{format_waktu(e.ditetapkan_pada)} oleh {e.ditetapkan_oleh.nama}, {e.ditetapkan_sebagai}"


def village_blocks(e: EvaluasiTahunan, *, until: date) -> Isi:
    """One village: the decision, and the figures that stood beside it then."""
    angka = tuple((a["nama"], a["angka"], a["kata"] or "–") for a in e.angka)
    blok: tuple[Blok, ...] = (
        Fakta(tuple(_facts(e))),
        Bab("Angka saat dievaluasi"),
        Tabel(_source(e), KOLOM_ANGKA, angka, (), "Peringkat tahun itu belum dihitung saat desa ini dievaluasi."),
    )
    return Isi("EVALUASI TAHUNAN DESA", (e.desa.nama_lengkap, f"Tahun {e.tahun}"), until, blok)


def _facts(e: EvaluasiTahunan) -> Iterable[tuple[str, str]]:
    yield "OPD penanggung jawab", e.opd.nama
    yield "Putusan", str(e.get_putusan_display())
    yield "Alasan", e.alasan
    yield "Langkah berikut", e.langkah
    yield "Ditetapkan", _by(e)


def _source(e: EvaluasiTahunan) -> str:
    return f"Menurut peringkat {e.angka[0]['sumber']}" if e.angka else ""
