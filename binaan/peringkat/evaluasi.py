"""The villages of a year for their yearly evaluation, each with its figures and what was decided last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from binaan.enums import PutusanEvaluasi
from binaan.models import EvaluasiTahunan
from binaan.peringkat.hasil import inputs_of, read_sheet, sheets, weights_of
from binaan.peringkat.jelas import card_of
from binaan.peringkat.masukan import opd_of
from desa.models import Desa
from opd.forms.saring import Saringan
from opd.models import Opd, Pengguna
from opd.models.penugasan import TAHUN_PERTAMA
from opd.rekap.penugasan import BarisPenugasan, rekap_penugasan

BELUM = "belum"


@dataclass(frozen=True, slots=True)
class BarisEvaluasi:
    """One village of a year: who answered last, and its evaluation if there is one."""

    penugasan: BarisPenugasan
    evaluasi: EvaluasiTahunan | None

    @property
    def putusan(self) -> str:
        return self.evaluasi.putusan if self.evaluasi else BELUM


class SaringEvaluasi(Saringan):
    """The year (last year without one, for this one still runs) and what was decided."""

    putusan = forms.ChoiceField(
        label="Putusan",
        required=False,
        choices=[("", "Semua"), *PutusanEvaluasi.choices, (BELUM, "Belum dievaluasi")],
    )
    tahun_dipilih = forms.TypedChoiceField(label="Tahun", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        self.on = on
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        self.fields = {"tahun": self.fields["tahun_dipilih"], "putusan": self.fields["putusan"]}
        tahun = range(self.on.year, TAHUN_PERTAMA - 1, -1)
        self.fields["tahun"].choices = [("", "Tahun lalu"), *((t, str(t)) for t in tahun)]  # type: ignore[attr-defined]

    @property
    def tahun(self) -> int:
        return self.isi["tahun"] or self.on.year - 1

    def apply(self, semua: Iterable[BarisEvaluasi]) -> list[BarisEvaluasi]:
        """The villages that ended so."""
        putusan = self.isi["putusan"]
        return [b for b in semua if not putusan or b.putusan == putusan]


def count_decisions(baris: Iterable[BarisEvaluasi]) -> list[tuple[str, str, int]]:
    """(decision, its name, how many villages ended so)."""
    n = Counter(b.putusan for b in baris)
    return [*((p.value, str(p.label), n[p.value]) for p in PutusanEvaluasi), (BELUM, "Belum dievaluasi", n[BELUM])]


def _of_year(user: Pengguna, tahun: int, *, until: date) -> list[BarisPenugasan]:
    """The penugasan of the year, of each village the last one. One query."""
    akhir = min(date(tahun, 12, 31), until)
    semua = [b for b in rekap_penugasan(user, until=akhir) if b.selesai is None or b.selesai > date(tahun, 1, 1)]
    per_desa: dict[int, BarisPenugasan] = {}
    for b in sorted(semua, key=lambda b: b.mulai):
        per_desa[b.desa_id] = b
    return sorted(per_desa.values(), key=lambda b: (b.kabupaten, b.desa, b.kode))


def village_rows(user: Pengguna, tahun: int, *, until: date) -> list[BarisEvaluasi]:
    """The villages of a year, by kabupaten and name. Two queries."""
    ada = EvaluasiTahunan.objects.visible_to(user).current().filter(tahun=tahun).select_related("ditetapkan_oleh")
    per_desa = {e.desa_id: e for e in ada.defer("ditetapkan_oleh__password", "ditetapkan_oleh__surel")}
    return [BarisEvaluasi(b, per_desa.get(b.desa_id)) for b in _of_year(user, tahun, until=until)]


def answering_opd(user: Pengguna, desa: Desa, tahun: int, *, until: date) -> Opd | None:
    """The OPD that answered for the village last in the year. Two queries."""
    b = next((b for b in _of_year(user, tahun, until=until) if b.desa_id == desa.pk), None)
    return Opd.objects.visible_to(user).select_related("dilebur_ke").get(pk=b.opd_id) if b else None


def figures_of(user: Pengguna, tahun: int, kode: str) -> list[dict[str, str]]:
    """The village's figures on the newest sheet of the year, in words; empty where there is none. Three queries."""
    kunci = next((k for k, nama in sheets(user).items() if nama.startswith(str(tahun))), None)
    if kunci is None:
        return []
    lembar = read_sheet(user, kunci, masukan=True)
    isi = inputs_of(lembar)
    butir = weights_of(lembar)
    tugas = [
        t for o in isi["opd"] if any(t["kode"] == kode for t in o["tugas"]) for t in opd_of(o).tugas if t.kode == kode
    ]
    return [] if not tugas else _figures(lembar.judul, butir, tugas)


def _figures(judul: str, butir: Sequence[Any], tugas: Sequence[Any]) -> list[dict[str, str]]:
    terakhir = max(tugas, key=lambda t: t.mulai)
    kartu = card_of(butir, terakhir)
    return [
        {
            "nama": str(b.komponen.label),
            "angka": b.ukuran if b.skor is not None else "–",
            "kata": b.kata,
            "sumber": judul,
        }
        for b in kartu.baris
    ]
