"""Forms of the watch list: its filters, a planned visit, moving it, and taking it back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms

from desa.angka import TanggalField
from desa.enums import BentukUsaha
from desa.models import Kabupaten, Umkm
from opd.actions.rencana_kunjungan import IsiRencanaKunjungan
from opd.enums import Peran
from opd.forms.fakta import SaringHari, opd_choices
from opd.forms.isian import TeksField
from opd.forms.kunjungan import SELAIN_TIM, members_on
from opd.models import Pengguna, Penugasan
from opd.rekap.alasan_pantau import AlasanPantau, TingkatPantau
from opd.rekap.pantau import TANPA_OPD
from opd.rekap.pantau_desa import PantauDesa
from opd.rekap.umkm import BUKAN_UMKM

JARAK_HARI = 7
"""How far ahead the form proposes a visit."""


class SaringPantau(SaringHari):
    """Filters of the list; people of an OPD begin with their own villages, the province's desks with all."""

    lingkup = forms.ChoiceField(
        label="Lingkup", required=False, choices=[("", "Desa OPD saya"), ("semua", "Seluruh provinsi")]
    )
    tingkat = forms.ChoiceField(label="Tingkat", required=False, choices=[("", "Semua"), *TingkatPantau.choices])
    alasan = forms.ChoiceField(label="Alasan", required=False, choices=[("", "Semua alasan"), *AlasanPantau.choices])
    rencana = forms.ChoiceField(
        label="Rencana kunjungan",
        required=False,
        choices=[("", "Semua"), ("belum", "Belum direncanakan"), ("ada", "Sudah direncanakan")],
    )
    kabupaten = forms.ChoiceField(label="Kabupaten/kota", required=False)
    opd = forms.ChoiceField(label="OPD pendamping", required=False)
    bentuk = forms.ChoiceField(
        label="Bentuk",
        required=False,
        choices=[("", "UMKM (tanpa koperasi dan BUM Desa)"), ("semua", "Semua bentuk"), *BentukUsaha.choices],
    )
    per = TanggalField(label="Per tanggal", required=False)
    diketahui = TanggalField(label="Dicatat sampai", required=False)

    def __init__(self, *args: Any, user: Pengguna, on: date, **kwargs: Any) -> None:
        super().__init__(*args, user=user, on=on, **kwargs)
        kabupaten = Kabupaten.objects.visible_to(user).order_by("kode")
        self.fields["kabupaten"].choices = [("", "Semua"), *((k.kode, k.nama_singkat) for k in kabupaten)]  # type: ignore[attr-defined]
        opd = [("", "Semua OPD"), *opd_choices(user), (TANPA_OPD, "Desa tanpa OPD pendamping")]
        self.fields["opd"].choices = opd  # type: ignore[attr-defined]
        if not user.opd_ids(on) or user.holds(Peran.PIMPINAN, Peran.VERIFIKATOR, on=on):
            del self.fields["lingkup"]

    @property
    def sendiri(self) -> bool:
        """Whether only the reader's own villages are shown."""
        d = self.cleaned_data if self.is_valid() else {}
        return "lingkup" in self.fields and not d.get("lingkup") and not d.get("opd")

    def select(self, semua: Iterable[PantauDesa]) -> list[PantauDesa]:
        """The villages and kinds of enterprises that the filters leave; a filter that cannot be read leaves none."""
        if not self.is_valid():
            return []
        d, milik = self.cleaned_data, self.user.opd_ids(self.on) if self.sendiri else None
        bentuk = [d["bentuk"]] if d["bentuk"] in BentukUsaha.values else [b for b in BentukUsaha if b not in BUKAN_UMKM]
        hasil = []
        for desa in semua:
            p = desa.penjawab
            if (
                (not d["kabupaten"] or desa.kode.startswith(f"{d['kabupaten']}."))
                and (milik is None or (p is not None and p.opd_id in milik))
                and (not d["opd"] or d["opd"] == (p.opd_slug if p else TANPA_OPD))
            ):
                hasil.append(desa if d["bentuk"] == "semua" else desa.only(bentuk))
        return hasil


class FormRencanaKunjungan(forms.Form):
    """When, to which enterprises, and who goes."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    tanggal = TanggalField(label="Tanggal kunjungan")
    umkm = forms.TypedMultipleChoiceField(
        label="Usaha yang dituju", coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Pilih sedikitnya satu usaha yang dituju."},
    )  # fmt: skip
    anggota = forms.MultipleChoiceField(
        label="Anggota tim yang berangkat", required=False, widget=forms.CheckboxSelectMultiple
    )
    petugas = TeksField(
        label="Yang berangkat", baris=2, max_length=1500, required=False, help_text="Satu nama per baris."
    )
    catatan = TeksField(
        label="Yang perlu dibawa atau ditanyakan",
        max_length=500,
        required=False,
        help_text="Misalnya formulir NIB, contoh kemasan. Jangan tulis nama warga.",
    )

    def __init__(
        self, *args: Any, user: Pengguna, penugasan: Penugasan, on: date, pilihan: list[tuple[int, str]], **kwargs: Any
    ) -> None:
        dasar = {"uuid": uuid.uuid4(), "tanggal": on + timedelta(days=JARAK_HARI)}
        kwargs["initial"] = dasar | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["umkm"].choices = pilihan  # type: ignore[attr-defined]
        tim = members_on(user, penugasan, {on})
        if not tim:
            del self.fields["anggota"]
            return
        self.fields["anggota"].choices = [(n, n) for n in tim]  # type: ignore[attr-defined]
        self.fields["petugas"].label = SELAIN_TIM.replace("hadir", "berangkat")

    def isi(self) -> IsiRencanaKunjungan:
        """The checked form as the action takes it."""
        d = self.cleaned_data
        nama = [*d.get("anggota", []), *(n for n in d["petugas"].split("\n") if n)]
        return IsiRencanaKunjungan(
            d["tanggal"], tuple(sorted(set(d["umkm"]))), "\n".join(dict.fromkeys(nama)), d["catatan"]
        )


class FormPindahRencana(forms.Form):
    """The new day of a planned visit, and why; `dilihat` is the day that the page showed."""

    dilihat = TanggalField(widget=forms.HiddenInput)
    tanggal = TanggalField(label="Tanggal baru")
    alasan = TeksField(label="Alasan dipindahkan", max_length=500, help_text="Misalnya kapal tidak berangkat.")


class FormBatalRencana(forms.Form):
    """Why the planned visit will not be made."""

    alasan = TeksField(
        label="Alasan pembatalan",
        max_length=500,
        help_text="Misalnya usahanya sudah tutup. Bila hanya harinya berubah, pindahkan saja.",
    )


def village_choices(user: Pengguna, desa_id: int) -> list[tuple[int, str]]:
    """The enterprises of a village that are in the programme, by name. One query."""
    usaha = Umkm.objects.visible_to(user).filter(desa=desa_id, tutup_pada=None, dibina_sampai=None)
    return list(usaha.order_by("nama", "pk").values_list("pk", "nama"))
