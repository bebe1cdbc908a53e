"""Forms of fairs and of what was sold there."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.db.models import Q

from desa.angka import BilanganField, RupiahField, TanggalField
from desa.models import Umkm
from opd.actions.hasil_pameran import IsiHasil
from opd.actions.pameran import IsiPameran
from opd.forms.arahan import TANPA_NAMA_WARGA
from opd.forms.isian import FormVersi, FormYakin, TeksField
from opd.forms.pembeli import PilihUmkm
from opd.forms.saring import Saringan, teks_cari
from opd.models import Pengguna


class FormPameran(forms.Form):
    """A fair."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    nama = TeksField(label="Nama pameran", max_length=150)
    tempat = TeksField(label="Tempat", max_length=150, help_text="Misalnya Lapangan Merdeka, Ambon.")
    penyelenggara = TeksField(label="Penyelenggara", max_length=150)
    mulai = TanggalField(label="Hari pertama")
    akhir = TanggalField(label="Hari terakhir")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"uuid": uuid.uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def isi(self) -> IsiPameran:
        """The checked form as the action takes it."""
        return IsiPameran(**{k: self.cleaned_data[k] for k in IsiPameran.__dataclass_fields__})


class FormUbahPameran(FormPameran, FormVersi):
    """A change."""

    sunting = "versi"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["uuid"]


class FormHasil(FormYakin):
    """What an enterprise of the reader's villages sold at a fair; a correction knows the enterprise."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    umkm = PilihUmkm(label="UMKM", queryset=None, empty_label="Pilih UMKM", to_field_name="uuid")
    omzet_rp = RupiahField(label="Terjual (Rp)", help_text="Uang yang diterima selama pameran; 0 bila tidak ada.")
    barang = TeksField(
        label="Barang yang terjual",
        max_length=200,
        required=False,
        help_text=f"Misalnya 40 bungkus abon. {TANPA_NAMA_WARGA}",
    )
    pesanan = BilanganField(label="Banyaknya pesanan", required=False, min_value=0, max_value=100_000)
    pesanan_rp = RupiahField(
        label="Nilai pesanan (Rp)", required=False, help_text="Pesanan yang dibawa pulang dan belum dibayar."
    )

    field_order = ("uuid", "umkm", "omzet_rp", "barang", "pesanan", "pesanan_rp", "alasan", "yakin")

    def __init__(self, *args: Any, user: Pengguna, dengan_umkm: bool = True, **kwargs: Any) -> None:
        kwargs["initial"] = {"uuid": uuid.uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        if not dengan_umkm:
            del self.fields["umkm"]
            return
        milik = Umkm.objects.visible_to(user).filter(desa__in=user.own_desa()).select_related("desa")
        self.fields["umkm"].queryset = milik.order_by("nama", "pk")  # type: ignore[attr-defined]

    def isi(self) -> IsiHasil:
        """The checked form as the action takes it; an empty count of orders is 0."""
        d = self.cleaned_data
        return IsiHasil(d["omzet_rp"], d["barang"], d["pesanan"] or 0, d["pesanan_rp"] or 0)


class FormKoreksiHasil(FormHasil):
    """A correction, with its reason."""

    alasan = TeksField(label="Alasan koreksi", max_length=500)


class SaringPameran(Saringan):
    """Filters of the fairs."""

    q = teks_cari("Nama, tempat, atau penyelenggara", "misalnya Ambon")
    tahun = BilanganField(label="Tahun", required=False, min_value=2000, max_value=2100)

    def condition(self) -> Q:
        """The fairs that the filters leave."""
        d, q = self.isi, Q()
        if d["q"]:
            teks = d["q"]
            q &= Q(nama__icontains=teks) | Q(tempat__icontains=teks) | Q(penyelenggara__icontains=teks)
        if d["tahun"]:
            q &= Q(mulai__year=d["tahun"])
        return q
