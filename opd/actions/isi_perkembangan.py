"""What may be said of an enterprise's quarter, on every way in: what contradicts itself or the day, and what is asked about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from django.core.exceptions import ValidationError

from desa.angka import DesimalField, format_ribuan, format_rupiah, format_tanggal
from desa.enums import AdaTidak
from desa.models import MasaTutup, PerkembanganUmkm
from opd.actions.tutup_umkm import still_closed
from opd.actions.wajar import is_jump

DIBANDING = {
    "pekerja_l": "Pekerja laki-laki",
    "pekerja_p": "Pekerja perempuan",
    "aset_rp": "Aset",
    "pelanggan_bulan": "Pelanggan sebulan",
    "produksi_volume": "Produksi sebulan",
    "pajak_rp": "Pajak",
    "kredit_rp": "Kredit",
}
SEDIKIT = 10
"""Below this both counts of people are small enough to have grown tenfold: 1 worker may become 10."""
ORANG_TERBANYAK = 100_000
TERBANYAK = {
    "pekerja_l": ORANG_TERBANYAK,
    "pekerja_p": ORANG_TERBANYAK,
    "pekerja_terlatih": ORANG_TERBANYAK,
    "pelanggan_bulan": 100 * ORANG_TERBANYAK,
    "produksi_volume": 10**11,
}
"""The most that a field takes; more is a slip of the keyboard."""


class Berdaur(Protocol):
    """What is asked of an enterprise, however it was read: when it was in the programme."""

    @property
    def dibina_sejak(self) -> date: ...
    @property
    def dibina_sampai(self) -> date | None: ...


@dataclass(frozen=True)
class IsiPerkembangan:
    """What the form says of an enterprise on a day; None and "" mean "tidak diketahui"."""

    tanggal: date
    pekerja_l: int | None = None
    pekerja_p: int | None = None
    pekerja_terlatih: int | None = None
    aset_rp: int | None = None
    pelanggan_bulan: int | None = None
    pembukuan: str = ""
    produksi_volume: Decimal | None = None
    produksi_satuan: str = ""
    berizin: str = ""
    pajak_rp: int | None = None
    kredit: str = ""
    kredit_rp: int | None = None

    @property
    def kosong(self) -> bool:
        """Whether nothing is known."""
        return all(getattr(self, f.name) in (None, "") for f in fields(self) if f.name != "tanggal")


KEADAAN = tuple(f.name for f in fields(IsiPerkembangan) if f.name != "tanggal")
"""What is known of the enterprise, without the day."""


def require_fitting(umkm: Berdaur, tutup: Iterable[MasaTutup], isi: IsiPerkembangan, *, on: date) -> None:
    """Raise ValidationError unless the day lies in the past and in the enterprise's time, and something is known."""
    if isi.tanggal > on:
        raise ValidationError({"tanggal": "Tanggal ini belum terjadi. Isi tanggal hari ini atau sebelumnya."})
    if isi.tanggal < umkm.dibina_sejak:
        sejak = format_tanggal(umkm.dibina_sejak)
        raise ValidationError({"tanggal": f"UMKM ini baru dibina sejak {sejak}. Periksa tanggalnya."})
    if umkm.dibina_sampai is not None and isi.tanggal >= umkm.dibina_sampai:
        keluar = format_tanggal(umkm.dibina_sampai)
        raise ValidationError({"tanggal": f"UMKM ini keluar dari binaan pada {keluar}. Periksa tanggalnya."})
    for m in tutup:
        if m.covers(isi.tanggal):
            raise ValidationError({"tanggal": still_closed("UMKM ini", m)})
    if isi.kosong:
        raise ValidationError("Isi sedikitnya satu keadaan usaha; yang tidak diketahui dikosongkan.", code="kosong")


def clashes(isi: dict[str, Any]) -> dict[str, str]:
    """What contradicts itself among the fields that could be read, per field, in the sentence to show.

    The database refuses the same.
    """
    hasil = {}
    terbaca = {"produksi_volume", "produksi_satuan"} <= isi.keys()
    if terbaca and (isi["produksi_volume"] is None) != (not isi["produksi_satuan"]):
        hasil["produksi_satuan"] = "Isi produksi bersama satuannya, misalnya 40 kg."
    if {"kredit", "kredit_rp"} <= isi.keys() and isi["kredit_rp"] is not None:
        if isi["kredit"] != AdaTidak.YA:
            hasil["kredit"] = "Pilih Ya bila jumlah kreditnya diisi, atau kosongkan jumlahnya."
        elif isi["kredit_rp"] == 0:
            hasil["kredit_rp"] = "Jumlah kredit lebih dari 0. Kosongkan bila tidak diketahui."
    laki, perempuan, terlatih = (isi.get(n) for n in ("pekerja_l", "pekerja_p", "pekerja_terlatih"))
    if laki is not None and perempuan is not None and terlatih is not None and terlatih > laki + perempuan:
        hasil["pekerja_terlatih"] = "Pekerja yang pernah dilatih tidak lebih banyak dari seluruh pekerja."
    return hasil


def jumps(isi: IsiPerkembangan, lama: IsiPerkembangan | PerkembanganUmkm | None) -> list[str]:
    """The fields whose figure is ten times that of the state before, or a tenth of it."""
    hasil = []
    for nama in DIBANDING if lama is not None else ():
        baru, dulu = getattr(isi, nama), getattr(lama, nama)
        if nama == "produksi_volume" and isi.produksi_satuan.casefold() != lama.produksi_satuan.casefold():  # type: ignore[union-attr]
            continue
        if is_jump(baru, dulu) and max(baru, dulu) > SEDIKIT:
            hasil.append(nama)
    return hasil


def figure(nama: str, nilai: Any) -> str:
    """A figure of that field as it is read."""
    if nama.endswith("_rp"):
        return format_rupiah(nilai)
    return DesimalField().write(nilai) if isinstance(nilai, Decimal) else format_ribuan(nilai)
