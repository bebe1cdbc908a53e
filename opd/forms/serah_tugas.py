"""Forms of handing work over: whose, and then to whom, which of it, from when on and why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q

from desa.angka import TanggalField
from desa.waktu import hari_ini
from opd.enums import Peran
from opd.forms.isian import TeksField
from opd.models import Jabatan, Pengguna, PeranPengguna
from opd.permissions_akun import can_hand_over

PERAN, JABATAN = "peran", "jabatan"


def open_episodes(user: Pengguna, dari: Pengguna | None = None) -> list[PeranPengguna | Jabatan]:
    """Open roles and offices (of `dari`) that this person may hand over. Two queries."""
    hari = hari_ini()
    syarat: dict[str, Any] = {"selesai__isnull": True, "mulai__lte": hari, "pengguna__isnull": False}
    if dari is not None:
        syarat["pengguna"] = dari
    peran = PeranPengguna.objects.visible_to(user).filter(**syarat).select_related("opd")
    jabatan = Jabatan.objects.visible_to(user).filter(**syarat).select_related("opd")
    return [e for e in (*peran, *jabatan) if can_hand_over(user, e, on=hari)]


class _OrangField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.nama} ({obj.username})"


class FormDari(forms.Form):
    """Who leaves."""

    dari = _OrangField(label="Yang menyerahkan tugas", queryset=Pengguna.objects.none(), empty_label="Pilih orangnya")

    def __init__(self, *args: Any, user: Pengguna, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pemegang = {e.pengguna_id for e in open_episodes(user)}
        self.kosong = not pemegang
        self.fields["dari"].queryset = Pengguna.objects.visible_to(user).filter(pk__in=pemegang)  # type: ignore[attr-defined]


class FormSerahTugas(forms.Form):
    """To whom, which of it, from which day on and on what ground."""

    kepada = _OrangField(
        label="Yang menerima tugas",
        queryset=Pengguna.objects.none(),
        empty_label="Pilih orangnya",
        help_text="Akunnya sendiri. Belum punya akun? Minta admin sistem membukanya dahulu.",
    )
    yang = forms.MultipleChoiceField(
        label="Yang diserahkan",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Pilih sedikitnya satu peran atau jabatan yang diserahkan."},
    )
    hari = TanggalField(label="Berlaku sejak", help_text="Pada hari ini juga haknya berpindah.")
    alasan = TeksField(label="Dasar", max_length=300, help_text="Misalnya nomor SK mutasi.")

    def __init__(self, *args: Any, user: Pengguna, dari: Pengguna, **kwargs: Any) -> None:
        super().__init__(*args, initial={"hari": hari_ini()}, **kwargs)
        self.episode = open_episodes(user, dari)
        pilihan = [(_key(e), _words(e)) for e in self.episode]
        self.fields["yang"].choices = pilihan  # type: ignore[attr-defined]
        self.fields["yang"].initial = [k for k, _ in pilihan]
        aktif = Pengguna.objects.visible_to(user).filter(is_active=True).exclude(Q(pk=dari.pk) | Q(pk=user.pk))
        self.fields["kepada"].queryset = aktif  # type: ignore[attr-defined]

    def chosen(self, jenis: str) -> list[int]:
        """The numbers of the chosen roles or offices."""
        return [int(k.partition("-")[2]) for k in self.cleaned_data["yang"] if k.startswith(f"{jenis}-")]


def _key(e: PeranPengguna | Jabatan) -> str:
    return f"{JABATAN if isinstance(e, Jabatan) else PERAN}-{e.pk}"


def _words(e: PeranPengguna | Jabatan) -> str:
    if isinstance(e, Jabatan):
        return f"Jabatan {e.sebutan}"
    return f"{Peran(e.peran).label} {e.opd.nama}" if e.opd else str(Peran(e.peran).label)
