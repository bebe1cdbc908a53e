"""Forms of rakor and arahan: write, answer, check, withdraw, filter."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import F, Q, QuerySet

from desa.angka import TanggalField
from desa.models import Desa
from opd.actions.arahan import IsiArahan
from opd.actions.rakor import IsiRakor
from opd.enums import Peran, StatusTindakLanjut
from opd.forms.fakta import opd_choices
from opd.forms.isian import BuktiField, FormVersi, TeksField
from opd.forms.saring import Saringan, teks_cari
from opd.models import Opd, Pengguna, Penugasan, PeranPengguna, Rakor
from opd.models.arahan import PerkaraArahan
from opd.rekap.arahan import baca_pasangan

TENGGAT_BIASA_HARI = 14
TENTANG = ("perkara", "desa")
TANPA_NAMA_WARGA = "Jangan menulis nama atau nomor warga di sini; semua yang masuk ke aplikasi dapat membacanya."


class FormArahan(forms.Form):
    """An arahan in the writer's own name, to OPDs ticked one by one or to all that have a village."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    teks = TeksField(label="Isi arahan", baris=6, max_length=3000, help_text=TANPA_NAMA_WARGA)
    batas = TanggalField(label="Dijawab paling lambat", help_text="OPD diingatkan di Beranda sampai menjawab.")
    semua = forms.BooleanField(label="Semua OPD yang bertugas", required=False)
    opd = forms.TypedMultipleChoiceField(
        label="OPD yang dituju", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    perkara = forms.ChoiceField(choices=[("", ""), *PerkaraArahan.choices], required=False, widget=forms.HiddenInput)
    desa = forms.ModelChoiceField(
        queryset=Desa.objects.none(), to_field_name="kode", required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, user: Pengguna, on: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"uuid": uuid.uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["desa"].queryset = Desa.objects.visible_to(user)  # type: ignore[attr-defined]
        bertugas = Penugasan.objects.visible_to(user).in_force().active_on(on)
        opd = Opd.objects.visible_to(user).active_on(on).order_by("nama").values_list("pk", "nama")
        self.bertugas = frozenset(bertugas.values_list("opd", flat=True))
        self.fields["opd"].choices = list(opd)  # type: ignore[attr-defined]
        jumlah = sum(pk in self.bertugas for pk, _ in self.fields["opd"].choices)  # type: ignore[attr-defined]
        self.fields["semua"].label = f"Semua OPD yang bertugas di desa binaan hari ini ({jumlah} OPD)"

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or {}
        dipilih = set(isi.get("opd") or ())
        if isi.get("semua"):
            dipilih |= {pk for pk, _ in self.fields["opd"].choices if pk in self.bertugas}  # type: ignore[attr-defined]
        if not dipilih and "opd" not in self.errors:
            self.add_error("opd", "Pilih sedikitnya satu OPD.")
        isi["opd"] = frozenset(dipilih)
        if not (isi.get("perkara") and isi.get("desa")):
            isi |= {"perkara": "", "desa": None}
        return isi

    @property
    def tentang(self) -> str:
        """The decision that it settles, in words; "" for none."""
        isi = self.cleaned_data if self.is_bound and self.is_valid() else self.initial
        perkara, desa = (isi.get(k) for k in TENTANG)
        return f"{PerkaraArahan(perkara).label}, {desa.nama}" if perkara and desa else ""

    def arahan(self) -> IsiArahan:
        """The checked form as the action takes it."""
        d = self.cleaned_data
        lain = {k: d[k] for k in IsiArahan.__dataclass_fields__ if k in d}
        return IsiArahan(isi=d["teks"], **lain)


class FormArahanRakor(FormArahan):
    """An arahan born in a rakor, naming who gave it."""

    pemberi = forms.ModelChoiceField(
        label="Pemberi arahan",
        queryset=Pengguna.objects.none(),
        required=False,
        empty_label="Pejabat lain, ditulis di bawah",
    )
    nama_pemberi = TeksField(
        label="Nama pejabat lain", max_length=150, required=False, help_text="Bila pejabat itu tidak ada dalam daftar."
    )
    sebagai_pemberi = TeksField(label="Jabatannya", max_length=200, required=False)

    field_order = ("uuid", "pemberi", "nama_pemberi", "sebagai_pemberi", "teks", "batas", "semua", "opd")

    def __init__(self, *args: Any, user: Pengguna, rakor: Rakor, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        pimpinan = PeranPengguna.objects.visible_to(user).open_on(rakor.tanggal).filter(peran=Peran.PIMPINAN)
        orang = Pengguna.objects.visible_to(user).filter(is_active=True, pk__in=pimpinan.values("pengguna"))
        self.fields["pemberi"].queryset = orang  # type: ignore[attr-defined]
        ada = {o.pk for o in orang}
        self.initial.setdefault("pemberi", user.pk if user.pk in ada else ada.pop() if len(ada) == 1 else None)


class AwalArahan(Saringan):
    """What a link hands to a new arahan: the OPD, the text, and the decision it settles. Nothing of it is believed before it
    is sent.
    """

    opd = forms.SlugField(required=False, max_length=60)
    teks = TeksField(baris=1, required=False, max_length=3000)
    perkara = forms.ChoiceField(choices=[("", ""), *PerkaraArahan.choices], required=False)
    desa = forms.ModelChoiceField(queryset=Desa.objects.none(), to_field_name="kode", required=False)

    def prepare(self) -> None:
        self.fields["desa"].queryset = Desa.objects.visible_to(self.user)  # type: ignore[attr-defined]

    def awal(self, *, on: date) -> dict[str, Any]:
        """The first values of the form; an OPD that is handed in gets two weeks."""
        opd = list(Opd.objects.visible_to(self.user).filter(slug=self.isi["opd"] or "").values_list("pk", flat=True))
        batas = on + timedelta(days=TENGGAT_BIASA_HARI) if opd else None
        tentang = {k: self.isi[k] for k in TENTANG} if self.isi["perkara"] and self.isi["desa"] else {}
        return {"teks": self.isi["teks"] or "", "opd": opd, "batas": batas} | tentang


class FormJawab(FormVersi):
    """An OPD's answer with its evidence."""

    jawaban = TeksField(
        label="Jawaban",
        baris=7,
        max_length=5000,
        help_text=f"Apa yang sudah dikerjakan dan hasilnya. {TANPA_NAMA_WARGA}",
    )
    bukti = BuktiField(
        label="Bukti",
        required=False,
        help_text="PDF atau satu foto, paling besar 10 MB. Hanya OPD Anda, verifikator, dan pimpinan yang dapat membukanya.",
    )


class FormKembali(FormVersi):
    """Why an answer goes back."""

    alasan = TeksField(label="Apa yang kurang", baris=4, max_length=1000)


class FormCabut(FormVersi):
    """Why an arahan is withdrawn."""

    alasan = TeksField(
        label="Alasan pencabutan", max_length=500, help_text="Arahan tetap tersimpan, tetapi tidak perlu dijawab lagi."
    )


class FormRakor(forms.Form):
    """A coordination meeting and its minutes."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    tanggal = TanggalField(label="Tanggal")
    tempat = TeksField(label="Tempat", max_length=200)
    perihal = TeksField(label="Perihal", max_length=300)
    peserta = TeksField(
        label="Yang hadir", baris=6, max_length=4000, help_text="Satu nama atau jabatan per baris; pejabat saja."
    )
    notulen = TeksField(label="Notulen", baris=12, max_length=20_000, help_text=TANPA_NAMA_WARGA)
    berkas = BuktiField(label="Berkas notulen", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"uuid": uuid.uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def isi(self) -> IsiRakor:
        """The checked form as the action takes it."""
        return IsiRakor(**{k: self.cleaned_data[k] for k in IsiRakor.__dataclass_fields__})


class FormUbahRakor(FormRakor, FormVersi):
    """The same, filled with what is stored."""

    sunting = "versi"
    field_order = ("uuid", "versi")


TERBUKA = (StatusTindakLanjut.BELUM_DIJAWAB, StatusTindakLanjut.DIJAWAB)
KEADAAN = {
    "": Q(status__in=TERBUKA),
    "belum": Q(status=StatusTindakLanjut.BELUM_DIJAWAB),
    "terlambat": Q(status=StatusTindakLanjut.BELUM_DIJAWAB),
    "diperiksa": Q(status=StatusTindakLanjut.DIJAWAB),
    "ditunggu": Q(status__in=TERBUKA),
    "selesai": Q(status=StatusTindakLanjut.SELESAI),
    "semua": Q(),
}


class SaringArahan(Saringan):
    """Filters of the list; one row is one arahan and one OPD. Every figure about arahan links here."""

    q = teks_cari("Isi arahan", "misalnya UMKM")
    opd = forms.ChoiceField(label="OPD", required=False)
    keadaan = forms.ChoiceField(
        label="Keadaan",
        required=False,
        choices=[
            ("", "Belum selesai"),
            ("terlambat", "Terlambat dijawab"),
            ("belum", "Belum dijawab"),
            ("ditunggu", "Belum selesai, belum terlambat"),
            ("diperiksa", "Menunggu pemeriksaan"),
            ("selesai", "Selesai"),
            ("dicabut", "Dicabut"),
            ("semua", "Semua"),
        ],
    )
    ketepatan = forms.ChoiceField(
        label="Ketepatan",
        required=False,
        choices=[("", "Semua"), ("tepat", "Dijawab tepat waktu"), ("lambat", "Pernah terlambat")],
    )
    perkara = forms.ChoiceField(
        label="Tentang", required=False, choices=[("", "Semua"), ("keputusan", "Keputusan dasbor")]
    )

    def prepare(self) -> None:
        self.fields["opd"].choices = [("", "Semua OPD"), *opd_choices(self.user)]  # type: ignore[attr-defined]

    def of_opd(self, kueri: QuerySet) -> QuerySet:
        """Rows ordered to the chosen OPD, or that it answers since a merger, whose text holds the words."""
        kueri = self._words(kueri)
        if self.isi["opd"]:
            kueri = kueri.filter(Q(opd__slug=self.isi["opd"]) | Q(opd__dilebur_ke__slug=self.isi["opd"]))
        return kueri

    def _words(self, kueri: QuerySet) -> QuerySet:
        if self.isi["perkara"]:
            kueri = kueri.exclude(arahan__perkara="")
        return kueri.filter(arahan__isi__icontains=self.isi["q"]) if self.isi["q"] else kueri

    def apply(self, kueri: QuerySet, *, on: date) -> QuerySet:
        """The rows in the chosen state, the longest overdue first. Punctuality is the OPD's that the roll-up names."""
        keadaan, ketepatan = self.isi["keadaan"] or "", self.isi["ketepatan"]
        kueri = self._words(kueri) if ketepatan else self.of_opd(kueri)
        if keadaan == "dicabut":
            kueri = kueri.withdrawn()
        else:
            kueri = kueri.in_force().filter(KEADAAN["semua" if ketepatan and not keadaan else keadaan])
        if keadaan == "terlambat":
            kueri = kueri.overdue_on(on)
        if keadaan == "ditunggu":
            kueri = kueri.exclude(status=StatusTindakLanjut.BELUM_DIJAWAB, batas__lt=on)
        if ketepatan:
            kueri = kueri.filter(pk__in=self._punctual(ketepatan == "tepat", on))
        urut = F("arahan__tanggal").desc() if keadaan in ("selesai", "dicabut") or ketepatan else F("batas").asc()
        return kueri.order_by(urut, "arahan", "opd__nama", "pk")

    def _punctual(self, tepat: bool, on: date) -> list[int]:
        """Rounds of the pairs that count as in time (or not) for the chosen OPD, as the roll-up counts them."""
        opd = Opd.objects.visible_to(self.user).filter(slug=self.isi["opd"] or "").values_list("pk", flat=True).first()
        pasangan = baca_pasangan(self.user, until=on, opd_id=opd)
        return [p.tindak_id for p in pasangan if p.tepat is tepat and opd in (None, p.dinilai_id)]


class SaringRakor(Saringan):
    """Filter of the meetings."""

    q = teks_cari("Perihal atau notulen", "misalnya evaluasi")

    def apply(self, kueri: QuerySet) -> QuerySet:
        """Meetings whose subject, place or minutes hold the words."""
        q = self.isi["q"]
        if not q:
            return kueri
        return kueri.filter(Q(perihal__icontains=q) | Q(tempat__icontains=q) | Q(notulen__icontains=q))
