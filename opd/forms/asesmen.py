"""Forms of asesmen: record and correct. Their fields come from the table `opd.bidang_asesmen`."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django import forms

from desa.angka import BilanganField, DesimalField, TanggalField, format_tanggal
from desa.enums import Sinyal
from opd.actions.asesmen import IsiAsesmen
from opd.bidang_asesmen import BAGIAN, RINCIAN_KELUARGA, SEMUA, Bidang, Macam
from opd.forms.fakta import FormKoreksi, FormSusulan
from opd.forms.isian import FormYakin, TeksField
from opd.models import Asesmen, Pengguna, Penugasan
from opd.models.asesmen import PANJANG_TEKS
from opd.rekap.asesmen import cell_words

YA, TIDAK = "ya", "tidak"
SUSULAN = "Triwulan tanggal ini sudah dikunci oleh laporan yang diverifikasi. Asesmen diterima dengan alasan."
IKUT_TERISI = ("komoditas_unggulan", "produksi_satuan")
"""What a repeat takes over from the asesmen before: by these its figures can be compared."""


def field_of(b: Bidang, bantuan: str = "") -> forms.Field:
    """The form field of a line of the table; `bantuan` goes below its own hint."""
    isi: dict[str, Any] = {
        "label": b.sebutan,
        "help_text": " ".join(filter(None, (b.bantuan, bantuan))),
        "required": False,
    }
    match b.macam:
        case Macam.BILANGAN:
            return BilanganField(max_value=b.maks, **isi)
        case Macam.DESIMAL:
            return DesimalField(max_value=b.maks, **isi)
        case Macam.YA_TIDAK:
            pilihan = [("", "Belum diketahui"), (YA, "Ya"), (TIDAK, "Tidak")]
            return forms.TypedChoiceField(choices=pilihan, coerce=lambda n: n == YA, empty_value=None, **isi)
        case Macam.PILIHAN:
            return forms.ChoiceField(choices=[("", "Belum diketahui"), *Sinyal.choices], **isi)
        case Macam.TEKS:
            return TeksField(max_length=PANJANG_TEKS, **isi)


class FormAsesmen(FormSusulan, FormYakin):
    """An asesmen of one penugasan. `sebelum` is the village's last one: its values stand beside each field.

    `terbuka`: the reader may see its small groups of families; whoever only helps in the village may not.
    """

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    tanggal = TanggalField(label="Tanggal asesmen")
    catatan = TeksField(
        label="Catatan",
        baris=4,
        max_length=2000,
        required=False,
        help_text="Sumber angkanya, dan hal lain yang perlu diketahui. Jangan menulis nama warga.",
    )

    field_order = ("uuid", "tanggal", "alasan_susulan")

    def __init__(
        self,
        *args: Any,
        user: Pengguna,
        penugasan: Penugasan,
        sebelum: Asesmen | None = None,
        terbuka: bool = False,
        **kwargs: Any,
    ) -> None:
        dulu = {n: getattr(sebelum, n) for n in IKUT_TERISI} if sebelum else {}
        kwargs["initial"] = {"uuid": uuid.uuid4()} | dulu | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.user, self.penugasan, self.sebelum = user, penugasan, sebelum
        for b in SEMUA:
            self.fields[b.nama] = field_of(b, _before(b, sebelum, terbuka=terbuka))
        self.fields["alasan_susulan"].help_text = SUSULAN
        self.fields["yakin"].label = "Angka ini sudah benar, simpan saja"
        self.fields["catatan"] = self.fields.pop("catatan")  # last on the page, so last in its list of errors

    def bagian(self) -> Iterator[tuple[str, str, list[tuple[str, list[Any]]]]]:
        """The two parts: title, introduction, and groups of bound fields."""
        for bagian in BAGIAN:
            kelompok = [(k.judul, [self[b.nama] for b in k.bidang]) for k in bagian.kelompok]
            yield bagian.judul, bagian.pengantar, kelompok

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or {}
        kk, rendah = isi.get("kk"), isi.get("kk_rendah")
        rincian = [(b, isi[b.nama]) for b in RINCIAN_KELUARGA if isi.get(b.nama) is not None]
        if rendah is not None and kk is None and "kk" not in self.errors:
            self.add_error("kk", "Isi juga jumlah seluruh KK di desa.")
        elif rendah is not None and kk is not None and rendah > kk:
            self.add_error("kk_rendah", f"Jumlah ini melebihi seluruh KK di desa, {kk} KK. Periksa kedua angkanya.")
        if rincian and rendah is None and "kk_rendah" not in self.errors:
            self.add_error("kk_rendah", "Isi juga jumlah KK berkesejahteraan rendah, karena rinciannya sudah diisi.")
        for b, nilai in rincian if rendah is not None else ():
            if nilai > rendah:
                self.add_error(b.nama, f"Jumlah ini melebihi KK berkesejahteraan rendah, {rendah} KK.")
        self._clean_produksi(isi)
        return isi

    def _clean_produksi(self, isi: dict[str, Any]) -> None:
        kurang = "Isi produksi bersama komoditas unggulan dan satuannya, misalnya pala 12 ton."
        produksi, satuan = isi.get("produksi_per_tahun"), isi.get("produksi_satuan")
        if "produksi_per_tahun" in self.errors:
            return
        if produksi is None and satuan and satuan != self.initial.get("produksi_satuan"):
            self.add_error("produksi_per_tahun", kurang)
        elif produksi is None:
            isi["produksi_satuan"] = ""
        elif not satuan or not isi.get("komoditas_unggulan"):
            self.add_error("komoditas_unggulan" if satuan else "produksi_satuan", kurang)

    def isi(self) -> IsiAsesmen:
        """The checked form as the action takes it."""
        d = self.cleaned_data
        return IsiAsesmen(d["tanggal"], {b.nama: d[b.nama] for b in SEMUA}, d["catatan"])


def _before(b: Bidang, sebelum: Asesmen | None, *, terbuka: bool) -> str:
    if sebelum is None:
        return ""
    return f"{format_tanggal(sebelum.tanggal)}: {cell_words(b, sebelum, terbuka=terbuka)}."


def initial_of(isi: IsiAsesmen) -> dict[str, Any]:
    """A stored asesmen as the form's first values."""
    kata = {True: YA, False: TIDAK, None: ""}
    ya_tidak = {b.nama: kata[isi.nilai[b.nama]] for b in SEMUA if b.macam is Macam.YA_TIDAK}
    return {"tanggal": isi.tanggal, "catatan": isi.catatan} | isi.nilai | ya_tidak


class FormKoreksiAsesmen(FormAsesmen, FormKoreksi):
    """A correction: the whole asesmen again, with the reason."""
