"""What the forms of kegiatan and kunjungan share: the uuid that makes sending twice harmless, and the photos."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone

from desa.angka import format_tanggal
from desa.models import Desa, Kabupaten, Umkm
from desa.scoped import Reader
from desa.validators import rapikan
from desa.waktu import akhir_hari, mulai_triwulan, triwulan
from opd import titipan
from opd.actions.bukti import BATAS_FOTO_FAKTA
from opd.forms.isian import BanyakFotoField, PilihanJadi, TeksField
from opd.foto import FotoBersih, Titik, baca_foto
from opd.models import Opd, Pengguna, Penugasan
from opd.rekap.capaian import NAMA_TW
from opd.rekap.kunci import BukuKunci
from opd.rekap.rentang import akhir_triwulan


def village_point(desa: Desa) -> Titik | None:
    """(lintang, bujur) of a village, or None if unknown."""
    if desa.lintang is None or desa.bujur is None:
        return None
    return float(desa.lintang), float(desa.bujur)


class FormFoto(forms.Form):
    """Photos, new ones and those kept from the last time this form was refused.

    `terima` holds all photos that can be used, once the form was checked; `keep_photos` keeps them for the next time.
    """

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    foto = BanyakFotoField(
        label="Foto",
        required=False,
        help_text="Paling banyak 6 foto, masing-masing sampai 10 MB. Foto dibuat kecil dan lokasi persisnya dihapus "
        "setelah dicocokkan dengan desa.",
    )

    def __init__(self, *args: Any, user: Pengguna, penugasan: Penugasan, wajib: bool = False, **kwargs: Any) -> None:
        kwargs["initial"] = {"uuid": uuid.uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.user, self.penugasan, self.wajib = user, penugasan, wajib
        self.terima: list[titipan.Titipan] = []

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or {}
        formulir = isi.get("uuid")
        dipilih = set(self.data.getlist("titipan")) if hasattr(self.data, "getlist") else set()
        disimpan = titipan.kept(self.user.pk, formulir) if formulir and dipilih else []
        semua = {t.foto.sha256: t for t in disimpan if t.foto.sha256 in dipilih}
        for nomor, berkas in enumerate(isi.get("foto") or [], 1):
            if nomor > 3 * BATAS_FOTO_FAKTA:
                break
            try:
                foto = baca_foto(berkas.read(), sebutan=f"Foto {nomor}")
            except ValidationError as galat:
                self.add_error("foto", galat)
            else:
                semua.setdefault(foto.sha256, titipan.Titipan(rapikan(str(berkas.name))[:100], foto))
        self.terima = list(semua.values())
        if len(self.terima) > BATAS_FOTO_FAKTA:
            self.add_error("foto", f"Paling banyak {BATAS_FOTO_FAKTA} foto. Hapus centang foto yang tidak dipakai.")
        if self.wajib and not self.terima and "foto" not in self.errors:
            self.add_error("foto", "Pilih sedikitnya satu foto.")
        return isi

    def clean_photos(self, tanggal: date) -> list[FotoBersih]:
        """The accepted photos, compared with the day and the village."""
        titik = village_point(self.penugasan.desa)
        return [t.foto.bandingkan(tanggal=tanggal, titik_desa=titik) for t in self.terima]

    def keep_photos(self) -> None:
        """Keep what was accepted, so that a refused form does not ask for it again; forget what is a day old."""
        formulir = self.cleaned_data.get("uuid")
        if not formulir or not self.terima:
            return
        titipan.sweep(timezone.now() - titipan.MASA_SIMPAN)
        for satu in self.terima[: 2 * BATAS_FOTO_FAKTA]:
            titipan.keep(self.user.pk, formulir, satu)

    def forget_photos(self) -> None:
        """The form was saved: nothing needs to be kept."""
        titipan.drop(self.user.pk, self.cleaned_data["uuid"])


class FormSusulan(forms.Form):
    """The reason of a fact that comes after its quarter was locked: asked for only when its date lies in such a quarter."""

    alasan_susulan = TeksField(
        label="Alasan susulan",
        max_length=300,
        required=False,
        help_text="Triwulan tanggal ini sudah dikunci oleh laporan yang diverifikasi. Catatan diterima dengan alasan, tetap "
        "bertanggal kejadiannya, dan dilaporkan pada triwulan berikutnya yang masih terbuka.",
    )

    def __init__(self, *args: Any, kunci: BukuKunci | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rentang_terkunci = kunci.ranges() if kunci else ""

    @property
    def tanya_susulan(self) -> bool:
        """Whether the reason is shown before the date is typed anew: it was asked for, or stands already."""
        bidang = self["alasan_susulan"]
        return bool(bidang.errors or bidang.value())


class FormKoreksi(forms.Form):
    """The part of a correction: why, and which photos to leave behind."""

    alasan = TeksField(
        label="Alasan koreksi", max_length=500, help_text="Catatan lama tetap tersimpan bersama alasan ini."
    )


class FormBatal(forms.Form):
    """Cancelling a fact."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    alasan = TeksField(
        label="Alasan pembatalan", max_length=500, help_text="Catatan tetap tersimpan, tetapi tidak dihitung."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"uuid": uuid.uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)


