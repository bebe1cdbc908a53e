"""Forms of mentoring visits: record, correct, filter."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.boundfield import BoundField

from desa.angka import TanggalField
from desa.models import Umkm
from opd.actions.hasil_kunjungan import Tindak
from opd.actions.kunjungan import IsiKunjungan, Temuan
from opd.enums import Berjalan, CaraKunjungan
from opd.forms.fakta import FormFoto, FormKoreksi, FormSusulan, offered_umkm
from opd.forms.hasil_kunjungan import FormHasilKunjungan, initial_of_hasil, read_checklist, read_tindak
from opd.forms.isian import TeksField
from opd.forms.kegiatan import SaringFakta, photos_to_drop
from opd.models import AnggotaTim, Bukti, Pengguna, Penugasan
from opd.rekap.kunjungan import kunjungan_sah

BIDANG_UMKM = {"masalah": "Masalah", "saran": "Saran untuk", "tindak": "Tindak lanjut"}
"""The lines of text on each enterprise, with the words before its name."""

SELAIN_TIM = "Yang hadir selain anggota tim"
SESUDAH_UMKM = ("catatan", "tindak_lanjut", "jatuh_tempo", "foto")
"""What the page asks after the enterprises."""


class BarisUmkm(NamedTuple):
    """An enterprise with its bound fields."""

    umkm: Umkm
    keadaan: BoundField
    masalah: BoundField
    saran: BoundField
    tindak: BoundField
    tempo: BoundField

    @property
    def terisi(self) -> bool:
        """Whether anything stands or was refused in the part that folds away."""
        return any(bidang.value() or bidang.errors for bidang in self[2:])


class FormKunjungan(FormSusulan, FormHasilKunjungan, FormFoto):
    """A visit of one penugasan, with one row for each enterprise of the village."""

    tanggal = TanggalField(label="Tanggal")
    cara = forms.ChoiceField(label="Cara", choices=CaraKunjungan.choices, widget=forms.RadioSelect, initial="lapangan")
    kepala_hadir = forms.BooleanField(label="Kepala OPD hadir", required=False)
    anggota = forms.MultipleChoiceField(
        label="Anggota tim yang hadir", required=False, widget=forms.CheckboxSelectMultiple
    )
    tim_hadir = TeksField(
        label="Tim yang hadir", baris=3, max_length=2000, required=False, help_text="Satu nama per baris."
    )
    warga_ditemui = TeksField(
        label="Warga yang ditemui",
        baris=4,
        pribadi=True,
        max_length=4000,
        required=False,
        help_text="Satu nama per baris. Nama warga hanya dapat dibaca OPD ini dan verifikator.",
    )
    catatan = TeksField(label="Catatan kunjungan", baris=5, max_length=5000, required=False)

    field_order = ("uuid", "tanggal", "alasan_susulan", "cara", "kepala_hadir", "anggota", "tim_hadir", "warga_ditemui")

    def __init__(self, *args: Any, umkm_lama: frozenset[int] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer_team()
        self.umkm = offered_umkm(self.user, self.penugasan, umkm_lama)
        for u in self.umkm:
            self.fields[f"keadaan_{u.pk}"] = forms.ChoiceField(
                label=f"Keadaan {u.nama}", choices=[("", "– pilih –"), *Berjalan.choices], required=False
            )
            for nama, kata in BIDANG_UMKM.items():
                self.fields[f"{nama}_{u.pk}"] = TeksField(label=f"{kata} {u.nama}", max_length=500, required=False)
            self.fields[f"tempo_{u.pk}"] = TanggalField(label=f"Jatuh tempo {u.nama}", required=False)
        for nama in SESUDAH_UMKM:  # last on the page, so last in its list of errors
            self.fields[nama] = self.fields.pop(nama)

    def _offer_team(self) -> None:
        """Members of the village's team on the day of the visit to tick; everybody else is typed."""
        nama = members_on(self.user, self.penugasan, self._days())
        if not nama:
            del self.fields["anggota"]
            return
        self.fields["anggota"].choices = [(n, n) for n in nama]  # type: ignore[attr-defined]
        self.fields["tim_hadir"].label = SELAIN_TIM
        hadir = str(self.initial.get("tim_hadir", "")).split("\n")
        self.initial["anggota"] = [n for n in hadir if n in nama]
        self.initial["tim_hadir"] = "\n".join(n for n in hadir if n not in nama)

    def _days(self) -> set[date]:
        """The day that the form starts with, and the one that was typed."""
        hari = {self.initial["tanggal"]} if "tanggal" in self.initial else set()
        with suppress(ValidationError):
            hari |= {TanggalField().clean(self.data["tanggal"])} if "tanggal" in self.data else set()
        return hari

    def umkm_rows(self) -> list[BarisUmkm]:
        """Each enterprise with its bound fields."""
        nama = ("keadaan", *BIDANG_UMKM, "tempo")
        return [BarisUmkm(u, *(self[f"{n}_{u.pk}"] for n in nama)) for u in self.umkm]

    def clean(self) -> dict[str, Any]:
        isi = super().clean()
        isi["warga_ditemui"] = _lines(isi.get("warga_ditemui", ""))
        hadir = [*isi.get("anggota", []), *_lines(isi.get("tim_hadir", "")).split("\n")]
        isi["tim_hadir"] = _lines("\n".join(dict.fromkeys(hadir)))
        desa = read_tindak(self, isi, "tindak_lanjut", "jatuh_tempo")
        isi["temuan"], tindak = self._findings(isi)
        isi["tindak"] = ((None, *desa), *tindak) if desa else tindak
        isi["periksa"] = read_checklist(self, isi, self.daftar)
        isi["selesai"] = self.read_done(isi)
        return isi

    def _findings(self, isi: dict[str, Any]) -> tuple[tuple[Temuan, ...], tuple[Tindak, ...]]:
        """What was found at each enterprise and what is to be done there."""
        temuan: list[Temuan] = []
        tindak: list[Tindak] = []
        for u in sorted(self.umkm, key=lambda u: u.pk):
            keadaan, masalah, saran = (isi.get(f"{n}_{u.pk}", "") for n in ("keadaan", "masalah", "saran"))
            lanjut = read_tindak(self, isi, f"tindak_{u.pk}", f"tempo_{u.pk}")
            if keadaan:
                temuan.append((u.pk, keadaan, masalah, saran))
            elif (masalah or saran or lanjut) and f"keadaan_{u.pk}" not in self.errors:
                self.add_error(f"keadaan_{u.pk}", "Pilih keadaan usahanya juga.")
            if lanjut:
                tindak.append((u.pk, *lanjut))
        return tuple(temuan), tuple(tindak)

    def isi(self) -> IsiKunjungan:
        """The checked form as the action takes it."""
        return IsiKunjungan(**{k: self.cleaned_data[k] for k in IsiKunjungan.__dataclass_fields__})


