"""Which stored comparison is shown, which group of it, and for the list of villages which of them by which measure."""

from __future__ import annotations

from typing import Any

from django import forms

from binaan.dampak.hasil import Hasil, Kelompok, read_hasil
from binaan.dampak.panel import NAMA_GOLONGAN
from binaan.models import HasilDampak
from desa.angka import format_waktu
from opd.forms.saring import Saringan
from opd.models import Pengguna

TERBANYAK = 50
"""How many older results a page offers."""


class SaringDampak(Saringan):
    """The result and the group of villages; for their list also which and by which measure."""

    hasil = forms.ChoiceField(label="Hitungan", required=False)
    mulai = forms.ChoiceField(label="Mulai dibina", required=False)
    golongan = forms.ChoiceField(label="Desa", required=False)
    ukuran = forms.ChoiceField(label="Ukuran", required=False)

    def __init__(self, *args: Any, user: Pengguna, rinci: bool = False, **kwargs: Any) -> None:
        self.rinci = rinci
        self.simpanan: HasilDampak | None = None
        self.baca: Hasil | None = None
        super().__init__(*args, user=user, **kwargs)

    def prepare(self) -> None:
        semua = HasilDampak.objects.visible_to(self.user).newest()
        self.daftar = list(semua.defer("isi", "desa")[:TERBANYAK])
        self._choose("hasil", [(str(h.pk), format_waktu(h.dihitung_pada)) for h in self.daftar], kosong="Yang terbaru")
        if self.daftar:
            self._read()
        kelompok = self.baca.kelompok if self.baca else ()
        self._choose("mulai", [(str(k.tahun_mulai), f"{k.tahun_mulai} ({k.binaan} desa)") for k in kelompok])
        if self.rinci:
            self._choose("golongan", [(g.value, nama) for g, nama in NAMA_GOLONGAN.items()], kosong="Semua desa")
            self._choose("ukuran", [(u.kunci, u.nama) for u in kelompok[0].ukuran] if kelompok else [])
        else:
            del self.fields["golongan"], self.fields["ukuran"]

    def _read(self) -> None:
        """The result that the address names, else the newest."""
        diminta = self.data.get("hasil", "")
        pk = diminta if diminta in {str(h.pk) for h in self.daftar} else self.daftar[0].pk
        kueri = HasilDampak.objects.visible_to(self.user)
        self.simpanan = (kueri if self.rinci else kueri.defer("desa")).get(pk=pk)
        self.baca = read_hasil(self.simpanan)

    def _choose(self, nama: str, pilihan: list[tuple[str, str]], *, kosong: str = "") -> None:
        """The choices of a field, after `kosong` for none of them; it hides while there is nothing to choose."""
        self.fields[nama].choices = [("", kosong), *pilihan] if kosong else pilihan  # type: ignore[attr-defined]
        if len(pilihan) < 2:
            self.fields[nama].widget = forms.HiddenInput()

    @property
    def kelompok(self) -> Kelompok | None:
        """The group that the address names, else the one that the sentence is about."""
        return self.baca.find(self.isi.get("mulai") or "") if self.baca else None
