"""Forms of partners: register, pledge, hand over, filter."""

from __future__ import annotations

import uuid
from itertools import groupby
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet

from desa.angka import BilanganField, DesimalField, RupiahField, TanggalField
from opd.actions.janji import IsiJanji
from opd.actions.mitra import IsiMitra
from opd.actions.serah_mitra import IsiSerah
from opd.enums import BentukJanji, JenisMitra
from opd.forms.arahan import TANPA_NAMA_WARGA, FormVersi
from opd.forms.isian import FormYakin, TeksField
from opd.forms.saring import Saringan, teks_cari
from opd.forms.terdaftar import PRIBADI, FormTerdaftar, UbahTerdaftar, kabupaten_choices
from opd.models import BarisRencana, JanjiMitra, Pengguna, Penugasan
from opd.models.mitra import UKURAN
from opd.rekap.versi_rencana import offered_lines


class FormMitra(FormTerdaftar):
    """A partner of the register."""

    kata = "mitra"
    jenis = forms.ChoiceField(label="Jenis", choices=JenisMitra.choices)
    kabupaten = forms.TypedChoiceField(label="Kabupaten/kota", coerce=int, empty_value=None, required=False)

    field_order = ("uuid", "versi", "nama", "jenis", "kabupaten", "alamat", *PRIBADI, "yakin")

    def __init__(self, *args: Any, user: Pengguna, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kabupaten"].choices = [("", "Di luar Maluku atau tidak tertentu"), *kabupaten_choices(user)]  # type: ignore[attr-defined]

    def isi(self) -> IsiMitra:
        """The checked form as the action takes it; an empty contact field means "leave as stored"."""
        d = self.cleaned_data
        return IsiMitra(d["nama"], d["jenis"], d["kabupaten"], d["alamat"], **self.kontak())


class FormUbahMitra(UbahTerdaftar, FormMitra):
    """A change; contact fields never show what is stored, and empty they change nothing."""


class FormUkuran(FormYakin):
    """Rupiah, and a volume with its unit."""

    nilai_rp = RupiahField(label="Nilai (Rp)", required=False)
    volume = DesimalField(label="Volume", required=False)


class FormJanji(FormUkuran):
    """What a partner pledges for a village."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    tanggal = TanggalField(label="Tanggal janji")
    bentuk = forms.ChoiceField(label="Bentuk", choices=BentukJanji.choices, widget=forms.RadioSelect)
    uraian = TeksField(
        label="Yang dijanjikan",
        max_length=300,
        help_text=f"Misalnya mesin parut sagu untuk dua kelompok. {TANPA_NAMA_WARGA}",
    )
    satuan = TeksField(label="Satuan", max_length=40, required=False, help_text="Misalnya unit, paket, orang, hari.")
    baris = forms.TypedChoiceField(
        label="Baris rencana aksi",
        coerce=int,
        empty_value=None,
        required=False,
        help_text="Baris rencana yang berlaku; kosongkan bila janji ini di luar rencana.",
    )

    field_order = (
        "uuid",
        "versi",
        "tanggal",
        "bentuk",
        "uraian",
        "nilai_rp",
        "volume",
        "satuan",
        "baris",
        "alasan",
        "yakin",
    )

    def __init__(
        self, *args: Any, user: Pengguna, penugasan: Penugasan, lama: BarisRencana | None = None, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"uuid": uuid.uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["nilai_rp"].help_text = "Untuk barang dan jasa, perkiraan nilainya."
        self.fields["baris"].choices = [("", "Di luar rencana"), *_lines(penugasan, lama)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or {}
        if not {"nilai_rp", "volume", "satuan"} <= set(isi):
            return isi
        if (isi["volume"] is None) != (not isi["satuan"]):
            self.add_error("satuan", "Isi volume bersama satuannya, misalnya 25 unit.")
        elif isi["nilai_rp"] is None and isi["volume"] is None:
            self.add_error("nilai_rp", UKURAN)
        return isi

    def isi(self) -> IsiJanji:
        """The checked form as the action takes it."""
        d = self.cleaned_data
        return IsiJanji(**{k: d[k] for k in IsiJanji.__dataclass_fields__ if k in d}, baris_id=d["baris"])


class FormUbahJanji(FormJanji, FormVersi):
    """A change, with its reason."""

    sunting = "versi"
    alasan = TeksField(label="Alasan perubahan", max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["uuid"]


def _lines(penugasan: Penugasan, lama: BarisRencana | None) -> list[Any]:
    """The lines of the plans in force by year, newest first, and the one the pledge has. One query."""
    semua = offered_lines(penugasan.pk)
    pilihan: list[Any] = [
        (f"Rencana {tahun}", [(b.pk, b.kegiatan) for b in isi])
        for tahun, isi in groupby(semua, key=attrgetter("tahun"))
    ]
    if lama is not None and lama.pk not in {b.pk for b in semua}:
        pilihan.append((lama.pk, f"{lama.kegiatan} (versi lama)"))
    return pilihan


class FormSerah(FormUkuran):
    """What was handed over of a pledge, in its measures."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    tanggal = TanggalField(label="Tanggal diserahkan")
    keterangan = TeksField(label="Keterangan", max_length=300, required=False, help_text=TANPA_NAMA_WARGA)

    field_order = ("uuid", "tanggal", "nilai_rp", "volume", "keterangan", "alasan", "yakin")

    def __init__(self, *args: Any, janji: JanjiMitra, **kwargs: Any) -> None:
        kwargs["initial"] = {"uuid": uuid.uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        if janji.nilai_rp is None:
            del self.fields["nilai_rp"]
        if janji.volume is None:
            del self.fields["volume"]
        else:
            self.fields["volume"].label = f"Volume ({janji.satuan})"

    def isi(self) -> IsiSerah:
        """The checked form as the action takes it."""
        return IsiSerah(**{k: v for k, v in self.cleaned_data.items() if k in IsiSerah.__dataclass_fields__})


class FormKoreksiSerah(FormSerah):
    """A correction, with its reason."""

    alasan = TeksField(label="Alasan koreksi", max_length=500)


class SaringMitra(Saringan):
    """Filters of the register."""

    q = teks_cari("Nama mitra", "misalnya Baznas")
    jenis = forms.ChoiceField(label="Jenis", required=False, choices=[("", "Semua jenis"), *JenisMitra.choices])
    kabupaten = forms.ChoiceField(label="Kabupaten/kota", required=False)
    keadaan = forms.ChoiceField(
        label="Keadaan",
        required=False,
        choices=[("", "Masih aktif"), ("ditutup", "Ditutup"), ("semua", "Semua")],
    )

    def prepare(self) -> None:
        self.fields["kabupaten"].choices = [("", "Semua"), *kabupaten_choices(self.user)]  # type: ignore[attr-defined]

    def as_janji(self) -> str:
        """The same partners as a query of the list of their pledges."""
        isi = {"nama": "q", "jenis": "jenis", "kabupaten": "kabupaten"}
        kueri = {ke: self.isi[dari] for ke, dari in isi.items() if self.isi[dari]}
        if self.isi["keadaan"] != "semua":
            kueri["keadaan"] = self.isi["keadaan"] or "aktif"
        return urlencode(kueri)

    def apply(self, kueri: QuerySet) -> QuerySet:
        """The partners the filter asks for."""
        if self.isi["q"]:
            kueri = kueri.filter(nama__icontains=self.isi["q"])
        if self.isi["jenis"]:
            kueri = kueri.filter(jenis=self.isi["jenis"])
        if self.isi["kabupaten"]:
            kueri = kueri.filter(kabupaten=self.isi["kabupaten"])
        if self.isi["keadaan"] == "semua":
            return kueri
        return kueri.filter(ditutup_pada__isnull=self.isi["keadaan"] != "ditutup")


class SaringJanji(Saringan):
    """Filters of the pledges; every figure about partners links here."""

    q = teks_cari("Mitra atau yang dijanjikan", "misalnya mesin")
    tahun = BilanganField(label="Tahun janji", required=False, min_value=2000, max_value=2100)
    bentuk = forms.ChoiceField(label="Bentuk", required=False, choices=[("", "Semua bentuk"), *BentukJanji.choices])
    mitra = forms.UUIDField(required=False, widget=forms.HiddenInput)
    penugasan = forms.RegexField(r"^[0-9]{1,18}$", required=False, widget=forms.HiddenInput)
    opd = forms.SlugField(required=False, max_length=60, widget=forms.HiddenInput)
    desa = forms.RegexField(r"^[0-9.]{13}$", required=False, widget=forms.HiddenInput)
    baris = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    nama = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    jenis = forms.ChoiceField(required=False, choices=JenisMitra.choices, widget=forms.HiddenInput)
    kabupaten = forms.RegexField(r"^[0-9]{1,18}$", required=False, widget=forms.HiddenInput)
    keadaan = forms.ChoiceField(required=False, choices=[("aktif", ""), ("ditutup", "")], widget=forms.HiddenInput)

    def condition(self) -> Q:
        """The pledges that the filters leave; `baris` is a line's `kunci`, or "luar" for those outside of any."""
        d, q = self.isi, self._partner()
        if d["q"]:
            q &= Q(mitra__nama__icontains=d["q"]) | Q(uraian__icontains=d["q"])
        if d["tahun"]:
            q &= Q(tanggal__year=d["tahun"])
        if d["bentuk"]:
            q &= Q(bentuk=d["bentuk"])
        if d["mitra"]:
            q &= Q(mitra__uuid=d["mitra"])
        if d["penugasan"]:
            q &= Q(penugasan=int(d["penugasan"]))
        if d["opd"]:
            q &= Q(penugasan__opd__slug=d["opd"])
        if d["desa"]:
            q &= Q(penugasan__desa__kode=d["desa"])
        if d["baris"]:
            q &= self._line(d["baris"])
        return q

    def _partner(self) -> Q:
        """What the register's own filters leave (`SaringMitra.as_janji`)."""
        d, q = self.isi, Q()
        if d["nama"]:
            q &= Q(mitra__nama__icontains=d["nama"])
        if d["jenis"]:
            q &= Q(mitra__jenis=d["jenis"])
        if d["kabupaten"]:
            q &= Q(mitra__kabupaten=int(d["kabupaten"]))
        if d["keadaan"]:
            q &= Q(mitra__ditutup_pada__isnull=d["keadaan"] == "aktif")
        return q

    def _line(self, teks: str) -> Q:
        try:
            return Q(baris__isnull=True) if teks == "luar" else Q(baris__kunci=uuid.UUID(teks))
        except ValueError:
            return Q()


class SaringTahun(Saringan):
    """The year of the Forum CSR's paper."""

    tahun = BilanganField(label="Tahun", required=False, min_value=2000, max_value=2100)
