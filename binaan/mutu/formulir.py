"""Forms of the spot check, and the filter of what was drawn."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q

from binaan.enums import HasilUji
from binaan.models import ButirPetik, HasilPetik
from binaan.mutu.cakupan import CakupanOpd
from binaan.mutu.tindakan_petik import IsiPeriksa, Kurs
from desa.angka import BilanganField, RupiahField, TanggalField
from opd.forms.arahan import TANPA_NAMA_WARGA
from opd.forms.isian import TeksField
from opd.forms.saring import Saringan
from opd.models import Pengguna

BELUM = "belum"
DIPERIKSA = "diperiksa"


class FormKunci(forms.Form):
    """Lock a frame knowingly."""

    setuju = forms.BooleanField(
        label="Kunci: sesudah ini kerangkanya tidak dapat diubah, dan triwulan ini diundi sekali",
        error_messages={"required": "Centang dahulu, lalu kunci."},
    )


class FormKurs(forms.Form):
    """The rate that gives the seed."""

    tanggal = TanggalField(label="Tanggal kurs")
    rp = RupiahField(
        label="Kurs JISDOR hari itu (Rp per dolar AS)",
        min_value=1_000,
        max_value=1_000_000,
        help_text="Dari laman Bank Indonesia, rupiah bulat, misalnya 16.287. Siapa pun dapat mencocokkannya.",
    )
    alasan = TeksField(
        label="Alasan, bila bukan kurs hari kerja pertama sesudah kerangka dikunci",
        required=False,
        max_length=200,
        help_text="Misalnya hari libur nasional, sehingga Bank Indonesia tidak menerbitkan kurs.",
    )

    def kurs(self) -> Kurs:
        d = self.cleaned_data
        return Kurs(d["tanggal"], d["rp"], d["alasan"])


class FormPeriksa(forms.Form):
    """What was found; `lama` is the finding that was read (0: none)."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    lama = BilanganField(widget=forms.HiddenInput)
    hasil = forms.ChoiceField(label="Hasil", choices=HasilUji.choices, widget=forms.RadioSelect)
    tanggal = TanggalField(label="Tanggal diperiksa")
    catatan = TeksField(
        label="Catatan",
        required=False,
        baris=4,
        max_length=1000,
        help_text=f"Wajib bila tidak sesuai atau tidak ditemukan: apa yang dilihat, dan bedanya. {TANPA_NAMA_WARGA}",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"uuid": uuid.uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or {}
        if isi.get("hasil") not in (None, HasilUji.SESUAI) and "catatan" in isi and not isi["catatan"]:
            self.add_error("catatan", "Tulis apa yang tidak sesuai atau tidak ditemukan.")
        return isi

    def isi(self) -> IsiPeriksa:
        d = self.cleaned_data
        return IsiPeriksa(HasilUji(d["hasil"]), d["tanggal"], d["catatan"])


class FormPemeriksa(forms.Form):
    """Who looks at one fact instead; `lama` is who had it (0: nobody)."""

    lama = BilanganField(widget=forms.HiddenInput)
    pemeriksa = forms.TypedChoiceField(label="Pemeriksa", coerce=int)

    def __init__(self, *args: Any, orang: Sequence[Pengguna], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.orang = {u.pk: u for u in orang}
        self.fields["pemeriksa"].choices = [("", "Pilih pemeriksa"), *((u.pk, u.nama) for u in orang)]  # type: ignore[attr-defined]

    @property
    def terpilih(self) -> Pengguna:
        return self.orang[self.cleaned_data["pemeriksa"]]


class SaringButir(Saringan):
    """Which of the facts drawn: by OPD, by what was found, the reader's own."""

    opd = forms.ChoiceField(label="OPD", required=False)
    hasil = forms.ChoiceField(
        label="Hasil",
        required=False,
        choices=[("", "Semua"), (BELUM, "Belum diperiksa"), (DIPERIKSA, "Sudah diperiksa"), *HasilUji.choices],
    )
    pemeriksa = forms.ChoiceField(
        label="Pemeriksa", required=False, choices=[("", "Semua"), ("saya", "Saya"), ("tanpa", "Belum ada")]
    )

    def __init__(self, *args: Any, cakupan: Sequence[CakupanOpd], **kwargs: Any) -> None:
        self.cakupan = cakupan
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        self.fields["opd"].choices = [("", "Semua OPD"), *((c.slug, c.opd) for c in self.cakupan)]  # type: ignore[attr-defined]

    def condition(self) -> Q:
        """The rows that the filter leaves."""
        q, hasil = Q(), self.isi["hasil"]
        if self.isi["opd"]:
            q &= Q(opd__slug=self.isi["opd"])
        if self.isi["pemeriksa"]:
            q &= Q(pemeriksa=self.user.pk) if self.isi["pemeriksa"] == "saya" else Q(pemeriksa__isnull=True)
        kini = HasilPetik.objects.visible_to(self.user).current()
        if hasil in HasilUji.values:
            q &= Q(pk__in=kini.filter(hasil=hasil).values("butir"))
        elif hasil:
            ada = Q(pk__in=kini.values("butir"))
            q &= ada if hasil == DIPERIKSA else ~ada
        return q


def current_of(butir: ButirPetik) -> HasilPetik | None:
    """The finding in force of a fact whose findings were prefetched."""
    return next((h for h in butir.hasil_kini), None)  # type: ignore[attr-defined]
