"""Filters of lists, read from the address and never trusted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from desa.enums import StatusDesa
from desa.models import Desa, Kabupaten
from opd.enums import BuktiOpd, JenisOpd, StatusPenggabungan
from opd.models import Opd, Pengguna


class Saringan(forms.Form):
    """A filter form: unknown values mean "no filter", never an error page."""

    def __init__(self, *args: Any, user: Pengguna, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.prepare()
        for bidang in self.fields.values():
            if isinstance(bidang, forms.ChoiceField):
                tak_dikenal = f"“%(value)s” bukan pilihan {str(bidang.label).lower()}. Hapus saringan ini."
                bidang.error_messages["invalid_choice"] = tak_dikenal
        self.is_valid()
        self.isi = {nama: self.cleaned_data.get(nama) for nama in self.fields}

    def prepare(self) -> None:
        """Choices that depend on the database or the user."""

    @property
    def dipakai(self) -> bool:
        return any(self.isi.values())


TANPA_NOMOR = {
    "pattern": r"(?!.*(?:\d[ .'\-]*){16}).*",
    "title": "NIK dan nomor KK tidak dicari di sini. Buka Cari keluarga.",
}
"""Of a box whose words stand in the address of the page: the browser does not send a person's number."""


UMUM = TANPA_NOMOR | {"title": "NIK dan nomor KK tidak dicari di sini."}
"""The same where nobody signs in."""


def teks_cari(label: str, contoh: str, *, nomor: dict[str, str] = TANPA_NOMOR) -> forms.CharField:
    """A search box with an example inside."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": contoh} | nomor),
    )


class SaringOpd(Saringan):
    q = teks_cari("Nama atau singkatan", "misalnya Distan")
    jenis = forms.ChoiceField(label="Jenis", required=False, choices=[("", "Semua jenis"), *JenisOpd.choices])
    status = forms.ChoiceField(
        label="Keadaan",
        required=False,
        choices=[
            ("", "Masih berlaku"),
            ("binaan", "Punya desa binaan"),
            ("tanpa", "Belum punya desa binaan"),
            ("dugaan", "Perlu konfirmasi"),
            ("berakhir", "Sudah berakhir atau dilebur"),
        ],
    )

    def apply(self, kueri: QuerySet[Opd], punya: Q, *, on: Any) -> QuerySet[Opd]:
        """The OPDs the filter asks for; `punya` says which have a village."""
        if self.isi["q"]:
            kueri = kueri.filter(cocok_opd(self.isi["q"])).distinct()
        if self.isi["jenis"]:
            kueri = kueri.filter(jenis=self.isi["jenis"])
        match self.isi["status"]:
            case "berakhir":
                return kueri.exclude(pk__in=Opd.objects.visible_to(self.user).active_on(on).values("pk"))
            case "dugaan":
                kueri = kueri.filter(bukti=BuktiOpd.DUGAAN)
            case "binaan":
                kueri = kueri.filter(punya)
            case "tanpa":
                kueri = kueri.exclude(punya)
        return kueri.active_on(on)


def cocok_opd(teks: str) -> Q:
    """An OPD whose name, abbreviation or alias contains the text, upper or lower case."""
    return Q(nama__icontains=teks) | Q(singkatan__icontains=teks) | Q(alias__nama__icontains=teks)


class SaringDesa(Saringan):
    q = teks_cari("Nama atau kode desa", "misalnya Waru")
    kabupaten = forms.ChoiceField(label="Kabupaten/kota", required=False)
    status = forms.ChoiceField(
        label="Status IDM terbaru", required=False, choices=[("", "Semua status"), *StatusDesa.choices]
    )
    binaan = forms.ChoiceField(
        label="Pendampingan",
        required=False,
        choices=[("", "Semua desa"), ("ya", "Desa binaan saja"), ("saya", "Desa OPD saya")],
    )

    def prepare(self) -> None:
        kabupaten = Kabupaten.objects.visible_to(self.user).order_by("kode")
        self.fields["kabupaten"].choices = [("", "Semua"), *((k.kode, k.nama_singkat) for k in kabupaten)]

    def apply(self, kueri: QuerySet[Desa], *, ditangani: Q, milik: Q) -> QuerySet[Desa]:
        """The villages the filter asks for; `ditangani` says which have an OPD in charge, `milik` which are the reader's."""
        if self.isi["q"]:
            kueri = kueri.filter(cocok_desa(self.isi["q"]))
        if self.isi["kabupaten"]:
            kueri = kueri.filter(kecamatan__kabupaten__kode=self.isi["kabupaten"])
        if self.isi["status"]:
            kueri = kueri.filter(status_idm=self.isi["status"])
        if self.isi["binaan"]:
            kueri = kueri.filter(milik if self.isi["binaan"] == "saya" else ditangani)
        return kueri


def cocok_desa(teks: str) -> Q:
    """A village by name, by its kecamatan's name, or by the start of its code (dots or none)."""
    q = Q(nama__icontains=teks) | Q(kecamatan__nama__icontains=teks)
    angka = "".join(c for c in teks if c.isdigit())
    if len(angka) >= 4 and not any(c.isalpha() for c in teks):
        potong = [angka[:2], angka[2:4], angka[4:6], angka[6:10]]
        q |= Q(kode__startswith=".".join(bagian for bagian in potong if bagian))
    return q


class SaringPenugasan(Saringan):
    q = teks_cari("OPD atau desa", "misalnya Pertanian atau Waru")
    keadaan = forms.ChoiceField(
        label="Keadaan",
        required=False,
        choices=[
            ("", "Berjalan hari ini"),
            ("tanpa_tim", "Berjalan, tanpa tim"),
            ("selesai", "Sudah selesai"),
            ("semua", "Semua"),
        ],
    )

    def opd(self) -> QuerySet[Opd]:
        """The OPDs a text is looked up in."""
        return Opd.objects.visible_to(self.user)


LABEL_PENGGABUNGAN = {
    StatusPenggabungan.DILAPORKAN: "awas",
    StatusPenggabungan.DIJALANKAN: "baik",
    StatusPenggabungan.DITOLAK: "netral",
}
