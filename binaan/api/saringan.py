"""What an address of the API may ask for. Nonsense, unknown names and names given twice are answered with a sentence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from binaan.dasbor.saringan import Pilih, SaringSaat
from desa.angka import BilanganField
from desa.enums import JenisIndeks
from desa.models import Desa, Kabupaten
from opd.models import Opd, Pengguna
from opd.rekap.umkm import KeadaanUmkm

BATAS, TERBANYAK = 100, 500
KODE_DESA, KODE_KABUPATEN = r"^\d{2}\.\d{2}\.\d{2}\.[123]\d{3}$", r"^\d{2}\.\d{2}$"


class SaringApi(SaringSaat):
    """The day, and which piece of a list. `tanpa`: names that this resource does not know."""

    sebutan = "Data"
    tanpa: tuple[str, ...] = ()

    per = forms.CharField(
        required=False,
        max_length=10,
        label="Per tanggal",
        help_text="Keadaan pada hari itu, 2026-06-30; tanpa ini hari ini.",
    )
    diketahui = forms.CharField(
        required=False,
        max_length=10,
        label="Menurut yang dicatat sampai",
        help_text="Hanya yang sudah dicatat sampai hari itu; tanpa ini semua catatan.",
    )
    setelah = forms.RegexField(
        r"^[A-Za-z0-9.:_-]+$",
        max_length=100,
        required=False,
        label="Mulai sesudah",
        help_text="Kunci baris terakhir halaman sebelumnya; sudah ada pada tautan berikutnya.",
        error_messages={"invalid": "Isi setelah tidak dikenali. Pakai tautan berikutnya apa adanya."},
    )
    batas = BilanganField(
        required=False, min_value=1, max_value=TERBANYAK, label="Baris sehalaman",
        help_text=f"1 sampai {TERBANYAK}; tanpa ini {BATAS}.",
    )  # fmt: skip

    def __init__(self, data: QueryDict, *, user: Pengguna, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.user = user
        for nama in self.tanpa:
            del self.fields[nama]

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or {}
        for nama in self.data:
            if nama not in self.fields:
                ada = ", ".join(sorted(self.fields))
                raise ValidationError(f"Saringan “{nama[:40]}” tidak dikenal. Yang ada: {ada}.", code="asing")
            if len(self.data.getlist(nama)) > 1:
                raise ValidationError(
                    f"Saringan “{nama}” tertulis lebih dari sekali. Sebutkan satu kali.", code="ganda"
                )
        return isi | {"per": isi.get("per") or self.hari_ini, "diketahui": isi.get("diketahui")}

    @property
    def sentence(self) -> str:
        """The first thing that is wrong, and where."""
        nama, daftar = next(iter(self.errors.items()))
        return str(daftar[0]) if nama == "__all__" else f"{nama}: {daftar[0]}"

    @property
    def batas_baris(self) -> int:
        return self.cleaned_data.get("batas") or BATAS


class BerOpd(SaringApi):
    opd = forms.SlugField(
        required=False, max_length=60, label="OPD", help_text="Alamat halaman OPD, misalnya dinas-pertanian."
    )

    def clean_opd(self) -> str:
        slug: str = self.cleaned_data["opd"]
        if slug and not Opd.objects.visible_to(self.user).filter(slug=slug).exists():
            raise ValidationError(f"OPD “{slug}” tidak dikenali. Daftarnya ada di /api/v1/opd/.", code="opd")
        return slug


class BerKabupaten(SaringApi):
    kabupaten = forms.RegexField(
        KODE_KABUPATEN,
        required=False,
        label="Kabupaten/kota",
        help_text="Kode Kemendagri, misalnya 81.05.",
        error_messages={"invalid": "Kode kabupaten/kota ditulis seperti 81.05."},
    )

    def clean_kabupaten(self) -> str:
        kode: str = self.cleaned_data["kabupaten"]
        if kode and not Kabupaten.objects.visible_to(self.user).filter(kode=kode).exists():
            raise ValidationError(f"Kabupaten/kota {kode} tidak ada di Maluku.", code="kabupaten")
        return kode


class BerDesa(SaringApi):
    desa = forms.RegexField(
        KODE_DESA,
        required=False,
        label="Desa",
        help_text="Kode Kemendagri, misalnya 81.05.15.2001.",
        error_messages={"invalid": "Kode desa ditulis seperti 81.05.15.2001."},
    )

    def clean_desa(self) -> str:
        kode: str = self.cleaned_data["desa"]
        if kode and not Desa.objects.visible_to(self.user).filter(kode=kode).exists():
            raise ValidationError(f"Desa {kode} tidak dikenali. Daftarnya ada di /api/v1/desa/.", code="desa")
        return kode


class SaringOpd(SaringApi):
    tanpa = ("diketahui",)
    binaan = Pilih(label="Penugasan", choices=[("ya", "Punya desa binaan"), ("tidak", "Belum punya")])


class SaringDesa(BerKabupaten):
    tanpa = ("diketahui",)
    binaan = Pilih(label="Pendampingan", choices=[("ya", "Desa binaan saja"), ("tidak", "Bukan desa binaan")])


class SaringPenugasan(BerOpd, BerDesa, BerKabupaten):
    keadaan = Pilih(label="Keadaan", choices=[("berjalan", "Berjalan pada hari itu"), ("selesai", "Sudah selesai")])


class SaringKegiatan(BerOpd, BerDesa):
    """Activities or visits dated from `dari` to `per`."""

    dari = forms.CharField(
        required=False,
        max_length=10,
        label="Dari tanggal",
        help_text="Hanya sejak hari itu, 2026-01-01; tanpa ini sejak awal.",
    )

    def clean_dari(self) -> Any:
        return self.read_day("dari")


class SaringTempat(BerOpd, BerDesa):
    """Rows of an OPD or a village."""

    def fits(self, opd_slug: str | None, kode: str) -> bool:
        d = self.cleaned_data
        return (not d["opd"] or opd_slug == d["opd"]) and (not d["desa"] or kode == d["desa"])


class SaringUmkm(BerDesa):
    keadaan = Pilih(label="Keadaan", choices=KeadaanUmkm.choices)


class SaringIndeks(BerDesa, BerKabupaten):
    tanpa = ("diketahui",)
    jenis = Pilih(label="Jenis", choices=JenisIndeks.choices)


class SaringPotret(BerDesa):
    """Counts of a village."""


class SaringHari(SaringApi):
    tanpa = ("diketahui",)


class SaringBeku(SaringApi):
    """Frozen rankings know no day but their own."""

    tanpa = ("per", "diketahui")
    tahun = forms.RegexField(
        r"^20\d{2}$",
        required=False,
        label="Tahun",
        help_text="Tahun yang dinilai.",
        error_messages={"invalid": "Tahun ditulis empat angka, misalnya 2026."},
    )
