"""Forms of action plans: begin one, write its lines, revise it, filter the list."""

from __future__ import annotations

import uuid
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

from django import forms
from django.db.models import Q

from desa.angka import DesimalField, RupiahField
from opd.actions.rencana import IsiBaris
from opd.enums import Akumulasi, Polaritas, StatusNaskah, Strategi, SumberDana
from opd.forms.fakta import desa_choices, opd_choices
from opd.forms.isian import TeksField
from opd.forms.naskah import VersiField
from opd.models import BarisRencana, Penugasan
from opd.models.rencana import TRIWULAN
from opd.rekap.isi_rencana import BarisTerbaca
from opd.rekap.pilihan_indikator import PilihanIndikator

BARIS_PAGU = 4
TANPA_SKOR = "Skor indikator desa ini belum diketahui, jadi semuanya ditawarkan. Pilih yang menurut asesmen bermasalah."


class FormBaru(forms.Form):
    """Begin the plan of a year."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    tahun = forms.TypedChoiceField(label="Tahun", coerce=int)
    salin = forms.BooleanField(label="Salin baris dari rencana tahun sebelumnya", required=False)

    def __init__(self, *args: Any, penugasan: Penugasan, tahun_ini: int, ada_lama: bool, **kwargs: Any) -> None:
        kwargs["initial"] = {"uuid": uuid.uuid4(), "tahun": tahun_ini} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        akhir = min(penugasan.selesai.year, tahun_ini + 1) if penugasan.selesai else tahun_ini + 1
        pilihan = range(max(penugasan.mulai.year, tahun_ini - 2), akhir + 1)
        self.fields["tahun"].choices = [(t, str(t)) for t in pilihan]  # type: ignore[attr-defined]
        if not ada_lama:
            del self.fields["salin"]


class FormBaris(forms.Form):
    """One line of a plan. `tanya` shows the box that says that money out of proportion is right."""

    versi = VersiField()
    kunci = forms.UUIDField(widget=forms.HiddenInput)
    kegiatan = TeksField(
        label="Kegiatan", max_length=200, help_text="Misalnya pelatihan pengolahan sagu menjadi kue kering."
    )
    indikator = forms.TypedMultipleChoiceField(
        label="Indikator bermasalah yang dituju",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Pilih sedikitnya satu indikator bermasalah yang dituju baris ini."},
    )
    strategi = forms.ChoiceField(label="Strategi", choices=Strategi.choices, widget=forms.RadioSelect)
    sasaran = TeksField(label="Sasaran", max_length=200, help_text="Misalnya 20 keluarga perajin sagu di soa Waru.")
    satuan = TeksField(label="Satuan", max_length=40, help_text="Misalnya ha, ekor, batang, unit, kelompok, orang, KK.")
    akumulasi = forms.ChoiceField(label="Cara menghitung target setahun", choices=Akumulasi.choices)
    polaritas = forms.ChoiceField(label="Arah", choices=Polaritas.choices)
    pic = TeksField(
        label="Penanggung jawab kegiatan", max_length=150, required=False, help_text="Nama bidang atau jabatan."
    )
    kode_subkegiatan = TeksField(
        label="Kode subkegiatan", max_length=20, required=False, help_text="Boleh kosong. Misalnya 2.17.07.1.01.0001."
    )
    yakin = forms.BooleanField(label="Pagu ini sudah benar, simpan saja", required=False)

    def __init__(self, *args: Any, pilihan: list[PilihanIndikator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tanya = False
        if all(p.skor is None for p in pilihan):
            self.fields["indikator"].help_text = TANPA_SKOR
        self.fields["indikator"].choices = [  # type: ignore[attr-defined]
            (kelompok, [(p.pk, p.kalimat) for p in isi])
            for kelompok, isi in groupby(pilihan, key=attrgetter("kelompok"))
        ]
        for tw in TRIWULAN:
            self.fields[f"target_tw{tw}"] = DesimalField(
                label=f"Target TW {('I', 'II', 'III', 'IV')[tw - 1]}", required=False
            )
        for n in range(1, BARIS_PAGU + 1):
            self.fields[f"sumber_{n}"] = forms.ChoiceField(
                label=f"Sumber dana {n}", choices=[("", "– pilih –"), *SumberDana.choices], required=False
            )
            self.fields[f"pagu_{n}"] = RupiahField(label=f"Pagu {n} (Rp)", required=False)
            self.fields[f"pagu_{n}"].widget.attrs.pop("class")

    def target_fields(self) -> list[Any]:
        return [self[f"target_tw{tw}"] for tw in TRIWULAN]

    def pagu_rows(self) -> list[tuple[Any, Any]]:
        """The bound fields of source and rupiah, row by row."""
        return [(self[f"sumber_{n}"], self[f"pagu_{n}"]) for n in range(1, BARIS_PAGU + 1)]

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or {}
        target = [isi.get(f"target_tw{tw}") or Decimal(0) for tw in TRIWULAN]
        if not any(f"target_tw{tw}" in self.errors for tw in TRIWULAN) and not any(t > 0 for t in target):
            self.add_error("target_tw1", "Isi target sedikitnya satu triwulan, lebih besar dari 0.")
        isi["target"] = tuple(target)
        pagu: dict[str, int] = {}
        for n in range(1, BARIS_PAGU + 1):
            sumber, rp = isi.get(f"sumber_{n}"), isi.get(f"pagu_{n}")
            if sumber and not rp and f"pagu_{n}" not in self.errors:
                self.add_error(f"pagu_{n}", "Isi pagunya lebih dari Rp 0, atau kosongkan sumber dananya.")
            elif rp and not sumber:
                self.add_error(f"sumber_{n}", "Pilih sumber dananya, atau kosongkan pagunya.")
            elif sumber in pagu:
                self.add_error(f"sumber_{n}", "Sumber dana ini sudah diisi di atas. Jumlahkan menjadi satu baris.")
            elif sumber and rp:
                pagu[sumber] = rp
        isi["pagu"] = tuple(sorted(pagu.items()))
        return isi

    def isi(self) -> IsiBaris:
        """The checked form as the action takes it."""
        d = self.cleaned_data
        nama = ("strategi", "kegiatan", "sasaran", "satuan", "polaritas", "akumulasi", "pic", "kode_subkegiatan")
        return IsiBaris(
            **{n: d[n] for n in nama}, target=d["target"], indikator=frozenset(d["indikator"]), pagu=d["pagu"]
        )


def initial_of(terbaca: BarisTerbaca, indikator: list[int], pagu: list[tuple[str, int]]) -> dict[str, Any]:
    """A stored line as the form's first values."""
    b: BarisRencana = terbaca.baris
    awal: dict[str, Any] = {
        n: getattr(b, n)
        for n in (
            "kunci",
            "strategi",
            "kegiatan",
            "sasaran",
            "satuan",
            "polaritas",
            "akumulasi",
            "pic",
            "kode_subkegiatan",
        )
    }
    awal |= {f"target_tw{i}": t or None for i, t in enumerate(b.target, 1)} | {"indikator": indikator}
    for n, (sumber, rp) in enumerate(pagu[:BARIS_PAGU], 1):
        awal |= {f"sumber_{n}": sumber, f"pagu_{n}": rp}
    return awal