class PilihPenugasan(forms.Form):
    """Which of the own penugasan the fact belongs to."""

    penugasan = forms.ChoiceField(label="Penugasan")

    def __init__(self, *args: Any, pilihan: list[Penugasan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["penugasan"].choices = [(p.pk, f"{p.desa.nama_lengkap} · {p.opd.singkatan}") for p in pilihan]  # type: ignore[attr-defined]


def quarter_days(teks: str) -> tuple[date, date]:
    """First and last day of "2026-2"."""
    tahun, tw = (int(x) for x in teks.split("-"))
    awal = mulai_triwulan(tahun, tw)
    return awal, akhir_triwulan(awal)


def quarter_key(awal: date) -> str:
    """ "2026-2" of the quarter that begins on `awal`."""
    return "{}-{}".format(*triwulan(awal))


def quarter_choices(on: date, jumlah: int = 12) -> list[tuple[str, str]]:
    """The last quarters, newest first, as ("2026-2", "TW II 2026")."""
    tahun, tw = triwulan(on)
    hasil = []
    for _ in range(jumlah):
        hasil.append((f"{tahun}-{tw}", f"TW {NAMA_TW[tw - 1]} {tahun}"))
        tahun, tw = (tahun, tw - 1) if tw > 1 else (tahun - 1, 4)
    return hasil


class SaringHari(forms.Form):
    """A list's filter as of a day (`per`), by what was recorded until then (`diketahui`). A value that cannot be read is an
    error of the form, and its list stays empty.
    """

    def __init__(self, *args: Any, user: Pengguna, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.on = user, on

    @property
    def dipakai(self) -> bool:
        """Whether any filter is set."""
        return any(self.data.get(nama) for nama in self.fields)

    @property
    def until(self) -> date:
        """The day whose figures are shown."""
        return (self.cleaned_data.get("per") if self.is_valid() else None) or self.on

    @property
    def akhir(self) -> date:
        """The last day on which something may have happened that is shown."""
        return self.until

    @property
    def known_at(self) -> datetime | None:
        """The end of the day that `diketahui` names: recordings until then count; None when it names none, or today."""
        hari = self.cleaned_data.get("diketahui") if self.is_valid() else None
        return akhir_hari(hari) if hari and hari < self.on else None

    def in_charge(self) -> QuerySet[Penugasan]:
        """Who answers for a village on the day."""
        return (
            Penugasan.objects.visible_to(self.user)
            .in_force(self.known_at)
            .in_charge()
            .active_on(self.until, self.known_at)
        )


def opd_choices(user: Reader) -> list[tuple[str, str]]:
    """Every OPD as (slug, name). One query."""
    return list(Opd.objects.visible_to(user).values_list("slug", "nama"))


def desa_choices(user: Reader, milik: QuerySet | None = None) -> PilihanJadi:
    """Every village in which these rows lie, else that has or had a penugasan, as (code, full name) after "Semua desa"; for
    `PilihPanjang`. One query.
    """
    milik = Penugasan.objects.visible_to(user) if milik is None else milik
    binaan = Desa.objects.visible_to(user).filter(pk__in=milik.order_by().values("desa"))
    kabupaten = ("kecamatan__kabupaten__nama", "kecamatan__kabupaten__jenis")
    baris = binaan.order_by("nama", "kode").values_list("kode", "nama", "kecamatan__nama", *kabupaten)
    return _named(tuple(baris))


@lru_cache(maxsize=8)
def _named(baris: tuple[tuple[str, str, str, str, str], ...]) -> PilihanJadi:
    """Kept, for nearly every list reads the same villages; not three models for each of them."""
    singkat = cache(lambda nama, jenis: Kabupaten(nama=nama, jenis=jenis).nama_singkat)
    pilihan = ((kode, f"{nama}, Kec. {kec}, {singkat(*kab)}") for kode, nama, kec, *kab in baris)
    return PilihanJadi([("", "Semua desa"), *pilihan])


def offered_umkm(user: Pengguna, penugasan: Penugasan, lama: Collection[int] = ()) -> list[Umkm]:
    """Enterprises of the village to name in a fact, those closed by now last: each that was open on some day of the penugasan,
    and those of `lama`. Whether one was open on the day that is typed, the deed says. One query.
    """
    buka = Q(tutup_pada__isnull=True) | Q(tutup_pada__gt=penugasan.mulai) | Q(pk__in=lama)
    umkm = Umkm.objects.visible_to(user).filter(buka, desa=penugasan.desa_id).order_by("nama", "pk")
    return sorted(umkm, key=lambda u: u.tutup_pada is not None)


def umkm_choices(umkm: Iterable[Umkm]) -> list[tuple[int, str]]:
    """The same for a list of boxes; of a closed one since when."""
    return [(u.pk, f"{u.nama} (tutup sejak {format_tanggal(u.tutup_pada)})" if u.tutup_pada else u.nama) for u in umkm]
