"""Forms of what became of a target family: one event, a whole village's verval, the bridge's days."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from desa.angka import TanggalField, format_tanggal
from desa.enums import HasilVerval, PeristiwaKeluarga, SumberKesejahteraan
from desa.models import Keluarga
from opd.actions.status_keluarga import SESUDAH_ENTAS, IsiStatus
from opd.forms.fakta import FormSusulan, SaringHari
from opd.forms.isian import BerkasField, TeksField
from opd.forms.keluarga import DESIL

P = PeristiwaKeluarga
BIDANG = {
    P.MASUK: ("sumber", "keterangan"),
    P.VERVAL: ("hasil", "nomor_berita_acara", "berkas_berita_acara", "keterangan"),
    P.ENTAS: ("nomor_berita_acara", "berkas_berita_acara", "keterangan"),
    P.BERTAHAN: ("keterangan", "berkas_berita_acara"),
    P.KAMBUH: ("keterangan", "nomor_berita_acara", "berkas_berita_acara"),
    P.KELUAR: ("hasil", "keterangan"),
    P.DESIL: ("desil", "sumber", "periode_data"),
}
"""The fields of each event beyond its day."""
BANTUAN = {
    P.ENTAS: "Syarat yang terpenuhi menurut musyawarah desa, misalnya penghasilan tetap, rumah, dan anak bersekolah.",
    P.BERTAHAN: "Yang ditemukan saat diperiksa ulang, sehingga keluarga ini tetap entas.",
    P.KAMBUH: "Yang terjadi sehingga keluarga ini kembali miskin.",
}
WAJIB = {
    P.ENTAS: {"nomor_berita_acara", "berkas_berita_acara", "keterangan"},
    P.VERVAL: {"hasil", "nomor_berita_acara"},
    P.BERTAHAN: {"keterangan"},
    P.KAMBUH: {"keterangan"},
    P.KELUAR: {"hasil"},
    P.DESIL: {"desil", "sumber", "periode_data"},
    P.MASUK: {"sumber"},
}


def _minutes(*, required: bool = False) -> BerkasField:
    return BerkasField(label="Berita acara", required=required, widget=forms.FileInput(attrs={"data-pribadi": ""}))


class FormStatus(FormSusulan):
    """One event of one family; which fields it has follows from the event."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    tanggal = TanggalField(label="Tanggal kejadian")
    hasil = forms.ChoiceField(label="Hasil", choices=HasilVerval.choices, widget=forms.RadioSelect)
    desil = forms.ChoiceField(
        label="Desil",
        choices=[("", "– pilih –"), *DESIL],
        help_text="Seperti tertulis pada data sumber. Aplikasi tidak menghitung desil.",
    )
    sumber = forms.ChoiceField(label="Sumber data", choices=SumberKesejahteraan.choices)
    periode_data = TanggalField(label="Tanggal data sumber")
    nomor_berita_acara = TeksField(label="Nomor berita acara musyawarah desa", max_length=100)
    berkas_berita_acara = _minutes()
    keterangan = TeksField(label="Keterangan", max_length=500, baris=3, pribadi=True)

    def __init__(self, *args: Any, peristiwa: PeristiwaKeluarga, **kwargs: Any) -> None:
        kwargs["initial"] = {"uuid": uuid.uuid4(), "sumber": SumberKesejahteraan.MUSDES} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.peristiwa = peristiwa
        for nama in set(self.fields) - {"uuid", "tanggal", "alasan_susulan", *BIDANG[peristiwa]}:
            del self.fields[nama]
        for nama in BIDANG[peristiwa]:
            self.fields[nama].required = nama in WAJIB[peristiwa]
        if "keterangan" in self.fields:
            self.fields["keterangan"].help_text = BANTUAN.get(peristiwa, "")
        if peristiwa == P.KELUAR:
            self.fields["hasil"].label = "Sebab"
            self.fields["hasil"].choices = [(h.value, h.label) for h in HasilVerval if h in SESUDAH_ENTAS]  # type: ignore[attr-defined]
        self.order_fields(["uuid", "tanggal", "alasan_susulan", *BIDANG[peristiwa]])

    def isi(self) -> IsiStatus:
        """The checked form as the action takes it."""
        d = self.cleaned_data
        return IsiStatus(
            self.peristiwa,
            d["tanggal"],
            hasil=d.get("hasil", ""),
            nomor_berita_acara=d.get("nomor_berita_acara", ""),
            keterangan=d.get("keterangan", ""),
            sumber=d.get("sumber", ""),
            desil=int(d["desil"]) if d.get("desil") else None,
            periode_data=d.get("periode_data"),
        )