class FormHapus(forms.Form):
    """Take a line out of a draft."""

    versi = VersiField()


class FormRevisi(forms.Form):
    """Begin a new version of a verified plan."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    alasan = TeksField(
        label="Alasan revisi", max_length=500, baris=3, help_text="Misalnya pergeseran anggaran atau cuaca."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"uuid": uuid.uuid4()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)


class SaringRencana(forms.Form):
    """Filters of the list."""

    opd = forms.ChoiceField(label="OPD", required=False)
    desa = forms.ChoiceField(label="Desa", required=False)
    tahun = forms.TypedChoiceField(label="Tahun", coerce=int, empty_value=None, required=False)
    status = forms.ChoiceField(label="Status", required=False, choices=[("", "Semua status"), *StatusNaskah.choices])

    def __init__(self, *args: Any, user: Any, tahun_ini: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opd"].choices = [("", "Semua OPD"), *opd_choices(user)]  # type: ignore[attr-defined]
        self.fields["desa"].choices = [("", "Semua desa"), *desa_choices(user)]  # type: ignore[attr-defined]
        tahun = range(tahun_ini + 1, 2022, -1)
        self.fields["tahun"].choices = [("", "Semua tahun"), *((t, str(t)) for t in tahun)]  # type: ignore[attr-defined]

    @property
    def dipakai(self) -> bool:
        """Whether any filter is set."""
        return any(self.data.get(nama) for nama in self.fields)

    def condition(self) -> Q:
        """The rows that the filters leave; a filter that cannot be read leaves none."""
        if not self.is_valid():
            return Q(pk__in=[])
        jalur = {"opd": "penugasan__opd__slug", "desa": "penugasan__desa__kode", "tahun": "tahun", "status": "status"}
        return Q(**{jalur[nama]: nilai for nama, nilai in self.cleaned_data.items() if nilai})
