"""Forms of activities: record, correct, filter."""

from __future__ import annotations

import json
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q

from desa.angka import BilanganField, DesimalField, RupiahField, TanggalField
from opd.actions.kegiatan import DIFABEL_LEBIH, ORANG_TERBANYAK, TANPA_SATUAN, IsiKegiatan
from opd.enums import Strategi, SumberDana
from opd.forms.fakta import (
    FormFoto,
    FormKoreksi,
    FormSusulan,
    SaringHari,
    desa_choices,
    offered_umkm,
    opd_choices,
    quarter_choices,
    quarter_days,
    umkm_choices,
)
from opd.forms.isian import BerkasField, PilihPanjang, TeksField
from opd.models import BarisRencana, Bukti, DanaKegiatan, Pengguna
from opd.rekap.strategi import TANPA_BARIS
from opd.rekap.versi_rencana import BarisTawaran, offered_lines

BARIS_DANA = 3


class FormKegiatan(FormSusulan, FormFoto):
    """An activity of one penugasan, with up to three sources of money and the enterprises it reached."""

    tanggal = TanggalField(label="Tanggal")
    judul = TeksField(label="Nama kegiatan", max_length=200)
    uraian = TeksField(label="Uraian", baris=5, max_length=5000, required=False)
    volume = DesimalField(label="Volume", required=False)
    satuan = TeksField(
        label="Satuan", max_length=40, required=False, help_text="Misalnya ha, ekor, batang, unit, orang, paket."
    )
    penerima_l = BilanganField(label="Penerima laki-laki (orang)", required=False, max_value=ORANG_TERBANYAK)
    penerima_p = BilanganField(label="Penerima perempuan (orang)", required=False, max_value=ORANG_TERBANYAK)
    penerima_difabel = BilanganField(label="Di antaranya difabel (orang)", required=False, max_value=ORANG_TERBANYAK)
    penerima_kk = BilanganField(label="Keluarga penerima (KK)", required=False, max_value=ORANG_TERBANYAK)
    baris = forms.TypedChoiceField(
        label="Baris rencana aksi",
        coerce=int,
        empty_value=None,
        required=False,
        help_text="Pilih baris tahun yang sama dengan tanggalnya, supaya capaiannya terhitung. Satuannya mengikuti baris itu.",
    )
    bast = BerkasField(
        label="Berita acara serah terima (BAST)",
        required=False,
        help_text="PDF, JPG, atau PNG, paling besar 10 MB. Hanya dapat dibuka OPD pendamping desa dan verifikator.",
    )
    yakin = forms.BooleanField(label="Angka ini sudah benar, simpan saja", required=False)
    umkm = forms.TypedMultipleChoiceField(
        label="UMKM yang dijangkau", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    field_order = ("uuid", "tanggal", "alasan_susulan", "judul", "uraian")

    def __init__(self, *args: Any, umkm_lama: frozenset[int] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pilihan_umkm = umkm_choices(offered_umkm(self.user, self.penugasan, umkm_lama))
        self.fields["umkm"].choices = self.pilihan_umkm  # type: ignore[attr-defined]
        self.tanya = False
        self._offer_lines()
        for n in range(1, BARIS_DANA + 1):
            self.fields[f"sumber_{n}"] = forms.ChoiceField(
                label=f"Sumber dana {n}", choices=[("", "– pilih –"), *SumberDana.choices], required=False
            )
            self.fields[f"jumlah_{n}"] = RupiahField(label=f"Jumlah dana {n} (Rp)", required=False)
            self.fields[f"jumlah_{n}"].widget.attrs.pop("class")  # a cell's "angka" has no frame on phones
        self.fields["foto"] = self.fields.pop("foto")  # last on the page, so last in its list of errors

    def _offer_lines(self) -> None:
        """The lines of the plans in force by year, newest first; what the activity names already stays on offer. Two queries."""
        semua = offered_lines(self.penugasan.pk)
        if self.initial.get("baris"):
            milik = BarisRencana.objects.visible_to(self.user).filter(pk=self.initial["baris"])
            lama = BarisTawaran(*milik.values_list("rencana__tahun", *BarisTawaran._fields[1:]).get())
            kini = next((b for b in semua if (b.kunci, b.tahun) == (lama.kunci, lama.tahun)), lama)
            self.initial["baris"] = kini.pk
            semua += [kini] if kini is lama else []
        self.pilihan_baris = [
            (f"Rencana {tahun}", [(b.pk, f"{b.kegiatan} ({b.satuan})") for b in isi])
            for tahun, isi in groupby(semua, key=attrgetter("tahun"))
        ]
        self.fields["baris"].choices = [("", "Di luar rencana"), *self.pilihan_baris]  # type: ignore[attr-defined]
        self.fields["baris"].widget.attrs["data-satuan"] = json.dumps({str(b.pk): b.satuan for b in semua})

    def dana_rows(self) -> list[tuple[Any, Any]]:
        """The bound fields of source and rupiah, row by row."""
        return [(self[f"sumber_{n}"], self[f"jumlah_{n}"]) for n in range(1, BARIS_DANA + 1)]

    def clean(self) -> dict[str, Any]:
        isi = super().clean()
        tanpa_satuan = not isi.get("satuan") and not isi.get("baris")
        if ("volume" in isi and "satuan" in isi) and (isi["volume"] is None) != tanpa_satuan:
            self.add_error("satuan", TANPA_SATUAN)
        difabel, orang = isi.get("penerima_difabel"), (isi.get("penerima_l") or 0) + (isi.get("penerima_p") or 0)
        if difabel and difabel > orang:
            self.add_error("penerima_difabel", DIFABEL_LEBIH)
        self._clean_dana(isi)
        return isi

    def _clean_dana(self, isi: dict[str, Any]) -> None:
        dana: dict[str, int] = {}
        for n in range(1, BARIS_DANA + 1):
            if f"sumber_{n}" not in isi or f"jumlah_{n}" not in isi:
                continue
            sumber, jumlah = isi[f"sumber_{n}"], isi[f"jumlah_{n}"]
            if sumber and jumlah is None:
                self.add_error(f"jumlah_{n}", "Isi jumlah rupiahnya, atau kosongkan sumber dananya.")
            elif jumlah is not None and not sumber:
                self.add_error(f"sumber_{n}", "Pilih sumber dananya, atau kosongkan jumlahnya.")
            elif sumber in dana:
                self.add_error(f"sumber_{n}", "Sumber dana ini sudah diisi di atas. Jumlahkan menjadi satu baris.")
            elif sumber:
                dana[sumber] = jumlah
        isi["dana"] = tuple(sorted(dana.items()))

    def isi(self) -> IsiKegiatan:
        """The checked form as the action takes it."""
        d = self.cleaned_data
        kolom = {k: d[k] for k in IsiKegiatan.__dataclass_fields__ if k not in ("dana", "umkm")}
        return IsiKegiatan(**kolom, dana=d["dana"], umkm=frozenset(d["umkm"]))


def initial_of(isi: IsiKegiatan) -> dict[str, Any]:
    """A stored activity as the form's first values."""
    awal = {**isi.scalars(), "umkm": list(isi.umkm), "baris": isi.baris}
    for n, (sumber, jumlah) in enumerate(isi.dana[:BARIS_DANA], 1):
        awal |= {f"sumber_{n}": sumber, f"jumlah_{n}": jumlah}
    return awal


class FormKoreksiKegiatan(FormKegiatan, FormKoreksi):
    """A correction: the whole activity again, with the reason and the photos to leave behind."""

    def __init__(self, *args: Any, bukti: list[Bukti], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["buang"] = photos_to_drop(bukti)


def photos_to_drop(bukti: list[Bukti]) -> forms.Field:
    """Which stored photos a correction leaves behind."""
    pilihan = [(str(b.uuid), f"Foto {n}") for n, b in enumerate(bukti, 1)]
    return forms.TypedMultipleChoiceField(
        label="Lepaskan foto", choices=pilihan, coerce=UUID, required=False, widget=forms.CheckboxSelectMultiple
    )


class SaringFakta(SaringHari):
    """Filters that kegiatan and kunjungan share; the addresses are those that every figure links to."""

    opd = forms.ChoiceField(label="OPD", required=False)
    desa = forms.ChoiceField(label="Desa", required=False, widget=PilihPanjang)
    tw = forms.ChoiceField(label="Triwulan", required=False)
    dari = TanggalField(label="Dari tanggal", required=False)
    sampai = TanggalField(label="Sampai tanggal", required=False)
    diketahui = TanggalField(label="Dicatat sampai", required=False)

    def __init__(self, *args: Any, user: Pengguna, on: date, **kwargs: Any) -> None:
        super().__init__(*args, user=user, on=on, **kwargs)
        self.fields["opd"].choices = [("", "Semua OPD"), *opd_choices(user)]  # type: ignore[attr-defined]
        self.fields["desa"].choices = desa_choices(user)  # type: ignore[attr-defined]
        self.fields["tw"].choices = [("", "Semua waktu"), *quarter_choices(on)]  # type: ignore[attr-defined]

    @property
    def akhir(self) -> date:
        d = self.cleaned_data if self.is_valid() else {}
        return min(self.on, d.get("sampai") or self.on, quarter_days(d["tw"])[1] if d.get("tw") else self.on)

    def condition(self) -> Q:
        """The rows that the filters leave; a filter that cannot be read leaves none."""
        if not self.is_valid():
            return Q(pk__in=[])
        d, q = self.cleaned_data, Q()
        if d["opd"]:
            q &= Q(penugasan__opd__slug=d["opd"])
        if d["desa"]:
            q &= Q(penugasan__desa__kode=d["desa"])
        if d["tw"]:
            q &= Q(tanggal__range=quarter_days(d["tw"]))
        if d["dari"]:
            q &= Q(tanggal__gte=d["dari"])
        if d["sampai"]:
            q &= Q(tanggal__lte=d["sampai"])
        return q


class SaringKegiatan(SaringFakta):
    """Filters of activities; `penugasan`, `baris` and `luar` come with the figures of a plan or a report and are not typed."""

    rencana = forms.ChoiceField(
        label="Rencana aksi",
        choices=[("", "Semua"), ("dalam", "Pada rencana"), ("luar", "Di luar rencana")],
        required=False,
    )
    sumber = forms.ChoiceField(label="Sumber dana", choices=[("", "Semua sumber"), *SumberDana.choices], required=False)
    strategi = forms.ChoiceField(
        label="Strategi",
        choices=[("", "Semua strategi"), *Strategi.choices, (TANPA_BARIS, "Tanpa baris rencana")],
        required=False,
    )
    foto = forms.ChoiceField(
        label="Foto", choices=[("", "Semua"), ("ada", "Ada foto"), ("tidak", "Tanpa foto")], required=False
    )
    penugasan = forms.RegexField(r"^[0-9]{1,18}$", required=False, widget=forms.HiddenInput)
    baris = forms.UUIDField(required=False, widget=forms.HiddenInput)
    luar = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def condition(self) -> Q:
        """The rows that the filters leave; they must carry `di_rencana` (`with_plan`)."""
        q = super().condition()
        if not self.is_valid():
            return q
        d = self.cleaned_data
        if d["sumber"]:
            q &= Q(pk__in=DanaKegiatan.objects.filter(sumber=d["sumber"]).values("kegiatan"))
        if d["strategi"]:
            q &= Q(baris__isnull=True) if d["strategi"] == TANPA_BARIS else Q(baris__strategi=d["strategi"])
        if d["foto"]:
            berfoto = Q(pk__in=Bukti.objects.filter(kegiatan__isnull=False).values("kegiatan"))
            q &= berfoto if d["foto"] == "ada" else ~berfoto
        if d["rencana"]:
            q &= Q(di_rencana=d["rencana"] == "dalam")
        if d["penugasan"]:
            q &= Q(penugasan=int(d["penugasan"]))
        if d["baris"]:
            q &= Q(baris__kunci=d["baris"])
        if d["luar"]:
            rencana = BarisRencana.objects.visible_to(self.user).filter(rencana__uuid=d["luar"])
            q &= Q(baris__isnull=True) | ~Q(baris__kunci__in=rencana.order_by().values("kunci"))
        return q