def _last_verval(k: Any) -> str:
    """ "Layak, tetap sasaran; 20 November 2026", or that there was none."""
    return f"{HasilVerval(k.verval_hasil).label}; {format_tanggal(k.verval_pada)}" if k.verval_pada else "belum pernah"


class FormVerval(FormSusulan):
    """What one village meeting found of the families on the list; a family left open is not recorded."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    tanggal = TanggalField(label="Tanggal musyawarah desa")
    nomor_berita_acara = TeksField(label="Nomor berita acara", max_length=100)
    berkas_berita_acara = _minutes()

    def __init__(self, *args: Any, keluarga: Sequence[Keluarga], **kwargs: Any) -> None:
        kwargs["initial"] = {"uuid": uuid.uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.keluarga = keluarga
        pilihan = [("", "– belum diputuskan –"), *HasilVerval.choices]
        for k in keluarga:
            self.fields[f"hasil-{k.uuid}"] = forms.ChoiceField(label=k.kepala, required=False, choices=pilihan)

    @property
    def baris(self) -> list[tuple[Keluarga, str, forms.BoundField]]:
        """The families (read `with_verval`), what was last found of each, and their fields."""
        return [(k, _last_verval(k), self[f"hasil-{k.uuid}"]) for k in self.keluarga]

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or {}
        if not any(isi.get(f"hasil-{k.uuid}") for k in self.keluarga) and not self.errors:
            self.add_error(None, "Belum ada keluarga yang diberi hasil. Pilih hasil untuk sedikitnya satu keluarga.")
        return isi

    def isi(self) -> list[tuple[Keluarga, IsiStatus]]:
        """The families that were decided on, with what the action takes."""
        d = self.cleaned_data
        return [
            (k, IsiStatus(P.VERVAL, d["tanggal"], hasil=hasil, nomor_berita_acara=d["nomor_berita_acara"]))
            for k in self.keluarga
            if (hasil := d.get(f"hasil-{k.uuid}"))
        ]


class SaringJembatan(SaringHari):
    """From when until when, by what was recorded until then."""

    dari = TanggalField(label="Sejak", required=False)
    per = TanggalField(label="Sampai", required=False)
    diketahui = TanggalField(label="Yang tercatat sampai", required=False)

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or {}
        if isi.get("dari") and isi["dari"] > (isi.get("per") or self.on):
            self.add_error("dari", "Tanggal awal harus sebelum tanggal akhirnya.")
        if isi.get("per") and isi["per"] > self.on:
            self.add_error("per", "Tanggal ini belum terjadi. Isi tanggal hari ini atau sebelumnya.")
        return isi

    @property
    def dari_hari(self) -> date:
        """The first day that counts; the year's first where none is given."""
        return (self.cleaned_data.get("dari") if self.is_valid() else None) or date(self.until.year, 1, 1)


class SaringEntas(SaringHari):
    """Which families of the list of *entas*."""

    KEADAAN = (
        ("", "Semua yang perlu ditangani"),
        ("menunggu", "Menunggu verifikasi"),
        ("periksa", "Waktunya diperiksa ulang"),
        ("bertahan", "Entas bertahan"),
        ("entas", "Semua yang entas"),
    )
    keadaan = forms.ChoiceField(label="Keadaan", required=False, choices=KEADAAN)

    @property
    def pilihan(self) -> str:
        return str(self.cleaned_data.get("keadaan") or "") if self.is_valid() else ""


NAMA_TINDAKAN = {
    P.MASUK: "Masukkan kembali ke daftar",
    P.VERVAL: "Catat hasil verval",
    P.ENTAS: "Usulkan entas",
    P.BERTAHAN: "Catat entas bertahan",
    P.KAMBUH: "Catat kambuh",
    P.KELUAR: "Catat keluar",
    P.DESIL: "Catat desil",
}
"""What the button of each event says."""
