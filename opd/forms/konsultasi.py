"""Forms of the clinic: ask, answer, agree on a target, report its outcome, search."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django import forms
from django.db.models import Max, Q, QuerySet

from desa.angka import TanggalField
from desa.models import Desa, NilaiIndikator
from opd.actions.konsultasi import TARGET_KURANG, IsiPertanyaan, Target
from opd.forms.fakta import opd_choices
from opd.forms.isian import FormVersi, TeksField
from opd.forms.saring import Saringan, teks_cari
from opd.models import Pengguna

TERBUKA = "Semua yang masuk ke aplikasi dapat membacanya; jangan menulis nama, nomor, atau keadaan keluarga tertentu."


def indicator_choices(user: Pengguna, desa: Desa) -> list[tuple[int, str]]:
    """The village's problem indicators of the newest year, worst first. One query."""
    nilai = NilaiIndikator.objects.visible_to(user).filter(desa=desa)
    terbaru = nilai.order_by().values("desa").annotate(t=Max("tahun")).values("t")
    rows = nilai.filter(tahun__in=terbaru).bermasalah().order_by("skor", "indikator__dimensi", "indikator__nomor")
    kolom = rows.values_list("indikator_id", "indikator__nama", "skor")
    return [(pk, f"{nama} (skor {skor} dari 5)") for pk, nama, skor in kolom]


class FormTanya(forms.Form):
    """A question about one village."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    topik = TeksField(label="Topik", max_length=150, help_text="Misalnya pemasaran sagu kering.")
    pertanyaan = TeksField(label="Pertanyaan", baris=7, max_length=3000, help_text=TERBUKA)
    indikator = forms.TypedChoiceField(
        label="Indikator desa yang bersangkutan", coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: Any, user: Pengguna, desa: Desa, **kwargs: Any) -> None:
        kwargs["initial"] = {"uuid": uuid.uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        pilihan = indicator_choices(user, desa)
        self.fields["indikator"].choices = [("", "Tidak tentang satu indikator"), *pilihan]  # type: ignore[attr-defined]

    def isi(self) -> IsiPertanyaan:
        """The checked form as the action takes it."""
        d = self.cleaned_data
        return IsiPertanyaan(d["topik"], d["pertanyaan"], d["indikator"])


class FormTarget(FormVersi):
    """What was agreed on, and by when."""

    target = TeksField(label="Target yang disepakati", max_length=500, help_text="Misalnya dua pembeli tetap.")
    target_batas = TanggalField(label="Dicapai paling lambat")

    def agreed(self) -> Target | None:
        """The target, or None when nothing was agreed on."""
        d = self.cleaned_data
        return Target(d["target"], d["target_batas"]) if d["target"] else None


class FormJawaban(FormTarget):
    """The answer; a target may be agreed on with it or later."""

    jawaban = TeksField(label="Jawaban", baris=8, max_length=5000, help_text=TERBUKA)
    field_order = ("versi", "jawaban", "target", "target_batas")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nama in ("target", "target_batas"):
            self.fields[nama].required = False

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or {}
        if not self.errors and bool(isi["target"]) != (isi["target_batas"] is not None):
            self.add_error("target_batas" if isi["target"] else "target", TARGET_KURANG)
        return isi


class FormHasil(FormVersi):
    """What became of the target."""

    hasil = TeksField(
        label="Hasil", baris=5, max_length=2000, help_text=f"Tercapai, sebagian, atau belum, dan sebabnya. {TERBUKA}"
    )


class SaringKlinik(Saringan):
    """Filters of the questions: by words, OPD and state."""

    q = teks_cari("Kata", "misalnya kemasan")
    opd = forms.ChoiceField(label="OPD", required=False)
    keadaan = forms.ChoiceField(
        label="Keadaan",
        required=False,
        choices=[
            ("", "Semua"),
            ("belum", "Belum dijawab"),
            ("dijawab", "Sudah dijawab"),
            ("target", "Target berjalan"),
            ("lewat", "Target lewat"),
        ],
    )

    def prepare(self) -> None:
        self.fields["opd"].choices = [("", "Semua OPD"), *opd_choices(self.user)]  # type: ignore[attr-defined]

    def apply(self, kueri: QuerySet, *, on: date) -> QuerySet:
        """Questions that hold every word in topic, question, answer or target."""
        for kata in (self.isi["q"] or "").split():
            kueri = kueri.filter(
                Q(topik__icontains=kata)
                | Q(pertanyaan__icontains=kata)
                | Q(jawaban__icontains=kata)
                | Q(target__icontains=kata)
            )
        if self.isi["opd"]:
            kueri = kueri.filter(penugasan__opd__slug=self.isi["opd"])
        match self.isi["keadaan"]:
            case "belum":
                return kueri.unanswered()
            case "dijawab":
                return kueri.filter(dijawab_pada__isnull=False)
            case "target":
                return kueri.with_open_target()
            case "lewat":
                return kueri.with_open_target().filter(target_batas__lt=on)
        return kueri
