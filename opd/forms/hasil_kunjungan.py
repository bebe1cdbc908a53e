"""The parts of a visit's form that look back and ahead: its checklist, its follow-ups, and those of earlier visits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundField

from desa.angka import TanggalField
from opd.actions.dasar import BERUBAH
from opd.actions.hasil_kunjungan import TANPA_HASIL, Periksa, Selesai, Tindak
from opd.enums import DAFTAR_PERIKSA, ButirPeriksa, JawabanButir
from opd.forms.isian import TeksField
from opd.rekap.tindak_kunjungan import BarisTindak

LENGKAPI = "Jawab juga butir ini, atau kosongkan seluruh daftar periksa."
TANPA_ISI = "Tulis tindak lanjutnya, atau kosongkan jatuh temponya."
TANPA_TEMPO = "Isi jatuh temponya, atau kosongkan tindak lanjutnya."
TANPA_CENTANG = "Centang “Sudah selesai”, atau kosongkan hasilnya."


class BarisPeriksa(NamedTuple):
    """An item of the checklist with its two bound fields."""

    butir: ButirPeriksa
    jawaban: BoundField
    keterangan: BoundField


def checklist_fields(daftar: Collection[ButirPeriksa] = DAFTAR_PERIKSA) -> dict[str, forms.Field]:
    """An answer and a short note for every item."""
    hasil: dict[str, forms.Field] = {}
    for butir in daftar:
        hasil[f"periksa_{butir}"] = forms.ChoiceField(
            label=str(butir.label), choices=[("", "– pilih –"), *JawabanButir.choices], required=False
        )
        hasil[f"keterangan_{butir}"] = TeksField(label=f"Keterangan: {butir.label}", max_length=200, required=False)
    return hasil


def read_checklist(form: forms.BaseForm, isi: dict[str, Any], daftar: Collection[ButirPeriksa]) -> tuple[Periksa, ...]:
    """The answers in the list's order, all or none; what is missing goes on the form."""
    hasil = tuple((b.value, isi.get(f"periksa_{b}", ""), isi.get(f"keterangan_{b}", "")) for b in daftar)
    if not any(jawaban or keterangan for _, jawaban, keterangan in hasil):
        return ()
    for butir, jawaban, _ in hasil:
        if not jawaban and f"periksa_{butir}" not in form.errors:
            form.add_error(f"periksa_{butir}", LENGKAPI)
    return hasil


def read_tindak(form: forms.BaseForm, isi: dict[str, Any], apa: str, tempo: str) -> tuple[str, date] | None:
    """What is to be done and by when, both or neither; what is missing goes on the form."""
    teks, hari = isi.get(apa, ""), isi.get(tempo)
    if teks and hari:
        return teks, hari
    if teks and tempo not in form.errors:
        form.add_error(tempo, TANPA_TEMPO)
    if hari and apa not in form.errors:
        form.add_error(apa, TANPA_ISI)
    return None


class FormHasilKunjungan(forms.Form):
    """Checklist `daftar`, follow-up for the village, and the open follow-ups of earlier visits (`lalu`)."""

    tindak_lanjut = TeksField(label="Tindak lanjut untuk desa", baris=2, max_length=500, required=False)
    jatuh_tempo = TanggalField(label="Jatuh tempo", required=False)

    def __init__(
        self,
        *args: Any,
        daftar: Sequence[ButirPeriksa] = DAFTAR_PERIKSA,
        lalu: Sequence[BarisTindak] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.daftar, self.lalu = daftar, lalu
        for t in lalu:
            self.fields[f"selesai_{t.kunci}"] = forms.BooleanField(label="Sudah selesai", required=False)
            self.fields[f"hasil_{t.kunci}"] = TeksField(label="Hasil", max_length=1000, required=False)
        self.fields |= checklist_fields(daftar)

    def checklist_rows(self) -> list[BarisPeriksa]:
        """Each item with its two bound fields."""
        return [BarisPeriksa(b, self[f"periksa_{b}"], self[f"keterangan_{b}"]) for b in self.daftar]

    def earlier_rows(self) -> list[tuple[BarisTindak, BoundField, BoundField]]:
        """Each open follow-up with its two bound fields."""
        return [(t, self[f"selesai_{t.kunci}"], self[f"hasil_{t.kunci}"]) for t in self.lalu]

    def read_done(self, isi: dict[str, Any]) -> tuple[Selesai, ...]:
        """The earlier follow-ups said to be done; one without its result, or a result without the tick, is told."""
        hasil = []
        for t in self.lalu:
            selesai, kata = isi.get(f"selesai_{t.kunci}"), isi.get(f"hasil_{t.kunci}", "")
            if selesai and kata:
                hasil.append((t.kunci, kata))
            elif selesai and f"hasil_{t.kunci}" not in self.errors:
                self.add_error(f"hasil_{t.kunci}", TANPA_HASIL)
            elif kata:
                self.add_error(f"selesai_{t.kunci}", TANPA_CENTANG)
        return tuple(hasil)


def initial_of_hasil(periksa: Collection[Periksa], tindak: Collection[Tindak]) -> dict[str, Any]:
    """Stored answers and follow-ups as the form's first values."""
    awal: dict[str, Any] = {}
    for butir, jawaban, keterangan in periksa:
        awal |= {f"periksa_{butir}": jawaban, f"keterangan_{butir}": keterangan}
    for umkm_id, isi, tempo in tindak:
        apa, kapan = ("tindak_lanjut", "jatuh_tempo") if umkm_id is None else (f"tindak_{umkm_id}", f"tempo_{umkm_id}")
        awal |= {apa: isi, kapan: tempo}
    return awal


class FormSelesai(forms.Form):
    """What came of a follow-up."""

    hasil = TeksField(
        label="Hasil",
        baris=3,
        max_length=1000,
        help_text="Tulis apa yang sudah dilakukan dan apa hasilnya.",
        error_messages={"required": TANPA_HASIL},
    )


class FormBukaTindak(forms.Form):
    """Why a follow-up that was said to be done is not; `dilihat` is when that was said."""

    dilihat = forms.CharField(widget=forms.HiddenInput, max_length=40)
    alasan = TeksField(
        label="Alasan", max_length=500, help_text="Yang pernah dinyatakan tetap terbaca pada riwayat kunjungannya."
    )

    def clean_dilihat(self) -> datetime:
        with suppress(ValueError):
            hari = datetime.fromisoformat(self.cleaned_data["dilihat"])
            if hari.tzinfo is not None:
                return hari
        raise forms.ValidationError(BERUBAH)