def members_on(user: Pengguna, penugasan: Penugasan, hari: Collection[date]) -> list[str]:
    """Names of the village's team on any of the days, as its SK lists them. One query."""
    semua = AnggotaTim.objects.visible_to(user).filter(
        tim__penugasan__opd=penugasan.opd_id, tim__penugasan__desa=penugasan.desa_id
    )
    baris = semua.values_list("nama", "tim__mulai", "tim__selesai")
    return list(
        dict.fromkeys(n for n, dari, akhir in baris if any(dari <= h and (not akhir or h < akhir) for h in hari))
    )


def _lines(teks: str) -> str:
    return "\n".join(baris for baris in teks.split("\n") if baris)


def initial_of(isi: IsiKunjungan) -> dict[str, Any]:
    """A stored visit as the form's first values."""
    awal = {k: v for k, v in isi.scalars().items() if k != "jumlah_warga"}
    for pk, keadaan, masalah, saran in isi.temuan:
        awal |= {f"keadaan_{pk}": keadaan, f"masalah_{pk}": masalah, f"saran_{pk}": saran}
    return awal | initial_of_hasil(isi.periksa, isi.tindak)


class FormKoreksiKunjungan(FormKunjungan, FormKoreksi):
    """A correction: the whole visit again, with the reason and the photos to leave behind."""

    def __init__(self, *args: Any, bukti: list[Bukti], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["buang"] = photos_to_drop(bukti)


class SaringKunjungan(SaringFakta):
    """Filters of visits; `sah` keeps field visits with two photos and one villager named."""

    cara = forms.ChoiceField(label="Cara", choices=[("", "Semua cara"), *CaraKunjungan.choices], required=False)
    sah = forms.ChoiceField(
        label="Terhitung",
        choices=[("", "Semua"), ("1", "Terhitung kunjungan lapangan"), ("0", "Belum terhitung")],
        required=False,
    )

    def condition(self) -> Q:
        q = super().condition()
        if self.is_valid() and self.cleaned_data["cara"]:
            q &= Q(cara=self.cleaned_data["cara"])
        if self.is_valid() and self.cleaned_data["sah"]:
            sah = Q(pk__in=kunjungan_sah(self.user, known_at=self.known_at).order_by().values("pk"))
            q &= sah if self.cleaned_data["sah"] == "1" else ~sah
        return q
