"""Forms of the ranking: weights, freezing, objections, rewards, evaluations."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django import forms

from binaan.enums import Dihargai, JenisPenghargaan, Komponen, PutusanEvaluasi, PutusanSanggahan
from binaan.models import Bobot
from binaan.peringkat.hasil import Lembar
from binaan.peringkat.komponen import JUMLAH_BOBOT, Butir, butir_of, standard
from binaan.peringkat.tindakan_bobot import open_years
from binaan.peringkat.tindakan_evaluasi import IsiEvaluasi
from binaan.peringkat.tindakan_sanggah import IsiPenghargaan
from desa.angka import BilanganField, DesimalField, TanggalField
from opd.forms.arahan import TANPA_NAMA_WARGA
from opd.forms.isian import TeksField, VersiField
from opd.models import Opd, Pengguna


class FormKirim(forms.Form):
    """A form that is sent once, whatever the browser does."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"uuid": uuid.uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)


class FormBobot(forms.Form):
    """Weight and scale of every component. A new draft names its year; a stored one the version that was read."""

    sunting = "versi"
    uuid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    versi = BilanganField(widget=forms.HiddenInput, required=False)
    tahun = forms.TypedChoiceField(
        label="Tahun yang dinilai",
        coerce=int,
        error_messages={
            "invalid_choice": "Bobot tahun itu tidak dapat disusun lagi, atau belum. Pilih tahun dari daftar."
        },
    )
    keterangan = TeksField(label="Keterangan", required=False, max_length=500, baris=2)

    def __init__(
        self, *args: Any, on: date, bobot: Bobot | None = None, contoh: Bobot | None = None, **kwargs: Any
    ) -> None:
        asal = bobot or contoh
        butir = butir_of(asal.isi) if asal else standard()
        awal: dict[str, Any] = {"uuid": uuid.uuid4(), "versi": bobot.versi if bobot else None}
        awal["keterangan"] = bobot.keterangan if bobot else ""
        kwargs["initial"] = awal | {f"{nama}_{b.komponen}": _number(n) for b in butir for nama, n in _parts(b)}
        super().__init__(*args, **kwargs)
        self.fields["tahun"].choices = [(t, str(t)) for t in open_years(on)]  # type: ignore[attr-defined]
        if bobot:
            del self.fields["tahun"], self.fields["uuid"]
        for k in Komponen:
            self.fields[f"bobot_{k}"] = BilanganField(label=f"Bobot {k.label}", min_value=0, max_value=JUMLAH_BOBOT)
            self.fields[f"nol_{k}"] = DesimalField(label=f"Nilai nol {k.label}", max_value=10_000)
            self.fields[f"penuh_{k}"] = DesimalField(label=f"Nilai penuh {k.label}", max_value=10_000)

    def butir(self) -> tuple[Butir, ...]:
        """The components as typed."""
        d = self.cleaned_data
        return tuple(Butir(k, d[f"bobot_{k}"], Fraction(d[f"nol_{k}"]), Fraction(d[f"penuh_{k}"])) for k in Komponen)

    def rows(self) -> list[tuple[Butir, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Each component with its three fields."""
        return [
            (b, self[f"bobot_{b.komponen}"], self[f"nol_{b.komponen}"], self[f"penuh_{b.komponen}"]) for b in standard()
        ]


def _parts(b: Butir) -> Sequence[tuple[str, Any]]:
    return (("bobot", b.bobot), ("nol", b.nol), ("penuh", b.penuh))


def _number(n: int | Fraction) -> Any:
    """As a field takes it: weights whole, scales as text with a comma."""
    return n if isinstance(n, int) else DesimalField().write(n.numerator if n.denominator == 1 else float(n))


class FormTetapkan(forms.Form):
    """Enact the version that was read, and say which ranking will be rewarded."""

    versi = VersiField()
    dihargai = forms.ChoiceField(
        label="Yang akan dihargai",
        choices=Dihargai.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih peringkat mana yang akan dihargai, lalu tetapkan."},
    )


class FormBekukan(forms.Form):
    """Freeze the inputs that were read."""

    sidik = forms.CharField(widget=forms.HiddenInput, max_length=64)
    baca = forms.BooleanField(
        label="Saya sudah membaca peringkat ini beserta yang tidak berlaku dan yang tidak diisi",
        error_messages={"required": "Centang sesudah membacanya, lalu bekukan."},
    )


class FormSanggah(FormKirim):
    """What an OPD objects to."""

    komponen = forms.ChoiceField(label="Tentang", required=False, choices=[("", "Seluruh nilai"), *Komponen.choices])
    teks = TeksField(
        label="Apa yang keliru, dan apa buktinya",
        baris=6,
        max_length=2000,
        help_text=f"Sebut data dan tanggalnya. {TANPA_NAMA_WARGA}",
    )


class FormPutus(forms.Form):
    """Grant or reject, with the reason."""

    putusan = forms.ChoiceField(label="Putusan", choices=PutusanSanggahan.choices, widget=forms.RadioSelect)
    alasan = TeksField(label="Alasan putusan", baris=4, max_length=2000)


class FormPenghargaan(FormKirim):
    """A reward to an OPD that the frozen ranking ranked."""

    jenis = forms.ChoiceField(label="Jenis", choices=JenisPenghargaan.choices)
    nama = TeksField(label="Nama penghargaan", max_length=150, help_text="Misalnya: OPD Pendamping Terbaik I.")
    opd = forms.ChoiceField(label="OPD")
    tanggal = TanggalField(label="Tanggal diberikan")
    keterangan = TeksField(label="Keterangan", required=False, max_length=500, baris=2)

    def __init__(self, *args: Any, user: Pengguna, lembar: Lembar, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        urut = {b.slug: b for b in lembar.baris if b.peringkat is not None}
        self.opd = {o.slug: o for o in Opd.objects.visible_to(user).filter(slug__in=urut)}
        pilihan = [(s, f"{b.peringkat}. {b.nama}") for s, b in urut.items() if s in self.opd]
        self.fields["opd"].choices = [("", "Pilih OPD"), *pilihan]  # type: ignore[attr-defined]

    def content(self) -> IsiPenghargaan:
        d = self.cleaned_data
        return IsiPenghargaan(
            JenisPenghargaan(d["jenis"]), d["nama"], self.opd[d["opd"]], d["tanggal"], d["keterangan"]
        )


class FormBatal(forms.Form):
    """Why something is taken back."""

    alasan = TeksField(label="Alasan pembatalan", max_length=500, baris=2)


class FormEvaluasi(FormKirim):
    """What becomes of a village; `lama` is the evaluation that was read (0: none)."""

    lama = BilanganField(widget=forms.HiddenInput)
    putusan = forms.ChoiceField(label="Putusan", choices=PutusanEvaluasi.choices, widget=forms.RadioSelect)
    alasan = TeksField(label="Alasan", baris=3, max_length=1000, help_text=TANPA_NAMA_WARGA)
    langkah = TeksField(
        label="Langkah berikut",
        baris=3,
        max_length=1000,
        help_text="Apa, oleh siapa, kapan. Bila dialihkan: kepada OPD mana; bila direplikasi: di desa mana.",
    )

    def content(self, angka: list[dict[str, Any]]) -> IsiEvaluasi:
        d = self.cleaned_data
        return IsiEvaluasi(PutusanEvaluasi(d["putusan"]), d["alasan"], d["langkah"], angka)
