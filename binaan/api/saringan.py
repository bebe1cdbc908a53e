"""What an address of the API may ask for. Nonsense, unknown names and names given twice are answered with a sentence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from binaan.dasbor.saringan import Pilih, SaringSaat
from desa.enums import JenisIndeks
from desa.models import Desa, Kabupaten
from opd.models import Opd, Pengguna
from opd.rekap.umkm import KeadaanUmkm

BATAS, TERBANYAK = 100, 500
KODE_DESA, KODE_KABUPATEN = r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[123][0-9]{3}", r"[0-9]{2}\.[0-9]{2}"
HARI = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


def pola(isi: str, label: str, arti: str, salah: str) -> forms.RegexField:
    """Exactly what the pattern says, from its first character to its last: no space, no other way to write it."""
    return forms.RegexField(
        rf"^{isi}\Z", required=False, strip=False, label=label, help_text=arti, error_messages={"invalid": salah}
    )


def hari(label: str, arti: str) -> forms.RegexField:
    """A day as programs write it."""
    return pola(HARI, label, arti, "Tanggal ditulis seperti 2026-06-30.")


class SaringApi(SaringSaat):
    """The day, and which piece of a list. `tanpa`: names that this resource does not know."""

    sebutan = "Data"
    tanpa: tuple[str, ...] = ()

    per = hari("Per tanggal", "Keadaan pada hari itu, 2026-06-30; tanpa ini hari ini.")
    diketahui = hari(
        "Menurut yang dicatat sampai", "Hanya yang sudah dicatat sampai hari itu; tanpa ini semua catatan."
    )
    setelah = pola(
        r"[A-Za-z0-9.:_-]{1,100}",
        "Mulai sesudah",
        "Kunci baris terakhir halaman sebelumnya; sudah ada pada tautan berikutnya.",
        "Isi setelah tidak dikenali. Pakai tautan berikutnya apa adanya.",
    )
    batas = pola(
        r"[1-9][0-9]{0,2}",
        "Baris sehalaman",
        f"1 sampai {TERBANYAK}; tanpa ini {BATAS}.",
        f"Isi batas 1 sampai {TERBANYAK}.",
    )

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
            if not self.data[nama]:
                raise ValidationError(f"Saringan “{nama}” kosong. Isi, atau hapus dari alamatnya.", code="kosong")
            if len(self.data.getlist(nama)) > 1:
                raise ValidationError(
                    f"Saringan “{nama}” tertulis lebih dari sekali. Sebutkan satu kali.", code="ganda"
                )
        return isi | {"per": isi.get("per") or self.hari_ini, "diketahui": isi.get("diketahui")}

    def clean_batas(self) -> str:
        teks: str = self.cleaned_data["batas"]
        if teks and int(teks) > TERBANYAK:
            raise ValidationError(f"Isi batas 1 sampai {TERBANYAK}.", code="batas")
        return teks

    @property
    def sentence(self) -> str:
        """The first thing that is wrong, and where."""
        nama, daftar = next(iter(self.errors.items()))
        return str(daftar[0]) if nama == "__all__" else f"{nama}: {daftar[0]}"

    @property
    def kini(self) -> bool:
        """Whether today is asked for, as everything recorded says: what the dashboard keeps per village."""
        return self.until == self.hari_ini and self.known_at is None

    @property
    def batas_baris(self) -> int:
        return int(self.cleaned_data.get("batas") or BATAS)


class BerOpd(SaringApi):
    opd = pola(
        r"[a-z0-9-]{1,60}",
        "OPD",
        "Alamat halaman OPD, misalnya dinas-pertanian.",
        "OPD ditulis seperti dinas-pertanian.",
    )

    def clean_opd(self) -> str:
        slug: str = self.cleaned_data["opd"]
        if slug and not Opd.objects.visible_to(self.user).filter(slug=slug).exists():
            raise ValidationError(f"OPD “{slug}” tidak dikenali. Daftarnya ada di /api/v1/opd/.", code="opd")
        return slug


class BerKabupaten(SaringApi):
    kabupaten = pola(
        KODE_KABUPATEN,
        "Kabupaten/kota",
        "Kode Kemendagri, misalnya 81.05.",
        "Kode kabupaten/kota ditulis seperti 81.05.",
    )

    def clean_kabupaten(self) -> str:
        kode: str = self.cleaned_data["kabupaten"]
        if kode and not Kabupaten.objects.visible_to(self.user).filter(kode=kode).exists():
            raise ValidationError(f"Kabupaten/kota {kode} tidak ada di Maluku.", code="kabupaten")
        return kode


class BerDesa(SaringApi):
    desa = pola(
        KODE_DESA, "Desa", "Kode Kemendagri, misalnya 81.05.15.2001.", "Kode desa ditulis seperti 81.05.15.2001."
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

    dari = hari("Dari tanggal", "Hanya sejak hari itu, 2026-01-01; tanpa ini sejak awal.")

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


class SaringEntas(BerOpd):
    """Families that left poverty are counted for today alone."""

    tanpa = ("per", "diketahui")


class SaringHari(SaringApi):
    tanpa = ("diketahui",)


class SaringBeku(SaringApi):
    """Frozen rankings know no day but their own."""

    tanpa = ("per", "diketahui")
    tahun = pola(r"20[0-9]{2}", "Tahun", "Tahun yang dinilai.", "Tahun ditulis empat angka, misalnya 2026.")
