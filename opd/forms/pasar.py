"""Forms of enterprises without a market: filter, ask another OPD, say what came of it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q

from desa.models import Desa
from opd.actions.pasar import IsiPasar
from opd.enums import AlasanPasar, StatusDukungan
from opd.forms.arahan import TANPA_NAMA_WARGA
from opd.forms.dukungan import SaringPermintaan, opd_groups
from opd.forms.isian import FormVersi, PilihanJadi, PilihPanjang, TeksField
from opd.forms.saring import Saringan, teks_cari
from opd.models import Pengguna
from opd.rekap.pasar_desa import PasarDesa
from opd.rekap.penugasan import BarisPenugasan

DAGANG = "Urusan industri dan perdagangan"
INDIKATOR_PASAR = Q(indikator__indikator__dimensi="IKE", indikator__indikator__nomor__in=(1, 2, 3, 4))
"""Industry, shops, markets, stalls: who can act on these indicators can help to sell (the mapping IndikatorOpd)."""


def helper_choices(user: Pengguna, *, on: date, kecuali: Collection[int]) -> list[Any]:
    """The OPDs that can be asked, first those of industry and trade. Two queries."""
    return opd_groups(user, INDIKATOR_PASAR, DAGANG, on=on, kecuali=kecuali)


class FormMintaPasar(forms.Form):
    """Whom to ask, and for what; the first OPD of industry and trade is offered."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    opd = forms.TypedChoiceField(label="OPD yang diminta", coerce=int)
    permintaan = TeksField(
        label="Yang diminta",
        baris=4,
        max_length=1500,
        help_text=f"Sebutkan barangnya, jumlahnya sebulan, dan yang sudah dicoba. {TANPA_NAMA_WARGA}",
    )

    def __init__(self, *args: Any, pilihan: list[Any], **kwargs: Any) -> None:
        dagang = dict(pilihan).get(DAGANG)
        awal = {"uuid": uuid.uuid4()} | ({"opd": dagang[0][0]} if dagang else {})
        kwargs["initial"] = awal | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["opd"].choices = pilihan  # type: ignore[attr-defined]

    def isi(self) -> IsiPasar:
        """The checked form as the action takes it."""
        return IsiPasar(self.cleaned_data["opd"], self.cleaned_data["permintaan"])


class FormHasilPasar(FormVersi):
    """What came of an accepted request."""

    hasil = TeksField(
        label="Hasil",
        baris=3,
        max_length=1500,
        help_text=f"Misalnya pembeli yang ditemukan dan mulai kapan, atau sebab belum ada. {TANPA_NAMA_WARGA}",
    )


class SaringPasar(Saringan):
    """Filters of the enterprises without a market; the places are those that an OPD answers for on the day."""

    opd = forms.ChoiceField(label="OPD", required=False)
    kabupaten = forms.ChoiceField(label="Kabupaten/kota", required=False)
    desa = forms.ChoiceField(label="Desa", required=False, widget=PilihPanjang)
    alasan = forms.ChoiceField(label="Alasan", required=False, choices=[("", "Semua alasan"), *AlasanPasar.choices])

    def __init__(self, *args: Any, penugasan: Iterable[BarisPenugasan], **kwargs: Any) -> None:
        self.penugasan = list(penugasan)
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        baris = self.penugasan
        semua = {
            "opd": {(b.opd_slug, b.opd) for b in baris},
            "kabupaten": {(b.kode[:5], b.kabupaten) for b in baris},
            "desa": {(b.kode, b.tempat) for b in baris},
        }
        for nama, pilihan in semua.items():
            urut = sorted(pilihan, key=lambda p: p[1])
            self.fields[nama].choices = PilihanJadi([("", "Semua"), *urut])  # type: ignore[attr-defined]

    @property
    def tempat(self) -> str:
        """The places chosen, to add to an address."""
        ada = {k: self.isi[k] for k in ("kabupaten", "desa") if self.isi[k]}
        return f"&{urlencode(ada)}" if ada else ""

    def select(self, semua: Mapping[int, PasarDesa]) -> list[PasarDesa]:
        """Those of the places that the filters leave. One query where they leave out any by its code."""
        d, ada = self.isi, dict(semua)
        if d["opd"]:
            ada = {pk: p for pk, p in ada.items() if p.penjawab and p.penjawab.opd_slug == d["opd"]}
        if d["kabupaten"] or d["desa"]:
            kode = Q(kode__startswith=f"{d['kabupaten']}.") if d["kabupaten"] else Q()
            kode &= Q(kode=d["desa"]) if d["desa"] else Q()
            sini = set(Desa.objects.visible_to(self.user).filter(kode).values_list("pk", flat=True))
            ada = {pk: p for pk, p in ada.items() if pk in sini}
        return list(ada.values())


class SaringPermintaanPasar(SaringPermintaan):
    """Filters of the requests for a market; an accepted one waits for its result, or has it."""

    perihal = ("umkm__nama", "umkm__produk")
    q = teks_cari("UMKM, produk, atau permintaan", "misalnya abon")
    keadaan = forms.ChoiceField(
        label="Keadaan",
        required=False,
        choices=[
            ("", "Semua"),
            ("terbuka", "Menunggu jawaban atau hasil"),
            *StatusDukungan.choices,
            ("hasil", "Ada hasil"),
        ],
    )

    def in_state(self, keadaan: str) -> Q:
        if keadaan == "terbuka":
            return Q(status=StatusDukungan.MENUNGGU) | Q(status=StatusDukungan.DITERIMA, hasil_pada__isnull=True)
        return Q(hasil_pada__isnull=False) if keadaan == "hasil" else super().in_state(keadaan)
