"""Forms of support between OPDs: ask, accept or decline, take back, filter."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.db.models import Q

from opd.actions.dukungan import IsiDukungan
from opd.enums import StatusDukungan
from opd.forms.arahan import TANPA_NAMA_WARGA
from opd.forms.fakta import opd_choices
from opd.forms.isian import FormVersi, TeksField
from opd.forms.saring import Saringan, teks_cari
from opd.models import BarisRencana, Opd, Pengguna

CONTOH = "Sebutkan apa, berapa banyak, dan bilamana; misalnya 200 bibit kelapa pada TW III."


def asked_choices(user: Pengguna, baris: BarisRencana, *, on: date, kecuali: Collection[int]) -> list[Any]:
    """The OPDs of the day but the own ones, first those that can act on the line's indicators. Two queries."""
    cakap = Q(indikator__indikator__baris_rencana=baris)
    return opd_groups(user, cakap, "Dapat menangani indikator baris ini", on=on, kecuali=kecuali)


def opd_groups(user: Pengguna, cakap: Q, judul: str, *, on: date, kecuali: Collection[int]) -> list[Any]:
    """The OPDs of the day but some, those that `cakap` finds first and under `judul`. Two queries."""
    opd = Opd.objects.visible_to(user).active_on(on).exclude(pk__in=kecuali).order_by("nama")
    dapat = set(opd.filter(cakap).values_list("pk", flat=True))
    kelompok: dict[bool, list[tuple[int, str]]] = {True: [], False: []}
    for pk, nama in opd.values_list("pk", "nama"):
        kelompok[pk in dapat].append((pk, nama))
    bernama = [(judul, kelompok[True]), ("OPD lain", kelompok[False])]
    return [("", "Pilih OPD"), *((nama, isi) for nama, isi in bernama if isi)]


class FormMintaDukungan(forms.Form):
    """Whom to ask, and for what."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    opd = forms.TypedChoiceField(label="OPD yang diminta", coerce=int)
    permintaan = TeksField(label="Yang diminta", baris=5, max_length=1500, help_text=f"{CONTOH} {TANPA_NAMA_WARGA}")

    def __init__(self, *args: Any, pilihan: list[Any], **kwargs: Any) -> None:
        kwargs["initial"] = {"uuid": uuid.uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["opd"].choices = pilihan  # type: ignore[attr-defined]

    def isi(self) -> IsiDukungan:
        """The checked form as the action takes it."""
        return IsiDukungan(self.cleaned_data["opd"], self.cleaned_data["permintaan"])


class FormTerima(FormVersi):
    """What the OPD asked will do."""

    jawaban = TeksField(
        label="Keterangan",
        baris=3,
        max_length=1500,
        required=False,
        help_text=f"Misalnya apa yang disediakan dan bilamana. {TANPA_NAMA_WARGA}",
    )


class FormTolak(FormVersi):
    """Why it will not."""

    jawaban = TeksField(label="Alasan", baris=3, max_length=1500, help_text="OPD yang meminta membacanya.")


class FormTarik(FormVersi):
    """Why a request is taken back."""

    alasan = TeksField(label="Alasan penarikan", max_length=500)


class SaringPermintaan(Saringan):
    """Filters of requests between OPDs; people of an OPD begin with those to and from it."""

    q = teks_cari("Kegiatan atau permintaan", "misalnya bibit")
    arah = forms.ChoiceField(
        label="Arah",
        required=False,
        choices=[
            ("", "OPD saya"),
            ("masuk", "Kepada OPD saya"),
            ("keluar", "Dari OPD saya"),
            ("semua", "Semua OPD"),
        ],
    )
    opd = forms.ChoiceField(label="OPD", required=False)
    keadaan = forms.ChoiceField(label="Keadaan", required=False, choices=[("", "Semua"), *StatusDukungan.choices])

    perihal: tuple[str, ...] = ()
    """The fields that the text is looked for in, beside what was asked."""

    def prepare(self) -> None:
        self.fields["opd"].choices = [("", "Semua OPD"), *opd_choices(self.user)]  # type: ignore[attr-defined]
        if not self.user.opd_ids():
            del self.fields["arah"]

    def in_state(self, keadaan: str) -> Q:
        """The requests of a state that the filter names."""
        return Q(status=keadaan)

    def apply(self, kueri: Any) -> Any:
        """The requests the filter asks for."""
        if self.isi["q"]:
            cocok = (Q(**{f"{nama}__icontains": self.isi["q"]}) for nama in (*self.perihal, "permintaan"))
            kueri = kueri.filter(reduce(or_, cocok))
        if self.isi["opd"]:
            slug = self.isi["opd"]
            kueri = kueri.filter(Q(opd__slug=slug) | Q(penugasan__opd__slug=slug))
        if self.isi["keadaan"]:
            kueri = kueri.filter(self.in_state(self.isi["keadaan"]))
        milik = self.user.managed_opd().values("pk")
        masuk, keluar = Q(opd__in=milik), Q(penugasan__opd__in=milik)
        match self.isi.get("arah", "semua"):
            case "masuk":
                return kueri.filter(masuk)
            case "keluar":
                return kueri.filter(keluar)
            case "semua":
                return kueri
        return kueri.filter(masuk | keluar)


class SaringDukungan(SaringPermintaan):
    """Filters of support asked for a line of a plan."""

    perihal = ("kegiatan",)
