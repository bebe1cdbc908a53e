"""The form of a team: the SK of the OPD's head and its members, one line each."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from desa.angka import TanggalField
from opd.actions.tim import IsiAnggota, IsiTim
from opd.enums import PeranTim
from opd.forms.isian import BerkasField, TeksField, lay_beside

BARIS_BARU = 6
ANGGOTA_TERBANYAK = 30


class FormTim(forms.Form):
    """A new team, or the one that stands as `lama`; members may be renamed and added, never taken away.

    `dilihat` is what the writer saw, so that a change by somebody else meanwhile is noticed.
    """

    sunting = "dilihat"
    dilihat = forms.CharField(widget=forms.HiddenInput, required=False)
    nomor_sk = TeksField(label="Nomor SK kepala OPD", max_length=100)
    tanggal_sk = TanggalField(label="Tanggal SK")
    berkas = BerkasField(label="Berkas SK tim", required=False)
    mulai = TanggalField(label="Tim bekerja sejak")
    selesai = TanggalField(
        label="Tim berakhir pada", required=False, help_text="Isi hanya bila tim ini diganti atau dibubarkan."
    )

    def __init__(self, *args: Any, lama: IsiTim | None, pk: int | None, mulai: date, **kwargs: Any) -> None:
        self.lama, self.pk = lama, pk
        anggota = lama.anggota if lama else ()
        awal: dict[str, Any] = lama.columns() if lama else {"mulai": mulai}
        super().__init__(*args, initial=awal | {"dilihat": self._print()}, **kwargs)
        self.baris = [*anggota, *(None for _ in range(min(BARIS_BARU, ANGGOTA_TERBANYAK - len(anggota))))]
        for n, satu in enumerate(self.baris, 1):
            self.fields[f"nama_{n}"] = TeksField(
                label=f"Nama anggota {n}", max_length=150, required=False, initial=satu.nama if satu else ""
            )
            self.fields[f"peran_{n}"] = forms.ChoiceField(
                label=f"Peran anggota {n}",
                choices=PeranTim.choices,
                required=False,
                initial=satu.peran if satu else (PeranTim.KETUA if n == 1 else PeranTim.ANGGOTA),
            )
        if lama is None:
            del self.fields["selesai"]

    def _print(self) -> str:
        """What stands now, as a short text to compare with."""
        return f"{self.pk}:{self.lama.fingerprint()}" if self.lama else ""

    def member_rows(self) -> list[tuple[Any, Any]]:
        """The bound fields of name and role, row by row."""
        return [(self[f"nama_{n}"], self[f"peran_{n}"]) for n in range(1, len(self.baris) + 1)]

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or {}
        for n, satu in enumerate(self.baris, 1):
            if satu and not isi.get(f"nama_{n}"):
                self.add_error(f"nama_{n}", "Anggota tidak dihapus. Tulis kembali namanya, atau tutup tim ini.")
        if isi.get("dilihat", "") != self._print():
            lay_beside(self)
            raise ValidationError("Tim ini sudah diubah orang lain sejak Anda membukanya.", code="berubah")
        return isi

    def isi(self) -> IsiTim:
        """The checked form as the action takes it."""
        d = self.cleaned_data
        anggota = tuple(
            IsiAnggota(d[f"nama_{n}"], d[f"peran_{n}"] or PeranTim.ANGGOTA, satu.pk if satu else None)
            for n, satu in enumerate(self.baris, 1)
            if d[f"nama_{n}"]
        )
        return IsiTim(d["nomor_sk"], d["tanggal_sk"], d["mulai"], d.get("selesai"), d["berkas"] or None, anggota)
