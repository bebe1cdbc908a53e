"""Forms of aid: record, correct, look at it again, filter."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from desa.angka import DesimalField, RupiahField, TanggalField, format_tanggal
from desa.enums import JenisSidik
from desa.sandi import blind_index
from desa.validators import baca_nik
from opd.actions.bantuan import IsiBantuan, IsiPemeriksaan
from opd.enums import JenisBantuan, KeadaanBantuan
from opd.forms.fakta import FormKoreksi, FormSusulan, offered_umkm, umkm_choices
from opd.forms.isian import BerkasField, TeksField
from opd.forms.kegiatan import SaringFakta
from opd.models import Kegiatan, Pengguna, Penugasan
from opd.rekap.bantuan import latest_checks, recipient_hashes
from opd.rekap.nisan import refusal_of

KEGIATAN_TERBANYAK = 30


class FormBantuan(FormSusulan):
    """One kind of aid of a penugasan with its recipients. `tanya` shows the box that says a likeness was looked at."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    tanggal = TanggalField(label="Tanggal serah terima")
    jenis = forms.ChoiceField(label="Jenis bantuan", choices=[("", "– pilih –"), *JenisBantuan.choices])
    barang = TeksField(
        label="Yang diserahkan", max_length=200, help_text="Misalnya bibit pala, sapi bali, mesin parut sagu."
    )
    volume = DesimalField(label="Volume")
    satuan = TeksField(label="Satuan", max_length=40, help_text="Misalnya ekor, batang, unit, paket.")
    nilai_rp = RupiahField(label="Nilai seluruhnya (Rp)", required=False)
    kegiatan = forms.TypedChoiceField(
        label="Bagian dari kegiatan", coerce=int, empty_value=None, required=False, help_text="Boleh dikosongkan."
    )
    umkm = forms.TypedMultipleChoiceField(
        label="UMKM penerima", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    penerima = TeksField(
        label="Penerima lain",
        baris=5,
        pribadi=True,
        max_length=20_000,
        required=False,
        help_text="Satu orang atau kelompok per baris, boleh disertai NIK sesudah titik koma: Marta Rumadan; 8105…. NIK tidak "
        "disimpan, hanya dipakai memeriksa bantuan ganda. Nama hanya terbaca OPD ini dan verifikator.",
    )
    bast = BerkasField(label="Berita acara serah terima (BAST)", required=False)
    dibandingkan = forms.CharField(required=False, max_length=128, widget=forms.HiddenInput)
    field_order = ("uuid", "tanggal", "alasan_susulan")
    yakin = forms.BooleanField(label="Sudah diperiksa: bantuan ini memang berbeda, simpan saja", required=False)

    def __init__(self, *args: Any, user: Pengguna, penugasan: Penugasan, **kwargs: Any) -> None:
        kwargs["initial"] = {"uuid": uuid.uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.user, self.penugasan, self.tanya = user, penugasan, False
        self.padanan: set[str] = set()
        self.sidik_lama = dict(kwargs["initial"].get("sidik_lama", ()))
        self.pilihan_umkm = umkm_choices(offered_umkm(user, penugasan, kwargs["initial"].get("umkm", ())))
        self.fields["umkm"].choices = self.pilihan_umkm  # type: ignore[attr-defined]
        kegiatan = Kegiatan.objects.managed_by(user).in_force().filter(penugasan=penugasan)
        pilihan = kegiatan.values_list("pk", "judul", "tanggal")[:KEGIATAN_TERBANYAK]
        self.fields["kegiatan"].choices = [  # type: ignore[attr-defined]
            ("", "– tidak –"),
            *((pk, f"{judul}, {format_tanggal(hari)}") for pk, judul, hari in pilihan),
        ]

    def clean_volume(self) -> Any:
        volume = self.cleaned_data["volume"]
        if volume is not None and volume <= 0:
            raise ValidationError("Isi volume lebih besar dari 0, misalnya 10.", code="nol")
        return volume

    def clean_penerima(self) -> tuple[tuple[str, str], ...]:
        """(name, hash) line by line; a name known from the corrected row keeps its hash unless a NIK is given."""
        hasil: dict[str, tuple[str, str]] = {}
        for n, baris in enumerate((b for b in self.cleaned_data["penerima"].split("\n") if b.strip()), 1):
            nama, _, nik = (bagian.strip() for bagian in baris.partition(";"))
            if not nama or len(nama) > 120:
                raise ValidationError(f"Baris {n}: tulis namanya, paling panjang 120 huruf.", code="nama")
            try:
                nik = baca_nik(nik) if nik else ""
            except ValidationError as galat:
                raise ValidationError(f"Baris {n}: {galat.messages[0]}", code="nik") from galat
            if nik and (tolak := refusal_of((JenisSidik.NIK, nik))):
                raise ValidationError(f"Baris {n}: {tolak.kalimat}", code="nisan")
            sidik, *lain = recipient_hashes(nama, nik, desa_id=self.penugasan.desa_id)
            self.padanan |= set(lain)
            if not nik and nama in self.sidik_lama:
                sidik = self.sidik_lama[nama]
            if sidik in hasil:
                raise ValidationError(
                    f"Baris {n}: penerima ini sudah ditulis di atas. Hapus salah satunya.", code="ganda"
                )
            hasil[sidik] = (nama, sidik)
        return tuple(hasil.values())

    def compared(self) -> str:
        """Stands for what a comparison looks at; whoever ticks the box says so of exactly this."""
        d = self.cleaned_data
        penerima = sorted(sidik for _, sidik in d["penerima"])
        return blind_index(repr((d["jenis"], d["tanggal"], penerima, sorted(d["umkm"]))), konteks="bandingan bantuan")

    @property
    def sure(self) -> bool:
        """Whether the likeness of exactly these recipients was looked at."""
        return self.cleaned_data["yakin"] and self.cleaned_data["dibandingkan"] == self.compared()

    def ask(self) -> None:
        """Show the box, for the recipients as they are now."""
        data = self.data.copy()
        data["dibandingkan"] = self.compared()
        self.tanya, self.data = True, data

    def isi(self) -> IsiBantuan:
        """The checked form as the action takes it."""
        d = self.cleaned_data
        kolom = {k: d[k] for k in IsiBantuan.__dataclass_fields__ if k not in ("umkm", "padanan")}
        return IsiBantuan(**kolom, umkm=frozenset(d["umkm"]), padanan=frozenset(self.padanan))


def initial_of(isi: IsiBantuan) -> dict[str, Any]:
    """A stored aid as the form's first values; `sidik_lama` is for the form itself and never leaves the server."""
    kolom = {k: getattr(isi, k) for k in ("tanggal", "jenis", "barang", "volume", "satuan", "nilai_rp", "kegiatan")}
    return kolom | {
        "umkm": sorted(isi.umkm),
        "penerima": "\n".join(nama for nama, _ in isi.penerima),
        "sidik_lama": isi.penerima,
    }


class FormKoreksiBantuan(FormBantuan, FormKoreksi):
    """A correction: the whole aid again, with the reason."""


class FormPeriksa(forms.Form):
    """What was found months after the hand-over."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    bulan_ke = forms.TypedChoiceField(label="Pemeriksaan", coerce=int)
    tanggal = TanggalField(label="Tanggal diperiksa")
    keadaan = forms.ChoiceField(label="Keadaan bantuan", choices=KeadaanBantuan.choices, widget=forms.RadioSelect)
    jumlah_ada = DesimalField(label="Jumlah yang masih ada", required=False)
    catatan = TeksField(label="Catatan", baris=3, max_length=2000, required=False)

    def __init__(self, *args: Any, bulan: list[int], satuan: str, **kwargs: Any) -> None:
        kwargs["initial"] = {"uuid": uuid.uuid4(), "bulan_ke": bulan[0] if bulan else None} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["bulan_ke"].choices = [(n, f"{n} bulan sesudah diserahkan") for n in bulan]  # type: ignore[attr-defined]
        self.fields["jumlah_ada"].label = f"Jumlah yang masih ada ({satuan})"

    def isi(self) -> IsiPemeriksaan:
        """The checked form as the action takes it."""
        return IsiPemeriksaan(**{k: self.cleaned_data[k] for k in IsiPemeriksaan.__dataclass_fields__})


class FormKoreksiPeriksa(FormPeriksa, FormKoreksi):
    """A correction of what was noted, with the reason; the month stays."""


class SaringBantuan(SaringFakta):
    """Filters of aid; `periksa` by what the latest check found."""

    jenis = forms.ChoiceField(label="Jenis", choices=[("", "Semua jenis"), *JenisBantuan.choices], required=False)
    periksa = forms.ChoiceField(
        label="Pemeriksaan",
        choices=[
            ("", "Semua"),
            ("belum", "Belum pernah diperiksa"),
            ("sudah", "Sudah diperiksa"),
            *((k.value, f"Terakhir: {str(k.label).lower()}") for k in KeadaanBantuan),
        ],
        required=False,
    )

    def condition(self) -> Q:
        q = super().condition()
        if self.is_valid() and self.cleaned_data["jenis"]:
            q &= Q(jenis=self.cleaned_data["jenis"])
        if self.is_valid() and (periksa := self.cleaned_data["periksa"]):
            akhir = latest_checks(self.user, known_at=self.known_at)
            ada = Q(pk__in=[pk for pk, keadaan in akhir.items() if periksa in ("sudah", "belum", keadaan)])
            q &= ~ada if periksa == "belum" else ada
        return q

    def as_query(self, periksa: str) -> str:
        """The same filters as a query, with another state of the checks."""
        isi = {nama: self.data[nama] for nama in self.fields if self.data.get(nama)}
        return urlencode(isi | {"periksa": periksa})
