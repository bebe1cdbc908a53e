"""Blank forms to print and fill by hand, made from the same fields as the forms on the screen."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms

from desa.angka import TanggalField
from desa.models import Umkm
from opd.bidang_asesmen import BAGIAN
from opd.enums import DAFTAR_PERIKSA, Berjalan, JawabanButir
from opd.forms.asesmen import FormAsesmen, field_of
from opd.forms.kegiatan import BARIS_DANA, FormKegiatan
from opd.forms.kunjungan import SELAIN_TIM, SESUDAH_UMKM, FormKunjungan, members_on
from opd.models import Pengguna, Penugasan

BUKAN_KERTAS = {"uuid", "alasan_susulan", "yakin"}
"""Fields that only make sense on the screen."""
BARIS_UMKM = 8
"""Empty rows where no village is chosen."""
BARIS_TAMBAH = 3
"""Empty rows below the names of a village."""
UTUH = 4
PENERIMA = ("penerima_l", "penerima_p", "penerima_difabel", "penerima_kk")
HASIL = ("baris", "volume", "satuan")
BERKAS = "Tulis nama atau nomor berkasnya; dipilih saat menyalin ke aplikasi."


@dataclass(frozen=True, slots=True)
class NamaDesa:
    """What is known before anybody goes: the enterprises ("" is an empty row) and the team."""

    umkm: tuple[str, ...] = ("",) * BARIS_UMKM
    tim: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IsianKosong:
    """One thing to write: `bentuk` is tanggal, pilihan, centang, or garis (as many lines)."""

    label: str
    bentuk: str
    bantuan: str = ""
    pilihan: tuple[str, ...] = ()
    garis: int = 1

    @property
    def daftar_garis(self) -> range:
        """The lines to draw."""
        return range(self.garis)


@dataclass(frozen=True, slots=True)
class TabelKosong:
    """A table to fill: columns as (heading, choices) and the names of its rows ("" is a row without a name)."""

    judul: str
    kolom: tuple[tuple[str, tuple[str, ...]], ...]
    baris: tuple[str, ...]

    @property
    def utuh(self) -> bool:
        """Whether it is short enough to stay on one page."""
        return len(self.baris) <= UTUH


@dataclass(frozen=True, slots=True)
class BagianKosong:
    """Part of a paper: a heading, then what is written one below the other or, if `rapat`, in two columns."""

    judul: str = ""
    isian: tuple[IsianKosong, ...] = ()
    tabel: TabelKosong | None = None
    pengantar: str = ""
    rapat: bool = False


def blank_of(field: forms.Field) -> IsianKosong:
    """How a field of a form is asked on paper."""
    label, bantuan = str(field.label), str(field.help_text)
    if isinstance(field, TanggalField):
        return IsianKosong(label, "tanggal", bantuan)
    if isinstance(field, forms.FileField):
        return IsianKosong(label, "garis", BERKAS)
    if isinstance(field, forms.ChoiceField):
        pilihan = tuple(str(teks) for nilai, teks in field.choices if nilai != "")
        return IsianKosong(label, "pilihan" if pilihan else "garis", bantuan, pilihan)
    if isinstance(field, forms.BooleanField):
        return IsianKosong(label, "centang", bantuan)
    return IsianKosong(label, "garis", bantuan, garis=max(getattr(field, "baris", 1), 1))


def _fields(
    kelas: type[forms.Form], *, hanya: Collection[str] = (), tanpa: Collection[str] = ()
) -> tuple[IsianKosong, ...]:
    """The fields of a form in the order of the screen: those named in `hanya`, or all but those in `tanpa`."""
    semua: dict[str, Any] = kelas.base_fields  # type: ignore[attr-defined]
    urut = dict.fromkeys([*(kelas.field_order or ()), *semua])
    nama = [n for n in hanya or urut if n in semua and n not in BUKAN_KERTAS and n not in tanpa]
    return tuple(blank_of(semua[n]) for n in nama)


def blank_kunjungan(nama: NamaDesa) -> Iterator[BagianKosong]:
    """The visit: who was there, the checklist, the enterprises seen, notes and what is to be done."""
    keadaan, jawaban = (tuple(str(label) for label in pilihan.labels) for pilihan in (Berjalan, JawabanButir))
    butir = tuple(str(b.label) for b in DAFTAR_PERIKSA)
    kolom = (("Butir", ()), ("Jawaban", jawaban), ("Keterangan", ()))
    tindak = (("Masalah", ()), ("Saran", ()), ("Tindak lanjut dan jatuh tempo", ()))
    umkm = (("UMKM", ()), ("Keadaan usaha", keadaan), *tindak)
    yield BagianKosong(isian=_team(_fields(FormKunjungan, tanpa=(*SESUDAH_UMKM, "anggota")), nama.tim))
    yield BagianKosong("Daftar periksa", tabel=TabelKosong("Jawab semua butir.", kolom, butir))
    yield BagianKosong("UMKM yang dilihat", tabel=TabelKosong("Isi hanya UMKM yang ditemui.", umkm, nama.umkm))
    yield BagianKosong(isian=_fields(FormKunjungan, hanya=SESUDAH_UMKM))


def _team(isian: tuple[IsianKosong, ...], tim: tuple[str, ...]) -> tuple[IsianKosong, ...]:
    """The members of the team to tick, before the lines for who else came; just those lines without a team."""
    if not tim:
        return isian
    centang = replace(blank_of(FormKunjungan.base_fields["anggota"]), bentuk="pilihan", pilihan=tim)
    lain = str(FormKunjungan.base_fields["tim_hadir"].label)
    hasil: list[IsianKosong] = []
    for i in isian:
        hasil += [centang, replace(i, label=SELAIN_TIM)] if i.label == lain else [i]
    return tuple(hasil)


def blank_kegiatan(nama: NamaDesa) -> Iterator[BagianKosong]:
    """The activity: what, the result, for whom, with which money, which enterprises."""
    akhir = ("foto", "bast")
    tanpa = {*HASIL, *PENERIMA, *akhir, "umkm"}
    kolom: tuple[tuple[str, tuple[str, ...]], ...] = (("Sumber dana", ()), ("Jumlah (Rp)", ()))
    yield BagianKosong(isian=_fields(FormKegiatan, tanpa=tanpa))
    yield BagianKosong("Hasil", _fields(FormKegiatan, hanya=HASIL))
    yield BagianKosong("Penerima manfaat", _fields(FormKegiatan, hanya=PENERIMA), rapat=True)
    yield BagianKosong("Dana", tabel=TabelKosong("Paling banyak tiga sumber dana.", kolom, ("",) * BARIS_DANA))
    pilihan = tuple(n for n in nama.umkm if n)
    label = str(FormKegiatan.base_fields["umkm"].label)
    umkm = IsianKosong(label, "pilihan" if pilihan else "garis", pilihan=pilihan, garis=3)
    yield BagianKosong(isian=(umkm, *_fields(FormKegiatan, hanya=akhir)))


def blank_asesmen(_nama: NamaDesa) -> Iterator[BagianKosong]:
    """The asesmen: its day, the two parts, a note."""
    yield BagianKosong(isian=_fields(FormAsesmen, tanpa=("catatan",)))
    for bagian in BAGIAN:
        for n, kelompok in enumerate(bagian.kelompok):
            isian = tuple(blank_of(field_of(b)) for b in kelompok.bidang)
            judul = f"{bagian.judul}: {kelompok.judul.lower()}"
            yield BagianKosong(judul, isian, pengantar="" if n else bagian.pengantar, rapat=True)
    yield BagianKosong(isian=_fields(FormAsesmen, hanya=("catatan",)))


KERTAS = {"asesmen": blank_asesmen, "kunjungan": blank_kunjungan, "kegiatan": blank_kegiatan}


class PilihKertas(forms.Form):
    """For which penugasan the paper is printed; none: everything is left to write."""

    penugasan = forms.RegexField(r"^[0-9]{1,18}$", required=False)

    def __init__(self, *args: Any, user: Pengguna, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def chosen(self) -> Penugasan | None:
        """The penugasan that the address names. Raises Penugasan.DoesNotExist when there is no such row."""
        if not self.is_valid():
            raise Penugasan.DoesNotExist
        pk = self.cleaned_data["penugasan"]
        return Penugasan.objects.visible_to(self.user).with_names().get(pk=int(pk)) if pk else None

    def names(self, penugasan: Penugasan | None, *, on: date) -> NamaDesa:
        """The open enterprises of the village with some empty rows, and the team of that day. Two queries."""
        if penugasan is None:
            return NamaDesa()
        desa = Umkm.objects.visible_to(self.user).filter(desa=penugasan.desa_id, tutup_pada__isnull=True)
        umkm = desa.filter(dibina_sampai__isnull=True).order_by("nama").values_list("nama", flat=True)
        return NamaDesa((*umkm, *("",) * BARIS_TAMBAH), tuple(members_on(self.user, penugasan, {on})))
