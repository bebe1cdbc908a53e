"""Forms of mentoring visits: record, correct, filter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q

from desa.angka import TanggalField
from desa.models import Umkm
from opd.actions.kunjungan import IsiKunjungan, Temuan
from opd.enums import Berjalan, CaraKunjungan
from opd.forms.fakta import FormFoto, FormKoreksi, FormSusulan
from opd.forms.isian import TeksField
from opd.forms.kegiatan import SaringFakta, photos_to_drop
from opd.models import Bukti
from opd.rekap.kunjungan import kunjungan_sah


class FormKunjungan(FormSusulan, FormFoto):
    """A visit of one penugasan, with one row for each enterprise of the village."""

    tanggal = TanggalField(label="Tanggal")
    cara = forms.ChoiceField(label="Cara", choices=CaraKunjungan.choices, widget=forms.RadioSelect, initial="lapangan")
    kepala_hadir = forms.BooleanField(label="Kepala OPD hadir", required=False)
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
    tindak_lanjut = TeksField(label="Tindak lanjut", baris=3, max_length=2000, required=False)

    field_order = ("uuid", "tanggal", "alasan_susulan", "cara", "kepala_hadir", "tim_hadir", "warga_ditemui")

    def __init__(self, *args: Any, umkm_lama: frozenset[int] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        desa = Umkm.objects.managed_by(self.user).filter(desa=self.penugasan.desa_id)
        self.umkm = list(desa.filter(Q(tutup_pada__isnull=True) | Q(pk__in=umkm_lama)))
        for u in self.umkm:
            self.fields[f"keadaan_{u.pk}"] = forms.ChoiceField(
                label=f"Keadaan {u.nama}", choices=[("", "– pilih –"), *Berjalan.choices], required=False
            )
            self.fields[f"masalah_{u.pk}"] = TeksField(label=f"Masalah {u.nama}", max_length=500, required=False)
            self.fields[f"saran_{u.pk}"] = TeksField(label=f"Saran untuk {u.nama}", max_length=500, required=False)
        self.fields["foto"] = self.fields.pop("foto")  # last on the page, so last in its list of errors

    def umkm_rows(self) -> list[tuple[Umkm, Any, Any, Any]]:
        """Each enterprise with its three bound fields."""
        return [(u, self[f"keadaan_{u.pk}"], self[f"masalah_{u.pk}"], self[f"saran_{u.pk}"]) for u in self.umkm]

    def clean(self) -> dict[str, Any]:
        isi = super().clean()
        isi["warga_ditemui"] = _lines(isi.get("warga_ditemui", ""))
        isi["tim_hadir"] = _lines(isi.get("tim_hadir", ""))
        temuan: list[Temuan] = []
        for u in sorted(self.umkm, key=lambda u: u.pk):
            keadaan, masalah, saran = (isi.get(f"{n}_{u.pk}", "") for n in ("keadaan", "masalah", "saran"))
            if keadaan:
                temuan.append((u.pk, keadaan, masalah, saran))
            elif (masalah or saran) and f"keadaan_{u.pk}" not in self.errors:
                self.add_error(f"keadaan_{u.pk}", "Pilih keadaan usahanya juga.")
        isi["temuan"] = tuple(temuan)
        return isi

    def isi(self) -> IsiKunjungan:
        """The checked form as the action takes it."""
        return IsiKunjungan(**{k: self.cleaned_data[k] for k in IsiKunjungan.__dataclass_fields__})


def _lines(teks: str) -> str:
    return "\n".join(baris for baris in teks.split("\n") if baris)


def initial_of(isi: IsiKunjungan) -> dict[str, Any]:
    """A stored visit as the form's first values."""
    awal = {k: v for k, v in isi.scalars().items() if k != "jumlah_warga"}
    for pk, keadaan, masalah, saran in isi.temuan:
        awal |= {f"keadaan_{pk}": keadaan, f"masalah_{pk}": masalah, f"saran_{pk}": saran}
    return awal


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
