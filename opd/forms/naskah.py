"""The decision on a paper: which buttons this reader has, what each of them does, and the reason of a return."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from opd.actions.naskah import BUKAN_MEJA
from opd.actions.putusan import can_be_verified, decide
from opd.enums import KATA_TINDAKAN, StatusNaskah, TindakanNaskah
from opd.forms.isian import TeksField, VersiField, put_errors
from opd.models import Pengguna, RencanaAksi
from opd.models.naskah import Naskah
from opd.rekap.hak import HakNaskah, hak_of
from opd.rekap.meja import kind_of, read_papan
from opd.rekap.perjalanan import perjalanan, read_steps

MUAT = "muat"
"""Not a move: the reader has read the newest version and takes the typed reason over to it."""


@dataclass(frozen=True, slots=True)
class Tombol:
    """One button and what pressing it brings about."""

    tindakan: str
    label: str
    akibat: str
    kelas: str = "tombol--utama"


MAJU = {
    "setujui": Tombol("setujui", "Setujui", "Naskah diteruskan kepada verifikator. OPD tidak dapat mengubahnya lagi."),
    "verifikasi": Tombol("verifikasi", "Verifikasi", "Naskah selesai dan terbaca oleh semua OPD."),
    "tarik": Tombol(
        "tarik", "Tarik kembali", "Naskah menjadi draf lagi dan dapat diubah; kepala OPD belum memutuskan.", ""
    ),
}
BEKU = "Isi laporan dibekukan bersama sidik jarinya, dan kegiatan, kunjungan, serta penjualan triwulan itu dikunci."
KEMBALI = Tombol("kembalikan", "Kembalikan", "Naskah kembali ke OPD bersama alasan Anda.", "tombol--bahaya")


class FormPutusan(forms.Form):
    """Decide on one paper. `hak` says which buttons the reader has; the deed itself checks the right again."""

    versi = VersiField()
    tindakan = forms.ChoiceField(
        choices=[*TindakanNaskah.choices, (MUAT, "Muat")],
        error_messages={"required": BUKAN_MEJA, "invalid_choice": BUKAN_MEJA},
    )
    alasan = TeksField(
        label="Alasan pengembalian",
        baris=4,
        max_length=1000,
        required=False,
        help_text="Wajib bila mengembalikan. Tulis apa yang harus diperbaiki.",
    )
    kahar = forms.BooleanField(
        label="Keadaan kahar: capaian diukur terhadap revisi ini, bukan versi pertama", required=False
    )
    alasan_kahar = TeksField(
        label="Alasan keadaan kahar", max_length=500, required=False, help_text="Misalnya gempa atau gagal panen."
    )

    def __init__(self, *args: Any, naskah: Naskah, hak: HakNaskah, **kwargs: Any) -> None:
        kwargs["initial"] = {"versi": naskah.versi} | (kwargs.get("initial") or {})
        super().__init__(*args, auto_id="putusan_%s", **kwargs)
        self.naskah, self.hak, self.basi = naskah, hak, False
        self.jenis = kind_of(naskah)
        self.alamat = reverse("naskah:putuskan", args=[self.jenis, naskah.uuid])
        if not (isinstance(naskah, RencanaAksi) and naskah.nomor > 1 and naskah.status == StatusNaskah.DISETUJUI):
            del self.fields["kahar"], self.fields["alasan_kahar"]

    @property
    def bidang_kahar(self) -> list[Any]:
        """The fields of keadaan kahar, for who may verify a revision."""
        return [self[n] for n in ("kahar", "alasan_kahar") if n in self.fields and self.hak.verifikasi]

    @property
    def maju(self) -> list[Tombol]:
        """The buttons that need no reason."""
        buka = [t for nama, t in MAJU.items() if getattr(self.hak, nama)]
        if not can_be_verified(self.naskah):
            return [t for t in buka if t.tindakan != "verifikasi"]
        laporan = self.jenis == "laporan" and self.naskah.status == StatusNaskah.DISETUJUI
        return [Tombol(t.tindakan, t.label, BEKU) if laporan else t for t in buka]

    @property
    def kembali(self) -> Tombol | None:
        """The button that returns the paper with a reason."""
        return KEMBALI if self.hak.kembalikan else None

    def carry_out(self, *, by: Pengguna, at: datetime) -> str:
        """Do what was pressed and say so; the empty text when it was refused, with the sentence on the form."""
        if not self.is_valid() or self.cleaned_data["tindakan"] == MUAT:
            return ""
        try:
            decide(self.naskah, **self.cleaned_data, by=by, at=at)
        except ValidationError as galat:
            self.basi = getattr(galat, "code", "") == "berubah"
            put_errors(self, galat)
            return ""
        kata = KATA_TINDAKAN[TindakanNaskah(self.cleaned_data["tindakan"])][1]
        return f"{str(self.naskah._meta.verbose_name).capitalize()} sudah {kata}."


def decision_parts(user: Pengguna, naskah: Naskah, *, on: date, dikirim: FormPutusan | None = None) -> dict[str, Any]:
    """`hak`, the form `putusan` and the `perjalanan` of a paper. At most five queries.

    `dikirim` is a form that was refused: it comes back with what was typed, on the version that was read unless the
    reader took up the newest.
    """
    langkah = read_steps(user, naskah)
    papan = read_papan(user, [naskah], until=on)
    hak = hak_of(user, naskah, papan)
    putusan = FormPutusan(naskah=naskah, hak=hak)
    if dikirim is not None and dikirim.cleaned_data.get("tindakan") == MUAT:
        tertulis = {k: v for k, v in dikirim.cleaned_data.items() if k not in ("versi", "tindakan")}
        putusan = FormPutusan(naskah=naskah, hak=hak, initial=tertulis)
    elif dikirim is not None:
        putusan, dikirim.naskah, dikirim.hak = dikirim, naskah, hak
    return {"hak": hak, "putusan": putusan, "perjalanan": perjalanan(naskah, langkah, papan)}
