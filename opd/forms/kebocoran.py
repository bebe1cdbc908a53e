"""Forms of a breach: which account, when, and what the notices must say."""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from desa.angka import TanggalField
from desa.waktu import WIT
from opd.forms.isian import TeksField
from opd.forms.keluarga import FormBukaKeluarga
from opd.models import Pengguna
from opd.rekap.surat_kebocoran import Kebocoran

BUKAN_JAM = "Tulis jamnya sebagai jam dan menit, misalnya 14.30."


class FormKebocoran(forms.Form):
    """The account and the days, and the words of the notices, which may come later. Sent by POST alone."""

    akun = forms.ChoiceField(label="Akun yang bocor", error_messages={"invalid_choice": "Pilih akun dari daftar."})
    dari = TanggalField(label="Hari pertama")
    sampai = TanggalField(label="Hari terakhir")
    jangkauan = forms.BooleanField(
        label="Sertakan yang hanya terjangkau hak akunnya, tanpa catatan dibaca", required=False, initial=True
    )
    diketahui = TanggalField(label="Kebocoran diketahui pada")
    jam = TeksField(
        label="Pukul (WIT)",
        max_length=5,
        error_messages={"required": BUKAN_JAM, "max_length": BUKAN_JAM},
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    bagaimana = TeksField(
        label="Bagaimana data terungkap",
        baris=3,
        max_length=2000,
        required=False,
        help_text="Misalnya kata sandi akun diketahui orang lain sejak telepon petugasnya hilang. Jangan menulis nama.",
    )
    penanganan = TeksField(
        label="Upaya penanganan",
        baris=3,
        max_length=2000,
        required=False,
        help_text="Misalnya akun ditutup hari itu juga.",
    )
    pemulihan = TeksField(label="Upaya pemulihan", baris=3, max_length=2000, required=False)
    narahubung = TeksField(
        label="Narahubung",
        max_length=300,
        required=False,
        help_text="Kantor, alamat, dan telepon kantor yang dapat dihubungi.",
    )

    def __init__(self, *args: Any, user: Pengguna, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.akun = {p.username: p for p in Pengguna.objects.visible_to(user).order_by("nama", "username")}
        pilihan = [(p.username, p.label) for p in self.akun.values()]
        self.fields["akun"].choices = [("", "– pilih akunnya –"), *pilihan]  # type: ignore[attr-defined]

    def clean_jam(self) -> time:
        cocok = re.fullmatch(r"([01]?[0-9]|2[0-3])[.:]([0-5][0-9])", self.cleaned_data["jam"])
        if cocok is None:
            raise ValidationError(BUKAN_JAM, code="jam")
        return time(int(cocok[1]), int(cocok[2]))

    def clean(self) -> dict[str, Any]:
        d = super().clean() or {}
        if d.get("dari") and d.get("sampai") and d["sampai"] < d["dari"]:
            raise ValidationError({"sampai": "Hari terakhir tidak boleh sebelum hari pertama. Periksa tanggalnya."})
        return d

    def account(self) -> Pengguna:
        return self.akun[self.cleaned_data["akun"]]

    def breach(self) -> Kebocoran:
        """What the notices say."""
        d = self.cleaned_data
        kata = {k: d[k] for k in ("bagaimana", "penanganan", "pemulihan", "narahubung")}
        diketahui = datetime.combine(d["diketahui"], d["jam"], WIT)
        return Kebocoran(d["akun"], d["dari"], d["sampai"], diketahui, **kata)


class FormUnduhTerdampak(FormBukaKeluarga, FormKebocoran):
    """The same once more, with the own password and why the list leaves the application."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs, auto_id="unduh_%s")
        self.fields["alasan"].label = "Untuk apa daftar ini diunduh"
        self.fields[
            "alasan"
        ].help_text = "Misalnya memberi tahu warga yang terdampak. Alasan ini dicatat; jangan menulis nama atau nomor."

    @property
    def bawaan(self) -> list[forms.BoundField]:
        """The fields of the page before, which go along unseen."""
        return [self[nama] for nama in FormKebocoran.base_fields]
