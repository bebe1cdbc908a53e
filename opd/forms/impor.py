"""Forms of the import pages: the upload, the questions of the preview, and the filters in their addresses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from desa.angka import BulanField, TanggalField, format_ribuan
from desa.impor.berkas import UKURAN_TERBESAR, BerkasDitolak
from desa.models import IndeksDesa, Umkm
from desa.waktu import awal_bulan, daftar_bulan, tambah_bulan
from opd.actions.impor import IsiSk, Unggahan
from opd.enums import JenisImpor
from opd.forms.fakta import opd_choices, quarter_key
from opd.forms.isian import TeksField
from opd.forms.perkembangan import PilihTriwulan
from opd.impor.kolom import row_limit
from opd.impor.rencana import Hasil, Tanya
from opd.impor.susun import baca_berkas
from opd.models import Pengguna, Penugasan, Sk
from opd.rekap.perkembangan import due_quarter

BULAN_TEMPLAT, TAHUN_TEMPLAT = 24, 5
BERKAS_HILANG = "Berkas belum dipilih atau tidak sampai utuh. Pilih berkasnya, lalu unggah lagi."


class UnggahForm(forms.Form):
    """The file; for an annex also its SK, chosen or typed. A valid form has read the file: `unggahan`."""

    sk = forms.ModelChoiceField(
        Sk.objects.none(), label="SK yang tercatat", required=False, empty_label="SK belum tercatat (isi di bawah)"
    )
    nomor = TeksField(label="Nomor SK baru", required=False, max_length=100, help_text="Misalnya 90 Tahun 2023.")
    tanggal = TanggalField(label="Tanggal SK baru", required=False)
    tentang = TeksField(label="Tentang", required=False, max_length=300)
    berkas = forms.FileField(
        label="Berkas",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,text/csv"}),
        error_messages={
            "required": BERKAS_HILANG,
            "missing": BERKAS_HILANG,
            "invalid": BERKAS_HILANG,
            "empty": "Berkas ini kosong. Pilih berkas yang sudah diisi, lalu unggah lagi.",
        },
    )

    def __init__(self, *args: Any, user: Pengguna, jenis: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.jenis = user, jenis
        self.unggahan: Unggahan | None = None
        batas = format_ribuan(row_limit(jenis))
        self.fields["berkas"].help_text = f"Excel (.xlsx) atau CSV, paling besar 5 MB dan {batas} baris."
        if jenis == JenisImpor.LAMPIRAN:
            self.fields["sk"].queryset = Sk.objects.visible_to(user)  # type: ignore[attr-defined]
        else:
            for nama in ("sk", "nomor", "tanggal", "tentang"):
                del self.fields[nama]

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or {}
        if self.jenis == JenisImpor.LAMPIRAN:
            self._clean_sk(isi)
        berkas = isi.get("berkas")
        if berkas is not None and not self.errors:
            self._read(berkas)
        return isi

    def _clean_sk(self, isi: dict[str, Any]) -> None:
        baru = {nama: isi.get(nama) for nama in ("nomor", "tanggal", "tentang")}
        if isi.get("sk") and any(baru.values()):
            self.add_error("sk", "Pilih SK yang tercatat, atau isi SK baru, jangan keduanya.")
        elif not isi.get("sk"):
            for nama, nilai in baru.items():
                if not nilai and nama not in self.errors:
                    self.add_error(nama, "Isi bidang ini untuk SK baru, atau pilih SK yang sudah tercatat.")
        if baru["nomor"] and Sk.objects.visible_to(self.user).filter(nomor__iexact=baru["nomor"]).exists():
            self.add_error("nomor", "SK bernomor ini sudah tercatat. Pilih dari daftar SK.")

    def _read(self, berkas: Any) -> None:
        if berkas.size > UKURAN_TERBESAR:
            self.add_error("berkas", "Berkas ini lebih dari 5 MB. Hapus gambar dan lembar yang tidak perlu.")
            return
        isi = berkas.read()
        try:
            tabel = baca_berkas(self.jenis, isi)
        except BerkasDitolak as galat:
            self.add_error("berkas", str(galat))
            return
        self.unggahan = Unggahan(self.jenis, berkas.name, isi, tabel)

    @property
    def sk_baru(self) -> IsiSk | None:
        """The decree typed by hand, if no recorded one was chosen."""
        isi = self.cleaned_data
        if self.jenis != JenisImpor.LAMPIRAN or isi.get("sk"):
            return None
        return IsiSk(isi["nomor"], isi["tanggal"], isi["tentang"])


class PilihanForm(forms.Form):
    """The questions shown on one page of the preview. `tampil` names them, so that an unticked box is an answer too."""

    tampil = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, tanya: Sequence[Tanya], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tanya = {t.kunci: t for t in tanya}
        if not self.is_bound:
            self.initial["tampil"] = ",".join(self.tanya)
        for t in tanya:
            self.fields[t.kunci] = _bidang(t)
            if not self.is_bound:
                self.initial[t.kunci] = t.nilai

    def jawaban(self) -> dict[str, str]:
        """What was answered, as text, by question."""
        hasil = {}
        for kunci, t in self.tanya.items():
            nilai = self.cleaned_data.get(kunci)
            if t.jenis == "tanggal":
                hasil[kunci] = f"{nilai:%d/%m/%Y}" if nilai else ""
            else:
                hasil[kunci] = "ya" if nilai is True else str(nilai or "")
        return hasil


def _bidang(t: Tanya) -> forms.Field:
    if t.jenis == "centang":
        return forms.BooleanField(label=t.label, required=False)
    if t.jenis == "tanggal":
        return TanggalField(label=t.label, required=False)
    if t.jenis == "teks":
        return TeksField(label=t.label, required=False, max_length=300)
    return forms.ChoiceField(
        label=t.label,
        required=False,
        choices=[("", "Pilih …"), *t.opsi],
        error_messages={"invalid_choice": "Pilihan ini tidak ada lagi. Pilih dari daftar."},
    )


class TerapkanForm(forms.Form):
    """The fingerprint of the plan that the person saw."""

    sidik = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)


class FormBatalImpor(forms.Form):
    """Why an applied list is taken back."""

    alasan = TeksField(
        label="Alasan pembatalan",
        max_length=250,
        help_text="Dicatat dan dapat dibaca orang lain. Jangan menulis nama warga.",
    )


class SaringPratinjau(forms.Form):
    """Which rows of the preview; anything unknown means all."""

    hasil = forms.ChoiceField(required=False, choices=[("", "Semua"), *Hasil.choices])

    @property
    def nilai(self) -> str:
        return str(self.cleaned_data.get("hasil") or "") if self.is_valid() else ""


class TemplatTriwulanForm(PilihTriwulan):
    """What the template of quarterly states is prefilled with: a quarter, and one village or all that the OPD answers for."""

    desa = forms.ChoiceField(label="Desa", required=False)

    def __init__(self, *args: Any, user: Pengguna, on: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"triwulan": quarter_key(due_quarter(on))} | (kwargs.get("initial") or {})
        super().__init__(*args, on=on, **kwargs)
        desa = user.own_desa().with_place().order_by("nama", "kode")
        self.fields["desa"].choices = [("", "Semua desa saya"), *((d.kode, d.nama_lengkap) for d in desa)]  # type: ignore[attr-defined]

    def rows(self, umkm: QuerySet[Umkm]) -> QuerySet[Umkm]:
        """Of these enterprises, those of the chosen village."""
        kode = self.cleaned_data["desa"]
        return umkm.filter(desa__kode=kode) if kode else umkm


class TemplatPotretForm(forms.Form):
    """Whether the template of potret holds those that are recorded, to be corrected."""

    tercatat = forms.BooleanField(label="Muat potret yang sudah tercatat", required=False)

    def __init__(self, *args: Any, user: Pengguna, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class TemplatIndeksForm(forms.Form):
    """Whether the template of indices holds those of a year, to be corrected."""

    tahun_indeks = forms.ChoiceField(label="Indeks yang tercatat", required=False)

    def __init__(self, *args: Any, user: Pengguna, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tahun = IndeksDesa.objects.visible_to(user).order_by("-tahun").values_list("tahun", flat=True).distinct()
        self.fields["tahun_indeks"].choices = [("", "Tidak dimuat"), *((str(t), str(t)) for t in tahun)]  # type: ignore[attr-defined]


class TemplatForm(forms.Form):
    """What the sales template is prefilled with: whose villages, and a year or some months; else the last three ended."""

    desa = forms.ChoiceField(label="Desa", required=False)
    opd = forms.ChoiceField(label="OPD pendamping", required=False)
    tahun = forms.ChoiceField(label="Tahun", required=False)
    dari = BulanField(label="Dari bulan", required=False)
    sampai = BulanField(label="Sampai bulan", required=False)

    def __init__(self, *args: Any, user: Pengguna, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        desa = user.managed_desa().with_place().filter(pk__in=Umkm.objects.managed_by(user).values("desa"))
        pilihan = [(d.kode, d.nama_lengkap) for d in desa.order_by("nama", "kode")]
        self.fields["desa"].choices = [("", "Semua desa saya"), *pilihan]  # type: ignore[attr-defined]
        self.fields["tahun"].choices = [("", "Menurut bulan di bawah"), *self._years()]  # type: ignore[attr-defined]
        if user.may_maintain_reference():
            self.fields["opd"].choices = [("", "Semua OPD"), *opd_choices(user)]  # type: ignore[attr-defined]
        else:
            del self.fields["opd"]

    def _years(self) -> list[tuple[str, str]]:
        return [(str(t), str(t)) for t in range(self.on.year, self.on.year - TAHUN_TEMPLAT, -1)]

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or {}
        kini = awal_bulan(self.on)
        if isi.get("tahun"):
            if isi.get("dari") or isi.get("sampai"):
                raise ValidationError("Pilih tahun, atau isi bulannya, jangan keduanya.")
            tahun = int(isi["tahun"])
            return isi | {"dari": date(tahun, 1, 1), "sampai": min(date(tahun, 12, 1), kini)}
        sampai = isi.get("sampai") or tambah_bulan(kini, -1)
        dari = isi.get("dari") or tambah_bulan(sampai, -2)
        if dari > sampai or sampai > kini:
            raise ValidationError("Bulan awal harus sebelum bulan akhir, dan tidak melewati bulan ini.")
        if len(daftar_bulan(dari, sampai)) > BULAN_TEMPLAT:
            raise ValidationError(f"Templat memuat paling banyak {BULAN_TEMPLAT} bulan.")
        return isi | {"dari": dari, "sampai": sampai}

    def rows(self, umkm: QuerySet[Umkm], penugasan: QuerySet[Penugasan]) -> QuerySet[Umkm]:
        """Of these enterprises, those of the chosen village or of the villages that the chosen OPD answers for."""
        d = self.cleaned_data
        if d["desa"]:
            umkm = umkm.filter(desa__kode=d["desa"])
        if d.get("opd"):
            umkm = umkm.filter(desa__in=penugasan.filter(opd__slug=d["opd"]).values("desa"))
        return umkm
